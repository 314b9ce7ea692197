"""Coverage: one share against a fixed one (SciPy, statsmodels), and the reference population as people write it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.proportion import proportion_confint

import adm_audit as adm
from adm_audit.counts import Range
from adm_audit.errors import AdmAuditError
from adm_audit.result import SignalResult
from adm_audit.stats.one_share import against_share, binomial_mid_p
from adm_audit.tables.further import band_of
from adm_audit.values import Bounds, Estimate, Undefined

DAY = date(2026, 1, 1)
PEOPLE = st.integers(1, 3_000)
SHARE = st.floats(0.01, 0.99)


@given(PEOPLE, st.floats(0, 1), SHARE)
@settings(max_examples=50, deadline=None)
def test_mid_p_is_that_of_scipy(total: int, part: float, expected: float) -> None:
    cases = round(part * total)
    tail = min(binom.cdf(cases - 1, total, expected), binom.sf(cases, total, expected))
    wanted = min(1.0, 2 * tail + binom.pmf(cases, total, expected))
    assert binomial_mid_p(cases, total, expected) == pytest.approx(wanted, rel=1e-6, abs=1e-300)


def test_mid_p_by_hand() -> None:
    # 10 throws of a fair coin, 2 heads: P(0) + P(1) = 11/1024, P(2) = 45/1024, so 2 * 11/1024 + 45/1024.
    assert binomial_mid_p(2, 10, 0.5) == pytest.approx(67 / 1024, rel=1e-12)
    # Nobody of 10 where a fifth is expected: P(0) = .8^10 alone.
    assert binomial_mid_p(0, 10, 0.2) == pytest.approx(0.8**10, rel=1e-12)


@given(st.integers(0, 500), st.integers(0, 500), SHARE)
@settings(max_examples=50, deadline=None)
def test_interval_is_wilsons_moved_by_the_expected_share(group: int, others: int, expected: float) -> None:
    found = against_share(group, others, expected)
    if group + others == 0:
        assert isinstance(found.difference, Undefined) and found.p is None
        return
    low, high = proportion_confint(group, group + others, method="wilson")
    assert isinstance(found.difference, Estimate) and isinstance(found.ratio, Estimate)
    assert found.difference.value == pytest.approx(group / (group + others) - expected, abs=1e-12)
    assert found.difference.interval.low == pytest.approx(low - expected, abs=1e-9)
    assert found.difference.interval.high == pytest.approx(high - expected, abs=1e-9)
    assert found.ratio.interval.low == pytest.approx(low / expected, abs=1e-7)
    assert found.ratio.value == pytest.approx(1 + found.difference.value / expected, rel=1e-9)


@given(st.integers(1, 60), st.integers(0, 4), st.integers(1, 300), SHARE)
@settings(max_examples=30, deadline=None)
def test_ranges_hold_every_count_that_they_allow(low: int, width: int, others: int, expected: float) -> None:
    given_range = Range(low, low + width, low) if width else low
    wide = against_share(given_range, Range(others, others + width, None) if width else others, expected)
    for mine in range(low, low + width + 1):
        for rest in (others, others + width):
            one = against_share(mine, rest, expected)
            ends = wide.difference
            least = ends.low if isinstance(ends, Bounds) else ends.value
            most = ends.high if isinstance(ends, Bounds) else ends.value
            assert least - 1e-12 <= one.difference.value <= most + 1e-12
            assert ends.interval.low <= one.difference.interval.low + 1e-12
            assert wide.p >= one.p - 1e-12 or wide.p == 1.0


@pytest.mark.parametrize("expected", [0.0, 1.0])
def test_without_anybody_expected_nothing_is_compared(expected: float) -> None:
    found = against_share(5, 5, expected)
    assert isinstance(found.ratio, Undefined) and found.ratio.because.code == "no_share_expected"


def test_a_design_effect_widens_like_fewer_people() -> None:
    # Four times fewer people with the same share: the same interval and the same test.
    one, two = against_share(100, 300, 0.3, design_effect=4.0), against_share(25, 75, 0.3)
    assert one.difference.interval == two.difference.interval
    assert one.p == two.p


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("<18", "<18"), ("18-29", "18-29"), ("30+", "30+"), ("17", "<18"), ("18", "18-29"), ("29.5", "18-29"),
        ("20-24", "18-29"), ("65 and over", "30+"), ("30 Jahre und älter", "30+"), ("65 ans et plus", "30+"),
        ("under 18", "<18"), ("unter 15", "<18"), ("moins de 18 ans", "<18"), ("65 i więcej", "30+"),
        ("25-34", None), ("under 30", None), ("18 and over", None), ("adults", None), ("29-20", None), ("30 people", None),
    ],
)  # fmt: skip
def test_bands_of_a_population_table(text: str, band: str | None) -> None:
    assert band_of(text, (18, 30)) == band


def run(
    folder: Path, population: str, *, data: str | None = None, more: str = "", protected: str = "[origin]"
) -> object:
    rows = ["origin,age,selected", *(["A,20,1", "A,40,0", "A,60,1"] * 25), *(["B,20,0", "B,40,1"] * 5)]
    (folder / "data.csv").write_text(data or "\n".join(rows) + "\n", encoding="utf-8")
    (folder / "people.csv").write_text(population, encoding="utf-8")
    plan = f"""adm_audit: 1
title: T
data: {{source: data.csv{more}}}
decision: {{column: selected, positive: [1], effect: burden}}
protected: {protected}
population: {{source: people.csv, count: n}}
"""
    (folder / "audit.yaml").write_text(plan, encoding="utf-8")
    return adm.run_plan(folder / "audit.yaml", audited_on=DAY).data


def looked(*args: object, **more: object) -> SignalResult:
    return run(*args, **more).signal("coverage")  # type: ignore[arg-type, attr-defined]


def test_a_group_that_nobody_of_is_in_the_data(tmp_path: Path) -> None:
    found = {item.group["origin"]: item for item in looked(tmp_path, "origin,n\nA,600\nB,300\nC,100\n").findings}
    assert (found["C"].counts.cases, found["C"].counts.total, found["C"].counts.other_cases) == (0, 85, 100)
    assert found["C"].verdict == "shown" and found["C"].worse_off
    # 85 people, none of a group that is a tenth: mid-p = .9^85
    assert found["C"].p == pytest.approx(0.9**85, rel=1e-9)
    assert found["B"].rate.value == pytest.approx(10 / 85) and found["B"].other_rate.value == pytest.approx(0.3)


def test_of_two_groups_the_smaller_one_than_expected_stands_for_both(tmp_path: Path) -> None:
    (found,) = looked(tmp_path, "origin,n\nA,600\nB,400\n").findings
    assert found.group == {"origin": "B"} and found.group_rate == "lower" and found.worse == "lower"
    assert found.against == "population" and found.people.value == pytest.approx(10 - 85 * 0.4)


def test_single_ages_are_counted_in_the_bands_of_the_plan(tmp_path: Path) -> None:
    ages = "age,n\n" + "".join(f"{age},10\n" for age in range(10, 70))
    found = looked(tmp_path, ages, protected="[{column: age, bands: [30, 50]}]").findings
    shares = {item.group["age"]: item.other_rate.value for item in found}
    assert shares == pytest.approx({"<30": 20 / 60, "30-49": 20 / 60, "50+": 20 / 60})


def test_empty_values_and_rows_of_sums_are_left_out(tmp_path: Path) -> None:
    text = "origin,n\nA,600\nB,400\nall,1000\n,50\n?,7\n"
    data = "origin,selected,people\nA,1,40\nA,0,20\nB,1,5\nB,0,15\nall,1,45\nall,0,35\n"
    found = looked(tmp_path, text, data=data, more=', count: people, totals: [all], missing: ["?"]')
    assert found.findings[0].counts.total == 80
    assert found.findings[0].counts.other_total == 1000
    assert [(note.code, note.facts["people"]) for note in found.remarks] == [("population_unrecorded", 57)]


def test_people_without_a_value_in_the_data_are_left_out(tmp_path: Path) -> None:
    data = "origin,selected\n" + "A,1\nB,0\nA,0\n,1\n" * 20
    (found,) = looked(tmp_path, "origin,n\nA,500\nB,500\n", data=data).findings
    assert found.counts.total == 60


def test_an_attribute_that_the_population_does_not_hold_is_named(tmp_path: Path) -> None:
    found = looked(tmp_path, "origin,n\nA,5\nB,5\n", protected="[origin, age]")
    assert [(note.code, note.facts) for note in found.remarks] == [("population_without", {"columns": ("age",)})]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("origin,n\nA,600\nC,400\n", ["population_group_missing"]),
        ("origin,n\nA,600\nB,300\nTotal,900\n", ["population_total"]),
        ("origin,n\nA,many\nB,300\n", ["population_counts_unreadable"]),
        ("origin,n\nA,-5\nB,300\n", ["population_counts_unreadable"]),
        ("origin,n\nA,2.5\nB,300\n", ["population_counts_unreadable"]),
        ("origin,n\nA,\nB,300\n", ["population_counts_unreadable"]),
        ("origin,people\nA,600\nB,300\n", ["column_missing"]),
        ("herkunft,n\nA,600\nB,300\n", ["population_without_groups"]),
        ("herkunft,people\nA,600\nB,300\n", ["population_without_groups", "column_missing"]),
        ("origin,n\na,600\nb,300\n", ["population_group_missing"] * 2),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(tmp_path: Path, text: str, codes: list[str]) -> None:
    with pytest.raises(AdmAuditError) as caught:
        run(tmp_path, text)
    problems = caught.value.problems
    assert [problem.code for problem in problems] == codes
    assert all(problem.place is not None and problem.place.line == 6 for problem in problems)


def test_bands_that_do_not_fit_and_the_likely_group_are_named(tmp_path: Path) -> None:
    with pytest.raises(AdmAuditError) as caught:
        run(tmp_path, "age,n\n25-34,5\n50+,5\n", protected="[{column: age, bands: [30, 50]}]")
    assert [problem.facts["value"] for problem in caught.value.problems] == ["25-34"]
    with pytest.raises(AdmAuditError) as caught:
        run(tmp_path, "origin,n\na,600\nB,300\n")
    assert caught.value.problems[0].nearest == "a"


def test_without_a_population_it_is_not_looked_at() -> None:
    frame = {"sex": ["F", "M"] * 50, "selected": [1, 0, 0, 1] * 25}
    found = adm.audit(frame, decision="selected", positive=1, effect="burden", protected=["sex"], audited_on=DAY)
    missing = found.data.signal("coverage").not_looked_at
    assert missing is not None and missing.code == "no_population"


def test_clusters_of_one_group_widen_the_share(tmp_path: Path) -> None:
    # 40 households of 5, all of one group: as if there were 40 people, a design effect of 5.
    rows = [f"{'B' if at < 10 else 'A'},{at % 2},{at}" for at in range(40) for _ in range(5)]
    data = "origin,selected,home\n" + "\n".join(rows) + "\n"
    (found,) = looked(tmp_path, "origin,n\nA,600\nB,400\n", data=data, more=", cluster: home").findings
    assert found.measures["design_effect"].value == pytest.approx(5.0)
    assert found.p == pytest.approx(binomial_mid_p(10, 40, 0.4))


def test_weights_widen_the_share(tmp_path: Path) -> None:
    # Half of the people weigh 3, half 1: sum of squares 10 n / 2 by sum 4 n / 2, Kish 2.5.
    rows = [f"{'B' if at % 10 == 0 else 'A'},{at % 2},{3 if at % 20 < 10 else 1}" for at in range(200)]
    data = "origin,selected,w\n" + "\n".join(rows) + "\n"
    (found,) = looked(tmp_path, "origin,n\nA,600\nB,400\n", data=data, more=", weight: w").findings
    assert found.measures["design_effect"].value == pytest.approx(2.5)
    assert found.rate.value == pytest.approx(0.1)
