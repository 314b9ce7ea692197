"""Formulas of comparisons pooled over strata, as sums over the strata and what follows from the sums.

Levels are arrays of four columns: x cases of n people in the group, y cases of m others; N = n + m, t = x + y.
Every formula takes levels of any shape (..., 4), so that many possible counts are tried at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Terms = Callable[["Floats"], "Floats"]
Finish = Callable[["Floats", float], tuple["Floats", "Floats", "Floats"]]
_EXPECTED = 3.0


@dataclass(frozen=True, slots=True)
class Measure:
    """A pooled number: the terms that are summed over strata (the first two are a numerator and a denominator), and
    the value with its lower and upper limit from the sums and a normal quantile; inf where there is no upper limit,
    nan where there is no value."""

    terms: Terms
    finish: Finish


def _difference_terms(levels: Floats) -> Floats:
    x, n, y, m = _columns(levels)
    size = n + m
    p = (n * n * y - m * m * x + n * m * (m - n) / 2) / (size * size)
    q = (x * (m - y) + y * (n - x)) / (2 * size)
    return _stack((x * m - y * n) / size, n * m / size, p, q)


def _difference_finish(sums: Floats, z: float) -> tuple[Floats, Floats, Floats]:
    import numpy as np

    over, under, p, q = _columns(sums)
    value = over / under
    half = z * np.sqrt(np.maximum(value * p + q, 0.0)) / under
    return value, np.maximum(value - half, -1.0), np.minimum(value + half, 1.0)


def _ratio_terms(levels: Floats) -> Floats:
    x, n, y, m = _columns(levels)
    size = n + m
    return _stack(x * m / size, y * n / size, (n * m * (x + y) - x * y * size) / (size * size))


def _ratio_finish(sums: Floats, z: float) -> tuple[Floats, Floats, Floats]:
    import numpy as np

    over, under, spread = _columns(sums)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return _on_the_logarithm(over, under, z * np.sqrt(np.maximum(spread, 0.0) / (over * under)))


def _odds_terms(levels: Floats) -> Floats:
    x, n, y, m = _columns(levels)
    size = n + m
    p, q = (x + m - y) / size, (n - x + y) / size
    r, s = x * (m - y) / size, (n - x) * y / size
    return _stack(r, s, p * r, p * s + q * r, q * s)


def _odds_finish(sums: Floats, z: float) -> tuple[Floats, Floats, Floats]:
    import numpy as np

    over, under, pr, mixed, qs = _columns(sums)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        variance = pr / (2 * over * over) + mixed / (2 * over * under) + qs / (2 * under * under)
        return _on_the_logarithm(over, under, z * np.sqrt(variance))


def _on_the_logarithm(over: Floats, under: Floats, half: Floats) -> tuple[Floats, Floats, Floats]:
    """A numerator or denominator of 0 has no variance of its logarithm: the limits are then 0 and none."""
    import numpy as np

    value, known = over / under, (over > 0) & (under > 0)
    factor = np.exp(half)
    return value, np.where(known, value / factor, 0.0), np.where(known, value * factor, np.inf)


def _score_terms(levels: Floats) -> Floats:
    import numpy as np

    x, n, y, m = _columns(levels)
    size, cases = n + m, x + y
    variance = n * m * cases * (size - cases) / (size * size * np.maximum(size - 1, 1.0))
    return _stack(x - n * cases / size, variance)


def _score_finish(sums: Floats, z: float) -> tuple[Floats, Floats, Floats]:
    import numpy as np

    over, variance = _columns(sums)
    value = over / np.sqrt(np.maximum(variance, 1e-300))
    return value, value - z, value + z


DIFFERENCE = Measure(_difference_terms, _difference_finish)
"""Mantel-Haenszel difference, variance by Sato 1989, Biometrics 45, 1323-1324."""
RATIO = Measure(_ratio_terms, _ratio_finish)
"""Mantel-Haenszel ratio, variance of its logarithm by Greenland and Robins 1985, Biometrics 41, 55-68."""
ODDS_RATIO = Measure(_odds_terms, _odds_finish)
"""Mantel-Haenszel odds ratio, variance of its logarithm by Robins, Breslow and Greenland 1986, Biometrics 42, 311."""
SCORE = Measure(_score_terms, _score_finish)
"""Mantel-Haenszel test statistic (1959, JNCI 22, 719-748), without continuity correction."""


def breslow_day_tarone(levels: Floats) -> float | None:
    """Return the p of the test that all odds ratios are equal, with Tarone's correction.

    Only strata with all expected counts of at least 3; None with fewer than two, or an odds ratio that is 0 or has no
    value. Source: Breslow and Day 1980, Statistical Methods in Cancer Research 1, 142; Tarone 1985, Biometrika 72, 91-95.
    """
    from math import log

    from scipy.special import chdtrc

    from adm_audit.stats.exact_strata import expected_cases

    sums = ODDS_RATIO.terms(levels).sum(axis=0)
    if sums[0] <= 0 or sums[1] <= 0:
        return None
    log_odds = log(sums[0] / sums[1])
    statistic = shift = spread = 0.0
    used = 0
    for x, n, y, m in levels.tolist():
        expected = expected_cases(log_odds, n, m, x + y)
        cells = (expected, n - expected, x + y - expected, m - (x + y) + expected)
        if min(cells) < _EXPECTED:
            continue
        variance = 1 / sum(1 / cell for cell in cells)
        statistic += (x - expected) ** 2 / variance
        shift, spread, used = shift + x - expected, spread + variance, used + 1
    if used < 2:
        return None
    return float(chdtrc(used - 1, max(statistic - shift * shift / spread, 0.0)))


def _columns(array: Floats) -> tuple[Floats, ...]:
    return tuple(array[..., at] for at in range(array.shape[-1]))


def _stack(*columns: Floats) -> Floats:
    import numpy as np

    stacked: Floats = np.stack(columns, axis=-1)
    return stacked
