"""Medians with limits that hold for any distribution, and differences of medians between two groups."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, floor

from adm_audit.stats.intervals import Side, join_difference, join_ratio
from adm_audit.values import Because, Estimate, Interval, Number, Undefined

Values = Sequence[tuple[float, float]]
"""Different numbers in ascending order, each with how many people have it."""
_CRUMBS = 1e-9
_LARGEST_EXPONENT = 690.0
"""A p below exp(-690) is given as that: smaller numbers lose their digits."""
_EXACT_ENOUGH = 1e-7


def order_limit(people: int, *, confidence: float = 0.95) -> int | None:
    """Return r, so that the r-th smallest and the r-th largest number are limits of the median; None below 6 people.

    people: how many, at least 0. r is the largest with P(Binomial(people, 1/2) < r) at most half of 1 - confidence.
    Source: Thompson 1936, Annals of Mathematical Statistics 7, 122-128.

    >>> order_limit(5), order_limit(6), order_limit(100)
    (None, 1, 40)
    """
    return _order(people, (1 - confidence) / 2)


def _order(people: int, tail: float) -> int | None:
    from scipy.special import bdtr

    low, high = 0, people // 2 + 1
    while high - low > 1:
        middle = (low + high) // 2
        if float(bdtr(middle - 1, people, 0.5)) <= tail:
            low = middle
        else:
            high = middle
    return low or None


def median(values: Values) -> float | None:
    """Return the median: the middle number, or the mean of the two middle ones; None where there is nobody.

    >>> median([(1, 2), (4, 1), (9, 1)]), median([])
    (2.5, None)
    """
    total = sum(count for _, count in values)
    if total <= 0:
        return None
    return (_from_below(values, total / 2) + _from_above(values, total / 2)) / 2


def median_limits(values: Values, *, confidence: float = 0.95, design_effect: float = 1.0) -> Interval | None:
    """Return the limits of a median by order statistics; None for fewer than 6 people (at 95 %).

    design_effect: variance inflation (weights, clusters), at least 1: the limits are those of fewer people. With ties the
    limits hold at least as often as said. Source as in `order_limit`.

    >>> median_limits([(float(day), 1) for day in range(1, 101)])
    Interval(low=40.0, high=61.0)
    """
    found = _limits(values, design_effect, (1 - confidence) / 2)
    return None if found is None else Interval(*found)


def _limits(values: Values, design_effect: float, tail: float) -> tuple[float, float] | None:
    total = sum(count for _, count in values)
    people = floor(total / design_effect + _CRUMBS)
    at = _order(people, tail) if people > 0 else None
    if at is None:
        return None
    position = at * total / people
    return _from_below(values, position), _from_above(values, position)


def median_number(values: Values, *, confidence: float = 0.95, design_effect: float = 1.0) -> Number:
    """Return a median with its limits, as a number; ``Undefined`` (``nobody_in_group``) where there is nobody."""
    middle = median(values)
    if middle is None:
        return Undefined(because=Because("nobody_in_group"))
    limits = median_limits(values, confidence=confidence, design_effect=design_effect)
    return Estimate(value=middle, interval=limits)


def median_difference(one: Number, two: Number) -> Number:
    """Return the difference of two medians, their limits joined as in Newcombe 1998 (method 10; MOVER).

    No interval where one of them has no limits; ``Undefined`` where one of them does not exist.

    >>> same = Estimate(value=5.0, interval=Interval(4.0, 6.0))
    >>> median_difference(same, Estimate(value=2.0, interval=Interval(2.0, 2.0)))
    Estimate(kind='estimate', value=3.0, interval=Interval(low=2.0, high=4.0), exact=None, bounds=None)
    """
    missing = next((number for number in (one, two) if not isinstance(number, Estimate)), None)
    if missing is not None or not isinstance(one, Estimate) or not isinstance(two, Estimate):
        return missing if isinstance(missing, Undefined) else Undefined(because=Because("nobody_in_group"))
    sides = _side(one), _side(two)
    interval = None if sides[0] is None or sides[1] is None else join_difference(sides[0], sides[1])
    return Estimate(value=one.value - two.value, interval=interval)


def median_p(one: Values, two: Values, *, design_effects: tuple[float, float] = (1.0, 1.0)) -> float | None:
    """Return the two-sided p of equal medians: the largest level at which the interval of the difference holds 0.

    It asks nothing of the shapes of the two distributions (Mood's median test does: it rejects equal medians where one
    side is more spread out). Between 1e-300 and 1; None where a side is too small for limits at 95 %.

    >>> early, late = [(float(day), 1) for day in range(40)], [(float(day), 1) for day in range(20, 60)]
    >>> round(median_p(early, late), 5)
    1e-05
    """
    sides = tuple(zip((one, two), design_effects, strict=True))
    middles = median(one), median(two)
    if middles[0] is None or middles[1] is None or any(_limits(*side, 0.025) is None for side in sides):
        return None

    def holds_zero(exponent: float) -> bool:
        limits = [_limits(*side, exp(-exponent) / 2) for side in sides]
        if limits[0] is None or limits[1] is None:
            return True
        gap = join_difference((middles[0] or 0.0, *limits[0]), (middles[1] or 0.0, *limits[1]))
        return gap.low <= 0 <= (gap.high or 0.0)

    if middles[0] == middles[1]:
        return 1.0
    outside, inside = 0.0, _LARGEST_EXPONENT
    if not holds_zero(inside):
        return exp(-inside)
    while inside - outside > _EXACT_ENOUGH:
        middle = (outside + inside) / 2
        outside, inside = (outside, middle) if holds_zero(middle) else (middle, inside)
    return exp(-outside)


def median_ratio(one: Number, two: Number) -> Number:
    """Return the ratio of two medians by MOVER-R (Donner and Zou 2012); ``Undefined`` where a number is not above 0."""
    if not isinstance(one, Estimate) or not isinstance(two, Estimate):
        return Undefined(because=Because("nobody_in_group"))
    sides = _side(one), _side(two)
    lowest = [one.value, two.value, *(side[1] for side in sides if side is not None)]
    if two.value <= 0 or min(lowest) < 0:
        return Undefined(because=Because("no_ratio_of_numbers"))
    interval = None if sides[0] is None or sides[1] is None else join_ratio(sides[0], sides[1])
    return Estimate(value=one.value / two.value, interval=interval)


def _side(number: Estimate) -> Side | None:
    limits = number.interval
    return None if limits is None or limits.high is None else (number.value, limits.low, limits.high)


def _from_below(values: Values, position: float) -> float:
    """Return the number at a position, counted from the smallest (1 is the smallest)."""
    reached = 0.0
    for number, count in values:
        reached += count
        if count > 0 and reached >= position - _CRUMBS * max(1.0, position):
            return number
    return values[-1][0]


def _from_above(values: Values, position: float) -> float:
    reached = 0.0
    for number, count in reversed(values):
        reached += count
        if count > 0 and reached >= position - _CRUMBS * max(1.0, position):
            return number
    return values[0][0]
