"""A share standardised by age and sex: against Wilson, sums by hand, simulation in NumPy, and tables that allow none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

import adm_audit as adm
from adm_audit.result import SignalResult
from adm_audit.stats.standardise import Cell, standardised_share
from adm_audit.values import Undefined

DAY = date(2026, 1, 1)
NUMBER = st.integers(1, 400)


@given(st.integers(0, 400), NUMBER, NUMBER, NUMBER)
@settings(max_examples=40, deadline=None)
def test_with_one_cell_it_is_the_share_itself(group: int, others: int, outside: int, beyond: int) -> None:
    found = standardised_share([Cell(group, group + others, outside, outside + beyond)])
    low, high = proportion_confint(group, group + others, method="wilson")
    assert found.share.value == pytest.approx(group / (group + others))
    assert (found.share.interval.low, found.share.interval.high) == pytest.approx((low, high), abs=1e-9)
    assert found.expected.value == pytest.approx(outside / (outside + beyond))
    assert found.difference.value == pytest.approx(found.share.value - found.expected.value)


@given(st.lists(st.tuples(st.integers(0, 90), NUMBER, st.integers(0, 200), NUMBER), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_shares_of_a_group_and_of_all_others_add_up(rows: list[tuple[int, int, int, int]]) -> None:
    cells = [Cell(k, k + m, a, a + b) for k, m, a, b in rows]
    turned = [
        Cell(cell.everyone - cell.group, cell.everyone, cell.outside - cell.outside_group, cell.outside)
        for cell in cells
    ]
    one, two = standardised_share(cells), standardised_share(turned)
    assert one.share.value + two.share.value == pytest.approx(1.0)
    assert one.difference.value == pytest.approx(-two.difference.value, abs=1e-12)
    assert one.difference.interval.low == pytest.approx(-two.difference.interval.high, abs=1e-9)


def test_two_cells_by_hand() -> None:
    # the population is one third young; the group is 10 of 100 young and 60 of 100 old in the data
    found = standardised_share([Cell(10, 100, 30, 100), Cell(60, 100, 90, 200)])
    l1, u1 = proportion_confint(10, 100, method="wilson")
    l2, u2 = proportion_confint(60, 100, method="wilson")
    share = 0.1 / 3 + 0.6 * 2 / 3
    assert found.share.value == pytest.approx(share) and found.expected.value == pytest.approx(0.4)
    below = np.hypot((0.1 - l1) / 3, (0.6 - l2) * 2 / 3)
    above = np.hypot((u1 - 0.1) / 3, (u2 - 0.6) * 2 / 3)
    assert found.share.interval.low == pytest.approx(share - below)
    assert found.share.interval.high == pytest.approx(share + above)


def test_the_interval_holds_the_true_share_about_as_often_as_it_says() -> None:
    rng, rates, sizes, people = np.random.default_rng(5), (0.08, 0.3, 0.6), (40, 120, 25), (500, 300, 200)
    true, held = np.average(rates, weights=people), 0
    for _ in range(1000):
        cells = [Cell(rng.binomial(n, rate), n, 0, w) for rate, n, w in zip(rates, sizes, people, strict=True)]
        interval = standardised_share(cells).share.interval
        held += interval.low <= true <= interval.high
    # 1000 draws at 95 %: three standard errors are 2.1 points
    assert 929 <= held <= 990


def test_cells_without_data_are_left_out_on_both_sides() -> None:
    found = standardised_share([Cell(10, 40, 30, 100), Cell(0, 0, 70, 900)])
    assert found.expected.value == pytest.approx(0.3) and found.left_out == 900
    none = standardised_share([Cell(0, 0, 70, 900)])
    assert isinstance(none.difference, Undefined) and none.difference.because.code == "no_cell_in_common"


def people() -> pd.DataFrame:
    """Return people of which the young are few: group B is young, and as common in the data as outside, age for age."""
    rows = []
    for origin, age, number in (("A", 20, 60), ("B", 20, 40), ("A", 60, 450), ("B", 60, 50)):
        rows += [(origin, age, sex, at % 2) for sex in "FM" for at in range(number)]
    return pd.DataFrame(rows, columns=["origin", "age", "sex", "selected"])


CROSSED = "origin,age,sex,n\n" + "".join(
    f"{origin},{age},{sex},{n}\n"
    for origin, age, n in (("A", "18-29", 600), ("B", "18-29", 400), ("A", "60-69", 900), ("B", "60-69", 100))
    for sex in "FM"
)


def run(
    folder: Path, population: str, *, age: str = ", ground: age", data: pd.DataFrame | None = None, more: str = ""
) -> SignalResult:
    (people() if data is None else data).to_csv(folder / "data.csv", index=False)
    (folder / "people.csv").write_text(population, encoding="utf-8")
    (folder / "audit.yaml").write_text(
        f"""adm_audit: 1
title: T
data: {{source: data.csv{more}}}
decision: {{column: selected, positive: [1], effect: burden}}
protected: [origin, {{column: age, bands: [30]{age}}}, {{column: sex, ground: sex}}]
population: {{source: people.csv, count: n}}
""",
        encoding="utf-8",
    )
    return adm.run_plan(folder / "audit.yaml", audited_on=DAY).data.signal("coverage")


def test_age_explains_the_gap(tmp_path: Path) -> None:
    found = run(tmp_path, CROSSED)
    (origin,) = [item for item in found.findings if "origin" in item.group]
    # B is 180 of 1200 in the data (15 %), 1000 of 4000 outside (25 %); inside each age it is the same share
    assert origin.group == {"origin": "B"} and origin.verdict == "shown"
    assert origin.difference.value == pytest.approx(0.15 - 0.25)
    assert origin.measures["standardised_rate"].value == pytest.approx(0.25)
    assert origin.measures["standardised_gap"].value == pytest.approx(0.0, abs=1e-12)
    (note,) = origin.remarks
    assert note.code == "standardised" and note.facts["points_as_is"] == pytest.approx(-0.10)
    others = [item for item in found.findings if "origin" not in item.group]
    assert others and not any("standardised_rate" in item.measures for item in others)


def test_there_is_no_second_verdict(tmp_path: Path) -> None:
    with_, without = run(tmp_path, CROSSED), run(tmp_path, CROSSED, age="")
    assert [(f.id, f.verdict, f.p_adjusted) for f in with_.findings] == [
        (f.id, f.verdict, f.p_adjusted) for f in without.findings
    ]


@pytest.mark.parametrize(
    "population",
    [
        "origin,n\nA,3000\nB,1000\n",
        "origin,age,n\nA,20,1200\nB,20,800\nA,60,1800\nB,60,200\n",
        # margins under each other, and nothing crossed
        "origin,age,sex,n\nA,,,3000\nB,,,1000\n,20,,2000\n,60,,2000\n,,F,2000\n,,M,2000\n",
    ],
)
def test_a_population_that_is_not_crossed_is_said_to_be_so(tmp_path: Path, population: str) -> None:
    found = run(tmp_path, population)
    assert [note.facts for note in found.remarks if note.code == "population_not_crossed"] == [{"column": "origin"}]
    assert not any("standardised_rate" in item.measures for item in found.findings)


def test_ages_that_nobody_in_the_data_has_are_left_out(tmp_path: Path) -> None:
    data = people()
    found = run(tmp_path, CROSSED, data=data[(data["age"] == 60) | (data["sex"] == "F")])
    (origin,) = [item for item in found.findings if "origin" in item.group]
    assert [(n.code, n.facts.get("people")) for n in origin.remarks][1:] == [("cells_without_data", 1000)]


def test_rounded_counts_are_not_standardised(tmp_path: Path) -> None:
    counted = people().groupby(["origin", "age", "sex", "selected"]).size().reset_index(name="n")
    found = run(tmp_path, CROSSED, data=counted, more=", count: n, rounded_to: 5")
    assert found.findings and not any("standardised_rate" in item.measures for item in found.findings)
