"""One section for each signal: what it asks, what the data say, chart, table, readings, and what stays possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adm_audit.report import anchors, draw, tables
from adm_audit.report.figure import Figure
from adm_audit.report.matrix import Matrix, matrices
from adm_audit.report.ranking import counted, is_worrying, strength
from adm_audit.report.score_tables import numbers
from adm_audit.report.tables import Table
from adm_audit.report.words import (
    Voice,
    council,
    headline,
    is_empty,
    mark_of,
    people,
    reason,
    remark,
    short_label,
    statistician,
)
from adm_audit.report.words.amounts import digits_of, far_end, more_or_less
from adm_audit.report.words.figures import measure
from adm_audit.report.words.measures import measure_name
from adm_audit.report.words.names import capital
from adm_audit.report.words.parents import Parents, inherited_from, inherits, parents_of
from adm_audit.report.words.ruled import is_ruled, would_be_found
from adm_audit.report.words.signals import entry_of, part_title, title
from adm_audit.report.words.turned import towards_worse_off
from adm_audit.report.words.verdicts import own_labels, verdict_label
from adm_audit.result import AuditResult, Finding, SignalResult

_READINGS = 3
_FEW = 3
_MORE = 2
_LONG = 16
_ID = 200
_BESIDE: Mapping[str, str | None] = {"selective_labels": None, "drift": "gaps"}
"""Signals and parts whose chart shows measures, so that their table stands right behind it."""
_REMARKS = (
    "stratum_reason", "opposite_strata", "people_outside_strata", "random_not_selected",
    "standardised", "cells_without_data", "no_share_standardised",
)  # fmt: skip
_MOVED = ("gap_wider", "gap_narrower", "gap_turned")
"""What became of a gap when people decided: said where their departures differ between groups."""
_WHOLE = ("stratum_reason", "random_not_selected", "cells_without_data")


@dataclass(frozen=True, slots=True)
class Reading:
    """A finding, read twice. finding: its id, by which `handling` in the answers names it."""

    finding: str
    anchor: str
    title: str
    verdict: str
    label: str
    council: str
    statistician: str
    handling: str


@dataclass(frozen=True, slots=True)
class Part:
    """One number of a signal: its counts of verdicts, figures, table and readings.

    unread: shown findings that have no reading, by anchor and id.
    """

    anchor: str
    title: str
    verdicts: tuple[tuple[str, str], ...]
    figures: tuple[Figure, ...]
    matrices: tuple[Matrix, ...]
    table: Table
    long: bool
    readings: tuple[Reading, ...]
    more: tuple[Reading, ...]
    beside: int
    unread: tuple[tuple[str, str], ...]
    possible: str
    found: str
    remarks: tuple[str, ...]
    measures: Table | None


@dataclass(frozen=True, slots=True)
class Section:
    """Everything about one signal."""

    name: str
    anchor: str
    title: str
    question: str
    answer: tuple[str, ...]
    parts: tuple[Part, ...]
    missing: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]
    measures: tuple[Table, ...]
    misleads: str
    formula: str
    test: str
    sources: tuple[str, ...]
    questions: tuple[str, ...]


def sections(result: AuditResult, voice: Voice) -> list[Section]:
    """Return a section for each signal that was looked at, in the order of the result."""
    return [_section(result, signal, voice) for signal in result.signals if signal.not_looked_at is None]


def _section(result: AuditResult, signal: SignalResult, voice: Voice) -> Section:
    entry = entry_of(signal.name)
    asked = [
        item.id
        for checklist in result.checklists
        for item in checklist.questions
        if item.raised_by and any(name.split("/", 1)[0] == signal.name for name in item.findings)
    ]
    return Section(
        name=signal.name,
        anchor=anchors.of_signal(signal.name),
        title=title(signal.name, voice),
        question=voice.text(entry.text("question", burden=voice.burden)) if entry else "",
        answer=(*_answer(signal, voice), *_beyond(result, signal, voice)),
        parts=tuple(_part(result, signal, part, voice) for part in _parts(signal)),
        missing=tuple(
            (part_title(signal.name, part, voice), reason(why, voice))
            for part, why in signal.parts_not_looked_at.items()
        ),
        remarks=tuple(remark(item, voice) for item in signal.remarks),
        measures=tuple(numbers(signal, voice)[_beside(signal) :]),
        misleads=voice.text(entry.text("misleads", burden=voice.burden)) if entry else "",
        formula=voice.text(entry.text("formula", burden=voice.burden)) if entry else "",
        test=voice.text(entry.test) if entry else "",
        sources=entry.sources if entry else (),
        questions=tuple(asked),
    )


def _beside(signal: SignalResult) -> int:
    """Return how many tables of a signal's numbers stand behind a chart: one, where it has the part with the chart."""
    return int(signal.name in _BESIDE and _BESIDE[signal.name] in _parts(signal))


def _parts(signal: SignalResult) -> list[str | None]:
    return list(dict.fromkeys(item.part for item in signal.findings))


def _answer(signal: SignalResult, voice: Voice) -> list[str]:
    """Return the verdict on the whole signal: who is worse off, or that nothing is shown, and who is unclear."""
    tested = [item for item in signal.findings if not is_ruled(item) and not is_empty(item)]
    if not tested:
        if any(is_empty(item) for item in signal.findings):
            return [voice.say("There is nobody to compare.")]
        return _ruled_answer(signal.findings, voice)
    lines = _without_group([item for item in signal.findings if not item.group and not is_empty(item)], voice)
    tested = [item for item in tested if item.group]
    if not tested:
        return lines
    worse = [item for item in sorted(tested, key=strength) if is_worrying(item)]
    if worse:
        listed = list(dict.fromkeys(people(towards_worse_off(item).group, voice) for item in worse))
        lines.append(
            voice.say_n(
                "A gap is shown for 1 group: {groups}.",
                "A gap is shown for {number} groups: {groups}.",
                len(listed),
                groups=_some(listed, voice),
            )
        )
    else:
        lines.append(voice.say("No gap to anybody's disadvantage is shown."))
    unclear = [people(item.group, voice) for item in tested if item.verdict == "cannot_tell"]
    if unclear:
        listed = list(dict.fromkeys(unclear))
        lines.append(voice.say("The data cannot tell about {groups}.", groups=_some(listed, voice)))
    return lines


def _without_group(findings: Sequence[Finding], voice: Voice) -> list[str]:
    """Return what is said of findings about no group, such as inputs: of many only those that are shown."""
    told = findings
    if len(findings) > _FEW:
        told = sorted((item for item in findings if item.verdict == "shown"), key=strength)[:_FEW]
    lines = [headline(item, voice) for item in told]
    rest = len(findings) - len(told)
    if rest:
        lines.append(
            voice.say_n(
                "1 further comparison stands in the table.", "{number} further comparisons stand in the table.", rest
            )
        )
    return lines


def _beyond(result: AuditResult, signal: SignalResult, voice: Voice) -> list[str]:
    """Return how many combined groups only inherit the gap of a group that they belong to."""
    worse = [item for item in signal.findings if item.about == "combined_group" and is_worrying(item)]
    parents = parents_of(item for one in result.signals for item in one.findings)
    number = sum(bool(inherited_from(item, parents)) for item in worse)
    if not number:
        return []
    return [
        voice.say_n(
            "1 of these gaps does not clearly go beyond the gap of a group that it belongs to.",
            "{number} of these gaps do not clearly go beyond the gap of a group that they belong to.",
            number,
        )
    ]


def _ruled_answer(findings: Sequence[Finding], voice: Voice) -> list[str]:
    if len(findings) == 1:
        return [headline(findings[0], voice)]
    shown = [item for item in findings if item.verdict == "shown"]
    if not shown or not own_labels(findings[0]):
        return [verdict_label(findings[0], voice) + "."] if len({item.verdict for item in findings}) == 1 else []
    return [headline(item, voice) for item in shown]


def _some(listed: list[str], voice: Voice, most: int = 4) -> str:
    if len(listed) <= most:
        return voice.listed(listed)
    rest = voice.say_n("1 more", "{number} more", len(listed) - most + 1)
    return voice.listed([*listed[: most - 1], rest])


def _part(result: AuditResult, signal: SignalResult, part: str | None, voice: Voice) -> Part:
    findings = [item for item in signal.findings if item.part == part]
    name = f"{signal.name}/{part}" if part else signal.name
    heading = part_title(signal.name, part, voice)
    parents = parents_of(item for one in result.signals for item in one.findings)
    # a combined group that goes beyond its parents says more than one that inherits their gap
    ordered = sorted(findings, key=lambda item: (bool(inherited_from(item, parents)), *strength(item)))
    chosen = _chosen(ordered)
    table = _table(name, heading or title(signal.name, voice), findings, voice)
    rows = sum(len(group.rows) for group in table.groups)
    more = [item for item in ordered if item not in chosen and _says_more(item)]
    if rows > _LONG or all(is_ruled(item) for item in findings):
        more = []
    more, beside = more[:_MORE], more[_MORE:]
    unread = [item for item in ordered if item.verdict == "shown" and item not in chosen and item not in more]
    return Part(
        anchor=anchors.of_part(f"part/{name}"),
        title=heading,
        verdicts=tuple(_counts(findings, voice)),
        figures=tuple(draw.figures(result, signal.name, part, findings, voice)),
        matrices=tuple(matrices(findings, voice)),
        table=table,
        long=rows > _LONG,
        readings=tuple(_reading(result, item, parents, voice) for item in chosen),
        more=tuple(_reading(result, item, parents, voice) for item in more),
        beside=sum(1 for item in beside if item.verdict != "shown"),
        unread=tuple((anchors.of_finding(item.id), voice.shown(item.id, _ID)) for item in unread),
        possible=_possible(findings, voice),
        found=_detectable(findings, voice),
        remarks=tuple(_remarks(findings, voice)),
        measures=next(iter(numbers(signal, voice)), None) if _beside(signal) and part == _BESIDE[signal.name] else None,
    )


def _says_more(finding: Finding) -> bool:
    """Return whether a reading tells more than the row in the table: not where a gap is ruled out or simply unknown."""
    if is_empty(finding) or finding.verdict == "ruled_out":
        return False
    return finding.verdict != "cannot_tell" or finding.detail not in {"existence_open", "undefined"}


def _chosen(ordered: Sequence[Finding]) -> list[Finding]:
    """Return the findings that are read aloud: those to somebody's disadvantage, else the first one."""
    worrying = [item for item in ordered if is_worrying(item)]
    if worrying:
        return worrying[:_READINGS]
    recorded = [item for item in ordered if None not in item.group.values() and not is_empty(item)]
    return list((recorded or ordered)[:1])


def _table(name: str, heading: str, findings: Sequence[Finding], voice: Voice) -> Table:
    caption = voice.say("{title}: every group", title=heading)
    if not all(is_ruled(item) for item in findings):
        return tables.comparisons(name, caption, findings, voice)
    if name == "small_groups":
        return tables.sizes(name, caption, findings, voice)
    return tables.statements(name, voice.say("{title}: all statements", title=heading), findings, voice)


def _reading(result: AuditResult, finding: Finding, parents: Parents, voice: Voice) -> Reading:
    handled = result.handling.get(finding.id)
    states = {
        "unexplained": voice.say("No explanation and no remedy are recorded."),
        "justified_in_writing": voice.say("A justification in four steps is recorded in writing."),
        "being_remedied": voice.say("A remedy with an owner and a date is recorded."),
    }
    state = handled.state if handled else "unexplained"
    turned = towards_worse_off(finding)
    heading = people(turned.group, voice) if turned.group else voice.say("The whole audit")
    if finding.input is not None and not turned.group:
        heading = voice.say("“{input}”", input=voice.shown(finding.input))
    elif finding.input is not None:
        heading = voice.say("“{input}”: {group}", input=voice.shown(finding.input), group=heading)
    return Reading(
        finding=voice.shown(finding.id, _ID),
        anchor=anchors.of_finding(finding.id),
        title=capital(heading),
        verdict=mark_of(finding),
        label=verdict_label(finding, voice),
        council=" ".join(text for text in (council(finding, voice), inherits(finding, parents, voice)) if text),
        statistician=statistician(finding, voice),
        handling=states[state] if is_worrying(finding) and not is_ruled(finding) else "",
    )


def _counts(findings: Sequence[Finding], voice: Voice) -> list[tuple[str, str]]:
    """Return how often each verdict occurs, and in how many of the shown gaps a group is worse off."""
    findings = [item for item in findings if not is_empty(item)]
    if len(findings) < 2:
        return []
    own = own_labels(findings[0])
    worse = sum(is_worrying(item) for item in findings)
    lines = []
    for verdict, number in counted(findings):
        label = voice.say(own[verdict]) if verdict in own else short_label(verdict, voice)
        text = voice.say("{label}: {number}", label=label, number=voice.numbers.whole(number))
        if verdict == "shown" and worse != number:
            text = voice.say("{text} ({worse} of them worse off)", text=text, worse=voice.numbers.whole(worse))
        if number:
            lines.append((verdict, text))
    return lines


def _possible(findings: Sequence[Finding], voice: Voice) -> str:
    """Return the largest gap to somebody's disadvantage that the data do not exclude, among unclear findings."""
    ends = [
        (abs(end), item)
        for item in map(towards_worse_off, findings)
        if item.verdict == "cannot_tell" and (end := far_end(item)) is not None
    ]
    if not ends:
        return ""
    _, widest = max(ends, key=lambda pair: (pair[0], pair[1].id))
    gap = more_or_less(far_end(widest) or 0.0, digits_of(widest, voice), voice, widest.unit)
    return voice.say(
        "The largest gap that cannot be excluded is {gap}, for {group}.", gap=gap, group=people(widest.group, voice)
    )


def _detectable(findings: Sequence[Finding], voice: Voice) -> str:
    sized = [item for item in findings if item.detectable is not None and not is_ruled(item)]
    if not sized:
        return ""
    worst = max(sized, key=lambda item: (_reach(item), item.id))
    best = min(sized, key=lambda item: (_reach(item), item.id))
    return " ".join(
        voice.say(
            "For {group}: {found}",
            group=people(item.group, voice),
            found=would_be_found(item.detectable, voice, worse=item.worse),
        )
        for item in ([best] if best is worst else [best, worst])
    )


def _reach(finding: Finding) -> float:
    size = finding.detectable
    if size is None:
        return 0.0
    chosen = size.down if finding.worse == "lower" else size.up
    return 2.0 if chosen is None else chosen


def _remarks(findings: Sequence[Finding], voice: Voice) -> list[str]:
    """Return the remarks of findings that are not said elsewhere, each once; opposite gaps name their group."""
    lines: dict[str, None] = {}
    for item in findings:
        for note in item.remarks:
            if note.code not in _REMARKS and not (note.code in _MOVED and item.verdict == "shown"):
                continue
            text = remark(note, voice)
            named = text if note.code in _WHOLE else f"{capital(people(item.group, voice))}: {text}"
            lines[named] = None
    for item in findings:
        number = item.measures.get("homogeneity_p")
        value = getattr(number, "value", None)
        if value is not None and value < 0.05:
            told = f"{measure_name('homogeneity_p', voice)}: {measure('homogeneity_p', number, voice)}"
            text = voice.say(
                "{group}: the gap is not equally large in all levels of “{factor}” ({test}).",
                group=capital(people(item.group, voice)),
                factor=voice.shown(item.input or "–"),
                test=told,
            )
            lines[text] = None
    return list(lines)
