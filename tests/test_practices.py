"""Good practices: each has a source, belongs to a question, and stands where an answer is not yes."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

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


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The report of the welfare sample with an example of the city itself."""
    from adm_audit.api import run_plan
    from adm_audit.report import to_html

    folder = tmp_path_factory.mktemp("welfare")
    samples = Path(__file__).resolve().parents[1] / "sample_data" / "welfare"
    for name in ("decisions.csv", "population.csv", "answers.yaml"):
        (folder / name).write_bytes((samples / name).read_bytes())
    write(folder, OWN.replace("A-TRA-02", "A-TRA-01").replace("Our housing", "<b>Our</b> housing"))
    plan = (samples / "audit.yaml").read_text(encoding="utf-8")
    named = plan.replace("systemic-discrimination]", "systemic-discrimination, ours.yaml]")
    assert named != plan
    (folder / "audit.yaml").write_text(named, encoding="utf-8")
    return to_html(run_plan(folder / "audit.yaml", audited_on=date(2026, 11, 24)).data)


def card(page, question):
    return next(part for part in page.split('<article class="asked') if f'<span class="id">{question}</span>' in part)


def test_the_report_names_examples_where_an_answer_is_not_yes(page):
    assert "Done elsewhere" in card(page, "A-TRA-01")  # answered no
    assert "Done elsewhere" in card(page, "A-PRO-01")  # don't know
    assert "Done elsewhere" in card(page, "A-MON-02")  # answered yes, and the data contradict it
    assert "Done elsewhere" not in card(page, "A-OVS-04")  # answered yes, and the data agree


def test_an_example_of_the_city_comes_first_is_printed_once_and_escaped(page):
    title = "Letters are tried out with the people who get them"
    links = re.findall(r'<a href="#(x-\w+)">([^<]+)</a>', card(page, "A-TRA-01"))
    assert links[0][1] == title
    assert len(links) == 2
    assert page.count(f'id="{links[0][0]}"') == 1
    assert "&lt;b&gt;Our&lt;/b&gt; housing" in page
    assert "<b>Our" not in page
