"""Changes over periods, against pandas, numpy, SciPy and sums by hand."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom, nchypergeom_fisher, norm

import adm_audit as adm
from adm_audit.errors import AdmAuditError
from adm_audit.result import Finding, SignalResult
from adm_audit.values import Estimate, Undefined

ASKED: dict[str, Any] = {
    "decision": "decided", "positive": 1, "effect": "burden", "protected": ["group"],
    "period": {"column": "on", "by": "quarter"},
    "attention": {"difference": 0.05, "chosen_on": "2026-10-01", "reason": "Test"},
}  # fmt: skip
QUARTERS = ("2024-02-15", "2024-05-15", "2024-08-15", "2024-11-15")
Table = dict[str, list[tuple[int, int]]]
"""Selected and people of each group, quarter by quarter."""
STEP: Table = {"A": [(50, 500), (50, 500), (100, 500), (100, 500)], "B": [(100, 1000)] * 4, "C": [(80, 800)] * 4}


def frame(table: Table, **more: Any) -> pd.DataFrame:
    people = [
        (group, day, int(at < selected))
        for group, quarters in table.items()
        for day, (selected, total) in zip(QUARTERS, quarters, strict=False)
        for at in range(total)
    ]
    return pd.DataFrame(people, columns=["group", "on", "decided"]).assign(**more)


def signal(people: pd.DataFrame, **more: Any) -> SignalResult:
    return adm.audit(people, **(ASKED | more)).data.signal("drift")


def gaps(found: SignalResult) -> dict[str | None, Finding]:
    return {item.group["group"]: item for item in found.findings if item.part == "gaps"}


def rates(found: SignalResult) -> Finding:
    (one,) = [item for item in found.findings if item.part == "rates"]
    return one


def facts(found: SignalResult, code: str) -> dict[str, Any]:
    (one,) = [dict(note.facts) for note in found.remarks if note.code == code]
    return one


def test_a_gap_that_grew_is_shown_with_the_day_from_which_it_did() -> None:
    found = signal(frame(STEP))
    grew = gaps(found)["A"]
    # A against B and C: 0, 0, 10 and 10 points with the same people in every quarter: slope 4, three steps
    assert isinstance(grew.difference, Estimate)
    assert grew.difference.value == pytest.approx(0.12)
    assert (grew.verdict, grew.group_rate, grew.worse_off) == ("shown", "higher", True)
    assert [dict(note.facts) for note in grew.remarks] == [{"period": "2024-Q3", "day": "2024-07-01"}]
    assert facts(found, "drift_since") == {"day": "2024-07-01"}
    assert isinstance(grew.ratio, Undefined)


def test_where_nothing_moves_nothing_is_shown() -> None:
    found = signal(frame({"A": [(50, 500)] * 4, "B": [(100, 1000)] * 4, "C": [(80, 800)] * 4}))
    assert {item.verdict for item in found.findings if item.part != "inputs"} == {"ruled_out"}
    assert not [note for note in found.remarks if note.code == "drift_since"]


def test_a_rate_that_moves_for_all_is_no_change_of_a_gap() -> None:
    table = {name: [(total // 20 * at, total) for at in (1, 2, 3, 4)] for name, total in (("A", 500), ("B", 1000))}
    found = signal(frame(table))
    assert rates(found).verdict == "shown"
    assert {item.verdict for item in gaps(found).values()} <= {"ruled_out", "cannot_tell"}


def test_the_change_of_the_rate_is_a_weighted_line() -> None:
    found = rates(signal(frame(STEP)))
    people = frame(STEP).groupby("on")["decided"].agg(["mean", "size"])
    slope = np.polyfit(range(4), people["mean"], 1, w=np.sqrt(people["size"]))[0]
    assert isinstance(found.difference, Estimate)
    assert found.difference.value == pytest.approx(3 * slope)


def test_rates_of_every_period_stand_beside() -> None:
    people = frame(STEP)
    expected = people.groupby(["group", people["on"].str[5:7].astype(int).sub(1) // 3])["decided"].mean()
    seen = 0
    for item in signal(people).measures:
        if item.name.startswith("rate_in:"):
            quarter = int(item.name[-1]) - 1
            assert isinstance(item.number, Estimate)
            assert item.number.value == pytest.approx(expected[item.facts["group"], quarter])
            seen += 1
    assert seen == 12


def test_monitoring_is_the_evidence_of_noncentral_chances() -> None:
    points = np.linspace(-2.4, 2.4, 41)
    weights = norm.pdf(points, scale=0.8)
    product, so_far = weights / weights.sum(), []
    for x, n in STEP["A"]:
        y, m = 180, 1800
        chances = np.array([nchypergeom_fisher.pmf(x, n + m, x + y, n, exp(point)) for point in points])
        product = product * chances / hypergeom.pmf(x, n + m, x + y, n)
        so_far.append(product.sum())
    monitored = {item.facts["group"]: item for item in signal(frame(STEP)).measures if item.name == "monitoring"}
    assert isinstance(monitored["A"].number, Estimate)
    assert monitored["A"].number.value == pytest.approx(min(1e6, product.sum()), rel=1e-6)
    assert monitored["A"].facts["needed"] == pytest.approx(60)
    first = next(at for at, value in enumerate(so_far) if value >= 60)
    assert monitored["A"].facts["alarm"] == f"2024-Q{first + 1}"


def test_an_input_that_changed_is_shown_with_its_value() -> None:
    people = frame(STEP, district="north")
    people.loc[people.groupby("on").cumcount() % 2 == 0, "district"] = "south"
    last = people["on"] == QUARTERS[3]
    people.loc[last & (people.groupby("on").cumcount() % 4 == 1), "district"] = "south"
    found = {item.input: item for item in signal(people, inputs=["district"]).findings if item.part == "inputs"}
    item = found["district"]
    assert item.verdict == "shown"
    assert isinstance(item.difference, Estimate)
    assert abs(item.difference.value) == pytest.approx(0.25, abs=0.001)
    assert [note.facts["value"] for note in item.remarks if note.code == "changed_value"] in (["north"], ["south"])


def test_the_version_in_use_has_a_day() -> None:
    people = frame(STEP)
    people["version"] = np.where(people["on"] >= "2024-05", "2.0", "1.9")
    assert facts(signal(people, model_version={"column": "version"}), "version_since") == {
        "version": "2.0", "period": "2024-Q2", "day": "2024-04-01",
    }  # fmt: skip


def test_one_period_is_not_looked_at() -> None:
    found = signal(frame({"A": [(5, 50)], "B": [(5, 50)]}))
    assert found.not_looked_at is not None
    assert found.not_looked_at.code == "one_period"
    without = adm.audit(frame(STEP), **{key: value for key, value in ASKED.items() if key != "period"}).data
    missing = without.signal("drift").not_looked_at
    assert missing is not None
    assert missing.code == "no_period"


def test_rows_without_a_date_are_left_out_and_counted() -> None:
    people = frame(STEP)
    late = pd.DataFrame({"group": "A", "on": None, "decided": 1}, index=range(40))
    found = signal(pd.concat([people, late]))
    assert facts(found, "undated_rows") == {"people": 40}
    plain = gaps(signal(people))["A"]
    assert gaps(found)["A"].difference == plain.difference


def test_dates_that_cannot_be_read_are_named() -> None:
    people = frame(STEP)
    people.loc[:2, "on"] = "some day"
    try:
        found = adm.audit(people, **ASKED).data
    except AdmAuditError as error:
        assert any("on" in problem.facts.values() for problem in error.problems)
    else:
        assert facts(found.signal("drift"), "undated_rows") == {"people": 3}


def test_counts_in_ranges_are_not_followed() -> None:
    rows = [(g, day, d, n) for g in "AB" for day in QUARTERS for d, n in ((1, 20), (0, 80))]
    table = pd.DataFrame(rows, columns=["group", "on", "decided", "n"])
    found = signal(table, data={"source": "given", "count": "n", "rounded_to": 10})
    assert {(item.verdict, item.detail) for item in found.findings} == {("cannot_tell", "undefined")}
    exact = signal(table, data={"source": "given", "count": "n"})
    assert gaps(exact)["A"].difference == Estimate(value=0.0, interval=gaps(exact)["A"].difference.interval)  # type: ignore[union-attr]


def test_names_of_a_file_are_only_shown() -> None:
    hostile = "<script>alert(1)</script>"
    people = frame({hostile: STEP["A"], "B": STEP["B"]}, area=hostile)
    report = adm.audit(people, **(ASKED | {"inputs": ["area"]}))
    assert hostile not in report.to_html()
    assert gaps(report.data.signal("drift"))


def test_outcomes_that_are_not_known_yet_are_named() -> None:
    people = frame(STEP)
    people["right"] = np.where(people["decided"] == 1, "no", None)
    outcome = {"column": "right", "positive": ["yes"], "negative": ["no"], "known_for": "selected"}
    people.loc[people.index[0], "right"] = "yes"
    assert not [note for note in signal(people, outcome=outcome).remarks if note.code == "follow_up_differs"]
    last = people.index[(people["on"] == QUARTERS[3]) & (people["decided"] == 1)]
    people.loc[last[::2], "right"] = None
    assert facts(signal(people, outcome=outcome), "follow_up_differs") == {
        "period": "2024-Q4", "known": 50, "best": "2024-Q1", "most": 100,
    }  # fmt: skip


def test_the_table_of_periods_stands_behind_the_picture() -> None:
    page = adm.audit(frame(STEP), **ASKED).to_html()
    picture, table, details = (page.find(text, page.find('id="signal-drift"')) for text in (
        "Share selected in each period.", "Selected in each period, without a verdict", "How it is computed"
    ))  # fmt: skip
    assert 0 < picture < table < details
