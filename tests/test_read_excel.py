"""Spreadsheets: types kept, the header found, remarks left out, damage and passwords said plainly."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from adm_audit.errors import AdmAuditError, Problem
from adm_audit.tables.numbers import number_expression
from adm_audit.tables.read import open_table
from adm_audit.tables.table import Table
from adm_audit.text.problems import render

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAY = datetime.date(2024, 3, 1)
TIME = datetime.datetime(2024, 3, 1, 13, 30)
TABLE: list[list[object]] = [
    ["id", "sex", "selected", "on", "at", "score", "mixed"],
    [1, "F", True, DAY, TIME, 0.5, 1],
    [2, "M", False, DAY, TIME, 1, "k.A."],
    [3, "x ", True, None, None, None, 2.5],
]


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    day, time = (
        book.add_format({"num_format": "dd.mm.yyyy"}),
        book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
    )
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime.datetime):
                    sheet.write_datetime(at, column, value, time)
                elif isinstance(value, datetime.date):
                    sheet.write_datetime(at, column, value, day)
                elif value is not None:
                    sheet.write(at, column, value)
    book.close()
    return path


def rows_of(table: Table) -> list[tuple[object, ...]]:
    return table.connection.execute(f"SELECT * FROM {table.relation} ORDER BY rowid").fetchall()


def refused(path: Path, **options: object) -> tuple[Problem, ...]:
    with pytest.raises(AdmAuditError) as caught:
        open_table(path, shown_as=path.name, **options)  # type: ignore[arg-type]
    assert "{" not in render(caught.value)
    return caught.value.problems


def notes(table: Table) -> dict[str, object]:
    return {note.code: note.facts for note in table.notes}


def test_types_are_kept_and_whole_numbers_are_whole(tmp_path: Path) -> None:
    table = open_table(workbook(tmp_path / "a.xlsx", {"Tabelle1": TABLE}))
    assert table.columns == ("id", "sex", "selected", "on", "at", "score", "mixed")
    assert table.kinds == ("number", "text", "boolean", "date", "date", "number", "text")
    assert rows_of(table) == [
        (1, "F", True, DAY, TIME, 0.5, "1"),
        (2, "M", False, DAY, TIME, 1.0, "k.A."),
        (3, "x ", True, None, None, None, "2.5"),
    ]
    assert (table.sheet, table.rows, table.dialect, table.notes) == ("Tabelle1", 3, None, ())
    types = table.connection.execute(f"DESCRIBE {table.relation}").fetchall()
    assert [row[1] for row in types] == [
        "BIGINT",
        "VARCHAR",
        "BOOLEAN",
        "DATE",
        "TIMESTAMP",
        "DOUBLE",
        "VARCHAR",
    ]


def test_numbers_in_mixed_columns_can_be_read_again(tmp_path: Path) -> None:
    table = open_table(workbook(tmp_path / "a.xlsx", {"t": TABLE}), columns=["mixed"])
    found = table.connection.execute(f"SELECT {number_expression('c0', '.')} FROM {table.relation} ORDER BY rowid")
    assert [row[0] for row in found.fetchall()] == [1.0, None, 2.5]


def test_lines_above_and_remarks_below_are_left_out(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Auszug"],
        ["Stand", DAY],
        [],
        *TABLE[:3],
        [],
        TABLE[3],
        [],
        ["Quelle: Stadt"],
    ]
    table = open_table(workbook(tmp_path / "a.xlsx", {"t": rows}))
    assert table.columns == ("id", "sex", "selected", "on", "at", "score", "mixed")
    assert table.rows == 3
    # The header stands in row 4, its rows in 5, 6 and 8; the remark in row 10.
    assert [table.place(row).line for row in range(3)] == [5, 6, 8]
    assert notes(table) == {
        "lines_before_header": {"count": 3, "line": 4},
        "empty_rows_left_out": {"count": 1},
        "remark_below_left_out": {"line": 10},
    }


def test_a_table_that_does_not_begin_in_the_first_column(tmp_path: Path) -> None:
    rows = [[], *([None, None, *row] for row in TABLE)]
    table = open_table(workbook(tmp_path / "a.xlsx", {"t": rows}), columns=["sex", "id"])
    assert rows_of(table) == [(1, "F"), (2, "M"), (3, "x ")]


def test_in_two_columns_a_last_row_with_one_value_is_a_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"t": [["id", "sex"], [1, "F"], [2, None]]})
    assert rows_of(open_table(path)) == [(1, "F"), (2, None)]
    path = workbook(tmp_path / "b.xlsx", {"t": [["id", "sex"], [1, "F"], [], ["Quelle", None]]})
    assert rows_of(open_table(path)) == [(1, "F")]


def test_numbers_and_years_as_names(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"t": [["district", 2023, 2024], ["A", 1, 2], ["B", 3, 4]]})
    assert open_table(path, columns=["2024"]).columns == ("2024",)


def test_the_first_sheet_with_a_table_is_read_and_the_others_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"cover": [["Hello"]], "data": TABLE, "more": TABLE})
    table = open_table(path)
    assert table.sheet == "data"
    assert notes(table)["sheet_chosen"] == {"sheet": "data", "others": ("cover", "more")}
    assert "sheet_chosen" not in notes(open_table(path, sheet="more"))


def test_a_missing_sheet_names_the_nearest_and_all(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Tabelle1": TABLE, "Deckblatt": [["x"]]})
    (found,) = refused(path, sheet="tabelle 1")
    assert (found.code, found.nearest, found.facts["sheets"]) == (
        "sheet_missing",
        "Tabelle1",
        ("Tabelle1", "Deckblatt"),
    )
    assert refused(path, sheet="Deckblatt")[0].code == "sheet_without_table"


def test_sheets_without_rows(tmp_path: Path) -> None:
    assert refused(workbook(tmp_path / "a.xlsx", {"t": [["a", "b"]]}))[0].code == "no_rows"
    assert refused(workbook(tmp_path / "b.xlsx", {"t": []}))[0].code == "no_sheet_with_table"


def test_missing_columns_in_a_sheet(tmp_path: Path) -> None:
    (found,) = refused(workbook(tmp_path / "a.xlsx", {"t": TABLE}), columns=["Sex"])
    assert (found.code, found.nearest) == ("column_missing", "sex")


def test_a_preview(tmp_path: Path) -> None:
    assert open_table(workbook(tmp_path / "a.xlsx", {"t": TABLE}), preview_rows=2).rows == 2


def test_a_spreadsheet_is_known_by_its_content(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"t": TABLE}).rename(tmp_path / "a.csv")
    assert open_table(path).rows == 3


def test_text_with_the_ending_of_excel_is_text(tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    path.write_bytes("a\tb\r\n1\tü\r\n".encode("cp1252"))
    table = open_table(path)
    assert (table.columns, table.dialect and table.dialect.separator) == (("a", "b"), "\t")


ODS_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet>
<table:table table:name="Blatt1">
<table:table-row><table:table-cell office:value-type="string"><text:p>sex</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>score</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>on</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>F</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="0.25"><text:p>0,25</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2024-03-01">
<text:p>01.03.24</text:p></table:table-cell>
</table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>M</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>
<table:table-cell/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def ods(path: Path, manifest_entry: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS_CONTENT.replace("\n", ""))  # LibreOffice writes no line ends
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="content.xml">{manifest_entry}</manifest:file-entry>'
            "</manifest:manifest>",
        )
    return path


def test_open_document_spreadsheets(tmp_path: Path) -> None:
    table = open_table(ods(tmp_path / "a.ods"))
    assert table.kinds == ("text", "number", "date")
    assert rows_of(table)[0][:2] == ("F", 0.25)
    assert str(rows_of(table)[0][2]).startswith("2024-03-01")
    assert rows_of(table)[1] == ("M", 1.0, None)


def test_a_password_on_an_open_document(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", "<manifest:encryption-data/>")
    assert refused(path)[0].code == "file_password"


def test_a_password_on_excel(tmp_path: Path) -> None:
    # An encrypted workbook is an OLE container whose folder names a stream "EncryptedPackage" in UTF-16.
    path = tmp_path / "a.xlsx"
    path.write_bytes(OLE + bytes(504) + "EncryptionInfo\0EncryptedPackage\0".encode("utf-16-le") + bytes(900))
    assert refused(path)[0].code == "file_password"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_cut_off_workbooks(tmp_path: Path, share: float) -> None:
    content = workbook(tmp_path / "a.xlsx", {"t": TABLE}).read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(content[: int(len(content) * share)])
    assert refused(path)[0].code == "file_damaged"


def test_damage_inside_a_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"t": TABLE})
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<worksheet><sheetData><row" if "sheet1.xml" in name else old.read(name))
    assert refused(broken)[0].code in {"file_damaged", "no_sheet_with_table"}


def test_an_old_workbook_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(OLE + bytes(600))
    assert refused(path)[0].code == "file_damaged"


def test_cells_far_outside_do_not_fill_the_memory(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "far.xlsx"))
    sheet = book.add_worksheet("t")
    sheet.write_row(0, 0, ["a", "b"])
    sheet.write(1_000_000, 200, "stray")
    book.close()
    assert refused(tmp_path / "far.xlsx")[0].code == "sheet_too_large"
    # Nor where the sheet is silent about its size.
    with zipfile.ZipFile(tmp_path / "far.xlsx") as old, zipfile.ZipFile(tmp_path / "silent.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<dimension ref="A1:GS1000001"/>', b""))
    assert b"dimension" not in zipfile.ZipFile(tmp_path / "silent.xlsx").read("xl/worksheets/sheet1.xml")
    assert refused(tmp_path / "silent.xlsx")[0].code == "sheet_too_large"
