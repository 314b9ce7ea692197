"""Does a gap sit where two attributes meet?"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from adm_audit.comparison import Head, Looked, Signal, TwoByTwo
from adm_audit.evidence import CASE, Evidence, Values
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Entry, Part
from adm_audit.result import NotLookedAt
from adm_audit.signals import selection_gap
from adm_audit.signals.rates import RATES, clusters_of, sides_of, worse_when_selected
from adm_audit.signals.sides import Side, add, design, everyone_else, two_by_two
from adm_audit.stats.rates import rate as rate_number
from adm_audit.study import Searched, Study, Subgroup
from adm_audit.tally import Need
from adm_audit.values import Because, Number

ENTRY = Entry(
    name="intersection",
    title="Combined groups",
    question="Is a combination, such as older women, selected more or less often than everyone else?",
    formula="Selection rate of each combination of two or more attributes against everyone else whose values are "
    "recorded; the rates of its parents stand beside it.",
    test="Newcombe's interval, MOVER-R, two-sided mid-p exact test; Benjamini-Hochberg over all listed combinations. Where "
    "the plan asks for a search, half of the people, drawn by chance, show which groups nobody listed stand out most; the "
    "other half, which the search never saw, is tested, with Holm's correction and an error budget of its own.",
    misleads="A combined group inherits the gaps of its parents: look whether it goes beyond them. Small "
    "combinations can hide large gaps. A search finds few of the gaps there are, as it judges on half of the people: what "
    "it does not find may still exist. Groups that it finds by an input can differ because the tool uses that input.",
    sources=(
        "Crenshaw 1989, University of Chicago Legal Forum, 139-167",
        "Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57, 289-300",
    ),
    about="combined_group",
    phrases=selection_gap.ENTRY.phrases,
    further=(Part(name="searched", title="Groups found by searching", rate="selection_rate"),),
    further_phrases={"searched": selection_gap.ENTRY.phrases[""]},
)


_PLAN_LINES = {"search_of_one": "search: {depth: 2}"}


def combined(plan: AuditPlan) -> list[tuple[str, ...]]:
    """Return the combinations of attributes that the plan asks for."""
    columns = [item.column for item in plan.protected]
    if isinstance(plan.intersections, int):
        sizes = range(2, min(plan.intersections, len(columns)) + 1)
        return [names for size in sizes for names in combinations(columns, size)]
    return [tuple(names) for names in plan.intersections or ()]


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table for each combination, or say what is missing."""
    if not combined(plan) and plan.search is None:
        return NotLookedAt(code="no_intersections", plan_line="intersections: 2   # needs two protected attributes")
    # a search alone needs no table of its own
    return [Need.of(*names, CASE) for names in combined(plan) or [(plan.protected[0].column,)]]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare each combined group with everyone else."""
    comparisons: list[TwoByTwo] = []
    for names in combined(plan):
        if evidence.tally.has(*names, CASE):
            comparisons.extend(_combination(plan, evidence, names))
    found = evidence.studies.get("subgroups")
    if not isinstance(found, Searched):
        return Looked(comparisons=tuple(comparisons))
    if found.absent is not None:
        absent = NotLookedAt(code=found.absent, plan_line=_PLAN_LINES.get(found.absent))
        return Looked(comparisons=tuple(comparisons), parts_not_looked_at={"searched": absent})
    facts = {
        "groups": found.looked_at,
        "found": len(found.found),
        "searched": found.people[0],
        "judged": found.people[1],
    }
    comparisons.extend(_searched(plan, one) for one in found.found)
    return Looked(comparisons=tuple(comparisons), remarks=(Because("searched", facts),))


def studies(plan: AuditPlan) -> list[Study]:
    """Ask for a search over all attributes and inputs, where the plan wants one."""
    if plan.search is None:
        return []
    columns = [item.column for item in plan.protected]
    inputs = [f"input:{item.column}" for item in plan.inputs if item.column not in columns]
    listed = frozenset(frozenset(names) for names in combined(plan))
    return [Study("subgroups", frozenset({*columns, *inputs}), listed)]


def _searched(plan: AuditPlan, one: Subgroup) -> TwoByTwo:
    """Return the comparison of a group that a search found, on the half that the search did not see."""
    head = Head(
        part="searched",
        about="combined_group",
        group={_column(plan, name): value for name, value in one.traits},
        worse=worse_when_selected(plan),
    )
    sides: list[Side] = [(side.cases, side.total, side.squares) for side in (one.group, one.others)]
    mine, beside = one.group.clusters, one.others.clusters
    sums = None if mine is None or beside is None else (mine, beside)
    numbers: dict[str, Number] = {}
    for name, side in one.parents:
        effect = design((side.cases, side.total, side.squares))
        rate = rate_number(side.cases, side.total, confidence=plan.confidence, design_effect=effect)
        numbers[f"parent:{_column(plan, name)}"] = rate
    return replace(two_by_two(head, sides[0], sides[1], sums), measures=numbers)


def _column(plan: AuditPlan, axis: str) -> str:
    """Return the column of an axis: itself for an attribute, whatever it is called."""
    return axis if any(item.column == axis for item in plan.protected) else axis.removeprefix("input:")


def _combination(plan: AuditPlan, evidence: Evidence, names: tuple[str, ...]) -> list[TwoByTwo]:
    rate = RATES["selection_rate"]
    sides = {key: side for key, side in sides_of(evidence, names, rate).items() if None not in key}
    rest, parents = everyone_else(sides), _parents(sides, names)
    clustered = clusters_of(evidence, names, rate)
    found = []
    for key in sorted(sides if len(sides) > 1 else (), key=lambda values: tuple(map(str, values))):
        head = Head(about="combined_group", group=dict(zip(names, key, strict=True)), worse=worse_when_selected(plan))
        sums = None if clustered is None else (clustered.group(key), clustered.others(key))
        found.append(_with_parents(two_by_two(head, sides[key], rest[key], sums), parents, plan.confidence))
    return found


def _with_parents(pair: TwoByTwo, parents: dict[tuple[str, str | None], Side], confidence: float) -> TwoByTwo:
    numbers: dict[str, Number] = {}
    for name, value in pair.head.group.items():
        parent = parents[(name, value)]
        numbers[f"parent:{name}"] = rate_number(*parent[:2], confidence=confidence, design_effect=design(parent))
    return replace(pair, measures=numbers)


def _parents(sides: dict[Values, Side], names: tuple[str, ...]) -> dict[tuple[str, str | None], Side]:
    members: dict[tuple[str, str | None], list[Side]] = {}
    for key, side in sides.items():
        for parent in zip(names, key, strict=True):
            members.setdefault(parent, []).append(side)
    return {parent: add(found) for parent, found in members.items()}


SIGNAL = Signal(ENTRY, needs, look, studies=studies)
