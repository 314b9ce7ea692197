"""The audit of each sample says what was planted in it, and nothing is shown that was not planted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import adm_audit as adm
from adm_audit.result import AuditResult, Finding, from_json, to_json
from adm_audit.yaml_source import load_yaml

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
NAMES = ("welfare", "water", "recruitment")
DAY = date(2026, 11, 22)


@pytest.fixture(scope="module", params=NAMES)
def sample(request: pytest.FixtureRequest) -> tuple[dict[str, Any], AuditResult]:
    folder = SAMPLES / request.param
    truth = load_yaml(folder / "truth.yaml", "truth.yaml").data
    return truth, adm.run_plan(folder / "audit.yaml", audited_on=DAY).data


def fits(entry: dict[str, Any], signal: str, finding: Finding) -> bool:
    """Return whether an entry of the truth is about this finding."""
    if entry["signal"] != signal or entry.get("part", finding.part) != finding.part:
        return False
    if entry.get("input", finding.input) != finding.input:
        return False
    if entry.get("with", finding.against_group) != finding.against_group:
        return False
    if entry.get("group_rate", finding.group_rate) != finding.group_rate:
        return False
    return all(
        name in finding.group and (value == "*" or _text(value) == finding.group[name])
        for name, value in entry.get("group", {}).items()
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def findings(result: AuditResult) -> Iterator[tuple[str, Finding]]:
    for signal in result.signals:
        for finding in signal.findings:
            yield signal.name, finding


def test_everything_planted_is_shown(sample: tuple[dict[str, Any], AuditResult]) -> None:
    truth, result = sample
    for entry in truth["must"]:
        found = [f for name, f in findings(result) if fits(entry, name, f)]
        exact = [f for f in found if set(f.group) == set(entry.get("group", f.group))]
        assert exact, entry
        for finding in exact:
            assert finding.verdict == entry.get("verdict", "shown"), (entry, finding.verdict, finding.detail)
            if "worse_off" in entry:
                assert finding.worse_off == entry["worse_off"], entry
            for name in ("rate", "other_rate", "difference"):
                if name in entry:
                    assert getattr(finding, name).value == pytest.approx(entry[name], abs=6e-4), entry
            if "since" in entry:
                days = [note.facts["day"] for note in finding.remarks if note.code == "changed_since"]
                assert days == [str(entry["since"])], entry


def test_nothing_else_is_shown(sample: tuple[dict[str, Any], AuditResult]) -> None:
    truth, result = sample
    allowed = truth["must"] + truth["may"] + truth.get("ruled", [])
    surprises = [
        finding.id
        for name, finding in findings(result)
        if finding.verdict == "shown" and not any(fits(entry, name, finding) for entry in allowed)
    ]
    assert surprises == []


def test_answers_agree_or_not_as_planted(sample: tuple[dict[str, Any], AuditResult]) -> None:
    truth, result = sample
    words = {q.id: q.agreement for checklist in result.checklists for q in checklist.questions if q.answer}
    for question, expected in truth["answers"].items():
        allowed = expected if isinstance(expected, list) else [expected]
        assert words[question] in allowed, (question, words[question])


def test_signals_not_looked_at_are_listed(sample: tuple[dict[str, Any], AuditResult]) -> None:
    _, result = sample
    assert len(result.signals) == 23
    for signal in result.signals:
        assert (signal.not_looked_at is None) == bool(signal.findings), signal.name


def test_result_survives_its_file(sample: tuple[dict[str, Any], AuditResult]) -> None:
    _, result = sample
    content = to_json(result)
    assert to_json(from_json(content)) == content


@pytest.mark.parametrize("name", NAMES)
def test_two_runs_give_the_same_bytes(name: str) -> None:
    plan = SAMPLES / name / "audit.yaml"
    one, two = (adm.run_plan(plan, audited_on=DAY).to_json() for _ in range(2))
    assert one == two


@pytest.mark.parametrize("name", NAMES)
def test_count_table_never_contradicts_the_rows(name: str) -> None:
    """Rounded counts may know less than the rows, but what they show must be true of the rows."""
    rows = adm.run_plan(SAMPLES / name / "audit.yaml", audited_on=DAY).data
    counts = adm.run_plan(SAMPLES / name / "audit_counts.yaml", audited_on=DAY).data
    assert any(signal.findings for signal in counts.signals)
    assert counts.plan["data"]["count"]
    exact = {tuple(f.group.values()): f for f in rows.signal("selection_gap").findings if len(f.group) == 1}
    for finding in counts.signal("selection_gap").findings:
        same = exact.get(tuple(finding.group.values()))
        if same is None or finding.difference is None or same.difference is None:
            continue
        low = getattr(finding.difference, "bounds", None) or finding.difference
        assert low.low - 1e-12 <= same.difference.value <= low.high + 1e-12, finding.id
        if finding.verdict == "shown":
            assert same.verdict == "shown", finding.id
