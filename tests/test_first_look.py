"""A first look at a file as a spreadsheet exports it, by someone who has never seen this tool."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adm_audit.cli import main
from adm_audit.errors import DataError, Problem
from adm_audit.proposal import look_at
from adm_audit.tables.describe import profile_line
from adm_audit.tables.profile import ColumnProfile, profile
from adm_audit.tables.read import open_table
from adm_audit.text.problems import sentence

# Twelve rows: sex F 7, M 4, 1 empty (spaces); granted ja 6, nein 6; ages 20 to 31 are twelve different numbers.
SEXES = ["F", "M", "F", " ", "F", "M", "F", "M", "F", "F", "M", "F"]
ROWS = "".join(f"A-{at};{sex};{20 + at};{'ja' if at % 2 else 'nein'}\n" for at, sex in enumerate(SEXES))
PLAIN = "Nr;Geschlecht;Alter;bewilligt\n" + ROWS


def save(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "liste.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_few_values_are_listed_by_number_and_many_are_counted(tmp_path: Path) -> None:
    table = open_table(save(tmp_path, PLAIN))
    lines = [profile_line(found) for found in profile(table, table.columns).values()]
    assert lines == [
        "Nr: 12 values · 0 empty",
        "Geschlecht: F 7 · M 4 · 1 empty",
        "Alter: 12 values · 0 empty",
        "bewilligt: ja 6 · nein 6 · 0 empty",
    ]


def test_a_column_is_described_in_one_safe_line() -> None:
    line = profile_line(ColumnProfile("a\nb", "text", 1, 1, 0, (("x\x1b[31m" + "y" * 500, 1),)))
    assert line.isprintable()
    assert len(line) < 100


def test_a_first_look_lists_the_values_of_likely_columns(tmp_path: Path) -> None:
    lines = look_at(save(tmp_path, PLAIN), tmp_path).lines
    assert "Geschlecht: F 7 · M 4 · 1 empty" in lines
    assert "bewilligt: ja 6 · nein 6 · 0 empty" in lines
    assert not [line for line in lines if line.startswith("Nr:")]


def refused(path: Path, **options: object) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        open_table(path, shown_as=path.name, **options)  # type: ignore[arg-type]
    return caught.value.problems


def test_a_header_that_is_a_title_is_refused_with_what_to_do(tmp_path: Path) -> None:
    # Two titles of one filled cell; the plan says that none is to be skipped.
    path = save(tmp_path, "Stadt X;;;\nStand 2025;;;\n" + PLAIN)
    (found,) = refused(path, skip=0)
    assert sentence(found) == (
        "liste.csv:1: 3 of 4 columns have no name: the line taken for the header is probably a title. "
        "Say in data.csv.skip how many lines stand above the header (init: --skip N)."
    )
    assert [problem.code for problem in refused(path, skip=0, columns=["Alter"])] == ["header_is_title"]
    assert open_table(path, skip=2).columns == ("Nr", "Geschlecht", "Alter", "bewilligt")


def test_half_of_the_names_may_be_missing_and_empty_columns_need_none(tmp_path: Path) -> None:
    assert open_table(save(tmp_path, "a;b;;\n1;2;3;4\n5;6;7;8\n")).columns == ("a", "b")
    assert open_table(save(tmp_path, "a;b;;;;;\n1;2;;;;;\n5;6;;;;;\n"), skip=0).columns == ("a", "b")


def test_a_missing_column_says_where_the_header_was_taken_from(tmp_path: Path) -> None:
    path = save(tmp_path, "Stadt X\n\n" + PLAIN)
    missing, hint = refused(path, columns=["Nr", "Sexe"])
    assert (missing.code, hint.code, hint.facts["line"]) == ("column_missing", "header_from_line", 3)
    assert "The header was taken from line 3." in sentence(hint)
    # Whoever said the number of lines knows where the header stands.
    assert [problem.code for problem in refused(path, columns=["Nr", "Sexe"], skip=2)] == ["column_missing"]


@pytest.mark.parametrize("given", ["cp1252", "latin-1", "ISO-8859-15"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_code_page_for_a_utf8_file_is_refused(tmp_path: Path, encoding: str, given: str) -> None:
    path = save(tmp_path, PLAIN.replace("bewilligt", "gewährt"), encoding)
    (found,) = refused(path, encoding=given)
    assert sentence(found) == (
        f"liste.csv: The file is UTF-8, but the plan says {given}. Delete data.csv.encoding or write utf-8."
    )


def test_a_code_page_for_plain_letters_is_right(tmp_path: Path) -> None:
    assert open_table(save(tmp_path, PLAIN), encoding="cp1252").rows == 12


def init(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *args: str) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["adm-audit", "init", *args])
    with pytest.raises(SystemExit) as stop:
        main()
    assert isinstance(stop.value.code, int)
    return stop.value.code, capsys.readouterr().err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    return lambda *args: init(capsys, monkeypatch, *args)


def test_init_skips_lines_and_takes_an_encoding(tmp_path: Path, run: Callable[..., tuple[int, str]]) -> None:
    path = save(tmp_path, "Stadt;Größe;X;Y\nStand;a;b;c\n" + PLAIN.replace("bewilligt", "gewährt"), "cp850")
    code, said = run(str(path), "--skip", "2", "--encoding", "cp850")
    assert code == 0, said
    assert "gewährt: ja 6 · nein 6 · 0 empty" in said
    plan = (tmp_path / "audit.yaml").read_text(encoding="utf-8")
    assert "encoding: cp850" in plan and "skip: 2" in plan
    assert run(str(path), "--force", "--skip", "-1")[0] == 2
    assert run(str(path), "--force", "--skip", "900")[0] == 3


def test_init_finds_padded_titles_writes_their_number_and_tells(
    tmp_path: Path, run: Callable[..., tuple[int, str]]
) -> None:
    path = save(tmp_path, "Stadt X;;;\n;;;\n" + PLAIN + "Quelle: Amt;;;\n")
    code, said = run(str(path))
    assert code == 0, said
    assert "12 rows, 4 columns" in said
    assert "2 lines before the header" in said and "stand in line 3" in said
    assert "16" in next(line for line in said.splitlines() if "remark" in line)
    assert "skip: 2" in (tmp_path / "audit.yaml").read_text(encoding="utf-8")


def test_init_refuses_a_language_without_a_code_page(tmp_path: Path, run: Callable[..., tuple[int, str]]) -> None:
    path = save(tmp_path, PLAIN)
    for language in ("xx", "", "deutsch"):
        code, said = run(str(path), "--lang", language)
        assert code == 2
        assert all(f" {known}," in said for known in ("de", "fr", "pl"))
    assert not (tmp_path / "audit.yaml").exists()
    assert run(str(path), "--lang", "de-AT")[0] == 0


@pytest.mark.parametrize(
    ("text", "encoding", "matters"),
    [
        (PLAIN, "utf-8", False),
        (PLAIN.replace("bewilligt", "gewährt"), "utf-8", False),
        (PLAIN.replace("bewilligt", "gewährt"), "cp1252", True),
        ("a;b\n1.234;x\n2.345;y\n", "utf-8", True),  # thousands, or thousandths
        ("a;b\n03.04.2024;x\n05.06.2024;y\n", "utf-8", False),  # full stops are day first in any language
        ("a;b\n03/04/2024;x\n05/06/2024;y\n", "utf-8", True),
    ],
)
def test_init_tells_the_language_only_where_it_decided_something(
    tmp_path: Path, run: Callable[..., tuple[int, str]], text: str, encoding: str, matters: bool
) -> None:
    code, said = run(str(save(tmp_path, text, encoding)), "--lang", "de")
    assert code == 0, said
    assert ("language de" in said) is matters


def test_options_for_text_are_not_silently_ignored(tmp_path: Path, run: Callable[..., tuple[int, str]]) -> None:
    from xlsxwriter import Workbook

    book = Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    for at, line in enumerate(PLAIN.splitlines()):
        sheet.write_row(at, 0, line.split(";"))
    book.close()
    code, said = run(str(tmp_path / "a.xlsx"), "--skip", "2")
    assert code == 0
    assert "--skip and --encoding are for text files" in said
