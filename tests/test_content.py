"""What values look like: countries, languages and first names are hinted at, and ordinary columns are not."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import adm_audit as adm
from adm_audit.plan.content import ground_by_values
from adm_audit.report.words.reasons import BECAUSE
from adm_audit.result import Finding

LOOKS = {
    "countries": [
        ["Germany", "Syria", "Türkiye", "Poland"],
        ["Deutschland", "Syrien", "Türkei", "Polen"],
        ["Allemagne", "Syrie", "Pologne", "Maroc"],
        ["DE", "SY", "TR", "PL", "MA"],
    ],
    "languages": [["German", "Arabic", "Turkish"], ["Deutsch", "Arabisch", "Türkisch"], ["français", "arabe", "turc"]],
    "first_names": [["Peter", "Anna", "José", "Giulia", "Mehmet", "Fatima", "Sanne", "Paweł", "Sabine"]],
}
SILENT = [
    ["owner", "tenant", "other"],
    ["A", "B", "C"],
    ["NO", "YES", "N/A"],
    ["1", "2", "3", "4"],
    ["1011", "1012", "1013"],
    ["single", "couple", "couple with children"],
    ["Phone", "Online", "Letter", "Office"],
    ["North", "South", "East", "West"],
    ["Peter", "Anna", "José"],
    ["Germany", "elsewhere", "unclear", "none"],
]


@pytest.mark.parametrize(("kind", "values"), [(kind, values) for kind, lists in LOOKS.items() for values in lists])
def test_values_that_look_like_a_ground(kind: str, values: list[str]) -> None:
    found = ground_by_values(dict.fromkeys(values, 10))
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("values", SILENT)
def test_ordinary_values_give_no_hint(values: list[str]) -> None:
    assert ground_by_values(dict.fromkeys(values, 10)) is None


def test_a_few_people_do_not_make_a_hint() -> None:
    assert ground_by_values({"Germany": 5, "Syria": 5, "Poland": 5, "not stated by the office": 100}) is None
    assert ground_by_values({}) is None


def audited(values: list[str], sex: list[str]) -> Finding:
    frame = pd.DataFrame({"sex": sex, "box": values, "selected": [1, 0, 0, 1] * (len(sex) // 4)})
    result = adm.audit(
        frame,
        decision="selected",
        positive=1,
        effect="burden",
        protected=["sex"],
        inputs=["box"],
        audited_on=date(2026, 1, 1),
    )
    (finding,) = result.data.signal("direct_use").findings
    return finding


def test_values_that_look_like_countries_are_neither_shown_nor_ruled_out() -> None:
    finding = audited(["Syria", "Poland", "Germany", "Morocco"] * 50, ["F", "F", "F", "F", "M", "M", "M", "M"] * 25)
    assert (finding.verdict, finding.remarks[0].code) == ("cannot_tell", "ground_by_values_countries")
    assert finding.remarks[0].code in BECAUSE


def test_an_input_that_tells_the_attribute_every_time_is_not_ruled_out() -> None:
    finding = audited(["box 1", "box 2"] * 200, ["F", "M"] * 200)
    assert (finding.verdict, finding.remarks[0].code) == ("cannot_tell", "ground_by_link")
    assert finding.remarks[0].facts == {"column": "sex"}
    weaker = audited(["box 1", "box 2"] * 180 + ["box 1"] * 40, ["F", "M"] * 200)
    assert weaker.verdict == "ruled_out"


def test_every_hint_has_a_sentence() -> None:
    assert {f"ground_by_values_{kind}" for kind in LOOKS} <= set(BECAUSE)
