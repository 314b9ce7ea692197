"""A column in one line: its values with their numbers of rows, where they are few."""

from __future__ import annotations

from adm_audit.tables.profile import ColumnProfile
from adm_audit.text.safe import visible

_FEW = 8
_LONGEST = 40


def profile_line(profile: ColumnProfile) -> str:
    """Return a column as one line of safe text: at most eight values with their rows, else how many there are.

    The most frequent value comes first; how many rows are empty comes last.

    >>> seen = ColumnProfile("Genre", "text", 3403, 3, 3, (("Femme", 1730), ("Homme", 1658), ("n.c.", 12)))
    >>> profile_line(seen)
    'Genre: Femme 1,730 · Homme 1,658 · n.c. 12 · 3 empty'
    >>> profile_line(ColumnProfile("age", "text", 3400, 68, 0, ()))
    'age: 68 values · 0 empty'
    """
    empty = f"{profile.missing:,} empty"
    if profile.distinct <= _FEW:
        ranked = sorted(profile.values, key=lambda item: -item[1])
        parts = [f"{visible(value, _LONGEST)} {count:,}" for value, count in ranked]
    else:
        parts = [f"{profile.distinct:,} values"]
    return f"{visible(profile.name)}: {' · '.join([*parts, empty])}"
