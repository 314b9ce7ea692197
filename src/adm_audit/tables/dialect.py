"""How a text file is written: separator, lines before the header, decimal sign, order of day and month.

The separator is the one with the most fields among those by which nearly all lines have equally many; the
header is the first line with that many, but for titles with nothing but separators behind them. A split at the decimal comma also gives equally many fields in
every row: but then its header would be a row, with numbers in it. Commas in a title look like a header: but
then the true header does not fit. So headers with numbers, and headers not followed by rows, come last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adm_audit.errors import DataError, Place, PlanError, Problem
from adm_audit.tables.formats import decimal_sign, looks_like_number
from adm_audit.tables.lines import Record, records
from adm_audit.tables.padding import header_among
from adm_audit.tables.table import Given
from adm_audit.values import Because

SEPARATORS = ("\t", "|", ";", ",")
_SHOWN = {"\t": "tab", ";": ";", "|": "|", ",": ","}
_SPELLED = {"tab": "\t", "\\t": "\t", "semicolon": ";", "comma": ",", "pipe": "|"}
_SEP_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?[;,]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table stands in a text file: separator, header, and a sample of the rows below it."""

    separator: str
    header: Record
    rows: tuple[Record, ...]
    notes: tuple[Because, ...] = ()


def checked(given: Given, shown: str) -> Given:
    """Return what the plan says with the separator as a sign (``tab`` and ``\\t`` are one).

    Raises PlanError with a problem for each impossible value.
    """
    problems = []
    separator = given.get("separator")
    if separator is not None:
        separator = _SPELLED.get(separator.strip().lower(), separator)
        if len(separator) != 1 or separator in '"\r\n\0' or separator.isalnum():
            problems.append(Problem("separator_impossible", {"separator": separator}, Place(shown)))
    decimal, dates, skip = given.get("decimal"), given.get("dates"), given.get("skip")
    if decimal not in {None, ".", ","}:
        problems.append(Problem("decimal_impossible", {"decimal": str(decimal)}, Place(shown)))
    if dates not in {None, "iso", "day-first", "month-first"}:
        problems.append(Problem("dates_impossible", {"dates": str(dates)}, Place(shown)))
    if skip is not None and not (isinstance(skip, int) and 0 <= skip <= 10_000):
        problems.append(Problem("skip_impossible", {"skip": str(skip)}, Place(shown)))
    if problems:
        raise PlanError(problems)
    return {**given, "separator": separator}


def find_layout(text: str, shown: str, given: Given, *, whole: bool) -> Layout:
    """Return where the table stands in a text.

    text: the start of the file. given: what is known already. whole: whether the text is all of the file (if
    not, its last record may be cut).

    Raises DataError: ``one_column``, ``header_too_short``, ``skip_too_long``.
    """
    separator, skip = given.get("separator"), given.get("skip")
    said = _SEP_LINE.fullmatch(text.split("\n", 1)[0].rstrip("\r"))
    if said and not skip:
        separator, skip_from = separator or said[1], 1
    else:
        skip_from = skip or 0
    tried = (separator,) if separator else SEPARATORS
    fits: dict[str, _Fit] = {}
    for strict in (True, False):
        parsed = {sign: _sample(text, sign, skip_from, whole, strict=strict) for sign in tried}
        fits = {sign: fit for sign in tried if (fit := _fit(parsed[sign], fixed=skip is not None))}
        if fits:
            break
    if not any(parsed.values()):
        raise DataError(Problem("skip_too_long", {"skip": skip_from}, Place(shown)))
    most = max((fit.covered for fit in fits.values()), default=0)
    fits = {sign: fit for sign, fit in fits.items() if fit.covered * 2 > most}
    if not fits:
        raise DataError(_one_column(text, shown, separator, skip_from, whole))
    best = min(fits, key=lambda sign: (*fits[sign].doubts, -fits[sign].fields, tried.index(sign)))
    return _layout(best, parsed[best], fits[best], shown, fixed=skip is not None)


@dataclass(frozen=True, slots=True)
class _Fit:
    """doubts, worst first: over 5 % misfits; a header that is a row; misfits right after it; its line."""

    fields: int
    covered: int
    first: int
    doubts: tuple[bool, bool, int, int]


def _sample(text: str, separator: str, skip: int, whole: bool, *, strict: bool = False) -> list[Record]:
    found = list(records(text, separator, skip=skip, strict=strict))
    return found if whole or len(found) < 2 else found[:-1]


def _fit(found: Sequence[Record], *, fixed: bool) -> _Fit | None:
    """Return how well a separator fits: by which number of fields, for how many records, from which on.

    fixed: the first record is the header, whatever follows.
    """
    if fixed:
        fields = len(found[0].fields) if found else 0
        covered = sum(len(record.fields) == fields for record in found)
        return _Fit(fields, covered, 0, (False, False, 0, 0)) if fields > 1 else None
    counts = Counter(len(record.fields) for record in found)
    for fields, covered in sorted(counts.items(), key=lambda item: (-item[1], -item[0])):
        if fields < 2:
            continue
        at = [index for index, record in enumerate(found) if len(record.fields) == fields]
        others = at[-1] - at[0] + 1 - covered
        # A header alone is the last line; otherwise one line of that width proves nothing.
        if others >= covered or (covered == 1 and at[0] < len(found) - 1):
            continue
        first = header_among([found[index] for index in at])
        first = at[1] if not first and len(at) > 2 and _is_title(found, at[0], at[1]) else at[first]
        misfits = sum(len(record.fields) != fields for record in found[first + 1 : first + 6])
        return _Fit(
            fields,
            covered,
            first,
            (others > max(2, 0.05 * covered), _is_data(found[first]), misfits, found[first].line),
        )
    return None


def _is_title(found: Sequence[Record], first: int, second: int) -> bool:
    """A title with as many commas as the header: blank lines follow it, and then a line of names."""
    gap = found[second].line - found[first].line > 1 + sum(field.count("\n") for field in found[first].fields)
    names = [field.strip() for field in found[second].fields]
    return second == first + 1 and gap and all(names) and len(set(names)) == len(names) and not _is_data(found[second])


def _layout(separator: str, found: Sequence[Record], fit: _Fit, shown: str, *, fixed: bool) -> Layout:
    header, rows = found[fit.first], tuple(found[fit.first + 1 :])
    if fit.first and not fixed:
        before = found[fit.first - 1]
        # A header with one name fewer than the rows have fields, as some programs write row numbers.
        if len(before.fields) in {fit.fields - 1, fit.fields + 1} and len(before.fields) > 1 and _is_data(header):
            facts = {"names": len(before.fields), "fields": fit.fields}
            raise DataError(Problem("header_too_short", facts, Place(shown, before.line)))
    notes = []
    if header.line > 1:
        notes.append(Because("lines_before_header", {"count": header.line - 1, "line": header.line}))
    if _is_data(header):
        notes.append(Because("header_looks_like_data", {"line": header.line}))
    return Layout(separator, header, rows, tuple(notes))


def _is_data(record: Record) -> bool:
    return any(looks_like_number(field) for field in record.fields)


def _one_column(text: str, shown: str, separator: str | None, skip: int, whole: bool) -> Problem:
    if separator is None:
        return Problem("one_column", {"tried": tuple(_SHOWN.values())}, Place(shown))
    fits = {sign: _fit(_sample(text, sign, skip, whole), fixed=False) for sign in SEPARATORS}
    near = max((sign for sign in SEPARATORS if fits[sign]), key=lambda sign: _covered(fits[sign]), default=None)
    said = _SHOWN.get(separator, separator)
    return Problem("one_column_given", {"separator": said}, Place(shown), None if near is None else _SHOWN[near])


def _covered(fit: _Fit | None) -> int:
    return fit.covered if fit else 0


def find_decimal(rows: Iterable[Record], separator: str, given: Given, language: str) -> tuple[str, list[Because]]:
    """Return the decimal sign, and a note where the values leave it open (``1.234``: which is it?)."""
    decimal = given.get("decimal")
    if decimal is not None:
        return decimal, []
    found = decimal_sign(field for record in rows for field in record.fields)
    if found.sign is not None:
        return found.sign, []
    usual = "," if separator == ";" and not language.lower().startswith("en") else "."
    return usual, [Because("decimal_unclear", {"decimal": usual})] if found.unclear else []
