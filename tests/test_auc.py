"""The area under the curve from bins, against scikit-learn and DeLong's variance written out person by person."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from adm_audit.counts import Range
from adm_audit.stats.auc import auc, auc_difference
from adm_audit.values import Estimate, Undefined

BINS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=12)


def _people(bins: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    ones = np.repeat(np.arange(len(bins)), [one for one, _ in bins])
    twos = np.repeat(np.arange(len(bins)), [two for _, two in bins])
    return ones, twos


@settings(max_examples=50, deadline=None)
@given(BINS)
def test_area_and_interval_person_by_person(bins: list[tuple[int, int]]) -> None:
    ones, twos = _people(bins)
    found = auc([one for one, _ in bins], [two for _, two in bins])
    if not len(ones) or not len(twos):
        assert isinstance(found.estimate, Undefined) and found.estimate.because.code == "one_outcome_only"
        return
    area = roc_auc_score([1] * len(ones) + [0] * len(twos), np.concatenate([ones, twos]))
    if min(len(ones), len(twos)) * min(area, 1 - area) < 5 - 1e-9:
        assert isinstance(found.estimate, Undefined) and found.estimate.because.code == "too_few_for_auc"
        return
    assert isinstance(found.estimate, Estimate) and found.estimate.interval is not None
    assert found.estimate.value == pytest.approx(area, abs=1e-9)
    # DeLong's placements of each person among those of the other kind
    wins = (ones[:, None] > twos[None, :]) + (ones[:, None] == twos[None, :]) / 2
    variance = wins.mean(axis=1).var(ddof=0) * len(ones) / (len(ones) - 1) / len(ones)
    variance += wins.mean(axis=0).var(ddof=0) * len(twos) / (len(twos) - 1) / len(twos)
    middle, half = log(area / (1 - area)), 1.959963984540054 * sqrt(variance) / (area * (1 - area))
    assert found.estimate.interval.low == pytest.approx(1 / (1 + exp(half - middle)), abs=1e-9)
    assert found.estimate.interval.high == pytest.approx(1 / (1 + exp(-half - middle)), abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 8))
def test_bins_move_the_area_by_no_more_than_they_say(seed: int, bins: int) -> None:
    random = np.random.default_rng(seed)
    ones, twos = random.normal(0.7, 1, 60), random.normal(0, 1, 80)
    edges = np.linspace(-2, 3, bins - 1)
    counts = [np.bincount(np.searchsorted(edges, side), minlength=bins).tolist() for side in (ones, twos)]
    found = auc(*counts)
    area = roc_auc_score([1] * 60 + [0] * 80, np.concatenate([ones, twos]))
    if isinstance(found.estimate, Estimate):
        assert abs(found.estimate.value - area) <= found.error_bound + 1e-12


def test_difference_of_two_areas_and_what_has_none() -> None:
    one, two = auc([10, 20, 70], [60, 30, 10]).estimate, auc([20, 30, 50], [40, 30, 30]).estimate
    gap = auc_difference(one, two)
    assert isinstance(one, Estimate) and isinstance(two, Estimate) and isinstance(gap, Estimate)
    assert one.interval and two.interval and gap.interval and one.interval.high and two.interval.high
    # Newcombe's square-and-add of both limits
    low = sqrt((one.value - one.interval.low) ** 2 + (two.interval.high - two.value) ** 2)
    assert gap.value == one.value - two.value and gap.interval.low == pytest.approx(gap.value - low)
    few = auc([1, 2], [1, 2]).estimate
    assert auc_difference(few, one) == few == auc_difference(one, few)
    ranged = auc([Range(0, 9, None), 2], [1, 2]).estimate
    assert isinstance(ranged, Undefined) and ranged.because.code == "rounded_counts"
    with pytest.raises(ValueError, match="same bins"):
        auc([1], [1, 2])
    # twice the variance: wider by the square root of two on the logit
    once, twice = (auc([30, 70], [60, 40], design_effect=effect).logit_se for effect in (1, 2))
    assert once is not None and twice == pytest.approx(once * sqrt(2))
