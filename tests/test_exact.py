"""Tests of two rates against SciPy, published numbers and hand derivations."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from adm_audit.stats.exact import SMALLEST_P, chi_square_p, fisher_p, hypergeometric, mid_p, score_test
from adm_audit.stats.exact_strata import expected_cases, stratified_mid_p
from adm_audit.stats.multiplicity import holm

Table = tuple[int, int, int, int]


@st.composite
def tables(draw: st.DrawFn, most: int = 2000) -> Table:
    total, other_total = draw(st.integers(1, most)), draw(st.integers(1, most))
    return draw(st.integers(0, total)), total, draw(st.integers(0, other_total)), other_total


def mid_p_of_scipy(table: Table) -> float:
    k, n, x, m = table
    law = stats.hypergeom(n + m, k + x, n)
    here = law.pmf(k)
    return float(min(1.0, 2 * min(law.cdf(k - 1) + here / 2, law.sf(k) + here / 2)))


def mid_p_of_fractions(strata: list[Table]) -> Fraction:
    """Enumerate every table of every stratum, in exact fractions."""
    law = {0: Fraction(1)}
    for k, n, x, m in strata:
        marked, new = k + x, dict[int, Fraction]()
        for drawn in range(max(0, marked - m), min(n, marked) + 1):
            chance = Fraction(comb(marked, drawn) * comb(n + m - marked, n - drawn), comb(n + m, n))
            for value, before in law.items():
                new[value + drawn] = new.get(value + drawn, Fraction(0)) + before * chance
        law = new
    at = sum(k for k, *_ in strata)
    lower = sum((chance for value, chance in law.items() if value < at), Fraction(0))
    return min(Fraction(1), 2 * min(lower + law[at] / 2, 1 - lower - law[at] / 2))


@settings(max_examples=50)
@given(tables())
def test_mid_p_and_fisher_agree_with_scipy(table: Table) -> None:
    k, n, x, m = table
    for ours, oracle in (
        (mid_p(*table), mid_p_of_scipy(table)),
        (fisher_p(*table), float(stats.fisher_exact([[k, n - k], [x, m - x]])[1])),
    ):
        assert ours == pytest.approx(oracle, rel=1e-9) if oracle > 1e-290 else ours < 1e-280


@pytest.mark.parametrize(
    "table",
    [
        (5_000, 1_000_000, 4_600, 1_000_000),
        (300_000, 1_000_000, 301_000, 1_000_000),
        (2, 30, 90_000, 1_000_000),
        (700_000, 1_000_000, 71, 90),
    ],
)
def test_a_million_people_keep_nine_digits(table: Table) -> None:
    assert mid_p(*table) == pytest.approx(mid_p_of_scipy(table), rel=1e-9)


def test_million_by_ratios_in_exact_fractions() -> None:
    # 3 of 10 against 0 of 12: given 3 cases, P(3) = C(10,3)/C(22,3) = 120/1540 is the end of the upper tail;
    # the lower tail is P(0..2) + half of it: so mid-p = 2 * (120/1540)/2 = 6/77
    assert mid_p(3, 10, 0, 12) == pytest.approx(6 / 77, rel=1e-14)
    # Fisher: P(0) = C(12,3)/C(22,3) = 220/1540 is more likely than the observed table, so only that one counts
    assert fisher_p(3, 10, 0, 12) == pytest.approx(6 / 77, rel=1e-14)


def test_compas_published() -> None:
    # published (ProPublica's 7,214 rows): false positive rates 805/1795 and 349/1488: z = 12.78, p = 2.1e-37
    z, p = score_test(805, 1795, 349, 1488) or (0.0, 1.0)
    assert z == pytest.approx(12.78, abs=5e-3)
    assert p == pytest.approx(2.1e-37, rel=0.03)
    assert fisher_p(805, 1795, 349, 1488) == pytest.approx(5e-38, rel=0.1)
    assert mid_p(805, 1795, 349, 1488) < 1e-30
    # wrong among the flagged: 805/2174 and 349/854: z = -1.957, p = .0504, by mid-p .0510
    z, p = score_test(805, 2174, 349, 854) or (0.0, 1.0)
    assert (z, p) == (pytest.approx(-1.957, abs=5e-4), pytest.approx(0.0504, abs=5e-5))
    assert mid_p(805, 2174, 349, 854) == pytest.approx(0.0510, abs=5e-5)


def test_duo_random_sample_published() -> None:
    # published (CBS / Algorithm Audit, random sample 2014): education mbo 3-4 4/53 above wo 4/169,
    # one-sided pooled z: p = .0387; Fisher one-sided .0949
    z, p = score_test(4, 53, 4, 169) or (0.0, 1.0)
    assert z > 0
    assert p / 2 == pytest.approx(0.0387, abs=5e-5)
    law = stats.hypergeom(222, 8, 53)
    assert law.sf(3) == pytest.approx(0.0949, abs=5e-5)
    assert mid_p(4, 53, 4, 169) == pytest.approx(2 * (law.sf(3) - law.pmf(4) / 2), rel=1e-9)


def test_duo_distances_published() -> None:
    # published (same sample): distance to parents, cases among students; of twelve pairs with a one-sided p below .05
    # four remain after Holm; pairs in which nobody is a case have no test
    distances = [(0, 8), (5, 21), (0, 11), (5, 31), (1, 24), (1, 31), (1, 58), (0, 137), (1, 66)]
    found = [score_test(*one, *two) for one, two in combinations(distances, 2)]
    p_values = [test[1] / 2 for test in found if test is not None]
    assert len(p_values) == 33
    assert sum(p < 0.05 for p in p_values) == 12
    assert sum(p < 0.05 for p in holm(p_values)) == 4


@settings(max_examples=50)
@given(tables())
def test_score_test_squared_is_pearsons_chi_square(table: Table) -> None:
    k, n, x, m = table
    found = score_test(*table)
    if not 0 < k + x < n + m:
        assert found is None
        return
    oracle = stats.chi2_contingency([[k, n - k], [x, m - x]], correction=False)
    assert found is not None
    assert found[0] ** 2 == pytest.approx(oracle.statistic, rel=1e-9, abs=1e-12)
    assert found[1] == pytest.approx(max(oracle.pvalue, SMALLEST_P), rel=1e-8)


def test_chi_square_agrees_with_scipy_and_leaves_empty_groups_out() -> None:
    groups = [(120, 400), (80, 300), (15, 90), (0, 0), (7, 10)]
    oracle = stats.chi2_contingency([[k, n - k] for k, n in groups if n], correction=False)
    assert chi_square_p(groups) == pytest.approx(oracle.pvalue, rel=1e-9)
    assert chi_square_p([(0, 10), (0, 20)]) is None
    assert chi_square_p([(10, 10), (20, 20)]) is None
    assert chi_square_p([(3, 10), (0, 0)]) is None


@settings(max_examples=50)
@given(tables())
def test_swapping_sides_or_complementing_changes_no_p(table: Table) -> None:
    k, n, x, m = table
    for test in (mid_p, fisher_p):
        assert test(x, m, k, n) == pytest.approx(test(*table), rel=1e-9)
        assert test(n - k, n, m - x, m) == pytest.approx(test(*table), rel=1e-9)
    assert 0 < mid_p(*table) <= 1
    assert mid_p(*table) < fisher_p(*table) * 2 + 1e-12


@pytest.mark.parametrize("table", [(0, 0, 3, 9), (3, 9, 0, 0), (0, 5, 0, 7), (5, 5, 7, 7)])
def test_nothing_to_tell_gives_one(table: Table) -> None:
    assert mid_p(*table) == fisher_p(*table) == stratified_mid_p([table]) == 1.0


def test_no_p_is_zero() -> None:
    assert mid_p(10**6, 10**6, 0, 10**6) == SMALLEST_P
    assert fisher_p(9_000, 10_000, 10, 10_000) == SMALLEST_P
    assert stratified_mid_p([(9_000, 10_000, 10, 10_000)] * 3) == SMALLEST_P


@pytest.mark.parametrize("table", [(4, 3, 0, 3), (0, 3, 4, 3), (-1, 3, 0, 3)])
def test_more_cases_than_people_are_refused(table: Table) -> None:
    with pytest.raises(ValueError, match="more cases than people"):
        mid_p(*table)


def test_hypergeometric_sums_to_one_and_agrees_with_scipy() -> None:
    first, chances = hypergeometric(400, 300, 1000)
    values = np.arange(first, first + len(chances))
    assert chances == pytest.approx(stats.hypergeom(1000, 300, 400).pmf(values), rel=1e-9)
    assert chances.sum() == pytest.approx(1.0)


@settings(max_examples=40)
@given(st.lists(tables(most=12), min_size=1, max_size=4))
def test_strata_agree_with_enumeration_in_fractions(strata: list[Table]) -> None:
    assert stratified_mid_p(strata) == pytest.approx(float(mid_p_of_fractions(strata)), rel=1e-9)


@settings(max_examples=40)
@given(tables())
def test_one_stratum_is_the_plain_test(table: Table) -> None:
    assert stratified_mid_p([table]) == pytest.approx(mid_p(*table), rel=1e-9)


def test_strata_against_a_plain_convolution_far_in_the_tail() -> None:
    strata = [(90, 300, 120, 900), (40, 100, 60, 400), (7, 20, 30, 600), (200, 1000, 90, 1100)]
    law = np.array([1.0])
    first = 0
    for k, n, x, m in strata:
        low, high = max(0, k + x - m), min(n, k + x)
        law = np.convolve(law, stats.hypergeom(n + m, k + x, n).pmf(np.arange(low, high + 1)))
        first += low
    at = sum(k for k, *_ in strata) - first
    oracle = 2 * (law[at + 1 :].sum() + law[at] / 2)
    assert oracle < 1e-30
    assert stratified_mid_p(strata) == pytest.approx(oracle, rel=1e-9)


def test_large_strata_use_fast_convolution_without_losing_digits() -> None:
    # two identical strata against the convolution of SciPy's probabilities on the window that holds everything
    table = (100_600, 1_000_000, 100_000, 1_000_000)
    first, chances = hypergeometric(1_000_000, 200_600, 2_000_000)
    values = np.arange(first, first + len(chances))
    law = stats.hypergeom(2_000_000, 200_600, 1_000_000).pmf(values)
    both = np.convolve(law, law)
    at = 2 * 100_600 - 2 * first
    assert stratified_mid_p([table, table]) == pytest.approx(2 * (both[at + 1 :].sum() + both[at] / 2), rel=1e-8)


@pytest.mark.parametrize("log_odds", [-35.0, -3.0, -1e-9, 0.0, 1e-9, 0.7, 35.0])
@pytest.mark.parametrize("margins", [(10, 30, 8), (30, 10, 25), (5, 5, 9), (1, 1000, 500), (100, 3, 102)])
def test_expected_cases_solve_cornfields_equation(log_odds: float, margins: tuple[int, int, int]) -> None:
    n, m, t = margins
    expected = expected_cases(log_odds, n, m, t)
    assert max(0, t - m) - 1e-9 <= expected <= min(n, t) + 1e-9
    left, right = expected * (m - t + expected), np.exp(log_odds) * (n - expected) * (t - expected)
    assert left == pytest.approx(right, rel=1e-6, abs=1e-6 * max(1.0, np.exp(log_odds)))
