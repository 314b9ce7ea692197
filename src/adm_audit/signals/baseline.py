"""Was the gap there before the tool, and has it changed since?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from adm_audit.comparison import Comparison, Head, Looked, Pooled, Signal, TwoByTwo
from adm_audit.counts import Count, Range, high, low
from adm_audit.evidence import BEFORE, CASE, Evidence, Values
from adm_audit.plan.model import AuditPlan, Protected
from adm_audit.registry import Entry, Part, Phrases
from adm_audit.result import NotLookedAt
from adm_audit.signals.by_level import both_sides, by_level
from adm_audit.signals.rates import RATES, sides_of, worse_when_selected
from adm_audit.signals.sides import Side, compare, design
from adm_audit.stats.attention import Attention
from adm_audit.stats.change import Term, combine, combine_p
from adm_audit.stats.rates import rate as rate_number
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Estimate, Number, Undefined

ENTRY = Entry(
    name="baseline",
    title="Before the tool",
    question="Was the gap there before the tool, or without it, and has it changed since?",
    formula="The gap of selection rates among decisions before the tool (or by people alone); the gap now minus the gap then.",
    test="Before: two-sided mid-p exact test and Newcombe's interval. Change: MOVER on the two intervals of Newcombe; p is the "
    "level at which the interval, with Jeffreys' limits, just reaches 0. Larger now: the same, towards "
    "a larger gap only, for groups that are worse off now.",
    misleads="Who was decided on before the tool may have been other people: other rules, other years. The same people may "
    "stand in both, which the intervals do not know. A gap that has not changed is no excuse: the tool then carries it on.",
    sources=(
        "Newcombe 1998, Statistics in Medicine 17, 873-890 (method 10)",
        "Zou, Huang and Zhang 2009, Computational Statistics and Data Analysis 53, 1080-1085 (MOVER)",
    ),
    parts=(
        Part(name="earlier_gap", title="The gap before the tool", rate="selection_rate"),
        Part(name="change", title="How the gap has changed", rate="selection_rate"),
        Part(name="larger_now", title="Is the gap larger now?", rate="selection_rate"),
    ),
    phrases={
        "earlier_gap": Phrases(
            more=N_(
                "Before the tool, {group} were selected more often than {others}: {rate} against {other_rate}, {gap}."
            ),
            less=N_(
                "Before the tool, {group} were selected less often than {others}: {rate} against {other_rate}, {gap}."
            ),
            equal=N_(
                "Before the tool, {group} were selected as often as {others}: {rate} against {other_rate}, {gap}."
            ),
            fact=N_("Before the tool, {rate} {group} were selected; among {others} it was {other_rate}."),
            open=N_(
                "Whether {group} were selected more or less often than {others} before the tool, the data cannot tell: {gap}."
            ),
            ruled_out=N_(
                "Before the tool, {group} were selected about as often as {others}: {rate} against {other_rate}, {gap}."
            ),
            rate=N_("Selected before"),
            cases=N_("Selected"),
        ),
        "change": Phrases(
            more=N_("Since the tool, {group} are selected more often, measured by {others}, than before: {gap}."),
            less=N_("Since the tool, {group} are selected less often, measured by {others}, than before: {gap}."),
            equal=N_("The gap between {group} and {others} is as it was before the tool: {gap}."),
            fact=N_("The gap between {group} and {others} has changed by {gap}."),
            open=N_(
                "Whether the gap between {group} and {others} has changed since the tool, the data cannot tell: {gap}."
            ),
            ruled_out=N_("The gap between {group} and {others} is about as it was before the tool: {gap}."),
            rate=N_("Change of the gap"),
            cases=N_("Selected"),
        ),
        "larger_now": Phrases(
            more=N_("{Group} are worse off than before the tool, measured by {others}: {gap}."),
            less=N_("{Group} are worse off than before the tool, measured by {others}: {gap}."),
            equal=N_("{Group} are no worse off than before the tool, measured by {others}: {gap}."),
            fact=N_("For {group}, measured by {others}, the gap has changed by {gap}."),
            open=N_(
                "Whether {group} are worse off than before the tool, measured by {others}, the data cannot tell: {gap}."
            ),
            ruled_out=N_("{Group} are not worse off than before the tool by as much as the attention level: {gap}."),
            rate=N_("Change of the gap"),
            cases=N_("Selected"),
        ),
    },
)
_RATE = RATES["selection_rate"]
Sides = dict[str | None, Side]


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table of each attribute by before and now, or say that the plan names nothing from before the tool."""
    if plan.baseline is None:
        return NotLookedAt(code="no_baseline", plan_line="baseline: {source: before_the_tool.csv}")
    if plan.baseline.column is None:
        return [Need.of(item.column, CASE) for item in plan.protected]
    return [Need.of(item.column, BEFORE, CASE) for item in plan.protected]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare each group before the tool, and its gap now with its gap then."""
    found: list[Comparison] = []
    for item in plan.protected:
        before, now = _both(plan, evidence, item.column)
        keys: dict[Values, Side] = {(name,): side for name, side in before.items()}
        head = Head(part="earlier_gap", worse=worse_when_selected(plan))
        pairs = list(compare(item, keys, head))
        found += pairs
        for change in (change for pair in pairs for change in _changes(plan, item, pair, before, now)):
            found.append(change)
    if not any(isinstance(item, TwoByTwo) and high(item.total) for item in found):
        return Looked(parts_not_looked_at={"earlier_gap": NotLookedAt(code="nobody_before")})
    larger = any(item.head.part == "larger_now" for item in found)
    missing = {} if larger else {"larger_now": NotLookedAt(code="nobody_worse_off_now")}
    return Looked(comparisons=tuple(found), parts_not_looked_at=missing, remarks=(Because("people_in_both"),))


def _both(plan: AuditPlan, evidence: Evidence, column: str) -> tuple[Sides, Sides]:
    """Return the sides of each group before the tool and now."""
    if plan.baseline is not None and plan.baseline.column is None:
        earlier = evidence.before
        before = {} if earlier is None else sides_of(earlier, column, _RATE)
        return {key[0]: side for key, side in before.items()}, {
            key[0]: side for key, side in sides_of(evidence, column, _RATE).items()
        }
    levels = by_level(sides_of(evidence, (column, BEFORE), _RATE))
    return levels.get(("before",), {}), levels.get(("now",), {})


def _changes(plan: AuditPlan, item: Protected, pair: TwoByTwo, before: Sides, now: Sides) -> Iterator[Pooled]:
    """Yield the change of a gap, and whether it is for the worse. People who are not recorded have none."""
    if pair.head.against == "all_recorded":
        return
    then, today = (both_sides(pair.head, item.column, sides) for sides in (before, now))
    terms = [
        Term(sign * own, side[0], side[1], design(side))  # type: ignore[arg-type]
        for sign, sides in ((1, today), (-1, then))
        for own, side in zip((1, -1), sides, strict=True)
        if not any(isinstance(count, Range) for count in side[:2]) and side[1]
    ]
    mine, others = today
    compared = (mine[0], mine[1], others[0], others[1])
    measures: dict[str, Number] = {
        f"{when}{who}": _rate(plan, side)
        for when, sides in (("before_", then), ("now_", today))
        for who, side in zip(("rate", "other_rate"), sides, strict=True)
    }
    number: Number = Undefined(because=Because(_why(then, today)))
    p: float | None = None
    if len(terms) == 4:
        number, p = combine(terms, confidence=plan.confidence), combine_p(terms)
    level = plan.attention.difference if plan.attention else None
    change = Pooled(
        head=replace(pair.head, part="change", worse="open"),
        difference=number,
        ratio=Undefined(because=Because("no_ratio_of_gaps")),
        people=Undefined(because=Because("no_ratio_of_gaps")),
        p=p,
        p_smallest=p,
        compared=compared,
        attention=Attention(level, None),
        measures=measures,
    )
    yield change
    larger = replace(change, head=replace(pair.head, part="larger_now"), measures={})
    if not isinstance(number, Estimate) or p is None:
        yield larger
        return
    way = _disadvantage(pair.head, today)
    if way is not None:
        one_sided = _one_sided(p, grows=(number.value > 0) == (way > 0), chosen=pair.head.against in _SYMMETRIC)
        yield replace(larger, p=one_sided, p_smallest=one_sided)


_SYMMETRIC = frozenset({"other_group", "pair"})


def _disadvantage(head: Head, today: tuple[Side, Side]) -> int | None:
    """Return the sign of a gap that is to somebody's disadvantage now; None where there is none.

    Of two groups, one is always worse off. Else only the named group counts: its gap cannot be larger if it has none.
    """
    (cases, total, _), (other_cases, other_total, _) = today
    gap = low(cases) / low(total) - low(other_cases) / low(other_total)
    sign = (gap > 0) - (gap < 0)
    worse = 1 if head.worse == "higher" else -1
    return sign if sign and (sign == worse or head.against in _SYMMETRIC) else None


def _one_sided(p: float, *, grows: bool, chosen: bool) -> float:
    """Return the p of a change to a larger gap. chosen: the data say whose gap it is, so both directions were open."""
    if chosen:
        return p if grows else 1.0
    return p / 2 if grows else 1 - p / 2


def _why(then: tuple[Side, Side], today: tuple[Side, Side]) -> str:
    counts: list[Count] = [count for side in (*then, *today) for count in side[:2]]
    return "rounded_counts" if any(isinstance(count, Range) for count in counts) else "nobody_in_group"


def _rate(plan: AuditPlan, side: Side) -> Number:
    return rate_number(side[0], side[1], confidence=plan.confidence, design_effect=design(side))


SIGNAL = Signal(ENTRY, needs, look)
