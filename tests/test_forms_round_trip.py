"""The four ways to answer lead to one file; the short form; and what is said about a checklist of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from adm_audit.checklist.answers import load_answers
from adm_audit.checklist.load import standard_library
from adm_audit.cli.checklist import checklist
from adm_audit.errors import ChecklistError
from adm_audit.forms.document import as_document
from adm_audit.forms.html_form import form_html
from adm_audit.package_data import data_folder
from adm_audit.text.problems import render

LIBRARY = standard_library()
SAMPLES = ("recruitment", "water", "welfare")


def run(*arguments: object, typed: str = ""):
    return CliRunner().invoke(checklist, [str(item) for item in arguments], input=typed, standalone_mode=False)


def in_page(page: str) -> str:
    """Return the JSON that a page holds, which is what it saves before anything is changed."""
    start = page.index('id="data"')
    text = page[page.index(">", start) + 1 : page.index("</script>", start)]
    return json.dumps(json.loads(text)["document"], ensure_ascii=False, indent=2)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_round_through_all_four_ways_changes_no_byte(name, tmp_path):
    answers, sheet, form = tmp_path / "answers.yaml", tmp_path / "sheet.xlsx", tmp_path / "form.json"
    before = (data_folder("sample_data") / name / "answers.yaml").read_bytes()
    answers.write_bytes(before)
    form.write_text(in_page(form_html(LIBRARY, load_answers(answers, LIBRARY))), encoding="utf-8")
    assert run("sheet", "-o", sheet, "--answers", answers).exit_code == 0
    for way in (sheet, form):
        assert run("merge", answers, way).exit_code == 0
    asked = run("answer", "--answers", answers, "--role", "hr", "--name", "Ada", typed="q\n")
    assert asked.exit_code == 0, asked.exception
    assert answers.read_bytes() == before


@pytest.mark.parametrize("name", SAMPLES)
def test_each_way_alone_carries_everything_into_an_empty_file(name, tmp_path):
    answers = data_folder("sample_data") / name / "answers.yaml"
    said = as_document(load_answers(answers, LIBRARY))
    run("sheet", "-o", tmp_path / "sheet.xlsx", "--answers", answers)
    (tmp_path / "form.json").write_text(in_page(form_html(LIBRARY, load_answers(answers, LIBRARY))), encoding="utf-8")
    for way in ("sheet.xlsx", "form.json"):
        new = tmp_path / f"{way}.yaml"
        assert run("merge", new, tmp_path / way).exit_code == 0
        found = as_document(load_answers(new, LIBRARY))
        assert found["answers"] == said["answers"]
        assert found["profile"] == said["profile"]
        # findings are handled in the file; a workbook does not hold them
        assert found["handling"] == (said["handling"] if way == "form.json" else {})


def test_answers_of_two_people_in_two_ways_meet_in_one_file(tmp_path):
    answers, sheet = tmp_path / "answers.yaml", tmp_path / "sheet.xlsx"
    sample = data_folder("sample_data") / "welfare" / "answers.yaml"
    run("sheet", "-o", sheet, "--answers", sample)
    run("answer", "--answers", answers, "--stage", "PRO", "--role", "hr", "--name", "", typed="s\n")
    run(
        "answer",
        "--answers",
        answers,
        "--short",
        "--role",
        "service_owner",
        "--name",
        "Ada",
        typed="s\nno\nnot yet\nq\n",
    )
    both = run("merge", answers, sheet)
    first = next(key for key, item in LIBRARY.questions().items() if item.short_form and "service_owner" in item.roles)
    assert isinstance(both.exception, ChecklistError)
    lines = render(both.exception).splitlines()
    assert len(lines) == 1
    assert f"{first} is answered differently" in lines[0]
    assert "sheet.xlsx [" in lines[0]
    assert run("merge", answers, sheet, "--take", f"{first}=answers.yaml").exit_code == 0
    said = load_answers(answers, LIBRARY).answers
    assert (said[first].answer, said[first].note) == ("no", "not yet")
    assert len(said) == len(load_answers(sample, LIBRARY).answers)


def test_the_short_form_has_fifteen_questions_from_every_stage_but_buying():
    short = [item for item in LIBRARY.questions().values() if item.short_form]
    stages = set(LIBRARY.checklists["ai-local-services"].sections)
    assert len(short) == 15
    # questions on suppliers apply to tools that were bought or shared, so no form for everybody can hold one
    assert stages - {item.section for item in short} == {"PRO"}
    assert all(item.applies_when for item in LIBRARY.questions().values() if item.section == "PRO")
    assert not any(item.applies_when for item in short)
    words = sum(len(f"{item.question} {item.example} {item.why}".split()) for item in short)
    assert words / 200 < 10  # minutes of reading, at 200 words a minute; the other half is for answering


OWN = """format: 1
id: own
version: 1.0.0
language: en
title: Own
origin: The city
stages: [{code: ACC, title: Access}]
questions:
- {id: H-1, version: 1, stage: ACC, question: "Is the list public?", why: w, roles: [hr], life_cycle: [in_use]}
- {id: H-2, version: 1, stage: ACC, question: "Is it short?", why: w, roles: [hr], life_cycle: [in_use], yearly: true}
- {id: H-2, version: 1, stage: ACC, question: "Is it old?", why: w, roles: [hr], life_cycle: [in_use], yearly: true}
- {id: H-3, version: 1, stage: ACC, question: "Is  the list PUBLIC?", why: w, roles: [hr], life_cycle: [in_use], yearly: true,
   signals: [selection_gaps]}
"""


def test_an_own_checklist_is_told_what_is_out_of_reach_doubled_or_unknown(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    lines = render(run("check", path).exception).splitlines()
    assert len(lines) == 4
    for part in (
        'ever be asked "H-1"',
        'The id "H-2" is already used',
        "Did you mean selection_gap?",
        "H-1 asks the same",
    ):
        assert any(part in line for line in lines), (part, lines)
    assert {line.removeprefix(str(path)).split(":")[1] for line in lines} == {"9", "11", "12", "13"}


def test_every_own_file_stands_by_its_path(tmp_path: Path):
    path = tmp_path / "own.yaml"
    path.write_text(OWN.replace("- {id: H-1", "- {yearly: true, id: H-1").replace("id: H-2, version: 1, stage: ACC, question: \"Is it old", "id: H-4, version: 1, stage: ACC, question: \"Is it old").replace("Is  the list PUBLIC", "Is it long").replace("selection_gaps", "selection_gap"), encoding="utf-8")  # fmt: skip
    assert "4 questions. No problem found." in run("check", path).output
