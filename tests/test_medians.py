"""Medians and means: held against NumPy, SciPy, and direct enumeration."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from adm_audit.stats.means import mean_difference, mean_number, moments
from adm_audit.stats.medians import (
    median,
    median_difference,
    median_limits,
    median_number,
    median_p,
    median_ratio,
    order_limit,
)
from adm_audit.values import Estimate, Interval, Undefined

Numbers = list[float]
SOME = st.lists(st.integers(-30, 30).map(float), min_size=1, max_size=60)
QUICK = settings(max_examples=50, deadline=None)


def counted(numbers: Numbers | np.ndarray) -> list[tuple[float, int]]:
    return sorted((float(number), count) for number, count in Counter(np.asarray(numbers).tolist()).items())


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
@pytest.mark.parametrize("people", [1, 5, 6, 7, 8, 9, 17, 100, 1001, 250_000])
def test_limits_are_order_statistics_by_the_binomial_distribution(people: int, confidence: float) -> None:
    # largest r with P(X < r) <= tail; binom.ppf gives the smallest k with P(X <= k) >= tail
    at = int(stats.binom.ppf((1 - confidence) / 2, people, 0.5))
    if stats.binom.cdf(at, people, 0.5) <= (1 - confidence) / 2:
        at += 1
    assert order_limit(people, confidence=confidence) == (at or None)


def test_limits_of_twenty_people_are_the_sixth_and_the_fifteenth() -> None:
    # P(5 < X < 15) for X of Binomial(20, 1/2), from tables of the binomial distribution: .9586
    assert order_limit(20) == 6
    assert median_limits([(float(n), 1) for n in range(1, 21)]) == Interval(6.0, 15.0)
    assert 1 - 2 * stats.binom.cdf(5, 20, 0.5) == pytest.approx(0.9586, abs=5e-5)


@QUICK
@given(SOME)
def test_median_is_that_of_numpy(numbers: Numbers) -> None:
    assert median(counted(numbers)) == pytest.approx(np.median(numbers))


@QUICK
@given(SOME)
def test_limits_are_numbers_of_the_sorted_list_around_the_median(numbers: Numbers) -> None:
    limits, at = median_limits(counted(numbers)), order_limit(len(numbers))
    if at is None:
        assert limits is None and len(numbers) < 6
        return
    ordered = sorted(numbers)
    assert limits == Interval(ordered[at - 1], ordered[-at])
    assert median(counted(numbers)) in limits


@QUICK
@given(SOME, st.integers(2, 5))
def test_everybody_several_times_with_that_design_effect_changes_nothing(numbers: Numbers, times: int) -> None:
    once = counted(numbers)
    often = [(number, count * times) for number, count in once]
    assert median(often) == median(once)
    assert median_limits(often, design_effect=times) == median_limits(once)


@QUICK
@given(SOME, SOME, st.integers(-20, 20))
def test_difference_moves_with_one_side_and_turns_its_sign_with_the_sides(one: Numbers, two: Numbers, by: int) -> None:
    gap = median_difference(median_number(counted(one)), median_number(counted(two)))
    moved = median_difference(median_number(counted([x + by for x in one])), median_number(counted(two)))
    turned = median_difference(median_number(counted(two)), median_number(counted(one)))
    assert isinstance(gap, Estimate) and isinstance(moved, Estimate) and isinstance(turned, Estimate)
    assert moved.value == pytest.approx(gap.value + by)
    assert turned.value == pytest.approx(-gap.value)
    if gap.interval is not None and gap.interval.high is not None:
        assert moved.interval is not None and turned.interval is not None
        assert moved.interval.low == pytest.approx(gap.interval.low + by)
        assert turned.interval.low == pytest.approx(-gap.interval.high)
        assert gap.interval.low <= gap.value <= gap.interval.high


def test_nobody_has_no_median_and_few_have_no_limits() -> None:
    nobody, few = median_number([]), median_number([(3.0, 5)])
    assert isinstance(nobody, Undefined) and nobody.because.code == "nobody_in_group"
    assert few == Estimate(value=3.0, interval=None)
    assert isinstance(median_difference(nobody, few), Undefined)
    assert median_difference(few, few) == Estimate(value=0.0, interval=None)


def test_ratio_of_medians_needs_numbers_above_zero() -> None:
    one = Estimate(value=61.0, interval=Interval(60.0, 62.0))
    two = Estimate(value=41.0, interval=Interval(41.0, 41.0))
    found = median_ratio(one, two)
    # MOVER-R with an exact denominator: both limits of the numerator divided by it
    assert isinstance(found, Estimate) and found.interval is not None and found.interval.high is not None
    assert (found.value, found.interval.low, found.interval.high) == pytest.approx((61 / 41, 60 / 41, 62 / 41))
    for other in (Estimate(value=0.0, interval=Interval(0.0, 1.0)), Estimate(value=1.0, interval=Interval(-1.0, 2.0))):
        assert isinstance(median_ratio(one, other), Undefined)


@pytest.mark.parametrize(("one", "two"), [((80, 1.0), (60, 1.0)), ((25, 1.0), (200, 3.0)), ((300, 2.0), (12, 0.5))])
def test_intervals_of_differences_cover_and_false_alarms_are_rare(
    one: tuple[int, float], two: tuple[int, float]
) -> None:
    """Exponential times with different spreads around one median: the true difference is 0."""
    random, covered, runs = np.random.default_rng(7), 0, 300
    for _ in range(runs):
        sides = [counted(np.round((random.exponential(size=n) - np.log(2)) * scale + 50, 6)) for n, scale in (one, two)]
        gap = median_difference(median_number(sides[0]), median_number(sides[1]))
        assert isinstance(gap, Estimate) and gap.interval is not None
        covered += 0.0 in gap.interval
    # 300 runs at a true coverage of .95 give at least 275 with probability .995
    assert covered >= 275


@QUICK
@given(st.lists(st.integers(0, 30).map(float), min_size=2, max_size=50), st.lists(st.integers(0, 30).map(float), min_size=2, max_size=50))  # fmt: skip
def test_means_are_those_of_scipy(one: Numbers, two: Numbers) -> None:
    found = mean_difference(counted(one), counted(two))
    assert isinstance(found, Estimate) and found.interval is not None
    assert found.value == pytest.approx(np.mean(one) - np.mean(two))
    if 0 in (np.var(one), np.var(two)):
        # SciPy warns here; the other side alone decides
        return
    expected = stats.ttest_ind(one, two, equal_var=False).confidence_interval(0.95)
    assert (found.interval.low, found.interval.high) == pytest.approx((expected.low, expected.high))


@QUICK
@given(SOME, SOME)
def test_p_is_the_level_at_which_the_interval_begins_to_hold_zero(one: Numbers, two: Numbers) -> None:
    sides = counted(one), counted(two)
    p = median_p(*sides)
    if min(len(one), len(two)) < 6:
        assert p is None
        return
    assert p is not None and 0 < p <= 1 and median_p(*reversed(sides)) == p
    for level in (0.5, 0.2, 0.05, 0.01, 0.0001):
        gap = median_difference(*(median_number(side, confidence=1 - level) for side in sides))
        assert isinstance(gap, Estimate)
        holds = gap.interval is None or (gap.interval.low <= 0 <= (gap.interval.high or 0))
        assert holds == (p >= level) or abs(p / level - 1) < 1e-6


def test_p_of_a_median_that_is_the_limit_of_the_other_side() -> None:
    # A constant side has no width, so 0 leaves the interval when the lower limit of the other side passes it: with
    # 0..99 against 29.5 when the limit is the 31st smallest (30), from a tail of P(X < 31) of Binomial(100, 1/2) on.
    values = [(float(n), 1) for n in range(100)]
    expected = 2 * stats.binom.cdf(30, 100, 0.5)
    assert median_p(values, [(29.5, 50)]) == pytest.approx(expected, rel=1e-5)
    assert median_p(values, [(49.5, 50)]) == 1
    far = median_p([(float(n), 1) for n in range(5000)], [(float(n + 9000), 1) for n in range(5000)])
    assert far is not None and 0 < far < 1e-290


def test_false_alarms_stay_below_the_level_where_only_the_spread_differs() -> None:
    """Whole days with one median and different spread: Mood's test rejects such pairs of groups far too often."""
    random, alarms, runs = np.random.default_rng(11), 0, 400
    for _ in range(runs):
        one = np.round((random.exponential(size=40) - np.log(2)) * 10 + 50, 1)
        two = np.round((random.exponential(size=200) - np.log(2)) * 40 + 50, 1)
        p = median_p(counted(one), counted(two))
        alarms += p is not None and p < 0.05
    # 400 runs at a true level of .05 give at most 31 with probability .995
    assert alarms <= 31


@QUICK
@given(st.lists(st.integers(0, 30).map(float), min_size=2, max_size=50), st.sampled_from([0.9, 0.95]))
def test_one_mean_has_the_interval_of_student(numbers: Numbers, confidence: float) -> None:
    found = mean_number(counted(numbers), confidence=confidence)
    assert isinstance(found, Estimate) and found.interval is not None
    error = stats.sem(numbers)
    expected = stats.t.interval(confidence, len(numbers) - 1, np.mean(numbers), error) if error else (found.value,) * 2
    assert (found.interval.low, found.interval.high) == pytest.approx(expected)


def test_a_side_without_spread_leaves_the_freedom_to_the_other() -> None:
    # Welch's degrees of freedom are n - 1 of the side that varies: t(0.975; 4) = 2.7764, error sqrt(0.5) = 0.7071
    found = mean_difference([(1.0, 1), (2.0, 1), (3.0, 1), (4.0, 1), (5.0, 1)], [(1.0, 9)])
    assert isinstance(found, Estimate) and found.interval is not None
    assert (found.value, found.interval.low) == pytest.approx((2.0, 2 - 2.7764451 * 0.5**0.5))
    assert mean_difference([(2.0, 3)], [(1.0, 3)]) == Estimate(value=1.0, interval=Interval(1.0, 1.0))


def test_one_person_has_no_mean_with_an_interval() -> None:
    assert moments([(3.0, 1)]) is None
    alone = mean_number([(3.0, 1)])
    assert isinstance(alone, Undefined) and alone.because.code == "too_few_for_a_mean"
    assert isinstance(mean_difference([(3.0, 9)], [(3.0, 1)]), Undefined)
    assert isinstance(mean_number([(3.0, 4)], design_effect=4.0), Undefined)
