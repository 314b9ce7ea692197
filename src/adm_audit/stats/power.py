"""How large a gap could be found. Never power at the observed gap: that only restates p."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import NormalDist
from typing import Literal

from adm_audit.stats.attention import Attention

_POWER_Z = 0.8416212335729143  # the normal quantile of a power of 80 %
_STEPS = 30
_CLOSE = 1e-4
_EXPECTED = 50
"""Below this expected count the large-sample formula is not trusted and the rule itself is enumerated."""
Sign = Literal[1, -1]


@dataclass(frozen=True, slots=True)
class Detectable:
    """The smallest gap, upwards and downwards from the other side's rate, that 8 of 10 such audits would show.

    Both are differences above 0. None: no gap in this direction could be found.
    """

    up: float | None
    down: float | None


@lru_cache(maxsize=8192)
def smallest_detectable(
    total: int,
    other_total: int,
    other_rate: float,
    *,
    alpha: float,
    attention: Attention,
    confidence: float = 0.95,
) -> Detectable:
    """Return the smallest difference that would get the verdict "shown" with a power of 80 %.

    total, other_total: people on both sides (0: nothing could be found). other_rate: 0 to 1, as observed.
    alpha: level of one comparison (family level divided by the number of comparisons). With ``Attention()`` it is the
    smallest gap that the test alone would find. Large counts and a level of differences: the larger of what the test
    and what the level ask for (Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions, chapter 4).
    Small expected counts, or a level of ratios: the power of the verdict's own rule, enumerated.

    >>> found = smallest_detectable(500, 5000, 0.1, alpha=0.05, attention=Attention())
    >>> round(found.up, 3), round(found.down, 3)
    (0.042, 0.037)
    """
    if total <= 0 or other_total <= 0:
        return Detectable(None, None)
    question = _Question(total, other_total, min(max(other_rate, 0.0), 1.0), alpha, attention, confidence)
    return Detectable(_smallest(question, 1), _smallest(question, -1))


@dataclass(frozen=True, slots=True)
class _Question:
    total: int
    other_total: int
    rate: float
    alpha: float
    attention: Attention
    confidence: float


def _smallest(question: _Question, sign: Sign) -> float | None:
    most = 1 - question.rate if sign > 0 else question.rate
    if most <= 0:
        return None
    if question.attention.ratio is None:
        gap = _bisect(lambda gap: gap >= _needed(question, sign * gap), most)
        if gap is not None and _expected(question, sign * gap) >= _EXPECTED:
            return gap
    from adm_audit.stats.power_enumerated import Rule

    rule = Rule(
        question.total,
        question.other_total,
        question.rate,
        sign,
        alpha=question.alpha,
        attention=question.attention,
        confidence=question.confidence,
    )
    return _root(lambda gap: rule.power(question.rate + sign * gap), most)


def _root(power: Callable[[float], float], most: float) -> float | None:
    """Return the gap at which a power that grows with the gap is 80 %; None if it is less even at the largest.

    False position (Illinois) on the normal scale, where the power of most tests is nearly a straight line.
    """

    def beyond(gap: float) -> float:
        return NormalDist().inv_cdf(min(max(power(gap), 1e-9), 1 - 1e-9)) - _POWER_Z

    low, high = 0.0, most
    at_high = beyond(high)
    if at_high < 0:
        return None
    at_low, side = min(beyond(low), -1e-9), 0
    for _ in range(_STEPS):
        gap = (low * at_high - high * at_low) / (at_high - at_low)
        found = beyond(gap)
        if abs(found) < _CLOSE or high - low < _CLOSE * high:
            return gap
        if found > 0:
            high, at_high, at_low, side = gap, found, at_low / 2 if side > 0 else at_low, 1
        else:
            low, at_low, at_high, side = gap, found, at_high / 2 if side < 0 else at_high, -1
    return high


def _bisect(enough: Callable[[float], bool], most: float) -> float | None:
    if not enough(most):
        return None
    low, high = 0.0, most
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _expected(question: _Question, gap: float) -> float:
    mine, other = question.rate + gap, question.rate
    return min(
        question.total * mine,
        question.total * (1 - mine),
        question.other_total * other,
        question.other_total * (1 - other),
    )


def _needed(question: _Question, gap: float) -> float:
    """Return the gap that test and attention level together ask for if the true gap is ``gap``."""
    n1, n2, p2 = question.total, question.other_total, question.rate
    p1 = min(max(p2 + gap, 0.0), 1.0)
    spread = sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    pooled = (p1 * n1 + p2 * n2) / (n1 + n2)
    null = sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    test = NormalDist().inv_cdf(1 - question.alpha / 2) * null + _POWER_Z * spread
    return max(test, (question.attention.difference or 0.0) + _POWER_Z * spread)


def rule_out_total(rate: float, level: float, share: float, *, confidence: float = 0.95, power: float = 0.9) -> float:
    """Return how many people the group needs so that a gap of ``level`` is ruled out when there is none.

    rate: of both sides, 0 to 1. level: a difference above 0. share: group size divided by the size of the other side.
    power: of each side of the interval (both together: 80 % at the default), 1.2816 in the formula
    n1 = (z + z_power)^2 p(1-p)(1 + n1/n2) / level^2.

    >>> round(rule_out_total(0.1, 0.05, 0.1))
    416
    """
    z = NormalDist().inv_cdf(0.5 + confidence / 2) + NormalDist().inv_cdf(power)
    return z * z * rate * (1 - rate) * (1 + share) / (level * level)
