"""Who uses the service, against the people entitled to it, and who leaves before anything is decided?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from adm_audit.comparison import Head, Looked, Signal, TwoByTwo
from adm_audit.counts import Count, Counts, Range, high, low, printed
from adm_audit.evidence import CASE, LEFT, STAGES, Evidence, Values
from adm_audit.plan.model import AuditPlan, Protected, Stages
from adm_audit.registry import Entry, Part, Phrases
from adm_audit.result import NotLookedAt
from adm_audit.signals.funnel import MOST_STAGES
from adm_audit.signals.sides import Clustered, Side, compare
from adm_audit.stats.clusters import kish
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because

MOST_WAYS = 20
"""A column of channels or languages with more values is not compared: too few people use each."""

ENTRY = Entry(
    name="access_gap",
    title="Use of the service",
    question="Do all groups of people entitled use the service, and do some leave before anything is decided?",
    formula="Take-up: people of a group in the data divided by the people of that group who are entitled, as the "
    "population of the plan counts them. Leaving: people who gave up before a decision (by the decision, or because they "
    "did not reach the stage at which the body decides) divided by all who began; by group, and by the channel or "
    "language in which they came.",
    test="Newcombe's interval (method 10) for the difference, MOVER-R for the ratio, two-sided mid-p exact test. The "
    "people entitled are taken as counted without error.",
    misleads="Estimates of who is entitled can be off by more than the gap. People who use the service may live elsewhere. "
    "A channel does not make people leave by itself: those who use it may differ.",
    sources=(
        "Newcombe 1998, Statistics in Medicine 17, 873-890 (method 10)",
        "Moffitt 1983, American Economic Review 73, 1023-1035 (not taking up benefits)",
    ),
    parts=(
        Part(name="take_up", title="Use by people entitled", rate="take_up_rate"),
        Part(name="drop_out", title="Leaving before a decision", rate="drop_out_rate"),
    ),
    phrases={
        "take_up": Phrases(
            more=N_("Of those entitled, {group} are in the data more often than {others}: {rate} against {other_rate}, {gap}."),
            less=N_("Of those entitled, {group} are in the data less often than {others}: {rate} against {other_rate}, {gap}."),
            equal=N_("Of those entitled, {group} are in the data as often as {others}: {rate} against {other_rate}, {gap}."),
            fact=N_("{rate} {group} who are entitled are in the data; of {others} it is {other_rate}."),
            open=N_(
                "Whether {group} who are entitled use the service more or less often than {others}, the data cannot tell: "
                "{gap}."
            ),
            ruled_out=N_(
                "Of those entitled, {group} are in the data about as often as {others}: {rate} against {other_rate}, {gap}."
            ),
            rate=N_("In the data, of those entitled"),
            cases=N_("In the data"),
            total=N_("Entitled"),
        ),
        "drop_out": Phrases(
            more=N_("{Group} left before a decision more often than {others}: {rate} against {other_rate}, {gap}."),
            less=N_("{Group} left before a decision less often than {others}: {rate} against {other_rate}, {gap}."),
            equal=N_("{Group} left before a decision as often as {others}: {rate} against {other_rate}, {gap}."),
            fact=N_("{rate} {group} left before a decision; of {others} it was {other_rate}."),
            open=N_(
                "Whether {group} leave before a decision more or less often than {others}, the data cannot tell: {gap}."
            ),
            ruled_out=N_(
                "{Group} left before a decision about as often as {others}: {rate} against {other_rate}, {gap}."
            ),
            rate=N_("Left before a decision"),
            cases=N_("Left"),
            total=N_("Began"),
        ),
    },
)  # fmt: skip
_ENTITLED_LINE = "population: {source: entitled.csv, count: n, who: entitled}"


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return tables by group and of who left, or say that the plan names neither people entitled nor who left."""
    found: list[Need] = []
    if not isinstance(_entitled(plan), NotLookedAt):
        found += [Need.of(item.column, CASE) for item in plan.protected]
    axis = _leaving(plan)
    if isinstance(axis, str):
        found += [Need.of(name, axis) for name in _ways(plan)]
    if found:
        return found
    return _entitled(plan) or NotLookedAt(code="no_population")


def _entitled(plan: AuditPlan) -> NotLookedAt | None:
    if plan.population is None:
        return NotLookedAt(code="no_entitled", plan_line=_ENTITLED_LINE)
    if plan.population.who != "entitled":
        return NotLookedAt(code="population_not_entitled", plan_line="population: {..., who: entitled}")
    return None


def _leaving(plan: AuditPlan) -> str | NotLookedAt:
    """Return the axis that tells who left, or why there is none."""
    access = plan.access
    if access is not None and access.left and plan.decision.column is not None:
        return LEFT
    if access is None or access.decided_at is None:
        return NotLookedAt(code="no_leaving", plan_line="access: {left: [withdrawn]}")
    return STAGES if _reached(plan) or len(plan.stage_names) <= MOST_STAGES else NotLookedAt(code="too_many_stages")


def _reached(plan: AuditPlan) -> bool:
    """Return whether rows count all who reached a stage, by the number of the stage."""
    return isinstance(plan.stages, Stages) and plan.stages.counts == "reached"


def _ways(plan: AuditPlan) -> list[str]:
    """Return the axes by which leaving is compared: attributes, then channels and languages."""
    columns = [item.column for item in plan.protected]
    further = plan.access.columns if plan.access is not None else ()
    return columns + [f"access:{column}" for column in further if column not in columns]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare who uses the service among those entitled, and who leaves."""
    comparisons: list[TwoByTwo] = []
    remarks: list[Because] = []
    missing: dict[str, NotLookedAt] = {}
    entitled, axis = _entitled(plan), _leaving(plan)
    if entitled is not None:
        missing["take_up"] = entitled
    else:
        for item in plan.protected:
            people = evidence.population.get(item.column)
            comparisons.extend(_take_up(evidence, item, people) if people is not None else ())
        without = tuple(item.column for item in plan.protected if item.column not in evidence.population)
        remarks += [Because("population_without", {"columns": without})] if without else []
    if isinstance(axis, NotLookedAt):
        missing["drop_out"] = axis
    else:
        for name in _ways(plan):
            found, note = _drop_out(plan, evidence, name, axis)
            comparisons.extend(found)
            remarks += note
        if not any(pair.head.part == "drop_out" for pair in comparisons):
            missing["drop_out"] = NotLookedAt(code="nobody_left")
    return Looked(comparisons=tuple(comparisons), parts_not_looked_at=missing, remarks=tuple(remarks))


def _take_up(evidence: Evidence, item: Protected, people: Mapping[str | None, int]) -> Iterator[TwoByTwo]:
    """Yield the comparisons of one attribute; people whose group is not recorded on a side belong to no group there."""
    counts = evidence.counts(item.column)
    sides: dict[Values, Side] = {
        (group,): (counts.get((group,), Counts()).total, number, 0.0)
        for group, number in people.items()
        if group is not None and number > 0
    }
    effect = _weighted(evidence, item.column, counts)
    for pair in compare(item, sides, Head(part="take_up", worse="lower")):
        yield replace(pair, design_effects=(effect, effect))


def _weighted(evidence: Evidence, column: str, counts: Mapping[Values, Counts]) -> float:
    """Return how much weights widen a share of the people in the data; 1 where cases carry none."""
    if not evidence.weighted:
        return 1.0
    squares = evidence.squares(column)
    return max(1.0, kish(*(sum(float(low(held.total)) for held in table.values()) for table in (counts, squares))))


def _drop_out(plan: AuditPlan, evidence: Evidence, name: str, axis: str) -> tuple[list[TwoByTwo], list[Because]]:
    """Return the comparisons by one column, and a remark where it has too many values."""
    counted = evidence.by(axis, name)
    began, left = _codes(plan, axis)
    sides = {group: _side(cells, began, left) for group, cells in counted.items()}
    if axis == STAGES and _reached(plan):
        at = _decided_at(plan) + 1
        sides = {group: _rest(cells, at) for group, cells in counted.items()}
    if all(high(side[0]) == 0 for side in sides.values()):
        return [], []
    item = next((item for item in plan.protected if item.column == name), None)
    clusters = _clusters(evidence, name, axis, began, left)
    if item is not None:
        return list(compare(item, sides, Head(part="drop_out", worse="higher"), clusters)), []
    column = name.removeprefix("access:")
    if len(sides) > MOST_WAYS:
        return [], [Because("too_many_ways", {"column": column, "values": len(sides), "most": MOST_WAYS})]
    head = Head(part="drop_out", about="step", input=column, worse="higher")
    return list(compare(Protected(column=column), sides, head, clusters)), []


def _codes(plan: AuditPlan, axis: str) -> tuple[frozenset[int], frozenset[int]]:
    """Return the codes of the axis of all who began, and of those among them who left."""
    if axis == LEFT:
        return frozenset({1, 2}), frozenset({2})
    at = _decided_at(plan)
    began = frozenset(bits for bits in range(1, 1 << len(plan.stage_names)) if bits & 1)
    return began, frozenset(bits for bits in began if not bits >> at)


def _decided_at(plan: AuditPlan) -> int:
    return plan.stage_names.index(str(plan.access.decided_at if plan.access is not None else ""))


def _rest(cells: Mapping[int, tuple[Count, float]], at: int) -> Side:
    """Return who reached the first stage, and who of them did not reach another, both counted by themselves."""
    first, later = (cells.get(code, (0, 0.0))[0] for code in (1, at))
    if not isinstance(first, Range) and not isinstance(later, Range):
        return max(0, first - later), first, 0.0
    ends = (int(max(0, low(first) - high(later))), int(max(0, high(first) - low(later))))
    shown = (printed(first), printed(later))
    both = None if shown[0] is None or shown[1] is None else int(max(0, shown[0] - shown[1]))
    return Range(*ends, both), first, 0.0


def _side(cells: Mapping[int, tuple[Count, float]], began: frozenset[int], left: frozenset[int]) -> Side:
    cases: Count = 0
    total: Count = 0
    squares = 0.0
    for code, (count, squared) in cells.items():
        if code in began:
            total, squares = total + count, squares + squared
            cases = cases + count if code in left else cases
    return cases, total, squares


def _clusters(
    evidence: Evidence, name: str, axis: str, began: frozenset[int], left: frozenset[int]
) -> Clustered | None:
    table = evidence.clusters.get(frozenset({name, axis}))
    if table is None:
        return None
    fields = (dict.fromkeys((str(code) for code in sorted(codes)), 1.0) for codes in (left, began))
    return Clustered(table, (name,), *fields)


SIGNAL = Signal(ENTRY, needs, look)
