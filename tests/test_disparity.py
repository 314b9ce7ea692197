"""Rates and comparisons: exact, rounded and withheld counts, against published tables, enumeration and Fairlearn."""

from __future__ import annotations

from itertools import product
from math import inf

import numpy as np
import pytest
from fairlearn.metrics import MetricFrame, selection_rate
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from adm_audit.counts import Count, Range, high, low
from adm_audit.stats.boxes import corners
from adm_audit.stats.disparity import Disparity, against_overall, compare
from adm_audit.stats.exact import mid_p
from adm_audit.stats.intervals import mover_ratio, newcombe_difference, wilson
from adm_audit.stats.rates import rate
from adm_audit.stats.widest import impact_ratio, spread
from adm_audit.values import Bounds, Estimate, Interval, Number, Undefined

# published (ProPublica, all 7,214 rows): TN, FP, FN, TP and FPR, FNR, FDR, FOR, selected, TPR
COMPAS = {
    "African-American": ((990, 805, 532, 1369), (0.4485, 0.2799, 0.3703, 0.3495, 0.5882, 0.7201)),
    "Asian": ((21, 2, 3, 6), (0.0870, 0.3333, 0.2500, 0.1250, 0.2500, 0.6667)),
    "Caucasian": ((1139, 349, 461, 505), (0.2345, 0.4772, 0.4087, 0.2881, 0.3480, 0.5228)),
    "Hispanic": ((318, 87, 129, 103), (0.2148, 0.5560, 0.4579, 0.2886, 0.2983, 0.4440)),
    "Native American": ((5, 3, 1, 9), (0.3750, 0.1000, 0.2500, 0.1667, 0.6667, 0.9000)),
    "Other": ((208, 36, 90, 43), (0.1475, 0.6767, 0.4557, 0.3020, 0.2095, 0.3233)),
    "Female": ((609, 288, 195, 303), (0.3211, 0.3916, 0.4873, 0.2425, 0.4237, 0.6084)),
    "Male": ((2072, 994, 1021, 1732), (0.3242, 0.3709, 0.3646, 0.3301, 0.4685, 0.6291)),
    "< 25": ((305, 360, 225, 639), (0.5414, 0.2604, 0.3604, 0.4245, 0.6534, 0.7396)),
    "25-45": ((1479, 741, 706, 1183), (0.3338, 0.3737, 0.3851, 0.3231, 0.4682, 0.6263)),
    "> 45": ((897, 181, 285, 213), (0.1679, 0.5723, 0.4594, 0.2411, 0.2500, 0.4277)),
}


def value(number: Number) -> float:
    assert isinstance(number, Estimate)
    return number.value


def code(number: Number) -> str:
    assert isinstance(number, Undefined)
    return number.because.code


def six_rates(tn: int, fp: int, fn: int, tp: int) -> list[tuple[int, int]]:
    """FPR, FNR, FDR, FOR, selected and TPR as cases and total."""
    n = tn + fp + fn + tp
    return [(fp, fp + tn), (fn, fn + tp), (fp, fp + tp), (fn, fn + tn), (fp + tp, n), (tp, tp + fn)]


@pytest.mark.parametrize("group", COMPAS)
def test_compas_rates(group: str) -> None:
    counts, published = COMPAS[group]
    found = [value(rate(*pair)) for pair in six_rates(*counts)]
    assert found == pytest.approx(published, abs=5.1e-5)
    assert found[1] + found[5] == pytest.approx(1.0, abs=1e-15)  # FNR + TPR, of the group's own people


def test_compas_comparison() -> None:
    # published: African-American against Caucasian, ratios of FPR, FNR, FDR, FOR, selection and TPR
    one, two = (six_rates(*COMPAS[name][0]) for name in ("African-American", "Caucasian"))
    found = [compare(*a, *b) for a, b in zip(one, two, strict=True)]
    assert [value(f.ratio) for f in found] == pytest.approx([1.912, 0.586, 0.906, 1.213, 1.690, 1.378], abs=6e-4)
    assert found[0].score_z == pytest.approx(12.78, abs=5e-3)
    assert found[0].p is not None and found[0].p < 1e-30
    assert found[2].score_p == pytest.approx(0.0504, abs=5e-5)
    assert found[2].p == pytest.approx(0.0510, abs=5e-5)


def test_duo_rounded_counts() -> None:
    # published (DUO 2014, rounded to 10): selected 2,010 of 54,820 against 1,050 of 178,200: 3.667 and .589 %, 6.22 times
    def ten(printed: int) -> Range:
        return Range(printed - 5, printed + 5, printed)

    found = compare(ten(2010), ten(54820), ten(1050), ten(178200))
    assert value(found.ratio) == pytest.approx(6.22, abs=5e-3)
    assert isinstance(found.ratio, Estimate) and found.ratio.bounds is not None
    # by hand: (2005 * 178195) / (54825 * 1055) and (2015 * 178205) / (54815 * 1045)
    assert found.ratio.bounds.low == pytest.approx(2005 * 178195 / (54825 * 1055))
    assert found.ratio.bounds.high == pytest.approx(2015 * 178205 / (54815 * 1045))
    # wrong visits per 1,000 people: 4.8 against 11.5, 2.38 times (2.15-2.64)
    exact = compare(630, 54820, 860, 178200)
    assert value(exact.ratio) == pytest.approx(2.38, abs=5e-3)
    assert isinstance(exact.ratio, Estimate) and exact.ratio.interval is not None
    assert exact.ratio.interval.low == pytest.approx(2.15, abs=5e-3)
    assert exact.ratio.interval.high == pytest.approx(2.64, abs=5e-3)


def test_complement_tells_what_the_ratio_hides() -> None:
    # granted 97 against 99 %: the ratio is .98, but there are 3 times the refusals
    found = compare(970, 1000, 990, 1000)
    assert value(found.ratio) == pytest.approx(97 / 99)
    assert value(found.complement_ratio) == pytest.approx(3.0)
    refused = mover_ratio(30, 1000, 10, 1000)
    assert isinstance(found.complement_ratio, Estimate) and found.complement_ratio.interval is not None
    assert found.complement_ratio.interval.low == pytest.approx(refused.low)
    assert found.complement_ratio.interval.high == pytest.approx(refused.high)


def test_people_are_the_group_times_the_difference() -> None:
    found, limits = compare(30, 200, 40, 400), newcombe_difference(30, 200, 40, 400)
    assert isinstance(found.people, Estimate)
    assert found.people.value == pytest.approx(200 * 0.05)
    assert found.people.interval == Interval(pytest.approx(200 * limits.low), pytest.approx(200 * (limits.high or 0)))


def test_overall_rate() -> None:
    # 30 of 200 against 40 of 400: against all 70 of 600 it is .15 - .11667
    found = against_overall(compare(30, 200, 40, 400).difference, 200, 400)
    assert value(found) == pytest.approx(30 / 200 - 70 / 600)
    bounded = against_overall(Bounds(low=-0.3, high=0.6, interval=Interval(-0.6, 0.9)), 200, 400)
    assert bounded == Bounds(
        low=pytest.approx(-0.2), high=pytest.approx(0.4), interval=Interval(pytest.approx(-0.4), pytest.approx(0.6))
    )


def test_what_does_not_exist_says_why() -> None:
    assert code(rate(0, 0)) == "nobody_in_group"
    assert code(rate(0, 0, none="nobody_selected")) == "nobody_selected"
    assert code(rate(7, 5)) == "more_cases_than_people"
    assert code(rate(Range(20, 30, 25), Range(0, 9, None))) == "more_cases_than_people"
    for counts, reason in (
        ((0, 0, 3, 9), "nobody_in_group"),
        ((3, 9, 0, 0), "nobody_among_others"),
        ((9, 3, 1, 2), "more_cases_than_people"),
    ):
        found = compare(*counts)
        assert {code(n) for n in (found.difference, found.ratio, found.complement_ratio, found.people)} == {reason}
        assert found.p is None and found.p_smallest is None


def test_nobody_selected_among_others() -> None:
    found = compare(5, 50, 0, 20)
    assert code(found.ratio) == "nobody_selected_among_others"
    assert isinstance(found.ratio, Undefined)
    assert found.ratio.interval == Interval(pytest.approx(0.5120, abs=5e-5), None)
    assert value(found.complement_ratio) == pytest.approx(0.9)
    assert isinstance(found.difference, Estimate)
    assert found.difference.interval == Interval(pytest.approx(-0.0708, abs=5e-5), pytest.approx(0.2136, abs=5e-5))
    everybody = compare(3, 10, 20, 20)
    assert code(everybody.complement_ratio) == "everybody_selected_among_others"
    both = compare(0, 10, 0, 20)
    assert isinstance(both.ratio, Undefined) and both.ratio.interval == Interval(0.0, None)
    assert both.score_z is None and both.fisher_p == 1.0


@settings(max_examples=40)
@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_exact_limits_stand_beside_small_and_extreme_counts(pair: tuple[int, int]) -> None:
    cases, total = pair
    found = rate(cases, total)
    assert isinstance(found, Estimate)
    if cases in (0, total) or total < 30:
        oracle = binomtest(cases, total).proportion_ci(0.95, "exact")
        assert found.exact == Interval(pytest.approx(oracle.low), pytest.approx(oracle.high))
    else:
        assert found.exact is None


@st.composite
def counts(draw: st.DrawFn, most: int = 40) -> tuple[Count, Count]:
    """Cases and total, each exact, rounded to 10 or withheld below 10, that some real pair can have led to."""
    total = draw(st.integers(1, most))
    cases = draw(st.integers(0, total))

    def blur(count: int) -> Count:
        kind = draw(st.sampled_from(["exact", "rounded", "withheld"]))
        if kind == "withheld" and count < 10:
            return Range(0, 9, None)
        if kind == "rounded":
            printed = (count + 5) // 10 * 10
            return Range(max(printed - 5, 0), printed + 5, printed)
        return count

    return blur(cases), blur(total)


def all_pairs(cases: Count, total: Count) -> list[tuple[int, int]]:
    return [
        (k, n)
        for k in range(int(low(cases)), int(high(cases)) + 1)
        for n in range(max(1, int(low(total))), int(high(total)) + 1)
        if k <= n
    ]


@settings(max_examples=50)
@given(counts())
def test_rates_cover_everything_that_the_counts_allow(pair: tuple[Count, Count]) -> None:
    found, pairs = rate(*pair), all_pairs(*pair)
    values = [k / n for k, n in pairs]
    limits = [wilson(k, n) for k, n in pairs]
    if isinstance(found, Bounds):
        ends = Interval(found.low, found.high)
    else:
        assert isinstance(found, Estimate)
        ends = found.bounds or Interval(found.value, found.value)
    assert (ends.low, ends.high) == (min(values), max(values))
    assert found.interval is not None
    assert found.interval.low == pytest.approx(min(limit.low for limit in limits), abs=1e-12)
    assert found.interval.high == pytest.approx(max(limit.high or 0 for limit in limits), abs=1e-12)


@settings(max_examples=25, deadline=None)
@given(counts(most=25), counts(most=25))
def test_comparisons_cover_everything_that_the_counts_allow(one: tuple[Count, Count], two: tuple[Count, Count]) -> None:
    found = compare(*one, *two)
    tables = [(*a, *b) for a, b in product(all_pairs(*one), all_pairs(*two))]
    rng = np.random.default_rng(1)
    if len(tables) > 3000:
        tables = [tables[at] for at in rng.integers(0, len(tables), 3000)]
    for number, oracle in (
        (found.difference, [k / n - x / m for k, n, x, m in tables]),
        (found.people, [n * (k / n - x / m) for k, n, x, m in tables]),
        (found.ratio, [inf if x == 0 else k * m / (n * x) for k, n, x, m in tables if k or x]),
    ):
        ends = interval_of(number)
        if ends is not None:
            assert ends.low <= min(oracle) + 1e-9
            assert max(oracle) <= (inf if ends.high is None else ends.high + 1e-9)
    assert found.p is not None and found.p_smallest is not None
    if any(k / n == x / m for k, n, x, m in tables) and any(isinstance(c, Range) for c in (*one, *two)):
        assert found.p == 1.0
    limits = found.difference.interval if isinstance(found.difference, Estimate | Bounds) else None
    assert limits is not None and limits.high is not None
    for table in tables[:50]:
        inner = newcombe_difference(*table)
        assert limits.low <= inner.low + 1e-9 and (inner.high or 0) <= limits.high + 1e-9


def interval_of(number: Number) -> Interval | None:
    if isinstance(number, Bounds):
        return Interval(number.low, number.high)
    if isinstance(number, Estimate):
        return number.bounds or Interval(number.value, number.value)
    return None


def test_the_box_is_cut_where_cases_exceed_people() -> None:
    assert set(corners(Range(0, 9, None), Range(0, 9, None))) == {(0, 1), (0, 9), (9, 9), (1, 1)}
    assert set(corners(Range(5, 15, 10), 12)) == {(5, 12), (12, 12)}
    assert corners(Range(10, 20, 15), Range(1, 9, 5)) == []


def test_withheld_counts_give_bounds() -> None:
    found = compare(Range(0, 9, None), 100, 50, 100)
    assert isinstance(found.difference, Bounds)
    assert (found.difference.low, found.difference.high) == pytest.approx((-0.5, -0.41))
    # the largest p is that of 9 against 50, the smallest that of 0 against 50
    assert found.p == mid_p(9, 100, 50, 100) and found.p_smallest == mid_p(0, 100, 50, 100)
    assert found.score_p is None and found.fisher_p is None
    open_ended = compare(3, 10, Range(0, 9, None), 100)
    assert isinstance(open_ended.ratio, Bounds)
    assert (open_ended.ratio.low, open_ended.ratio.high) == (pytest.approx(0.3 / 0.09), None)
    rounded = compare(3, 10, Range(0, 7, 5), 100)
    assert isinstance(rounded.ratio, Estimate) and rounded.ratio.bounds == Interval(pytest.approx(0.3 / 0.07), None)


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, int, int, int]:
    n, m = draw(st.integers(1, 500)), draw(st.integers(1, 500))
    return draw(st.integers(0, n)), n, draw(st.integers(0, m)), m


@settings(max_examples=50)
@given(tables())
def test_swapping_groups_negates_and_inverts(table: tuple[int, int, int, int]) -> None:
    k, n, x, m = table
    found, swapped = compare(k, n, x, m), compare(x, m, k, n)
    assert value(found.difference) == pytest.approx(-value(swapped.difference), abs=1e-15)
    assert found.p == pytest.approx(swapped.p, rel=1e-9)
    if k and x:
        assert value(found.ratio) == pytest.approx(1 / value(swapped.ratio))
    assert _excludes(found, "difference", 0.0) == _excludes(found, "ratio", 1.0)


def _excludes(found: Disparity, name: str, nothing: float) -> bool:
    limits = getattr(found, name).interval
    return bool(limits.low > nothing + 1e-12 or (limits.high is not None and limits.high < nothing - 1e-12))


def test_weights_enter_through_their_design_effect() -> None:
    # 40 people in 100 with Kish's design effect 2: intervals as 20 in 50, the test too
    found = compare(40.0, 100.0, 30, 100, design_effects=(2.0, 1.0))
    limits = newcombe_difference(20, 50, 30, 100)
    assert value(found.difference) == pytest.approx(0.1)
    assert isinstance(found.difference, Estimate)
    assert found.difference.interval == Interval(pytest.approx(limits.low), pytest.approx(limits.high))
    assert found.p == mid_p(20, 50, 30, 100)
    assert found.score_p is None
    tiny = compare(0.2, 0.3, 30, 100, design_effects=(1.0, 1.0))
    assert tiny.p == 1.0
    sums = compare(0.1 + 0.2, 0.3, 3.0, 10.0)  # sums of weights differ in their last digit
    assert value(sums.difference) == pytest.approx(0.7)


def test_rates_agree_with_fairlearn() -> None:
    groups = np.repeat(["a", "b", "c"], [40, 70, 11])
    chosen = (np.arange(121) * 7 % 10 < 4).astype(int)
    frame = MetricFrame(metrics=selection_rate, y_true=chosen, y_pred=chosen, sensitive_features=groups)
    pairs = [(int(chosen[groups == g].sum()), int((groups == g).sum())) for g in "abc"]
    assert [value(rate(*pair)) for pair in pairs] == pytest.approx(frame.by_group.to_list(), rel=1e-12)
    assert value(spread(pairs).number) == pytest.approx(frame.difference(), rel=1e-12)
    assert value(impact_ratio(pairs)) == pytest.approx(frame.ratio(), rel=1e-12)


def test_four_fifths_published() -> None:
    assert value(impact_ratio([(250, 1000), (270, 1000), (240, 1000), (260, 1000)])) == pytest.approx(0.889, abs=5e-4)
    # a published employment audit of 2024: women 1,424 of 2,828, men 1,306 of 2,632
    assert value(impact_ratio([(1424, 2828), (1306, 2632)])) == pytest.approx(0.985, abs=5e-4)
    assert code(impact_ratio([(3, 10), (0, 0)])) == "fewer_than_two_groups"
    assert code(impact_ratio([(0, 10), (0, 4)])) == "nobody_selected"


def test_spread_takes_all_pairs_at_a_shared_level() -> None:
    # three groups, three pairs: each at 1 - .05/3
    groups = [(30, 100), (45, 100), (60, 120)]
    limits = [
        newcombe_difference(*one, *two, confidence=1 - 0.05 / 3) for one in groups for two in groups if one is not two
    ]
    found = spread(groups)
    assert value(found.number) == pytest.approx(0.2)
    assert (found.highest, found.lowest) == (2, 0)
    assert isinstance(found.number, Estimate)
    assert found.number.interval == Interval(
        pytest.approx(max(0.0, *(limit.low for limit in limits))),
        pytest.approx(max(limit.high or 0 for limit in limits)),
    )
    two = spread([(10, 50), (30, 60), (0, 0)]).number
    assert isinstance(two, Estimate) and two.interval is not None
    plain = newcombe_difference(30, 60, 10, 50)
    assert (two.interval.low, two.interval.high) == pytest.approx((plain.low, plain.high))
    assert code(spread([(3, 10), (0, 0)]).number) == "fewer_than_two_groups"


@settings(max_examples=25, deadline=None)
@given(st.lists(counts(most=14), min_size=2, max_size=3))
def test_spread_and_impact_ratio_cover_what_the_counts_allow(groups: list[tuple[Count, Count]]) -> None:
    found, ratio = interval_of(spread(groups).number), interval_of(impact_ratio(groups))
    choices = [all_pairs(*group) for group in groups]
    rng = np.random.default_rng(2)
    assert found is not None and found.high is not None
    for _ in range(200):
        rates = [k / n for k, n in (choice[rng.integers(len(choice))] for choice in choices)]
        assert found.low - 1e-12 <= max(rates) - min(rates) <= found.high + 1e-12
        if max(rates) > 0 and ratio is not None and ratio.high is not None:
            assert ratio.low - 1e-12 <= min(rates) / max(rates) <= ratio.high + 1e-12
