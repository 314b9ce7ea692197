"""Protects hidden counts: rounds a neighbour more coarsely, or hides it too, until the attack pins none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from adm_audit.disclosure.attack import Attack
from adm_audit.disclosure.propagate import propagate
from adm_audit.disclosure.rules import Rule
from adm_audit.disclosure.system import Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROUNDS = 400
_AT_ONCE = 5


class _Protection:
    """The cells of all tables in one row, with how coarsely each is rounded so far."""

    def __init__(self, tables: Sequence[Table], true: NDArray[np.int64], rule: Rule) -> None:
        import numpy as np

        self.attack, self.rule, self.true = Attack(tables), rule, true
        system = self.attack.system
        self.cells = len(true)
        self.steps = np.zeros(self.cells, dtype=np.int64)
        self.printed = np.concatenate([table.printed for table in tables])
        self.base = rule.base
        by_column = system.rows.tocsc()
        self.rows_of = [
            by_column.indices[by_column.indptr[at] : by_column.indptr[at + 1]] for at in range(len(system.low))
        ]
        self.attack.see(self._whole(true))

    def _whole(self, true: NDArray[np.int64]) -> NDArray[Any]:
        """Return the true counts with those of the sums that no table prints."""
        import numpy as np

        system = self.attack.system
        x = np.concatenate([true, np.zeros(len(system.low) - len(true))])
        rows = system.rows
        for row in range(rows.shape[0]):
            inside = slice(rows.indptr[row], rows.indptr[row + 1])
            columns, signs = rows.indices[inside], rows.data[inside]
            whole = columns[signs < 0][0]
            if whole >= self.cells:
                x[whole] = x[columns[signs > 0]].sum()
        return x

    def quickly(self) -> None:
        """Widen neighbours until no equation by itself narrows a hidden cell."""
        import numpy as np

        system = self.attack.system
        for _ in range(_ROUNDS):
            found = propagate(system)
            ends = ((found.low > system.low, found.low_row), (found.high < system.high, found.high_row))
            tight = [
                (int(cell), int(row[cell])) for narrow, row in ends for cell in np.flatnonzero(narrow & system.must)
            ]
            if not tight:
                return
            widened: set[int] = set()
            for cell, row in tight:
                if widened.isdisjoint(self._members(row)):
                    widened.update(self.loosen(cell, row))

    def loosen(self, cell: int, first: int | None = None) -> list[int]:
        """Give one neighbour of a pinned cell a wider range; return it, or none.

        first: the equation in which a neighbour is looked for before all others.
        """
        rows = sorted((int(row) for row in self.rows_of[cell]), key=lambda row: (row != first, *self._width(row)))
        for row in rows:
            able = [other for other in self._members(row) if other < self.cells and self._can(other)]
            if able:
                return [self._coarsen(min(able, key=self._loss))]
        reachable = {
            other
            for row in rows
            for member in self._members(row)
            for further in self.rows_of[member]
            for other in self._members(further)
            if other < self.cells and self._can(other)
        }
        return [self._coarsen(min(sorted(reachable), key=self._loss))] if reachable else []

    def _members(self, row: int) -> list[int]:
        rows = self.attack.system.rows
        return [int(column) for column in rows.indices[rows.indptr[row] : rows.indptr[row + 1]]]

    def _width(self, row: int) -> tuple[float, int]:
        system = self.attack.system
        members = self._members(row)
        return float((system.high[members] - system.low[members]).sum()), int(row)

    def _can(self, cell: int) -> bool:
        system = self.attack.system
        return not system.must[cell] and system.high[cell] > 0 and self.steps[cell] < 99

    def _loss(self, cell: int) -> tuple[float, int]:
        """Return how much is lost by a wider range: judged by what is printed only, so that the choice says nothing."""
        shown = max(int(self.printed[cell]), 1)
        return self.rule.coarser(int(self.steps[cell]) + 1) / shown, int(cell)

    def _coarsen(self, cell: int) -> int:
        system = self.attack.system
        self.steps[cell] += 1
        base = self.rule.coarser(int(self.steps[cell]))
        low, high, printed = self.rule.rounded(int(self.true[cell]), base)
        if printed < 2 * base:
            # rounded so coarsely that nothing but a hidden count is left: the range of all that it may be
            low, high, printed = 0, max(4 * base, int(system.high[cell])), -1
            self.steps[cell] = 99
        system.low[cell] = min(system.low[cell], low)
        system.high[cell] = max(system.high[cell], high)
        self.printed[cell] = printed
        return cell


def protect(tables: Sequence[Table], true: Sequence[NDArray[np.int64]], rule: Rule) -> list[Table]:
    """Return tables in which every hidden cell keeps its whole range against the attack.

    tables: with small cells hidden and the others rounded. true: the counts of each, as a person who attacks never
    sees them. Raises ValueError where no neighbour is left to hide.
    """
    import numpy as np

    state = _Protection(tables, np.concatenate(list(true)), rule)
    state.quickly()
    for _ in range(_ROUNDS):
        tight = state.attack.unreachable(1, _AT_ONCE) + state.attack.unreachable(-1, _AT_ONCE)
        if not tight:
            return _written(tables, state)
        for cell in dict.fromkeys(tight):
            if not state.loosen(cell):
                raise ValueError("no neighbour is left to hide")
    raise ValueError("no end of hiding")


def _written(tables: Sequence[Table], state: _Protection) -> list[Table]:
    system, found = state.attack.system, []
    for at, table in enumerate(tables):
        inside = slice(system.starts[at], system.starts[at + 1])
        found.append(
            Table(
                axes=table.axes,
                codes=table.codes,
                low=system.low[inside].astype("int64"),
                high=system.high[inside].astype("int64"),
                printed=state.printed[inside],
                must=table.must,
                coarser=table.coarser,
            )
        )
    return found
