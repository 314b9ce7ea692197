"""Error rates from random cases in the tables of groups, against pandas and sums by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adm_audit as adm
import report_cases as cases
from adm_audit.result import AuditResult
from adm_audit.stats.random_cases import Sources, drawn_from_everyone, drawn_from_not_selected
from adm_audit.values import Bounds, Estimate, Number, Undefined

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
NAMES = ("true_positive_rate", "false_negative_rate", "false_positive_rate", "false_omission_rate")
ASKED: dict[str, Any] = {
    "decision": {"column": "decided", "positive": [1], "negative": [0]}, "effect": "burden", "protected": ["group"],
    "outcome": {"column": "found", "positive": [1], "negative": [0], "known_for": "sample"},
}  # fmt: skip


def frame(rows: Sequence[tuple[str, str, int, int | None, int]]) -> pd.DataFrame:
    """Return people: group, route, decision, outcome, and how many of them."""
    people = [row[:4] for row in rows for _ in range(row[4])]
    return pd.DataFrame(people, columns=["group", "route", "decided", "found"])


def group(name: str, right: int, wrong: int, unknown: int, others: int, lot: tuple[int, int]) -> list[Any]:
    return [
        (name, "tool", 1, 1, right), (name, "tool", 1, 0, wrong), (name, "tool", 1, None, unknown),
        (name, "none", 0, None, others), (name, "lot", 0, 1, lot[0]), (name, "lot", 0, 0, lot[1]),
    ]  # fmt: skip


PEOPLE = frame(group("A", 30, 60, 10, 800, (20, 80)) + group("B", 20, 80, 0, 1300, (10, 190)))


def audit(people: pd.DataFrame, drawn_from: str = "everyone", **more: Any) -> AuditResult:
    route = {"column": "route", "random": ["lot"], "drawn_from": drawn_from}
    return adm.audit(people, route=route, **(ASKED | more)).data


def rates(result: AuditResult) -> dict[str | None, dict[str, Number]]:
    (table,) = (table for table in result.tables if table.by == ("group",))
    return {row.group["group"]: row.rates for row in table.groups}


def value(number: Number) -> float:
    assert isinstance(number, Estimate)
    return number.value


def test_drawn_from_everyone_by_hand() -> None:
    found = rates(audit(PEOPLE))["A"]
    # of 1,000 people 100 were selected by the tool, a third of the known ones rightly; 20 % of everyone by lot
    assert value(found["base_rate"]) == pytest.approx(0.2)
    assert value(found["true_positive_rate"]) == pytest.approx(0.1 / 3 / 0.2)
    assert value(found["false_positive_rate"]) == pytest.approx(0.2 / 3 / 0.8)
    assert value(found["false_omission_rate"]) == pytest.approx((0.2 - 0.1 / 3) / 0.9)


def test_drawn_from_people_not_selected_by_hand() -> None:
    found = rates(audit(PEOPLE, "not_selected"))["A"]
    assert value(found["false_omission_rate"]) == pytest.approx(0.2)
    assert value(found["true_positive_rate"]) == pytest.approx((0.1 / 3) / (0.1 / 3 + 0.9 * 0.2))
    assert isinstance(found["base_rate"], Bounds)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 90), st.integers(1, 60), st.booleans())
def test_tables_hand_on_what_both_routes_know(right: int, wrong: int, hits: int, misses: int, everyone: bool) -> None:
    people = frame(group("A", right, wrong, 0, 500, (hits, misses)) + group("B", 20, 80, 0, 300, (10, 40)))
    method = drawn_from_everyone if everyone else drawn_from_not_selected
    total = right + wrong + 500 + hits + misses
    expected = method(
        Sources(
            positive=right, known=right + wrong, selected=right + wrong, total=total,
            random_positive=hits, random_known=hits + misses,
        )
    )  # fmt: skip
    found = rates(audit(people, "everyone" if everyone else "not_selected"))["A"]
    for name in NAMES:
        assert found[name] == expected[name]


def test_people_drawn_by_lot_are_no_selections_of_the_tool() -> None:
    # the same people, once selected by lot: the tool's rates stay
    chosen = PEOPLE.assign(decided=PEOPLE["decided"].where(PEOPLE["route"] != "lot", 1))
    plain, found = rates(audit(PEOPLE))["A"], rates(audit(chosen))["A"]
    assert {name: plain[name] for name in NAMES} == {name: found[name] for name in NAMES}


def test_all_people_together() -> None:
    overall = audit(PEOPLE).tables[0].groups[0].rates
    assert value(overall["base_rate"]) == pytest.approx(30 / 300)
    # 200 of 2,600 selected, 50 of 190 rightly
    assert value(overall["true_positive_rate"]) == pytest.approx(200 / 2600 * 50 / 190 / (30 / 300))


def test_a_group_without_random_cases_keeps_its_ranges() -> None:
    people = PEOPLE[(PEOPLE["group"] == "B") | (PEOPLE["route"] != "lot")]
    found = rates(audit(people))
    assert isinstance(found["A"]["false_positive_rate"], Bounds)
    assert isinstance(found["B"]["false_positive_rate"], Estimate)


def test_sources_that_disagree_are_undefined_with_an_interval() -> None:
    # 10 % rightly selected, but only 1 % of the random cases are positive
    found = rates(audit(frame(group("A", 100, 0, 0, 800, (1, 99)) + group("B", 9, 9, 0, 80, (5, 5)))))["A"]
    rate = found["true_positive_rate"]
    assert isinstance(rate, Undefined) and rate.because.code == "the_sources_disagree" and rate.interval is not None


def test_weights_clusters_and_rounded_counts_keep_ranges() -> None:
    table = PEOPLE.fillna(-1).groupby(["group", "route", "decided", "found"]).size().reset_index(name="n")
    rounded = {"count": "n", "rounded_to": 5, "missing": ["-1", "-1.0"]}
    for people, data in (
        (PEOPLE.assign(w=2.0), {"weight": "w"}),
        (PEOPLE.assign(who=range(len(PEOPLE))), {"cluster": "who"}),
        (table, rounded),
    ):
        result = audit(people, data=data)
        assert isinstance(rates(result)["A"]["false_positive_rate"], Bounds)
        assert result.signal("missed_gap").not_looked_at.code == "selective_outcomes"  # type: ignore[union-attr]


def test_gaps_are_not_tested_and_the_report_says_where_the_rates_stand() -> None:
    result = cases.sample("welfare/audit")
    missing = result.signal("false_flag_gap").parts_not_looked_at["among_people_in_order"]
    assert missing.code == "sampled_outcomes"
    text = cases.words(cases.page("welfare/audit"))
    assert "gaps between them are not tested" in text


def test_the_welfare_sample_by_pandas() -> None:
    raw = pd.read_csv(SAMPLES / "welfare" / "decisions.csv", sep=";", decimal=",", encoding="cp1252", skiprows=1)
    mine = raw[raw["origin"] == "non-EU"]
    lot, hit = mine["route"] == "random", mine["irregularity"] == "yes"
    wrong = ((mine["selected"] == "yes") & ~lot & ~hit).mean()
    (table,) = (item for item in cases.sample("welfare/audit").tables if item.by == ("origin",))
    (row,) = (item for item in table.groups if item.group["origin"] == "non-EU")
    assert value(row.rates["false_positive_rate"]) == pytest.approx(wrong / (1 - hit[lot].mean()))
