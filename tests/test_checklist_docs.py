"""The examples in the documentation of the checklists are read by the code that they explain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adm_audit.checklist import load_checklists
from adm_audit.checklist.answers import read_answers
from adm_audit.checklist.parse_conditions import Names, read_condition
from adm_audit.checklist.read import Reader
from adm_audit.yaml_source import load_yaml

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "checklists.md").read_text(encoding="utf-8")
ANSWERS, TRIGGER, OWN = re.findall(r"```yaml\n(.*?)```", TEXT, flags=re.DOTALL)
LIBRARY = load_checklists()
NAMES = Names(vocabulary=LIBRARY.vocabulary, signals=LIBRARY.signals, sets=LIBRARY.signal_sets, profile=LIBRARY.profile)


def test_the_example_of_answers_is_read():
    answers = read_answers(load_yaml(ANSWERS), LIBRARY)
    assert set(answers.answers) == {"A-DAT-03", "A-TST-03", "S-CON-06"}
    assert answers.handling["selection_gap/origin=non-EU"].state == "being_remedied"


def test_the_own_checklist_is_read_with_its_trigger(tmp_path):
    (tmp_path / "our-housing.yaml").write_text(OWN, encoding="utf-8")
    library = load_checklists(["ai-local-services", "our-housing.yaml"], tmp_path)
    assert library.checklists["our-housing"].language == "fr"
    assert library.raised_by("H-ACC-01") == ("H-T-01",)


def test_the_trigger_could_stand_in_a_file(tmp_path):
    own = OWN.split("triggers:\n", 1)[0] + "  yearly: true\n" + "triggers:\n" + TRIGGER
    (tmp_path / "own.yaml").write_text(own, encoding="utf-8")
    library = load_checklists(["ai-local-services", "systemic-discrimination", "own.yaml"], tmp_path)
    assert library.triggers["T-34"].raises == ("S-REM-05", "A-TRA-02")


@pytest.mark.parametrize(
    "condition", re.findall(r"^\| `(\{(?:signal|plan|profile).*?\})` \|", TEXT, flags=re.MULTILINE)
)
def test_each_condition_of_the_table_is_read(condition):
    reader = Reader(load_yaml(condition))
    assert read_condition(reader.root(), NAMES) is not None
    assert reader.problems == []


@pytest.mark.parametrize("entry", load_yaml(ROOT / "checklists" / "triggers.yaml").data["conditions"]["keys"], ids=str)
def test_the_example_of_each_key_is_read(entry):
    text = entry["example"]
    if text.startswith(("answer", "any: [{...}", "all: [{...}")):
        return
    reader = Reader(load_yaml(text))
    assert read_condition(reader.root(), NAMES) is not None
    assert reader.problems == []


def test_every_line_of_a_question_is_explained_in_the_readme():
    from adm_audit.checklist.parse_checklist import QUESTION_KEYS

    table = (ROOT / "checklists" / "README.md").read_text(encoding="utf-8")
    for key in QUESTION_KEYS:
        assert re.search(rf"^\| .*`{key}`", table, flags=re.MULTILINE), key
