"""The power of the verdict "shown" by its own rule: exact test, interval and attention level, table by table."""

from __future__ import annotations

from math import floor, sqrt
from typing import TYPE_CHECKING, Literal

from adm_audit.stats.attention import Attention
from adm_audit.stats.exact import reach_of
from adm_audit.stats.intervals import z_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

_NODES = 31
_SPREADS = 4.5
_LARGE = 40.0
_KEEP = 40.0
_ROUNDING = 1e-14


class Rule:
    """For each number of cases on the other side, the number in the group from which the verdict is "shown".

    sign: 1 for a group above the others, -1 for one below. Many possible numbers on the other side are represented by
    evenly spaced ones. Where the cases spread by more than 40 the score test stands for the exact one.
    """

    def __init__(
        self,
        total: int,
        other_total: int,
        other_rate: float,
        sign: Literal[1, -1],
        *,
        alpha: float,
        attention: Attention,
        confidence: float,
    ) -> None:
        self.total, self.other_total, self.sign = total, other_total, sign
        self.alpha, self.attention, self.z = alpha, attention, z_of(confidence)
        self.others, self.weights = _nodes(other_total, other_rate)
        self.least = self._least()

    def power(self, rate: float) -> float:
        """Return how often the verdict is "shown" if the group's true rate is ``rate`` (0 to 1)."""
        import numpy as np
        from scipy.special import bdtr, bdtrc

        rate, n = min(max(rate, 0.0), 1.0), self.total
        if self.sign > 0:  # cases of at least ``least``
            chances = np.where(self.least > n, 0.0, bdtrc(np.minimum(self.least - 1, n), n, rate))
            chances[self.least <= 0] = 1.0
        else:  # cases of at most ``least``
            chances = np.where(self.least < 0, 0.0, bdtr(np.maximum(self.least, 0), n, rate))
        return float(chances @ self.weights)

    def _least(self) -> Floats:
        """Return, for each node, the first number of the group's cases that is shown, by bisection.

        Where the attention level asks for most, the first number beyond it is shown already, and nothing is bisected.
        """
        import numpy as np

        n = self.total
        inner = self._last_within()
        outer = np.full_like(inner, n + 1.0 if self.sign > 0 else -1.0)
        first = np.clip(inner + self.sign, 0, n)
        outer = np.where(self._shown(first) & (inner + self.sign == first), first, outer)
        while True:
            open_nodes = np.abs(outer - inner) > 1
            if not open_nodes.any():
                return outer
            middle = np.where(open_nodes, np.floor((inner + outer) / 2), inner)
            found = self._shown(np.clip(middle, 0, n)) & open_nodes
            outer = np.where(found, middle, outer)
            inner = np.where(~found & open_nodes, middle, inner)

    def _last_within(self) -> Floats:
        """Return, for each node, a number of cases within the level, as near to the first beyond it as division allows."""
        import numpy as np

        share = self.others / self.other_total
        difference, ratio = self.attention.difference, self.attention.ratio
        levels = [share * 0 if not self.attention.chosen else share * 0 + 2.0]
        if difference is not None:
            levels.append(share * 0 + difference)
        if ratio is not None:
            levels.append(share * (1 / ratio - 1) if self.sign > 0 else share * (1 - ratio))
        gap = np.minimum.reduce(levels)
        edge: Floats = self.total * np.clip(share + self.sign * gap, 0.0, 1.0)
        last: Floats = np.floor(edge - 1e-6) if self.sign > 0 else np.ceil(edge + 1e-6)
        return last

    def _shown(self, cases: Floats) -> Flags:
        shown: Flags = self._beyond(cases) & self._interval_excludes_zero(cases)
        if shown.any():
            shown[shown] = self._significant(cases[shown], self.others[shown])
        return shown

    def _beyond(self, cases: Floats) -> Flags:
        import numpy as np

        gap = self.sign * (cases / self.total - self.others / self.other_total)
        difference, ratio = self.attention.difference, self.attention.ratio
        if not self.attention.chosen:
            return gap > 0
        beyond: Flags = np.zeros(len(cases), dtype=bool) if difference is None else gap > difference + _ROUNDING
        if ratio is None:
            return beyond
        mine, other = cases * self.other_total, self.others * self.total
        if self.sign > 0:
            return beyond | (mine * ratio > other * (1 + _ROUNDING))
        return beyond | (mine < other * ratio * (1 - _ROUNDING))

    def _interval_excludes_zero(self, cases: Floats) -> Flags:
        import numpy as np

        p1, l1, u1 = _wilson(cases, self.total, self.z)
        p2, l2, u2 = _wilson(self.others, self.other_total, self.z)
        reach = np.hypot(p1 - l1, u2 - p2) if self.sign > 0 else np.hypot(u1 - p1, p2 - l2)
        excludes: Flags = self.sign * (p1 - p2) > reach
        return excludes

    def _significant(self, cases: Floats, others: Floats) -> Flags:
        import numpy as np

        n, m = self.total, self.other_total
        share = (cases + others) / (n + m)
        variance = n * share * (1 - share) * m / max(n + m - 1, 1)
        spread = sqrt(float(variance.max()))
        if spread > _LARGE:
            score = np.abs(cases - n * share) / np.sqrt(np.maximum(variance * (n + m - 1) / (n + m), 1e-300))
            return np.asarray(score > z_of(1 - self.alpha))
        return _mid_p(cases, others, n, m, reach_of(spread * spread, _KEEP)) < self.alpha


def _nodes(total: int, rate: float) -> tuple[Floats, Floats]:
    """Return numbers of cases among ``total`` people and how likely each is; evenly spaced ones if there are many."""
    import numpy as np
    from scipy.special import gammaln, xlog1py, xlogy

    reach = _SPREADS * sqrt(total * rate * (1 - rate)) + 5
    first, last = max(0, floor(total * rate - reach)), min(total, floor(total * rate + reach) + 1)
    step = max(1, (last - first) // (_NODES - 1))
    cases = np.arange(first, last + 1, step, dtype=np.float64)
    logs = xlogy(cases, rate) + xlog1py(total - cases, -rate) - gammaln(cases + 1) - gammaln(total - cases + 1)
    weights = np.exp(logs - logs.max())
    return cases, weights / weights.sum()


def _wilson(cases: Floats, total: int, z: float) -> tuple[Floats, Floats, Floats]:
    import numpy as np

    p = cases / total
    half = z * np.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    low = np.where(cases == 0, 0.0, (p + z * z / (2 * total) - half) / scale)
    high = np.where(cases == total, 1.0, (p + z * z / (2 * total) + half) / scale)
    return p, low, high


def _mid_p(cases: Floats, others: Floats, total: int, other_total: int, reach: int) -> Floats:
    """Return the mid-p of many tables with the same totals; 0 for one further than ``reach`` from the likeliest."""
    import numpy as np

    marked = cases + others
    mode = np.floor((total + 1) * (marked + 1) / (total + other_total + 2))
    mode = np.clip(mode, np.maximum(0, marked - other_total), np.minimum(total, marked))[:, None]
    marked = marked[:, None]
    rest = other_total - marked
    up, down = mode + np.arange(reach), mode - np.arange(reach)
    # a factor of 0 stands at either end of what is possible, and everything beyond it stays 0
    rising = np.cumprod((marked - up) * (total - up) / ((up + 1) * np.maximum(rest + up + 1, 1)), axis=1)
    falling = np.cumprod(down * (rest + down) / ((marked - down + 1) * (total - down + 1)), axis=1)
    chances = np.concatenate((falling[:, ::-1], np.ones_like(mode), rising), axis=1)
    chances /= chances.sum(axis=1, keepdims=True)
    at = (cases - mode[:, 0]).astype(np.int64) + reach
    inside = (at >= 0) & (at <= 2 * reach)
    rows, columns = np.arange(len(cases)), np.clip(at, 0, 2 * reach)
    here = chances[rows, columns]
    below = np.cumsum(chances, axis=1)[rows, columns] - here / 2
    return np.where(inside, np.minimum(1.0, 2 * np.minimum(below, 1 - below)), 0.0)
