"""Counts: what is fetched equals what pandas counts; margins add up; order and splitting of rows change nothing."""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adm_audit.counts import Counts, Range
from adm_audit.evidence import CASE, pack, total_of, unpack
from adm_audit.plan.load import plan_from_keywords
from adm_audit.plan.model import AuditPlan
from adm_audit.tables.coding import band_labels
from adm_audit.tables.load import count, ready
from adm_audit.tally import MERGE_UP_TO, Need, cells, plan_cuboids

NAMES = ("sex", "origin", "age")
NEEDS = [Need.of("sex", CASE), Need.of("origin", CASE), Need.of("age", "sex", CASE), Need.of("origin", "age", CASE)]


def plan(**more: Any) -> AuditPlan:
    return plan_from_keywords(
        title="Counts",
        decision={"column": "selected", "positive": ["yes"], "negative": ["no"], "effect": "burden"},
        outcome={"column": "found", "positive": [1], "negative": [0], "known_for": "everyone"},
        protected=["sex", "origin", {"column": "age", "bands": [30, 60]}],
        **more,
    )


def evidence(frame: pd.DataFrame, **more: Any) -> Any:
    return count(ready(plan(**more), frame, lambda path: None, NEEDS), NEEDS)[0]


row = st.tuples(
    st.sampled_from(["F", "M", None]),
    st.sampled_from(["EU", "non-EU", "'; --", None]),
    st.sampled_from([18, 29, 30, 59, 60, 90, None]),
    st.sampled_from(["yes", "no", None]),
    st.sampled_from([0, 1, None]),
)
FIRM = [("F", "EU", 18, "yes", 1), ("M", "non-EU", 60, "no", 0), ("F", "'; --", 30, "yes", 0), ("M", "EU", 30, "no", 1)]


def frame_of(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(FIRM + rows, columns=["sex", "origin", "age", "selected", "found"])


def band(age: float | None) -> str | None:
    return None if pd.isna(age) else "<30" if age < 30 else "30-59" if age < 60 else "60+"


def by_hand(frame: pd.DataFrame, names: tuple[str, ...]) -> dict[tuple[str | None, ...], Counts]:
    fields = {("yes", 1): "tp", ("yes", 0): "fp", ("no", 1): "fn", ("no", 0): "tn"}
    found: dict[tuple[str | None, ...], Counter[str]] = {}
    for record in frame.to_dict("records"):
        decided = record["selected"] if isinstance(record["selected"], str) else None
        outcome = None if pd.isna(record["found"]) else int(record["found"])
        unknown = {"yes": "selected_unknown", "no": "unselected_unknown"}
        field = "undecided" if decided is None else unknown[decided] if outcome is None else fields[(decided, outcome)]
        key = tuple(
            band(record[name]) if name == "age" else (record[name] if isinstance(record[name], str) else None)
            for name in names
        )
        found.setdefault(key, Counter())[field] += 1
    return {key: Counts(**counter) for key, counter in found.items()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(row, max_size=40))
def test_counts_equal_counting_by_hand(rows: list[tuple[Any, ...]]) -> None:
    frame = frame_of(rows)
    found = evidence(frame)
    for names in (("sex",), ("origin",), ("age",), ("age", "sex"), ("origin", "age")):
        assert found.counts(*names) == by_hand(frame, names)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(row, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing_and_margins_add_up(rows: list[tuple[Any, ...]], random: Any) -> None:
    one = evidence(frame_of(rows))
    shuffled = list(rows)
    random.shuffle(shuffled)
    two = evidence(frame_of(shuffled))
    assert one.counts("age", "sex") == two.counts("age", "sex")
    totals = {total_of(one.counts(*names)).total for names in (("sex",), ("origin",), ("age",), ("age", "sex"))}
    assert totals == {len(rows) + len(FIRM)}


def test_a_count_table_equals_its_rows() -> None:
    frame = frame_of([("F", "EU", 18, "yes", 1)] * 7 + [("M", None, None, "no", None)] * 5)
    table = frame.groupby(list(frame.columns), dropna=False).size().reset_index(name="n")
    assert evidence(frame).counts("age", "sex") == evidence(table, data={"count": "n"}).counts("age", "sex")


def test_rounded_and_withheld_cells_are_ranges_never_zero() -> None:
    table = pd.DataFrame(
        {"sex": ["F", "F", "M", "M"], "origin": ["EU"] * 4, "age": [20] * 4, "found": [1] * 4,
         "selected": ["yes", "no", "yes", "no"], "n": ["30", "x", "20", "70"]}
    )  # fmt: skip
    table.loc[len(table)] = ["F", "other", 70, 0, "no", "40"]
    found = evidence(table, data={"count": "n", "rounded_to": 10, "withheld_below": 10, "withheld_as": ["x"]})
    counts = found.counts("sex")
    assert counts[("M",)].tp == Range(15, 25, 20)
    assert counts[("F",)].fn == Range(0, 9, None)
    assert counts[("F",)].total == Range(25 + 0 + 35, 35 + 9 + 45, None)


def test_weights_are_summed_exactly() -> None:
    frame = frame_of([]).assign(w=[0.1, 0.2, 0.3, 0.4])
    found = evidence(frame, data={"weight": "w"})
    assert found.counts("sex")[("F",)].selected == pytest.approx(0.4, abs=1e-12)
    assert found.squares("sex")[("M",)].decided == pytest.approx(0.2**2 + 0.4**2, abs=1e-12)


def test_the_callers_frame_is_not_changed() -> None:
    frame = frame_of([("F", None, 30, None, 1)])
    before = frame.copy(deep=True)
    evidence(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_two_attributes_with_the_same_values_stay_apart(tmp_path: Path) -> None:
    """Results are keyed by attribute and value: Yes of one is not Yes of the other."""
    rows = ["a,b,selected", *["Yes,No,1"] * 6, *["No,Yes,0"] * 6, *["Yes,Yes,0"] * 3]
    (tmp_path / "d.csv").write_text("\n".join(rows) + "\n")
    made = plan_from_keywords(
        title="T", protected=["a", "b"], decision={"column": "selected", "positive": [1], "effect": "burden"}
    )
    needs = [Need.of("a", CASE), Need.of("b", CASE)]
    found, _ = count(ready(made, tmp_path / "d.csv", lambda path: None, needs), needs)
    assert found.counts("a")[("Yes",)].total == 9
    assert found.counts("b")[("Yes",)].total == 9
    assert found.counts("a")[("Yes",)].selected == 6
    assert found.counts("b")[("Yes",)].selected == 0


@given(
    st.lists(st.integers(1, 60), min_size=4, max_size=4), st.lists(st.sets(st.integers(0, 3), min_size=1), min_size=1)
)
def test_cuboids_cover_every_need(sizes: list[int], wanted: list[set[int]]) -> None:
    names = {f"x{at}": size for at, size in enumerate(sizes)}
    needs = [Need.of(*(f"x{at}" for at in axes)) for axes in wanted]
    cuboids = plan_cuboids(needs, names)
    for need in needs:
        assert any(need.axes <= set(cuboid) for cuboid in cuboids)
    widest = max(cells(need.axes, names) for need in needs)
    assert all(cells(cuboid, names) <= max(MERGE_UP_TO, widest) for cuboid in cuboids)


def test_cases_are_packed_one_to_one() -> None:
    parts = list(product(range(3), repeat=4))
    assert [unpack(pack(*part)) for part in parts] == parts
    assert sorted(pack(*part) for part in parts) == list(range(81))


@given(st.lists(st.integers(-50, 200), min_size=1, max_size=6, unique=True))
def test_band_labels_differ(cuts: list[int]) -> None:
    labels = band_labels(sorted(cuts))
    assert len(set(labels)) == len(cuts) + 1
