"""Pooled numbers over all counts that rounded or withheld strata allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import TYPE_CHECKING

from adm_audit.stats.pooled import SCORE, Measure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Picks = NDArray[np.intp]
    """For each stratum, the number of one of its corners."""

Level = tuple[float, float, float, float]
_ROUNDS = 50
_FEW = 64
_NOTHING = 1e-9


class Choices:
    """The corners of each stratum, padded with repeats to equal numbers: an array of strata, corners, four counts."""

    def __init__(self, corners: Sequence[Sequence[Level]]) -> None:
        import numpy as np

        self.sizes = [len(options) for options in corners]
        most = max(self.sizes)
        self.levels = np.array([[*options, *[options[0]] * (most - len(options))] for options in corners], dtype=float)
        self._rows = np.arange(len(corners))

    def pick(self, chosen: Picks) -> Floats:
        """Return the levels of one corner for each stratum."""
        levels: Floats = self.levels[self._rows, chosen]
        return levels

    def limits(self, measure: Measure, z: float) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return (smallest value, lowest lower limit) and (largest value, highest upper limit); inf, nan as in finish.

        The values are exact extremes, the limits the best of all corners where these are few, else of a search.
        """
        import numpy as np

        ends = [self.extreme(measure, sign) for sign in (-1, 1)]
        found: list[tuple[float, float]] = []
        for end, sign, column in zip(ends, (-1, 1), (1, 2), strict=True):

            def worse(sums: Floats, column: int = column, sign: int = sign) -> Floats:
                # where there is no value there is no limit either: never better
                return np.nan_to_num(-sign * measure.finish(sums, z)[column], nan=np.inf, posinf=np.inf, neginf=-np.inf)

            picks = self.every() or [self.improve(start, measure, worse) for start in ends]
            value = float(measure.finish(self._sums(measure, end), z)[0])
            found.append((value, -sign * min(float(worse(self._sums(measure, pick))) for pick in picks)))
        return found[0], found[1]

    def tests(self) -> list[Floats]:
        """Return levels among which the test is as far from, and as near to, no gap as it can be.

        All corners where these are few, else what a search for the extremes of the Mantel-Haenszel statistic finds.
        """
        import numpy as np

        def near(sums: Floats) -> Floats:
            return np.abs(SCORE.finish(sums, 0.0)[0])

        def far(sums: Floats) -> Floats:
            return -near(sums)

        picks = self.every()
        if picks is None:
            ends = [self.extreme(SCORE, sign) for sign in (-1, 1)]
            picks = [self.improve(end, SCORE, score) for end in ends for score in (near, far)]
        return [self.pick(chosen) for chosen in picks]

    def every(self) -> list[Picks] | None:
        """Return every choice of corners, or None if there are more than a few."""
        import numpy as np

        if prod(self.sizes) > _FEW:
            return None
        grid = np.indices(self.sizes).reshape(len(self.sizes), -1)
        return list(grid.T)

    def extreme(self, measure: Measure, sign: int) -> Picks:
        """Return the corners that make a pooled number largest (sign 1) or smallest (-1).

        The number is a ratio of two sums, so Dinkelbach's method finds its exact extreme: take the best corner of each
        stratum for numerator - value * denominator, renew the value, until nothing gets better.
        Source: Dinkelbach 1967, Management Science 13, 492-498.
        """
        import numpy as np

        terms = measure.terms(self.levels)
        over, under = terms[..., 0], terms[..., 1]
        if sign > 0:
            # without a denominator there is no largest value, if a numerator remains
            smallest: Picks = np.argmax(np.where(under <= 0, over, -np.inf), axis=1)
            if under[self._rows, smallest].sum() <= 0 < over[self._rows, smallest].sum():
                return smallest
        chosen: Picks = np.argmax(under, axis=1)
        for _ in range(_ROUNDS):
            top, bottom = over[self._rows, chosen].sum(), under[self._rows, chosen].sum()
            if bottom <= 0:
                return chosen
            gain = sign * (over - top / bottom * under)
            new = np.argmax(gain, axis=1)
            if gain[self._rows, new].sum() <= _NOTHING * max(1.0, abs(top)):
                return chosen
            chosen = new
        return chosen

    def improve(self, start: Picks, measure: Measure, score: Callable[[Floats], Floats]) -> Picks:
        """Change one stratum's corner after the other as long as the score of the sums gets smaller."""
        import numpy as np

        terms = measure.terms(self.levels)
        chosen = start.copy()
        sums = terms[self._rows, chosen].sum(axis=0)
        for _ in range(_ROUNDS):
            before = chosen.copy()
            for at in range(len(chosen)):
                options = sums - terms[at, chosen[at]] + terms[at]
                options[np.abs(options) < _NOTHING] = 0.0  # what rounding leaves of 0
                found = score(options)
                best = int(np.argmin(found))
                if found[best] < found[chosen[at]]:
                    sums, chosen[at] = options[best], best
            if (before == chosen).all():
                break
        return chosen

    def _sums(self, measure: Measure, chosen: Picks) -> Floats:
        sums: Floats = measure.terms(self.pick(chosen)).sum(axis=0)
        return sums
