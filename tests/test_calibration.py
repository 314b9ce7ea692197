"""Outcomes at the same score, against statsmodels, scikit-learn, pandas and hand derivation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score
from statsmodels.stats.contingency_tables import StratifiedTable

import adm_audit as adm
from adm_audit.counts import Range
from adm_audit.errors import PlanError
from adm_audit.report import to_html
from adm_audit.result import Finding, SignalResult
from adm_audit.stats.calibration import bins_for, calibration_error, merged
from adm_audit.stats.stratify import Stratum, mantel_haenszel
from adm_audit.values import Estimate, Undefined

COMPAS = Path(__file__).resolve().parents[2] / "shared" / "data" / "compas_two_years" / "compas_two_years.csv"
LEVEL = {"difference": 0.05, "chosen_on": "2026-01-01", "reason": "Set by the board"}


def signal(frame: pd.DataFrame, known_for: str = "everyone", **more: Any) -> SignalResult:
    asked: dict[str, Any] = {
        "decision": "d", "positive": 1, "effect": "burden", "protected": ["g"], "attention": LEVEL,
        "outcome": {"column": "y", "positive": [1], "known_for": known_for}, "score": {"column": "s"},
    }  # fmt: skip
    return adm.audit(frame, **(asked | more)).data.signal("calibration_gap")


def estimate(number: object) -> float:
    assert isinstance(number, Estimate)
    return number.value


def people(seed: int, size: int, *, shift: float = 0.0) -> pd.DataFrame:
    """Return people whose score is the chance of a positive outcome, in group A plus a shift; A scores higher."""
    random = np.random.default_rng(seed)
    group = np.where(random.random(size) < 0.4, "A", "B")
    score = np.clip(random.beta(np.where(group == "A", 3, 2), 5), 0.02, 0.9)
    outcome = (random.random(size) < score + shift * (group == "A")).astype(int)
    return pd.DataFrame({"g": group, "s": score, "y": outcome, "d": (score > 0.4).astype(int)})


@pytest.fixture(scope="module")
def compas() -> tuple[pd.DataFrame, dict[str, Finding], SignalResult]:
    if not COMPAS.exists():
        pytest.skip("the COMPAS file is not beside this checkout")
    frame = pd.read_csv(COMPAS).rename(columns={"decile_score": "s", "two_year_recid": "y"})
    frame["d"] = (frame.s >= 5).astype(int)
    found = signal(frame, protected=["sex", "race"], score={"column": "s", "range": [1, 10]})
    return frame, {next(iter(item.group.values())) or "": item for item in found.findings}, found


def test_compas_against_statsmodels(compas: tuple[pd.DataFrame, dict[str, Finding], SignalResult]) -> None:
    frame, findings, _ = compas
    for name, side in (("Female", frame.sex == "Female"), ("Caucasian", frame.race == "Caucasian")):
        finding = findings[name]
        tables, over, under = [], 0.0, 0.0
        for _, level in frame.groupby("s"):
            mine, others = level[side[level.index]].y, level[~side[level.index]].y
            tables.append([[mine.sum(), (1 - mine).sum()], [others.sum(), (1 - others).sum()]])
            over += (mine.sum() * len(others) - others.sum() * len(mine)) / len(level)
            under += len(mine) * len(others) / len(level)
        pooled = StratifiedTable(np.array(tables, dtype=float).transpose(1, 2, 0))
        assert estimate(finding.difference) == pytest.approx(over / under, abs=1e-9)
        assert estimate(finding.measures["odds_ratio"]) == pytest.approx(pooled.oddsratio_pooled, abs=1e-9)
        equal = pooled.test_equal_odds(adjust=True).pvalue
        assert estimate(finding.measures["homogeneity_p"]) == pytest.approx(equal, abs=1e-9)
        for key, part in (("auc", frame[side]), ("other_auc", frame[~side])):
            assert estimate(finding.measures[key]) == pytest.approx(roc_auc_score(part.y, part.s), abs=1e-9)


def test_compas_overstates_the_risk_of_women(compas: tuple[pd.DataFrame, dict[str, Finding], SignalResult]) -> None:
    _, findings, _ = compas
    women = findings["Female"]
    assert (women.verdict, women.group_rate, women.worse_off) == ("shown", "lower", True)
    # while for the groups of the well-known dispute the same decile means about the same, within 5 points
    assert findings["African-American"].verdict == findings["Caucasian"].verdict == "ruled_out"


def test_outcomes_by_score_stand_in_the_measures(
    compas: tuple[pd.DataFrame, dict[str, Finding], SignalResult],
) -> None:
    frame, _, found = compas
    at = {(item.name, item.facts.get("group")): item for item in found.measures}
    for decile in (1, 5, 10):
        mine = frame[(frame.sex == "Female") & (frame.s == decile)].y
        item = at[f"outcome_at:{decile}", "Female"]
        assert estimate(item.number) == pytest.approx(mine.mean()) and item.facts["score"] == decile
    median = frame[frame.race == "Caucasian"].s.quantile(0.5, interpolation="lower")
    assert estimate(at["score_median", "Caucasian"].number) == median


def test_planted_shift_is_found_and_none_is_ruled_out() -> None:
    (even,) = signal(people(1, 12_000)).findings
    assert (even.verdict, even.group) == ("ruled_out", {"g": "A"})
    (shifted,) = signal(people(2, 12_000, shift=-0.09)).findings
    assert (shifted.verdict, shifted.worse_off) == ("shown", True)
    assert isinstance(shifted.difference, Estimate) and shifted.difference.interval is not None
    assert -0.09 in shifted.difference.interval
    # for a benefit, those who are worse off are the ones whose score is too low
    (granted,) = signal(people(2, 12_000, shift=-0.09), effect="benefit").findings
    assert granted.worse == "higher" and granted.worse_off is False


def test_selected_people_alone_never_rule_a_gap_out() -> None:
    frame = people(3, 12_000)
    frame.loc[frame.d == 0, "y"] = np.nan
    found = signal(frame, "selected")
    (finding,) = found.findings
    assert (finding.verdict, finding.detail) == ("cannot_tell", "selective")
    assert [item.code for item in found.remarks] == ["score_selected"]


def test_with_random_cases_only_these_are_compared() -> None:
    frame = people(4, 9_000)
    frame["r"] = np.where(np.arange(9_000) % 3 == 0, "lot", "tool")
    frame.loc[(frame.d == 0) & (frame.r == "tool"), "y"] = np.nan
    frame.loc[(frame.d == 1) & (frame.r == "tool"), "y"] = 1  # would mislead, were they counted
    route = {"column": "r", "random": ["lot"], "drawn_from": "everyone"}
    found = signal(frame, "sample", route=route)
    (finding,) = found.findings
    lot = frame[frame.r == "lot"]
    assert finding.counts is not None and finding.counts.total == (lot.g == "A").sum()
    assert finding.counts.cases == lot[lot.g == "A"].y.sum()
    # P-values say how likely it is by chance: an even score in 3,000 cases
    assert finding.verdict in ("ruled_out", "cannot_tell") and finding.p is not None and finding.p > 0.01
    assert [item.code for item in found.remarks] == ["score_random"]
    selected = signal(frame, "sample", route=route | {"drawn_from": "not_selected"})
    assert [item.code for item in selected.remarks] == ["score_not_selected"]
    assert selected.findings[0].verdict == "cannot_tell"


def test_groups_without_outcomes_and_scores_that_are_all_alike() -> None:
    frame = people(5, 3_000)
    frame.loc[frame.g == "A", "y"] = np.nan
    (finding,) = signal(frame).findings
    assert finding.verdict == "cannot_tell" and isinstance(finding.difference, Undefined)
    assert finding.difference.because.code == "no_known_outcomes"
    constant = signal(people(5, 200).assign(s=0.5)).not_looked_at
    assert constant is not None and constant.code == "constant_score"
    empty = signal(people(5, 200).assign(s=None)).not_looked_at
    assert empty is not None and empty.code == "no_scores_with_outcome"


def test_bad_scores_are_named() -> None:
    frame = people(6, 200)
    frame.loc[:2, "s"] = [1.5, 99, -1]
    with pytest.raises(PlanError) as found:
        signal(frame, score={"column": "s", "range": [0, 1]})
    (problem,) = found.value.problems
    assert problem.code == "score_outside_range" and problem.facts["rows"] == 3
    assert problem.facts["values"] == ("-1", "1.5", "99")
    assert signal(frame.assign(s=frame.s.clip(0, 1)), score={"column": "s", "range": [0, 1]}).findings
    with pytest.raises(PlanError) as found:
        signal(frame.assign(s="high"))
    assert [problem.code for problem in found.value.problems] == ["no_numbers"]
    # what the plan calls missing is outside no range
    assert signal(frame, score={"column": "s", "range": [0, 1]}, missing=["1.5", "99", "-1"]).findings


def test_weights_and_households_count_for_what_they_tell() -> None:
    frame = people(8, 3_000, shift=-0.05)
    (plain,) = signal(frame).findings
    (doubled,) = signal(frame.assign(w=2), data={"weight": "w"}).findings
    # everybody twice as heavy tells as much as everybody once
    assert estimate(doubled.difference) == pytest.approx(estimate(plain.difference))
    assert doubled.p == pytest.approx(plain.p)
    assert interval_of(doubled) == pytest.approx(interval_of(plain))
    # everybody three times, as one household, tells as much as everybody once, but for rounded counts in bins
    tripled = pd.concat([frame.assign(h=range(3_000))] * 3)
    (together,) = signal(tripled, data={"cluster": "h"}).findings
    (apart,) = signal(tripled).findings
    assert estimate(together.difference) == pytest.approx(estimate(apart.difference))
    low, high = interval_of(together)
    assert high - low == pytest.approx(3**0.5 * (interval_of(apart)[1] - interval_of(apart)[0]), rel=0.05)
    assert together.p is not None and apart.p is not None and together.p > apart.p


def interval_of(finding: Finding) -> tuple[float, float]:
    assert isinstance(finding.difference, Estimate)
    interval = finding.difference.interval
    assert interval is not None and interval.high is not None
    return interval.low, interval.high


def test_rounded_counts_give_a_range() -> None:
    rows = [(g, s, d, y, 50 + 10 * s) for g in "AB" for s in range(4) for d in (0, 1) for y in (0, 1)]
    frame = pd.DataFrame(rows, columns=["g", "s", "d", "y", "n"])
    found = signal(frame, data={"count": "n", "rounded_to": 10})
    (finding,) = found.findings
    assert isinstance(finding.difference, Estimate) and finding.difference.bounds is not None
    assert finding.verdict == "cannot_tell"
    assert isinstance(finding.measures["auc"], Undefined)


def test_report_says_it_in_words() -> None:
    result = adm.audit(
        people(2, 4_000, shift=-0.12), decision="d", positive=1, effect="burden", protected=["g"], attention=LEVEL,
        outcome={"column": "y", "positive": [1], "known_for": "everyone"},
        score={"column": "s", "range": [0, 1], "means": "probability"},
    ).data  # fmt: skip
    page = to_html(result)
    assert "At the same score, " in page and "should have been selected less often than" in page
    assert "expected calibration error" in page


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.integers(1, 60), st.integers(0, 500), min_size=1), st.integers(1, 30))
def test_bins_are_in_order_and_evenly_filled(counted: dict[int, int], bins: int) -> None:
    found = merged(counted, bins)
    filled = sorted(code for code, count in counted.items() if count)
    assert list(found) == filled
    numbers = list(found.values())
    assert numbers == sorted(numbers) and set(numbers) == set(range(len(set(numbers))))
    assert len(set(numbers)) <= bins
    if len(filled) > bins:
        size = sum(counted.values()) / bins
        # no bin outgrows its share by more than its last code
        for number in set(numbers):
            inside = [counted[code] for code in filled if found[code] == number]
            assert sum(inside) <= size + max(inside)


def test_calibration_error_by_hand() -> None:
    # 20 people 0.1 away, 10 people 0.2 away
    assert estimate(calibration_error([(4, 20, 0.3), (7, 10, 0.5)])) == pytest.approx((20 * 0.1 + 10 * 0.2) / 30)
    assert isinstance(calibration_error([(Range(0, 9, None), 20, 0.3)]), Undefined)
    assert isinstance(calibration_error([]), Undefined)


def test_bins_are_fine_enough_for_even_scores() -> None:
    """Groups with different scores that mean the same raise false alarms only where bins are too coarse."""
    alarms = 0
    for seed in range(120):
        frame = people(100 + seed, 2_000)
        order = frame.s.rank(method="first").to_numpy().astype(int) - 1
        bins = order * bins_for(2_000, most=200) // 2_000
        side = (frame.g == "A").to_numpy()
        y = frame.y.to_numpy()
        strata = []
        for number in np.unique(bins):
            mine, others = y[(bins == number) & side], y[(bins == number) & ~side]
            strata.append(Stratum(int(mine.sum()), len(mine), int(others.sum()), len(others)))
        found = mantel_haenszel(strata)
        alarms += found.p is not None and found.p < 0.05
    # 120 times a chance of 5 %: more than 13 would come less than once in a hundred times
    assert alarms <= 13
