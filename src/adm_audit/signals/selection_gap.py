"""Is a group selected more or less often?"""

from __future__ import annotations

from adm_audit.comparison import Head, Looked, Signal
from adm_audit.evidence import CASE, Evidence
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Entry, Phrases
from adm_audit.result import NotLookedAt
from adm_audit.signals import amounts, cuts, ranked
from adm_audit.signals.measures import attribute_measures
from adm_audit.signals.rates import RATES, clusters_of, sides_of, worse_when_selected
from adm_audit.signals.sides import compare
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_

ENTRY = Entry(
    name="selection_gap",
    title="Selected more or less often",
    question="Does each group get this result equally often?",
    formula="Selected people of a group divided by all people of the group with a decision; "
    "difference p1 - p2 and ratio p1/p2 against the comparison that the plan names. Where the plan says so, also: who got "
    "at least each of three or more decisions (order), how much people got (amounts: difference of medians), and who "
    "stands among the first of a list (ranking).",
    test="Newcombe's interval (method 10) for the difference, MOVER-R for the ratio, two-sided mid-p exact test. Amounts: "
    "limits of medians by order statistics, joined as in Newcombe, and the p at which they still hold 0; means with Welch's "
    "interval, without a verdict.",
    misleads="It does not ask whether the selection was right, or whether the groups differ in something that "
    "may lawfully count. Equal rates can hide opposite gaps in different offices or case types.",
    sources=(
        "Newcombe 1998, Statistics in Medicine 17, 873-890 (method 10)",
        "Donner and Zou 2012, Statistical Methods in Medical Research 21, 347-359 (MOVER-R)",
    ),
    phrases={
        "": Phrases(
            more=N_("{Group} were selected more often than {others}: {rate} against {other_rate}, {gap}."),
            less=N_("{Group} were selected less often than {others}: {rate} against {other_rate}, {gap}."),
            equal=N_("{Group} were selected as often as {others}: {rate} against {other_rate}, {gap}."),
            fact=N_("{rate} {group} were selected; among {others} it was {other_rate}."),
            open=N_("Whether {group} are selected more or less often than {others}, the data cannot tell: {gap}."),
            ruled_out=N_("{Group} were selected about as often as {others}: {rate} against {other_rate}, {gap}."),
            rate=N_("Selected"),
            cases=N_("Selected"),
        ),
    },
    further=(cuts.PART, amounts.PART, ranked.PART),
    further_phrases={cuts.NAME: cuts.PHRASES, amounts.NAME: amounts.PHRASES, ranked.NAME: ranked.PHRASES},
)

_FURTHER = (cuts, amounts, ranked)


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table of each protected attribute by case, and those of ordered decisions, amounts and rankings."""
    further = [need for part in _FURTHER for need in part.needs(plan)]
    return [*(Need.of(item.column, CASE) for item in plan.protected), *further]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare the selection rates of all groups, attribute by attribute; then the further numbers of the plan."""
    parts = [main(plan, evidence), *(part.look(plan, evidence) for part in _FURTHER)]
    return Looked(
        comparisons=tuple(item for part in parts for item in part.comparisons),
        measures=tuple(item for part in parts for item in part.measures),
        parts_not_looked_at={name: why for part in parts for name, why in part.parts_not_looked_at.items()},
        remarks=tuple(item for part in parts for item in part.remarks),
    )


def main(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare the selection rates only."""
    head = Head(worse=worse_when_selected(plan))
    rate = RATES["selection_rate"]
    sides = {item.column: sides_of(evidence, item.column, rate) for item in plan.protected}
    clustered = {item.column: clusters_of(evidence, item.column, rate) for item in plan.protected}
    comparisons = [
        comparison
        for item in plan.protected
        for comparison in compare(item, sides[item.column], head, clustered[item.column])
    ]
    measures = [
        measure
        for item in plan.protected
        for measure in attribute_measures(
            item.column, sides[item.column], None, plan.confidence, clustered[item.column]
        )
    ]
    return Looked(comparisons=tuple(comparisons), measures=tuple(measures))


SIGNAL = Signal(ENTRY, needs, look)
