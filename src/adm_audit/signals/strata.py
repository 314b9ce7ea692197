"""Strata: their axes, and what is said about them beside the pooled comparison."""

from __future__ import annotations

from collections.abc import Iterator

from adm_audit.counts import Count
from adm_audit.evidence import Evidence, Values
from adm_audit.plan.model import AuditPlan, Protected, Strata
from adm_audit.result import Measure
from adm_audit.signals.rates import RATES
from adm_audit.stats.stratify import Stratified, conditional_demographic_disparity
from adm_audit.values import Because, Estimate, FactValue

_CHANCE = 0.05


def axes_of(stratum: Strata) -> tuple[str, ...]:
    """Return the axis names of a stratum's columns."""
    return tuple(f"stratum:{column}" for column in stratum.columns)


def remarks_of(found: Stratified, factor: str) -> Iterator[Because]:
    """Yield what a reader must know about the pooling: people left out, opposite gaps, unequal gaps."""
    facts: dict[str, FactValue] = {"factor": factor}
    if found.group_people_outside:
        yield Because("people_outside_strata", facts | {"people": found.group_people_outside})
    if found.opposite_strata and _has_direction(found):
        yield Because("opposite_strata", facts | {"strata": tuple(found.opposite_strata)})


def _has_direction(found: Stratified) -> bool:
    """Return whether opposite gaps mean anything: the pooled gap is beyond chance, or the levels differ beyond it.

    Where all gaps are near zero, half of them point the other way by chance, and a list of them would only mislead.
    """
    unequal = found.measures.get("homogeneity_p")
    return (found.p is not None and found.p < _CHANCE) or (isinstance(unequal, Estimate) and unequal.value < _CHANCE)


def conditional_measures(plan: AuditPlan, evidence: Evidence, item: Protected, stratum: Strata) -> Iterator[Measure]:
    """Yield the conditional demographic disparity of each group (no verdict: its size moves with acceptance)."""
    rate = RATES["selection_rate"]
    levels: dict[Values, dict[str | None, tuple[Count, Count]]] = {}
    for key, counts in evidence.counts(item.column, *axes_of(stratum)).items():
        levels.setdefault(key[1:], {})[key[0]] = (rate.cases(counts), rate.total(counts))
    names = sorted({name for groups in levels.values() for name in groups if name is not None})
    for name in names:
        rows = []
        for groups in levels.values():
            selected: Count = 0
            total: Count = 0
            for cases, people in groups.values():
                selected, total = selected + cases, total + people
            mine = groups.get(name, (0, 0))
            rows.append((mine[0], mine[1], selected, total))
        number, left_out = conditional_demographic_disparity(rows)
        yield Measure(
            name="conditional_demographic_disparity",
            by=(item.column, *stratum.columns),
            number=number,
            facts={"group": name, "strata_left_out": left_out, "adverse": plan.decision.effect == "burden"},
        )
