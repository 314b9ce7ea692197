"""Means with intervals, and the difference of two means by Welch: printed beside medians, never judged."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from adm_audit.stats.medians import Values
from adm_audit.values import Because, Estimate, Interval, Number, Undefined


@dataclass(frozen=True, slots=True)
class Moments:
    """A mean, the squared standard error of it, and the people behind it (fewer with a design effect)."""

    mean: float
    squared_error: float
    people: float


def moments(values: Values, *, design_effect: float = 1.0) -> Moments | None:
    """Return the mean of numbers and its squared standard error; None with fewer than two people.

    design_effect: variance inflation (weights, clusters), at least 1.

    >>> moments([(1.0, 1), (3.0, 1)])
    Moments(mean=2.0, squared_error=1.0, people=2.0)
    """
    total = float(sum(count for _, count in values))
    people = total / design_effect
    if people < 2:
        return None
    mean = sum(number * count for number, count in values) / total
    spread = sum(count * (number - mean) ** 2 for number, count in values) / total
    return Moments(mean, spread / (people - 1), people)


def mean_number(values: Values, *, confidence: float = 0.95, design_effect: float = 1.0) -> Number:
    """Return a mean with Student's interval; ``Undefined`` (``too_few_for_a_mean``) with fewer than two people."""
    found = moments(values, design_effect=design_effect)
    if found is None:
        return Undefined(because=Because("too_few_for_a_mean"))
    return _around(found.mean, found.squared_error, found.people - 1, confidence)


def mean_difference(
    one: Values, two: Values, *, confidence: float = 0.95, design_effects: tuple[float, float] = (1.0, 1.0)
) -> Number:
    """Return the difference of two means with Welch's interval (1947, Biometrika 34, 28-35).

    ``Undefined`` (``too_few_for_a_mean``) where a side has fewer than two people.

    >>> found = mean_difference([(1.0, 5), (3.0, 5)], [(2.0, 5), (6.0, 5)])
    >>> round(found.value, 2), round(found.interval.low, 2), round(found.interval.high, 2)
    (-2.0, -3.61, -0.39)
    """
    mine, others = moments(one, design_effect=design_effects[0]), moments(two, design_effect=design_effects[1])
    if mine is None or others is None:
        return Undefined(because=Because("too_few_for_a_mean"))
    error = mine.squared_error + others.squared_error
    freedom = mine.people + others.people - 2
    if error > 0:
        freedom = error**2 / (mine.squared_error**2 / (mine.people - 1) + others.squared_error**2 / (others.people - 1))
    return _around(mine.mean - others.mean, error, freedom, confidence)


def _around(value: float, squared_error: float, freedom: float, confidence: float) -> Number:
    from scipy.special import stdtrit

    half = float(stdtrit(freedom, 0.5 + confidence / 2)) * sqrt(squared_error)
    return Estimate(value=value, interval=Interval(value - half, value + half))
