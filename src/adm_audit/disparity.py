"""Two groups compared: difference, ratio, people, and the exact test; over all values that the counts allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

from adm_audit.counts import Count, Range, high, low, printed
from adm_audit.exact import fisher_p, mid_p, score_test
from adm_audit.intervals import mover_ratio, newcombe_difference
from adm_audit.values import Because, Bounds, Estimate, Interval, Number, Undefined

Corner = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disparity:
    """Everything about one comparison.

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
    An empty side gives ``Undefined`` (``nobody_in_group``, ``nobody_among_others``).

    >>> found = compare(250, 1000, 270, 1000)
    >>> round(found.difference.value, 3), round(found.ratio.value, 3), round(found.p, 3)
    (-0.02, 0.926, 0.309)
    """
    empty = "nobody_in_group" if high(total) == 0 else "nobody_among_others" if high(other_total) == 0 else None
    if empty is not None:
        nothing = Undefined(because=Because(empty))
        return Disparity(
            difference=nothing,
            ratio=nothing,
            complement_ratio=nothing,
            people=nothing,
            p=None,
            p_smallest=None,
        )
    counts = (cases, total, other_cases, other_total)
    corners = _corners(*counts)
    shown = _shown(counts)
    ranged = any(isinstance(count, Range) for count in counts)
    given = {"confidence": confidence, "design_effects": design_effects}
    difference = _number(
        [k / n - x / m for k, n, x, m in corners],
        [newcombe_difference(*corner, **given) for corner in corners],  # type: ignore[arg-type]
        None if shown is None else shown[0] / shown[1] - shown[2] / shown[3],
        ranged=ranged,
    )
    ps = [_test(corner, design_effects) for corner in corners]
    largest = 1.0 if ranged and _straddles(corners) else max(ps)
    plain = not ranged and design_effects == (1.0, 1.0)
    score = score_test(*corners[0]) if plain else None
    return Disparity(
        difference=difference,
        ratio=_ratio(corners, shown, confidence, design_effects, ranged=ranged),
        complement_ratio=_ratio(
            [_complement(corner) for corner in corners],
            None if shown is None else _complement(shown),
            confidence,
            design_effects,
            ranged=ranged,
        ),
        people=_people(difference, total),
        p=largest,
        p_smallest=min(ps),
        score_z=None if score is None else score[0],
        score_p=None if score is None else score[1],
        fisher_p=fisher_p(*(round(count) for count in corners[0])) if plain else None,
    )


def _corners(*counts: Count) -> list[Corner]:
    ends = [sorted({low(count), high(count)}) for count in counts]
    found = []
    for k, total, x, other_total in product(*ends):
        n, m = max(total, 1), max(other_total, 1)
        found.append((min(k, n), n, min(x, m), m))
    return found


def _shown(counts: Sequence[Count]) -> Corner | None:
    values = [printed(count) for count in counts]
    k, n, x, m = values
    if k is None or n is None or x is None or m is None or n <= 0 or m <= 0:
        return None
    return min(k, n), n, min(x, m), m


def _straddles(corners: Sequence[Corner]) -> bool:
    differences = [k / n - x / m for k, n, x, m in corners]
    return min(differences) <= 0 <= max(differences)


def _test(corner: Corner, design_effects: tuple[float, float]) -> float:
    k, n, x, m = corner
    one, two = design_effects
    total, other = max(1, round(n / one)), max(1, round(m / two))
    return mid_p(min(round(k / one), total), total, min(round(x / two), other), other)


def _complement(corner: Corner) -> Corner:
    k, n, x, m = corner
    return n - k, n, m - x, m


def _number(values: Sequence[float], intervals: Sequence[Interval], shown: float | None, *, ranged: bool) -> Number:
    lowest = min(interval.low for interval in intervals)
    highest = None if any(i.high is None for i in intervals) else max(i.high for i in intervals if i.high is not None)
    interval = Interval(lowest, highest)
    if not ranged:
        return Estimate(value=values[0], interval=interval)
    if shown is None:
        return Bounds(low=min(values), high=max(values), interval=interval)
    return Estimate(value=shown, interval=interval, bounds=Interval(min(*values, shown), max(*values, shown)))


def _ratio(
    corners: Sequence[Corner],
    shown: Corner | None,
    confidence: float,
    design_effects: tuple[float, float],
    *,
    ranged: bool,
) -> Number:
    intervals = [mover_ratio(*corner, confidence=confidence, design_effects=design_effects) for corner in corners]
    open_ended = [corner for corner in corners if corner[2] == 0]
    low_end = min(interval.low for interval in intervals)
    high_end = None if any(i.high is None for i in intervals) else max(i.high for i in intervals if i.high is not None)
    interval = Interval(low_end, high_end)
    if open_ended and (not ranged or len(open_ended) == len(corners) or shown is None or shown[2] == 0):
        if ranged and len(open_ended) < len(corners):
            values = [_divide(corner) for corner in corners if corner[2]]
            return Bounds(low=min(values), high=None, interval=interval)
        return Undefined(because=Because("nobody_selected_among_others"), interval=interval)
    values = [_divide(corner) for corner in corners if corner[2]]
    if not ranged:
        return Estimate(value=values[0], interval=interval)
    highest = None if open_ended else max(values)
    if shown is None:
        return Bounds(low=min(values), high=highest, interval=interval)
    return Estimate(value=_divide(shown), interval=interval, bounds=Interval(min(values), highest))


def _divide(corner: Corner) -> float:
    k, n, x, m = corner
    return (k * m) / (n * x)


def _people(difference: Number, total: Count) -> Number:
    size = printed(total)
    if size is None or not isinstance(difference, Estimate) or difference.interval is None:
        return Undefined(because=Because("size_withheld"))
    interval = difference.interval
    upper = None if interval.high is None else size * interval.high
    return Estimate(value=size * difference.value, interval=Interval(size * interval.low, upper))


@dataclass(frozen=True, slots=True)
class Spread:
    """The largest minus the smallest rate, and which groups these are (positions; None with withheld counts)."""

    number: Number
    highest: int | None
    lowest: int | None


def spread(groups: Sequence[tuple[Count, Count]], *, confidence: float = 0.95) -> Spread:
    """Return the largest minus the smallest rate of several groups (cases, total), printed without a verdict.

    The interval runs from the largest lower limit of all pairs (at least 0) to the largest upper limit, each pair at
    the confidence 1 - (1 - confidence) / pairs. Undefined with fewer than two groups that hold people.
    """
    present = [at for at, (_, total) in enumerate(groups) if low(total) > 0]
    if len(present) < 2:
        return Spread(Undefined(because=Because("fewer_than_two_groups")), None, None)
    if any(isinstance(count, Range) for at in present for count in groups[at]):
        return Spread(Undefined(because=Because("rounded_counts")), None, None)
    rates = {at: low(groups[at][0]) / low(groups[at][1]) for at in present}
    top, bottom = max(present, key=rates.__getitem__), min(present, key=rates.__getitem__)
    pairs = list(combinations(present, 2))
    level = 1 - (1 - confidence) / len(pairs)
    lows, highs = [0.0], [0.0]
    for one, two in pairs:
        high_one, low_one = (one, two) if rates[one] >= rates[two] else (two, one)
        limits = newcombe_difference(
            low(groups[high_one][0]), low(groups[high_one][1]), low(groups[low_one][0]), low(groups[low_one][1]),
            confidence=level,
        )  # fmt: skip
        lows.append(limits.low)
        highs.append(max(abs(limits.low), limits.high or 0.0))
    value = rates[top] - rates[bottom]
    return Spread(Estimate(value=value, interval=Interval(max(lows), max(highs))), top, bottom)


def impact_ratio(groups: Sequence[tuple[Count, Count]]) -> Number:
    """Return the smallest rate divided by the largest, without interval or verdict.

    >>> round(impact_ratio([(250, 1000), (270, 1000), (240, 1000), (260, 1000)]).value, 3)
    0.889
    """
    present = [(cases, total) for cases, total in groups if low(total) > 0]
    if len(present) < 2:
        return Undefined(because=Because("fewer_than_two_groups"))
    if any(isinstance(count, Range) for pair in present for count in pair):
        return Undefined(because=Because("rounded_counts"))
    rates = [low(cases) / low(total) for cases, total in present]
    if max(rates) == 0:
        return Undefined(because=Because("nobody_selected"))
    return Estimate(value=min(rates) / max(rates))
