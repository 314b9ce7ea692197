"""Rates from counts that were rounded or withheld: the corners of all that is possible, and numbers over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adm_audit.counts import Count, Range, high, low, printed
from adm_audit.values import Bounds, Estimate, Interval, Number

Pair = tuple[float, float]
"""Cases and total of one side; the total is above 0 and the cases are not more."""


def corners(cases: Count, total: Count) -> list[Pair]:
    """Return the corners of all pairs (cases, total) that the counts allow, with at least one person.

    Where a box holds impossible pairs, it is cut along cases = total. Empty if nothing is possible.

    >>> corners(3, 10), corners(Range(5, 15, 10), 12)
    ([(3, 10)], [(5, 12), (12, 12)])
    """
    least, most, few, many = low(cases), high(cases), max(low(total), 1), high(total)
    if isinstance(total, float):
        few = low(total)
        least, most = min(least, many), min(most, many)  # sums of weights differ in their last digits
    if many <= 0 or least > many:
        return []
    found = [(k, n) for k in (least, most) for n in (few, many) if k <= n]
    if most > few:
        found += [(n, n) for n in (max(least, few), min(most, many))]
    return list(dict.fromkeys(found))


def shown(cases: Count, total: Count) -> Pair | None:
    """Return cases and total as their source prints them; None where one was withheld, or nobody is printed.

    >>> shown(Range(5, 15, 10), Range(45, 55, 50)), shown(Range(0, 9, None), 50)
    ((10, 50), None)
    """
    k, n = printed(cases), printed(total)
    if k is None or n is None or n <= 0:
        return None
    return min(k, n), n


def is_ranged(counts: Iterable[Count]) -> bool:
    """Return whether any of the counts is known only within limits.

    >>> is_ranged([3, Range(0, 9, None)])
    True
    """
    return any(isinstance(count, Range) for count in counts)


def covering(intervals: Iterable[Interval]) -> Interval:
    """Return the interval from the lowest lower to the highest upper limit.

    >>> covering([Interval(0.1, 0.3), Interval(0.2, None)])
    Interval(low=0.1, high=None)
    """
    lows: list[float] = []
    highs: list[float] = []
    open_ended = False
    for interval in intervals:
        lows.append(interval.low)
        if interval.high is None:
            open_ended = True
        else:
            highs.append(interval.high)
    return Interval(min(lows), None if open_ended else max(highs))


def over(values: Sequence[float], value: float | None, interval: Interval | None, *, ranged: bool) -> Number:
    """Return a number from its values at all corners.

    value: at the printed counts, None where one was withheld. Exact counts give a plain `Estimate`, rounded ones an
    `Estimate` with bounds, withheld ones `Bounds`.

    >>> over([0.1, 0.3], 0.2, None, ranged=True).bounds
    Interval(low=0.1, high=0.3)
    """
    if not ranged:
        return Estimate(value=values[0], interval=interval)
    if value is None:
        return Bounds(low=min(values), high=max(values), interval=interval)
    return Estimate(value=value, interval=interval, bounds=Interval(min(*values, value), max(*values, value)))
