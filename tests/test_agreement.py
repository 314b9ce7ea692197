"""Random tables through the front door, against Fairlearn, SciPy, statsmodels and scikit-learn, to 1e-9."""

from __future__ import annotations

import warnings
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fairlearn.metrics import (
    MetricFrame,
    demographic_parity_difference,
    demographic_parity_ratio,
    false_negative_rate,
    false_positive_rate,
    selection_rate,
    true_negative_rate,
    true_positive_rate,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact, hypergeom
from sklearn.metrics import confusion_matrix, precision_score
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import adm_audit as adm
from adm_audit.result import AuditResult, Finding
from adm_audit.values import Estimate

CLOSE = pytest.approx
TO = 1e-9


@cache
def audited(seed: int) -> tuple[pd.DataFrame, AuditResult]:
    """Return a random table of 30 to 400 people in three groups, with its audit; anything may be empty in it."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(30, 400))
    rates = rng.uniform(0.05, 0.95, 3)
    group = rng.choice(3, n, p=rng.dirichlet([2, 2, 2]))
    frame = pd.DataFrame(
        {
            "group": np.array(["a", "b", "c"])[group],
            "level": rng.choice(["x", "y"], n),
            "selected": (rng.random(n) < rates[group]).astype(int),
            "outcome": (rng.random(n) < rng.uniform(0.1, 0.9)).astype(int),
        }
    )
    frame.loc[:3, "selected"] = [0, 1, 0, 1]
    frame.loc[:3, "outcome"] = [0, 1, 1, 0]
    frame.loc[:2, "group"] = ["a", "b", "c"]
    result = adm.audit(
        frame,
        decision="selected",
        positive=1,
        effect="burden",
        protected=["group"],
        outcome="outcome",
        outcome_positive=1,
        known_for="everyone",
        strata=[{"column": "level", "reason": "A test"}],
        audited_on=date(2026, 11, 24),
    ).data
    return frame, result


def by_group(result: AuditResult, signal: str, part: str | None = None) -> dict[str, Finding]:
    found = [item for item in result.signal(signal).findings if item.part == part]
    return {str(item.group["group"]): item for item in found}


def value(number: Any) -> float:
    assert isinstance(number, Estimate), number
    return number.value


def limits_of(number: Any) -> tuple[float, float]:
    assert isinstance(number, Estimate) and number.interval is not None and number.interval.high is not None
    return number.interval.low, number.interval.high


seeds = st.sampled_from(range(30))
"""The same tables for all tests, so that each is audited once."""
few = settings(max_examples=20)


@few
@given(seeds)
def test_rates_of_groups_are_those_of_fairlearn_and_sklearn(seed: int) -> None:
    frame, result = audited(seed)
    metrics = {
        "selection_rate": selection_rate,
        "true_positive_rate": true_positive_rate,
        "false_positive_rate": false_positive_rate,
        "false_negative_rate": false_negative_rate,
        "true_negative_rate": true_negative_rate,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = MetricFrame(
            metrics=metrics,
            y_true=frame["outcome"],
            y_pred=frame["selected"],
            sensitive_features=frame["group"],
        ).by_group
    table = next(item for item in result.tables if item.by == ("group",))
    for row in table.groups:
        group = str(row.group["group"])
        own = frame[frame["group"] == group]
        tn, fp, fn, tp = confusion_matrix(own["outcome"], own["selected"], labels=[0, 1]).ravel()
        assert (row.counts.tn, row.counts.fp, row.counts.fn, row.counts.tp) == (tn, fp, fn, tp)
        for name in set(metrics) & set(row.rates):
            # Fairlearn says 0 where nobody is concerned; we say that there is no such rate
            if isinstance(row.rates[name], Estimate):
                assert value(row.rates[name]) == CLOSE(theirs.loc[group, name], abs=TO)
        if tp + fp:
            assert value(row.rates["positive_predictive_value"]) == CLOSE(
                precision_score(own["outcome"], own["selected"]), abs=TO
            )
        low, high = proportion_confint(tp + fp, len(own), method="wilson")
        assert limits_of(row.rates["selection_rate"]) == CLOSE((low, high), abs=TO)


@few
@given(seeds)
def test_spreads_over_groups_are_those_of_fairlearn(seed: int) -> None:
    frame, result = audited(seed)
    given_: dict[str, Any] = {
        "y_true": frame["outcome"],
        "y_pred": frame["selected"],
        "sensitive_features": frame["group"],
    }
    ours = {item.name: item.number for item in result.signal("selection_gap").measures}
    assert value(ours["max_minus_min"]) == CLOSE(demographic_parity_difference(**given_), abs=TO)
    if isinstance(ours["impact_ratio"], Estimate):
        assert value(ours["impact_ratio"]) == CLOSE(demographic_parity_ratio(**given_), abs=TO)
    table = pd.crosstab(frame["group"], frame["selected"])
    assert value(ours["chi_square_p"]) == CLOSE(chi2_contingency(table, correction=False).pvalue, abs=TO)


@few
@given(seeds)
def test_gaps_tests_and_intervals_are_those_of_scipy_and_statsmodels(seed: int) -> None:
    frame, result = audited(seed)
    found = by_group(result, "selection_gap")
    for group, item in found.items():
        mine = frame["group"] == group
        k1, n1 = int(frame["selected"][mine].sum()), int(mine.sum())
        k2, n2 = int(frame["selected"][~mine].sum()), int((~mine).sum())
        assert value(item.difference) == CLOSE(k1 / n1 - k2 / n2, abs=TO)
        low, high = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb")
        assert limits_of(item.difference) == CLOSE((low, high), abs=TO)
        law = hypergeom(n1 + n2, k1 + k2, n1)
        below, above, here = law.cdf(k1 - 1), law.sf(k1), law.pmf(k1)
        assert item.p == CLOSE(min(1.0, 2 * min(below, above) + here), abs=TO)
        assert value(item.measures["fisher_p"]) == CLOSE(fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue, abs=TO)


@few
@given(seeds)
def test_pooled_gaps_are_those_of_statsmodels(seed: int) -> None:
    frame, result = audited(seed)
    for group, item in by_group(result, "conditional_gap").items():
        tables = []
        for _, level in frame.groupby("level"):
            mine = level["group"] == group
            table = np.array(
                [[(level["selected"][side] == said).sum() for said in (1, 0)] for side in (mine, ~mine)], dtype=float
            )
            if table.sum(axis=1).min() > 0:
                tables.append(table)
        if not tables or not isinstance(item.measures.get("odds_ratio"), Estimate):
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = StratifiedTable(tables)
            assert value(item.measures["odds_ratio"]) == CLOSE(theirs.oddsratio_pooled, rel=TO)
            assert value(item.ratio) == CLOSE(theirs.riskratio_pooled, rel=TO)


@few
@given(seeds)
def test_corrections_are_those_of_statsmodels(seed: int) -> None:
    _, result = audited(seed)
    tested = [item for signal in result.signals for item in signal.findings if item.p_adjusted is not None]
    for family in ("primary", "others"):
        own = [item for item in tested if item.family == family]
        # equivalent comparisons count once: the family says how many tests there were
        single = {(item.p, item.p_adjusted): item for item in own}
        if not own or len(single) != own[0].comparisons:
            continue
        theirs = multipletests([p for p, _ in single if p is not None], method="holm")[1]
        assert [adjusted for _, adjusted in single] == CLOSE(list(theirs), abs=TO)
