"""Tables that count who reached each stage: they must say what the same people say as rows, and count nobody twice."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product
from math import log, sqrt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.auditor import audit as carry_out
from adm_audit.counts import CountsOfAll, Range
from adm_audit.errors import PlanError
from adm_audit.evidence import COUNT_FIELDS
from adm_audit.plan.call import plan_from_keywords
from adm_audit.result import AuditResult
from adm_audit.stats.decompose import Step, carried, profile_and_inside, shares, split_gap
from adm_audit.stats.stratify import Stratum
from adm_audit.values import Undefined

DAY = date(2026, 1, 1)
ORDER = ["applied", "invited", "offered"]
LEVELS = {"difference": 0.05, "chosen_on": DAY, "reason": "Test", "levels": {"funnel": 0.5}}
GROUPS = [
    {"sex": sex, "origin": origin, "unit": unit} for sex, origin, unit in product("FM", ("here", "far"), ("one", "two"))
]


def rows(numbers: list[tuple[int, int, int]]) -> pd.DataFrame:
    """One row a person: how far each came. numbers: of each cell those who stopped at each stage."""
    return pd.DataFrame(
        [
            {**cell, "step": step}
            for cell, ended in zip(GROUPS, numbers, strict=True)
            for step, count in zip(ORDER, ended, strict=True)
            for _ in range(count)
        ]
    )


def reached(people: pd.DataFrame) -> pd.DataFrame:
    """The same people as a table that counts all who reached each stage."""
    counted: Counter[tuple[str, ...]] = Counter()
    for row in people.to_dict("records"):
        for step in ORDER[: ORDER.index(row["step"]) + 1]:
            counted[(row["sex"], row["origin"], row["unit"], step)] += 1
    return pd.DataFrame([(*key, n) for key, n in counted.items()], columns=["sex", "origin", "unit", "step", "n"])


def audit(
    frame: pd.DataFrame, *, counts: str, stage: str = "invited", data: dict[str, object] | None = None, **more: object
) -> AuditResult:
    plan = {
        "data": {} | ({"count": "n"} if "n" in frame else {}) | (data or {}),
        "decision": {"stage": stage, "effect": "benefit"},
        "stages": {"column": "step", "order": ORDER, "counts": counts},
        "protected": ["sex", "origin"],
        "intersections": 2,
        "strata": [{"column": "unit", "reason": "Test"}],
        "attention": LEVELS,
    } | more
    return carry_out(plan_from_keywords(**plan), frame, audited_on=DAY)


CELL = st.tuples(st.integers(3, 40), st.integers(2, 40), st.integers(1, 40))


@given(st.lists(CELL, min_size=8, max_size=8), st.sampled_from(ORDER[1:]))
@settings(max_examples=12, deadline=None)
def test_counts_of_all_who_reached_a_stage_say_what_the_people_say(
    numbers: list[tuple[int, int, int]], stage: str
) -> None:
    people = rows(numbers)
    one, two = audit(people, counts="ended", stage=stage), audit(reached(people), counts="reached", stage=stage)
    assert one.cases == two.cases == len(people)
    assert one.tables == two.tables
    for name in ("selection_gap", "conditional_gap", "intersection", "small_groups", "missing_gap", "funnel"):
        assert one.signal(name) == two.signal(name), name


def test_missing_values_count_each_person_once() -> None:
    people = rows([(10, 20, 30), (9, 8, 7), (12, 1, 4), (5, 5, 5), (10, 10, 2), (3, 3, 9), (20, 5, 5), (6, 6, 6)])
    more: dict[str, object] = {"data": {"missing": ["two"]}, "inputs": ["unit"]}
    one = audit(people, counts="ended", **more)  # type: ignore[arg-type]
    two = audit(reached(people), counts="reached", **more)  # type: ignore[arg-type]
    gaps = one.signal("missing_gap")
    assert gaps.findings and gaps == two.signal("missing_gap")
    assert {item.counts.total + item.counts.other_total for item in gaps.findings if item.counts} == {len(people)}


@pytest.mark.parametrize("counts", ["ended", "reached"])
def test_a_stage_that_nobody_reached_is_named(counts: str) -> None:
    people = rows([(10, 20, 0)] * 8)
    frame = people if counts == "ended" else reached(people)
    with pytest.raises(PlanError) as caught:
        audit(frame, counts=counts, stage="offered")
    assert [problem.code for problem in caught.value.problems] == ["stage_nobody_reached"]


def test_a_stage_that_counts_as_selected_by_hand() -> None:
    # Of each cell 10 applied only, 20 were invited and no more, 30 got an offer: 50 of 60 invited, 30 of 60 offered.
    people = rows([(10, 20, 30)] * 8)
    for stage, chosen in (("invited", 50), ("offered", 30)):
        for frame, counts in ((people, "ended"), (reached(people), "reached")):
            found = audit(frame, counts=counts, stage=stage).signal("selection_gap").findings
            assert {(item.counts.cases, item.counts.total) for item in found if item.counts} == {(4 * chosen, 240)}
    columns = people.assign(
        **{step: people["step"].map(lambda at, n=n: int(ORDER.index(at) >= n)) for n, step in enumerate(ORDER)}
    )
    extra = pd.DataFrame([{**GROUPS[0], "applied": 0, "invited": 0, "offered": 0}] * 5)
    frame = pd.concat([columns, extra], ignore_index=True)
    found = audit(frame, counts="ended", stages=ORDER).signal("selection_gap").findings
    # those who did not even reach the first stage are not among the people who were not selected
    assert {(item.counts.cases, item.counts.total) for item in found if item.counts} == {(200, 240)}


def test_outcomes_of_those_who_reached_the_stage() -> None:
    frame = reached(rows([(10, 20, 30)] * 8)).assign(found="")
    late = frame["step"].eq("invited")
    half = frame[late].assign(n=20, found="yes")
    frame = pd.concat([frame[~late], half, half.assign(n=30, found="no")])
    outcome = {"column": "found", "positive": ["yes"], "negative": ["no"], "known_for": "selected"}
    result = audit(frame, counts="reached", outcome=outcome)
    row = next(table for table in result.tables if table.by == ("sex",)).groups[0].counts
    assert (row.tp, row.fp, row.fn, row.tn, row.unselected_unknown, row.total) == (80, 120, 0, 0, 40, 240)


def test_rounded_counts_keep_the_whole_as_narrow_as_it_is_printed() -> None:
    frame = reached(rows([(10, 20, 30)] * 8))
    found = audit(frame, counts="reached", data={"rounded_to": 10}).signal("selection_gap").findings[0].counts
    # four cells of 60 and of 50, each give or take 5
    assert found.total == Range(220, 260, 240) and found.cases == Range(180, 220, 200)  # type: ignore[union-attr]


def test_more_people_at_a_later_stage_are_named() -> None:
    frame = reached(rows([(10, 20, 30)] * 8))
    frame.loc[frame["step"].eq("offered") & frame["sex"].eq("F"), "n"] = 55
    with pytest.raises(PlanError) as caught:
        audit(frame, counts="reached")
    problems = {problem.facts["group"]: problem for problem in caught.value.problems if problem.code == "stage_grows"}
    assert problems["F"].facts["people"] == 220 and problems["F"].facts["people_before"] == 200
    assert "55" not in str(problems["F"].facts.get("group")) and "M" not in problems
    frame.loc[frame["step"].eq("offered") & frame["sex"].eq("F"), "n"] = 70
    with pytest.raises(PlanError) as caught:
        audit(frame, counts="reached")
    first = [problem for problem in caught.value.problems if problem.code == "stage_more_than_first"]
    assert [(problem.facts["stage"], problem.facts["people"]) for problem in first] == [("offered", 40)]


def test_people_who_skipped_a_stage_in_one_cell_are_counted() -> None:
    frame = reached(rows([(10, 20, 30)] * 8))
    one = frame["sex"].eq("F") & frame["origin"].eq("far") & frame["unit"].eq("two") & frame["step"].eq("offered")
    frame.loc[one, "n"] = 57
    result = audit(frame, counts="reached")
    notes = [(note.code, note.facts["people"]) for note in result.remarks]
    assert notes == [("stages_not_nested", 7)]
    found = result.signal("funnel")
    assert ("stages_not_nested", 7) in [(note.code, note.facts.get("people")) for note in found.remarks]
    # of the 57, only 50 can have come by way of the stage before
    women = next(item for item in found.findings if item.input == "offered" and item.group == {"sex": "F"})
    assert women.counts.cases == 30 * 3 + 50 and women.counts.total == 200  # type: ignore[union-attr]
    assert {item.verdict for item in found.findings if item.part == "main_step"} == {"cannot_tell"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"decision": {"column": "n", "positive": [1], "effect": "burden"}}, "plan_reached_needs_stage"),
        ({"data": {}}, "plan_reached_needs_count"),
        ({"decision": {"stage": "applied", "effect": "burden"}}, "plan_stage_is_first"),
        ({"decision": {"stage": "ofered", "effect": "burden"}}, "plan_stage_unknown"),
        ({"manual_stages": ["applied"]}, "plan_manual_unknown"),
        ({"manual_stages": ["invited", "invited"]}, "plan_twice"),
    ],
)
def test_plans_that_do_not_fit_are_named(changes: dict[str, object], code: str) -> None:
    plan = {
        "data": {"count": "n"},
        "decision": {"stage": "invited", "effect": "benefit"},
        "stages": {"column": "step", "order": ORDER, "counts": "reached"},
        "protected": ["sex"],
    } | changes
    with pytest.raises(PlanError) as caught:
        plan_from_keywords(**plan)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_where_people_decide_is_the_same_test_and_counts_once() -> None:
    # Men and women are invited alike (50 of 60), then 40 of 50 against 10 of 50 get an offer.
    people = rows([(10, 40, 10)] * 4 + [(10, 10, 40)] * 4)
    before: set[int | None] = set()
    for stages in ([], ["invited", "offered"]):
        found = audit(people, counts="ended", manual_stages=stages).signal("funnel").findings
        steps = {item.input: item for item in found if item.part == "step_gap" and "sex" in item.group}
        assert steps["offered"].verdict == "shown"
        manual = {item.input: item for item in found if item.part == "manual_step" and "sex" in item.group}
        assert list(manual) == stages
        compared = {item.comparisons for item in steps.values()}
        assert compared == (before or compared)
        before = compared
    assert manual["offered"].verdict == "shown" and manual["offered"].p == steps["offered"].p
    assert manual["invited"].verdict != "shown"


def test_a_manual_step_that_makes_up_for_a_gap_does_not_widen_it() -> None:
    # Women are invited less often (20 of 60 against 50), then all of them, but only 25 of 50 men, get an offer.
    people = rows([(40, 1, 19)] * 4 + [(10, 25, 25)] * 4)
    found = audit(people, counts="ended", manual_stages=["offered"]).signal("funnel").findings
    by_sex = {(item.part, item.input): item for item in found if "sex" in item.group}
    assert by_sex[("step_gap", "offered")].verdict == "shown"
    assert by_sex[("manual_step", "offered")].verdict == "ruled_out"
    assert by_sex[("manual_step", "offered")].detail == "other_way"


def test_the_step_that_carries_the_gap() -> None:
    people = rows([(10, 40, 10)] * 4 + [(10, 10, 40)] * 4)
    found = audit(people, counts="ended").signal("funnel")
    main = {tuple(item.group): item for item in found.findings if item.part == "main_step"}
    # .8333 times .2 against .8333 times .8: all of it arises at the offer
    assert main[("sex",)].verdict == "shown" and main[("sex",)].input == "offered"
    assert main[("sex",)].rate.value == 1.0 and main[("sex",)].rate.interval.low > 0.5  # type: ignore[union-attr]
    assert main[("origin",)].verdict == "cannot_tell"  # no gap, no shares
    told = {item.name: item.number for item in found.measures if item.name.startswith("step_share:")}
    assert {name: round(number.value, 9) for name, number in told.items()} == {  # type: ignore[union-attr]
        "step_share:invited": 0.0,
        "step_share:offered": 1.0,
    }


def test_the_contrast_by_hand() -> None:
    # Rates .5 against .8 and .5 against .6: logs -.4700 and -.1823, shares .7205 and .2795.
    steps = [Step(500, 1000, 800, 1000), Step(250, 500, 480, 800)]
    logs = [log(0.8 / 0.5), log(0.6 / 0.5)]
    variances = [0.5 / 500 + 0.2 / 800, 0.5 / 250 + 0.4 / 480]
    z = 2.2414027276049464  # normal quantile of 1 - .05/4: two steps, two sides
    found = {level: carried(steps, level) for level in (0.3, 0.5, 0.7, 0.9)}
    for level, one in found.items():
        assert one is not None and one.at == 0
        assert one.share.value == pytest.approx(logs[0] / sum(logs))  # type: ignore[union-attr]
        middle = (1 - level) * logs[0] - level * logs[1]
        error = z * sqrt((1 - level) ** 2 * variances[0] + level**2 * variances[1])
        assert one.holds == (True if middle > error else False if middle < -error else None)
        limits = one.share.interval  # type: ignore[union-attr]
        assert limits is not None and (level in limits) == (one.holds is None)
        for end in (limits.low, limits.high):
            # at both ends the contrast is exactly its error
            middle = (1 - end) * logs[0] - end * logs[1]
            assert abs(middle) == pytest.approx(z * sqrt((1 - end) ** 2 * variances[0] + end**2 * variances[1]))
    assert {one.holds for one in found.values() if one} == {True, False, None}


@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(0.01, 1)), min_size=1, max_size=6))
@settings(max_examples=50, deadline=None)
def test_shares_and_parts_agree(rates: list[tuple[float, float]]) -> None:
    mine = other = 1.0
    for rate, beside in rates:
        mine, other = mine * rate, other * beside
    parts, told = split_gap(rates), shares(rates)
    assert sum(parts) == pytest.approx(mine - other, abs=1e-12)
    signs = {part > 0 for part in parts if part}
    assert (told is not None) == (len(signs) == 1)
    if told is not None:
        assert sum(told) == pytest.approx(1.0) and min(told) >= 0


def test_factors_of_rounded_counts_hold_the_exact_ones() -> None:
    exact = [(8, 80, 2, 20), (5, 20, 20, 80)]
    printed = [Stratum(*(Range(max(n - 2, 0), n + 2, n) for n in level)) for level in exact]
    wide, narrow = profile_and_inside(printed), profile_and_inside([Stratum(*level) for level in exact])
    for name in ("crude", "profile", "inside"):
        one, two = getattr(wide, name), getattr(narrow, name)
        assert one.value == two.value and one.bounds.low <= two.value <= one.bounds.high
    assert narrow.profile.value * narrow.inside.value == pytest.approx(narrow.crude.value)  # type: ignore[union-attr]
    withheld = [Stratum(Range(0, 9, None), 80, 2, 20), Stratum(*exact[1])]
    nothing = profile_and_inside(withheld).inside
    assert isinstance(nothing, Undefined) and nothing.because.code == "counts_in_ranges"


def test_counts_with_a_whole_of_their_own_add() -> None:
    one = CountsOfAll(tp=Range(5, 15, 10), tn=Range(80, 100, 90), people=Range(95, 105, 100))
    assert (one + one).decided == Range(190, 210, 200)
    plain = one.plain()
    assert (plain + one).decided == (one + plain).decided == Range(180, 220, 200)
    assert {getattr(plain, name) for name in COUNT_FIELDS.values()} == {0, Range(5, 15, 10), Range(80, 100, 90)}
