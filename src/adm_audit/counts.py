"""Counts of people: exact whole numbers, or ranges where a printed number was rounded or withheld."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Range:
    """A count known only to lie in ``low..high``; ``printed`` is what the source shows (None: withheld).

    Ranges add, among themselves and with exact counts:

    >>> Range(5, 15, 10) + 3
    Range(low=8, high=18, printed=13)
    >>> Range(0, 9, None) + Range(5, 15, 10)
    Range(low=5, high=24, printed=None)
    """

    low: int
    high: int
    printed: int | None

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"a range of counts needs 0 <= low <= high, not {self.low}..{self.high}")

    def __add__(self, other: Count) -> Range:
        if isinstance(other, Range):
            printed = None if None in (self.printed, other.printed) else _sum(self.printed, other.printed)
            return Range(self.low + other.low, self.high + other.high, printed)
        if isinstance(other, float):
            raise TypeError("ranges of weighted counts are not defined")
        return Range(self.low + other, self.high + other, None if self.printed is None else self.printed + other)

    __radd__ = __add__


def _sum(a: int | None, b: int | None) -> int:
    return (a or 0) + (b or 0)


Count = int | float | Range
"""A count: an ``int``; a ``float`` where cases carry weights; a `Range` where it was rounded or withheld."""


def low(count: Count) -> float:
    """Return the smallest value that a count can have.

    >>> low(7), low(Range(5, 15, 10))
    (7, 5)
    """
    return count.low if isinstance(count, Range) else count


def high(count: Count) -> float:
    """Return the largest value that a count can have.

    >>> high(7), high(Range(5, 15, 10))
    (7, 15)
    """
    return count.high if isinstance(count, Range) else count


def printed(count: Count) -> float | None:
    """Return the count as its source shows it; None where it was withheld.

    >>> printed(7), printed(Range(5, 15, 10)), printed(Range(0, 9, None))
    (7, 10, None)
    """
    return count.printed if isinstance(count, Range) else count


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """People of one group by decision and outcome, the unknown apart.

    tp, fp: selected, outcome positive (the selection was right) or negative.
    fn, tn: not selected, outcome positive or negative.
    selected_unknown, unselected_unknown: outcome not known.
    undecided: no decision recorded (any outcome).

    Counts add, so that a whole is the sum of its parts:

    >>> a = Counts(tp=3, fp=1, fn=2, tn=4)
    >>> (a + a).selected
    8
    """

    tp: Count = 0
    fp: Count = 0
    fn: Count = 0
    tn: Count = 0
    selected_unknown: Count = 0
    unselected_unknown: Count = 0
    undecided: Count = 0

    def __add__(self, other: Counts) -> Counts:
        if isinstance(other, CountsOfAll):
            return other + self
        return Counts(
            tp=self.tp + other.tp,
            fp=self.fp + other.fp,
            fn=self.fn + other.fn,
            tn=self.tn + other.tn,
            selected_unknown=self.selected_unknown + other.selected_unknown,
            unselected_unknown=self.unselected_unknown + other.unselected_unknown,
            undecided=self.undecided + other.undecided,
        )

    @property
    def selected(self) -> Count:
        """People who were selected, whatever their outcome."""
        return self.tp + self.fp + self.selected_unknown

    @property
    def unselected(self) -> Count:
        """People who were not selected, whatever their outcome."""
        return self.fn + self.tn + self.unselected_unknown

    @property
    def decided(self) -> Count:
        """People with a recorded decision."""
        return self.selected + self.unselected

    @property
    def total(self) -> Count:
        """All people of the group."""
        return self.decided + self.undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsOfAll(Counts):
    """Counts whose people were counted by themselves: those not selected are only known as the rest.

    people: all with a recorded decision. Of rounded counts the sum of parts is known less well than the whole.

    >>> CountsOfAll(tp=Range(5, 15, 10), tn=Range(80, 100, 90), people=Range(95, 105, 100)).decided
    Range(low=95, high=105, printed=100)
    """

    people: Count = 0

    def __add__(self, other: Counts) -> CountsOfAll:
        parts = Counts.__add__(self.plain(), other.plain() if isinstance(other, CountsOfAll) else other)
        return CountsOfAll(**_fields(parts), people=self.people + other.decided)

    @property
    def decided(self) -> Count:
        """People with a recorded decision."""
        return self.people

    def plain(self) -> Counts:
        """Return the parts alone."""
        return Counts(**_fields(self))


def _fields(counts: Counts) -> dict[str, Count]:
    return {field.name: getattr(counts, field.name) for field in fields(Counts)}
