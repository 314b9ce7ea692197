"""Every kind of bad input gives a clear message, the right exit code, no traceback, and nothing half-written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from adm_audit.cli import main

PLAN = """adm_audit: 1
title: Checks
data: {{source: data.csv{data}}}
decision: {decision}
{more}protected: {protected}
"""
DECISION = "{column: selected, positive: [yes], effect: burden}"
ROWS = "sex,age,selected\n" + "F,30,yes\nM,40,no\nF,50,no\nM,20,yes\n" * 5


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *args: str) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["adm-audit", *args])
    with pytest.raises(SystemExit) as stop:
        main()
    said = capsys.readouterr()
    code = stop.value.code
    assert isinstance(code, int)
    return code, said.err + said.out


class Case:
    """A plan and its data in a folder; `audit` runs it and holds what is true of every failure."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.capsys, self.monkeypatch = folder, capsys, monkeypatch

    def audit(
        self,
        rows: str | bytes = ROWS,
        *,
        decision: str = DECISION,
        protected: str = "[sex]",
        data: str = "",
        more: str = "",
        name: str = "data.csv",
    ) -> tuple[int, str]:
        content = rows if isinstance(rows, bytes) else rows.encode()
        (self.folder / name).write_bytes(content)
        plan = PLAN.format(data=data, decision=decision, protected=protected, more=more).replace("data.csv", name)
        (self.folder / "audit.yaml").write_text(plan, encoding="utf-8")
        return self.run("run", str(self.folder / "audit.yaml"), "-o", str(self.folder / "out"))

    def run(self, *args: str) -> tuple[int, str]:
        code, said = run(self.capsys, self.monkeypatch, *args)
        assert "Traceback" not in said
        if code:
            assert not (self.folder / "out").exists() or not list((self.folder / "out").iterdir())
        return code, said


@pytest.fixture
def case(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Case:
    return Case(tmp_path, capsys, monkeypatch)


def test_good_input_passes(case: Case) -> None:
    code, said = case.audit()
    assert code == 0, said
    assert (case.folder / "out" / "report.html").stat().st_size > 1000


def test_missing_plan(case: Case) -> None:
    code, said = case.run("run", str(case.folder / "audti.yaml"))
    assert code == 2 and "audti.yaml" in said


def test_missing_data(case: Case) -> None:
    (case.folder / "decisions.csv").write_text(ROWS)
    plan = PLAN.format(data="", decision=DECISION, protected="[sex]", more="").replace("data.csv", "decision.csv")
    (case.folder / "audit.yaml").write_text(plan)
    code, said = case.run("run", str(case.folder / "audit.yaml"))
    assert code == 3 and "decision.csv" in said and "decisions.csv" in said


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (b"", "empty"),
        (b"sex,age,selected\n", "row"),
        (b"only\na\nb\nc\n", "column"),
        (b"\x00\x01\x02PNG\x00" * 100, ""),
        (b"sex,age,selected\nF,30,yes\nM,40\nF,50,no\nM,20,yes\n" + b"F,30,yes\nM,40,no\n" * 30, "3"),
    ],
    ids=["empty", "header only", "one column", "binary", "ragged"],
)
def test_unreadable_files(case: Case, rows: bytes, words: str) -> None:
    code, said = case.audit(rows)
    assert code in (2, 3), said
    assert "data.csv" in said and words in said


def test_wrong_encoding_named_in_the_plan(case: Case) -> None:
    rows = "sex,district,selected\n" + "F,Süd,yes\nM,Höhe,no\n" * 4
    code, said = case.audit(rows.encode("cp1252"), data=", csv: {encoding: utf-8}")
    assert code == 3 and "utf-8" in said.lower() and "data.csv" in said


def test_missing_column_has_its_line_and_the_nearest_name(case: Case) -> None:
    code, said = case.audit(protected="[sexx, agge]")
    assert code == 2
    assert "audit.yaml:5" in said and "sexx" in said and "agge" in said and "sex" in said


def test_three_decision_values(case: Case) -> None:
    code, said = case.audit(ROWS.replace("M,20,yes", "M,20,later"))
    assert code == 2 and "later" in said and "audit.yaml:4" in said


def test_value_in_no_list(case: Case) -> None:
    decision = "{column: selected, positive: [yes], negative: [no], effect: burden}"
    code, said = case.audit(ROWS.replace("M,20,yes", "M,20,later"), decision=decision)
    assert code == 2 and "later" in said


def test_one_decision_value(case: Case) -> None:
    code, said = case.audit(ROWS.replace("no", "yes"))
    assert code == 3 and "selected" in said and "yes" in said


def test_unknown_value_with_nearest(case: Case) -> None:
    code, said = case.audit(decision="{column: selected, positive: [Yes], effect: burden}")
    assert code == 2 and "Yes" in said and "yes" in said


def test_five_thousand_groups(case: Case) -> None:
    rows = "file,selected\n" + "".join(f"{at},{'yes' if at % 3 else 'no'}\n" for at in range(5000))
    code, said = case.audit(rows, protected="[file]")
    assert code == 2 and "file" in said and "5000" in said.replace(",", "").replace("\u202f", "")


@pytest.mark.parametrize("weight", ["nan", "", "heavy", "-1"])
def test_bad_weights(case: Case, weight: str) -> None:
    rows = "sex,w,selected\nF,1,yes\nM,2,no\nF,1.5,no\nM,1,yes\n" + f"F,{weight},no\n"
    code, said = case.audit(rows, data=", weight: w")
    assert code == 2 and "w" in said


@pytest.mark.parametrize("count", ["-3", "2.5", "many"])
def test_bad_counts(case: Case, count: str) -> None:
    rows = f"sex,selected,n\nF,yes,10\nF,no,90\nM,yes,12\nM,no,{count}\n"
    code, said = case.audit(rows, data=", count: n")
    assert code == 2 and count in said


def test_unnamed_total_row(case: Case) -> None:
    rows = "sex,selected,n\nF,yes,10\nF,no,90\nM,yes,12\nM,no,88\nTotal,yes,22\nTotal,no,178\n"
    code, said = case.audit(rows, data=", count: n")
    assert code == 2 and "Total" in said and "totals" in said
    code, said = case.audit(rows, data=", count: n, totals: [Total]")
    assert code == 0, said


def test_dates_in_an_age_column(case: Case) -> None:
    rows = "born,selected\n" + "01.02.1980,yes\n03.04.1990,no\n05.06.2000,no\n" * 4
    code, said = case.audit(rows, protected="[{column: born, bands: [18, 30]}]")
    assert code == 2 and "born" in said and "date" in said


def test_empty_value_in_a_banded_column_is_not_recorded(case: Case) -> None:
    import json

    rows = ROWS + "F,,yes\nM,NaN,no\n"
    code, said = case.audit(rows, protected="[{column: age, bands: [30, 45]}]")
    assert code == 0, said
    result = json.loads((case.folder / "out" / "result.json").read_text(encoding="utf-8"))
    table = next(table for table in result["tables"] if table["by"] == ["age"])
    sizes = {row["group"]["age"]: sum(row["counts"].values()) for row in table["groups"]}
    assert sizes == {"<30": 5, "30-44": 10, "45+": 5, None: 2}


def test_unknown_plan_keys_and_two_equal_keys(case: Case) -> None:
    code, said = case.audit(more="protekted: [age]\n")
    assert code == 2 and "audit.yaml:5:1" in said and "protected" in said
    code, said = case.audit(more="title: Twice\n")
    assert code == 2 and "title" in said and ":5:" in said


def test_two_columns_that_differ_only_in_case(case: Case) -> None:
    """Each is itself: the plan's `sex` never silently reads `Sex`."""
    import json

    rows = "Sex,sex,selected\n" + "x,F,yes\nx,M,no\ny,F,no\ny,M,yes\n" * 5
    code, said = case.audit(rows)
    assert code == 0, said
    result = json.loads((case.folder / "out" / "result.json").read_text(encoding="utf-8"))
    groups = [row["group"]["sex"] for t in result["tables"] if t["by"] == ["sex"] for row in t["groups"]]
    assert groups == ["F", "M"]


def test_duplicate_and_blank_column_names(case: Case) -> None:
    code, said = case.audit("sex,sex,selected\n" + "F,F,yes\nM,M,no\n" * 5)
    assert code in (2, 3) and "sex" in said
    code, said = case.audit("sex,,selected\n" + "F,1,yes\nM,2,no\n" * 5)
    assert code == 0, said


def test_footer_line(case: Case) -> None:
    code, said = case.audit(ROWS + "Source: office of statistics\n")
    assert code == 0, said


def test_code_without_quotes(case: Case) -> None:
    rows = "sex,selected\n" + "F,01\nM,02\n" * 5
    code, said = case.audit(rows, decision="{column: selected, positive: [01], effect: burden}")
    assert code == 2 and '"01"' in said and "audit.yaml:4" in said


def test_output_folder_that_cannot_be_written(case: Case) -> None:
    (case.folder / "file").write_text("not a folder")
    (case.folder / "data.csv").write_text(ROWS)
    (case.folder / "audit.yaml").write_text(PLAN.format(data="", decision=DECISION, protected="[sex]", more=""))
    code, said = case.run("run", str(case.folder / "audit.yaml"), "-o", str(case.folder / "file" / "out"))
    assert code == 2 and "file" in said
    assert (case.folder / "file").read_text() == "not a folder"


HOSTILE = [
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "a\x1b[31mb",
    "\u202eevil",
    "x\u200by",
    "'; DROP TABLE coded; --",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_names_and_values_reach_no_output_unescaped(case: Case, value: str) -> None:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([value, "selected"])
    writer.writerows([[value, "yes"], ["other", "no"], [value, "no"], ["other", "yes"]] * 10)
    name = (
        '"'
        + "".join(f"\\x{ord(ch):02x}" if ord(ch) < 32 else f"\\u{ord(ch):04x}" if ord(ch) > 126 else ch for ch in value)
        + '"'
    )
    code, said = case.audit(out.getvalue(), protected=f"[{name}]")
    assert code == 0, said
    html = (case.folder / "out" / "report.html").read_text(encoding="utf-8")
    for bad in ("<script>alert", "\x1b", "\u202e", "\u200b"):
        assert bad not in html
    assert not {"\x1b", "\u202e", "\u200b"} & set(said)


def test_every_problem_at_once(case: Case) -> None:
    code, said = case.audit(
        decision="{column: selected, positive: [], effect: bad}", protected="[{column: sex, bands: [3, 2]}]"
    )
    assert code == 2 and said.count("audit.yaml:") >= 3
