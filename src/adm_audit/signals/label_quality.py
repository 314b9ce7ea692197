"""How far can the recorded outcomes be trusted?"""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.comparison import Comparison, Head, Looked, Ruled, Signal
from adm_audit.counts import Count, Range, high, printed
from adm_audit.evidence import CASE, SECOND, UNKNOWN, YES, Complaints, Evidence, Values, unpack
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Entry, Part, Phrases
from adm_audit.result import Measure, NotLookedAt, Unit
from adm_audit.signals.families import own_level
from adm_audit.signals.sides import Side, compare, design
from adm_audit.stats.attention import limits
from adm_audit.stats.kappa import cohens_kappa
from adm_audit.stats.rates import rate as rate_number
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Number, Undefined

ENTRY = Entry(
    name="label_quality",
    title="Quality of the recorded outcomes",
    question="Is it known who recorded the outcomes, do two people judge alike, and how often is a decision corrected?",
    formula="Source: known outcomes for which nobody is recorded as having recorded them, divided by all known outcomes. "
    "Agreement: Cohen's kappa of the outcome and a second judgement of the same cases (1: always alike, 0: as by chance). "
    "Corrections: complaints and appeals that were won, divided by all decisions, overall and by group.",
    test="Each number against a level in the plan, by its whole interval: Wilson's for shares, that of Fleiss, Cohen and "
    "Everitt for kappa. Between groups: Newcombe's interval (method 10), MOVER-R, two-sided mid-p exact test.",
    misleads="Kappa is low when nearly all cases are of one kind, even where two people hardly ever differ. Two people can "
    "agree and both be wrong. Few corrections can mean that few people appeal, not that the decisions are right.",
    sources=(
        "Cohen 1960, Educational and Psychological Measurement 20, 37-46",
        "Fleiss, Cohen and Everitt 1969, Psychological Bulletin 72, 323-327",
        "Jacobs and Wallach 2021, Proceedings of FAccT, 375-385 (measurement and fairness)",
    ),
    about="result",
    parts=(
        Part(name="source_unclear", title="Outcomes without a source", rate="unclear_rate"),
        Part(name="rater_agreement", title="Do two people judge alike?", rate="kappa"),
        Part(name="corrected_on_appeal", title="Decisions corrected after a complaint", rate="corrected_rate"),
    ),
    statements={
        "source_unclear": {"*": N_("For {rate} known outcomes, nobody is recorded as having recorded them.")},
        "rater_agreement": {
            "*": N_("Two people who judged the same cases agree with a strength of {rate} (1: always, 0: as by chance).")
        },
        "corrected_on_appeal": {"*": N_("{rate} decisions were corrected after a complaint or an appeal.")},
    },
    follows={
        "source_unclear": {
            "shown": N_("Read everything that rests on these outcomes as provisional until their source is known.")
        },
        "rater_agreement": {
            "shown": N_("What counts as right depends on who judges: every number about right and wrong is as shaky.")
        },
        "corrected_on_appeal": {
            "shown": N_("Many decisions did not stand: ask whether the data still hold them as they were.")
        },
    },
    labels={
        "source_unclear": {
            "shown": N_("More without a source than the level in the plan"),
            "ruled_out": N_("Fewer without a source than the level in the plan"),
            "cannot_tell": N_("The data cannot tell"),
        },
        "rater_agreement": {
            "shown": N_("Less agreement than the level in the plan"),
            "ruled_out": N_("More agreement than the level in the plan"),
            "cannot_tell": N_("The data cannot tell"),
        },
    },
    phrases={
        "corrected_on_appeal": Phrases(
            more=N_("Decisions about {group} were corrected more often than about {others}: {rate} against {other_rate}, {gap}."),
            less=N_("Decisions about {group} were corrected less often than about {others}: {rate} against {other_rate}, {gap}."),
            equal=N_("Decisions about {group} were corrected as often as about {others}: {rate} against {other_rate}, {gap}."),
            fact=N_("{rate} decisions about {group} were corrected after a complaint; about {others} it was {other_rate}."),
            open=N_(
                "Whether decisions about {group} are corrected more or less often than about {others}, the data cannot "
                "tell: {gap}."
            ),
            ruled_out=N_(
                "Decisions about {group} were corrected about as often as about {others}: {rate} against {other_rate}, "
                "{gap}."
            ),
            rate=N_("Corrected after a complaint"),
            cases=N_("Corrected"),
            total=N_("Decisions"),
        )
    },
)  # fmt: skip
_AGREEMENT = "rater_agreement"
_NOT_NAMED = ("no_recorded_by", "no_second_judgement", "no_corrections")


def source_axis(plan: AuditPlan) -> str | None:
    """Return the axis that tells where nobody is recorded as the source of an outcome."""
    column = plan.outcome.recorded_by if plan.outcome is not None else None
    return None if column is None else f"missing:{column}"


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return tables of outcomes by source and second judgement, or say that the plan names nothing of it."""
    found: list[Need] = []
    source = source_axis(plan)
    if source is not None:
        found.append(Need.of(source, CASE))
    if plan.outcome is not None and plan.outcome.second is not None:
        found.append(Need.of(SECOND, CASE))
    if plan.complaints is not None and plan.complaints.result is not None:
        found += [Need.of(item.column, CASE) for item in plan.protected]
    return found or NotLookedAt(code="no_label_sources", plan_line="outcome: {..., recorded_by: officer}")


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Say where outcomes have no source, how far two judgements agree, and how many decisions were corrected."""
    comparisons: list[Comparison] = []
    measures: list[Measure] = []
    missing: dict[str, NotLookedAt] = {}
    remarks: list[Because] = []
    for part, found in (
        ("source_unclear", _source(plan, evidence)),
        (_AGREEMENT, _agreement(plan, evidence)),
        ("corrected_on_appeal", _corrected(plan, evidence)),
    ):
        if isinstance(found, NotLookedAt):
            missing[part] = found
            continue
        comparisons.extend(found.comparisons)
        measures.extend(found.measures)
        remarks.extend(found.remarks)
        missing.update(found.parts_not_looked_at)
    return Looked(
        comparisons=tuple(comparisons),
        measures=tuple(measures),
        # what stands in the way of a named part says more than a key that nobody wrote
        parts_not_looked_at=dict(sorted(missing.items(), key=lambda item: item[1].code in _NOT_NAMED)),
        remarks=tuple(remarks),
    )


def _source(plan: AuditPlan, evidence: Evidence) -> Looked | NotLookedAt:
    axis = source_axis(plan)
    if axis is None:
        return NotLookedAt(code="no_recorded_by", plan_line="outcome: {..., recorded_by: officer}")
    cases: Count = 0
    total: Count = 0
    squares = 0.0
    for (flag,), cells in evidence.cases(axis).items():
        for case, (count, squared) in cells.items():
            if unpack(case)[1] != UNKNOWN:
                total, squares = total + count, squares + squared
                cases = cases + count if flag is not None else cases
    if high(total) <= 0:
        return NotLookedAt(code="no_outcome_known")
    effect = design((cases, total, squares))
    share = rate_number(cases, total, confidence=plan.confidence, design_effect=effect)
    return _ruled(plan, "source_unclear", share, above=True)


def _agreement(plan: AuditPlan, evidence: Evidence) -> Looked | NotLookedAt:
    if plan.outcome is None or plan.outcome.second is None:
        return NotLookedAt(code="no_second_judgement", plan_line="outcome: {..., second: second_opinion}")
    cells: dict[tuple[bool, bool], Count] = {}
    squares = 0.0
    for (second,), cases in evidence.cases(SECOND).items():
        for case, (count, squared) in cases.items():
            outcome = unpack(case)[1]
            if second is not None and outcome != UNKNOWN:
                key = (outcome == YES, second == "yes")
                cells[key], squares = cells.get(key, 0) + count, squares + squared
    if not any(high(count) > 0 for count in cells.values()):
        return NotLookedAt(code="nobody_judged_twice")
    counts = [cells.get(key, 0) for key in ((True, True), (True, False), (False, True), (False, False))]
    total: Count = sum(counts[1:], counts[0])
    alike = counts[0] + counts[3]
    effect = design((alike, total, squares))
    kappa = _kappa(counts, plan.confidence, effect)
    if isinstance(kappa, Undefined):
        return NotLookedAt(code=kappa.because.code)
    found = _ruled(plan, _AGREEMENT, kappa, above=False)
    agree = rate_number(alike, total, confidence=plan.confidence, design_effect=effect)
    measure = Measure(name="judged_alike_rate", part=_AGREEMENT, number=agree)
    note = Because("judged_twice", {"cases": printed(total)})
    return Looked(
        comparisons=found.comparisons,
        measures=(*found.measures, measure),
        parts_not_looked_at=found.parts_not_looked_at,
        remarks=(note,),
    )


def _kappa(counts: list[Count], confidence: float, effect: float) -> Number:
    plain = [float(count) for count in counts if not isinstance(count, Range)]
    if len(plain) < len(counts):
        return Undefined(because=Because("counts_in_ranges"))
    return cohens_kappa((plain[0], plain[1], plain[2], plain[3]), confidence=confidence, design_effect=effect)


def _corrected(plan: AuditPlan, evidence: Evidence) -> Looked | NotLookedAt:
    complaints = evidence.complaints
    if plan.complaints is None or plan.complaints.result is None or complaints is None:
        line = "complaints: {source: complaints.csv, result: ..., won: [...], lost: [...]}"
        return NotLookedAt(code="no_corrections", plan_line=line)
    first = evidence.counts(plan.protected[0].column)
    everyone: Count = 0
    for counts in first.values():
        everyone = everyone + counts.decided
    share = rate_number(complaints.won, everyone, confidence=plan.confidence)
    found = _ruled(plan, "corrected_on_appeal", share, above=True)
    pairs = [
        pair
        for item in plan.protected
        if item.column in complaints.by and complaints.won
        for pair in compare(
            item,
            _sides(complaints, evidence, item.column),
            Head(part="corrected_on_appeal", worse="higher"),
        )
    ]
    missing = {} if pairs else found.parts_not_looked_at
    return Looked(comparisons=(*found.comparisons, *pairs), measures=found.measures, parts_not_looked_at=missing)


def _sides(complaints: Complaints, evidence: Evidence, column: str) -> dict[Values, Side]:
    """Return, for each group, the decisions that were corrected among all; people without a group have no own side."""
    won: Mapping[str | None, tuple[int, int, int]] = complaints.by[column]
    return {
        (group,): (won.get(group, (0, 0, 0))[1], counts.decided, 0.0)
        for (group,), counts in evidence.counts(column).items()
        if group is not None and high(counts.decided) > 0
    }


def _ruled(plan: AuditPlan, part: str, number: Number, *, above: bool) -> Looked:
    """Return a statement against the part's own level, or its number alone where the plan gives none.

    above: a number above the level is worrying, else one below it. Kappa never shares the level of the whole signal.
    """
    levels = plan.attention.levels if plan.attention is not None else {}
    level = levels.get(f"label_quality/{part}") if part == _AGREEMENT else own_level(plan, "label_quality", part)
    rate_name = ENTRY.part(part).rate
    measures = (Measure(name=rate_name, part=part, number=number),)
    if level is None:
        line = f"attention: {{..., levels: {{label_quality/{part}: {0.6 if part == _AGREEMENT else 0.05}}}}}"
        return Looked(measures=measures, parts_not_looked_at={part: NotLookedAt(code="no_own_level", plan_line=line)})
    unit: Unit = "strength" if part == _AGREEMENT else "share"
    head = Head(part=part, about="result", against="level", worse="higher" if above else "lower")
    return Looked(
        comparisons=(Ruled(head=head, holds=_beyond(number, level, above=above), rate=number, unit=unit),),
        measures=measures,
    )


def _beyond(number: Number, level: float, *, above: bool) -> bool | None:
    """Return whether a number lies beyond a level by its whole interval; None where the interval holds the level."""
    interval = limits(number)
    if interval is None or interval.high is None:
        return None
    if interval.low > level:
        return above
    return not above if interval.high < level else None


SIGNAL = Signal(ENTRY, needs, look)
