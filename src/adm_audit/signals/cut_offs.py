"""Cut-offs of a score: the one in use, from the plan or from the decisions, and others to try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adm_audit.counts import high, low
from adm_audit.evidence import CASE, CASES, NO, SCORE, YES, Evidence, unpack
from adm_audit.plan.model import AuditPlan
from adm_audit.signals.scored import AtScore
from adm_audit.stats.calibration import merged
from adm_audit.tally import Axis


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut-off: the codes of the score that it selects, the score itself, and that as text."""

    selected: frozenset[int]
    at: float
    label: str


def cut_in_use(plan: AuditPlan, evidence: Evidence, everyone: Mapping[int, AtScore]) -> Cut | None:
    """Return the cut-off in use: the plan's, else the one that the decisions follow without exception; None else."""
    score, axis = plan.score, evidence.tally.axes[SCORE]
    if score is None:
        return None
    upwards = score.higher == "selected"
    if score.cut_off is not None:
        at, numbers = score.cut_off, axis.numbers or ()
        inside = frozenset(
            code for code in everyone if (number := numbers[code]) is not None and _beyond(number, at, upwards=upwards)
        )
        return Cut(inside, at, f"{at:g}") if inside and len(inside) < len(everyone) else None
    yes, no = _decided(plan, evidence)
    if not yes or not no or yes & no:
        return None
    parted = min(yes) > max(no) if upwards else max(yes) < min(no)
    return _cut(axis, frozenset(yes), upwards=upwards) if parted else None


def _beyond(number: float, at: float, *, upwards: bool) -> bool:
    return number >= at if upwards else number <= at


def _decided(plan: AuditPlan, evidence: Evidence) -> tuple[set[int], set[int]]:
    """Return the codes of the score of people who were selected, and of those who were not."""
    yes: set[int] = set()
    no: set[int] = set()
    cells = evidence.tally.margin(plan.protected[0].column, SCORE, CASE)
    for row, (_, code, case) in enumerate(cells.codes.tolist()):
        if code and case < CASES and high(cells.count(row)) > 0:
            decided = unpack(case)[0]
            (yes if decided == YES else no if decided == NO else set()).add(code)
    return yes, no


def _cut(axis: Axis, selected: frozenset[int], *, upwards: bool) -> Cut:
    """Return the cut-off that selects these codes: the score of the last of them."""
    edge = min(selected) if upwards else max(selected)
    ends = (axis.values[edge] or "").split(" to ")
    label = ends[0] if upwards else ends[-1]
    return Cut(selected, float(label), label)


def cuts_of(plan: AuditPlan, axis: Axis, everyone: Mapping[int, AtScore], now: Cut, *, most: int) -> list[Cut]:
    """Return the cut-offs to try, the one in use among them, from the strictest to the widest.

    most: so many at most, equally filled. None selects nobody or everybody.
    """
    upwards = plan.score is None or plan.score.higher == "selected"
    bins = merged({code: at.people for code, at in everyone.items() if low(at.people) > 0}, most + 1)
    found = {now.selected: now}
    for wanted in range(max(bins.values())):
        codes = frozenset(code for code, number in bins.items() if (number > wanted if upwards else number <= wanted))
        if codes != now.selected:
            found[codes] = _cut(axis, codes, upwards=upwards)
    return sorted(found.values(), key=lambda cut: len(cut.selected))
