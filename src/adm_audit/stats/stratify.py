"""Comparisons inside the levels of a factor, pooled: Mantel-Haenszel and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from math import isfinite, isnan
from typing import TYPE_CHECKING

from adm_audit.counts import Count, high, low
from adm_audit.stats.boxes import corners, is_ranged, shown
from adm_audit.stats.disparity import compare
from adm_audit.stats.exact_strata import stratified_mid_p
from adm_audit.stats.intervals import z_of
from adm_audit.stats.pooled import DIFFERENCE, ODDS_RATIO, RATIO, Measure, breslow_day_tarone
from adm_audit.stats.pooled_ranges import Choices, Level
from adm_audit.values import Because, Bounds, Estimate, Interval, Number, Undefined

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_NOBODY = "nobody_selected_among_others"


@dataclass(frozen=True, slots=True)
class Stratum:
    """One level of the factor, as four counts. design_effects: of group and others, as in `disparity.compare`."""

    cases: Count
    total: Count
    other_cases: Count
    other_total: Count
    name: str = ""
    design_effects: tuple[float, float] = (1.0, 1.0)

    @property
    def counts(self) -> tuple[Count, Count, Count, Count]:
        """The four counts in the order in which they are compared."""
        return self.cases, self.total, self.other_cases, self.other_total


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratified:
    """A comparison pooled over strata. ``p`` and ``p_smallest`` are the exact mid-p over all allowed counts.

    people: people of the group inside usable strata times the difference. crude_difference, crude_ratio: of all people,
    without strata. measures: further numbers by name (odds_ratio, homogeneity_p).
    strata_used: strata with both sides; group_people_outside: people of the group in the others, about whom nothing is
    known. opposite_strata: names of strata whose gap points against the pooled one, however small.
    """

    difference: Number
    ratio: Number
    odds_ratio: Number
    people: Number
    crude_difference: Number
    crude_ratio: Number
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
    Rounded and withheld counts: values from the smallest to the largest that they allow (Dinkelbach's method).

    >>> strata = [Stratum(10, 100, 20, 100), Stratum(5, 50, 30, 200)]
    >>> round(mantel_haenszel(strata).difference.value, 3)
    -0.078
    """
    usable = {at: levels for at, item in enumerate(strata) if (levels := _corners(item))}
    outside = sum(low(item.total) for at, item in enumerate(strata) if at not in usable)
    crude = compare(*_sums(strata), confidence=confidence)
    if not usable:
        nothing = Undefined(because=Because("no_stratum_with_both_sides"))
        return Stratified(
            difference=nothing, ratio=nothing, odds_ratio=nothing, people=nothing, p=None, p_smallest=None,
            crude_difference=crude.difference, crude_ratio=crude.ratio, strata_used=0, group_people_outside=outside,
        )  # fmt: skip
    inside = [strata[at] for at in usable]
    pool = _Pool(inside, list(usable.values()), z_of(confidence))
    difference, odds = pool.number(DIFFERENCE), pool.number(ODDS_RATIO)
    p_values = pool.p_values(difference)
    measures: dict[str, Number] = {"odds_ratio": odds}
    homogeneity = None if pool.ranged else breslow_day_tarone(pool.choices.levels[:, 0])
    if homogeneity is not None:
        measures["homogeneity_p"] = Estimate(value=homogeneity)
    people = [item.total for item in inside]
    return Stratified(
        difference=difference,
        ratio=pool.number(RATIO),
        odds_ratio=odds,
        people=_scaled(difference, sum(low(count) for count in people), sum(high(count) for count in people)),
        crude_difference=crude.difference,
        crude_ratio=crude.ratio,
        p=max(p_values),
        p_smallest=min(p_values),
        strata_used=len(inside),
        group_people_outside=outside,
        opposite_strata=tuple(
            item.name for item, levels in zip(inside, usable.values(), strict=True) if _opposite(levels, difference)
        ),
        measures=measures,
    )


def _corners(item: Stratum) -> list[Level]:
    one, two = item.design_effects
    mine, others = corners(item.cases, item.total), corners(item.other_cases, item.other_total)
    return [(k / one, n / one, x / two, m / two) for (k, n), (x, m) in product(mine, others)]


def _sums(strata: Sequence[Stratum]) -> tuple[Count, Count, Count, Count]:
    sums: list[Count] = [0, 0, 0, 0]
    for item in strata:
        sums = [whole + part for whole, part in zip(sums, item.counts, strict=True)]
    return sums[0], sums[1], sums[2], sums[3]


class _Pool:
    """Usable strata with all corners that their counts allow, and the counts as printed where nothing was withheld."""

    def __init__(self, strata: Sequence[Stratum], levels: Sequence[Sequence[Level]], z: float) -> None:
        self.z, self.choices = z, Choices(levels)
        self.ranged = is_ranged(count for item in strata for count in item.counts)
        self.shown = self.choices.levels[:, 0] if not self.ranged else _printed(strata)

    def number(self, measure: Measure) -> Number:
        """Return a pooled number at the printed counts, with what the others that are possible would give."""
        value = low_limit = high_limit = float("nan")
        if self.shown is not None:
            sums = measure.terms(self.shown).sum(axis=0)
            value, low_limit, high_limit = (float(part) for part in measure.finish(sums, self.z))
        if not self.ranged:
            return _number(value, Interval(low_limit, _finite(high_limit)))
        (least, low_limit), (most, high_limit) = self.choices.limits(measure, self.z)
        interval = Interval(low_limit, _finite(high_limit))
        if isnan(least) or least == float("inf"):
            return Undefined(because=Because(_NOBODY), interval=interval)
        bounds = Interval(least, _finite(most))
        if not isfinite(value):
            return Bounds(low=bounds.low, high=bounds.high, interval=interval)
        return Estimate(value=value, interval=interval, bounds=bounds)

    def p_values(self, difference: Number) -> list[float]:
        """Return the exact p of the counts, or of those that a search finds to differ most and least from no gap."""
        if not self.ranged:
            return [stratified_mid_p(_whole(self.choices.levels[:, 0]))]
        found = [stratified_mid_p(_whole(levels)) for levels in self.choices.tests()]
        return [*found, 1.0] if _sign(difference) == 0 else found


def _printed(strata: Sequence[Stratum]) -> Floats | None:
    import numpy as np

    levels: list[list[float]] = []
    for item in strata:
        mine, others = shown(item.cases, item.total), shown(item.other_cases, item.other_total)
        if mine is None or others is None:
            return None
        one, two = item.design_effects
        levels.append([mine[0] / one, mine[1] / one, others[0] / two, others[1] / two])
    return np.array(levels)


def _whole(levels: Floats) -> list[tuple[int, int, int, int]]:
    rounded = [[round(count) for count in level] for level in levels.tolist()]
    return [(min(x, n), n, min(y, m), m) for x, n, y, m in rounded]


def _finite(limit: float) -> float | None:
    return limit if isfinite(limit) else None


def _number(value: float, interval: Interval) -> Number:
    if not isfinite(value):
        return Undefined(because=Because(_NOBODY), interval=interval)
    return Estimate(value=value, interval=interval)


def _scaled(difference: Number, least: float, most: float) -> Number:
    """Return a number of people: a difference times a size that lies between two limits."""

    def times(interval: Interval) -> Interval:
        ends = [size * (end or 0.0) for size in (least, most) for end in (interval.low, interval.high)]
        return Interval(min(ends), max(ends))

    if not isinstance(difference, Estimate | Bounds) or difference.interval is None:
        return difference
    interval = times(difference.interval)
    if isinstance(difference, Bounds):
        bounds = times(Interval(difference.low, difference.high))
        return Bounds(low=bounds.low, high=bounds.high, interval=interval)
    middle = difference.value * (least + most) / 2
    return Estimate(value=middle, interval=interval, bounds=times(difference.bounds) if difference.bounds else None)


def _sign(difference: Number) -> int:
    """Return the sign that a difference has for all counts; 0 if it can be either, or none."""
    ends = (0.0, 0.0)
    if isinstance(difference, Estimate):
        bounds = difference.bounds or Interval(difference.value, difference.value)
        ends = (bounds.low, bounds.high or 0.0)
    elif isinstance(difference, Bounds):
        ends = (difference.low, difference.high or 0.0)
    return 1 if ends[0] > 0 else -1 if ends[1] < 0 else 0


def _opposite(levels: Sequence[Level], difference: Number) -> bool:
    sign = _sign(difference)
    return sign != 0 and all(sign * (x * m - y * n) < 0 for x, n, y, m in levels)


def conditional_demographic_disparity(
    rows: Sequence[tuple[Count, Count, Count, Count]],
) -> tuple[Number, int]:
    """Return the group's share of the refused minus its share of the accepted, pooled by stratum size.

    rows: for each stratum the group's accepted and total, everyone's accepted and total. A stratum where nobody was
    refused, or accepted, is left out and counted (second value). Rounded counts, or no stratum left: `Undefined`.
    Source: Wachter, Mittelstadt and Russell 2021, Computer Law and Security Review 41, 105567.

    >>> number, left_out = conditional_demographic_disparity([(10, 30, 40, 80), (5, 9, 20, 20)])
    >>> number.value, left_out
    (0.25, 1)
    """
    if is_ranged(count for row in rows for count in row):
        return Undefined(because=Because("rounded_counts")), 0
    summed = weight = 0.0
    left_out = 0
    for group_cases, group_total, cases, total in (tuple(map(low, row)) for row in rows):
        if not 0 < cases < total:
            left_out += total > 0
            continue
        refused = (group_total - group_cases) / (total - cases)
        summed += total * (refused - group_cases / cases)
        weight += total
    if weight == 0:
        return Undefined(because=Because("no_stratum_with_both_decisions")), left_out
    return Estimate(value=summed / weight), left_out
