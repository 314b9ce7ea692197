"""The strength of a link: against SciPy, pandas and simulation."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency
from scipy.stats.contingency import association

from adm_audit.stats.association import correlation_ratio, cramers_v
from adm_audit.values import Estimate, Interval, Undefined

tables = st.integers(0, 10_000).map(lambda seed: _table(np.random.default_rng(seed)))


def _table(rng: np.random.Generator) -> np.ndarray:
    """Return a table of 2 to 6 rows and columns with 20 to 2,000 people, every row and column with somebody."""
    shape = rng.integers(2, 7, 2)
    shares = rng.dirichlet(np.ones(shape[0] * shape[1]))
    table = rng.multinomial(int(rng.integers(20, 2000)), shares).reshape(shape) + (rng.random(shape) < 0.02)
    return table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]


def strength(number: object) -> float:
    assert isinstance(number, Estimate)
    return number.value


@settings(max_examples=50)
@given(tables)
def test_the_strength_without_its_bias_is_at_most_that_of_scipy_and_nears_it(table: np.ndarray) -> None:
    if min(table.shape) < 2:
        assert isinstance(cramers_v(table.tolist()).strength, Undefined)
        return
    found = cramers_v(table.tolist())
    theirs = association(table, method="cramer")
    assert found.p == pytest.approx(chi2_contingency(table, correction=False).pvalue, abs=1e-9)
    # Bergsma 2013, equation for V~, from SciPy's chi-square
    n, (r, c) = table.sum(), table.shape
    square = max(0.0, chi2_contingency(table, correction=False).statistic / n - (r - 1) * (c - 1) / (n - 1))
    smaller = min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
    assert strength(found.strength) == pytest.approx(min(1.0, sqrt(square / smaller)), abs=1e-9)
    many = cramers_v((table * 10_000).tolist())
    assert strength(many.strength) == pytest.approx(theirs, abs=2e-3)


@settings(max_examples=50)
@given(tables)
def test_the_interval_holds_the_estimate_and_order_does_not_matter(table: np.ndarray) -> None:
    if min(table.shape) < 2:
        return
    found = cramers_v(table.tolist()).strength
    assert isinstance(found, Estimate) and found.interval is not None and found.interval.high is not None
    assert 0 <= found.interval.low <= found.value <= found.interval.high <= 1
    for other in (table[::-1], table[:, ::-1], table.T):
        turned = cramers_v(other.tolist()).strength
        assert isinstance(turned, Estimate) and isinstance(turned.interval, Interval)
        assert turned.value == pytest.approx(found.value, abs=1e-9)
        assert turned.interval.low == pytest.approx(found.interval.low, abs=1e-6)
    twice = cramers_v(table.tolist(), design_effect=2.0).strength
    half = cramers_v((table / 2).tolist()).strength
    assert twice == half


def test_a_perfect_link_is_one_and_none_is_near_zero() -> None:
    perfect = cramers_v([[500, 0], [0, 500]])
    assert strength(perfect.strength) == pytest.approx(1.0)
    assert perfect.p is not None and perfect.p < 1e-100
    even = cramers_v([[250, 250], [250, 250]]).strength
    assert isinstance(even, Estimate) and even.interval is not None and even.interval.high is not None
    # a table that is exactly even does not prove that there is no link at all
    assert even.value == 0.0 and 0.03 < even.interval.high < 0.2


@pytest.mark.parametrize(("people", "mix"), [(150, 0.0), (400, 0.3), (2000, 0.6)])
def test_the_interval_covers_the_true_strength(people: int, mix: float) -> None:
    rng = np.random.default_rng(7)
    apart = rng.dirichlet(np.ones(6) * 3)[:, None] * rng.dirichlet(np.ones(3) * 3)[None, :]
    shares = (1 - mix) * apart + mix * rng.dirichlet(np.ones(18) * 0.5).reshape(6, 3)
    expected = shares.sum(axis=1, keepdims=True) * shares.sum(axis=0, keepdims=True)
    true = sqrt(((shares - expected) ** 2 / expected).sum() / 2)
    covered = 0
    for _ in range(300):
        found = cramers_v(rng.multinomial(people, shares.ravel()).reshape(6, 3).tolist()).strength
        interval = found.interval if isinstance(found, Estimate) else None
        assert interval is not None and interval.high is not None
        covered += interval.low - 1e-12 <= true <= interval.high + 1e-12
    # 95 % less three standard errors of 300 draws
    assert covered / 300 >= 0.912


def test_the_correlation_ratio_is_that_of_the_people_one_by_one() -> None:
    rng = np.random.default_rng(3)
    group = rng.integers(0, 3, 400)
    number = np.round(rng.normal(group * 0.5, 1), 1)
    values = np.unique(number)
    table = [[int(((number == value) & (group == g)).sum()) for g in range(3)] for value in values]
    within = sum(((number[group == g] - number[group == g].mean()) ** 2).sum() for g in range(3))
    whole = ((number - number.mean()) ** 2).sum()
    # Kelley's epsilon squared: 1 - (within / (n - k)) / (whole / (n - 1))
    expected = sqrt(1 - (within / 397) / (whole / 399))
    assert strength(correlation_ratio(values.tolist(), table)) == pytest.approx(expected, abs=1e-9)


def test_what_has_no_strength() -> None:
    assert isinstance(cramers_v([[10, 20]]).strength, Undefined)
    assert isinstance(cramers_v([[10, 0], [20, 0]]).strength, Undefined)
    assert isinstance(correlation_ratio([1.0], [[10, 20]]), Undefined)
