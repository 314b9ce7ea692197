"""Are groups missing from the data, measured by a reference population?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from adm_audit.comparison import Head, Looked, Pooled, Signal
from adm_audit.counts import Count, Counts, low
from adm_audit.evidence import CASE, Evidence
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Entry, Phrases
from adm_audit.result import NotLookedAt
from adm_audit.signals.rates import Rate, clusters_of
from adm_audit.signals.sides import Side, everyone_else
from adm_audit.signals.standardised import not_crossed, numbers_of, remarks_of, standard_needs, standardised
from adm_audit.stats.clusters import ClusterSums, design_effect, kish
from adm_audit.stats.one_share import against_share
from adm_audit.stats.standardise import Standardised
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Estimate, Undefined

ENTRY = Entry(
    name="coverage",
    title="Groups missing from the data",
    question="Is each group as large among the people in the data as in the reference population?",
    formula="People of a group divided by all people in the data whose group is recorded, against its share in the "
    "reference population that the plan names: difference and ratio. Of two groups the one with the smaller share than "
    "expected stands for both. Where the population counts the groups by age and sex too, the share standardised "
    "directly stands beside it: the mean of the shares in each age and sex, weighted by the population.",
    test="Two-sided mid-p of the exact binomial test; Wilson's interval of the share, moved by (or divided by) the "
    "expected share, which is taken as known without error. Weights and clusters: design effect. Standardised: MOVER for a "
    "weighted sum of shares, from Wilson's limits in each age and sex; no test.",
    misleads="A population that is not the one concerned (all inhabitants instead of those entitled) shows gaps that are "
    "none. A gap does not say why: people may not apply, be filtered out earlier, or not be recorded.",
    sources=(
        "Wilson 1927, Journal of the American Statistical Association 22, 209-212",
        "Lancaster 1961, Journal of the American Statistical Association 56, 223-234 (mid-p)",
        "Zou, Huang and Zhang 2009, Computational Statistics and Data Analysis 53, 1080-1085 (weighted sums)",
    ),
    phrases={
        "": Phrases(
            more=N_(
                "{Group} are a larger part of the people in the data than of the reference population: {rate} against "
                "{other_rate}, {gap}."
            ),
            less=N_(
                "{Group} are a smaller part of the people in the data than of the reference population: {rate} against "
                "{other_rate}, {gap}."
            ),
            equal=N_(
                "{Group} are as large a part of the people in the data as of the reference population: {rate} against "
                "{other_rate}, {gap}."
            ),
            fact=N_("{rate} people in the data are {group}; in the reference population it is {other_rate}."),
            open=N_(
                "Whether {group} are a larger or smaller part of the people in the data than of the reference "
                "population, the data cannot tell: {gap}."
            ),
            ruled_out=N_(
                "{Group} are about as large a part of the people in the data as of the reference population: {rate} "
                "against {other_rate}, {gap}."
            ),
            rate=N_("Share of the people in the data"),
            cases=N_("In the group"),
            total=N_("In the data"),
        )
    },
)
_TWO = 2
_PEOPLE = Rate("share", lambda c: c.decided, lambda c: c.decided, needs_outcome=False)
Group = str | None


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table of each attribute, or say that no reference population is named."""
    if plan.population is None:
        return NotLookedAt(code="no_population", plan_line="population: {source: population.csv, count: people}")
    return [Need.of(item.column, CASE) for item in plan.protected] + standard_needs(plan)


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare the share of each group with its share in the reference population."""
    comparisons: list[Pooled] = []
    without: list[str] = []
    remarks: list[Because] = []
    for item in plan.protected:
        people = evidence.population.get(item.column)
        if people is None:
            without.append(item.column)
            continue
        by_age_and_sex = standardised(plan, evidence, item.column, design_effect=_weights(evidence, item.column))
        for found in _attribute(evidence, item.column, people, plan.confidence):
            comparisons.append(_beside(found, by_age_and_sex.get(str(found.head.group[item.column]))))
        if people.get(None):
            remarks.append(Because("population_unrecorded", {"people": people[None], "column": item.column}))
    remarks.extend(not_crossed(plan, evidence))
    if without:
        remarks.append(Because("population_without", {"columns": tuple(without)}))
    return Looked(comparisons=tuple(comparisons), remarks=tuple(remarks))


def _beside(comparison: Pooled, found: Standardised | None) -> Pooled:
    """Return a comparison with the standardised share beside it, which has no verdict of its own."""
    if found is None:
        return comparison
    return replace(
        comparison,
        measures={**comparison.measures, **numbers_of(found)},
        remarks=(*comparison.remarks, *remarks_of(found, comparison.difference)),
    )


def _attribute(evidence: Evidence, column: str, people: Mapping[Group, int], confidence: float) -> Iterator[Pooled]:
    counts = evidence.counts(column)
    groups = [group for (group,) in counts if group is not None]
    groups += [group for group in people if group is not None and group not in groups]
    everyone = sum(number for group, number in people.items() if group is not None)
    sides: dict[str, Side] = {group: (counts.get((group,), Counts()).total, 0, 0.0) for group in groups}
    rest = everyone_else(sides)
    found = [
        _group(
            column,
            group,
            (sides[group][0], rest[group][0]),
            (people.get(group, 0), everyone),
            _design_effect(evidence, column, group, counts),
            confidence,
        )
        for group in groups
    ]
    if len(found) == _TWO:
        # the same test twice: the group that is smaller than expected stands for both
        found = [min(found, key=_lack)]
    yield from found


def _lack(comparison: Pooled) -> float:
    number = comparison.difference
    return 0.0 if isinstance(number, Undefined) else number.value if isinstance(number, Estimate) else _middle(number)


def _middle(number: object) -> float:
    return (getattr(number, "low", 0.0) + (getattr(number, "high", None) or 0.0)) / 2


def _group(
    column: str, group: str, sides: tuple[Count, Count], people: tuple[int, int], effect: float, confidence: float
) -> Pooled:
    """Return one comparison. sides: people of the group and of all others. people: of the group and of all, outside."""
    mine, others = sides
    share = people[0] / people[1] if people[1] else 0.0
    found = against_share(mine, others, share, confidence=confidence, design_effect=effect)
    return Pooled(
        head=Head(group={column: group}, against="population", worse="lower"),
        difference=found.difference,
        ratio=found.ratio,
        people=found.people,
        p=found.p,
        p_smallest=found.p_smallest,
        compared=(mine, mine + others, *people),
        rates=(found.rate, Estimate(value=share)),
        measures={} if effect == 1.0 else {"design_effect": Estimate(value=effect)},
    )


def _design_effect(evidence: Evidence, column: str, group: str, counts: Mapping[tuple[Group, ...], Counts]) -> float:
    """Return how much weights and clusters widen the share of a group among all recorded people; at least 1.

    Clusters count people with a decision only.
    """
    recorded = [key for key in counts if key != (None,)]
    effect = _weights(evidence, column)
    clustered = clusters_of(evidence, column, _PEOPLE)
    if clustered is None or (group,) not in counts:
        return effect
    own, rest, whole = clustered.group((group,)).n2, clustered.others((group,)).n2, clustered.recorded().n2
    # people of the group times all people of a cluster, from squares: k(k + m) = ((k + m)^2 + k^2 - m^2) / 2
    sums_ = ClusterSums(k2=own, kn=(whole + own - rest) / 2, n2=whole)
    decided = {key: float(low(counts[key].decided)) for key in recorded}
    return max(effect, design_effect(sums_, decided[(group,)], sum(decided.values())))


def _weights(evidence: Evidence, column: str) -> float:
    """Return how much weights widen a share of all people whose group is recorded; 1 where cases carry none."""
    if not evidence.weighted:
        return 1.0
    tables = (evidence.counts(column), evidence.squares(column))
    return max(
        1.0, kish(*(sum(float(low(held.total)) for key, held in table.items() if key != (None,)) for table in tables))
    )


SIGNAL = Signal(ENTRY, needs, look)
