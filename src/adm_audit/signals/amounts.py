"""Decisions that are amounts: what people got, among those who got anything that is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adm_audit.comparison import Head, Looked, Pooled
from adm_audit.evidence import Evidence
from adm_audit.plan.model import AuditPlan, Protected
from adm_audit.registry import Part, Phrases
from adm_audit.result import Measure, NotLookedAt
from adm_audit.signals.families import own_level
from adm_audit.signals.numeric import View, gap, measures, views
from adm_audit.signals.rates import worse_when_selected
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Number

NAME = "amount"
PART = Part(name=NAME, title="How much people got", rate="median_amount")
PHRASES = Phrases(
    more=N_("For {group} {factor} was higher than for {others}: half of them got more than {rate}, against {other_rate}, {gap}."),
    less=N_("For {group} {factor} was lower than for {others}: half of them got more than {rate}, against {other_rate}, {gap}."),
    equal=N_("For {group} {factor} was as high as for {others}: half of them got more than {rate}, against {other_rate}, {gap}."),
    fact=N_("Half of {group} got more than {rate} ({factor}); among {others} it was {other_rate}."),
    open=N_("Whether {factor} is higher or lower for {group} than for {others}, the data cannot tell: {gap}."),
    ruled_out=N_(
        "For {group} {factor} was about as high as for {others}: half of them got more than {rate}, against {other_rate}, "
        "{gap}."
    ),
    rate=N_("Middle amount (median)"),
    cases=N_("Above the middle of all"),
)  # fmt: skip


def needs(plan: AuditPlan) -> list[Need]:
    """Return tables of each attribute by each amount and its halves."""
    return [
        Need.of(item.column, axis)
        for item in plan.protected
        for at in range(len(plan.amounts))
        for axis in (f"amount:{at}", f"half:amount:{at}")
    ]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare the medians of each amount against its own level; without one, give the numbers without a verdict."""
    level = own_level(plan, "selection_gap", NAME)
    comparisons: list[Pooled] = []
    without: list[Measure] = []
    for at, amount in enumerate(plan.amounts):
        head = Head(part=NAME, input=amount.label or amount.column, worse=worse_when_selected(plan))
        for item in plan.protected:
            if not evidence.tally.has(item.column, f"amount:{at}"):
                continue
            found = list(views(evidence, item, f"amount:{at}", head))
            if level is None:
                without.extend(_measures(found, item, plan.confidence))
                continue
            for view in found:
                comparisons.append(gap(view, "amount", level, plan.confidence, measures(view, NAME, plan.confidence)))
    missing = {}
    if plan.amounts and level is None:
        line = "attention: {..., levels: {selection_gap/amount: 50}}"
        missing[NAME] = NotLookedAt(code="no_own_level", plan_line=line)
    return Looked(comparisons=tuple(comparisons), measures=tuple(without), parts_not_looked_at=missing)


def _measures(found: Sequence[View], item: Protected, confidence: float) -> Iterator[Measure]:
    """Yield medians and means of each group, and their differences from the other side, without a verdict."""
    seen: set[str | None] = set()
    for view in found:
        head, beside = view.half.head, measures(view, NAME, confidence)
        for side, group in (("", head.group[item.column]), ("other_", head.against_group)):
            if (side and group is None) or group in seen:
                continue
            seen.add(group)
            for kind in ("median", "mean"):
                yield _measure(f"{kind}_{NAME}", head, item, beside[f"{side}{kind}_{NAME}"], group)
        for kind in ("median", "mean"):
            name = f"{kind}_gap_{NAME}"
            yield _measure(name, head, item, beside[name], head.group[item.column])


def _measure(name: str, head: Head, item: Protected, number: Number, group: str | None) -> Measure:
    return Measure(
        name=f"{name}:{head.input}",
        part=NAME,
        by=(item.column,),
        number=number,
        facts={"group": group, "against": head.against, "against_group": head.against_group},
    )
