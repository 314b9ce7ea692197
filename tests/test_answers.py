"""Answers: what is read, what is refused and where; agreement, states of handling, the whole pairing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.checklist.answers import STEPS, Handled, load_answers, read_answers
from adm_audit.checklist.load import standard_library
from adm_audit.checklist.model import Retired
from adm_audit.checklist.profile import contradictions, filled, from_plan
from adm_audit.errors import ChecklistError
from adm_audit.package_data import data_folder
from adm_audit.pairing.pair import Said, case_of, with_pairing
from adm_audit.pairing.work import order_of_work, raised_questions
from adm_audit.result import NotLookedAt, from_json, to_json
from adm_audit.text.problems import render
from adm_audit.yaml_source import load_yaml
from pairing_cases import Draft, finding, result

LIBRARY = standard_library()
HEAD = "adm_audit_answers: 1\n"


def read(text: str, library=LIBRARY):
    return read_answers(load_yaml(HEAD + text, "answers.yaml", error=ChecklistError), library)


def problems(text: str, library=LIBRARY) -> list[str]:
    with pytest.raises(ChecklistError) as caught:
        read(text, library)
    return render(caught.value).splitlines()


def test_yes_and_true_are_one_answer():
    plain = read("answers:\n  A-DAT-03: {answer: yes, version: 1}\n  A-DAT-01: {answer: no, version: 1}\n")
    saved = read("answers:\n  A-DAT-03: {answer: true, version: 1}\n  A-DAT-01: {answer: false, version: 1}\n")
    assert [item.answer for item in plain.answers.values()] == ["yes", "no"]
    assert [item.answer for item in saved.answers.values()] == ["yes", "no"]
    assert read("profile: {P-12: true}\n").profile == read("profile: {P-12: yes}\n").profile == {"P-12": "yes"}


def test_everything_that_was_said_is_kept():
    answers = read(
        "status: final\n"
        "profile: {P-01: [check_selection], P-04: person_sees_output, P-05: {people_per_year: 900},\n"
        "          P-09: {sex: own_data, disability: none}}\n"
        "answers:\n"
        "  S-CON-06: {answer: partly, version: 1, by: hr, name: Ada, on: 2026-11-02, note: One channel,\n"
        "             evidence: [{what: Rules, link: 'https://x.example/a', on: 2026-01-01, by: Ada}],\n"
        "             record: {staff_reports: 0}}\n"
    )
    answer = answers.answers["S-CON-06"]
    assert (answers.status, answer.on, answer.note) == ("final", "2026-11-02", "One channel")
    assert answer.evidence[0].link == "https://x.example/a"
    assert answers.record(LIBRARY, "staff_reports") == 0
    assert answers.record(LIBRARY, "audit_interval") is None
    assert answers.profile["P-09"] == {"sex": "own_data", "disability": "none"}


def test_all_problems_come_at_once_with_their_places():
    lines = problems(
        "status: finall\n"
        "profile: {P-99: yes, P-04: person_sees_outputs, P-07: [owned]}\n"
        "answers:\n"
        "  A-DAT-3: {answer: yes, version: 1}\n"
        "  A-DAT-01: {answer: yep, version: 1}\n"
        "  A-DAT-02: {answer: not_applicable, version: 1}\n"
        "  A-DAT-04: {answer: yes, version: 2}\n"
        "  A-DAT-05: {answer: yes, version: 1, by: dpoo, on: yesterday}\n"
        "  A-DAT-06: {answer: yes, version: 1, record: {staff_reports: 1}}\n"
        "  S-CON-06: {answer: yes, version: 1, record: {staff_reports: none}}\n"
        "handling:\n"
        "  selection_gap/sex=F: {cause: [habit], remedy: {what: x, owner: hr, due: soon}}\n"
    )
    starts = {line.split(": ", 1)[0] for line in lines}
    assert len(lines) == 14
    assert {line.split(":")[1] for line in lines} == {"2", "3", "5", "6", "7", "8", "9", "10", "11", "13"}
    assert all(start.startswith("answers.yaml:") for start in starts)
    text = "\n".join(lines)
    for nearest in ("final?", "person_sees_output?", "own?", "A-DAT-03?", "yes?", "dpo?"):
        assert nearest in text


def test_two_answers_to_one_question_are_named_with_both_lines():
    line = problems("answers:\n  A-DAT-03: {answer: yes, version: 1}\n  A-DAT-03: {answer: no, version: 1}\n")[0]
    assert "answers.yaml:4" in line
    assert "3" in line.split(":", 3)[-1]


def test_a_retired_question_is_named_with_what_replaces_it():
    gone = Retired(id="A-XYZ-09", because="Split in two.", replaced_by=("A-DAT-01",))
    line = problems("answers: {A-XYZ-09: {answer: yes, version: 1}}\n", replace(LIBRARY, retired={gone.id: gone}))[0]
    assert "no longer asked (Split in two.)" in line
    assert "Did you mean A-DAT-01?" in line


def test_half_a_file_is_refused_and_not_half_read():
    with pytest.raises(Exception, match=r".") as caught:
        read("answers:\n  A-DAT-03: {answer: yes, version: 1, note: 'cut off in the mid\n")
    assert hasattr(caught.value, "problems")


def test_a_file_that_is_no_mapping_is_refused():
    with pytest.raises(ChecklistError):
        read_answers(load_yaml("- A-DAT-03\n- yes\n", "answers.yaml"), LIBRARY)


REMEDY = {"what": "x", "owner": "hr", "due": "2027-01-01"}
FOUR = dict.fromkeys(STEPS, "because")


@pytest.mark.parametrize(
    ("handled", "state"),
    [
        (Handled(), "unexplained"),
        (Handled(cause=("routine",)), "unexplained"),
        (Handled(remedy={"what": "x", "owner": "hr"}), "unexplained"),
        (Handled(justification={**FOUR, "necessary": ""}), "unexplained"),
        (Handled(justification=FOUR), "justified_in_writing"),
        (Handled(justification=FOUR, remedy=REMEDY), "being_remedied"),
        (Handled(justification=FOUR, remedy={"owner": "hr"}), "justified_in_writing"),
    ],
)
def test_state_of_handling(handled, state):
    assert handled.state == state


@pytest.mark.parametrize(
    ("profile", "plan", "clashes"),
    [
        ("{P-02: benefit}", {"decision": {"effect": "burden"}}, ["P-02"]),
        ("{P-02: mixed}", {"decision": {"effect": "burden"}}, []),
        ("{P-11: everyone}", {"outcome": {"known_for": "selected"}}, ["P-11"]),
        ("{P-11: after_appeal}", {"outcome": {"known_for": "selected"}}, []),
        ("{P-11: never}", {}, []),
        ("{P-12: yes}", {}, ["P-12"]),
        ("{P-12: no}", {"route": {"column": "r", "random": ["lot"]}}, ["P-12"]),
        ("{P-12: no, P-02: burden}", {"decision": {"effect": "burden"}}, []),
    ],
)
def test_a_profile_that_the_plan_contradicts(profile, plan, clashes):
    found = contradictions(read(f"profile: {profile}\n"), plan)
    assert [problem.facts["question"] for problem in found] == clashes
    assert all(problem.place is not None and problem.place.line == 2 for problem in found)


def test_the_plan_fills_the_profile_and_people_have_the_last_word():
    plan = {
        "decision": {"effect": "burden"},
        "outcome": {"known_for": "everyone"},
        "route": {"random": ["lot"]},
    }
    assert from_plan(plan) == {"P-02": "burden", "P-11": "everyone", "P-12": "yes"}
    assert filled(read("profile: {P-02: mixed}\n"), plan)["P-02"] == "mixed"
    assert filled(None, {}) == {}


@given(
    st.sampled_from(["yes", "partly", "no", "not_applicable", "dont_know"]),
    st.sampled_from(sorted(LIBRARY.questions())),
)
@settings(max_examples=50)
def test_agreement_is_one_of_four_and_never_changes_the_answer(word, name):
    answers = read(f"answers: {{{name}: {{answer: {word}, version: 1, note: reason}}}}\n")
    paired = pairing(Draft(), answers)
    question = asked(paired, name)
    linked = any(rule.answer == word for rule in LIBRARY.questions()[name].rules)
    assert question.answer is not None
    assert question.answer["answer"] == word
    assert (question.agreement == "not_linked") is not linked
    assert question.agreement in {"agrees", "disagrees", "cannot_tell", "not_linked"}
    assert bool(question.because) >= (question.agreement == "cannot_tell")


def pairing(draft: Draft, answers=None):
    plain = result(draft.signals, draft.plan, draft.on)
    return with_pairing(plain, case_of(plain, Said(library=LIBRARY, answers=answers)))


def asked(paired, name):
    return next(item for checklist in paired.checklists for item in checklist.questions if item.id == name)


def test_a_shown_gap_raises_questions_and_names_the_finding_that_did():
    draft = Draft()
    draft.put(finding("selection_gap", None, "shown", worse_off=True, size=0.2))
    paired = pairing(draft)
    fired = {trigger.id: trigger for trigger in paired.triggers if trigger.state == "fired"}
    assert fired["T-01"].findings == ("selection_gap/origin=B",)
    assert "T-01" in asked(paired, "A-TST-05").raised_by
    assert "selection_gap/origin=B" in asked(paired, "A-TST-05").findings
    assert raised_questions(paired, LIBRARY)[:4] == LIBRARY.triggers["T-01"].raises
    assert asked(paired, "A-TST-05").agreement is None


def test_a_question_that_does_not_apply_is_not_raised():
    draft = Draft(plan={"protected": [{"column": "origin"}]})
    draft.put(finding("selection_gap", None, "shown", worse_off=True))
    draft.signals["drift"] = NotLookedAt(code="no_period")  # T-28 raises A-PRO-02
    assert "T-28" in asked(pairing(draft), "A-PRO-02").raised_by  # nobody said where the tool came from: asked
    own = asked(pairing(draft, read("profile: {P-07: [own]}\n")), "A-PRO-02")
    assert (own.applies, own.raised_by) == (False, ())
    assert own.because[0].code == "does_not_apply"


def test_questions_of_another_phase_are_off_unless_a_trigger_raises_them():
    idea = read("profile: {P-08: idea}\n")
    draft = Draft()
    assert asked(pairing(draft, idea), "A-TRA-01").because[0].code == "other_phase"
    assert asked(pairing(draft, idea), "S-CON-08").applies
    draft.put(finding("direct_use", None, "shown"))
    raised = asked(pairing(draft, idea), "A-MON-05")
    assert (raised.applies, raised.raised_by) == (True, ("T-11",))


def test_a_disagreement_stands_beside_the_answer_with_its_finding():
    draft = Draft()
    draft.put(finding("missing_gap", "values", "shown", worse_off=True, group={"origin": "B"}))
    answers = read("answers: {A-DAT-03: {answer: yes, version: 1, by: data_team}}\n")
    question = asked(pairing(draft, answers), "A-DAT-03")
    assert (question.agreement, question.findings) == ("disagrees", ("missing_gap/values/origin=B",))
    assert question.answer == {"answer": "yes", "version": 1, "by": "data_team"}
    assert not question.evidence_shown


def test_handling_goes_into_the_result_and_clears_the_rule_about_it():
    draft = Draft()
    draft.put(finding("selection_gap", None, "shown", worse_off=True))
    said = "answers: {A-MON-02: {answer: yes, version: 1}}\n"
    assert asked(pairing(draft, read(said)), "A-MON-02").agreement == "disagrees"
    handled = read(
        said + "handling: {selection_gap/origin=B: {remedy: {what: x, owner: hr, due: 2027-01-01}}, gone/x: {}}\n"
    )
    paired = pairing(draft, handled)
    assert asked(paired, "A-MON-02").agreement == "agrees"
    assert paired.handling["selection_gap/origin=B"].state == "being_remedied"
    assert [(item.code, item.facts["finding"]) for item in paired.remarks] == [("handling_without_finding", "gone/x")]


def test_a_paired_result_survives_the_round_trip_through_json():
    draft = Draft()
    draft.put(finding("selection_gap", None, "shown", worse_off=True))
    answers = load_answers(data_folder("sample_data") / "welfare" / "answers.yaml", LIBRARY)
    paired = pairing(draft, answers)
    assert from_json(to_json(paired)) == paired


def test_the_order_of_work_starts_after_a_gap_and_follows_the_eight_steps():
    draft = Draft()
    assert order_of_work(pairing(draft), LIBRARY) == ()
    draft.put(finding("selection_gap", None, "shown", worse_off=True))
    draft.put(finding("small_groups", None, "shown"))
    draft.signals["funnel"] = NotLookedAt(code="no_stages")
    steps = order_of_work(pairing(draft), LIBRARY)
    assert [step.id for step in steps] == [
        "sound", "where", "explained", "suitable", "necessary", "proportionate", "acceptable", "decide",
    ]  # fmt: skip
    assert steps[0].findings == ("small_groups/origin=B",)
    assert steps[1].not_looked_at == ("funnel",)
    assert steps[2].triggers == ("T-02",)
    assert steps[7].questions == ("A-TST-05", "A-TRA-04", "A-MON-01")


@pytest.mark.parametrize("sample", ["welfare", "water", "recruitment"])
def test_the_answers_of_the_samples_are_read_without_a_problem(sample):
    answers = load_answers(data_folder("sample_data") / sample / "answers.yaml", LIBRARY)
    assert len(answers.answers) >= 12
    assert set(answers.profile) == set(LIBRARY.profile)


def test_a_finding_about_two_groups_may_be_named_by_either():
    draft = Draft()
    two = replace(
        finding("selection_gap", None, "shown", worse_off=False, group={"sex": "F"}),
        id="selection_gap/sex=F/vs=M",
        against="other_group",
        against_group="M",
    )
    draft.put(two)
    for name in ("sex=F/vs=M", "sex=F", "sex=M", "sex=M/vs=F"):
        answers = read(f"handling: {{selection_gap/{name}: {{remedy: {{what: x, owner: hr, due: 2027-01-01}}}}}}\n")
        paired = pairing(draft, answers)
        assert {key: item.state for key, item in paired.handling.items()} == {two.id: "being_remedied"}
        assert paired.remarks == ()


def test_a_name_that_fits_several_findings_is_not_guessed():
    draft = Draft()
    pairs = [("A", "B"), ("A", "C")]
    draft.signals["selection_gap"] = [
        replace(
            finding("selection_gap", None, "shown", group={"o": one}),
            id=f"selection_gap/o={one}/vs={two}",
            against="other_group",
            against_group=two,
        )
        for one, two in pairs
    ]
    paired = pairing(draft, read("handling: {selection_gap/o=A: {cause: routine}}\n"))
    assert list(paired.handling) == ["selection_gap/o=A"]
    assert paired.remarks[0].code == "handling_without_finding"
