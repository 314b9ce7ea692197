"""When is a value of the plan the same as a value of a column?

``1``, ``"1"``, ``1.0`` and ``true`` are one thing. Text is trimmed, its case is kept. A code with leading
zeros stays text: ``"01"`` is not ``1``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from math import isfinite

_TRUTH = {"true": "1", "True": "1", "TRUE": "1", "false": "0", "False": "0", "FALSE": "0"}
_NUMBER = re.compile(r"(-?)(0|[1-9][0-9]*)(?:[.]([0-9]+))?", re.ASCII)
_SCIENTIFIC = re.compile(r"-?[0-9]+(?:[.][0-9]+)?[eE][+-][0-9]{1,3}", re.ASCII)


def normalise(value: object, *, decimal: str = ".") -> str:
    """Return the text that equal values share.

    value: text, a number or a truth value. decimal: the decimal sign of numbers in text.

    >>> [normalise(value) for value in (1, "1", 1.0, "1.00", True, " true ", "01", "yes")]
    ['1', '1', '1', '1', '1', '1', '01', 'yes']
    >>> normalise("2,50", decimal=",")
    '2.5'
    """
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(format(Decimal(repr(value)), "f")) if isfinite(value) else str(value)
    text = str(value).strip()
    if text in _TRUTH:
        return _TRUTH[text]
    dotted = text
    if decimal != ".":
        if "." in text:
            return text  # "1.000" is a thousand there
        dotted = text.replace(decimal, ".", 1)
    if _SCIENTIFIC.fullmatch(dotted):
        dotted = format(Decimal(dotted), "f")
    return _number(dotted) if _NUMBER.fullmatch(dotted) else text


def _number(text: str) -> str:
    sign, whole, fraction = _NUMBER.fullmatch(text).groups()  # type: ignore[union-attr]
    digits = (fraction or "").rstrip("0")
    number = f"{whole}.{digits}" if digits else whole
    return number if number == "0" else sign + number


def same(one: object, other: object, *, decimal: str = ".") -> bool:
    """Return whether two values are one thing in a column.

    >>> same(1, "1.0"), same("01", 1), same("Yes", "yes")
    (True, False, False)
    """
    return normalise(one, decimal=decimal) == normalise(other, decimal=decimal)


@dataclass(frozen=True, slots=True)
class Matched:
    """``matched``: positions of the column's values that a plan names; ``absent``: what it does not hold."""

    matched: tuple[int, ...]
    absent: tuple[object, ...]
    values: tuple[str, ...]

    @property
    def unmatched(self) -> tuple[tuple[object, str | None], ...]:
        """The values that the column does not hold, each with the nearest that it does (or None)."""
        return tuple((value, nearest(value, self.values)) for value in self.absent)


def match(wanted: Iterable[object], values: Sequence[str], *, decimal: str = ".") -> Matched:
    """Find the values of a plan among the values of a column.

    >>> found = match(["yes", "maybe"], ["no", "yes", "mabye"])
    >>> found.matched, found.unmatched
    ((1,), (('maybe', 'mabye'),))
    """
    at: dict[str, list[int]] = {}
    for position, value in enumerate(values):
        at.setdefault(normalise(value, decimal=decimal), []).append(position)
    matched: set[int] = set()
    absent: list[object] = []
    for sought in wanted:
        found = at.get(normalise(sought, decimal=decimal))
        if found is None:
            absent.append(sought)
        else:
            matched.update(found)
    return Matched(tuple(sorted(matched)), tuple(absent), tuple(values))


def nearest(value: object, values: Iterable[str]) -> str | None:
    """Return the value that was probably meant: other case, leading zeros, or a slip of the pen; else None.

    >>> nearest("YES", ["no", "yes"]), nearest(1, ["01", "02"]), nearest("x", ["no", "yes"])
    ('yes', '01', None)
    """
    plain = {_plain(text): text for text in reversed(list(values))}
    wanted = _plain(normalise(value))
    if wanted in plain:
        return plain[wanted]
    near = get_close_matches(wanted, plain, n=1)
    return plain[near[0]] if near else None


def _plain(text: str) -> str:
    text = text.strip().casefold()
    return text.lstrip("0") or "0" if text[:1] == "0" else text
