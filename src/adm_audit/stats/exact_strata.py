"""The exact test of a group against others inside several strata at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import TYPE_CHECKING

from adm_audit.stats.exact import SMALLEST_P, log_step, reach_of, support, weights_from

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_MOST_TILT = 40.0
_STEPS = 60
_NOTHING = 1e-24
_DIRECT = 1_000_000


def stratified_mid_p(strata: Sequence[tuple[int, int, int, int]]) -> float:
    """Return the exact two-sided mid-p of the group's cases summed over strata, given all margins.

    strata: cases, total, other cases and other total of each. Twice the smaller tail, the observed sum counted half;
    1 where no stratum can tell anything. The distribution of the sum is the convolution of the strata's
    hypergeometric ones. It is tilted by an odds ratio that puts its mean at the observed sum, so that far tails keep
    their digits, and tilted back. Source: Mehta, Patel and Gray 1985, JASA 80, 969-973.

    >>> round(stratified_mid_p([(5, 50, 0, 20)]), 4)
    0.1751
    """
    tables = [(k, (n, k + x, n + m)) for k, n, x, m in strata if n and m and 0 < k + x < n + m]
    if not tables:
        return 1.0
    observed = sum(cases for cases, _ in tables)
    tilt = _tilt([margins for _, margins in tables], observed)
    parts = [_part(margins, tilt) for _, margins in tables]
    first, chances = _convolve(parts)
    at = observed - first
    outer = chances[at:] if tilt >= 0 else chances[: at + 1][::-1]
    # undo the tilt: each step outwards from the observed sum is less likely by the tilt
    tail = float((outer * _powers(-abs(tilt), len(outer))).sum()) - float(outer[0]) / 2
    scale = sum(part.scale for part in parts) + tilt * (sum(part.mode for part in parts) - observed)
    share = exp(min(scale + log(max(tail, SMALLEST_P)), 0.0))
    return min(1.0, max(SMALLEST_P, 2 * min(share, 1 - share)))


@dataclass(frozen=True, slots=True)
class _Part:
    """One stratum's tilted distribution; ``scale``: logarithm that turns it back into probabilities at ``mode``."""

    first: int
    chances: Floats
    mode: int
    scale: float


def _part(margins: tuple[int, int, int], tilt: float) -> _Part:
    drawn, marked, population = margins
    lowest, highest = support(*margins)
    plain = min(max((drawn + 1) * (marked + 1) // (population + 2), lowest), highest)
    mode = min(max(round(expected_cases(tilt, drawn, population - drawn, marked)), lowest), highest)
    whole = _window(margins, plain, 1.0)[1].sum()
    first, weights = _window(margins, mode, exp(tilt))
    total = weights.sum()
    scale = log(total) - log(whole) + log_step(plain, mode, margins)
    return _Part(first, weights / total, mode, scale)


def _window(margins: tuple[int, int, int], mode: int, odds: float) -> tuple[int, Floats]:
    drawn, marked, population = margins
    lowest, highest = support(*margins)
    cells = (mode, drawn - mode, marked - mode, population - drawn - marked + mode)
    # half a person more in each cell: a rough variance that is never too small by much
    reach = reach_of(2 / sum(1 / (cell + 0.5) for cell in cells) + 2)
    first, last = max(lowest, mode - reach), min(highest, mode + reach)
    return first, weights_from(mode, first, last, margins, odds)


def expected_cases(log_odds: float, total: float, other_total: float, cases: float) -> float:
    """Return the expected cases of the group, given all cases and a common odds ratio (its logarithm).

    Large-sample: the root of (e)(m - t + e) = odds (n - e)(t - e). Source: Cornfield 1956, Proceedings of the Third
    Berkeley Symposium 4, 135-148.

    >>> round(expected_cases(0.0, 10, 30, 8), 6)
    2.0
    """
    odds = exp(log_odds)
    a, b, c = odds - 1, other_total - cases + odds * (total + cases), odds * total * cases
    root = sqrt(max(b * b - 4 * a * c, 0.0))
    # each form avoids the difference of two nearly equal numbers
    return 2 * c / (b + root) if b > 0 else (b - root) / (2 * a)


def _tilt(tables: Sequence[tuple[int, int, int]], observed: int) -> float:
    def mean(tilt: float) -> float:
        return sum(expected_cases(tilt, n, everyone - n, marked) for n, marked, everyone in tables)

    low, high = -_MOST_TILT, _MOST_TILT
    centre = mean(0.0)
    if centre == observed:
        return 0.0
    low, high = (0.0, high) if observed > centre else (low, 0.0)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if mean(middle) < observed else (low, middle)
    return (low + high) / 2


def _powers(log_factor: float, count: int) -> Floats:
    import numpy as np

    powers: Floats = np.exp(log_factor * np.arange(count))
    return powers


def _convolve(parts: Sequence[_Part]) -> tuple[int, Floats]:
    """Return the first value and the probabilities of the sum, without the ends where nothing is left."""
    import numpy as np

    first, chances = parts[0].first, parts[0].chances
    for part in parts[1:]:
        chances = _product(chances, part.chances)
        some = np.flatnonzero(chances > _NOTHING * chances.max())
        first += part.first + int(some[0])
        chances = chances[some[0] : some[-1] + 1]
    return first, chances


def _product(one: Floats, two: Floats) -> Floats:
    import numpy as np

    if len(one) * len(two) < _DIRECT:
        return np.convolve(one, two)
    length = len(one) + len(two) - 1
    size = 1 << (length - 1).bit_length()
    product: Floats = np.fft.irfft(np.fft.rfft(one, size) * np.fft.rfft(two, size), size)[:length]
    return np.maximum(product, 0.0)
