"""The summary for a terminal: what was examined, three sentences, what could not be looked at."""

from __future__ import annotations

import textwrap

from adm_audit.report import missing, ranking
from adm_audit.report.asked import lost_handling
from adm_audit.report.library import texts_of
from adm_audit.report.words import Voice, voice_of
from adm_audit.report.words import figures as fig
from adm_audit.report.words.names import attribute
from adm_audit.report.words.verdicts import SHORT
from adm_audit.report.words.voice import blocks
from adm_audit.result import AuditResult

WIDTH = 96


def summary(result: AuditResult, *, language: str = "en") -> str:
    """Return about 20 lines that say what was found. Raises KeyError for a language that is not offered."""
    voice = voice_of(result, language)
    organisation = result.plan.get("organisation")
    title = voice.shown(result.plan.get("title", ""), 120)
    lines = [title if not organisation else f"{title} - {voice.shown(organisation, 80)}"]
    columns = [attribute(str(item.get("column")), voice) for item in blocks(result.plan, "protected")]
    lines += _wrapped(
        voice.say(
            "{number} people, compared by {attributes}.",
            number=fig.count(result.cases, voice),
            attributes=voice.listed(columns),
        )
    )
    lines.append("")
    for number, sentence in enumerate(ranking.sentences(result, voice), start=1):
        lines += _wrapped(sentence.text, first=f"{number}. ", rest="   ")
    for told in lost_handling(result, voice):
        lines += ["", *_wrapped(told, first="! ", rest="  ")]
    lines += ["", *_wrapped(_counts(result, voice))]
    lines += _wrapped(_unseen(result, voice))
    contradicted = [
        item.id for checklist in result.checklists for item in checklist.questions if item.agreement == "disagrees"
    ]
    raised = sum(bool(item.raised_by) for checklist in result.checklists for item in checklist.questions)
    if raised:
        lines += _wrapped(voice.say_n("1 question is raised.", "{number} questions are raised.", raised))
    if contradicted:
        lines += _wrapped(
            voice.say(
                "The data contradict the answers to {questions}.",
                questions=voice.listed([voice.shown(name) for name in contradicted]),
            )
        )
    return "\n".join(lines)


def _counts(result: AuditResult, voice: Voice) -> str:
    compared = list(ranking.compared(result))
    told = [
        f"{voice.numbers.whole(number)} {voice.say(SHORT[verdict])}" for verdict, number in ranking.counted(compared)
    ]
    return voice.say_n(
        "1 comparison: {verdicts}.", "{number} comparisons: {verdicts}.", len(compared), verdicts=voice.listed(told)
    )


def _unseen(result: AuditResult, voice: Voice) -> str:
    texts = texts_of(result)
    gaps = [title for gap in missing.gaps(result, texts, voice) for title in gap.titles]
    waiting = len(missing.later(result, texts, voice))
    parts = []
    if gaps:
        parts.append(voice.say("Could not be looked at: {titles}.", titles="; ".join(gaps)))
    if waiting:
        parts.append(
            voice.say_n("1 signal comes with a later version.", "{number} signals come with later versions.", waiting)
        )
    return " ".join(parts)


def _wrapped(text: str, *, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=True)
