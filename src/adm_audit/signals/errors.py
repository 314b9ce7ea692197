"""The two error signals share one shape: several rates, each a part, compared for every attribute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adm_audit.comparison import Head, Looked, TwoByTwo
from adm_audit.evidence import CASE, Evidence
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Entry, Worse
from adm_audit.result import Measure, NotLookedAt
from adm_audit.signals.measures import attribute_measures
from adm_audit.signals.rates import RATES, clusters_of, is_identified, outcomes_for_everyone, sides_of
from adm_audit.signals.sampled import sampled_rates
from adm_audit.signals.sides import compare
from adm_audit.tally import Need


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table of each protected attribute by case, or say that no outcome is named."""
    if plan.outcome is None:
        return NotLookedAt(code="no_outcome", plan_line="outcome: {column: ..., positive: [...], known_for: everyone}")
    return [Need.of(item.column, CASE) for item in plan.protected]


def look(plan: AuditPlan, evidence: Evidence, entry: Entry, worse: Mapping[str, Worse]) -> Looked:
    """Compare each part's rate for every attribute; parts that the data cannot give are named with the reason.

    worse: for each part, which side is the worse one.
    """
    comparisons: list[TwoByTwo] = []
    measures: list[Measure] = []
    missing: dict[str, NotLookedAt] = {}
    sampled = bool(sampled_rates(plan, evidence, (plan.protected[0].column,)))
    for part in entry.parts:
        rate = RATES[part.rate]
        if part.name not in worse:
            continue
        if not is_identified(rate, plan):
            missing[part.name] = NotLookedAt(
                code="sampled_outcomes" if sampled else "selective_outcomes",
                plan_line="outcome: {..., known_for: everyone}",
                facts={"rate": rate.name},
            )
            continue
        for item in plan.protected:
            sides = sides_of(evidence, item.column, rate)
            head = Head(part=part.name, worse=worse[part.name])
            clustered = clusters_of(evidence, item.column, rate)
            for pair in compare(item, sides, head, clustered):
                comparisons.append(_unproven(pair) if _proves_nothing(plan, rate.name) else pair)
            measures.extend(attribute_measures(item.column, sides, part.name, plan.confidence, clustered))
    return Looked(comparisons=tuple(comparisons), measures=tuple(measures), parts_not_looked_at=missing)


def _proves_nothing(plan: AuditPlan, rate: str) -> bool:
    return rate == "false_discovery_rate" and not outcomes_for_everyone(plan)


def _unproven(pair: TwoByTwo) -> TwoByTwo:
    return replace(pair, never_ruled_out=True)
