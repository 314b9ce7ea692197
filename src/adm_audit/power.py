"""How large a gap could be found. Never power at the observed gap: that only restates p."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from adm_audit.attention import Attention

_POWER = 0.8416212335729143
_STEPS = 40


@dataclass(frozen=True, slots=True)
class Detectable:
    """The smallest gap, upwards and downwards from the other side's rate, that 8 of 10 such audits would show.

    None: no gap in this direction could be found.
    """

    up: float | None
    down: float | None


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

    alpha: level of one comparison (family level divided by the number of comparisons). With ``Attention()`` it is the
    smallest gap that the test alone would find. Source: Fleiss, Levin and Paik 2003, chapter 4.

    >>> found = smallest_detectable(500, 5000, 0.1, alpha=0.05, attention=Attention())
    >>> round(found.up, 3), round(found.down, 3)
    (0.042, 0.037)
    """
    del confidence
    return Detectable(
        _solve(total, other_total, other_rate, 1, alpha, attention),
        _solve(total, other_total, other_rate, -1, alpha, attention),
    )


def _solve(total: int, other_total: int, rate: float, sign: int, alpha: float, attention: Attention) -> float | None:
    most = 1 - rate if sign > 0 else rate
    if most <= 0 or total <= 0 or other_total <= 0:
        return None

    def enough(gap: float) -> bool:
        return gap >= _needed(total, other_total, rate, sign * gap, alpha, attention)

    if not enough(most):
        return None
    low, high = 0.0, most
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if enough(middle):
            high = middle
        else:
            low = middle
    return high


def _needed(total: int, other_total: int, rate: float, gap: float, alpha: float, attention: Attention) -> float:
    """Return the gap that test and attention level together ask for if the true gap is ``gap``."""
    p1 = min(max(rate + gap, 0.0), 1.0)
    spread = sqrt(p1 * (1 - p1) / total + rate * (1 - rate) / other_total)
    pooled = (p1 * total + rate * other_total) / (total + other_total)
    null = sqrt(pooled * (1 - pooled) * (1 / total + 1 / other_total))
    test = NormalDist().inv_cdf(1 - alpha / 2) * null + _POWER * spread
    return max(test, _level(rate, gap, attention) + _POWER * spread)


def _level(rate: float, gap: float, attention: Attention) -> float:
    """Return the smallest difference that lies beyond any of the levels at this rate."""
    levels = [] if attention.difference is None else [attention.difference]
    if attention.ratio is not None:
        levels.append(rate * (1 / attention.ratio - 1) if gap > 0 else rate * (1 - attention.ratio))
    return min(levels) if levels else 0.0


def rule_out_total(rate: float, level: float, share: float, *, confidence: float = 0.95, power: float = 0.9) -> float:
    """Return how many people the group needs so that a gap of ``level`` is ruled out when there is none.

    share: group size divided by the size of the other side. Power .9 by default: 1.2816 in the formula
    n1 = (z + z_power)^2 p(1-p)(1 + n1/n2) / level^2.

    >>> round(rule_out_total(0.1, 0.05, 0.1))
    416
    """
    z = NormalDist().inv_cdf(0.5 + confidence / 2) + NormalDist().inv_cdf(power)
    return z * z * rate * (1 - rate) * (1 + share) / (level * level)
