"""Decides whether a condition holds: true, false or unknown with the reason.

A test on verdicts is true if one finding fits; unknown if none fits but one is ``cannot_tell`` or
``not_looked_at`` and the condition does not ask for that verdict; false otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from adm_audit.checklist.conditions import (
    All,
    AnyOf,
    Condition,
    Not,
    PlanTest,
    PredicateTest,
    ProfileTest,
    Same,
    SignalTest,
    parts_of,
)
from adm_audit.pairing.case import Case
from adm_audit.pairing.logic import FALSE, TRUE, Judgement, every, known, opposite, some, unique, unknown
from adm_audit.pairing.plan_facts import plan_has
from adm_audit.pairing.predicates import about_finding, about_result
from adm_audit.pairing.view import Facet, GroupKey, View
from adm_audit.values import Because

_UNCERTAIN = ("cannot_tell", "not_looked_at")
_SEVERAL = 2

# What the plan must name so that a signal could be looked at. A signal that this version does not compute,
# although the plan names it, is not the city's omission.
_UNLOCKED_BY = {
    "calibration_gap": "score",
    "random_sample_uplift": "route",
    "criterion_fit": "route",
    "proxy_strength": "inputs",
    "direct_use": "inputs",
    "threshold_sweep": "score",
    "coverage": "population",
    "drift": "period",
    "override": "recommendation",
    "funnel": "stages",
    "time_gap": "times",
    "complaints_gap": "complaints",
    "baseline": "baseline",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Only findings about this group or input count. ``canonical``: groups are named by their grounds."""

    kind: Same
    group: GroupKey = ()
    input: str | None = None
    canonical: bool = False

    def covers(self, facet: Facet, of: View) -> bool:
        """Return whether a finding is about this group or input, or about no particular one."""
        if self.kind == "input":
            return facet.input in (None, self.input)
        if not facet.group:
            return True
        return (of.canonical(facet.group) if self.canonical else facet.group) == self.group


def evaluate(condition: Condition, case: Case, scope: Scope | None = None) -> Judgement:
    """Return whether a condition holds in a case."""
    match condition:
        case SignalTest():
            return _signal(condition, case, scope)
        case PlanTest():
            return _plan(condition, case)
        case ProfileTest():
            return _profile(condition, case)
        case PredicateTest():
            return about_result(condition.predicate, case)
        case All(parts=parts, same=None):
            return every(evaluate(part, case, scope) for part in parts)
        case All(parts=parts, same=same):
            return _same(parts, same, case, scope)
        case AnyOf(parts=parts):
            return some(evaluate(part, case, scope) for part in parts)
        case Not(part=part):
            return opposite(evaluate(part, case, scope))


def _same(parts: tuple[Condition, ...], same: Same | None, case: Case, scope: Scope | None) -> Judgement:
    tests = [test for part in parts for test in parts_of(part) if isinstance(test, SignalTest)]
    facets = case.result.of(unique(name for test in tests for name in test.signals))
    scopes: Iterable[Scope]
    if same == "input":
        scopes = [Scope(kind="input", input=name) for name in unique(f.input for f in facets if f.input is not None)]
    else:
        scopes = [Scope(kind="group", group=key) for key in unique(f.group for f in facets if f.group)]
    judged = [every(evaluate(part, case, one) for part in parts) for one in scopes]
    return some(judged) if judged else every(evaluate(part, case, scope) for part in parts)


def _signal(test: SignalTest, case: Case, scope: Scope | None) -> Judgement:
    views = (case.result, *case.others)
    match test.results:
        case "this":
            return _in_view(test, case, case.result, scope)
        case "any":
            return some(_in_view(test, case, one, scope) for one in views)
        case "every":
            return every(_in_view(test, case, one, scope) for one in views)
        case "at_least_two":
            return _at_least_two(test, case, views)


def _at_least_two(test: SignalTest, case: Case, views: tuple[View, ...]) -> Judgement:
    if len(views) < _SEVERAL:
        return unknown("only_this_result")
    if test.same != "group":
        return _count([_in_view(test, case, one, None) for one in views])
    keys = unique(one.canonical(f.group) for one in views for f in one.of(test.signals) if f.group)
    scopes = [Scope(kind="group", group=key, canonical=True) for key in keys]
    return some(_count([_in_view(test, case, one, scope) for one in views]) for scope in scopes)


def _count(judged: list[Judgement]) -> Judgement:
    holds = [item for item in judged if item.value]
    if len(holds) >= _SEVERAL:
        return every(holds)
    open_ones = [item for item in judged if item.value is None]
    return every([*holds, *open_ones]) if len(holds) + len(open_ones) >= _SEVERAL else FALSE


def _in_view(test: SignalTest, case: Case, of: View, scope: Scope | None) -> Judgement:
    columns = of.columns_of(test.ground) if test.ground else ()
    if test.ground and not columns:
        return unknown("no_attribute_for_ground", ground=test.ground)
    facets = [facet for facet in _readable(test, of) if _has_column(facet, columns)]
    if not facets:
        return unknown("no_finding_for_ground", signals=test.named, ground=test.ground or "")
    if scope is not None:
        facets = [facet for facet in facets if scope.covers(facet, of)]
    judged = some(_facet(test, case, facet) for facet in facets)
    return Judgement(
        value=judged.value,
        findings=judged.findings,
        because=judged.because,
        read=unique(facet.signal for facet in facets if facet.verdict != "not_looked_at" or not test.is_set),
    )


def _has_column(facet: Facet, columns: tuple[str, ...]) -> bool:
    return not columns or not facet.group or any(name in columns for name, _ in facet.group)


def _readable(test: SignalTest, of: View) -> list[Facet]:
    """Return the facets that the test reads; in a set, those not looked at only if nothing else is left."""
    facets: list[Facet] = []
    for signal in test.signals:
        mine = of.of([signal])
        if test.part is not None and any(facet.part is not None for facet in mine):
            named = [facet for facet in mine if facet.part == test.part]
            mine = tuple(named) or (_no_part(signal, test.part),)
        facets.extend(mine)
    if test.is_set and "not_looked_at" not in test.verdicts:
        return [facet for facet in facets if facet.verdict != "not_looked_at"] or facets
    return facets


def _no_part(signal: str, part: str) -> Facet:
    because = Because("not_in_result", {"signal": signal, "part": part})
    return Facet(signal=signal, part=part, verdict="not_looked_at", because=because)


def _facet(test: SignalTest, case: Case, facet: Facet) -> Judgement:
    judged = every(_tests(test, case, facet))
    if not judged.value:
        return judged
    reasons = () if facet.id or facet.because is None else (facet.because,)
    return Judgement(value=True, findings=(facet.id,) if facet.id else (), because=reasons)


def _tests(test: SignalTest, case: Case, facet: Facet) -> Iterable[Judgement]:
    yield _verdict(test, case, facet)
    asked = facet.verdict in test.verdicts
    if test.group_rate is not None:
        yield _direction(asked, facet, "group_rate", facet.group_rate, test.group_rate)
    if test.worse_off is not None:
        yield _direction(asked, facet, "worse_off", facet.worse_off, test.worse_off)
    if test.group_rate is None and test.worse_off is None and facet.verdict == "shown":
        # With three groups at 10, 10 and 20 %, the two equal ones differ from everyone else: the side that is
        # better off is not a finding of its own.
        yield known(facet.worse_off is not False)
    if test.where is not None:
        yield about_finding(test.where, case, facet)
    if test.earlier:
        yield _earlier(test.earlier, case, facet)


def _verdict(test: SignalTest, case: Case, facet: Facet) -> Judgement:
    if facet.verdict in test.verdicts:
        ours = facet.because is not None and facet.because.facts.get("reason") == "not_in_this_version"
        if ours and not test.is_set and case.result.plan.get(_UNLOCKED_BY.get(facet.signal, "")):
            return unknown("not_in_this_version", signal=facet.signal)
        return TRUE
    if facet.verdict not in _UNCERTAIN or (facet.verdict == "cannot_tell" and test.verdicts == ("not_looked_at",)):
        return FALSE  # a gap that stays open was looked at
    if facet.because is not None:
        return Judgement(value=None, because=(facet.because,))
    return unknown("cannot_tell", signal=facet.signal, finding=facet.id)


def _direction(
    asked: bool, facet: Facet, what: Literal["group_rate", "worse_off"], found: object, wanted: object
) -> Judgement:
    """Judge a direction. Where the data cannot tell whether there is a gap, its direction is open too."""
    if found is None or (facet.verdict in _UNCERTAIN and not asked):
        return unknown("direction_open", signal=facet.signal, finding=facet.id, what=what)
    return known(found == wanted)


def _earlier(verdicts: tuple[str, ...], case: Case, facet: Facet) -> Judgement:
    if case.earlier is None:
        return unknown("no_earlier_result")
    same = [
        before for before in case.earlier.of([facet.signal]) if before.id == facet.id and before.group == facet.group
    ]
    if not facet.id or not same:
        return unknown("not_in_earlier_result", finding=facet.id)
    if any(before.verdict in verdicts for before in same):
        return TRUE
    return unknown("cannot_tell_earlier", finding=facet.id) if same[0].verdict in _UNCERTAIN else FALSE


def _plan(test: PlanTest, case: Case) -> Judgement:
    views = (case.result, *case.others)
    holds = [known(plan_has(test.fact, one.plan) is test.present) for one in views]
    match test.results:
        case "this":
            return holds[0]
        case "any":
            return some(holds)
        case "every":
            return every(holds)
        case "at_least_two":
            return unknown("only_this_result") if len(views) < _SEVERAL else _count(holds)


def _profile(test: ProfileTest, case: Case) -> Judgement:
    said = case.profile.get(test.question)
    if said is None or said in ((), []):
        return unknown("profile_not_answered", question=test.question)
    chosen = said if isinstance(said, list | tuple) else said.values() if isinstance(said, dict) else (said,)
    return known(any(option in test.options for option in chosen))
