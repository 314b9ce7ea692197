"""A combined group beside its parents: does its gap go beyond theirs, or does it inherit it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from adm_audit.report.words import names
from adm_audit.report.words.amounts import gap
from adm_audit.report.words.turned import turned
from adm_audit.report.words.voice import Voice
from adm_audit.result import Finding
from adm_audit.values import Bounds, Estimate, Interval, Number

_PARENT = "selection_gap"

Parents = Mapping[tuple[str, str | None], Finding]
"""The selection gaps of single groups, by attribute and value; seen from that group."""


def parents_of(findings: Iterable[Finding]) -> Parents:
    """Return the selection gaps of single groups among findings; one of two groups stands for both."""
    found: dict[tuple[str, str | None], Finding] = {}
    for item in findings:
        if (
            item.id.split("/", 1)[0] != _PARENT
            or item.part is not None
            or len(item.group) != 1
            or item.against == "pair"
        ):
            continue
        ((column, value),) = item.group.items()
        found[(column, value)] = item
        if item.against == "other_group":
            found[(column, item.against_group)] = turned(item)
    return found


def inherited_from(finding: Finding, parents: Parents) -> list[Finding]:
    """Return the parents whose gap a shown combined group does not clearly exceed; empty where it goes beyond all.

    A parent counts whose own gap is shown in the same direction. The combined group goes beyond it if its whole
    interval lies beyond the parent's estimate.
    """
    if finding.about != "combined_group" or finding.verdict != "shown":
        return []
    return [parent for parent in _alike(finding, parents) if not _beyond(finding, parent.difference)]


def inherits(finding: Finding, parents: Parents, voice: Voice) -> str:
    """Return one sentence on how a shown combined group stands to its parents; empty where no parent has a gap."""
    if finding.about != "combined_group" or finding.verdict != "shown":
        return ""
    alike = list(_alike(finding, parents))
    inherited = inherited_from(finding, parents)
    if inherited:
        told = [
            voice.say("{group}: {gap}", group=names.people(item.group, voice), gap=gap(item, voice))
            for item in inherited
        ]
        return voice.say(
            "This does not clearly go beyond what the gap of a larger group lets expect ({parents}).",
            parents="; ".join(told),
        )
    if not alike:
        return ""
    groups = [names.people(item.group, voice) for item in alike]
    return voice.say("This goes beyond the gap of {groups}.", groups=voice.listed(groups))


def _alike(finding: Finding, parents: Parents) -> Iterator[Finding]:
    for column, value in finding.group.items():
        parent = parents.get((column, value))
        if parent is not None and parent.verdict == "shown" and parent.group_rate == finding.group_rate:
            yield parent


def _beyond(finding: Finding, parent: Number | None) -> bool:
    """Return whether the whole interval lies beyond the parent's estimate (the far end of its bounds)."""
    interval: Interval | None = getattr(finding.difference, "interval", None)
    if interval is None:
        return False
    if isinstance(parent, Estimate):
        low = high = parent.value
    elif isinstance(parent, Bounds):
        low, high = parent.low, 1.0 if parent.high is None else parent.high
    else:
        return False
    if finding.group_rate == "higher":
        return interval.low > high
    return interval.high is not None and interval.high < low
