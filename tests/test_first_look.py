"""A first look at a file as a spreadsheet exports it, by someone who has never seen this tool."""

from __future__ import annotations

from pathlib import Path

from adm_audit.proposal import look_at
from adm_audit.tables.describe import profile_line
from adm_audit.tables.profile import ColumnProfile, profile
from adm_audit.tables.read import open_table

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
