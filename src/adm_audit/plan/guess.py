"""Guesses what the columns of a file are, from names and values. A person checks every guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from adm_audit.plan.values import normalise
from adm_audit.plan.words import GROUNDS, RANDOM, ROLES, TOTALS, UNKNOWN, YES, fits, plain

LISTED = 20
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}.*|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", re.ASCII)
_ORDER = ("count", "weight", "route", "recommendation", "score", "outcome", "decision")


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What is known of a column.

    kind: text, number, boolean or date. distinct: different values. missing: empty rows. values: up to 20
    values with their counts. minimum, maximum: of those values that are numbers.
    """

    name: str
    kind: str
    distinct: int
    missing: int
    values: Sequence[tuple[str, int]]
    minimum: float | None = None
    maximum: float | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The values without their counts."""
        return tuple(value for value, _ in self.values)

    @property
    def is_date(self) -> bool:
        """Whether the values look like dates."""
        return self.kind == "date" or bool(self.values and all(_DATE.fullmatch(value) for value in self.texts))

    @property
    def is_number(self) -> bool:
        """Whether the values are numbers, except for a few that are not."""
        if self.kind == "number":
            return True
        numbers = sum(any(sign.isdigit() for sign in value) for value in self.texts)
        return self.minimum is not None and not self.is_date and numbers > len(self.values) / 2


@dataclass(frozen=True, slots=True)
class Guesses:
    """Which column has which role. ``protected``: with its ground. ``rest``: columns without a role."""

    roles: dict[str, ColumnProfile] = field(default_factory=dict)
    protected: tuple[tuple[ColumnProfile, str], ...] = ()
    dates: tuple[ColumnProfile, ...] = ()
    strata: tuple[ColumnProfile, ...] = ()
    rest: tuple[ColumnProfile, ...] = ()


def guess(columns: Iterable[ColumnProfile]) -> Guesses:
    """Return the most likely role of each column; a column has one role at most."""
    left = list(columns)
    rows = max((_rows(column) for column in left if column.distinct <= LISTED), default=0)
    left = [column for column in left if not _one_a_row(column, rows)]
    protected = [(column, ground) for column in left if (ground := _ground(column)) is not None]
    left = [column for column in left if column not in [item for item, _ in protected]]
    dates = tuple(column for column in left if column.is_date)
    left = [column for column in left if column not in dates]
    roles: dict[str, ColumnProfile] = {}
    for role in _ORDER:
        found = _best(role, left)
        if found is not None:
            roles[role] = found
            left.remove(found)
    if "decision" not in roles:
        two_valued = [column for column in left if _two_values(column)]
        if len(two_valued) == 1:
            roles["decision"] = two_valued[0]
            left.remove(two_valued[0])
    named = sorted(dates, key=lambda column: -fits(column.name, ROLES["period"]))
    if named:
        roles["period"] = named[0]
    strata = tuple(c for c in left if fits(c.name, ROLES["stratum"]) and 2 <= c.distinct <= LISTED)
    return Guesses(roles, tuple(protected), dates, strata, tuple(left))


def _rows(column: ColumnProfile) -> int:
    return sum(count for _, count in column.values) + column.missing


def _one_a_row(column: ColumnProfile, rows: int) -> bool:
    """Return whether a column seems to number the rows: it has no role."""
    return rows > 200 and column.distinct > 0.95 * rows and not column.is_date and not fits(column.name, ROLES["score"])


def _ground(column: ColumnProfile) -> str | None:
    if column.is_date or column.distinct < 2:
        return None
    ranked = {ground: fits(column.name, words) for ground, words in GROUNDS.items()}
    best = max(ranked, key=lambda ground: ranked[ground])
    many = column.distinct > 100 and not (best == "age" and column.is_number)
    return best if ranked[best] and not many else None


def _best(role: str, columns: Sequence[ColumnProfile]) -> ColumnProfile | None:
    ranked = [(fits(column.name, ROLES[role]), -at, column) for at, column in enumerate(columns)]
    able = [entry for entry in ranked if entry[0] and _able(role, entry[2])]
    return max(able, key=lambda entry: entry[:2])[2] if able else None


def _able(role: str, column: ColumnProfile) -> bool:
    if role in ("count", "weight"):
        return column.is_number and column.distinct > 2
    if role == "score":
        return column.is_number and column.distinct > 3
    if role == "route":
        return 2 <= column.distinct <= LISTED and bool(random_values(column))
    if role == "decision":
        return 2 <= column.distinct <= 6
    return _two_values(column)


def _two_values(column: ColumnProfile) -> bool:
    return len(known_values(column)) == 2 and column.distinct <= LISTED


def known_values(column: ColumnProfile) -> tuple[str, ...]:
    """Return the listed values that do not mean "not recorded"."""
    return tuple(value for value in column.texts if plain(value) not in UNKNOWN)


def unknown_values(columns: Iterable[ColumnProfile]) -> tuple[str, ...]:
    """Return the texts in these columns that mean "not recorded"."""
    found = {value for column in columns for value in column.texts if plain(value) in UNKNOWN}
    return tuple(sorted(found))


def positive_values(column: ColumnProfile) -> tuple[str, ...]:
    """Return the one value of two that means yes; nothing where that cannot be told."""
    values = known_values(column)
    yes = tuple(value for value in values if plain(normalise(value)) in YES)
    return yes if len(values) == 2 and len(yes) == 1 else ()


def random_values(column: ColumnProfile) -> tuple[str, ...]:
    """Return the values of a route that mean: drawn at random."""
    return tuple(value for value in column.texts if fits(value, RANDOM))


def totals(columns: Iterable[ColumnProfile]) -> tuple[str, ...]:
    """Return the values that mark rows of sums."""
    return tuple(sorted({value for column in columns for value in column.texts if plain(value) in TOTALS}))


def withheld(column: ColumnProfile) -> tuple[str, ...]:
    """Return what stands in a column of counts in the place of a number."""
    return tuple(value for value in column.texts if not any(sign.isdigit() for sign in value))


def age_bands(column: ColumnProfile) -> tuple[int, ...]:
    """Return usual limits of age bands that fit a column; nothing for groups or years of birth."""
    if not column.is_number or column.distinct <= 12 or column.minimum is None or column.maximum is None:
        return ()
    if column.maximum > 130:
        return ()
    return tuple(limit for limit in (18, 30, 45, 65) if column.minimum < limit <= column.maximum)
