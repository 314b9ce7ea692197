"""Numbers that know what they are.

A number that does not exist is a value of its own: it is `Undefined` or `Suppressed` with its reason,
never 0, 1, 10 or nan. A number that is only known within limits is `Bounds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FactValue = str | int | float | bool | None | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Because:
    """Why something is missing, or a remark, as a code and facts. Its sentence is made at the door."""

    code: str
    facts: Mapping[str, FactValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval. ``high is None`` means that there is no upper limit (it is not infinity).

    >>> 0.5 in Interval(0.2, None)
    True
    """

    low: float
    high: float | None

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, int | float):
            return False
        return self.low <= value and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number that can be computed.

    value: the estimate, unrounded.
    interval: confidence interval, where one is defined.
    exact: a second, exact (Clopper-Pearson) interval printed beside it for small or extreme counts.
    bounds: the values possible if the printed counts were rounded; ``interval`` then covers all of them.
    """

    kind: Literal["estimate"] = "estimate"
    value: float
    interval: Interval | None = None
    exact: Interval | None = None
    bounds: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """A number of which only the possible range is known (withheld counts, unknown outcomes)."""

    kind: Literal["bounds"] = "bounds"
    low: float
    high: float | None
    interval: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undefined:
    """A number that does not exist, and why. ``interval`` is kept where the limits exist all the same."""

    kind: Literal["undefined"] = "undefined"
    because: Because
    interval: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """A number that exists but is not shown, and by which rule."""

    kind: Literal["suppressed"] = "suppressed"
    because: Because


Number = Estimate | Bounds | Undefined | Suppressed
