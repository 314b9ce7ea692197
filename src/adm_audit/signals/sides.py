"""Who is compared with whom: the groups of an attribute against everyone else, a reference or each other."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import TypeVar

from adm_audit.clusters import kish
from adm_audit.comparison import Head, TwoByTwo
from adm_audit.counts import Count, Range
from adm_audit.evidence import Values
from adm_audit.plan.model import Protected

K = TypeVar("K", bound=Hashable)
Side = tuple[Count, Count, float]
"""Cases, total, and the sum of squared weights of the total (0 where cases carry no weights)."""
_NO = frozenset({"0", "false", "no", "non", "nein", "nee", "nej", "ei", "nie", "ne", "não", "none", "n"})


def compare(item: Protected, sides: Mapping[Values, Side], head: Head) -> Iterator[TwoByTwo]:
    """Yield the comparisons of one attribute, as the plan asks.

    Two groups make one comparison. People whose value is not recorded are their own group, compared with all
    recorded people, and never part of everyone else.
    """
    recorded: dict[str | None, Side] = {key[0]: side for key, side in sides.items() if key[0] is not None}
    for group, side, against, other_name, other in _pairs(item, recorded):
        about = replace(head, group={item.column: group}, against=against, against_group=other_name)
        yield two_by_two(about, side, other)
    unknown = sides.get((None,))
    if unknown is not None and recorded:
        about = replace(head, group={item.column: None}, against="all_recorded")
        yield two_by_two(about, unknown, add(recorded.values()))


def two_by_two(head: Head, side: Side, other: Side) -> TwoByTwo:
    """Return one comparison, with the design effects of both sides."""
    return TwoByTwo(
        head=head,
        cases=side[0],
        total=side[1],
        other_cases=other[0],
        other_total=other[1],
        design_effects=(_design(side), _design(other)),
    )


def _design(side: Side) -> float:
    return kish(side[1], side[2]) if side[2] and not isinstance(side[1], Range) else 1.0


def _pairs(
    item: Protected, recorded: Mapping[str | None, Side]
) -> Iterator[tuple[str | None, Side, str, str | None, Side]]:
    names = sorted(recorded, key=str)
    if item.reference is not None and str(item.reference) in recorded:
        reference = str(item.reference)
        for name in names:
            if name != reference:
                yield name, recorded[name], "reference", reference, recorded[reference]
    elif len(names) == 2:
        # named after the side that a yes/no column is about, else the first: never after the data
        one, two = names if str(names[0]).casefold() not in _NO else reversed(names)
        yield one, recorded[one], "other_group", two, recorded[two]
    elif item.compare in ("every_pair", "best_off"):
        for one, two in combinations(names, 2):
            yield one, recorded[one], "pair", two, recorded[two]
    else:
        rest = everyone_else(recorded)
        for name in names if len(names) > 1 else ():
            yield name, recorded[name], "everyone_else", None, rest[name]


def add(sides: Iterable[Side]) -> Side:
    """Return the sum of several sides."""
    cases: Count = 0
    total: Count = 0
    squares = 0.0
    for side in sides:
        cases, total, squares = cases + side[0], total + side[1], squares + side[2]
    return cases, total, squares


def everyone_else(sides: Mapping[K, Side]) -> dict[K, Side]:
    """Return, for each group, the sum of all the others.

    Rounded and withheld counts are summed, not subtracted: the whole minus a range would count its width twice.
    """
    if any(isinstance(count, Range) for side in sides.values() for count in side[:2]):
        return {key: add(side for other, side in sides.items() if other != key) for key in sides}
    whole = add(sides.values())
    return {
        key: (_minus(whole[0], side[0]), _minus(whole[1], side[1]), whole[2] - side[2]) for key, side in sides.items()
    }


def _minus(whole: Count, part: Count) -> Count:
    if isinstance(whole, Range) or isinstance(part, Range):
        raise TypeError("ranges are summed, not subtracted")
    return whole - part
