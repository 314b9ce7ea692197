"""Bounds under selective outcomes, by enumeration of every possible world."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.counts import Range
from adm_audit.stats.intervals import wilson
from adm_audit.stats.selective import gap_bounds, manski
from adm_audit.values import Bounds, Interval


def test_bounds_by_hand() -> None:
    # 30 right and 20 wrong of 50 selected, 1,000 people: base rate 30/1000 to 980/1000,
    # found of all positives at least 30/(30 + 950), wrongly flagged of all negatives at least 20/(20 + 950)
    found = manski(30, 20, 50, 1000)
    assert (found["base_rate"].low, found["base_rate"].high) == (0.03, 0.98)
    assert (found["true_positive_rate"].low, found["true_positive_rate"].high) == (30 / 980, 1.0)
    assert (found["false_negative_rate"].low, found["false_negative_rate"].high) == (0.0, 950 / 980)
    assert (found["false_positive_rate"].low, found["false_positive_rate"].high) == (20 / 970, 1.0)
    assert (found["false_omission_rate"].low, found["false_omission_rate"].high) == (0.0, 1.0)
    assert found["base_rate"].interval == Interval(wilson(30, 1000).low, wilson(980, 1000).high)
    assert found["true_positive_rate"].interval == Interval(wilson(30, 980).low, 1.0)


@settings(max_examples=50)
@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 3), st.integers(0, 8))
def test_bounds_are_what_some_world_reaches(tp: int, fp: int, unknown: int, unselected: int) -> None:
    selected, total = tp + fp + unknown, tp + fp + unknown + unselected
    found = manski(tp, fp, selected, total)
    worlds = [(tp + a, fp + unknown - a, b, unselected - b) for a in range(unknown + 1) for b in range(unselected + 1)]
    rates = {
        "base_rate": [(t + n) / total for t, f, n, _ in worlds if total],
        "true_positive_rate": [t / (t + n) for t, _, n, _ in worlds if t + n],
        "false_negative_rate": [n / (t + n) for t, _, n, _ in worlds if t + n],
        "false_positive_rate": [f / (f + r) for _, f, _, r in worlds if f + r],
        "false_omission_rate": [n / (n + r) for _, _, n, r in worlds if n + r],
    }
    for name, bounds in found.items():
        assert (bounds.low, bounds.high) == pytest.approx((min(rates[name]), max(rates[name])), abs=1e-12), name
        assert bounds.interval is not None and bounds.interval.low <= bounds.low
        assert bounds.interval.high is not None and bounds.interval.high >= (bounds.high or 0)
    if tp and fp and unselected:
        assert len(found) == 5
    assert ("true_positive_rate" in found) == (tp > 0)


def test_rounded_counts_widen_the_bounds() -> None:
    exact, rounded = manski(630, 860, 1800, 54820), manski(Range(625, 635, 630), Range(855, 865, 860), 1800, 54820)
    for name, bounds in exact.items():
        assert rounded[name].low <= bounds.low and (rounded[name].high or 0) >= (bounds.high or 0)
    assert manski(0, 0, 0, 0) == {}


def test_gaps_of_bounds() -> None:
    one, two = manski(30, 20, 50, 1000), manski(10, 40, 50, 400)
    found = gap_bounds(one["true_positive_rate"], two["true_positive_rate"])
    assert (found.low, found.high) == pytest.approx((30 / 980 - 1, 1 - 10 / 360))
    assert found.interval == Interval(pytest.approx(wilson(30, 980).low - 1), pytest.approx(1 - wilson(10, 360).low))
    assert gap_bounds(Bounds(low=0, high=1), two["base_rate"]).interval is None
