"""The workbook of answers: what is written, read back, moved, broken, and named with its row."""

from __future__ import annotations

import io
from datetime import datetime, time
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.checklist.answers import load_answers, read_answers
from adm_audit.checklist.load import load_chosen, standard_library
from adm_audit.cli.checklist_merge import merge
from adm_audit.cli.checklist_sheet import sheet as command
from adm_audit.errors import AdmAuditError, CallError, ChecklistError
from adm_audit.forms.document import as_document
from adm_audit.forms.plain import same
from adm_audit.forms.sheet_read import read_sheet
from adm_audit.forms.sheet_write import sheet_xlsx
from adm_audit.package_data import data_folder
from adm_audit.text.problems import render
from adm_audit.yaml_source import load_yaml

LIBRARY = standard_library()
SAMPLES = ("recruitment", "water", "welfare")
HEAD = "adm_audit_answers: 1\n"


def answers(text: str):
    return read_answers(load_yaml(HEAD + text, "a.yaml", error=ChecklistError), LIBRARY)


def sample(name: str) -> Path:
    return data_folder("sample_data") / name / "answers.yaml"


def read(path: Path):
    return read_answers(read_sheet(path, LIBRARY), LIBRARY)


def book(path: Path, *sheets: tuple[str, list[list[object]]]) -> Path:
    """Write a workbook by hand, as a person would leave it."""
    written = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    for name, rows in sheets:
        page = written.add_worksheet(name)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    written.close()
    return path


def wrong(path: Path) -> list[str]:
    with pytest.raises(AdmAuditError) as caught:
        read(path)
    return render(caught.value).splitlines()


def cells(content: bytes) -> dict[str, list[list[object]]]:
    found = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: found.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in found.sheet_names}


HEADINGS = ["Id", "Version", "Answer", "Note", "Answered by", "Name", "Date"]


@pytest.mark.parametrize("name", SAMPLES)
def test_what_a_sample_says_comes_back_from_the_sheet(name, tmp_path):
    said = load_answers(sample(name), LIBRARY)
    path = tmp_path / "a.xlsx"
    path.write_bytes(sheet_xlsx(LIBRARY, said))
    back, before = as_document(read(path)), as_document(said)
    assert same(back["profile"], before["profile"])
    assert same(back["answers"], before["answers"])
    assert list(back["answers"]) == [key for key in LIBRARY.questions() if key in before["answers"]]


@pytest.mark.parametrize("name", SAMPLES)
def test_merging_the_sheet_back_leaves_every_byte(name, tmp_path):
    path, form = tmp_path / "answers.yaml", tmp_path / "form.xlsx"
    path.write_bytes(sample(name).read_bytes())
    made = CliRunner().invoke(command, ["-o", str(form), "--answers", str(path)], standalone_mode=False)
    assert made.exit_code == 0, made.exception
    folded = CliRunner().invoke(merge, [str(path), str(form)], standalone_mode=False)
    assert folded.exit_code == 0, folded.exception
    assert path.read_bytes() == sample(name).read_bytes()


def test_each_question_stands_once_on_the_sheet_of_the_role_that_answers():
    pages = cells(sheet_xlsx(LIBRARY))
    found = {
        row[0]: name for name, rows in pages.items() if name not in ("Start", "Profile", "Lists") for row in rows[1:]
    }
    assert set(found) == set(LIBRARY.questions())
    for key, name in found.items():
        assert LIBRARY.vocabulary.roles[LIBRARY.questions()[key].roles[0]].label.startswith(name[:20])


def test_ids_and_texts_are_locked_entries_are_open_and_have_lists():
    import zipfile

    archive = zipfile.ZipFile(io.BytesIO(sheet_xlsx(LIBRARY)))
    pages = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sum("<sheetProtection" in page for page in pages) == len(pages) - 1  # all but the hidden lists
    assert sum("<dataValidation " in page for page in pages) == len(pages) - 2
    assert 'locked="0"' in archive.read("xl/styles.xml").decode()
    assert 'name="Lists" sheetId' in archive.read("xl/workbook.xml").decode()
    assert 'state="hidden"' in archive.read("xl/workbook.xml").decode()


def test_formulas_stay_text_and_long_texts_are_refused(tmp_path):
    hostile = "=HYPERLINK(A1)"
    said = answers(f"answers: {{A-DAT-01: {{answer: yes, version: 1, note: '{hostile}', name: '@x'}}}}")
    path = tmp_path / "a.xlsx"
    path.write_bytes(sheet_xlsx(LIBRARY, said, title="=1+1"))
    import zipfile

    archive = zipfile.ZipFile(path)
    assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
    assert read(path).answers["A-DAT-01"].note == hostile
    with pytest.raises(CallError) as caught:
        sheet_xlsx(LIBRARY, answers(f"answers: {{A-DAT-01: {{answer: yes, version: 1, note: {'x' * 32001}}}}}"))
    assert "A-DAT-01" in render(caught.value)


def test_columns_are_found_by_heading_wherever_they_stand(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        ("HR", [["My list"], [], ["Date", "Evidence 2", "ANSWER", "note ", "Version", "Question", "Id", "evidence 1 link", "Evidence 1", "Answered by"],
                ["2026-11-02", "b", "Not applicable", "why", 1, "old text", "A-DAT-01", "https://x.example", "a", "hr"],
                ["", "", "", "", 1, "no answer yet", "A-DAT-02", "", "", ""],
                ["", "", True, 12, 1, "", "A-DAT-03", "", "", "Human resources"],
                ["", "", "don\u2019t KNOW", "", 1, "", "A-DAT-04", "", "", ""]]),
    )  # fmt: skip
    found = read(path).answers
    assert [(key, item.answer) for key, item in found.items()] == [
        ("A-DAT-01", "not_applicable"), ("A-DAT-03", "yes"), ("A-DAT-04", "dont_know")
    ]  # fmt: skip
    first = found["A-DAT-01"]
    assert (first.on, first.by, first.note) == ("2026-11-02", "hr", "why")
    assert [(item.what, item.link) for item in first.evidence] == [("a", "https://x.example"), ("b", "")]
    assert (found["A-DAT-03"].note, found["A-DAT-03"].by) == ("12", "hr")


def test_every_problem_is_named_with_sheet_row_and_column(tmp_path):
    question = LIBRARY.questions()["A-DAT-05"].question
    path = book(
        tmp_path / "a.xlsx",
        ("One", [[*HEADINGS, "Question"],
                 ["", 1, "Yes", "", "", "", "", question],
                 ["A-DAT-01", 1, "Yes"],
                 ["A-DAT-06", 1, "No"]]),
        ("Two", [HEADINGS, ["A-DAT-01", 1, "No"], ["A-DAT-06", 1, "no"]]),
        ("Three", [[*HEADINGS, "Remarks", "Note"], ["A-DAT-02", 1, "Yes", "", "", "", "", "mine", "twice"]]),
        ("Four", [["Id", "Version", "Note", "Name"], ["A-DAT-02", 1, "x", ""]]),
        ("Five", [["Just", "a", "table"], [1, 2, 3]]),
        ("Profile", [["Id", "Part", "Answer"], ["P-01", "eligibilty", "Yes"], ["P-01", "amount", "maybe"], ["P-02", "", "A burden (check, refusal, fine)"]]),
    )  # fmt: skip
    lines = wrong(path)
    expected = [
        ("a.xlsx [One]:2:1", "A-DAT-05"),
        ("a.xlsx [Two]:2:3", "a.xlsx [One]:3:3"),
        ("a.xlsx [Three]:1:8", "Remarks"),
        ("a.xlsx [Three]:1:9", "column 4"),
        ("a.xlsx [Four]:1", "Answer"),
        ("a.xlsx [Five]", "Five"),
        ("a.xlsx [Profile]:2:2", "eligibility"),
        ("a.xlsx [Profile]:3:3", "maybe"),
    ]
    assert len(lines) == len(expected)
    for line, (place, part) in zip(lines, expected, strict=True):
        assert line.startswith(f"{place}: ")
        assert part in line


def test_what_the_answers_say_is_checked_by_the_rules_of_the_file(tmp_path):
    retired = next(iter(LIBRARY.retired), None)
    rows = [
        ["A-DAT-01", 2, "Yes"],
        ["A-XXX-09", 1, "Yes"],
        ["A-DAT-02", 1, "Perhaps"],
        ["A-DAT-03", 1, "Not applicable"],
        ["A-DAT-04", "", "Yes"],
        ["A-DAT-05", 1, "", "only a note"],
        ["A-DAT-06", 1, "Yes", "", "Boss", "", "soon"],
        *([[retired, 1, "Yes"]] if retired else []),
    ]
    lines = wrong(book(tmp_path / "a.xlsx", ("One", [HEADINGS, *rows])))
    starts = [line.split(": ")[0] for line in lines]
    # version 2, unknown id, unknown word, no reason, no version, no answer, unknown role, no date
    assert starts[:6] == ["a.xlsx [One]:2:2", "a.xlsx [One]:3:3", "a.xlsx [One]:4:3", "a.xlsx [One]:5:3", "a.xlsx [One]:6:3", "a.xlsx [One]:7:3"]  # fmt: skip
    assert starts[6:8] == ["a.xlsx [One]:8:5", "a.xlsx [One]:8:7"]
    assert len(lines) == len(rows) + 1


def test_another_format_and_files_that_are_no_workbook(tmp_path):
    later = book(tmp_path / "later.xlsx", ("Start", [["adm_audit_answers", 2]]), ("One", [HEADINGS]))
    assert "format 2" in wrong(later)[0]
    for name, content in (("text.xlsx", b"Id;Answer"), ("empty.xlsx", b""), ("zip.xlsx", b"PK\x05\x06" + b"\0" * 18)):
        path = tmp_path / name
        path.write_bytes(content)
        assert wrong(path)[0].startswith(f"{name}: ")
    assert "none.xlsx" in wrong(tmp_path / "none.xlsx")[0]


def test_filters_choose_questions(tmp_path):
    def written(*options: str) -> set[str]:
        path = tmp_path / "f.xlsx"
        outcome = CliRunner().invoke(command, ["-o", str(path), "--force", *options], standalone_mode=False)
        assert outcome.exit_code == 0, outcome.exception
        pages = cells(path.read_bytes())
        return {
            str(row[0]) for name, rows in pages.items() if name not in ("Start", "Profile", "Lists") for row in rows[1:]
        }

    questions = LIBRARY.questions().values()
    assert written("--short") == {q.id for q in questions if q.short_form}
    assert written("--role", "hr") == {q.id for q in questions if "hr" in q.roles}
    assert written("--stage", "dat") == {q.id for q in questions if q.section == "DAT"}
    assert len(cells((tmp_path / "f.xlsx").read_bytes())) > 3
    refused = CliRunner().invoke(command, ["-o", str(tmp_path / "f.html"), "--role", "hr"])
    assert refused.exit_code == 2


def test_own_checklists_have_sheets_too(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text(
        "format: 1\nid: own\nversion: 1.0.0\nlanguage: en\ntitle: '=cmd'\norigin: us\nstages: [{code: ACC, title: '[x]:*?/'}]\n"
        "questions:\n- {id: H-1, version: 1, stage: ACC, question: '=1+1', why: w, roles: [hr], life_cycle: [in_use], yearly: true}\n",
        encoding="utf-8",
    )
    library = load_chosen(["own.yaml"], tmp_path)
    pages = cells(sheet_xlsx(library))
    assert pages["Human resources"][1][:3] == ["H-1", "[x]:*?/", "=1+1"]


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=30).map(str.strip)


@settings(max_examples=25, deadline=None)
@given(
    note=TEXTS.filter(bool) | st.sampled_from(["_x0041_", "a\nb", "1.0", "TRUE", "=1", "'x", "2026-01-01"]),
    name=TEXTS,
    pieces=st.lists(TEXTS.filter(bool), max_size=4, unique=True),
)
def test_any_text_comes_back_as_it_was(tmp_path_factory, note, name, pieces):
    path = tmp_path_factory.mktemp("x") / "a.xlsx"
    document = {
        "adm_audit_answers": 1,
        "answers": {
            "A-DAT-01": {"answer": "partly", "version": 1, "note": note, "name": name or "n", "evidence": [{"what": text} for text in pieces]}
        },
    }  # fmt: skip

    class Plain:
        data = document

        def place(self, path, on="value"):
            return None

    said = read_answers(Plain(), LIBRARY)
    path.write_bytes(sheet_xlsx(LIBRARY, said))
    assert as_document(read(path))["answers"] == as_document(said)["answers"]


CELLS = st.one_of(
    st.sampled_from(
        ["Id", "Part", "Answer", "Note", "Version", "Date", "Evidence 1", "Evidence 0", "Also record", "Name"]
    ),
    st.sampled_from(
        ["A-DAT-01", "S-CON-06", "P-01", "P-05", "P-09", "people_per_year", "sex", "Yes", "no", "=1", "{x}"]
    ),
    st.booleans(),
    st.floats(-1e9, 1e9) | st.integers(0, 3),
    st.dates(),
    st.just(""),
    TEXTS,
)
HEADED = st.just(["Id", "Part", "Version", "Answer", "Note", "Date", "Evidence 1", "Also record"])


@settings(max_examples=50, deadline=None)
@given(st.lists(HEADED, max_size=1), st.lists(st.lists(CELLS, max_size=8), max_size=5))
def test_whatever_stands_in_the_cells_is_read_or_refused_in_sentences(tmp_path_factory, head, rows):
    path = tmp_path_factory.mktemp("x") / "a.xlsx"
    written = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    day = written.add_format({"num_format": "yyyy-mm-dd"})
    page = written.add_worksheet("One")
    for at, row in enumerate([*head, *rows]):
        for column, value in enumerate(row):
            if hasattr(value, "isoformat"):
                page.write_datetime(at, column, datetime.combine(value, time()), day) if value.year > 1900 else None
            else:
                page.write(at, column, value)
    written.close()
    try:
        read(path)
    except ChecklistError as error:
        assert all(line.startswith("a.xlsx") for line in render(error).splitlines())
