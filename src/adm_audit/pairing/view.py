"""A result as conditions read it: findings by signal, from the side of each group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from adm_audit.plan.names import FURTHER_PARTS
from adm_audit.result import AuditResult, Finding, NotLookedAt, SignalResult
from adm_audit.values import Because, Bounds, Estimate, Interval

GroupKey = tuple[tuple[str, str | None], ...]
_FLIPPED = {"higher": "lower", "lower": "higher"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A finding seen from one group. Two groups are one comparison, and so one finding with two facets.

    id: empty where nothing was looked at. group: sorted, empty where the finding is not about a group.
    size: distance of the difference from zero. span: where the difference may lie.
    """

    signal: str
    verdict: str
    id: str = ""
    part: str | None = None
    about: str = "result"
    group: GroupKey = ()
    input: str | None = None
    group_rate: str | None = None
    worse_off: bool | None = None
    size: float | None = None
    span: Interval | None = None
    because: Because | None = None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One result: its plan as plain data, its facets by signal, and facts that are no findings.

    facts: ``random_cases``, ``departures``, ``complaints`` (numbers), ``runs``, ``version_since``,
    ``drift_since`` (ISO dates). One that is missing is not known. same_as: a value of a ground (or label) to the
    value that stands for it, where several services name the same people differently.
    """

    plan: Mapping[str, Any]
    facets: Mapping[str, tuple[Facet, ...]]
    audited_on: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    own_grounds: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    same_as: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def of(self, signals: Iterable[str]) -> tuple[Facet, ...]:
        """Return all facets of these signals. A signal that the result does not name was not looked at."""
        return tuple(facet for name in signals for facet in self.facets.get(name, (_absent(name),)))

    def columns_of(self, ground: str) -> tuple[str, ...]:
        """Return the protected attributes that the plan links with a ground."""
        return tuple(column for column, found in self.own_grounds.items() if found == ground)

    def canonical(self, group: GroupKey) -> GroupKey:
        """Return a group named by its grounds, else its labels, as the plan gives them: so two plans can be compared."""
        return tuple(sorted((self._common(column, value) for column, value in group), key=str))

    def _common(self, column: str, value: str | None) -> tuple[str, str | None]:
        name = self.own_grounds.get(column) or self.labels.get(column, column)
        return name, None if value is None else self.same_as.get((name, value), value)

    def groups(self) -> tuple[GroupKey, ...]:
        """Return all groups that the result has findings about."""
        return tuple({facet.group: None for facets in self.facets.values() for facet in facets if facet.group})


def view(result: AuditResult, facts: Mapping[str, Any] | None = None) -> View:
    """Return a result as conditions read it. ``facts`` add to those that the result itself holds."""
    known = {**_facts(result), **(facts or {})}
    grounds = {
        str(item.get("column")): str(item["ground"])
        for item in blocks(result.plan, "protected")
        if item.get("ground") is not None
    }
    return View(
        plan=result.plan,
        facets={signal.name: _facets(signal) for signal in result.signals},
        audited_on=result.audited_on,
        facts=known,
        own_grounds=grounds,
        labels={
            str(item.get("column")): str(item["label"])
            for item in blocks(result.plan, "protected")
            if item.get("label")
        },
    )


def blocks(plan: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Return the blocks of a list in the plan; a plain name counts as its column."""
    value = plan.get(key) or ()
    items = value if isinstance(value, list | tuple) else [value]
    return [item if isinstance(item, Mapping) else {"column": item} for item in items]


def _facts(result: AuditResult) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for signal in result.signals:
        for remark in signal.remarks:
            if remark.code == "departures":
                facts["departures"] = remark.facts.get("cases")
            if remark.code == "complaints":
                facts["complaints"] = remark.facts.get("cases")
            if remark.code in ("drift_since", "version_since") and remark.facts.get("day"):
                facts[remark.code] = remark.facts["day"]
        for finding in signal.findings:
            for remark in finding.remarks:
                if remark.code == "random_cases":
                    facts["random_cases"] = remark.facts.get("cases")
    return facts


def _absent(signal: str) -> Facet:
    return Facet(signal=signal, verdict="not_looked_at", because=Because("not_in_result", {"signal": signal}))


def _facets(signal: SignalResult) -> tuple[Facet, ...]:
    if signal.not_looked_at is not None:
        return (_missing(signal.name, None, signal.not_looked_at),)
    further = FURTHER_PARTS.get(signal.name, ())
    read = [finding for finding in signal.findings if finding.part not in further]
    found = [facet for finding in read for facet in _sides(signal.name, finding)]
    for part, reason in signal.parts_not_looked_at.items():
        if part not in further:
            found.append(_missing(signal.name, part, reason))
    return tuple(found) or (_absent(signal.name),)


def _missing(signal: str, part: str | None, reason: NotLookedAt) -> Facet:
    facts: dict[str, Any] = {"signal": signal, "reason": reason.code}
    if part is not None:
        facts["part"] = part
    return Facet(signal=signal, part=part, verdict="not_looked_at", because=Because("not_looked_at", facts))


def _sides(signal: str, finding: Finding) -> Iterable[Facet]:
    span = _span(finding)
    here = Facet(
        signal=signal,
        id=finding.id,
        part=finding.part,
        about=finding.about,
        group=tuple(sorted(finding.group.items())),
        input=finding.input,
        verdict=finding.verdict,
        group_rate=finding.group_rate,
        worse_off=finding.worse_off,
        size=abs(finding.difference.value) if isinstance(finding.difference, Estimate) else None,
        span=span,
        finding=finding,
    )
    yield here
    two_groups = finding.against == "other_group" and finding.against_group is not None
    if two_groups and finding.group_rate is not None and len(here.group) == 1:
        mirrored = None if span is None or span.high is None else Interval(-span.high, -span.low)
        yield replace(
            here,
            group=((here.group[0][0], finding.against_group),),
            group_rate=_FLIPPED.get(finding.group_rate or "", finding.group_rate),
            worse_off=None if finding.worse_off is None else not finding.worse_off,
            span=mirrored,
        )


def _span(finding: Finding) -> Interval | None:
    match finding.difference:
        case Estimate(interval=interval):
            return interval
        case Bounds(low=low, high=high):
            return Interval(low, high)
        case _:
            return None
