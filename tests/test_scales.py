"""Axes of numbers, text, dates and days: what each code stands for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.evidence import BEFORE, PERIOD, SCORE
from adm_audit.plan.load import plan_from_text
from adm_audit.tables.load import count, ready
from adm_audit.tally import Need, Tally

PLAN = """
adm_audit: 1
title: A test
data: {source: x.csv, missing: [none]}
decision: {column: d, positive: [1], effect: burden}
protected: [g]
score: {column: s}
inputs: [s, t]
period: {column: day, by: quarter}
times: [{from: day, to: end}]
baseline: {column: who, before: [person]}
"""


def tally(frame: pd.DataFrame, *axes: str, by: str = "quarter") -> Tally:
    base: dict[str, object] = {"s": 1.0, "t": "x", "day": "2024-01-01", "end": "2024-01-02", "who": "tool"}
    odd = np.arange(len(frame)) % 2
    sides = {"d": odd, "g": np.where(odd, "a", "b")}
    whole = frame.assign(**{name: value for name, value in (base | sides).items() if name not in frame})
    plan = plan_from_text(PLAN.replace("quarter", by)).plan
    needs = [Need.of("g", name) for name in axes]
    return count(ready(plan, whole, lambda _path: None, needs), needs)[0].tally


def people(found: Tally, axis: str) -> dict[str | None, int]:
    cells = found.margin(axis)
    return {found.axes[axis].values[code]: int(n) for (code,), n in zip(cells.codes.tolist(), cells.low, strict=True)}


@settings(max_examples=25)
@given(st.lists(st.integers(-3000, 3000), min_size=4, max_size=900))
def test_bins_of_numbers_are_ascending_never_split_a_value_and_keep_the_mean(numbers: list[int]) -> None:
    numbers[0], numbers[1] = -1, 1
    found = tally(pd.DataFrame({"s": [x / 8 for x in numbers]}), SCORE)
    axis = found.axes[SCORE]
    assert axis.numbers is not None and axis.numbers[0] is None
    means = [x for x in axis.numbers[1:] if x is not None]
    assert means == sorted(means) and len(set(means)) == len(means) <= 200
    if len(set(numbers)) <= 200:
        assert means == sorted({x / 8 for x in numbers})
    counts = people(found, SCORE)
    at = dict(zip(axis.values, axis.numbers, strict=True))
    total = sum(n * (at[label] or 0.0) for label, n in counts.items())
    assert total == pytest.approx(sum(numbers) / 8)
    assert sum(counts.values()) == len(numbers)


def test_words_for_not_recorded_and_empty_cells_are_no_numbers() -> None:
    found = tally(pd.DataFrame({"s": ["0.5", "none", None, "0.5", "0.25", "1"]}), SCORE, "input:s")
    assert people(found, SCORE) == {None: 2, "0.25": 1, "0.5": 2, "1": 1}
    assert people(found, "input:s") == people(found, SCORE)


def test_an_input_of_text_keeps_the_most_frequent_values() -> None:
    rows = [f"v{at:04d}" for at in range(300)] + [f"v{at:04d}" for at in range(50, 250)]
    found = people(tally(pd.DataFrame({"t": rows}), "input:t"), "input:t")
    assert found.pop("…") == 100
    assert found == {f"v{at:04d}": 2 for at in range(50, 250)}


@pytest.mark.parametrize(
    ("by", "periods"),
    [
        ("year", {None: 1, "2023": 1, "2024": 3}),
        ("half_year", {None: 1, "2023-H2": 1, "2024-H1": 2, "2024-H2": 1}),
        ("quarter", {None: 1, "2023-Q4": 1, "2024-Q1": 1, "2024-Q2": 1, "2024-Q3": 1}),
        ("month", {None: 1, "2023-12": 1, "2024-01": 1, "2024-06": 1, "2024-07": 1}),
        ("week", {None: 1, "2023-W52": 1, "2024-W01": 1, "2024-W26": 1, "2024-W27": 1}),
    ],
)
def test_periods_stand_in_the_order_of_time(by: str, periods: dict[str | None, int]) -> None:
    days = ["2024-07-01", "2023-12-31", "2024-01-01", "2024-06-30", "someday"]
    found = tally(pd.DataFrame({"day": days}), PERIOD, by=by)
    assert people(found, PERIOD) == periods
    assert list(found.axes[PERIOD].values) == list(periods)


def test_days_between_two_dates() -> None:
    frame = pd.DataFrame(
        {
            "day": ["2024-02-28", "2024-02-28", None, "2024-03-05"],
            "end": ["2024-03-01", "2024-02-28", "2024-01-01", "2024-03-01"],
        }
    )
    assert people(tally(frame, "time:0"), "time:0") == {None: 1, "-4": 1, "0": 1, "2": 1}


def test_decisions_before_the_tool_are_marked_and_empty_ones_are_on_no_side() -> None:
    found = tally(pd.DataFrame({"who": ["person", "tool", "", "machine", "person"]}), BEFORE)
    assert people(found, BEFORE) == {None: 1, "before": 2, "now": 2}
