"""Decisions with three or more values: cuts and shares, against pandas and SciPy."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from adm_audit.auditor import audit
from adm_audit.plan.load import plan_from_text
from adm_audit.report.words import headline, voice_of
from adm_audit.result import AuditResult, SignalResult
from adm_audit.values import Estimate

ORDER = ["refused", "partly", "mostly", "granted"]
COUNTS = {"A": (40, 60, 50, 50), "B": (20, 30, 100, 150)}
NOTHING: dict[str, str] = {}
ROWS = [(group, value) for group, numbers in COUNTS.items() for value, n in zip(ORDER, numbers, strict=True) for _ in range(n)]  # fmt: skip


def frame(rows: list[tuple[str, str]] = ROWS) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["group", "decided"])


def result(
    people: pd.DataFrame, positive: Sequence[object], order: Sequence[object] = ORDER, **data: str
) -> AuditResult:
    plan = {
        "adm_audit": 1,
        "title": "A test",
        "data": {"source": "people.csv", **data},
        "decision": {"column": "decided", "positive": positive, "order": order, "effect": "benefit"},
        "protected": ["group"],
    }
    return audit(plan_from_text(json.dumps(plan)).plan, people, audited_on=date(2026, 1, 1))


def cuts(found: AuditResult) -> SignalResult:
    return found.signal("selection_gap")


def test_every_cut_but_the_main_one_is_compared() -> None:
    found = cuts(result(frame(), ["granted"]))
    main, partly, mostly = found.findings
    assert (main.part, partly.part, mostly.part) == (None, "cut", "cut")
    assert (partly.input, mostly.input) == ("partly", "mostly")
    assert main.counts is not None and partly.counts is not None and mostly.counts is not None
    assert (main.counts.cases, main.counts.total) == (50, 200)
    assert (partly.counts.cases, partly.counts.total, partly.counts.other_cases) == (160, 200, 280)
    assert (mostly.counts.cases, mostly.counts.other_cases, mostly.counts.other_total) == (100, 250, 300)
    low, high = confint_proportions_2indep(100, 200, 250, 300, method="newcomb", compare="diff")
    assert isinstance(mostly.difference, Estimate) and mostly.difference.interval is not None
    assert (mostly.difference.interval.low, mostly.difference.interval.high) == pytest.approx((low, high))
    law = hypergeom(500, 350, 200)
    assert mostly.p == pytest.approx(2 * law.cdf(99) + law.pmf(100), rel=1e-8)
    assert mostly.worse_off and mostly.worse == "lower"
    assert (main.comparisons, partly.comparisons, mostly.comparisons) == (1, 2, 2), "each cut counts in its family"


@pytest.mark.parametrize(
    ("positive", "inputs"),
    [
        (["granted", "mostly"], {"partly", "granted"}),
        (["refused"], {"mostly", "granted"}),  # a burden: the others are "partly or better"
        (["partly"], {"partly", "mostly", "granted"}),
    ],
)
def test_the_cut_that_is_the_main_comparison_is_left_out(positive: list[str], inputs: set[str]) -> None:
    found = cuts(result(frame(), positive))
    assert {item.input for item in found.findings if item.part == "cut"} == inputs


def test_shares_of_every_decision() -> None:
    found = cuts(result(frame(), ["granted"]))
    told = {(item.name, item.facts["group"]): item.number for item in found.measures if item.part == "cut"}
    assert len(told) == 8
    for group, numbers in COUNTS.items():
        for name, n in zip(ORDER, numbers, strict=True):
            number = told[f"decision_rate:{name}", group]
            assert isinstance(number, Estimate) and number.interval is not None
            assert number.value == n / sum(numbers)
            low, high = proportion_confint(n, sum(numbers), method="wilson")
            assert (number.interval.low, number.interval.high) == pytest.approx((low, high))


def test_two_values_have_no_further_cut() -> None:
    people = frame().replace({"decided": {"partly": "refused", "mostly": "granted"}})
    found = cuts(result(people, ["granted"], ["refused", "granted"]))
    assert [item.part for item in found.findings] == [None]
    assert all(item.part is None for item in found.measures)


def test_values_of_the_order_may_be_numbers_and_may_be_absent() -> None:
    people = frame([("A", "0"), ("A", "1"), ("B", "2"), ("B", "0"), ("B", "")] * 20)
    found = cuts(result(people, [2], [0, 1, 2, 3]))
    inputs = [(item.input, item.counts.cases, item.counts.total, item.counts.other_cases, item.counts.other_total)
              for item in found.findings if item.part == "cut" and item.counts is not None]  # fmt: skip
    assert inputs == [("1", 20, 40, 20, 40), ("2", 0, 40, 20, 40), ("3", 0, 40, 0, 40)]


def test_clusters_and_weights_reach_the_cuts() -> None:
    twice = pd.concat([frame().assign(home=np.arange(500), w=2.0)] * 2, ignore_index=True)
    plain, tied = (cuts(result(twice, ["granted"], **more)) for more in (NOTHING, {"cluster": "home"}))
    single, heavy = cuts(result(frame(), ["granted"])), cuts(result(frame().assign(w=2.0), ["granted"], weight="w"))
    widths = {}
    for name, found in (("plain", plain), ("tied", tied), ("single", single), ("heavy", heavy)):
        gap = found.findings[1].difference
        assert isinstance(gap, Estimate) and gap.interval is not None and gap.interval.high is not None
        widths[name] = gap.interval.high - gap.interval.low
    assert widths["plain"] < 0.8 * widths["tied"]
    assert widths["tied"] == pytest.approx(widths["single"], rel=0.02)
    assert widths["heavy"] == pytest.approx(widths["single"])


def test_a_cut_reads_in_plain_words() -> None:
    found = result(frame(), ["granted"])
    told = [headline(item, voice_of(found)) for item in found.signal("selection_gap").findings]
    assert told[2].startswith("People with group “A” got “mostly” or better less often than people with group “B”")
