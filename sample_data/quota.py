"""Draws people by quota instead of by coin, so that only what is planted differs between groups.

Every new column is dealt out along the rows sorted by the columns before it: after any number of rows the
numbers dealt are within one of what they should be. A gap that nobody planted therefore stays near zero, also
in combined groups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[Any]
Shares = Mapping[str, float]


def along(keys: Sequence[Column], rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """Return the order of the rows by these columns, the first one foremost, ties by lot."""
    codes = [np.unique(key, return_inverse=True)[1] for key in keys]
    return np.lexsort([rng.random(len(keys[0])), *reversed(codes)])


def deal(shares: Column, keys: Sequence[Column], rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """Deal each row one of k numbers; `shares` (rows x k, rows summing to 1) says how often each is due."""
    rows, kinds = shares.shape
    dealt = np.empty(rows, dtype=np.intp)
    owed = rng.random(kinds) - 0.5
    for row in along(keys, rng):
        owed += shares[row]
        winner = int(np.argmax(owed + (shares[row] == 0) * -rows))
        owed[winner] -= 1.0
        dealt[row] = winner
    return dealt


def choose(shares: Shares | Sequence[Shares], keys: Sequence[Column], rng: np.random.Generator, rows: int) -> Column:
    """Deal each row one of the named values; one mapping for all rows, or one for each row."""
    each = [shares] * rows if isinstance(shares, Mapping) else shares
    names = list(dict.fromkeys(name for one in each for name in one))
    table = np.array([[one.get(name, 0.0) for name in names] for one in each])
    return np.array(names, dtype=object)[deal(table / table.sum(axis=1, keepdims=True), keys, rng)]


def mark(
    chances: Column, keys: Sequence[Column], rng: np.random.Generator, among: Column | None = None
) -> npt.NDArray[np.bool_]:
    """Mark rows so that each sorted run of rows holds as many marks as its chances add up to."""
    marked = np.zeros(len(chances), dtype=bool)
    rows = np.arange(len(chances)) if among is None else np.flatnonzero(among)
    part = chances[rows].astype(float)
    table = np.column_stack([1 - part, part])
    marked[rows] = deal(table, [key[rows] for key in keys], rng) == 1
    return marked
