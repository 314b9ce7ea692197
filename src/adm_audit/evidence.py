"""Counts as the signals read them: people of each group by decision and outcome.

Decision, outcome, recommendation and route are packed into one integer, the ``case`` axis: signals read
them together, and only some combinations occur.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from adm_audit.counts import Count, Counts, CountsOfAll
from adm_audit.tally import Axis, Cells, Tally
from adm_audit.values import Because

if TYPE_CHECKING:
    from adm_audit.stats.clusters import ClusterTable
    from adm_audit.study import Studied, StudyName

CASE = "case:"
CASES = 81
EVERYONE = CASES
"""A code of the case axis of its own: all people of a cell, in tables that count who reached each stage."""
_KNOWN_FURTHER = 9
UNKNOWN, NO, YES = 0, 1, 2
STAGES = "stages:"
"""The axis of stages: a number whose bits say which were reached, the first stage in bit 0."""
SCORE, PERIOD, BEFORE, VERSION = "score:", "period:", "before:", "version:"
"""The axes of the score, of the periods, of decisions now and before the tool, and of versions of the tool."""
LEFT, SECOND = "left:", "second:"
"""The axes of who gave up before a decision (1: stayed, 2: left), and of a second judgement (1: no, 2: yes)."""
ORDER, TOP = "order:", "top:"
"""The axes of all decisions from worst to best, and of the tops of a ranking. Of numbers: ``half:`` and their axis."""
TERM_SIDES = ("", "in_time", "late", "late_open", "young", "young_open", "negative")
"""The sides of the axis ``term:0`` of the first waiting time, by code.

late_open: no end yet, and the term is over. young: began less than a term before the newest date, so that nobody knows
whether it will be late; young_open: the same without an end, or an open one without a term. negative: ends before it
begins.
"""

Values = tuple[str | None, ...]
Route = Literal["random", "not_random"]

COUNT_FIELDS: Mapping[tuple[int, int], str] = {
    (YES, YES): "tp",
    (YES, NO): "fp",
    (YES, UNKNOWN): "selected_unknown",
    (NO, YES): "fn",
    (NO, NO): "tn",
    (NO, UNKNOWN): "unselected_unknown",
}
"""The field of `Counts` for each decision and outcome."""
FLAG_FIELDS: Mapping[str, int] = {"off": 0, "on": 1}


def pack(decision: int, outcome: int, recommendation: int = UNKNOWN, route: int = UNKNOWN) -> int:
    """Return the code of a case; each part is 0 (unknown), 1 (no) or 2 (yes).

    >>> pack(YES, NO), unpack(5)
    (5, (2, 1, 0, 0))
    """
    return decision + 3 * outcome + 9 * recommendation + 27 * route


def unpack(case: int) -> tuple[int, int, int, int]:
    """Return decision, outcome, recommendation and route of a case."""
    return case % 3, case // 3 % 3, case // 9 % 3, case // 27


def case_field(case: int) -> str | None:
    """Return the name under which clusters count a case: that of its count, with the case where more is known of it.

    None where no decision is recorded.

    >>> case_field(pack(YES, NO)), case_field(pack(YES, NO, NO)), case_field(pack(UNKNOWN, NO))
    ('fp', 'fp:14', None)
    """
    name = COUNT_FIELDS.get(unpack(case)[:2])
    return name if name is None or case < _KNOWN_FURTHER else f"{name}:{case}"


def case_axis() -> Axis:
    """Return the axis of all cases, and of everyone."""
    return Axis(CASE, (None, *(str(case) for case in range(1, CASES + 1))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaints:
    """Complaints about the decisions in the data: all, and of each group by attribute (received, won, lost).

    Those that are neither won nor lost are open. None stands for complaints whose group is not recorded.
    """

    received: int
    won: int = 0
    lost: int = 0
    by: Mapping[str, Mapping[str | None, tuple[int, int, int]]] = field(default_factory=dict)


@dataclass(slots=True)
class Evidence:
    """What signals may look at: the tally, and sums over clusters where the plan names any.

    population: people of each group outside the data, by attribute, where the plan names a reference population.
    population_crossed: the same by attribute, age and sex. complaints: where the plan names a table of them.
    before: the same counts of the file with decisions before the tool, where the plan names one.
    skipped: people who reached a stage without the one before it, where the table counts who reached each stage.
    weighted: cases carry weights. clusters: by the axes of a need. remarks: on how the rows hang together.
    studies: what studies of rows found, by their names.
    """

    tally: Tally
    weighted: bool = False
    clusters: Mapping[frozenset[str], ClusterTable] = field(default_factory=dict)
    remarks: tuple[Because, ...] = ()
    population: Mapping[str, Mapping[str | None, int]] = field(default_factory=dict)
    population_crossed: Mapping[str, Mapping[Values, int]] = field(default_factory=dict)
    complaints: Complaints | None = None
    before: Evidence | None = None
    skipped: int | float = 0
    studies: Mapping[StudyName, Studied] = field(default_factory=dict)
    _tables: dict[object, dict[Values, Counts]] = field(default_factory=dict)

    def counts(self, *attributes: str, route: Route | None = None) -> dict[Values, Counts]:
        """Return the counts of every group that occurs, by its values in the order of ``attributes``.

        A value of None means "not recorded". With ``route``, only cases chosen at random, or only the others.
        Raises KeyError where no signal asked for this table.
        """
        key = (attributes, route)
        if key not in self._tables:
            self._tables[key] = self._fold(self.tally.margin(*attributes, CASE), attributes, route)
        return self._tables[key]

    def squares(self, *attributes: str) -> dict[Values, Counts]:
        """Return sums of squared weights in the same shape; only where cases carry weights."""
        cells = self.tally.margin(*attributes, CASE)
        if cells.squares is None:
            raise KeyError(attributes)
        squared = Cells(cells.axes, cells.codes, cells.squares, cells.squares, cells.squares)
        return self._fold(squared, attributes, None)

    def cases(self, *attributes: str) -> dict[Values, dict[int, tuple[Count, float]]]:
        """Return, for each group, how many people each case holds (see `unpack`), and their squared weights (else 0).

        Raises KeyError where no signal asked for this table.
        """
        found = self._by_code(CASE, attributes)
        return {key: {case: held for case, held in cases.items() if case < CASES} for key, cases in found.items()}

    def reached(self, *attributes: str) -> dict[Values, dict[int, tuple[Count, float]]]:
        """Return the same by the stages that were reached (see `STAGES`)."""
        return self._by_code(STAGES, attributes)

    def by(self, axis: str, *attributes: str) -> dict[Values, dict[int, tuple[Count, float]]]:
        """Return the same by the codes of any axis."""
        return self._by_code(axis, attributes)

    def _by_code(self, axis: str, attributes: tuple[str, ...]) -> dict[Values, dict[int, tuple[Count, float]]]:
        cells = self.tally.margin(*attributes, axis)
        names = [self.tally.axes[name].values for name in attributes]
        found: dict[Values, dict[int, tuple[Count, float]]] = {}
        for row, codes in enumerate(cells.codes.tolist()):
            group = tuple(values[code] for values, code in zip(names, codes, strict=False))
            squared = 0.0 if cells.squares is None else float(cells.squares[row])
            found.setdefault(group, {})[codes[-1]] = (cells.count(row), squared)
        return found

    def share(self, attribute: str, flag: str) -> dict[Values, tuple[Count, Count, float]]:
        """Return, for each group, how many people have the flag axis at 1, how many there are, and their squared weights."""
        found: dict[Values, tuple[Count, Count, float]] = {}
        cells = self.tally.margin(attribute, flag)
        values = self.tally.axes[attribute].values
        for row, (group, on) in enumerate(cells.codes.tolist()):
            count = cells.count(row)
            cases, total, squares = found.get((values[group],), (0, 0, 0.0))
            squared = 0.0 if cells.squares is None else float(cells.squares[row])
            found[(values[group],)] = (cases + count if on else cases, total + count, squares + squared)
        return found

    def _fold(self, cells: Cells, attributes: tuple[str, ...], route: Route | None) -> dict[Values, Counts]:
        names = [self.tally.axes[name].values for name in attributes]
        sums: dict[Values, dict[str, Count]] = {}
        for row, codes in enumerate(cells.codes.tolist()):
            decision, outcome, _, chosen = unpack(codes[-1])
            whole = codes[-1] == EVERYONE
            if route is not None and (whole or (chosen == YES) != (route == "random")):
                continue
            group = tuple(values[code] for values, code in zip(names, codes, strict=False))
            fields = sums.setdefault(group, {})
            name = "people" if whole else COUNT_FIELDS.get((decision, outcome), "undecided")
            fields[name] = fields.get(name, 0) + cells.count(row)
        return {group: (CountsOfAll if "people" in held else Counts)(**held) for group, held in sums.items()}


def total_of(table: Mapping[Values, Counts]) -> Counts:
    """Return the sum of all groups of a table."""
    total = Counts()
    for counts in table.values():
        total = total + counts
    return total
