"""Who goes on at each step?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from adm_audit.comparison import Comparison, Head, Looked, Ruled, Signal, TwoByTwo
from adm_audit.counts import Count, Range, high, printed
from adm_audit.evidence import STAGES, Evidence
from adm_audit.plan.model import AuditPlan, Protected
from adm_audit.registry import Entry, Part, Phrases
from adm_audit.result import Finding, Measure, NotLookedAt
from adm_audit.signals.families import own_level
from adm_audit.signals.funnel_stages import StageTable, inside_factors, pair_of, ratios_inside
from adm_audit.signals.rates import worse_when_selected
from adm_audit.signals.sides import compare
from adm_audit.signals.strata import axes_of
from adm_audit.stats.attention import limits
from adm_audit.stats.boxes import corners
from adm_audit.stats.decompose import Step, carried, printed_rates, shares
from adm_audit.stats.decompose import split_gap as parts_of_gap
from adm_audit.stats.disparity import compare as compare_counts
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Estimate, Number, Undefined

MOST_STAGES = 10

ENTRY = Entry(
    name="funnel",
    title="Step by step",
    question="Do all groups go on equally often at each step?",
    formula="For each step: people who reached it divided by people who reached the step before it, group by group. "
    "Beside it, how many points of the gap at the last step arise here: the logarithmic mean of both shares that come "
    "to the end, times the logarithm of the ratio of the two rates of going on; these add up to the whole gap (LMDI). "
    "The share of a step in the gap is that logarithm divided by their sum; there is one only where all steps point one "
    "way and the interval of the whole ratio excludes 1. Inside a factor of the plan: the ratio of going on pooled over "
    "its levels (Mantel-Haenszel), and the ratio at the end as profile (who is in which level) times inside.",
    test="Newcombe's interval (method 10) for the difference, MOVER-R for the ratio, two-sided mid-p exact test, at each "
    "step among those who came so far. A step where people decide is the same test, read in the direction of the gap at "
    "the end. Which step carries most: a contrast of the logarithms of the steps' ratios against the plan's level, "
    "corrected for the number of steps.",
    misleads="Those who come to a late step were chosen at the steps before it, so a step can look even because a group "
    "was sorted out earlier. A gap early on can be made up for later, and no gap at the end does not undo it for those "
    "who fell out.",
    sources=(
        "Newcombe 1998, Statistics in Medicine 17, 873-890 (method 10)",
        "Ang 2005, Energy Policy 33, 867-871 (logarithmic mean Divisia index)",
        "Fieller 1954, Journal of the Royal Statistical Society B 16, 175-185 (shares)",
    ),
    about="step",
    parts=(
        Part(name="step_gap", title="Going on at each step", rate="continuation_rate"),
        Part(name="main_step", title="The step that carries most of the gap", rate="step_points"),
        Part(name="manual_step", title="Steps where people decide", rate="step_points"),
    ),
    phrases={
        "step_gap": Phrases(
            more=N_(
                "Of those at the stage before, {group} went on to {factor} more often than {others}: {rate} against "
                "{other_rate}, {gap}."
            ),
            less=N_(
                "Of those at the stage before, {group} went on to {factor} less often than {others}: {rate} against "
                "{other_rate}, {gap}."
            ),
            equal=N_(
                "Of those at the stage before, {group} went on to {factor} as often as {others}: {rate} against "
                "{other_rate}, {gap}."
            ),
            fact=N_(
                "Of those at the stage before, {rate} {group} went on to {factor}; among {others} it was {other_rate}."
            ),
            open=N_(
                "Whether {group} at the stage before go on to {factor} more or less often than {others}, the data cannot "
                "tell: {gap}."
            ),
            ruled_out=N_(
                "Of those at the stage before, {group} went on to {factor} about as often as {others}: {rate} against "
                "{other_rate}, {gap}."
            ),
            rate=N_("Went on"),
            cases=N_("Went on"),
            total=N_("At the stage before"),
        ),
        "manual_step": Phrases(
            more=N_(
                "At {factor}, where people decide, {group} went on more often than {others}: {rate} against {other_rate}, "
                "{gap}."
            ),
            less=N_(
                "At {factor}, where people decide, {group} went on less often than {others}: {rate} against {other_rate}, "
                "{gap}."
            ),
            equal=N_(
                "At {factor}, where people decide, {group} went on as often as {others}: {rate} against {other_rate}, {gap}."
            ),
            fact=N_("At {factor}, where people decide, {rate} {group} went on; among {others} it was {other_rate}."),
            open=N_(
                "Whether the gap between {group} and {others} grows at {factor}, where people decide, the data cannot "
                "tell: {gap}."
            ),
            ruled_out=N_(
                "At {factor}, where people decide, the gap between {group} and {others} does not grow: {rate} against "
                "{other_rate}, {gap}."
            ),
            rate=N_("Went on"),
            cases=N_("Went on"),
            total=N_("At the stage before"),
        ),
    },
    labels={
        "main_step": {
            "shown": N_("One step carries more of the gap than the level in the plan"),
            "ruled_out": N_("No step carries as much as the level in the plan"),
            "cannot_tell": N_("The data cannot tell"),
        }
    },
    statements={
        "main_step": {
            "shown": N_("{Group}: the step {input} carries more than {level} of the gap at the end."),
            "ruled_out": N_("{Group}: no step carries {level} of the gap at the end; {input} carries most of it."),
            "cannot_tell": N_("{Group}: whether one step carries {level} or more of the gap, the data cannot tell."),
        }
    },
    follows={
        "main_step": {
            "shown": N_("Start there: ask who owns that step, and how it is done."),
            "cannot_tell": N_(
                "A step has a share of the gap only where the gap is beyond chance, all steps point the same way, and nobody "
                "skipped a stage."
            ),
        }
    },
)


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table of each attribute by the stages that were reached, or say why there is none."""
    if plan.stages is None:
        return NotLookedAt(code="no_stages", plan_line="stages: [applied, invited, offered]")
    if len(plan.stage_names) > MOST_STAGES:
        return NotLookedAt(code="too_many_stages")
    wanted = [Need.of(item.column, STAGES) for item in plan.protected]
    inside = [
        Need.of(item.column, *axes_of(stratum), STAGES)
        for stratum in plan.strata
        for item in plan.protected
        if item.column not in stratum.columns
    ]
    return wanted + inside


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare how often each group goes on at each step, and take the gap at the end apart."""
    tables = {item.column: StageTable.of(plan, evidence, item.column) for item in plan.protected}
    skipped = evidence.skipped or tables[plan.protected[0].column].skipped()
    steps = [
        at for at in range(1, len(plan.stage_names)) if any(table.anybody_falls_out(at) for table in tables.values())
    ]
    looked = Looked()
    for item in plan.protected:
        table = tables[item.column]
        found = [_step(plan, evidence, item, table, at) for at in steps]
        ends = _ends(plan, item, table)
        for pairs, end in zip(zip(*found, strict=True), ends, strict=False):
            more, numbers = _taken_apart(plan, item.column, pairs, end, skipped)
            looked = replace(
                looked, comparisons=(*looked.comparisons, *pairs, *more), measures=(*looked.measures, *numbers)
            )
        looked = replace(looked, measures=(*looked.measures, *inside_factors(plan, evidence, item)))
    missing = {}
    if own_level(plan, "funnel", "main_step") is None:
        missing["main_step"] = NotLookedAt(code="no_own_level", plan_line="attention: {..., levels: {funnel: 0.5}}")
    if not plan.manual_stages:
        missing["manual_step"] = NotLookedAt(code="no_manual_step", plan_line="manual_stages: [...]")
    remarks = (Because("stages_not_nested", {"people": printed(skipped)}),) if high(skipped) else ()
    return replace(looked, parts_not_looked_at=missing, remarks=remarks)


def _step(plan: AuditPlan, evidence: Evidence, item: Protected, table: StageTable, at: int) -> list[TwoByTwo]:
    head = Head(part="step_gap", about="step", input=plan.stage_names[at], worse=worse_when_selected(plan))
    inside = ratios_inside(plan, evidence, item, at)
    pairs = compare(item, table.sides(at), head, table.clusters(evidence, (item.column,), at))
    return [replace(pair, measures=inside.get(pair_of(item, pair), {})) for pair in pairs]


def _ends(plan: AuditPlan, item: Protected, table: StageTable) -> list[TwoByTwo]:
    """Return the comparisons at the last stage, in the order of those at each step."""
    return list(compare(item, table.end_sides(len(plan.stage_names) - 1), Head()))


def _taken_apart(
    plan: AuditPlan, column: str, pairs: Sequence[TwoByTwo], end: TwoByTwo, skipped: Count
) -> tuple[list[Comparison], list[Measure]]:
    """Return what one group's steps say together: steps where people decide, the main step, the points of the gap."""
    head = pairs[0].head
    if head.against == "all_recorded":
        return [], []
    direction = _direction(end)
    more: list[Comparison] = [
        replace(
            pair,
            head=replace(pair.head, part="manual_step"),
            one_sided=direction is not None,
            only=direction or "higher",
            same_as=("funnel", "step_gap"),
            measures={},
        )
        for pair in pairs
        if pair.head.input in plan.manual_stages
    ]
    facts: dict[str, str | int | float | bool | None] = {
        "group": head.group[column],
        "against": head.against_group or head.against,
    }
    numbers = [
        Measure(name=f"step_points:{pair.head.input}", part="step_gap", by=(column,), number=number, facts=facts)
        for pair, number in zip(pairs, split_gap(pairs, skipped), strict=True)
    ]
    parts = _shares(pairs, end, skipped, plan.confidence)
    numbers += [
        Measure(
            name=f"step_share:{pair.head.input}",
            part="main_step",
            by=(column,),
            number=Estimate(value=part),
            facts=facts,
        )
        for pair, part in zip(pairs, parts or (), strict=False)
    ]
    level = own_level(plan, "funnel", "main_step")
    if level is not None:
        more.append(_main_step(plan, pairs, parts is not None, skipped, level))
    return more, numbers


def _direction(end: TwoByTwo) -> Literal["higher", "lower"] | None:
    """Return which way the gap at the last stage points, for all counts that are possible; None: neither."""
    mine, others = corners(end.cases, end.total), corners(end.other_cases, end.other_total)
    gaps = [k / n - x / m for k, n in mine for x, m in others]
    if not gaps or min(gaps) <= 0 <= max(gaps):
        return None
    return "higher" if min(gaps) > 0 else "lower"


def _shares(pairs: Sequence[TwoByTwo], end: TwoByTwo, skipped: Count, confidence: float) -> list[float] | None:
    """Return the share of each step in the gap, where the gap is beyond chance and all steps point one way."""
    rates = None if high(skipped) else printed_rates([_counts(pair) for pair in pairs])
    if rates is None:
        return None
    ratio = compare_counts(
        end.cases,
        end.total,
        end.other_cases,
        end.other_total,
        confidence=confidence,
        design_effects=pairs[0].design_effects,
    ).ratio
    interval = limits(ratio)
    if interval is None or 1.0 in interval:
        return None
    return shares(rates)


def _main_step(plan: AuditPlan, pairs: Sequence[TwoByTwo], told: bool, skipped: Count, level: float) -> Ruled:
    head = replace(pairs[0].head, part="main_step", input=None, worse="open")
    found = carried([_counts(pair) for pair in pairs], level, confidence=plan.confidence) if told else None
    if found is None:
        code = "stages_not_nested" if high(skipped) else "no_main_step"
        facts = {"people": printed(skipped)} if high(skipped) else {}
        return Ruled(head=head, holds=None, remarks=(Because(code, facts),))
    return Ruled(head=replace(head, input=pairs[found.at].head.input), holds=found.holds, rate=found.share)


def _counts(pair: TwoByTwo) -> Step:
    return Step(pair.cases, pair.total, pair.other_cases, pair.other_total, pair.design_effects)


def split_gap(pairs: Sequence[TwoByTwo], skipped: Count = 0) -> list[Number]:
    """Return the parts of the gap at the last stage that arise at each step; they add up to it.

    pairs: the same two sides at each step. skipped: people who reached a stage without the one before it.
    ``Undefined``: ``stages_not_nested``, ``counts_in_ranges``, ``nobody_went_on`` (which names the step).
    """
    rates: list[tuple[float, float]] = []
    nothing: Because | None = Because("stages_not_nested", {"people": printed(skipped)}) if high(skipped) else None
    for pair in pairs:
        counts = (pair.cases, pair.total, pair.other_cases, pair.other_total)
        plain = [count for count in counts if not isinstance(count, Range)]
        if len(plain) < len(counts):
            nothing = nothing or Because("counts_in_ranges")
        elif min(plain) <= 0:
            nothing = nothing or Because("nobody_went_on", {"step": pair.head.input})
        else:
            rates.append((plain[0] / plain[1], plain[2] / plain[3]))
    if nothing is not None:
        return [Undefined(because=nothing) for _ in pairs]
    return [Estimate(value=part) for part in parts_of_gap(rates)]


def conclude(findings: Sequence[Finding]) -> tuple[Because, ...]:
    """Return a remark for each group that goes on evenly at one step and not at another."""
    remarks = []
    steps = [item for item in findings if item.part == "step_gap" and None not in item.group.values()]
    for name in dict.fromkeys((tuple(item.group.items()), item.against_group) for item in steps):
        mine = [item for item in steps if (tuple(item.group.items()), item.against_group) == name]
        even = tuple(str(item.input) for item in mine if item.verdict in ("ruled_out", "below_attention"))
        uneven = tuple(str(item.input) for item in mine if item.verdict == "shown")
        if even and uneven:
            group = ", ".join(str(value) for value in mine[0].group.values())
            code = "steps_even_and_not" if len(even) == len(uneven) == 1 else "some_steps_even"
            remarks.append(Because(code, {"group": group, "even": even, "uneven": uneven}))
    return tuple(remarks)


SIGNAL = Signal(ENTRY, needs, look, conclude)
