"""Is the gap still there inside the levels of a factor that the city names and defends?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adm_audit.comparison import Head, Looked, Pooled, Signal, TwoByTwo
from adm_audit.counts import Count
from adm_audit.evidence import CASE, Evidence, Values
from adm_audit.plan.model import AuditPlan, Protected, Strata
from adm_audit.registry import Entry, Phrases
from adm_audit.result import NotLookedAt
from adm_audit.signals.by_level import both_sides, by_level
from adm_audit.signals.rates import RATES, clusters_of, sides_of, worse_when_selected
from adm_audit.signals.sides import Side, compare
from adm_audit.signals.strata import axes_of, conditional_measures, remarks_of
from adm_audit.stats.kitagawa import kitagawa
from adm_audit.stats.stratify import Stratum, mantel_haenszel
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Number

ENTRY = Entry(
    name="conditional_gap",
    title="Inside the levels of a named factor",
    question="Is the gap still there among people who are alike in a factor that may lawfully count?",
    formula="Mantel-Haenszel difference over the levels of the factor, with Sato's variance; ratio (Greenland and "
    "Robins) and odds ratio (Robins, Breslow and Greenland) beside it.",
    test="Exact conditional test of the sum over all levels (convolved hypergeometric distributions), mid-p.",
    misleads="The factor must be one that the city can defend: it can itself carry discrimination. Levels that "
    "hold only one of the two sides tell nothing; opposite gaps in different levels can cancel out.",
    sources=(
        "Mantel and Haenszel 1959, Journal of the National Cancer Institute 22, 719-748",
        "Sato 1989, Biometrics 45, 1323-1324",
        "Greenland and Robins 1985, Biometrics 41, 55-68",
        "Wachter, Mittelstadt and Russell 2021, Computer Law and Security Review 41, 105567",
    ),
    phrases={
        "": Phrases(
            more=N_("Among people alike in {factor}, {group} were selected more often than {others}: {gap}."),
            less=N_("Among people alike in {factor}, {group} were selected less often than {others}: {gap}."),
            equal=N_("Among people alike in {factor}, {group} were selected as often as {others}: {gap}."),
            fact=N_("Among people alike in {factor}, the difference between {group} and {others} is {gap}."),
            open=N_("Among people alike in {factor}, the data cannot tell how {group} fare against {others}: {gap}."),
            ruled_out=N_("Among people alike in {factor}, {group} were selected about as often as {others}: {gap}."),
            rate=N_("Selected"),
            cases=N_("Selected"),
        ),
    },
)


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table of attribute by stratum by case, or say that no factor is named."""
    if not plan.strata:
        return NotLookedAt(code="no_strata", plan_line='strata: [{column: ..., reason: "..."}]')
    return [
        Need.of(item.column, *axes_of(stratum), CASE)
        for stratum in plan.strata
        for item in plan.protected
        if item.column not in stratum.columns
    ]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare each group inside the levels of each factor, pooled."""
    looked = Looked()
    for stratum in plan.strata:
        for item in plan.protected:
            if item.column in stratum.columns or not evidence.tally.has(item.column, *axes_of(stratum), CASE):
                continue
            found = _attribute(plan, evidence, item, stratum)
            measures = conditional_measures(plan, evidence, item, stratum)
            looked = replace(looked, comparisons=looked.comparisons + found, measures=looked.measures + tuple(measures))
    return looked


def _attribute(plan: AuditPlan, evidence: Evidence, item: Protected, stratum: Strata) -> tuple[Pooled, ...]:
    rate = RATES["selection_rate"]
    levels = sorted(by_level(sides_of(evidence, (item.column, *axes_of(stratum)), rate)).items(), key=str)
    crude, clustered = sides_of(evidence, item.column, rate), clusters_of(evidence, item.column, rate)
    return tuple(
        _pooled(plan, stratum, pair.head, [_stratum(item.column, pair, level, sides) for level, sides in levels])
        for pair in compare(item, crude, Head(worse=worse_when_selected(plan)), clustered)
    )


def _stratum(column: str, pair: TwoByTwo, level: Values, sides: Mapping[str | None, Side]) -> Stratum:
    (cases, total, _), (other_cases, other_total, _) = both_sides(pair.head, column, sides)
    name = " / ".join("-" if value is None else value for value in level)
    # one design effect for both sides, that of the comparison without levels: it leaves the pooled numbers as they are
    effect = max(pair.design_effects)
    return Stratum(cases, total, other_cases, other_total, name=name, design_effects=(effect, effect))


def _pooled(plan: AuditPlan, stratum: Strata, head: Head, strata: list[Stratum]) -> Pooled:
    found = mantel_haenszel(strata, confidence=plan.confidence)
    sums: list[Count] = [0, 0, 0, 0]
    for level in strata:
        for at, count in enumerate((level.cases, level.total, level.other_cases, level.other_total)):
            sums[at] = sums[at] + count
    factor = " x ".join(stratum.columns)
    return Pooled(
        head=replace(head, input=factor),
        difference=found.difference,
        ratio=found.ratio,
        people=found.people,
        p=found.p,
        p_smallest=found.p_smallest,
        compared=(sums[0], sums[1], sums[2], sums[3]),
        measures=found.measures | _parts(strata),
        remarks=(
            Because("stratum_reason", {"factor": factor, "reason": stratum.reason}),
            *remarks_of(found, factor),
        ),
    )


def _parts(strata: list[Stratum]) -> dict[str, Number]:
    """Return what of the crude gap comes from who is in which level, arises inside them, or outside shared levels."""
    parts = kitagawa(strata)
    return {"crude_difference": parts.crude, "mix": parts.mix, "inside": parts.inside, "outside": parts.outside}


SIGNAL = Signal(ENTRY, needs, look)
