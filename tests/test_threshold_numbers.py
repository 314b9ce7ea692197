"""Reduction of a gap and loss of usefulness at another cut-off: against hand derivation, statsmodels and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from adm_audit.stats.thresholds import Found, Selected, gap_reduction, usefulness_loss


def _limits(number: object) -> tuple[float, float]:
    interval = number.interval  # type: ignore[attr-defined]
    return interval.low, interval.high


def test_a_gap_that_keeps_its_sign_shrinks_by_the_gap_between_the_cut_offs() -> None:
    # 90 of 300 and 60 of 600 now, 75 and 54 then: 15 of 300 and 6 of 600 lie between, which Newcombe compares
    found = gap_reduction(Selected(300, 90, 75), Selected(600, 60, 54))
    low, high = confint_proportions_2indep(15, 300, 6, 600, method="newcomb", compare="diff")
    assert found.value == pytest.approx(0.2 - 0.16)
    assert _limits(found) == pytest.approx((low, high))


def test_a_gap_that_turns_round_is_reduced_by_what_is_left_of_it() -> None:
    # .30 against .10 now, .10 against .25 then: .20 and -.15, so the gap shrinks by .05, not by .35
    found = gap_reduction(Selected(1000, 300, 100), Selected(1000, 100, 250))
    assert found.value == pytest.approx(0.05)
    assert _limits(found)[1] < 0.2


def test_stricter_cut_off_loses_the_positive_outcomes_between() -> None:
    # 120 of 200 found now, 100 of 110 then: 20 of 120 are lost (Wilson), the hit rate rises from .6 to .91
    found = usefulness_loss(Found(200, 120), Found(110, 100))
    assert found is not None
    low, high = proportion_confint(20, 120, method="wilson")
    assert found.value == pytest.approx(20 / 120)
    assert _limits(found) == pytest.approx((low, high))


def test_wider_cut_off_loses_hit_rate() -> None:
    # 60 of 100 now; 80 of 200 then: the hit rate falls from .6 to .4, a third; a third more are found
    found = usefulness_loss(Found(100, 60), Found(200, 80))
    assert found is not None
    assert found.value == pytest.approx(1 / 3)
    # half of the people are new, so the loss is (1 - ratio) / 2, the ratio that of 20/100 to 60/100
    low, high = _limits(found)
    assert 1 - 2 * high < 20 / 60 < 1 - 2 * low


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (Found(0, 0), Found(10, 5)),
        (Found(10, 0), Found(20, 3)),
        (Found(10, 5), Found(10, 5)),
    ],
)
def test_no_loss_where_no_outcome_tells(now: Found, then: Found) -> None:
    assert usefulness_loss(now, then) is None


def test_a_cut_off_that_finds_nothing_loses_all() -> None:
    # all 5 are lost: Wilson's limits of 5 of 5
    found = usefulness_loss(Found(10, 5), Found(4, 0))
    assert found is not None and found.value == 1
    assert _limits(found) == pytest.approx(proportion_confint(5, 5, method="wilson"))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 60)), min_size=2, max_size=2))
def test_reduction_is_what_the_two_gaps_say_and_never_more_than_the_gap(cells: list[tuple[int, int, int]]) -> None:
    sides = [Selected(now + then + rest, now + then, then) for now, then, rest in cells]
    found = gap_reduction(sides[0], sides[1])
    gaps = [
        abs(getattr(sides[0], at) / sides[0].total - getattr(sides[1], at) / sides[1].total) for at in ("now", "then")
    ]
    low, high = _limits(found)
    assert found.value == pytest.approx(gaps[0] - gaps[1])
    assert low <= found.value <= high
    swapped = gap_reduction(sides[1], sides[0])
    assert (swapped.value, *_limits(swapped)) == pytest.approx((found.value, low, high))


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 80), st.integers(0, 80), st.integers(0, 80), st.integers(0, 80))
def test_loss_is_the_larger_of_both_and_lies_inside(found: int, wrong: int, more: int, more_wrong: int) -> None:
    inner, outer = Found(found + wrong, found), Found(found + wrong + more + more_wrong, found + more)
    for now, then in ((inner, outer), (outer, inner)):
        loss = usefulness_loss(now, then)
        if more + more_wrong == 0:
            assert loss is None
            continue
        assert loss is not None
        low, high = _limits(loss)
        hits = (then.positive / then.judged) / (now.positive / now.judged)
        assert loss.value == pytest.approx(max(1 - then.positive / now.positive, 1 - hits))
        assert low - 1e-12 <= loss.value <= high + 1e-12


@pytest.mark.parametrize("shares", [((0.3, 0.1), (0.1, 0.05)), ((0.3, 0.1), (0.2, 0.2)), ((0.02, 0.01), (0.05, 0.02))])
def test_limits_of_the_reduction_err_no_more_often_than_they_say(shares: tuple[tuple[float, float], ...]) -> None:
    # 97.5 % each way; the upper limit can fail in two ways. 1,000 draws: three standard errors beyond .025 and .05
    (now, then), (other_now, other_then) = shares
    truth = abs(now - other_now) - abs(then - other_then)
    draws = np.random.default_rng(5)
    beyond = [0, 0]
    for _ in range(1000):
        mine, others = draws.random(100), draws.random(600)
        found = gap_reduction(
            Selected(100, float((mine < now).sum()), float((mine < then).sum())),
            Selected(600, float((others < other_now).sum()), float((others < other_then).sum())),
        )
        low, high = _limits(found)
        beyond[0] += low > truth
        beyond[1] += high < truth
    assert beyond[0] <= 25 + 15
    assert beyond[1] <= 50 + 21
