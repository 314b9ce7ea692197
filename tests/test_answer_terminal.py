"""Answering in the terminal: one question at a time, saved after each, stopped and gone on with."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from adm_audit.checklist.answers import load_answers
from adm_audit.checklist.load import standard_library
from adm_audit.cli.checklist_answer import answer as command
from adm_audit.errors import ChecklistError
from adm_audit.forms.terminal_talk import clean
from adm_audit.package_data import data_folder
from adm_audit.pairing.pair import Said, case_of, with_pairing
from adm_audit.result import to_json
from pairing_cases import Draft, finding, result

LIBRARY = standard_library()
HEAD = "adm_audit_answers: 1\n"
SHORT = [key for key, item in LIBRARY.questions().items() if item.short_form]


def run(file: Path, typed: str, *options: str):
    """Type lines into the command; the role and the name are given, and the profile is left (s)."""
    arguments = ["--answers", str(file), "--role", "hr", "--name", "Ada", "--date", "2026-11-02", *options]
    return CliRunner().invoke(command, arguments, input=typed, standalone_mode=False)


def short(file: Path, typed: str, *options: str):
    arguments = ["--answers", str(file), "--short", "--name", "Ada", "--date", "2026-11-02", *options]
    return CliRunner().invoke(command, arguments, input="\n" + typed, standalone_mode=False)


def test_each_kind_of_answer_is_asked_and_kept(tmp_path):
    file = tmp_path / "answers.yaml"
    typed = "\n".join(
        [
            "s",  # the profile another time
            "p", "my note", "Report", "https://x.example", "yesterday", "2026-01-02", "Bo", "Minutes", "", "", "", "",
            "Not applicable", "", "", "No data are used",  # a reason is asked for until there is one
            "d", "The legal officer",
            "maybe", "?", "",  # not an answer; help; later
            "n", "", "q",
        ]
    )  # fmt: skip
    done = short(file, typed)
    assert done.exit_code == 0, done.exception
    said = load_answers(file, LIBRARY).answers
    assert list(said) == [*SHORT[:3], SHORT[4]]
    first, second, third, fifth = said.values()
    assert (first.answer, first.note, first.name, first.on) == ("partly", "my note", "Ada", "2026-11-02")
    assert [(item.what, item.link, item.on, item.by) for item in first.evidence] == [
        ("Report", "https://x.example", "2026-01-02", "Bo"),
        ("Minutes", "", "", ""),
    ]
    assert (second.answer, second.note) == ("not_applicable", "No data are used")
    assert (third.answer, third.note) == ("dont_know", "The legal officer")
    assert fifth.answer == "no"
    for part in (
        "not a date",
        "Please type one of these",
        "Who would know?",
        "Why: ",
        "For example: ",
        "Who answers: ",
    ):
        assert part in done.output


def test_why_example_and_who_are_printed_and_more_on_request(tmp_path):
    question = LIBRARY.questions()[SHORT[0]]
    output = " ".join(short(tmp_path / "a.yaml", "s\n?\nq\n").output.split())
    for text in (question.question, question.example, question.why, question.help, *question.feedback.values()):
        assert " ".join(text.split()) in output


def test_a_person_stops_and_goes_on_where_they_stopped(tmp_path):
    file = tmp_path / "answers.yaml"
    assert short(file, "s\nn\n\nn\n\nq\n").exit_code == 0
    assert list(load_answers(file, LIBRARY).answers) == SHORT[:2]
    before = file.read_bytes()
    assert short(file, "s\nq\n").exit_code == 0
    assert file.read_bytes() == before
    short(file, "s\nn\n\nq\n")
    assert list(load_answers(file, LIBRARY).answers) == SHORT[:3]
    assert file.read_bytes().startswith(before)


def test_ctrl_c_keeps_what_was_answered_and_drops_what_was_begun(tmp_path):
    file = tmp_path / "answers.yaml"
    stopped = short(file, "s\nn\n\ny\nhalf an answer")  # the input ends, as with Ctrl-C or Ctrl-D
    assert isinstance(stopped.exception, click.Abort)
    assert list(load_answers(file, LIBRARY).answers) == SHORT[:1]
    assert "is saved in" in stopped.output


def test_stopping_inside_a_question_keeps_its_answer_but_not_one_without_its_reason(tmp_path):
    file = tmp_path / "answers.yaml"
    done = short(file, "s\ny\na note\nq\n")
    assert "Answered now: 1." in done.output
    assert load_answers(file, LIBRARY).answers[SHORT[0]].note == "a note"
    before = file.read_bytes()
    short(file, "s\nx\nq\n")
    assert file.read_bytes() == before


def test_the_profile_comes_first_and_switches_questions(tmp_path):
    file = tmp_path / "answers.yaml"
    profile = ["1, employment", "2", "9", "rules", "", "12", "8", "home", "", "yes", "1", "4"]
    # P-01 several, P-02 one, P-03 (9 is none of them, then a word), P-04 later, P-05 two fields, P-06 three fields,
    # P-07 own, P-08 in use
    done = CliRunner().invoke(
        command,
        ["--answers", str(file), "--stage", "PRO", "--name", ""],
        input="\n".join(["4", *profile, "q"]) + "\n",
        standalone_mode=False,
    )
    assert done.exit_code == 0, done.exception
    said = load_answers(file, LIBRARY).profile
    labels = list(LIBRARY.profile["P-08"].options)
    assert said == {
        "P-01": ("eligibility", "employment"),
        "P-02": "burden",
        "P-03": "rules",
        "P-05": {"people_per_year": 12, "share_of_concerned": 8},
        "P-06": {"touches": "home", "reversible": "yes"},
        "P-07": ("own",),
        "P-08": labels[3],
    }
    assert "number from 1 to" in done.output
    # built by the city itself: the questions on suppliers do not apply, and nothing is left to ask
    left = CliRunner().invoke(
        command,
        ["--answers", str(file), "--stage", "PRO", "--role", "hr", "--name", ""],
        input="s\n",
        standalone_mode=False,
    )
    assert left.exit_code == 0
    assert "A-PRO" not in left.output


def test_the_plan_names_the_file_and_answers_some_of_the_profile(tmp_path):
    sample = data_folder("sample_data") / "welfare"
    for name in ("audit.yaml", "answers.yaml"):
        (tmp_path / name).write_bytes((sample / name).read_bytes())
    before = (tmp_path / "answers.yaml").read_text(encoding="utf-8")
    done = CliRunner().invoke(
        command,
        [str(tmp_path / "audit.yaml"), "--stage", "MON", "--name", "Ada", "--date", "2026-11-02"],
        input="3\nn\nno time\nq\n",
        standalone_mode=False,
    )
    assert done.exit_code == 0, done.exception
    after = (tmp_path / "answers.yaml").read_text(encoding="utf-8")
    new = [line for line in after.splitlines() if line not in before.splitlines()]
    assert len(new) == 1
    assert new[0].endswith(": {answer: no, version: 1, by: service_owner, name: Ada, on: 2026-11-02, note: no time}")
    assert [line for line in after.splitlines() if line in before.splitlines()] == before.splitlines()


def test_only_what_an_audit_raised(tmp_path):
    draft = Draft()
    draft.put(finding("direct_use", None, "shown"))
    plain = result(draft.signals, draft.plan, draft.on)
    path = tmp_path / "result.json"
    path.write_bytes(to_json(with_pairing(plain, case_of(plain, Said(library=LIBRARY)))))
    done = CliRunner().invoke(
        command, ["--answers", str(tmp_path / "a.yaml"), "--raised", str(path), "--role", "dpo", "--name", ""], input="s\n" + "\n" * 50, standalone_mode=False
    )  # fmt: skip
    assert done.exit_code == 0, done.exception
    raised = {key for key in LIBRARY.triggers["T-11"].raises if "dpo" in LIBRARY.questions()[key].roles}
    assert raised
    for key in raised:
        assert f"] {key}  " in done.output


def test_a_record_is_asked_for_and_checked(tmp_path):
    file = tmp_path / "answers.yaml"
    done = run(file, typed_for("S-CON-06", "y\n\n\nmany\n3\n"))
    assert done.exit_code == 0, done.exception
    assert load_answers(file, LIBRARY).answers["S-CON-06"].record == {"staff_reports": 3}
    assert "number of reports" in done.output


def typed_for(key: str, lines: str) -> str:
    """Return what is typed to leave every question of human resources open but one."""
    mine = [name for name, item in LIBRARY.questions().items() if "hr" in item.roles]
    return "s\n" + "\n" * mine.index(key) + lines + "q\n"


def test_again_keeps_what_stands_behind_the_answer(tmp_path):
    file = tmp_path / "answers.yaml"
    file.write_text(
        HEAD
        + f"answers:\n  {SHORT[0]}: {{answer: partly, version: 1, note: old, # seen\n     evidence: [{{what: a}}]}}\n",
        encoding="utf-8",
    )
    done = short(file, "s\ny\n\nb\n\n\n\n\nq\n", "--again")
    # a comment stands inside an answer whose note goes: it is named, and nothing is changed
    assert isinstance(done.exception, ChecklistError)
    file.write_text(file.read_text(encoding="utf-8").replace(" # seen", ""), encoding="utf-8")
    done = short(file, "s\ny\n\nb\n\n\n\n\nq\n", "--again")
    assert done.exit_code == 0, done.exception
    assert "Answered so far: Partly" in done.output
    item = load_answers(file, LIBRARY).answers[SHORT[0]]
    assert (item.answer, item.note, [piece.what for piece in item.evidence]) == ("yes", "", ["a", "b"])


@pytest.mark.parametrize("typed", ["a\x1b[31mb", "\x00ab", "a\u2028b", "a\ud800b"])
def test_signs_that_no_file_may_hold_are_dropped(typed):
    assert not set(clean(typed)) & set("\x1b\x00\u2028\ud800")


def test_a_file_that_cannot_be_read_is_named_before_anything_is_asked(tmp_path):
    file = tmp_path / "answers.yaml"
    file.write_text(HEAD + "answers: {A-XXX-01: {answer: yes, version: 1}}\n", encoding="utf-8")
    done = short(file, "s\nn\n\nq\n")
    assert isinstance(done.exception, ChecklistError)
    assert "[1 of" not in done.output
