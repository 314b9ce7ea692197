"""Whether an answer agrees with the data. A disagreement never changes the answer; it stands beside it."""

from __future__ import annotations

from typing import Literal

from adm_audit.checklist.answers import Answer
from adm_audit.checklist.model import Question
from adm_audit.pairing.case import Case
from adm_audit.pairing.conditions import evaluate
from adm_audit.pairing.logic import FALSE, Judgement, some

Agreement = Literal["agrees", "disagrees", "cannot_tell", "not_linked"]


def agreement_of(question: Question, answer: Answer | None, case: Case) -> tuple[Agreement | None, Judgement]:
    """Return the agreement of an answer, and what it rests on; None for a question without an answer.

    ``not_linked``: the question has no rule, or its rules are about other answers. ``agrees`` means that the
    data do not contradict the answer; it is no proof that the answer is right.
    """
    if answer is None:
        return None, FALSE
    rules = [rule for rule in question.rules if rule.answer == answer.answer]
    if not rules:
        return "not_linked", FALSE
    judged = some(evaluate(rule.condition, case) for rule in rules)
    if judged.value is None:
        return "cannot_tell", judged
    return ("disagrees" if judged.value else "agrees"), judged
