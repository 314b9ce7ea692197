"""Rates over the periods: a picture of each attribute, and a row for each group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from adm_audit.report import anchors
from adm_audit.report.charts.plane import Plane
from adm_audit.report.charts.reliability import Curve, reliability_chart
from adm_audit.report.charts.svg import Scale, scale
from adm_audit.report.figure import Figure, shares
from adm_audit.report.ranking import strength
from adm_audit.report.tables import Cell, Row, Rows, Table
from adm_audit.report.words import Voice, names, people, towards_worse_off
from adm_audit.report.words import figures as fig
from adm_audit.result import AuditResult, Finding, Measure
from adm_audit.values import Estimate

_RATE, _EVIDENCE = "rate_in:", "monitoring"
_MOST = 24
"""So many periods have a label under the picture at most."""
Rates = dict[str | None, dict[str, Measure]]
"""The rates of one attribute: by group, then by period."""


def over_time(result: AuditResult, findings: Sequence[Finding], voice: Voice) -> Iterator[Figure]:
    """Yield the share selected in each period; the group whose gap has moved most clearly stands out."""
    rates = _rates(result.signal("drift").measures)
    labels = _labels(rates)
    drawn = [(by, found) for by in rates if (found := _clearest(by, findings)) is not None]
    if len(labels) < 2 or not drawn:
        return
    up = scale(0.0, _highest(rates, drawn))
    plane = Plane(_across(labels), up, _ticks(labels, voice), shares(up, voice), "", voice.say("Selected"))
    pictures = []
    for by, finding in drawn:
        turned = towards_worse_off(finding)
        group = turned.group[by]
        title = voice.say(
            "{attribute}: {group}",
            attribute=names.capital(names.attribute(by, voice)),
            group=people(turned.group, voice),
        )
        curves = {name: _curve(row, labels, limits=name == group) for name, row in rates[by].items()}
        mine = curves.pop(group, None)
        if mine is None:
            continue
        anchor = anchors.of_part(f"time/{finding.id}")
        spoken = voice.say("Share selected in each period, for one group with intervals and for the others.")
        pictures.append(
            (title, reliability_chart(anchor, (title, spoken), plane, mine, list(curves.values()), promised=False))
        )
    caption = voice.say(
        "Share selected in each period. The thick line with intervals is the group that is named, thin lines are the other "
        "groups."
    )
    yield Figure("curves", caption, tuple(pictures))


def _highest(rates: Mapping[str, Rates], drawn: Sequence[tuple[str, Finding]]) -> float:
    """Return the highest end that is drawn: every rate, and the intervals of the groups that stand out."""
    ends = [0.01]
    for by, finding in drawn:
        group = towards_worse_off(finding).group[by]
        for name, row in rates[by].items():
            for item in row.values():
                if isinstance(item.number, Estimate):
                    interval = item.number.interval if name == group else None
                    ends.append(interval.high or 1.0 if interval else item.number.value)
    return min(max(ends), 1.0)


def time_tables(measures: Sequence[Measure], voice: Voice) -> list[Table]:
    """Return the table of the share selected in each period, a row for each group."""
    rates = _rates(measures)
    labels = _labels(rates)
    evidence = {(item.by[0], _text(item.facts.get("group"))): item for item in measures if item.name == _EVIDENCE}
    if not labels:
        return []
    columns = (
        (voice.say("Group"), False),
        *((voice.shown(label), True) for label in labels),
        (voice.say("Evidence after the last period"), True),
    )
    groups = tuple(
        Rows(
            names.capital(names.attribute(by, voice)),
            tuple(_row(by, group, row, labels, evidence.get((by, group)), voice) for group, row in found.items()),
        )
        for by, found in rates.items()
    )
    note = voice.say(
        "The evidence against equal treatment may be read after every period: an alarm, at the value that is named, comes by "
        "chance in fewer than 1 of 20 such audits, however often one looks."
    )
    caption = voice.say("Selected in each period, without a verdict")
    return [Table(anchors.of_part("measures/drift"), caption, columns, groups, note)]


def _row(
    by: str, group: str | None, row: Mapping[str, Measure], labels: Sequence[str], seen: Measure | None, voice: Voice
) -> Row:
    cells = [_rate(row.get(label), voice) for label in labels]
    return Row(names.value(by, group, voice), (*cells, _evidence(seen, voice)))


def _rate(item: Measure | None, voice: Voice) -> Cell:
    if item is None:
        return Cell("–")
    interval = fig.percent_interval(fig.interval_of(item.number), voice)
    return Cell(fig.percent(item.number, voice), (interval,) if interval else ())


def _evidence(item: Measure | None, voice: Voice) -> Cell:
    if item is None or not isinstance(item.number, Estimate):
        return Cell("–")
    needed = item.facts.get("needed")
    alarm = item.facts.get("alarm")
    note = (
        voice.say("alarm from {needed} on", needed=voice.numbers.whole(float(needed or 0)))
        if alarm is None
        else voice.say("alarm since {period}", period=voice.shown(str(alarm)))
    )
    return Cell(voice.numbers.significant(item.number.value, 2), (note,))


def _rates(measures: Sequence[Measure]) -> dict[str, Rates]:
    found: dict[str, Rates] = {}
    for item in measures:
        if item.name.startswith(_RATE):
            group = _text(item.facts.get("group"))
            row = found.setdefault(item.by[0], {}).setdefault(group, {})
            row[item.name.removeprefix(_RATE)] = item
    return found


def _labels(rates: Mapping[str, Rates]) -> list[str]:
    return sorted({label for found in rates.values() for row in found.values() for label in row})


def _clearest(by: str, findings: Sequence[Finding]) -> Finding | None:
    mine = [item for item in findings if item.part == "gaps" and tuple(item.group) == (by,)]
    return min(mine, key=strength) if mine else None


def _curve(row: Mapping[str, Measure], labels: Sequence[str], *, limits: bool) -> Curve:
    known = [
        (float(at), item.number)
        for at, label in enumerate(labels)
        if (item := row.get(label)) is not None and isinstance(item.number, Estimate)
    ]
    ends = [
        (number.value, number.value)
        if number.interval is None
        else (number.interval.low, 1.0 if number.interval.high is None else number.interval.high)
        for _, number in known
    ]
    return Curve(tuple((at, number.value) for at, number in known), tuple(ends) if limits else ())


def _across(labels: Sequence[str]) -> Scale:
    step = max(1, -(-len(labels) // _MOST))
    return Scale(0.0, float(len(labels) - 1), tuple(float(at) for at in range(0, len(labels), step)))


def _ticks(labels: Sequence[str], voice: Voice) -> dict[float, str]:
    """Return the label of each tick; of many periods only some, so that they do not run into each other."""
    ticks = _across(labels).ticks
    few = max(1, -(-len(ticks) // 6))
    return {at: voice.shown(labels[int(at)]) if number % few == 0 else "" for number, at in enumerate(ticks)}


def _text(value: object) -> str | None:
    return None if value is None else str(value)
