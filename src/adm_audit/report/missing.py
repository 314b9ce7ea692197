"""What could not be looked at: why, what would make it possible, and the question that would unlock it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adm_audit.report import anchors
from adm_audit.report.library import Texts
from adm_audit.report.words import Voice, reason
from adm_audit.report.words.names import lower
from adm_audit.report.words.signals import part_title, title
from adm_audit.result import AuditResult, NotLookedAt

LATER = "not_in_this_version"
_UNLOCKS: Mapping[str, str] = {
    "no_outcome": "A-DAT-04",
    "selective_outcomes": "A-OVS-04",
    "no_strata": "A-DES-01",
    "no_intersections": "A-TST-02",
    "no_inputs": "A-DAT-06",
    "no_attention": "A-MON-02",
    "no_own_level": "A-MON-02",
    "nothing_to_compare": "A-DAT-05",
}
"""Which question, once answered with yes, brings what is missing."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Signals or parts that were not looked at for the same reason."""

    titles: tuple[str, ...]
    reason: str
    plan_line: str
    unlocks: str
    unlock_anchor: str
    unlock_id: str


def gaps(result: AuditResult, texts: Texts, voice: Voice) -> list[Gap]:
    """Return what this plan or these data did not allow, one entry for each reason."""
    found: dict[tuple[str, str | None], list[tuple[str, str | None]]] = {}
    for signal in result.signals:
        whole = signal.not_looked_at
        if whole is not None and whole.code != LATER:
            found.setdefault((whole.code, whole.plan_line), []).append((signal.name, None))
        for part, why in signal.parts_not_looked_at.items() if whole is None else ():
            found.setdefault((why.code, why.plan_line), []).append((signal.name, part))
    return [_gap(code, line, about, texts, voice) for (code, line), about in found.items()]


def later(result: AuditResult, texts: Texts, voice: Voice) -> list[tuple[str, str]]:
    """Return the signals that this version does not compute: title, and what they would tell."""
    cards = texts.library.signals if texts.library else {}
    return [
        (title(signal.name, voice), voice.text(cards[signal.name].tells) if signal.name in cards else "")
        for signal in result.signals
        if signal.not_looked_at is not None and signal.not_looked_at.code == LATER
    ]


def _gap(code: str, line: str | None, about: list[tuple[str, str | None]], texts: Texts, voice: Voice) -> Gap:
    unlocking = texts.asked.get(_UNLOCKS.get(code, "")) or texts.bears_on(about[0][0])
    return Gap(
        titles=tuple(_title(name, part, voice) for name, part in about),
        reason=reason(NotLookedAt(code=code), voice),
        plan_line=voice.shown(line, 200) if line else "",
        unlocks=voice.shown(unlocking.text, 400) if unlocking else "",
        unlock_anchor=anchors.of_question(unlocking.id) if unlocking and is_printed(unlocking) else "",
        unlock_id=voice.shown(unlocking.id) if unlocking else "",
    )


def _title(name: str, part: str | None, voice: Voice) -> str:
    if part is None:
        return title(name, voice)
    return voice.say("{title}: {part}", title=title(name, voice), part=lower(part_title(name, part, voice)))


def is_printed(question: object) -> bool:
    """Return whether a question has its place in the checklist part."""
    return bool(getattr(question, "raised_by", ()) or getattr(question, "answer", None))
