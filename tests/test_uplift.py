"""Hits against cases drawn at random, against pandas, SciPy, statsmodels and sums by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

import adm_audit as adm
import report_cases as cases
from adm_audit.comparison import Head, Looked, TwoByTwo
from adm_audit.findings import find
from adm_audit.plan.load import plan_from_keywords
from adm_audit.result import AuditResult, Finding
from adm_audit.values import Estimate, Interval, Number

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
ROUTE = {"column": "route", "random": ["lot"], "drawn_from": "everyone"}
ASKED: dict[str, Any] = {
    "decision": {"column": "decided", "positive": [1], "negative": [0], "effect": "burden"}, "protected": ["group"],
    "outcome": {"column": "found", "positive": [1], "negative": [0], "known_for": "sample"}, "route": ROUTE,
}  # fmt: skip
LEVEL = {"difference": 0.05, "chosen_on": "2026-10-01", "reason": "Test"}


def frame(rows: Sequence[tuple[str, str, int, int | None, int]]) -> pd.DataFrame:
    """Return people: group, route, decision, outcome, and how many of them."""
    people = [row[:4] for row in rows for _ in range(row[4])]
    return pd.DataFrame(people, columns=["group", "route", "decided", "found"])


PEOPLE = frame(
    [
        ("A", "tool", 1, 1, 30), ("A", "tool", 1, 0, 70), ("A", "tool", 1, None, 20), ("A", "none", 0, None, 200),
        ("B", "tool", 1, 1, 60), ("B", "tool", 1, 0, 40), ("B", "none", 0, None, 400),
        ("A", "lot", 0, 1, 10), ("A", "lot", 0, 0, 40), ("B", "lot", 0, 1, 15), ("B", "lot", 0, 0, 85),
    ]
)  # fmt: skip


def audit(people: pd.DataFrame, **more: Any) -> AuditResult:
    asked = ASKED | more
    return adm.audit(people, effect="burden", **{k: v for k, v in asked.items() if v is not None}).data


def part(result: AuditResult, name: str) -> dict[str | None, Finding]:
    found = [item for item in result.signal("random_sample_uplift").findings if item.part == name]
    return {next(iter(item.group.values()), None): item for item in found}


def value(number: Number | None) -> float:
    assert isinstance(number, Estimate)
    return number.value


def limits(number: Number | None) -> tuple[float, float | None]:
    assert isinstance(number, Estimate) and number.interval is not None
    return number.interval.low, number.interval.high


def test_hits_and_views_beside_them_by_hand() -> None:
    result = audit(PEOPLE)
    (overall,) = part(result, "overall").values()
    assert overall.counts is not None
    assert (overall.counts.cases, overall.counts.total) == (90, 200)
    assert (overall.counts.other_cases, overall.counts.other_total) == (25, 150)
    assert (overall.about, overall.against, overall.group) == ("result", "random_cases", {})
    assert limits(overall.difference) == pytest.approx(
        confint_proportions_2indep(90, 200, 25, 150, method="newcomb"), abs=1e-9
    )
    found = part(result, "by_group")["A"]
    numbers = {name: value(found.measures[name]) for name in found.measures if not name.startswith(("score", "fisher"))}
    assert numbers == pytest.approx(
        {
            "random_rate": 10 / 50,
            "other_random_rate": 15 / 100,
            "uplift": 30 / 100 - 10 / 50,
            "other_uplift": 60 / 100 - 15 / 100,
            # 120 of the 220 whom the tool selected, against 10 of the 25 found at random; then 30 of its 90 hits
            "equal_burden": 120 / 220 - 10 / 25,
            "share_found": 30 / 90 - 10 / 25,
        }
    )
    assert limits(found.measures["equal_burden"]) == pytest.approx(
        confint_proportions_2indep(120, 220, 10, 25, method="newcomb"), abs=1e-9
    )


def test_hit_rates_and_wrong_flags_count_once() -> None:
    result = audit(PEOPLE)
    wrong = {
        tuple(item.group.items()): item
        for item in result.signal("false_flag_gap").findings
        if item.part == "among_people_flagged"
    }
    for item in part(result, "by_group").values():
        twin = wrong[tuple(item.group.items())]
        assert (item.p, item.p_adjusted, item.comparisons) == (twin.p, twin.p_adjusted, twin.comparisons)
        assert value(item.difference) == pytest.approx(-value(twin.difference))
    family = [
        item
        for signal in result.signals
        for item in signal.findings
        if item.family == "others" and not (signal.name == "random_sample_uplift" and item.part == "by_group")
    ]
    assert {item.comparisons for item in family} == {len(family)}
    expected = multipletests([item.p for item in family], method="holm")[1]
    assert [item.p_adjusted for item in family] == pytest.approx(list(expected))


def test_other_people_count_on_their_own() -> None:
    # two of those drawn by lot were also selected: they stand among the wrong flags, and not among the tool's hits
    result = audit(pd.concat([PEOPLE, frame([("A", "lot", 1, 0, 2)])]))
    count = sum(item.family == "others" for signal in result.signals for item in signal.findings)
    (overall,) = part(result, "overall").values()
    assert overall.comparisons == count


def test_the_first_family_takes_both() -> None:
    result = audit(PEOPLE, primary=["random_sample_uplift/by_group"])
    wrong = [item for item in result.signal("false_flag_gap").findings if item.part == "among_people_flagged"]
    found = list(part(result, "by_group").values())
    assert {item.family for item in found + wrong} == {"primary"}
    assert {item.comparisons for item in found} == {len(found)}


@pytest.mark.parametrize(
    ("hits", "of", "verdict", "detail"),
    [
        (120, 300, "shown", "surely"),  # 40 % against 20 %
        (30, 300, "ruled_out", "other_way"),  # 10 %
        (240, 1200, "ruled_out", None),  # 20 %: no uplift of 5 points is left
        (4, 20, "cannot_tell", "existence_open"),
        (52, 300, "ruled_out", None),  # 17 %: two-sided, a lower rate of more than 5 points is open
    ],
)
def test_only_a_higher_rate_is_an_uplift(hits: int, of: int, verdict: str, detail: str | None) -> None:
    data = frame(
        [("A", "tool", 1, 1, hits), ("B", "tool", 1, 0, of - hits), ("A", "lot", 0, 1, 400), ("B", "lot", 0, 0, 1600)]
    )
    (found,) = part(audit(data, attention=LEVEL), "overall").values()
    assert (found.verdict, found.detail) == (verdict, detail)
    if verdict == "ruled_out":
        interval = confint_proportions_2indep(hits, of, 400, 2000, method="newcomb")
        assert interval[1] <= 0.05


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 400), st.integers(1, 400), st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_one_sided_verdicts_never_praise_a_lower_rate(n: int, m: int, one: float, two: float, levelled: bool) -> None:
    more: dict[str, Any] = {"attention": LEVEL} if levelled else {}
    plan = plan_from_keywords(decision={"column": "d", "positive": [1], "effect": "burden"}, protected=["g"], **more)
    k, x = round(n * one), round(m * two)
    pair = TwoByTwo(head=Head(about="result"), cases=k, total=n, other_cases=x, other_total=m, one_sided=True)
    (found,) = find(plan, {"random_sample_uplift": Looked(comparisons=(pair,))}, power=False)["random_sample_uplift"]
    assert isinstance(found.difference, Estimate) and isinstance(found.difference.interval, Interval)
    high = found.difference.interval.high or 0.0
    if found.verdict in ("shown", "below_attention"):
        assert k * m > x * n
    if found.verdict == "ruled_out":
        assert high <= (0.05 if levelled else 0.0) + 1e-9
    elif high <= 0:
        pytest.fail(f"{found.verdict} although the whole interval is at most 0")


def test_what_is_missing_is_said() -> None:
    def reason(result: AuditResult) -> str | None:
        missing = result.signal("random_sample_uplift").not_looked_at
        return None if missing is None else missing.code

    assert reason(audit(PEOPLE, route=None, outcome=ASKED["outcome"] | {"known_for": "selected"})) == "no_route"
    assert reason(audit(PEOPLE, outcome=None)) == "no_outcome"
    assert reason(audit(PEOPLE.assign(found=PEOPLE["found"].where(PEOPLE["route"] == "lot")))) == "no_known_outcomes"
    late = PEOPLE.assign(found=PEOPLE["found"].where(PEOPLE["route"] != "lot"))
    missing = audit(late).signal("random_sample_uplift").parts_not_looked_at
    assert {name: item.code for name, item in missing.items()} == {"overall": "no_random_cases"}


def test_a_sample_of_people_not_selected_gives_no_shares_of_all_people() -> None:
    result = audit(PEOPLE, route=ROUTE | {"drawn_from": "not_selected"})
    (overall,) = part(result, "overall").values()
    assert [note.code for note in overall.remarks] == ["random_cases", "random_not_selected"]
    assert "uplift" in part(result, "by_group")["A"].measures
    assert "equal_burden" not in part(result, "by_group")["A"].measures


def test_equal_hit_rates_prove_nothing() -> None:
    rows = [(group, "tool", 1, found, 2000) for group in "AB" for found in (0, 1)]
    rows += [(group, "lot", 0, found, 50) for group in "AB" for found in (0, 1)]
    (found,) = part(audit(frame(rows), attention=LEVEL), "by_group").values()
    assert (found.verdict, found.detail) == ("cannot_tell", "selective")


def test_people_counted_twice_in_one_cluster_prove_nothing_more() -> None:
    twice = pd.concat([PEOPLE.assign(who=range(len(PEOPLE)))] * 2)
    once, doubled = audit(PEOPLE), audit(twice, data={"cluster": "who"})
    for name in ("overall", "by_group"):
        for one, two in zip(part(once, name).values(), part(doubled, name).values(), strict=True):
            assert value(two.measures["design_effect"]) == pytest.approx(2)
            assert two.p == pytest.approx(one.p, rel=1e-9)
            assert limits(two.difference) == pytest.approx(limits(one.difference), abs=1e-9)


def test_the_welfare_sample_by_pandas() -> None:
    raw = pd.read_csv(SAMPLES / "welfare" / "decisions.csv", sep=";", decimal=",", encoding="cp1252", skiprows=1)
    hit, lot = raw["irregularity"] == "yes", raw["route"] == "random"
    chosen, outside = (raw["selected"] == "yes") & ~lot, raw["origin"] == "non-EU"
    result = cases.sample("welfare/audit")
    (overall,) = part(result, "overall").values()
    assert value(overall.rate) == pytest.approx(hit[chosen].mean())
    assert value(overall.other_rate) == pytest.approx(hit[lot].mean())
    found = part(result, "by_group")["non-EU"]
    assert value(found.measures["uplift"]) == pytest.approx(hit[chosen & outside].mean() - hit[lot & outside].mean())


def test_the_report_gives_good_news_as_good_news() -> None:
    text = cases.words(cases.page("welfare/audit"))
    assert "The tool's selections were right more often than cases drawn at random: 28 of 100 against 12 of 100" in text
    assert "Better than chance" in text and "This is the good news of this number." in text
    assert "A gap is shown for 2 groups: people with origin “non-EU” and people with origin “national”." in text
