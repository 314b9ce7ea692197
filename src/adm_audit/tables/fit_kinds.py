"""Do the columns of waiting times, amounts, rankings and scores hold dates and numbers?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from adm_audit.errors import Fact, Place, Problem
from adm_audit.plan.model import AuditPlan
from adm_audit.tables.profile import ColumnProfile

_SHOWN = 8
Path = tuple[str | int, ...]


def kind_problems(
    plan: AuditPlan, profiles: Mapping[str, ColumnProfile], place: Callable[[Path], Place | None]
) -> Iterator[Problem]:
    """Yield a problem for each column that must hold dates or numbers and mostly does not. Empty columns are let pass."""
    for column, path, kind in _columns(plan):
        profile = profiles[column]
        absent = profile.find(plan.data.missing).matched
        present = profile.rows - profile.missing - sum(profile.values[at][1] for at in absent)
        readable = profile.dates if kind == "dates" else profile.numbers
        if 2 * readable < present:
            told = tuple(value for at, (value, _) in enumerate(profile.values) if at not in absent)
            facts: dict[str, Fact] = {"column": column, "found": told[:_SHOWN]}
            yield Problem(f"no_{kind}", facts, place(path))


def _columns(plan: AuditPlan) -> Iterator[tuple[str, Path, str]]:
    for at, time in enumerate(plan.times):
        yield time.start, ("times", at, "from"), "dates"
        yield time.end, ("times", at, "to"), "dates"
    for at, amount in enumerate(plan.amounts):
        yield amount.column, ("amounts", at, "column"), "numbers"
    if plan.ranking is not None:
        yield plan.ranking.column, ("ranking", "column"), "numbers"
    if plan.score is not None:
        yield plan.score.column, ("score", "column"), "numbers"
