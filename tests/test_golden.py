"""COMPAS, Berkeley and German credit, audited from the command line, equal values that others computed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from golden import DATA, Golden, audit, find, golden, needs_data, row_of, value_of, where

pytestmark = needs_data

COMPAS = """adm_audit: 1
title: COMPAS, two years
data: {{source: {source}}}
decision: {decision}
outcome: {{column: two_year_recid, positive: [1], known_for: everyone}}
protected:
  - {{column: race, reference: Caucasian}}
  - {{column: sex, reference: Male}}
  - {{column: age_cat, reference: 25 - 45}}
intersections: [[race, sex], [sex, age_cat]]
"""
MEDIUM = "{column: score_text, positive: [Medium, High], negative: [Low], effect: burden}"
HIGH = "{column: decile_score, positive: [8, 9, 10], negative: [1, 2, 3, 4, 5, 6, 7], effect: burden}"

BERKELEY = """adm_audit: 1
title: Berkeley 1973
data: {{source: {source}, count: freq}}
decision: {{column: admit, positive: [Admitted], effect: benefit}}
protected: [{{column: gender, reference: Male}}, {{column: dept, reference: A}}]
intersections: [[gender, dept]]
strata: [{{column: dept, reason: "People apply to one department"}}]
"""

GERMAN = """adm_audit: 1
title: German credit
data: {{source: {source}}}
decision: {{column: credit, positive: [1], negative: [2], effect: benefit}}
protected:
  - {{column: sex, reference: male}}
  - {{column: age_group, reference: over_25}}
  - {{column: foreign_worker, reference: A202}}
intersections: [[sex, age_group]]
strata:
  - {{column: status, reason: "State of the account"}}
  - {{column: housing, reason: "Kind of housing"}}
  - {{column: employment, reason: "Length of employment"}}
"""


def _compas(folder: Path, decision: str, *, filtered: bool = False) -> dict[str, Any]:
    source = DATA / "compas_two_years" / "compas_two_years.csv"
    if filtered:
        kept = folder / "filtered.csv"
        with source.open(encoding="utf-8", newline="") as file, kept.open("w", encoding="utf-8", newline="") as out:
            rows = csv.DictReader(file)
            writer = csv.DictWriter(out, rows.fieldnames or [])
            writer.writeheader()
            writer.writerows(
                r for r in rows if r["days_b_screening_arrest"] and abs(float(r["days_b_screening_arrest"])) <= 30
            )
        source = kept
    return audit(COMPAS.format(source=where(source, folder), decision=decision), folder)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}

    def make(name: str) -> dict[str, Any]:
        if name not in made:
            folder = tmp_path_factory.mktemp("golden")
            if name.startswith("compas"):
                made[name] = _compas(folder, HIGH if "high" in name else MEDIUM, filtered="6172" in name)
            else:
                plan, file = {
                    "berkeley_admissions": (BERKELEY, "ucb_admissions.csv"),
                    "german_credit": (GERMAN, "german_credit.csv"),
                }[name]
                made[name] = audit(plan.format(source=where(DATA / name / file, folder)), folder)
        return made[name]

    return make


@pytest.mark.parametrize(
    ("dataset", "at_least"),
    [
        ("compas_two_years@7214", 540),
        ("compas_two_years@6172", 540),
        ("compas_two_years@7214_high_only", 150),
        ("berkeley_admissions", 110),
        ("german_credit", 50),
    ],
)
def test_equals_golden_values(results: Callable[[str], dict[str, Any]], dataset: str, at_least: int) -> None:
    result, checked, wrong = results(dataset), 0, []
    for item in golden(dataset.split("@", maxsplit=1)[0]):
        if item.dataset != dataset:
            continue
        ours = value_of(result, item)
        if ours is None:
            continue
        checked += 1
        if not _equal(ours, item):
            wrong.append((item, ours))
    assert wrong == []
    assert checked >= at_least, checked


def _equal(ours: float | str, item: Golden) -> bool:
    if item.value is None or isinstance(ours, str):
        return item.value is None and ours == "undefined"
    return ours == pytest.approx(item.value, rel=1e-9, abs=1e-12)


def test_simpson(results: Callable[[str], dict[str, Any]]) -> None:
    """Women were admitted less often in all, and not inside the departments (ground truth: .14 and -.02)."""
    result = results("berkeley_admissions")
    crude = find(result, "selection_gap", None, {"gender": "Female"})
    inside = find(result, "conditional_gap", None, {"gender": "Female"})
    assert crude is not None and inside is not None
    assert crude["verdict"] == "shown" and crude["worse_off"]
    assert inside["verdict"] != "shown"
    expected = {(g.attribute, g.group, g.metric): g.value for g in golden("berkeley_admissions")}
    odds = expected[("gender | dept", "Female vs Male", "mantel_haenszel_odds_ratio[admitted]")]
    assert inside["measures"]["odds_ratio"]["value"] == pytest.approx(odds, rel=1e-9)
    for group in ("Female", "Male"):
        measure = _cdd(result, "gender", "dept", group)
        key = ("gender | dept", group, "conditional_demographic_disparity[admitted]")
        assert measure == pytest.approx(expected[key], rel=1e-9)


@pytest.mark.parametrize("stratum", ["status", "housing", "employment"])
@pytest.mark.parametrize("attribute", ["sex", "age_group"])
def test_german_conditional(results: Callable[[str], dict[str, Any]], attribute: str, stratum: str) -> None:
    result = results("german_credit")
    found = 0
    for item in golden("german_credit"):
        if item.attribute != f"{attribute} | {stratum}" or item.value is None:
            continue
        if item.metric.startswith("conditional_demographic_disparity"):
            assert _cdd(result, attribute, stratum, item.group) == pytest.approx(item.value, rel=1e-9)
            found += 1
        if item.metric.startswith("mantel_haenszel_odds_ratio"):
            group, reference = item.group.split(" vs ")
            entry = next(s for s in result["signals"] if s["name"] == "conditional_gap")
            finding = next(f for f in entry["findings"] if f["group"] == {attribute: group} and f["input"] == stratum)
            assert finding["against_group"] == reference
            assert finding["measures"]["odds_ratio"]["value"] == pytest.approx(item.value, rel=1e-9)
            found += 1
    assert found


def _cdd(result: dict[str, Any], attribute: str, stratum: str, group: str) -> float:
    entry = next(s for s in result["signals"] if s["name"] == "conditional_gap")
    for measure in entry["measures"]:
        about = measure["name"], measure["by"], measure["facts"].get("group")
        if about == ("conditional_demographic_disparity", [attribute, stratum], group):
            return float(measure["number"]["value"])
    raise AssertionError((attribute, stratum, group))


def test_compas_as_published(results: Callable[[str], dict[str, Any]]) -> None:
    """The comparisons that ProPublica's analysis is known for."""
    result = results("compas_two_years@7214")
    expected = {
        ("false_flag_gap", "among_people_in_order"): 1.912,
        ("missed_gap", "among_people_concerned"): 0.586,
        ("false_flag_gap", "among_people_flagged"): 0.906,
        ("missed_gap", "among_people_not_selected"): 1.213,
        ("selection_gap", None): 1.690,
    }
    for (signal, part), ratio in expected.items():
        finding = find(result, signal, part, {"race": "African-American"}, "Caucasian")
        assert finding is not None
        assert finding["ratio"]["value"] == pytest.approx(ratio, abs=6e-4)
    wrong = find(result, "false_flag_gap", "among_people_in_order", {"race": "African-American"})
    assert wrong is not None
    assert wrong["p"] < 1e-30 and wrong["measures"]["score_z"]["value"] == pytest.approx(12.78, abs=5e-3)
    assert wrong["measures"]["fisher_p"]["value"] == pytest.approx(5e-38, rel=0.1)
    flagged = find(result, "false_flag_gap", "among_people_flagged", {"race": "African-American"})
    assert flagged is not None
    assert flagged["measures"]["score_p"]["value"] == pytest.approx(0.0504, abs=5e-5)
    assert flagged["p"] == pytest.approx(0.0510, abs=5e-5)


def test_nobody_is_dropped(results: Callable[[str], dict[str, Any]]) -> None:
    """Small groups are listed with their size and share."""
    row = row_of(results("compas_two_years@7214"), "race", "Native American")
    assert row is not None
    assert sum(row["counts"].values()) == 18
    assert row["share"] == pytest.approx(18 / 7214)
