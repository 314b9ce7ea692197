"""Predictions of a fitted scikit-learn estimator as columns of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adm_audit.errors import CallError, Problem

DECISION, SCORE, OUTCOME = "model_decision", "model_score", "model_outcome"


def predicted_columns(
    estimator: Any,
    features: Any,
    *,
    positive: object = 1,
    outcome: Any = None,
    protected: Mapping[str, Any] | None = None,
) -> dict[str, list[Any]]:
    """Return the columns of an audit: the features by name, the protected values, decision, score and outcome.

    estimator: fitted; its ``predict`` gives the decisions, ``predict_proba`` (where it has one) the scores of the
    class ``positive``. features: a frame or array, passed on unchanged. outcome, protected: one value a row.

    Raises CallError where the estimator cannot predict or lengths differ.
    """
    from sklearn.exceptions import NotFittedError
    from sklearn.utils.validation import check_is_fitted

    name = type(estimator).__name__
    if not hasattr(estimator, "predict"):
        raise CallError(Problem("no_predictions", {"estimator": name, "reason": "predict"}))
    try:
        check_is_fitted(estimator)
        decisions = estimator.predict(features)
    except (NotFittedError, TypeError) as error:
        raise CallError(Problem("no_predictions", {"estimator": name, "reason": str(error)[:120]})) from error
    columns = _feature_columns(features)
    rows = len(decisions)
    extra = {DECISION: decisions, **(protected or {})}
    if hasattr(estimator, "predict_proba") and positive in list(estimator.classes_):
        extra[SCORE] = estimator.predict_proba(features)[:, list(estimator.classes_).index(positive)]
    if outcome is not None:
        extra[OUTCOME] = outcome
    problems = [
        Problem("column_exists", {"column": column}) for column in (DECISION, SCORE, OUTCOME) if column in columns
    ]
    problems += [
        Problem("lengths_differ", {"name": column, "found": len(values), "expected": rows})
        for column, values in extra.items()
        if len(values) != rows
    ]
    if problems:
        raise CallError(problems)
    return columns | {column: list(values) for column, values in extra.items()}


def _feature_columns(features: Any) -> dict[str, list[Any]]:
    """Return the features by column name; the columns of a bare array are named x0, x1 ..."""
    import narwhals.stable.v2 as nw
    import numpy as np

    try:
        frame = nw.from_native(features, eager_only=True)
    except TypeError:
        array = np.asarray(features)
        return {f"x{at}": array[:, at].tolist() for at in range(array.shape[1])}
    return {str(name): frame[name].to_list() for name in frame.columns}
