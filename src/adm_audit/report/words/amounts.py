"""Numbers of a finding in words: shares as natural frequencies, gaps in points, people."""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.counts import Count, Range, high
from adm_audit.report.words import units
from adm_audit.report.words.voice import Voice
from adm_audit.result import Finding, Unit
from adm_audit.text.catalogue import N_
from adm_audit.values import Bounds, Estimate, Interval, Number, Suppressed

_BASES = (100, 1000, 10_000)
_SMALL = 100
"""A group of fewer people is written as it is (5 of 24), never blown up to a hundred."""

_SPANS: Mapping[Unit, tuple[str, str]] = {
    "share": (N_("{between} points more"), N_("{between} points less")),
    "strength": (N_("{between}"), N_("{between}")),
    "days": (N_("{between} days more"), N_("{between} days less")),
    "amount": (N_("{between} more"), N_("{between} less")),
}


def base_of(finding: Finding) -> int:
    """Return "of how many" the shares are written: 100 everywhere, more only where a rate is below 2 %."""
    rates = [number for number in (finding.rate, finding.other_rate) if isinstance(number, Estimate)]
    lowest = min((rate.value for rate in rates if rate.value > 0), default=1.0)
    return _BASES[0 if lowest >= 0.02 else 1 if lowest >= 0.002 else 2]


def digits_of(finding: Finding, voice: Voice) -> int:
    """Return with how many decimals the points of a finding are written: none, unless that would hide the gap.

    One, too, where whole points would contradict the difference of the shares beside them.
    """
    if finding.unit != "share":
        edges = (far_end(finding) or 0.0, _value(finding.difference))
        return units.digits(max(edges, key=abs), finding.unit)
    base = base_of(finding)
    if base > _BASES[0]:
        return 1 if base == _BASES[1] else 2
    rates = [number for number in (finding.rate, finding.other_rate) if isinstance(number, Estimate)]
    if not isinstance(finding.difference, Estimate):
        return 0 if finding.rate is not None and len(rates) < 2 else 1
    if not _clear(finding.difference, voice):
        return 1
    fits = len(rates) < 2 or _is_small(finding) or _whole_points(finding.difference, rates[0], rates[1])
    return 0 if fits else 1


def _value(number: Number | None) -> float:
    return number.value if isinstance(number, Estimate) else 0.0


def _is_small(finding: Finding) -> bool:
    counts = finding.counts
    return counts is not None and any(high(total) < _SMALL for total in (counts.total, counts.other_total))


def _whole_points(gap: Number | None, rate: Estimate, other: Estimate) -> bool:
    return isinstance(gap, Estimate) and round(100 * rate.value) - round(100 * other.value) == round(100 * gap.value)


def _clear(gap: Estimate, voice: Voice) -> bool:
    """Return whether whole points tell the gap apart from its limits and from the attention level."""
    value = round(100 * abs(gap.value))
    near = {round(100 * abs(edge)) for edge in _edges(gap.interval)}
    level = voice.attention.difference
    if level is not None:
        near.add(round(100 * level))
    return value != 0 and 0 not in near and value not in near


def _edges(interval: Interval | None) -> tuple[float, ...]:
    if interval is None:
        return ()
    return (interval.low,) if interval.high is None else (interval.low, interval.high)


def share(
    number: Number | None, count: tuple[Count, Count] | None, base: int, voice: Voice, unit: Unit = "share"
) -> str:
    """Return a share as a natural frequency: "23 of 100", "5 of 24" in a small group, "15 to 16 of 100".

    count: cases and total, where they are known. A number that is no share is written with its unit: "41 days".
    """
    if unit != "share" and isinstance(number, Estimate):
        return units.level(number.value, unit, voice)
    if isinstance(number, Estimate):
        cases, total = count or (None, None)
        if not isinstance(cases, Range | None) and not isinstance(total, Range | None) and total < _SMALL:
            return voice.say("{number} of {base}", number=voice.numbers.whole(cases), base=voice.numbers.whole(total))
        whole = voice.numbers.decimal(base * number.value, 0)
        return voice.say("{number} of {base}", number=whole, base=voice.numbers.whole(base))
    if isinstance(number, Bounds):
        ends = (number.low, 1.0 if number.high is None else number.high)
        low, high = (voice.numbers.decimal(base * end, 0) for end in ends)
        if low == high:
            return voice.say("about {number} of {base}", number=low, base=voice.numbers.whole(base))
        return voice.say("{low} to {high} of {base}", low=low, high=high, base=voice.numbers.whole(base))
    if isinstance(number, Suppressed):
        return voice.say("a number (not shown) of")
    return voice.say("an unknown number of")


def points(value: float, digits: int, voice: Voice, unit: Unit = "share") -> str:
    """Return a difference without its sign: "13 points", "1 point", "0.4 points", "12 days"."""
    return units.size(value, digits, unit, voice)


def more_or_less(value: float, digits: int, voice: Voice, unit: Unit = "share") -> str:
    """Return a difference with its direction: "6 points more", "2 days less", "no points"."""
    text = points(value, digits, voice, unit)
    if unit == "strength":
        return text
    if round(units.scaled(value, unit), digits) == 0:
        return voice.say("no points") if unit == "share" else voice.say("nothing")
    return voice.say("{points} more", points=text) if value > 0 else voice.say("{points} less", points=text)


def gap(finding: Finding, voice: Voice) -> str:
    """Return the difference of a finding with its interval, as it stands inside a sentence."""
    number, digits, unit = finding.difference, digits_of(finding, voice), finding.unit
    if isinstance(number, Estimate):
        about = voice.say("about {gap}", gap=more_or_less(number.value, digits, voice, unit))
        if unit != "strength" and round(units.scaled(number.value, unit), digits) == 0:
            about = voice.say("nearly no difference")
        if number.interval is None:
            return about
        return voice.say("{about} ({between})", about=about, between=between(number.interval, digits, voice, unit))
    if isinstance(number, Bounds):
        span = _span(Interval(number.low, number.high), digits, voice, unit)
        if number.interval is None:
            return span
        return voice.say("{span} (with chance: {wide})", span=span, wide=_span(number.interval, digits, voice, unit))
    return voice.say("a gap that cannot be computed")


def between(interval: Interval, digits: int, voice: Voice, unit: Unit = "share") -> str:
    """Return an interval of differences in words; directions are named where they differ."""
    low, high = interval.low, 1.0 if interval.high is None else interval.high
    if low < 0 < high:
        return voice.say(
            "between {low} and {high}",
            low=more_or_less(low, digits, voice, unit),
            high=more_or_less(high, digits, voice, unit),
        )
    small, large = sorted((abs(low), abs(high)))
    return voice.say(
        "between {low} and {high}",
        low=voice.numbers.decimal(units.scaled(small, unit), digits),
        high=voice.numbers.decimal(units.scaled(large, unit), digits),
    )


def _span(interval: Interval, digits: int, voice: Voice, unit: Unit) -> str:
    """Return a range of differences with its direction and unit."""
    high = 1.0 if interval.high is None else interval.high
    if interval.low < 0 < high:
        return between(interval, digits, voice, unit)
    message = _SPANS[unit][0 if interval.low >= 0 else 1]
    return voice.say(message, between=between(interval, digits, voice, unit))


def far_end(finding: Finding) -> float | None:
    """Return the largest gap, in the direction that matters, that the interval does not exclude (signed).

    For an open direction it is the end that is farther from zero. None where there is no interval.
    """
    interval = getattr(finding.difference, "interval", None)
    if interval is None:
        return None
    high = 1.0 if interval.high is None else interval.high
    if finding.worse == "higher":
        return high if high > 0 else None
    if finding.worse == "lower":
        return interval.low if interval.low < 0 else None
    return high if high >= -interval.low else interval.low


def people_between(number: Number | None, voice: Voice) -> tuple[str, str, str] | None:
    """Return people as text: about how many, and between which limits; None where it is not an estimate."""
    if not isinstance(number, Estimate) or number.interval is None or number.interval.high is None:
        return None
    ends = sorted((abs(number.interval.low), abs(number.interval.high)))
    if number.interval.low < 0 < number.interval.high:
        return None
    about, low, high = (voice.numbers.decimal(value, 0) for value in (abs(number.value), *ends))
    return about, low, high
