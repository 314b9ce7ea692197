"""Checklists, answers and the earlier result that a plan names are loaded before any data are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from adm_audit.errors import ChecklistError
from adm_audit.pairing import prepare
from adm_audit.plan.load import plan_from_text
from adm_audit.result import to_json
from adm_audit.text.problems import render
from pairing_cases import Draft, finding, result
from test_checklists import OWN

PLAN = """\
adm_audit: 1
title: Test
data: {source: d.csv}
decision: {column: d, positive: [1], effect: burden}
protected: [sex]
"""


def prepared(tmp_path: Path, more: str = "", answers: str | None = None):
    loaded = plan_from_text(PLAN + more)
    path = None
    if answers is not None:
        path = tmp_path / "answers.yaml"
        path.write_text("adm_audit_answers: 1\n" + answers, encoding="utf-8")
    return prepare(loaded.plan, path, loaded.place, folder=tmp_path)


def problems(*args, **more) -> list[str]:
    with pytest.raises(ChecklistError) as caught:
        prepared(*args, **more)
    return render(caught.value).splitlines()


def test_without_a_word_in_the_plan_both_checklists_are_used(tmp_path):
    assert len(prepared(tmp_path).library.questions()) == 80
    assert len(prepared(tmp_path, "checklists: [ai-local-services]\n").library.questions()) == 43


def test_own_checklists_are_looked_for_beside_the_plan(tmp_path):
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    said = prepared(tmp_path, "checklists: [own.yaml]\n", "answers: {H-ONE-01: {answer: yes, version: 1}}\n")
    assert list(said.library.checklists) == ["our-housing"]
    assert said.answers is not None
    assert said.answers.answers["H-ONE-01"].answer == "yes"


def test_all_problems_of_all_files_come_at_once(tmp_path):
    (tmp_path / "result.json").write_text("{", encoding="utf-8")
    lines = problems(
        tmp_path,
        "checklists: [ai-local-service]\nearlier: result.json\nanswers: answers.yaml\n",
        "profile: {P-02: benefit}\nanswers: {A-DAT-01: {answer: yes, version: 1}}\n",
    )
    assert len(lines) == 3
    assert lines[0].startswith("audit.yaml:6:14: ")
    assert "ai-local-services" in lines[0]
    assert lines[1].startswith("answers.yaml:2:")
    assert "decision.effect: burden" in lines[1]
    assert lines[2].startswith("audit.yaml:7:10: ")


def test_a_file_of_answers_that_is_not_there_is_named(tmp_path):
    loaded = plan_from_text(PLAN + "answers: gone.yaml\n")
    with pytest.raises(ChecklistError) as caught:
        prepare(loaded.plan, tmp_path / "gone.yaml", loaded.place)
    assert "gone.yaml" in render(caught.value)


def test_an_earlier_result_is_read(tmp_path):
    draft = Draft()
    draft.put(finding("selection_gap", None, "shown", worse_off=True))
    (tmp_path / "old.json").write_bytes(to_json(result(draft.signals, draft.plan, "2025-01-01")))
    said = prepared(tmp_path, "earlier: old.json\n")
    assert said.earlier is not None
    assert said.earlier.audited_on == "2025-01-01"
