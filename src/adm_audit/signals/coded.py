"""Sides of a comparison that are told by the codes of one axis: which codes are cases, and which count at all."""

from __future__ import annotations

from dataclasses import dataclass

from adm_audit.counts import Count
from adm_audit.evidence import Evidence, Values
from adm_audit.signals.sides import Clustered, Side


@dataclass(frozen=True, slots=True)
class Codes:
    """A share of the people on an axis: the codes that count as cases, and the codes of all that are looked at."""

    axis: str
    cases: frozenset[int]
    total: frozenset[int]


def sides_of(evidence: Evidence, attribute: str, codes: Codes) -> dict[Values, Side]:
    """Return cases, total and squared weights of a share for each group of an attribute, groups without any too.

    Raises KeyError where no signal asked for this table.
    """
    cells = evidence.tally.margin(attribute, codes.axis)
    values = evidence.tally.axes[attribute].values
    found: dict[Values, Side] = {}
    for row, (group, code) in enumerate(cells.codes.tolist()):
        cases, total, squares = found.get((values[group],), (0, 0, 0.0))
        if code in codes.total:
            total = total + cells.count(row)
            squares += 0.0 if cells.squares is None else float(cells.squares[row])
        if code in codes.cases:
            cases = cases + cells.count(row)
        found[(values[group],)] = (cases, total, squares)
    return found


def clusters_of(evidence: Evidence, attribute: str, codes: Codes) -> Clustered | None:
    """Return the clusters of an attribute for a share; None where the plan names no cluster."""
    table = evidence.clusters.get(frozenset({attribute, codes.axis}))
    if table is None:
        return None
    seen = {int(code) for code in evidence.tally.margin(attribute, codes.axis).codes[:, 1].tolist()}
    return Clustered(
        table,
        (attribute,),
        cases={str(code): 1.0 for code in sorted(codes.cases & seen)},
        total={str(code): 1.0 for code in sorted(codes.total & seen)},
    )


def people_on(evidence: Evidence, attribute: str, axis: str) -> dict[int, Count]:
    """Return how many people each code of an axis holds, whatever their group."""
    found: dict[int, Count] = {}
    cells = evidence.tally.margin(attribute, axis)
    for row, (_, code) in enumerate(cells.codes.tolist()):
        found[code] = found.get(code, 0) + cells.count(row)
    return found
