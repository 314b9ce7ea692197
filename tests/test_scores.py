"""Safeguards counted stage by stage, beside the earlier round and other cities; never added up with anything."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.api import run_plan
from adm_audit.checklist.load import standard_library
from adm_audit.cli.checklist_summary import summary as command
from adm_audit.errors import CallError
from adm_audit.pairing import peers
from adm_audit.pairing.scores import STATES, safeguards, state_of
from adm_audit.report import to_html
from adm_audit.result import ChecklistResult, EarlierRound, QuestionResult, Safeguards, from_json, to_json

LIBRARY = standard_library()
SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
WORDS = (None, "yes", "partly", "no", "dont_know", "not_applicable")


@pytest.fixture(scope="module")
def welfare():
    return run_plan(SAMPLES / "welfare" / "audit.yaml", audited_on=date(2026, 11, 24)).data


def question(name, word=None, *, evidence=False, applies=True):
    answer = {"answer": word, "version": 1} if word else None
    return QuestionResult(id=name, version=1, text="?", answer=answer, evidence_shown=evidence, applies=applies)


@pytest.mark.parametrize(
    ("given_answer", "state"),
    [
        (question("A-PUR-01"), "open"),
        (question("A-PUR-01", "yes", evidence=True), "shown"),
        (question("A-PUR-01", "yes"), "stated"),
        (question("A-PUR-01", "partly", evidence=True), "partly"),
        (question("A-PUR-01", "no"), "no"),
        (question("A-PUR-01", "dont_know"), "dont_know"),
        (question("A-PUR-01", "not_applicable"), None),
        (question("A-PUR-01", "yes", applies=False), None),
    ],
)
def test_each_answer_counts_once_and_dont_know_is_never_a_no(given_answer, state):
    assert state_of(given_answer) == state


@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from(WORDS), st.booleans(), st.booleans()), min_size=80, max_size=80))
def test_counts_add_up_to_the_questions_that_apply(said):
    items = list(LIBRARY.questions())
    answers = [question(name, w, evidence=e, applies=a) for name, (w, e, a) in zip(items, said, strict=True)]
    checklists = [ChecklistResult(id=name, version="1.0.0", questions=tuple(q for q in answers if q.id in c.questions))
                  for name, c in LIBRARY.checklists.items()]  # fmt: skip
    found = safeguards(checklists, LIBRARY)
    total = sum(getattr(item, state) for item in found for state in STATES)
    assert total == sum(applies and word != "not_applicable" for word, _, applies in said)


def test_the_sample_counts_are_those_that_a_person_counts(welfare):
    """answers.yaml of welfare, stage DAT: A-DAT-03 yes without, A-DAT-04 yes with evidence; four of six open."""
    data = next(item for item in welfare.safeguards if item.section == "DAT")
    assert (data.shown, data.stated, data.partly, data.no, data.dont_know, data.open) == (1, 1, 0, 0, 0, 4)
    procurement = next(item for item in welfare.safeguards if item.section == "PRO")
    assert (procurement.dont_know, procurement.no) == (1, 0)


def test_the_report_keeps_three_things_apart_and_gives_no_grade(welfare):
    page = re.sub(r"<style>.*?</style>", "", to_html(welfare), flags=re.S)
    part = page[page.index('id="standing"') : page.index('id="contradicted"')]
    heads = re.findall(r"<h4>(.*?)</h4>", part)
    assert heads == ["How serious the use is", "Which safeguards stand", "What the data show"]
    row = re.search(r"<th scope=\"row\">Data<.*?</tr>", part, flags=re.S)[0]
    assert re.findall(r"<i class=\"g-(\w+)\">", row) == ["shown", "stated", "open", "open", "open", "open"]
    assert re.findall(r"<td>(\d+)</td>", row) == ["1", "1", "0", "0", "0", "4"]
    # A-DAT-03, A-MON-02, A-MON-04 and A-MON-05 were answered yes; A-TST-03 and A-TST-05 as not applicable
    assert "The data contradict 4 answers that count as yes here." in part
    assert not re.search(r"total|average|points out of|\bscore", part, re.I)


def test_no_bars_where_nobody_answered(welfare):
    silent = replace(welfare, safeguards=tuple(
        Safeguards(checklist=s.checklist, section=s.section, title=s.title, open=3) for s in welfare.safeguards
    ))  # fmt: skip
    assert "No question was answered yet." in to_html(silent)
    assert "No question was answered yet." not in to_html(welfare)


def test_the_earlier_round_stands_beside(welfare):
    before = EarlierRound(
        audited_on="2025-06-01",
        safeguards=(Safeguards(checklist="ai-local-services", section="DAT", title="Data", stated=2, no=3),),
    )
    page = to_html(replace(welfare, earlier=before))
    assert "earlier round: 1 June 2025" in page
    assert page.count("Earlier: yes with evidence 0, stated 2, of 5") == 1


def test_an_earlier_result_named_in_the_plan_brings_its_safeguards(welfare, tmp_path):
    for name in ("decisions.csv", "population.csv", "answers.yaml", "audit.yaml"):
        (tmp_path / name).write_bytes((SAMPLES / "welfare" / name).read_bytes())
    (tmp_path / "old.json").write_bytes(to_json(replace(welfare, safeguards=())))  # as written by an older version
    plan = tmp_path / "audit.yaml"
    plan.write_text(plan.read_text(encoding="utf-8") + "\nearlier: old.json\n", encoding="utf-8")
    found = run_plan(plan, audited_on=date(2027, 1, 1)).data
    assert found.earlier is not None
    assert found.earlier.audited_on == "2026-11-24"
    assert found.earlier.safeguards == welfare.safeguards
    assert from_json(to_json(found)) == found


def city(country="BE", size="50,000 to 99,999", shown=2, number=6, version="1.0.0"):
    stage = Safeguards(checklist="ai-local-services", section="DAT", title="Data", shown=shown, no=number - shown)
    about = peers.About(country=country, size=size)
    return peers.Summary(about=about, versions=(("ai-local-services", version),), safeguards=(stage,))


def test_a_summary_names_nobody(welfare):
    text = peers.to_json(peers.summary(welfare, peers.About(country="BE", size=peers.size_band(75_000)))).decode()
    words = {str(welfare.plan["title"]), str(welfare.plan["organisation"]), welfare.audited_on, "Data team", "2024"}
    assert not any(word in text for word in words)
    assert set(json.loads(text)) == {"schema", "about", "versions", "safeguards"}
    own = replace(welfare, safeguards=(*welfare.safeguards, Safeguards(checklist="sampletown", section="X", title="")))
    assert "sampletown" not in peers.to_json(peers.summary(own, peers.About())).decode()


def test_a_summary_is_read_as_it_was_written():
    read = peers.from_json(peers.to_json(city()))
    assert read == replace(city(), safeguards=(replace(city().safeguards[0], title=""),))


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "adm-audit/summary/2"},
        {"about": {"country": "Belgium"}},
        {"about": {"size": "huge"}},
        {"versions": []},
        {"safeguards": [{"checklist": "a b", "section": "DAT", "shown": 1}]},
        {"safeguards": [{"checklist": "a", "section": "DAT", "shown": -1}]},
        {"safeguards": [{"checklist": "a", "section": "DAT", "shown": True}]},
        {"safeguards": [{"checklist": "a", "section": "DAT", "name": "Ghent"}]},
    ],
)
def test_a_summary_that_is_not_one_is_refused(change):
    data = json.loads(peers.to_json(city())) | change
    with pytest.raises(ValueError, match=r"."):
        peers.from_json(json.dumps(data).encode())


def test_only_cities_that_tell_what_is_wanted_fit():
    others = [city(), city(country="FR"), city(country=None), city(size=None)]
    assert peers.fitting(others, peers.About(country="BE")) == [others[0], others[3]]
    assert peers.fitting(others, peers.About(country="BE", size="50,000 to 99,999")) == [others[0]]
    assert peers.fitting(others, peers.About()) == others


def test_shares_of_others_are_in_order_and_need_three_cities():
    others = [city(shown=number) for number in (6, 0, 3)]
    (row,) = peers.beside(city(), others)
    assert row.shown == (0.0, 0.5, 1.0)
    assert peers.beside(city(), others[:2])[0].shown == ()
    assert peers.beside(city(), [*others[:2], city(version="2.0.0")])[0].shown == ()


def test_the_command_compares_with_a_folder_and_names_what_it_cannot_read(welfare, tmp_path):
    result = tmp_path / "result.json"
    result.write_bytes(to_json(welfare))
    folder = tmp_path / "cities"
    folder.mkdir()
    for at, shown in enumerate((0, 3, 6)):
        (folder / f"{at}.json").write_bytes(peers.to_json(city(shown=shown)))
    call = [str(result), "-o", str(tmp_path / "ours.json"), "--country", "be", "--compare", str(folder)]
    done = CliRunner().invoke(command, call)
    assert done.exit_code == 0, done.output
    assert re.search(r"Data +1; 1; of 6 +others \(3\): 0% - 50% - 100%", done.output)
    assert peers.from_json((tmp_path / "ours.json").read_bytes()).about == peers.About(country="BE")
    few = CliRunner().invoke(command, [str(result), "--country", "FR", "--compare", str(folder)])
    assert isinstance(few.exception, CallError)
    assert few.exception.problems[0].code == "summary_too_few"
    (folder / "x.json").write_text("[]", encoding="utf-8")
    bad = CliRunner().invoke(command, call)
    assert isinstance(bad.exception, CallError)
    assert bad.exception.problems[0].code == "summary_not_readable"
