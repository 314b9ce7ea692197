"""Whether a score keeps what it says: bins of a score, and how far outcomes lie from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adm_audit.counts import Count, Range, high, low
from adm_audit.values import Because, Estimate, Number, Undefined

PEOPLE_A_BIN = 50
FEWEST_BINS = 20


def bins_for(people: float, *, most: int) -> int:
    """Return in how many bins a score is cut to compare outcomes inside them: one for each 50 people, at least 20.

    people: with a known outcome. most: how many different codes the score has; never more bins than that.

    >>> bins_for(300, most=200), bins_for(4_000, most=200), bins_for(10**6, most=200), bins_for(300, most=10)
    (20, 80, 200, 10)
    """
    return max(1, min(most, max(FEWEST_BINS, int(people // PEOPLE_A_BIN))))


def merged(people: Mapping[int, Count], bins: int) -> dict[int, int]:
    """Return the bin (from 0) of each code of an ascending axis, equally filled as far as whole codes allow.

    people: by code. Codes are never split; of rounded or withheld counts, the middle of the range counts. bins: at
    least 1. As many codes as bins, or fewer: each is its own bin.

    >>> merged({1: 10, 2: 10, 3: 30, 4: 10}, 2), merged({3: 5, 7: 5}, 4)
    ({1: 0, 2: 0, 3: 1, 4: 1}, {3: 0, 7: 1})
    """
    codes = sorted(code for code, count in people.items() if high(count) > 0)
    if len(codes) <= bins:
        return {code: at for at, code in enumerate(codes)}
    middles = {code: (low(people[code]) + high(people[code])) / 2 for code in codes}
    total, before = sum(middles.values()), 0.0
    wanted: dict[int, int] = {}
    for code in codes:
        wanted[code] = min(int((before + middles[code] / 2) * bins / total), bins - 1)
        before += middles[code]
    order = {number: at for at, number in enumerate(sorted(set(wanted.values())))}
    return {code: order[number] for code, number in wanted.items()}


def calibration_error(bins: Sequence[tuple[Count, Count, float]]) -> Number:
    """Return how far outcomes lie from what the score says, on average over people (expected calibration error).

    bins: positive outcomes, people, and the mean score in each; the score a probability. No interval and no verdict:
    it is biased upwards, the more the fewer people a bin holds. ``Undefined``: counts in ranges, or nobody.
    Source: Naeini, Cooper and Hauskrecht 2015, AAAI, 2901-2907.

    >>> calibration_error([(2, 10, 0.1), (5, 10, 0.5)]).value
    0.05
    """
    if any(isinstance(count, Range) for cases, total, _ in bins for count in (cases, total)):
        return Undefined(because=Because("rounded_counts"))
    people = sum(low(total) for _, total, _ in bins)
    if not people:
        return Undefined(because=Because("no_known_outcomes"))
    away = sum(abs(low(cases) - low(total) * score) for cases, total, score in bins)
    return Estimate(value=away / people)
