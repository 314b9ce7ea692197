"""What has changed over time in inputs, rates and gaps?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import exp

from adm_audit.comparison import Head, Looked, Pooled, Signal, TwoByTwo
from adm_audit.counts import Count, Range, high, printed
from adm_audit.evidence import CASE, PERIOD, VERSION, Evidence
from adm_audit.plan.model import AuditPlan, Protected
from adm_audit.registry import Entry, Part, Phrases
from adm_audit.result import Finding, Measure, NotLookedAt
from adm_audit.signals.by_level import both_sides, by_level
from adm_audit.signals.follow_up import follow_up
from adm_audit.signals.rates import RATES, clusters_of, sides_of, worse_when_selected
from adm_audit.signals.sides import Side, add, compare, effect_of_all
from adm_audit.signals.strongest import Four, strongest
from adm_audit.stats.attention import Attention
from adm_audit.stats.clusters import kish
from adm_audit.stats.monitoring import alarm_at
from adm_audit.stats.monitoring import evidence as evidence_against
from adm_audit.stats.rates import rate as rate_number
from adm_audit.stats.trend import gap_trend, rate_trend
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Estimate, Number, Undefined

ENTRY = Entry(
    name="drift",
    title="Change over time",
    question="What has changed over the periods: what goes in, how many are selected, and the gaps?",
    formula="Rates and gaps: a straight line through the periods, weighted by people; the change from the first period to the "
    "last. Inputs: the share of each value in the last period against all periods before it; the value with the smallest p "
    "stands for the input.",
    test="Gaps: score test of a trend in the odds ratio, given all margins of every period, with the variance of Breslow and "
    "Day. Rates: the level at which the interval of the change just reaches 0. Inputs: two-sided mid-p exact test, times the "
    "number of values. Beside it, evidence that may be read after every period without false alarms (an e-process).",
    misleads="A straight line misses what goes up and down again: look at the picture. A change does not say why: people, rule, "
    "law, data or version may have changed. Whether selections were right is not followed: outcomes come late, so that the "
    "last periods look different from those before.",
    sources=(
        "Breslow and Day 1980, Statistical Methods in Cancer Research 1, 142-147",
        "Armitage 1955, Biometrics 11, 375-386",
        "Turner, Ly and Grünwald 2024, Journal of Statistical Planning and Inference 230, 106116",
    ),
    about="result",
    parts=(
        Part(name="inputs", title="What goes in", rate="share"),
        Part(name="rates", title="How many are selected", rate="selection_rate"),
        Part(name="gaps", title="The gaps", rate="selection_rate"),
    ),
    phrases={
        "inputs": Phrases(
            more=N_(
                "{factor} has changed: in the last period {rate} people have one value, before it was {other_rate}, {gap}."
            ),
            less=N_(
                "{factor} has changed: in the last period {rate} people have one value, before it was {other_rate}, {gap}."
            ),
            equal=N_("{factor} is as it was: {rate} in the last period against {other_rate} before, {gap}."),
            fact=N_("{factor}: {rate} in the last period against {other_rate} before."),
            open=N_("Whether {factor} has changed in the last period, the data cannot tell: {gap}."),
            ruled_out=N_("{factor} has not changed by as much as the attention level: {gap}."),
            rate=N_("Last period"),
            cases=N_("With the value"),
        ),
        "rates": Phrases(
            more=N_("From the first period to the last, more people came to be selected: {gap}."),
            less=N_("From the first period to the last, fewer people came to be selected: {gap}."),
            equal=N_("As many people are selected in the last period as in the first: {gap}."),
            fact=N_("From the first period to the last, the share of people selected has changed by {gap}."),
            open=N_("Whether more or fewer people came to be selected over the periods, the data cannot tell: {gap}."),
            ruled_out=N_("Over the periods, about as many people were selected: {gap}."),
            rate=N_("Change of the share selected"),
            cases=N_("Selected"),
        ),
        "gaps": Phrases(
            more=N_(
                "From the first period to the last, {group} came to be selected more often, measured by {others}: {gap}."
            ),
            less=N_(
                "From the first period to the last, {group} came to be selected less often, measured by {others}: {gap}."
            ),
            equal=N_("The gap between {group} and {others} is the same in the last period as in the first: {gap}."),
            fact=N_("From the first period to the last, the gap between {group} and {others} has changed by {gap}."),
            open=N_(
                "Whether the gap between {group} and {others} has changed over the periods, the data cannot tell: {gap}."
            ),
            ruled_out=N_(
                "The gap between {group} and {others} has not changed by as much as the attention level: {gap}."
            ),
            rate=N_("Change of the gap"),
            cases=N_("Selected"),
        ),
    },
)
_MOST_EVIDENCE = 1e6
"""More than this is written as this: nobody needs more."""
_RATE = RATES["selection_rate"]
_NO_RATIO = Undefined(because=Because("no_ratio_of_gaps"))
_ROUNDED = Undefined(because=Because("rounded_counts"))
_QUARTERS = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10, "H1": 1, "H2": 7}
Periods = list[tuple[str, dict[str | None, Side]]]


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return tables of attributes, inputs and versions by period, or say that the plan names no dates."""
    if plan.period is None:
        return NotLookedAt(code="no_period", plan_line="period: {column: decided_on, by: quarter}")
    found = [Need.of(item.column, PERIOD, CASE) for item in plan.protected]
    found += [Need.of(f"input:{item.column}", PERIOD) for item in plan.inputs]
    return found + ([Need.of(VERSION, PERIOD)] if plan.model_version is not None else [])


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Follow the share of people selected, the gap of each group, and what goes in."""
    labels = [str(label) for label in evidence.tally.axes[PERIOD].values[1:]]
    if len(labels) < 2:
        return Looked(parts_not_looked_at={"gaps": NotLookedAt(code="one_period")})
    comparisons: list[Pooled] = [_rates(plan, evidence, labels)]
    measures: list[Measure] = []
    for item in plan.protected:
        found, numbers = _attribute(plan, evidence, item, labels)
        comparisons += found
        measures += numbers
    comparisons += list(_inputs(plan, evidence, labels))
    missing = {} if plan.inputs else {"inputs": NotLookedAt(code="no_inputs")}
    remarks = [Because("periods", {"first": labels[0], "last": labels[-1], "number": len(labels)})]
    undated = _undated(evidence, plan.protected[0].column)
    if high(undated):
        remarks.append(Because("undated_rows", {"people": printed(undated)}))
    remarks += follow_up(plan, evidence, labels)
    if plan.model_version is not None:
        remarks += _version(evidence, labels)
    return Looked(
        comparisons=tuple(comparisons), measures=tuple(measures), parts_not_looked_at=missing, remarks=tuple(remarks)
    )


def conclude(findings: Sequence[Finding]) -> tuple[Because, ...]:
    """Return the first period from which a change of rates or gaps is shown."""
    days = [
        str(note.facts["day"])
        for item in findings
        if item.verdict == "shown" and item.part in ("rates", "gaps")
        for note in item.remarks
        if note.code == "changed_since" and note.facts.get("day")
    ]
    return (Because("drift_since", {"day": min(days)}),) if days else ()


def first_day(label: str) -> str | None:
    """Return the first day of a period as an ISO date; None where the label is none of ours.

    >>> first_day("2024-Q3"), first_day("2024-H2"), first_day("2024-05"), first_day("2024"), first_day("2024-W01")
    ('2024-07-01', '2024-07-01', '2024-05-01', '2024-01-01', '2024-01-01')
    """
    year, _, part = label.partition("-")
    try:
        if part.startswith("W"):
            return date.fromisocalendar(int(year), int(part[1:]), 1).isoformat()
        month = _QUARTERS.get(part) or (int(part) if part else 1)
        return date(int(year), month, 1).isoformat()
    except ValueError:
        return None


def _periods(evidence: Evidence, column: str, labels: Sequence[str]) -> Periods:
    levels = by_level(sides_of(evidence, (column, PERIOD), _RATE))
    return [(label, levels.get((label,), {})) for label in labels]


def _undated(evidence: Evidence, column: str) -> Count:
    levels = by_level(sides_of(evidence, (column, PERIOD), _RATE))
    return add(levels.get((None,), {}).values())[1]


def _rates(plan: AuditPlan, evidence: Evidence, labels: Sequence[str]) -> Pooled:
    column = plan.protected[0].column
    sides = [add(sides.values()) for _, sides in _periods(evidence, column, labels)]
    head = Head(part="rates", about="result", against="earlier_periods")
    effect = effect_of_all(sides_of(evidence, column, _RATE), clusters_of(evidence, column, _RATE))
    if _any_range(sides):
        return _unknown(head, sides)
    found = rate_trend([(float(k), float(n)) for k, n, _ in sides], confidence=plan.confidence, effect=effect)  # type: ignore[arg-type]
    return _pooled(plan, head, found.change, found.p, (sides[-1], add(sides[:-1])), _since(found.since, labels))


def _attribute(
    plan: AuditPlan, evidence: Evidence, item: Protected, labels: Sequence[str]
) -> tuple[list[Pooled], list[Measure]]:
    periods = _periods(evidence, item.column, labels)
    head = Head(part="gaps", worse=worse_when_selected(plan))
    crude = sides_of(evidence, item.column, _RATE)
    pairs = [
        pair
        for pair in compare(item, crude, head, clusters_of(evidence, item.column, _RATE))
        if pair.head.against != "all_recorded"
    ]
    found, measures = [], []
    for pair in pairs:
        sides = [both_sides(pair.head, item.column, groups) for _, groups in periods]
        found.append(_gap(plan, pair, sides, labels))
        if not _any_range([side for both in sides for side in both]):
            measures.append(_monitored(pair, sides, labels, item.column, len(pairs)))
    for label, groups in periods:
        for name, (cases, total, _) in sorted(groups.items(), key=lambda entry: str(entry[0])):
            number = rate_number(cases, total, confidence=plan.confidence)
            facts = _facts(name, label)
            measures.append(
                Measure(name=f"rate_in:{label}", part="gaps", by=(item.column,), number=number, facts=facts)
            )
    return found, measures


def _facts(group: str | None, period: str) -> dict[str, str | int | float | bool | None]:
    return {"group": group, "period": period}


def _gap(plan: AuditPlan, pair: TwoByTwo, sides: Sequence[tuple[Side, Side]], labels: Sequence[str]) -> Pooled:
    if _any_range([side for both in sides for side in both]):
        return _unknown(pair.head, [mine for mine, _ in sides])
    tables = [(float(a[0]), float(a[1]), float(b[0]), float(b[1])) for a, b in sides]  # type: ignore[arg-type]
    found = gap_trend(tables, confidence=plan.confidence, effects=pair.design_effects)
    last, before = sides[-1][0], add(mine for mine, _ in sides[:-1])
    return _pooled(plan, pair.head, found.change, found.p, (last, before), _since(found.since, labels))


def _pooled(
    plan: AuditPlan, head: Head, change: Number, p: float | None, sides: tuple[Side, Side], remarks: tuple[Because, ...]
) -> Pooled:
    one, two = sides
    return Pooled(
        head=head,
        difference=change,
        ratio=_NO_RATIO,
        people=_NO_RATIO,
        p=p,
        p_smallest=p,
        compared=(one[0], one[1], two[0], two[1]),
        attention=Attention(plan.attention.difference if plan.attention else None, None),
        remarks=remarks,
    )


def _unknown(head: Head, sides: Sequence[Side]) -> Pooled:
    whole = add(sides)
    return Pooled(
        head=head, difference=_ROUNDED, ratio=_ROUNDED, people=_ROUNDED, p=None, p_smallest=None,
        compared=(whole[0], whole[1], whole[0], whole[1]),
    )  # fmt: skip


def _since(at: int | None, labels: Sequence[str]) -> tuple[Because, ...]:
    if at is None:
        return ()
    return (Because("changed_since", {"period": labels[at], "day": first_day(labels[at])}),)


def _any_range(sides: Sequence[Side]) -> bool:
    return any(isinstance(count, Range) for side in sides for count in side[:2])


def _monitored(
    pair: TwoByTwo, sides: Sequence[tuple[Side, Side]], labels: Sequence[str], column: str, comparisons: int
) -> Measure:
    """Return the evidence of unequal treatment that may be read after every period, and when it became an alarm.

    Weighted counts are rounded to people: the bound then holds about.
    """
    effect = max(pair.design_effects)
    counts = [tuple(round(float(number) / effect) for number in (*a[:2], *b[:2])) for a, b in sides]  # type: ignore[arg-type]
    logs = evidence_against([four for four in counts if four[1] and four[3]])  # type: ignore[misc]
    places = [at for at, four in enumerate(counts) if four[1] and four[3]]
    alarm = alarm_at(logs, comparisons)
    return Measure(
        name="monitoring",
        part="gaps",
        by=(column,),
        number=Estimate(value=min(exp(min(max(logs, default=0.0), 50.0)), _MOST_EVIDENCE)),
        facts={
            "group": pair.head.group[column],
            "needed": comparisons / 0.05,
            "alarm": None if alarm is None else labels[places[alarm]],
        },
    )


def _inputs(plan: AuditPlan, evidence: Evidence, labels: Sequence[str]) -> Iterator[Pooled]:
    """Yield, for each input, the value whose share in the last period differs most from the periods before."""
    for item in plan.inputs:
        axis = f"input:{item.column}"
        if not evidence.tally.has(axis, PERIOD):
            continue
        now, before = _shares(evidence, axis, len(labels))
        totals = _total(now), _total(before)
        views: list[tuple[str, Four]] = [
            (name, (now.get(name, 0), totals[0], before.get(name, 0), totals[1])) for name in {**before, **now}
        ]
        head = Head(part="inputs", about="input", input=item.column, against="earlier_periods")
        best = strongest(
            sorted(views)[:1] if len(views) == 2 else views,
            confidence=plan.confidence,
            design_effect=_weights(evidence, axis),
        )
        if best is None:
            continue
        yield best.pooled(
            head,
            level=plan.attention.difference if plan.attention else None,
            rates=(
                rate_number(best.counts[0], best.counts[1], confidence=plan.confidence),
                rate_number(best.counts[2], best.counts[3], confidence=plan.confidence),
            ),
            remarks=(Because("changed_value", {"value": best.value, "values": best.tried}),),
        )


def _shares(evidence: Evidence, axis: str, last: int) -> tuple[dict[str, Count], dict[str, Count]]:
    """Return how many people have each value in the last period, and before it; of numbers, in four parts."""
    cells = evidence.tally.margin(axis, PERIOD)
    parts = _parts(evidence, axis)
    now: dict[str, Count] = {}
    before: dict[str, Count] = {}
    for row, (code, period) in enumerate(cells.codes.tolist()):
        if not code or not period:
            continue
        found = now if period == last else before
        found[parts[code]] = found.get(parts[code], 0) + cells.count(row)
    return now, before


def _parts(evidence: Evidence, axis: str) -> Mapping[int, str]:
    names, numbers = evidence.tally.axes[axis].values, evidence.tally.axes[axis].numbers
    codes = range(1, len(names))
    if numbers is None or len(names) <= 9:
        return {code: str(names[code]) for code in codes}
    per = -(-len(codes) // 4)
    parts = [list(codes[at : at + per]) for at in range(0, len(codes), per)]
    return {code: f"{numbers[part[0]]:g} to {numbers[part[-1]]:g}" for part in parts for code in part}


def _weights(evidence: Evidence, axis: str) -> float:
    cells = evidence.tally.margin(axis, PERIOD)
    return 1.0 if cells.squares is None else kish(float(cells.low.sum()), float(cells.squares.sum()))


def _total(counts: Mapping[str, Count]) -> Count:
    total: Count = 0
    for count in counts.values():
        total = total + count
    return total


def _version(evidence: Evidence, labels: Sequence[str]) -> list[Because]:
    """Return since when the version of the last period decides most cases of a period."""
    cells = evidence.tally.margin(VERSION, PERIOD)
    names = evidence.tally.axes[VERSION].values
    most: dict[int, tuple[float, str]] = {}
    for row, (version, period) in enumerate(cells.codes.tolist()):
        size = float(cells.low[row])
        if version and period and size > most.get(period, (-1.0, ""))[0]:
            most[period] = (size, str(names[version]))
    if len(labels) not in most:
        return []
    used = most[len(labels)][1]
    at = len(labels)
    while at - 1 in most and most[at - 1][1] == used:
        at -= 1
    return [Because("version_since", {"version": used, "period": labels[at - 1], "day": first_day(labels[at - 1])})]


SIGNAL = Signal(ENTRY, needs, look, conclude)
