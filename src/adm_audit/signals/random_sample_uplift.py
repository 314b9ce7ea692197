"""Are the tool's selections right more often than cases drawn at random, and equally often for each group?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from adm_audit.comparison import Head, Looked, Signal, TwoByTwo
from adm_audit.counts import high, printed
from adm_audit.evidence import CASE, UNKNOWN, YES, Evidence
from adm_audit.plan.model import AuditPlan, Protected
from adm_audit.registry import Entry, Part, Phrases
from adm_audit.result import Measure, NotLookedAt
from adm_audit.signals.measures import attribute_measures
from adm_audit.signals.packed import Share, clusters_of, codes, sides_of
from adm_audit.signals.rates import outcomes_for_everyone
from adm_audit.signals.sides import Side, add, compare, effect_of_all
from adm_audit.stats.disparity import compare as compare_counts
from adm_audit.stats.rates import rate as rate_number
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Number

ENTRY = Entry(
    name="random_sample_uplift",
    title="The tool against chance",
    question="Are the tool's selections right more often than cases drawn at random?",
    formula="tp/(tp+fp) among selected people who were not drawn at random (hit rate), against the share of positive "
    "outcomes among people drawn at random; by group, the hit rate of the group against that of the others. Beside it "
    "two views that can disagree: the group's share of all selected people against its share of all people found at "
    "random (equal burden), and its share of all people found by the tool against the same.",
    test="Newcombe's interval (method 10) for the difference, MOVER-R for the ratio, two-sided mid-p exact test; overall "
    "only a higher hit rate counts. Hit rates by group and shares of wrong flags are one test and count once.",
    misleads="A tool that is better than chance can still be right for one group and wrong for another. A higher hit rate "
    "does not clear it: proof standards and repeated checks can differ between groups, and a group that is checked on "
    "thin grounds can still have a high one. Where random cases were drawn only from people whom the tool did not select, "
    "they hold fewer positive outcomes than all people do, so the uplift looks larger than it is.",
    sources=(
        "Becker 1957, The Economics of Discrimination (outcome test)",
        "Simoiu, Corbett-Davies and Goel 2017, Annals of Applied Statistics 11, 1193-1216",
    ),
    shown_is="reassuring",
    about="result",
    parts=(
        Part(name="overall", title="All groups together", rate="positive_predictive_value"),
        Part(name="by_group", title="Hit rate by group", rate="positive_predictive_value", shown_is="worrying"),
    ),
    labels={
        "overall": {
            "shown": N_("Better than chance"),
            "below_attention": N_("Better than chance, but by less than the attention level"),
            "ruled_out": N_("Not clearly better than chance: more than the attention level is ruled out"),
            "cannot_tell": N_("The data cannot tell"),
        }
    },
    phrases={
        "overall": Phrases(
            more=N_(
                "The tool's selections were right more often than cases drawn at random: {rate} against {other_rate}, {gap}."
            ),
            less=N_(
                "The tool's selections were right less often than cases drawn at random: {rate} against {other_rate}, {gap}."
            ),
            equal=N_(
                "The tool's selections were right as often as cases drawn at random: {rate} against {other_rate}, {gap}."
            ),
            fact=N_(
                "{rate} selected people were selected rightly; among people drawn at random it would be {other_rate}."
            ),
            open=N_(
                "Whether the tool's selections are right more often than cases drawn at random, the data cannot tell: {gap}."
            ),
            ruled_out=N_(
                "The tool's selections were not clearly right more often than cases drawn at random: {rate} against "
                "{other_rate}, {gap}."
            ),
            rate=N_("Right to select"),
            cases=N_("Right to select"),
            total=N_("Outcome known"),
        ),
        "by_group": Phrases(
            more=N_(
                "Of those selected, {group} were more often selected rightly than {others}: {rate} against {other_rate}, "
                "{gap}."
            ),
            less=N_(
                "Of those selected, {group} were less often selected rightly than {others}: {rate} against {other_rate}, "
                "{gap}."
            ),
            equal=N_(
                "Of those selected, {group} were as often selected rightly as {others}: {rate} against {other_rate}, {gap}."
            ),
            fact=N_("{rate} selected {group} were selected rightly; among {others} it was {other_rate}."),
            open=N_(
                "Whether selected {group} are more or less often selected rightly than {others}, the data cannot tell: "
                "{gap}."
            ),
            ruled_out=N_(
                "Of those selected, {group} were about as often selected rightly as {others}: {rate} against "
                "{other_rate}, {gap}."
            ),
            rate=N_("Selected rightly, of those selected (hit rate)"),
            cases=N_("Selected rightly"),
            total=N_("Selected, outcome known"),
        ),
    },
)

_FOUND = codes(lambda _, outcome, *__: outcome == YES)
_KNOWN = codes(lambda _, outcome, *__: outcome != UNKNOWN)
_RANDOM = codes(lambda _, __, ___, route: route == YES)
_BY_TOOL = codes(lambda decided, _, __, route: decided == YES and route != YES)

HITS = Share(_FOUND & _KNOWN & _BY_TOOL, _KNOWN & _BY_TOOL)
AT_RANDOM = Share(_FOUND & _KNOWN & _RANDOM, _KNOWN & _RANDOM)
_SELECTED = Share(_BY_TOOL, _BY_TOOL)


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table of each attribute by case, or say that no outcome or no random cases are named."""
    if plan.outcome is None:
        return NotLookedAt(code="no_outcome", plan_line="outcome: {column: ..., positive: [...], known_for: everyone}")
    if plan.route is None:
        return NotLookedAt(code="no_route", plan_line="route: {column: ..., random: [...], drawn_from: everyone}")
    return [Need.of(item.column, CASE) for item in plan.protected]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare hit rates with cases drawn at random, then those of each group with the others'."""
    comparisons: list[TwoByTwo] = []
    measures: list[Measure] = []
    missing: dict[str, NotLookedAt] = {}
    first = plan.protected[0].column
    hits, random = (add(sides_of(evidence, first, share).values()) for share in (HITS, AT_RANDOM))
    if not high(hits[1]):
        nothing = NotLookedAt(code="no_known_outcomes")
        return Looked(parts_not_looked_at={"overall": nothing, "by_group": nothing})
    if high(random[1]):
        comparisons.append(_overall(plan, evidence, hits, random))
    else:
        missing["overall"] = NotLookedAt(code="no_random_cases")
    for item in plan.protected:
        comparisons.extend(_by_group(plan, evidence, item))
        sides, clustered = sides_of(evidence, item.column, HITS), clusters_of(evidence, item.column, HITS)
        measures.extend(attribute_measures(item.column, sides, "by_group", plan.confidence, clustered))
    return Looked(comparisons=tuple(comparisons), measures=tuple(measures), parts_not_looked_at=missing)


def _overall(plan: AuditPlan, evidence: Evidence, hits: Side, random: Side) -> TwoByTwo:
    first = plan.protected[0].column
    mine, other = (
        effect_of_all(sides_of(evidence, first, share), clusters_of(evidence, first, share))
        for share in (HITS, AT_RANDOM)
    )
    remarks = [Because("random_cases", {"cases": printed(random[1])})]
    if plan.route is not None and plan.route.drawn_from == "not_selected":
        remarks.append(Because("random_not_selected"))
    return TwoByTwo(
        head=Head(part="overall", about="result", against="random_cases"),
        cases=hits[0],
        total=hits[1],
        other_cases=random[0],
        other_total=random[1],
        design_effects=(mine, other),
        one_sided=True,
        remarks=tuple(remarks),
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside the hit rates of one comparison: all its selected people, and its random cases."""

    hits: TwoByTwo
    random: TwoByTwo
    selected: TwoByTwo


def _by_group(plan: AuditPlan, evidence: Evidence, item: Protected) -> Iterator[TwoByTwo]:
    head = Head(part="by_group", worse="open")
    # all shares have the same groups, so that their comparisons come in the same order
    views = zip(
        *(
            compare(item, sides_of(evidence, item.column, share), head, clusters_of(evidence, item.column, share))
            for share in (HITS, AT_RANDOM, _SELECTED)
        ),
        strict=True,
    )
    for view in views:
        beside = _Beside(*view)
        yield replace(
            beside.hits,
            measures=dict(_measures(plan, beside)),
            never_ruled_out=not outcomes_for_everyone(plan),
            same_as=("false_flag_gap", "among_people_flagged"),
        )


def _measures(plan: AuditPlan, beside: _Beside) -> Mapping[str, Number]:
    """Return the uplift inside the group and the other side, and the two views of burden; none without random cases."""
    hits, random, selected = beside.hits, beside.random, beside.selected
    if not high(random.total) or not high(random.other_total):
        return {}
    mine, other = random.design_effects
    found: dict[str, Number] = {
        "random_rate": rate_number(random.cases, random.total, confidence=plan.confidence, design_effect=mine),
        "other_random_rate": rate_number(
            random.other_cases, random.other_total, confidence=plan.confidence, design_effect=other
        ),
        "uplift": compare_counts(
            hits.cases, hits.total, random.cases, random.total,
            confidence=plan.confidence, design_effects=(hits.design_effects[0], mine),
        ).difference,
        "other_uplift": compare_counts(
            hits.other_cases, hits.other_total, random.other_cases, random.other_total,
            confidence=plan.confidence, design_effects=(hits.design_effects[1], other),
        ).difference,
    }  # fmt: skip
    if plan.route is None or plan.route.drawn_from != "everyone":
        return found
    effects = (max(hits.design_effects), max(random.design_effects))
    burdened = (selected.total, selected.total + selected.other_total)
    found_by_tool = (hits.cases, hits.cases + hits.other_cases)
    for name, (part, whole) in (("equal_burden", burdened), ("share_found", found_by_tool)):
        found[name] = compare_counts(
            part, whole, random.cases, random.cases + random.other_cases,
            confidence=plan.confidence, design_effects=effects,
        ).difference  # fmt: skip
    return found


SIGNAL = Signal(ENTRY, needs, look)
