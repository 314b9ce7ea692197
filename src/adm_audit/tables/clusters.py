"""Sums over clusters: people of one household, or decisions about one person, are not independent of each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Any

from adm_audit.clusters import ClusterTable, Key, Products
from adm_audit.evidence import CASE, COUNT_FIELDS, FLAG_FIELDS, pack
from adm_audit.tables.engine import Coded
from adm_audit.tally import Need
from adm_audit.values import Because, FactValue

if TYPE_CHECKING:
    import duckdb

FEW = 20
"""With fewer clusters than this nobody can tell how alike their people are."""
_MISSING = "missing:"
_WEIGHTS = "DECIMAL(18, 6)"
_EXACT_IN_DOUBLES = 90_000_000
"""Up to so many rows all sums of squared counts are whole numbers below 2**53: exact as DOUBLE, and faster."""


@dataclass(frozen=True, slots=True)
class _Request:
    """A table: the groups it compares, the fields that it sums (name and SQL condition), and the SQL type of a count."""

    names: tuple[str, ...]
    columns: tuple[str, ...]
    fields: Mapping[str, str]
    kind: str

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return list(combinations_with_replacement(self.fields, 2))


def fetch_clusters(
    coded: Coded, needs: Iterable[Need], column: str
) -> tuple[dict[frozenset[str], ClusterTable], Because]:
    """Return the sums over clusters for each table of counts that compares groups, and a remark on the clusters.

    Rows without a cluster are clusters of their own. column: its name.
    The remark is ``clusters``, or ``few_clusters`` below `FEW`: how many there are, the largest, and rows without one.
    """
    connection = coded.connection
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE members AS SELECT c.* EXCLUDE (cl), coalesce(k.number, -1 - c.rowid) AS cl "
        f"FROM {coded.relation} AS c LEFT JOIN (SELECT cl, row_number() OVER () AS number FROM {coded.relation} "
        "WHERE cl IS NOT NULL GROUP BY cl) AS k USING (cl)"
    )
    rows = connection.execute("SELECT count(*) FROM members").fetchall()[0][0]
    kind = _WEIGHTS if coded.measure == "weights" else "DOUBLE" if rows <= _EXACT_IN_DOUBLES else "BIGINT"
    order = {name: f"a{at}" for at, name in enumerate(coded.axes)}
    seen = {code for (code,) in connection.execute(f"SELECT DISTINCT {order[CASE]} % 9 FROM members").fetchall()}
    cases = {name: pack(*parts) for parts, name in COUNT_FIELDS.items() if pack(*parts) in seen}
    found: dict[frozenset[str], ClusterTable] = {}
    for axes in sorted({need.axes for need in needs}, key=sorted):
        names = tuple(sorted(axis for axis in axes if axis != CASE and not axis.startswith(_MISSING)))
        if not names:
            continue
        flag = next((order[axis] for axis in axes if axis.startswith(_MISSING)), None)
        of, codes = (f"{order[CASE]} % 9", cases) if flag is None else (flag, FLAG_FIELDS)
        fields = {name: f"{of} = {code}" for name, code in codes.items()}
        found[axes] = _fetch(coded, _Request(names, tuple(order[name] for name in names), fields, kind))
    return found, _remark(connection, column)


def _fetch(coded: Coded, request: _Request) -> ClusterTable:
    values = [coded.axes[name].values for name in request.names]
    width, pairs = len(values), request.pairs
    own: dict[Key, Products] = {}
    crossed: dict[Key, Products] = {}
    whole: Products = {}
    for row in coded.connection.execute(_sql(request)).fetchall():
        numbers = [_number(value) for value in row[width:]]
        if row[0] is None:
            whole = dict(zip(pairs, numbers, strict=False))
            continue
        key = tuple(texts[code] for texts, code in zip(values, row, strict=False))
        own[key] = dict(zip(pairs, numbers, strict=False))
        crossed[key] = {
            (one, two): value if one == two else value / 2
            for (one, two), value in zip(pairs, numbers[len(pairs) :], strict=True)
        }
    return ClusterTable(request.names, own, crossed, whole)


def _sql(request: _Request) -> str:
    """Return the statement: cells of cluster and group, the recorded whole of each cluster, sums of their products.

    The row with codes of NULL is that of the whole. Sums are of whole numbers or decimals: the same in any order.
    """
    of, kind = range(len(request.fields)), request.kind
    one = "coalesce(sum(w) FILTER ({}), 0)" if kind == _WEIGHTS else "count(*) FILTER ({})"
    counted = [f"CAST({one.format(where)} AS {kind})" for where in request.fields.values()]
    by, mine = ", ".join(request.columns), ", ".join(f"c.{column}" for column in request.columns)
    pairs = list(combinations_with_replacement(of, 2))
    own = _list(f"sum(c.f{i} * c.f{j})" for i, j in pairs)
    crossed = _list(f"sum(c.f{i} * w.f{i})" if i == j else f"sum(c.f{i} * w.f{j} + c.f{j} * w.f{i})" for i, j in pairs)
    return (
        f"WITH cell AS (SELECT cl, {by}, {_list(f'{counted[i]} AS f{i}' for i in of)} FROM members GROUP BY cl, {by}), "
        f"whole AS (SELECT cl, {_list(f'CAST(sum(f{i}) AS {kind}) AS f{i}' for i in of)} FROM cell "
        f"WHERE {' AND '.join(f'{column} <> 0' for column in request.columns)} GROUP BY cl) "
        f"SELECT {mine}, {own}, {crossed} FROM cell AS c LEFT JOIN whole AS w USING (cl) GROUP BY {mine} "
        f"UNION ALL SELECT {_list('NULL' for _ in request.columns)}, {_list(f'sum(f{i} * f{j})' for i, j in pairs)}, "
        f"{_list('NULL' for _ in pairs)} FROM whole"
    )


def _list(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _number(value: Any) -> float:
    """Return a sum; 0 where nobody was summed."""
    return 0.0 if value is None else float(value)


def _remark(connection: duckdb.DuckDBPyConnection, column: str) -> Because:
    sizes: tuple[int, int, int] = connection.execute(
        "SELECT count(*) FILTER (cl > 0), coalesce(max(n) FILTER (cl > 0), 0), count(*) FILTER (cl < 0) "
        "FROM (SELECT cl, count(*) AS n FROM members GROUP BY cl)"
    ).fetchall()[0]
    clusters, largest, without = sizes
    facts: dict[str, FactValue] = {"column": column, "clusters": clusters, "largest": largest, "without": without}
    return Because("clusters" if clusters + without >= FEW else "few_clusters", facts)
