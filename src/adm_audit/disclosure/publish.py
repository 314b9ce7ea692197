"""From exact evidence to the evidence that the public edition is computed from: published counts and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING

from adm_audit.counts import Count, Counts, Range
from adm_audit.disclosure.rules import Rule
from adm_audit.disclosure.suppress import protect
from adm_audit.disclosure.system import FIELD, Table
from adm_audit.errors import PlanError, Problem
from adm_audit.evidence import CASE, CASES, COUNT_FIELDS, NO, STAGES, UNKNOWN, Evidence, Values, pack, unpack
from adm_audit.plan.model import AuditPlan
from adm_audit.result import NotLookedAt
from adm_audit.tally import Cells, Need, Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_CELLS = 4_000
"""A table with more cells than this is left out of a public edition: nearly all of them would be hidden."""
FIELDS = (*COUNT_FIELDS.values(), "undecided")
SIGNALS = frozenset(
    {
        "selection_gap", "conditional_gap", "false_flag_gap", "missed_gap", "random_sample_uplift", "direct_use",
        "intersection", "coverage", "missing_gap", "small_groups", "selective_labels", "override", "funnel",
    }
)  # fmt: skip
"""The signals of a public edition: those that work on counts in ranges. A new one is left out until it is named here."""


def asked_in_public(asked: Mapping[str, list[Need] | NotLookedAt]) -> dict[str, list[Need] | NotLookedAt]:
    """Return what each signal asks for in a public edition: those that need exact counts are not looked at."""
    return {
        name: NotLookedAt(code="not_in_public_edition") if isinstance(needs, list) and name not in SIGNALS else needs
        for name, needs in asked.items()
    }


def rule_of(plan: AuditPlan) -> Rule:
    """Return how the plan wants counts to be published: by default hidden below 10, rounded to multiples of 5."""
    return Rule() if plan.disclosure is None else Rule(plan.disclosure.minimum_cell, plan.disclosure.round_to)


def published(plan: AuditPlan, evidence: Evidence, needs: Iterable[Need], *, hide: bool = True) -> Evidence:
    """Return evidence of the same people in which every count is as it may be published.

    needs: the tables that signals of a public edition ask for. hide: False leaves out the protection of hidden cells by
    their neighbours (to see what it is for).

    Raises PlanError where the data cannot be published by these rules: cases with weights or clusters, and tables that
    count who reached each stage.
    """
    return _evidence(evidence, published_tables(plan, evidence, needs, hide=hide))


def published_tables(plan: AuditPlan, evidence: Evidence, needs: Iterable[Need], *, hide: bool = True) -> list[Table]:
    """Return all tables that a public edition is computed from; parameters and errors as of `published`."""
    _refuse(evidence)
    rule, tally = rule_of(plan), evidence.tally
    grids = list(_grids(plan, tally, needs))
    tables = [_hidden(grid, counts, rule) for grid, counts in grids]
    if hide:
        tables = protect(tables, [counts for _, counts in grids], rule)
    return tables


def _refuse(evidence: Evidence) -> None:
    problems = []
    if evidence.weighted:
        problems.append(Problem("public_weights", {}))
    if evidence.clusters:
        problems.append(Problem("public_clusters", {}))
    if evidence.tally.apart:
        problems.append(Problem("public_reached", {}))
    if any(bool((cells.low != cells.high).any()) for cells in evidence.tally.cuboids):
        problems.append(Problem("public_ranges", {}))
    if problems:
        raise PlanError(problems)


def _grids(plan: AuditPlan, tally: Tally, needs: Iterable[Need]) -> Iterable[tuple[Table, NDArray[np.int64]]]:
    """Return all tables to publish: every combination of codes that is possible, and how many people each holds."""
    asked = {need.axes: None for need in needs}
    banded = {item.column for item in plan.protected if item.bands}
    for axes in sorted(asked, key=lambda names: (len(names), sorted(names))):
        last = next((name for name in axes if name in (CASE, STAGES) or name.startswith("missing:")), None)
        if last is None or not tally.has(*axes):
            continue
        groups = tuple(sorted(axes - {last}))
        sides = [_codes(tally, name, keep_empty=name in banded) for name in groups]
        for name, codes, mapping in _last_axes(plan, tally, groups, last):
            if len(groups) == 1 or _size(sides) * len(codes) <= MOST_CELLS:
                yield _grid(tally, groups, sides, last, name, codes, mapping)


def _last_axes(
    plan: AuditPlan, tally: Tally, groups: tuple[str, ...], last: str
) -> Iterable[tuple[str, list[int], Mapping[int, int]]]:
    if last != CASE:
        codes = _stage_codes(plan, tally) if last == STAGES else _codes(tally, last)
        yield last, codes, {code: code for code in codes}
        return
    cases = _case_codes(plan, tally)
    fields = {case: _field(case) for case in cases}
    yield FIELD, sorted(set(fields.values())), fields
    if len(groups) == 1 and len(set(fields.values())) < len(cases):
        yield CASE, cases, {case: case for case in cases}


def _field(case: int) -> int:
    """Return the case with nothing known of it but decision and outcome; one of all without a decision."""
    decision, outcome, _, _ = unpack(case)
    return pack(decision, outcome) if decision != UNKNOWN else 0


def _codes(tally: Tally, axis: str, *, keep_empty: bool = False) -> list[int]:
    seen = {int(code) for code in tally.margin(axis).codes[:, 0]} if tally.has(axis) else set()
    return [code for code in range(len(tally.axes[axis])) if code in seen or (keep_empty and code)]


def _case_codes(plan: AuditPlan, tally: Tally) -> list[int]:
    """Return the cases that are possible: all that occur, and all others of which everything is known."""
    seen = {int(code) for code in tally.margin(CASE).codes[:, 0]}
    named = (True, plan.outcome is not None, plan.recommendation is not None, plan.route is not None)
    only_selected = plan.outcome is not None and plan.outcome.known_for != "everyone"

    def possible(case: int) -> bool:
        parts = unpack(case)
        if any((part != UNKNOWN) != wanted for part, wanted in zip(parts, named, strict=True)):
            return False
        return not (only_selected and parts[0] == NO)

    return [case for case in range(CASES) if case in seen or possible(case)]


def _stage_codes(plan: AuditPlan, tally: Tally) -> list[int]:
    """Return the sets of stages that are possible: all that occur, and those in order."""
    seen = {int(code) for code in tally.margin(STAGES).codes[:, 0]}
    return sorted(seen | {(1 << number) - 1 for number in range(1, len(plan.stage_names) + 1)})


def _size(sides: list[list[int]]) -> int:
    size = 1
    for side in sides:
        size *= len(side)
    return size


def _grid(
    tally: Tally,
    groups: tuple[str, ...],
    sides: list[list[int]],
    last: str,
    name: str,
    codes: list[int],
    mapping: Mapping[int, int],
) -> tuple[Table, NDArray[np.int64]]:
    import numpy as np

    keys = list(product(*sides, codes))
    at = {key: position for position, key in enumerate(keys)}
    counts = np.zeros(len(keys), dtype=np.int64)
    cells = tally.margin(*groups, last)
    for row, found in enumerate(cells.codes.tolist()):
        counts[at[(*found[:-1], mapping[found[-1]])]] += int(cells.low[row])
    nothing = np.zeros(len(keys), dtype=np.int64)
    coarser: dict[str, tuple[str, Mapping[int, int]]] = _same_columns(tally, groups)
    if name == CASE:
        coarser[FIELD] = (CASE, {code: _field(code) for code in codes})
    return Table(
        axes=(*groups, name),
        codes=np.array(keys, dtype=np.int64).reshape(len(keys), len(groups) + 1),
        low=nothing,
        high=nothing,
        printed=nothing,
        must=nothing > 0,
        coarser=coarser,
    ), counts


def _same_columns(tally: Tally, groups: tuple[str, ...]) -> dict[str, tuple[str, Mapping[int, int]]]:
    """Return the axes of protected attributes that stand in a table under another name, as a stratum."""
    found: dict[str, tuple[str, Mapping[int, int]]] = {}
    for name in groups:
        kind, _, column = name.partition(":")
        axis = tally.axes.get(column)
        if kind == "stratum" and axis is not None and axis.values == tally.axes[name].values:
            found[column] = (name, {code: code for code in range(len(axis))})
    return found


def _hidden(grid: Table, counts: NDArray[np.int64], rule: Rule) -> Table:
    """Return a table with small counts hidden and the others rounded."""
    import numpy as np

    small = counts < rule.minimum
    shown = [
        (0, rule.minimum - 1, -1) if hide else rule.rounded(int(count))
        for count, hide in zip(counts, small, strict=True)
    ]
    low, high, printed = np.array(shown, dtype=np.int64).reshape(-1, 3).T
    return Table(
        axes=grid.axes, codes=grid.codes, low=low, high=high, printed=printed, must=small, coarser=grid.coarser
    )


def _evidence(exact: Evidence, tables: Iterable[Table]) -> Evidence:
    """Return evidence whose only counts are these tables."""
    tally = Tally(exact.tally.axes, [])
    found = Evidence(tally, population=exact.population, population_crossed=exact.population_crossed)
    packed = {frozenset(table.axes[:-1]) for table in tables if table.axes[-1] == CASE}
    for table in tables:
        groups, last = table.axes[:-1], table.axes[-1]
        if last == FIELD and frozenset(groups) in packed:
            found._tables[(groups, None)] = _counts(tally, table)
            continue
        axes = (*groups, CASE if last == FIELD else last)
        cells = Cells(axes, table.codes, table.low, table.high, table.printed)
        tally.cuboids.append(cells)
        tally._margins[axes] = cells
    return found


def _counts(tally: Tally, table: Table) -> dict[Values, Counts]:
    found: dict[Values, dict[str, Count]] = {}
    names = [tally.axes[name].values for name in table.axes[:-1]]
    for row, codes in enumerate(table.codes.tolist()):
        group = tuple(values[code] for values, code in zip(names, codes, strict=False))
        low, high, printed = (int(values[row]) for values in (table.low, table.high, table.printed))
        name = COUNT_FIELDS.get(unpack(codes[-1])[:2], "undecided")
        found.setdefault(group, {})[name] = low if low == high else Range(low, high, None if printed < 0 else printed)
    return {group: Counts(**fields) for group, fields in found.items()}
