"""Tables that count all people who reached each stage: their rows overlap, so nobody may be counted twice.

The axis of stages holds the number of the stage, 1 for the first; above the last one, how many people went on to a
stage from the one before it. All other counts are those of the first stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from adm_audit.errors import Fact, Problem
from adm_audit.evidence import CASE, EVERYONE, NO, STAGES, YES
from adm_audit.plan.model import AuditPlan
from adm_audit.tables.engine import Coded, fetch
from adm_audit.tally import Cells, Need, Tally
from adm_audit.values import Because

if TYPE_CHECKING:
    from adm_audit.tables.fit import PlaceOf

_FIRST = 1


@dataclass(frozen=True, slots=True)
class Steps:
    """A coded table whose rows overlap: its stages, and which one counts as selected.

    skipped: how many people surely reached a stage without the one before it.
    """

    coded: Coded
    names: tuple[str, ...]
    selected: int
    skipped: int = 0

    def column(self, axis: str) -> str:
        """Return the column of an axis."""
        return f"a{list(self.coded.axes).index(axis)}"

    @property
    def others(self) -> list[str]:
        """The columns of all axes that say who people are: not how far they came."""
        return [self.column(axis) for axis in self.coded.axes if axis not in (CASE, STAGES)]


def with_steps(coded: Coded, plan: AuditPlan, place: PlaceOf) -> tuple[Steps, list[Problem], list[Because]]:
    """Add the rows of those who went on to each stage; return problems, and who skipped a stage.

    A problem is a group with more people at a stage than at the one before it, or more than at the first in any cell.
    """
    names = plan.stage_names
    selected = names.index(str(plan.decision.stage)) + 1
    steps = Steps(coded, names, selected)
    step, others = steps.column(STAGES), steps.others
    connection = coded.connection
    grouped = "".join(f"{name}, " for name in others)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE reached AS SELECT {grouped}{step} AS step, sum(lo) AS lo, sum(hi) AS hi, "
        f"CASE WHEN count(*) FILTER (pr IS NULL) = 0 THEN sum(pr) END AS pr FROM {coded.relation} "
        f"WHERE {step} > 0 GROUP BY {grouped}step"
    )
    problems = [*_growing(steps, plan, place), *_more_than_first(steps, place)]
    skipped = _skipped(steps)
    _add_went_on(steps)
    note = Because("stages_not_nested", {"people": skipped})
    return replace(steps, skipped=skipped), problems, [note] if skipped and not problems else []


def _growing(steps: Steps, plan: AuditPlan, place: PlaceOf) -> Iterator[Problem]:
    for item in plan.protected:
        column, axis = steps.column(item.column), steps.coded.axes[item.column]
        found = steps.coded.connection.execute(
            f"WITH r AS (SELECT {column} AS g, step, sum(lo) AS lo, sum(hi) AS hi, sum(pr) AS pr FROM reached GROUP BY g, step) "
            "SELECT c.g, c.step, coalesce(c.pr, c.lo), coalesce(p.pr, p.hi, 0) FROM r AS c LEFT JOIN r AS p "
            "ON c.g = p.g AND p.step = c.step - 1 WHERE c.step > 1 AND c.lo > coalesce(p.hi, 0) ORDER BY c.g, c.step"
        ).fetchall()
        for group, step, people, before in found:
            facts: dict[str, Fact] = {
                "column": item.column,
                "group": axis.values[group] or "not recorded",
                "stage": steps.names[step - 1],
                "before": steps.names[step - 2],
                "people": int(people),
                "people_before": int(before),
            }
            yield Problem("stage_grows", facts, place(("stages", "order")) or place(("stages",)))


def _more_than_first(steps: Steps, place: PlaceOf) -> Iterator[Problem]:
    for step, people in _excess(steps, "p.step = 1", "c.step > 1"):
        facts: dict[str, Fact] = {"stage": steps.names[step - 1], "first": steps.names[0], "people": int(people)}
        yield Problem("stage_more_than_first", facts, place(("stages", "order")) or place(("stages",)))


def _skipped(steps: Steps) -> int:
    """Return how many people surely reached a stage without the one before it."""
    return sum(people for _, people in _excess(steps, "p.step = c.step - 1", "c.step > 1"))


def _excess(steps: Steps, before: str, which: str) -> list[tuple[int, int]]:
    """Return, for each stage, by how many people the printed numbers go beyond those of another stage, where they must."""
    found = steps.coded.connection.execute(
        "SELECT c.step, sum(coalesce(c.pr, c.lo) - coalesce(p.pr, p.hi, 0)) FROM reached AS c LEFT JOIN reached AS p "
        f"ON {before}{_same(steps)} WHERE {which} AND c.lo > coalesce(p.hi, 0) GROUP BY c.step ORDER BY c.step"
    ).fetchall()
    return [(int(step), int(people)) for step, people in found]


def _same(steps: Steps) -> str:
    return "".join(f" AND c.{name} = p.{name}" for name in steps.others)


def _add_went_on(steps: Steps) -> None:
    """Add rows of those who went on: in each cell no more than reached the stage before."""
    coded, most = steps.coded, len(steps.names)
    columns = []
    for axis in coded.axes:
        name = steps.column(axis)
        value = f"c.step + {most}" if axis == STAGES else "0" if axis == CASE else f"c.{name}"
        columns.append(f"CAST({value} AS INTEGER) AS {name}")
    least = ", ".join(f"CAST(least(c.{end}, coalesce(p.{end}, 0)) AS BIGINT) AS {end}" for end in ("lo", "hi"))
    pr = "CAST(CASE WHEN c.pr IS NULL OR (p.lo IS NOT NULL AND p.pr IS NULL) THEN NULL ELSE least(c.pr, coalesce(p.pr, 0)) END AS BIGINT)"
    coded.connection.execute(
        f"INSERT INTO {coded.relation} BY NAME SELECT {', '.join(columns)}, {least}, {pr} AS pr FROM reached AS c "
        f"LEFT JOIN reached AS p ON p.step = c.step - 1{_same(steps)} WHERE c.step > 1"
    )


def fetch_steps(steps: Steps, needs: Iterable[Need]) -> Tally:
    """Return the tally that answers all needs; people are those who reached the first stage."""
    raw = fetch(steps.coded, [Need(need.axes | {STAGES}) for need in needs])
    cuboids = []
    for cells in raw.cuboids:
        people = tuple(axis for axis in cells.axes if axis not in (CASE, STAGES))
        cuboids += [_at(cells, _FIRST).sum_over(people), cells.sum_over((*people, STAGES))]
        if CASE in cells.axes:
            cuboids.append(_cases(cells, people, steps.selected))
    return Tally(raw.axes, cuboids, apart=frozenset({CASE, STAGES}))


def _at(cells: Cells, step: int) -> Cells:
    rows = cells.codes[:, cells.axes.index(STAGES)] == step
    return replace(
        cells, codes=cells.codes[rows], low=cells.low[rows], high=cells.high[rows], printed=cells.printed[rows]
    )


def _cases(cells: Cells, people: tuple[str, ...], selected: int) -> Cells:
    """Return selected and not selected people, by case; those not selected are what the first stage holds beyond."""
    axes = (*people, CASE)
    everyone = _rows(_at(cells, _FIRST).sum_over(axes))
    chosen = _rows(_at(cells, selected).sum_over(axes))
    known = {key[-1] for key in everyone}
    found: dict[tuple[int, ...], tuple[int, int, int]] = {}
    for key, held in chosen.items():
        found[(*key[:-1], key[-1] + YES)] = held
    taken: dict[tuple[int, ...], tuple[int, int, int]] = {}
    for key, held in chosen.items():
        # where the first stage does not say how it turned out, nor do those who were not selected
        at = (*key[:-1], key[-1] if known != {0} else 0)
        taken[at] = _plus(taken.get(at, (0, 0, 0)), held)
    for key, held in everyone.items():
        found[(*key[:-1], key[-1] + NO)] = _minus(held, taken.get(key, (0, 0, 0)))
        whole = (*key[:-1], EVERYONE)
        found[whole] = _plus(found.get(whole, (0, 0, 0)), held)
    return _cells(axes, found)


def _rows(cells: Cells) -> dict[tuple[int, ...], tuple[int, int, int]]:
    ends = zip(cells.low.tolist(), cells.high.tolist(), cells.printed.tolist(), strict=True)
    return {
        tuple(key): (int(low), int(high), int(shown))
        for key, (low, high, shown) in zip(cells.codes.tolist(), ends, strict=True)
    }


def _plus(one: tuple[int, int, int], two: tuple[int, int, int]) -> tuple[int, int, int]:
    return one[0] + two[0], one[1] + two[1], -1 if min(one[2], two[2]) < 0 else one[2] + two[2]


def _minus(whole: tuple[int, int, int], part: tuple[int, int, int]) -> tuple[int, int, int]:
    low, high = max(whole[0] - part[1], 0), max(whole[1] - part[0], 0)
    if min(whole[2], part[2]) < 0:
        return low, high, -1
    return low, high, min(max(whole[2] - part[2], low), high)


def _cells(axes: tuple[str, ...], found: dict[tuple[int, ...], tuple[int, int, int]]) -> Cells:
    import numpy as np

    keys = sorted(found)
    codes: Any = np.array(keys, dtype=np.int64).reshape(len(keys), len(axes))
    ends = np.array([found[key] for key in keys], dtype=np.int64).reshape(len(keys), 3)
    return Cells(axes, codes, ends[:, 0], ends[:, 1], ends[:, 2])
