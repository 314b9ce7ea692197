"""The bridge to Fairlearn: a real MetricFrame over the counted cells."""

from __future__ import annotations

from typing import Any

from adm_audit.counts import Count, Range
from adm_audit.errors import CallError, Problem
from adm_audit.result import AuditResult, GroupTable

_CELLS = (("tp", 1, 1), ("fp", 0, 1), ("fn", 1, 0), ("tn", 0, 0))
_NO_OUTCOME = (("selected", 0, 1), ("unselected", 0, 0))


def metric_frame(result: AuditResult, attribute: str) -> Any:
    """Return a Fairlearn MetricFrame for one attribute, each cell of counts a row, its count the sample weight.

    With outcomes for everyone it holds selection, true positive, false positive and false negative rates and the
    count; without, the selection rate and the count. People without a decision, outcome or group are left out.

    Raises CallError for an attribute that the audit did not look at, and where counts were rounded or withheld.
    """
    from fairlearn import metrics

    table = _table(result, attribute)
    complete = all(not row.counts.selected_unknown and not row.counts.unselected_unknown for row in table.groups)
    truth, decided, groups, weights = _columns(table, attribute, _CELLS if complete else _NO_OUTCOME)
    functions = {"selection_rate": metrics.selection_rate}
    if complete:
        functions |= {
            "true_positive_rate": metrics.true_positive_rate,
            "false_positive_rate": metrics.false_positive_rate,
            "false_negative_rate": metrics.false_negative_rate,
        }
    functions["count"] = _weighted_count
    return metrics.MetricFrame(
        metrics=functions,
        y_true=truth,
        y_pred=decided,
        sensitive_features={attribute: groups},
        sample_params={name: {"sample_weight": weights} for name in functions},
    )


def _weighted_count(y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
    """Count people: the sum of the cells' weights (Fairlearn's own count would count cells)."""
    del y_pred
    return float(sum(sample_weight)) if sample_weight is not None else float(len(y_true))


def _table(result: AuditResult, attribute: str) -> GroupTable:
    for table in result.tables:
        if table.by == (attribute,):
            return table
    names = tuple(table.by[0] for table in result.tables if len(table.by) == 1)
    raise CallError(Problem("no_such_attribute", {"attribute": attribute, "found": names}))


def _columns(
    table: GroupTable, attribute: str, cells: tuple[tuple[str, int, int], ...]
) -> tuple[list[int], list[int], list[str], list[float]]:
    truth: list[int] = []
    decided: list[int] = []
    groups: list[str] = []
    weights: list[float] = []
    for row in table.groups:
        name = row.group[attribute]
        if name is None:
            continue
        for field, outcome, decision in cells:
            count: Count = getattr(row.counts, field)
            if isinstance(count, Range):
                raise CallError(Problem("metric_frame_needs_exact_counts", {"attribute": attribute}))
            if count:
                truth.append(outcome)
                decided.append(decision)
                groups.append(name)
                weights.append(float(count))
    return truth, decided, groups, weights
