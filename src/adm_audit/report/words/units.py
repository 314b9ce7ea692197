"""What a difference is counted in: points of a hundred people, the strength of a link, days, or an amount."""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.report.words.voice import Voice
from adm_audit.result import Unit
from adm_audit.text.catalogue import N_

_MANY_DAYS, _LARGE_AMOUNT = 10, 100
_HEADINGS: Mapping[Unit, str] = {
    "share": N_("Difference in points"),
    "strength": N_("Strength, from 0 to 1"),
    "days": N_("Difference in days"),
    "amount": N_("Difference"),
}
AXES: Mapping[Unit, str] = {
    "share": N_("{rate}: difference from the comparison, in points."),
    "strength": N_("{rate}, from 0 to 1."),
    "days": N_("{rate}: difference from the comparison, in days."),
    "amount": N_("{rate}: difference from the comparison."),
}


def heading(unit: Unit, voice: Voice) -> str:
    """Return the heading of a column of differences."""
    return voice.say(_HEADINGS[unit])


def scaled(value: float, unit: Unit) -> float:
    """Return a number as it is written: shares in points.

    >>> scaled(0.25, "share"), scaled(12, "days")
    (25.0, 12)
    """
    return 100 * value if unit == "share" else value


def digits(value: float, unit: Unit) -> int:
    """Return with how many decimals a number that is no share is written.

    >>> digits(0.3391, "strength"), digits(41, "days"), digits(2.5, "days"), digits(1250, "amount")
    (2, 0, 1, 0)
    """
    if unit == "days":
        return 0 if abs(value) >= _MANY_DAYS else 1
    if unit == "amount":
        return 0 if abs(value) >= _LARGE_AMOUNT else 2
    return 2 if unit == "strength" else 1


def size(value: float, decimals: int, unit: Unit, voice: Voice) -> str:
    """Return a number with its unit and without its sign: "13 points", "1 day", "0.34"."""
    text = voice.numbers.decimal(abs(scaled(value, unit)), decimals)
    one = decimals == 0 and round(abs(scaled(value, unit))) == 1
    if unit == "share":
        return voice.say("{points} point", points=text) if one else voice.say("{points} points", points=text)
    if unit == "days":
        return voice.say("{days} day", days=text) if one else voice.say("{days} days", days=text)
    return text


def level(value: float, unit: Unit, voice: Voice) -> str:
    """Return a number of one side, such as a median: "41 days", "0.34"."""
    return size(value, digits(value, unit), unit, voice)


def signed(value: float, unit: Unit, voice: Voice) -> str:
    """Return a difference without its unit and with its sign, for tables; a strength has none."""
    if unit == "share":
        return voice.numbers.signed(100 * value, 1)
    if unit == "strength":
        return voice.numbers.decimal(value, 2)
    return voice.numbers.signed(value, digits(value, unit))
