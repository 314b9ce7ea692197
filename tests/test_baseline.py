"""Gaps before the tool and now, against SciPy, statsmodels and sums by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy.stats import hypergeom
from statsmodels.stats.proportion import confint_proportions_2indep

import adm_audit as adm
from adm_audit.result import Finding, SignalResult
from adm_audit.values import Estimate, Undefined

ASKED: dict[str, Any] = {
    "decision": "decided", "positive": 1, "effect": "burden", "protected": ["group"],
    "baseline": {"column": "by", "before": ["person"]},
    "attention": {"difference": 0.05, "chosen_on": "2026-10-01", "reason": "Test"},
}  # fmt: skip
Numbers = dict[tuple[str, str], tuple[int, int]]
"""Selected and people, by group and who decided."""


def frame(numbers: Numbers) -> pd.DataFrame:
    people = [
        (group, by, int(at < selected)) for (group, by), (selected, total) in numbers.items() for at in range(total)
    ]
    return pd.DataFrame(people, columns=["group", "by", "decided"])


def signal(numbers: Numbers, **more: Any) -> SignalResult:
    return adm.audit(frame(numbers), **(ASKED | more)).data.signal("baseline")


def part(found: SignalResult, name: str) -> dict[str | None, Finding]:
    return {next(iter(item.group.values())): item for item in found.findings if item.part == name}


def three(before: list[tuple[int, int]], now: list[tuple[int, int]]) -> Numbers:
    sides = {("ABC"[at], "person"): counts for at, counts in enumerate(before)}
    return sides | {("ABC"[at], "tool"): counts for at, counts in enumerate(now)}


GREW = three([(60, 600), (100, 1000), (100, 1000)], [(150, 600), (100, 1000), (100, 1000)])


def test_the_gap_before_is_that_of_cases_before_only() -> None:
    found = part(signal(three([(90, 600), (100, 1000), (110, 1000)], [(10, 100), (10, 100), (10, 100)])), "earlier_gap")
    law = hypergeom(2600, 300, 600)
    expected = min(1.0, 2 * min(law.cdf(90), law.sf(89)) - law.pmf(90))
    assert found["A"].p == pytest.approx(expected, rel=1e-9)
    assert isinstance(found["A"].difference, Estimate)
    assert found["A"].difference.value == pytest.approx(90 / 600 - 210 / 2000)
    interval = found["A"].difference.interval
    assert interval is not None
    limits = confint_proportions_2indep(90, 600, 210, 2000, method="newcomb")
    assert (interval.low, interval.high) == pytest.approx(limits, abs=1e-9)
    assert (found["A"].group_rate, found["A"].worse_off) == ("higher", True)


def test_the_change_is_the_gap_now_minus_the_gap_before() -> None:
    found = part(signal(GREW), "change")["A"]
    # 25 - 10 points now, 10 - 10 before
    assert isinstance(found.difference, Estimate)
    assert found.difference.value == pytest.approx(0.15)
    ends = [
        confint_proportions_2indep(*four, method="newcomb") for four in ((150, 600, 200, 2000), (60, 600, 200, 2000))
    ]
    low = 0.15 - ((0.15 - ends[0][0]) ** 2 + ends[1][1] ** 2) ** 0.5
    high = 0.15 + ((ends[0][1] - 0.15) ** 2 + ends[1][0] ** 2) ** 0.5
    assert found.difference.interval is not None
    assert (found.difference.interval.low, found.difference.interval.high) == pytest.approx((low, high), abs=1e-9)
    assert (found.verdict, found.detail, found.worse_off) == ("shown", "surely", None)
    assert isinstance(found.ratio, Undefined)
    now = found.measures["now_rate"]
    assert isinstance(now, Estimate)
    assert now.value == pytest.approx(0.25)


def test_a_gap_that_grew_is_larger_now_for_those_worse_off() -> None:
    found = part(signal(GREW), "larger_now")
    assert set(found) == {"A"}  # the others are better off now, so no gap of theirs can be larger
    assert (found["A"].verdict, found["A"].worse_off) == ("shown", True)
    change = part(signal(GREW), "change")["A"]
    assert found["A"].p == pytest.approx((change.p or 0) / 2)


def test_a_gap_that_closed_is_not_larger() -> None:
    closed = three([(150, 600), (100, 1000), (100, 1000)], [(66, 600), (100, 1000), (100, 1000)])
    found = signal(closed)
    assert part(found, "change")["A"].verdict == "shown"
    assert part(found, "larger_now")["A"].p == pytest.approx(1.0)
    assert part(found, "larger_now")["A"].verdict != "shown"


def test_who_was_better_off_and_is_now_equal_has_no_larger_gap() -> None:
    levelled = three([(30, 1000), (200, 1000), (200, 1000)], [(99, 1000), (100, 1000), (100, 1000)])
    found = signal(levelled)
    assert part(found, "change")["A"].verdict == "shown"
    assert "A" not in part(found, "larger_now")


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_groups_either_can_have_the_larger_gap(turned: bool) -> None:
    names = "ba" if turned else "ab"
    numbers = {
        (names[0], "person"): (100, 1000), (names[1], "person"): (100, 1000),
        (names[0], "tool"): (250, 1000), (names[1], "tool"): (100, 1000),
    }  # fmt: skip
    (found,) = part(signal(numbers), "larger_now").values()
    assert found.verdict == "shown"
    assert found.worse_off == (found.group["group"] == names[0])


def test_where_selection_helps_fewer_is_worse() -> None:
    found = signal(three([(100, 500)] * 3, [(25, 500), (100, 500), (100, 500)]), effect="benefit")
    assert part(found, "larger_now")["A"].verdict == "shown"
    assert part(found, "larger_now")["A"].worse_off is True


def test_a_file_from_before_is_read_by_the_same_plan(tmp_path: Path) -> None:
    people = frame(GREW)
    for name, by in (("now.csv", "tool"), ("old.csv", "person")):
        people[people["by"] == by].to_csv(tmp_path / name, index=False)
    plan = tmp_path / "audit.yaml"
    plan.write_text(
        "adm_audit: 1\ntitle: Test\ndata: {source: now.csv}\n"
        "decision: {column: decided, positive: [1], effect: burden}\nprotected: [group]\n"
        "baseline: {source: old.csv}\n"
        "attention: {difference: 0.05, chosen_on: 2026-10-01, reason: Test}\n",
        encoding="utf-8",
    )
    from_file = adm.run_plan(plan).data.signal("baseline").findings
    assert [(f.id, f.difference, f.verdict) for f in from_file] == [
        (f.id, f.difference, f.verdict) for f in signal(GREW).findings
    ]


def test_counts_in_ranges_are_not_subtracted() -> None:
    table = pd.DataFrame(
        [(g, by, d, n) for g in "AB" for by in ("person", "tool") for d, n in ((1, 20), (0, 80))],
        columns=["group", "by", "decided", "n"],
    )
    asked = ASKED | {"data": {"source": "given", "count": "n", "rounded_to": 10}}
    found = adm.audit(table, **asked).data.signal("baseline")
    (change,) = part(found, "change").values()
    assert isinstance(change.difference, Undefined)
    assert (change.verdict, change.detail) == ("cannot_tell", "undefined")


def test_nobody_before_is_not_looked_at() -> None:
    found = signal({("A", "tool"): (5, 50), ("B", "tool"): (5, 50)}, baseline={"column": "by", "before": ["tool"]})
    assert found.findings or found.not_looked_at is not None
    none = adm.audit(frame(GREW), **{key: value for key, value in ASKED.items() if key != "baseline"}).data
    missing = none.signal("baseline").not_looked_at
    assert missing is not None
    assert missing.code == "no_baseline"
