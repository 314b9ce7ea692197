"""The reference population of a plan: how many people of each group there are outside the data."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from pathlib import Path

from adm_audit.errors import DataError, Fact, Place, PlanError, Problem
from adm_audit.plan.model import AuditPlan, File, Protected
from adm_audit.plan.values import nearest, normalise
from adm_audit.plan.words import TOTALS, plain
from adm_audit.tables.coding import band_labels
from adm_audit.tables.fit import PlaceOf
from adm_audit.tables.profile import ColumnProfile, dictionary, profile
from adm_audit.tables.read import open_table
from adm_audit.tables.table import Given, Table, reading

Group = str | None
Population = Mapping[str, Mapping[Group, int]]
MOST_GROUPS = 1_000
_LISTED = 60
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_BELOW = re.compile(r"<|\b(under|below|less|unter|bis|moins|onder|tot|minder|menos|menor|sotto|meno|ponizej|do)\b")
_FROM = re.compile(
    r"[+>]|\b(over|older|more|above|and|from|ab|uber|alter|mehr|und|plus|et|des|ouder|meer|en|vanaf|mas|mayor|y|oltre|"
    r"piu|e|da|od|wiecej|starsi|i)\b"
)


def read_population(
    plan: AuditPlan, profiles: Mapping[str, ColumnProfile], folder: Path | None, place: PlaceOf
) -> Population:
    """Return the people of each group of each attribute that the plan's population holds; empty where it names none.

    Columns are found by the name of the attribute, groups by their value. Bands are found by their label, by a range
    that lies inside one (18-24), or by single ages. None is "not recorded". folder: where its path starts.

    Raises DataError where the table cannot be read, PlanError with every group and column that does not fit.
    """
    if plan.population is None:
        return {}
    file = plan.population
    table = _open(plan, file, folder)
    names = [item.column for item in plan.protected if item.column in table.columns]
    at = place(("population",)) or Place(file.source)
    if not names or (file.count is not None and file.count not in table.columns):
        raise PlanError(_columns(plan, file, table, at, names))
    with reading(table):
        found = profile(table, [*names, *([file.count] if file.count is not None else [])])
        problems = [] if file.count is None else _counts(found[file.count], at)
        counted: dict[str, dict[Group, int]] = {}
        if not problems:
            for item in plan.protected:
                if item.column in names:
                    raw = _sums(plan, table, item.column, names, found)
                    counted[item.column], wrong = _matched(plan, item, raw, profiles[item.column], at)
                    problems += wrong
    if problems:
        raise PlanError(problems)
    return counted


def _open(plan: AuditPlan, file: File, folder: Path | None) -> Table:
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
    table = open_table(path, shown_as=file.source, sheet=file.sheet, language=plan.language, **given)
    if table.rows == 0:
        raise DataError(Problem("no_rows", {"source": table.source}))
    return table


def _columns(plan: AuditPlan, file: File, table: Table, at: Place, names: list[str]) -> list[Problem]:
    columns = table.columns[:_LISTED]
    problems = []
    if not names:
        wanted = tuple(item.column for item in plan.protected)
        problems.append(Problem("population_without_groups", {"wanted": wanted, "columns": columns}, at))
    if file.count is not None and file.count not in table.columns:
        facts: dict[str, Fact] = {"column": file.count, "columns": columns, "count": len(table.columns)}
        problems.append(Problem("column_missing", facts, at, nearest(file.count, table.columns)))
    return problems


def _counts(found: ColumnProfile, at: Place) -> list[Problem]:
    bad = found.rows - found.numbers
    low = found.low if found.low is not None else 0.0
    if not bad and low >= 0 and found.fractional is None:
        return []
    return [Problem("population_counts_unreadable", {"column": found.name, "rows": max(bad, 1)}, at)]


def _sums(
    plan: AuditPlan, table: Table, column: str, names: list[str], found: Mapping[str, ColumnProfile]
) -> dict[Group, int]:
    """Return people by value of one column; rows of sums are left out, whichever attribute marks them."""
    count = plan.population.count if plan.population is not None else None
    used = dict.fromkeys([*names, *([count] if count is not None else [])])
    joins = " ".join(
        f"LEFT JOIN {dictionary(table, name)} ON t.c{table.columns.index(name)} IS NOT DISTINCT FROM "
        f"{dictionary(table, name)}.raw"
        for name in used
    )
    people = "count(*)" if count is None else f"CAST(sum({dictionary(table, count)}.x) AS BIGINT)"
    tests = [
        f"{dictionary(table, name)}.code NOT IN ({', '.join(str(position + 1) for position in totals)})"
        for name in names
        if (totals := found[name].find(plan.data.totals).matched)
    ]
    where = f" WHERE {' AND '.join(tests)}" if tests else ""
    own = dictionary(table, column)
    rows = table.connection.execute(
        f"SELECT {own}.v, {people} FROM {table.relation} AS t {joins}{where} GROUP BY 1 ORDER BY 1"
    ).fetchall()
    absent = {normalise(word) for word in plan.data.missing}
    sums: dict[Group, int] = {}
    for value, number in rows:
        name = None if value is None or normalise(value) in absent else str(value)
        sums[name] = sums.get(name, 0) + int(number or 0)
    return sums


def _matched(
    plan: AuditPlan, item: Protected, raw: Mapping[Group, int], data: ColumnProfile, at: Place
) -> tuple[dict[Group, int], list[Problem]]:
    """Return the sums under the names that the groups have in the data, and a problem for each that has none."""
    recorded = [value for value in raw if value is not None]
    if len(recorded) > MOST_GROUPS:
        return {}, [Problem("population_many_groups", {"column": item.column, "groups": len(recorded)}, at)]
    if item.bands:
        return _banded(item, raw, at)
    skip = {*data.find(plan.data.missing).matched, *data.find(plan.data.totals).matched}
    known = {
        normalise(value, decimal=data.decimal): value for at, (value, _) in enumerate(data.values) if at not in skip
    }
    sums: dict[Group, int] = {}
    problems = []
    for value, number in raw.items():
        name = None if value is None else known.get(normalise(value), value)
        if name is not None and name not in known.values() and plain(name) in TOTALS:
            problems.append(Problem("population_total", {"column": item.column, "value": name}, at))
        sums[name] = sums.get(name, 0) + number
    for value in known.values():
        if value not in sums:
            facts: dict[str, Fact] = {"column": item.column, "value": value, "values": tuple(recorded[:_LISTED])}
            problems.append(Problem("population_group_missing", facts, at, nearest(value, recorded)))
    return sums, problems


def _banded(item: Protected, raw: Mapping[Group, int], at: Place) -> tuple[dict[Group, int], list[Problem]]:
    labels = band_labels(item.bands)
    sums: dict[Group, int] = {}
    problems = []
    for value, number in raw.items():
        name = None if value is None else band_of(value, item.bands)
        if value is not None and name is None:
            problems.append(
                Problem("population_band_unclear", {"column": item.column, "value": value, "bands": labels}, at)
            )
            continue
        sums[name] = sums.get(name, 0) + number
    return sums, problems


def band_of(value: str, bands: tuple[float, ...]) -> str | None:
    """Return the label of the band in which a value of a population table lies; None where it lies in no single one.

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
