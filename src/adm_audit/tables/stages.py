"""The stages of a plan: which values of which columns say how far a case came, as bits of one number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from adm_audit.errors import Fact, Place, Problem
from adm_audit.evidence import STAGES
from adm_audit.plan.model import AuditPlan, Stages
from adm_audit.tables.engine import Coded
from adm_audit.tables.lists import Lists
from adm_audit.tables.profile import ColumnProfile

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Reached:
    """A column: for some of its values (positions in its profile) the bits of the stages that were reached."""

    column: str
    bits: tuple[tuple[tuple[int, ...], int], ...]


def counts_reached(plan: AuditPlan) -> bool:
    """Return whether the rows of a plan's table count all who reached a stage."""
    return isinstance(plan.stages, Stages) and plan.stages.counts == "reached"


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
    if plan.stages.counts == "reached":
        # rows overlap: a row is about one stage, and its number stands for it
        named = tuple((profile.find([value]).matched, at) for at, value in enumerate(plan.stages.order, start=1))
        return (Reached(profile.name, named),)
    steps = tuple((profile.find([value]).matched, (2 << at) - 1) for at, value in enumerate(plan.stages.order))
    return (Reached(profile.name, steps),)


def stage_decision(plan: AuditPlan, profiles: Mapping[str, ColumnProfile]) -> Lists | None:
    """Return which values of the stages mean selected, where the decision of a plan is to have reached a stage.

    None where it is not, and in tables that count all who reached each stage: they are read as a whole.
    """
    stage, stages = plan.decision.stage, plan.stages
    if stage is None or stages is None:
        return None
    if isinstance(stages, tuple):
        chosen, first = profiles[stage], profiles[stages[0]]
        came = Lists(first.name, first.find([1]).matched, first.find([0]).matched)
        return Lists(chosen.name, chosen.find([1]).matched, chosen.find([0]).matched, came)
    if stages.counts == "reached":
        return None
    profile, at = profiles[stages.column], plan.stage_names.index(stage)
    return Lists(profile.name, profile.find(stages.order[at:]).matched, profile.find(stages.order[:at]).matched)


def stage_problems(
    plan: AuditPlan,
    profiles: Mapping[str, ColumnProfile],
    place: Callable[[tuple[str | int, ...]], Place | None],
) -> Iterator[Problem]:
    """Yield a problem for each column of the stages with values that no stage can be read from."""
    yield from _nobody(plan, profiles, place)
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


def _nobody(
    plan: AuditPlan, profiles: Mapping[str, ColumnProfile], place: Callable[[tuple[str | int, ...]], Place | None]
) -> Iterator[Problem]:
    """Yield a problem where nobody reached the stage that counts as selected."""
    stage, stages = plan.decision.stage, plan.stages
    if stage is None or stages is None:
        return
    if isinstance(stages, tuple):
        column, found = stage, profiles[stage].find([1])
    else:
        at = plan.stage_names.index(stage)
        later = stages.order[at : at + 1] if stages.counts == "reached" else stages.order[at:]
        column, found = stages.column, profiles[stages.column].find(later)
    if not found.matched:
        held = tuple(value for value, _ in profiles[column].values[:_SHOWN])
        yield Problem(
            "stage_nobody_reached", {"stage": stage, "column": column, "found": held}, place(("decision", "stage"))
        )


def skipped(coded: Coded) -> int | float:
    """Return how many people reached a stage without the one before it, as the table counts them."""
    if STAGES not in coded.axes:
        return 0
    bits = f"a{list(coded.axes).index(STAGES)}"
    people = {"rows": "count(*)", "weights": "sum(w)", "counts": "sum(coalesce(pr, lo))"}[coded.measure]
    found = coded.connection.execute(
        f"SELECT coalesce({people}, 0) FROM {coded.relation} WHERE ({bits} & ({bits} + 1)) <> 0"
    ).fetchone()
    number = float(found[0]) if found else 0.0
    return int(number) if number.is_integer() else number


def _rest(plan: AuditPlan, profile: ColumnProfile, known: object) -> tuple[str, ...]:
    wanted = [*known] if isinstance(known, list | tuple) else []
    named = {*profile.find([*wanted, *plan.data.missing, *plan.data.totals]).matched}
    return tuple(value for at, (value, _) in enumerate(profile.values) if at not in named)
