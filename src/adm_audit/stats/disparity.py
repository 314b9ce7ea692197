"""Two groups compared: difference, ratio, people, and the exact test; over all values that the counts allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from adm_audit.counts import Count, high
from adm_audit.stats.boxes import corners, covering, is_ranged, over, shown
from adm_audit.stats.exact import fisher_p, mid_p, score_test
from adm_audit.stats.intervals import Side, join_difference, join_ratio, side
from adm_audit.values import Because, Bounds, Estimate, Interval, Number, Undefined

Table = tuple[float, float, float, float]
"""Cases and total of the group, cases and total of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disparity:
    """Everything about one comparison.

    complement_ratio: the ratio of those who are not cases (a ratio of .98 granted can be 3 times the refusals).
    people: n1 times the difference. p, p_smallest: mid-p, the largest and smallest that the counts allow; None where
    one side is empty. score_z, score_p, fisher_p: to compare with other tools; None with rounded or weighted counts.
    """

    difference: Number
    ratio: Number
    complement_ratio: Number
    people: Number
    p: float | None
    p_smallest: float | None
    score_z: float | None = None
    score_p: float | None = None
    fisher_p: float | None = None


def compare(
    cases: Count,
    total: Count,
    other_cases: Count,
    other_total: Count,
    *,
    confidence: float = 0.95,
    design_effects: tuple[float, float] = (1.0, 1.0),
) -> Disparity:
    """Compare ``cases / total`` with ``other_cases / other_total``.

    Four counts instead of a table, so that they cannot be swapped. design_effects: variance inflation of each side
    (weights, clusters), at least 1; tests use counts divided by it and rounded.
    An empty side gives ``Undefined`` (``nobody_in_group``, ``nobody_among_others``), impossible counts
    ``more_cases_than_people``; a ratio without cases among the others ``nobody_selected_among_others``, a complement's
    ratio with nothing but cases among them ``everybody_selected_among_others``.

    >>> found = compare(250, 1000, 270, 1000)
    >>> round(found.difference.value, 3), round(found.ratio.value, 3), round(found.p, 3)
    (-0.02, 0.926, 0.309)
    """
    counts = (cases, total, other_cases, other_total)
    mine, others = corners(cases, total), corners(other_cases, other_total)
    if not mine or not others:
        return _nothing(counts)
    tables = [(*one, *two) for one, two in product(mine, others)]
    one, two = shown(cases, total), shown(other_cases, other_total)
    box = _Box(
        tables=tables,
        sides=_sides(mine, others, confidence, design_effects),
        shown=None if one is None or two is None else (*one, *two),
        ranged=is_ranged(counts),
    )
    differences = [k / n - x / m for k, n, x, m in tables]
    zero_possible = min(differences) <= 0 <= max(differences)
    p_values = [_test(table, design_effects) for table in tables]
    plain = not box.ranged and design_effects == (1.0, 1.0) and not any(isinstance(count, float) for count in counts)
    score = score_test(*tables[0]) if plain else None
    limits = covering(join_difference(*pair) for pair in box.sides)
    return Disparity(
        difference=_difference(box, limits),
        ratio=_ratio(box, "nobody_selected_among_others"),
        complement_ratio=_ratio(_complement(box), "everybody_selected_among_others"),
        people=_people(box, limits),
        p=1.0 if box.ranged and zero_possible else max(p_values),
        p_smallest=min(p_values),
        score_z=None if score is None else score[0],
        score_p=None if score is None else score[1],
        fisher_p=fisher_p(*_whole(tables[0], design_effects)) if plain else None,
    )


@dataclass(frozen=True, slots=True)
class _Box:
    """All corners that the counts allow, the limits of both rates there, and the table as printed."""

    tables: Sequence[Table]
    sides: Sequence[tuple[Side, Side]]
    shown: Table | None
    ranged: bool


def _nothing(counts: tuple[Count, Count, Count, Count]) -> Disparity:
    _, total, _, other_total = counts
    code = "more_cases_than_people"
    if high(total) <= 0:
        code = "nobody_in_group"
    elif high(other_total) <= 0:
        code = "nobody_among_others"
    nothing = Undefined(because=Because(code))
    return Disparity(
        difference=nothing, ratio=nothing, complement_ratio=nothing, people=nothing, p=None, p_smallest=None
    )


def _sides(
    mine: Sequence[tuple[float, float]],
    others: Sequence[tuple[float, float]],
    confidence: float,
    design_effects: tuple[float, float],
) -> list[tuple[Side, Side]]:
    one = [side(k, n, confidence=confidence, design_effect=design_effects[0]) for k, n in mine]
    two = [side(k, n, confidence=confidence, design_effect=design_effects[1]) for k, n in others]
    return list(product(one, two))


def _whole(table: Table, design_effects: tuple[float, float]) -> tuple[int, int, int, int]:
    (k, n, x, m), (mine, other) = table, design_effects
    total, other_total = round(n / mine), round(m / other)
    return min(round(k / mine), total), total, min(round(x / other), other_total), other_total


def _test(table: Table, design_effects: tuple[float, float]) -> float:
    return mid_p(*_whole(table, design_effects))


def _complement(box: _Box) -> _Box:
    def turned(table: Table) -> Table:
        k, n, x, m = table
        return n - k, n, m - x, m

    return _Box(
        tables=[turned(table) for table in box.tables],
        sides=[((1 - p1, 1 - u1, 1 - l1), (1 - p2, 1 - u2, 1 - l2)) for (p1, l1, u1), (p2, l2, u2) in box.sides],
        shown=None if box.shown is None else turned(box.shown),
        ranged=box.ranged,
    )


def _difference(box: _Box, limits: Interval) -> Number:
    def at(table: Table) -> float:
        k, n, x, m = table
        return k / n - x / m

    value = None if box.shown is None else at(box.shown)
    return over([at(table) for table in box.tables], value, limits, ranged=box.ranged)


def _people(box: _Box, limits: Interval) -> Number:
    """Return the difference times the people of the group, within ``limits`` of the difference times any of their numbers.

    The limits of the product itself are not always extreme at a corner, those of the difference are.
    """

    def at(table: Table) -> float:
        k, n, x, m = table
        return n * (k / n - x / m)

    ends = [table[1] * limit for table in box.tables for limit in (limits.low, limits.high or 0.0)]
    value = None if box.shown is None else at(box.shown)
    interval = Interval(min(ends), max(ends))
    return over([at(table) for table in box.tables], value, interval, ranged=box.ranged)


def _ratio(box: _Box, nobody: str) -> Number:
    interval = covering(join_ratio(*sides) for sides in box.sides)
    values = [divide(table) for table in box.tables if table[2] > 0]
    if not values:
        return Undefined(because=Because(nobody), interval=interval)
    value = None if box.shown is None or box.shown[2] <= 0 else divide(box.shown)
    found = over(values, value, interval, ranged=box.ranged)
    if len(values) == len(box.tables):
        return found
    # Some corners have no cases among the others: the ratio has no largest value.
    if isinstance(found, Estimate) and found.bounds is not None:
        return Estimate(value=found.value, interval=interval, bounds=Interval(found.bounds.low, None))
    return Bounds(low=min(values), high=None, interval=interval)


def divide(table: Table) -> float:
    """Return the ratio of two rates by one division, so that equal fractions give equal numbers.

    >>> divide((4, 10, 5, 10))
    0.8
    """
    k, n, x, m = table
    return (k * m) / (n * x)


def against_overall(difference: Number, total: float, other_total: float) -> Number:
    """Return the group's rate minus the rate of all people, from its difference to everyone else.

    total, other_total: people of the group and of everyone else, exact. All limits shrink alike, to n2 / (n1 + n2).

    >>> against_overall(Estimate(value=0.25), 200, 600).value
    0.1875
    """
    share = other_total / (total + other_total)

    def shrunk(interval: Interval | None) -> Interval | None:
        if interval is None:
            return None
        return Interval(interval.low * share, None if interval.high is None else interval.high * share)

    if isinstance(difference, Estimate):
        return Estimate(
            value=difference.value * share, interval=shrunk(difference.interval), bounds=shrunk(difference.bounds)
        )
    if isinstance(difference, Bounds):
        ends = shrunk(Interval(difference.low, difference.high)) or Interval(0.0, None)
        return Bounds(low=ends.low, high=ends.high, interval=shrunk(difference.interval))
    return difference
