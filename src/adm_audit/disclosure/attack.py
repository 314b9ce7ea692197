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
_SECONDS = 20.0
_INFEASIBLE = 2
_WHOLE = 1e-6
_POOL = 30
_ROUNDS = 40
"""Programmes that look at many cells at once, before each cell left is looked at alone."""


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
        self._together()
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
        found = self._programme(weights, seconds=_SECONDS * 3, gap=0.0)
        if found.status == _INFEASIBLE:
            raise ValueError("the published tables contradict each other")
        limit = found.fun if found.status == 0 else np.ceil(found.mip_dual_bound - _WHOLE)
        return int(sign * round(float(limit)))

    def _together(self) -> None:
        """Bring many hidden cells to their ends at once."""
        import numpy as np

        for sign in (1, -1):
            for _ in range(_ROUNDS):
                left = self.open(sign)
                weights = np.zeros(len(self.system.low))
                weights[left] = sign
                if not len(left) or self._solve(weights, seconds=1.0) is None or len(self.open(sign)) == len(left):
                    break

    def _reach(self, cell: int, end: float) -> bool:
        """Return whether a cell can have this count: by the fewest changes to counts already seen."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import hstack

        if not self.pool and self._solve(np.zeros(len(self.system.low))) is None:
            raise ValueError("the published tables contradict each other")
        start = min(self.pool, key=lambda counts: abs(counts[cell] - end))
        rows, size = self.system.rows, len(start)
        up, down = self.system.high - start, start - self.system.low
        least = np.zeros(2 * size)
        move = end - start[cell]
        side = cell if move > 0 else size + cell
        most = np.concatenate([up, down])
        most[[cell, size + cell]] = 0
        least[side] = most[side] = abs(move)
        for whole in (0, 1):
            found = milp(
                np.ones(2 * size),
                constraints=LinearConstraint(hstack([rows, -rows]), 0, 0) if rows.shape[0] else (),
                bounds=Bounds(least, most),
                integrality=np.full(2 * size, whole),
                options={"mip_rel_gap": _GAP, "time_limit": _SECONDS},
            )
            if found.x is None:
                return False
            counts = start + found.x[:size] - found.x[size:]
            if np.abs(counts - np.rint(counts)).max() < _WHOLE:
                self.see(np.rint(counts))
                return True
        return False

    def _solve(self, weights: NDArray[np.float64], *, seconds: float = _SECONDS) -> NDArray[np.float64] | None:
        """Return counts that agree with everything published and have a small weighted sum; None: none were found."""
        import numpy as np

        found = self._programme(weights, seconds=seconds, gap=_GAP)
        if found.x is None:
            return None
        counts: NDArray[np.float64] = np.rint(found.x)
        self.see(counts)
        return counts

    def _programme(self, weights: NDArray[np.float64], *, seconds: float, gap: float) -> Any:
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        rows = self.system.rows
        return milp(
            weights,
            constraints=LinearConstraint(rows, 0, 0) if rows.shape[0] else (),
            bounds=Bounds(self.system.low, self.system.high),
            integrality=np.ones(len(weights)),
            options={"mip_rel_gap": gap, "time_limit": seconds},
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
