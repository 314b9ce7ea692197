"""Tests of two or more groups with fixed margins: exact, mid-p, and the usual large-sample ones for comparison."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WINDOW = 40


def _weights(total: int, other_total: int, cases: int) -> tuple[int, NDArray[np.float64]]:
    """Return the first value and the logarithms of the hypergeometric weights, largest 0.

    Steps are ratios from the mode: sums of log-gamma lose nine digits at a million people.
    """
    import numpy as np

    low, high = max(0, cases - other_total), min(cases, total)
    everyone = total + other_total
    mode = min(max((total + 1) * (cases + 1) // (everyone + 2), low), high)
    share = cases / everyone
    spread = sqrt(total * share * (1 - share) * other_total / max(everyone - 1, 1))
    reach = int(_WINDOW * spread) + 200
    first, last = max(low, mode - reach), min(high, mode + reach)
    up = np.arange(mode, last, dtype=np.float64)
    down = np.arange(mode, first, -1, dtype=np.float64)
    rise = np.log((cases - up) * (total - up)) - np.log((up + 1) * (other_total - cases + up + 1))
    fall = np.log(down * (other_total - cases + down)) - np.log((cases - down + 1) * (total - down + 1))
    logs = np.concatenate((np.cumsum(fall)[::-1], [0.0], np.cumsum(rise)))
    return first, logs


def mid_p(cases: int, total: int, other_cases: int, other_total: int) -> float:
    """Return the two-sided mid-p of the exact test: twice the smaller tail, the observed table counted half.

    Two rates without any case, or with nothing but cases, give 1. Source: Lancaster 1961, JASA 56, 223-234.

    >>> round(mid_p(5, 50, 0, 20), 4)
    0.1751
    """
    import numpy as np

    first, logs = _weights(total, other_total, cases + other_cases)
    at = cases - first
    if not 0 <= at < len(logs):
        return 0.0
    weights = np.exp(logs)
    whole, here = weights.sum(), weights[at]
    lower, upper = weights[:at].sum() + here / 2, weights[at + 1 :].sum() + here / 2
    return min(1.0, 2 * float(min(lower, upper) / whole))


def fisher_p(cases: int, total: int, other_cases: int, other_total: int) -> float:
    """Return Fisher's two-sided exact p: all tables that are at most as likely as the observed one.

    >>> round(fisher_p(4, 53, 5, 150), 4)
    0.244
    """
    import numpy as np

    first, logs = _weights(total, other_total, cases + other_cases)
    at = cases - first
    if not 0 <= at < len(logs):
        return 0.0
    weights = np.exp(logs)
    return min(1.0, float(weights[logs <= logs[at] + 1e-7].sum() / weights.sum()))


def score_test(cases: float, total: float, other_cases: float, other_total: float) -> tuple[float, float] | None:
    """Return z and two-sided p of the pooled score test; None where nobody or everybody is a case.

    Printed to compare with other tools, not used for verdicts.

    >>> z, p = score_test(805, 1795, 349, 1488)
    >>> round(z, 2), p < 1e-30
    (12.78, True)
    """
    pooled = (cases + other_cases) / (total + other_total)
    if pooled in (0.0, 1.0):
        return None
    z = (cases / total - other_cases / other_total) / sqrt(pooled * (1 - pooled) * (1 / total + 1 / other_total))
    return z, erfc(abs(z) / sqrt(2))


def chi_square_p(groups: Sequence[tuple[float, float]]) -> float | None:
    """Return Pearson's p for (cases, total) of several groups; None where nobody or everybody is a case.

    >>> round(chi_square_p([(250, 1000), (270, 1000), (240, 1000), (260, 1000)]), 4)
    0.4519
    """
    from scipy.special import chdtrc

    present = [(cases, total) for cases, total in groups if total > 0]
    everyone, selected = sum(total for _, total in present), sum(cases for cases, _ in present)
    if len(present) < 2 or selected in (0, everyone):
        return None
    share = selected / everyone
    statistic = sum((cases - total * share) ** 2 / (total * share * (1 - share)) for cases, total in present)
    return float(chdtrc(len(present) - 1, statistic))


def stratified_mid_p(strata: Sequence[tuple[int, int, int, int]]) -> float:
    """Return the exact two-sided mid-p of a sum over strata (cases, total, other cases, other total).

    The distribution of the sum is the convolution of the strata's. It is tilted so that its mean lies at the
    observed sum: then far tails keep their digits. Source: Mehta, Patel and Gray 1985, JASA 80, 969-973.

    >>> round(stratified_mid_p([(5, 50, 0, 20)]), 6) == round(mid_p(5, 50, 0, 20), 6)
    True
    """
    import numpy as np

    parts = [(cases, *_weights(total, other, cases + k)) for cases, total, k, other in strata if total and other]
    parts = [part for part in parts if len(part[2]) > 1]
    if not parts:
        return 1.0
    observed = sum(cases for cases, _, _ in parts)
    start = sum(first for _, first, _ in parts)
    if not start <= observed < start + sum(len(logs) - 1 for _, _, logs in parts) + 1:
        return 0.0
    tilt = _tilt(parts, observed)
    spread: NDArray[np.float64] | None = None
    shift = 0.0
    for _, first, logs in parts:
        tilted = logs + tilt * (first + np.arange(len(logs)))
        top = tilted.max()
        weights = np.exp(tilted - top)
        whole = np.exp(logs).sum()
        shift += top - np.log(whole)
        spread = weights if spread is None else _convolve(spread, weights)
    if spread is None:
        return 1.0
    values = start + np.arange(len(spread))
    at = observed - start
    logs = np.log(np.maximum(spread, 1e-320)) + shift - tilt * values
    here = np.exp(logs[at])
    if tilt > 0:
        tail = np.exp(logs[at + 1 :]).sum() + here / 2
    else:
        tail = np.exp(logs[:at]).sum() + here / 2
    return min(1.0, 2 * float(min(tail, 1 - tail)))


def _tilt(parts: list[tuple[int, int, NDArray[np.float64]]], observed: int) -> float:
    """Return the tilt at which the mean of the sum is the observed sum (bisection; the mean rises with the tilt)."""
    import numpy as np

    def mean(tilt: float) -> float:
        total = 0.0
        for _, first, logs in parts:
            steps = np.arange(len(logs))
            tilted = logs + tilt * steps
            weights = np.exp(tilted - tilted.max())
            total += first + float((weights * steps).sum() / weights.sum())
        return total

    low, high = -30.0, 30.0
    for _ in range(60):
        middle = (low + high) / 2
        if mean(middle) < observed:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _convolve(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    if len(one) * len(two) < 1_000_000:
        return np.convolve(one, two)
    size = 1 << (len(one) + len(two) - 2).bit_length()
    product = np.fft.irfft(np.fft.rfft(one, size) * np.fft.rfft(two, size), size)
    return np.maximum(product[: len(one) + len(two) - 1], 0.0)
