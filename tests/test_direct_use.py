"""Direct use: by the plan, as a protected column, by its name in seven languages; and nothing by a mere proxy."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import adm_audit as adm
from adm_audit.plan.near import ground_by_name
from adm_audit.plan.words import GROUNDS
from adm_audit.result import Finding, SignalResult

STATES = {
    "sex": ["sex", "Geschlecht", "genre", "aanhef", "maiden_name"],
    "age": ["Geburtsdatum", "year_of_birth", "date de naissance", "leeftijd", "data_urodzenia"],
    "ethnic_origin": ["Geburtsland", "birthplace", "pays de naissance", "first_name", "Nachname", "herkomst"],
    "nationality": ["Staatsangehörigkeit", "nationalité", "nacionalidad", "cittadinanza", "residence permit"],
    "language": ["contact_language", "Muttersprache", "langue", "idioma", "język"],
    "disability": ["disability", "Schwerbehinderung", "handicap", "niepełnosprawność", "invalidité"],
    "religion_belief": ["Religion", "geloof", "wyznanie"],
    "sexual_orientation": ["sexual_orientation", "orientation sexuelle"],
}
SILENT = [
    "postcode", "PLZ", "code_postal", "district", "neighbourhood", "Stadtteil", "quartier", "wijk", "barrio",
    "income", "household", "months_on_benefit", "night_use", "diplôme", "note_lettre", "average", "message",
    "manager", "invalid_rows", "storage", "passage", "pretext",
]  # fmt: skip


@pytest.mark.parametrize(("ground", "name"), [(ground, name) for ground, names in STATES.items() for name in names])
def test_names_that_state_a_ground(ground: str, name: str) -> None:
    assert ground_by_name(name) == ground


@pytest.mark.parametrize("name", SILENT)
def test_names_that_state_none(name: str) -> None:
    assert ground_by_name(name) is None


@pytest.mark.parametrize("ground", sorted(GROUNDS))
def test_every_word_of_a_ground_states_that_ground(ground: str) -> None:
    for word in GROUNDS[ground].split():
        assert ground_by_name(word.rstrip("*")) == ground


def look(inputs: list[object]) -> SignalResult:
    columns = {"sex", "postcode", "mother_tongue", "tariff"}
    frame = pd.DataFrame({name: ["a", "b"] * 20 for name in columns} | {"selected": [1, 0, 0, 1] * 10})
    found = adm.audit(
        frame,
        decision="selected",
        positive=1,
        effect="burden",
        protected=["sex"],
        inputs=inputs,
        audited_on=date(2026, 1, 1),
    )
    return found.data.signal("direct_use")


def test_each_reason_is_named() -> None:
    given = ["postcode", "sex", "mother_tongue", {"column": "tariff", "ground": "disability"}]
    findings = {item.input: item for item in look(given).findings}
    assert {name: (item.verdict, item.remarks[0].code) for name, item in findings.items()} == {
        "postcode": ("ruled_out", "no_ground_named"),
        "sex": ("shown", "ground_is_protected"),
        "mother_tongue": ("shown", "ground_by_name"),
        "tariff": ("shown", "ground_declared"),
    }
    assert findings["mother_tongue"].remarks[0].facts == {"ground": "language"}
    assert findings["tariff"].id == "direct_use/tariff"
    assert all(_is_statement(item) for item in findings.values())


def _is_statement(item: Finding) -> bool:
    return item.p is None and item.counts is None and item.family is None and not item.group and item.about == "input"


def test_without_inputs_it_is_not_looked_at() -> None:
    found = look([])
    assert found.not_looked_at is not None and found.not_looked_at.code == "no_inputs"
