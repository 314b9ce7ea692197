"""Axes of sides in an order: decided in time or late, below or above a middle, in the top of a ranking, worst to best."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from adm_audit.evidence import TERM_SIDES
from adm_audit.plan.model import AuditPlan, Times
from adm_audit.tables.profile import ColumnProfile, dictionary
from adm_audit.tally import Axis

if TYPE_CHECKING:
    from adm_audit.tables.coding import Coder

_BEYOND = 2**62
"""No table has so many rows."""


def add_term(coder: Coder, plan: AuditPlan, name: str, at: str) -> None:
    """Add the axis of a waiting time against its term (see `TERM_SIDES`); its last label is the newest date."""
    time = plan.times[int(at)]
    start, end = f"{coder.joined(time.start)}.d", f"{coder.joined(time.end)}.d"
    newest = _newest(coder, time)
    waiting = f"{coder.code_of(time.end)} IN ({_codes((-1, *_absent(plan, coder.profiles[time.end])))})"
    code = {side: number for number, side in enumerate(TERM_SIDES)}
    steps = [
        f"WHEN {start} IS NULL OR ({end} IS NULL AND NOT {waiting}) THEN 0",
        f"WHEN {end} < {start} THEN {code['negative']}",
    ]
    if time.within is None:
        steps += [f"WHEN {end} IS NULL THEN {code['young_open']}", f"ELSE {code['in_time']}"]
    elif newest is not None:
        young = f"(DATE '{newest.isoformat()}' - {start}) < {time.within!r}"
        steps += [
            f"WHEN {young} AND {end} IS NULL THEN {code['young_open']}",
            f"WHEN {young} THEN {code['young']}",
            f"WHEN {end} IS NULL THEN {code['late_open']}",
            f"WHEN ({end} - {start}) > {time.within!r} THEN {code['late']}",
            f"ELSE {code['in_time']}",
        ]
    labels = (*TERM_SIDES[1:], "" if newest is None else newest.isoformat())
    coder.add(Axis(name, (None, *labels)), f"CASE {' '.join(steps)} END")


def _newest(coder: Coder, time: Times) -> date | None:
    """Return the newest date in both columns of a waiting time."""
    found = []
    for column in (time.start, time.end):
        source = dictionary(coder.table, column)
        found.append(coder.table.connection.execute(f"SELECT max(d) FROM {source}").fetchall()[0][0])
    return max((day for day in found if day is not None), default=None)


def add_half(coder: Coder, plan: AuditPlan, name: str, of: str) -> None:
    """Add the axis of two halves of the numbers of another one: 1 up to the middle number, 2 above it.

    of: the other axis, ``time:0`` or ``amount:0``. Of times, those that end before they begin belong to no half.
    """
    kind, _, at = of.partition(":")
    if kind == "time":
        time = plan.times[int(at)]
        number = f"({coder.joined(time.end)}.d - {coder.joined(time.start)}.d)"
        number = f"(CASE WHEN {number} >= 0 THEN {number} END)"
    else:
        column = plan.amounts[int(at)].column
        absent = _codes((-1, *_absent(plan, coder.profiles[column])))
        number = f"(CASE WHEN {coder.code_of(column)} NOT IN ({absent}) THEN {coder.joined(column)}.x END)"
    rows = coder.select(
        f"SELECT number, count(*) FROM (SELECT {number} AS number FROM {{}}) WHERE number IS NOT NULL "
        "GROUP BY number ORDER BY number"
    )
    middle = _middle([(float(x), int(n)) for x, n in rows])
    sql = f"CASE WHEN {number} IS NULL THEN 0 WHEN {number} <= {middle!r} THEN 1 ELSE 2 END"
    coder.add(Axis(name, (None, f"{middle:g} or less", f"more than {middle:g}")), sql)


def _middle(counted: Sequence[tuple[float, int]]) -> float:
    """Return the number that splits people most evenly into those up to it and those above it.

    >>> _middle([(1.0, 3), (2.0, 4), (3.0, 5)])
    2.0
    """
    total, reached, best, found = sum(n for _, n in counted), 0, -1, 0.0
    for number, people in counted:
        reached += people
        if min(reached, total - reached) > best:
            best, found = min(reached, total - reached), number
    return found


def add_order(coder: Coder, plan: AuditPlan, name: str, _column: str) -> None:
    """Add the axis of decisions from worst to best: code 1 is the first value of ``decision.order``."""
    column = plan.decision.column
    if column is None:
        return
    profile = coder.profiles[column]
    found = [profile.find([value]).matched for value in plan.decision.order]
    code = coder.code_of(column)
    steps = [f"WHEN {code} IN ({_codes(at)}) THEN {rank}" for rank, at in enumerate(found, start=1) if at]
    sql = f"CASE {' '.join(steps)} ELSE 0 END" if steps else "0"
    coder.add(Axis(name, (None, *(str(value) for value in plan.decision.order))), sql)


def add_top(coder: Coder, plan: AuditPlan, name: str, _column: str) -> None:
    """Add the axis of a ranking: code 1 is the shortest top, then those only in the next one, last those in none.

    People who share the last place that counts are all inside.
    """
    ranking = plan.ranking
    if ranking is None:
        return
    column, tops = ranking.column, sorted(ranking.top)
    source = dictionary(coder.table, column)
    absent = _codes((-1, *_absent(plan, coder.profiles[column])))
    order, within = ("ASC", "<=") if ranking.ascending else ("DESC", ">=")
    counted = (
        f"SELECT x, sum(people) OVER (ORDER BY x {order}) AS reached FROM (SELECT x, sum(n) AS people FROM {source} "
        f"WHERE x IS NOT NULL AND code NOT IN ({absent}) GROUP BY x)"
    )
    number = f"(CASE WHEN {coder.code_of(column)} NOT IN ({absent}) THEN {coder.joined(column)}.x END)"
    steps = []
    for at, top in enumerate(tops, start=1):
        last = coder.table.connection.execute(
            f"SELECT x FROM ({counted}) WHERE reached >= {min(top, _BEYOND)} ORDER BY x {order} LIMIT 1"
        ).fetchall()
        if not last:
            break
        steps.append(f"WHEN {number} {within} {float(last[0][0])!r} THEN {at}")
    sql = f"CASE WHEN {number} IS NULL THEN 0 {' '.join(steps)} ELSE {len(steps) + 1} END"
    coder.add(Axis(name, (None, *(str(top) for top in tops), "outside")), sql)


def _absent(plan: AuditPlan, profile: ColumnProfile) -> tuple[int, ...]:
    return profile.find(plan.data.missing).matched


def _codes(positions: Sequence[int]) -> str:
    """Return the codes of positions in a profile: the first value has code 1; -1 stands for empty, code 0."""
    return ", ".join(str(position + 1) for position in positions)
