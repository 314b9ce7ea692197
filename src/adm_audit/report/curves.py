"""Figures and tables of a score: outcomes by score in each group, and what every cut-off would bring."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from adm_audit.report import anchors
from adm_audit.report.charts.plane import Plane
from adm_audit.report.charts.reliability import Curve, reliability_chart
from adm_audit.report.charts.svg import Scale, scale
from adm_audit.report.charts.tradeoff import CutPoint, tradeoff_chart
from adm_audit.report.figure import Figure, points, shares
from adm_audit.report.ranking import strength
from adm_audit.report.words import Voice, names, people
from adm_audit.report.words import figures as fig
from adm_audit.result import AuditResult, Finding, Measure
from adm_audit.values import Estimate, Interval

_OUTCOME, _FOUND, _GAP = "outcome_at:", "sweep_found:", "sweep_gap:"


def reliability(result: AuditResult, findings: Sequence[Finding], voice: Voice) -> Iterator[Figure]:
    """Yield the outcomes by score of each attribute; the group with the clearest gap stands out."""
    measures = [item for item in result.signal("calibration_gap").measures if item.name.startswith(_OUTCOME)]
    score = result.plan.get("score") or {}
    promised = score.get("means") == "probability"
    found = [curve for by in dict.fromkeys(item.by for item in measures) if (curve := _chosen(by, measures, findings))]
    if not found:
        return
    drawn = [curve for _, group, others in found for curve in (group, *others)]
    plane = _plane(
        _across([x for curve in drawn for x, _ in curve.points], voice),
        scale(0.0, max(high for _, group, _ in found for _, high in group.limits)),
        (
            voice.say("{score}: the score", score=voice.shown(str(score.get("column", "")))),
            voice.say("Positive outcome"),
        ),
        voice,
        shares,
    )
    pictures = []
    for finding, group, others in found:
        attribute = names.capital(names.attribute(next(iter(finding.group)), voice))
        title = voice.say("{attribute}: {group}", attribute=attribute, group=people(finding.group, voice))
        spoken = voice.say(
            "Share with a positive outcome at each score, for one group with intervals and for the others."
        )
        anchor = anchors.of_part(f"curve/{finding.id}")
        picture = reliability_chart(anchor, (title, spoken), plane, group, others, promised=promised)
        pictures.append((title, picture))
    caption = voice.say(
        "Share with a positive outcome by score. The thick line with intervals is the group that is named, thin lines are "
        "the other groups. Where they lie on each other, the same score means the same."
    )
    if promised:
        caption += " " + voice.say("Dashed: where outcomes would lie if they were exactly as the score says.")
    yield Figure("curves", caption, tuple(pictures))


def _chosen(
    by: tuple[str, ...], measures: Sequence[Measure], findings: Sequence[Finding]
) -> tuple[Finding, Curve, list[Curve]] | None:
    groups: dict[str | None, list[Measure]] = {}
    for item in measures:
        if item.by == by:
            groups.setdefault(_text(item.facts.get("group")), []).append(item)
    mine = [item for item in findings if tuple(item.group) == by and item.group[by[0]] in groups]
    if not mine:
        return None
    first = min(mine, key=strength)
    name = first.group[by[0]]
    drawn = _curve(groups[name], limits=True)
    others = [_curve(items) for group, items in groups.items() if group != name]
    # of withheld counts only ranges are known: a curve needs two shares
    return (first, drawn, [curve for curve in others if len(curve.points) > 1]) if len(drawn.points) > 1 else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _curve(measures: Sequence[Measure], *, limits: bool = False) -> Curve:
    known = [
        (float(item.facts["score"] or 0.0), item.number.value, item.number.interval or Interval(0.0, 1.0))
        for item in measures
        if isinstance(item.number, Estimate)
    ]
    known.sort(key=lambda point: point[0])
    return Curve(
        tuple((x, y) for x, y, _ in known),
        tuple((interval.low, 1.0 if interval.high is None else interval.high) for *_, interval in known)
        if limits
        else (),
    )


def _across(values: Sequence[float], voice: Voice) -> tuple[Scale, dict[float, str]]:
    across = scale(min(values), max(values))
    step = across.ticks[1] - across.ticks[0] if len(across.ticks) > 1 else 1.0
    digits = next((many for many in range(6) if round(step, many) == round(step, 9)), 6)
    return across, {tick: voice.numbers.decimal(tick, digits) for tick in across.ticks}


def _plane(
    across: tuple[Scale, dict[float, str]],
    up: Scale,
    texts: tuple[str, str],
    voice: Voice,
    told: Callable[[Scale, Voice], dict[float, str]],
) -> Plane:
    return Plane(across[0], up, across[1], told(up, voice), texts[0], texts[1])


def tradeoff(result: AuditResult, findings: Sequence[Finding], voice: Voice) -> Iterator[Figure]:
    """Yield, for each attribute, the gap that every cut-off leaves against the share that it finds."""
    measures = result.signal("threshold_sweep").measures
    found = {item.facts["at"]: item for item in measures if item.name.startswith(_FOUND)}
    gaps = [item for item in measures if item.name.startswith(_GAP) and item.facts.get("at") in found]
    drawn: dict[tuple[str, ...], list[CutPoint]] = {}
    for item in gaps:
        point = _cut_point(item, found[item.facts["at"]], findings, voice)
        if point is not None:
            drawn.setdefault(item.by, []).append(point)
    if not drawn:
        return
    every = [point for cut_points in drawn.values() for point in cut_points]
    up = scale(min(0.0, *(point.low for point in every)), max(0.0, *(point.high for point in every)))
    across = scale(0.0, 1.0)
    who = voice.say("Found, of all who should be selected") + " →"
    plane = _plane((across, shares(across, voice)), up, (who, voice.say("Gap in points")), voice, points)
    pictures = []
    for by, cut_points in drawn.items():
        group = next(_text(item.facts.get("group")) for item in gaps if item.by == by)
        attribute = names.capital(names.attribute(by[0], voice))
        title = voice.say("{attribute}: {group}", attribute=attribute, group=people({by[0]: group}, voice))
        spoken = voice.say("Gap at each cut-off of the score against the share that it finds. The table tells each.")
        cut_points.sort(key=lambda point: point.found)
        pictures.append((title, tradeoff_chart(anchors.of_part(f"sweep/{by[0]}"), (title, spoken), plane, cut_points)))
    caption = voice.say(
        "Every dot is a cut-off of the score: the further right, the more it finds; the nearer to zero, the smaller the "
        "gap. The gap is that of the group that is named; the table gives every number."
    )
    key = [("group", voice.say("Cut-off in use"))]
    if any(point.role == "better" for point in every):
        key.append(("other", voice.say("Cut-off that shrinks the gap at little loss")))
    yield Figure("curves", caption, tuple(pictures), tuple(key))


def _cut_point(gap: Measure, found: Measure, findings: Sequence[Finding], voice: Voice) -> CutPoint | None:
    if not isinstance(gap.number, Estimate) or not isinstance(found.number, Estimate):
        return None
    limits = fig.interval_of(gap.number) or Interval(gap.number.value, gap.number.value)
    label = gap.name.removeprefix(_GAP)
    role = "now" if gap.facts.get("now") else ""
    for item in findings:
        if item.verdict == "shown" and item.group == {gap.by[0]: gap.facts.get("group")}:
            better = next((note.facts.get("cut_off") for note in item.remarks if note.code == "other_cut_off"), None)
            role = "better" if not role and better == label else role
    high = gap.number.value if limits.high is None else limits.high
    return CutPoint(found.number.value, gap.number.value, limits.low, high, voice.shown(label), role)
