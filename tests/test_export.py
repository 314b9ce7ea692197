"""The workbook and the plain tables: the same numbers as the result, and nothing that a spreadsheet would carry out."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

import adm_audit as adm
import report_cases as cases
from adm_audit.export import to_csv, to_xlsx
from adm_audit.result import AuditResult
from adm_audit.values import Estimate

FORMULA = '=HYPERLINK("http://example.invalid","click")'


def book(result: AuditResult) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(to_xlsx(result)))


def rows(result: AuditResult, name: str) -> list[dict[str, Any]]:
    head, *lines = book(result).get_sheet_by_name(name).to_python()
    return [dict(zip(head, line, strict=True)) for line in lines]


def table(result: AuditResult, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(result)[name])))


@pytest.mark.parametrize("plan", ["welfare/audit", "recruitment/audit", "water/audit_counts"])
def test_every_signal_with_findings_has_a_sheet_and_the_first_sheet_names_the_others(plan: str) -> None:
    result = cases.sample(plan)
    with_findings = [signal.name for signal in result.signals if signal.findings]
    assert book(result).sheet_names == ["Contents", *with_findings, "Groups"]
    contents = book(result).get_sheet_by_name("Contents").to_python()
    without = [line for line in contents[5:] if line[2]]
    assert len(without) == len(result.signals) - len(with_findings)


def test_numbers_are_numbers_and_those_of_the_result() -> None:
    result = cases.sample("welfare/audit")
    findings = result.signal("selection_gap").findings
    lines = rows(result, "selection_gap")[: len(findings)]
    assert [line["Id"] for line in lines] == [item.id for item in findings]
    for item, line in zip(findings, lines, strict=True):
        assert isinstance(item.difference, Estimate) and isinstance(item.ratio, Estimate)
        assert (line["Difference"], line["Ratio"]) == pytest.approx(
            (item.difference.value, item.ratio.value), rel=1e-14
        )
        assert item.counts is not None
        assert (line["Cases"], line["Of"]) == (item.counts.cases, item.counts.total)
        assert line["p, adjusted"] == pytest.approx(item.p_adjusted, rel=1e-14)


def test_plain_tables_hold_the_numbers_unrounded() -> None:
    result = cases.sample("welfare/audit")
    findings = [item for signal in result.signals for item in signal.findings]
    lines = [line for line in table(result, "findings.csv") if line["id"]]
    assert [line["id"] for line in lines] == [item.id for item in findings]
    for item, line in zip(findings, lines, strict=True):
        told = item.difference.value if isinstance(item.difference, Estimate) else None
        assert (float(line["difference"]) if line["difference"] else None) == told
    groups = table(result, "groups.csv")
    row = next(r for t in result.tables if t.by == ("origin",) for r in t.groups if r.group["origin"] == "non-EU")
    told_counts = {
        line["name"]: line["value"] for line in groups if (line["by"], line["group"]) == ("origin", "non-EU")
    }
    assert told_counts["tp"] == str(row.counts.tp)
    rate = row.rates["selection_rate"]
    assert isinstance(rate, Estimate)
    assert float(told_counts["selection_rate"]) == rate.value


def test_a_withheld_count_is_a_range_and_never_zero() -> None:
    lines = table(cases.sample("welfare/audit_counts"), "groups.csv")
    assert any("-" in line["value"] for line in lines if line["name"] in ("selected_unknown", "fp", "tp", "fn", "tn"))


@pytest.mark.parametrize("text", [FORMULA, "+1+1", "-2+3", "@SUM(A1)", "\t=1", "=1"])
def test_formulas_from_the_data_stay_text(text: str) -> None:
    frame = {"group": [text] * 60 + ["plain"] * 60, "out": [1, 0] * 40 + [1] * 40}
    result = adm.audit(frame, decision="out", positive=1, effect="burden", protected=["group"], audited_on=cases.DAY)
    for content in to_csv(result.data).values():
        for line in csv.reader(io.StringIO(content)):
            assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in line)
            assert not any(cell.startswith("-") and not cell[1:2].isdigit() for cell in line)
    with zipfile.ZipFile(io.BytesIO(result.to_xlsx())) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets and not any("<f>" in sheet or "<f " in sheet for sheet in sheets)


def test_hostile_names_do_not_break_the_workbook() -> None:
    result = cases.hostile()
    assert book(result).sheet_names[0] == "Contents"
    assert {line["id"] for line in table(result, "findings.csv")} >= {
        item.id for signal in result.signals for item in signal.findings if not item.id.startswith(("=", "+", "-", "@"))
    }


def test_the_same_result_gives_the_same_bytes() -> None:
    assert to_xlsx(cases.small()) == to_xlsx(cases.small())
    assert to_csv(cases.small()) == to_csv(cases.small())
