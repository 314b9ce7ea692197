"""How well a score tells two kinds of people apart: the area under the curve, from counts by bins of the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log, sqrt

from adm_audit.counts import Count, Range
from adm_audit.stats.intervals import Side, join_difference, z_of
from adm_audit.values import Because, Estimate, Interval, Number, Undefined

_FEWEST = 5


@dataclass(frozen=True, slots=True)
class AucNumbers:
    """An area under the curve. error_bound: how far bins can move it from that of the unbinned score, at most.

    logit_se: standard error on the logit; None where there is no interval.
    """

    estimate: Number
    error_bound: float
    logit_se: float | None


def auc(
    cases: Sequence[Count], others: Sequence[Count], *, confidence: float = 0.95, design_effect: float = 1.0
) -> AucNumbers:
    """Return the chance that a case has a higher score than somebody else, ties counted half.

    cases, others: people in each bin of the score, ascending, of both kinds; equally many bins. design_effect: at
    least 1. ``Undefined``: counts in ranges (``rounded_counts``), nobody of one kind (``one_outcome_only``), or too
    few people for an interval (``too_few_for_auc``: fewer of one kind times the smaller of A and 1 - A than 5).
    Source: DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44, 837-845; the interval on the logit.

    >>> found = auc([10, 20, 30], [30, 20, 10])
    >>> round(found.estimate.value, 4), round(found.error_bound, 4)
    (0.7222, 0.1389)
    """
    if len(cases) != len(others):
        raise ValueError("both kinds need the same bins")
    if any(isinstance(count, Range) for count in (*cases, *others)):
        return _without("rounded_counts")
    ones, twos = ([float(count) for count in side if not isinstance(count, Range)] for side in (cases, others))
    m, n = sum(ones), sum(twos)
    if not m or not n:
        return _without("one_outcome_only")
    p, q = [count / m for count in ones], [count / n for count in twos]
    below = [whole - part / 2 for whole, part in zip(accumulate(q), q, strict=True)]
    above = [1 - whole + part / 2 for whole, part in zip(accumulate(p), p, strict=True)]
    area = min(max(sum(share * v for share, v in zip(p, below, strict=True)), 0.0), 1.0)
    bound = sum(one * two for one, two in zip(p, q, strict=True)) / 2
    if min(m, n) / design_effect * min(area, 1 - area) < _FEWEST:
        return AucNumbers(Undefined(because=Because("too_few_for_auc")), bound, None)
    spread = [
        sum(share * (v - area) ** 2 for share, v in zip(shares, found, strict=True)) / max(size - 1, 1)
        for shares, found, size in ((p, below, m), (q, above, n))
    ]
    error = sqrt(sum(spread) * design_effect) / (area * (1 - area))
    z, middle = z_of(confidence), log(area / (1 - area))
    interval = Interval(_share(middle - z * error), _share(middle + z * error))
    return AucNumbers(Estimate(value=area, interval=interval), bound, error)


def auc_difference(one: Number, two: Number) -> Number:
    """Return the difference of two areas of different people, with its interval from theirs (MOVER).

    ``Undefined`` where either is, for its reason. Source: Zou and Donner 2008, Statistics in Medicine 27, 1693-1702.
    """
    sides: list[Side] = []
    for number in (one, two):
        if not isinstance(number, Estimate) or number.interval is None or number.interval.high is None:
            return number if isinstance(number, Undefined) else Undefined(because=Because("too_few_for_auc"))
        sides.append((number.value, number.interval.low, number.interval.high))
    return Estimate(value=sides[0][0] - sides[1][0], interval=join_difference(sides[0], sides[1]))


def _without(code: str) -> AucNumbers:
    return AucNumbers(Undefined(because=Because(code)), 0.0, None)


def _share(logit: float) -> float:
    return 1 / (1 + exp(-logit))
