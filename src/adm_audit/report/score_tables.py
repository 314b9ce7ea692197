"""Tables of numbers without a verdict. Those about a score or about periods are compact: a row for each group or cut-off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from adm_audit.report import anchors, tables
from adm_audit.report.over_time import time_tables
from adm_audit.report.tables import Cell, Row, Rows, Table
from adm_audit.report.words import Voice, names
from adm_audit.report.words import figures as fig
from adm_audit.result import Measure, SignalResult
from adm_audit.text.catalogue import N_

_OUTCOME = "outcome_at:"
_COLUMNS: Mapping[str, str] = {
    "auc": N_("Tells people apart (AUC)"),
    "score_lower_quarter": N_("Lower quarter of the score"),
    "score_median": N_("Middle of the score"),
    "score_upper_quarter": N_("Upper quarter of the score"),
    "calibration_error": N_("Mean distance of outcomes from the score"),
}
_CUTS: Mapping[str, str] = {
    "sweep_selected": N_("Selected"),
    "sweep_found": N_("Found, of all who should be selected"),
    "sweep_hits": N_("Selected rightly, of those selected"),
}


def numbers(signal: SignalResult, voice: Voice) -> list[Table]:
    """Return the tables of a signal's numbers without a verdict; none where it has no such numbers."""
    if not signal.measures:
        return []
    if signal.name in _COMPACT:
        return _COMPACT[signal.name](signal.measures, voice)
    return [tables.measures(signal.name, voice.say("Numbers without a verdict"), signal.measures, voice)]


def score_tables(measures: Sequence[Measure], voice: Voice) -> list[Table]:
    """Return the table of how the score does in each group, and that of outcomes by score, where there are such."""
    outcomes = [item for item in measures if item.name.startswith(_OUTCOME)]
    plain = [item for item in measures if item.name in _COLUMNS]
    kinds = [name for name in _COLUMNS if any(item.name == name for item in plain)]
    found = []
    if plain:
        columns = ((voice.say("Group"), False), *((voice.say(_COLUMNS[kind]), True) for kind in kinds))
        groups = _by_group(plain, {kind: at for at, kind in enumerate(kinds)}, "", voice)
        caption = voice.say("The score in each group, without a verdict")
        found.append(Table(anchors.of_part("measures/calibration_gap"), caption, columns, groups))
    if outcomes:
        places = {str(item.facts.get("bin")): item.name.removeprefix(_OUTCOME) for item in outcomes}
        order = {place: at for at, place in enumerate(sorted(places, key=int))}
        columns = (
            (voice.say("Group"), False),
            *((voice.shown(places[place]), True) for place in order),
        )
        caption = voice.say("Positive outcomes by score, without a verdict")
        note = voice.say("Groups with fewer than 20 known outcomes are left out.")
        groups = _by_group(outcomes, order, "bin", voice)
        found.append(Table(anchors.of_part("measures/calibration_gap/outcomes"), caption, columns, groups, note))
    return found


def _by_group(measures: Sequence[Measure], order: Mapping[str, int], fact: str, voice: Voice) -> tuple[Rows, ...]:
    found: dict[tuple[str, ...], dict[str | None, list[Cell]]] = {}
    for item in measures:
        group = item.facts.get("group")
        rows = found.setdefault(item.by, {})
        cells = rows.setdefault(None if group is None else str(group), [Cell("–") for _ in order])
        cells[order[str(item.facts.get(fact)) if fact else item.name]] = _cell(item, voice)
    return tuple(
        Rows(
            names.capital(names.attribute(by[0], voice)),
            tuple(Row(names.value(by[0], group, voice), tuple(cells)) for group, cells in rows.items()),
        )
        for by, rows in found.items()
    )


def cut_off_tables(measures: Sequence[Measure], voice: Voice) -> list[Table]:
    """Return the table of what each cut-off would bring: a row for each, the gap of one group an attribute."""
    gaps = {item.by: item.facts.get("group") for item in measures if item.name.startswith("sweep_gap:")}
    columns = [(voice.say("Cut-off"), False), *((voice.say(text), True) for text in _CUTS.values())]
    for by, group in gaps.items():
        who = names.short({by[0]: None if group is None else str(group)}, voice)
        column = voice.say("{attribute}: gap of {group}", attribute=names.attribute(by[0], voice), group=who)
        columns.append((names.capital(column), True))
    kinds = [*_CUTS, *gaps]
    rows: dict[int, list[Cell]] = {}
    heads: dict[int, tuple[str, bool]] = {}
    for item in measures:
        kind, _, label = item.name.partition(":")
        at = item.facts.get("at")
        if isinstance(at, int) and (kind in _CUTS or kind == "sweep_gap"):
            cells = rows.setdefault(at, [Cell("–") for _ in kinds])
            cells[kinds.index(kind if kind in _CUTS else item.by)] = _cell(item, voice)
            heads[at] = (voice.shown(label), bool(item.facts.get("now")))
    if not rows:
        return []
    now = voice.say("in use")
    table = tuple(
        Row(heads[at][0], tuple(cells), None, now if heads[at][1] else "") for at, cells in sorted(rows.items())
    )
    caption = voice.say("What each cut-off would bring, without a verdict")
    return [Table(anchors.of_part("measures/threshold_sweep"), caption, tuple(columns), (Rows("", table),))]


def _cell(item: Measure, voice: Voice) -> Cell:
    interval = fig.interval_of(item.number)
    told = fig.points_interval if item.name.startswith("sweep_gap:") else fig.percent_interval
    if item.name == "auc":
        ends = None if interval is None or interval.high is None else (interval.low, interval.high)
        text = "" if ends is None else voice.say("{low} to {high}", low=_auc(ends[0], voice), high=_auc(ends[1], voice))
    else:
        text = "" if interval is None else told(interval, voice)
    note = text or fig.why_not(item.number, voice)
    return Cell(fig.measure(item.name, item.number, voice), (note,) if note else ())


def _auc(value: float, voice: Voice) -> str:
    return voice.numbers.decimal(value, 2)


_COMPACT: Mapping[str, Callable[[Sequence[Measure], Voice], list[Table]]] = {
    "calibration_gap": score_tables,
    "threshold_sweep": cut_off_tables,
    "drift": time_tables,
}
