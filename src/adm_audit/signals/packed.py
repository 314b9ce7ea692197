"""Sides of a comparison that are told by the packed case: decision, outcome, recommendation and route together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from adm_audit.counts import Count
from adm_audit.evidence import CASE, CASES, Evidence, Values, case_field, unpack
from adm_audit.signals.sides import Clustered, Side


@dataclass(frozen=True, slots=True)
class Share:
    """A share of cases: the codes that count as cases, and the codes of all that are looked at."""

    cases: frozenset[int]
    total: frozenset[int]


def codes(test: Callable[[int, int, int, int], bool]) -> frozenset[int]:
    """Return the codes of all cases whose decision, outcome, recommendation and route pass a test.

    >>> sorted(codes(lambda decision, outcome, recommendation, route: (decision, route) == (2, 2)))[:3]
    [56, 59, 62]
    """
    return frozenset(case for case in range(CASES) if test(*unpack(case)))


def sides_of(evidence: Evidence, attribute: str, share: Share) -> dict[Values, Side]:
    """Return cases, total and squared weights of a share for each group of an attribute, groups without any too."""
    found: dict[Values, Side] = {}
    for group, cells in evidence.cases(attribute).items():
        cases: Count = 0
        total: Count = 0
        squares = 0.0
        for case, (count, squared) in cells.items():
            if case in share.total:
                total, squares = total + count, squares + squared
                cases = cases + count if case in share.cases else cases
        found[group] = (cases, total, squares)
    return found


def clusters_of(evidence: Evidence, attribute: str, share: Share) -> Clustered | None:
    """Return the clusters of an attribute for a share; None where the plan names no cluster.

    Cases without a decision are left out: clusters do not count them.
    """
    table = evidence.clusters.get(frozenset({attribute, CASE}))
    if table is None:
        return None
    return Clustered(table, (attribute,), cases=_fields(share.cases), total=_fields(share.total))


def _fields(wanted: frozenset[int]) -> dict[str, float]:
    return {name: 1.0 for case in sorted(wanted) if (name := case_field(case)) is not None}
