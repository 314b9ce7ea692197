"""Does a group wait longer?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from adm_audit.comparison import Comparison, Head, Looked, Signal, TwoByTwo
from adm_audit.counts import high, printed
from adm_audit.evidence import TERM_SIDES, Evidence
from adm_audit.plan.model import AuditPlan, Protected, Times
from adm_audit.registry import Entry, Part, Phrases
from adm_audit.result import NotLookedAt
from adm_audit.signals.coded import Codes, clusters_of, people_on, sides_of
from adm_audit.signals.families import own_level
from adm_audit.signals.numeric import gap, measures, views
from adm_audit.signals.sides import compare
from adm_audit.stats.rates import rate as rate_number
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Number

ENTRY = Entry(
    name="time_gap",
    title="Waiting longer",
    question="Does each group wait equally long, and is it decided within the term equally often?",
    formula="With a term (within): cases decided after it, or not decided although it is over, divided by all cases that "
    "began at least one term before the newest date in the data; younger ones are left out, as nobody knows yet. "
    "Without a term: the difference of the medians of the days of all cases that have an end. Beside both: medians, "
    "means, and the share of cases without an end.",
    test="With a term: Newcombe's interval (method 10), MOVER-R and the two-sided mid-p exact test. Without: medians with "
    "limits by order statistics, joined as in Newcombe; p is the largest level at which that interval still holds 0 "
    "(the median test would also reject equal medians where one group is only more spread out). Means: Welch's interval, "
    "no verdict. Weights and clusters: design effect of the share that is late, or above the middle.",
    misleads="Cases that are still open have no time: where one group has more of them, its median looks too short. Waiting "
    "times depend on when people apply, on missing papers and on the kind of case. An end date that a computer sets in "
    "the night says nothing about when people were told.",
    sources=(
        "Newcombe 1998, Statistics in Medicine 17, 873-890 (method 10)",
        "Thompson 1936, Annals of Mathematical Statistics 7, 122-128 (limits of the median)",
        "Welch 1947, Biometrika 34, 28-35",
    ),
    phrases={
        "": Phrases(
            more=N_(
                "{Group} had to wait longer than the term more often than {others}: {rate} against {other_rate}, {gap}."
            ),
            less=N_(
                "{Group} had to wait longer than the term less often than {others}: {rate} against {other_rate}, {gap}."
            ),
            equal=N_(
                "{Group} had to wait longer than the term as often as {others}: {rate} against {other_rate}, {gap}."
            ),
            fact=N_("{rate} {group} had to wait longer than the term; among {others} it was {other_rate}."),
            open=N_(
                "Whether {group} have to wait longer than the term more or less often than {others}, the data cannot tell: "
                "{gap}."
            ),
            ruled_out=N_(
                "{Group} had to wait longer than the term about as often as {others}: {rate} against {other_rate}, {gap}."
            ),
            rate=N_("Later than the term"),
            cases=N_("Late"),
            total=N_("Cases old enough"),
        )
    },
    further=(Part(name="median", title="Middle waiting time", rate="median_days"),),
    further_phrases={
        "median": Phrases(
            more=N_(
                "{Group} waited longer than {others}: half of them longer than {rate}, against {other_rate}, {gap}."
            ),
            less=N_(
                "{Group} waited less long than {others}: half of them longer than {rate}, against {other_rate}, {gap}."
            ),
            equal=N_(
                "{Group} waited as long as {others}: half of them longer than {rate}, against {other_rate}, {gap}."
            ),
            fact=N_("Half of {group} waited longer than {rate}; among {others} it was {other_rate}."),
            open=N_("Whether {group} wait longer or less long than {others}, the data cannot tell: {gap}."),
            ruled_out=N_(
                "{Group} waited about as long as {others}: half of them longer than {rate}, against {other_rate}, {gap}."
            ),
            rate=N_("Middle waiting time (median)"),
            cases=N_("Above the middle of all"),
        )
    },
)

_CODE = {side: code for code, side in enumerate(TERM_SIDES)}
_LATE = frozenset({_CODE["late"], _CODE["late_open"]})
_OLD = _LATE | {_CODE["in_time"]}
_OPEN = frozenset({_CODE["late_open"], _CODE["young_open"]})
_DATED = frozenset(_CODE.values()) - {0, _CODE["negative"]}


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return tables of each attribute by days, term and half of each waiting time, or say that none is named."""
    if not plan.times:
        return NotLookedAt(code="no_times", plan_line="times: [{from: ..., to: ..., within: 30}]")
    return [
        Need.of(item.column, axis)
        for item in plan.protected
        for at in range(len(plan.times))
        for axis in (f"time:{at}", f"half:time:{at}", f"term:{at}")
    ]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare each waiting time of the plan, group by group."""
    comparisons: list[Comparison] = []
    remarks: list[Because] = []
    for at, time in enumerate(plan.times):
        for item in plan.protected:
            if evidence.tally.has(item.column, f"time:{at}"):
                comparisons.extend(_attribute(plan, evidence, item, at))
        remarks.extend(_remarks(evidence, plan.protected[0].column, time, at))
    return Looked(comparisons=tuple(comparisons), remarks=tuple(remarks))


def label_of(time: Times) -> str:
    """Return the name of a waiting time, by which findings name it."""
    return f"{time.start} to {time.end}"


def _attribute(plan: AuditPlan, evidence: Evidence, item: Protected, at: int) -> Iterator[Comparison]:
    time = plan.times[at]
    part = "median" if time.within is None else None
    head = Head(part=part, input=label_of(time), worse="higher")
    level = own_level(plan, "time_gap", part)
    late, still = (
        compare(item, sides_of(evidence, item.column, codes), head, clusters_of(evidence, item.column, codes))
        for codes in (Codes(f"term:{at}", _LATE, _OLD), Codes(f"term:{at}", _OPEN, _DATED))
    )
    # all three have the same groups, so that their comparisons come in the same order
    for view, term, waiting in zip(views(evidence, item, f"time:{at}", head, least=0.0), late, still, strict=True):
        beside = measures(view, "days", plan.confidence) | _open_rates(waiting, plan.confidence)
        if part is None:
            yield replace(term, measures=beside)
        else:
            yield gap(view, "days", level, plan.confidence, beside)


def _open_rates(waiting: TwoByTwo, confidence: float) -> dict[str, Number]:
    mine, other = waiting.design_effects
    return {
        "open_rate": rate_number(waiting.cases, waiting.total, confidence=confidence, design_effect=mine),
        "other_open_rate": rate_number(
            waiting.other_cases, waiting.other_total, confidence=confidence, design_effect=other
        ),
    }


def _remarks(evidence: Evidence, attribute: str, time: Times, at: int) -> Iterator[Because]:
    """Yield how many cases have no time, and why, for one waiting time."""
    axis = f"term:{at}"
    if not evidence.tally.has(attribute, axis):
        return
    people = people_on(evidence, attribute, axis)
    newest = evidence.tally.axes[axis].values[-1] or "–"
    for name, codes in (
        ("times_open", _OPEN),
        ("times_young", frozenset({_CODE["young"], _CODE["young_open"]}) if time.within is not None else frozenset()),
        ("times_negative", frozenset({_CODE["negative"]})),
        ("times_undated", frozenset({0})),
    ):
        found = sum((people.get(code, 0) for code in codes), 0)
        if high(found):
            yield Because(
                name,
                {"times": label_of(time), "people": printed(found), "newest": newest, "within": time.within},
            )


SIGNAL = Signal(ENTRY, needs, look)
