"""The checklist part: questions raised, what was answered, and where the data contradict an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from adm_audit.report import anchors
from adm_audit.report.library import Texts
from adm_audit.report.practised import Practised, helpful, practices
from adm_audit.report.ranking import sentences
from adm_audit.report.words import Voice, because, headline
from adm_audit.report.words.signals import title
from adm_audit.result import AuditResult, Finding, QuestionResult
from adm_audit.text.catalogue import N_
from adm_audit.values import Because

LOST = "handling_without_finding"
_MOST = 4
SERIOUS = ("P-01", "P-02", "P-04", "P-05", "P-06", "P-10")
"""The profile questions that say how serious the use is; they stand apart from the others."""
_ID = 200
AGREEMENT = {
    "agrees": N_("The data do not contradict this answer. That does not prove it right."),
    "disagrees": N_("The data contradict this answer."),
    "cannot_tell": N_("The data cannot tell whether this answer holds."),
    "not_linked": N_("No number of this audit bears on this answer."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with everything around it."""

    id: str
    anchor: str
    text: str
    why: str
    raised: tuple[str, ...]
    who: tuple[str, ...]
    evidence: str
    answer: str
    answered: str
    note: str
    shown_for_it: tuple[str, ...]
    state: str
    agreement: str
    clash: str
    because: tuple[str, ...]
    findings: tuple[tuple[str, str], ...]
    more: str
    practices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The questions of a report, by what is to be done with them."""

    contradicted: tuple[Asked, ...]
    raised: tuple[Asked, ...]
    answered: tuple[Asked, ...]
    practices: tuple[Practised, ...]
    profile: tuple[tuple[str, str, str], ...]
    unchecked: tuple[tuple[str, str, str], ...]
    number: int
    example: str
    checklists: tuple[tuple[str, str, int], ...]


def checklist_part(result: AuditResult, texts: Texts, voice: Voice) -> Part:
    """Return the checklist part of a result."""
    findings = {item.id: item for signal in result.signals for item in signal.findings}
    everything = list(texts.asked.values())
    contradicted = [item for item in everything if item.agreement == "disagrees"]
    raised = [item for item in everything if item.raised_by and item not in contradicted]
    answered = [item for item in everything if item.answer and item not in contradicted and item not in raised]

    examples = practices(texts, voice)

    def written(items: Iterable[QuestionResult]) -> tuple[Asked, ...]:
        return tuple(_asked(item, findings, examples, texts, voice) for item in items)

    parts = written(contradicted), written(raised), written(answered)
    named = {anchor for part in parts for item in part for anchor, _title in item.practices}
    return Part(
        contradicted=parts[0],
        raised=parts[1],
        answered=parts[2],
        practices=tuple(item for item in examples if item.anchor in named),
        profile=tuple(row for row in profile_rows(result, texts, voice) if row[0] not in SERIOUS),
        unchecked=tuple(_unchecked(result, texts, voice)),
        number=len(everything),
        example=_example(result, findings, voice),
        checklists=tuple((voice.shown(item.id), item.version, len(item.questions)) for item in result.checklists),
    )


def lost_handling(result: AuditResult, voice: Voice) -> list[str]:
    """Return, for each handling that names no finding of this audit, a sentence with the nearest one."""
    known = [item.id for signal in result.signals for item in signal.findings]
    told = []
    for remark in result.remarks:
        if remark.code != LOST:
            continue
        name = str(remark.facts.get("finding"))
        near = get_close_matches(name, known, n=1)
        places = {
            "file": voice.shown(result.plan.get("answers") or "answers.yaml", 120),
            "finding": voice.shown(name, _ID),
            "nearest": voice.shown(near[0], _ID) if near else "",
        }
        message = (
            N_("{file} records handling for {finding}, but this audit has no such finding. The nearest is {nearest}.")
            if near
            else N_("{file} records handling for {finding}, but this audit has no such finding.")
        )
        told.append(voice.say(message, **places))
    return told


def _example(result: AuditResult, findings: Mapping[str, Finding], voice: Voice) -> str:
    """Return the id of the first gap in the summary as a key of YAML; empty where none is shown."""
    first = findings.get(sentences(result, voice)[0].finding or "")
    if first is None or first.verdict != "shown":
        return ""
    return '"{}"'.format(voice.shown(first.id, _ID).replace("\\", "\\\\").replace('"', '\\"'))


def _asked(
    item: QuestionResult,
    findings: dict[str, Finding],
    examples: tuple[Practised, ...],
    texts: Texts,
    voice: Voice,
) -> Asked:
    known = texts.questions.get(item.id)
    answer = item.answer or {}
    about = [findings[name] for name in item.findings if name in findings]
    return Asked(
        id=voice.shown(item.id),
        anchor=anchors.of_question(item.id),
        text=voice.shown(item.text, 500),
        why=voice.text(known.why) if known else "",
        raised=tuple(_raised(name, texts, voice) for name in item.raised_by),
        who=tuple(voice.text(role) for role in texts.roles(item.id)),
        evidence=voice.text(known.evidence) if known and known.evidence else "",
        answer=voice.text(texts.answer(str(answer.get("answer")))) if answer else "",
        answered=_answered(answer, texts, voice),
        note=voice.shown(answer.get("note", ""), 1000),
        shown_for_it=tuple(_evidence(entry, voice) for entry in answer.get("evidence", ())),
        state=item.agreement or "",
        agreement=voice.say(AGREEMENT[item.agreement]) if item.agreement else "",
        clash=voice.text(known.clash) if known and known.clash and item.agreement == "disagrees" else "",
        because=tuple(dict.fromkeys(because(why, voice) for why in item.because)),
        findings=tuple((anchors.of_finding(one.id), headline(one, voice)) for one in about[:_MOST]),
        more=voice.say_n("and 1 more", "and {number} more", len(about) - _MOST) if len(about) > _MOST else "",
        practices=helpful(item, examples),
    )


def _raised(name: str, texts: Texts, voice: Voice) -> str:
    trigger = texts.library.triggers.get(name) if texts.library else None
    return voice.text(trigger.when) if trigger else voice.shown(name)


def _answered(answer: dict[str, Any], texts: Texts, voice: Voice) -> str:
    who = ", ".join(
        text
        for text in (
            voice.shown(answer.get("name", "")),
            voice.text(texts.role(str(answer["by"]))) if answer.get("by") else "",
            voice.numbers.date(str(answer["on"])) if answer.get("on") else "",
        )
        if text
    )
    return who


def _evidence(entry: dict[str, Any], voice: Voice) -> str:
    parts = [voice.shown(entry.get("what", ""), 200), voice.shown(entry.get("link", ""), 200)]
    if entry.get("on"):
        parts.append(voice.numbers.date(str(entry["on"])))
    return ", ".join(part for part in parts if part)


def profile_rows(result: AuditResult, texts: Texts, voice: Voice) -> Iterable[tuple[str, str, str]]:
    """Yield the profile: id, question, and what was answered in the words of its options."""
    known = texts.library.profile if texts.library else {}
    for name, answer in sorted(result.profile.items()):
        question = known.get(name)
        labels = {**(question.options if question else {}), **(question.fields if question else {})}

        def word(value: object, labels: dict[str, Any] = labels) -> str:
            option = labels.get(str(value))
            return voice.text(option.label) if option else voice.shown(str(value).replace("_", " "), 200)

        if isinstance(answer, dict):
            told = "; ".join(f"{word(key)}: {word(value)}" for key, value in answer.items())
        elif isinstance(answer, list | tuple):
            told = "; ".join(word(value) for value in answer)
        else:
            told = word(answer)
        yield voice.shown(name), voice.text(question.question) if question else "", told


def _unchecked(result: AuditResult, texts: Texts, voice: Voice) -> Iterable[tuple[str, str, str]]:
    """Yield the triggers that could not be checked: id, when they would fire, and why that is not known."""
    for item in result.triggers:
        if item.state == "unknown":
            trigger = texts.library.triggers.get(item.id) if texts.library else None
            reasons = list(dict.fromkeys(_why_unknown(why, result, voice) for why in item.because))
            told = " ".join(reasons[:3] + (["…"] if len(reasons) > 3 else []))
            yield voice.shown(item.id), voice.text(trigger.when) if trigger else "", told


def _why_unknown(why: Because, result: AuditResult, voice: Voice) -> str:
    """Return why a trigger could not be checked; findings that are unclear are told signal by signal."""
    name = str(why.facts.get("finding", "")).split("/", 1)[0]
    findings = next((signal.findings for signal in result.signals if signal.name == name), ())
    if why.code != "cannot_tell" or not findings:
        return because(why, voice)
    verdicts = {item.verdict for item in findings}
    if "shown" in verdicts:
        message = N_("“{title}”: for some groups it is shown, for some groups the data cannot tell.")
    elif len(verdicts) > 1:
        message = N_("“{title}”: for some groups the data cannot tell.")
    else:
        message = N_("“{title}”: the data cannot tell.")
    return voice.say(message, title=title(name, voice))
