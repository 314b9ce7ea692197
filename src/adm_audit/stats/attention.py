"""The attention level: from which size on a gap needs attention, chosen before anybody saw a result."""

from __future__ import annotations

from dataclasses import dataclass

from adm_audit.values import Bounds, Estimate, Interval, Number, Undefined

_ROUNDING = 1e-14
"""What floating-point division can add to a fraction: a gap that is a level exactly is not beyond it."""


@dataclass(frozen=True, slots=True)
class Attention:
    """A level for the difference (0 to 1), for the ratio (above 0, at most 1), both, or none (then any gap counts).

    Beyond is beyond *any* level; within is inside *every* level. A measure without ratios is held against the level
    of differences only.
    """

    difference: float | None = None
    ratio: float | None = None

    @property
    def chosen(self) -> bool:
        """Whether any level was chosen."""
        return self.difference is not None or self.ratio is not None

    def beyond(self, difference: float, ratio: float | None) -> bool:
        """Return whether a gap lies strictly beyond any of the levels.

        ratio: None where the other side has no cases: no upper limit, beyond any ratio if the group has some.
        A gap that is a level exactly, such as 4 of 10 against 5 of 10 at a ratio of 0.8, is not beyond it.

        >>> Attention(ratio=0.8).beyond(-0.1, 0.4 / 0.5), Attention(difference=0.05).beyond(0.0308, 6.2)
        (False, False)
        >>> Attention(difference=0.05, ratio=0.8).beyond(0.0308, 6.2)
        True
        """
        if not self.chosen:
            return difference != 0
        return self._beyond_difference(difference) or self._beyond_ratio(difference, ratio)

    def within(self, difference: Interval, ratio: Interval | None) -> bool:
        """Return whether both intervals lie inside every level given. Without a level nothing does.

        ratio: None where the measure has no ratio; then a level of ratios alone rules nothing out.

        >>> Attention(0.05, 0.8).within(Interval(-0.02, 0.05), Interval(0.8, 1.25))
        True
        """
        if not self.chosen or (ratio is None and self.difference is None):
            return False
        ends = (difference.low, 1.0 if difference.high is None else difference.high)
        if any(self._beyond_difference(end) for end in ends):
            return False
        if ratio is None or self.ratio is None:
            return True
        return not (self._below(ratio.low) or ratio.high is None or self._above(ratio.high))

    def wholly_beyond(self, difference: Interval, ratio: Interval | None) -> bool:
        """Return whether all of one interval lies on one side beyond its level.

        >>> Attention(0.05, 0.8).wholly_beyond(Interval(0.02, 0.04), Interval(2.1, 8.0))
        True
        """
        level = 0.0 if not self.chosen else self.difference
        high = 1.0 if difference.high is None else difference.high
        if level is not None and (difference.low > level + _ROUNDING or high < -level - _ROUNDING):
            return True
        if ratio is None or self.ratio is None:
            return False
        return self._above(ratio.low) or (ratio.high is not None and self._below(ratio.high))

    def _beyond_difference(self, difference: float) -> bool:
        return self.difference is not None and abs(difference) > self.difference + _ROUNDING

    def _beyond_ratio(self, difference: float, ratio: float | None) -> bool:
        if self.ratio is None:
            return False
        return difference > 0 if ratio is None else self._below(ratio) or self._above(ratio)

    def _below(self, ratio: float) -> bool:
        return self.ratio is not None and ratio < self.ratio * (1 - _ROUNDING)

    def _above(self, ratio: float) -> bool:
        return self.ratio is not None and ratio * self.ratio > 1 + _ROUNDING


def limits(number: Number) -> Interval | None:
    """Return the interval of a number; None where there is none."""
    return number.interval if isinstance(number, Estimate | Bounds | Undefined) else None


def possible(number: Number) -> Interval | None:
    """Return the values that a number can have because its counts were rounded or withheld."""
    if isinstance(number, Estimate):
        return number.bounds or Interval(number.value, number.value)
    if isinstance(number, Bounds):
        return Interval(number.low, number.high)
    return None
