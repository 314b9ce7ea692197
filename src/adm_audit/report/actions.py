"""Who does what by when: from what people recorded about gaps, and from the order of work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from adm_audit.report import anchors
from adm_audit.report.library import Texts
from adm_audit.report.ranking import compared, is_worrying, strength
from adm_audit.report.words import Voice, headline, people, signal_of, towards_worse_off
from adm_audit.report.words.signals import title
from adm_audit.result import AuditResult, Finding, Handling, QuestionResult
from adm_audit.text.catalogue import N_

STEPS = {
    "aim": N_("aim"),
    "suitable": N_("suitable"),
    "necessary": N_("necessary"),
    "proportionate": N_("proportionate"),
}
CAUSES = {"procedure": N_("procedure"), "routine": N_("routine"), "culture": N_("culture")}
_LONG = 500


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. ``due`` is an ISO date, or empty where nobody set one.

    id: from what it is about, so that the next round finds it again. kind: remedy, explain, contradicted, question.
    about: the finding or the question in words. target: anchor in the report. gap, short: about and what, in a few words.
    """

    id: str
    kind: str
    what: str
    who: str
    due: str
    about: str
    target: str
    gap: str = ""
    short: str = ""


def actions(result: AuditResult, texts: Texts, voice: Voice, *, questions: bool = True) -> tuple[Action, ...]:
    """Return the action plan: gaps first (by date, those without one last), then answers, then open questions.

    questions: whether answers to look at again and questions that the audit raised stand in it, too.
    """
    gaps = tuple(sorted(_gaps(result, texts, voice), key=lambda item: item.due or "9999"))
    return (*gaps, *_contradicted(texts, voice), *_questions(result, texts, voice)) if questions else gaps


def _gaps(result: AuditResult, texts: Texts, voice: Voice) -> Iterator[Action]:
    worrying = sorted((item for item in compared(result) if is_worrying(item)), key=strength)
    unexplained: dict[str, list[Finding]] = {}
    for item in worrying:
        handled = result.handling.get(item.id)
        if handled is None:
            unexplained.setdefault(signal_of(item), []).append(item)
        elif handled.remedy:
            yield _remedy(item, handled, texts, voice)
        elif handled.state == "unexplained":
            yield _unfinished(item, handled, texts, voice)
    for signal, findings in unexplained.items():
        yield _explain(signal, findings, texts, voice)


def _remedy(item: Finding, handled: Handling, texts: Texts, voice: Voice) -> Action:
    what = voice.shown(handled.remedy.get("what", ""), _LONG)
    due = _day(handled.remedy.get("due", ""))
    owner = owner_of(handled, texts, voice)
    if not what:
        what = voice.say("Say what the remedy is.")
    elif handled.state != "being_remedied":
        what = voice.say("{what} (An owner and a date are needed.)", what=what)
    if not owner and handled.state != "being_remedied":
        owner = _owner(texts, voice)  # in an edition for the public the owner was taken out: nobody is put in instead
    return _action("remedy", item, what, owner, due, voice)


def owner_of(handled: Handling, texts: Texts, voice: Voice) -> str:
    """Return who answers for a remedy: the label of a role where its id was written, else the words as they stand."""
    name = handled.remedy.get("owner", "")
    known = texts.library is not None and name in texts.library.vocabulary.roles
    return voice.text(texts.role(name)) if known else voice.shown(name, 200)


def _unfinished(item: Finding, handled: Handling, texts: Texts, voice: Voice) -> Action:
    missing = [voice.say(label) for name, label in STEPS.items() if not handled.justification.get(name)]
    what = voice.say(
        "Finish the written justification (missing: {steps}), or record a remedy with an owner and a date.",
        steps=voice.listed(missing),
    )
    return _action("explain", item, what, _owner(texts, voice), "", voice)


def _explain(signal: str, findings: list[Finding], texts: Texts, voice: Voice) -> Action:
    what = voice.say(
        "Find the cause (procedure, routine or culture). Then write down the four steps of a justification, or a "
        "remedy with an owner and a date."
    )
    first = findings[0]
    about = headline(first, voice)
    if len(findings) > 1:
        more = voice.say_n("And 1 more gap.", "And {number} more gaps.", len(findings) - 1)
        about = f"{title(signal, voice)}. {about} {more}"
    return Action(
        f"explain/{signal}",
        "explain",
        what,
        _owner(texts, voice),
        "",
        about,
        anchors.of_finding(first.id),
        _gap(first, len(findings) - 1, voice),
        voice.say("Find the cause; justify or remedy."),
    )  # fmt: skip


def _action(kind: str, item: Finding, what: str, who: str, due: str, voice: Voice) -> Action:
    target = anchors.of_finding(item.id)
    return Action(f"{kind}/{item.id}", kind, what, who, due, headline(item, voice), target, _gap(item, 0, voice))


def _gap(item: Finding, more: int, voice: Voice) -> str:
    turned = towards_worse_off(item)
    about = people(turned.group, voice) if turned.group else voice.say("the whole audit")
    told = voice.say("{title}: {group}", title=title(signal_of(item), voice), group=about)
    return voice.say_n("{told}, and 1 more", "{told}, and {number} more", more, told=told) if more else told


def _contradicted(texts: Texts, voice: Voice) -> Iterator[Action]:
    for item in texts.asked.values():
        if item.agreement == "disagrees":
            what = voice.say("Look at this answer again: the data contradict it. Correct it, or say why it holds.")
            yield _about_question("contradicted", item, what, texts, voice)


def _questions(result: AuditResult, texts: Texts, voice: Voice) -> Iterator[Action]:
    """Yield a row for each raised question that is not answered with yes, in the order in which it is asked."""
    from adm_audit.pairing.work import order_of_work, raised_questions

    if texts.library is None:
        return
    order = [name for step in order_of_work(result, texts.library) for name in step.questions]
    for name in dict.fromkeys((*order, *raised_questions(result, texts.library))):
        item = texts.asked.get(name)
        if item is None or not item.raised_by or item.agreement == "disagrees":
            continue
        word = str((item.answer or {}).get("answer", ""))
        if word in ("yes", "not_applicable"):
            continue
        known = texts.questions.get(name)
        advice = voice.text(known.feedback[word]) if known and word in known.feedback else ""
        yield _about_question("question", item, advice or voice.say("Answer this question."), texts, voice)


def _about_question(kind: str, item: QuestionResult, what: str, texts: Texts, voice: Voice) -> Action:
    roles = texts.roles(item.id)
    about = f"{voice.shown(item.id)} {voice.shown(item.text, _LONG)}"
    who = voice.text(roles[0]) if roles else ""
    return Action(f"{kind}/{item.id}", kind, what, who, "", about, anchors.of_question(item.id))


def _owner(texts: Texts, voice: Voice) -> str:
    return voice.text(texts.role("service_owner"))


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""
