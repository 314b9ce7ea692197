"""Largest against smallest rate of many groups: printed without a verdict, because the data choose the groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adm_audit.counts import Count
from adm_audit.stats.boxes import Pair, corners, is_ranged, over, shown
from adm_audit.stats.intervals import side
from adm_audit.values import Because, Bounds, Estimate, Interval, Number, Undefined


@dataclass(frozen=True, slots=True)
class Spread:
    """The largest minus the smallest rate, and which groups these are (positions; None with withheld counts)."""

    number: Number
    highest: int | None
    lowest: int | None


def spread(
    groups: Sequence[tuple[Count, Count]],
    *,
    confidence: float = 0.95,
    design_effects: Sequence[float] | None = None,
) -> Spread:
    """Return the largest minus the smallest rate of several groups (cases, total).

    The interval runs from the largest lower limit of all pairs (at least 0) to the largest upper limit, each pair by
    Newcombe's method at the confidence 1 - (1 - confidence) / pairs. Groups of nobody are left out; fewer than two
    others give ``Undefined`` (``fewer_than_two_groups``). design_effects: of each group, at least 1.

    >>> found = spread([(250, 1000), (270, 1000), (240, 1000)])
    >>> round(found.number.value, 3), found.highest, found.lowest
    (0.03, 1, 2)
    """
    effects = design_effects or [1.0] * len(groups)
    boxes = {at: box for at, group in enumerate(groups) if (box := corners(*group))}
    if len(boxes) < 2:
        return Spread(Undefined(because=Because("fewer_than_two_groups")), None, None)
    level = 1 - (1 - confidence) * 2 / (len(boxes) * (len(boxes) - 1))
    interval = _limits([_Box(box, level, effects[at]) for at, box in boxes.items()])
    rates = {at: _rates(box) for at, box in boxes.items()}
    least = max(0.0, max(min(r) for r in rates.values()) - min(max(r) for r in rates.values()))
    most = max(max(r) for r in rates.values()) - min(min(r) for r in rates.values())
    printed = {at: pair[0] / pair[1] for at in boxes if (pair := shown(*groups[at])) is not None}
    if len(printed) < len(boxes):
        return Spread(Bounds(low=least, high=most, interval=interval), None, None)
    top, bottom = max(printed, key=printed.__getitem__), min(printed, key=printed.__getitem__)
    value = printed[top] - printed[bottom]
    ranged = is_ranged(count for group in groups for count in group)
    return Spread(over([least, most] if ranged else [value], value, interval, ranged=ranged), top, bottom)


def impact_ratio(groups: Sequence[tuple[Count, Count]]) -> Number:
    """Return the smallest rate of several groups (cases, total) divided by the largest, without an interval.

    ``Undefined`` with fewer than two groups of people (``fewer_than_two_groups``), or where nobody is a case
    (``nobody_selected``). Source: Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D.

    >>> round(impact_ratio([(250, 1000), (270, 1000), (240, 1000), (260, 1000)]).value, 3)
    0.889
    """
    boxes = [(_rates(box), shown(*group)) for group in groups if (box := corners(*group))]
    if len(boxes) < 2:
        return Undefined(because=Because("fewer_than_two_groups"))
    lows, highs = [min(rates) for rates, _ in boxes], [max(rates) for rates, _ in boxes]
    printed = [pair[0] / pair[1] for _, pair in boxes if pair is not None]
    if max(highs) == 0:
        return Undefined(because=Because("nobody_selected"))
    most = min(1.0, min(highs) / max(lows)) if max(lows) > 0 else 1.0
    # The group with the smallest possible rate cannot also be the one with the largest.
    least = min(
        min(1.0, low / high) for at, low in enumerate(lows) for to, high in enumerate(highs) if at != to and high > 0
    )
    if len(printed) < len(boxes) or max(printed) == 0:
        return Bounds(low=least, high=most)
    value = min(printed) / max(printed)
    ranged = is_ranged(count for group in groups for count in group)
    return Estimate(value=value, bounds=Interval(min(least, value), max(most, value)) if ranged else None)


def _rates(box: Sequence[Pair]) -> list[float]:
    return [k / n for k, n in box]


class _Box:
    """The limits of one group's rate at every corner that its counts allow."""

    def __init__(self, box: Sequence[Pair], level: float, effect: float) -> None:
        import numpy as np

        limits = [side(k, n, confidence=level, design_effect=effect) for k, n in box]
        self.p, self.low, self.high = (np.array(column) for column in zip(*limits, strict=True))


def _limits(boxes: Sequence[_Box]) -> Interval:
    """Return the largest lower limit (the smallest that the counts allow) and the largest upper one of all pairs."""
    import numpy as np

    owner = np.repeat(np.arange(len(boxes)), [len(box.p) for box in boxes])
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    p, low, high = (np.concatenate([getattr(box, name) for box in boxes]) for name in ("p", "low", "high"))
    largest_low, largest_high = 0.0, 0.0
    for at, box in enumerate(boxes):
        difference = box.p[:, None] - p
        lower = difference - np.hypot((box.p - box.low)[:, None], high - p)
        upper = difference + np.hypot((box.high - box.p)[:, None], p - low)
        surely = np.minimum.reduceat(lower.min(axis=0), starts)
        elsewhere = np.arange(len(boxes)) != at
        largest_low = max(largest_low, float(surely[elsewhere].max()))
        largest_high = max(largest_high, float(upper[:, owner != at].max()))
    return Interval(largest_low, largest_high)
