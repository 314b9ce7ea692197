"""Pooled comparisons against statsmodels, published tables, simulation and enumeration."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from adm_audit.counts import Count, Range
from adm_audit.stats.exact import mid_p
from adm_audit.stats.exact_strata import stratified_mid_p
from adm_audit.stats.kitagawa import kitagawa, ratio_factors
from adm_audit.stats.stratify import Stratum, conditional_demographic_disparity, mantel_haenszel
from adm_audit.values import Bounds, Estimate, Interval, Number, Undefined

# published (CBS / Algorithm Audit): DUO 2014 by risk class: population and selected, Dutch and non-European
DUO = [
    (8_670, 390, 7_280, 1_460),
    (16_610, 140, 8_120, 320),
    (15_110, 70, 4_680, 50),
    (54_130, 220, 8_580, 60),
    (67_300, 180, 13_130, 30),
    (16_380, 50, 13_040, 80),
]
# published (Bickel, Hammel, O'Connell 1975, Science 187): admitted and applicants, women and men, departments A to F
BERKELEY = [
    (89, 108, 512, 825),
    (17, 25, 353, 560),
    (202, 593, 120, 325),
    (131, 375, 138, 417),
    (94, 393, 53, 191),
    (24, 341, 22, 373),
]


def value(number: Number) -> float:
    assert isinstance(number, Estimate)
    return number.value


def limits(number: Number) -> tuple[float, float | None]:
    assert isinstance(number, Estimate) and number.interval is not None
    return number.interval.low, number.interval.high


def duo(base: int = 0) -> list[Stratum]:
    def ten(printed: int) -> Count:
        return Range(printed - base // 2, printed + base // 2, printed) if base else printed

    return [Stratum(ten(k), ten(n), ten(x), ten(m), name=str(at + 1)) for at, (m, x, n, k) in enumerate(DUO)]


@st.composite
def strata(draw: st.DrawFn, most: int = 80, least: int = 1) -> list[tuple[int, int, int, int]]:
    found = []
    for _ in range(draw(st.integers(least, 5))):
        n, m = draw(st.integers(1, most)), draw(st.integers(1, most))
        found.append((draw(st.integers(0, n)), n, draw(st.integers(0, m)), m))
    return found


def test_student_grants_published() -> None:
    found = mantel_haenszel(duo())
    # published: odds ratio crude 6.42, Mantel-Haenszel 3.98, risk ratio 3.63 (3.34-3.93), crude 6.19 from this table
    assert value(found.odds_ratio) == pytest.approx(3.98, abs=5e-3)
    assert value(found.ratio) == pytest.approx(3.63, abs=5e-3)
    assert limits(found.ratio) == (pytest.approx(3.34, abs=6e-3), pytest.approx(3.93, abs=5e-3))
    assert value(found.crude_ratio) == pytest.approx(6.19, abs=5e-3)
    assert found.p is not None and 0 < found.p < 1e-200
    # by rounded counts, class 5: 30/13,130 is below 180/67,300, the only class that points the other way
    assert found.opposite_strata == ("5",)


def test_student_grants_rounded_to_ten() -> None:
    found = mantel_haenszel(duo(base=10))
    assert isinstance(found.odds_ratio, Estimate)
    assert found.odds_ratio.bounds == Interval(pytest.approx(3.78, abs=5e-3), pytest.approx(4.18, abs=5e-3))
    assert found.p_smallest is not None and found.p is not None
    exact = mantel_haenszel(duo()).p
    assert exact is not None and found.p_smallest < exact < found.p
    assert found.opposite_strata == ()  # class 5 could point either way


def test_student_grants_profile_and_inside() -> None:
    # published: 6.19 = 1.82 (1.63 or 2.04 by order) x 3.39
    found = ratio_factors(duo())
    assert value(found.crude) == pytest.approx(6.19, abs=5e-3)
    assert value(found.profile) == pytest.approx(1.82, abs=5e-3)
    assert value(found.inside) == pytest.approx(3.39, abs=5e-3)
    assert found.profile_orders is not None
    assert sorted(found.profile_orders) == [pytest.approx(1.63, abs=5e-3), pytest.approx(2.04, abs=5e-3)]
    assert value(found.profile) * value(found.inside) == pytest.approx(value(found.crude))


def test_student_grants_high_risk_class() -> None:
    # published: in the two highest classes 28.09 against 14.19 %, 1.98 times; inside class 1 20.05 against 4.50 %, 4.46
    mine, others = sum(row[2] for row in DUO[:2]) / 54_830, sum(row[0] for row in DUO[:2]) / 178_200
    assert mine / others == pytest.approx(1.98, abs=5e-3)
    assert value(mantel_haenszel(duo()[:1]).ratio) == pytest.approx(4.46, abs=5e-3)


@settings(max_examples=50)
@given(strata(least=2))
def test_odds_ratio_and_homogeneity_agree_with_statsmodels(tables: list[tuple[int, int, int, int]]) -> None:
    found = mantel_haenszel([Stratum(*table) for table in tables])
    oracle = StratifiedTable([np.array([[x, n - x], [y, m - y]]) for x, n, y, m in tables])
    if not isinstance(found.odds_ratio, Estimate) or found.odds_ratio.value == 0:
        return
    assert value(found.odds_ratio) == pytest.approx(oracle.oddsratio_pooled, rel=1e-9)
    low, high = oracle.oddsratio_pooled_confint()
    assert limits(found.odds_ratio) == (pytest.approx(low, rel=1e-9), pytest.approx(high, rel=1e-9))
    # statsmodels' risk ratio is Mantel-Haenszel's too
    assert value(found.ratio) == pytest.approx(oracle.riskratio_pooled, rel=1e-9)


def test_homogeneity_agrees_with_statsmodels() -> None:
    tables = [(30, 80, 40, 120), (25, 60, 20, 70), (50, 100, 20, 110), (33, 70, 60, 150)]
    found = mantel_haenszel([Stratum(*table) for table in tables])
    oracle = StratifiedTable([np.array([[x, n - x], [y, m - y]]) for x, n, y, m in tables])
    expected = oracle.test_equal_odds(adjust=True).pvalue
    assert value(found.measures["homogeneity_p"]) == pytest.approx(expected, rel=1e-6)
    # a stratum with an expected count below 3 changes nothing but the pooled odds ratio a little
    small = mantel_haenszel([Stratum(*table) for table in [*tables, (1, 3, 2, 4)]])
    assert value(small.measures["homogeneity_p"]) == pytest.approx(expected, abs=0.01)
    assert "homogeneity_p" not in mantel_haenszel([Stratum(1, 3, 2, 4), Stratum(1, 4, 2, 5)]).measures


def test_ratio_variance_by_hand() -> None:
    # Greenland and Robins 1985: one stratum gives Katz's variance 1/x - 1/n + 1/y - 1/m
    x, n, y, m = 10, 100, 30, 150
    spread = (1 / x - 1 / n + 1 / y - 1 / m) ** 0.5
    found = mantel_haenszel([Stratum(x, n, y, m)])
    ratio = (x / n) / (y / m)
    factor = np.exp(1.959964 * spread)
    assert limits(found.ratio) == (pytest.approx(ratio / factor), pytest.approx(ratio * factor))


def test_sato_variance_by_hand() -> None:
    # Sato 1989, strata (2/5, 1/4) and (1/3, 2/6), in fractions of N = 9 and 9:
    # numerators (8-5)/9 = 1/3 and (6-6)/9 = 0, weights 20/9 and 18/9: difference (1/3)/(38/9) = 3/38
    # P1 = (25*1 - 16*2 + 20*(-1)/2)/81 = -17/81, P2 = (9*2 - 36*1 + 18*3/2)/81 = 9/81: sum -8/81
    # Q1 = (2*3 + 1*3)/18 = 1/2, Q2 = (1*4 + 2*2)/18 = 4/9: sum 17/18
    # variance = (3/38 * -8/81 + 17/18) / (38/9)^2
    spread = ((3 / 38 * -8 / 81 + 17 / 18) / (38 / 9) ** 2) ** 0.5
    found = mantel_haenszel([Stratum(2, 5, 1, 4), Stratum(1, 3, 2, 6)])
    assert value(found.difference) == pytest.approx(3 / 38)
    low, high = limits(found.difference)
    assert (low, high) == (pytest.approx(3 / 38 - 1.959964 * spread), pytest.approx(3 / 38 + 1.959964 * spread))


def test_sato_intervals_cover_in_sparse_strata() -> None:
    # 60 strata of 2 against 3 people, true difference .2; 250 audits, standard error 1.4 points
    rng = np.random.default_rng(5)
    base = rng.uniform(0.1, 0.7, 60)
    covered = 0
    for _ in range(250):
        x, y = rng.binomial(2, base + 0.2), rng.binomial(3, base)
        found = mantel_haenszel([Stratum(int(a), 2, int(b), 3) for a, b in zip(x, y, strict=True)])
        low, high = limits(found.difference)
        covered += low <= 0.2 <= (high or 0)
    assert covered / 250 > 0.91


@settings(max_examples=30)
@given(strata())
def test_swapping_groups_negates_and_inverts(tables: list[tuple[int, int, int, int]]) -> None:
    one = mantel_haenszel([Stratum(x, n, y, m) for x, n, y, m in tables])
    two = mantel_haenszel([Stratum(y, m, x, n) for x, n, y, m in tables])
    assert value(one.difference) == pytest.approx(-value(two.difference), abs=1e-12)
    assert limits(one.difference)[0] == pytest.approx(-(limits(two.difference)[1] or 0), abs=1e-12)
    assert one.p == pytest.approx(two.p, rel=1e-9)
    if isinstance(one.ratio, Estimate) and one.ratio.value > 0:
        assert value(one.ratio) == pytest.approx(1 / value(two.ratio))
        assert limits(one.ratio)[0] == pytest.approx(1 / (limits(two.ratio)[1] or 1))


def test_berkeley_published() -> None:
    # published: women 30.4 %, men 44.5 % admitted; disparity .14, given the department -.02 (Simpson)
    strata = [Stratum(*row, name=name) for row, name in zip(BERKELEY, "ABCDEF", strict=True)]
    found = mantel_haenszel(strata)
    assert value(found.crude_difference) == pytest.approx(0.304 - 0.445, abs=1e-3)
    assert value(found.difference) > 0
    women, admitted = sum(row[1] for row in BERKELEY), sum(row[0] for row in BERKELEY)
    totals = (admitted, women, admitted + sum(r[2] for r in BERKELEY), women + sum(r[3] for r in BERKELEY))
    crude, _ = conditional_demographic_disparity([totals])
    within, left_out = conditional_demographic_disparity([(k, n, k + x, n + m) for k, n, x, m in BERKELEY])
    assert (value(crude), value(within)) == (pytest.approx(0.14, abs=5e-3), pytest.approx(-0.02, abs=5e-3))
    assert left_out == 0
    assert found.opposite_strata == ("C", "E")


def test_strata_without_one_side_tell_nothing() -> None:
    strata = [Stratum(5, 20, 9, 60, name="both"), Stratum(7, 31, 0, 0), Stratum(0, 0, 4, 8), Stratum(0, 0, 0, 0)]
    found = mantel_haenszel(strata)
    assert (found.strata_used, found.group_people_outside) == (1, 31)
    assert value(found.difference) == pytest.approx(5 / 20 - 9 / 60)
    assert found.p == pytest.approx(mid_p(5, 20, 9, 60))
    assert value(found.people) == pytest.approx(20 * (0.25 - 0.15))
    nothing = mantel_haenszel(strata[1:])
    assert isinstance(nothing.difference, Undefined) and nothing.p is None
    assert nothing.difference.because.code == "no_stratum_with_both_sides"
    assert isinstance(mantel_haenszel([]).difference, Undefined)


def test_nobody_selected() -> None:
    others = mantel_haenszel([Stratum(5, 20, 0, 60), Stratum(3, 10, 0, 9)])
    assert isinstance(others.ratio, Undefined) and others.ratio.because.code == "nobody_selected_among_others"
    assert others.ratio.interval == Interval(0.0, None)
    group = mantel_haenszel([Stratum(0, 20, 3, 60), Stratum(0, 10, 2, 9)])
    assert (value(group.ratio), limits(group.ratio)) == (0.0, (0.0, None))
    both = mantel_haenszel([Stratum(0, 20, 0, 60)])
    assert isinstance(both.ratio, Undefined) and both.p == 1.0 and value(both.difference) == 0.0


def test_design_effects_thin_the_strata() -> None:
    weighted = [Stratum(20.0, 60.0, 30.0, 150.0, design_effects=(2.0, 3.0)), Stratum(8.0, 40.0, 30.0, 90.0)]
    thinned = [Stratum(10, 30, 10, 50), Stratum(8, 40, 30, 90)]
    one, two = mantel_haenszel(weighted), mantel_haenszel(thinned)
    assert limits(one.difference) == pytest.approx(limits(two.difference))
    assert one.p == two.p
    assert value(one.people) == pytest.approx(100 * value(two.difference))


@settings(max_examples=15, deadline=None)
@given(strata(most=12))
def test_rounded_strata_cover_everything_that_the_counts_allow(tables: list[tuple[int, int, int, int]]) -> None:
    tables = tables[:2]
    blurred = [
        Stratum(Range(max(x - 1, 0), min(x + 1, n), None if at else x), n, Range(max(y - 1, 0), y + 1, y), m)
        for at, (x, n, y, m) in enumerate(tables)
    ]
    found = mantel_haenszel(blurred)
    options = [
        [(a, n, b, m) for a in range(max(x - 1, 0), min(x + 1, n) + 1) for b in range(max(y - 1, 0), min(y + 1, m) + 1)]
        for x, n, y, m in tables
    ]
    exact = [mantel_haenszel([Stratum(*table) for table in choice]) for choice in product(*options)]
    for name in ("difference", "ratio", "odds_ratio", "people"):
        ours = getattr(found, name)
        values = [number.value for each in exact if isinstance(number := getattr(each, name), Estimate)]
        if not values:
            continue
        assert isinstance(ours, Estimate | Bounds)
        ends = Interval(ours.low, ours.high) if isinstance(ours, Bounds) else ours.bounds
        assert ends is not None and ends.low == pytest.approx(min(values), abs=1e-9)
        assert ends.high is None or ends.high == pytest.approx(max(values), abs=1e-9)
        # limits are taken at the corners; a case more or less inside a tiny stratum can have a little wider ones
        corner = [getattr(each, name).interval for each in (exact[0], exact[-1])]
        assert ours.interval is not None
        assert ours.interval.low <= min(limit.low for limit in corner if limit is not None) + 1e-9
    p_values = [each.p for each in exact if each.p is not None]
    assert found.p is not None and found.p_smallest is not None
    assert found.p >= max(p_values) * 0.999
    assert found.p_smallest == pytest.approx(min(p_values), rel=1e-9)


def test_a_search_over_many_rounded_strata_finds_no_less_than_random_tries() -> None:
    rng = np.random.default_rng(11)
    found = mantel_haenszel(duo(base=10))
    for _ in range(300):
        shift = rng.choice([-5, 0, 5], size=(6, 4))
        rows = [(k + s[0], n + s[1], x + s[2], m + s[3]) for (m, x, n, k), s in zip(DUO, shift, strict=True)]
        tried = mantel_haenszel([Stratum(*(int(count) for count in row)) for row in rows])
        for name in ("difference", "ratio", "odds_ratio"):
            (least, most), (low, high) = limits(getattr(found, name)), limits(getattr(tried, name))
            assert least <= low and (high or 0) <= (most or 0)
        assert found.p_smallest is not None and found.p is not None and tried.p is not None
        assert found.p_smallest <= tried.p <= found.p


def test_withheld_strata_give_bounds() -> None:
    found = mantel_haenszel([Stratum(Range(0, 9, None), 100, 50, 100), Stratum(10, 50, 20, 50)])
    assert isinstance(found.difference, Bounds)
    # equal sizes in each stratum: weights 50 and 25; (-.5 * 50 - .2 * 25) / 75 to (-.41 * 50 - .2 * 25) / 75
    assert (found.difference.low, found.difference.high) == pytest.approx((-30 / 75, -25.5 / 75))
    assert found.p == pytest.approx(stratified_mid_p([(9, 100, 50, 100), (10, 50, 20, 50)]))
    assert found.p_smallest == pytest.approx(stratified_mid_p([(0, 100, 50, 100), (10, 50, 20, 50)]))
    either_way = mantel_haenszel([Stratum(Range(5, 15, 10), 100, 10, 100)])
    assert either_way.p == 1.0


def test_demographic_disparity_leaves_strata_without_a_choice_out() -> None:
    # stratum 1: 20 of the group's 30 refused of 40, 10 accepted of 40: 20/40 - 10/40 = .25; stratum 2: nobody refused
    assert conditional_demographic_disparity([(10, 30, 40, 80), (5, 9, 20, 20), (0, 4, 0, 9)]) == (
        Estimate(value=0.25),
        2,
    )
    nothing, left_out = conditional_demographic_disparity([(0, 3, 0, 10)])
    assert isinstance(nothing, Undefined) and left_out == 1
    rounded, _ = conditional_demographic_disparity([(Range(0, 9, None), 20, 30, 90)])
    assert isinstance(rounded, Undefined) and rounded.because.code == "rounded_counts"


def test_kitagawa_by_hand() -> None:
    # shares of the group 8/10 and 2/10, of others 2/10 and 8/10; rates .1/.2 and .25/.5
    # mix = .6 (.1+.2)/2 + -.6 (.25+.5)/2 = .09 - .225; inside = -.1 (1)/2 + -.25 (1)/2 = -.175
    strata = [Stratum(8, 80, 4, 20), Stratum(5, 20, 40, 80)]
    found = kitagawa(strata, rng=np.random.default_rng(1))
    assert value(found.mix) == pytest.approx(0.09 - 0.225)
    assert value(found.inside) == pytest.approx(-0.175)
    assert value(found.outside) == pytest.approx(0.0, abs=1e-15)
    assert value(found.crude) == pytest.approx(13 / 100 - 44 / 100)


def test_kitagawa_outside_by_hand() -> None:
    # the group also has 30 of 50 in a stratum of its own: f1 = 100/150, p1in = .13, p1out = .6
    strata = [Stratum(8, 80, 4, 20), Stratum(5, 20, 40, 80), Stratum(30, 50, 0, 0)]
    found = kitagawa(strata, rng=np.random.default_rng(1))
    assert value(found.outside) == pytest.approx((1 - 100 / 150) * (0.6 - 0.13))
    assert value(found.inside) == pytest.approx(-0.175)


@settings(max_examples=25)
@given(strata(least=2))
def test_kitagawa_adds_up_and_is_reproducible(tables: list[tuple[int, int, int, int]]) -> None:
    one_sided = [Stratum(*tables[0][:2], 0, 0), *[Stratum(*table) for table in tables[1:]]]
    found, again = (kitagawa(one_sided, rng=np.random.default_rng(4), draws=50) for _ in range(2))
    assert value(found.mix) + value(found.inside) + value(found.outside) == pytest.approx(value(found.crude), abs=1e-12)
    assert found == again
    for number in (found.crude, found.mix, found.inside, found.outside):
        low, high = limits(number)
        assert high is not None and low <= high


def test_kitagawa_intervals_cover() -> None:
    rng = np.random.default_rng(9)
    shares, rates = np.array([[0.5, 0.5], [0.2, 0.8]]), np.array([[0.3, 0.1], [0.25, 0.15]])
    # truth: mix = .3 (.55)/2 + -.3 (.25)/2 = .045, inside = .05 (.7)/2 - .05 (1.3)/2 = -.015
    hits = 0
    for _ in range(200):
        cells = [rng.multinomial(800, np.r_[s * r, s * (1 - r)]) for s, r in zip(shares, rates, strict=True)]
        strata = [
            Stratum(int(a[i]), int(a[i] + a[i + 2]), int(b[i]), int(b[i] + b[i + 2]))
            for a, b in [cells]
            for i in (0, 1)
        ]
        found = kitagawa(strata, rng=rng, draws=300)
        low, high = limits(found.mix)
        hits += low <= 0.045 <= (high or 0)
    assert hits / 200 > 0.89


def test_parts_that_do_not_exist_say_why() -> None:
    rng = np.random.default_rng(1)
    for strata, code in (
        ([Stratum(Range(0, 9, None), 20, 3, 9)], "rounded_counts"),
        ([Stratum(0, 0, 3, 9)], "nobody_in_group"),
        ([Stratum(3, 9, 0, 0)], "nobody_among_others"),
        ([Stratum(3, 9, 0, 0), Stratum(0, 0, 3, 9)], "no_stratum_with_both_sides"),
        ([], "nobody_in_group"),
    ):
        for number in (kitagawa(strata, rng=rng).mix, ratio_factors(strata).profile):
            assert isinstance(number, Undefined) and number.because.code == code
    zero = ratio_factors([Stratum(0, 9, 3, 9)]).inside
    assert isinstance(zero, Undefined) and zero.because.code == "a_rate_is_zero"


def test_many_rounded_levels_raise_no_warning() -> None:
    levels = [Stratum(Range(5, 15, 10), Range(85, 95, 90), Range(10, 20, 15), Range(95, 105, 100))] * 600
    found = mantel_haenszel(levels)
    assert isinstance(found.difference, Estimate) and found.difference.bounds is not None
    # by hand: every level alike, so each end is that of one level
    assert found.difference.bounds.low == pytest.approx(5 / 95 - 20 / 95)
    assert found.difference.bounds.high == pytest.approx(15 / 85 - 10 / 105)
