"""Who is compared with whom: the groups of an attribute against everyone else, a reference or each other."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import accumulate, combinations
from typing import TypeVar

from adm_audit.comparison import Head, TwoByTwo
from adm_audit.counts import Count, Range, low
from adm_audit.evidence import Values
from adm_audit.plan.model import Protected
from adm_audit.stats.clusters import (
    ClusterSums,
    ClusterTable,
    Fields,
    design_effect,
    design_effects,
    group_effects,
    kish,
)

K = TypeVar("K", bound=Hashable)
Side = tuple[Count, Count, float]
"""Cases, total, and the sum of squared weights of the total (0 where cases carry no weights)."""
Name = str | None
_NOBODY: Side = (0, 0, 0.0)
_NO = frozenset({"0", "false", "no", "non", "nein", "nee", "nej", "ei", "nie", "ne", "não", "none", "n"})


@dataclass(frozen=True, slots=True)
class Clustered:
    """The clusters of an attribute or combination, for one rate: how often each field of a count is a case, or counts.

    names: the attributes in the order of the values of the sides.
    """

    table: ClusterTable
    names: tuple[str, ...]
    cases: Fields
    total: Fields

    def group(self, values: Values) -> ClusterSums:
        """Return the sums over clusters of one group."""
        return self.table.group(self._key(values), self.cases, self.total)

    def others(self, values: Values) -> ClusterSums:
        """Return the sums over clusters of all recorded people outside a group."""
        return self.table.others(self._key(values), self.cases, self.total)

    def recorded(self) -> ClusterSums:
        """Return the sums over clusters of all recorded people."""
        return self.table.recorded(self.cases, self.total)

    def everyone(self) -> ClusterSums:
        """Return the sums over clusters of all people, recorded or not; of one attribute only."""
        return self.table.everyone(self.cases, self.total)

    def _key(self, values: Values) -> Values:
        by_name = dict(zip(self.names, values, strict=True))
        return tuple(by_name[name] for name in self.table.names)


def compare(
    item: Protected, sides: Mapping[Values, Side], head: Head, clustered: Clustered | None = None
) -> Iterator[TwoByTwo]:
    """Yield the comparisons of one attribute, as the plan asks.

    Two groups make one comparison. People whose value is not recorded are their own group, compared with all
    recorded people, and never part of everyone else. clustered: the clusters of this attribute, if the plan names any.
    """
    recorded: dict[Name, Side] = {key[0]: side for key, side in sides.items() if key[0] is not None}
    for group, side, against, other_name, other in _pairs(item, recorded):
        about = replace(head, group={item.column: group}, against=against, against_group=other_name)
        sums = None
        if clustered is not None:
            beside = clustered.others((group,)) if other_name is None else clustered.group((other_name,))
            sums = (clustered.group((group,)), beside)
        yield two_by_two(about, side, other, sums)
    unknown = sides.get((None,))
    if unknown is not None and recorded:
        about = replace(head, group={item.column: None}, against="all_recorded")
        sums = None if clustered is None else (clustered.group((None,)), clustered.recorded())
        yield two_by_two(about, unknown, add(recorded.values()), sums)


def two_by_two(head: Head, side: Side, other: Side, sums: tuple[ClusterSums, ClusterSums] | None = None) -> TwoByTwo:
    """Return one comparison, with the design effects of both sides. sums: over the clusters of both, if there are any."""
    mine, beside = design(side), design(other)
    if sums is not None:
        found = design_effects((sums[0], low(side[0]), low(side[1])), (sums[1], low(other[0]), low(other[1])))
        mine, beside = max(mine, found[0]), max(beside, found[1])
    return TwoByTwo(
        head=head,
        cases=side[0],
        total=side[1],
        other_cases=other[0],
        other_total=other[1],
        design_effects=(mine, beside),
    )


def design(side: Side) -> float:
    """Return the design effect of one side's weights (Kish); 1 where cases carry none."""
    return kish(side[1], side[2]) if side[2] and not isinstance(side[1], Range) else 1.0


def effect_of_all(sides: Mapping[Values, Side], clustered: Clustered | None) -> float:
    """Return the design effect of all people of an attribute, recorded or not."""
    whole = add(sides.values())
    if clustered is None:
        return design(whole)
    return max(design(whole), design_effect(clustered.everyone(), low(whole[0]), low(whole[1])))


def effects_of(sides: Mapping[Values, Side], clustered: Clustered | None) -> dict[Values, float]:
    """Return the design effect of each group for its own interval: of weights, clusters, or all groups' clusters."""
    found = {key: design(side) for key, side in sides.items()}
    if clustered is None:
        return found
    spreads = {key: (clustered.group(key), low(side[0]), low(side[1])) for key, side in sides.items()}
    return {key: max(found[key], effect) for key, effect in group_effects(spreads).items()}


def _pairs(item: Protected, recorded: Mapping[Name, Side]) -> Iterator[tuple[Name, Side, str, Name, Side]]:
    names = sorted(recorded, key=str)
    if item.reference is not None and str(item.reference) in recorded:
        reference = str(item.reference)
        for name in names:
            if name != reference:
                yield name, recorded[name], "reference", reference, recorded[reference]
    elif len(names) == 2:
        one = named_after(names)
        two = next(name for name in names if name != one)
        yield one, recorded[one], "other_group", two, recorded[two]
    elif item.compare in ("every_pair", "best_off"):
        for one, two in combinations(names, 2):
            yield one, recorded[one], "pair", two, recorded[two]
    else:
        rest = everyone_else(recorded)
        for name in names if len(names) > 1 else ():
            yield name, recorded[name], "everyone_else", None, rest[name]


def named_after(names: Sequence[Name]) -> Name:
    """Return the one of two sorted groups after which their comparison is named: never chosen by the data.

    It is the side that a yes/no column is about, else the first.

    >>> named_after(["no", "yes"]), named_after(["F", "M"])
    ('yes', 'F')
    """
    return names[0] if str(names[0]).casefold() not in _NO else names[1]


def add(sides: Iterable[Side]) -> Side:
    """Return the sum of several sides."""
    return reduce(_plus, sides, _NOBODY)


def everyone_else(sides: Mapping[K, Side]) -> dict[K, Side]:
    """Return, for each group, the sum of all the others.

    The others are summed, not subtracted from the whole: the whole minus a range would count its width twice, and
    the difference of two sums of weights leaves crumbs where nobody is.
    """
    before = list(accumulate(sides.values(), _plus, initial=_NOBODY))
    after = list(accumulate(reversed(list(sides.values())), _plus, initial=_NOBODY))[::-1]
    return {key: _plus(before[at], after[at + 1]) for at, key in enumerate(sides)}


def _plus(one: Side, two: Side) -> Side:
    return one[0] + two[0], one[1] + two[1], one[2] + two[2]
