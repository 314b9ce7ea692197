"""Groups compared by a number of each person, such as days or an amount: medians with a test, and means beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from adm_audit.comparison import Head, Pooled, TwoByTwo
from adm_audit.counts import Count, Range
from adm_audit.evidence import Evidence, Values
from adm_audit.plan.model import Protected
from adm_audit.result import Unit
from adm_audit.signals.coded import Codes, clusters_of, sides_of
from adm_audit.signals.sides import compare
from adm_audit.stats.attention import Attention
from adm_audit.stats.means import mean_difference, mean_number
from adm_audit.stats.medians import median_difference, median_number, median_p, median_ratio
from adm_audit.values import Because, Number, Undefined

Counted = dict[float, Count]
"""How many people have each number."""
_BELOW, _ABOVE = 1, 2
_ROUNDED = Undefined(because=Because("rounded_counts"))


@dataclass(frozen=True, slots=True)
class View:
    """One comparison of numbers. half: who is above the middle number of all people, on both sides."""

    half: TwoByTwo
    mine: Counted
    others: Counted


def views(evidence: Evidence, item: Protected, axis: str, head: Head, *, least: float | None = None) -> Iterator[View]:
    """Yield the comparisons of one attribute by the numbers of an axis, in the order of `compare`.

    least: smaller numbers are left out (an end before the beginning).
    """
    codes = Codes(f"half:{axis}", frozenset({_ABOVE}), frozenset({_BELOW, _ABOVE}))
    groups = _numbers(evidence, item.column, axis, least)
    sides = sides_of(evidence, item.column, codes)
    for half in compare(item, sides, head, clusters_of(evidence, item.column, codes)):
        name = half.head.group[item.column]
        yield View(half, groups.get((name,), {}), _sum(_others(half.head, name, groups)))


def _others(head: Head, name: str | None, groups: Mapping[Values, Counted]) -> Iterator[Counted]:
    for (group,), counted in groups.items():
        if head.against_group is not None and group != head.against_group:
            continue
        if group is not None and group != name:
            yield counted


def _numbers(evidence: Evidence, attribute: str, axis: str, least: float | None) -> dict[Values, Counted]:
    cells = evidence.tally.margin(attribute, axis)
    values, numbers = evidence.tally.axes[attribute].values, evidence.tally.axes[axis].numbers or ()
    found: dict[Values, Counted] = {}
    for row, (group, code) in enumerate(cells.codes.tolist()):
        counted = found.setdefault((values[group],), {})
        number = numbers[code] if code < len(numbers) else None
        if number is not None and (least is None or number >= least):
            counted[number] = counted.get(number, 0) + cells.count(row)
    return found


def _sum(several: Iterable[Counted]) -> Counted:
    total: Counted = {}
    for counted in several:
        for number, count in counted.items():
            total[number] = total.get(number, 0) + count
    return total


def measures(view: View, name: str, confidence: float) -> dict[str, Number]:
    """Return medians and means of both sides with their differences. name: what is counted, such as ``days``."""
    names = [f"{side}{kind}_{name}" for kind in ("median", "mean") for side in ("", "other_")]
    gaps = [f"{kind}_gap_{name}" for kind in ("median", "mean")]
    if _is_ranged(view):
        return dict.fromkeys([*names[:2], gaps[0], *names[2:], gaps[1]], _ROUNDED)
    one, two = _medians(view, confidence)
    mine, others = _sorted(view.mine), _sorted(view.others)
    effects = view.half.design_effects
    return {
        names[0]: one,
        names[1]: two,
        gaps[0]: median_difference(one, two),
        names[2]: mean_number(mine, confidence=confidence, design_effect=effects[0]),
        names[3]: mean_number(others, confidence=confidence, design_effect=effects[1]),
        gaps[1]: mean_difference(mine, others, confidence=confidence, design_effects=effects),
    }


def gap(view: View, unit: Unit, level: float | None, confidence: float, beside: Mapping[str, Number]) -> Pooled:
    """Return the comparison of the medians of two sides; beside them, who is above the middle number of all people.

    level: from which difference on a gap needs attention, in the unit; None: any gap beyond chance does.
    beside: numbers without a verdict.
    """
    half, ranged = view.half, _is_ranged(view)
    p = None if ranged else median_p(_sorted(view.mine), _sorted(view.others), design_effects=half.design_effects)
    one, two = (_ROUNDED, _ROUNDED) if ranged else _medians(view, confidence)
    return Pooled(
        head=half.head,
        difference=median_difference(one, two),
        ratio=median_ratio(one, two),
        people=Undefined(because=Because("not_a_share")),
        p=p,
        p_smallest=p,
        compared=(half.cases, half.total, half.other_cases, half.other_total),
        rates=(one, two),
        attention=Attention(level, None),
        unit=unit,
        measures=beside,
        remarks=half.remarks,
    )


def _medians(view: View, confidence: float) -> tuple[Number, Number]:
    mine, other = view.half.design_effects
    return (
        median_number(_sorted(view.mine), confidence=confidence, design_effect=mine),
        median_number(_sorted(view.others), confidence=confidence, design_effect=other),
    )


def _is_ranged(view: View) -> bool:
    return any(isinstance(count, Range) for counted in (view.mine, view.others) for count in counted.values())


def _sorted(counted: Counted) -> list[tuple[float, float]]:
    return [(number, float(count)) for number, count in sorted(counted.items()) if not isinstance(count, Range)]
