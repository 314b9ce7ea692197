"""What the values of a text file look like: the decimal sign, and the order of day and month."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from adm_audit.tables.table import DateOrder

_ONE_SIGN = re.compile(r"[+-]?(\d*)([.,])(\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,' \u00a0\u202f’])\d{3})+([.,])\d+")
_MANY_GROUPS = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3}){2,}")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_WRITTEN = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2\d{4}(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T].*)?")


@dataclass(frozen=True, slots=True)
class DecimalSign:
    """``sign``: what the values show; None if they do not. ``unclear``: values like 1.234 could be either."""

    sign: str | None
    unclear: bool


def looks_like_number(text: str) -> bool:
    """Return whether a text is nothing but a number.

    >>> looks_like_number(" 12,5 "), looks_like_number("2 rooms")
    (True, False)
    """
    return _NUMBER.fullmatch(text.strip()) is not None


def decimal_sign(values: Iterable[str]) -> DecimalSign:
    """Return the decimal sign that most of the clear values use.

    >>> decimal_sign(["1.234,5", "12,75", "x"])
    DecimalSign(sign=',', unclear=False)
    >>> decimal_sign(["1.234", "2.500"])
    DecimalSign(sign=None, unclear=True)
    """
    votes, unclear = {".": 0, ",": 0}, False
    for value in values:
        text = value.strip()
        if one := _ONE_SIGN.fullmatch(text):
            whole, sign, rest = one.groups()
            # Three digits after one to three others, the first not 0, may be a group of thousands.
            if len(rest) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0":
                unclear = True
            else:
                votes[sign] += 1
        elif (grouped := _GROUPED.fullmatch(text)) and grouped[1] != grouped[2]:
            votes[grouped[2]] += 1
        elif many := _MANY_GROUPS.fullmatch(text):
            votes["," if many[1] == "." else "."] += 1
    if votes["."] == votes[","]:
        return DecimalSign(None, unclear or votes["."] > 0)
    return DecimalSign("." if votes["."] > votes[","] else ",", False)


@dataclass(frozen=True, slots=True)
class DatesSeen:
    """``order``: what the values show. ``unclear``: there are dates, but they fit several orders, or none."""

    order: DateOrder | None
    unclear: bool


def date_order(values: Iterable[str], language: str) -> DatesSeen:
    """Return the order of day and month.

    A part above 12 decides; dates with full stops are day first; in languages other than English so are the
    rest. In English 03/04/2024 stays open: Britain and the United States read it differently.

    >>> date_order(["03/04/2024", "25/04/2024"], "en")
    DatesSeen(order='day-first', unclear=False)
    >>> date_order(["03/04/2024"], "en"), date_order(["2024-04-03"], "en").order
    (DatesSeen(order=None, unclear=True), 'iso')
    """
    day = month = dots = either = year = False
    for value in values:
        text = value.strip()
        if written := _WRITTEN.fullmatch(text):
            first, sign, second = int(written[1]), written[2], int(written[3])
            day, month = day or 12 < first <= 31, month or 12 < second <= 31
            dots, either = dots or sign == ".", True
        elif _YEAR_FIRST.fullmatch(text):
            year = True
    if day and month:
        return DatesSeen(None, True)
    if day or month:
        return DatesSeen("day-first" if day else "month-first", False)
    if either:
        told = dots or not language.lower().startswith("en")
        return DatesSeen("day-first" if told else None, not told)
    return DatesSeen("iso" if year else None, False)
