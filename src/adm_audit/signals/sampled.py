"""Rates that cases drawn at random make known, where outcomes exist for selected people and for them only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from adm_audit.counts import Count, Range, low
from adm_audit.evidence import UNKNOWN, YES, Evidence, Values
from adm_audit.plan.model import AuditPlan
from adm_audit.signals.packed import codes
from adm_audit.signals.random_sample_uplift import AT_RANDOM, HITS
from adm_audit.stats.random_cases import Sources, drawn_from_everyone, drawn_from_not_selected
from adm_audit.stats.rates import rate as rate_number
from adm_audit.values import Number, Undefined

Cases = Mapping[int, tuple[Count, float]]

_DECIDED = codes(lambda decided, *_: decided != UNKNOWN)
_BY_TOOL = codes(lambda decided, _, __, route: decided == YES and route != YES)


def sampled_rates(plan: AuditPlan, evidence: Evidence, axes: tuple[str, ...]) -> dict[Values, dict[str, Number]]:
    """Return, for each group, the rates that follow from selected people and random cases together.

    Empty where outcomes are not known for a sample, and where counts carry weights, clusters or rounding, which the
    intervals do not know. A rate of which nothing at all is known is left out.
    """
    if not _asked(plan, evidence):
        return {}
    found = ((group, _rates(plan, cells)) for group, cells in evidence.cases(*axes).items())
    return {group: rates for group, rates in found if rates}


def sampled_rates_of_all(plan: AuditPlan, evidence: Evidence, attribute: str) -> dict[str, Number]:
    """Return the same rates of all people, recorded or not."""
    if not _asked(plan, evidence):
        return {}
    whole: dict[int, tuple[Count, float]] = {}
    for cells in evidence.cases(attribute).values():
        for case, (count, squared) in cells.items():
            before = whole.get(case, (0, 0.0))
            whole[case] = (before[0] + count, before[1] + squared)
    return _rates(plan, whole)


def _asked(plan: AuditPlan, evidence: Evidence) -> bool:
    sampled = plan.outcome is not None and plan.outcome.known_for == "sample" and plan.route is not None
    return sampled and not evidence.weighted and not evidence.clusters


def _rates(plan: AuditPlan, cells: Cases) -> dict[str, Number]:
    if plan.route is None or any(isinstance(count, Range) for count, _ in cells.values()):
        return {}
    sources = Sources(
        positive=_sum(cells, HITS.cases),
        known=_sum(cells, HITS.total),
        selected=_sum(cells, _BY_TOOL),
        total=_sum(cells, _DECIDED),
        random_positive=_sum(cells, AT_RANDOM.cases),
        random_known=_sum(cells, AT_RANDOM.total),
    )
    everyone = plan.route.drawn_from == "everyone"
    rates = (drawn_from_everyone if everyone else drawn_from_not_selected)(sources, confidence=plan.confidence)
    if everyone:
        base = rate_number(sources.random_positive, sources.random_known, confidence=plan.confidence)
        rates = {"base_rate": base} | rates
    return {name: number for name, number in rates.items() if not _unknown(number)}


def _sum(cells: Cases, wanted: Iterable[int]) -> int:
    return sum(int(low(cells[case][0])) for case in wanted if case in cells)


def _unknown(number: Number) -> bool:
    return isinstance(number, Undefined) and number.interval is None
