"""Turns a comparison of two groups round, so that it speaks of the side that is worse off."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from adm_audit.counts import high, low
from adm_audit.result import Compared, Detectable, Finding
from adm_audit.values import Because, Bounds, Estimate, Interval, Number, Undefined

_OPPOSITE: dict[str, Literal["higher", "lower", "equal", "open"]] = {
    "higher": "lower",
    "lower": "higher",
    "equal": "equal",
    "open": "open",
}


def towards_worse_off(finding: Finding) -> Finding:
    """Return the finding as seen from its worse-off side; only a comparison of two named groups is turned."""
    turnable = finding.against == "other_group" and finding.against_group is not None
    if turnable and len(finding.group) == 1 and finding.worse_off is False:
        return turned(finding)
    return finding


def turned(finding: Finding) -> Finding:
    """Return the same comparison from the other side: differences negated, ratios inverted, counts swapped.

    The people follow the size of the other side; they are `Undefined` where that size is only known as a range.
    """
    ((column, text),) = finding.group.items()
    counts = finding.counts
    size = finding.detectable
    return replace(
        finding,
        group={column: finding.against_group},
        against_group=text,
        counts=counts and Compared(
            cases=counts.other_cases,
            total=counts.other_total,
            other_cases=counts.cases,
            other_total=counts.total,
        ),
        rate=finding.other_rate,
        other_rate=finding.rate,
        difference=negated(finding.difference),
        ratio=inverted(finding.ratio),
        complement_ratio=inverted(finding.complement_ratio),
        people=_people(finding),
        group_rate=_OPPOSITE[finding.group_rate] if finding.group_rate else None,  # type: ignore[arg-type]
        worse_off=None if finding.worse_off is None else not finding.worse_off,
        detectable=size and Detectable(up=size.down, down=size.up),
    )  # fmt: skip


def negated(number: Number | None) -> Number | None:
    """Return a difference seen from the other side.

    >>> negated(Estimate(value=0.5, interval=Interval(0.25, 0.75))).interval
    Interval(low=-0.75, high=-0.25)
    """
    match number:
        case Estimate():
            return Estimate(value=-number.value, interval=_mirrored(number.interval), bounds=_mirrored(number.bounds))
        case Bounds():
            low = -1.0 if number.high is None else -number.high
            return Bounds(low=low, high=-number.low, interval=_mirrored(number.interval))
        case Undefined():
            return Undefined(because=number.because, interval=_mirrored(number.interval))
        case _:
            return number


def inverted(number: Number | None) -> Number | None:
    """Return a ratio seen from the other side; a ratio of 0 becomes `Undefined`.

    >>> inverted(Estimate(value=2.0, interval=Interval(1.0, None)))
    Estimate(kind='estimate', value=0.5, interval=Interval(low=0.0, high=1.0), exact=None, bounds=None)
    """
    match number:
        case Estimate():
            limits = _reciprocal(number.interval)
            if number.value <= 0:
                return Undefined(because=Because("nobody_selected_among_others"), interval=limits)
            return Estimate(value=1 / number.value, interval=limits, bounds=_reciprocal(number.bounds))
        case Bounds():
            low = 0.0 if not number.high else 1 / number.high
            high = None if number.low <= 0 else 1 / number.low
            return Bounds(low=low, high=high, interval=_reciprocal(number.interval))
        case Undefined():
            return Undefined(because=number.because, interval=_reciprocal(number.interval))
        case _:
            return number


def _people(finding: Finding) -> Number | None:
    counts, gap = finding.counts, finding.difference
    if counts is None or not isinstance(gap, Estimate) or gap.interval is None or gap.interval.high is None:
        return finding.people and Undefined(because=Because("size_withheld"))
    if low(counts.other_total) != high(counts.other_total):
        return Undefined(because=Because("size_withheld"))
    size = low(counts.other_total)
    limits = Interval(-size * gap.interval.high, -size * gap.interval.low)
    return Estimate(value=-size * gap.value, interval=limits)


def _mirrored(interval: Interval | None) -> Interval | None:
    if interval is None:
        return None
    return Interval(-1.0 if interval.high is None else -interval.high, -interval.low)


def _reciprocal(interval: Interval | None) -> Interval | None:
    if interval is None:
        return None
    lowest = 0.0 if interval.high is None or interval.high <= 0 else 1 / interval.high
    return Interval(lowest, None if interval.low <= 0 else 1 / interval.low)
