"""Several services in one page, in a terminal table, and as JSON: which group is worse off in more than one."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adm_audit.checklist.model import Library
from adm_audit.pairing.portfolio import TRIGGER, Cell, Portfolio, Row, Service
from adm_audit.report import anchors
from adm_audit.report.library import texts_of
from adm_audit.report.page import _environment, _hash, _style
from adm_audit.report.words import Voice, voice_of
from adm_audit.report.words.signals import title
from adm_audit.result import AuditResult
from adm_audit.text.catalogue import N_

SCHEMA = "adm-audit/portfolio/1"
WIDTH = 96
_NAME = 60
STATES: Mapping[str, str] = {
    "worse_off": N_("worse off"),
    "shown": N_("gap shown"),
    "better_off": N_("better off"),
    "cannot_tell": N_("cannot tell"),
    "below_attention": N_("below attention"),
    "ruled_out": N_("ruled out"),
    "not_looked_at": N_("not looked at"),
}
_MARKS = {"worse_off": "shown", "better_off": "shown_better"}
SYSTEMIC: Mapping[str, str] = {
    "fired": N_(
        "The same group is worse off in two or more services. This is a question for the leadership of the city."
    ),
    "unknown": N_(
        "No group is shown to be worse off in two services. In some of them the data cannot tell, so it is not ruled out."
    ),
    "silent": N_("No group is worse off in two services, as far as these audits go."),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One group in one service: mark, words, and the signals in which it is worse off with their links."""

    mark: str
    label: str
    worse: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the leadership: who answers, and what each service's answers already say."""

    id: str
    text: str
    why: str
    who: str
    answers: tuple[tuple[str, str], ...]


def to_html(found: Portfolio, library: Library, *, language: str, links: Sequence[str], written_on: str) -> str:
    """Return the portfolio as one self-contained page.

    links: address of the report of each service, empty where there is none. written_on: ISO date.
    """
    voice = voice_of(found.services[0].result, language)
    style = _style()
    page = _environment(language).get_template("portfolio.html")
    return page.render(
        lang=language,
        style=style,
        style_hash=_hash(style),
        iso_date=written_on,
        date=voice.numbers.date(written_on),
        services=[
            (_title(service, voice), voice.numbers.date(service.result.audited_on), link)
            for service, link in zip(found.services, links, strict=True)
        ],
        systemic=found.systemic,
        sentence=voice.say(SYSTEMIC[found.systemic]),
        repeated=[(_group(row, library, voice), _told(row, found, voice)) for row in found.repeated],
        compared=[(_group(row, library, voice), _fields(row, found, links)) for row in found.compared],
        alone=[(_group(row, library, voice), _fields(row, found, links)) for row in found.rows if row.looked_in == 1],
        key=[(_MARKS.get(name, name), voice.say(label)) for name, label in STATES.items()],
        questions=_questions(found, library, voice),
        ask=voice.text(library.triggers[TRIGGER].ask),
    ) + "\n"  # fmt: skip


def to_text(found: Portfolio, library: Library, *, language: str) -> str:
    """Return the portfolio for a terminal: services, the groups that two of them hold, and what follows."""
    voice = voice_of(found.services[0].result, language)
    lines = [f"{at}. {_title(service, voice)}" for at, service in enumerate(found.services, start=1)]
    names = [_group(row, library, voice) for row in found.compared]
    cells = [[voice.say(STATES[cell.state]) for cell in row.cells] for row in found.compared]
    if names:
        width = max(len(name) for name in names)
        widths = [max(len(row[at]) for row in cells) for at in range(len(found.services))]
        heads = [str(at + 1).ljust(wide) for at, wide in enumerate(widths)]
        lines += ["", f"{'':{width}}  {'  '.join(heads)}".rstrip()]
        for name, row in zip(names, cells, strict=True):
            told = "  ".join(text.ljust(wide) for text, wide in zip(row, widths, strict=True))
            lines.append(f"{name:{width}}  {told}".rstrip())
    else:
        lines += ["", *textwrap.wrap(voice.say(NOTHING), WIDTH)]
    lines += ["", *textwrap.wrap(voice.say(SYSTEMIC[found.systemic]), WIDTH)]
    if found.questions:
        lines += textwrap.wrap(f"{TRIGGER}: {', '.join(found.questions)}", WIDTH)
    return "\n".join(lines)


NOTHING = N_(
    "No group stands in two of these services. If they name the same people differently, say so with --same-groups."
)


def to_json(found: Portfolio) -> bytes:
    """Return the portfolio as JSON: services, groups with their state in each, and what the trigger says."""
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "services": [
            {
                "title": service.title,
                "organisation": service.result.plan.get("organisation"),
                "audited_on": service.result.audited_on,
                "path": service.path,
            }
            for service in found.services
        ],
        "groups": [
            {
                "group": dict(row.group),
                "worse_off_in_several": row in found.repeated,
                "services": [
                    {"state": cell.state, "findings": [facet.id for facet in cell.worse]} for cell in row.cells
                ],
            }
            for row in found.rows
        ],
        "trigger": {"id": TRIGGER, "state": found.systemic, "questions": list(found.questions)},
    }
    return json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8", "surrogatepass") + b"\n"


def _title(service: Service, voice: Voice) -> str:
    return voice.shown(service.title, 120) or voice.shown(service.path, 120)


def _group(row: Row, library: Library, voice: Voice) -> str:
    told = []
    for name, value in row.group:
        ground = library.vocabulary.grounds.get(name)
        label = voice.text(ground.label) if ground else voice.shown(name, _NAME)
        told.append(f"{label}: {voice.say('not recorded') if value is None else voice.shown(value, _NAME)}")
    return ", ".join(told)


def _fields(row: Row, found: Portfolio, links: Sequence[str]) -> list[Field]:
    return [
        _field(cell, service.result, link) for cell, service, link in zip(row.cells, found.services, links, strict=True)
    ]


def _field(cell: Cell, result: AuditResult, link: str) -> Field:
    voice = voice_of(result)
    worse = {title(facet.signal, voice): facet.id for facet in reversed(cell.worse)}
    return Field(
        mark=_MARKS.get(cell.state, cell.state),
        label=voice.say(STATES[cell.state]),
        worse=tuple(
            (name, f"{link}#{anchors.of_finding(id_)}" if link else "") for name, id_ in reversed(worse.items())
        ),
    )


def _told(row: Row, found: Portfolio, voice: Voice) -> list[tuple[str, str]]:
    """Return, for a group that is worse off in several services, a sentence from each of them."""
    from adm_audit.report.words import headline

    told = []
    for service, cell in zip(found.services, row.cells, strict=True):
        first = next((facet.finding for facet in cell.worse if facet.finding is not None), None)
        if first is not None:
            told.append((_title(service, voice), headline(first, voice_of(service.result, voice.language))))
    return told


def _questions(found: Portfolio, library: Library, voice: Voice) -> list[Asked]:
    known = library.questions()
    asked = []
    for name in found.questions:
        question = known[name]
        roles = [library.vocabulary.roles[role].label.split(" (")[0] for role in question.roles]
        asked.append(
            Asked(
                id=name,
                text=voice.text(question.question),
                why=voice.text(question.why),
                who=voice.text(roles[0]) if roles else "",
                answers=tuple(_answers(name, found.services, voice)),
            )
        )
    return asked


def _answers(question: str, services: Sequence[Service], voice: Voice) -> list[tuple[str, str]]:
    told = []
    for service in services:
        texts = texts_of(service.result)
        item = texts.asked.get(question)
        if item is not None and item.answer:
            told.append((_title(service, voice), voice.text(texts.answer(str(item.answer.get("answer"))))))
    return told
