"""The audit: data and plan in, result out. Glue only; every step has a room of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from adm_audit import __version__
from adm_audit.comparison import Looked, Signal
from adm_audit.disclosure.edition import for_public
from adm_audit.disclosure.publish import asked_in_public, published
from adm_audit.errors import AdmAuditError, DataError, Place, Problem
from adm_audit.evidence import CASE, Evidence, total_of
from adm_audit.findings import find
from adm_audit.group_tables import group_tables
from adm_audit.pairing import Said, pair, prepare
from adm_audit.plan.load import as_data
from adm_audit.plan.model import AuditPlan
from adm_audit.result import AuditResult, Finding, NotLookedAt, SignalResult
from adm_audit.signals import SIGNALS
from adm_audit.studies.run import run_studies
from adm_audit.study import Study
from adm_audit.tables.load import Ready, count, ready
from adm_audit.tally import Need

if TYPE_CHECKING:
    from adm_audit.tables.fit import PlaceOf

_VERSIONS = ("duckdb", "numpy", "scipy")


def nowhere(path: tuple[str | int, ...]) -> Place | None:
    """Return the place of a plan that was given as keywords: the name of the keyword."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return Place(key=text.lstrip("."))


def audit(
    plan: AuditPlan,
    source: object,
    *,
    audited_on: date,
    place: PlaceOf = nowhere,
    plan_sha256: str | None = None,
    answers: Path | None = None,
    folder: Path | None = None,
) -> AuditResult:
    """Carry out the audit that a plan describes.

    source: a path, or any frame that narwhals knows. audited_on: the date that the result carries.
    answers: the file of answers, if any. folder: where own checklists and an earlier result are looked for.

    Raises PlanError, ChecklistError or DataError with every problem at once.
    """
    asked, needs = needed(plan)
    said, found = prepared(plan, source, place, answers, folder)
    evidence, too_wide = count(found, needs)
    evidence.studies = run_studies(plan, found, studies_of(plan))
    result = _looked_at(plan, found, evidence, asked, too_wide, audited_on)
    return pair(replace(result, plan_sha256=plan_sha256), plan, said)


def audit_for_public(
    plan: AuditPlan,
    source: object,
    *,
    audited_on: date,
    place: PlaceOf = nowhere,
    plan_sha256: str | None = None,
    answers: Path | None = None,
    folder: Path | None = None,
) -> AuditResult:
    """Carry out the same audit from counts that are rounded and hidden before anything is computed from them.

    Parameters and errors as of `audit`. Raises PlanError also where the data cannot be published by these rules.
    """
    asked = asked_in_public(needed(plan)[0])
    needs = _lists(asked) + [Need.of(item.column, CASE) for item in plan.protected]
    said, found = prepared(plan, source, place, answers, folder)
    exact, too_wide = count(found, needs)
    evidence = published(plan, exact, [need for need in needs if need not in too_wide])
    result = _looked_at(plan, found, evidence, asked, too_wide, audited_on)
    if said.earlier is not None and said.earlier.audience != "public":
        # its verdicts rest on exact counts
        said = replace(said, earlier=None)
    return for_public(pair(replace(result, plan_sha256=plan_sha256), plan, said))


def _looked_at(
    plan: AuditPlan,
    found: Ready,
    evidence: Evidence,
    asked: Mapping[str, list[Need] | NotLookedAt],
    too_wide: list[Need],
    audited_on: date,
) -> AuditResult:
    looked = dict(_look(plan, evidence, asked, too_wide))
    findings = find(plan, looked)
    signals = tuple(_signal(signal, asked, looked, findings) for signal in SIGNALS)
    if not any(result.findings for result in signals):
        raise DataError(Problem("nothing_assessed", {"source": found.table.source}))
    return _result(plan, found, evidence, signals, audited_on)


def prepared(
    plan: AuditPlan, source: object, place: PlaceOf, answers: Path | None, folder: Path | None
) -> tuple[Said, Ready]:
    """Return answers and data, both read and checked against the plan.

    Raises PlanError, ChecklistError or DataError with every problem of both at once.
    """
    needs = coded_for(plan)
    try:
        said = prepare(plan, answers, place, folder=folder)
    except AdmAuditError as first:
        try:
            ready(plan, source, place, needs, folder)
        except AdmAuditError as second:
            raise type(first)(first.problems + second.problems) from second
        raise
    return said, ready(plan, source, place, needs, folder)


def needed(plan: AuditPlan) -> tuple[dict[str, list[Need] | NotLookedAt], list[Need]]:
    """Return what each signal asks for, and all tables of counts that an audit needs."""
    asked = {signal.entry.name: signal.needs(plan) for signal in SIGNALS}
    return asked, _lists(asked) + [Need.of(item.column, CASE) for item in plan.protected]


def _lists(asked: Mapping[str, list[Need] | NotLookedAt]) -> list[Need]:
    return [need for answer in asked.values() if isinstance(answer, list) for need in answer]


def studies_of(plan: AuditPlan) -> list[Study]:
    """Return the studies that signals ask for where counts are not enough."""
    return [study for signal in SIGNALS if signal.studies is not None for study in signal.studies(plan)]


def coded_for(plan: AuditPlan) -> list[Need]:
    """Return the tables of counts that an audit needs, and for each study its axes: they are coded, never counted."""
    return needed(plan)[1] + [Need(study.axes) for study in studies_of(plan)]


def _look(
    plan: AuditPlan, evidence: Evidence, asked: Mapping[str, list[Need] | NotLookedAt], too_wide: list[Need]
) -> Iterator[tuple[str, Looked]]:
    for signal in SIGNALS:
        needs = asked[signal.entry.name]
        if isinstance(needs, list) and not all(need in too_wide for need in needs):
            yield signal.entry.name, signal.look(plan, evidence)


def _signal(
    signal: Signal,
    asked: Mapping[str, list[Need] | NotLookedAt],
    looked: Mapping[str, Looked],
    findings: Mapping[str, tuple[Finding, ...]],
) -> SignalResult:
    name, needs = signal.entry.name, asked[signal.entry.name]
    if isinstance(needs, NotLookedAt):
        return SignalResult(name=name, not_looked_at=needs)
    if name not in looked:
        return SignalResult(name=name, not_looked_at=NotLookedAt(code="too_many_cells"))
    seen = looked[name]
    if not findings[name]:
        reason = next(iter(seen.parts_not_looked_at.values()), NotLookedAt(code="nothing_to_compare"))
        return SignalResult(name=name, not_looked_at=reason, measures=seen.measures, remarks=seen.remarks)
    return SignalResult(
        name=name,
        findings=findings[name],
        measures=seen.measures,
        remarks=seen.remarks + (signal.conclude(findings[name]) if signal.conclude else ()),
        parts_not_looked_at=dict(seen.parts_not_looked_at),
    )


def _result(
    plan: AuditPlan,
    found: Ready,
    evidence: Evidence,
    signals: tuple[SignalResult, ...],
    audited_on: date,
) -> AuditResult:
    return AuditResult(
        audited_on=audited_on.isoformat(),
        version=__version__,
        seed=plan.seed,
        confidence=plan.confidence,
        plan=as_data(plan),
        inputs=(found.input,),
        cases=total_of(evidence.counts(plan.protected[0].column)).total,
        versions=_versions(),
        tables=group_tables(plan, evidence),
        signals=signals,
        remarks=found.remarks + evidence.remarks,
    )


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    return {name: version(name) for name in _VERSIONS}
