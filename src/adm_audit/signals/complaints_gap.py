"""Do some groups complain more often, and do they win more often?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adm_audit.comparison import Comparison, Head, Looked, Pooled, Signal, TwoByTwo
from adm_audit.counts import high
from adm_audit.evidence import CASE, Complaints, Evidence, Values
from adm_audit.plan.model import AuditPlan, Protected
from adm_audit.registry import Entry, Part, Phrases
from adm_audit.result import Measure, NotLookedAt
from adm_audit.signals.sides import Side, compare
from adm_audit.stats.count_rates import compare_events
from adm_audit.stats.rates import rate as rate_number
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Estimate, Undefined

ENTRY = Entry(
    name="complaints_gap",
    title="Complaints and appeals",
    question="Do some groups complain or appeal more often than others, and do they win more often?",
    formula="Number: complaints from a group divided by the decisions about it. Won: complaints that were won divided by "
    "those won or lost; open ones are left out.",
    test="Number: one person can complain twice, so the counts are taken as Poisson: mid-p of the exact conditional test "
    "(binomial, given the total), MOVER from score limits for the difference, Wilson's interval of the share of all "
    "complaints turned into a ratio. Won: Newcombe's interval (method 10), MOVER-R, two-sided mid-p exact test.",
    misleads="Complaints show who knows the way, dares to use it and has the time, not only who was wronged: few can be a "
    "worse sign than many. One person with ten complaints counts ten times. Complaints must be about the decisions in "
    "the data and from the same period.",
    sources=(
        "Przyborowski and Wilenski 1940, Biometrika 31, 313-323 (conditional test of two Poisson rates)",
        "Barker 2002, The American Statistician 56, 85-89 (score limits of a Poisson rate)",
        "Newcombe 1998, Statistics in Medicine 17, 873-890 (method 10)",
    ),
    parts=(
        Part(name="number", title="How many complain", rate="complaint_rate"),
        Part(name="won", title="How many are won", rate="won_rate"),
    ),
    phrases={
        "number": Phrases(
            more=N_("{Group} complained more often than {others}: {rate} decisions against {other_rate}, {gap}."),
            less=N_("{Group} complained less often than {others}: {rate} decisions against {other_rate}, {gap}."),
            equal=N_("{Group} complained as often as {others}: {rate} decisions against {other_rate}, {gap}."),
            fact=N_("Complaints stand against {rate} decisions about {group}; about {others} it is {other_rate}."),
            open=N_("Whether {group} complain more or less often than {others}, the data cannot tell: {gap}."),
            ruled_out=N_(
                "{Group} complained about as often as {others}: {rate} decisions against {other_rate}, {gap}."
            ),
            rate=N_("Complaints per decision"),
            cases=N_("Complaints"),
            total=N_("Decisions"),
        ),
        "won": Phrases(
            more=N_("{Group} won more of their complaints than {others}: {rate} against {other_rate}, {gap}."),
            less=N_("{Group} won fewer of their complaints than {others}: {rate} against {other_rate}, {gap}."),
            equal=N_("{Group} won as many of their complaints as {others}: {rate} against {other_rate}, {gap}."),
            fact=N_("{rate} complaints from {group} were won; of those from {others} it was {other_rate}."),
            open=N_(
                "Whether {group} win more or fewer of their complaints than {others}, the data cannot tell: {gap}."
            ),
            ruled_out=N_(
                "{Group} won about as many of their complaints as {others}: {rate} against {other_rate}, {gap}."
            ),
            rate=N_("Complaints won"),
            cases=N_("Won"),
            total=N_("Won or lost"),
        ),
    },
)
_RESULT_LINE = "complaints: {..., result: ..., won: [...], lost: [...]}"


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table of each attribute, or say that no complaints are named."""
    if plan.complaints is None:
        return NotLookedAt(code="no_complaints_named", plan_line="complaints: {source: complaints.csv}")
    return [Need.of(item.column, CASE) for item in plan.protected]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare how often each group complains, and how often it wins."""
    complaints = evidence.complaints
    if complaints is None or complaints.received == 0:
        nothing = NotLookedAt(code="no_complaints")
        received = () if complaints is None else (Because("complaints", {"cases": 0}),)
        return Looked(parts_not_looked_at={"number": nothing, "won": nothing}, remarks=received)
    comparisons: list[Comparison] = []
    for item in plan.protected:
        if item.column in complaints.by:
            comparisons.extend(_number(plan, evidence, item, complaints))
    missing: dict[str, NotLookedAt] = {}
    measures: list[Measure] = []
    if plan.complaints is None or plan.complaints.result is None:
        missing["won"] = NotLookedAt(code="no_complaint_results", plan_line=_RESULT_LINE)
    elif complaints.won + complaints.lost == 0:
        missing["won"] = NotLookedAt(code="no_complaints_ended")
    else:
        for item in plan.protected:
            comparisons.extend(compare(item, ended(complaints, item.column), Head(part="won")))
        number = rate_number(complaints.won, complaints.won + complaints.lost, confidence=plan.confidence)
        measures.append(Measure(name="won_rate", part="won", number=number))
    return Looked(
        comparisons=tuple(comparisons),
        measures=tuple(measures),
        parts_not_looked_at=missing,
        remarks=tuple(_remarks(plan, complaints)),
    )


def ended(complaints: Complaints, column: str) -> dict[Values, Side]:
    """Return, for each group, the complaints that were won among those won or lost."""
    groups = complaints.by.get(column, {})
    return {(group,): (won, won + lost, 0.0) for group, (_, won, lost) in groups.items()}


def _number(plan: AuditPlan, evidence: Evidence, item: Protected, complaints: Complaints) -> Iterator[Pooled]:
    """Yield the comparisons of numbers. Complaints whose group is not recorded have no decisions to stand against."""
    received = complaints.by[item.column]
    sides: dict[Values, Side] = {
        (group,): (received.get(group, (0, 0, 0))[0], counts.decided, 0.0)
        for (group,), counts in evidence.counts(item.column).items()
        if group is not None and high(counts.decided) > 0
    }
    for pair in compare(item, sides, Head(part="number")):
        yield _events(pair, plan.confidence)


def _events(pair: TwoByTwo, confidence: float) -> Pooled:
    found = compare_events(
        int(high(pair.cases)), pair.total, int(high(pair.other_cases)), pair.other_total, confidence=confidence
    )
    measures = {}
    for name, number in zip(("per_1000", "other_per_1000"), found.rates, strict=True):
        if isinstance(number, Estimate):
            measures[name] = Estimate(value=1000 * number.value)
    return Pooled(
        head=pair.head,
        difference=found.difference,
        ratio=found.ratio,
        people=Undefined(because=Because("complaints_are_not_people")),
        p=found.p,
        p_smallest=found.p_smallest,
        compared=(pair.cases, pair.total, pair.other_cases, pair.other_total),
        rates=found.rates,
        measures=measures,
    )


def _remarks(plan: AuditPlan, complaints: Complaints) -> Iterator[Because]:
    yield Because("complaints", {"cases": complaints.received})
    waiting = complaints.received - complaints.won - complaints.lost
    if plan.complaints is not None and plan.complaints.result is not None and waiting:
        yield Because("complaints_open", {"cases": waiting})
    without = tuple(item.column for item in plan.protected if item.column not in complaints.by)
    if without:
        yield Because("complaints_without", {"columns": without})
    yield from _unrecorded(complaints.by)


def _unrecorded(by: Mapping[str, Mapping[str | None, tuple[int, int, int]]]) -> Iterator[Because]:
    for column, groups in by.items():
        if None in groups:
            yield Because("complaints_unrecorded", {"cases": groups[None][0], "column": column})


SIGNAL = Signal(ENTRY, needs, look)
