"""The two sides of a comparison inside each level of something: a factor, a period, before and now."""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.comparison import Head
from adm_audit.evidence import Values
from adm_audit.signals.sides import Side, add


def by_level(sides: Mapping[Values, Side]) -> dict[Values, dict[str | None, Side]]:
    """Return the sides of each group by level. sides: by the value of the attribute, then those of the levels."""
    found: dict[Values, dict[str | None, Side]] = {}
    for key, side in sides.items():
        found.setdefault(key[1:], {})[key[0]] = side
    return found


def both_sides(head: Head, column: str, sides: Mapping[str | None, Side]) -> tuple[Side, Side]:
    """Return group and other side of a comparison in one level. People who are not recorded are nobody's others."""
    group = head.group[column]
    mine = sides.get(group, (0, 0, 0.0))
    if head.against_group is not None:
        return mine, sides.get(head.against_group, (0, 0, 0.0))
    return mine, add(side for name, side in sides.items() if name not in {group, None})
