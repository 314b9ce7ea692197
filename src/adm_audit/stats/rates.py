"""One rate: cases among all, with its interval."""

from __future__ import annotations

from adm_audit.counts import Count, high
from adm_audit.stats.boxes import corners, covering, is_ranged, over, shown
from adm_audit.stats.intervals import clopper_pearson, wilson
from adm_audit.values import Because, Estimate, Number, Undefined

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

    Nobody in the group gives ``Undefined`` with the code ``none``, impossible counts ``more_cases_than_people``.
    Clopper-Pearson stands beside it (``exact``) for no cases, only cases, or fewer than 30 people. design_effect: at
    least 1, for weights and clusters. Rounded counts give the bounds of all values that they allow, withheld ones
    `Bounds`; the interval then covers the intervals of all of them.

    >>> rate(0, 0)
    Undefined(kind='undefined', because=Because(code='nobody_in_group', facts={}), interval=None)
    >>> round(rate(15, 148).value, 4)
    0.1014
    """
    if high(total) <= 0:
        return Undefined(because=Because(none))
    possible = corners(cases, total)
    if not possible:
        return Undefined(because=Because("more_cases_than_people"))
    ranged = is_ranged((cases, total))
    given = {"confidence": confidence, "design_effect": design_effect}
    interval = covering(wilson(k, n, **given) for k, n in possible)
    if not ranged:
        k, n = possible[0]
        exact = clopper_pearson(k, n, **given) if k in (0, n) or n / design_effect < _SMALL else None
        return Estimate(value=k / n, interval=interval, exact=exact)
    at = shown(cases, total)
    return over([k / n for k, n in possible], None if at is None else at[0] / at[1], interval, ranged=True)
