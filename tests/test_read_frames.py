"""Frames and Parquet: the same table whichever library holds it, and the caller's frame as it was."""

from __future__ import annotations

import datetime
import decimal
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.errors import AdmAuditError, Problem
from adm_audit.tables import frames
from adm_audit.tables.numbers import date_expression, number_expression
from adm_audit.tables.read import open_table, sources
from adm_audit.tables.table import DateOrder, Table
from adm_audit.text.problems import render

DATA: dict[str, list[Any]] = {
    "id": [1, 2, 3],
    "Sex": ["F", "M", None],
    "sex": ["a", "", "ü"],
    "selected": [True, False, True],
    "score": [0.5, None, 1.0],
    "on": [datetime.date(2024, 3, 1), datetime.date(1899, 12, 31), None],
    "at": [datetime.datetime(2024, 3, 1, 13, 30), None, datetime.datetime(1900, 1, 1)],
}
KINDS = ("number", "text", "text", "boolean", "number", "date", "date")


def rows_of(table: Table) -> list[tuple[object, ...]]:
    return table.connection.execute(f"SELECT * FROM {table.relation}").fetchall()


def refused(source: object, **options: object) -> tuple[Problem, ...]:
    with pytest.raises(AdmAuditError) as caught:
        open_table(source, **options)  # type: ignore[arg-type]
    assert "{" not in render(caught.value)
    return caught.value.problems


def pandas_frame() -> pd.DataFrame:
    return pd.DataFrame(DATA, index=[7, 7, 9])


def parquet_file(folder: Path) -> Path:
    pq.write_table(pa.table(DATA), folder / "data.parquet")
    return folder / "data.parquet"


FRAMES: dict[str, Callable[[Path], object]] = {
    "pandas": lambda folder: pandas_frame(),
    "pandas with arrow types": lambda folder: pa.table(DATA).to_pandas(types_mapper=pd.ArrowDtype),
    "pandas with nullable types": lambda folder: pandas_frame().convert_dtypes(),
    "polars": lambda folder: pl.DataFrame(DATA),
    "lazy polars": lambda folder: pl.LazyFrame(DATA),
    "pyarrow": lambda folder: pa.table(DATA),
    "narwhals": lambda folder: nw.from_native(pl.DataFrame(DATA)),
    "lazy narwhals": lambda folder: nw.from_native(pl.LazyFrame(DATA)),
    "parquet": parquet_file,
}


@pytest.mark.parametrize("library", FRAMES)
def test_every_library_gives_the_same_table(tmp_path: Path, library: str) -> None:
    table = open_table(FRAMES[library](tmp_path))
    assert table.columns == tuple(DATA)
    assert table.kinds == KINDS
    assert table.rows == 3
    found = rows_of(table)
    # pandas makes a moment of a day where it has no type for days.
    days = [row[5].date() if isinstance(row[5], datetime.datetime) else row[5] for row in found]
    assert days == DATA["on"]
    # An empty text is a value in a frame, but objects in pandas may lose it; both count as not recorded.
    assert [row[2] or None for row in found] == ["a", None, "ü"]
    assert [row[:2] + row[3:5] + row[6:] for row in found] == [
        (1, "F", True, 0.5, DATA["at"][0]),
        (2, "M", False, None, None),
        (3, None, True, 1.0, DATA["at"][2]),
    ]
    assert {note.code for note in table.notes} == {"columns_differ_in_case"}


@pytest.mark.parametrize("library", FRAMES)
def test_only_the_needed_columns(tmp_path: Path, library: str) -> None:
    table = open_table(FRAMES[library](tmp_path), columns=["score", "Sex"])
    assert (table.columns, table.kinds) == (("Sex", "score"), ("text", "number"))
    assert rows_of(table) == [("F", 0.5), ("M", None), (None, 1.0)]
    assert table.names == tuple(DATA)


@pytest.mark.parametrize("library", FRAMES)
def test_a_preview(tmp_path: Path, library: str) -> None:
    assert open_table(FRAMES[library](tmp_path), preview_rows=2).rows == 2


@pytest.mark.parametrize("library", ["polars", "lazy polars"])
def test_polars_works_without_pyarrow(tmp_path: Path, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "find_spec", lambda name: None)
    table = open_table(FRAMES[library](tmp_path))
    assert table.kinds == KINDS
    assert [row[:2] + row[3:] for row in rows_of(table)] == [
        (1, "F", True, 0.5, DATA["on"][0], DATA["at"][0]),
        (2, "M", False, None, DATA["on"][1], None),
        (3, None, True, 1.0, None, DATA["at"][2]),
    ]


def test_a_relation_of_duckdb(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        relation = connection.sql("SELECT 1 AS id, 'F' AS sex UNION ALL SELECT 2, 'M'")
        table = open_table(relation)
    assert sorted(rows_of(table)) == [(1, "F"), (2, "M")]  # type: ignore[type-var]


def test_the_frame_of_the_caller_is_left_as_it_was() -> None:
    frame = pandas_frame()
    frame["kind"] = pd.Categorical(["x", "y", "x"])
    frame["mixed"] = [1, "a", None]
    before = frame.copy(deep=True)
    table = open_table(frame)
    table.connection.execute(f"UPDATE {table.relation} SET c0 = 99")
    pd.testing.assert_frame_equal(frame, before)


def test_later_changes_of_the_frame_do_not_reach_the_table() -> None:
    frame = pandas_frame()
    table = open_table(frame, columns=["id"])
    frame.loc[:, "id"] = 0
    assert rows_of(table) == [(1,), (2,), (3,)]


MIXED: list[tuple[str, Any, str, list[object]]] = [
    ("mixed objects", pd.Series([1, "a", 2.0, None], dtype=object), "text", ["1", "a", "2", None]),
    ("numbers as objects", pd.Series([1, 2.5, None], dtype=object), "number", [1.0, 2.5, None]),
    ("whole numbers as objects", pd.Series([1, None, 3], dtype=object), "number", [1, None, 3]),
    ("long numbers as objects", pd.Series([2**60 + 1, None], dtype=object), "number", [2**60 + 1, None]),
    ("booleans as objects", pd.Series([True, None, False], dtype=object), "boolean", [True, None, False]),
    ("booleans and numbers", pd.Series([True, 1], dtype=object), "text", ["true", "1"]),
    ("categories", pd.Series(["a", None, "b"], dtype="category"), "text", ["a", None, "b"]),
    ("categories of numbers", pd.Series([3, None, 1], dtype="category"), "number", [3, None, 1]),
    ("categories of booleans", pd.Series([True, False], dtype="category"), "boolean", [True, False]),
    ("nothing", pd.Series([None, None], dtype=object), "text", [None, None]),
    ("only nan", pd.Series([float("nan")] * 2), "number", [None, None]),
    ("decimals", pd.Series([decimal.Decimal("1.5"), None], dtype=object), "number", [1.5, None]),
    ("nullable whole numbers", pd.Series([1, None], dtype="Int64"), "number", [1, None]),
    ("nullable booleans", pd.Series([True, None], dtype="boolean"), "boolean", [True, None]),
    ("half precision", pd.Series([0.5, 1.5], dtype="float16"), "number", [0.5, 1.5]),
    ("sparse", pd.Series(pd.arrays.SparseArray([0, 1, 0])), "number", [0, 1, 0]),
    ("periods", pd.Series(pd.period_range("2024-01", periods=2, freq="M")), "text", ["2024-01", "2024-02"]),
    ("days", pd.Series([datetime.date(2024, 3, 1), None], dtype=object), "date", [datetime.date(2024, 3, 1), None]),
    (
        "moments with a zone",
        pd.Series(pd.to_datetime(["2024-03-01 01:00"]).tz_localize("Europe/Paris")),
        "date",
        [datetime.datetime(2024, 3, 1)],
    ),
    ("text with a NUL", pd.Series(["a\0b"], dtype=object), "text", ["a\0b"]),
]


@pytest.mark.parametrize(("values", "kind", "expected"), [case[1:] for case in MIXED], ids=[case[0] for case in MIXED])
def test_columns_of_pandas(values: Any, kind: str, expected: list[object]) -> None:
    table = open_table(pd.DataFrame({"x": values}))
    assert table.kinds == (kind,)
    assert [row[0] for row in rows_of(table)] == expected


def test_texts_stay_texts_whatever_the_first_thousand_are() -> None:
    frame = pd.DataFrame({"x": pd.Series([None] * 5_000 + ["007"], dtype=object)})
    assert rows_of(open_table(frame))[-1] == ("007",)


def test_names_of_frames_that_are_no_text() -> None:
    table = open_table(pd.DataFrame([[1, 2]], columns=[2023, " 2024 "]), columns=["2023"])
    assert (table.columns, table.names) == (("2023",), ("2023", "2024"))


def test_a_name_that_stands_twice() -> None:
    frame = pd.DataFrame([[1, 2, 3]], columns=["x", "x", "y"])
    assert open_table(frame).columns == ("y",)
    (found,) = refused(frame, columns=["x"])
    assert (found.code, found.facts["positions"]) == ("column_twice", ("1", "2"))
    (found,) = refused(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["x", "x"]), columns=["x"])
    assert found.code == "column_twice"


def test_types_of_arrow_that_are_none_of_ours() -> None:
    table = open_table(
        pa.table(
            {
                "list": pa.array([[1, 2], None]),
                "coded": pa.array(["a", None]).dictionary_encode(),
                "null": pa.nulls(2),
                "time": pa.array([datetime.time(1, 2), None]),
                "amount": pa.array([decimal.Decimal("1.50"), None]),
                "large": pa.array(["x", None], pa.large_string()),
            }
        )
    )
    assert table.kinds == ("text", "text", "number", "text", "number", "text")  # without values, any kind will do
    assert rows_of(table) == [("[1, 2]", "a", None, "01:02:00", 1.5, "x"), (None,) * 6]


@pytest.mark.parametrize("thing", [None, 3, [1, 2], {"a": [1]}, pd.Series([1], name="a"), b"x", object()])
def test_things_that_are_no_frame(thing: object) -> None:
    assert refused(thing)[0].code == "not_a_frame"


@pytest.mark.parametrize("frame", [pd.DataFrame({"a": []}), pl.DataFrame({"a": []}), pa.table({"a": pa.array([])})])
def test_frames_without_rows(frame: object) -> None:
    assert refused(frame)[0].code == "no_rows"


def test_a_frame_without_columns() -> None:
    assert refused(pd.DataFrame(index=[1, 2]))[0].code == "no_named_columns"


def test_missing_columns_of_a_frame_are_all_named() -> None:
    found = refused(pandas_frame(), columns=["SEX", "agee"], shown_as="my frame")
    assert [problem.code for problem in found] == ["column_missing"] * 2
    assert [str(problem.place) for problem in found] == ["my frame"] * 2


def test_parquet_is_a_view_and_hashed(tmp_path: Path) -> None:
    path = parquet_file(tmp_path)
    table = open_table(path, shown_as="data.parquet")
    kinds = table.connection.execute("SELECT table_type FROM information_schema.tables").fetchall()
    assert set(kinds) == {("VIEW",)}
    assert table.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (table.source, table.sheet, table.dialect) == ("data.parquet", None, None)


def test_several_parquet_files_are_one_table(tmp_path: Path) -> None:
    for at in range(3):
        pq.write_table(pa.table({"a": [at], "b": ["x"]}), tmp_path / f"part {at}'[x].parquet")
    table = open_table(tmp_path / "part*.parquet")
    assert sorted(rows_of(table)) == [(0, "x"), (1, "x"), (2, "x")]  # type: ignore[type-var]
    assert [path.name for path in sources(tmp_path / "part*.parquet")] == [f"part {at}'[x].parquet" for at in range(3)]
    # The hash is that of the list of hashes, as `sha256sum part*` prints it.
    files = sources(tmp_path / "part*.parquet")
    listed = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
    assert table.sha256 == hashlib.sha256(listed.encode()).hexdigest()


def test_parts_with_their_columns_in_another_order(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1], "b": ["x"]}), tmp_path / "1.parquet")
    pq.write_table(pa.table({"b": ["y"], "a": [2]}), tmp_path / "2.parquet")
    assert sorted(rows_of(open_table(tmp_path / "*.parquet"))) == [(1, "x"), (2, "y")]  # type: ignore[type-var]


def test_nested_columns_of_parquet_do_not_shift_the_names(tmp_path: Path) -> None:
    inside = pa.array([{"p": 1, "q": {"r": [1, 2]}}])
    pq.write_table(pa.table({"a": [1], "nest": inside, "z": ["end"]}), tmp_path / "n.parquet")
    table = open_table(tmp_path / "n.parquet", columns=["z", "a"])
    assert table.names == ("a", "nest", "z")
    assert rows_of(table) == [(1, "end")]


def as_sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def evaluate(sql: str) -> object:
    return duckdb.sql(f"SELECT {sql}").fetchall()[0][0]


@pytest.mark.parametrize(
    ("text", "decimal_sign", "expected"),
    [
        ("1.234,5", ",", 1234.5),
        ("1 234,5", ",", 1234.5),
        ("1\u00a0234\u202f567,5", ",", 1234567.5),  # spaces of two kinds
        ("1\u202f234\u202f567,5", ",", 1234567.5),
        ("1'234.5", ".", 1234.5),
        ("1’234.5", ".", 1234.5),
        ("1,234,567.25", ".", 1234567.25),
        ("1,234", ".", 1234.0),
        ("1.234", ",", 1234.0),
        ("1.234", ".", 1.234),
        ("12,34", ".", None),
        ("1,2345", ".", None),
        ("1234,567.5", ".", None),
        ("-1,5", ",", -1.5),
        ("−1,5", ",", -1.5),
        ("+7", ",", 7.0),
        (",5", ",", 0.5),
        ("1e3", ".", 1000.0),
        ("1e400", ".", None),
        (" 5\u00a0", ".", 5.0),
        ("12 %", ".", None),
        ("12%", ",", None),
        ("€ 5", ",", None),
        ("nan", ".", None),
        ("inf", ".", None),
        ("Infinity", ".", None),
        ("0x10", ".", None),
        ("1_000", ".", None),
        ("", ".", None),
        ("-", ".", None),
        (".", ".", None),
        ("1.2.3", ".", None),
        ("k.A.", ",", None),
        ("007", ".", 7.0),
    ],
)
def test_texts_as_numbers(text: str, decimal_sign: str, expected: float | None) -> None:
    assert evaluate(number_expression(as_sql(text), decimal_sign)) == expected


def test_only_two_decimal_signs_exist() -> None:
    with pytest.raises(ValueError, match="decimal sign"):
        number_expression("c0", "'")


@settings(max_examples=50, deadline=None)
@given(st.decimals(-(10**12), 10**12, places=2, allow_nan=False), st.sampled_from([(".", ","), (",", "."), (",", " ")]))
def test_formatted_numbers_come_back(value: decimal.Decimal, signs: tuple[str, str]) -> None:
    point, group = signs
    text = f"{value:,.2f}".replace(",", "G").replace(".", point).replace("G", group)
    assert evaluate(number_expression(as_sql(text), point)) == float(value)


D = datetime.date


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2024-03-01", "iso", D(2024, 3, 1)),
        ("2024-03-01", None, D(2024, 3, 1)),
        ("2024-03-01", "month-first", D(2024, 3, 1)),
        ("2024-3-1", "iso", D(2024, 3, 1)),
        ("2024/03/01", "iso", D(2024, 3, 1)),
        ("20240301", "iso", D(2024, 3, 1)),
        ("2024-03-01T23:59:59Z", "iso", D(2024, 3, 1)),
        ("2024-03-01 23:59:59.123+01:00", "iso", D(2024, 3, 1)),
        ("01.03.2024", "day-first", D(2024, 3, 1)),
        ("1.3.2024 12:30", "day-first", D(2024, 3, 1)),
        ("01/03/2024", "day-first", D(2024, 3, 1)),
        ("03/01/2024", "month-first", D(2024, 3, 1)),
        ("13/01/2024", "month-first", None),
        ("01/13/2024", "day-first", None),
        ("01.03.2024", "iso", None),
        ("01.03.24", "day-first", None),
        ("2024-02-30", "iso", None),
        ("29.02.2023", "day-first", None),
        ("2024", "iso", None),
        ("2024-03", "iso", None),
        ("0001-01-01", "iso", D(1, 1, 1)),
        ("today", "iso", None),
        ("infinity", "iso", None),
        ("epoch", "iso", None),
        ("", "iso", None),
        (" 2024-03-01\t", "iso", D(2024, 3, 1)),
    ],
)
def test_texts_as_dates(text: str, order: DateOrder | None, expected: datetime.date | None) -> None:
    assert evaluate(date_expression(as_sql(text), order)) == expected


@settings(max_examples=50, deadline=None)
@given(st.dates(D(1, 1, 1), D(9999, 12, 31)))
def test_written_dates_come_back(day: datetime.date) -> None:
    written: list[tuple[str, DateOrder]] = [
        (day.isoformat(), "iso"),
        (f"{day.day}.{day.month}.{day.year:04}", "day-first"),
        (f"{day.month}/{day.day}/{day.year:04}", "month-first"),
    ]
    assert [evaluate(date_expression(as_sql(text), order)) for text, order in written] == [day] * 3
