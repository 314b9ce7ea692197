"""Models and the bridge to Fairlearn: our counts give Fairlearn's own numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from fairlearn import metrics
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import adm_audit as adm
from adm_audit.errors import CallError, PlanError
from adm_audit.frames import value_of

NAMES = ("selection_rate", "true_positive_rate", "false_positive_rate", "false_negative_rate")


def people(size: int = 400, seed: int = 1) -> tuple[pd.DataFrame, pd.Series]:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"income": rng.normal(2, 1, size), "age": rng.integers(18, 80, size).astype(float)})
    outcome = pd.Series((frame["income"] + rng.normal(0, 1, size) > 2).astype(int))
    return frame, outcome


@pytest.fixture(scope="module")
def audited() -> tuple[adm.Result, pd.Series, np.ndarray, np.ndarray]:
    frame, outcome = people()
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(frame, outcome)
    sex = np.where(np.arange(len(frame)) % 3 == 0, "F", "M")
    result = adm.audit_model(model, frame, y=outcome, effect="benefit", protected={"sex": sex})
    return result, outcome, model.predict(frame), sex


def test_model_goes_the_way_of_any_table(audited) -> None:  # type: ignore[no-untyped-def]
    result, outcome, decided, sex = audited
    for row in result.data.tables[1].groups:
        mine = sex == row.group["sex"]
        assert row.counts.selected == decided[mine].sum()
        assert row.counts.tp == ((decided == 1) & (outcome == 1) & mine).sum()
    names = {signal.name for signal in result.data.signals if signal.findings}
    assert {"selection_gap", "false_flag_gap", "missed_gap"} <= names


def test_metric_frame_equals_fairlearn_on_the_rows(audited) -> None:  # type: ignore[no-untyped-def]
    result, outcome, decided, sex = audited
    ours = result.to_metric_frame("sex")
    theirs = metrics.MetricFrame(
        metrics={name: getattr(metrics, name) for name in NAMES},
        y_true=outcome,
        y_pred=decided,
        sensitive_features=pd.Series(sex, name="sex"),
    )
    assert isinstance(ours, metrics.MetricFrame)
    pd.testing.assert_frame_equal(
        ours.by_group[list(NAMES)], theirs.by_group[list(NAMES)], check_dtype=False, rtol=1e-12
    )
    for name in NAMES:
        assert ours.overall[name] == pytest.approx(theirs.overall[name], rel=1e-12)
    assert ours.by_group["count"].sum() == len(sex)


rows = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 1), st.integers(0, 1)), min_size=5, max_size=60)


@settings(max_examples=40, deadline=None)
@given(rows)
def test_rates_equal_fairlearn_wherever_it_defines_them(made: list[tuple[str, int, int]]) -> None:
    firm = [(group, decision, outcome) for group in "abc" for decision in (0, 1) for outcome in (0, 1)]
    frame = pd.DataFrame(firm + made, columns=["group", "decision", "outcome"])
    result = adm.audit(
        frame, decision="decision", positive=1, effect="burden", protected=["group"],
        outcome={"column": "outcome", "positive": [1], "known_for": "everyone"},
    )  # fmt: skip
    theirs = metrics.MetricFrame(
        metrics={name: getattr(metrics, name) for name in NAMES},
        y_true=frame["outcome"], y_pred=frame["decision"], sensitive_features=frame["group"],
    ).by_group  # fmt: skip
    for row in result.data.tables[1].groups:
        for name in NAMES:
            assert value_of(row.rates[name]) == pytest.approx(theirs.loc[row.group["group"], name], rel=1e-9)
        total = value_of(row.rates["true_positive_rate"]) + value_of(row.rates["false_negative_rate"])  # type: ignore[operator]
        assert total == pytest.approx(1, abs=1e-12)


def test_unfitted_models_and_wrong_lengths_are_named() -> None:
    frame, outcome = people(50)
    with pytest.raises(CallError, match="fitted"):
        adm.audit_model(LogisticRegression(), frame, effect="benefit", protected=["age"])
    with pytest.raises(CallError, match="fitted"):
        adm.audit_model(object(), frame, effect="benefit", protected=["age"])
    model = LogisticRegression().fit(frame, outcome)
    with pytest.raises(CallError, match="rows"):
        adm.audit_model(model, frame, y=outcome[:10], effect="benefit", protected={"sex": ["F"] * 50})


def test_library_call_names_all_problems() -> None:
    frame = pd.DataFrame({"sex": ["F", "M"] * 10, "selected": [0, 1] * 10})
    with pytest.raises(PlanError) as caught:
        adm.audit(frame, decision="selcted", positive=1, effect="burden", protected=["sexx"])
    assert {problem.nearest for problem in caught.value.problems} == {"selected", "sex"}
    assert "selcted" in str(caught.value) and "Did you mean" in str(caught.value)
