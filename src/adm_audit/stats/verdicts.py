"""What the data say about one comparison. Exactly one verdict holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from adm_audit.stats.attention import Attention, limits, possible
from adm_audit.values import Interval, Number

Name = Literal["shown", "below_attention", "ruled_out", "cannot_tell"]
Detail = Literal["surely", "size_open", "existence_open", "alone", "counts", "undefined"]
_ALONE = 0.05


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict and, where it matters, which kind of it."""

    name: Name
    detail: Detail | None = None


@dataclass(frozen=True, slots=True)
class _Gap:
    """Both numbers of a comparison: the values that the counts allow, and the limits of their intervals.

    ratios, ratio_limits: None where the measure has no ratio. A ratio with no cases on the other side has no value
    (``ratios`` is None) but limits.
    """

    differences: Interval
    difference_limits: Interval
    ratios: Interval | None
    ratio_limits: Interval | None


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

    - ``shown``: significant, the estimate beyond the attention level; ``surely`` where a whole interval is beyond it
    - ``below_attention``: significant, the whole interval within the level
    - ``ruled_out``: not significant, the whole interval within the level
    - ``cannot_tell``: all else. ``size_open``: significant, but the interval reaches the level; ``existence_open``: not
      significant (``alone``: it would be as the only comparison); ``counts``: the rounded counts allow several
      verdicts; ``undefined``: there is no difference, or no interval

    >>> from adm_audit.values import Estimate, Interval
    >>> gap = Estimate(value=0.1, interval=Interval(0.07, 0.13)), Estimate(value=1.5, interval=Interval(1.3, 1.8))
    >>> verdict(*gap, p_adjusted=0.001, p_adjusted_smallest=0.001, p=0.001, alpha=0.04, attention=Attention(0.05))
    Verdict(name='shown', detail='surely')
    """
    values, interval = possible(difference), limits(difference)
    if interval is None or values is None:
        return Verdict("cannot_tell", "undefined")
    gap = _Gap(values, interval, possible(ratio), limits(ratio))
    excludes_zero = interval.low > 0 or (interval.high is not None and interval.high < 0)
    exact = values.low == values.high
    if p_adjusted < alpha and excludes_zero:
        return _significant(gap, attention)
    if p_adjusted_smallest >= alpha or (exact and not excludes_zero):
        if attention.within(gap.difference_limits, gap.ratio_limits):
            return Verdict("ruled_out")
        return Verdict("cannot_tell", "alone" if p < _ALONE else "existence_open")
    return Verdict("cannot_tell", "counts")


def _significant(gap: _Gap, attention: Attention) -> Verdict:
    beyond = [attention.beyond(*corner) for corner in _corners(gap)]
    if all(beyond):
        sure = attention.wholly_beyond(gap.difference_limits, gap.ratio_limits)
        return Verdict("shown", "surely" if sure else None)
    if any(beyond):
        return Verdict("cannot_tell", "counts")
    if attention.within(gap.difference_limits, gap.ratio_limits):
        return Verdict("below_attention")
    return Verdict("cannot_tell", "size_open")


def _corners(gap: _Gap) -> list[tuple[float, float | None]]:
    """Return the extreme pairs of difference and ratio. Both are largest at the same counts, and smallest at the same.

    A measure without a ratio is given one of 1, which lies beyond no level.
    """
    differences = (gap.differences.low, 1.0 if gap.differences.high is None else gap.differences.high)
    if gap.ratios is not None:
        return list(zip(differences, (gap.ratios.low, gap.ratios.high), strict=True))
    return [(difference, 1.0 if gap.ratio_limits is None else None) for difference in differences]
