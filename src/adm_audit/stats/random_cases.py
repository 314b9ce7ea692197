"""Error rates of a selection whose outcomes are known only for selected people and for a random sample.

Where outcomes are selective, a random sample brings back what they hide: how many people would have been wrong
among those who were not selected.
"""

from __future__ import annotations

from dataclasses import dataclass

from adm_audit.stats.intervals import Side, complement, join_difference, join_ratio, side
from adm_audit.values import Because, Estimate, Interval, Number, Undefined

_DISAGREE = "the_sources_disagree"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What two routes know about one group. All are whole numbers of people.

    positive of known: outcomes among people whom the tool selected. selected of total: all its selections, whether the
    outcome is known or not. random_positive of random_known: outcomes of people drawn at random.
    """

    positive: int
    known: int
    selected: int
    total: int
    random_positive: int
    random_known: int


def drawn_from_everyone(sources: Sources, *, confidence: float = 0.95) -> dict[str, Number]:
    """Return true and false positive, false negative and false omission rate; the sample was drawn from all people.

    With q the share of people who were rightly selected, w wrongly, s = q + w, and b the share of positives in the
    sample: TPR = q / b and FPR = w / (1 - b) with MOVER-R intervals, FOR = (b - q) / (1 - s) with Newcombe's. Taking s
    as known would leave out most of what makes w uncertain (coverage of FPR .71 instead of .95). Intervals are cut at 0 and 1. Undefined: ``no_known_outcomes``, ``no_random_cases``, ``nobody_selected``,
    ``everybody_selected``; ``no_positive_random_cases`` and ``only_positive_random_cases``, which leave one-sided
    intervals; ``the_sources_disagree`` where an estimate leaves 0 to 1, common with few positives in the sample.

    >>> rates = drawn_from_everyone(
    ...     Sources(positive=50, known=100, selected=100, total=1000, random_positive=20, random_known=200))
    >>> [round(rates[name].value, 3) for name in ("true_positive_rate", "false_positive_rate", "false_omission_rate")]
    [0.5, 0.056, 0.056]
    """
    reason = _why_not(sources)
    if reason is not None:
        return _all(Undefined(because=Because(reason)))
    right, wrong, base = _sides(sources, confidence)
    found = _rates(
        _over(right, base, "no_positive_random_cases"),
        _over(wrong, _turned(base), "only_positive_random_cases"),
    )
    others = 1 - sources.selected / sources.total
    if others <= 0:
        return found | {"false_omission_rate": Undefined(because=Because("everybody_selected"))}
    limits = join_difference(base, right)
    interval = Interval(limits.low / others, (limits.high or 0.0) / others)
    return found | {"false_omission_rate": _within((base[0] - right[0]) / others, interval)}


def drawn_from_not_selected(sources: Sources, *, confidence: float = 0.95) -> dict[str, Number]:
    """Return the rates of `drawn_from_everyone`; the sample was drawn from the people whom the tool did not select.

    With b the share of positives in the sample, q, w and s as there: FOR = b; TPR = 1 / (1 + (1 - s) b / q) and FPR with
    1 - b and w, transformed from the MOVER-R interval of the ratio. ``nobody_in_group``: nobody found, nobody missed.

    >>> rates = drawn_from_not_selected(
    ...     Sources(positive=50, known=100, selected=100, total=1000, random_positive=10, random_known=180))
    >>> [round(rates[name].value, 3) for name in ("true_positive_rate", "false_positive_rate", "false_omission_rate")]
    [0.5, 0.056, 0.056]
    """
    reason = _why_not(sources)
    if reason is None and sources.selected == sources.total:
        reason = "everybody_selected"
    if reason is not None:
        return _all(Undefined(because=Because(reason)))
    right, wrong, missed = _sides(sources, confidence)
    others = 1 - sources.selected / sources.total
    found = _rates(_part(others, missed, right), _part(others, _turned(missed), wrong))
    omission = Estimate(value=missed[0], interval=Interval(missed[1], missed[2]))
    return found | {"false_omission_rate": omission}


def _why_not(sources: Sources) -> str | None:
    if sources.selected <= 0:
        return "nobody_selected"
    if sources.known <= 0:
        return "no_known_outcomes"
    return "no_random_cases" if sources.random_known <= 0 else None


def _sides(sources: Sources, confidence: float) -> tuple[Side, Side, Side]:
    """Return the shares of people rightly and wrongly selected, and of positives in the sample.

    Where outcomes of some selected people are unknown, the shares are of as many people as the known ones stand for:
    that is a little wider than needed.
    """
    people = sources.total * sources.known / sources.selected
    return (
        side(sources.positive, people, confidence=confidence),
        side(sources.known - sources.positive, people, confidence=confidence),
        side(sources.random_positive, sources.random_known, confidence=confidence),
    )


def _turned(rate: Side) -> Side:
    return 1 - rate[0], 1 - rate[2], 1 - rate[1]


def _over(part: Side, base: Side, nobody: str) -> Number:
    """Return part / base, a rate of those whom ``base`` counts."""
    interval = join_ratio(part, base)
    if base[0] <= 0:
        return Undefined(because=Because(nobody), interval=_cut(interval))
    return _within(part[0] / base[0], interval)


def _part(others: float, missed: Side, found: Side) -> Number:
    """Return found / (found + others * missed)."""
    limits = join_ratio(missed, found)
    interval = Interval(0.0 if limits.high is None else 1 / (1 + others * limits.high), 1 / (1 + others * limits.low))
    whole = found[0] + others * missed[0]
    if whole <= 0:
        return Undefined(because=Because("nobody_in_group"), interval=interval)
    return Estimate(value=found[0] / whole, interval=interval)


def _within(value: float, interval: Interval) -> Number:
    if not 0 <= value <= 1:
        return Undefined(because=Because(_DISAGREE), interval=_cut(interval))
    return Estimate(value=value, interval=_cut(interval))


def _cut(interval: Interval) -> Interval:
    high = 1.0 if interval.high is None else interval.high
    return Interval(min(max(interval.low, 0.0), 1.0), min(max(high, 0.0), 1.0))


def _rates(true_positive: Number, false_positive: Number) -> dict[str, Number]:
    return {
        "true_positive_rate": true_positive,
        "false_negative_rate": _other(true_positive),
        "false_positive_rate": false_positive,
    }


def _other(rate: Number) -> Number:
    """Return 1 - rate."""
    if isinstance(rate, Undefined):
        return Undefined(because=rate.because, interval=None if rate.interval is None else complement(rate.interval))
    if isinstance(rate, Estimate):
        return Estimate(value=1 - rate.value, interval=None if rate.interval is None else complement(rate.interval))
    return rate


def _all(number: Number) -> dict[str, Number]:
    names = ("true_positive_rate", "false_negative_rate", "false_positive_rate", "false_omission_rate")
    return dict.fromkeys(names, number)
