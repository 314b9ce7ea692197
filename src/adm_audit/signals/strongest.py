"""Many values of one column, each against all others: the strongest stands for the column, and nothing is hidden by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adm_audit.comparison import Head, Pooled
from adm_audit.counts import Count
from adm_audit.stats.attention import Attention, limits
from adm_audit.stats.disparity import Disparity, compare
from adm_audit.values import Because, Estimate, Interval, Number

Four = tuple[Count, Count, Count, Count]


@dataclass(frozen=True, slots=True)
class Strongest:
    """The comparison with the smallest p, corrected for the number of values.

    difference: with an interval whose far end reaches as far as that of any value, so that only what holds for every
    value is ruled out. tried: how many values were compared.
    """

    value: str
    counts: Four
    found: Disparity
    difference: Number
    p: float | None
    p_smallest: float | None
    tried: int

    def pooled(
        self,
        head: Head,
        *,
        level: float | None,
        rates: tuple[Number, Number],
        measures: Mapping[str, Number] | None = None,
        remarks: tuple[Because, ...] = (),
    ) -> Pooled:
        """Return the comparison that stands for the column. level: of differences; measures: numbers beside it."""
        return Pooled(
            head=head,
            difference=self.difference,
            ratio=self.found.ratio,
            people=self.found.people,
            p=self.p,
            p_smallest=self.p_smallest,
            compared=self.counts,
            attention=Attention(level, None),
            rates=rates,
            measures=measures or {},
            remarks=remarks,
        )


def strongest(views: Sequence[tuple[str, Four]], *, confidence: float, design_effect: float = 1.0) -> Strongest | None:
    """Return the strongest of several comparisons (Bonferroni); None without any.

    views: a name and four counts each. design_effect: of both sides.
    """
    if not views:
        return None
    level = 1 - (1 - confidence) / len(views)
    effects = (design_effect, design_effect)
    found = [(name, four, compare(*four, confidence=level, design_effects=effects)) for name, four in views]
    name, four, best = min(found, key=lambda item: (1.0 if item[2].p is None else item[2].p, item[0]))
    return Strongest(
        value=name,
        counts=four,
        found=best,
        difference=_reaching(best.difference, [item.difference for _, _, item in found]),
        p=_times(best.p, len(views)),
        p_smallest=_times(best.p_smallest, len(views)),
        tried=len(views),
    )


def _reaching(number: Number, all_: Sequence[Number]) -> Number:
    ends = [span for other in all_ if (span := limits(other)) is not None]
    own = limits(number)
    if not isinstance(number, Estimate) or own is None or own.high is None or len(ends) < 2:
        return number
    far = max(max(abs(span.low), abs(1.0 if span.high is None else span.high)) for span in ends)
    low, high = (own.low, max(own.high, far)) if number.value >= 0 else (min(own.low, -far), own.high)
    return Estimate(value=number.value, interval=Interval(low, high), bounds=number.bounds)


def _times(p: float | None, many: int) -> float | None:
    return None if p is None else min(1.0, p * many)
