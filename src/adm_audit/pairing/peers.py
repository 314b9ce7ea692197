"""Anonymous summaries of cities: how many safeguards stand, stage by stage, beside those of other cities."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from adm_audit.checklist import STANDARD
from adm_audit.pairing.scores import STATES
from adm_audit.result import AuditResult, Safeguards

SCHEMA = "adm-audit/summary/1"
FEWEST = 3
"""Fewer cities than this are not compared: one of them could be recognised."""
_SIZES = ((20_000, "under 20,000"), (50_000, "20,000 to 49,999"), (100_000, "50,000 to 99,999"),
          (200_000, "100,000 to 199,999"), (500_000, "200,000 to 499,999"))  # fmt: skip
_SHARES = ((0.1, "under 10 %"), (0.15, "10 to 14 %"), (0.2, "15 to 19 %"))
SIZES = (*(name for _, name in _SIZES), "500,000 and more")
SHARES = (*(name for _, name in _SHARES), "20 % and more")
_COUNTRY = re.compile(r"[A-Z]{2}")
_CODE = re.compile(r"[A-Za-z0-9-]{1,40}")
_MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a summary says about the city: bands only, so that it stays nameless. None: not told."""

    country: str | None = None
    size: str | None = None
    foreign_born: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Counts of answers by stage, and bands of the city. No names, no texts, no dates."""

    about: About
    versions: tuple[tuple[str, str], ...]
    safeguards: tuple[Safeguards, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One stage: our counts, and the share of yes with evidence, and of any yes, in each other city (ascending)."""

    own: Safeguards
    shown: tuple[float, ...]
    yes: tuple[float, ...]


def size_band(residents: int) -> str:
    """Return the band of a number of residents.

    >>> size_band(75_000), size_band(900_000)
    ('50,000 to 99,999', '500,000 and more')
    """
    return next((name for top, name in _SIZES if residents < top), SIZES[-1])


def share_band(share: float) -> str:
    """Return the band of a share (0 to 1) of residents born abroad.

    >>> share_band(0.12), share_band(0.2)
    ('10 to 14 %', '20 % and more')
    """
    return next((name for top, name in _SHARES if share < top), SHARES[-1])


def summary(result: AuditResult, about: About) -> Summary:
    """Return the summary of a result: counts only, without anything that names the city or its service.

    Only checklists of the package count: the name of an own one could give the city away.
    """
    kept = tuple(item for item in result.safeguards if item.checklist in STANDARD)
    known = {item.checklist for item in kept}
    versions = tuple((item.id, item.version) for item in result.checklists if item.id in known)
    return Summary(about=about, versions=versions, safeguards=kept)


def to_json(item: Summary) -> bytes:
    """Return a summary as JSON, the same bytes for the same counts. Titles of stages are left out."""
    stages = [{key: value for key, value in asdict(one).items() if key != "title"} for one in item.safeguards]
    data = {
        "schema": SCHEMA,
        "about": {key: value for key, value in asdict(item.about).items() if value is not None},
        "versions": dict(item.versions),
        "safeguards": stages,
    }
    return json.dumps(data, indent=2).encode("ascii") + b"\n"


def from_json(content: bytes) -> Summary:
    """Read a summary. Raises ValueError where it is none, or where something in it is not what it should be."""
    data = json.loads(content)
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise ValueError("schema")
    about, versions, stages = data.get("about"), data.get("versions"), data.get("safeguards")
    if not (isinstance(about, dict) and isinstance(versions, dict) and isinstance(stages, list)):
        raise ValueError("shape")
    told = {field.name: about.get(field.name) for field in fields(About)}
    allowed = {"size": SIZES, "foreign_born": SHARES}
    if any(told[name] not in (None, *bands) for name, bands in allowed.items()):
        raise ValueError("bands")
    if told["country"] is not None and not _COUNTRY.fullmatch(str(told["country"])):
        raise ValueError("country")
    return Summary(
        about=About(**told),
        versions=tuple((str(key), str(value)) for key, value in versions.items()),
        safeguards=tuple(_stage(item) for item in stages),
    )


def _stage(item: Any) -> Safeguards:
    if not isinstance(item, dict) or not {"checklist", "section"} <= item.keys() <= {"checklist", "section", *STATES}:
        raise ValueError("stage")
    names = item["checklist"], item["section"]
    counts = {state: item.get(state, 0) for state in STATES}
    if not all(isinstance(name, str) and _CODE.fullmatch(name) for name in names):
        raise ValueError("names")
    if not all(type(number) is int and 0 <= number <= _MOST for number in counts.values()):
        raise ValueError("counts")
    return Safeguards(checklist=names[0], section=names[1], title="", **counts)


def fitting(others: Iterable[Summary], wanted: About) -> list[Summary]:
    """Return the summaries that tell what is wanted. One that does not tell it does not fit."""
    names = [field.name for field in fields(About) if getattr(wanted, field.name) is not None]
    return [item for item in others if all(getattr(item.about, name) == getattr(wanted, name) for name in names)]


def beside(own: Summary, others: Sequence[Summary]) -> tuple[Beside, ...]:
    """Return each of our stages with those of the others; only the same first number of a checklist's version counts.

    A stage that fewer than three other cities answered is left without shares.
    """
    versions = {name: version.split(".", maxsplit=1)[0] for name, version in own.versions}
    found = []
    for stage in own.safeguards:
        same = [
            one
            for other in others
            if dict(other.versions).get(stage.checklist, "").split(".", maxsplit=1)[0] == versions.get(stage.checklist)
            for one in other.safeguards
            if (one.checklist, one.section) == (stage.checklist, stage.section) and answered(one)
        ]
        if len(same) < FEWEST:
            found.append(Beside(own=stage, shown=(), yes=()))
            continue
        shown = sorted(one.shown / applying(one) for one in same)
        yes = sorted((one.shown + one.stated) / applying(one) for one in same)
        found.append(Beside(own=stage, shown=tuple(shown), yes=tuple(yes)))
    return tuple(found)


def applying(stage: Safeguards) -> int:
    """Return how many questions of a stage apply."""
    return sum(getattr(stage, state) for state in STATES)


def answered(stage: Safeguards) -> bool:
    """Return whether anybody answered a question of a stage."""
    return applying(stage) > stage.open
