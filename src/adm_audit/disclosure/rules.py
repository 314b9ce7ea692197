"""How a count is published: hidden below a number, else rounded to a multiple."""

from __future__ import annotations

from dataclasses import dataclass

_STEPS = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Rule:
    """Counts below ``minimum`` are hidden, zeros too; the others are rounded to multiples of ``base``."""

    minimum: int = 10
    base: int = 5

    def rounded(self, count: int, base: int | None = None) -> tuple[int, int, int]:
        """Return the smallest and the largest count that look like this one once rounded, and what is printed.

        count: at least the minimum. base: another multiple than the rule's.

        >>> Rule(10, 5).rounded(137), Rule(10, 5).rounded(11), Rule(10, 5).rounded(137, 10)
        ((133, 137, 135), (10, 12, 10), (135, 144, 140))
        """
        base = self.base if base is None else base
        printed = (count + base // 2) // base * base
        low, high = printed - base // 2, printed + base - 1 - base // 2
        return max(low, self.minimum), high, printed

    def coarser(self, step: int) -> int:
        """Return the multiple to which a count is rounded after so many steps of protecting a neighbour.

        >>> [Rule(10, 5).coarser(step) for step in range(8)]
        [5, 10, 20, 50, 100, 200, 500, 1000]
        """
        tens, at = divmod(step, 3)
        return self.base * _STEPS[at] * int(10**tens)
