"""Decisions with more than two values, from worst to best: every cut between them, and the share of each value."""

from __future__ import annotations

from collections.abc import Iterator

from adm_audit.comparison import Head, Looked, TwoByTwo
from adm_audit.evidence import ORDER, Evidence
from adm_audit.plan.model import AuditPlan, Protected
from adm_audit.plan.values import normalise
from adm_audit.registry import Part, Phrases
from adm_audit.result import Measure
from adm_audit.signals.coded import Codes, clusters_of, sides_of
from adm_audit.signals.sides import compare, effects_of
from adm_audit.stats.rates import rate as rate_number
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_

NAME = "cut"
PART = Part(name=NAME, title="At least this decision", rate="cut_rate")
PHRASES = Phrases(
    more=N_("{Group} got {factor} or better more often than {others}: {rate} against {other_rate}, {gap}."),
    less=N_("{Group} got {factor} or better less often than {others}: {rate} against {other_rate}, {gap}."),
    equal=N_("{Group} got {factor} or better as often as {others}: {rate} against {other_rate}, {gap}."),
    fact=N_("{rate} {group} got {factor} or better; among {others} it was {other_rate}."),
    open=N_("Whether {group} get {factor} or better more or less often than {others}, the data cannot tell: {gap}."),
    ruled_out=N_("{Group} got {factor} or better about as often as {others}: {rate} against {other_rate}, {gap}."),
    rate=N_("At least this decision"),
    cases=N_("At least this decision"),
)
_THREE = 3


def _is_ordered(plan: AuditPlan) -> bool:
    return plan.decision.column is not None and len(plan.decision.order) >= _THREE


def needs(plan: AuditPlan) -> list[Need]:
    """Return tables of each attribute by the decisions in their order, where there are three or more."""
    return [Need.of(item.column, ORDER) for item in plan.protected] if _is_ordered(plan) else []


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare who got at least each decision; the cut that is the main comparison is left out."""
    if not _is_ordered(plan):
        return Looked()
    comparisons: list[TwoByTwo] = []
    measures: list[Measure] = []
    for item in plan.protected:
        if evidence.tally.has(item.column, ORDER):
            comparisons.extend(_cuts(plan, evidence, item))
            measures.extend(_shares(plan, evidence, item))
    return Looked(comparisons=tuple(comparisons), measures=tuple(measures))


def _cuts(plan: AuditPlan, evidence: Evidence, item: Protected) -> Iterator[TwoByTwo]:
    order = plan.decision.order
    positive = {normalise(value) for value in plan.decision.positive}
    whole = frozenset(range(1, len(order) + 1))
    for at in range(1, len(order)):
        better, worse = ({normalise(value) for value in part} for part in (order[at:], order[:at]))
        if positive in (better, worse):
            continue
        codes = Codes(ORDER, frozenset(range(at + 1, len(order) + 1)), whole)
        head = Head(part=NAME, input=str(order[at]), worse="lower")
        yield from compare(
            item, sides_of(evidence, item.column, codes), head, clusters_of(evidence, item.column, codes)
        )


def _shares(plan: AuditPlan, evidence: Evidence, item: Protected) -> Iterator[Measure]:
    """Yield the share of each decision in each group."""
    whole = frozenset(range(1, len(plan.decision.order) + 1))
    for code, value in enumerate(plan.decision.order, start=1):
        codes = Codes(ORDER, frozenset({code}), whole)
        sides = sides_of(evidence, item.column, codes)
        effects = effects_of(sides, clusters_of(evidence, item.column, codes))
        for key, (cases, total, _) in sides.items():
            number = rate_number(cases, total, confidence=plan.confidence, design_effect=effects[key])
            yield Measure(
                name=f"decision_rate:{value}", part=NAME, by=(item.column,), number=number, facts={"group": key[0]}
            )
