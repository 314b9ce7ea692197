"""Tables as plain values: caption, columns, rows in groups. The template gives them captions and scopes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adm_audit.counts import Count
from adm_audit.report import anchors
from adm_audit.report.words import Voice, detail, is_empty, mark_of, medians, names, short_label, units, verdict_label
from adm_audit.report.words import figures as fig
from adm_audit.report.words.measures import measure_name
from adm_audit.report.words.phrases import phrases_of
from adm_audit.report.words.readings import signal_of
from adm_audit.report.words.ruled import detectable, level_of, size_of
from adm_audit.result import Finding, GroupTable, Measure, Unit
from adm_audit.text.catalogue import N_
from adm_audit.values import Number, Undefined


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, small lines under it (counts, an interval), and the verdict whose mark it carries."""

    text: str
    notes: tuple[str, ...] = ()
    verdict: str | None = None
    number: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its heading, its cells, its anchor, where something links to it, and a small line under its heading."""

    head: str
    cells: tuple[Cell, ...]
    anchor: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows under a common heading (empty: none)."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``columns``: headings with whether they are numbers; the first is the heading of the rows."""

    anchor: str
    caption: str
    columns: tuple[tuple[str, bool], ...]
    groups: tuple[Rows, ...]
    note: str = ""


def by_attribute(findings: Sequence[Finding], voice: Voice) -> list[tuple[tuple[str, ...], list[Finding]]]:
    """Return findings by the attributes they are about; groups stand in the order of the attribute."""
    found: dict[tuple[str, ...], list[Finding]] = {}
    for item in findings:
        found.setdefault(tuple(item.group), []).append(item)
    return [(by, sorted(items, key=lambda item: voice.rank(item.group))) for by, items in found.items()]


def heading(by: Sequence[str], voice: Voice, against: str = "", column: str | None = None) -> str:
    """Return the heading of the rows of an attribute or a combination.

    against: what all of them are compared with. column: the input or factor that they are about.
    """
    if not by:
        return f"“{voice.shown(column)}”" if column is not None else voice.say("All groups together")
    title = voice.say("By {attributes}", attributes=voice.listed([names.attribute(name, voice) for name in by]))
    if column is not None:
        title = voice.say("“{column}”: {title}", column=voice.shown(column), title=names.lower(title))
    return voice.say("{title}, against {other}", title=title, other=against) if against else title


def _common(findings: Sequence[Finding], voice: Voice) -> str:
    """Return what all rows are compared with, apart from "not recorded"; empty where that differs."""
    sides = {names.versus(item, voice) for item in findings if item.against != "all_recorded"}
    return sides.pop() if len(sides) == 1 else ""


def comparisons(name: str, caption: str, findings: Sequence[Finding], voice: Voice) -> Table:
    """Return the table of comparisons: verdict, rates with counts, difference, ratio and test."""
    words = phrases_of(signal_of(findings[0]), findings[0].part, burden=voice.burden)
    rated = any(item.rate is not None for item in findings)
    of_attribute = all(item.against == "attribute" for item in findings)
    has_ratio = any(_is_share(item) for item in findings)
    columns = [(voice.say("Attribute") if of_attribute else voice.say("Group"), False)]
    columns += [(voice.say("What the data say"), False)]
    if rated:
        columns += [(voice.say(words.rate), True), (voice.say("Other side"), True)]
    else:
        columns += [(voice.say("People"), True)]
    columns += [(units.heading(findings[0].unit, voice), True)]
    columns += [(voice.say("Ratio"), True)] if has_ratio else []
    columns += [(voice.say("p, adjusted"), True)]
    groups = []
    for column in dict.fromkeys(item.input for item in findings):
        for by, items in by_attribute([item for item in findings if item.input == column], voice):
            common = _common(items, voice)
            rows = tuple(_comparison(item, voice, common, rated=rated, has_ratio=has_ratio) for item in items)
            groups.append(Rows(heading(by, voice, common, column), rows))
    return Table(anchors.of_part(f"table/{name}"), caption, tuple(columns), tuple(groups))


def _is_share(finding: Finding) -> bool:
    """Return whether a finding has a ratio, or could have one: strengths of links and changes of gaps have none."""
    ratio = finding.ratio
    gone = isinstance(ratio, Undefined) and ratio.because.code in ("not_a_share", "no_ratio_of_gaps")
    return finding.unit != "strength" and not gone


def _comparison(finding: Finding, voice: Voice, common: str, *, rated: bool, has_ratio: bool = True) -> Row:
    counts, unit = finding.counts, finding.unit
    cells = [_verdict(finding, voice)]
    if rated:
        cells += [
            _rate(finding.rate, voice, counts.cases if counts else None, counts.total if counts else None, unit),
            _rate(
                finding.other_rate,
                voice,
                counts.other_cases if counts else None,
                counts.other_total if counts else None,
                unit,
            ),
        ]
    else:
        cells += [Cell(fig.count(counts.total if counts else None, voice))]
    interval = fig.points_interval(fig.interval_of(finding.difference), voice, unit)
    cells += [
        Cell(fig.in_points(finding.difference, voice, unit), (interval or fig.why_not(finding.difference, voice),)),
    ]
    if has_ratio:
        cells += [Cell(fig.plain(finding.ratio, voice), (fig.plain_interval(fig.interval_of(finding.ratio), voice),))]
    cells += [Cell("–" if finding.p_adjusted is None else voice.numbers.p_value(finding.p_adjusted))]
    other = names.versus(finding, voice)
    against = "" if other == common or not finding.group else voice.say("against {other}", other=other)
    head = names.short(finding.group, voice) or (other if finding.against == "attribute" else voice.say("all people"))
    return Row(head, tuple(cells), anchors.of_finding(finding.id), against)


def _verdict(finding: Finding, voice: Voice) -> Cell:
    if is_empty(finding):
        return Cell(voice.say("nobody to compare"), (), mark_of(finding), number=False)
    notes = (_side(finding, voice), detail(finding, voice))
    return Cell(short_label(finding.verdict, voice), notes, mark_of(finding), number=False)


def _side(finding: Finding, voice: Voice) -> str:
    if finding.verdict != "shown" or finding.worse_off is None or not finding.group:
        return ""
    return voice.say("worse off") if finding.worse_off else voice.say("better off")


def _rate(
    number: Number | None,
    voice: Voice,
    cases: Count | None = None,
    total: Count | None = None,
    unit: Unit = "share",
) -> Cell:
    notes = []
    if cases is not None and unit in ("days", "amount"):
        notes.append(voice.say("{total} people", total=fig.count(total, voice)))
    elif cases is not None:
        notes.append(voice.say("{cases} of {total}", cases=fig.count(cases, voice), total=fig.count(total, voice)))
    notes.append(fig.percent_interval(fig.interval_of(number), voice, unit) or fig.why_not(number, voice))
    exact = getattr(number, "exact", None)
    if exact is not None:
        notes.append(voice.say("exact: {interval}", interval=fig.percent_interval(exact, voice)))
    return Cell(fig.percent(number, voice, unit), tuple(notes))


def sizes(name: str, caption: str, findings: Sequence[Finding], voice: Voice) -> Table:
    """Return the table of group sizes and of the smallest gap that would be found."""
    columns = (
        (voice.say("Group"), False),
        (voice.say("People"), True),
        (voice.say("Smallest gap that would be found"), False),
        (voice.say("Attention level here, in points"), True),
        (voice.say("What the data say"), False),
    )
    groups = []
    for by, items in by_attribute(findings, voice):
        rows = []
        common = _common(items, voice)
        for item in items:
            size, level = size_of(item), level_of(item)
            cells = (
                Cell("–" if size is None else voice.numbers.whole(size)),
                Cell(detectable(item.detectable, voice) or "–", number=False),
                Cell("–" if level is None else voice.numbers.decimal(100 * level, 1)),
                Cell(verdict_label(item, voice), (), item.verdict, number=False),
            )
            rows.append(Row(names.short(item.group, voice), cells, anchors.of_finding(item.id)))
        groups.append(Rows(heading(by, voice, common), tuple(rows)))
    return Table(anchors.of_part(f"table/{name}"), caption, columns, tuple(groups))


def statements(name: str, caption: str, findings: Sequence[Finding], voice: Voice) -> Table:
    """Return the table of statements that need no comparison."""
    columns = (
        (voice.say("About"), False),
        (voice.say("Rate"), True),
        (voice.say("What the data say"), False),
    )
    rows = [
        Row(
            _about(item, voice),
            (_rate(item.rate, voice), Cell(verdict_label(item, voice), (), item.verdict, number=False)),
            anchors.of_finding(item.id),
        )
        for item in findings
    ]
    return Table(anchors.of_part(f"table/{name}"), caption, columns, (Rows("", tuple(rows)),))


def _about(finding: Finding, voice: Voice) -> str:
    if finding.about == "input" and finding.input is not None:
        return voice.shown(finding.input)
    about = [
        names.attribute(column, voice)
        if value is None
        else voice.say(
            "{about}: {group}", about=names.attribute(column, voice), group=names.value(column, value, voice)
        )
        for column, value in finding.group.items()
    ]
    return voice.listed(about) or voice.say("the whole audit")


def measures(name: str, caption: str, found: Sequence[Measure], voice: Voice) -> Table:
    """Return the table of numbers that are printed without a verdict."""
    columns = (
        (voice.say("Number"), False),
        (voice.say("About"), False),
        (voice.say("Value"), True),
        (voice.say("Interval"), True),
    )
    rows = []
    for item in found:
        about = voice.listed([names.attribute(column, voice) for column in item.by]) or voice.say("everybody")
        if "group" in item.facts and item.by:
            group = item.facts["group"]
            text = None if group is None else str(group)
            about = voice.say("{about}: {group}", about=about, group=names.value(item.by[0], text, voice))
        cells = (
            Cell(about, number=False),
            Cell(fig.measure(item.name, item.number, voice), (fig.why_not(item.number, voice),)),
            Cell(_measure_interval(item, voice)),
        )
        rows.append(Row(measure_name(item.name, voice), cells))
    return Table(anchors.of_part(f"measures/{name}"), caption, columns, (Rows("", tuple(rows)),))


def _measure_interval(item: Measure, voice: Voice) -> str:
    interval, unit = fig.interval_of(item.number), medians.unit_of(item.name)
    if unit is not None:
        told = fig.points_interval if medians.is_gap(item.name) else fig.percent_interval
        return told(interval, voice, unit) or "–"
    if item.name in ("max_minus_min", "auc_gap") or item.name.startswith("sweep_gap:"):
        return fig.points_interval(interval, voice) or "–"
    if item.name.endswith("_rate") or item.name.startswith(("decision_rate:", "outcome_at:", "sweep_")):
        return fig.percent_interval(interval, voice) or "–"
    return fig.plain_interval(interval, voice) or "–"


_COUNTS = (
    ("tp", N_("Selected, rightly")),
    ("fp", N_("Selected, wrongly")),
    ("selected_unknown", N_("Selected, outcome unknown")),
    ("fn", N_("Not selected, missed")),
    ("tn", N_("Not selected, rightly")),
    ("unselected_unknown", N_("Not selected, outcome unknown")),
    ("undecided", N_("No decision recorded")),
)


def group_counts(table: GroupTable, voice: Voice) -> Table:
    """Return the counts and rates of every group of an attribute or combination, as a table."""
    used = [(key, title) for key, title in _COUNTS if any(getattr(row.counts, key) != 0 for row in table.groups)]
    rates = list(dict.fromkeys(name for row in table.groups for name in row.rates))
    if len(table.by) > 1:
        rates = [name for name in rates if name == "selection_rate"]
    columns = [(voice.say("Group"), False), (voice.say("People"), True)]
    columns += [(voice.say(title), True) for _, title in used]
    columns += [(measure_name(name, voice), True) for name in rates]
    rows = []
    for row in table.groups:
        share = "" if row.share is None else voice.numbers.percent(row.share)
        cells = [Cell(fig.count(row.counts.total, voice), (share,))]
        cells += [Cell(fig.count(getattr(row.counts, key), voice)) for key, _ in used]
        cells += [_rate(row.rates.get(name), voice) for name in rates]
        rows.append(Row(names.short(row.group, voice) or voice.say("everybody"), tuple(cells)))
    by = voice.listed([names.attribute(column, voice) for column in table.by])
    caption = voice.say("Counts and rates by {attributes}", attributes=by) if by else voice.say("Everybody")
    return Table(anchors.of_part("counts/" + "/".join(table.by)), caption, tuple(columns), (Rows("", tuple(rows)),))
