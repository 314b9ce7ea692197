"""Published tables as one system of equations: what anybody can write down who holds all of them.

A table is counts over some axes. Two tables agree on every axis that they share, so each sum over the one equals the
sum over the other. Together with the printed ranges, that is all that the tables say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FIELD = "field"
"""The axis of decision and outcome together, of which the axis of cases is a finer division."""


@dataclass(slots=True, kw_only=True)
class Table:
    """A published table: the axes, the codes of each cell, and the range in which each count is said to lie.

    must: cells that are hidden because they are small, and have to keep their whole range. printed: -1 where hidden.
    coarser: the code on a coarser axis for each code of one of the axes, by the name of the coarser axis.
    """

    axes: tuple[str, ...]
    codes: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    printed: NDArray[np.int64]
    must: NDArray[np.bool_]
    coarser: Mapping[str, tuple[str, Mapping[int, int]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.low)

    def known(self) -> frozenset[str]:
        """Return all axes by which its cells can be summed."""
        return frozenset(self.axes) | frozenset(self.coarser)

    def column(self, axis: str) -> NDArray[np.int64]:
        """Return the code of every cell on an axis."""
        import numpy as np

        if axis in self.axes:
            return self.codes[:, self.axes.index(axis)]
        finer, mapping = self.coarser[axis]
        return np.array([mapping[int(code)] for code in self.column(finer)], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class System:
    """Equations ``rows @ x = 0`` between all cells, with bounds. starts: where each table's cells begin in x."""

    rows: Any
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    must: NDArray[np.bool_]
    starts: tuple[int, ...]


def system_of(tables: Sequence[Table]) -> System:
    """Return the system of all equations that hold between published tables about the same people."""
    import numpy as np
    from scipy.sparse import csr_array

    starts = np.cumsum([0, *(len(table) for table in tables)])
    size = int(starts[-1])
    entries: list[tuple[NDArray[np.int64], NDArray[np.int64], float]] = []
    equations = 0
    for shared in _shared(tables):
        owner = next((at for at, table in enumerate(tables) if frozenset(table.axes) == shared), None)
        linked = [at for at, table in enumerate(tables) if shared <= table.known() and at != owner]
        names = tuple(sorted(shared))
        keys: dict[tuple[int, ...], int] = {}
        if owner is not None:
            whole = _keys(tables[owner], names)
            keys = {key: int(starts[owner]) + at for at, key in enumerate(whole)}
        found = [(at, _keys(tables[at], names)) for at in linked]
        for key in dict.fromkeys(key for _, cells in found for key in cells):
            if key not in keys:
                keys[key], size = size, size + 1
        for at, cells in found:
            numbers = {key: equations + position for position, key in enumerate(keys)}
            equations += len(keys)
            own = np.array([numbers[key] for key in cells], dtype=np.int64)
            entries.append((own, np.arange(len(cells), dtype=np.int64) + starts[at], 1.0))
            entries.append((np.array(list(numbers.values())), np.array(list(keys.values())), -1.0))
    row = np.concatenate([rows for rows, _, _ in entries] or [np.zeros(0, dtype=np.int64)])
    column = np.concatenate([columns for _, columns, _ in entries] or [np.zeros(0, dtype=np.int64)])
    value = np.concatenate([np.full(len(rows), sign) for rows, _, sign in entries] or [np.zeros(0)])
    extra = size - int(starts[-1])
    return System(
        csr_array((value, (row, column)), shape=(equations, size)),
        np.concatenate([*(table.low for table in tables), np.zeros(extra)]).astype(float),
        np.concatenate([*(table.high for table in tables), np.full(extra, np.inf)]).astype(float),
        np.concatenate([*(table.must for table in tables), np.zeros(extra, dtype=bool)]),
        tuple(int(start) for start in starts),
    )


def _shared(tables: Sequence[Table]) -> list[frozenset[str]]:
    """Return all sets of axes over which two tables can be compared, and those of the tables themselves."""
    found = {frozenset(table.axes) for table in tables}
    for at, one in enumerate(tables):
        for other in tables[at + 1 :]:
            common = one.known() & other.known()
            # with the finer axis in common, the coarser one says nothing more
            dull = {name for table in (one, other) for name, (finer, _) in table.coarser.items() if finer in common}
            found.add(common - dull)
    return sorted(found, key=lambda names: (len(names), sorted(names)))


def _keys(table: Table, names: Sequence[str]) -> list[tuple[int, ...]]:
    columns = [table.column(name).tolist() for name in names]
    return list(zip(*columns, strict=True)) if columns else [()] * len(table)
