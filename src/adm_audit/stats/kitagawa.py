"""What part of a gap comes from who is in which stratum, and what part arises inside the strata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from adm_audit.counts import low
from adm_audit.stats.boxes import is_ranged
from adm_audit.stats.stratify import Stratum
from adm_audit.values import Because, Estimate, Interval, Number, Undefined

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a difference of two rates; they add up to ``crude``.

    mix: the two sides are spread differently over the strata that hold both. inside: different rates inside these.
    outside: people in strata that hold one side only.
    """

    crude: Number
    mix: Number
    inside: Number
    outside: Number


def kitagawa(
    strata: Sequence[Stratum], *, rng: np.random.Generator | None = None, draws: int = 2000, confidence: float = 0.95
) -> Parts:
    """Split the group's rate minus the others' into mix, inside and outside.

    rng: the generator from which the cells of each side are drawn again, ``draws`` times, for percentile intervals;
    without one there are none.
    ``Undefined``: rounded or withheld counts (``rounded_counts``), an empty side (``nobody_in_group``,
    ``nobody_among_others``), no stratum with both sides (``no_stratum_with_both_sides``).
    Source: Kitagawa 1955, JASA 50, 1168-1194; outside: Nopo 2008, Review of Economics and Statistics 90, 290-299.

    >>> import numpy as np
    >>> strata = [Stratum(8, 80, 2, 20), Stratum(5, 20, 20, 80)]
    >>> parts = kitagawa(strata, rng=np.random.default_rng(1))
    >>> [round(part.value, 3) for part in (parts.crude, parts.mix, parts.inside, parts.outside)]
    [-0.09, -0.09, 0.0, 0.0]
    """
    import numpy as np

    reason = _why_not(strata)
    if reason is not None:
        nothing = Undefined(because=Because(reason))
        return Parts(crude=nothing, mix=nothing, inside=nothing, outside=nothing)
    levels = np.array([[low(count) for count in item.counts] for item in strata], dtype=float)
    values = _parts(levels)
    if rng is None:
        crude, mix, inside, outside = (Estimate(value=float(value)) for value in values)
        return Parts(crude=crude, mix=mix, inside=inside, outside=outside)
    drawn = _parts(_redrawn(levels, rng, draws))
    tail = 100 * (1 - confidence) / 2
    limits = np.nanpercentile(drawn, [tail, 100 - tail], axis=0)
    crude, mix, inside, outside = (
        Estimate(value=float(value), interval=Interval(float(least), float(most)))
        for value, least, most in zip(values, *limits, strict=True)
    )
    return Parts(crude=crude, mix=mix, inside=inside, outside=outside)


def _why_not(strata: Sequence[Stratum]) -> str | None:
    if is_ranged(count for item in strata for count in item.counts):
        return "rounded_counts"
    if not any(low(item.total) for item in strata):
        return "nobody_in_group"
    if not any(low(item.other_total) for item in strata):
        return "nobody_among_others"
    if not any(low(item.total) and low(item.other_total) for item in strata):
        return "no_stratum_with_both_sides"
    return None


def _parts(levels: Floats) -> Floats:
    """Return crude, mix, inside and outside for levels of any shape (..., strata, 4); nan where one does not exist."""
    import numpy as np

    x, n, y, m = (levels[..., at] for at in range(4))
    both = (n > 0) & (m > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        r1, r0 = np.where(both, x / n, 0.0), np.where(both, y / m, 0.0)
        w1, w0 = (np.where(both, size, 0.0) / _sum(np.where(both, size, 0.0)) for size in (n, m))
        crude = _sum(x)[..., 0] / _sum(n)[..., 0] - _sum(y)[..., 0] / _sum(m)[..., 0]
    mix = ((w1 - w0) * (r1 + r0) / 2).sum(axis=-1)
    inside = ((r1 - r0) * (w1 + w0) / 2).sum(axis=-1)
    # (1 - f1)(p1out - p1in) - (1 - f0)(p0out - p0in) is what a side's rate differs from its rate in shared strata
    outside = crude - (w1 * r1).sum(axis=-1) + (w0 * r0).sum(axis=-1)
    return np.stack((crude, mix, inside, outside), axis=-1)


def _sum(array: Floats) -> Floats:
    total: Floats = array.sum(axis=-1, keepdims=True)
    return total


def _redrawn(levels: Floats, rng: np.random.Generator, draws: int) -> Floats:
    """Return levels whose cells (stratum by case or not) were drawn again on each side, people staying as many."""
    import numpy as np

    sides = []
    for cases, total in ((levels[:, 0], levels[:, 1]), (levels[:, 2], levels[:, 3])):
        cells = np.concatenate((cases, total - cases))
        drawn = rng.multinomial(round(cells.sum()), cells / cells.sum(), size=draws).astype(float)
        yes, no = drawn[:, : len(cases)], drawn[:, len(cases) :]
        sides += [yes, yes + no]
    return np.stack(sides, axis=-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """The factors of a ratio of two rates; ``profile`` times ``inside`` is ``crude``.

    profile: the two sides are spread differently over the strata; profile_orders: by the others' and by the group's
    rates. inside: different rates inside the strata.
    """

    crude: Number
    profile: Number
    inside: Number
    profile_orders: tuple[float, float] | None = None


def ratio_factors(strata: Sequence[Stratum]) -> Factors:
    """Split the ratio of the group's rate and the others' into the strata's profile and what is inside them.

    Each factor is the geometric mean of both orders of standardisation: at the others' rates and at the group's.
    Strata that lack one side are left out. ``Undefined``: as in `kitagawa`, or where a rate is 0 (``a_rate_is_zero``).

    >>> factors = ratio_factors([Stratum(8, 80, 2, 20), Stratum(5, 20, 20, 80)])
    >>> round(factors.crude.value, 3), round(factors.profile.value, 3), round(factors.inside.value, 3)
    (0.591, 0.591, 1.0)
    """
    reason = _why_not(strata)
    levels = [
        (low(s.cases), low(s.total), low(s.other_cases), low(s.other_total))
        for s in strata
        if low(s.total) > 0 and low(s.other_total) > 0
    ]
    mine, others = sum(level[1] for level in levels), sum(level[3] for level in levels)
    own = sum(x for x, _, _, _ in levels) / mine if levels else 0.0
    other = sum(y for _, _, y, _ in levels) / others if levels else 0.0
    by_others = sum(n / mine * y / m for _, n, y, m in levels) if levels else 0.0
    by_group = sum(m / others * x / n for x, n, _, m in levels) if levels else 0.0
    if reason is None and min(own, other, by_others, by_group) <= 0:
        reason = "a_rate_is_zero"
    if reason is not None:
        nothing = Undefined(because=Because(reason))
        return Factors(crude=nothing, profile=nothing, inside=nothing)
    orders = by_others / other, own / by_group
    return Factors(
        crude=Estimate(value=own / other),
        profile=Estimate(value=sqrt(orders[0] * orders[1])),
        inside=Estimate(value=sqrt(own / by_others * (by_group / other))),
        profile_orders=orders,
    )
