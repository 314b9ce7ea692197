"""Design effects: how much weights and clusters (households, repeated decisions) widen an interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

K = TypeVar("K")
Side = tuple["ClusterSums", float, float]
"""The sums over the clusters of one side, its cases and its total."""
Key = tuple[str | None, ...]
Fields = Mapping[str, float]
"""How often each field of a count enters a number: ``{"tp": 1, "fn": 1}`` for people with a positive outcome."""
Products = Mapping[tuple[str, str], float]
"""Sums over clusters of the product of two fields; for two different ones, the mean of both orders."""


@dataclass(frozen=True, slots=True)
class ClusterSums:
    """Sums over the clusters of one side: of squared cases, cases times people, squared people.

    >>> ClusterSums.of([(1, 2), (0, 3), (2, 2)])
    ClusterSums(k2=5, kn=6, n2=17)
    """

    k2: float
    kn: float
    n2: float

    @classmethod
    def of(cls, clusters: Iterable[tuple[float, float]]) -> ClusterSums:
        """Return the sums of clusters, each given as its cases and people."""
        pairs = list(clusters)
        return cls(sum(k * k for k, _ in pairs), sum(k * n for k, n in pairs), sum(n * n for _, n in pairs))

    @classmethod
    def of_products(cls, products: Products, cases: Fields, total: Fields) -> ClusterSums:
        """Return the sums of a rate from the products of the fields that make up its cases and its total.

        >>> one_cluster = {("fp", "fp"): 4, ("fp", "tp"): 6, ("tp", "tp"): 9}
        >>> ClusterSums.of_products(one_cluster, {"tp": 1}, {"tp": 1, "fp": 1})
        ClusterSums(k2=9, kn=15, n2=25)
        """

        def both(one: Fields, two: Fields) -> float:
            return sum(
                value * (one.get(f, 0) * two.get(g, 0) + (one.get(g, 0) * two.get(f, 0) if f != g else 0))
                for (f, g), value in products.items()
            )

        return cls(both(cases, cases), both(cases, total), both(total, total))

    def around(self, rate: float) -> float:
        """Return the sum over clusters of (cases - rate * people) squared; at least 0."""
        return max(0.0, self.k2 - 2 * rate * self.kn + rate * rate * self.n2)


@dataclass(frozen=True, slots=True)
class ClusterTable:
    """Clusters summed up for the groups of an attribute, or of a combination (``names``, sorted).

    own: of each group. crossed: of each group with all recorded people of its clusters. whole: of all recorded people.
    """

    names: tuple[str, ...]
    own: Mapping[Key, Products]
    crossed: Mapping[Key, Products]
    whole: Products

    def group(self, key: Key, cases: Fields, total: Fields) -> ClusterSums:
        """Return the sums of a group; its values in the order of ``names``."""
        return ClusterSums.of_products(self.own.get(key, {}), cases, total)

    def others(self, key: Key, cases: Fields, total: Fields) -> ClusterSums:
        """Return the sums of all recorded people outside a recorded group: those of (whole - group) in each cluster."""
        mine, everyone = self.group(key, cases, total), self.recorded(cases, total)
        crossed = ClusterSums.of_products(self.crossed.get(key, {}), cases, total)
        return ClusterSums(
            everyone.k2 - 2 * crossed.k2 + mine.k2,
            everyone.kn - 2 * crossed.kn + mine.kn,
            everyone.n2 - 2 * crossed.n2 + mine.n2,
        )

    def recorded(self, cases: Fields, total: Fields) -> ClusterSums:
        """Return the sums of all recorded people."""
        return ClusterSums.of_products(self.whole, cases, total)

    def everyone(self, cases: Fields, total: Fields) -> ClusterSums:
        """Return the sums of all people, recorded or not; of one attribute only."""
        unknown, recorded = self.group((None,), cases, total), self.recorded(cases, total)
        crossed = ClusterSums.of_products(self.crossed.get((None,), {}), cases, total)
        return ClusterSums(
            recorded.k2 + 2 * crossed.k2 + unknown.k2,
            recorded.kn + 2 * crossed.kn + unknown.kn,
            recorded.n2 + 2 * crossed.n2 + unknown.n2,
        )


def kish(weights: float, squares: float) -> float:
    """Return Kish's design effect from the sum of weights and the sum of their squares, both above 0 (else 1).

    Weighted counts divided by it are on the scale of the effective number of people, ``weights**2 / squares``,
    whatever the scale of the weights (so it is below 1 where weights are). Source: Kish 1965, Survey Sampling, 11.7.

    >>> kish(100, 100), kish(10, 40), kish(10, 1)
    (1.0, 4.0, 0.1)
    """
    return squares / weights if weights > 0 and squares > 0 else 1.0


def design_effect(sums: ClusterSums, cases: float, total: float) -> float:
    """Return the design effect of clustered cases: their spread around the side's own rate, as a multiple of chance.

    Below 1 where clusters are more alike than chance makes them. Nobody, no cases or only cases: 1.
    Source: Rao and Scott 1992, Biometrics 48, 577-585 (without their m / (m - 1) for m clusters).

    >>> design_effect(ClusterSums.of([(2, 2), (0, 2)]), 2, 4), design_effect(ClusterSums.of([(1, 2), (1, 2)]), 2, 4)
    (2.0, 0.0)
    """
    expected = _by_chance(cases, total)
    return sums.around(cases / total) / expected if expected > 0 else 1.0


def design_effects(mine: Side, others: Side) -> tuple[float, float]:
    """Return the design effects of the two sides of a comparison.

    Of each side its own, or that of both together if larger: a small side has too few clusters to show how alike
    their people are, and by itself gives false alarms. Each side is taken around its own rate, because around a common
    rate a mere gap between the sides would pass for clusters. Where no side says anything: 1.

    >>> design_effects((ClusterSums.of([(2, 2), (0, 2)]), 2, 4), (ClusterSums.of([(0, 3)]), 0, 3))
    (2.0, 2.0)
    """
    found = group_effects({0: mine, 1: others})
    return found[0], found[1]


def group_effects(sides: Mapping[K, Side]) -> dict[K, float]:
    """Return the design effects of several groups, each its own or that of all together, as in `design_effects`."""
    expected = sum(_by_chance(cases, total) for _, cases, total in sides.values())
    if expected <= 0:
        return dict.fromkeys(sides, 1.0)
    together = sum(_spread(*side) for side in sides.values()) / expected
    return {
        key: max(together, design_effect(*side)) if _by_chance(*side[1:]) > 0 else together
        for key, side in sides.items()
    }


def _spread(sums: ClusterSums, cases: float, total: float) -> float:
    return sums.around(cases / total) if total > 0 else 0.0


def _by_chance(cases: float, total: float) -> float:
    return cases * (total - cases) / total if total > 0 else 0.0
