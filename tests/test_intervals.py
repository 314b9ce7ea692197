"""Intervals against SciPy, statsmodels, published numbers and each other."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import confint_proportions_2indep

from adm_audit.stats.intervals import (
    clopper_pearson,
    complement,
    join_difference,
    join_ratio,
    mover_ratio,
    newcombe_difference,
    side,
    wilson,
    z_of,
)
from adm_audit.values import Interval

RATES = [(0, 1), (1, 1), (0, 20), (5, 50), (15, 148), (29, 30), (11, 11), (3, 100_000), (500_000, 1_000_000)]
TABLES = [
    (5, 50, 0, 20),
    (0, 20, 5, 50),
    (56, 70, 48, 80),
    (9, 10, 3, 10),
    (0, 10, 0, 20),
    (10, 10, 20, 20),
    (1, 9, 8, 9),
]


@st.composite
def tables(draw: st.DrawFn, most: int = 400) -> tuple[int, int, int, int]:
    total, other_total = draw(st.integers(1, most)), draw(st.integers(1, most))
    return draw(st.integers(0, total)), total, draw(st.integers(0, other_total)), other_total


@pytest.mark.parametrize(("cases", "total"), RATES)
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.999])
def test_rates_agree_with_scipy(cases: int, total: int, confidence: float) -> None:
    test = binomtest(cases, total)
    for ours, method in ((wilson, "wilson"), (clopper_pearson, "exact")):
        found, oracle = ours(cases, total, confidence=confidence), test.proportion_ci(confidence, method)
        assert (found.low, found.high) == pytest.approx((oracle.low, oracle.high), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_difference_agrees_with_statsmodels(table: tuple[int, int, int, int], confidence: float) -> None:
    found = newcombe_difference(*table, confidence=confidence)
    oracle = confint_proportions_2indep(*table, method="newcomb", compare="diff", alpha=1 - confidence)
    assert (found.low, found.high) == pytest.approx(oracle, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [  # published: Newcombe 1998, Statistics in Medicine 17, table II, method 10, contrasts (a) to (h)
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_difference_agrees_with_newcombe(table: tuple[int, int, int, int], low: float, high: float) -> None:
    found = newcombe_difference(*table)
    assert found.low == pytest.approx(low, abs=5.1e-5)
    assert found.high == pytest.approx(high, abs=5.1e-5)


def test_eleven_of_eleven() -> None:
    # published: a bootstrap gives [1, 1] here; Clopper-Pearson .7151 = .025 ** (1/11); Wilson n / (n + z^2) = .7412
    assert clopper_pearson(11, 11) == Interval(pytest.approx(0.025 ** (1 / 11)), 1.0)
    assert wilson(11, 11) == Interval(pytest.approx(11 / (11 + 1.959964**2), abs=1e-6), 1.0)


def test_ratio_by_hand() -> None:
    # 5/50 against 0/20: l1 = .04348, u2 = .16113 (Wilson). X = 0, A = .04348 (.2 - .04348) = .0068057,
    # B = -.16113^2, so L = A / sqrt(A .16113^2) = sqrt(A) / .16113 = .0824967 / .16113 = .5120
    found = mover_ratio(5, 50, 0, 20)
    assert found.low == pytest.approx(0.5120, abs=5e-5)
    assert found.high is None
    assert mover_ratio(0, 10, 0, 20) == Interval(0.0, None)
    assert mover_ratio(0, 20, 5, 50) == Interval(0.0, pytest.approx(1 / 0.5120, abs=2e-4))


def test_ratio_solves_fiellers_equation() -> None:
    # Donner and Zou: a limit r is where the interval of p1 - r p2, with MOVER limits, touches 0:
    # lower: (p1 - r p2)^2 = (p1 - l1)^2 + r^2 (u2 - p2)^2; upper: = (u1 - p1)^2 + r^2 (p2 - l2)^2
    for table in [(56, 70, 48, 80), (9, 10, 3, 10), (3, 1000, 40, 2000), (1, 9, 8, 9)]:
        (p1, l1, u1), (p2, l2, u2) = side(*table[:2]), side(*table[2:])
        found = mover_ratio(*table)
        assert found.high is not None
        r, s = found.low, found.high
        assert (p1 - r * p2) ** 2 == pytest.approx((p1 - l1) ** 2 + (r * (u2 - p2)) ** 2)
        assert (p1 - s * p2) ** 2 == pytest.approx((u1 - p1) ** 2 + (s * (p2 - l2)) ** 2)
        assert r < p1 / p2 < s


@settings(max_examples=50)
@given(tables())
def test_swapping_the_sides_negates_and_inverts(table: tuple[int, int, int, int]) -> None:
    k, n, x, m = table
    found, swapped = newcombe_difference(k, n, x, m), newcombe_difference(x, m, k, n)
    assert (found.low, found.high) == pytest.approx((-(swapped.high or 0), -swapped.low), abs=1e-12)
    ratio, inverse = mover_ratio(k, n, x, m), mover_ratio(x, m, k, n)
    expected = (0.0 if inverse.high is None else 1 / inverse.high, None if inverse.low == 0 else 1 / inverse.low)
    assert ratio.low == pytest.approx(expected[0])
    assert (ratio.high is None) == (expected[1] is None)
    assert ratio.high is None or ratio.high == pytest.approx(expected[1])


@settings(max_examples=50)
@given(tables(), st.sampled_from([0.8, 0.95, 0.999]))
def test_difference_and_ratio_exclude_no_gap_together(table: tuple[int, int, int, int], confidence: float) -> None:
    difference, ratio = newcombe_difference(*table, confidence=confidence), mover_ratio(*table, confidence=confidence)
    assert difference.high is not None
    high = inf if ratio.high is None else ratio.high
    assert (difference.low > 1e-12) == (ratio.low > 1 + 1e-11) or abs(difference.low) < 1e-11
    assert (difference.high < -1e-12) == (high < 1 - 1e-11) or abs(difference.high) < 1e-11


def test_no_small_table_where_difference_and_ratio_disagree() -> None:
    for n in range(1, 13):
        for m in range(1, 13):
            for k in range(n + 1):
                for x in range(m + 1):
                    difference, ratio = newcombe_difference(k, n, x, m), mover_ratio(k, n, x, m)
                    high = inf if ratio.high is None else ratio.high
                    assert (difference.low > 0) == (ratio.low > 1), (k, n, x, m)
                    assert ((difference.high or 0) < 0) == (high < 1), (k, n, x, m)


@settings(max_examples=50)
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(1.0, 20.0))
def test_wilson_inverts_the_score_test_and_widens_with_the_design(pair: tuple[int, int], effect: float) -> None:
    cases, total = pair
    p, low, high = side(cases, total)
    assert 0 <= low <= p <= high <= 1
    z, n = z_of(0.95), total
    for limit in (low, high):
        if 0 < limit < 1:  # the limits are the rates that a score test would just not reject
            assert abs(p - limit) == pytest.approx(z * (limit * (1 - limit) / n) ** 0.5, rel=1e-6)
    wide = wilson(cases, total, design_effect=effect)
    assert wide.low <= low + 1e-12 and high <= (wide.high or 0) + 1e-12
    thinned = wilson(cases / effect, total / effect)
    assert (wide.low, wide.high) == pytest.approx((thinned.low, thinned.high), abs=1e-12)


def test_design_effects_divide_the_counts_of_their_own_side() -> None:
    found = newcombe_difference(40, 100, 30, 200, design_effects=(2.0, 4.0))
    plain = newcombe_difference(20, 50, 7.5, 50)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high))
    ratio, thinned = mover_ratio(40, 100, 30, 200, design_effects=(2.0, 4.0)), mover_ratio(20, 50, 7.5, 50)
    assert (ratio.low, ratio.high) == pytest.approx((thinned.low, thinned.high))
    exact, reduced = clopper_pearson(4, 10, design_effect=2.0), clopper_pearson(2, 5)
    assert (exact.low, exact.high) == pytest.approx((reduced.low, reduced.high))


def test_complement_turns_the_interval_round() -> None:
    found, other = complement(wilson(3, 10)), wilson(7, 10)
    assert (found.low, found.high) == pytest.approx((other.low, other.high))


def test_joined_numbers_need_no_rates() -> None:
    # 3-4-5 triangles: numbers 10 (7 to 14) and 5 (2 to 9): 10 - 5 -+ (sqrt(9 + 16), sqrt(16 + 9)) = 0 to 10
    assert join_difference((10, 7, 14), (5, 2, 9)) == Interval(0.0, 10.0)
    assert join_ratio((0.0, 0.0, 0.5), (0.0, 0.0, 0.5)) == Interval(0.0, None)


@pytest.mark.parametrize(("cases", "total"), [(1, 0), (0, 0), (3, 2), (-1, 5)])
def test_impossible_rates_are_refused(cases: int, total: int) -> None:
    with pytest.raises(ValueError, match="0 <= cases <= total"):
        wilson(cases, total)
