"""The tables that a result publishes, as an attacker reads them, and what the attack finds in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from adm_audit.counts import Count, Counts, Range
from adm_audit.disclosure.attack import pinned
from adm_audit.disclosure.rules import Rule
from adm_audit.disclosure.system import FIELD, Table
from adm_audit.result import AuditResult, GroupTable

_FIELDS = tuple(field.name for field in fields(Counts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A small count that a result gives away: of which group, of which field, and the range that is left for it.

    printed: whether it stands in the result as it is; else it was worked out from other counts.
    """

    group: Mapping[str, str | None]
    field: str
    low: int
    high: int
    printed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attacked:
    """What the attack looked at and found: hidden cells, tables, and every small count that is given away."""

    rule: Rule
    tables: int
    hidden: int
    recognised: tuple[Recognised, ...]


def attack_result(result: AuditResult) -> Attacked:
    """Return every small count that can be read in a result, or worked out from all of its tables together.

    Tables of groups with all their fields are one system of equations. Raises ValueError where they contradict each
    other.
    """
    rule = _rule(result.plan)
    kept = [table for table in result.tables if table.groups and not _is_weighted(table)]
    values: dict[str, dict[str | None, int]] = {}
    plain = [_table(table, rule, values) for table in kept]
    found = [*_printed(kept, rule), *_compared(result, rule)]
    for item in pinned(plain):
        codes = plain[item.table].codes[item.cell].tolist()
        group = _group(kept[item.table], item.cell)
        found.append(Recognised(group=group, field=_FIELDS[codes[-1]], low=item.low, high=item.high, printed=False))
    hidden = sum(int(table.must.sum()) for table in plain)
    return Attacked(rule=rule, tables=len(plain), hidden=hidden, recognised=tuple(found))


def _rule(plan: Mapping[str, Any]) -> Rule:
    given = plan.get("disclosure")
    given = given if isinstance(given, Mapping) else {}
    return Rule(int(given.get("minimum_cell", 10)), int(given.get("round_to", 5)))


def _is_weighted(table: GroupTable) -> bool:
    return any(isinstance(count, float) for row in table.groups for count in _counts(row.counts).values())


def _counts(counts: Counts) -> dict[str, Count]:
    return {name: getattr(counts, name) for name in _FIELDS}


def _cells(table: GroupTable) -> Iterable[tuple[dict[str, str | None], str, Count]]:
    for row in table.groups:
        for name, count in _counts(row.counts).items():
            yield row.group, name, count


def _group(table: GroupTable, cell: int) -> Mapping[str, str | None]:
    return table.groups[cell // len(_FIELDS)].group


def _printed(tables: Iterable[GroupTable], rule: Rule) -> Iterable[Recognised]:
    """Return the small counts that stand in a result as they are. That nobody is in a field of all groups says nothing."""
    for table in tables:
        used = {name for _, name, count in _cells(table) if count != 0}
        for group, name, count in _cells(table):
            if name in used and not isinstance(count, Range) and count < rule.minimum:
                yield Recognised(group=group, field=name, low=int(count), high=int(count), printed=True)


def _compared(result: AuditResult, rule: Rule) -> Iterable[Recognised]:
    """Return the small counts that stand as they are in comparisons."""
    for signal in result.signals:
        for item in signal.findings:
            counts = [] if item.counts is None else [item.counts.cases, item.counts.total]
            for count in counts:
                if isinstance(count, int) and 0 < count < rule.minimum:
                    yield Recognised(group=item.group, field=item.id, low=count, high=count, printed=True)


def _axis(name: str, table: GroupTable, values: dict[str, dict[str | None, int]]) -> str:
    """Return the name of an axis: that of its column, with a number where it is divided otherwise than before."""
    own = dict.fromkeys(row.group[name] for row in table.groups)
    for label in (name, *(f"{name}:{number}" for number in range(len(values)))):
        if values.setdefault(label, {value: at for at, value in enumerate(own)}).keys() == own.keys():
            return label
    values[f"{name}:{len(values)}"] = {value: at for at, value in enumerate(own)}
    return f"{name}:{len(values) - 1}"


def _table(table: GroupTable, rule: Rule, values: dict[str, dict[str | None, int]]) -> Table:
    """Return a table as an attacker reads it. values: the code of every value so far, the same in all tables."""
    import numpy as np

    names = [_axis(name, table, values) for name in table.by]
    codes, low, high, printed, must = [], [], [], [], []
    for group, name, count in _cells(table):
        key = [values[axis][group[name]] for axis, name in zip(names, table.by, strict=True)]
        codes.append([*key, _FIELDS.index(name)])
        bounds = (count.low, count.high) if isinstance(count, Range) else (int(count), int(count))
        low.append(bounds[0])
        high.append(bounds[1])
        printed.append(-1 if isinstance(count, Range) and count.printed is None else bounds[0])
        must.append(isinstance(count, Range) and count.printed is None and bounds == (0, rule.minimum - 1))
    return Table(
        axes=(*names, FIELD),
        codes=np.array(codes, dtype=np.int64).reshape(len(codes), len(names) + 1),
        low=np.array(low, dtype=np.int64),
        high=np.array(high, dtype=np.int64),
        printed=np.array(printed, dtype=np.int64),
        must=np.array(must, dtype=bool),
    )
