"""Sums over clusters: people of one household, or decisions about one person, are not independent of each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement, groupby
from typing import TYPE_CHECKING, Any

from adm_audit.evidence import CASE, FLAG_FIELDS, LEFT, ORDER, SCORE, STAGES, TOP, case_field
from adm_audit.stats.clusters import ClusterTable, Key, Products
from adm_audit.tables.engine import Coded
from adm_audit.tally import Need
from adm_audit.values import Because, FactValue

if TYPE_CHECKING:
    import duckdb

FEW = 20
"""With fewer clusters than this nobody can tell how alike their people are."""
_MISSING = "missing:"
_SIDES = ("term:", "half:", LEFT, ORDER, TOP)
"""Axes whose codes are the sides of comparisons."""
_NUMBERS = ("time:", "amount:", SCORE)
"""Axes of many numbers; the halves of the same numbers stand for them."""
_WEIGHTS = "DECIMAL(18, 6)"
_EXACT_IN_DOUBLES = 90_000_000
"""Up to so many rows all sums of squared counts are whole numbers below 2**53: exact as DOUBLE, and faster."""


@dataclass(frozen=True, slots=True)
class _Source:
    """What is summed over clusters: for each field its code in an SQL expression; and which rows are recorded.

    kind: the SQL type of a count. Tables of one source share the sums over whole clusters.
    """

    expression: str
    fields: tuple[tuple[str, int], ...]
    recorded: str
    kind: str

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.fields]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return list(combinations_with_replacement(self.names, 2))

    @property
    def counts(self) -> str:
        """The SQL columns f0, f1 ... that count each field in a group of rows."""
        one = "coalesce(sum(w) FILTER ({}), 0)" if self.kind == _WEIGHTS else "count(*) FILTER ({})"
        return _list(
            f"CAST({one.format(f'{self.expression} = {code}')} AS {self.kind}) AS f{at}"
            for at, (_, code) in enumerate(self.fields)
        )

    @property
    def products(self) -> str:
        """The SQL sums of products of these columns, in the order of ``pairs``."""
        return _list(f"sum(f{i} * f{j})" for i, j in combinations_with_replacement(range(len(self.fields)), 2))


@dataclass(frozen=True, slots=True)
class _Table:
    axes: frozenset[str]
    names: tuple[str, ...]
    columns: tuple[str, ...]
    source: _Source


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
    found: dict[frozenset[str], ClusterTable] = {}
    tables = sorted(_tables(coded, needs), key=lambda table: (repr(table.source), table.names))
    for source, group in groupby(tables, key=lambda table: table.source):
        whole = _wholes(connection, source)
        for table in group:
            own, crossed = _own(coded, table), _crossed(coded, table)
            found[table.axes] = ClusterTable(table.names, own, crossed, whole)
    return found, _remark(connection, column)


def _tables(coded: Coded, needs: Iterable[Need]) -> Iterable[_Table]:
    order = {name: f"a{at}" for at, name in enumerate(coded.axes)}
    facts = coded.connection.execute(
        f"SELECT count(*), {_list(f'min({column})' for column in order.values())} FROM members"
    ).fetchall()[0]
    kind = _WEIGHTS if coded.measure == "weights" else "DOUBLE" if facts[0] <= _EXACT_IN_DOUBLES else "BIGINT"
    incomplete = {column for column, least in zip(order.values(), facts[1:], strict=True) if least == 0}
    case = order[CASE]
    seen = {code for (code,) in coded.connection.execute(f"SELECT DISTINCT {case} FROM members").fetchall()}
    cases = tuple((name, code) for code in sorted(seen) if (name := case_field(code)) is not None)
    for axes in {need.axes for need in needs}:
        own = next((axis for axis in axes if axis == STAGES or axis.startswith(_SIDES)), None)
        names = tuple(sorted(axis for axis in axes if axis not in (CASE, own) and not axis.startswith(_MISSING)))
        if not names or any(axis.startswith(_NUMBERS) for axis in axes):
            continue
        flag = next((order[axis] for axis in axes if axis.startswith(_MISSING)), None)
        columns = tuple(order[name] for name in names)
        recorded = " AND ".join(f"{column} <> 0" for column in columns if column in incomplete) or "TRUE"
        fields = cases if flag is None else tuple(FLAG_FIELDS.items())
        if own is not None:
            flag = order[own]
            fields = _codes(coded, flag)
        yield _Table(axes, names, columns, _Source(flag or case, fields, recorded, kind))


def _codes(coded: Coded, column: str) -> tuple[tuple[str, int], ...]:
    """Return every code that occurs in a column, under its own number."""
    rows = coded.connection.execute(f"SELECT DISTINCT {column} FROM members ORDER BY 1").fetchall()
    return tuple((str(code), code) for (code,) in rows)


def _wholes(connection: duckdb.DuckDBPyConnection, source: _Source) -> Products:
    """Return the sums of all recorded people, and put what is in a row's cluster beside each row (table ``beside``)."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE whole AS SELECT cl, {source.counts} FROM members "
        f"WHERE {source.recorded} GROUP BY cl"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE beside AS SELECT m.* EXCLUDE (cl), w.* EXCLUDE (cl) "
        "FROM members AS m LEFT JOIN whole AS w USING (cl)"
    )
    (row,) = connection.execute(f"SELECT {source.products} FROM whole").fetchall()
    return dict(zip(source.pairs, map(_number, row), strict=True))


def _own(coded: Coded, table: _Table) -> dict[Key, Products]:
    by, source, width = _list(table.columns), table.source, len(table.columns)
    rows = coded.connection.execute(
        f"SELECT {by}, {source.products} FROM (SELECT cl, {by}, {source.counts} FROM members GROUP BY cl, {by}) "
        f"GROUP BY {by}"
    ).fetchall()
    return {_key(coded, table, row): dict(zip(source.pairs, map(_number, row[width:]), strict=True)) for row in rows}


def _crossed(coded: Coded, table: _Table) -> dict[Key, Products]:
    """Return the sums of each group with all recorded people of its clusters: each row with what stands beside it."""
    by, source, width = _list(table.columns), table.source, len(table.columns)
    times = "w * " if source.kind == _WEIGHTS else ""
    rows = coded.connection.execute(
        f"SELECT {by}, {source.expression}, {_list(f'sum({times}f{at})' for at in range(len(source.fields)))} "
        f"FROM beside GROUP BY {by}, {source.expression}"
    ).fetchall()
    names = {code: name for name, code in source.fields}
    found: dict[Key, dict[tuple[str, str], float]] = {}
    for row in rows:
        sums = found.setdefault(_key(coded, table, row), dict.fromkeys(source.pairs, 0.0))
        mine = names.get(row[width])
        for other, value in zip(source.names, row[width + 1 :], strict=True):
            if mine is not None:
                pair = (mine, other) if (mine, other) in sums else (other, mine)
                sums[pair] += _number(value) * (1.0 if mine == other else 0.5)
    return dict(found)


def _key(coded: Coded, table: _Table, row: tuple[Any, ...]) -> Key:
    return tuple(coded.axes[name].values[code] for name, code in zip(table.names, row, strict=False))


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
    facts: Mapping[str, FactValue] = {
        "column": column,
        "clusters": clusters,
        "largest": largest,
        "without": without,
    }
    return Because("clusters" if clusters + without >= FEW else "few_clusters", facts)
