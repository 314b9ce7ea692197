"""Several services side by side: which group is worse off in more than one of them (trigger T-31)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from adm_audit.checklist.model import Library
from adm_audit.errors import CallError, Place, Problem
from adm_audit.pairing.case import Case
from adm_audit.pairing.conditions import evaluate
from adm_audit.pairing.view import Facet, GroupKey, View, view
from adm_audit.result import AuditResult

TRIGGER = "T-31"
State = Literal["worse_off", "shown", "better_off", "cannot_tell", "below_attention", "ruled_out", "not_looked_at"]
_LOOKED: tuple[State, ...] = ("cannot_tell", "below_attention", "ruled_out")
_SEVERAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One audited service: where its result was read, and the result."""

    path: str
    result: AuditResult

    @property
    def title(self) -> str:
        """The title of its plan."""
        return str(self.result.plan.get("title", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One group in one service.

    state: ``worse_off`` if a gap to its disadvantage is shown; ``shown`` if the direction is open; ``better_off`` if
    a gap is shown and the others are worse off; then what is open, below attention or ruled out; ``not_looked_at`` if
    the service does not hold this group. worse: the findings to its disadvantage.
    """

    state: State
    worse: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One group across all services, named by its grounds where the plans name them. Combined groups are listed only
    where they are worse off in at least two services."""

    group: GroupKey
    cells: tuple[Cell, ...]

    @property
    def worse_in(self) -> int:
        """In how many services the group is worse off."""
        return sum(cell.state == "worse_off" for cell in self.cells)

    @property
    def looked_in(self) -> int:
        """How many services hold the group."""
        return sum(cell.state != "not_looked_at" for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """What several results say together. No sums and no grades.

    systemic: ``fired`` if one group is worse off in at least two services, ``unknown`` if open gaps may hide that,
    ``silent`` otherwise. questions: what the trigger raises, for the leadership.
    """

    services: tuple[Service, ...]
    rows: tuple[Row, ...]
    systemic: Literal["fired", "unknown", "silent"]
    questions: tuple[str, ...]

    @property
    def compared(self) -> tuple[Row, ...]:
        """The groups that at least two services hold."""
        return tuple(row for row in self.rows if row.looked_in >= _SEVERAL)

    @property
    def repeated(self) -> tuple[Row, ...]:
        """The groups that are worse off in at least two services."""
        return tuple(row for row in self.rows if row.worse_in >= _SEVERAL)


def portfolio(
    services: Sequence[Service], library: Library, *, same_as: Mapping[tuple[str, str], str] | None = None
) -> Portfolio:
    """Return several services side by side.

    same_as: a ground (or label) with a value, to the value that stands for the same people in all services.

    Raises CallError where there are fewer than two services, or one of them is there twice.
    """
    _check(services)
    views = [replace(view(service.result), same_as=same_as or {}) for service in services]
    trigger = library.triggers[TRIGGER]
    judged = evaluate(trigger.condition, Case(library=library, result=views[0], others=tuple(views[1:])))
    state: Mapping[bool | None, Literal["fired", "unknown", "silent"]] = {
        True: "fired",
        None: "unknown",
        False: "silent",
    }
    return Portfolio(
        services=tuple(services),
        rows=_rows(views, library.signal_sets.get("any_gap", ())),
        systemic=state[judged.value],
        questions=trigger.raises if judged.value else (),
    )


def _check(services: Sequence[Service]) -> None:
    if len(services) < _SEVERAL:
        raise CallError(Problem("portfolio_needs_two", {}))
    seen: dict[tuple[str, str], str] = {}
    problems = []
    for service in services:
        name = (str(service.result.plan.get("organisation") or ""), service.title)
        if name in seen:
            facts = {"title": service.title, "path": service.path, "first": seen[name]}
            problems.append(Problem("portfolio_same_service", facts, Place(service.path)))
        seen.setdefault(name, service.path)
    if problems:
        raise CallError(problems)


def _rows(views: Sequence[View], signals: Sequence[str]) -> tuple[Row, ...]:
    found = [_by_group(one, signals) for one in views]
    keys = dict.fromkeys(key for groups in found for key in groups)
    rows = [Row(group=key, cells=tuple(_cell(groups.get(key, [])) for groups in found)) for key in keys]
    kept = [row for row in rows if len(row.group) == 1 or row.worse_in >= _SEVERAL]
    return tuple(
        sorted(
            kept,
            key=lambda row: (
                -min(row.worse_in, _SEVERAL),
                row.looked_in < _SEVERAL,
                len(row.group),
                _sortable(row.group),
            ),
        )
    )


def _sortable(group: GroupKey) -> tuple[tuple[str, bool, str], ...]:
    return tuple((name, value is None, value or "") for name, value in group)


def _by_group(of: View, signals: Sequence[str]) -> dict[GroupKey, list[Facet]]:
    found: dict[GroupKey, list[Facet]] = {}
    for facet in of.of(signals):
        if facet.group:
            found.setdefault(of.canonical(facet.group), []).append(facet)
    return found


def _cell(facets: Sequence[Facet]) -> Cell:
    shown = [facet for facet in facets if facet.verdict == "shown"]
    worse = tuple(facet for facet in shown if facet.worse_off)
    if worse:
        return Cell(state="worse_off", worse=worse)
    if any(facet.worse_off is None for facet in shown):
        return Cell(state="shown")
    if shown:
        return Cell(state="better_off")
    verdicts = {facet.verdict for facet in facets}
    return Cell(state=next((state for state in _LOOKED if state in verdicts), "not_looked_at"))
