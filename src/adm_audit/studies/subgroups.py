"""A search for groups that nobody listed: found in one half of the people, judged by the other.

Every combination of values of a few columns is counted; a group is a candidate where its rate differs from that of
everyone else *and* from what each of its traits alone would lead to expect. What was found says nothing about chance, as
the largest of many gaps is large by chance; the other half, which the search never saw, is what counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import combinations
from typing import TYPE_CHECKING, Any

from adm_audit.stats.clusters import ClusterSums
from adm_audit.studies.people import People, halves
from adm_audit.study import Searched, SideOfGroup, Subgroup
from adm_audit.tally import Axis

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CANDIDATES = 20
"""So many groups are judged at most: each more makes it harder for the others."""
CLASSES = 4
"""Columns of numbers are cut into so many equally filled classes."""
VALUES, VALUES_OF_FOUR = 60, 30
"""Of a column of text, so many of the most frequent values are looked at; where groups combine four traits, fewer."""
_SETS = 1_500
"""So many sets of columns of one size are looked at; beyond, those that extend the most telling smaller ones."""
_CELLS = 1_000_000
_POOL = 200
_LEAST = 2.0
"""Standard errors by which a group must stand out in the half that searches."""
_ALIKE = 0.5
"""Groups that share more than this part of their people count as one."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the search sees it: a label for each code; None for "not recorded" (0) and for rare values."""

    name: str
    labels: tuple[str | None, ...]
    protected: bool


@dataclass(frozen=True, slots=True, order=True)
class _Group:
    """Codes by position of the column, and by how many standard errors the group stands out."""

    score: float
    columns: tuple[int, ...]
    codes: tuple[int, ...]


def search(
    people: People,
    axes: dict[str, Axis],
    protected: Iterable[str],
    *,
    depth: int,
    smallest: int,
    seed: int,
    listed: Iterable[frozenset[str]] = (),
) -> Searched:
    """Return the groups that stand out in one half of the people, with their counts in the other.

    axes: of the columns of ``people``, by name. protected: which of them are attributes; every group names at least
    one, and at least two columns. depth: most columns, 2 or more. smallest: people that a group and everyone else must
    have. listed: sets of columns that are compared anyway. ``absent``: ``search_too_small`` with fewer than twice
    ``smallest`` people.
    """
    if people.number < 2 * smallest:
        return Searched(absent="search_too_small")
    own = frozenset(protected)
    columns: list[Column] = []
    for at, name in enumerate(people.axes):
        labels, codes = _classes(axes[name], people.codes[:, at], people.n, VALUES if depth < 4 else VALUES_OF_FOUR)
        people.codes[:, at] = codes
        columns.append(Column(name, labels, name in own))
    first, second = halves(people, seed)
    known = {tuple(sorted(people.axes.index(name) for name in names)) for names in listed}
    looked_at, pool = _candidates(first, columns, known, depth=depth, smallest=max(1, smallest // 2))
    chosen = _different(first, pool)
    found = (_judged(second, columns, group) for group in chosen)
    return Searched(
        found=tuple(group for group in found if group.group.total > 0 and group.others.total > 0),
        looked_at=looked_at,
        people=(first.number, second.number),
    )


def _classes(
    axis: Axis, codes: NDArray[np.int32], n: NDArray[np.int64], most: int
) -> tuple[tuple[str | None, ...], NDArray[np.int32]]:
    """Return few classes in place of many codes: of numbers equally filled ones, of text the most frequent values."""
    import numpy as np

    sizes = np.bincount(codes, weights=n, minlength=len(axis))
    sizes[0] = 0
    if axis.numbers is None:
        kept = [code for code in np.argsort(-sizes, kind="stable").tolist() if sizes[code] > 0][:most]
        kept.sort()
        at = np.full(len(axis), len(kept) + 1, dtype=np.int32)
        at[0] = 0
        at[kept] = np.arange(1, len(kept) + 1)
        return (None, *(axis.values[code] for code in kept), None), at[codes]
    if len(axis) - 1 <= CLASSES:
        return axis.values, codes
    middles = (np.cumsum(sizes) - sizes / 2) / max(sizes.sum(), 1)
    class_of = np.minimum((middles * CLASSES).astype(np.int32), CLASSES - 1) + 1
    class_of[0] = 0
    used = [int(number) for number in np.unique(class_of[1:])]
    at = np.array([0 if number == 0 else used.index(int(number)) + 1 for number in class_of], dtype=np.int32)
    labels = (
        _span([text for text, number in zip(axis.values, class_of, strict=True) if number == one]) for one in used
    )
    return (None, *labels), at[codes]


def _span(labels: Sequence[str | None]) -> str:
    """Return the label of neighbouring bins of numbers.

    >>> _span(["1 to 2", "3 to 4.5"]), _span(["7"])
    ('1 to 4.5', '7')
    """
    low, high = str(labels[0]).split(" to ")[0], str(labels[-1]).split(" to ")[-1]
    return low if low == high else f"{low} to {high}"


def _candidates(
    half: People, columns: Sequence[Column], listed: set[tuple[int, ...]], *, depth: int, smallest: int
) -> tuple[int, list[_Group]]:
    """Return how many groups were looked at, and those that stand out most, the first first."""
    pool: list[_Group] = []
    looked_at = 0
    sums = _sums(half)
    best: dict[tuple[int, ...], float] = {}
    for size in range(2, min(depth, len(columns)) + 1):
        scored: dict[tuple[int, ...], float] = {}
        for at in _sets(size, columns, best):
            shape = [len(columns[one].labels) for one in at]
            if _product(shape) > _CELLS:
                continue
            tables = _tables(sums, at, shape)
            scores, large = _scores(tables, smallest)
            for axis, one in enumerate(at):
                absent = [code for code, label in enumerate(columns[one].labels) if label is None]
                _set(scores, axis, absent)
                _set(large, axis, absent)
            if at in listed:
                scores[...] = 0.0
            else:
                looked_at += int(large.sum())
            scored[at] = float(scores.max(initial=0.0))
            pool.extend(_best(scores, at))
            pool = nlargest(_POOL, pool)
        best = scored
    return looked_at, pool


def _sets(size: int, columns: Sequence[Column], best: dict[tuple[int, ...], float]) -> Iterator[tuple[int, ...]]:
    """Yield sets of columns with a protected attribute: all, or those that extend the most telling smaller ones."""

    def fits(at: tuple[int, ...]) -> bool:
        return any(columns[one].protected for one in at)

    every = [at for at in combinations(range(len(columns)), size) if fits(at)]
    if len(every) <= _SETS or not best:
        yield from every
        return
    tried: set[tuple[int, ...]] = set()
    for at in sorted(best, key=lambda key: (-best[key], key)):
        for one in range(len(columns)):
            grown = tuple(sorted({*at, one}))
            if len(grown) == size and grown not in tried:
                tried.add(grown)
                yield grown
            if len(tried) >= _SETS:
                return


@dataclass(frozen=True, slots=True)
class _Sums:
    """What is summed, column by column: codes, 1 for the selected, people (None: one each), weights and their squares."""

    codes: list[NDArray[np.int64]]
    selected: NDArray[np.int64]
    n: NDArray[np.float64] | None
    weights: NDArray[np.float64] | None
    squares: NDArray[np.float64] | None


def _sums(half: People) -> _Sums:
    import numpy as np

    weights = None if half.weights is None else half.weighed()
    return _Sums(
        [half.codes[:, at].astype(np.int64) for at in range(half.codes.shape[1])],
        half.selected.astype(np.int64),
        None if (half.n == 1).all() else half.n.astype(np.float64),
        weights,
        None if weights is None or half.weights is None else weights * half.weights,
    )


def _tables(
    sums: _Sums, at: Sequence[int], shape: Sequence[int]
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any] | None]:
    """Return people, weight, cases and squared weights of every combination of recorded values."""
    import numpy as np

    flat = sums.codes[at[0]]
    for one, width in zip(at[1:], shape[1:], strict=True):
        flat = flat * width + sums.codes[one]
    flat = flat * 2 + sums.selected

    def table(values: NDArray[Any] | None) -> NDArray[Any]:
        # the last axis tells who was selected, so that one pass over the people counts both
        found = np.bincount(flat, weights=values, minlength=2 * _product(shape)).reshape(*shape, 2).astype(np.float64)
        for axis in range(len(shape)):
            # people whose value is not recorded are on no side of a combination
            _set(found, axis, [0])
        return found

    number = table(sums.n)
    whole = number if sums.weights is None else table(sums.weights)
    squares = None if sums.squares is None else table(sums.squares).sum(axis=-1)
    return number.sum(axis=-1), whole.sum(axis=-1), whole[..., 1], squares


def _set(table: NDArray[Any], axis: int, codes: Sequence[int]) -> None:
    index: list[Any] = [slice(None)] * table.ndim
    index[axis] = list(codes)
    table[tuple(index)] = 0.0


def _scores(
    tables: tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any] | None], smallest: int
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return for each cell by how many standard errors it stands out from everyone else and from each of its parents.

    Of a parent, from those who share all traits but one. 0 where it does not stand out from all of them in the same
    direction, or where a side is too small. And which cells are large enough.
    """
    import numpy as np

    number, whole, cases, squares = tables
    design = 1.0 if squares is None else float(squares.sum() / max(whole.sum(), 1e-12))
    large = (number >= smallest) & (number.sum() - number >= smallest)
    own = _z(cases, whole, cases.sum() - cases, whole.sum() - whole)
    scores = np.abs(own)
    for axis in range(number.ndim):
        others, people = (table.sum(axis=axis, keepdims=True) - table for table in (cases, whole))
        scores = np.minimum(scores, np.sign(own) * _z(cases, whole, others, people))
    return np.where(large, np.maximum(scores, 0.0) / design**0.5, 0.0), large


def _z(one: NDArray[Any], n: NDArray[Any], two: NDArray[Any], m: NDArray[Any]) -> NDArray[Any]:
    """Return the score statistic of two shares with a common variance; 0 where there is none."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        both = (one + two) / (n + m)
        found = (one / n - two / m) / np.sqrt(both * (1 - both) * (1 / n + 1 / m))
    finite: NDArray[Any] = np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0)
    return finite


def _best(scores: NDArray[Any], at: tuple[int, ...]) -> list[_Group]:
    import numpy as np

    flat = scores.reshape(-1)
    places = np.flatnonzero(flat >= _LEAST)
    if len(places) > _POOL:
        places = places[np.argsort(-flat[places], kind="stable")[:_POOL]]
    codes = np.stack(np.unravel_index(places, scores.shape), axis=1).tolist() if len(places) else []
    return [_Group(float(flat[place]), at, tuple(own)) for place, own in zip(places.tolist(), codes, strict=True)]


def _members(people: People, columns: Sequence[int], codes: Sequence[int]) -> NDArray[np.bool_]:
    import numpy as np

    member = np.ones(len(people.n), dtype=np.bool_)
    for column, code in zip(columns, codes, strict=True):
        member &= people.codes[:, column] == code
    return member


def _different(half: People, pool: Sequence[_Group]) -> list[_Group]:
    """Return the first groups that do not consist of mostly the same people as one before them."""
    chosen: list[tuple[_Group, NDArray[np.bool_], int]] = []
    for group in pool:
        mine = _members(half, group.columns, group.codes)
        size = int(half.n[mine].sum())
        if not any(_alike(half, mine, size, other, n) for _, other, n in chosen):
            chosen.append((group, mine, size))
        if len(chosen) == CANDIDATES:
            break
    return [group for group, _, _ in chosen]


def _alike(half: People, one: NDArray[np.bool_], n: int, two: NDArray[np.bool_], m: int) -> bool:
    if min(n, m) <= _ALIKE * max(n, m):
        return False
    both = int(half.n[one & two].sum())
    return both > _ALIKE * (n + m - both)


def _judged(half: People, columns: Sequence[Column], group: _Group) -> Subgroup:
    """Return the counts of a group in the half that judges, beside everyone else with recorded values."""
    recorded = (half.codes[:, list(group.columns)] > 0).all(axis=1)
    member = _members(half, group.columns, group.codes)
    traits = tuple(
        (columns[at].name, str(columns[at].labels[code])) for at, code in zip(group.columns, group.codes, strict=True)
    )
    parents = [
        (columns[at].name, _side(half, recorded & (half.codes[:, at] == code)))
        for at, code in zip(group.columns, group.codes, strict=True)
    ]
    return Subgroup(
        traits=traits,
        group=_side(half, member),
        others=_side(half, recorded & ~member),
        parents=tuple(parents),
    )


def _side(half: People, member: NDArray[np.bool_]) -> SideOfGroup:
    weights = half.weighed()
    cases, total = weights * (member & half.selected), weights * member
    exact: Callable[[float], float] = int if half.weights is None else float
    return SideOfGroup(
        cases=exact(float(cases.sum())),
        total=exact(float(total.sum())),
        squares=0.0 if half.weights is None else float((total * half.weights).sum()),
        clusters=None if half.clusters is None else _clusters(half, cases, total),
    )


def _clusters(half: People, cases: NDArray[Any], total: NDArray[Any]) -> ClusterSums:
    """Return the sums over clusters; people without a cluster are clusters of their own."""
    import numpy as np

    numbers = np.zeros(len(half.n), dtype=np.int64) if half.clusters is None else half.clusters
    k, n = (np.bincount(numbers, weights=values)[1:] for values in (cases, total))
    alone = (numbers == 0) & (total > 0)
    each = np.ones(len(half.n)) if half.weights is None else half.weights
    squares, selected = half.n * each**2 * alone, half.selected
    both = float((squares * selected).sum())
    return ClusterSums(
        k2=float((k * k).sum()) + both, kn=float((k * n).sum()) + both, n2=float((n * n).sum()) + float(squares.sum())
    )


def _product(shape: Iterable[int]) -> int:
    product = 1
    for width in shape:
        product *= width
    return product
