"""The complaints of a plan: how many came from each group, and how many of them were won."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from adm_audit.errors import DataError, Fact, Place, PlanError, Problem
from adm_audit.evidence import Complaints
from adm_audit.plan import data as plan_data
from adm_audit.plan.model import AuditPlan
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

_OPEN, _LOST, _WON = 0, 1, 2


def read_complaints(
    plan: AuditPlan, profiles: Mapping[str, ColumnProfile], folder: Path | None, place: PlaceOf
) -> Complaints | None:
    """Return the complaints of each group of each attribute that the plan's table holds; None where it names none.

    Columns are found by the name of the attribute, groups by their value or band, as in a reference population. A group
    of the data that the table does not hold has no complaints. A table without rows holds none at all.

    Raises DataError where the table cannot be read, PlanError with every group, column and result that does not fit.
    """
    if plan.complaints is None:
        return None
    file = plan.complaints
    try:
        table = open_further(plan, file, folder)
    except DataError as error:
        if [problem.code for problem in error.problems] != ["no_rows"]:
            raise
        return Complaints(received=0)
    at = place(("complaints",)) or Place(file.source)
    wrong = column_problems(plan, table, [file.count, file.result], at, room="complaints")
    if wrong:
        raise PlanError(wrong)
    if table.rows == 0:
        return Complaints(received=0)
    present = groups_in(plan, table)
    further = [column for column in (file.count, file.result) if column is not None]
    with reading(table):
        found = profile(table, [*present, *further])
        wrong = [] if file.count is None else count_problems(found[file.count], at, room="complaints")
        if file.result is not None:
            wrong += _result_problems(file, found[file.result], place, at)
        if wrong:
            raise PlanError(wrong)
        return _counted(plan, _Counting(file, table, found), profiles, at)


def _result_problems(file: plan_data.Complaints, found: ColumnProfile, place: PlaceOf, at: Place) -> Iterator[Problem]:
    """Yield a problem for each named result that does not occur, where some that occur are not named."""
    named = {position for values in (file.won, file.lost) for position in found.find(values).matched}
    if len(named) == len(found.values):
        return
    shown = tuple(value for value, _ in found.values[:LISTED])
    for key, values in (("won", file.won), ("lost", file.lost)):
        for value, near in found.find(values).unmatched:
            facts: dict[str, Fact] = {"value": str(value), "column": found.name, "found": shown}
            yield Problem("value_not_in_column", facts, place(("complaints", key)) or at, near)


@dataclass(frozen=True, slots=True)
class _Counting:
    """A table of complaints that can be counted."""

    file: plan_data.Complaints
    table: Table
    found: Mapping[str, ColumnProfile]

    def by(self, plan: AuditPlan, columns: Sequence[str]) -> dict[tuple[Group, ...], int]:
        return sums_by(plan, self.table, columns, self.found, self.file.count)

    def ended(self) -> dict[Group, int]:
        """Return what each result means."""
        if self.file.result is None:
            return {}
        found = self.found[self.file.result]
        lists = ((self.file.lost, _LOST), (self.file.won, _WON))
        return {found.values[at][0]: code for values, code in lists for at in found.find(values).matched}


def _counted(plan: AuditPlan, table: _Counting, profiles: Mapping[str, ColumnProfile], at: Place) -> Complaints:
    ended, result = table.ended(), table.file.result
    problems: list[Problem] = []
    by: dict[str, dict[Group, tuple[int, int, int]]] = {}
    for item in plan.protected:
        if item.column not in table.found:
            continue
        sums = table.by(plan, [item.column, *([result] if result is not None else [])])
        values = list(dict.fromkeys(key[0] for key in sums))
        names = named_groups(plan, item, values, profiles[item.column], at, room="complaints")
        problems += [*names.problems, *_strange(item.column, names, profiles[item.column], at)]
        if not problems:
            by[item.column] = _by_group(sums, names, ended)
    if problems:
        raise PlanError(problems)
    everyone = [number for groups in list(by.values())[:1] for number in groups.values()]
    received, won, lost = (sum(numbers[at] for numbers in everyone) for at in range(3))
    return Complaints(received=received, won=won, lost=lost, by=by)


def _by_group(
    sums: Mapping[tuple[Group, ...], int], names: Named, ended: Mapping[Group, int]
) -> dict[Group, tuple[int, int, int]]:
    found: dict[Group, tuple[int, int, int]] = {}
    for (value, *result), number in sums.items():
        code = ended.get(result[0], _OPEN) if result else _OPEN
        received, won, lost = found.get(names.of(value), (0, 0, 0))
        found[names.of(value)] = (
            received + number,
            won + (number if code == _WON else 0),
            lost + (number if code == _LOST else 0),
        )
    return found


def _strange(column: str, names: Named, data: ColumnProfile, at: Place) -> list[Problem]:
    known = tuple(value for value, _ in data.values[:LISTED])
    return [
        Problem(
            "complaints_group_unknown", {"column": column, "value": value, "values": known}, at, nearest(value, known)
        )
        for value in names.strange
    ]
