"""Does a gap sit where two attributes meet?"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from adm_audit.comparison import Head, Looked, Signal, TwoByTwo
from adm_audit.evidence import CASE, Evidence, Values
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Entry
from adm_audit.result import NotLookedAt
from adm_audit.signals import selection_gap
from adm_audit.signals.rates import RATES, clusters_of, sides_of, worse_when_selected
from adm_audit.signals.sides import Side, add, design, everyone_else, two_by_two
from adm_audit.stats.rates import rate as rate_number
from adm_audit.tally import Need
from adm_audit.values import Number

ENTRY = Entry(
    name="intersection",
    title="Combined groups",
    question="Is a combination, such as older women, selected more or less often than everyone else?",
    formula="Selection rate of each combination of two or more attributes against everyone else whose values are "
    "recorded; the rates of its parents stand beside it.",
    test="Newcombe's interval, MOVER-R, two-sided mid-p exact test; Benjamini-Hochberg over all listed combinations.",
    misleads="A combined group inherits the gaps of its parents: look whether it goes beyond them. Small "
    "combinations can hide large gaps.",
    sources=(
        "Crenshaw 1989, University of Chicago Legal Forum, 139-167",
        "Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57, 289-300",
    ),
    about="combined_group",
    phrases=selection_gap.ENTRY.phrases,
)


def combined(plan: AuditPlan) -> list[tuple[str, ...]]:
    """Return the combinations of attributes that the plan asks for."""
    columns = [item.column for item in plan.protected]
    if isinstance(plan.intersections, int):
        sizes = range(2, min(plan.intersections, len(columns)) + 1)
        return [names for size in sizes for names in combinations(columns, size)]
    return [tuple(names) for names in plan.intersections or ()]


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table for each combination, or say what is missing."""
    if not combined(plan):
        return NotLookedAt(code="no_intersections", plan_line="intersections: 2   # needs two protected attributes")
    return [Need.of(*names, CASE) for names in combined(plan)]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare each combined group with everyone else."""
    comparisons: list[TwoByTwo] = []
    for names in combined(plan):
        if evidence.tally.has(*names, CASE):
            comparisons.extend(_combination(plan, evidence, names))
    return Looked(comparisons=tuple(comparisons))


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


SIGNAL = Signal(ENTRY, needs, look)
