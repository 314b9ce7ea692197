"""The counts that the signals ask for: axes, needs, and the cells that answer them.

Signals never see rows. They hand in `Need`s; the engine fetches a few cuboids that cover all of them; a margin
is a sum over the smallest cuboid that has its axes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adm_audit.counts import Count, Range

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MERGE_UP_TO = 30_000
"""Needs are merged into one cuboid while the product of the axis sizes stays within this (measured optimum)."""
REFUSE_BEYOND = 2_000_000
"""A cuboid with more cells than this is not fetched; the signal says why."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A column as codes: ``values[code]`` is its text; code 0 is "not recorded" (None).

    numbers: of a column of numbers, the one that stands for each code (the mean of those in it), ascending.
    """

    name: str
    values: tuple[str | None, ...]
    numbers: tuple[float | None, ...] | None = None

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True, slots=True)
class Need:
    """A table of counts that a signal asks for: the names of its axes."""

    axes: frozenset[str]

    @classmethod
    def of(cls, *axes: str) -> Need:
        """Return the need for these axes.

        >>> sorted(Need.of("sex", "case").axes)
        ['case', 'sex']
        """
        return cls(frozenset(axes))


@dataclass(frozen=True, slots=True)
class Cells:
    """Counted cells: one row of codes for each combination that occurs, with its count (low to high).

    ``squares`` holds the sum of squared weights; ``printed`` is -1 where a count was withheld.
    """

    axes: tuple[str, ...]
    codes: NDArray[np.int64]
    low: NDArray[Any]
    high: NDArray[Any]
    printed: NDArray[Any]
    squares: NDArray[Any] | None = None

    def sum_over(self, keep: Sequence[str]) -> Cells:
        """Return the margin over the axes in ``keep``, in that order, sorted by code."""
        import numpy as np

        columns = [self.axes.index(name) for name in keep]
        if not len(self.codes) or not columns:
            codes = self.codes[:1, columns] if len(self.codes) else self.codes[:, columns]
            at = np.zeros(len(self.codes), dtype=np.int64)
        else:
            codes, at = np.unique(self.codes[:, columns], axis=0, return_inverse=True)
            at = at.reshape(-1)
        sums = [_sum_at(values, at, len(codes)) for values in (self.low, self.high)]
        withheld = _sum_at((self.printed < 0).astype(np.int64), at, len(codes)) > 0
        printed = np.where(withheld, -1, _sum_at(np.maximum(self.printed, 0), at, len(codes)))
        squares = None if self.squares is None else _sum_at(self.squares, at, len(codes))
        return Cells(tuple(keep), codes, sums[0], sums[1], printed, squares)

    def count(self, row: int) -> Count:
        """Return the count of one cell."""
        low: int | float = self.low[row].item()
        high: int | float = self.high[row].item()
        if low == high:
            return low
        printed = self.printed[row].item()
        return Range(int(low), int(high), None if printed < 0 else int(printed))


def _sum_at(values: NDArray[Any], at: NDArray[np.int64], size: int) -> NDArray[Any]:
    import numpy as np

    total: NDArray[Any] = np.zeros(size, dtype=values.dtype)
    np.add.at(total, at, values)
    return total


def plan_cuboids(needs: Iterable[Need], sizes: dict[str, int]) -> list[tuple[str, ...]]:
    """Return few cuboids that cover all needs: greedily, widest first, merged while small.

    >>> sizes = {"sex": 3, "origin": 5, "case": 40, "area": 600}
    >>> plan_cuboids([Need.of("sex", "case"), Need.of("origin", "case"), Need.of("area", "case")], sizes)
    [('area', 'case'), ('case', 'origin', 'sex')]
    """
    cuboids: list[frozenset[str]] = []
    for need in sorted({need.axes for need in needs}, key=lambda axes: (-cells(axes, sizes), sorted(axes))):
        for at, cuboid in enumerate(cuboids):
            merged = cuboid | need
            if merged == cuboid or cells(merged, sizes) <= MERGE_UP_TO:
                cuboids[at] = merged
                break
        else:
            cuboids.append(need)
    return [tuple(sorted(cuboid)) for cuboid in cuboids]


def cells(axes: Iterable[str], sizes: dict[str, int]) -> int:
    """Return how many cells these axes span at most.

    >>> cells({"sex", "case"}, {"sex": 3, "case": 40})
    120
    """
    product = 1
    for axis in axes:
        product *= sizes[axis]
    return product


@dataclass(slots=True)
class Tally:
    """All counts of an audit. ``axes`` by name; ``cuboids`` as fetched; margins are summed when asked for.

    apart: axes along which one person stands in several cells; they are never summed over.
    """

    axes: dict[str, Axis]
    cuboids: list[Cells]
    apart: frozenset[str] = frozenset()
    _margins: dict[tuple[str, ...], Cells] = field(default_factory=dict)

    def margin(self, *axes: str) -> Cells:
        """Return the counts over exactly these axes.

        Raises KeyError where no signal asked for a table that holds them.
        """
        if axes not in self._margins:
            covering = [cuboid for cuboid in self.cuboids if self._covers(cuboid, axes)]
            if not covering:
                raise KeyError(axes)
            smallest = min(covering, key=lambda cuboid: (len(cuboid.low), cuboid.axes))
            self._margins[axes] = smallest.sum_over(axes)
        return self._margins[axes]

    def has(self, *axes: str) -> bool:
        """Return whether a table with these axes was fetched."""
        return any(self._covers(cuboid, axes) for cuboid in self.cuboids)

    def _covers(self, cuboid: Cells, axes: Sequence[str]) -> bool:
        return set(axes) <= set(cuboid.axes) and not self.apart & (set(cuboid.axes) - set(axes))
