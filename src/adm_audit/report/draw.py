"""From findings to figures: which chart, which rows, which words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from markupsafe import Markup

from adm_audit.counts import Range
from adm_audit.report import anchors
from adm_audit.report.charts.gaps import GapRow, common_scale, gap_chart
from adm_audit.report.charts.people import Crowd, crowd_chart
from adm_audit.report.charts.ranges import RangeRow, range_chart
from adm_audit.report.charts.svg import scale
from adm_audit.report.curves import reliability, tradeoff
from adm_audit.report.figure import Figure, plain_points, points, shares
from adm_audit.report.levels import levels
from adm_audit.report.over_time import over_time
from adm_audit.report.ranking import leading, strength
from adm_audit.report.tables import by_attribute
from adm_audit.report.words import (
    Voice,
    mark_of,
    names,
    others,
    people,
    short,
    short_label,
    towards_worse_off,
    units,
)
from adm_audit.report.words import figures as fig
from adm_audit.report.words.measures import measure_name
from adm_audit.report.words.phrases import phrases_of
from adm_audit.report.words.ruled import level_of, size_of
from adm_audit.result import AuditResult, Finding, Unit
from adm_audit.text.catalogue import N_
from adm_audit.values import Bounds, Estimate

_MOST_ROWS = 14
_DESCRIPTIONS: Mapping[Unit, str] = {
    "share": N_("Difference in points between each group and its comparison, with intervals."),
    "strength": N_("Strength of the link between 0 and 1, with intervals."),
    "days": N_("Difference in days between each group and its comparison, with intervals."),
    "amount": N_("Difference between each group and its comparison, with intervals."),
}
_SIDES: Mapping[Unit, tuple[str, str]] = {
    "share": (N_("less often"), N_("more often")),
    "days": (N_("shorter"), N_("longer")),
    "amount": (N_("less"), N_("more")),
}
_FURTHER: Mapping[str, Callable[[AuditResult, Sequence[Finding], Voice], Iterator[Figure]]] = {
    "conditional_gap": levels,
    "calibration_gap": reliability,
    "threshold_sweep": tradeoff,
    "drift": over_time,
}
"""Figures that only one signal has."""


def figures(
    result: AuditResult, signal: str, part: str | None, findings: Sequence[Finding], voice: Voice
) -> Iterator[Figure]:
    """Yield the figures of a signal's part."""
    name = f"{signal}/{part}" if part else signal
    if signal == "small_groups":
        yield from _sizes(name, findings, voice)
        return
    if signal == "selective_labels":
        yield from _possible(result, name, voice)
        return
    if signal != "intersection":
        if signal != "coverage":
            yield from _crowds(name, findings, voice)
        yield from _gaps(name, signal, part, findings, voice)
    if signal in _FURTHER:
        yield from _FURTHER[signal](result, findings, voice)


def _gaps(name: str, signal: str, part: str | None, findings: Sequence[Finding], voice: Voice) -> Iterator[Figure]:
    several = len({item.input for item in findings}) > 1
    rows = {item.id: _gap_row(item, voice, several=several) for item in findings if item.difference is not None}
    drawn = [item for item in findings if item.id in rows and (item.group or item.input is not None)]
    if not drawn:
        return
    unit = drawn[0].unit
    across = common_scale(list(rows.values()), shares=unit == "share")
    rate = voice.say(phrases_of(signal, part, burden=voice.burden).rate)
    ticks = points(across, voice, unit)
    pictures = []
    left_out = 0
    groups = list(by_attribute(drawn, voice))
    for at, (by, items) in enumerate(groups):
        kept = items if len(items) <= _MOST_ROWS else sorted(items, key=strength)[:_MOST_ROWS]
        left_out += len(items) - len(kept)
        attribute = names.capital(voice.listed([names.attribute(column, voice) for column in by]))
        title = voice.say("{rate}: gaps by {attribute}", rate=rate, attribute=attribute) if by else rate
        picture = gap_chart(
            anchors.of_part(f"chart/{name}/{'/'.join(by)}"),
            title,
            voice.say(_DESCRIPTIONS[unit]),
            [rows[item.id] for item in kept],
            across,
            sides=_sides(unit, voice) if at == 0 else None,
            ticks=ticks if at == len(groups) - 1 else None,
        )
        pictures.append((attribute, picture))
    yield Figure("gaps", _gap_caption(rate, unit, left_out, voice), tuple(pictures), _key(drawn, voice))


def _sides(unit: Unit, voice: Voice) -> tuple[str, str] | None:
    if unit == "strength":
        return None
    less, more = _SIDES[unit]
    return voice.say(less), voice.say(more)


def _gap_caption(rate: str, unit: Unit, left_out: int, voice: Voice) -> str:
    sentences = [
        voice.say(units.AXES[unit], rate=rate),
        voice.say(
            "A mark is the best estimate, a line its {confidence} interval.",
            confidence=voice.numbers.percent(voice.confidence, 0),
        ),
    ]
    if unit == "share" and voice.attention.chosen:
        sentences.append(voice.say("The grey band is the attention level, at the rate of the other side."))
    if left_out:
        sentences.append(
            voice.say_n(
                "1 comparison is not drawn; it stands in the table.",
                "{number} comparisons are not drawn; they stand in the table.",
                left_out,
            )
        )
    return " ".join(sentences)


def _key(findings: Sequence[Finding], voice: Voice) -> tuple[tuple[str, str], ...]:
    from adm_audit.report.words.verdicts import LABELS

    present = {mark_of(item) for item in findings}
    return tuple((verdict, voice.say(label)) for verdict, label in LABELS.items() if verdict in present)


def _gap_row(finding: Finding, voice: Voice, *, several: bool) -> GapRow:
    turned = towards_worse_off(finding)
    number = turned.difference
    interval = fig.interval_of(number)
    name = _versus(turned, voice)
    if several:
        column = voice.shown(finding.input or "–", 16)
        name = (
            voice.say("{input}: {group}", input=column, group=name)
            if turned.group or turned.against == "attribute"
            else column
        )
    text = fig.in_points(number, voice, turned.unit)
    if interval is not None and not isinstance(number, Bounds):
        told = fig.points_interval(interval, voice, turned.unit)
        text = voice.say("{value} ({interval})", value=text, interval=told)
    return GapRow(
        name=name,
        text=text,
        words=voice.say("{name}: {text}, {label}.", name=name, text=text, label=short_label(finding.verdict, voice)),
        verdict=mark_of(finding),
        value=number.value if isinstance(number, Estimate) else None,
        low=interval.low if interval else number.low if isinstance(number, Bounds) else None,
        high=(interval.high if interval else number.high if isinstance(number, Bounds) else None),
        band=_band(turned, voice),
    )


def _versus(finding: Finding, voice: Voice) -> str:
    if finding.against == "attribute" or not finding.group:
        return names.versus(finding, voice) if finding.against == "attribute" else voice.say("all people")
    if finding.against_group is None:
        return short(finding.group, voice)
    return voice.say("{group} against {other}", group=short(finding.group, voice), other=names.versus(finding, voice))


def _band(finding: Finding, voice: Voice) -> tuple[float, float] | None:
    """Return the attention level as differences: inside every level that was given, at the rate of the other side."""
    if finding.unit != "share":
        own = voice.level_of(finding.id.split("/", 1)[0], finding.part)
        return None if own is None else (0.0 if finding.unit == "strength" else -own, own)
    level = voice.attention
    ends: list[tuple[float, float]] = []
    if level.difference is not None:
        ends.append((-level.difference, level.difference))
    rate = _other_rate(finding)
    if level.ratio and rate is not None:
        ends.append((-rate * (1 - level.ratio), rate * (1 / level.ratio - 1)))
    if not ends:
        return None
    return max(low for low, _ in ends), min(high for _, high in ends)


def _other_rate(finding: Finding) -> float | None:
    if isinstance(finding.other_rate, Estimate):
        return finding.other_rate.value
    counts = finding.counts
    if counts is None or isinstance(counts.other_cases, Range) or isinstance(counts.other_total, Range):
        return None
    return counts.other_cases / counts.other_total if counts.other_total else None


def _crowds(name: str, findings: Sequence[Finding], voice: Voice) -> Iterator[Figure]:
    """Yield two crowds of 100 for the strongest shown gap, where whole people of 100 tell it."""
    for first in leading(findings, 1):
        finding = towards_worse_off(first)
        rate, other = finding.rate, finding.other_rate
        if not isinstance(rate, Estimate) or not isinstance(other, Estimate):
            return
        marked, other_marked = round(100 * rate.value), round(100 * other.value)
        if abs(marked - other_marked) < 3 or finding.input is not None:
            return
        phrases = phrases_of(name.split("/", maxsplit=1)[0], finding.part, burden=voice.burden)
        word, cases = voice.say(phrases.rate), voice.say(phrases.cases)
        pictures: list[tuple[str, Markup]] = []
        for side, number in ((people(finding.group, voice), marked), (others(finding, voice), other_marked)):
            caption = voice.say("{number} of 100: {group}", number=voice.numbers.whole(number), group=side)
            drawing = crowd_chart(
                anchors.of_part(f"crowd/{finding.id}/{len(pictures)}"),
                caption,
                voice.say("{word}: {caption}.", word=word, caption=caption),
                Crowd(side, number),
            )
            pictures.append((caption, drawing))
        caption = voice.say(
            "{word}: how many of 100 people. Filled figures: {cases}.", word=word, cases=names.lower(cases)
        )
        yield Figure("crowd", caption, tuple(pictures))


def _sizes(name: str, findings: Sequence[Finding], voice: Voice) -> Iterator[Figure]:
    rows: dict[str, RangeRow] = {}
    for item in findings:
        found = item.detectable
        gap = None if found is None else (found.up if voice.burden else found.down)
        size = size_of(item)
        if gap is None or size is None:
            continue
        label = voice.say("{group} ({people})", group=_versus(item, voice), people=voice.numbers.whole(size))
        text = voice.say("{points} points", points=voice.numbers.decimal(100 * gap, 1))
        rows[item.id] = RangeRow(label, 0.0, gap, text, level_of(item), item.verdict)
    if not rows:
        return
    across = scale(0.0, max(0.01, *(max(row.high, row.level or 0.0) for row in rows.values())))
    pictures = []
    for by, items in by_attribute([item for item in findings if item.id in rows], voice):
        attribute = names.capital(voice.listed([names.attribute(column, voice) for column in by]))
        picture = range_chart(
            anchors.of_part(f"chart/{name}/{'/'.join(by)}"),
            voice.say("Smallest gap that would be found, by {attribute}", attribute=attribute),
            voice.say("The longer the bar, the larger a gap must be to be found."),
            [rows[item.id] for item in items],
            across,
            plain_points(across, voice),
        )
        pictures.append((attribute, picture))
    caption = voice.say(
        "Smallest gap that 8 of 10 such audits would show, in points; the upright line is the attention level. "
        "In brackets: people in the group."
    )
    yield Figure("ranges", caption, tuple(pictures))


def _possible(result: AuditResult, name: str, voice: Voice) -> Iterator[Figure]:
    rows = []
    for item in result.signal("selective_labels").measures:
        if isinstance(item.number, Bounds):
            high = 1.0 if item.number.high is None else item.number.high
            label, text = measure_name(item.name, voice), fig.percent(item.number, voice)
            rows.append(RangeRow(label, item.number.low, high, text))
    if not rows:
        return
    across = scale(0.0, 1.0)
    caption = voice.say(
        "What remains possible for everybody, whatever the unknown outcomes are. A bar is not an estimate: any value "
        "inside it fits the data."
    )
    picture = range_chart(
        anchors.of_part(f"chart/{name}"),
        voice.say("What remains possible"),
        voice.say("The possible range of each rate."),
        rows,
        across,
        shares(across, voice),
    )
    yield Figure("ranges", caption, (("", picture),))
