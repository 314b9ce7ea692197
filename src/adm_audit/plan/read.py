"""Turns plain values into a plan, or into every problem that they have, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from adm_audit.errors import Place, PlanError, Problem
from adm_audit.plan.check import issues
from adm_audit.plan.examples import example
from adm_audit.plan.model import AuditPlan
from adm_audit.plan.partial import frozen, partial
from adm_audit.plan.wrong import PlaceOf, problems_of, shown
from adm_audit.yaml_source import At, key_path

FILL_IN = "FILL IN"
"""What `adm-audit init` writes where only a person can know the value."""


def read_plan(data: Any, place: PlaceOf, code_like: tuple[tuple[At, str], ...] = ()) -> AuditPlan:
    """Return the plan that plain values describe.

    place: says where a key path stands. code_like: unquoted numbers that look like codes.
    Raises PlanError with every problem, in the order of the file.
    """
    if not isinstance(data, Mapping):
        raise PlanError(Problem("plan_not_a_plan", {"found": shown(data)}, place((), "value")))
    found = [*_unfilled(data, (), place), *_codes(data, code_like, place)]
    silent = {path for path, _ in found}
    try:
        plan = AuditPlan.model_validate(frozen(data))
    except ValidationError as error:
        wrong = list(problems_of(error.errors(include_url=False), data, place))
        found += [(path, problem) for path, problem in wrong if path not in silent]
        plan = partial(AuditPlan, data, [path for path, _ in wrong])
    told = [path for path, _ in found]
    for issue in issues(plan):
        if not any(_about_the_same(path, issue.path) for path in told):
            problem = Problem(issue.code, issue.facts, place(issue.path, "value"), issue.nearest)
            found.append((issue.path, problem))
    if found:
        raise PlanError(sorted((problem for _, problem in found), key=_order))
    return plan


def _about_the_same(one: At, other: At) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _order(problem: Problem) -> tuple[int, int]:
    place = problem.place or Place()
    return place.line or 0, place.column or 0


def _unfilled(value: Any, path: At, place: PlaceOf) -> Iterator[tuple[At, Problem]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _unfilled(inner, (*path, key), place)
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value):
            yield from _unfilled(inner, (*path, at), place)
    elif value is None or (isinstance(value, str) and value.strip() == FILL_IN):
        code = "plan_key_no_value" if value is None else "plan_fill_in"
        yield path, Problem(code, {"key": key_path(path), "example": example(path)}, place(path, "value"))


def _codes(data: Any, code_like: tuple[tuple[At, str], ...], place: PlaceOf) -> Iterator[tuple[At, Problem]]:
    for path, text in code_like:
        value = data
        for step in path:
            value = value[step]
        facts = {"key": key_path(path), "found": text, "number": f"{value:g}"}
        yield path, Problem("plan_code_like", facts, place(path, "value"))
