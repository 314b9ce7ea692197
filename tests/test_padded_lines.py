"""Titles and remarks that a spreadsheet exports with as many separators as the table has."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adm_audit.tables.read import open_table
from adm_audit.tables.table import Table

HEADER = "Nr;Sexe;Âge;Enfants;Décision"
ROWS = ["D-1;F;34;2;oui", "D-2;M;51;;non", "D-3;F;;0;oui", "D-4;M;28;1,5;non"]
NAMES = tuple(HEADER.split(";"))


def save(folder: Path, lines: list[str], *, encoding: str = "utf-8", line_end: str = "\n") -> Path:
    path = folder / "export.csv"
    path.write_bytes(line_end.join([*lines, ""]).encode(encoding))
    return path


def cells(table: Table) -> list[tuple[str | None, ...]]:
    return table.connection.execute(f"SELECT * FROM {table.relation} ORDER BY rowid").fetchall()


def said(table: Table, code: str) -> list[dict[str, object]]:
    return [dict(note.facts) for note in table.notes if note.code == code]


def whole(rows: list[str]) -> list[tuple[str | None, ...]]:
    return [tuple(value or None for value in row.split(";")) for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "above",
    [
        ["Ville de Démoville;;;;"],
        ["Ville de Démoville;;;;", "Attributions 2025 - export du 12/01/2026;;;;"],
        ["Ville;;;;", ";;;;", "Stand 2025;;;;", ";;;;"],
        [";;;;", ";;;;"],
        [";;Ville;;"],
        ["Ville de Démoville", "Attributions 2025;;;;", ""],
        ['"Liste ""A""";;;;', ";;;;"],
        ["12/01/2026;;;;"],
        ["2025;;;;"],
    ],
)
def test_padded_lines_above_the_header(tmp_path: Path, above: list[str], encoding: str, line_end: str) -> None:
    table = open_table(save(tmp_path, [*above, HEADER, *ROWS], encoding=encoding, line_end=line_end))
    assert table.columns == NAMES
    assert cells(table) == whole(ROWS)
    assert table.dialect is not None
    assert (table.dialect.skip, table.dialect.separator) == (len(above), ";")
    assert said(table, "lines_before_header") == [{"count": len(above), "line": len(above) + 1}]
    assert table.place(0).line == len(above) + 2


def test_what_was_found_can_be_said_again(tmp_path: Path) -> None:
    path = save(tmp_path, ["Ville;;;;", HEADER, *ROWS])
    assert open_table(path, skip=1).columns == NAMES


@pytest.mark.parametrize("header", ["Nr;;Âge;Enfants;Décision", ";Sexe;Âge;Enfants;Décision"])
def test_a_few_columns_of_the_header_may_have_no_name(tmp_path: Path, header: str) -> None:
    table = open_table(save(tmp_path, ["Ville;;;;", ";;;;", header, *ROWS]))
    assert table.names == tuple(header.split(";"))
    assert cells(table) == [tuple(v for v, name in zip(row, table.names, strict=True) if name) for row in whole(ROWS)]


def test_years_can_be_names(tmp_path: Path) -> None:
    table = open_table(save(tmp_path, ["Selections by district;;", "district;2023;2024", "A;1;2", "B;3;4"]))
    assert table.columns == ("district", "2023", "2024")


def test_in_a_spreadsheet_two_of_eight_names_may_be_missing(tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    names = ["id", "", "sex", "age", "town", "", "score", "granted"]
    book = Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    for at, row in enumerate([["City"], [], names, *([n, "x", "F", 30, "B", "y", 0.5, "yes"] for n in range(3))]):
        sheet.write_row(at, 0, row)
    book.close()
    table = open_table(tmp_path / "a.xlsx")
    assert table.names == tuple(names)
    assert (table.rows, said(table, "lines_before_header")) == (3, [{"count": 2, "line": 3}])


def test_padding_right_of_the_table_is_not_part_of_it(tmp_path: Path) -> None:
    lines = [f"{line};;;;" for line in (HEADER, *ROWS)]
    assert open_table(save(tmp_path, lines)).columns == NAMES
    table = open_table(save(tmp_path, ["Ville;;;;;;;;", *lines]))
    assert table.columns == NAMES
    assert table.rows == 4


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # pandas writes a named series like this; the first column has no name
        (",value\na,5\nb,6\nc,7\n", ("", "value")),
        (",0\na,x\nb,y\n", ("", "0")),
        # a header with many gaps, not a title, as rows of text follow: half of the names are there
        ("name;;town;\nAnna;x;B;y\nBert;z;C;w\n", ("name", "", "town", "")),
    ],
)
def test_a_header_with_gaps_is_no_title(tmp_path: Path, text: str, names: tuple[str, ...]) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    assert open_table(path).names == names


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(3, 9), st.integers(2, 12), st.sampled_from([",", ";", "\t", "|"]), st.integers(0, 3), st.data())
def test_padding_changes_nothing(
    tmp_path: Path, width: int, rows: int, separator: str, titles: int, data: st.DataObject
) -> None:
    names = [f"name{at}" for at in range(width)]
    body = [
        [f"r{row}", *(data.draw(st.sampled_from(["x", "7", "a b", ""])) for _ in range(width - 2)), "end"]
        for row in range(rows)
    ]
    above = [["A title", *[""] * (width - 1)]] * titles
    path = tmp_path / "random.csv"
    path.write_text("".join(separator.join(line) + "\n" for line in [*above, names, *body]))
    table = open_table(path)
    assert table.columns == tuple(names)
    assert cells(table) == [tuple(value or None for value in row) for row in body]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("below", "at"),
    [
        (["Source : service habitat;;;;"], [1]),
        ([";;;;", "Source : Démoville;;;;", ";;;;", "Stand: 12/01/2026;;;;", ";;;;"], [2, 4]),
        (['"Source ; service";;;;'], [1]),
        (["Source;;;;", "Export 2026"], [1, 2]),
    ],
)
def test_padded_remarks_below_the_table(
    tmp_path: Path, below: list[str], at: list[int], encoding: str, line_end: str
) -> None:
    table = open_table(save(tmp_path, ["Ville;;;;", HEADER, *ROWS, *below], encoding=encoding, line_end=line_end))
    assert cells(table) == whole(ROWS)
    assert table.rows == 4
    left_out = said(table, "remark_below_left_out") + said(table, "footer_left_out")
    assert [facts["line"] for facts in left_out] == [6 + line for line in at]
    assert table.dialect is not None
    assert table.dialect.footer == len(at)


@pytest.mark.parametrize("columns", [["Sexe"], ["Nr"], ["Décision", "Enfants"]])
def test_padded_remarks_are_no_people_whichever_columns_are_read(tmp_path: Path, columns: list[str]) -> None:
    rows = [*ROWS, "D-5;;;;", "D-6;M;40;;non", ";;;;"]
    table = open_table(save(tmp_path, [HEADER, *rows, "Source : service habitat;;;;"]), columns=columns)
    assert table.rows == 6


@pytest.mark.parametrize(
    "last",
    [
        "D-5;;;;",  # a number of a case like those above
        "7;;;;",  # a number
        "D-2;;;;",  # a value that the column has
        ";Source;;;",  # not in the first column
        "Source;x;;;",  # two cells
    ],
)
def test_last_rows_that_may_be_people_stay(tmp_path: Path, last: str) -> None:
    table = open_table(save(tmp_path, [HEADER, *ROWS, last]))
    assert table.rows == 5
    assert not said(table, "remark_below_left_out")


def test_nothing_is_left_out_in_the_middle(tmp_path: Path) -> None:
    rows = [ROWS[0], "Quartier nord;;;;", *ROWS[1:]]
    table = open_table(save(tmp_path, [HEADER, *rows]))
    assert cells(table) == whole(rows)


def test_where_rows_are_mostly_empty_the_last_one_stays(tmp_path: Path) -> None:
    rows = ["Anna;;;;", "Bert;;;;", "Cora;x;2;y;z", "Dora;x;2;y;z", "Emil;;;;", "Fred;;;;", "Gus;;;;"]
    assert cells(open_table(save(tmp_path, [HEADER, *rows]))) == whole(rows)


def test_more_than_twenty_lines_are_no_remark(tmp_path: Path) -> None:
    rows = [*ROWS * 20, *(f"name {'x' * at};;;;" for at in range(21))]
    assert open_table(save(tmp_path, [HEADER, *rows])).rows == 101


def test_in_two_columns_a_remark_stands_after_an_empty_line(tmp_path: Path) -> None:
    for gap, rows in (["Dora;"], 4), (["", "Dora;"], 3), ([";", "Dora;"], 3):
        assert open_table(save(tmp_path, ["name;sex", "Anna;F", "Bert;M", "Cora;F", *gap])).rows == rows


def test_a_padded_remark_below_a_large_table_has_its_line(tmp_path: Path) -> None:
    # Cells over two lines: a row takes two lines, so the remark stands in line 2 * 20 000 + 2.
    rows = [f'"D-{at}\n{at}";F;34;2;oui' for at in range(20_000)]
    table = open_table(save(tmp_path, [HEADER, *rows, "Source : service habitat;;;;"]))
    assert table.rows == 20_000
    assert said(table, "remark_below_left_out") == [{"line": 40_002}]
