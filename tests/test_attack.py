"""The attack on published tables, against all tables there are (counted one by one) and against hand derivations."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.disclosure.attack import pinned
from adm_audit.disclosure.propagate import propagate
from adm_audit.disclosure.rules import Rule
from adm_audit.disclosure.suppress import protect
from adm_audit.disclosure.system import FIELD, Table, system_of
from adm_audit.evidence import CASE

RULE = Rule(10, 5)


def table(axes: tuple[str, ...], counts: np.ndarray, rule: Rule = RULE) -> Table:
    """Publish an array of counts, an axis of the array for each axis of the table."""
    codes = np.array(list(np.ndindex(counts.shape)), dtype=np.int64).reshape(counts.size, len(axes))
    flat = counts.reshape(-1)
    cells = [(0, rule.minimum - 1, -1) if n < rule.minimum else rule.rounded(int(n)) for n in flat]
    low, high, printed = np.array(cells, dtype=np.int64).reshape(-1, 3).T
    return Table(axes=axes, codes=codes, low=low, high=high, printed=printed, must=flat < rule.minimum)


def both(counts: np.ndarray, rule: Rule = RULE) -> tuple[list[Table], list[np.ndarray]]:
    """A table of two attributes with its two margins."""
    arrays = [counts.sum(1), counts.sum(0), counts]
    axes = [("a",), ("b",), ("a", "b")]
    return [table(names, array, rule) for names, array in zip(axes, arrays, strict=True)], [
        array.reshape(-1) for array in arrays
    ]


def test_exact_margins_give_a_single_hidden_cell_away() -> None:
    # 40 = 37 + x leaves x = 3, whatever the other tables say
    counts = np.array([[37, 3], [50, 60]])
    tables, _ = both(counts, Rule(10, 1))
    found = pinned(tables)
    assert [(item.table, item.low, item.high) for item in found] == [(2, 3, 3)]


def test_rounding_to_5_alone_still_narrows_a_hidden_cell() -> None:
    # a1: 100 (98 to 102) = 90 (88 to 92) + x, so x is 6 to 9 of the 0 to 9 that are allowed (14 by this sum alone);
    # b2: 60 (58 to 62) = x + 50 (48 to 52) allows 6 to 9 too
    counts = np.array([[90, 9], [200, 50]])
    tables, _ = both(counts)
    (found,) = pinned(tables)
    assert (found.table, found.low, found.high) == (2, 6, 9)


@st.composite
def small_tables(draw: st.DrawFn) -> np.ndarray:
    shape = draw(st.sampled_from([(2, 2), (2, 3)]))
    return np.array(
        draw(st.lists(st.integers(0, 9), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]))
    ).reshape(shape)


@settings(max_examples=25, deadline=None)
@given(small_tables())
def test_the_attack_agrees_with_counting_all_tables(counts: np.ndarray) -> None:
    rule = Rule(4, 3)
    tables, _ = both(counts, rule)
    inner = tables[2]
    ranges = [range(int(low), int(high) + 1) for low, high in zip(inner.low, inner.high, strict=True)]
    possible = [
        cells
        for cells in product(*ranges)
        if all(
            bool(((margin.low <= sums) & (sums <= margin.high)).all())
            for margin, sums in (
                (tables[0], np.array(cells).reshape(counts.shape).sum(1)),
                (tables[1], np.array(cells).reshape(counts.shape).sum(0)),
            )
        )
    ]
    least, most = np.min(possible, axis=0), np.max(possible, axis=0)
    expected = {
        cell: (least[cell], most[cell])
        for cell in range(counts.size)
        if inner.must[cell] and (least[cell], most[cell]) != (inner.low[cell], inner.high[cell])
    }
    assert {item.cell: (item.low, item.high) for item in pinned(tables) if item.table == 2} == expected


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=12, max_size=12), st.sampled_from([Rule(10, 5), Rule(5, 5), Rule(10, 1)]))
def test_protected_tables_are_never_pinned(cells: list[int], rule: Rule) -> None:
    tables, true = both(np.array(cells).reshape(3, 4), rule)
    safe = protect(tables, true, rule)
    assert pinned(safe) == ()
    for before, after, counts in zip(tables, safe, true, strict=True):
        assert (after.low <= counts).all() and (counts <= after.high).all()
        assert (after.low <= before.low).all() and (after.high >= before.high).all()
        assert (after.must == before.must).all()


def test_three_attributes_with_all_pairs_are_protected() -> None:
    counts = np.random.default_rng(4).poisson(25, (2, 3, 3)) * np.random.default_rng(5).integers(0, 3, (2, 3, 3))
    arrays = {
        ("a", FIELD): counts.sum(1),
        ("b", FIELD): counts.sum(0),
        ("a", "b", FIELD): counts,
        ("a", "b"): counts.sum(2),
    }
    tables = [table(axes, array) for axes, array in arrays.items()]
    true = [array.reshape(-1) for array in arrays.values()]
    assert pinned(tables)
    assert pinned(protect(tables, true, RULE)) == ()


def test_a_finer_axis_sums_to_the_coarser_one() -> None:
    # two routes a field: the finer table prints 30 and hides one cell; the coarser one prints 33 exactly
    coarse = Table(
        axes=("a", FIELD),
        codes=np.array([[0, 0]]),
        low=np.array([33]),
        high=np.array([33]),
        printed=np.array([33]),
        must=np.array([False]),
    )
    fine = Table(
        axes=("a", CASE),
        codes=np.array([[0, 0], [0, 9]]),
        low=np.array([30, 0]),
        high=np.array([30, 9]),
        printed=np.array([30, -1]),
        must=np.array([False, True]),
        coarser={FIELD: (CASE, {0: 0, 9: 0})},
    )
    (found,) = pinned([coarse, fine])
    assert (found.table, found.cell, found.low, found.high) == (1, 1, 3, 3)


def test_the_quick_attack_never_claims_more_than_the_whole_one() -> None:
    generator = np.random.default_rng(1)
    for _ in range(10):
        tables, true = both(generator.integers(0, 40, (3, 3)))
        quick = propagate(system_of(tables))
        everything = np.concatenate(true)
        assert (quick.low[: len(everything)] <= everything).all()
        assert (everything <= quick.high[: len(everything)]).all()
        tight = {(item.table, item.cell): item for item in pinned(tables)}
        starts = np.cumsum([0, *(len(item) for item in tables)])
        for at, one in enumerate(tables):
            for cell in np.flatnonzero(one.must):
                left = (quick.low[starts[at] + cell], quick.high[starts[at] + cell])
                whole = tight.get((at, int(cell)))
                assert left[0] <= (0 if whole is None else whole.low)
                assert left[1] >= (9 if whole is None else whole.high)


def test_tables_that_contradict_each_other_are_no_attack() -> None:
    one = table(("a",), np.array([100, 100]))
    other = table(("a", "b"), np.array([[20, 3], [20, 3]]))
    with pytest.raises(ValueError, match="contradict"):
        pinned([one, other])


@pytest.mark.parametrize("base", [1, 2, 3, 5, 10, 50])
def test_a_rounded_count_lies_in_its_range_and_all_of_the_range_rounds_alike(base: int) -> None:
    rule = Rule(10, base)
    for count in range(10, 200):
        low, high, printed = rule.rounded(count)
        assert low <= count <= high
        assert {rule.rounded(other) for other in range(low, high + 1)} == {(low, high, printed)}
