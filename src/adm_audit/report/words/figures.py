"""Numbers for a statistician: percentages, intervals, ratios, tests."""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.counts import Count, Range
from adm_audit.report.words import medians, units
from adm_audit.report.words.measures import measure_name
from adm_audit.report.words.reasons import because
from adm_audit.report.words.ruled import detectable, is_ruled, level_of, ruled_headline, size_of, would_be_found
from adm_audit.report.words.verdicts import SHORT
from adm_audit.report.words.voice import Voice
from adm_audit.result import Finding, Unit
from adm_audit.text.catalogue import N_
from adm_audit.values import Bounds, Estimate, Interval, Number, Suppressed, Undefined

DETAILS: Mapping[str, str] = {
    "surely": N_("whole interval beyond the level"),
    "size_open": N_("the interval reaches the level"),
    "existence_open": N_("not significant"),
    "alone": N_("only without correction below .05"),
    "counts": N_("depends on rounded or withheld counts"),
    "undefined": N_("undefined"),
    "selective": N_("outcomes selective"),
    "other_way": N_("significant in the other direction"),
}
FAMILIES: Mapping[str, str] = {
    "primary": N_("Holm, primary family"),
    "others": N_("Holm, all other comparisons"),
    "intersections": N_("Benjamini-Hochberg, combined groups"),
    "searched": N_("Holm, groups found by searching"),
}
_DIFFERENCES: Mapping[Unit, str] = {
    "share": N_("Difference {difference} points ({confidence} interval {interval})."),
    "strength": N_("Strength {difference} ({confidence} interval {interval})."),
    "days": N_("Difference {difference} days ({confidence} interval {interval})."),
    "amount": N_("Difference {difference} ({confidence} interval {interval})."),
}
_IN_POINTS = frozenset(
    {
        "auc_gap",
        "max_minus_min",
        "conditional_demographic_disparity",
        "gap_before",
        "gap_after",
        "uplift",
        "other_uplift",
    }
    | {"gap_reduction", "equal_burden", "share_found", "standardised_gap"}
)
_READ_OUT = (
    "added_rate", "other_added_rate", "dropped_rate", "other_dropped_rate", "gap_before", "gap_after", "random_rate",
    "other_random_rate", "uplift", "other_uplift", "equal_burden", "share_found", "standardised_rate",
    "standardised_gap",
)  # fmt: skip
"""Numbers beside a comparison that are read out with it, with their intervals."""


def count(number: Count | None, voice: Voice) -> str:
    """Return a count as printed; a rounded one with its range, a withheld one as its range only."""
    if number is None:
        return "–"
    if not isinstance(number, Range):
        return voice.numbers.whole(number)
    span = f"{voice.numbers.whole(number.low)}–{voice.numbers.whole(number.high)}"
    return span if number.printed is None else f"{voice.numbers.whole(number.printed)} ({span})"


def percent(number: Number | None, voice: Voice, unit: Unit = "share") -> str:
    """Return a rate as a percentage (a number that is none: as its unit asks), or what stands in its place."""
    if isinstance(number, Estimate) and unit != "share":
        return units.level(number.value, unit, voice)
    if isinstance(number, Estimate):
        return voice.numbers.percent(number.value)
    if isinstance(number, Bounds):
        high = 1.0 if number.high is None else number.high
        return voice.say("{low} to {high}", low=voice.numbers.percent(number.low), high=voice.numbers.percent(high))
    return _instead(number, voice)


def percent_interval(interval: Interval | None, voice: Voice, unit: Unit = "share") -> str:
    """Return an interval of rates."""
    if interval is None:
        return ""
    if unit != "share":
        return points_interval(interval, voice, unit).replace("+", "")
    high = 1.0 if interval.high is None else interval.high
    return voice.say("{low} to {high}", low=voice.numbers.percent(interval.low), high=voice.numbers.percent(high))


def in_points(number: Number | None, voice: Voice, unit: Unit = "share") -> str:
    """Return a difference in points (or in its unit) with its sign."""
    if isinstance(number, Estimate):
        return units.signed(number.value, unit, voice)
    if isinstance(number, Bounds):
        return points_interval(Interval(number.low, number.high), voice, unit)
    return _instead(number, voice)


def points_interval(interval: Interval | None, voice: Voice, unit: Unit = "share") -> str:
    """Return an interval of differences in points (or in their unit)."""
    if interval is None:
        return ""
    high = 1.0 if interval.high is None else interval.high
    return voice.say(
        "{low} to {high}",
        low=units.signed(interval.low, unit, voice),
        high=units.signed(high, unit, voice),
    )


def plain(number: Number | None, voice: Voice) -> str:
    """Return a ratio or another plain number."""
    if isinstance(number, Estimate):
        return voice.numbers.ratio(number.value)
    if isinstance(number, Bounds):
        return plain_interval(Interval(number.low, number.high), voice)
    return _instead(number, voice)


def plain_interval(interval: Interval | None, voice: Voice) -> str:
    """Return an interval of ratios; without an upper limit it says so."""
    if interval is None:
        return ""
    low = voice.numbers.ratio(interval.low)
    if interval.high is None:
        return voice.say("from {low}, no upper limit", low=low)
    return voice.say("{low} to {high}", low=low, high=voice.numbers.ratio(interval.high))


def measure(name: str, number: Number | None, voice: Voice) -> str:
    """Return a number of a signal as its kind asks: p-value, percentage, or plain."""
    if isinstance(number, Estimate) and name.endswith("_p"):
        return voice.numbers.p_value(number.value)
    if name in ("odds_ratio", "impact_ratio", "score_z"):
        return plain(number, voice)
    unit = medians.unit_of(name)
    if unit is not None:
        return (in_points if medians.is_gap(name) else percent)(number, voice, unit)
    if name in _IN_POINTS or name.startswith(("step_points:", "beside:", "outcome_gap:", "sweep_gap:")):
        return in_points(number, voice)
    if (
        name.endswith("_rate")
        or name.startswith(("parent:", "step_share:", "decision_rate:", "outcome_at:", "sweep_"))
        or name in ("positive_predictive_value", "calibration_error", "usefulness_loss")
    ):
        return percent(number, voice)
    if name.endswith("per_1000") and isinstance(number, Estimate):
        return voice.numbers.decimal(number.value, 1)
    return plain(number, voice)


def interval_of(number: Number | None) -> Interval | None:
    """Return the interval of a number, if it has one."""
    return getattr(number, "interval", None)


def statistics(finding: Finding, voice: Voice) -> list[str]:
    """Return the numbers of a finding as short sentences."""
    if is_ruled(finding):
        return ruled_figures(finding, voice)
    lines = [*_rates(finding, voice), *_gap(finding, voice), *_test(finding, voice)]
    for name, number in finding.measures.items():
        inside = name == "odds_ratio" or name.startswith("step_ratio_inside:")
        if inside or name == "homogeneity_p" or name.startswith("parent:") or name.endswith("per_1000"):
            extra = _bracketed(plain_interval(interval_of(number), voice)) if inside else ""
            lines.append(f"{measure_name(name, voice)}: {measure(name, number, voice)}{extra}.")
    lines += [
        _with_interval(name, finding.measures[name], voice)
        for name in (*_READ_OUT, *medians.NAMES)
        if name in finding.measures and not (finding.unit != "share" and "median" in name)
    ]
    found = would_be_found(finding.detectable, voice)
    return [*lines, found] if found else lines


def _with_interval(name: str, number: Number, voice: Voice) -> str:
    unit = medians.unit_of(name) or "share"
    told = points_interval if name in _IN_POINTS or medians.is_gap(name) else percent_interval
    extra = _bracketed(told(interval_of(number), voice, unit))
    return f"{measure_name(name, voice)}: {measure(name, number, voice)}{extra}."


def ruled_figures(finding: Finding, voice: Voice) -> list[str]:
    """Return the numbers behind a statement that needs no test."""
    lines = []
    size, level = size_of(finding), level_of(finding)
    if finding.detectable is not None:
        lines.append(
            voice.say(
                "n = {size}; smallest detectable difference at power 80% and the level that Bonferroni leaves: {gap}.",
                size="–" if size is None else voice.numbers.whole(size),
                gap=detectable(finding.detectable, voice),
            )
        )
    if level is not None:
        lines.append(voice.say("Attention level here: {level} points.", level=voice.numbers.decimal(100 * level, 1)))
    if finding.detectable is None and finding.rate is not None:
        interval = percent_interval(interval_of(finding.rate), voice, finding.unit) or "–"
        rate = percent(finding.rate, voice, finding.unit)
        lines.append(voice.say("{rate} ({interval}).", rate=rate, interval=interval))
        own = voice.level_of(finding.id.split("/", 1)[0], finding.part)
        if own is not None:
            level_text = percent(Estimate(value=own), voice, finding.unit)
            lines.append(voice.say("Attention level: {level}.", level=level_text))
    moved = [name for name in ("gap_reduction", "usefulness_loss") if name in finding.measures]
    lines += [_with_interval(name, finding.measures[name], voice) for name in moved]
    lines += [because(item, voice) for item in finding.remarks if item.code in ("outcomes_known_for", "random_cases")]
    return lines or [ruled_headline(finding, voice)]


def verdict_code(finding: Finding, voice: Voice) -> str:
    """Return the verdict with its detail, as a statistician reads it."""
    word = voice.say(SHORT[finding.verdict])
    return f"{word} ({voice.say(DETAILS[finding.detail])})" if finding.detail and finding.detail in DETAILS else word


def _rates(finding: Finding, voice: Voice) -> list[str]:
    if finding.rate is None or finding.counts is None:
        return []
    counts, unit = finding.counts, finding.unit
    if unit in ("days", "amount"):
        return [_medians(finding, voice)]
    return [
        voice.say(
            "{rate} ({cases} of {total}; {interval}) against {other_rate} ({other_cases} of {other_total}; "
            "{other_interval}).",
            rate=percent(finding.rate, voice, unit),
            cases=count(counts.cases, voice),
            total=count(counts.total, voice),
            interval=percent_interval(interval_of(finding.rate), voice, unit) or "–",
            other_rate=percent(finding.other_rate, voice, unit),
            other_cases=count(counts.other_cases, voice),
            other_total=count(counts.other_total, voice),
            other_interval=percent_interval(interval_of(finding.other_rate), voice, unit) or "–",
        )
    ]


def _medians(finding: Finding, voice: Voice) -> str:
    """Return both medians, and how many people of each side are above the middle number of all, which is tested."""
    counts = finding.counts
    return voice.say(
        "{rate} ({interval}; {cases} of {total} above the middle of all) against {other_rate} ({other_interval}; "
        "{other_cases} of {other_total}).",
        rate=percent(finding.rate, voice, finding.unit),
        cases=count(counts.cases if counts else None, voice),
        total=count(counts.total if counts else None, voice),
        interval=percent_interval(interval_of(finding.rate), voice, finding.unit) or "–",
        other_rate=percent(finding.other_rate, voice, finding.unit),
        other_cases=count(counts.other_cases if counts else None, voice),
        other_total=count(counts.other_total if counts else None, voice),
        other_interval=percent_interval(interval_of(finding.other_rate), voice, finding.unit) or "–",
    )


def _gap(finding: Finding, voice: Voice) -> list[str]:
    confidence = voice.numbers.percent(voice.confidence, 0)
    lines = [
        voice.say(
            _DIFFERENCES[finding.unit],
            difference=in_points(finding.difference, voice, finding.unit),
            confidence=confidence,
            interval=points_interval(interval_of(finding.difference), voice, finding.unit) or "–",
        )
    ]
    if finding.unit == "strength":
        return lines
    lines.append(
        voice.say(
            "Ratio {ratio} ({interval}).",
            ratio=plain(finding.ratio, voice),
            interval=plain_interval(interval_of(finding.ratio), voice) or "–",
        )
    )
    if isinstance(finding.complement_ratio, Estimate):
        lines.append(voice.say("Ratio of the complements {ratio}.", ratio=plain(finding.complement_ratio, voice)))
    return lines


_OTHER_TESTS = ("drift/rates", "drift/gaps/", "baseline/change/", "baseline/larger_now/")
"""Findings about shares whose p is not that of the exact test."""


def _test(finding: Finding, voice: Voice) -> list[str]:
    if finding.p is None or finding.p_adjusted is None:
        return []
    mid_p = finding.unit == "share" and not finding.id.startswith(_OTHER_TESTS)
    exact = N_("Mid-p {p}, adjusted {p_adjusted}") if mid_p else N_("p {p}, adjusted {p_adjusted}")
    told = voice.say(exact, p=voice.numbers.p_value(finding.p), p_adjusted=voice.numbers.p_value(finding.p_adjusted))
    return [
        voice.say(
            "{told} ({family}, {comparisons} comparisons, alpha {alpha}): {verdict}.",
            told=told,
            family=voice.say(FAMILIES.get(finding.family or "", "–")),
            comparisons=voice.numbers.whole(finding.comparisons or 0),
            alpha=voice.numbers.significant(finding.alpha or 0.0, 2),
            verdict=verdict_code(finding, voice),
        )
    ]


def _instead(number: Number | None, voice: Voice) -> str:
    if isinstance(number, Undefined):
        return voice.say("undefined")
    if isinstance(number, Suppressed):
        return voice.say("not shown")
    return "–"


def why_not(number: Number | None, voice: Voice) -> str:
    """Return why a number does not exist or is not shown; empty where it is there."""
    return because(number.because, voice) if isinstance(number, Undefined | Suppressed) else ""


def _bracketed(text: str) -> str:
    return f" ({text})" if text else ""
