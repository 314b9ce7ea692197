"""How often do people depart from the tool's output, and for whom?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from adm_audit.comparison import Head, Looked, Ruled, Signal, TwoByTwo
from adm_audit.counts import high, printed
from adm_audit.evidence import CASE, NO, UNKNOWN, YES, Evidence
from adm_audit.plan.model import AuditPlan, Protected
from adm_audit.registry import Entry, Part, Phrases
from adm_audit.result import Measure, NotLookedAt
from adm_audit.signals.measures import attribute_measures
from adm_audit.signals.packed import Share, clusters_of, codes, sides_of
from adm_audit.signals.sides import add, compare, effect_of_all
from adm_audit.stats.attention import limits
from adm_audit.stats.disparity import compare as compare_counts
from adm_audit.stats.rates import rate as rate_number
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Estimate, Number

ENTRY = Entry(
    name="override",
    title="Where people depart from the tool",
    question="Do people depart from what the tool says, and do they do so equally often for each group?",
    formula="Cases in which the decision differs from the recommendation, divided by all cases in which both are "
    "known; cases drawn at random are left out, because nobody weighed them. Beside it, both directions (selected "
    "although not recommended, not selected although recommended) and the gap before people decided (in the "
    "recommendations) and after (in the decisions of the same cases).",
    test="Newcombe's interval (method 10) for the difference, MOVER-R for the ratio, two-sided mid-p exact test; the share "
    "of all departures against the level in the plan, by Wilson's interval.",
    misleads="Few departures can mean that the tool is right, or that nobody dares to contradict it. Equally many "
    "departures can hide opposite directions: look at both. Departing more often for one group can widen a gap or "
    "narrow it.",
    sources=(
        "Green and Chen 2019, Proceedings of the ACM on Human-Computer Interaction 3, article 50",
        "Green 2022, Computer Law and Security Review 45, 105681",
    ),
    about="result",
    parts=(
        Part(name="near_zero", title="Departures overall", rate="departure_rate"),
        Part(name="by_group", title="Departures by group", rate="departure_rate"),
    ),
    statements={"near_zero": {"*": N_("In {rate} cases, people decided otherwise than the tool said.")}},
    follows={
        "near_zero": {
            "shown": N_("Either the tool is hardly ever wrong, or nobody contradicts it: ask how people decide.")
        }
    },
    labels={
        "near_zero": {
            "shown": N_("Hardly any departures: below the level in the plan"),
            "ruled_out": N_("More departures than the level in the plan"),
            "cannot_tell": N_("The data cannot tell"),
        }
    },
    phrases={
        "by_group": Phrases(
            more=N_(
                "People departed from the tool more often for {group} than for {others}: {rate} against {other_rate}, "
                "{gap}."
            ),
            less=N_(
                "People departed from the tool less often for {group} than for {others}: {rate} against {other_rate}, "
                "{gap}."
            ),
            equal=N_(
                "People departed from the tool as often for {group} as for {others}: {rate} against {other_rate}, {gap}."
            ),
            fact=N_("For {rate} {group} the decision departed from the tool; among {others} it was {other_rate}."),
            open=N_(
                "Whether people depart from the tool more or less often for {group} than for {others}, the data cannot "
                "tell: {gap}."
            ),
            ruled_out=N_(
                "People departed from the tool about as often for {group} as for {others}: {rate} against {other_rate}, "
                "{gap}."
            ),
            rate=N_("Decided otherwise than recommended"),
            cases=N_("Departures"),
        ),
    },
)

_JUDGED = codes(lambda decided, _, advised, route: UNKNOWN not in (decided, advised) and route != YES)
_NOT_ADVISED = _JUDGED & codes(lambda _, __, advised, ___: advised == NO)
_ADVISED = _JUDGED - _NOT_ADVISED
_SELECTED = _JUDGED & codes(lambda decided, *_: decided == YES)

DEPARTURES = Share((_NOT_ADVISED & _SELECTED) | (_ADVISED - _SELECTED), _JUDGED)
ADDED = Share(_NOT_ADVISED & _SELECTED, _NOT_ADVISED)
DROPPED = Share(_ADVISED - _SELECTED, _ADVISED)
BEFORE = Share(_ADVISED, _JUDGED)
AFTER = Share(_SELECTED, _JUDGED)
_AT_RANDOM = codes(lambda decided, _, advised, route: UNKNOWN not in (decided, advised) and route == YES)


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table of each attribute by case, or say that no recommendation is named."""
    if plan.recommendation is None:
        return NotLookedAt(code="no_recommendation", plan_line="recommendation: {column: ..., positive: [...]}")
    return [Need.of(item.column, CASE) for item in plan.protected]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Say whether people hardly ever depart from the tool, and compare departures group by group."""
    first = plan.protected[0].column
    everyone = add(sides_of(evidence, first, DEPARTURES).values())
    if high(everyone[1]) <= 0:
        nothing = NotLookedAt(code="no_departures_to_count")
        return Looked(parts_not_looked_at={"near_zero": nothing, "by_group": nothing})
    comparisons = [pair for item in plan.protected for pair in _attribute(plan, evidence, item)]
    measures = [_overall(plan, evidence, name, share) for name, share in _RATES.items()]
    for item in plan.protected:
        sides, clustered = sides_of(evidence, item.column, DEPARTURES), clusters_of(evidence, item.column, DEPARTURES)
        measures.extend(attribute_measures(item.column, sides, "by_group", plan.confidence, clustered))
    remarks = [Because("departures", {"cases": printed(everyone[0]), "people": printed(everyone[1])})]
    at_random = add(sides_of(evidence, first, Share(_AT_RANDOM, _AT_RANDOM)).values())[0]
    if high(at_random):
        remarks.append(Because("random_left_out", {"cases": printed(at_random)}))
    ruled, missing = _near_zero(plan, measures[0].number)
    return Looked(
        comparisons=(*ruled, *comparisons),
        measures=tuple(measures),
        parts_not_looked_at=missing,
        remarks=tuple(remarks),
    )


_RATES: Mapping[str, Share] = {"departure_rate": DEPARTURES, "added_rate": ADDED, "dropped_rate": DROPPED}


def _overall(plan: AuditPlan, evidence: Evidence, name: str, share: Share) -> Measure:
    attribute = plan.protected[0].column
    sides = sides_of(evidence, attribute, share)
    cases, total, _ = add(sides.values())
    effect = effect_of_all(sides, clusters_of(evidence, attribute, share))
    number = rate_number(cases, total, confidence=plan.confidence, design_effect=effect)
    return Measure(name=name, part="near_zero", number=number)


def _near_zero(plan: AuditPlan, share: Number) -> tuple[list[Ruled], dict[str, NotLookedAt]]:
    level = (plan.attention.levels if plan.attention else {}).get("override")
    if level is None:
        line = "attention: {..., levels: {override: 0.01}}"
        return [], {"near_zero": NotLookedAt(code="no_own_level", plan_line=line)}
    head = Head(part="near_zero", about="result", against="level", worse="lower")
    return [Ruled(head=head, holds=_below(share, level), rate=share)], {}


def _below(share: Number, level: float) -> bool | None:
    """Return whether a share lies below a level: by its whole interval, for all values that the counts allow."""
    interval = limits(share)
    if interval is None or interval.high is None:
        return None
    if interval.high < level:
        return True
    return False if interval.low > level else None


@dataclass(frozen=True, slots=True)
class _Views:
    """One comparison, seen five ways."""

    departures: TwoByTwo
    added: TwoByTwo
    dropped: TwoByTwo
    before: TwoByTwo
    after: TwoByTwo


def _attribute(plan: AuditPlan, evidence: Evidence, item: Protected) -> list[TwoByTwo]:
    head = Head(part="by_group", worse="open")
    # all shares have the same groups, so that their comparisons come in the same order
    views = zip(
        *(
            compare(item, sides_of(evidence, item.column, share), head, clusters_of(evidence, item.column, share))
            for share in (DEPARTURES, ADDED, DROPPED, BEFORE, AFTER)
        ),
        strict=True,
    )
    return [_with_directions(_Views(*view), plan.confidence) for view in views]


def _with_directions(views: _Views, confidence: float) -> TwoByTwo:
    measures: dict[str, Number] = {}
    for name, pair in (("added_rate", views.added), ("dropped_rate", views.dropped)):
        mine, beside = pair.design_effects
        measures[name] = rate_number(pair.cases, pair.total, confidence=confidence, design_effect=mine)
        measures[f"other_{name}"] = rate_number(
            pair.other_cases, pair.other_total, confidence=confidence, design_effect=beside
        )
    before, after = (_gap(pair, confidence) for pair in (views.before, views.after))
    measures |= {"gap_before": before, "gap_after": after}
    return replace(views.departures, measures=measures, remarks=_moved(before, after))


def _gap(pair: TwoByTwo, confidence: float) -> Number:
    return compare_counts(
        pair.cases,
        pair.total,
        pair.other_cases,
        pair.other_total,
        confidence=confidence,
        design_effects=pair.design_effects,
    ).difference


def _moved(before: Number, after: Number) -> tuple[Because, ...]:
    """Return what became of the gap when people decided: a fact about these cases, without a test."""
    if not isinstance(before, Estimate) or not isinstance(after, Estimate) or before.bounds or after.bounds:
        return ()
    facts = {"before": before.value, "after": after.value}
    if before.value * after.value < 0:
        return (Because("gap_turned", facts),)
    if abs(after.value) > abs(before.value):
        return (Because("gap_wider", facts),)
    return (Because("gap_narrower", facts),) if abs(after.value) < abs(before.value) else ()


SIGNAL = Signal(ENTRY, needs, look)
