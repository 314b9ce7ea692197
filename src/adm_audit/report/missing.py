"""What could not be looked at: why, what would make it possible, and the questions that would unlock it."""

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
_UNLOCKS: Mapping[str, tuple[str, ...]] = {
    "no_outcome": ("A-PUR-01",),
    "selective_outcomes": ("A-OVS-04", "A-DAT-04"),
    "sampled_outcomes": ("A-DAT-04",),
    "nothing_to_compare": ("A-DAT-05",),
}
"""Which questions, once answered with yes, bring what is missing. Other gaps have none."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Signals or parts that were not looked at for the same reason. unlocks: anchor, id and text of questions."""

    titles: tuple[str, ...]
    reason: str
    plan_line: str
    unlocks: tuple[tuple[str, str, str], ...]


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
    unlocking = [texts.asked[name] for name in _UNLOCKS.get(code, ()) if name in texts.asked]
    return Gap(
        titles=tuple(_title(name, part, voice) for name, part in about),
        reason=reason(NotLookedAt(code=code), voice),
        plan_line=voice.shown(line, 200) if line else "",
        unlocks=tuple(
            (
                anchors.of_question(item.id) if is_printed(item) else "",
                voice.shown(item.id),
                voice.shown(item.text, 400),
            )
            for item in unlocking
        ),
    )


def _title(name: str, part: str | None, voice: Voice) -> str:
    if part is None:
        return title(name, voice)
    return voice.say("{title}: {part}", title=title(name, voice), part=lower(part_title(name, part, voice)))


def is_printed(question: object) -> bool:
    """Return whether a question has its place in the checklist part."""
    return bool(getattr(question, "raised_by", ()) or getattr(question, "answer", None))
