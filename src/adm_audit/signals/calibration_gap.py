"""Does the same score mean the same in every group?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from adm_audit.comparison import Head, Looked, Pooled, Signal, TwoByTwo
from adm_audit.counts import Count, high, low
from adm_audit.evidence import SCORE, Evidence
from adm_audit.plan.model import AuditPlan, Protected
from adm_audit.registry import Entry, Phrases, Worse
from adm_audit.result import NotLookedAt
from adm_audit.signals.packed import clusters_of
from adm_audit.signals.score_measures import bin_label, pair_measures, score_measures
from adm_audit.signals.scored import AtScore, Judged, by_score, judged, needs, summed
from adm_audit.signals.sides import Side, compare
from adm_audit.stats.calibration import bins_for, merged
from adm_audit.stats.stratify import Stratum, mantel_haenszel
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Undefined

ENTRY = Entry(
    name="calibration_gap",
    title="The same score, the same meaning?",
    question="Among people with the same score, do outcomes differ between groups?",
    formula="Mantel-Haenszel difference of the shares with a positive outcome, over bins of the score (its values, or "
    "equally filled bins: one for each 50 people with a known outcome, at least 20), with Sato's variance. Beside it, "
    "for each group: the share with a positive outcome by score (Wilson's interval), the area under the curve (AUC, "
    "DeLong's interval on the logit), the quartiles of the score, and where the score is a probability the expected "
    "calibration error.",
    test="Exact conditional test of the sum over all bins (convolved hypergeometric distributions), mid-p. The other "
    "numbers have no verdict.",
    misleads="A score can mean the same in every group and wrong selections still fall on one group more often: where "
    "groups have positive outcomes unequally often, both cannot be even at once. Where outcomes are known only for "
    "selected people, those who were selected at a low score are special, and an even result proves nothing. The "
    "outcome can itself be recorded unevenly.",
    sources=(
        "Mantel and Haenszel 1959, Journal of the National Cancer Institute 22, 719-748",
        "Sato 1989, Biometrics 45, 1323-1324",
        "Chouldechova 2017, Big Data 5, 153-163",
        "Kleinberg, Mullainathan and Raghavan 2017, Innovations in Theoretical Computer Science, 43",
        "DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44, 837-845",
        "Naeini, Cooper and Hauskrecht 2015, AAAI, 2901-2907",
    ),
    phrases={
        "": Phrases(
            more=N_("At the same score, {group} should have been selected more often than {others}: {gap}."),
            less=N_("At the same score, {group} should have been selected less often than {others}: {gap}."),
            equal=N_("At the same score, {group} should have been selected as often as {others}: {gap}."),
            fact=N_(
                "Among people with the same score, the difference between {group} and {others} in how many should have "
                "been selected is {gap}."
            ),
            open=N_("Whether the same score means the same for {group} and for {others}, the data cannot tell: {gap}."),
            ruled_out=N_("At the same score, {group} should have been selected about as often as {others}: {gap}."),
            rate=N_("Should have been selected, at the same score"),
            cases=N_("Positive outcomes"),
            total=N_("People with a score and an outcome"),
        ),
    },
)


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare outcomes inside bins of the score; no bins without a score, or with one score for all."""
    whom = judged(plan)
    looked = Looked(remarks=() if whom.whom == "everyone" else (Because(f"score_{whom.whom}"),))
    missing: dict[str, NotLookedAt] = {}
    for item in plan.protected:
        scored = by_score(evidence, item.column, whom.share)
        people = summed(scored, "judged")
        filled = [code for code, count in people.items() if high(count) > 0]
        if len(filled) < 2:
            missing.setdefault(item.column, NotLookedAt(code="constant_score" if filled else "no_scores_with_outcome"))
            continue
        bins = merged(people, bins_for(_effective(scored), most=len(filled)))
        pairs = tuple(_attribute(plan, evidence, item, whom, scored, bins))
        measures = tuple(score_measures(plan, evidence, item.column, whom.share, scored))
        looked = replace(looked, comparisons=looked.comparisons + pairs, measures=looked.measures + measures)
    return looked if looked.comparisons else replace(looked, parts_not_looked_at=missing)


def _effective(scored: Mapping[str | None, Mapping[int, AtScore]]) -> float:
    """Return how many people are judged; with weights, as how many without weights they count (Kish)."""
    total = squares = 0.0
    for codes in scored.values():
        for at in codes.values():
            total, squares = total + low(at.judged), squares + at.squares
    return total**2 / squares if squares else total


def _attribute(
    plan: AuditPlan,
    evidence: Evidence,
    item: Protected,
    whom: Judged,
    scored: Mapping[str | None, Mapping[int, AtScore]],
    bins: Mapping[int, int],
) -> Iterator[Pooled]:
    labels = [bin_label(evidence.tally.axes[SCORE], bins, at) for at in range(max(bins.values()) + 1)]
    sides: dict[tuple[str | None, ...], Side] = {(group,): _crude(codes) for group, codes in scored.items()}
    # more positive outcomes at the same score: the score was too low for these people
    worse: Worse = "lower" if plan.decision.effect == "burden" else "higher"
    for pair in compare(item, sides, Head(worse=worse), clusters_of(evidence, item.column, whom.share)):
        name = pair.head.group[item.column]
        others = [
            codes
            for group, codes in scored.items()
            if (group == pair.head.against_group if pair.head.against_group is not None else group not in (name, None))
        ]
        mine = [scored.get(name, {})]
        effect = max(pair.design_effects)
        sides_of_bins = zip(labels, _binned(mine, bins, len(labels)), _binned(others, bins, len(labels)), strict=True)
        strata = [Stratum(*one, *two, name=label, design_effects=(effect, effect)) for label, one, two in sides_of_bins]
        pooled = _pooled(plan, pair, strata, never_ruled_out=not whom.for_all)
        yield replace(pooled, measures={**pooled.measures, **pair_measures(plan, pair, mine, others)})


def _crude(codes: Mapping[int, AtScore]) -> Side:
    side: Side = (0, 0, 0.0)
    for at in codes.values():
        side = (side[0] + at.positive, side[1] + at.judged, side[2] + at.squares)
    return side


def _binned(several: list[Mapping[int, AtScore]], bins: Mapping[int, int], number: int) -> list[tuple[Count, Count]]:
    """Return positive outcomes and people with a known outcome in each bin, of several groups together."""
    found: list[tuple[Count, Count]] = [(0, 0)] * number
    for codes in several:
        for code, at in codes.items():
            place = bins.get(code)
            if place is not None:
                cases, total = found[place]
                found[place] = cases + at.positive, total + at.judged
    return found


def _pooled(plan: AuditPlan, pair: TwoByTwo, strata: list[Stratum], *, never_ruled_out: bool) -> Pooled:
    found = mantel_haenszel(strata, confidence=plan.confidence)
    nobody = high(pair.total) <= 0 or high(pair.other_total) <= 0
    unknown = Undefined(because=Because("no_known_outcomes"))
    remarks: tuple[Because, ...] = ()
    if found.group_people_outside and found.strata_used:
        remarks = (Because("scores_of_one_side", {"people": found.group_people_outside}),)
    return Pooled(
        head=pair.head,
        difference=unknown if nobody else found.difference,
        ratio=unknown if nobody else found.ratio,
        people=unknown if nobody else found.people,
        p=found.p,
        p_smallest=found.p_smallest,
        compared=(pair.cases, pair.total, pair.other_cases, pair.other_total),
        never_ruled_out=never_ruled_out,
        measures={} if nobody else {**found.measures, "crude_difference": found.crude_difference},
        remarks=remarks,
    )


SIGNAL = Signal(ENTRY, needs, look)
