"""Three things that are kept apart: how serious the use is, which safeguards stand, and what the data show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adm_audit.pairing.scores import STATES
from adm_audit.report.asked import SERIOUS, profile_rows
from adm_audit.report.library import Texts
from adm_audit.report.words import Voice
from adm_audit.result import AuditResult, Safeguards
from adm_audit.text.catalogue import N_

LABELS: Mapping[str, str] = {
    "shown": N_("yes, with evidence"),
    "stated": N_("yes, stated only"),
    "partly": N_("partly"),
    "no": N_("no"),
    "dont_know": N_("don't know"),
    "open": N_("not answered"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One stage or strand: a piece for each question that applies, the numbers behind it, and those of last time."""

    title: str
    pieces: tuple[str, ...]
    numbers: tuple[str, ...]
    before: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the profile says, and the bars; no bars where nobody answered. contradicted: how many yes do not hold."""

    serious: tuple[tuple[str, str, str], ...]
    key: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    earlier: str
    contradicted: str


def standing(result: AuditResult, texts: Texts, voice: Voice) -> Standing:
    """Return the first two of the three; the third is the summary of the report."""
    answered = any(_counts(item)[:-1] != (0,) * (len(STATES) - 1) for item in result.safeguards)
    doubted = sum(
        item.agreement == "disagrees" and (item.answer or {}).get("answer") == "yes" for item in texts.asked.values()
    )
    before = {(item.checklist, item.section): item for item in result.earlier.safeguards} if result.earlier else {}
    return Standing(
        serious=tuple(row for row in profile_rows(result, texts, voice) if row[0] in SERIOUS),
        key=tuple((state, voice.say(LABELS[state])) for state in STATES),
        bars=tuple(_bar(item, before.get((item.checklist, item.section)), voice) for item in result.safeguards)
        if answered
        else (),
        contradicted=voice.say_n(
            "The data contradict 1 answer that counts as yes here.",
            "The data contradict {number} answers that count as yes here.",
            doubted,
        )
        if doubted
        else "",
        earlier=voice.numbers.date(result.earlier.audited_on) if result.earlier and before else "",
    )


def _counts(item: Safeguards) -> tuple[int, ...]:
    return tuple(getattr(item, state) for state in STATES)


def _bar(item: Safeguards, before: Safeguards | None, voice: Voice) -> Bar:
    numbers = _counts(item)
    told = ""
    if before is not None:
        then = _counts(before)
        told = voice.say(
            "Earlier: yes with evidence {shown}, stated {stated}, of {number}",
            shown=voice.numbers.whole(then[0]),
            stated=voice.numbers.whole(then[1]),
            number=voice.numbers.whole(sum(then)),
        )
    return Bar(
        title=voice.text(item.title),
        pieces=tuple(state for state, number in zip(STATES, numbers, strict=True) for _ in range(min(number, 60))),
        numbers=tuple(voice.numbers.whole(number) for number in numbers),
        before=told,
    )
