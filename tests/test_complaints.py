"""Complaints against SciPy and statsmodels, and tables of complaints as people write them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson, test_poisson_2indep

import adm_audit as adm
from adm_audit.counts import Range
from adm_audit.errors import AdmAuditError
from adm_audit.pairing.view import view
from adm_audit.result import AuditResult, SignalResult
from adm_audit.stats.count_rates import compare_events, conditional_mid_p, score_limits
from adm_audit.values import Bounds, Estimate, Undefined

DAY = date(2026, 1, 1)
EVENTS = st.integers(0, 200)
PEOPLE = st.integers(1, 5_000)
exact_cond = test_poisson_2indep
del test_poisson_2indep  # not a test of ours


@given(EVENTS, PEOPLE, st.sampled_from([0.9, 0.95, 0.99]))
@settings(max_examples=40, deadline=None)
def test_limits_of_a_rate_are_statsmodels_score_limits(events: int, people: int, confidence: float) -> None:
    found = score_limits(events, people, confidence=confidence)
    low, high = confint_poisson(events, people, method="score", alpha=1 - confidence)
    assert found.low == pytest.approx(max(low, 0.0), abs=1e-12)
    assert found.high == pytest.approx(high, rel=1e-9)


@given(EVENTS, PEOPLE, EVENTS, PEOPLE)
@settings(max_examples=40, deadline=None)
def test_mid_p_is_the_conditional_binomial(x: int, n: int, y: int, m: int) -> None:
    law = binom(x + y, n / (n + m))
    wanted = 1.0 if x + y == 0 else min(1.0, 2 * min(law.cdf(x - 1), law.sf(x)) + law.pmf(x))
    assert conditional_mid_p(x, n, y, m) == pytest.approx(wanted, rel=1e-6, abs=1e-200)


@given(st.integers(1, 200), st.integers(1, 200))
@settings(max_examples=30, deadline=None)
def test_with_equal_people_the_mid_p_is_statsmodels_exact_p_less_half_the_two_tables(x: int, y: int) -> None:
    # With equal numbers of people the law is symmetrical: both ends weigh the same, so doubling the smaller tail is
    # the sum over all tables as unlikely, and the mid-p lacks half of the two observed ones.
    if x == y:
        return
    exact = exact_cond(x, 1000, y, 1000, method="exact-cond").pvalue
    assert conditional_mid_p(x, 1000, y, 1000) == pytest.approx(exact - binom.pmf(x, x + y, 0.5), rel=1e-6, abs=1e-12)


@given(EVENTS, PEOPLE, EVENTS, PEOPLE)
@settings(max_examples=40, deadline=None)
def test_ratio_is_wilsons_share_of_all_events_as_odds(x: int, n: int, y: int, m: int) -> None:
    found = compare_events(x, n, y, m)
    if x + y == 0:
        assert isinstance(found.ratio, Undefined) and found.p is None
        return
    low, high = proportion_confint(x, x + y, method="wilson")
    limits = found.ratio.interval
    assert limits.low == pytest.approx(low / (1 - low) * m / n, rel=1e-6, abs=1e-12)
    if y == 0:
        assert limits.high is None and isinstance(found.ratio, Undefined)
        return
    assert limits.high == pytest.approx(high / (1 - high) * m / n, rel=1e-6)
    assert found.ratio.value == pytest.approx(x / n / (y / m))
    assert found.difference.value == pytest.approx(x / n - y / m, abs=1e-12)


def test_difference_by_hand() -> None:
    # MOVER (Newcombe 1998, equation 10) from the score limits of 10 and 30 events of 1000 people each
    found = compare_events(10, 1000, 30, 1000)
    l1, u1 = confint_poisson(10, 1000, method="score")
    l2, u2 = confint_poisson(30, 1000, method="score")
    assert found.difference.interval.low == pytest.approx(-0.02 - ((0.01 - l1) ** 2 + (u2 - 0.03) ** 2) ** 0.5)
    assert found.difference.interval.high == pytest.approx(-0.02 + ((u1 - 0.01) ** 2 + (0.03 - l2) ** 2) ** 0.5)
    assert found.people.value == pytest.approx(-20)


@given(st.integers(0, 30), st.integers(1, 60), st.integers(1, 9), st.integers(0, 30), PEOPLE)
@settings(max_examples=30, deadline=None)
def test_rounded_numbers_of_people_hold_every_number(x: int, low: int, width: int, y: int, m: int) -> None:
    if x + y == 0:
        return
    wide = compare_events(x, Range(low, low + width, None), y, m)
    for n in range(low, low + width + 1):
        one = compare_events(x, n, y, m)
        assert isinstance(wide.difference, Bounds)
        assert wide.difference.low - 1e-12 <= one.difference.value <= wide.difference.high + 1e-12
        assert wide.difference.interval.low <= one.difference.interval.low + 1e-12
        assert wide.difference.interval.high >= one.difference.interval.high - 1e-12
        assert wide.p >= one.p - 1e-9


def test_a_withheld_number_of_people_begins_at_one() -> None:
    wide, one = compare_events(2, Range(0, 9, None), 30, 1000), compare_events(2, 1, 30, 1000)
    assert wide.difference.high == pytest.approx(one.difference.value)
    assert wide.difference.interval.high == pytest.approx(one.difference.interval.high)


@given(EVENTS, PEOPLE, EVENTS, PEOPLE)
@settings(max_examples=30, deadline=None)
def test_both_sides_say_the_same(x: int, n: int, y: int, m: int) -> None:
    one, two = compare_events(x, n, y, m), compare_events(y, m, x, n)
    assert one.p == (two.p if two.p is None else pytest.approx(two.p, rel=1e-6))
    if isinstance(one.difference, Estimate):
        assert one.difference.value == pytest.approx(-two.difference.value, abs=1e-15)
        assert one.difference.interval.low == pytest.approx(-two.difference.interval.high, abs=1e-12)


ROWS = "origin,age,selected\n" + "A,20,1\nA,40,0\n" * 150 + "B,20,1\nB,60,0\n" * 50
HEAD = "origin,age,result\n"
COMPLAINTS = (
    HEAD + "A,25,upheld\n" * 4 + "A,44,rejected\n" * 6 + "B,30,upheld\n" * 15 + "B,70,rejected\n" * 5 + "B,70,open\n"
)
LISTS = ", result: result, won: [upheld], lost: [rejected]"


def run(
    folder: Path, complaints: str, *, more: str = LISTS, data: str = "", rows: str = ROWS, tail: str = ""
) -> AuditResult:
    (folder / "data.csv").write_text(rows, encoding="utf-8")
    (folder / "complaints.csv").write_text(complaints, encoding="utf-8")
    (folder / "audit.yaml").write_text(
        f"""adm_audit: 1
title: T
data: {{source: data.csv{data}}}
decision: {{column: selected, positive: [1], effect: burden}}
protected: [origin, {{column: age, bands: [30, 50]}}]
complaints: {{source: complaints.csv{more}}}
{tail}""",
        encoding="utf-8",
    )
    return adm.run_plan(folder / "audit.yaml", audited_on=DAY).data


def looked(*args: object, **more: object) -> SignalResult:
    return run(*args, **more).signal("complaints_gap")  # type: ignore[arg-type]


def codes(found: SignalResult) -> dict[str, object]:
    return {note.code: dict(note.facts) for note in found.remarks}


def test_numbers_and_results_by_hand(tmp_path: Path) -> None:
    found = looked(tmp_path, COMPLAINTS)
    (number,) = [f for f in found.findings if f.part == "number" and "origin" in f.group]
    assert number.group == {"origin": "A"} and number.against_group == "B"
    assert (number.counts.cases, number.counts.total) == (10, 300)
    assert (number.counts.other_cases, number.counts.other_total) == (21, 100)
    assert (
        number.verdict == "shown"
        and number.worse == "open"
        and number.people.because.code == "complaints_are_not_people"
    )
    assert number.measures["per_1000"].value == pytest.approx(1000 * 10 / 300)
    law = binom(31, 300 / 400)
    assert number.p == pytest.approx(2 * law.cdf(9) + law.pmf(10), rel=1e-6)
    (won,) = [f for f in found.findings if f.part == "won" and "origin" in f.group]
    # A: 4 of 10, B: 15 of 20; the open one counts in neither
    assert (won.counts.cases, won.counts.total, won.counts.other_cases, won.counts.other_total) == (4, 10, 15, 20)
    table = hypergeom(30, 19, 10)
    assert won.p == pytest.approx(2 * table.cdf(4) - table.pmf(4), rel=1e-9)
    assert codes(found) == {"complaints": {"cases": 31}, "complaints_open": {"cases": 1}}


def test_ages_count_in_the_bands_of_the_plan(tmp_path: Path) -> None:
    found = looked(tmp_path, COMPLAINTS)
    cases = {f.group["age"]: f.counts.cases for f in found.findings if f.part == "number" and "age" in f.group}
    assert cases == {"<30": 4, "30-49": 6 + 15, "50+": 6}


def test_a_count_column_says_the_same_as_rows(tmp_path: Path) -> None:
    counted = "origin,age,result,n\nA,25,upheld,4\nA,44,rejected,6\nB,30,upheld,15\nB,70,rejected,5\nB,70,open,1\n"
    one = looked(tmp_path, COMPLAINTS)
    two = looked(tmp_path, counted, more=", count: n" + LISTS)
    assert one == two


def test_a_group_without_complaints_has_none(tmp_path: Path) -> None:
    found = looked(tmp_path, HEAD + "A,25,upheld\nA,44,rejected\n")
    (number,) = [f for f in found.findings if f.part == "number" and "origin" in f.group]
    assert number.counts.other_cases == 0 and isinstance(number.ratio, Undefined)
    assert isinstance(number.difference, Estimate)


@pytest.mark.parametrize(
    ("table", "more"), [(HEAD, LISTS), (HEAD.strip() + ",n\nA,25,upheld,0\nB,30,rejected,0\n", ", count: n" + LISTS)]
)
def test_no_complaints_at_all_is_told_to_the_checklists(tmp_path: Path, table: str, more: str) -> None:
    result = run(tmp_path, table, more=more)
    found = result.signal("complaints_gap")
    assert found.not_looked_at is not None and found.not_looked_at.code == "no_complaints"
    assert view(result).facts["complaints"] == 0


def test_complaints_are_told_to_the_checklists(tmp_path: Path) -> None:
    assert view(run(tmp_path, COMPLAINTS)).facts["complaints"] == 31


def test_without_results_only_the_number_is_looked_at(tmp_path: Path) -> None:
    found = looked(tmp_path, COMPLAINTS, more="")
    assert {f.part for f in found.findings} == {"number"}
    assert found.parts_not_looked_at["won"].code == "no_complaint_results"


def test_complaints_without_a_group_count_in_none(tmp_path: Path) -> None:
    found = looked(tmp_path, COMPLAINTS + ",25,upheld\n?,25,upheld\n", data=', missing: ["?"]')
    (number,) = [f for f in found.findings if f.part == "number" and "origin" in f.group]
    assert number.counts.cases + number.counts.other_cases == 31
    assert codes(found)["complaints_unrecorded"] == {"cases": 2, "column": "origin"}
    unknown = [f for f in found.findings if f.part == "won" and f.group == {"origin": None}]
    assert [f.counts.cases for f in unknown] == [2]


def test_an_attribute_that_the_complaints_do_not_hold_is_named(tmp_path: Path) -> None:
    found = looked(tmp_path, "origin,result\nA,upheld\nB,rejected\n")
    assert codes(found)["complaints_without"] == {"columns": ("age",)}


@pytest.mark.parametrize(
    ("table", "more", "expected"),
    [
        (HEAD + "C,20,upheld\n", LISTS, ["complaints_group_unknown"]),
        (HEAD + "Total,20,upheld\n", LISTS, ["complaints_total"]),
        (HEAD + "A,28-35,upheld\n", LISTS, ["complaints_band_unclear"]),
        (HEAD + "a,20,upheld\nC,20,lost\n", LISTS, ["value_not_in_column"]),
        ("herkunft,result\nA,upheld\n", LISTS, ["complaints_without_groups"]),
        (HEAD + "A,20,upheld\n", ", result: ergebnis, won: [upheld], lost: [rejected]", ["column_missing"]),
        ("origin,n\nA,some\n", ", count: n", ["complaints_counts_unreadable"]),
        ("origin,n\nA,-1\nB,3\n", ", count: n", ["complaints_counts_unreadable"]),
        (HEAD + "a,20,upheld\nb,20,upheld\n", LISTS, ["complaints_group_unknown"] * 2),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, table: str, more: str, expected: list[str]) -> None:
    with pytest.raises(AdmAuditError) as caught:
        run(tmp_path, table, more=more)
    problems = caught.value.problems
    assert [problem.code for problem in problems] == expected
    assert all(problem.place is not None and problem.place.line == 6 for problem in problems)


def test_the_likely_group_is_named(tmp_path: Path) -> None:
    with pytest.raises(AdmAuditError) as caught:
        run(tmp_path, HEAD + "a,20,upheld\n")
    assert caught.value.problems[0].nearest == "A"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (", result: result, won: [upheld]", "plan_result_lists"),
        (", won: [upheld], lost: [rejected]", "plan_result_column"),
        (", result: result, won: [upheld], lost: [upheld]", "plan_in_two_lists"),
    ],
)
def test_a_plan_that_does_not_fit_together_is_refused(tmp_path: Path, more: str, code: str) -> None:
    with pytest.raises(AdmAuditError) as caught:
        run(tmp_path, COMPLAINTS, more=more)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_rounded_counts_of_decisions_give_bounds(tmp_path: Path) -> None:
    rows = "origin,age,selected,n\nA,20,1,150\nA,40,0,150\nB,20,1,50\nB,60,0,50\n"
    found = looked(tmp_path, COMPLAINTS, rows=rows, data=", count: n, rounded_to: 10")
    (number,) = [f for f in found.findings if f.part == "number" and "origin" in f.group]
    assert number.rate.bounds is not None and number.rate.bounds.low == pytest.approx(10 / 310)


def test_without_complaints_it_is_not_looked_at() -> None:
    frame = {"sex": ["F", "M"] * 50, "selected": [1, 0, 0, 1] * 25}
    found = adm.audit(frame, decision="selected", positive=1, effect="burden", protected=["sex"], audited_on=DAY)
    assert found.data.signal("complaints_gap").not_looked_at.code == "no_complaints_named"


GAP = "origin,age,selected\n" + "A,20,1\nA,40,0\nA,40,0\n" * 100 + "B,20,1\nB,60,1\nB,60,0\n" * 50
ATTENTION = """attention: {difference: 0.05, chosen_on: 2025-10-01, reason: T}
checklists: [ai-local-services]
"""


@pytest.mark.parametrize(("table", "fired"), [(HEAD, True), (COMPLAINTS, False)])
def test_silence_beside_a_gap_raises_its_question(tmp_path: Path, table: str, fired: bool) -> None:
    result = run(tmp_path, table, rows=GAP, tail=ATTENTION)
    assert "shown" in {item.verdict for item in result.signal("selection_gap").findings}
    assert ("T-24" in {trigger.id for trigger in result.triggers if trigger.state == "fired"}) is fired


@pytest.mark.parametrize(("table", "fired"), [(HEAD, False), (COMPLAINTS, True)])
def test_a_gap_in_complaints_raises_its_question(tmp_path: Path, table: str, fired: bool) -> None:
    result = run(tmp_path, table, tail=ATTENTION)
    assert ("T-23" in {trigger.id for trigger in result.triggers if trigger.state == "fired"}) is fired
