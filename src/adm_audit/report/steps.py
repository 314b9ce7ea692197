"""What to do next: the order of work after a gap, with findings, questions and who answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from adm_audit.report import anchors
from adm_audit.report.asked import profile_rows
from adm_audit.report.library import Texts
from adm_audit.report.missing import is_printed
from adm_audit.report.ranking import compared, is_worrying, leading, strength
from adm_audit.report.words import Voice, headline, is_empty, people, signal_of, towards_worse_off
from adm_audit.report.words.names import capital
from adm_audit.report.words.readings import ILLUSTRATES, people_sentence
from adm_audit.report.words.ruled import size_of
from adm_audit.report.words.signals import title
from adm_audit.result import AuditResult, Finding, QuestionResult, TriggerResult

_MOST = 3
_LAST = "decide"
_SMALL = "small_groups"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of a step: its id, text, who answers, and where it stands."""

    id: str
    text: str
    who: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Step:
    """A numbered step: what to ask, what this audit has for it, and the questions to put to people."""

    title: str
    findings: tuple[tuple[str, str], ...]
    missing: str
    prompts: tuple[str, ...]
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """The steps in their order, and one line on those for which nothing was looked at."""

    steps: tuple[Step, ...]
    left_out: str


def work(result: AuditResult, texts: Texts, voice: Voice) -> Work:
    """Return the steps that hold something, no question twice; where no gap is shown, what is open instead."""
    kept: list[Step] = []
    unseen: list[str] = []
    asked: set[str] = set()
    everything = _steps(result, texts, voice)
    for step in everything:
        asks = tuple(ask for ask in step.asks if ask.id not in asked)
        asked |= {ask.id for ask in asks}
        if step.findings or step.prompts or asks or (step is everything[-1] and not step.missing):
            kept.append(replace(step, asks=asks))
        elif step.missing:
            unseen.append(voice.say("“{step}” {missing}", step=step.title, missing=step.missing))
    if not unseen:
        return Work(tuple(kept), "")
    told = voice.say("Questions for which this audit has nothing: {steps}", steps=" ".join(unseen))
    return Work(tuple(kept), told)


def _steps(result: AuditResult, texts: Texts, voice: Voice) -> list[Step]:
    from adm_audit.pairing.work import order_of_work

    order = order_of_work(result, texts.library) if texts.library else ()
    if not order:
        return _without_a_gap(result, texts, voice)
    findings = {item.id: item for signal in result.signals for item in signal.findings}
    reads = {step.id: step.reads for step in texts.library.order_of_work} if texts.library else {}
    triggers = _triggers(result, reads)
    written: list[Step] = []
    for step in order:
        fired = triggers.get(step.id, [])
        asks = dict.fromkeys((*step.questions, *(name for item in fired for name in _raises(item, texts))))
        about = [findings[name] for name in step.findings if name in findings]
        counted = _people(result, voice) if step.profile and not about else []
        written.append(
            Step(
                title=voice.text(step.step),
                findings=tuple(_told(about, voice) or counted),
                missing=_missing(step.not_looked_at, voice),
                prompts=(
                    *([voice.say(ILLUSTRATES)] if counted else ()),
                    *(prompt for item in fired if (prompt := _prompt(item, texts, voice))),
                    *_profile(step.profile, result, texts, voice),
                ),
                asks=tuple(_ask(texts.asked[name], texts, voice) for name in asks if name in texts.asked),
            )
        )
    return written


def _triggers(result: AuditResult, reads: dict[str, tuple[str, ...]]) -> dict[str, list[TriggerResult]]:
    """Return the triggers that fired by the step that their findings belong to; the others to the last one."""
    found: dict[str, list[TriggerResult]] = {}
    for item in result.triggers:
        if item.state != "fired":
            continue
        signals = {name.split("/", 1)[0] for name in item.findings}
        if not signals and item.because:
            home = next(iter(reads), _LAST)
        else:
            home = next((step for step, names in reads.items() if signals and signals <= set(names)), _LAST)
        found.setdefault(home, []).append(item)
    return found


def _raises(trigger: TriggerResult, texts: Texts) -> list[str]:
    known = texts.library.triggers.get(trigger.id) if texts.library else None
    raised = [item.id for item in texts.asked.values() if trigger.id in item.raised_by]
    order = list(known.raises) if known else []
    return sorted(raised, key=lambda name: order.index(name) if name in order else len(order))


def _prompt(trigger: TriggerResult, texts: Texts, voice: Voice) -> str:
    known = texts.library.triggers.get(trigger.id) if texts.library and trigger.findings else None
    return voice.say("{when}. {ask}", when=voice.text(known.when), ask=voice.text(known.ask)) if known else ""


def _told(findings: Sequence[Finding], voice: Voice) -> list[tuple[str, str]]:
    """Return what findings say for a step: each gap to somebody's disadvantage, then how much is open."""
    told = []
    for name in dict.fromkeys(signal_of(item) for item in findings):
        mine = [item for item in findings if signal_of(item) == name and not is_empty(item)]
        shown = sorted((item for item in mine if is_worrying(item)), key=_smallest if name == _SMALL else strength)
        told += [(anchors.of_finding(item.id), headline(item, voice)) for item in shown[:_MOST]]
        if len(shown) > _MOST:
            more = voice.say_n("and 1 more", "and {number} more", len(shown) - _MOST)
            told.append((anchors.of_signal(name), voice.say("{title}: {more}", title=title(name, voice), more=more)))
        unclear = sum(item.verdict == "cannot_tell" for item in mine)
        if unclear:
            text = voice.say_n(
                "{title}: the data cannot tell about 1 comparison.",
                "{title}: the data cannot tell about {number} comparisons.",
                unclear,
                title=title(name, voice),
            )
            told.append((anchors.of_signal(name), text))
    return told


def _smallest(finding: Finding) -> tuple[float, str]:
    size = size_of(finding)
    return (0.0 if size is None else size), finding.id


def _people(result: AuditResult, voice: Voice) -> list[tuple[str, str]]:
    """Return what the strongest gaps mean in people, for the step on proportion."""
    found = [towards_worse_off(item) for item in leading(list(compared(result)))]
    told = []
    for item in found:
        sentence = people_sentence(item, voice)
        if sentence:
            text = voice.say("{group}: {sentence}", group=capital(people(item.group, voice)), sentence=sentence)
            told.append((anchors.of_finding(item.id), f"{title(signal_of(item), voice)}. {text}"))
    return told


def _profile(names: Sequence[str], result: AuditResult, texts: Texts, voice: Voice) -> Iterator[str]:
    """Yield what the profile says for a step, or that it says nothing."""
    answered = {id_: (question, told) for id_, question, told in profile_rows(result, texts, voice)}
    known = texts.library.profile if texts.library else {}
    for name in names:
        if name in answered:
            yield "{} {}".format(*answered[name])
        elif name in known:
            question = voice.text(known[name].question)
            yield voice.say("{question} The profile does not say ({id}).", question=question, id=name)


def _missing(names: tuple[str, ...], voice: Voice) -> str:
    if not names:
        return ""
    return voice.say("Not looked at: {titles}.", titles=voice.listed([f"“{title(name, voice)}”" for name in names]))


def _ask(question: QuestionResult, texts: Texts, voice: Voice) -> Ask:
    roles = [voice.text(role) for role in texts.roles(question.id)]
    return Ask(
        id=voice.shown(question.id),
        text=voice.shown(question.text, 400),
        who=roles[0] if roles else "",
        anchor=anchors.of_question(question.id) if is_printed(question) else "",
    )


def _without_a_gap(result: AuditResult, texts: Texts, voice: Voice) -> list[Step]:
    """Return the steps where no gap is shown: settle what is open, answer what was raised, set the next date."""
    open_findings = [item for signal in result.signals for item in signal.findings if item.verdict == "cannot_tell"]
    raised = [item for item in texts.asked.values() if item.raised_by]
    shown = [item for signal in result.signals for item in signal.findings if is_worrying(item)]
    return [
        Step(
            title=voice.say("Settle what the data cannot tell."),
            findings=tuple(_told(open_findings, voice)),
            missing="",
            prompts=(voice.say("More years, other evidence, or the statistics office can help."),),
            asks=(),
        ),
        Step(
            title=voice.say("Answer the questions that this audit raises."),
            findings=tuple(_told(shown, voice)),
            missing="",
            prompts=(),
            asks=tuple(_ask(item, texts, voice) for item in raised),
        ),
        Step(
            title=voice.say("Publish the result with its limits, and set the date of the next audit."),
            findings=(),
            missing="",
            prompts=(),
            asks=(),
        ),
    ]
