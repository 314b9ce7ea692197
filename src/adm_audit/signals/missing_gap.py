"""Are values missing more often for some groups, and how often is the group itself unknown?"""

from __future__ import annotations

from adm_audit.comparison import Comparison, Head, Looked, Ruled, Signal, TwoByTwo
from adm_audit.counts import high, low
from adm_audit.evidence import CASE, Evidence, total_of
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Entry, Part, Phrases
from adm_audit.result import Measure, NotLookedAt
from adm_audit.signals.rates import flag_clusters_of
from adm_audit.signals.sides import compare
from adm_audit.stats.rates import rate as rate_number
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Estimate, Number

ENTRY = Entry(
    name="missing_gap",
    title="Missing values",
    question="Are values missing more often in some groups?",
    formula="Rows of a group in which a column is empty (or holds one of the plan's texts for missing) divided by all "
    "rows of the group; share of all people whose own group is not recorded.",
    test="Newcombe's interval, MOVER-R, two-sided mid-p exact test; the share of unknown groups against the level in "
    "the plan, by Wilson's interval.",
    misleads="Equal shares of missing values can still hide that they are missing for different reasons. A value that "
    "is present can be wrong.",
    sources=("Little and Rubin 2019, Statistical Analysis with Missing Data, 3rd edition",),
    parts=(
        Part(name="values", title="Missing values in a column", rate="missing_rate"),
        Part(name="group_unknown", title="People whose group is not recorded", rate="unknown_rate"),
    ),
    labels={
        "group_unknown": {
            "shown": N_("More unknown than the attention level"),
            "ruled_out": N_("Within the attention level"),
            "cannot_tell": N_("The data cannot tell"),
        }
    },
    phrases={
        "values": Phrases(
            more=N_("{Input} is missing more often for {group} than for {others}: {rate} against {other_rate}, {gap}."),
            less=N_("{Input} is missing less often for {group} than for {others}: {rate} against {other_rate}, {gap}."),
            equal=N_("{Input} is missing as often for {group} as for {others}: {rate} against {other_rate}, {gap}."),
            fact=N_("{Input} is missing for {rate} {group}; among {others} it is {other_rate}."),
            open=N_(
                "Whether {input} is missing more or less often for {group} than for {others}, the data cannot tell: {gap}."
            ),
            ruled_out=N_(
                "{Input} is missing about as often for {group} as for {others}: {rate} against {other_rate}, {gap}."
            ),
            rate=N_("Missing"),
            cases=N_("Missing"),
        ),
    },
)


def watched(plan: AuditPlan) -> tuple[str, ...]:
    """Return the columns whose missing values are counted: inputs, strata and the score that the plan names."""
    names = [item.column for item in plan.inputs]
    names += [column for stratum in plan.strata for column in stratum.columns]
    if plan.score is not None:
        names.append(plan.score.column)
    return tuple(dict.fromkeys(names))


def missing_axis(column: str) -> str:
    """Return the axis name of the flag that says whether a column is empty."""
    return f"missing:{column}"


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table of each attribute by each flag, and of each attribute alone."""
    flags = [
        Need.of(item.column, missing_axis(column))
        for item in plan.protected
        for column in watched(plan)
        if column != item.column
    ]
    return flags + [Need.of(item.column, CASE) for item in plan.protected]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare missing values per group and column, then the share of people whose group is unknown."""
    comparisons: list[Comparison] = []
    complete: list[str] = []
    for column in watched(plan):
        pairs = _column(plan, evidence, column)
        if pairs:
            comparisons.extend(pairs)
        else:
            complete.append(column)
    unknown, measures = _unknown(plan, evidence)
    remarks = (Because("no_missing_values", {"columns": tuple(complete)}),) if complete else ()
    missing: dict[str, NotLookedAt] = {}
    if not watched(plan):
        missing["values"] = NotLookedAt(code="no_inputs", plan_line="inputs: [{column: ..., reason: ...}]")
    if unknown:
        comparisons.extend(unknown)
    else:
        missing["group_unknown"] = NotLookedAt(
            code="no_own_level", plan_line="attention: {..., levels: {missing_gap: 0.05}}"
        )
    return Looked(
        comparisons=tuple(comparisons), measures=tuple(measures), parts_not_looked_at=missing, remarks=remarks
    )


def _column(plan: AuditPlan, evidence: Evidence, column: str) -> list[TwoByTwo]:
    found: list[TwoByTwo] = []
    for item in plan.protected:
        flag = missing_axis(column)
        if column == item.column or not evidence.tally.has(item.column, flag):
            continue
        sides = evidence.share(item.column, flag)
        if all(high(cases) == 0 for cases, _, _ in sides.values()):
            continue
        head = Head(part="values", input=column, worse="higher")
        found.extend(compare(item, sides, head, flag_clusters_of(evidence, item.column, flag)))
    return found


def _unknown(plan: AuditPlan, evidence: Evidence) -> tuple[list[Ruled], list[Measure]]:
    level = (plan.attention.levels if plan.attention else {}).get("missing_gap")
    ruled: list[Ruled] = []
    measures: list[Measure] = []
    for item in plan.protected:
        table = evidence.counts(item.column)
        everyone = total_of(table).total
        cases = table[(None,)].total if (None,) in table else 0
        share = rate_number(cases, everyone, confidence=plan.confidence)
        measures.append(Measure(name="unknown_rate", part="group_unknown", by=(item.column,), number=share))
        if level is not None and low(everyone) > 0:
            head = Head(
                part="group_unknown",
                about="result",
                group={item.column: None},
                against="level",
                worse="higher",
            )
            ruled.append(Ruled(head=head, holds=_beyond(share, level), rate=share))
    return ruled, measures


def _beyond(share: Number, level: float) -> bool | None:
    if not isinstance(share, Estimate) or share.interval is None or share.interval.high is None:
        return None
    if share.interval.low > level:
        return True
    return False if share.interval.high <= level else None


SIGNAL = Signal(ENTRY, needs, look)
