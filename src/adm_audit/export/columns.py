"""What the exported tables hold: a column each, with its heading, its kind of number, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from adm_audit.counts import Count, Range, high, low, printed
from adm_audit.report.words import headline, names, others, short_label
from adm_audit.report.words.signals import part_title
from adm_audit.report.words.voice import Voice
from adm_audit.result import Compared, Finding, GroupRow
from adm_audit.text.catalogue import N_
from adm_audit.values import Bounds, Estimate, Number, Suppressed, Undefined

Kind = Literal["text", "count", "share", "points", "number", "p"]
Value = str | int | float | bool | None
PLAIN: Mapping[str, Kind] = {"share": "share", "strength": "number", "days": "number", "amount": "number"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in plain tables, its heading for people, and what stands in it."""

    name: str
    heading: str
    kind: Kind
    of: Callable[[Finding, Voice], Value]


def _group(item: Finding, voice: Voice) -> str:
    return ", ".join(names.short({name: value}, voice) for name, value in item.group.items())


def _attributes(item: Finding, voice: Voice) -> str:
    return voice.listed([names.attribute(name, voice) for name in item.group])


def _number(field: str, end: str = "") -> Callable[[Finding, Voice], Value]:
    def of(item: Finding, _voice: Voice) -> Value:
        number: Number | None = getattr(item, field)
        return value(number) if not end else limit(number, end)

    return of


def _count(field: str) -> Callable[[Finding, Voice], Value]:
    def of(item: Finding, _voice: Voice) -> Value:
        counts: Compared | None = item.counts
        return None if counts is None else count(getattr(counts, field))

    return of


def _plain(field: str) -> Callable[[Finding, Voice], Value]:
    def of(item: Finding, _voice: Voice) -> Value:
        found: Value = getattr(item, field)
        return found

    return of


def _why(item: Finding, voice: Voice) -> str:
    """Return why the difference, the ratio or a rate of a finding does not exist; empty where all are there."""
    from adm_audit.report.words import because

    gone = [getattr(item, name) for name in ("rate", "other_rate", "difference", "ratio")]
    reasons = [because(number.because, voice) for number in gone if isinstance(number, Undefined | Suppressed)]
    return " ".join(dict.fromkeys(reasons))


def value(number: Number | None) -> float | None:
    """Return an estimate; None where the number does not exist, is hidden, or is known only within limits."""
    return number.value if isinstance(number, Estimate) else None


def limit(number: Number | None, end: str) -> float | None:
    """Return an end of an interval (of the possible values where there is no interval); None where there is none."""
    if number is None or isinstance(number, Suppressed):
        return None
    interval = number.interval
    if interval is None:
        return getattr(number, end) if isinstance(number, Bounds) else None
    return interval.low if end == "low" else interval.high


def count(number: Count | None) -> Value:
    """Return a count as printed; one that is known only as a range as text, such as ``0-9``."""
    if number is None:
        return None
    shown = printed(number)
    return f"{low(number)}-{high(number)}" if isinstance(number, Range) and shown is None else shown


FINDINGS: tuple[Column, ...] = (
    Column("part", N_("Number"), "text", lambda item, voice: part_title(_signal(item), item.part, voice)),
    Column("attribute", N_("Attribute"), "text", _attributes),
    Column("group", N_("Group"), "text", _group),
    Column("input", N_("Input, factor or step"), "text", _plain("input")),
    Column("against", N_("Compared with"), "text", lambda item, voice: others(item, voice) if item.group else ""),
    Column("verdict", N_("What the data say"), "text", lambda item, voice: short_label(item.verdict, voice)),
    Column("detail", N_("Detail"), "text", _plain("detail")),
    Column("worse_off", N_("Worse off"), "text", _plain("worse_off")),
    Column("cases", N_("Cases"), "count", _count("cases")),
    Column("total", N_("Of"), "count", _count("total")),
    Column("other_cases", N_("Cases, other side"), "count", _count("other_cases")),
    Column("other_total", N_("Of, other side"), "count", _count("other_total")),
    Column("rate", N_("Rate"), "share", _number("rate")),
    Column("rate_low", N_("Rate, from"), "share", _number("rate", "low")),
    Column("rate_high", N_("Rate, to"), "share", _number("rate", "high")),
    Column("other_rate", N_("Rate, other side"), "share", _number("other_rate")),
    Column("difference", N_("Difference"), "points", _number("difference")),
    Column("difference_low", N_("Difference, from"), "points", _number("difference", "low")),
    Column("difference_high", N_("Difference, to"), "points", _number("difference", "high")),
    Column("unit", N_("Unit of the difference"), "text", _plain("unit")),
    Column("ratio", N_("Ratio"), "number", _number("ratio")),
    Column("ratio_low", N_("Ratio, from"), "number", _number("ratio", "low")),
    Column("ratio_high", N_("Ratio, to"), "number", _number("ratio", "high")),
    Column("people", N_("People"), "number", _number("people")),
    Column("p", N_("p"), "p", _plain("p")),
    Column("p_adjusted", N_("p, adjusted"), "p", _plain("p_adjusted")),
    Column("family", N_("Family of comparisons"), "text", _plain("family")),
    Column("why", N_("Why a number is missing"), "text", _why),
    Column("sentence", N_("In words"), "text", headline),
    Column("id", N_("Id"), "text", _plain("id")),
)
"""The columns of a comparison, in their order."""

_COUNTS = ("tp", "fp", "fn", "tn", "selected_unknown", "unselected_unknown", "undecided")
COUNT_HEADINGS: Mapping[str, str] = {
    "tp": N_("Selected, rightly"),
    "fp": N_("Selected, wrongly"),
    "fn": N_("Not selected, wrongly"),
    "tn": N_("Not selected, rightly"),
    "selected_unknown": N_("Selected, outcome not known"),
    "unselected_unknown": N_("Not selected, outcome not known"),
    "undecided": N_("No decision recorded"),
}


def counted(row: GroupRow) -> Iterator[tuple[str, Value]]:
    """Yield the counts of a group by their field."""
    for name in _COUNTS:
        yield name, count(getattr(row.counts, name))


def used(columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> list[int]:
    """Return the positions of the columns that hold anything."""
    return [at for at in range(len(columns)) if any(row[at] not in (None, "") for row in rows)]


def _signal(item: Finding) -> str:
    return item.id.split("/", 1)[0]
