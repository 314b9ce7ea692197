"""Numbers about a whole attribute that are printed without a verdict, because the data choose the groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adm_audit.counts import Range
from adm_audit.evidence import Values
from adm_audit.result import Measure
from adm_audit.signals.sides import Clustered, Side, effects_of
from adm_audit.stats.exact import chi_square_p
from adm_audit.stats.widest import impact_ratio, spread
from adm_audit.values import Estimate


def attribute_measures(
    attribute: str,
    sides: Mapping[Values, Side],
    part: str | None,
    confidence: float,
    clustered: Clustered | None = None,
) -> Iterator[Measure]:
    """Yield the largest minus the smallest rate, the impact ratio, and the chi-square p of an attribute.

    The last, which is there to compare with other tools, only where cases carry no weights and there are no clusters.
    """
    groups = {key[0]: (side[0], side[1]) for key, side in sides.items() if key[0] is not None}
    if len(groups) < 2:
        return
    names = sorted(groups, key=str)
    pairs = [groups[name] for name in names]
    effects = effects_of(sides, clustered)
    widest = spread(pairs, confidence=confidence, design_effects=[effects[(name,)] for name in names])
    facts: dict[str, str | int | float | bool | None] = {"groups": len(names)}
    if widest.highest is not None and widest.lowest is not None:
        facts |= {"highest": names[widest.highest], "lowest": names[widest.lowest]}
    yield Measure(name="max_minus_min", part=part, by=(attribute,), number=widest.number, facts=facts)
    yield Measure(name="impact_ratio", part=part, by=(attribute,), number=impact_ratio(pairs), facts=facts)
    exact = [(k, n) for k, n in pairs if not isinstance(k, Range) and not isinstance(n, Range)]
    plain = len(exact) == len(pairs) and clustered is None and not any(side[2] for side in sides.values())
    p = chi_square_p(exact) if plain else None
    if p is not None:
        yield Measure(name="chi_square_p", part=part, by=(attribute,), number=Estimate(value=p))
