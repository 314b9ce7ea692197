"""Fetches the counts: one statement with GROUPING SETS over coded columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adm_audit.tally import REFUSE_BEYOND, Axis, Cells, Need, Tally, cells, plan_cuboids

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Coded:
    """Coded columns, ready to be counted.

    relation: a table with one integer column a0, a1 ... for each axis. measure: what a row stands for:
    ``rows`` (one person), ``weights`` (column w), ``counts`` (columns lo, hi, pr).
    """

    connection: duckdb.DuckDBPyConnection
    relation: str
    axes: Mapping[str, Axis]
    measure: str


_MEASURES = {
    "rows": "count(*)::BIGINT",
    "weights": "sum(w), sum(CAST(w * w AS DECIMAL(38, 12)))",
    "counts": "sum(lo)::BIGINT, sum(hi)::BIGINT, coalesce(sum(pr), 0)::BIGINT, count(*) FILTER (pr IS NULL)",
}


def refused(needs: Iterable[Need], axes: Mapping[str, Axis]) -> list[Need]:
    """Return the needs that span too many cells to be fetched."""
    sizes = {name: len(axis) for name, axis in axes.items()}
    return [need for need in needs if cells(need.axes, sizes) > REFUSE_BEYOND]


def fetch(coded: Coded, needs: Iterable[Need]) -> Tally:
    """Return the tally that answers all needs (those that `refused` names must be left out before)."""
    sizes = {name: len(axis) for name, axis in coded.axes.items()}
    cuboids = plan_cuboids(needs, sizes)
    order = {name: f"a{at}" for at, name in enumerate(coded.axes)}
    used = sorted({name for cuboid in cuboids for name in cuboid}, key=lambda name: int(order[name][1:]))
    if not used:
        return Tally(dict(coded.axes), [])
    columns = [order[name] for name in used]
    sets = ", ".join(f"({', '.join(order[name] for name in cuboid)})" for cuboid in cuboids)
    found = coded.connection.execute(
        f"SELECT {', '.join(columns)}, grouping({', '.join(columns)}), {_MEASURES[coded.measure]} "
        f"FROM {coded.relation} GROUP BY GROUPING SETS ({sets})"
    ).fetchall()
    return Tally(dict(coded.axes), [_cuboid(found, cuboid, used, coded.measure) for cuboid in cuboids])


def _cuboid(found: list[tuple[object, ...]], cuboid: tuple[str, ...], used: list[str], measure: str) -> Cells:
    import numpy as np

    width = len(used)
    absent = sum(1 << (width - 1 - at) for at, name in enumerate(used) if name not in cuboid)
    rows = [row for row in found if row[width] == absent]
    at = [used.index(name) for name in cuboid]
    codes = np.array([[row[i] for i in at] for row in rows], dtype=np.int64).reshape(len(rows), len(at))
    kind = np.float64 if measure == "weights" else np.int64
    numbers: NDArray[Any] = np.array([row[width + 1 :] for row in rows], dtype=kind).reshape(len(rows), -1)
    order = np.lexsort(codes.T[::-1]) if rows else np.arange(0)
    codes, numbers = codes[order], numbers[order]
    if measure == "rows":
        return Cells(cuboid, codes, numbers[:, 0], numbers[:, 0], numbers[:, 0])
    if measure == "weights":
        return Cells(cuboid, codes, numbers[:, 0], numbers[:, 0], numbers[:, 0], numbers[:, 1])
    printed = np.where(numbers[:, 3] > 0, -1, numbers[:, 2])
    return Cells(cuboid, codes, numbers[:, 0], numbers[:, 1], printed)
