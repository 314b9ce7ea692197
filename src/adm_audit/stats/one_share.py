"""One share against a fixed one: how large a group is among some people, and how large it is expected to be."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log, log1p

from adm_audit.counts import Count, high, low, printed
from adm_audit.stats.boxes import covering, is_ranged, over
from adm_audit.stats.exact import SMALLEST_P
from adm_audit.stats.intervals import wilson
from adm_audit.values import Because, Interval, Number, Undefined

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneShare:
    """A share and how it differs from the expected one.

    people: the difference times all people. p, p_smallest: mid-p, the largest and smallest that the counts allow.
    """

    rate: Number
    difference: Number
    ratio: Number
    people: Number
    p: float | None
    p_smallest: float | None


def against_share(
    group: Count, others: Count, expected: float, *, confidence: float = 0.95, design_effect: float = 1.0
) -> OneShare:
    """Compare the share of ``group`` among ``group`` and ``others`` with an expected share that is known without error.

    expected: above 0 and below 1, else ``Undefined`` (``no_share_expected``), as for nobody at all
    (``nobody_in_data``). design_effect: at least 1; the test uses counts divided by it and rounded.
    Interval: Wilson's, moved or divided by the expected share. Test: `binomial_mid_p`.

    >>> found = against_share(15, 85, 0.25)
    >>> round(found.difference.value, 2), round(found.ratio.value, 2), round(found.p, 3)
    (-0.1, 0.6, 0.017)
    """
    pairs = _pairs(group, others)
    if not pairs or not 0 < expected < 1:
        nothing = Undefined(because=Because("no_share_expected" if pairs else "nobody_in_data"))
        return OneShare(rate=nothing, difference=nothing, ratio=nothing, people=nothing, p=None, p_smallest=None)
    ranged = is_ranged((group, others))
    at = _printed(group, others)
    limits = covering(wilson(k, n, confidence=confidence, design_effect=design_effect) for k, n in pairs)
    shares = [k / n for k, n in pairs]
    value = None if at is None else at[0] / at[1]
    top = 1.0 if limits.high is None else limits.high
    moved = Interval(limits.low - expected, top - expected)
    lacking = [n * (k / n - expected) for k, n in pairs]
    ends = [n * end for _, n in pairs for end in (moved.low, top - expected)]
    p_values = [_test(k, n, expected, design_effect) for k, n in pairs]
    inside = min(shares) <= expected <= max(shares)
    return OneShare(
        rate=over(shares, value, limits, ranged=ranged),
        difference=over(
            [share - expected for share in shares], None if value is None else value - expected, moved, ranged=ranged
        ),
        ratio=over(
            [share / expected for share in shares],
            None if value is None else value / expected,
            Interval(limits.low / expected, top / expected),
            ranged=ranged,
        ),
        people=over(
            lacking, None if at is None else at[0] - at[1] * expected, Interval(min(ends), max(ends)), ranged=ranged
        ),
        p=1.0 if ranged and inside else max(p_values),
        p_smallest=min(p_values),
    )


def binomial_mid_p(cases: int, total: int, expected: float) -> float:
    """Return the two-sided mid-p of the exact binomial test: twice the smaller tail, the observed number counted half.

    cases: 0 to total; expected: above 0 and below 1, else ValueError. Between `SMALLEST_P` and 1; 1 for nobody.
    Source: Lancaster 1961, JASA 56, 223-234.

    >>> round(binomial_mid_p(2, 10, 0.5), 4)
    0.0654
    """
    from scipy.special import bdtr, bdtrc

    if not 0 <= cases <= total or not 0 < expected < 1:
        raise ValueError(f"a test needs 0 <= cases <= total and 0 < expected < 1, not {cases}, {total}, {expected}")
    if total == 0:
        return 1.0
    below = float(bdtr(cases - 1, total, expected)) if cases > 0 else 0.0
    above = float(bdtrc(cases, total, expected)) if cases < total else 0.0
    observed = exp(
        lgamma(total + 1)
        - lgamma(cases + 1)
        - lgamma(total - cases + 1)
        + cases * log(expected)
        + (total - cases) * log1p(-expected)
    )
    return min(1.0, max(SMALLEST_P, 2 * min(below, above) + observed))


def _pairs(group: Count, others: Count) -> list[Pair]:
    """Return group and all, at the corners of what the counts allow, with at least one person."""
    found = [(k, k + m) for k in (low(group), high(group)) for m in (low(others), high(others))]
    return [(k, n) for k, n in dict.fromkeys(found) if n > 0]


def _printed(group: Count, others: Count) -> Pair | None:
    k, m = printed(group), printed(others)
    return None if k is None or m is None or k + m <= 0 else (k, k + m)


def _test(cases: float, total: float, expected: float, design_effect: float) -> float:
    n = round(total / design_effect)
    return binomial_mid_p(min(round(cases / design_effect), n), n, expected)
