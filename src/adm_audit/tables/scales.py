"""Columns of numbers and dates as codes: different values, or equally filled bins, in ascending order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adm_audit.tally import Axis

if TYPE_CHECKING:
    import duckdb

SCORE_BINS = 200
INPUT_BINS = 40
MOST_VALUES = 200
"""An input of text with more different values keeps the most frequent ones; the rest share a code."""
DAY_BINS = 400
AMOUNT_BINS = 1_000
OTHER_VALUES = "…"

_PERIODS = {
    "week": ("date_trunc('week', d)", "strftime(p, '%G-W%V')"),
    "month": ("date_trunc('month', d)", "strftime(p, '%Y-%m')"),
    "quarter": ("date_trunc('quarter', d)", "strftime(p, '%Y') || '-Q' || quarter(p)"),
    "half_year": (
        "make_date(year(d), CASE WHEN month(d) < 7 THEN 1 ELSE 7 END, 1)",
        "strftime(p, '%Y') || CASE WHEN month(p) < 7 THEN '-H1' ELSE '-H2' END",
    ),
    "year": ("date_trunc('year', d)", "strftime(p, '%Y')"),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """A table with a code for each raw value of a column (or for each number of days), and the axis of the codes."""

    table: str
    axis: Axis


def number_scale(
    connection: duckdb.DuckDBPyConnection,
    axis: str,
    source: str,
    name: str,
    *,
    most: int,
    absent: Iterable[int] = (),
    split: float | None = None,
) -> Scale:
    """Return numbers as codes: one for each different number up to ``most`` of them, else for equally filled bins.

    source: a table with raw, x (a number or NULL), code and n. name: of the table to make, by us. absent: codes of
    the values that mean "not recorded". Equal numbers always have the same code; code 0 is "not recorded". split: a number with which a bin begins.
    """
    hidden = ", ".join(str(code) for code in absent)
    known = "x IS NOT NULL" + (f" AND code NOT IN ({hidden})" if hidden else "")
    total, different = connection.execute(
        f"SELECT coalesce(sum(n), 0), count(DISTINCT x) FROM {source} WHERE {known}"
    ).fetchall()[0]
    bin_ = "x" if different <= most else f"floor((sum(n) OVER (ORDER BY x) - 1) * {most} / {max(int(total), 1)})"
    if split is not None:
        bin_ = f"2 * ({bin_}) + CASE WHEN x >= {split!r} THEN 1 ELSE 0 END" if different > most else bin_
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS WITH known AS (SELECT raw, x, n, {bin_} AS g FROM {source} WHERE {known}), "
        "coded AS (SELECT raw, x, n, CAST(dense_rank() OVER (ORDER BY g) AS INTEGER) AS bin FROM known) "
        f"SELECT raw, bin, x, n FROM coded UNION ALL SELECT raw, 0, NULL, n FROM {source} WHERE NOT ({known})"
    )
    found = connection.execute(
        f"SELECT min(x), max(x), sum(x * n) / sum(n) FROM {name} WHERE bin > 0 GROUP BY bin ORDER BY bin"
    ).fetchall()
    labels = (f"{low:.6g}" if low == high else f"{low:.6g} to {high:.6g}" for low, high, _ in found)
    numbers = (float(low) if low == high else float(mean) for low, high, mean in found)
    return Scale(name, Axis(axis, (None, *labels), (None, *numbers)))


def text_scale(
    connection: duckdb.DuckDBPyConnection, axis: str, source: str, name: str, *, absent: Iterable[int] = ()
) -> Scale:
    """Return text as codes: the `MOST_VALUES` most frequent values in the order of the text, then one for all others."""
    hidden = ", ".join(str(code) for code in (0, *absent))
    known = f"code NOT IN ({hidden})"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS WITH sizes AS "
        f"(SELECT code, sum(n) AS size FROM {source} WHERE {known} GROUP BY code), "
        "ranked AS (SELECT code, row_number() OVER (ORDER BY size DESC, code) AS place FROM sizes), "
        f"kept AS (SELECT code, row_number() OVER (ORDER BY code) AS bin FROM ranked WHERE place <= {MOST_VALUES}) "
        f"SELECT raw, v, CAST(CASE WHEN NOT {known} THEN 0 ELSE coalesce(kept.bin, {MOST_VALUES + 1}) END AS INTEGER) AS bin "
        f"FROM {source} LEFT JOIN kept USING (code)"
    )
    found = connection.execute(f"SELECT bin, min(v) FROM {name} WHERE bin > 0 GROUP BY bin ORDER BY bin").fetchall()
    labels = (OTHER_VALUES if bin_ > MOST_VALUES else str(text) for bin_, text in found)
    return Scale(name, Axis(axis, (None, *labels)))


def period_scale(connection: duckdb.DuckDBPyConnection, axis: str, source: str, name: str, by: str) -> Scale:
    """Return dates as periods in the order of time, such as 2024-Q1. by: as in the plan."""
    start, label = _PERIODS[by]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS WITH dated AS (SELECT raw, CAST({start} AS DATE) AS p FROM {source}) "
        "SELECT raw, p, CAST(CASE WHEN p IS NULL THEN 0 ELSE dense_rank() OVER (ORDER BY p NULLS LAST) END AS INTEGER) AS bin "
        "FROM dated"
    )
    found = connection.execute(f"SELECT DISTINCT bin, {label} FROM {name} WHERE bin > 0 ORDER BY bin").fetchall()
    return Scale(name, Axis(axis, (None, *(str(text) for _, text in found))))
