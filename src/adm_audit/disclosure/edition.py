"""What else leaves a result before it is published: whatever counts people or names somebody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Any

from adm_audit.disclosure.rules import Rule
from adm_audit.result import AuditResult, ChecklistResult, Handling, InputFile, QuestionResult

_KEPT = frozenset({"handling_without_finding"})
"""Remarks on a whole audit that say nothing about its data."""


def for_public(result: AuditResult) -> AuditResult:
    """Return a result, computed from published counts, without the facts that count rows or name people.

    Files keep their names, and lose their folder, their number of rows, their hash (of a small table, it could be
    guessed) and the remarks on reading them. Answers lose the names of who answered and who holds the evidence, remedies that of their owner.
    """
    return replace(
        result,
        audience="public",
        plan=_plan(result.plan),
        remarks=tuple(item for item in result.remarks if item.code in _KEPT),
        inputs=tuple(InputFile(path=PurePath(item.path).name, sha256=None, rows=0) for item in result.inputs),
        checklists=tuple(_checklist(item) for item in result.checklists),
        handling={name: _handling(item) for name, item in result.handling.items()},
    )


def _plan(plan: dict[str, Any]) -> dict[str, Any]:
    data = dict(plan.get("data", {}))
    if isinstance(data.get("source"), str):
        data["source"] = PurePath(data["source"]).name
    rule = {"minimum_cell": Rule().minimum, "round_to": Rule().base}
    return {**plan, "data": data, "disclosure": {**rule, **(plan.get("disclosure") or {})}}


def _checklist(checklist: ChecklistResult) -> ChecklistResult:
    return replace(checklist, questions=tuple(_question(item) for item in checklist.questions))


def _question(question: QuestionResult) -> QuestionResult:
    if question.answer is None:
        return question
    answer = {key: value for key, value in question.answer.items() if key != "name"}
    if "evidence" in answer:
        answer["evidence"] = [{key: text for key, text in item.items() if key != "by"} for item in answer["evidence"]]
    return replace(question, answer=answer)


def _handling(handling: Handling) -> Handling:
    return replace(handling, remedy={key: value for key, value in handling.remedy.items() if key != "owner"})
