"""The stages of a plan: which values of which columns say how far a case came, as bits of one number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from adm_audit.errors import Fact, Place, Problem
from adm_audit.plan.model import AuditPlan
from adm_audit.tables.profile import ColumnProfile

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Reached:
    """A column: for some of its values (positions in its profile) the bits of the stages that were reached."""

    column: str
    bits: tuple[tuple[tuple[int, ...], int], ...]


def stages_of(plan: AuditPlan, profiles: Mapping[str, ColumnProfile]) -> tuple[Reached, ...]:
    """Return the columns of the plan's stages; bit 0 is the first stage. Other values, and empty ones, reach nothing.

    Where one column names the last stage of a case, all stages before it were reached too.
    """
    if plan.stages is None:
        return ()
    if isinstance(plan.stages, tuple):
        return tuple(
            Reached(column, ((profiles[column].find([1]).matched, 1 << at),)) for at, column in enumerate(plan.stages)
        )
    profile = profiles[plan.stages.column]
    steps = tuple((profile.find([value]).matched, (2 << at) - 1) for at, value in enumerate(plan.stages.order))
    return (Reached(profile.name, steps),)


def stage_problems(
    plan: AuditPlan,
    profiles: Mapping[str, ColumnProfile],
    place: Callable[[tuple[str | int, ...]], Place | None],
) -> Iterator[Problem]:
    """Yield a problem for each column of the stages with values that no stage can be read from."""
    if isinstance(plan.stages, tuple):
        for at, column in enumerate(plan.stages):
            rest = _rest(plan, profiles[column], [0, 1])
            if rest:
                facts: dict[str, Fact] = {"column": column, "values": rest[:_SHOWN], "count": len(rest)}
                yield Problem("stage_not_zero_or_one", facts, place(("stages", at)) or place(("stages",)))
    elif plan.stages is not None:
        rest = _rest(plan, profiles[plan.stages.column], plan.stages.order)
        if rest:
            named: dict[str, Fact] = {"column": plan.stages.column, "values": rest[:_SHOWN], "count": len(rest)}
            yield Problem("stage_not_in_order", named, place(("stages", "order")) or place(("stages",)))


def _rest(plan: AuditPlan, profile: ColumnProfile, known: object) -> tuple[str, ...]:
    wanted = [*known] if isinstance(known, list | tuple) else []
    named = {*profile.find([*wanted, *plan.data.missing, *plan.data.totals]).matched}
    return tuple(value for at, (value, _) in enumerate(profile.values) if at not in named)
