"""Which comparisons share one error budget: two families an audit; intersections and a search have their own."""

from __future__ import annotations

from adm_audit.comparison import Comparison, TwoByTwo
from adm_audit.evidence import Evidence
from adm_audit.plan.model import AuditPlan
from adm_audit.plan.names import FURTHER_PARTS
from adm_audit.signals.rates import serious_error
from adm_audit.stats.attention import Attention

PRIMARY, OTHERS, INTERSECTIONS, SEARCHED = "primary", "others", "intersections", "searched"
_PRIMARY_SHARE = 0.8


def attention_of(plan: AuditPlan) -> Attention:
    """Return the attention level of a plan; without one, any gap beyond chance counts."""
    if plan.attention is None:
        return Attention(None, None)
    return Attention(plan.attention.difference, plan.attention.ratio)


def own_level(plan: AuditPlan, signal: str, part: str | None = None) -> float | None:
    """Return the level that the plan gives a signal on a scale of its own: of the part, else of the whole signal."""
    levels = {} if plan.attention is None else plan.attention.levels
    return levels.get(f"{signal}/{part}", levels.get(signal))


def primary(plan: AuditPlan) -> frozenset[str]:
    """Return the signals and parts of the first family: the plan's, else the selection gap and the serious error."""
    if plan.primary:
        return frozenset(plan.primary)
    error = serious_error(plan)
    return frozenset({"selection_gap"} | ({error} if error else set()))


def family_of(plan: AuditPlan, signal: str, part: str | None) -> str:
    """Return the family of a comparison."""
    if signal == "intersection":
        return SEARCHED if part == "searched" else INTERSECTIONS
    names = primary(plan)
    if f"{signal}/{part}" in names or (signal in names and part not in FURTHER_PARTS.get(signal, ())):
        return PRIMARY
    return OTHERS


def alpha_of(plan: AuditPlan, family: str) -> float:
    """Return the error budget of a family: .04 and .01 of one .05, .05 for intersections and for a search (at 95 %)."""
    budget = 1 - plan.confidence
    if family in (INTERSECTIONS, SEARCHED):
        return budget
    return budget * (_PRIMARY_SHARE if family == PRIMARY else 1 - _PRIMARY_SHARE)


def primary_alpha(plan: AuditPlan) -> float:
    """Return the error budget of the first family."""
    return alpha_of(plan, PRIMARY)


def _counted_already(plan: AuditPlan, comparison: Comparison) -> bool:
    """Return whether a comparison repeats another one of the first family."""
    twin = comparison.same_as if isinstance(comparison, TwoByTwo) else None
    return twin is not None and family_of(plan, *twin) == PRIMARY


def primary_size(plan: AuditPlan, evidence: Evidence) -> int:
    """Return how many comparisons the first family holds."""
    from adm_audit.signals import SIGNALS

    names = {name.split("/")[0] for name in primary(plan)}
    return sum(
        1
        for signal in SIGNALS
        if signal.entry.name in names and isinstance(signal.needs(plan), list)
        for comparison in signal.look(plan, evidence).comparisons
        if family_of(plan, signal.entry.name, comparison.head.part) == PRIMARY
        and not _counted_already(plan, comparison)
    )
