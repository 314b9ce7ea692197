"""One rate: cases among all, with its interval."""

from __future__ import annotations

from adm_audit.counts import Count, Range, high, low, printed
from adm_audit.intervals import clopper_pearson, wilson
from adm_audit.values import Because, Bounds, Estimate, Interval, Number, Undefined

_SMALL = 30


def rate(
    cases: Count,
    total: Count,
    *,
    confidence: float = 0.95,
    design_effect: float = 1.0,
    none: str = "nobody_in_group",
) -> Number:
    """Return ``cases / total`` with Wilson's interval.

    Nobody in the group gives ``Undefined`` with the code ``none``. Clopper-Pearson stands beside it for no cases, only
    cases, or fewer than 30 people. Rounded counts give the bounds of all values that they allow, withheld ones `Bounds`.

    >>> rate(0, 0)
    Undefined(kind='undefined', because=Because(code='nobody_in_group', facts={}), interval=None)
    """
    if high(total) == 0:
        return Undefined(because=Because(none))
    if isinstance(cases, Range) or isinstance(total, Range):
        return _ranged(cases, total, confidence)
    k, n = min(cases, total), total
    exact = None
    if design_effect == 1.0 and (k in (0, n) or n < _SMALL):
        exact = clopper_pearson(k, n, confidence=confidence)
    interval = wilson(k, n, confidence=confidence, design_effect=design_effect)
    return Estimate(value=k / n, interval=interval, exact=exact)


def _ranged(cases: Count, total: Count, confidence: float) -> Number:
    corners = [(min(k, n), n) for k in {low(cases), high(cases)} for n in {max(low(total), 1), max(high(total), 1)}]
    values = [k / n for k, n in corners]
    limits = [wilson(k, n, confidence=confidence) for k, n in corners]
    interval = Interval(min(limit.low for limit in limits), max(limit.high or 0.0 for limit in limits))
    shown_cases, shown_total = printed(cases), printed(total)
    if shown_cases is None or shown_total is None or shown_total == 0:
        return Bounds(low=min(values), high=max(values), interval=interval)
    value = min(shown_cases / shown_total, 1.0)
    return Estimate(value=value, interval=interval, bounds=Interval(min(*values, value), max(*values, value)))
