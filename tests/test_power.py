"""Detectable gaps against statsmodels and against the verdicts themselves, enumerated and simulated."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import power_proportions_2indep

from adm_audit.stats.attention import Attention
from adm_audit.stats.disparity import compare
from adm_audit.stats.power import Detectable, rule_out_total, smallest_detectable
from adm_audit.stats.verdicts import verdict

NO_LEVEL = Attention()


@cache
def is_shown(table: tuple[int, int, int, int], sign: int, alpha: float, attention: Attention) -> bool:
    found = compare(*table)
    assert found.p is not None
    judged = verdict(
        found.difference, found.ratio, p_adjusted=found.p, p_adjusted_smallest=found.p, p=found.p, alpha=alpha,
        attention=attention,
    )  # fmt: skip
    return judged.name == "shown" and sign * (table[0] / table[1] - table[2] / table[3]) > 0


def power_by_enumeration(
    n: int, m: int, rate: float, other_rate: float, sign: int, alpha: float, attention: Attention
) -> float:
    mine, other = stats.binom(n, rate).pmf(np.arange(n + 1)), stats.binom(m, other_rate).pmf(np.arange(m + 1))
    power = 0.0
    for x in np.flatnonzero(other > 1e-7):
        for k in np.flatnonzero(mine > 1e-7):
            if is_shown((int(k), n, int(x), m), sign, alpha, attention):
                power += mine[k] * other[x]
    return power


@pytest.mark.parametrize(
    ("n", "m", "rate", "alpha", "attention"),
    [
        (20, 60, 0.3, 0.01, NO_LEVEL),
        (25, 40, 0.5, 0.04, Attention(difference=0.05)),
        (30, 40, 0.1, 0.005, Attention(difference=0.05, ratio=0.8)),
        (40, 40, 0.6, 0.04, Attention(ratio=0.8)),
        (8, 15, 0.0, 0.04, NO_LEVEL),
        (15, 8, 1.0, 0.04, Attention(ratio=0.8)),
    ],
)
def test_small_groups_find_their_gap_in_eight_of_ten_audits(
    n: int, m: int, rate: float, alpha: float, attention: Attention
) -> None:
    found = smallest_detectable(n, m, rate, alpha=alpha, attention=attention)
    for gap, sign in ((found.up, 1), (found.down, -1)):
        if gap is None:
            end = 1.0 if sign > 0 else 0.0
            assert rate == end or power_by_enumeration(n, m, end, rate, sign, alpha, attention) < 0.8
        else:
            power = power_by_enumeration(n, m, rate + sign * gap, rate, sign, alpha, attention)
            assert power == pytest.approx(0.8, abs=2e-3)


@pytest.mark.parametrize(
    ("n", "m", "rate", "alpha", "attention"),
    [
        (200, 10_000, 0.1, 0.004, NO_LEVEL),
        (2_000, 30_000, 0.04, 0.01, Attention(ratio=0.8)),
        (3_000, 3_000, 0.3, 0.004, Attention(difference=0.05)),
        (1_500, 60_000, 0.01, 0.002, Attention(difference=0.05, ratio=0.8)),
    ],
)
def test_planted_gaps_are_found_in_eight_of_ten_audits(
    n: int, m: int, rate: float, alpha: float, attention: Attention
) -> None:
    # 400 audits: standard error 2 points; 5 points are promised, and three standard errors are chance
    found = smallest_detectable(n, m, rate, alpha=alpha, attention=attention)
    rng = np.random.default_rng(7)
    for gap, sign in ((found.up, 1), (found.down, -1)):
        if gap is None:
            continue
        draws = zip(rng.binomial(n, rate + sign * gap, 400), rng.binomial(m, rate, 400), strict=True)
        share = np.mean([is_shown((int(k), n, int(x), m), sign, alpha, attention) for k, x in draws])
        assert abs(share - 0.8) < 0.06


@pytest.mark.parametrize(("n", "m", "rate", "alpha"), [(500, 5000, 0.3, 0.05), (4000, 4000, 0.1, 0.001)])
def test_large_counts_agree_with_statsmodels(n: int, m: int, rate: float, alpha: float) -> None:
    found = smallest_detectable(n, m, rate, alpha=alpha, attention=NO_LEVEL)
    for gap in (found.up, None if found.down is None else -found.down):
        assert gap is not None
        power = power_proportions_2indep(gap, rate, n, ratio=m / n, alpha=alpha, return_results=False)
        # its standard deviations are those of proportions under pooling and under the alternative, as in our formula
        assert power == pytest.approx(0.8, abs=0.01)


def test_the_level_of_attention_asks_for_more() -> None:
    # large counts: A + .8416 s, with s = sqrt(p1 q1 / n1 + p2 q2 / n2), by hand at the solution
    gap = smallest_detectable(100_000, 900_000, 0.3, alpha=0.004, attention=Attention(0.05)).up
    assert gap is not None
    p1 = 0.3 + gap
    assert gap == pytest.approx(0.05 + 0.84162 * (p1 * (1 - p1) / 1e5 + 0.21 / 9e5) ** 0.5, abs=1e-6)


def test_more_comparisons_need_larger_gaps() -> None:
    gaps = [smallest_detectable(300, 3000, 0.2, alpha=0.04 / count, attention=NO_LEVEL).up for count in (1, 5, 25)]
    assert gaps == sorted(gaps, key=lambda gap: gap or 1.0)
    assert len(set(gaps)) == 3


def test_nothing_could_be_found() -> None:
    assert smallest_detectable(0, 100, 0.1, alpha=0.04, attention=NO_LEVEL) == Detectable(None, None)
    assert smallest_detectable(100, 0, 0.1, alpha=0.04, attention=NO_LEVEL) == Detectable(None, None)
    assert smallest_detectable(3, 4, 0.5, alpha=0.004, attention=NO_LEVEL) == Detectable(None, None)
    assert smallest_detectable(500, 900, 1.0, alpha=0.04, attention=NO_LEVEL).up is None


def test_people_needed_to_rule_a_gap_out() -> None:
    # by hand: (1.960 + 1.282)^2 * .1 * .9 * 1.1 / .05^2 = 10.507 * .099 / .0025 = 416.1
    assert rule_out_total(0.1, 0.05, 0.1) == pytest.approx(416.1, abs=0.2)
    # with that many people and no gap, 8 of 10 audits rule it out
    n = round(rule_out_total(0.3, 0.05, 1.0))
    rng = np.random.default_rng(3)
    found = [compare(int(k), n, int(x), n).difference for k, x in rng.binomial(n, 0.3, (400, 2))]
    limits = [number.interval for number in found if hasattr(number, "interval")]
    share = np.mean([i is not None and i.low >= -0.05 and (i.high or 0) <= 0.05 for i in limits])
    assert abs(share - 0.8) < 0.06
