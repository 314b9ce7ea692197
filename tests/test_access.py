"""Use of the service and leaving early, against SciPy, statsmodels and sums by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom
from statsmodels.stats.proportion import confint_proportions_2indep

import adm_audit as adm
from adm_audit.errors import AdmAuditError
from adm_audit.result import Finding, SignalResult

DAY = date(2026, 1, 1)
POPULATION = "origin,n\nA,600\nB,400\n"
ENTITLED = "population: {source: people.csv, count: n, who: entitled}"
LEFT = "access: {columns: [channel], left: [withdrawn]}"


def frame() -> pd.DataFrame:
    """Return 150 people of A and 60 of B; who came by phone leaves more often."""
    rows = []
    for origin, channel, decision, number in (
        ("A", "web", "yes", 60), ("A", "web", "no", 30), ("A", "web", "withdrawn", 10), ("A", "phone", "yes", 20),
        ("A", "phone", "no", 10), ("A", "phone", "withdrawn", 20), ("B", "web", "yes", 10), ("B", "web", "no", 15),
        ("B", "web", "withdrawn", 5), ("B", "phone", "yes", 4), ("B", "phone", "no", 6), ("B", "phone", "withdrawn", 20),
    ):  # fmt: skip
        rows += [(origin, channel, decision)] * number
    return pd.DataFrame(rows, columns=["origin", "channel", "decision"])


def run(
    folder: Path, *more: str, people: pd.DataFrame | None = None, population: str = POPULATION, **keys: str
) -> SignalResult:
    (frame() if people is None else people).to_csv(folder / "data.csv", index=False)
    (folder / "people.csv").write_text(population, encoding="utf-8")
    plan = {
        "adm_audit": "1",
        "title": "T",
        "data": "{source: data.csv}",
        "decision": '{column: decision, positive: ["yes"], negative: ["no", withdrawn], effect: benefit}',
        "protected": "[origin]",
        **keys,
    }
    lines = [f"{key}: {value}" for key, value in plan.items()]
    (folder / "audit.yaml").write_text("\n".join([*lines, *more]) + "\n", encoding="utf-8")
    return adm.run_plan(folder / "audit.yaml", audited_on=DAY).data.signal("access_gap")


def part(found: SignalResult, name: str, column: str = "origin") -> list[Finding]:
    return [item for item in found.findings if item.part == name and column in item.group]


def mid_p(k: int, n: int, x: int, m: int) -> float:
    law = hypergeom(n + m, k + x, n)
    return float(2 * min(law.cdf(k), law.sf(k - 1)) - law.pmf(k))


def test_take_up_by_hand(tmp_path: Path) -> None:
    found = run(tmp_path, ENTITLED)
    (item,) = part(found, "take_up")
    assert (item.counts.cases, item.counts.total, item.counts.other_cases, item.counts.other_total) == (
        150,
        600,
        60,
        400,
    )
    assert item.difference.value == pytest.approx(150 / 600 - 60 / 400)
    assert item.p == pytest.approx(mid_p(150, 600, 60, 400), rel=1e-9)
    limits = confint_proportions_2indep(150, 600, 60, 400, method="newcomb")
    assert (item.difference.interval.low, item.difference.interval.high) == pytest.approx(limits, abs=1e-9)
    assert item.verdict == "shown" and item.worse == "lower" and item.worse_off is False and item.about == "group"
    assert found.parts_not_looked_at["drop_out"].code == "no_leaving"


def test_leaving_by_group_and_by_channel(tmp_path: Path) -> None:
    found = run(tmp_path, LEFT)
    (item,) = part(found, "drop_out")
    assert (item.counts.cases, item.counts.total, item.counts.other_cases, item.counts.other_total) == (30, 150, 25, 60)
    assert item.p == pytest.approx(mid_p(30, 150, 25, 60), rel=1e-9)
    (way,) = part(found, "drop_out", "channel")
    assert way.about == "step" and way.input == "channel" and way.group == {"channel": "phone"}
    assert (way.counts.cases, way.counts.total, way.counts.other_cases, way.counts.other_total) == (40, 80, 15, 130)
    assert way.verdict == "shown" and way.worse_off
    assert found.parts_not_looked_at["take_up"].code == "no_entitled"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "no_entitled"),
        ("population: {source: people.csv, count: n}", "population_not_entitled"),
        ("population: {source: people.csv, count: n, who: residents}", "population_not_entitled"),
    ],
)
def test_only_people_entitled_are_a_measure_of_use(tmp_path: Path, line: str, code: str) -> None:
    assert run(tmp_path, line).not_looked_at.code == code
    assert run(tmp_path, line, LEFT).parts_not_looked_at["take_up"].code == code


def test_a_group_that_nobody_of_uses_the_service(tmp_path: Path) -> None:
    found = run(tmp_path, ENTITLED, population=POPULATION + "C,100\n")
    none = {item.group["origin"]: item for item in part(found, "take_up")}["C"]
    assert (none.counts.cases, none.counts.total) == (0, 100) and none.verdict == "shown" and none.worse_off


def test_more_people_than_are_entitled_cannot_be_compared(tmp_path: Path) -> None:
    found = run(tmp_path, ENTITLED, population="origin,n\nA,100\nB,400\n")
    (item,) = part(found, "take_up")
    assert item.verdict == "cannot_tell" and item.difference.because.code == "more_cases_than_people"


def test_people_without_a_value_belong_to_no_group(tmp_path: Path) -> None:
    data = frame()
    data.loc[:9, "origin"] = ""
    found = run(tmp_path, ENTITLED, LEFT, people=data, population=POPULATION + ",50\n")
    (item,) = part(found, "take_up")
    assert (item.counts.cases, item.counts.total) == (140, 600)
    assert {tuple(item.group.values()) for item in part(found, "drop_out")} == {("A",), (None,)}


def test_leaving_by_stages(tmp_path: Path) -> None:
    # began, papers complete (then the office decides), granted
    rows = [("A", 1, 1, 1)] * 30 + [("A", 1, 1, 0)] * 40 + [("A", 1, 0, 0)] * 10 + [("A", 0, 0, 0)] * 5
    rows += [("B", 1, 1, 1)] * 20 + [("B", 1, 1, 0)] * 10 + [("B", 1, 0, 0)] * 30
    data = pd.DataFrame(rows, columns=["origin", "began", "complete", "granted"])
    found = run(
        tmp_path, "stages: [began, complete, granted]", "access: {decided_at: complete}",
        people=data, decision="{column: granted, positive: [1], effect: benefit}",
    )  # fmt: skip
    (item,) = part(found, "drop_out")
    assert (item.counts.cases, item.counts.total, item.counts.other_cases, item.counts.other_total) == (10, 80, 30, 60)


STEPS = "{source: data.csv, count: n}"
REACHED = "stages: {column: step, order: [began, complete, granted], counts: reached}"


def steps(*numbers: int) -> pd.DataFrame:
    named = [(origin, step) for origin in "AB" for step in ("began", "complete", "granted")]
    return pd.DataFrame([(*key, n) for key, n in zip(named, numbers, strict=True)], columns=["origin", "step", "n"])


def test_leaving_by_rows_that_count_all_who_reached_a_stage(tmp_path: Path) -> None:
    found = run(
        tmp_path, ENTITLED, REACHED, "access: {decided_at: complete}",
        people=steps(400, 300, 200, 200, 100, 50), data=STEPS, decision="{stage: granted, effect: benefit}",
    )  # fmt: skip
    (item,) = part(found, "drop_out")
    assert (item.counts.cases, item.counts.total, item.counts.other_cases, item.counts.other_total) == (
        100,
        400,
        100,
        200,
    )
    assert item.p == pytest.approx(mid_p(100, 400, 100, 200), rel=1e-9)
    (use,) = part(found, "take_up")
    assert (use.counts.cases, use.counts.total, use.counts.other_cases, use.counts.other_total) == (400, 600, 200, 400)


def test_rounded_steps_give_bounds_that_hold_what_was_rounded(tmp_path: Path) -> None:
    found = run(
        tmp_path, REACHED, "access: {decided_at: complete}", people=steps(400, 300, 200, 200, 100, 50),
        data="{source: data.csv, count: n, rounded_to: 10}", decision="{stage: granted, effect: benefit}",
    )  # fmt: skip
    (item,) = part(found, "drop_out")
    assert (item.counts.cases.low, item.counts.cases.high, item.counts.cases.printed) == (90, 110, 100)
    assert item.rate.bounds.low <= 95 / 398 <= item.rate.bounds.high


def test_counts_alone_are_enough(tmp_path: Path) -> None:
    counted = frame().groupby(["origin", "channel", "decision"]).size().reset_index(name="n")
    rows, counts = (
        run(tmp_path, ENTITLED, LEFT),
        run(tmp_path, ENTITLED, LEFT, people=counted, data="{source: data.csv, count: n}"),
    )
    assert [(f.id, f.counts, f.p) for f in counts.findings] == [(f.id, f.counts, f.p) for f in rows.findings]


def test_nobody_left(tmp_path: Path) -> None:
    people = pd.DataFrame(
        [("A", 1, 1)] * 30 + [("A", 1, 0)] * 20 + [("B", 1, 1)] * 50, columns=["origin", "began", "granted"]
    )
    looked = run(
        tmp_path, ENTITLED, "stages: [began, complete, granted]", "access: {decided_at: complete}",
        people=people.assign(complete=1), decision="{column: granted, positive: [1], effect: benefit}",
    )  # fmt: skip
    assert looked.parts_not_looked_at["drop_out"].code == "nobody_left"


def test_a_column_with_many_values_is_not_compared(tmp_path: Path) -> None:
    data = frame()
    data["channel"] = [f"w{at % 30}" for at in range(len(data))]
    found = run(tmp_path, LEFT, people=data)
    assert not part(found, "drop_out", "channel")
    assert [(note.code, note.facts["values"]) for note in found.remarks] == [("too_many_ways", 30)]


def test_households_widen_what_is_compared(tmp_path: Path) -> None:
    # every person five times in one household: a design effect of five, so as if there were the people only once
    data = frame().assign(home=lambda d: np.arange(len(d)))
    five = pd.concat([data] * 5, ignore_index=True)
    found = run(tmp_path, LEFT, people=five, data="{source: data.csv, cluster: home}")
    (item,) = part(found, "drop_out")
    assert item.measures["design_effect"].value == pytest.approx(5.0, rel=0.02)
    (way,) = part(found, "drop_out", "channel")
    assert way.measures["design_effect"].value == pytest.approx(5.0, rel=0.03)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("access: {left: [gone]}", "value_not_in_column"),
        ("access: {columns: [way], left: [withdrawn]}", "column_missing"),
        ('access: {left: ["yes"]}', "plan_in_two_lists"),
        ("access: {left: [withdrawn], decided_at: complete}", "plan_left_and_stage"),
        ("access: {decided_at: complete}", "plan_decided_at_unknown"),
        ("access: {columns: [channel, channel], left: [withdrawn]}", "plan_twice"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, line: str, code: str) -> None:
    with pytest.raises(AdmAuditError) as caught:
        run(tmp_path, line)
    (problem,) = [problem for problem in caught.value.problems if problem.code == code]
    assert problem.place is not None and problem.place.line == 6
