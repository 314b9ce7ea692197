"""Design effects: how much weights and clusters (households, repeated decisions) widen an interval."""

from __future__ import annotations


def kish(weights: float, squares: float) -> float:
    """Return Kish's design effect from the sum of weights and the sum of their squares; at least 1.

    The effective number of people is ``weights**2 / squares``. Source: Kish 1965, Survey Sampling.

    >>> kish(100, 100), kish(10, 40)
    (1.0, 4.0)
    """
    return max(1.0, squares / weights) if weights > 0 else 1.0


def design_effect(k2: float, kn: float, n2: float, cases: float, total: float, share: float | None = None) -> float:
    """Return the design effect of clustered cases; at least 1.

    k2, kn, n2: sums over clusters of squared cases, cases times people, squared people. share: the rate at which it is
    taken (default: the side's own, ``cases / total``). Nobody, or only cases: 1.
    Source: Rao and Scott 1992, Biometrics 48, 577-585.

    >>> design_effect(4, 8, 16, 2, 4), design_effect(2, 2, 4, 2, 4)
    (1.0, 1.0)
    """
    p = cases / total if share is None and total else share or 0.0
    if total <= 0 or p in (0.0, 1.0):
        return 1.0
    return max(1.0, (k2 - 2 * p * kn + p * p * n2) / (total * p * (1 - p)))
