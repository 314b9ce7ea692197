"""The edition for the council: two pages from the same result, with the same sentences as the whole report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adm_audit.report import about, draw, missing, ranking, steps
from adm_audit.report.figure import Figure
from adm_audit.report.library import Texts
from adm_audit.report.words import Voice, people, signal_of, towards_worse_off
from adm_audit.report.words.names import capital
from adm_audit.report.words.ruled import is_ruled
from adm_audit.report.words.signals import title
from adm_audit.result import AuditResult, Finding
from adm_audit.text.catalogue import N_

_FACTS, _REASONS, _ASKS = 3, 6, 1
_STATES = {
    "unexplained": N_("{about}: no explanation and no remedy are recorded."),
    "justified_in_writing": N_("{about}: a justification in four steps is recorded in writing."),
    "being_remedied": N_("{about}: being remedied."),
}


def council_content(result: AuditResult, texts: Texts, voice: Voice) -> dict[str, Any]:
    """Return what only the council's edition holds, as the template takes it."""
    unseen = missing.gaps(result, texts, voice)
    return {
        "short_facts": about.facts(result, voice)[:_FACTS],
        "figure": next(_crowd(result, voice), None),
        "unseen": [(", ".join(gap.titles), gap.reason) for gap in unseen[:_REASONS]],
        "unseen_more": max(0, len(unseen) - _REASONS),
        "decided": list(_decided(result, voice)),
        "ahead": [(step.title, step.asks[:_ASKS]) for step in steps.work(result, texts, voice).steps],
    }


def _crowd(result: AuditResult, voice: Voice) -> Iterator[Figure]:
    """Yield the picture of a hundred people for the first of the three sentences that has one."""
    findings = {item.id: item for item in ranking.compared(result)}
    for sentence in ranking.sentences(result, voice):
        finding = findings.get(sentence.finding or "")
        if finding is not None and ranking.is_worrying(finding):
            figures = draw.figures(result, signal_of(finding), finding.part, [finding], voice)
            yield from (figure for figure in figures if figure.kind == "crowd")


def _decided(result: AuditResult, voice: Voice) -> Iterator[str]:
    """Yield what people recorded about each finding that a sentence speaks of, and about all others together."""
    worrying = [item for item in ranking.compared(result) if ranking.is_worrying(item) and not is_ruled(item)]
    named = {item.finding for item in ranking.sentences(result, voice)}
    for item in worrying:
        if item.id in named:
            yield _state(item, result, voice)
    rest = [item for item in worrying if item.id not in named]
    open_ = sum(item.id not in result.handling or result.handling[item.id].state == "unexplained" for item in rest)
    if rest:
        yield voice.say_n(
            "1 further gap is shown; for {open} of them nothing is recorded yet.",
            "{number} further gaps are shown; for {open} of them nothing is recorded yet.",
            len(rest),
            open=voice.numbers.whole(open_),
        )


def _state(item: Finding, result: AuditResult, voice: Voice) -> str:
    handled = result.handling.get(item.id)
    group = people(towards_worse_off(item).group, voice) if item.group else voice.say("the whole audit")
    told = voice.say("{title}, {group}", title=title(signal_of(item), voice), group=group)
    sentence = voice.say(_STATES[handled.state if handled else "unexplained"], about=capital(told))
    remedy = handled.remedy if handled else {}
    if remedy.get("what"):
        plan = voice.say(
            "{what} (responsible: {owner}; by {due})",
            what=voice.shown(remedy["what"], 200),
            owner=voice.shown(remedy.get("owner", "–")),
            due=voice.numbers.date(str(remedy.get("due", "–"))),
        )
        return f"{sentence} {plan}"
    return sentence
