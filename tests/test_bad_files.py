"""Files that cannot be read: each has a clear message with its place, and no traceback."""

from __future__ import annotations

import contextlib
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adm_audit.errors import AdmAuditError, DataError, PlanError, Problem
from adm_audit.tables.read import open_table, sources
from adm_audit.tables.table import literal, reading
from adm_audit.text.problems import messages, render, sentence
from adm_audit.text.problems.tables import MESSAGES

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(path: Path, **options: object) -> tuple[Problem, ...]:
    """Return the problems; each must have a sentence that fits its facts."""
    with pytest.raises(AdmAuditError) as caught:
        open_table(path, shown_as=path.name, **options)  # type: ignore[arg-type]
    said = render(caught.value)
    assert "{" not in said
    assert str(path.parent) not in said
    return caught.value.problems


def save(folder: Path, content: str | bytes, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def where(problems: tuple[Problem, ...]) -> list[str]:
    return [str(problem.place) for problem in problems]


def test_every_code_of_this_room_has_a_sentence_of_its_own() -> None:
    known = messages()
    assert all(known[code] is message for code, message in MESSAGES.items())


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    save(tmp_path, "a,b\n1,2\n", "decisions.csv")
    (found,) = refused(tmp_path / "decison.csv")
    assert (found.code, found.nearest) == ("file_missing", "decisions.csv")
    (found,) = refused(tmp_path / "no" / "folder.csv")
    assert (found.code, found.nearest) == ("file_missing", None)
    assert "Did you mean decisions.csv?" in sentence(refused(tmp_path / "decison.csv")[0])


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    assert codes(refused(tmp_path)) == ["file_is_folder"]


def test_a_name_with_nul(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="name_with_nul"):
        sources(Path("a\0b"))
    with pytest.raises(DataError, match="name_with_nul"):
        literal("a\0b")


def test_an_address_is_a_missing_file_and_nothing_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="file_missing"):
        open_table("https://example.org/x.parquet")
    with pytest.raises(DataError, match="file_missing"):
        open_table("s3://bucket/x.csv")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_the_right_to_read(tmp_path: Path) -> None:
    path = save(tmp_path, "a,b\n1,2\n")
    path.chmod(0)
    assert codes(refused(path)) == ["file_not_readable"]


def test_a_file_that_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path, "a,b\n1,2\n")

    def no(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", no)
    (found,) = refused(path)
    assert (found.code, found.facts["reason"]) == ("file_not_readable", "Permission denied")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n  \n", b"\n" * 5_000])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    assert codes(refused(save(tmp_path, content))) == ["file_empty"]


@pytest.mark.parametrize("content", ["a;b", "a;b\n", "a;b\r\n\r\n", "a,b,c\n,,\n"])
def test_only_a_header(tmp_path: Path, content: str) -> None:
    assert codes(refused(save(tmp_path, content))) == ["no_rows"]


@pytest.mark.parametrize("content", ["a\n1\n2\n", "a b\n1 2\n", "a:b\n1:2\n"])
def test_one_column_says_what_was_tried(tmp_path: Path, content: str) -> None:
    (found,) = refused(save(tmp_path, content))
    assert found.code == "one_column"
    assert set(found.facts["tried"]) == {"tab", ";", "|", ","}  # type: ignore[arg-type]


def test_a_wrong_separator_in_the_plan(tmp_path: Path) -> None:
    (found,) = refused(save(tmp_path, "a;b\n1;2\n"), separator="|")
    assert (found.code, found.facts["separator"], found.nearest) == ("one_column_given", "|", ";")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"separator": ";;"}, "separator_impossible"),
        ({"separator": '"'}, "separator_impossible"),
        ({"separator": "a"}, "separator_impossible"),
        ({"separator": ""}, "separator_impossible"),
        ({"decimal": ";"}, "decimal_impossible"),
        ({"dates": "year-first"}, "dates_impossible"),
        ({"skip": -1}, "skip_impossible"),
        ({"encoding": "utf-9"}, "encoding_unknown"),
        ({"encoding": "base64"}, "encoding_unknown"),
        ({"encoding": "x\0"}, "encoding_unknown"),
    ],
)
def test_impossible_values_in_the_plan(tmp_path: Path, options: dict[str, object], code: str) -> None:
    path = save(tmp_path, "a;b\n1;2\n")
    assert codes(refused(path, **options)) == [code]
    with pytest.raises(PlanError):
        open_table(path, **options)  # type: ignore[arg-type]


def test_all_impossible_values_are_named_at_once(tmp_path: Path) -> None:
    found = refused(save(tmp_path, "a;b\n1;2\n"), separator="ab", decimal="x", dates="y", skip=-3)
    assert len(found) == 4


def test_more_lines_are_skipped_than_there_are(tmp_path: Path) -> None:
    assert codes(refused(save(tmp_path, "a;b\n1;2\n"), skip=7)) == ["skip_too_long"]


def test_ragged_lines_are_named_with_both_numbers_of_values(tmp_path: Path) -> None:
    found = refused(save(tmp_path, 'title\na;b;c\n1;2;3\n4;5\n6;7;8;9\n\n1;"x\ny";3\n1\n2;2;2\n'))
    assert codes(found) == ["line_fields"] * 3
    assert where(found) == ["data.csv:4", "data.csv:5", "data.csv:9"]
    assert [problem.facts["found"] for problem in found] == [2, 4, 1]
    assert {problem.facts["expected"] for problem in found} == {3}


def test_what_stands_in_a_bad_line_is_not_shown(tmp_path: Path) -> None:
    found = refused(save(tmp_path, "a;b\n1;2\nSecretName;2;3\n4;5\n6;7\n"))
    assert "SecretName" not in render(DataError(found))


def test_ten_bad_lines_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    lines = ["1;2;3" if at % 30 == 7 else "1;2" for at in range(1_000)]
    found = refused(save(tmp_path, "\n".join(["a;b", *lines, ""])))
    # Lines 7, 37, ... 997 of the rows are bad: 34 of them, and the first row is line 2.
    assert where(found)[:3] == ["data.csv:9", "data.csv:39", "data.csv:69"]
    assert len(found) == 11
    assert (found[-1].code, found[-1].facts["count"]) == ("more_lines", 24)


def test_a_bad_line_is_found_far_down_in_a_large_file(tmp_path: Path) -> None:
    rows = "".join(f"{at};x\n" for at in range(300_000))
    found = refused(save(tmp_path, f"a;b\n{rows}7;8;9\n{rows}"), columns=["a"])
    assert where(found) == ["data.csv:300002"]


def test_bad_lines_in_the_slow_way_have_the_same_places(tmp_path: Path) -> None:
    found = refused(save(tmp_path, 'a;b\r\n1;2\n3;4\r\n5\r\n"x\ny";8\n9;9;9\n1;2\n'))
    assert where(found) == ["data.csv:4", "data.csv:7"]


def test_an_open_quote(tmp_path: Path) -> None:
    found = refused(save(tmp_path, 'a;b\n1;2\n3;"4\n5;6\n'))
    assert (codes(found), where(found)) == (["line_quote_open"], ["data.csv:3"])


def test_an_open_quote_in_a_large_file(tmp_path: Path) -> None:
    found = refused(save(tmp_path, 'a;b\n1;2\n3;"4\n' + "5;6\n" * 1_000_000))
    assert (codes(found)[0], where(found)[0]) == ("line_quote_open", "data.csv:3")


def test_text_after_a_closing_quote(tmp_path: Path) -> None:
    found = refused(save(tmp_path, 'a;b\n1;2\n3;"4"x\n5;6\n'))
    assert (codes(found), where(found)) == (["line_quote_inside"], ["data.csv:3"])


def test_a_huge_cell_is_named(tmp_path: Path) -> None:
    found = refused(save(tmp_path, "a;b\n1;2\n3;" + "x" * 1_500_000 + "\n5;6\n"))
    assert (codes(found), where(found)) == (["line_too_long"], ["data.csv:3"])


def test_a_large_cell_is_no_problem(tmp_path: Path) -> None:
    table = open_table(save(tmp_path, "a;b\n1;2\n3;" + "x" * 500_000 + "\n5;6\n"))
    assert table.rows == 3


def test_a_file_that_stops_in_the_middle_of_a_row(tmp_path: Path) -> None:
    (found,) = refused(save(tmp_path, "a;b;c;d\n" + "1;2;3;4\n" * 9 + "1;2"))
    assert (found.code, str(found.place)) == ("file_cut_off", "data.csv:11")


def test_a_header_with_a_name_too_few(tmp_path: Path) -> None:
    (found,) = refused(save(tmp_path, "sex;age\n1;F;20\n2;M;30\n"))
    assert (found.code, str(found.place)) == ("header_too_short", "data.csv:1")


def test_wrong_columns_are_all_named(tmp_path: Path) -> None:
    path = save(tmp_path, "Sex;age;x;x\nF;1;2;3\n")
    found = refused(path, columns=["sex", "agee", "x", "", "zzz"])
    twice = ["column_missing", "column_missing"]
    assert codes(found) == [*twice, "column_twice", *twice, "header_from_line"]
    assert [problem.nearest for problem in found[:5]] == ["Sex", "age", None, None, None]
    assert found[2].facts["positions"] == ("3", "4")


def test_no_column_has_a_name_of_its_own(tmp_path: Path) -> None:
    assert codes(refused(save(tmp_path, "x;x\n1;2\n3;4\n"))) == ["no_named_columns"]


def test_a_wrong_encoding_in_the_plan(tmp_path: Path) -> None:
    path = save(tmp_path, "a;b\n1;2\nGröße;3\n".encode("cp1252"))
    (found,) = refused(path, encoding="utf-8")
    # "a;b\n1;2\nGr" are ten bytes, so ö is byte 10, counted from 0.
    assert (found.code, found.facts["byte"], str(found.place)) == ("encoding_wrong", 10, "data.csv:3")


def test_damaged_utf8_is_not_read_as_a_code_page(tmp_path: Path) -> None:
    content = "a;b\nGröße;1\nFüße;2\n".encode() + b"x\xff;3\n"
    (found,) = refused(save(tmp_path, content))
    assert (found.code, str(found.place)) == ("encoding_damaged", "data.csv:4")


def test_damage_across_the_pieces_in_which_a_file_is_read(tmp_path: Path) -> None:
    # The é stands on the border of two pieces of 1 MiB; a byte 0xff comes later.
    line = "é;aaaaa\n".encode()
    content = b"a;b\n" + b"x" * 3 + b";" + b"y" * ((1 << 20) - 10) + b"\n" + line * 50_000 + b"z\xff;1\n"
    (found,) = refused(save(tmp_path, content))
    assert found.code == "encoding_damaged"
    assert found.facts["byte"] == content.index(b"\xff")
    assert str(found.place) == f"data.csv:{content[: content.index(0xFF)].count(10) + 1}"


def test_bytes_that_the_code_page_does_not_have(tmp_path: Path) -> None:
    # 0x81 has no meaning in Windows-1252.
    (found,) = refused(save(tmp_path, b"a;b\n\x81;1\n"))
    assert found.code == "encoding_not_found"


def test_binary_files(tmp_path: Path) -> None:
    noise = bytes(at * at // 7 % 251 for at in range(20_000))
    assert codes(refused(save(tmp_path, b"a;b\n" + noise))) == ["file_binary"]
    assert codes(refused(save(tmp_path, b"a;b\n" + noise), encoding="cp1252")) == ["encoding_wrong"]


def test_a_stray_nul_is_named(tmp_path: Path) -> None:
    (found,) = refused(save(tmp_path, "a;b\n" + "1;2\n" * 50 + "3;\0\n"))
    assert (found.code, str(found.place)) == ("text_with_nul", "data.csv:52")


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "PDF"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00", "gzip"),
        ("a.csv", b"SQLite format 3\0", "SQLite"),
        ("a.sav", b"$FL2@(#)", "SPSS"),
        ("a.json", b'[{"a": 1}]', "JSON"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table>", "HTML"),
        ("a.xml", b"<?xml version='1.0'?><a/>", "XML"),
        ("a.pkl", b"\x80\x04\x95\x00", "pickle"),
    ],
)
def test_other_formats_are_named(tmp_path: Path, name: str, content: bytes, found: str) -> None:
    (problem,) = refused(save(tmp_path, content, name))
    assert (problem.code, problem.facts["found"]) == ("format_unknown", found)
    assert "csv" in sentence(problem)


def test_a_zip_archive_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.csv", "a,b\n1,2\n")
    assert refused(path)[0].facts["found"] == "ZIP"


def parquet(path: Path, **columns: list[object]) -> Path:
    import pandas as pd

    pd.DataFrame(columns).to_parquet(path)
    return path


def test_cut_off_parquet(tmp_path: Path) -> None:
    content = parquet(tmp_path / "whole.parquet", a=list(range(1000))).read_bytes()
    for end in (4, 12, len(content) // 2, len(content) - 1):
        (found,) = refused(save(tmp_path, content[:end], "cut.parquet"))
        assert found.code == "file_damaged"


def test_parquet_with_garbage_inside_has_no_traceback(tmp_path: Path) -> None:
    content = bytearray(parquet(tmp_path / "whole.parquet", a=list(range(1000))).read_bytes())
    content[4:200] = bytes(196)
    table = open_table(save(tmp_path, bytes(content), "bad.parquet"), shown_as="bad.parquet")
    with pytest.raises(DataError, match="rows_unreadable") as caught, reading(table):
        table.connection.execute("SELECT sum(c0) FROM opened").fetchall()
    assert render(caught.value).startswith("bad.parquet: ")


def test_parquet_parts_with_other_columns(tmp_path: Path) -> None:
    parquet(tmp_path / "p1.parquet", a=[1])
    parquet(tmp_path / "p2.parquet", b=["x"])
    assert codes(refused(tmp_path / "p*.parquet")) == ["parts_differ"]


def test_patterns(tmp_path: Path) -> None:
    assert codes(refused(tmp_path / "*.parquet")) == ["no_file_fits"]
    save(tmp_path, "a,b\n1,2\n", "1.csv")
    save(tmp_path, "a,b\n1,2\n", "2.csv")
    assert codes(refused(tmp_path / "*.csv")) == ["pattern_only_parquet"]


def test_a_parquet_file_that_is_none(tmp_path: Path) -> None:
    assert codes(refused(save(tmp_path, b"not parquet", "a.parquet"))) == ["one_column"]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([b"PAR1", b"PK\x03\x04", OLE, b"", b"a;b\n", b"\xff\xfe", b'"']),
    st.binary(max_size=300),
)
def test_no_bytes_lead_to_a_traceback(tmp_path: Path, start: bytes, rest: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(start + rest)
    try:
        table = open_table(path, shown_as="any.csv")
    except AdmAuditError as error:
        assert render(error)
    else:
        assert table.rows > 0


@pytest.mark.parametrize("left_out", range(1, 40))
def test_text_cut_anywhere_is_refused_or_ends_with_a_whole_row(tmp_path: Path, left_out: int) -> None:
    whole = "id;name;sex\n" + "".join(f'{at};"name ü {at}";F\n' for at in range(100))
    content = whole.encode()
    kept = content[:-left_out]
    path = save(tmp_path, kept)
    # Without its line end the last row is still whole; so is the file where a row was cut off entirely.
    if kept.endswith((b"\n", b";F")):
        assert open_table(path).rows == kept.count(b";F")
    elif kept.endswith(b'";'):
        assert open_table(path).rows == kept.count(b";F") + 1  # an empty last value, which nobody can know
    else:
        assert set(codes(refused(path))) <= {"file_cut_off", "line_quote_open", "encoding_damaged"}


def test_reading_errors_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    calls: list[Callable[[], object]] = [
        lambda: open_table(save(tmp_path, "ä;b\n1;2\n".encode("cp1252"))),
        lambda: open_table(save(tmp_path, "ä;b\n1;2;3;4\n1;2\n".encode("cp1252"))),
    ]
    for call in calls:
        with contextlib.suppress(DataError):
            call()
        assert list(folder.iterdir()) == []
