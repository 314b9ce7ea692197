"""Good practices: each has a source, belongs to a question, and stands where an answer is not yes."""

from __future__ import annotations

import pytest

from adm_audit.checklist import load_checklists
from adm_audit.checklist.load import standard_library
from adm_audit.checklist.shown import shown
from adm_audit.errors import ChecklistError
from adm_audit.text.problems import render

LIBRARY = standard_library()
OWN = """format: 1
id: our-practices
practices:
- id: OUR-1
  title: Letters are tried out with the people who get them
  body: Our housing office
  text: Ten tenants read each new letter aloud.
  questions: [A-TRA-02]
  sources:
  - {citation: Report to the council, date: 2026-03-01, link: "https://city.example/report"}
"""


def write(folder, text):
    (folder / "ours.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_package_holds_at_least_fifteen_and_each_has_a_source_and_a_certainty():
    assert len(LIBRARY.practices) >= 15
    for item in LIBRARY.practices.values():
        assert item.sources
        assert item.certainty in LIBRARY.certainty
        assert item.questions
        assert not item.own


def test_the_source_of_a_practice_is_no_surer_than_the_practice_says():
    """A practice read on an excerpt of a page may not be marked as read in the document."""
    strength = {"doc": 2, "page": 1}
    from adm_audit.package_data import data_folder
    from adm_audit.yaml_source import load_yaml

    data = load_yaml(data_folder("checklists") / "practices.yaml").data
    for item in data["practices"]:
        best = max(strength.get(LIBRARY.sources[one["code"]].certainty, 0) for one in item["sources"])
        assert strength[item["certainty"]] <= best, item["id"]


@pytest.mark.parametrize(
    ("question", "practice"),
    [("A-OVS-04", "G-01"), ("A-OVS-03", "G-11"), ("A-TRA-01", "G-08"), ("A-TRA-03", "G-06")],
)
def test_the_examples_that_people_ask_for_stand_at_their_question(question, practice):
    assert practice in [item.id for item in LIBRARY.practices_for(question)]
    assert any(line.startswith(f"  {practice}: ") for line in shown(LIBRARY, question))


def test_a_practice_can_be_shown_with_its_source():
    text = "\n".join(shown(LIBRARY, "g-01"))
    assert "UWV" in text
    assert "Algoritmekader" in text
    assert "A-OVS-04" in text


def test_an_own_example_comes_first_and_keeps_the_checklists(tmp_path):
    library = load_checklists(["ours.yaml"], write(tmp_path, OWN))
    assert list(library.checklists) == ["ai-local-services", "systemic-discrimination"]
    first = library.practices_for("A-TRA-02")[0]
    assert (first.id, first.own) == ("OUR-1", True)
    assert first.sources == ("Report to the council, 2026-03-01, https://city.example/report",)


@pytest.mark.parametrize("sources", ["", "  sources: []\n"])
def test_an_example_without_a_source_is_refused_with_its_line(tmp_path, sources):
    text = OWN[: OWN.index("  sources:")] + sources
    with pytest.raises(ChecklistError) as caught:
        load_checklists(["ours.yaml"], write(tmp_path, text))
    assert "ours.yaml:4:" in render(caught.value)
    assert "names no source" in render(caught.value)


def test_all_mistakes_of_a_file_are_named_at_once(tmp_path):
    text = OWN.replace("A-TRA-02", "A-TRA-20").replace("https://city.example/report", "javascript:alert(1)")
    text += OWN[OWN.index("- id:") :].replace("citation: Report to the council, ", "")
    with pytest.raises(ChecklistError) as caught:
        load_checklists(["ours.yaml"], write(tmp_path, text))
    codes = [problem.code for problem in caught.value.problems]
    assert codes == [
        "checklist_unknown_name", "checklist_wrong_shape", "checklist_duplicate_id", "checklist_missing_key",
    ]  # fmt: skip


def test_an_id_of_the_package_is_not_used_twice(tmp_path):
    with pytest.raises(ChecklistError) as caught:
        load_checklists(["ours.yaml"], write(tmp_path, OWN.replace("OUR-1", "G-01")))
    assert caught.value.problems[0].code == "checklist_duplicate_id"
