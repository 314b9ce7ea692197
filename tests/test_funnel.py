"""Step by step: rates of going on by hand, the parts of the gap by their definition, and stages as people write them."""

from __future__ import annotations

from datetime import date
from math import log, prod
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adm_audit as adm
from adm_audit.comparison import Head, TwoByTwo
from adm_audit.counts import Range
from adm_audit.errors import PlanError
from adm_audit.result import AuditResult, SignalResult
from adm_audit.signals.funnel import split_gap
from adm_audit.stats.disparity import compare
from adm_audit.values import Estimate, Undefined

DAY = date(2026, 1, 1)
STEP = st.tuples(st.integers(1, 400), st.integers(0, 400), st.integers(1, 400), st.integers(0, 400))


def pair(cases: int | Range, total: int, other_cases: int, other_total: int, step: str = "s") -> TwoByTwo:
    return TwoByTwo(head=Head(input=step), cases=cases, total=total, other_cases=other_cases, other_total=other_total)


@given(st.lists(STEP, min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_the_parts_add_up_to_the_gap_at_the_end(steps: list[tuple[int, int, int, int]]) -> None:
    pairs = [pair(k, k + more, x, x + rest) for k, more, x, rest in steps]
    parts = split_gap(pairs)
    mine = prod(one.cases / one.total for one in pairs)
    other = prod(one.other_cases / one.other_total for one in pairs)
    assert all(isinstance(part, Estimate) for part in parts)
    assert sum(part.value for part in parts) == pytest.approx(mine - other, abs=1e-12)
    for part, one in zip(parts, pairs, strict=True):
        gap = one.cases / one.total - one.other_cases / one.other_total
        assert part.value * gap >= -1e-15  # each part points the way of its step


def test_the_parts_by_hand() -> None:
    # Rates .5 and .8 against .8 and .5: the end is .4 on both sides, so the mean is .4 and the parts are .4 ln(5/8), .4
    # ln(8/5): a gap that is made up for.
    one, two = split_gap([pair(50, 100, 80, 100), pair(40, 50, 40, 80)])
    assert one.value == pytest.approx(0.4 * log(5 / 8)) and two.value == pytest.approx(-one.value)
    # Rates .5 and .5 against 1 and .5: all of the gap of .25 arises at the first step.
    one, two = split_gap([pair(50, 100, 100, 100), pair(25, 50, 50, 100)])
    assert one.value == pytest.approx(-0.25) and two.value == 0


@pytest.mark.parametrize(
    ("pairs", "skipped", "code"),
    [
        ([pair(0, 10, 5, 10, "interview")], 0, "nobody_went_on"),
        ([pair(5, 10, 0, 10)], 0, "nobody_went_on"),
        ([pair(Range(3, 6, 5), 10, 5, 10)], 0, "counts_in_ranges"),
        ([pair(5, 10, 5, 10)], 3, "stages_not_nested"),
    ],
)
def test_where_the_gap_cannot_be_taken_apart_it_says_why(pairs: list[TwoByTwo], skipped: int, code: str) -> None:
    (found,) = split_gap(pairs, skipped)
    assert isinstance(found, Undefined) and found.because.code == code


# 100 people of each group: A 80, 60, 30 reach the three later stages; B 80, 20, 10.
REACHED = {"A": (100, 80, 60, 30), "B": (100, 80, 20, 10)}
NAMES = ["applied", "screened", "invited", "offered"]


def people() -> pd.DataFrame:
    rows = [
        {"group": group, **{name: int(at < number) for name, number in zip(NAMES, numbers, strict=True)}}
        for group, numbers in REACHED.items()
        for at in range(100)
    ]
    return pd.DataFrame(rows)


def audit(frame: pd.DataFrame, stages: object = NAMES, effect: str = "benefit", **more: object) -> AuditResult:
    found = adm.audit(
        frame, decision="offered", positive=1, effect=effect, protected=["group"], stages=stages, audited_on=DAY, **more
    )
    return found.data


def rates(found: SignalResult) -> dict[str, tuple[float, float]]:
    return {item.input: (item.counts.cases, item.counts.total) for item in found.findings}  # type: ignore[union-attr, misc]


def test_each_step_counts_those_who_came_so_far() -> None:
    found = audit(people()).signal("funnel")
    first = found.findings[0].group["group"]
    numbers = REACHED[first]
    assert rates(found) == {
        "screened": (numbers[1], 100),
        "invited": (numbers[2], numbers[1]),
        "offered": (numbers[3], numbers[2]),
    }
    by_step = {item.input: item for item in found.findings}
    assert by_step["screened"].difference.value == 0
    # The gap at the interview is that of the two-by-two table 60 of 80 against 20 of 80.
    wanted = compare(60, 80, 20, 80)
    assert abs(by_step["invited"].difference.value) == pytest.approx(wanted.difference.value)
    assert by_step["invited"].p == pytest.approx(wanted.p)
    assert by_step["invited"].verdict == "shown" and by_step["offered"].verdict != "shown"
    parts = {item.name: item.number.value for item in found.measures if item.name.startswith("step_points:")}
    assert sum(parts.values()) == pytest.approx((0.3 - 0.1) * (1 if first == "A" else -1))
    assert abs(parts["step_points:invited"]) == pytest.approx(0.2)
    assert found.parts_not_looked_at["main_step"].code == "no_own_level"
    assert found.parts_not_looked_at["manual_step"].code == "no_manual_step"


@pytest.mark.parametrize(("effect", "worse"), [("benefit", "lower"), ("burden", "higher")])
def test_going_on_is_what_the_decision_is(effect: str, worse: str) -> None:
    assert {item.worse for item in audit(people(), effect=effect).signal("funnel").findings} == {worse}


def test_one_column_with_the_last_stage_says_the_same() -> None:
    frame = people()
    frame["last"] = frame[NAMES].sum(axis=1).map(dict(enumerate(NAMES, start=1)))
    one = audit(frame, {"column": "last", "order": NAMES}).signal("funnel")
    assert one.findings == audit(people()).signal("funnel").findings


def test_true_and_false_are_one_and_zero() -> None:
    frame = people()
    assert audit(frame.astype(dict.fromkeys(NAMES[:3], bool))).signal("funnel") == audit(frame).signal("funnel")


def test_a_step_at_which_nobody_falls_out_is_no_comparison() -> None:
    frame = people()
    frame["seen"] = frame["screened"]
    found = audit(frame, ["applied", "screened", "seen", "invited", "offered"]).signal("funnel")
    assert "seen" not in rates(found) and "invited" in rates(found)


def test_people_who_skipped_a_stage_are_counted() -> None:
    frame = people()
    frame.loc[frame["group"].eq("A") & frame.index.isin(range(3)), "screened"] = 0
    found = audit(frame).signal("funnel")
    assert [(note.code, note.facts["people"]) for note in found.remarks] == [("stages_not_nested", 3)]
    assert {item.number.because.code for item in found.measures} == {"stages_not_nested"}
    totals = {item.input: item.counts.total + item.counts.other_total for item in found.findings}
    assert totals == {"screened": 200, "invited": 157, "offered": 80}


def test_clusters_widen_every_step() -> None:
    # Each person stands four times, as one household: a design effect of 4 at every step with both results.
    frame = pd.concat([people().assign(home=range(200))] * 4, ignore_index=True)
    found = audit(frame, data={"cluster": "home"}).signal("funnel")
    for item in found.findings:
        assert item.measures["design_effect"].value == pytest.approx(4.0), item.id
    alone = {item.input: item for item in audit(people()).signal("funnel").findings}
    for item in found.findings:
        assert item.p == pytest.approx(alone[item.input].p)


def test_without_stages_it_is_not_looked_at() -> None:
    missing = audit(people(), None).signal("funnel").not_looked_at
    assert missing is not None and missing.code == "no_stages"


def test_values_that_are_no_stage_are_named_all_at_once() -> None:
    frame = people().astype({"screened": object, "invited": object})
    frame.loc[0, "screened"], frame.loc[1, "invited"] = "maybe", 2
    with pytest.raises(PlanError) as caught:
        audit(frame)
    found = [(problem.code, problem.facts["column"], problem.facts["values"]) for problem in caught.value.problems]
    assert found == [
        ("stage_not_zero_or_one", "screened", ("maybe",)),
        ("stage_not_zero_or_one", "invited", ("2",)),
    ]
    frame["last"] = "applied"
    frame.loc[0, "last"] = "gone"
    with pytest.raises(PlanError) as caught:
        audit(people().assign(last=frame["last"]), {"column": "last", "order": NAMES})
    assert [(problem.code, problem.facts["values"]) for problem in caught.value.problems] == [
        ("stage_not_in_order", ("gone",))
    ]


def test_a_table_of_counts_gives_the_same_steps(tmp_path: Path) -> None:
    frame = people()
    frame["last"] = frame[NAMES].sum(axis=1).map(dict(enumerate(NAMES, start=1)))
    counted = frame.groupby(["group", "last", "offered"]).size().rename("n").reset_index()
    stages = {"column": "last", "order": NAMES}
    one, two = audit(counted, stages, data={"count": "n"}).signal("funnel"), audit(frame, stages).signal("funnel")
    assert one == two
