"""What the data say about one comparison. Exactly one verdict holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from adm_audit.attention import Attention, limits, possible
from adm_audit.values import Interval, Number

Name = Literal["shown", "below_attention", "ruled_out", "cannot_tell"]
Detail = Literal["surely", "size_open", "existence_open", "alone", "counts", "undefined"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict and, where it matters, which kind of it."""

    name: Name
    detail: Detail | None = None


def verdict(
    difference: Number,
    ratio: Number,
    *,
    p_adjusted: float,
    p_adjusted_smallest: float,
    p: float,
    alpha: float,
    attention: Attention,
) -> Verdict:
    """Return the verdict on a difference and a ratio with their intervals.

    p_adjusted, p_adjusted_smallest: corrected p-values, the largest and the smallest that the counts allow.
    p: uncorrected. alpha: error budget of the family. Significant: corrected p below alpha, and the interval of the
    difference excludes 0. With rounded counts a verdict must hold for every value that they allow.

    >>> from adm_audit.values import Estimate, Interval
    >>> gap = Estimate(value=0.1, interval=Interval(0.07, 0.13)), Estimate(value=1.5, interval=Interval(1.3, 1.8))
    >>> verdict(*gap, p_adjusted=0.001, p_adjusted_smallest=0.001, p=0.001, alpha=0.04, attention=Attention(0.05))
    Verdict(name='shown', detail='surely')
    """
    interval, values = limits(difference), possible(difference)
    if interval is None or values is None:
        return Verdict("cannot_tell", "undefined")
    excludes = interval.low > 0 or (interval.high is not None and interval.high < 0)
    surely_significant = p_adjusted < alpha and excludes
    never_significant = p_adjusted_smallest >= alpha or (values.low == values.high and not excludes)
    if not surely_significant and not never_significant:
        return Verdict("cannot_tell", "counts")
    inside = attention.within(interval, limits(ratio))
    if surely_significant:
        return _significant(values, possible(ratio), interval, limits(ratio), attention, inside=inside)
    if inside:
        return Verdict("ruled_out")
    return Verdict("cannot_tell", "alone" if p < 0.05 else "existence_open")


def _significant(
    values: Interval,
    ratios: Interval | None,
    interval: Interval,
    ratio_interval: Interval | None,
    attention: Attention,
    *,
    inside: bool,
) -> Verdict:
    corners = _corners(values, ratios)
    if all(attention.beyond(difference, ratio) for difference, ratio in corners):
        sure = _whole_beyond(interval, ratio_interval, attention)
        return Verdict("shown", "surely" if sure else None)
    if inside:
        return Verdict("below_attention")
    undecided = any(attention.beyond(difference, ratio) for difference, ratio in corners)
    return Verdict("cannot_tell", "counts" if undecided else "size_open")


def _corners(values: Interval, ratios: Interval | None) -> list[tuple[float, float | None]]:
    """Return the extreme pairs of difference and ratio; both move together, so low goes with low."""
    low, high = (None, None) if ratios is None else (ratios.low, ratios.high)
    return [(values.low, low), (values.high if values.high is not None else 1.0, high)]


def _whole_beyond(interval: Interval, ratio: Interval | None, attention: Attention) -> bool:
    """Return whether the whole interval of the difference, or of the ratio, lies beyond its level."""
    high = interval.high if interval.high is not None else 1.0
    level = 0.0 if attention.difference is None and not attention.chosen else attention.difference
    if level is not None and (interval.low > level or high < -level):
        return True
    if attention.ratio is None or ratio is None:
        return False
    return ratio.low > 1 / attention.ratio or (ratio.high is not None and ratio.high < attention.ratio)
