"""Puts the report together: one HTML file without scripts, without network, with the same bytes every time."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from adm_audit.report import about, actions, anchors, handled, method, missing, ranking, standing, steps
from adm_audit.report.asked import LOST, checklist_part, lost_handling
from adm_audit.report.council import council_content
from adm_audit.report.library import Texts, texts_of
from adm_audit.report.sections import sections
from adm_audit.report.tables import group_counts
from adm_audit.report.words import Voice, remark, voice_of
from adm_audit.report.words.verdicts import LABELS, SHORT
from adm_audit.report.words.voice import block, blocks
from adm_audit.result import AuditResult, Finding, GroupTable
from adm_audit.text.templates import environment

if TYPE_CHECKING:
    from jinja2 import Environment

Edition = Literal["team", "council"]


def to_html(result: AuditResult, *, language: str = "en", edition: Edition = "team") -> str:
    """Return the report as one self-contained HTML page.

    language: of all texts and numbers; the words of the plan and the answers stay as they are.
    edition: everything (``team``), or two pages for the ``council`` with the same sentences.
    Raises KeyError for a language that is not offered.
    """
    voice, texts = voice_of(result, language), texts_of(result)
    style = _style()
    content = _summary(result, voice)
    content |= _whole(result, texts, voice) if edition == "team" else council_content(result, texts, voice)
    page = _environment(language).get_template("report.html" if edition == "team" else "council.html")
    return page.render(style=style, style_hash=_hash(style), **content) + "\n"


def _summary(result: AuditResult, voice: Voice) -> dict[str, Any]:
    """Return what every edition says."""
    compared = list(ranking.compared(result))
    return {
        "lang": voice.language,
        "title": voice.shown(result.plan.get("title", ""), 200),
        "organisation": voice.shown(result.plan.get("organisation") or "", 200),
        "date": voice.numbers.date(result.audited_on),
        "iso_date": voice.shown(result.audited_on),
        "internal": result.audience == "team",
        "published": method.published(result, voice),
        "attention": about.attention_words(voice),
        "chosen_on": voice.numbers.date(str(block(result.plan, "attention").get("chosen_on", ""))),
        "sentences": [
            (item.text, anchors.of_finding(item.finding) if item.finding else "")
            for item in ranking.sentences(result, voice)
        ],
        "caveat": about.caveat(result, voice),
        "strip": _strip(compared, result, voice),
        "compared": voice.numbers.whole(len(compared)),
        "empty": _empty(result, voice),
        "lost": lost_handling(result, voice),
    }


def _whole(result: AuditResult, texts: Texts, voice: Voice) -> dict[str, Any]:
    """Return what only the whole report holds."""
    return {
        "facts": about.facts(result, voice),
        "gaps": missing.gaps(result, texts, voice),
        "later": missing.later(result, texts, voice),
        "work": steps.work(result, texts, voice),
        "sections": sections(result, voice),
        "asked": checklist_part(result, texts, voice),
        "standing": standing.standing(result, texts, voice),
        "handled": handled.handled(result, texts, voice),
        "plan_of_action": [
            (item, voice.numbers.date(item.due)) for item in actions.actions(result, texts, voice, questions=False)
        ],
        "inputs": method.inputs(result, voice),
        "families": method.families(result, voice),
        "versions": method.versions(result, voice),
        "plan": method.plan_listing(result, voice),
        "plan_sha256": voice.shown(result.plan_sha256 or ""),
        "seed": voice.numbers.whole(result.seed),
        "confidence": voice.numbers.percent(result.confidence, 0),
        "remarks": [remark(item, voice) for item in result.remarks if item.code != LOST],
        "counts": [group_counts(table, voice) for table in result.tables if not _is_told(table, result)],
        "counts_beside": any(_is_told(table, result) for table in result.tables),
        "question_anchor": anchors.of_question,
        "labels": {name: voice.say(label) for name, label in LABELS.items()},
    }


def _is_told(table: GroupTable, result: AuditResult) -> bool:
    """Return whether the counts of a table are left to the files beside the report: combined groups that have comparisons
    of their own, and groups inside the levels of factors."""
    protected = {str(item.get("column")) for item in blocks(result.plan, "protected")}
    combined = any(signal.name == "intersection" and signal.findings for signal in result.signals)
    return len(table.by) > 1 and (combined or not protected.issuperset(table.by))


def _empty(result: AuditResult, voice: Voice) -> str:
    number = ranking.empty(result)
    return (
        voice.say_n(
            "1 comparison was not made, because there is nobody on one side.",
            "{number} comparisons were not made, because there is nobody on one side.",
            number,
        )
        if number
        else ""
    )


def _strip(findings: list[Finding], result: AuditResult, voice: Voice) -> list[tuple[str, str, str]]:
    """Return the strip of verdicts: verdict, number, words; signals that were not looked at come last."""
    rows = [
        (verdict, voice.numbers.whole(number), voice.say(SHORT[verdict]))
        for verdict, number in ranking.counted(findings)
    ]
    worse = sum(ranking.is_worrying(item) for item in findings)
    if findings and rows[0][1] != voice.numbers.whole(worse):
        verdict, number, words = rows[0]
        told = voice.say("{words}, a group worse off in {number}", words=words, number=voice.numbers.whole(worse))
        rows[0] = (verdict, number, told)
    small = ranking.few(item for item in findings if item.verdict == "cannot_tell")
    if small:
        told = voice.say_n(
            "cannot tell, {number} of them about a group of fewer than {few} people",
            "cannot tell, {number} of them about groups of fewer than {few} people",
            small,
            few=ranking.FEW,
        )
        rows = [(verdict, number, told if verdict == "cannot_tell" else words) for verdict, number, words in rows]
    unseen = sum(signal.not_looked_at is not None for signal in result.signals)
    return [
        *rows,
        (
            "not_looked_at",
            voice.numbers.whole(unseen),
            voice.say_n("signal not looked at", "signals not looked at", unseen),
        ),
    ]


@cache
def _style() -> str:
    whole = files(__package__).joinpath("templates", "report.css").read_text(encoding="utf-8")
    return re.sub(r"\s*([{};,])\s*", r"\1", whole).replace(";}", "}")


def _hash(style: str) -> str:
    return b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii")


@cache
def _environment(language: str) -> Environment:
    return environment("adm_audit.report", language)
