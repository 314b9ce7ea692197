"""Is each criterion linked with the outcome, where nobody chose the cases by it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adm_audit.comparison import Head, Looked, Pooled, Signal
from adm_audit.counts import Count, Range
from adm_audit.evidence import CASE, NO, UNKNOWN, YES, Evidence, unpack
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Entry, Phrases
from adm_audit.result import Measure, NotLookedAt
from adm_audit.signals.families import own_level
from adm_audit.signals.strongest import Four, strongest
from adm_audit.stats.attention import Attention, limits
from adm_audit.stats.clusters import kish
from adm_audit.stats.rates import rate as rate_number
from adm_audit.stats.stratify import Stratum, mantel_haenszel
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Number, Undefined

ENTRY = Entry(
    name="criterion_fit",
    title="Criteria and their link with the outcome",
    question="Is each criterion linked with the outcome, in cases that were not chosen by it?",
    formula="Among cases drawn at random (or all cases, where every outcome is known): the share of positive outcomes of "
    "people with one value of the criterion, against all other values; numbers are cut into four parts of equal size. "
    "The value with the smallest p stands for the criterion. Beside it, the same difference inside the levels of each "
    "other criterion, pooled (Mantel-Haenszel), where the plan names at most eight.",
    test="Two-sided mid-p exact test, multiplied by the number of values compared (Bonferroni), and Newcombe's interval at the "
    "level that this leaves. Its far end reaches as far as that of any value, so that a link is ruled out only where "
    "it is for every value. The level stands in the plan (attention.levels.criterion_fit).",
    misleads="A link is no licence: a criterion can work and still be unlawful, or do no more than stand for a protected "
    "group. Few random cases show few links. Among people whom the tool chose, the criterion has already been used, so "
    "they say nothing here.",
    sources=(
        "Newcombe 1998, Statistics in Medicine 17, 873-890 (method 10)",
        "Mantel and Haenszel 1959, Journal of the National Cancer Institute 22, 719-748",
    ),
    shown_is="reassuring",
    about="input",
    phrases={
        "": Phrases(
            more=N_("{factor} is linked with the outcome: {rate} against {other_rate} positive outcomes, {gap}."),
            less=N_("{factor} is linked with the outcome: {rate} against {other_rate} positive outcomes, {gap}."),
            equal=N_("{factor} shows no link with the outcome: {rate} against {other_rate} positive outcomes, {gap}."),
            fact=N_("{factor}: {rate} against {other_rate} positive outcomes."),
            open=N_("Whether {factor} is linked with the outcome, the data cannot tell: {gap}."),
            ruled_out=N_("{factor} has no link with the outcome that reaches the level: {gap}."),
            rate=N_("Positive outcomes"),
            cases=N_("Positive"),
        )
    },
    labels={
        "": {
            "shown": N_("Linked with the outcome"),
            "below_attention": N_("A link below the level"),
            "ruled_out": N_("No link that reaches the level"),
            "cannot_tell": N_("The data cannot tell"),
        }
    },
)
_LINE = "attention: {..., levels: {criterion_fit: 0.05}}"
_PARTS = 4
_MOST_BESIDE = 8
"""With more criteria than this they are not looked at two by two: that would be hundreds of tables."""
_CERTAIN = 1 - 1e-12
Sides = dict[str, tuple[Count, Count]]
"""Positive outcomes and cases by value of a criterion."""


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return tables of each criterion, and of pairs of them, by case; or say why nothing can be told."""
    if not plan.inputs:
        return NotLookedAt(code="no_inputs", plan_line="inputs: [{column: ..., reason: ...}]")
    if plan.outcome is None:
        return NotLookedAt(code="no_outcome", plan_line="outcome: {column: ..., positive: [...], known_for: ...}")
    if plan.outcome.known_for == "selected" or (plan.outcome.known_for == "sample" and plan.route is None):
        return NotLookedAt(code="no_route", plan_line="route: {column: ..., random: [...], drawn_from: everyone}")
    axes = [f"input:{item.column}" for item in plan.inputs]
    single = [Need.of(axis, CASE) for axis in axes]
    if own_level(plan, "criterion_fit") is None or len(axes) > _MOST_BESIDE:
        return single
    return single + [Need.of(one, two, CASE) for at, one in enumerate(axes) for two in axes[at + 1 :]]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare the outcomes of each criterion's values; with a verdict where the plan gives a level."""
    level = own_level(plan, "criterion_fit")
    comparisons: list[Pooled] = []
    measures: list[Measure] = []
    for item in plan.inputs:
        axis = f"input:{item.column}"
        if not evidence.tally.has(axis, CASE):
            continue
        groups = _parts(plan, evidence, axis)
        sides = _sides(plan, evidence, axis, groups)
        found = _criterion(plan, evidence, item.column, sides, level)
        if level is not None:
            comparisons.append(found)
        else:
            measures.append(Measure(name=f"outcome_gap:{item.column}", number=found.difference))
    missing = {} if level is not None else {"": NotLookedAt(code="no_own_level", plan_line=_LINE)}
    return Looked(comparisons=tuple(comparisons), measures=tuple(measures), parts_not_looked_at=missing)


def _criterion(plan: AuditPlan, evidence: Evidence, column: str, sides: Sides, level: float | None) -> Pooled:
    head = Head(about="input", input=column, against="other_values")
    values = [value for value, (_, total) in sides.items() if _any(total)]
    effect = _design_effect(plan, evidence, f"input:{column}")
    best = strongest(_views(sides, values), confidence=plan.confidence, design_effect=effect)
    if best is None:
        nothing = Undefined(because=Because("input_is_constant"))
        return Pooled(
            head=head, difference=nothing, ratio=nothing, people=nothing, p=None, p_smallest=None,
            compared=(0, 0, 0, 0), attention=Attention(level, None), remarks=(Because("input_is_constant"),),
        )  # fmt: skip
    beside = dict(_beside(plan, evidence, column, best.value))
    unlinked = [
        name.removeprefix("beside:")
        for name, number in beside.items()
        if (span := limits(number)) is not None and 0.0 in span
    ]
    remarks = [Because("strongest_value", {"value": best.value, "values": best.tried})] if best.tried > 1 else []
    remarks += [Because("not_beside", {"other": other}) for other in unlinked]
    remarks += [Because("input_is_decision")] if _is_decision(evidence, column) else []
    rates = _rates(best.counts, plan.confidence, effect)
    return best.pooled(head, level=level, rates=rates, measures=beside, remarks=tuple(remarks))


def _views(sides: Sides, values: list[str]) -> list[tuple[str, Four]]:
    """Return each value against all others; of two values the first stands for both."""
    several = len(values)
    found = []
    for value in values if several > 2 else values[: several - 1]:
        other_cases: Count = 0
        other_total: Count = 0
        for name in values:
            if name != value:
                other_cases, other_total = other_cases + sides[name][0], other_total + sides[name][1]
        found.append((value, (*sides[value], other_cases, other_total)))
    return found


def _rates(counts: tuple[Count, Count, Count, Count], confidence: float, effect: float) -> tuple[Number, Number]:
    one, two = counts[:2], counts[2:]
    return (
        rate_number(*one, confidence=confidence, design_effect=effect),
        rate_number(*two, confidence=confidence, design_effect=effect),
    )


def _design_effect(plan: AuditPlan, evidence: Evidence, axis: str) -> float:
    """Return how much weights widen intervals, over all cases that are looked at; 1 where there are none."""
    cells = evidence.tally.margin(axis, CASE)
    if cells.squares is None:
        return 1.0
    rows = [row for row, (code, case) in enumerate(cells.codes.tolist()) if code and _looked_at(plan, case)]
    return kish(float(cells.low[rows].sum()), float(cells.squares[rows].sum())) if rows else 1.0


def _any(count: Count) -> bool:
    return (count.high if isinstance(count, Range) else count) > 0


def _looked_at(plan: AuditPlan, case: int) -> bool:
    """Return whether a case tells something: its outcome is known, and nobody chose it by the criterion."""
    _, outcome, _, route = unpack(case)
    if outcome == UNKNOWN:
        return False
    return route == YES or (plan.outcome is not None and plan.outcome.known_for == "everyone")


def _parts(plan: AuditPlan, evidence: Evidence, axis: str) -> dict[int, str]:
    """Return the name of the part that each code belongs to: its value, or one of four parts of a number."""
    names = evidence.tally.axes[axis].values
    numbers = evidence.tally.axes[axis].numbers
    codes = list(range(1, len(names)))
    if numbers is None or len(codes) <= _PARTS:
        return {code: str(names[code]) for code in codes}
    people = _people(plan, evidence, axis)
    whole, seen = sum(people.values()), 0.0
    groups: dict[int, int] = {}
    for code in codes:
        # a code lies where its middle person does
        groups[code] = min(int(_PARTS * (seen + people.get(code, 0.0) / 2) / whole), _PARTS - 1) if whole else 0
        seen += people.get(code, 0.0)
    labels = {part: [numbers[code] or 0.0 for code in codes if groups[code] == part] for part in set(groups.values())}
    told = {part: f"{min(inside):g} to {max(inside):g}" for part, inside in labels.items()}
    return {code: told[part] for code, part in groups.items()}


def _people(plan: AuditPlan, evidence: Evidence, axis: str) -> dict[int, float]:
    cells = evidence.tally.margin(axis, CASE)
    found: dict[int, float] = {}
    for row, (code, case) in enumerate(cells.codes.tolist()):
        if code and _looked_at(plan, case):
            found[code] = found.get(code, 0.0) + float(cells.low[row])
    return found


def _sides(plan: AuditPlan, evidence: Evidence, axis: str, parts: Mapping[int, str]) -> Sides:
    cells = evidence.tally.margin(axis, CASE)
    found: Sides = {}
    for row, (code, case) in enumerate(cells.codes.tolist()):
        if code and _looked_at(plan, case):
            cases, total = found.get(parts[code], (0, 0))
            count = cells.count(row)
            found[parts[code]] = (cases + count if unpack(case)[1] == YES else cases, total + count)
    return found


def _beside(plan: AuditPlan, evidence: Evidence, column: str, value: str) -> Iterator[tuple[str, Number]]:
    """Yield the difference of one value inside the levels of each other criterion, pooled."""
    axis = f"input:{column}"
    mine = _parts(plan, evidence, axis)
    for item in plan.inputs:
        other = f"input:{item.column}"
        if other == axis or not evidence.tally.has(axis, other, CASE):
            continue
        levels = _parts(plan, evidence, other)
        strata: dict[str, list[Count]] = {}
        cells = evidence.tally.margin(axis, other, CASE)
        for row, (code, level, case) in enumerate(cells.codes.tolist()):
            if not code or not level or not _looked_at(plan, case):
                continue
            counts = strata.setdefault(levels[level], [0, 0, 0, 0])
            at = 0 if mine[code] == value else 2
            counts[at + 1] = counts[at + 1] + cells.count(row)
            if unpack(case)[1] == YES:
                counts[at] = counts[at] + cells.count(row)
        pooled = mantel_haenszel([Stratum(a, b, c, d) for a, b, c, d in strata.values()], confidence=plan.confidence)
        yield f"beside:{item.column}", pooled.difference


def _is_decision(evidence: Evidence, column: str) -> bool:
    """Return whether each value of an input goes with one decision only, and both decisions occur."""
    cells = evidence.tally.margin(f"input:{column}", CASE)
    seen: dict[int, set[int]] = {}
    for code, case in cells.codes.tolist():
        if code and unpack(case)[0] != UNKNOWN:
            seen.setdefault(code, set()).add(unpack(case)[0])
    return len(seen) <= _PARTS and {frozenset(said) for said in seen.values()} == {frozenset({YES}), frozenset({NO})}


SIGNAL = Signal(ENTRY, needs, look)
