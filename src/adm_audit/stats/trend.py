"""Whether a rate, or the gap between two sides, has moved over periods in one direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, log, sqrt

from adm_audit.stats.change import Term, combine, combine_p
from adm_audit.stats.exact import SMALLEST_P
from adm_audit.stats.exact_strata import expected_cases
from adm_audit.values import Because, Number, Undefined

Sides = tuple[float, float, float, float]
"""Cases and total of the group, cases and total of the others, in one period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapTrend:
    """How the gap of a group moved over periods.

    change: the fitted change from the first period to the last, on a straight line. p: of the trend in the odds ratio,
    given everybody's selections of each period; None where there is nothing to follow.
    since: where in the periods the gap before and after differs most (the first one after), None where nowhere.
    """

    change: Number
    p: float | None
    periods: int
    since: int | None


def trend_p(periods: Sequence[Sides], *, effects: tuple[float, float] = (1.0, 1.0)) -> float | None:
    """Return the two-sided p that the odds ratio has no trend over the periods, which count as equally spaced.

    A score test given all margins: x - E of each period, E at the common odds ratio of Mantel and Haenszel, with Breslow
    and Day's variance V, against s - s̄, where s̄ is the mean of the period numbers s weighted by V. What moves everybody's
    rate alike is no trend. effects: design effects of both sides. None with fewer than two periods that hold both sides,
    selected and not selected people, or where the common odds ratio is 0 or has no value. Sources: Breslow and Day
    1980, Statistical Methods in Cancer Research 1, 142-147; Tarone 1985, Biometrika 72, 91-95.

    >>> steady = [(20, 100, 10, 100)] * 4
    >>> rising = [(10, 100, 10, 100), (15, 100, 10, 100), (20, 100, 10, 100), (25, 100, 10, 100)]
    >>> trend_p(steady), round(trend_p(rising), 3)
    (1.0, 0.063)
    """
    one, two = effects
    tables = [
        (at, x / one, n / one, y / two, m / two)
        for at, (x, n, y, m) in enumerate(periods)
        if n > 0 and m > 0 and 0 < x + y < n + m
    ]
    up = sum(x * (m - y) / (n + m) for _, x, n, y, m in tables)
    down = sum(y * (n - x) / (n + m) for _, x, n, y, m in tables)
    if len(tables) < 2 or up <= 0 or down <= 0:
        return None
    rows = []
    for at, x, n, y, m in tables:
        expected = expected_cases(log(up / down), n, m, x + y)
        cells = (expected, n - expected, x + y - expected, m - (x + y) + expected)
        # a margin of one or two people leaves nearly empty cells: their variance is nearly nothing, and never below
        rows.append((at, x - expected, 1 / sum(1 / cell for cell in cells) if min(cells) > 0 else 0.0))
    weight = sum(v for _, _, v in rows)
    if weight <= 0:
        return None
    middle = sum(at * v for at, _, v in rows) / weight
    spread = sum((at - middle) ** 2 * v for at, _, v in rows)
    if spread <= 0:
        return None
    score = sum((at - middle) * gap for at, gap, _ in rows)
    return min(1.0, max(SMALLEST_P, erfc(abs(score) / sqrt(2 * spread))))


def gap_trend(
    periods: Sequence[Sides], *, confidence: float = 0.95, effects: tuple[float, float] = (1.0, 1.0)
) -> GapTrend:
    """Return how the gap of a group moved. Parameters as in `trend_p`.

    The change is the slope of the gaps on the number of the period, each period weighted by n m / (n + m), times the
    number of steps; its interval is that of `change.combine`. Undefined (``fewer_than_two_periods``) with fewer than two
    periods that hold both sides.

    >>> rising = [(10, 100, 10, 100), (15, 100, 10, 100), (20, 100, 10, 100), (25, 100, 10, 100)]
    >>> found = gap_trend(rising)
    >>> round(found.change.value, 3), found.since
    (0.15, 2)
    """
    both = [(at, sides) for at, sides in enumerate(periods) if sides[1] > 0 and sides[3] > 0]
    if len(both) < 2:
        nothing = Undefined(because=Because("fewer_than_two_periods"))
        return GapTrend(change=nothing, p=None, periods=len(both), since=None)
    factors = _slope([at for at, _ in both], [n * m / (n + m) for _, (_, n, _, m) in both])
    terms = [
        term
        for factor, (_, (x, n, y, m)) in zip(factors, both, strict=True)
        for term in (Term(factor, x, n, effects[0]), Term(-factor, y, m, effects[1]))
    ]
    return GapTrend(
        change=combine(terms, confidence=confidence),
        p=trend_p(periods, effects=effects),
        periods=len(both),
        since=_since(both, effects),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTrend:
    """How a rate moved: the fitted change from the first period to the last, and its p. since: as in `GapTrend`."""

    change: Number
    p: float | None
    periods: int
    since: int | None


def rate_trend(periods: Sequence[tuple[float, float]], *, confidence: float = 0.95, effect: float = 1.0) -> RateTrend:
    """Return how the rate of cases moved over periods (cases, total), on a straight line from the first to the last.

    Weighted by the people of each period, so that the estimate belongs to the trend test of Armitage (1955, Biometrics
    11, 375-386); interval and p as in `change.combine` and `change.combine_p`. Undefined
    (``fewer_than_two_periods``) where fewer than two periods hold anybody.

    >>> found = rate_trend([(100, 1000), (120, 1000), (140, 1000)])
    >>> round(found.change.value, 3), round(found.p, 4)
    (0.04, 0.0058)
    """
    present = [(at, k, n) for at, (k, n) in enumerate(periods) if n > 0]
    if len(present) < 2:
        nothing = Undefined(because=Because("fewer_than_two_periods"))
        return RateTrend(change=nothing, p=None, periods=len(present), since=None)
    factors = _slope([at for at, _, _ in present], [n for _, _, n in present])
    terms = [Term(factor, k, n, effect) for factor, (_, k, n) in zip(factors, present, strict=True)]
    # with all cases or none in every period nothing can have moved
    varied = 0 < sum(k for _, k, _ in present) < sum(n for _, _, n in present)
    both = [(at, (float(k), float(n), 0.0, 0.0)) for at, k, n in present]
    return RateTrend(
        change=combine(terms, confidence=confidence),
        p=combine_p(terms) if varied else 1.0,
        periods=len(present),
        since=_since(both, (effect, effect)),
    )


def _slope(places: Sequence[int], weights: Sequence[float]) -> list[float]:
    """Return the factors of a weighted straight line, times the steps from the first place to the last."""
    middle = sum(s * w for s, w in zip(places, weights, strict=True)) / sum(weights)
    spread = sum(w * (s - middle) ** 2 for s, w in zip(places, weights, strict=True))
    steps = places[-1] - places[0]
    return [steps * w * (s - middle) / spread for s, w in zip(places, weights, strict=True)]


def _since(both: Sequence[tuple[int, Sides]], effects: tuple[float, float]) -> int | None:
    """Return the first period after the cut at which the gaps before and after differ most, in standard errors."""
    best: tuple[float, int] | None = None
    for cut in range(1, len(both)):
        parts = [_summed([sides for _, sides in part]) for part in (both[:cut], both[cut:])]
        terms = [
            Term(sign * own, cases, total, effect)
            for sign, (x, n, y, m) in zip((-1, 1), parts, strict=True)
            for own, cases, total, effect in ((1, x, n, effects[0]), (-1, y, m, effects[1]))
            if total > 0
        ]
        found = combine(terms, confidence=0.6827)
        interval = found.interval
        if found.value == 0 or interval is None or interval.high is None:
            continue
        error = found.value - interval.low if found.value > 0 else interval.high - found.value
        size = abs(found.value) / error if error > 0 else 0.0
        if best is None or size > best[0]:
            best = size, both[cut][0]
    return None if best is None else best[1]


def _summed(parts: Sequence[Sides]) -> Sides:
    x, n, y, m = (sum(column) for column in zip(*parts, strict=True))
    return x, n, y, m
