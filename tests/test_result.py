"""result.json: its published schema is current, results survive it, and it is strict."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

import adm_audit as adm
from adm_audit.result import AuditResult, from_json, json_schema, to_json

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def result() -> AuditResult:
    return adm.run_plan(ROOT / "sample_data" / "welfare" / "audit.yaml", audited_on=date(2026, 11, 22)).data


def test_published_schema_is_current() -> None:
    """Renew it with: python -c "from adm_audit.result import schema_text; print(schema_text(), end='')" > docs/result.schema.json"""
    published = json.loads((ROOT / "docs" / "result.schema.json").read_text(encoding="utf-8"))
    assert published == json.loads(json.dumps(json_schema()))


def test_result_fits_its_schema(result: AuditResult) -> None:
    Draft202012Validator(json_schema()).validate(json.loads(to_json(result)))


def test_result_is_the_same_after_reading(result: AuditResult) -> None:
    again = from_json(to_json(result))
    assert to_json(again) == to_json(result)
    assert again.signal("selection_gap") == result.signal("selection_gap")


def test_unknown_keys_and_nan_are_refused(result: AuditResult) -> None:
    plain: dict[str, Any] = json.loads(to_json(result))
    with pytest.raises(ValidationError):
        from_json(json.dumps(plain | {"surprise": 1}))
    deep = json.loads(to_json(result))
    deep["signals"][0]["findings"][0]["difference"]["surprise"] = 1
    with pytest.raises(ValidationError):
        from_json(json.dumps(deep))
    plain["confidence"] = float("nan")
    with pytest.raises(ValidationError):
        from_json(json.dumps(plain))


def test_result_holds_counts_and_no_rows(result: AuditResult) -> None:
    """No case number, date or postcode of any person stands in the result."""
    text = to_json(result).decode()
    rows = (ROOT / "sample_data" / "welfare" / "decisions.csv").read_text(encoding="cp1252").splitlines()[2:]
    for row in rows[:200]:
        case_id = row.split(";")[0]
        assert f'"{case_id}"' not in text
    assert json.loads(text)["for"] == "team"


def test_ids_are_unique_and_come_from_names(result: AuditResult) -> None:
    ids = [finding.id for signal in result.signals for finding in signal.findings]
    assert len(set(ids)) == len(ids)
    assert "selection_gap/origin=non-EU" in ids
    assert "false_flag_gap/in_whole_group/origin=non-EU" in ids


def test_ratios_follow_from_the_printed_counts(result: AuditResult) -> None:
    for signal in result.signals:
        for finding in signal.findings:
            counts, ratio = finding.counts, finding.ratio
            # pooled over levels of a factor or a score, so that the sums do not give the ratio
            if (
                signal.name in ("conditional_gap", "calibration_gap")
                or counts is None
                or ratio is None
                or ratio.kind != "estimate"
            ):
                continue
            expected = (counts.cases / counts.total) / (counts.other_cases / counts.other_total)  # type: ignore[operator]
            assert ratio.value == pytest.approx(expected, rel=1e-12), finding.id
