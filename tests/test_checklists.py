"""The checklist files: counts, ids, references, reachability; and bad files are refused with places."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adm_audit.checklist import STANDARD, load_checklists
from adm_audit.checklist.conditions import PlanTest, PredicateTest, ProfileTest, SignalTest, parts_of
from adm_audit.checklist.load import load_folder, standard_library
from adm_audit.errors import ChecklistError
from adm_audit.package_data import data_folder
from adm_audit.text.problems import render

LIBRARY = standard_library()
QUESTIONS = LIBRARY.questions()
SHORT_FORM = {  # the fifteen questions of the short form for small cities
    "A-PUR-01", "A-PUR-02", "A-PUR-04", "A-DAT-02", "A-DAT-04", "A-DAT-06", "A-DES-03", "A-TST-01",
    "A-TST-04", "A-TST-05", "A-OVS-02", "A-TRA-01", "A-MON-01", "A-MON-03", "A-MON-05",
}  # fmt: skip


def test_nothing_was_lost():
    assert {name: len(item.questions) for name, item in LIBRARY.checklists.items()} == {
        "ai-local-services": 43,
        "systemic-discrimination": 37,
    }
    assert {name: len(item.sections) for name, item in LIBRARY.checklists.items()} == {
        "ai-local-services": 8,
        "systemic-discrimination": 4,
    }
    words = LIBRARY.vocabulary
    assert [len(LIBRARY.profile), len(LIBRARY.signals), len(LIBRARY.triggers), len(LIBRARY.sources)] == [
        12,
        23,
        33,
        58,
    ]
    assert [len(words.roles), len(words.predicates), len(words.plan_facts), len(words.records)] == [
        14,
        25,
        8,
        14,
    ]
    assert {question.id for question in QUESTIONS.values() if question.short_form} == SHORT_FORM


def test_ids_are_unique_across_all_tables():
    ids = [
        *QUESTIONS,
        *LIBRARY.profile,
        *LIBRARY.triggers,
        *LIBRARY.signals,
        *LIBRARY.vocabulary.law,
        *LIBRARY.sources,
    ]
    assert len(ids) == len(set(ids))
    assert not set(ids) & set(LIBRARY.retired)


def test_an_id_names_its_checklist_and_section():
    for name, letter in zip(STANDARD, "AS", strict=True):
        for question in LIBRARY.checklists[name].questions.values():
            assert re.fullmatch(rf"{letter}-{question.section}-\d\d", question.id)


def test_every_question_is_raised_by_a_trigger_or_asked_every_year():
    raised = {name for trigger in LIBRARY.triggers.values() for name in trigger.raises}
    assert set(QUESTIONS) == raised | {name for name, item in QUESTIONS.items() if item.yearly}


def test_every_signal_bears_on_a_question_and_every_predicate_is_used():
    used = {name for question in QUESTIONS.values() for name in question.signals}
    assert set(LIBRARY.signals) <= used
    conditions = [rule.condition for question in QUESTIONS.values() for rule in question.rules]
    conditions += [trigger.condition for trigger in LIBRARY.triggers.values()]
    parts = [part for condition in conditions for part in parts_of(condition)]
    named = {part.predicate for part in parts if isinstance(part, PredicateTest)}
    named |= {part.where for part in parts if isinstance(part, SignalTest) and part.where}
    assert named == set(LIBRARY.vocabulary.predicates)
    assert {part.fact for part in parts if isinstance(part, PlanTest)} == set(LIBRARY.vocabulary.plan_facts)
    assert {part.question for part in parts if isinstance(part, ProfileTest)} <= set(LIBRARY.profile)


def test_every_record_belongs_to_a_question_that_collects_it():
    for name, record in LIBRARY.vocabulary.records.items():
        if record.question in QUESTIONS:
            assert QUESTIONS[record.question].also_record == name
    collected = {question.also_record for question in QUESTIONS.values() if question.also_record}
    assert collected <= set(LIBRARY.vocabulary.records)


def test_ids_that_stand_in_texts_exist():
    known = {*QUESTIONS, *LIBRARY.profile, *LIBRARY.triggers, *LIBRARY.vocabulary.law}
    for path in data_folder("checklists").glob("*.yaml"):
        if path.stem == "retired":
            continue  # its example names ids that never were
        for name in re.findall(r"\b(?:[AS]-[A-Z]{3}-\d\d|[PTL]-\d\d)\b", path.read_text(encoding="utf-8")):
            assert name in known, f"{path.name}: {name}"


@pytest.mark.parametrize("question", tuple(QUESTIONS.values()), ids=lambda question: question.id)
def test_a_question_is_whole_and_asks_one_thing(question):
    assert question.question.endswith("?")
    assert question.question.count("?") == 1
    assert all((question.example, question.why, question.help, question.evidence, question.roles, question.sources))
    assert set(question.feedback) == {"partly", "no", "dont_know"}
    assert bool(question.clash) == bool(question.rules)


def test_the_origin_is_said_honestly():
    for checklist in LIBRARY.checklists.values():
        assert "not checked against the brief" in checklist.origin
        assert "not a checklist of the Council of Europe" in checklist.origin.replace("\n", " ")


def test_uplift_that_is_shown_is_good_news_but_not_for_single_groups():
    uplift = LIBRARY.signals["random_sample_uplift"]
    assert not uplift.is_worrying("overall")
    assert uplift.is_worrying("by_group")
    assert not LIBRARY.signals["criterion_fit"].is_worrying()
    assert LIBRARY.signals["selection_gap"].is_worrying()


OWN = """\
format: 1
id: our-housing
version: 1.0.0
language: en
title: Housing
origin: Our equality office
stages:
- {code: ONE, title: First}
questions:
- id: H-ONE-01
  version: 1
  stage: ONE
  question: Is the waiting list public?
  why: Nobody can check a hidden list.
  roles: [service_owner]
  life_cycle: [in_use]
  yearly: true
"""


def own(tmp_path: Path, text: str = OWN, *more: str):
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return load_checklists(["own.yaml", *more], tmp_path)


def problems(tmp_path: Path, text: str, *more: str) -> str:
    with pytest.raises(ChecklistError) as caught:
        own(tmp_path, text, *more)
    return render(caught.value)


def test_an_own_checklist_stands_beside_one_of_ours(tmp_path):
    library = own(tmp_path, OWN, "ai-local-services")
    assert set(library.checklists) == {"our-housing", "ai-local-services"}
    assert set(library.triggers) == set(LIBRARY.triggers)


def test_an_own_trigger_raises_own_questions(tmp_path):
    text = OWN.replace("  yearly: true\n", "") + (
        "triggers:\n"
        "- {id: H-T-01, when: A gap in waiting, condition: {signal: time_gap, verdict: shown}, ask: 'Why?',"
        " raises: [H-ONE-01]}\n"
    )
    assert own(tmp_path, text).raised_by("H-ONE-01") == ("H-T-01",)


def test_a_checklist_may_be_replaced_by_an_own_one_with_the_same_ids(tmp_path):
    text = OWN.replace("id: our-housing", "id: ai-local-services").replace("H-ONE-01", "A-DAT-03")
    assert own(tmp_path, text).checklists["ai-local-services"].questions["A-DAT-03"].question.startswith("Is the wait")


def test_all_problems_come_at_once_with_line_and_nearest_name(tmp_path):
    text = OWN.replace("roles: [service_owner]", "roles: [service_owner, data_tem]") + (
        "  signals: [selection-gap]\n"
        "  law: [L-99]\n"
        "  clash: The data say otherwise.\n"
        "  contradicted_when: {answer: yess, signal: drift, part: gapz, verdict: shwon, ground: gender}\n"
        "  sources: [{code: GDRP, at: Art. 22}]\n"
        "  exmple: A typing error in the key.\n"
    )
    lines = problems(tmp_path, text).splitlines()
    expected = [
        ("own.yaml:15:26", "data_tem", "data_team"),
        ("own.yaml:18:13", "selection-gap", "selection_gap"),
        ("own.yaml:19:9", "L-99", "L-09"),
        ("own.yaml:21:31", "yess", "yes"),
        ("own.yaml:21:58", "gapz", "gaps"),
        ("own.yaml:21:73", "shwon", "shown"),
        ("own.yaml:21:88", "gender", "gender_identity"),
        ("own.yaml:22:20", "GDRP", "GDPR"),
        ("own.yaml:23:3", "exmple", "example"),
    ]
    assert len(lines) == len(expected)
    for line, (place, wrong, nearest) in zip(lines, expected, strict=True):
        assert line.startswith(f"{place}: ")
        assert f'"{wrong}"' in line
        assert line.endswith(f"Did you mean {nearest}?")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("  yearly: true\n", ""), "Nobody would ever be asked"),
        (("yearly: true", "yearly: perhaps"), "true or false"),
        (("  stage: ONE\n", ""), '"stage" is missing'),
        (("stage: ONE", "stage: TWO"), 'no stage called "TWO"'),
        (("version: 1\n  stage", "version: one\n  stage"), "whole number"),
        (("format: 1", "format: 2"), "reads format 1"),
        (("version: 1.0.0", "version: 1.0"), "text (numbers need quotes)"),
        (("origin: Our equality office\n", ""), '"origin" is missing'),
        (("id: H-ONE-01", "id: A-DAT-03"), "already used"),
        (("id: H-ONE-01", "id: '../../etc'"), "letters, digits and hyphens"),
        (("questions:", "questions: none\nrest:"), "a list"),
        (("yearly: true", "yearly: true\n  clash: No rule."), "belong together"),
        (("yearly: true", "yearly: true\n  applies_when: {}"), "says nothing"),
        (("yearly: true", "yearly: true\n  applies_when: {verdict: shown}"), "no meaning without signal"),
        (("yearly: true", "yearly: true\n  applies_when: {profile: P-07, is: lent}"), 'P-07 called "lent"'),
        (("yearly: true", "yearly: true\n  applies_when: {plan: outcome, is: missing, same: input}"), "at_"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_plain_words(tmp_path, change, says):
    assert change[0] in OWN
    text = problems(tmp_path, OWN.replace(*change), "ai-local-services")
    assert says in text
    assert "own.yaml:" in text


def test_deep_nesting_is_refused_and_not_followed(tmp_path):
    deep = "{not: " * 30 + "{predicate: audit_is_final}" + "}" * 30
    text = OWN.replace("yearly: true", f"yearly: true\n  applies_when: {deep}")
    assert "nested too deeply" in problems(tmp_path, text)


def test_an_unknown_checklist_is_named_with_the_nearest():
    with pytest.raises(ChecklistError) as caught:
        load_checklists(["ai-local-service"])
    assert "Did you mean ai-local-services?" in render(caught.value)


def test_a_retired_id_is_never_used_again(tmp_path):
    folder = tmp_path / "checklists"
    folder.mkdir()
    for path in data_folder("checklists").glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    retired = folder / "retired.yaml"
    text = retired.read_text(encoding="utf-8")
    retired.write_text(
        text.replace("retired: []", "retired: [{id: A-PUR-01, because: Split in two.}]"), encoding="utf-8"
    )
    with pytest.raises(ChecklistError) as caught:
        load_folder(folder)
    assert "checklists/ai-local-services.yaml:" in render(caught.value)
    assert "A-PUR-01" in render(caught.value)
    assert "retired" in render(caught.value)


def test_importing_the_room_loads_no_file():
    import subprocess
    import sys

    code = (
        "import builtins, sys\n"
        "import adm_audit.checklist, adm_audit.checklist.load, adm_audit.checklist.answers\n"
        "assert adm_audit.checklist.load.standard_library.cache_info().currsize == 0\n"
        "print('pandas' in sys.modules, 'pydantic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"
