"""The action plan: from handling and the order of work to a table, a workbook and tasks of a calendar."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from adm_audit.api import run_plan
from adm_audit.cli.export import export
from adm_audit.errors import CallError
from adm_audit.export import action_plan_csv, action_plan_ics, action_plan_xlsx
from adm_audit.export.action_plan import plan_of
from adm_audit.report import to_html
from adm_audit.result import Handling, to_json
from adm_audit.text.problems import render

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
DAY = date(2026, 11, 24)
GAP = "selection_gap/origin=non-EU"


@pytest.fixture(scope="module")
def bare():
    return run_plan(SAMPLES / "welfare" / "audit.yaml", audited_on=DAY).data


@pytest.fixture(scope="module")
def handled(bare):
    remedy = {"what": "=HYPERLINK(1)\nBEGIN:VEVENT", "owner": "@finance; team", "due": "2027-03-01"}
    later = {"what": "Blind ten cases a month", "owner": "line manager", "due": "2027-01-15"}
    return replace(
        bare,
        handling={
            GAP: Handling(state="being_remedied", cause=("routine",), remedy=remedy),
            "missing_gap/values/income/origin=EU": Handling(state="being_remedied", remedy=later),
            "coverage/origin=EU": Handling(state="unexplained", justification={"aim": "Find errors"}),
            "conditional_gap/household/origin=non-EU": Handling(
                state="justified_in_writing",
                justification=dict.fromkeys(("aim", "suitable", "necessary", "proportionate"), "x"),
            ),
        },
    )


def test_every_shown_gap_without_a_record_asks_for_cause_and_justification(bare):
    plan = plan_of(bare)
    explain = [item for item in plan if item.kind == "explain"]
    worrying = {item.id.split("/")[0] for signal in bare.signals for item in signal.findings if item.verdict == "shown"}
    assert f"explain/{GAP.split('/', maxsplit=1)[0]}" in {item.id for item in explain}
    assert {item.id.split("/")[1] for item in explain} <= worrying
    assert not any(item.due for item in explain)
    assert all(item.who for item in plan)


def test_remedies_come_first_by_date_and_a_justified_gap_needs_nothing(handled):
    plan = plan_of(handled)
    remedies = [item for item in plan if item.kind == "remedy"]
    assert [item.due for item in plan[: len(remedies)]] == sorted(item.due for item in remedies)
    assert f"remedy/{GAP}" in {item.id for item in remedies}
    assert not any("conditional_gap" in item.id for item in plan)


def test_the_report_carries_what_was_recorded_and_escapes_it(handled, bare):
    page = to_html(handled)
    part = page[page.index('id="handled"') : page.index('id="action-plan"')]
    assert part.count("<article") == 4
    assert "Being remedied" in part
    assert "<dt>Cause</dt><dd>routine</dd>" in part
    assert "<dt>Aim</dt><dd>Find errors</dd>" in part
    assert "<dt>Necessary</dt><dd>not recorded</dd>" in part
    assert "1 March 2027" in part
    hostile = replace(handled.handling[GAP], remedy={"what": "<img src=x>", "owner": "x", "due": "soon"})
    assert "<img src=x>" not in to_html(replace(handled, handling={GAP: hostile}))
    assert 'id="handled"' not in to_html(bare)


def test_a_justification_that_was_begun_names_what_is_missing(handled):
    begun = [item for item in plan_of(handled) if item.id == "explain/coverage/origin=EU"]
    assert "missing: suitable, necessary and proportionate" in begun[0].what


def test_a_remedy_without_owner_or_date_is_no_finished_remedy(bare):
    partial = replace(bare, handling={GAP: Handling(state="unexplained", remedy={"what": "Try a letter"})})
    item = next(item for item in plan_of(partial) if item.id == f"remedy/{GAP}")
    assert "An owner and a date are needed" in item.what
    assert item.due == ""


def test_an_edition_for_the_public_names_no_owner_and_asks_for_none(bare):
    without = Handling(state="being_remedied", remedy={"what": "Try a letter", "due": "2027-03-01"})
    item = next(item for item in plan_of(replace(bare, handling={GAP: without})) if item.id == f"remedy/{GAP}")
    assert (item.what, item.who, item.due) == ("Try a letter", "", "2027-03-01")


def test_contradicted_answers_and_raised_questions_stand_in_it_once_each(bare):
    plan = plan_of(bare)
    assert [item.id for item in plan if item.kind == "contradicted"] == [
        f"contradicted/{q.id}" for c in bare.checklists for q in c.questions if q.agreement == "disagrees"
    ]
    ids = [item.id.split("/")[1] for item in plan if item.kind in ("question", "contradicted")]
    assert len(ids) == len(set(ids))


def test_no_task_where_nothing_is_shown_and_no_checklist_was_used(bare):
    nothing = replace(bare, signals=(), checklists=(), triggers=(), handling={})
    assert plan_of(nothing) == ()
    assert Calendar.from_ical(action_plan_ics(nothing, written_on=DAY)).walk("VTODO") == []


def test_the_calendar_is_read_by_another_program_as_it_was_meant(handled):
    tasks = Calendar.from_ical(action_plan_ics(handled, written_on=DAY)).walk("VTODO")
    assert len(tasks) == len(plan_of(handled))
    assert len({str(task["uid"]) for task in tasks}) == len(tasks)
    remedy = next(task for task in tasks if "HYPERLINK" in str(task["summary"]))
    assert remedy["due"].dt == date(2027, 3, 1)
    assert str(remedy["contact"]) == "@finance; team"
    assert all(task["dtstamp"].dt.date() == DAY for task in tasks)


def test_text_from_outside_adds_no_line_of_its_own_to_the_calendar(handled):
    lines = action_plan_ics(handled, written_on=DAY).decode("utf-8").split("\r\n")
    assert "BEGIN:VEVENT" not in lines
    assert sum(line == "BEGIN:VTODO" for line in lines) == len(plan_of(handled))
    assert all(len(line.encode("utf-8")) <= 75 for line in lines)  # RFC 5545, section 3.1


def test_tasks_keep_their_uid_from_round_to_round_and_differ_between_services(handled):
    def uids(result, day):
        tasks = Calendar.from_ical(action_plan_ics(result, written_on=day)).walk("VTODO")
        return {str(task["uid"]) for task in tasks}

    later = replace(handled, audited_on="2027-11-24")
    assert uids(handled, DAY) == uids(later, date(2027, 11, 24))
    other = replace(handled, plan={**handled.plan, "title": "Another service"})
    assert not uids(handled, DAY) & uids(other, DAY)


def test_the_same_result_and_date_give_the_same_bytes(handled):
    for write in (action_plan_ics, action_plan_xlsx):
        assert write(handled, written_on=DAY) == write(handled, written_on=DAY)
        assert write(handled, written_on=DAY) != write(handled, written_on=date(2027, 1, 1))


def test_formulas_are_made_harmless(handled):
    rows = list(csv.DictReader(io.StringIO(action_plan_csv(handled))))
    formula = next(row for row in rows if "HYPERLINK" in row["what"])
    assert formula["what"].startswith("'=")
    assert formula["who"].startswith("'@")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(action_plan_xlsx(handled, written_on=DAY))).get_sheet_by_index(0)
    cells = next(row for row in sheet.to_python() if "HYPERLINK" in str(row[0]))
    assert str(cells[0]).startswith("=HYPERLINK")  # stored as text: a formula would have come back as its value
    assert cells[2] in (date(2027, 3, 1), datetime(2027, 3, 1))


def test_the_command_writes_beside_the_result_and_names_bad_files(bare, tmp_path):
    path = tmp_path / "result.json"
    path.write_bytes(to_json(bare))
    done = CliRunner().invoke(export, [str(path), "--to", "action-plan", "--format", "ics", "--date", "2026-11-24"])
    assert done.exit_code == 0
    assert (tmp_path / "action-plan.ics").read_bytes() == action_plan_ics(bare, written_on=DAY)
    path.write_text('{"schema": "adm-audit/result/9"}', encoding="utf-8")
    wrong = CliRunner().invoke(export, [str(path), "--to", "action-plan"])
    assert isinstance(wrong.exception, CallError)
    assert "adm-audit/result/9" in render(wrong.exception)
