"""When a plan's value is a column's value: against DuckDB's own text of values, and exact decimals."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.plan.values import match, nearest, normalise, same

VALUES = st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,12})?", fullmatch=True).filter(str.isascii)


@pytest.mark.parametrize("one", [1, 1.0, True, "1", "1.0", "1.00", " 1 ", "true", "True", "TRUE"])
@pytest.mark.parametrize("other", [1, 1.0, True, "1", "1.0", "true"])
def test_one_is_one(one: object, other: object) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("01", 1), ("01", "1"), ("1", "0"), (True, False), ("yes", "Yes"), ("yes", True), ("+1", 1),
        ("1.", 1), ("1e3", 1000), ("1E3", "1000"), ("0x1", 1), ("1,0", 1), ("1 000", 1000), ("", 0),
        ("", False),         ("٣", 3), ("-0.5", 0.5), ("", "-"), ("nan", 0), ("tRue", True), ("1.0.0", 1),
    ],
)  # fmt: skip
def test_these_differ(one: object, other: object) -> None:
    assert not same(one, other)


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("TRUE", True), ("FALSE", False), ("1::BIGINT", 1), ("1::DOUBLE", 1), ("1.0::DECIMAL(5, 3)", 1.0),
        ("0.1::DOUBLE", 0.1), ("0.00001::DOUBLE", 0.00001), ("1e20::DOUBLE", 1e20), ("-2.5::FLOAT", -2.5),
        ("-0.0::DOUBLE", 0), ("123456789012345678::BIGINT", 123456789012345678), ("' yes '", "yes"),
        ("DATE '2026-10-01'", "2026-10-01"), ("1e300::DOUBLE", 1e300),
    ],
)  # fmt: skip
def test_duckdb_writes_what_a_plan_names(sql: str, value: object) -> None:
    text = duckdb.sql(f"SELECT ({sql})::VARCHAR").fetchall()[0][0]
    assert same(text, value), text


@settings(max_examples=50)
@given(VALUES)
def test_normal_form_is_stable(value: object) -> None:
    assert normalise(normalise(value)) == normalise(value)
    assert same(value, value)


@settings(max_examples=50)
@given(NUMBERS, NUMBERS)
def test_numbers_are_equal_as_decimals(one: str, other: str) -> None:
    assert same(one, other) == (Decimal(one) == Decimal(other))
    assert same(one, one.replace(".", ",")) == ("." not in one)
    assert normalise(one.replace(".", ","), decimal=",") == normalise(one)


@settings(max_examples=50)
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_float_is_its_decimal_text(value: float) -> None:
    assert same(value, format(Decimal(repr(value)), "f"))


@settings(max_examples=50)
@given(st.lists(VALUES, max_size=6), st.lists(VALUES.map(str), max_size=6))
def test_matching_is_pairwise_sameness(wanted: list[object], column: list[str]) -> None:
    found = match(wanted, column)
    # the definition, pair by pair
    assert found.matched == tuple(at for at, text in enumerate(column) if any(same(value, text) for value in wanted))
    assert list(map(str, found.absent)) == [
        str(value) for value in wanted if not any(same(value, text) for text in column)
    ]
    assert [value for value, _ in found.unmatched] == list(found.absent)


def test_several_spellings_of_one_value_match_together() -> None:
    assert match([1], ["0", "1", "1.0", "true", "01"]).matched == (1, 2, 3)


@pytest.mark.parametrize(
    ("value", "column", "near"),
    [
        (1, ["01", "02"], "01"), ("YES", ["no", "yes"], "yes"),
        ("irregulatiry", ["irregularity"], "irregularity"),
        ("x", ["no", "yes"], None), ("", ["0", "1"], None), ("0", ["", "1"], None), ("00", ["0", "1"], "0"),
    ],
)  # fmt: skip
def test_the_nearest_value_is_named(value: object, column: list[str], near: str | None) -> None:
    assert nearest(value, column) == near


def test_decimal_commas_and_thousands() -> None:
    assert same("0,5", 0.5, decimal=",")
    assert not same("1.000", 1, decimal=","), "a thousand there"
    assert not same("0,5", 0.5)
