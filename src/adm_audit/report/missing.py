"""What could not be looked at: why, what would make it possible, and the question that would unlock it."""

from __future__ import annotations

from dataclasses import dataclass

from adm_audit.report import anchors
from adm_audit.report.library import Texts
from adm_audit.report.words import Voice, reason
from adm_audit.report.words.signals import entry_of, part_title, title
from adm_audit.result import AuditResult, NotLookedAt

LATER = "not_in_this_version"


@dataclass(frozen=True, slots=True)
class Gap:
    """A signal or a part that was not looked at."""

    title: str
    question: str
    reason: str
    plan_line: str
    unlocks: str
    unlock_anchor: str
    unlock_id: str


def gaps(result: AuditResult, texts: Texts, voice: Voice) -> list[Gap]:
    """Return what this plan or these data did not allow."""
    found = []
    for signal in result.signals:
        if signal.not_looked_at is not None and signal.not_looked_at.code != LATER:
            found.append(_gap(signal.name, None, signal.not_looked_at, texts, voice))
        elif signal.not_looked_at is None:
            found += [_gap(signal.name, part, why, texts, voice) for part, why in signal.parts_not_looked_at.items()]
    return found


def later(result: AuditResult, texts: Texts, voice: Voice) -> list[tuple[str, str]]:
    """Return the signals that this version does not compute: title, and what they would tell."""
    cards = texts.library.signals if texts.library else {}
    return [
        (title(signal.name, voice), voice.text(cards[signal.name].tells) if signal.name in cards else "")
        for signal in result.signals
        if signal.not_looked_at is not None and signal.not_looked_at.code == LATER
    ]


def _gap(name: str, part: str | None, why: NotLookedAt, texts: Texts, voice: Voice) -> Gap:
    entry = entry_of(name)
    heading = title(name, voice)
    if part is not None:
        heading = voice.say("{title}: {part}", title=heading, part=part_title(name, part, voice))
    unlocking = texts.bears_on(name)
    return Gap(
        title=heading,
        question=voice.text(entry.question) if entry else "",
        reason=reason(why, voice),
        plan_line=voice.shown(why.plan_line, 200) if why.plan_line else "",
        unlocks=voice.shown(unlocking.text, 400) if unlocking else "",
        unlock_anchor=anchors.of_question(unlocking.id) if unlocking and is_printed(unlocking) else "",
        unlock_id=voice.shown(unlocking.id) if unlocking else "",
    )


def is_printed(question: object) -> bool:
    """Return whether a question has its place in the checklist part."""
    return bool(getattr(question, "raised_by", ()) or getattr(question, "answer", None))
