"""Which columns a plan names, and where: those that an audit reads, and those that only have to exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from adm_audit.errors import Fact, Place, Problem
from adm_audit.plan.model import AuditPlan
from adm_audit.tables.names import nearest

Path = tuple[str | int, ...]
_LISTED = 60


def columns_of(plan: AuditPlan) -> dict[str, tuple[str | int, ...]]:
    """Return the columns that an audit reads, each with the place of the plan that names it first."""
    named: dict[str, tuple[str | int, ...]] = {}
    for role in ("decision", "outcome", "recommendation", "route", "score"):
        column = getattr(getattr(plan, role), "column", None)
        if column is not None:
            named.setdefault(column, (role, "column"))
    for at, item in enumerate(plan.protected):
        named.setdefault(item.column, ("protected", at, "column"))
    for at, stratum in enumerate(plan.strata):
        for column in stratum.columns:
            named.setdefault(column, ("strata", at))
    for at, used in enumerate(plan.inputs):
        named.setdefault(used.column, ("inputs", at))
    if isinstance(plan.stages, tuple):
        for at, column in enumerate(plan.stages):
            named.setdefault(column, ("stages", at))
    elif plan.stages is not None:
        named.setdefault(plan.stages.column, ("stages", "column"))
    for column, path in (*_dated(plan), *_judged(plan), *_of_data(plan)):
        named.setdefault(column, path)
    return named


def _of_data(plan: AuditPlan) -> Iterator[tuple[str, Path]]:
    for role in ("weight", "count", "cluster"):
        column = getattr(plan.data, role)
        if column is not None:
            yield column, ("data", role)


def _judged(plan: AuditPlan) -> Iterator[tuple[str, Path]]:
    for key in ("recorded_by", "second"):
        column = getattr(plan.outcome, key, None)
        if column is not None:
            yield column, ("outcome", key)
    for at, column in enumerate(plan.access.columns if plan.access is not None else ()):
        yield column, ("access", "columns", at)


def _dated(plan: AuditPlan) -> Iterator[tuple[str, Path]]:
    for role in ("period", "model_version", "baseline"):
        column = getattr(getattr(plan, role), "column", None)
        if column is not None:
            yield column, (role, "column")
    for at, time in enumerate(plan.times):
        yield time.start, ("times", at, "from")
        yield time.end, ("times", at, "to")
    for at, amount in enumerate(plan.amounts):
        yield amount.column, ("amounts", at, "column")
    if plan.ranking is not None:
        yield plan.ranking.column, ("ranking", "column")


def unread_columns(plan: AuditPlan) -> dict[str, Path]:
    """Return the columns that the plan names for signals of later versions; they are not read, but must exist."""
    named: dict[str, Path] = {}
    for role, key in (("recommendation", "reason_column"),):
        column = getattr(getattr(plan, role), key, None)
        if column is not None:
            named.setdefault(column, (role, key))
    return named


def absent_columns(
    plan: AuditPlan, names: Sequence[str], place: Callable[[Path], Place | None], shown: str
) -> list[Problem]:
    """Return a problem for each column that the plan names, no signal reads yet, and the table does not hold."""
    known = tuple(dict.fromkeys(name for name in names if name))
    facts: dict[str, Fact] = {"columns": known[:_LISTED], "count": len(known)}
    return [
        Problem("column_missing", {"column": column, **facts}, place(path) or Place(shown), nearest(column, known))
        for column, path in unread_columns(plan).items()
        if column not in known
    ]
