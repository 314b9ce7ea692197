"""Text files in many dialects: what Python's csv module wrote comes back, and what was found is right."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adm_audit.tables.dialect import find_layout
from adm_audit.tables.read import open_table
from adm_audit.tables.table import Dialect, Table

ROWS = [
    ["Grösse", "sex", "decided_on", "amount"],
    ["klein", "F", "2024-01-31", "1,5"],
    ['mit "Zitat"', "M", "2024-02-01", "0,25"],
    ["zwei\nZeilen", "F", "2024-02-29", "1.234,75"],
    ["a; b, c\t|", "M", "2024-03-01", "12,0"],
    ["", "F", "2024-03-02", "7,5"],
]


def written(rows: list[list[str]], separator: str = ",", line_end: str = "\n") -> str:
    text = io.StringIO(newline="")
    # With "\r" Python 3.11 does not quote a value that holds "\n", so everything is quoted there.
    quoting = csv.QUOTE_ALL if line_end == "\r" else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=separator, lineterminator=line_end, quoting=quoting).writerows(rows)
    return text.getvalue()


def read_back(table: Table) -> list[tuple[str, ...]]:
    """Return the rows with empty cells as "", the way the csv module gives them."""
    found = table.connection.execute(f"SELECT * FROM {table.relation} ORDER BY rowid").fetchall()
    return [tuple("" if value is None else value for value in row) for row in found]


def notes(table: Table) -> set[str]:
    return {note.code for note in table.notes}


def save(folder: Path, content: str | bytes, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
    ],
)
def test_round_trip_in_every_encoding_and_separator(
    tmp_path: Path, encoding: str, found: str, separator: str, line_end: str
) -> None:
    path = save(tmp_path, written(ROWS, separator, line_end).encode(encoding))
    table = open_table(path)
    assert table.columns == tuple(ROWS[0])
    assert read_back(table) == [tuple(row) for row in ROWS[1:]]
    assert table.dialect == Dialect(found, separator, ",", "iso", 0, 0)
    assert table.kinds == ("text",) * 4


@pytest.mark.parametrize(
    ("language", "encoding", "text"),
    [("el", "cp1253", "Φύλο"), ("pl", "cp1250", "Płeć"), ("tr", "cp1254", "yaş ı")],
)
def test_other_languages_have_other_code_pages(tmp_path: Path, language: str, encoding: str, text: str) -> None:
    path = save(tmp_path, f"{text};b\n1;2\n".encode(encoding))
    table = open_table(path, language=language)
    assert table.columns[0] == text
    assert table.dialect is not None
    assert table.dialect.encoding == encoding
    assert "encoding_by_language" in notes(table)


def test_the_plan_can_give_the_encoding(tmp_path: Path) -> None:
    path = save(tmp_path, "Größe;b\n1;2\n".encode("cp850"))
    assert open_table(path, encoding="cp850").columns == ("Größe", "b")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "before",
    [
        ["Auszug der Stadt"],
        ["Bericht; a; b; c", ""],
        ["Bericht, 2024", "", "Stand: 1,5"],
        ['Liste "A"', '"Stand', 'heute; gestern"'],
        ["", ""],
        [""] * 3_000,
        ["a;b", ""],
    ],
)
def test_lines_before_the_header_are_skipped(tmp_path: Path, encoding: str, before: list[str], line_end: str) -> None:
    body = written(ROWS, ";", line_end)
    path = save(tmp_path, (line_end.join([*before, ""]) + body).encode(encoding))
    table = open_table(path)
    assert table.columns == tuple(ROWS[0])
    assert read_back(table) == [tuple(row) for row in ROWS[1:]]
    assert table.dialect is not None
    assert table.dialect.skip == len(before)
    assert "lines_before_header" in notes(table)
    assert table.place(0).line == len(before) + 2


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_first_line_that_names_the_separator(tmp_path: Path, first: str) -> None:
    # One value a row has a comma: without the first line, comma would do as well.
    table = open_table(save(tmp_path, f"{first}\na,x;b\n1,5;2\n2,5;3\n"))
    assert table.columns == ("a,x", "b")
    assert read_back(table) == [("1,5", "2"), ("2,5", "3")]


def test_the_decimal_comma_is_not_a_separator(tmp_path: Path) -> None:
    # By comma each row has three fields, by semicolon two: more fields, but the header has no comma.
    table = open_table(save(tmp_path, "a;b\n" + "1,5;2,5\n" * 50))
    assert table.columns == ("a", "b")
    assert table.dialect is not None
    assert (table.dialect.separator, table.dialect.decimal) == (";", ",")


def test_a_comma_in_a_title_line_does_not_make_comma_the_separator(tmp_path: Path) -> None:
    table = open_table(save(tmp_path, "Selections, 2024\nid;sex;amount\n" + "1;F;2,5\n" * 200))
    assert table.columns == ("id", "sex", "amount")


@pytest.mark.parametrize(
    "end", ["Quelle: Stadt", "Quelle: Stadt\n", "\nQuelle: Stadt\n  \nStand: 2024\n", '"Quelle; Stadt"\n']
)
def test_remarks_below_the_table_are_left_out_and_noted(tmp_path: Path, end: str) -> None:
    path = save(tmp_path, written(ROWS, ";") + end)
    table = open_table(path)
    assert read_back(table) == [tuple(row) for row in ROWS[1:]]
    said = [note for note in table.notes if note.code == "footer_left_out"]
    # The table has 7 lines: the header, and five rows of which one goes over two.
    assert [note.facts["line"] for note in said] == ([9, 11] if end.startswith("\n") else [8])
    assert table.dialect is not None
    assert table.dialect.footer == len(said)


def test_rows_without_any_value_are_no_people(tmp_path: Path) -> None:
    table = open_table(save(tmp_path, "a;b;c\n1;;x\n;;\n2;;\n;;\n;;\n"), columns=["b", "c"])
    assert table.rows == 2
    assert read_back(table) == [("", "x"), ("", "")]
    assert [note.facts["count"] for note in table.notes if note.code == "empty_rows_left_out"] == [3]
    assert [table.place(row).line for row in (0, 1)] == [2, 4]


@pytest.mark.parametrize(
    ("rows", "sign"),
    [
        ("1,5;x\n2,25;y\n", ","),
        ("1.5;x\n2.25;y\n", "."),
        ("1.234,5;x\n", ","),
        ("1,234.5;x\n", "."),
        ("1.234.567;x\n", ","),
        ("0,125;x\n", ","),
        ("1;x\n2;y\n", "."),
    ],
)
def test_the_decimal_sign(tmp_path: Path, rows: str, sign: str) -> None:
    table = open_table(save(tmp_path, "a;b\n" + rows))
    assert table.dialect is not None
    assert table.dialect.decimal == sign
    assert "decimal_unclear" not in notes(table)


def test_an_open_decimal_sign_is_said_and_can_be_given(tmp_path: Path) -> None:
    path = save(tmp_path, "a;b\n1.234;x\n2.500;y\n")
    assert "decimal_unclear" in notes(open_table(path))
    given = open_table(path, decimal=",")
    assert "decimal_unclear" not in notes(given)
    assert given.dialect is not None
    assert given.dialect.decimal == ","


@pytest.mark.parametrize(
    ("dates", "language", "order", "unclear"),
    [
        (["01.02.2024"], "en", "day-first", False),
        (["03/04/2024", "25/04/2024"], "en", "day-first", False),
        (["03/04/2024", "04/25/2024"], "de", "month-first", False),
        (["03/04/2024"], "en", None, True),
        (["03/04/2024"], "fr", "day-first", False),
        (["13/04/2024", "04/13/2024"], "fr", None, True),
        (["2024-04-03", "2024-04-03T10:00:00"], "en", "iso", False),
        (["x"], "en", None, False),
    ],
)
def test_the_order_of_day_and_month(
    tmp_path: Path, dates: list[str], language: str, order: str | None, unclear: bool
) -> None:
    path = save(tmp_path, "a;b\n" + "".join(f"{date};x\n" for date in dates))
    table = open_table(path, language=language)
    assert table.dialect is not None
    assert table.dialect.dates == order
    assert ("dates_unclear" in notes(table)) is unclear


def test_the_order_of_dates_is_found_deep_in_a_sorted_file(tmp_path: Path) -> None:
    days = [f"{day:02d}/01/2024" for day in range(1, 32) for _ in range(1_500)]
    path = save(tmp_path, "on,what\n" + "".join(f"{day},selected\n" for day in days))
    table = open_table(path)
    assert table.dialect is not None
    assert table.dialect.dates == "day-first"


def test_an_explicit_dialect_is_taken_as_it_is(tmp_path: Path) -> None:
    path = save(tmp_path, "title\na;b\n1,5;2,5\n".encode("cp1252"))
    dialect = Dialect("cp1252", ";", ",", "day-first", 1)
    table = open_table(path, dialect=dialect)
    assert table.dialect == dialect
    assert read_back(table) == [("1,5", "2,5")]
    # What is given beside it goes first.
    assert open_table(path, dialect=dialect, dates="iso").dialect == Dialect("cp1252", ";", ",", "iso", 1)


def test_mixed_line_ends_are_read_the_slow_way(tmp_path: Path) -> None:
    path = save(tmp_path, 'a;b\r\n1;"x\r\ny"\n3;4\r5;6\n')
    assert read_back(open_table(path)) == [("1", "x\r\ny"), ("3", "4"), ("5", "6")]


def test_only_the_needed_columns_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    table = open_table(save(tmp_path, written(ROWS)), columns=["amount", "sex"])
    assert table.columns == ("sex", "amount")
    assert table.names == tuple(ROWS[0])
    assert read_back(table) == [(row[1], row[3]) for row in ROWS[1:]]


def test_names_are_trimmed_and_odd_ones_noted(tmp_path: Path) -> None:
    table = open_table(save(tmp_path, " id ;Sex;sex;x;x;;\u00a0y\n1;2;3;4;5;6;7\n"))
    assert table.columns == ("id", "Sex", "sex", "y")
    assert read_back(table) == [("1", "2", "3", "7")]
    found = {note.code: note.facts for note in table.notes}
    assert found["column_repeated"] == {"column": "x", "positions": ("4", "5")}
    assert found["column_without_name"] == {"positions": ("6",)}
    assert found["columns_differ_in_case"] == {"columns": ("Sex", "sex")}


def test_hostile_names_are_only_names(tmp_path: Path) -> None:
    name = "x'); DROP TABLE opened; --"
    table = open_table(save(tmp_path, written([[name, 'c0" "'], ["1", "2"]])))
    assert table.columns[0] == name
    assert read_back(table) == [("1", "2")]


@pytest.mark.parametrize("name", ["a*.csv", "a[1].csv", "a?.csv", "it's.csv", "a{b,c}.csv", "sp ace.csv", "a%20.csv"])
def test_signs_in_file_names_are_taken_literally(tmp_path: Path, name: str) -> None:
    save(tmp_path, "a,b\nwrong,file\n", "a1.csv")
    save(tmp_path, "a,b\nwrong,file\n", "ab.csv")
    assert read_back(open_table(save(tmp_path, "a,b\n1,2\n", name))) == [("1", "2")]


def test_a_preview_reads_the_first_rows_only(tmp_path: Path) -> None:
    table = open_table(save(tmp_path, "a,b\n" + "1,2\n" * 1_000), preview_rows=3)
    assert table.rows == 3


def test_the_line_of_a_row_counts_lines_inside_quotes(tmp_path: Path) -> None:
    table = open_table(save(tmp_path, 'title\n\na,b\n1,"x\ny"\n\n2,"z"\n3,4\n'))
    assert [str(table.place(row)).rsplit(":", 1)[1] for row in range(3)] == ["4", "7", "8"]


def test_hash_is_of_the_file(tmp_path: Path) -> None:
    # printf 'a,b\n1,2\n' | sha256sum
    table = open_table(save(tmp_path, "a,b\n1,2\n"))
    assert table.sha256 == "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470"


# A row is never quite empty here: rows without any value are left out on purpose (tested above).
CELL = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cn"), blacklist_characters="\ufeff"), max_size=8
) | st.sampled_from(['"', '""', "a;b", "1,5", "x\ny", " ", "'", "\\", "NULL", "nan", "#", "\t", "\r\n"])


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    rows = draw(st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=8))
    return [[f"name{at}" for at in range(width)], *[["k", *row[1:]] for row in rows]]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tables(),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
)
def test_what_the_csv_module_writes_comes_back(
    tmp_path: Path, rows: list[list[str]], separator: str, encoding: str, line_end: str, quoting: int
) -> None:
    path = tmp_path / "random.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator, lineterminator=line_end, quoting=quoting).writerows(rows)
    given_dialect = open_table(path, dialect=Dialect(encoding, separator))
    assert given_dialect.columns == tuple(rows[0])
    assert read_back(given_dialect) == [tuple(row) for row in rows[1:]]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(3, 8), st.integers(3, 30), st.sampled_from([",", ";", "\t", "|"]), st.integers(0, 4))
def test_the_separator_is_found_whatever_the_shape(width: int, rows: int, separator: str, before: int) -> None:
    lines = ["A title"] * before + [separator.join(f"n{at}" for at in range(width))]
    lines += [separator.join(f"{row}x{at}" for at in range(width)) for row in range(rows)]
    found = find_layout("\n".join(lines) + "\n", "f", {}, whole=True)
    assert (found.separator, found.header.line, len(found.rows)) == (separator, before + 1, rows)


def test_a_file_with_a_mark_may_be_given_with_or_without_it(tmp_path: Path) -> None:
    path = save(tmp_path, codecs.BOM_UTF8 + b"a,b\n1,2\n")
    assert open_table(path, encoding="utf-8").columns == ("a", "b")
    assert open_table(path, encoding="utf-8-sig").columns == ("a", "b")


def test_a_real_file_equals_what_the_csv_module_reads() -> None:
    path = Path(__file__).resolve().parents[2] / "shared" / "data" / "compas_two_years" / "compas_two_years.csv"
    if not path.exists():
        pytest.skip("the public data sets are not here")
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    table = open_table(path)
    assert table.columns == tuple(header)
    assert read_back(table) == [tuple(row) for row in rows]
