"""Kappa against statsmodels and scikit-learn; sources of outcomes and corrections against pandas and sums by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa as statsmodels_kappa
from statsmodels.stats.proportion import proportion_confint

import adm_audit as adm
from adm_audit.errors import AdmAuditError
from adm_audit.result import Finding, SignalResult
from adm_audit.stats.kappa import cohens_kappa
from adm_audit.values import Estimate, Undefined

DAY = date(2026, 1, 1)
CELL = st.integers(0, 300)


@given(CELL, CELL, CELL, CELL)
@settings(max_examples=50, deadline=None)
def test_kappa_and_its_interval_are_those_of_statsmodels(a: int, b: int, c: int, d: int) -> None:
    if not (a + d and b + c) or 0 in (a + b, c + d, a + c, b + d):
        return
    found, wanted = cohens_kappa((a, b, c, d)), statsmodels_kappa([[a, b], [c, d]])
    assert isinstance(found, Estimate) and found.interval is not None
    assert found.value == pytest.approx(wanted.kappa, abs=1e-12)
    assert found.interval.low == pytest.approx(max(wanted.kappa_low, -1.0), abs=1e-9)
    assert found.interval.high == pytest.approx(min(wanted.kappa_upp, 1.0), abs=1e-9)


@given(CELL, CELL, CELL, CELL)
@settings(max_examples=30, deadline=None)
def test_kappa_is_that_of_scikit_learn_and_the_same_for_either_value(a: int, b: int, c: int, d: int) -> None:
    if 0 in (a + b, c + d, a + c, b + d):
        return
    first = [1] * (a + b) + [0] * (c + d)
    second = [1] * a + [0] * b + [1] * c + [0] * d
    found, turned = cohens_kappa((a, b, c, d)), cohens_kappa((d, c, b, a))
    assert found.value == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)
    assert turned.value == pytest.approx(found.value, abs=1e-12)


def test_perfect_agreement_still_has_an_interval() -> None:
    # 10 of 10 alike, half of them yes: chance is .5; Wilson's lower limit of 10 of 10 is 10 / (10 + z^2)
    found = cohens_kappa((5, 0, 0, 5))
    low = proportion_confint(10, 10, method="wilson")[0]
    assert found.value == 1.0
    assert (found.interval.low, found.interval.high) == pytest.approx(((low - 0.5) / 0.5, 1.0))


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ((0, 0, 0, 0), "nobody_judged_twice"),
        ((9, 0, 0, 0), "judgements_all_alike"),
        ((0, 0, 0, 9), "judgements_all_alike"),
    ],
)
def test_where_there_is_no_kappa(table: tuple[int, int, int, int], code: str) -> None:
    found = cohens_kappa(table)
    assert isinstance(found, Undefined) and found.because.code == code


def test_a_design_effect_widens_like_fewer_cases() -> None:
    one, two = cohens_kappa((80, 20, 12, 88), design_effect=4.0), cohens_kappa((20, 5, 3, 22))
    assert one.value == pytest.approx(two.value)
    assert (one.interval.low, one.interval.high) == pytest.approx((two.interval.low, two.interval.high))


RNG = np.random.default_rng(7)
PEOPLE = pd.DataFrame({"origin": RNG.choice(["A", "B"], 800), "selected": RNG.choice(["yes", "no"], 800)})
PEOPLE["outcome"] = np.where(PEOPLE["selected"] == "yes", RNG.choice(["found", "nothing"], 800), "")
PEOPLE["officer"] = RNG.choice(["one", "two", ""], 800, p=[0.5, 0.35, 0.15])
PEOPLE["again"] = np.where(
    RNG.random(800) < 0.4,
    np.where(RNG.random(800) < 0.75, PEOPLE["outcome"], RNG.choice(["found", "nothing"], 800)),
    "",
)
OUTCOME = {"column": "outcome", "positive": ["found"], "known_for": "selected"}
ASKED: dict[str, Any] = {"decision": "selected", "positive": "yes", "effect": "burden", "protected": ["origin"]}


def levels(**more: float) -> dict[str, Any]:
    named = {name.replace("__", "/"): value for name, value in more.items()}
    return {"difference": 0.05, "chosen_on": "2025-10-01", "reason": "Test", "levels": named}


def looked(people: pd.DataFrame = PEOPLE, outcome: dict[str, Any] = OUTCOME, **more: Any) -> SignalResult:
    return adm.audit(people, **ASKED, outcome=outcome, audited_on=DAY, **more).data.signal("label_quality")


def part(found: SignalResult, name: str) -> list[Finding]:
    return [item for item in found.findings if item.part == name]


def test_outcomes_without_a_source(tmp_path: Path) -> None:
    known = PEOPLE[PEOPLE["outcome"] != ""]
    cases, total = int((known["officer"] == "").sum()), len(known)
    low, high = proportion_confint(cases, total, method="wilson")
    for level, verdict in ((low - 1e-6, "shown"), ((low + high) / 2, "cannot_tell"), (high + 1e-6, "ruled_out")):
        found = looked(outcome={**OUTCOME, "recorded_by": "officer"}, attention=levels(label_quality=level))
        (item,) = part(found, "source_unclear")
        assert item.verdict == verdict and item.worse == "higher" and item.about == "result"
        assert item.rate.value == pytest.approx(cases / total)
        assert (item.rate.interval.low, item.rate.interval.high) == pytest.approx((low, high))


def test_agreement_of_two_people() -> None:
    both = PEOPLE[(PEOPLE["outcome"] != "") & (PEOPLE["again"] != "")]
    wanted = cohen_kappa_score(both["outcome"], both["again"])
    table = pd.crosstab(both["outcome"], both["again"])
    interval = statsmodels_kappa(table.to_numpy())
    for level, verdict in ((0.99, "shown"), (wanted, "cannot_tell"), (0.05, "ruled_out")):
        attention = levels(label_quality__rater_agreement=level)
        found = looked(outcome={**OUTCOME, "second": "again"}, attention=attention)
        (item,) = part(found, "rater_agreement")
        assert item.verdict == verdict and item.unit == "strength" and item.worse == "lower"
        assert item.rate.value == pytest.approx(wanted)
        assert item.rate.interval.low == pytest.approx(interval.kappa_low)
    numbers = {measure.name: measure.number.value for measure in found.measures}
    assert numbers["judged_alike_rate"] == pytest.approx((both["outcome"] == both["again"]).mean())
    assert [(note.code, note.facts["cases"]) for note in found.remarks] == [("judged_twice", len(both))]


def test_the_level_of_the_whole_signal_is_not_one_for_kappa() -> None:
    found = looked(outcome={**OUTCOME, "second": "again"}, attention=levels(label_quality=0.5))
    assert found.not_looked_at is not None and found.not_looked_at.code == "no_own_level"
    assert [measure.name for measure in found.measures] == ["kappa", "judged_alike_rate"]


def test_each_part_says_why_it_was_not_looked_at() -> None:
    assert looked().not_looked_at.code == "no_label_sources"
    more = {"outcome": {**OUTCOME, "recorded_by": "officer"}, "attention": levels(label_quality=0.05)}
    missing = looked(**more).parts_not_looked_at
    assert {name: reason.code for name, reason in missing.items()} == {
        "rater_agreement": "no_second_judgement",
        "corrected_on_appeal": "no_corrections",
    }


def test_nobody_judged_twice() -> None:
    people = PEOPLE.assign(again=np.where(PEOPLE["outcome"] == "", "found", ""))
    found = looked(
        people, {**OUTCOME, "second": "again", "recorded_by": "officer"}, attention=levels(label_quality=0.05)
    )
    assert found.parts_not_looked_at["rater_agreement"].code == "nobody_judged_twice"


def test_no_kappa_without_exact_counts_or_without_differences() -> None:
    known = PEOPLE[PEOPLE["again"] != ""]
    counted = known.groupby(["origin", "selected", "outcome", "again"]).size().reset_index(name="n")
    outcome = {**OUTCOME, "second": "again"}
    rounded = looked(counted, outcome, data={"count": "n", "rounded_to": 5})
    assert rounded.not_looked_at.code == "counts_in_ranges"
    alike = PEOPLE.assign(outcome=np.where(PEOPLE["outcome"] == "", "", "found"), again="found")
    attention = levels(label_quality=0.05)
    missing = looked(alike, {**outcome, "negative": ["nothing"], "recorded_by": "officer"}, attention=attention)
    assert missing.parts_not_looked_at["rater_agreement"].code == "judgements_all_alike"


def run(folder: Path, *, outcome: str = "", more: str = "") -> SignalResult:
    PEOPLE.to_csv(folder / "data.csv", index=False)
    rows = ["origin,result", *["A,upheld"] * 6, *["A,rejected"] * 9, *["B,upheld"] * 31, *["B,rejected"] * 4]
    (folder / "complaints.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "audit.yaml").write_text(
        f"""adm_audit: 1
title: T
data: {{source: data.csv}}
decision: {{column: selected, positive: ["yes"], effect: burden}}
outcome: {{column: outcome, positive: [found], known_for: selected{outcome}}}
protected: [origin]
complaints: {{source: complaints.csv, result: result, won: [upheld], lost: [rejected]}}
{more}
""",
        encoding="utf-8",
    )
    return adm.run_plan(folder / "audit.yaml", audited_on=DAY).data.signal("label_quality")


def test_corrections_overall_and_by_group(tmp_path: Path) -> None:
    level = "attention: {difference: 0.02, chosen_on: 2025-10-01, reason: T, levels: {label_quality: 0.02}}"
    overall, by_group = part(run(tmp_path, more=level), "corrected_on_appeal")
    assert overall.verdict == "shown" and overall.group == {}
    low, high = proportion_confint(37, 800, method="wilson")
    assert (overall.rate.interval.low, overall.rate.interval.high) == pytest.approx((low, high))
    sizes = PEOPLE["origin"].value_counts()
    assert by_group.group == {"origin": "A"} and by_group.worse == "higher" and by_group.worse_off is False
    counts = by_group.counts
    assert (counts.cases, counts.total, counts.other_cases, counts.other_total) == (6, sizes["A"], 31, sizes["B"])
    law = hypergeom(800, 37, sizes["A"])
    assert by_group.p == pytest.approx(2 * law.cdf(6) - law.pmf(6), rel=1e-9)
    assert by_group.verdict == "shown"


def test_corrections_by_group_need_no_level(tmp_path: Path) -> None:
    (by_group,) = part(run(tmp_path), "corrected_on_appeal")
    assert by_group.verdict == "shown"


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (", second: selected", "value_not_in_column"),
        (", second: twice", "column_missing"),
        (", recorded_by: nobody", "column_missing"),
        (", second: outcome", "plan_second_is_outcome"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, outcome: str, code: str) -> None:
    with pytest.raises(AdmAuditError) as caught:
        run(tmp_path, outcome=outcome)
    (problem,) = [problem for problem in caught.value.problems if problem.code == code]
    assert problem.place is not None and problem.place.line == 5


def test_weights_widen_the_share_without_a_source() -> None:
    # one half weighs 3, the other 1: Kish 2.5 / 2 = 1.25 of the sum of weights
    people = pd.DataFrame(
        {
            "origin": ["A", "B"] * 200,
            "selected": ["yes", "yes", "no", "no"] * 100,
            "outcome": ["found", "nothing"] * 200,
        }
    )
    people["officer"] = np.where(np.arange(400) % 10 < 2, "", "one")
    people["w"] = np.where(np.arange(400) < 200, 3, 1)
    found = looked(
        people, {**OUTCOME, "known_for": "everyone", "recorded_by": "officer"},
        data={"weight": "w"}, attention=levels(label_quality=0.05),
    )  # fmt: skip
    (item,) = part(found, "source_unclear")
    assert item.rate.value == pytest.approx(0.2)
    low, high = proportion_confint(0.2 * 800 / 2.5, 800 / 2.5, method="wilson")
    assert (item.rate.interval.low, item.rate.interval.high) == pytest.approx((low, high))


def test_the_water_sample_says_of_its_outcomes_what_was_planted() -> None:
    folder = Path(__file__).resolve().parents[1] / "sample_data" / "water"
    found = adm.run_plan(folder / "audit.yaml", audited_on=DAY).data.signal("label_quality")
    raw = pd.read_parquet(folder / "alerts.parquet")
    visited, won = raw[raw["inspected"]], pd.read_csv(folder / "complaints.csv")["result"].eq("upheld").sum()
    ruled = {item.part: item for item in found.findings if not item.group}
    assert {part: item.verdict for part, item in ruled.items()} == {
        "source_unclear": "ruled_out",
        "corrected_on_appeal": "ruled_out",
    }
    assert ruled["source_unclear"].rate.value == pytest.approx(visited["inspector"].isna().mean())
    assert ruled["corrected_on_appeal"].rate.value == pytest.approx(won / len(raw))
