"""The attention level: from which size on a gap needs attention, chosen before anybody saw a result."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from adm_audit.values import Bounds, Estimate, Interval, Number, Undefined

_TINY = Fraction(1, 10**12)


@dataclass(frozen=True, slots=True)
class Attention:
    """A level for the difference (0 to 1), for the ratio (0 to 1), both, or none (then any gap counts)."""

    difference: float | None = None
    ratio: float | None = None

    @property
    def chosen(self) -> bool:
        """Whether any level was chosen."""
        return self.difference is not None or self.ratio is not None

    def beyond(self, difference: float, ratio: float | None) -> bool:
        """Return whether a gap lies strictly beyond any of the levels.

        ratio: None where the other side has no cases but the group has (no upper limit: beyond any ratio).
        A gap that is a level exactly, such as 4 of 10 against 5 of 10 at a ratio of 0.8, is not beyond it.

        >>> Attention(ratio=0.8).beyond(-0.1, 0.4 / 0.5), Attention(difference=0.05).beyond(0.0308, 6.2)
        (False, False)
        >>> Attention(difference=0.05, ratio=0.8).beyond(0.0308, 6.2)
        True
        """
        if not self.chosen:
            return difference != 0
        if self.difference is not None and abs(Fraction(difference)) > Fraction(str(self.difference)) + _TINY:
            return True
        if self.ratio is None:
            return False
        if ratio is None:
            return difference > 0
        level, found = Fraction(str(self.ratio)), Fraction(ratio)
        return found < level - _TINY or found > 1 / level + _TINY

    def within(self, difference: Interval, ratio: Interval | None) -> bool:
        """Return whether both intervals lie inside every level given. Without a level nothing does.

        ratio: None where no ratio exists on either side.
        """
        if not self.chosen:
            return False
        if self.difference is not None:
            high = difference.high if difference.high is not None else 1.0
            if self.beyond_difference(difference.low) or self.beyond_difference(high):
                return False
        if self.ratio is None:
            return True
        if ratio is None or ratio.high is None:
            return False
        return ratio.low >= self.ratio and ratio.high <= 1 / self.ratio

    def beyond_difference(self, difference: float) -> bool:
        """Return whether a difference alone lies strictly beyond the level of differences."""
        level = 0.0 if self.difference is None else self.difference
        return abs(Fraction(difference)) > Fraction(str(level)) + _TINY


def point(number: Number) -> float | None:
    """Return the estimate of a number; None where there is none."""
    return number.value if isinstance(number, Estimate) else None


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
