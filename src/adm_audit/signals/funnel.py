"""Who goes on at each step?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import log, log1p

from adm_audit.comparison import Head, Looked, Signal, TwoByTwo
from adm_audit.counts import Count, Range, high, low, printed
from adm_audit.evidence import STAGES, Evidence, Values
from adm_audit.plan.model import AuditPlan, Protected, Stages
from adm_audit.registry import Entry, Part, Phrases
from adm_audit.result import Measure, NotLookedAt
from adm_audit.signals.rates import worse_when_selected
from adm_audit.signals.sides import Clustered, Side, compare
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Estimate, Number, Undefined

MOST_STAGES = 10
Codes = Mapping[Values, Mapping[int, tuple[Count, float]]]

ENTRY = Entry(
    name="funnel",
    title="Step by step",
    question="Do all groups go on equally often at each step?",
    formula="For each step: people who reached it divided by people who reached the step before it, group by group. "
    "Beside it, how many points of the gap at the last step arise here: the logarithmic mean of both shares that come "
    "to the end, times the logarithm of the ratio of the two rates of going on; these add up to the whole gap (LMDI).",
    test="Newcombe's interval (method 10) for the difference, MOVER-R for the ratio, two-sided mid-p exact test, at each "
    "step among those who came so far.",
    misleads="Those who come to a late step were chosen at the steps before it, so a step can look even because a group "
    "was sorted out earlier. A gap early on can be made up for later, and no gap at the end does not undo it for those "
    "who fell out.",
    sources=(
        "Newcombe 1998, Statistics in Medicine 17, 873-890 (method 10)",
        "Ang 2005, Energy Policy 33, 867-871 (logarithmic mean Divisia index)",
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
        )
    },
)


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table of each attribute by the stages that were reached, or say why there is none."""
    if plan.stages is None:
        return NotLookedAt(code="no_stages", plan_line="stages: [applied, invited, offered]")
    if isinstance(plan.stages, Stages) and plan.stages.counts == "reached":
        return NotLookedAt(code="stages_reached", plan_line="stages: {..., counts: ended}")
    if len(plan.stage_names) > MOST_STAGES:
        return NotLookedAt(code="too_many_stages")
    return [Need.of(item.column, STAGES) for item in plan.protected]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare how often each group goes on at each step, and take the gap at the end apart."""
    codes = {item.column: evidence.reached(item.column) for item in plan.protected}
    skipped = _not_nested(codes[plan.protected[0].column])
    steps = [at for at in range(1, len(plan.stage_names)) if _anybody_falls_out(codes, at)]
    comparisons: list[TwoByTwo] = []
    measures: list[Measure] = []
    for item in plan.protected:
        found = [_step(plan, evidence, item, codes[item.column], at) for at in steps]
        comparisons.extend(pair for pairs in found for pair in pairs)
        for pairs in zip(*found, strict=True):
            measures.extend(_points(pairs, item.column, skipped))
    remarks = (Because("stages_not_nested", {"people": printed(skipped)}),) if high(skipped) else ()
    return Looked(
        comparisons=tuple(comparisons),
        measures=tuple(measures),
        parts_not_looked_at={"main_step": _main_step(plan), "manual_step": NotLookedAt(code="no_manual_step")},
        remarks=remarks,
    )


def _main_step(plan: AuditPlan) -> NotLookedAt:
    if plan.attention is None or "funnel" not in plan.attention.levels:
        return NotLookedAt(code="no_own_level", plan_line="attention: {..., levels: {funnel: 0.5}}")
    return NotLookedAt(code="not_in_this_version")


def _not_nested(codes: Codes) -> Count:
    """Return how many people reached a stage without the one before it; nested stages are an unbroken run of ones."""
    total: Count = 0
    for counted in codes.values():
        for bits, (count, _) in counted.items():
            if bits & (bits + 1):
                total = total + count
    return total


def _anybody_falls_out(codes: Mapping[str, Codes], at: int) -> bool:
    sides = [side for table in codes.values() for side in _sides(table, at).values()]
    return any(high(total) > 0 and high(total) > low(cases) for cases, total, _ in sides)


def _sides(codes: Codes, at: int) -> dict[Values, Side]:
    """Return, for each group, who reached a stage among those who reached the one before it."""
    found: dict[Values, Side] = {}
    for group, counted in codes.items():
        cases: Count = 0
        total: Count = 0
        squares = 0.0
        for bits, (count, squared) in counted.items():
            if _came(bits, at - 1):
                total, squares = total + count, squares + squared
                cases = cases + count if _came(bits, at) else cases
        found[group] = (cases, total, squares)
    return found


def _came(bits: int, at: int) -> bool:
    return bits >> at & 1 == 1


def _step(plan: AuditPlan, evidence: Evidence, item: Protected, codes: Codes, at: int) -> list[TwoByTwo]:
    head = Head(part="step_gap", about="step", input=plan.stage_names[at], worse=worse_when_selected(plan))
    return list(compare(item, _sides(codes, at), head, _clusters(evidence, item.column, codes, at)))


def _clusters(evidence: Evidence, column: str, codes: Codes, at: int) -> Clustered | None:
    table = evidence.clusters.get(frozenset({column, STAGES}))
    if table is None:
        return None
    seen = {bits for counted in codes.values() for bits in counted if _came(bits, at - 1)}
    total = {str(bits): 1.0 for bits in seen}
    return Clustered(table, (column,), {str(bits): 1.0 for bits in seen if _came(bits, at)}, total)


def _points(pairs: Sequence[TwoByTwo], column: str, skipped: Count) -> Iterator[Measure]:
    """Yield how many points of the gap at the last stage arise at each step, for one group and its comparison."""
    head = pairs[0].head
    if head.against == "all_recorded":
        return
    for pair, number in zip(pairs, split_gap(pairs, skipped), strict=True):
        yield Measure(
            name=f"step_points:{pair.head.input}",
            part="step_gap",
            by=(column,),
            number=number,
            facts={"group": head.group[column], "against": head.against_group or head.against},
        )


def split_gap(pairs: Sequence[TwoByTwo], skipped: Count = 0) -> list[Number]:
    """Return the parts of the gap at the last stage that arise at each step; they add up to it.

    pairs: the same two sides at each step. skipped: people who reached a stage without the one before it.
    ``Undefined``: ``stages_not_nested``, ``counts_in_ranges``, ``nobody_went_on`` (which names the step).
    Source: Ang 2005, Energy Policy 33, 867-871 (logarithmic mean Divisia index, additive).
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
    mine = other = 1.0
    for rate, beside in rates:
        mine, other = mine * rate, other * beside
    mean = mine if mine == other else (mine - other) / log1p((mine - other) / other)
    return [Estimate(value=mean * log(rate / beside)) for rate, beside in rates]


SIGNAL = Signal(ENTRY, needs, look)
