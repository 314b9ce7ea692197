"""Inside the levels of a factor: the shares of the two sides, level by level, from the tables of counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adm_audit.counts import Range
from adm_audit.report import anchors
from adm_audit.report.charts.levels import LevelRow, level_chart
from adm_audit.report.charts.svg import scale
from adm_audit.report.figure import Figure, shares
from adm_audit.report.ranking import is_worrying, strength
from adm_audit.report.words import Voice, names, others, people, short, towards_worse_off
from adm_audit.result import AuditResult, Finding, GroupRow


def levels(result: AuditResult, findings: Sequence[Finding], voice: Voice) -> Iterator[Figure]:
    """Yield, for each factor, the rates inside its levels for the group with the strongest gap."""
    for factor in dict.fromkeys(item.input for item in findings if item.input):
        about = [item for item in findings if item.input == factor and None not in item.group.values()]
        shown = [item for item in about if is_worrying(item)]
        for item in sorted(shown or about, key=strength)[:1]:
            rows = _level_rows(result, towards_worse_off(item), factor, voice)
            if len(rows) < 2:
                continue
            top = max((rate for row in rows for rate in (row.rate, row.other_rate) if rate is not None), default=0.0)
            across = scale(0.0, max(top, 0.01))
            group = people(towards_worse_off(item).group, voice)
            title = voice.say("Inside the levels of “{factor}”", factor=voice.shown(factor))
            drawing = level_chart(
                anchors.of_part(f"levels/{item.id}"),
                title,
                voice.say("Share selected in each level, for {group} and for {others}.",
                          group=group, others=others(towards_worse_off(item), voice)),
                rows,
                across,
                shares(across, voice),
            )  # fmt: skip
            caption = voice.say(
                "Share selected inside each level of “{factor}”, not pooled.", factor=voice.shown(factor)
            )
            key = (("group", names.capital(group)), ("other", names.capital(others(towards_worse_off(item), voice))))
            yield Figure("levels", caption, ((title, drawing),), key)


def _level_rows(result: AuditResult, finding: Finding, factor: str, voice: Voice) -> list[LevelRow]:
    ((column, value),) = finding.group.items()
    tables = (item for item in result.tables if item.by[:1] == (column,) and " x ".join(item.by[1:]) == factor)
    table = next(tables, None)
    columns = table.by[1:] if table else ()
    members_of: dict[tuple[str | None, ...], list[GroupRow]] = {}
    for row in table.groups if table else ():
        members_of.setdefault(tuple(row.group[name] for name in columns), []).append(row)
    drawn = []
    for level, members in members_of.items():
        mine = [row for row in members if row.group[column] == value]
        rest = [row for row in members if row.group[column] != value and _other_side(row.group[column], finding)]
        (rate, size), (other, other_size) = _rate(mine), _rate(rest)
        if rate is None and other is None:
            continue
        name = short(dict(zip(columns, level, strict=True)), voice)
        text = voice.say(
            "{rate} against {other_rate}",
            rate=_share(rate, size, voice),
            other_rate=_share(other, other_size, voice),
        )
        drawn.append(LevelRow(name, rate, other, text, voice.say("{name}: {text}.", name=name, text=text)))
    return drawn


def _other_side(value: str | None, finding: Finding) -> bool:
    if finding.against_group is not None:
        return value == finding.against_group
    return value is not None


def _rate(rows: Sequence[GroupRow]) -> tuple[float | None, float]:
    """Return the share selected of several groups together, and of how many.

    None where counts are ranges or nobody is there.
    """
    selected = total = 0.0
    for row in rows:
        cases, people_there = row.counts.selected, row.counts.decided
        if isinstance(cases, Range) or isinstance(people_there, Range):
            return None, 0.0
        selected, total = selected + cases, total + people_there
    return (selected / total if total else None), total


def _share(value: float | None, size: float, voice: Voice) -> str:
    if value is None:
        return "–"
    return voice.say("{rate} of {size}", rate=voice.numbers.percent(value), size=voice.numbers.whole(size))
