"""Further tables of a plan, beside the data: opened, summed, and their groups found among those of the data."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from adm_audit.errors import Fact, Place, Problem
from adm_audit.plan.model import AuditPlan, File, Protected
from adm_audit.plan.values import nearest, normalise
from adm_audit.plan.words import TOTALS, plain
from adm_audit.tables.coding import band_labels
from adm_audit.tables.profile import ColumnProfile, dictionary
from adm_audit.tables.read import open_table
from adm_audit.tables.table import Given, Table

Group = str | None
MOST_GROUPS = 1_000
LISTED = 60
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_BELOW = re.compile(r"<|\b(under|below|less|unter|bis|moins|onder|tot|minder|menos|menor|sotto|meno|ponizej|do)\b")
_FROM = re.compile(
    r"[+>]|\b(over|older|more|above|and|from|ab|uber|alter|mehr|und|plus|et|des|ouder|meer|en|vanaf|mas|mayor|y|oltre|"
    r"piu|e|da|od|wiecej|starsi|i)\b"
)


@dataclass(frozen=True, slots=True)
class Named:
    """Under which name in the data each value of a further table counts, and which names it lacks.

    names: None is "not recorded". strange: values that the data do not hold. lacking: groups of the data without a value.
    """

    names: Mapping[str, Group]
    problems: tuple[Problem, ...] = ()
    strange: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    def of(self, value: Group) -> Group:
        """Return the name in the data of a value of the further table."""
        return None if value is None else self.names[value]


def open_further(plan: AuditPlan, file: File, folder: Path | None) -> Table:
    """Open a further table of a plan. folder: where its path starts. Raises DataError where it cannot be read."""
    given: Given = {}
    if file.csv is not None:
        given = {
            "encoding": file.csv.encoding,
            "separator": file.csv.separator,
            "decimal": file.csv.decimal,
            "dates": file.csv.dates,
            "skip": file.csv.skip,
        }
    path = (folder or Path()) / file.source
    return open_table(path, shown_as=file.source, sheet=file.sheet, language=plan.language, **given)


def column_problems(
    plan: AuditPlan, table: Table, wanted: Iterable[str | None], at: Place, *, room: str
) -> list[Problem]:
    """Return a problem if no attribute of the plan is a column, and one for each wanted column that there is not.

    room: the table's name, as the codes of its problems begin: population or complaints.
    """
    columns = table.columns[:LISTED]
    problems = []
    if not groups_in(plan, table):
        attributes = tuple(item.column for item in plan.protected)
        problems.append(Problem(f"{room}_without_groups", {"wanted": attributes, "columns": columns}, at))
    for column in wanted:
        if column is not None and column not in table.columns:
            facts: dict[str, Fact] = {"column": column, "columns": columns, "count": len(table.columns)}
            problems.append(Problem("column_missing", facts, at, nearest(column, table.columns)))
    return problems


def groups_in(plan: AuditPlan, table: Table) -> list[str]:
    """Return the attributes of the plan that are columns of a further table."""
    return [item.column for item in plan.protected if item.column in table.columns]


def count_problems(found: ColumnProfile, at: Place, *, room: str) -> list[Problem]:
    """Return a problem if a column does not hold whole numbers of at least 0 throughout."""
    bad = found.rows - found.numbers
    low = found.low if found.low is not None else 0.0
    if not bad and low >= 0 and found.fractional is None:
        return []
    return [Problem(f"{room}_counts_unreadable", {"column": found.name, "rows": max(bad, 1)}, at)]


def sums_by(
    plan: AuditPlan,
    table: Table,
    by: Sequence[str],
    found: Mapping[str, ColumnProfile],
    count: str | None,
) -> dict[tuple[Group, ...], int]:
    """Return rows, or the sum of a count column, by the values of some columns; empty and missing values are None.

    found: the profiles of all columns in use. Rows of sums are left out, whichever of these columns marks them.
    """
    joins = " ".join(
        f"LEFT JOIN {dictionary(table, name)} ON t.c{table.columns.index(name)} IS NOT DISTINCT FROM "
        f"{dictionary(table, name)}.raw"
        for name in found
    )
    number = "count(*)" if count is None else f"CAST(sum({dictionary(table, count)}.x) AS BIGINT)"
    tests = [
        f"{dictionary(table, name)}.code NOT IN ({', '.join(str(position + 1) for position in totals)})"
        for name in found
        if name != count and (totals := found[name].find(plan.data.totals).matched)
    ]
    where = f" WHERE {' AND '.join(tests)}" if tests else ""
    own = ", ".join(f"{dictionary(table, name)}.v" for name in by)
    rows = table.connection.execute(
        f"SELECT {own}, {number} FROM {table.relation} AS t {joins}{where} GROUP BY {own} ORDER BY {own}"
    ).fetchall()
    absent = {normalise(word) for word in plan.data.missing}
    sums: dict[tuple[Group, ...], int] = {}
    for *values, people in rows:
        key = tuple(None if value is None or normalise(value) in absent else str(value) for value in values)
        sums[key] = sums.get(key, 0) + int(people or 0)
    return sums


def named_groups(
    plan: AuditPlan, item: Protected, values: Iterable[Group], data: ColumnProfile, at: Place, *, room: str
) -> Named:
    """Find the values of a further table among the groups of the data: by value, or in the bands of the plan.

    data: the profile of the attribute in the data. at: where the plan names the table.
    """
    recorded = [value for value in values if value is not None]
    if len(recorded) > MOST_GROUPS:
        return Named({}, (Problem(f"{room}_many_groups", {"column": item.column, "groups": len(recorded)}, at),))
    if item.bands:
        return _banded(item, recorded, at, room)
    skip = {*data.find(plan.data.missing).matched, *data.find(plan.data.totals).matched}
    known = {
        normalise(value, decimal=data.decimal): value for at, (value, _) in enumerate(data.values) if at not in skip
    }
    names: dict[str, Group] = {value: known.get(normalise(value), value) for value in recorded}
    strange = tuple(value for value in recorded if names[value] not in known.values())
    totals = [value for value in strange if plain(value) in TOTALS]
    return Named(
        names,
        tuple(Problem(f"{room}_total", {"column": item.column, "value": value}, at) for value in totals),
        tuple(value for value in strange if value not in totals),
        tuple(value for value in known.values() if value not in names.values()),
    )


def _banded(item: Protected, values: Iterable[str], at: Place, room: str) -> Named:
    labels = band_labels(item.bands)
    names = {value: band_of(value, item.bands) for value in values}
    problems = (
        Problem(f"{room}_band_unclear", {"column": item.column, "value": value, "bands": labels}, at)
        for value, name in names.items()
        if name is None
    )
    return Named(names, tuple(problems))


def band_of(value: str, bands: tuple[float, ...]) -> str | None:
    """Return the label of the band in which a value of a further table lies; None where it lies in no single one.

    >>> [band_of(text, (30, 50)) for text in ("30-49", "18-29", "65 and over", "under 18", "47", "25-34", "50+")]
    ['30-49', '<30', '50+', '<30', '30-49', None, '50+']
    """
    labels = band_labels(bands)
    text = plain(value)
    if text in labels:
        return text
    numbers = [float(number) for number in _NUMBERS.findall(text)]
    places = [bisect_right(bands, number) for number in numbers]
    if len(numbers) == 2:
        return labels[places[0]] if places[0] == places[1] and numbers[0] <= numbers[1] else None
    if len(numbers) != 1:
        return None
    if _NUMBERS.fullmatch(text):
        return labels[places[0]]
    if _BELOW.search(text):
        return labels[0] if numbers[0] <= bands[0] else None
    return labels[-1] if _FROM.search(text) and numbers[0] >= bands[-1] else None
