"""Comparisons inside the levels of a factor, pooled: Mantel-Haenszel and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import exp, log, sqrt

from adm_audit.counts import Count, Range, high, low, printed
from adm_audit.exact_strata import stratified_mid_p
from adm_audit.intervals import z_of
from adm_audit.values import Because, Bounds, Estimate, Interval, Number, Undefined

Level = tuple[float, float, float, float]
"""Cases and total of the group, cases and total of the other side, in one stratum."""
_ROUNDS = 50
_EXPECTED = 3


@dataclass(frozen=True, slots=True)
class Stratum:
    """One level of the factor, as four counts."""

    cases: Count
    total: Count
    other_cases: Count
    other_total: Count
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratified:
    """A comparison pooled over strata. ``p`` and ``p_smallest`` are the exact mid-p over all allowed counts.

    people: people of the group inside usable strata times the difference. measures: further numbers by name.
    group_people_outside: people of the group in strata without the other side. opposite_strata: names of strata
    whose gap points against the pooled one beyond chance.
    """

    difference: Number
    ratio: Number
    odds_ratio: Number
    people: Number
    p: float | None
    p_smallest: float | None
    strata_used: int
    group_people_outside: float
    opposite_strata: tuple[str, ...] = ()
    measures: dict[str, Number] = field(default_factory=dict)


def mantel_haenszel(strata: Sequence[Stratum], *, confidence: float = 0.95) -> Stratified:
    """Compare the group with the other side inside each stratum, and pool.

    Difference: Mantel-Haenszel with Sato's variance (1989, Biometrics 45, 1323). Ratio: Greenland and Robins (1985,
    Biometrics 41, 55). Odds ratio: Robins, Breslow and Greenland (1986, Biometrics 42, 311). A stratum that lacks one
    side tells nothing and is left out. No usable stratum: ``Undefined`` (``no_stratum_with_both_sides``).

    >>> strata = [Stratum(10, 100, 20, 100), Stratum(5, 50, 30, 200)]
    >>> round(mantel_haenszel(strata).difference.value, 3)
    -0.078
    """
    usable = [item for item in strata if high(item.total) > 0 and high(item.other_total) > 0]
    outside = sum(low(item.total) for item in strata if high(item.other_total) == 0)
    if not usable:
        nothing = Undefined(because=Because("no_stratum_with_both_sides"))
        return Stratified(
            difference=nothing, ratio=nothing, odds_ratio=nothing, people=nothing, p=None, p_smallest=None,
            strata_used=0, group_people_outside=outside,
        )  # fmt: skip
    levels = [_level(item) for item in usable]
    ranged = any(
        isinstance(count, Range)
        for item in usable
        for count in (item.cases, item.total, item.other_cases, item.other_total)
    )
    z = z_of(confidence)
    difference, ratio, odds = _difference(levels, z), _ratio(levels, z), _odds(levels, z)
    if ranged:
        difference = _widened(difference, usable, _difference_terms, _difference_at, z)
        ratio = _widened(ratio, usable, _ratio_terms, _ratio_at, z)
        odds = _widened(odds, usable, _odds_terms, _odds_at, z)
    p, p_smallest = _tests(levels, usable, difference, ranged=ranged)
    measures: dict[str, Number] = {"odds_ratio": odds}
    homogeneity = breslow_day_tarone(levels)
    if homogeneity is not None and not ranged:
        measures["homogeneity_p"] = Estimate(value=homogeneity)
    inside = sum(level[1] for level in levels)
    return Stratified(
        difference=difference,
        ratio=ratio,
        odds_ratio=odds,
        people=_scaled(difference, inside),
        p=p,
        p_smallest=p_smallest,
        strata_used=len(usable),
        group_people_outside=outside,
        opposite_strata=() if ranged else _opposite(usable, levels, difference),
        measures=measures,
    )


def _level(item: Stratum) -> Level:
    """Return the counts as printed; a withheld one by the middle of its range, so that a point can be shown."""
    k, n, x, m = (
        (low(count) + high(count)) / 2 if printed(count) is None else float(printed(count) or 0)
        for count in (item.cases, item.total, item.other_cases, item.other_total)
    )
    return min(k, n), n, min(x, m), m


def _difference_terms(level: Level) -> tuple[float, float]:
    x, n, y, m = level
    return (x * m - y * n) / (n + m), n * m / (n + m)


def _ratio_terms(level: Level) -> tuple[float, float]:
    x, n, y, m = level
    return x * m / (n + m), y * n / (n + m)


def _odds_terms(level: Level) -> tuple[float, float]:
    x, n, y, m = level
    return x * (m - y) / (n + m), (n - x) * y / (n + m)


def _sums(levels: Sequence[Level], terms: Callable[[Level], tuple[float, float]]) -> tuple[float, float]:
    pairs = [terms(level) for level in levels if level[1] + level[3] > 0]
    return sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)


def _difference(levels: Sequence[Level], z: float) -> Number:
    over, under = _sums(levels, _difference_terms)
    if under <= 0:
        return Undefined(because=Because("no_stratum_with_both_sides"))
    value, p, q = over / under, 0.0, 0.0
    for x, n, y, m in levels:
        size = n + m
        p += (n * n * y - m * m * x + n * m * (m - n) / 2) / (size * size)
        q += (x * (m - y) + y * (n - x)) / (2 * size)
    half = z * sqrt(max(value * p + q, 0.0)) / under
    return Estimate(value=value, interval=Interval(max(-1.0, value - half), min(1.0, value + half)))


def _ratio(levels: Sequence[Level], z: float) -> Number:
    over, under = _sums(levels, _ratio_terms)
    if under == 0:
        return Undefined(because=Because("nobody_selected_among_others"))
    if over == 0:
        return Estimate(value=0.0)
    spread = sum((n * m * (x + y) - x * y * (n + m)) / ((n + m) * (n + m)) for x, n, y, m in levels)
    half = z * sqrt(max(spread, 0.0) / (over * under))
    middle = log(over / under)
    return Estimate(value=over / under, interval=Interval(exp(middle - half), exp(middle + half)))


def _odds(levels: Sequence[Level], z: float) -> Number:
    over, under = _sums(levels, _odds_terms)
    if under == 0:
        return Undefined(because=Because("nobody_selected_among_others"))
    if over == 0:
        return Estimate(value=0.0)
    pr = ps_qr = qs = 0.0
    for x, n, y, m in levels:
        size = n + m
        p, q = (x + m - y) / size, (n - x + y) / size
        r, s = x * (m - y) / size, (n - x) * y / size
        pr, ps_qr, qs = pr + p * r, ps_qr + p * s + q * r, qs + q * s
    variance = pr / (2 * over * over) + ps_qr / (2 * over * under) + qs / (2 * under * under)
    middle, half = log(over / under), z * sqrt(variance)
    return Estimate(value=over / under, interval=Interval(exp(middle - half), exp(middle + half)))


def _difference_at(levels: Sequence[Level], z: float) -> Number:
    return _difference(levels, z)


def _ratio_at(levels: Sequence[Level], z: float) -> Number:
    return _ratio(levels, z)


def _odds_at(levels: Sequence[Level], z: float) -> Number:
    return _odds(levels, z)


def _corners(item: Stratum) -> list[Level]:
    ends = [sorted({low(c), high(c)}) for c in (item.cases, item.total, item.other_cases, item.other_total)]
    return [(min(k, n), n, min(x, m), m) for k, n, x, m in product(*ends) if n > 0 and m > 0] or [_level(item)]


def _extreme(strata: Sequence[Stratum], terms: Callable[[Level], tuple[float, float]], sign: int) -> list[Level]:
    """Return the corner of each stratum that makes the pooled ratio of sums largest (sign 1) or smallest (-1).

    Dinkelbach's method: take the best corner for numerator - value * denominator, renew the value, until still.
    Source: Dinkelbach 1967, Management Science 13, 492-498.
    """
    choices = [_corners(item) for item in strata]
    chosen = [corners[0] for corners in choices]
    for _ in range(_ROUNDS):
        over, under = _sums(chosen, terms)
        value = over / under if under else 0.0
        new = [
            max(corners, key=lambda level: sign * (terms(level)[0] - value * terms(level)[1])) for corners in choices
        ]
        if new == chosen:
            break
        chosen = new
    return chosen


def _widened(
    number: Number,
    strata: Sequence[Stratum],
    terms: Callable[[Level], tuple[float, float]],
    at: Callable[[Sequence[Level], float], Number],
    z: float,
) -> Number:
    ends = [at(_extreme(strata, terms, sign), z) for sign in (-1, 1)]
    least, most = ends
    low_value = least.value if isinstance(least, Estimate) else 0.0
    high_value = most.value if isinstance(most, Estimate) else None
    low_limit = least.interval.low if isinstance(least, Estimate) and least.interval else low_value
    high_limit = most.interval.high if isinstance(most, Estimate) and most.interval else high_value
    interval = Interval(low_limit, high_limit)
    withheld = any(printed(c) is None for i in strata for c in (i.cases, i.total, i.other_cases, i.other_total))
    if withheld or not isinstance(number, Estimate):
        return Bounds(low=low_value, high=high_value, interval=interval)
    return Estimate(value=number.value, interval=interval, bounds=Interval(low_value, high_value))


def _whole(level: Level) -> tuple[int, int, int, int]:
    x, n, y, m = (round(count) for count in level)
    return min(x, n), n, min(y, m), m


def _tests(
    levels: Sequence[Level], strata: Sequence[Stratum], difference: Number, *, ranged: bool
) -> tuple[float, float]:
    if not ranged:
        p = stratified_mid_p([_whole(level) for level in levels])
        return p, p
    ends = [
        stratified_mid_p([_whole(level) for level in _extreme(strata, _difference_terms, sign)]) for sign in (-1, 1)
    ]
    bounds = difference.bounds if isinstance(difference, Estimate) else None
    low_end, high_end = (
        (bounds.low, bounds.high) if bounds else (getattr(difference, "low", -1.0), getattr(difference, "high", 1.0))
    )
    straddles = low_end <= 0 <= (1.0 if high_end is None else high_end)
    return (1.0 if straddles else max(ends)), min(ends)


def _scaled(difference: Number, people: float) -> Number:
    if not isinstance(difference, Estimate) or difference.interval is None or difference.interval.high is None:
        return Undefined(because=Because("size_withheld"))
    limits = Interval(people * difference.interval.low, people * difference.interval.high)
    return Estimate(value=people * difference.value, interval=limits)


def _opposite(strata: Sequence[Stratum], levels: Sequence[Level], difference: Number) -> tuple[str, ...]:
    """Return the strata whose own gap points the other way, each tested at 5 % by the exact test."""
    if not isinstance(difference, Estimate):
        return ()
    return tuple(
        item.name
        for item, level in zip(strata, levels, strict=True)
        if (level[0] / level[1] - level[2] / level[3]) * difference.value < 0
        and stratified_mid_p([_whole(level)]) < 0.05
    )


def breslow_day_tarone(levels: Sequence[Level]) -> float | None:
    """Return the p of the test that all odds ratios are equal, with Tarone's correction.

    Only strata with all expected counts of at least 3; None with fewer than two, or an odds ratio of 0.
    Source: Tarone 1985, Biometrika 72, 91-95.
    """
    from scipy.special import chdtrc

    over, under = _sums(levels, _odds_terms)
    if over <= 0 or under <= 0:
        return None
    odds = over / under
    statistic = shift = spread = 0.0
    used = 0
    for x, n, y, m in levels:
        expected = _expected(odds, n, m, x + y)
        cells = (expected, n - expected, x + y - expected, m - (x + y) + expected)
        if min(cells) < _EXPECTED:
            continue
        variance = 1 / sum(1 / cell for cell in cells)
        statistic += (x - expected) ** 2 / variance
        shift, spread, used = shift + x - expected, spread + variance, used + 1
    if used < 2:
        return None
    return float(chdtrc(used - 1, statistic - shift * shift / spread))


def _expected(odds: float, n: float, m: float, cases: float) -> float:
    """Return the expected cases of the group at a common odds ratio: the root of a quadratic equation."""
    if odds == 1:
        return n * cases / (n + m)
    a, b, c = 1 - odds, m - cases + odds * (n + cases), -odds * n * cases
    root = sqrt(b * b - 4 * a * c)
    for value in ((-b + root) / (2 * a), (-b - root) / (2 * a)):
        if max(0.0, cases - m) - 1e-9 <= value <= min(n, cases) + 1e-9:
            return value
    return n * cases / (n + m)


def conditional_demographic_disparity(
    rows: Sequence[tuple[Count, Count, Count, Count]],
) -> tuple[Number, int]:
    """Return the group's share of the refused minus its share of the accepted, pooled by stratum size.

    rows: for each stratum the group's accepted and total, everyone's accepted and total. A stratum where nobody was
    refused, or accepted, is left out and counted (second value). Rounded counts, or no stratum left: `Undefined`.
    Source: Wachter, Mittelstadt and Russell 2021, Computer Law and Security Review 41, 105567.
    """
    if any(isinstance(count, Range) for row in rows for count in row):
        return Undefined(because=Because("rounded_counts")), 0
    summed = weight = 0.0
    left_out = 0
    for group_cases, group_total, cases, total in (tuple(map(low, row)) for row in rows):
        if cases in (0, total):
            left_out += 1 if total else 0
            continue
        refused = (group_total - group_cases) / (total - cases)
        summed += total * (refused - group_cases / cases)
        weight += total
    if weight == 0:
        return Undefined(because=Because("no_stratum_with_both_decisions")), left_out
    return Estimate(value=summed / weight), left_out
