"""Departures from the tool, against pandas, SciPy, statsmodels and sums by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import adm_audit as adm
import report_cases as cases
from adm_audit.result import Finding, SignalResult
from adm_audit.values import Estimate, Number, Undefined

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
ASKED: dict[str, Any] = {
    "decision": "decided", "positive": 1, "effect": "burden", "protected": ["group"],
    "recommendation": {"column": "advised", "positive": [1]},
}  # fmt: skip


def frame(rows: list[tuple[str, int, int, int]]) -> pd.DataFrame:
    """Return people: group, recommendation, decision, and how many of them."""
    people = [(group, advised, decided) for group, advised, decided, number in rows for _ in range(number)]
    return pd.DataFrame(people, columns=["group", "advised", "decided"])


PEOPLE = frame(
    [
        ("A", 0, 0, 60), ("A", 0, 1, 20), ("A", 1, 1, 15), ("A", 1, 0, 5),
        ("B", 0, 0, 150), ("B", 0, 1, 10), ("B", 1, 1, 20), ("B", 1, 0, 20),
    ]
)  # fmt: skip


def signal(people: pd.DataFrame, **more: Any) -> SignalResult:
    return adm.audit(people, **(ASKED | more)).data.signal("override")


def level(value: float, **more: Any) -> dict[str, Any]:
    levels = {"difference": 0.05, "chosen_on": "2026-10-01", "reason": "Test", "levels": {"override": value}}
    return {"attention": levels, **more}


def by_group(found: SignalResult) -> dict[str | None, Finding]:
    return {next(iter(item.group.values())): item for item in found.findings if item.part == "by_group"}


def value(number: Number | None) -> float:
    assert isinstance(number, Estimate)
    return number.value


def mid_p(k: int, n: int, x: int, m: int) -> float:
    """Return twice the smaller tail, the observed table counted half."""
    law = hypergeom(n + m, k + x, n)
    return float(min(1.0, 2 * min(law.cdf(k), law.sf(k - 1)) - law.pmf(k)))


def test_both_directions_and_both_gaps_by_hand() -> None:
    found = by_group(signal(PEOPLE))["A"]
    # A: 20 added and 5 dropped of 100; B: 10 added and 20 dropped of 200
    assert found.counts is not None
    assert (found.counts.cases, found.counts.total) == (25, 100)
    assert (found.counts.other_cases, found.counts.other_total) == (30, 200)
    assert found.p == pytest.approx(mid_p(25, 100, 30, 200), rel=1e-9)
    numbers = {name: value(found.measures[name]) for name in found.measures if not name.startswith(("score", "fisher"))}
    assert numbers == pytest.approx(
        {
            "added_rate": 20 / 80,
            "other_added_rate": 10 / 160,
            "dropped_rate": 5 / 20,
            "other_dropped_rate": 20 / 40,
            "gap_before": 20 / 100 - 40 / 200,
            "gap_after": 35 / 100 - 30 / 200,
        }
    )
    after = found.measures["gap_after"]
    assert isinstance(after, Estimate) and after.interval is not None
    assert (after.interval.low, after.interval.high) == pytest.approx(
        confint_proportions_2indep(35, 100, 30, 200, method="newcomb"), abs=1e-9
    )
    # the gap in the recommendations was 0, so it can only have grown
    assert [note.code for note in found.remarks] == ["gap_wider"]


@pytest.mark.parametrize(
    ("a", "b", "code"),
    [
        # of 100 each: recommended 40 against 20, then decided
        ((0, 10), (5, 0), "gap_narrower"),
        ((5, 0), (0, 5), "gap_wider"),
        ((0, 30), (10, 0), "gap_turned"),
        ((5, 0), (5, 0), None),
    ],
)
def test_what_becomes_of_the_gap(a: tuple[int, int], b: tuple[int, int], code: str | None) -> None:
    rows = []
    for group, advised, (added, dropped) in (("A", 40, a), ("B", 20, b)):
        rows += [(group, 1, 1, advised - dropped), (group, 1, 0, dropped)]
        rows += [(group, 0, 1, added), (group, 0, 0, 100 - advised - added)]
    found = by_group(signal(frame(rows)))["A"]
    assert [note.code for note in found.remarks] == ([code] if code else [])


@pytest.mark.parametrize(("departures", "verdict"), [(0, "shown"), (4, "cannot_tell"), (40, "ruled_out")])
def test_near_zero_follows_wilson(departures: int, verdict: str) -> None:
    data = frame([("A", 0, 1, departures), ("A", 0, 0, 250), ("B", 0, 0, 150 - departures), ("B", 1, 1, 100)])
    (found,) = [item for item in signal(data, **level(0.01)).findings if item.part == "near_zero"]
    low, high = proportion_confint(departures, 500, method="wilson")
    assert isinstance(found.rate, Estimate) and found.rate.interval is not None
    assert (found.rate.interval.low, found.rate.interval.high) == pytest.approx((max(low, 0.0), high), abs=1e-9)
    assert found.verdict == verdict == ("shown" if high < 0.01 else "ruled_out" if low > 0.01 else "cannot_tell")
    assert found.p is None and found.group == {}


def test_cases_drawn_at_random_and_unknown_ones_are_left_out() -> None:
    odd = pd.DataFrame(
        [("A", 1, 0, "lot")] * 70 + [("B", None, 1, "tool")] * 30 + [("A", 1, None, "tool")] * 20,
        columns=["group", "advised", "decided", "route"],
    )
    data = pd.concat([PEOPLE.assign(route="tool"), odd])
    route = {"column": "route", "random": ["lot"], "drawn_from": "everyone"}
    plain, found = signal(PEOPLE), signal(data, route=route)
    for one, two in zip(plain.findings, found.findings, strict=True):
        assert (one.counts, one.measures, one.p) == (two.counts, two.measures, two.p)
    notes = {note.code: dict(note.facts) for note in found.remarks}
    assert notes == {"departures": {"cases": 55, "people": 300}, "random_left_out": {"cases": 70}}


def test_what_is_missing_is_said() -> None:
    without = signal(PEOPLE, recommendation=None)
    assert without.not_looked_at is not None and without.not_looked_at.code == "no_recommendation"
    assert signal(PEOPLE).parts_not_looked_at["near_zero"].code == "no_own_level"
    route = {"column": "route", "random": ["lot"], "drawn_from": "everyone"}
    nothing = signal(PEOPLE.assign(route="lot"), route=route)
    assert nothing.not_looked_at is not None and nothing.not_looked_at.code == "no_departures_to_count"


def test_a_group_that_nobody_advised_on_is_not_compared() -> None:
    data = pd.concat([PEOPLE, pd.DataFrame({"group": ["C"] * 9, "advised": [None] * 9, "decided": [1] * 9})])
    found = by_group(signal(data))["C"]
    assert isinstance(found.difference, Undefined) and found.verdict == "cannot_tell"


def test_people_counted_twice_in_one_cluster_prove_nothing_more() -> None:
    # each cluster holds a person twice: k = 0 or 2 of n = 2, so the design effect is 2 whatever the rate
    twice = pd.concat([PEOPLE.assign(who=range(len(PEOPLE)))] * 2)
    once, doubled = (by_group(item)["A"] for item in (signal(PEOPLE), signal(twice, data={"cluster": "who"})))
    assert value(doubled.measures["design_effect"]) == pytest.approx(2)
    assert value(doubled.measures["other_design_effect"]) == pytest.approx(2)
    assert doubled.p == pytest.approx(once.p, rel=1e-9)
    for name in ("added_rate", "other_dropped_rate", "gap_after"):
        one, two = once.measures[name], doubled.measures[name]
        assert isinstance(one, Estimate) and isinstance(two, Estimate) and one.interval and two.interval
        assert (two.interval.low, two.interval.high) == pytest.approx((one.interval.low, one.interval.high), abs=1e-9)


def test_weights_widen() -> None:
    # weights 1 and 3 in turn: Kish's design effect in parts of the mean weight is 20 / 16
    data = PEOPLE.assign(w=np.where(np.arange(len(PEOPLE)) % 2, 3.0, 1.0))
    found = by_group(signal(data, data={"weight": "w"}))["A"]
    assert value(found.measures["design_effect"]) == pytest.approx((50 * 1 + 50 * 9) / (50 * 1 + 50 * 3))


def test_count_tables_say_the_same_and_rounded_ones_no_more() -> None:
    table = PEOPLE.groupby(["group", "advised", "decided"]).size().reset_index(name="n")
    exact, counted = signal(PEOPLE, **level(0.01)), signal(table, data={"count": "n"}, **level(0.01))
    for one, two in zip(exact.findings, counted.findings, strict=True):
        assert (one.counts, one.rate, one.difference, one.verdict) == (
            two.counts,
            two.rate,
            two.difference,
            two.verdict,
        )
    rounded = signal(table.assign(n=(table["n"] / 10).round().astype(int) * 10), data={"count": "n", "rounded_to": 10})
    gap, known = by_group(rounded)["A"].difference, value(by_group(exact)["A"].difference)
    assert isinstance(gap, Estimate) and gap.bounds is not None and known in gap.bounds
    assert by_group(rounded)["A"].remarks == ()


def test_the_welfare_sample_by_pandas() -> None:
    raw = pd.read_csv(SAMPLES / "welfare" / "decisions.csv", sep=";", decimal=",", encoding="cp1252", skiprows=1)
    raw = raw[(raw["route"] != "random") & (raw["origin"] != "unbekannt") & raw["origin"].notna()]
    chosen, outside = raw["selected"] == "yes", raw["origin"] == "non-EU"
    found = by_group(cases.sample("welfare/audit").signal("override"))["non-EU"]
    for mine, part in ((outside, ""), (~outside, "other_")):
        advised = raw["model_flag"] == 1
        assert value(found.measures[f"{part}added_rate"]) == pytest.approx(chosen[mine & ~advised].mean())
        assert value(found.measures[f"{part}dropped_rate"]) == pytest.approx(1 - chosen[mine & advised].mean())
    assert found.remarks[0].code == "gap_wider"


def test_the_report_says_who_widened_the_gap() -> None:
    text = cases.words(cases.page("welfare/audit"))
    told = "The gap is +5.8 points in what the tool says and +14.9 points in what people decided: those who decide widened it."
    assert f"People with origin “non-EU”: {told}" in text
    water = cases.words(cases.page("water/audit"))
    assert "In 3 of 1,000 cases, people decided otherwise than the tool said." in water
    assert "Hardly any departures: below the level in the plan" in water
