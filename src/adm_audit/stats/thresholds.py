"""Another cut-off of a score, for the same people: how far a gap shrinks, and how much usefulness is lost.

Two cut-offs nest: whom both treat alike drops out, so that every change rests on the people between them.
"""

from __future__ import annotations

from dataclasses import dataclass

from adm_audit.stats.disparity import compare
from adm_audit.stats.intervals import join_difference, side
from adm_audit.values import Estimate, Interval

_Limited = tuple[float, float, float]
"""A number with its lower and upper limit."""


@dataclass(frozen=True, slots=True)
class Selected:
    """One side of a comparison: its people, and how many of them each cut-off selects (the one in use, the other)."""

    total: float
    now: float
    then: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a cut-off selects of all people with a known outcome, and how many of those are positive."""

    judged: float
    positive: float


def gap_reduction(
    one: Selected, two: Selected, *, confidence: float = 0.95, design_effects: tuple[float, float] = (1.0, 1.0)
) -> Estimate:
    """Return |G| at the cut-off in use minus |G| at the other one, G the gap in the share selected.

    Both sides hold somebody. With s the sign of G, at least min(s(G - G'), s(G + G')), and the limits are those of this
    minimum: G - G' is the gap in the share of people between the cut-offs (Newcombe 1998, method 10); G + G' is twice
    the gap of a mean within 0 and 1, for which Wilson's limits are too wide rather than too narrow. Never above |G|.

    >>> round(gap_reduction(Selected(100, 30, 10), Selected(100, 10, 5)).value, 3)
    0.15
    """
    sides = tuple(zip((one, two), design_effects, strict=True))

    def gap(parts: tuple[float, float]) -> Interval:
        first, second = (
            side(part, item.total, confidence=confidence, design_effect=effect)
            for part, (item, effect) in zip(parts, sides, strict=True)
        )
        return join_difference(first, second)

    gap_now, gap_then = (one.now / one.total - two.now / two.total, one.then / one.total - two.then / two.total)
    # without a gap in use, the sign of the other one: which group is named first must not matter
    sign, stricter = (1 if (gap_now or gap_then) >= 0 else -1), one.then + two.then <= one.now + two.now
    present = gap((one.now, two.now))
    between = _turned(gap((abs(one.now - one.then), abs(two.now - two.then))), sign if stricter else -sign)
    both = _turned(gap(((one.now + one.then) / 2, (two.now + two.then) / 2)), sign)
    most = max(abs(present.low), abs(present.high or 0.0))
    limits = Interval(min(between[0], 2 * both[0]), min(between[1], 2 * both[1], most))
    # a minimum of differences that are rounded: keep the estimate inside
    value = abs(gap_now) - abs(gap_then)
    return Estimate(value=value, interval=Interval(min(limits.low, value), max(limits.high or 0.0, value)))


def usefulness_loss(
    now: Found, then: Found, *, confidence: float = 0.95, design_effect: float = 1.0
) -> Estimate | None:
    """Return how much less useful the other cut-off is, as a part of 1: the larger of two losses; below 0 it is a gain.

    Fewer found: the part of the positive outcomes found now that is no longer found (Wilson; the same people). Fewer
    right: by which part the hit rate falls, from the ratio of the hit rates between the cut-offs and beyond the stricter
    one (MOVER-R, Donner and Zou 2012). None where no outcome tells: nothing is found now, or nobody between has a known outcome.

    >>> round(usefulness_loss(Found(100, 40), Found(60, 30)).value, 3)
    0.25
    """
    stricter = then.judged < now.judged
    inner, outer = (then, now) if stricter else (now, then)
    between = Found(outer.judged - inner.judged, outer.positive - inner.positive)
    if between.judged <= 0 or not now.positive:
        return None
    share = side(between.positive, outer.positive, confidence=confidence, design_effect=design_effect)
    if not inner.positive:
        # stricter, and nothing is found any more
        return Estimate(value=share[0], interval=Interval(share[1], share[2]))
    ratio = compare(
        between.positive, between.judged, inner.positive, inner.judged,
        confidence=confidence, design_effects=(design_effect, design_effect),
    ).ratio  # fmt: skip
    if not isinstance(ratio, Estimate) or ratio.interval is None or ratio.interval.high is None:
        return None
    rhos = (ratio.value, ratio.interval.low, ratio.interval.high)
    fewer_found = share if stricter else _ordered([_gained(part) for part in share])
    fewer_right = _ordered([_fewer_right(rho, inner.judged / outer.judged, stricter=stricter) for rho in rhos])
    value, low, high = (max(pair) for pair in zip(fewer_found, fewer_right, strict=True))
    return Estimate(value=value, interval=Interval(low, high))


def _turned(interval: Interval, sign: int) -> tuple[float, float]:
    ends = sign * interval.low, sign * (interval.high or 0.0)
    return min(ends), max(ends)


def _ordered(numbers: list[float]) -> _Limited:
    return numbers[0], min(numbers), max(numbers)


def _gained(share: float) -> float:
    """Return the loss where more are found. share: of all found then, the part that is new; below 1."""
    return 1 - 1 / (1 - share)


def _fewer_right(rho: float, weight: float, *, stricter: bool) -> float:
    """Return by which part the hit rate falls. rho: hit rate between over that inside; weight: the part inside."""
    mixed = weight + (1 - weight) * rho
    return 1 - 1 / mixed if stricter else 1 - mixed
