"""The attack: the tightest range that anybody can work out for a hidden count from everything published.

Each end is an integer programme over all published tables (Fischetti and Salazar 2001), solved with HiGHS. One
solution often shows the whole range of many cells at once, so that few programmes are needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adm_audit.disclosure.system import System, Table, system_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_GAP = 0.5
"""Where a programme only asks whether a count is possible, its sum need not be the smallest."""
_BONUS = 3.0
_FURTHEST = 1e9
_NODES, _MANY = 2_000, 20_000
"""Limits of the search tree, not of time: the same tables give the same answer on every machine."""
_INFEASIBLE = 2
_WHOLE = 1e-6
_POOL = 30


@dataclass(frozen=True, slots=True)
class Pinned:
    """A hidden cell that can be worked out more tightly than it is printed: table, cell, and the range left."""

    table: int
    cell: int
    low: int
    high: int


class Attack:
    """What is known so far about the cells of a system; every possible set of counts seen widens it."""

    def __init__(self, tables: Sequence[Table]) -> None:
        import numpy as np

        self.system: System = system_of(tables)
        self.cells = np.flatnonzero(self.system.must)
        self.pool: list[NDArray[Any]] = []
        self.seen_low = np.full(len(self.system.low), np.inf)
        self.seen_high = np.full(len(self.system.low), -np.inf)

    def see(self, counts: NDArray[Any]) -> None:
        """Take note of counts that agree with everything published."""
        import numpy as np

        rows = self.system.rows
        if rows.shape[0] and np.abs(rows @ counts).max() > 0:
            raise RuntimeError("the counts do not add up")
        self.pool = [*self.pool[-_POOL:], counts]
        self.seen_low = np.minimum(self.seen_low, counts)
        self.seen_high = np.maximum(self.seen_high, counts)

    def open(self, sign: int) -> NDArray[np.int64]:
        """Return the hidden cells whose lower (1) or upper (-1) end has not been seen yet."""
        system, cells = self.system, self.cells
        if sign > 0:
            return cells[self.seen_low[cells] > system.low[cells]]
        return cells[self.seen_high[cells] < system.high[cells]]

    def unreachable(self, sign: int, stop: int | None = None) -> list[int]:
        """Return the hidden cells that cannot have the lower (1) or upper (-1) end of their range.

        stop: return as soon as so many are found. A cell for which the solver finds no answer in time is among them.
        """
        found: list[int] = []
        done: set[int] = set()
        while left := [int(cell) for cell in self.open(sign) if int(cell) not in done]:
            done.add(left[0])
            if not self._reach(left[0], self.system.low[left[0]] if sign > 0 else self.system.high[left[0]]):
                found.append(left[0])
                if stop is not None and len(found) >= stop:
                    break
        return found

    def tightest(self, cell: int, sign: int) -> int:
        """Return the smallest (1) or largest (-1) count that a cell can have.

        Where the solver does not come to an end in time, the limit that it has proved so far. Raises ValueError where the
        published tables contradict each other.
        """
        import numpy as np

        weights = np.zeros(len(self.system.low))
        weights[cell] = sign
        found = self._programme(weights, nodes=_MANY, gap=0.0)
        if found.status == _INFEASIBLE:
            raise ValueError("the published tables contradict each other")
        limit = found.fun if found.status == 0 else np.ceil(found.mip_dual_bound - _WHOLE)
        return int(sign * round(float(limit)))

    def _reach(self, cell: int, end: float) -> bool:
        """Return whether a cell can have this count: by few changes to counts already seen.

        First by changes that bring other open cells towards their ends too, then by the fewest, then in whole numbers
        by force.
        """
        import numpy as np

        if not self.pool and self._solve(np.zeros(len(self.system.low))) is None:
            raise ValueError("the published tables contradict each other")
        start = min(self.pool, key=lambda counts: abs(counts[cell] - end))
        fewest = np.ones(2 * len(start))
        along = fewest.copy()
        for sign, gain, loss in ((1, len(start), 0), (-1, 0, len(start))):
            along[gain + self.open(sign)], along[loss + self.open(sign)] = -_BONUS, _BONUS + 1
        for costs, whole in ((along, 0), (fewest, 0), (fewest, 1)):
            change = self._changes(start, cell, end, costs, whole)
            if change is None:
                return False
            if np.abs(change - np.rint(change)).max() < _WHOLE:
                self.see(start + np.rint(change))
                return True
        return False

    def _changes(
        self, start: NDArray[np.float64], cell: int, end: float, costs: NDArray[np.float64], whole: int
    ) -> NDArray[np.float64] | None:
        """Return the cheapest changes to counts that give a cell this count; None where there are none."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import hstack

        rows, size = self.system.rows, len(start)
        least = np.zeros(2 * size)
        most = np.concatenate([self.system.high - start, start - self.system.low])
        move = end - start[cell]
        most[[cell, size + cell]] = 0
        side = cell if move > 0 else size + cell
        least[side] = most[side] = abs(move)
        found = milp(
            costs,
            constraints=LinearConstraint(hstack([rows, -rows]), 0, 0) if rows.shape[0] else (),
            bounds=Bounds(least, np.minimum(most, _FURTHEST)),
            integrality=np.full(2 * size, whole),
            options={"mip_rel_gap": _GAP, "node_limit": _NODES},
        )
        change: NDArray[np.float64] | None = None if found.x is None else found.x[:size] - found.x[size:]
        return change

    def _solve(self, weights: NDArray[np.float64], *, nodes: int = _NODES) -> NDArray[np.float64] | None:
        """Return counts that agree with everything published and have a small weighted sum; None: none were found."""
        import numpy as np

        found = self._programme(weights, nodes=nodes, gap=_GAP)
        if found.x is None:
            return None
        counts: NDArray[np.float64] = np.rint(found.x)
        self.see(counts)
        return counts

    def _programme(self, weights: NDArray[np.float64], *, nodes: int, gap: float) -> Any:
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        rows = self.system.rows
        return milp(
            weights,
            constraints=LinearConstraint(rows, 0, 0) if rows.shape[0] else (),
            bounds=Bounds(self.system.low, self.system.high),
            integrality=np.ones(len(weights)),
            options={"mip_rel_gap": gap, "node_limit": nodes},
        )


def pinned(tables: Sequence[Table]) -> tuple[Pinned, ...]:
    """Return every hidden cell that does not keep its whole range, with the range that is left.

    tables: all that was published about the same people. Raises ValueError where they contradict each other.
    """
    attack = Attack(tables)
    low = {cell: attack.tightest(cell, 1) for cell in attack.unreachable(1)}
    high = {cell: attack.tightest(cell, -1) for cell in attack.unreachable(-1)}
    found = (_named(attack.system, cell, low.get(cell), high.get(cell)) for cell in sorted(low | high))
    return tuple(item for item, whole in found if (item.low, item.high) != whole)


def _named(system: System, cell: int, low: int | None, high: int | None) -> tuple[Pinned, tuple[int, int]]:
    """Return a pinned cell, and the whole range that it was meant to keep."""
    table = max(at for at, start in enumerate(system.starts[:-1]) if start <= cell)
    whole = int(system.low[cell]), int(system.high[cell])
    left = whole[0] if low is None else low, whole[1] if high is None else high
    return Pinned(table, cell - system.starts[table], *left), whole
