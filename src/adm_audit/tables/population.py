"""The reference population of a plan: how many people of each group there are outside the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from adm_audit.errors import DataError, Fact, Place, PlanError, Problem
from adm_audit.plan.model import AuditPlan
from adm_audit.plan.standard import standard_of
from adm_audit.plan.values import nearest
from adm_audit.tables.fit import PlaceOf
from adm_audit.tables.further import (
    LISTED,
    Group,
    Named,
    column_problems,
    count_problems,
    groups_in,
    named_groups,
    open_further,
    sums_by,
)
from adm_audit.tables.profile import ColumnProfile, profile
from adm_audit.tables.table import Table, reading


@dataclass(frozen=True, slots=True)
class Population:
    """People outside the data: of each group, by attribute; and of each group by age and sex, where both are known."""

    groups: Mapping[str, Mapping[Group, int]] = field(default_factory=dict)
    crossed: Mapping[str, Mapping[tuple[Group, ...], int]] = field(default_factory=dict)


def read_population(
    plan: AuditPlan, profiles: Mapping[str, ColumnProfile], folder: Path | None, place: PlaceOf
) -> Population:
    """Return the people of each group of each attribute that the plan's population holds; empty where it names none.

    Columns are found by the name of the attribute, groups by their value. Bands are found by their label, by a range
    that lies inside one (18-24), or by single ages. None is "not recorded". folder: where its path starts.

    Raises DataError where the table cannot be read, PlanError with every group and column that does not fit.
    """
    if plan.population is None:
        return Population()
    file = plan.population
    table = open_further(plan, file, folder)
    if table.rows == 0:
        raise DataError(Problem("no_rows", {"source": table.source}))
    at = place(("population",)) or Place(file.source)
    wrong = column_problems(plan, table, [file.count], at, room="population")
    if wrong:
        raise PlanError(wrong)
    with reading(table):
        found = profile(table, [*groups_in(plan, table), *([file.count] if file.count is not None else [])])
        wrong = [] if file.count is None else count_problems(found[file.count], at, room="population")
        if wrong:
            raise PlanError(wrong)
        return _counted(plan, _Counting(table, found, file.count), profiles, at)


@dataclass(frozen=True, slots=True)
class _Counting:
    """A population table that can be counted: its profiles, and its column of numbers of people."""

    table: Table
    found: Mapping[str, ColumnProfile]
    count: str | None

    def by(self, plan: AuditPlan, columns: Sequence[str]) -> dict[tuple[Group, ...], int]:
        return sums_by(plan, self.table, columns, self.found, self.count)


def _counted(plan: AuditPlan, table: _Counting, profiles: Mapping[str, ColumnProfile], at: Place) -> Population:
    problems: list[Problem] = []
    named: dict[str, Named] = {}
    raw: dict[str, dict[tuple[Group, ...], int]] = {}
    for item in plan.protected:
        column = item.column
        if column in table.found:
            raw[column] = table.by(plan, [column])
            values = [value for (value,) in raw[column]]
            named[column] = named_groups(plan, item, values, profiles[column], at, room="population")
            problems += [*named[column].problems, *_lacking(column, named[column], values, at)]
    if problems:
        raise PlanError(problems)
    groups = {
        column: {value: people for (value,), people in _renamed(sums, [named[column]]).items()}
        for column, sums in raw.items()
    }
    crossed = {
        by[0]: _renamed(table.by(plan, by), [named[name] for name in by])
        for by in ((column, *standard_of(plan, column)) for column in raw)
        if len(by) > 1 and set(by) <= set(raw)
    }
    return Population(groups, crossed)


def _renamed(sums: Mapping[tuple[Group, ...], int], named: Sequence[Named]) -> dict[tuple[Group, ...], int]:
    """Return the sums under the names that the groups have in the data."""
    found: dict[tuple[Group, ...], int] = {}
    for values, people in sums.items():
        key = tuple(names.of(value) for names, value in zip(named, values, strict=True))
        found[key] = found.get(key, 0) + people
    return found


def _lacking(column: str, names: Named, values: Sequence[Group], at: Place) -> list[Problem]:
    recorded = [value for value in values if value is not None]
    facts: dict[str, Fact] = {"column": column, "values": tuple(recorded[:LISTED])}
    return [
        Problem("population_group_missing", {**facts, "value": value}, at, nearest(value, recorded))
        for value in names.lacking
    ]
