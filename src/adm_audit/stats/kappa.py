"""Do two people who judge the same case agree more often than by chance? (Cohen's kappa)"""

from __future__ import annotations

from math import sqrt

from adm_audit.stats.intervals import wilson, z_of
from adm_audit.values import Because, Estimate, Interval, Number, Undefined

Table = tuple[float, float, float, float]


def cohens_kappa(table: Table, *, confidence: float = 0.95, design_effect: float = 1.0) -> Number:
    """Return Cohen's kappa of two judgements with two values.

    table: cases judged yes by both, yes by the first only, yes by the second only, no by both; each at least 0.
    Between -1 and 1; 1: they always agree, 0: as often as by chance. ``Undefined``: ``nobody_judged_twice``, or
    ``judgements_all_alike`` where both gave one and the same answer in all cases.
    Interval: the large-sample one of Fleiss, Cohen and Everitt 1969, Psychological Bulletin 72, 323-327. Where all
    agree (or none does) it has no width; then Wilson's limits of the share that agrees are put into
    (share - chance) / (1 - chance).

    >>> found = cohens_kappa((20, 5, 10, 15))
    >>> round(found.value, 4), round(found.interval.low, 4), round(found.interval.high, 4)
    (0.4, 0.1511, 0.6489)
    """
    both, first, second, neither = table
    total = sum(table)
    if total <= 0:
        return Undefined(because=Because("nobody_judged_twice"))
    agree = (both + neither) / total
    one, two = (both + first) / total, (both + second) / total
    chance = one * two + (1 - one) * (1 - two)
    if first + second == 0 and 0 in (both, neither):
        return Undefined(because=Because("judgements_all_alike"))
    value = (agree - chance) / (1 - chance)
    n = total / design_effect
    if agree in (0.0, 1.0):
        limits = wilson(agree * n, n, confidence=confidence)
        ends = [(end - chance) / (1 - chance) for end in (limits.low, limits.high or 0.0)]
    else:
        half = z_of(confidence) * sqrt(max(_variance(table, chance) / n, 0.0))
        ends = [value - half, value + half]
    return Estimate(value=value, interval=Interval(max(-1.0, min(*ends, value)), min(1.0, max(*ends, value))))


def _variance(table: Table, chance: float) -> float:
    """Return the variance of kappa times the number of cases (equation 13 of the source)."""
    both, first, second, neither = (cell / sum(table) for cell in table)
    agree = both + neither
    one, two = both + first, both + second  # shares of yes: by the first, by the second
    rows, columns = (one, 1 - one), (two, 1 - two)
    cells = ((both, first), (second, neither))
    diagonal = sum(cells[i][i] * ((1 - chance) - (rows[i] + columns[i]) * (1 - agree)) ** 2 for i in (0, 1))
    off = (1 - agree) ** 2 * sum(cells[i][1 - i] * (columns[i] + rows[1 - i]) ** 2 for i in (0, 1))
    return (diagonal + off - (agree * chance - 2 * chance + agree) ** 2) / (1 - chance) ** 4
