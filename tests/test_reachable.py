"""From a case to what people read: every question is asked in some case, and every rule contradicts its answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adm_audit.checklist.answers import Answer
from adm_audit.checklist.load import standard_library
from adm_audit.pairing.pair import with_pairing
from pairing_cases import Draft, make, result

LIBRARY = standard_library()
QUESTIONS = LIBRARY.questions()
RULES = [
    pytest.param(question, rule, id=f"{question.id}-{number}")
    for question in QUESTIONS.values()
    for number, rule in enumerate(question.rules)
]


def asked(draft, question, answer=None):
    """Return a question as the result of a case holds it."""
    case = draft.case()
    if answer is not None:
        said = case.answers.answers.get(question, Answer(question=question, answer="", version=1))
        answers = {**case.answers.answers, question: replace(said, answer=answer)}
        case = replace(case, answers=replace(case.answers, answers=answers))
    found = with_pairing(result(draft.signals, draft.plan, draft.on), case)
    return next(item for checklist in found.checklists for item in checklist.questions if item.id == question)


def raised_in(trigger, question):
    """Return whether a trigger raises a question in the case that makes it fire and the question apply."""
    draft = Draft()
    if question.applies_when is not None:
        make(question.applies_when, draft, holds=True)
    make(LIBRARY.triggers[trigger].condition, draft, holds=True)
    item = asked(draft, question.id)
    return item.applies and trigger in item.raised_by


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.id)
def test_every_question_is_reached(question):
    triggers = LIBRARY.raised_by(question.id)
    if triggers:
        assert any(raised_in(trigger, question) for trigger in triggers)
    else:
        assert question.yearly
        assert asked(Draft(), question.id).applies


@pytest.mark.parametrize("trigger", LIBRARY.triggers.values(), ids=lambda trigger: trigger.id)
def test_every_trigger_raises_all_its_questions_and_none_of_them_when_it_is_silent(trigger):
    assert any(raised_in(trigger.id, QUESTIONS[name]) for name in trigger.raises)
    silent = Draft()
    make(trigger.condition, silent, holds=False)
    assert not any(trigger.id in asked(silent, name).raised_by for name in trigger.raises)


@pytest.mark.parametrize(("question", "rule"), RULES)
def test_every_rule_stands_beside_the_answer_and_leaves_it_as_it_was(question, rule):
    loud, silent = Draft(), Draft()
    make(rule.condition, loud, holds=True)
    make(rule.condition, silent, holds=False)
    contradicted = asked(loud, question.id, rule.answer)
    assert contradicted.agreement == "disagrees"
    assert contradicted.answer["answer"] == rule.answer
    others = [one.condition for one in question.rules if one is not rule and one.answer == rule.answer]
    for condition in others:
        make(condition, silent, holds=False)
    assert asked(silent, question.id, rule.answer).agreement != "disagrees"


def test_a_question_that_no_trigger_raises_is_not_raised_in_a_quiet_city():
    quiet = Draft()
    found = with_pairing(result(quiet.signals, quiet.plan, quiet.on), quiet.case())
    raised = {item.id for checklist in found.checklists for item in checklist.questions if item.raised_by}
    fired = {trigger.id for trigger in found.triggers if trigger.state == "fired"}
    assert raised == {name for name in QUESTIONS if fired & set(LIBRARY.raised_by(name))}
    assert raised < set(QUESTIONS)
