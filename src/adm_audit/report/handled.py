"""What people recorded about gaps: cause, justification in four steps, remedy. It never changes a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adm_audit.report import anchors
from adm_audit.report.actions import CAUSES, STEPS, owner_of
from adm_audit.report.library import Texts
from adm_audit.report.ranking import strength
from adm_audit.report.words import Voice, headline
from adm_audit.result import AuditResult, Handling
from adm_audit.text.catalogue import N_

STATES = {
    "unexplained": N_("Not yet explained"),
    "justified_in_writing": N_("Justified in writing"),
    "being_remedied": N_("Being remedied"),
}
_LONG = 1000


@dataclass(frozen=True, slots=True)
class Handled:
    """A finding with what is recorded about it: rows of a name and a text."""

    title: str
    anchor: str
    state: str
    rows: tuple[tuple[str, str], ...]


def handled(result: AuditResult, texts: Texts, voice: Voice) -> tuple[Handled, ...]:
    """Return what is recorded, the strongest gaps first; what names no finding of this audit is told elsewhere."""
    findings = {item.id: item for signal in result.signals for item in signal.findings}
    named = sorted((findings[name] for name in result.handling if name in findings), key=strength)
    return tuple(
        Handled(
            title=headline(item, voice),
            anchor=anchors.of_finding(item.id),
            state=voice.say(STATES[result.handling[item.id].state]),
            rows=tuple(_rows(result.handling[item.id], texts, voice)),
        )
        for item in named
    )


def _rows(record: Handling, texts: Texts, voice: Voice) -> Iterator[tuple[str, str]]:
    causes = [voice.say(CAUSES[name]) if name in CAUSES else voice.shown(name) for name in record.cause]
    yield voice.say("Cause"), voice.listed(causes) if causes else voice.say("not recorded")
    for step, label in STEPS.items():
        if record.justification:
            text = record.justification.get(step)
            yield voice.say(label).capitalize(), voice.shown(text, _LONG) if text else voice.say("not recorded")
    if record.remedy:
        due = record.remedy.get("due", "")
        told = [
            voice.shown(record.remedy.get("what", ""), _LONG),
            owner_of(record, texts, voice),
            voice.numbers.date(voice.shown(due)) if due else "",
        ]
        yield voice.say("Remedy"), ", ".join(text for text in told if text)
