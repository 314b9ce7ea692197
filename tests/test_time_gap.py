"""Waiting times through the front door, against pandas, SciPy and counts by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adm_audit as adm
from adm_audit.errors import AdmAuditError
from adm_audit.plan.load import plan_from_text
from adm_audit.result import Finding, SignalResult
from adm_audit.tables.load import count, ready
from adm_audit.tally import Need
from adm_audit.values import Estimate, Interval, Undefined

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
ASKED: dict[str, Any] = {"decision": "decided", "positive": 1, "effect": "burden", "protected": ["group"]}
LEVEL = {"difference": 0.05, "chosen_on": "2026-01-01", "reason": "Set by the board"}


def signal(people: pd.DataFrame, times: dict[str, Any] | None = None, **more: Any) -> SignalResult:
    frame = people.assign(decided=np.arange(len(people)) % 2)
    asked: dict[str, Any] = {**ASKED, "times": [{"from": "start", "to": "end"} | (times or {})], **more}
    return adm.audit(frame, **asked).data.signal("time_gap")


def value(finding: Finding, name: str) -> float:
    number = finding.measures[name]
    assert isinstance(number, Estimate)
    return number.value


def people(rows: list[tuple[str, str | None, str | None]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["group", "start", "end"])


# The newest date is 2024-03-31. With a term of 30 days, cases that began after 2024-03-01 are too young.
ROWS: list[tuple[str, str | None, str | None]] = [
    *[("A", "2024-01-01", "2024-01-11")] * 7,  # in time
    *[("A", "2024-01-01", "2024-01-31")] * 2,  # 30 days: still in time
    *[("A", "2024-01-01", "2024-02-01")] * 4,  # 31 days: late
    *[("A", "2024-03-01", None)] * 3,  # 30 days ago and open: late
    *[("A", "2024-03-02", None)] * 5,  # 29 days ago and open: nobody knows
    *[("A", "2024-03-02", "2024-03-03")] * 6,  # as young, though decided: would favour groups that came late
    *[("A", "2024-02-01", "2024-01-01")] * 2,  # ends before it begins
    *[("A", None, "2024-01-01"), ("A", "2024-01-01", "soon")],  # dates that cannot be read
    *[("B", "2024-01-01", "2024-01-06")] * 8,
    *[("B", "2024-01-01", "2024-03-31")] * 2,
]


def test_who_is_late_by_hand() -> None:
    found = signal(people(ROWS), {"within": 30})
    (finding,) = found.findings
    assert (finding.group, finding.against_group, finding.input) == ({"group": "A"}, "B", "start to end")
    assert finding.counts is not None
    counts = finding.counts
    assert (counts.cases, counts.total, counts.other_cases, counts.other_total) == (4 + 3, 7 + 2 + 4 + 3, 2, 10)
    assert finding.group_rate == "higher" and finding.worse == "higher" and finding.unit == "share"
    # open: 8 of all 27 cases of A with dates that make sense, late or not
    assert value(finding, "open_rate") == pytest.approx(8 / 27)
    assert value(finding, "other_open_rate") == 0
    # medians of all with an end: 1 x 6, 10 x 7, 30 x 2, 31 x 4
    assert value(finding, "median_days") == 10 and value(finding, "other_median_days") == 5
    assert value(finding, "mean_days") == pytest.approx((6 * 1 + 7 * 10 + 2 * 30 + 4 * 31) / 19)
    said = {item.code: item.facts for item in found.remarks}
    assert {code: facts["people"] for code, facts in said.items()} == {
        "times_open": 8, "times_young": 11, "times_negative": 2, "times_undated": 2,
    }  # fmt: skip
    assert said["times_young"]["newest"] == "2024-03-31"


def test_without_a_term_the_medians_are_compared() -> None:
    found = signal(people(ROWS))
    (finding,) = found.findings
    assert finding.part == "median" and finding.unit == "days"
    assert isinstance(finding.rate, Estimate) and isinstance(finding.other_rate, Estimate)
    assert (finding.rate.value, finding.other_rate.value) == (10, 5)
    # Who is above the middle of all: up to 5 days are 6 of A and 8 of B, 14 of 29; the next split is less even.
    assert finding.counts is not None
    assert (finding.counts.cases, finding.counts.total) == (13, 19)
    assert (finding.counts.other_cases, finding.counts.other_total) == (2, 10)
    assert isinstance(finding.difference, Estimate) and finding.difference.interval is not None
    # 5th and 15th of 19 numbers (P(X < 5) = .0096, P(X < 6) = .0318), 2nd and 9th of 10 (P(X < 2) = .0107)
    assert (finding.rate.interval, finding.other_rate.interval) == (Interval(1, 30), Interval(5, 90))
    assert finding.difference.interval.low == pytest.approx(5 - ((10 - 1) ** 2 + (90 - 5) ** 2) ** 0.5)
    assert finding.difference.interval.high == pytest.approx(5 + ((30 - 10) ** 2 + (5 - 5) ** 2) ** 0.5)
    assert finding.p is not None and finding.p > 0.05
    assert "times_young" not in {item.code for item in found.remarks}
    # the text for "not recorded" is no unreadable date, but an open case
    rows = people(ROWS).replace({"end": {"soon": "offen"}})
    more = signal(rows, missing=["offen"])
    assert value(more.findings[0], "open_rate") == pytest.approx(9 / 28)


def test_own_level_in_days_decides() -> None:
    random = np.random.default_rng(5)
    days = np.concatenate([random.integers(30, 50, 800), random.integers(36, 56, 800)])
    start = pd.Timestamp("2024-01-01")
    frame = pd.DataFrame(
        {
            "group": ["B"] * 800 + ["A"] * 800,
            "start": [start] * 1600,
            "end": start + pd.to_timedelta(days, unit="D"),
        }
    )
    verdicts = {}
    for level in (1, 6, 14):
        (finding,) = signal(frame, attention={**LEVEL, "levels": {"time_gap": level}}).findings
        assert isinstance(finding.difference, Estimate)
        assert finding.difference.value == np.median(days[800:]) - np.median(days[:800])
        verdicts[level] = (finding.verdict, finding.detail)
    assert verdicts == {1: ("shown", "surely"), 6: ("cannot_tell", "size_open"), 14: ("below_attention", None)}
    (plain,) = signal(frame).findings
    assert plain.verdict == "shown" and plain.worse_off
    (even,) = signal(
        frame.assign(end=start + pd.to_timedelta(np.tile(days[:800], 2), unit="D")),
        attention={**LEVEL, "levels": {"time_gap": 5}},
    ).findings
    assert even.verdict == "ruled_out"


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B", "C", None]),
            st.integers(0, 80),
            st.one_of(st.none(), st.integers(-3, 60)),
        ),
        min_size=8,
        max_size=80,
    ),
    st.integers(1, 50),
)
def test_late_cases_and_medians_are_those_of_pandas(rows: list[tuple[str | None, int, int | None]], term: int) -> None:
    rows = [*rows, ("A", 0, 5), ("B", 0, 5), ("C", 1, 60)]
    begin = pd.Timestamp("2024-01-01")
    frame = pd.DataFrame(
        {
            "group": [row[0] for row in rows],
            "start": [begin + pd.Timedelta(days=row[1]) for row in rows],
            "end": [None if row[2] is None else begin + pd.Timedelta(days=row[1] + row[2]) for row in rows],
        }
    )
    frame["end"] = pd.to_datetime(frame["end"])
    days = (frame["end"] - frame["start"]).dt.days
    newest = max(frame["start"].max(), frame["end"].max())
    fits = (newest - frame["start"]).dt.days.ge(term) & ~days.lt(0)
    late = fits & (days.isna() | days.gt(term))
    recorded = frame["group"].notna()
    for finding in signal(frame, {"within": term}).findings:
        name = finding.group["group"]
        mine = frame["group"].isna() if name is None else frame["group"].eq(name)
        others = recorded & ~mine
        assert finding.counts is not None
        assert (finding.counts.cases, finding.counts.total) == ((late & mine).sum(), (fits & mine).sum())
        assert (finding.counts.other_cases, finding.counts.other_total) == (
            (late & others).sum(),
            (fits & others).sum(),
        )
        for key, side in (("median_days", mine), ("other_median_days", others)):
            ended = days[side & days.ge(0)]
            if ended.empty:
                assert isinstance(finding.measures[key], Undefined)
            else:
                assert value(finding, key) == pytest.approx(ended.median())


def test_weights_and_clusters_widen_what_the_same_people_without_them_give() -> None:
    plain = people([*ROWS[:16], *ROWS[-10:]])
    twice = pd.concat([plain.assign(home=range(len(plain)))] * 2, ignore_index=True)
    (one,) = signal(plain, {"within": 30}).findings
    (double,) = signal(twice, {"within": 30}).findings
    (tied,) = signal(twice, {"within": 30}, cluster="home").findings
    assert isinstance(one.difference, Estimate) and isinstance(double.difference, Estimate)
    assert isinstance(tied.difference, Estimate) and tied.difference.interval and double.difference.interval
    assert one.difference.value == double.difference.value == tied.difference.value
    assert tied.difference.interval.low < double.difference.interval.low
    (weighted,) = signal(plain.assign(w=2.0), {"within": 30}, weight="w").findings
    assert weighted.difference == one.difference
    (middle,) = signal(twice, cluster="home").findings
    assert isinstance(middle.rate, Estimate) and middle.rate.interval is not None
    (alone,) = signal(plain).findings
    assert isinstance(alone.rate, Estimate)
    assert middle.rate.interval == alone.rate.interval, "two rows a home are one person each"


def test_a_table_of_counts_gives_shares_in_ranges_but_no_medians() -> None:
    rows = [
        ("A", "2024-01-01", "2024-01-05", 90), ("A", "2024-01-01", "2024-03-05", 40),
        ("B", "2024-01-01", "2024-01-05", 60), ("B", "2024-01-01", "2024-03-05", 60),
    ]  # fmt: skip
    frame = pd.DataFrame(
        [(*row, decided) for row in rows for decided in (0, 1)], columns=["group", "start", "end", "n", "decided"]
    )
    given_times = [{"from": "start", "to": "end", "within": 30}]
    data = {"count": "n", "rounded_to": 10}
    (finding,) = adm.audit(frame, **{**ASKED, "times": given_times, "data": data}).data.signal("time_gap").findings
    assert isinstance(finding.difference, Estimate) and finding.difference.bounds is not None
    assert finding.difference.value == pytest.approx(80 / 260 - 120 / 240)
    median = finding.measures["median_days"]
    assert isinstance(median, Undefined) and median.because.code == "rounded_counts"


def test_codes_of_the_term_hold_everybody_once() -> None:
    text = """
adm_audit: 1
title: A test
data: {source: x.csv}
decision: {column: decided, positive: [1], effect: burden}
protected: [group]
times: [{from: start, to: end, within: 30}]
"""
    frame = people(ROWS).assign(decided=np.arange(len(ROWS)) % 2)
    needs = [Need.of("group", "term:0"), Need.of("group", "half:time:0")]
    tally = count(ready(plan_from_text(text).plan, frame, lambda _path: None, needs), needs)[0].tally
    assert int(tally.margin("term:0").low.sum()) == len(ROWS)
    assert tally.axes["term:0"].values[-1] == "2024-03-31"
    assert tally.axes["half:time:0"].values == (None, "5 or less", "more than 5")


@pytest.mark.parametrize(
    ("frame", "times", "code"),
    [
        ({"start": ["x", "y"] * 4, "end": ["2024-01-01"] * 8}, {}, "no_dates"),
        ({"start": ["2024-01-01"] * 8, "end": [3.5, 4.5] * 4}, {}, "no_dates"),
        ({"start": ["2024-01-01"] * 8}, {}, "column_missing"),
        ({"start": ["2024-01-01"] * 8, "end": ["2024-01-01"] * 8}, {"within": 0}, "plan_not_above"),
        ({"start": ["2024-01-01"] * 8, "end": ["2024-01-01"] * 8}, {"to": "start"}, "plan_times_same"),
    ],
)
def test_what_is_no_waiting_time_is_said(frame: dict[str, Any], times: dict[str, Any], code: str) -> None:
    with pytest.raises(AdmAuditError) as error:
        signal(pd.DataFrame({"group": ["A", "B"] * 4, **frame}), times)
    assert code in {problem.code for problem in error.value.problems}


def test_nobody_decided_yet_is_no_error() -> None:
    rows = pd.DataFrame({"group": ["A", "B"] * 10, "start": ["2024-01-01"] * 20, "end": [None] * 20})
    (finding,) = signal(rows).findings
    assert finding.verdict == "cannot_tell" and isinstance(finding.difference, Undefined)
    (late,) = signal(rows, {"within": 10}).findings
    assert late.counts is not None and late.counts.total == 0


def test_two_waiting_times_are_told_apart() -> None:
    frame = people(ROWS).assign(told="2024-04-20")
    times = [{"from": "start", "to": "end"}, {"from": "end", "to": "told", "within": 60}]
    found = adm.audit(frame.assign(decided=np.arange(len(frame)) % 2), **ASKED, times=times).data
    findings = found.signal("time_gap").findings
    assert [(item.part, item.input) for item in findings] == [("median", "start to end"), (None, "end to told")]
    assert len({item.id for item in findings}) == 2


def test_people_from_outside_the_eu_wait_longer_in_the_sample() -> None:
    result = adm.run_plan(SAMPLES / "recruitment" / "audit.yaml").data
    findings = result.signal("time_gap").findings
    (slow,) = [item for item in findings if item.verdict == "shown"]
    assert slow.group == {"origine": "Hors UE"} and slow.detail == "surely"
    assert (value(slow, "median_days"), value(slow, "other_median_days")) == (61, 41)
