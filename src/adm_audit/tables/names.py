"""The names of columns: trimmed, and chosen by name without ever entering SQL."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adm_audit.errors import DataError, Fact, Place, Problem
from adm_audit.values import Because

_ODD = " \t\r\n\u00a0\u202f\ufeff\u200b"
_LISTED = 60


@dataclass(frozen=True, slots=True)
class Chosen:
    """The columns to read: their positions in the source, their names, all names, and what looks odd."""

    positions: tuple[int, ...]
    columns: tuple[str, ...]
    names: tuple[str, ...]
    notes: tuple[Because, ...]


def trimmed(name: object) -> str:
    """Return the name of a column without spaces, byte-order marks and zero-width spaces around it.

    >>> trimmed("\\ufeff sex\\u00a0"), trimmed(None)
    ('sex', '')
    """
    return "" if name is None else str(name).strip(_ODD)


def choose(raw: Iterable[object], wanted: Sequence[str] | None, shown: str) -> Chosen:
    """Return which columns to read.

    raw: the names in the source, in order. wanted: the names to read, in any order; None or empty: all
    that have a name of their own. Columns come back in the order of the source.

    Raises DataError with one problem for each wanted name that is missing or blank (``column_missing``) or
    stands twice (``column_twice``); ``no_named_columns`` where all are wanted and none has a name.
    """
    names = tuple(trimmed(name) for name in raw)
    times = Counter(names)
    if not wanted:
        positions = tuple(at for at, name in enumerate(names) if name and times[name] == 1)
        if not positions:
            raise DataError(Problem("no_named_columns", {"count": len(names)}, Place(shown)))
    else:
        problems = [problem for name in dict.fromkeys(wanted) for problem in _wrong(name, names, shown)]
        if problems:
            raise DataError(problems)
        asked = set(wanted)
        positions = tuple(at for at, name in enumerate(names) if name in asked)
    return Chosen(positions, tuple(names[at] for at in positions), names, tuple(_notes(names, times)))


def _wrong(name: str, names: tuple[str, ...], shown: str) -> list[Problem]:
    at = [str(number) for number, other in enumerate(names, start=1) if other == name]
    if len(at) == 1 and name:
        return []
    if len(at) > 1 and name:
        return [Problem("column_twice", {"column": name, "positions": tuple(at)}, Place(shown))]
    known = tuple(dict.fromkeys(other for other in names if other))
    facts: dict[str, Fact] = {"column": name, "columns": known[:_LISTED], "count": len(known)}
    return [Problem("column_missing", facts, Place(shown), nearest(name, known))]


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like ``name``, whatever its case; None if none is near.

    >>> nearest("Gender ", ["age", "gender"]), nearest("x", ["age"])
    ('gender', None)
    """
    by_folded = {other.strip().casefold(): other for other in reversed(list(known))}
    found = difflib.get_close_matches(name.strip().casefold()[:200], by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def _notes(names: tuple[str, ...], times: Counter[str]) -> Iterable[Because]:
    blank = tuple(str(at) for at, name in enumerate(names, start=1) if not name)
    if blank:
        yield Because("column_without_name", {"positions": blank})
    for name, count in times.items():
        if count > 1 and name:
            at = tuple(str(number) for number, other in enumerate(names, start=1) if other == name)
            yield Because("column_repeated", {"column": name, "positions": at})
    folded: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        folded.setdefault(name.casefold(), []).append(name)
    for same in folded.values():
        if len(same) > 1:
            yield Because("columns_differ_in_case", {"columns": tuple(same)})
