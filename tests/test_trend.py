"""Trends of gaps and rates over periods, changes of gaps, and monitoring: against statsmodels, SciPy, hand and chance."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest
import scipy.stats as sps
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.stats.change import Term, between_audits, combine, combine_p, gap
from adm_audit.stats.intervals import newcombe_difference
from adm_audit.stats.monitoring import alarm_at, evidence, log_ratios
from adm_audit.stats.trend import gap_trend, rate_trend, trend_p
from adm_audit.values import Bounds, Estimate, Interval, Undefined

RISING = [(10, 100, 10, 100), (15, 100, 11, 110), (20, 105, 12, 100), (25, 100, 10, 95)]

sides = st.tuples(st.integers(0, 40), st.integers(40, 90), st.integers(0, 40), st.integers(40, 90))
periods = st.lists(sides, min_size=2, max_size=6)


def test_trend_is_the_score_test_of_an_interaction_with_time() -> None:
    """A logistic model with a level for each period and one for the group, and the score of group times period."""
    import statsmodels.api as sm

    sides = [(100, 1000, 1200, 9000), (130, 1000, 1180, 9100), (120, 1010, 1210, 9000), (170, 990, 1190, 8900)]
    cases, others, design, moving = [], [], [], []
    for at, (x, n, y, m) in enumerate(sides):
        for group, (k, total) in ((1, (x, n)), (0, (y, m))):
            level = [float(at == period) for period in range(len(sides))]
            cases.append(k)
            others.append(total - k)
            design.append([*level, group])
            moving.append(group * at)
    model = sm.GLM(np.column_stack([cases, others]), np.array(design), family=sm.families.Binomial())
    _, p, _ = model.score_test(model.fit(tol=1e-12).params, exog_extra=np.array(moving, dtype=float)[:, None])
    # the model takes the most likely common odds ratio, the test that of Mantel and Haenszel
    assert trend_p(sides) == pytest.approx(float(np.asarray(p).reshape(-1)[0]), rel=2e-3)


def test_trend_rests_on_the_variance_of_breslow_and_day() -> None:
    """With two periods the trend test is the Breslow-Day test with Tarone's correction (statsmodels)."""
    from statsmodels.stats.contingency_tables import StratifiedTable

    two = [RISING[0], RISING[3]]
    tables = [np.array([[x, n - x], [y, m - y]], dtype=float) for x, n, y, m in two]
    assert trend_p(two) == pytest.approx(StratifiedTable(tables).test_equal_odds(adjust=True).pvalue, rel=1e-9)


def test_one_rate_for_all_that_moves_is_no_trend_of_a_gap() -> None:
    assert trend_p([(10, 100, 20, 200), (30, 100, 60, 200), (50, 100, 100, 200)]) == pytest.approx(1.0)


@pytest.mark.parametrize("sides", [[], RISING[:1], [(0, 10, 5, 10), (0, 10, 6, 10)], [(5, 0, 1, 9)] * 2])
def test_no_trend_where_there_is_nothing_to_follow(sides: list[tuple[int, int, int, int]]) -> None:
    assert trend_p(sides) is None


@given(periods)
@settings(max_examples=50, deadline=None)
def test_a_trend_is_the_same_from_either_side_and_backwards(found: list[tuple[int, int, int, int]]) -> None:
    turned = [(y, m, x, n) for x, n, y, m in found]
    one = gap_trend(found)
    for other, sign in ((gap_trend(turned), -1), (gap_trend(found[::-1]), -1)):
        assert isinstance(one.change, Estimate)
        assert isinstance(other.change, Estimate)
        assert other.change.value == pytest.approx(sign * one.change.value, abs=1e-12)
        assert (one.p is None) == (other.p is None)
        if one.p is not None:
            assert other.p == pytest.approx(one.p, rel=1e-6)


def test_change_of_a_gap_is_a_weighted_straight_line() -> None:
    weights = [n * m / (n + m) for _, n, _, m in RISING]
    slope = np.polyfit(range(4), [x / n - y / m for x, n, y, m in RISING], 1, w=np.sqrt(weights))[0]
    found = gap_trend(RISING).change
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(3 * slope, rel=1e-9)


def test_change_of_a_rate_is_a_weighted_straight_line_and_its_test_that_of_armitage() -> None:
    rates = [(1000, 10_000), (1030, 10_100), (1080, 9900), (1100, 10_000)]
    slope = np.polyfit(range(4), [k / n for k, n in rates], 1, w=np.sqrt([n for _, n in rates]))[0]
    found = rate_trend(rates)
    assert isinstance(found.change, Estimate)
    assert found.change.value == pytest.approx(3 * slope, rel=1e-9)
    share, people = sum(k for k, _ in rates) / sum(n for _, n in rates), sum(n for _, n in rates)
    middle = sum(at * n for at, (_, n) in enumerate(rates)) / people
    score = sum((at - middle) * k for at, (k, _) in enumerate(rates))
    z = score / sqrt(share * (1 - share) * sum(n * (at - middle) ** 2 for at, (_, n) in enumerate(rates)))
    assert found.p == pytest.approx(2 * sps.norm.sf(abs(z)), rel=0.1)


def test_where_a_step_was_taken() -> None:
    step = [(10, 100, 10, 100), (10, 100, 10, 100), (30, 100, 10, 100), (30, 100, 10, 100), (30, 100, 10, 100)]
    assert gap_trend(step).since == 2
    assert rate_trend([(10, 100), (10, 100), (10, 100), (20, 100)]).since == 3


def test_a_period_without_one_side_is_left_out() -> None:
    assert gap_trend([RISING[0], (0, 0, 9, 99), *RISING[1:]]).periods == 4
    assert isinstance(gap_trend([RISING[0], (0, 0, 9, 99)]).change, Undefined)
    assert isinstance(rate_trend([(1, 2), (0, 0)]).change, Undefined)


def test_false_alarms_of_a_trend_stay_near_their_level() -> None:
    """Seeded; 1,000 fair runs at 5 % give 50 with a standard deviation of 7."""
    draw = np.random.default_rng(7)
    runs = [
        trend_p([(int(draw.binomial(100, 0.2)), 100, int(draw.binomial(900, 0.2)), 900) for _ in range(4)])
        for _ in range(1000)
    ]
    assert 25 <= sum(p is not None and p < 0.05 for p in runs) <= 75


@given(sides, sides)
@settings(max_examples=50, deadline=None)
def test_a_change_of_gaps_is_mover_on_two_intervals_of_newcombe(
    now: tuple[int, int, int, int], before: tuple[int, int, int, int]
) -> None:
    one, two = newcombe_difference(*now), newcombe_difference(*before)
    found = combine([*gap(*now), *gap(*before, factor=-1)])
    new, old = (x / n - y / m for x, n, y, m in (now, before))
    assert found.interval is not None
    assert one.high is not None
    assert two.high is not None
    low = new - old - sqrt((new - one.low) ** 2 + (two.high - old) ** 2)
    high = new - old + sqrt((one.high - new) ** 2 + (old - two.low) ** 2)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=1e-12)
    same = between_audits(Estimate(value=new, interval=one), Estimate(value=old, interval=two))
    assert isinstance(same, Estimate)
    assert same.interval is not None
    assert (same.interval.low, same.interval.high) == pytest.approx((low, high), abs=1e-12)


@given(sides)
@settings(max_examples=50, deadline=None)
def test_the_p_is_the_level_at_which_the_limits_of_jeffreys_reach_zero(counts: tuple[int, int, int, int]) -> None:
    x, n, y, m = counts
    p = combine_p(gap(*counts))
    if x / n == y / m:
        assert p == 1.0
        return
    if x / n < y / m:
        x, n, y, m = y, m, x, n
    low = min(x / n, sps.beta.ppf(p / 2, x + 0.5, n - x + 0.5)) if x else 0.0
    high = max(y / m, sps.beta.isf(p / 2, y + 0.5, m - y + 0.5)) if y < m else 1.0
    reach = sqrt((x / n - low) ** 2 + (high - y / m) ** 2)
    if p == 1.0:  # the middle of Jeffreys' distribution lies beside the rate, and can reach further than the gap
        assert reach >= x / n - y / m
    else:
        assert reach == pytest.approx(x / n - y / m, rel=1e-6)


def test_weights_make_changes_less_certain() -> None:
    light, heavy = ([Term(1, 300, 1000, effect), Term(-1, 240, 1000, effect)] for effect in (1.0, 4.0))
    assert combine_p(light) < combine_p(heavy)
    assert combine_p(heavy) == pytest.approx(combine_p([Term(1, 75, 250), Term(-1, 60, 250)]))


def test_a_change_between_audits_keeps_what_is_known_only_as_a_range() -> None:
    now = Bounds(low=0.1, high=0.12, interval=Interval(0.06, 0.16))
    found = between_audits(now, Estimate(value=0.05, interval=Interval(0.02, 0.08)))
    assert isinstance(found, Bounds)
    assert (found.low, found.high) == pytest.approx((0.05, 0.07))
    assert found.interval is not None
    assert found.interval.low == pytest.approx(0.0)


def test_monitoring_weighs_noncentral_hypergeometric_chances() -> None:
    """Against SciPy's own distribution, for every odds ratio, and put together by hand for two looks."""
    points = np.linspace(-2.4, 2.4, 41)
    weights = sps.norm.pdf(points, scale=0.8)
    weights /= weights.sum()
    product = np.ones(41)
    for x, n, y, m in ((15, 50, 5, 50), (16, 40, 4, 50)):
        chances = [sps.nchypergeom_fisher.pmf(x, n + m, x + y, n, exp(point)) for point in points]
        ratios = np.array(chances) / sps.hypergeom.pmf(x, n + m, x + y, n)
        assert np.exp(log_ratios((x, n, y, m), tuple(points))) == pytest.approx(ratios, rel=1e-6)
        product *= ratios
    found = evidence([(15, 50, 5, 50), (16, 40, 4, 50)])
    assert exp(found[-1]) == pytest.approx(float(weights @ product), rel=1e-6)


@pytest.mark.parametrize(("drawn", "marked", "population"), [(5, 4, 12), (20, 30, 60), (1, 1, 40)])
def test_evidence_is_one_on_average_where_a_group_is_treated_alike(drawn: int, marked: int, population: int) -> None:
    law = sps.hypergeom(population, marked, drawn)
    mean = 0.0
    for x in range(max(0, drawn + marked - population), min(drawn, marked) + 1):
        counts = (x, drawn, marked - x, population - drawn)
        mean += float(law.pmf(x)) * exp(evidence([counts])[0])
    assert mean == pytest.approx(1.0, rel=1e-9)


def test_looking_forty_times_gives_few_false_alarms() -> None:
    """Seeded: testing each of 40 looks at 5 % gives 31 %; at most 5 % are allowed here."""
    draw = np.random.default_rng(3)
    runs = 200
    alarms = 0
    for _ in range(runs):
        looks = [(int(draw.binomial(40, 0.1)), 40, int(draw.binomial(160, 0.1)), 160) for _ in range(40)]
        alarms += alarm_at(evidence(looks), 1) is not None
    assert alarms <= 0.05 * runs


def test_an_alarm_waits_for_more_evidence_where_more_is_watched() -> None:
    found = evidence([(30, 100, 10, 100)] * 3)
    assert found == sorted(found)
    assert alarm_at(found, 1) is not None
    assert alarm_at([log(20 * 7) - 0.01], 7) is None
    assert alarm_at([log(20 * 7)], 7) == 0


def test_many_people_are_summed_where_it_matters() -> None:
    """Against SciPy's distribution, beyond the size up to which every possible number is summed."""
    x, n, y, m = 1300, 6000, 1100, 6000
    points = (-0.4, 0.05, 0.3)
    chances = [sps.nchypergeom_fisher.logpmf(x, n + m, x + y, n, exp(point)) for point in points]
    ratios = np.array(chances) - sps.hypergeom.logpmf(x, n + m, x + y, n)
    assert log_ratios((x, n, y, m), points) == pytest.approx(ratios, rel=1e-6, abs=1e-6)


def test_nothing_is_learned_where_margins_leave_no_choice() -> None:
    assert evidence([(0, 10, 0, 90), (10, 10, 90, 90)]) == pytest.approx([0.0, 0.0], abs=1e-9)
