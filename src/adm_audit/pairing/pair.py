"""Pairs a result with checklists and answers: triggers, raised questions, agreement, the order of work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adm_audit.checklist import STANDARD
from adm_audit.checklist.answers import Answer, Answers, Handled, load_answers
from adm_audit.checklist.load import load_chosen
from adm_audit.checklist.model import Library, Question
from adm_audit.checklist.profile import contradictions, filled
from adm_audit.errors import AdmAuditError, ChecklistError, Place, Problem
from adm_audit.pairing.agreement import agreement_of
from adm_audit.pairing.case import Case
from adm_audit.pairing.conditions import evaluate
from adm_audit.pairing.handling import resolved
from adm_audit.pairing.scores import safeguards
from adm_audit.pairing.triggers import check_triggers, raisers
from adm_audit.pairing.view import view
from adm_audit.result import (
    AuditResult,
    ChecklistResult,
    EarlierRound,
    Handling,
    OwnPractice,
    QuestionResult,
    TriggerResult,
    from_json,
)
from adm_audit.values import Because

if TYPE_CHECKING:
    from adm_audit.plan.model import AuditPlan

_PRACTICE = ("id", "title", "body", "text", "questions", "sources", "know")
PlaceOf = Callable[[tuple[str | int, ...]], Place | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The checklists that were chosen, what people said, and the earlier audit if there is one."""

    library: Library
    answers: Answers | None = None
    earlier: AuditResult | None = None


def prepare(plan: AuditPlan, answers: Path | None, place: PlaceOf, *, folder: Path | None = None) -> Said:
    """Load the checklists, answers and earlier result that a plan names, before any data are read.

    Without ``checklists`` in the plan both checklists of the package are used. ``folder``: where own
    checklists and the earlier result are looked for; the folder of the answers if it is not given.

    Raises ChecklistError with every problem, also where the profile contradicts the plan.
    """
    from adm_audit.plan.load import as_data

    folder = folder or (answers.parent if answers else Path())
    problems: list[Problem] = []
    library = said = earlier = None
    try:
        library = load_chosen(plan.checklists or STANDARD, folder)
    except AdmAuditError as error:
        problems += [_placed(problem, plan, place) for problem in error.problems]
    if answers is not None:
        try:
            said = load_answers(answers, library or load_chosen(STANDARD, folder), shown_as=plan.answers)
            problems += contradictions(said, as_data(plan))
        except AdmAuditError as error:
            problems += error.problems
    if plan.earlier is not None:
        earlier = _earlier(folder / plan.earlier, plan.earlier, place(("earlier",)), problems)
    if problems or library is None:
        raise ChecklistError(problems)
    return Said(library=library, answers=said, earlier=earlier)


def _placed(problem: Problem, plan: AuditPlan, place: PlaceOf) -> Problem:
    name = problem.facts.get("name")
    if problem.place is not None or name not in plan.checklists:
        return problem
    return replace(problem, place=place(("checklists", plan.checklists.index(str(name)))))


def _earlier(path: Path, shown: str, place: Place | None, problems: list[Problem]) -> AuditResult | None:
    try:
        return from_json(path.read_bytes())
    except (OSError, ValueError):
        problems.append(Problem("earlier_not_readable", {"path": shown}, place))
        return None


def case_of(result: AuditResult, said: Said, *, others: tuple[AuditResult, ...] = (), asked_on: str = "") -> Case:
    """Return everything that conditions may read about a result."""
    return Case(
        library=said.library,
        result=view(result),
        answers=resolved(said.answers, result) if said.answers else None,
        profile=filled(said.answers, result.plan),
        others=tuple(view(other) for other in others),
        earlier=view(said.earlier) if said.earlier else None,
        asked_on=asked_on or result.audited_on,
    )


def pair(result: AuditResult, plan: AuditPlan, said: Said) -> AuditResult:  # noqa: ARG001 - the result carries it
    """Return the result with triggers, questions, agreement, profile and handling filled in."""
    found = with_pairing(result, case_of(result, said))
    earlier = said.earlier
    return replace(
        found,
        safeguards=safeguards(found.checklists, said.library),
        earlier=EarlierRound(
            audited_on=earlier.audited_on,
            safeguards=earlier.safeguards or safeguards(earlier.checklists, said.library),
        )
        if earlier
        else None,
        practices=tuple(
            OwnPractice(**{name: getattr(item, name) for name in _PRACTICE})
            for item in said.library.practices.values()
            if item.own
        ),
    )


def with_pairing(result: AuditResult, case: Case) -> AuditResult:
    """Return the result with everything that the case says about it."""
    triggers = check_triggers(case)
    handling = case.answers.handling if case.answers else {}
    ids = {finding.id for signal in result.signals for finding in signal.findings}
    lost = tuple(Because("handling_without_finding", {"finding": key}) for key in handling if key not in ids)
    checklists = tuple(
        ChecklistResult(
            id=checklist.id,
            version=checklist.version,
            questions=tuple(_question(item, case, triggers) for item in checklist.questions.values()),
        )
        for checklist in case.library.checklists.values()
    )
    return replace(
        result,
        triggers=triggers,
        checklists=checklists,
        profile=_plain(case.profile),
        handling={key: _handling(item) for key, item in handling.items()},
        remarks=result.remarks + lost,
    )


def _question(question: Question, case: Case, triggers: tuple[TriggerResult, ...]) -> QuestionResult:
    raised_by = raisers(question.id, triggers, case.library)
    applies, why_not = applies_now(question, case, raised=bool(raised_by))
    answer = case.answers.answers.get(question.id) if case.answers else None
    word, judged = agreement_of(question, answer, case)
    fired = {trigger.id: trigger for trigger in triggers}
    raising = [name for trigger in raised_by for name in fired[trigger].findings] if applies else []
    return QuestionResult(
        id=question.id,
        version=question.version,
        text=question.question,
        applies=applies,
        raised_by=raised_by if applies else (),
        answer=_answer(answer) if answer else None,
        evidence_shown=bool(answer and answer.evidence),
        agreement=word,
        because=judged.because if word == "cannot_tell" else why_not,
        findings=judged.findings if word == "disagrees" else tuple(dict.fromkeys(raising)),
    )


def applies_now(question: Question, case: Case, *, raised: bool) -> tuple[bool, tuple[Because, ...]]:
    """Return whether a question is asked now, and why not.

    It is not asked where its condition is false (unknown: it is asked), or in a phase of life that it is not
    meant for, unless a trigger raises it.
    """
    if question.applies_when is not None and evaluate(question.applies_when, case).value is False:
        return False, (Because("does_not_apply", {"question": question.id}),)
    phase = case.profile.get("P-08")
    if raised or phase is None or "organisation" in question.life_cycle or phase in question.life_cycle:
        return True, ()
    return False, (Because("other_phase", {"question": question.id, "phase": str(phase)}),)


def _answer(answer: Answer) -> dict[str, Any]:
    kept: dict[str, Any] = {"answer": answer.answer, "version": answer.version}
    for name in ("by", "name", "on", "note"):
        if getattr(answer, name):
            kept[name] = getattr(answer, name)
    if answer.evidence:
        kept["evidence"] = [
            {name: text for name in ("what", "link", "on", "by") if (text := getattr(item, name))}
            for item in answer.evidence
        ]
    if answer.record:
        kept["record"] = _plain(answer.record)
    return kept


def _handling(handled: Handled) -> Handling:
    return Handling(
        state=handled.state,
        cause=handled.cause,
        justification=dict(handled.justification),
        remedy=dict(handled.remedy),
    )


def _plain(value: Any) -> Any:
    """Return plain data as JSON has it: lists and texts, no tuples and no dates."""
    if hasattr(value, "items"):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
