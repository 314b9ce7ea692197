"""Merging files of answers: nothing is lost, nothing is decided silently, comments and bytes stay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.checklist.answers import load_answers, read_answers
from adm_audit.checklist.load import standard_library
from adm_audit.cli.checklist_merge import merge as command
from adm_audit.errors import AdmAuditError, CallError, ChecklistError
from adm_audit.forms.document import as_document
from adm_audit.forms.merge import Said, merged
from adm_audit.forms.plain import canonical, same
from adm_audit.forms.yaml_edit import edited
from adm_audit.package_data import data_folder
from adm_audit.text.problems import render
from adm_audit.yaml_source import load_yaml

LIBRARY = standard_library()
SAMPLES = ("recruitment", "water", "welfare")
HEAD = "adm_audit_answers: 1\n"


def sample(name: str) -> Path:
    return data_folder("sample_data") / name / "answers.yaml"


def said(text: str, name: str = "a.yaml") -> Said:
    source = load_yaml(HEAD + text, name, error=ChecklistError)
    return Said(names=(name,), document=as_document(read_answers(source, LIBRARY)), places={})


def problems(caught: pytest.ExceptionInfo[AdmAuditError]) -> list[str]:
    return render(caught.value).splitlines()


def run(*arguments: object):
    return CliRunner().invoke(command, [str(item) for item in arguments], standalone_mode=False)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_merged_with_its_own_json_stays_byte_for_byte(name, tmp_path):
    answers, form = tmp_path / "answers.yaml", tmp_path / "answers.json"
    answers.write_bytes(sample(name).read_bytes())
    form.write_text(json.dumps(as_document(load_answers(answers, LIBRARY))), encoding="utf-8")
    assert run(answers, form).exit_code == 0
    assert run(answers, form, "-o", tmp_path / "again.yaml").exit_code == 0
    assert answers.read_bytes() == (tmp_path / "again.yaml").read_bytes() == sample(name).read_bytes()


@pytest.mark.parametrize("name", SAMPLES)
def test_from_yaml_to_json_and_back_says_the_same(name, tmp_path):
    run(tmp_path / "new.json", sample(name))
    run(tmp_path / "new.yaml", tmp_path / "new.json")
    assert as_document(load_answers(tmp_path / "new.yaml", LIBRARY)) == as_document(load_answers(sample(name), LIBRARY))


def test_new_answers_are_added_and_every_comment_stays(tmp_path):
    answers, form = tmp_path / "answers.yaml", tmp_path / "form.json"
    answers.write_text(
        HEAD + "# first\nprofile:\n  P-02: burden # second\nanswers:\n  # third\n"
        "  A-DAT-01: {answer: yes, version: 1}\n\n# fourth\n",
        encoding="utf-8",
    )
    form.write_text(
        '{"adm_audit_answers": 1, "profile": {"P-03": "rules"}, "answers": {"A-DAT-02": {"answer": "no", "version": 1,'
        ' "note": "a: \\"b\\" # c\\nd"}}, "handling": {"selection_gap/sex=F": {"cause": ["routine"]}}}',
        encoding="utf-8",
    )
    outcome = run(answers, form)
    assert outcome.exit_code == 0, outcome.exception
    assert answers.read_text(encoding="utf-8") == (
        HEAD + "# first\nprofile:\n  P-02: burden # second\n  P-03: rules\nanswers:\n  # third\n"
        "  A-DAT-01: {answer: yes, version: 1}\n"
        '  A-DAT-02: {answer: no, version: 1, note: "a: \\"b\\" # c\\nd"}\n'
        "handling:\n  selection_gap/sex=F: {cause: [routine]}\n\n# fourth\n"
    )
    assert load_answers(answers, LIBRARY).answers["A-DAT-02"].note == 'a: "b" # c\nd'


def test_a_conflict_names_both_and_writes_nothing(tmp_path):
    first, second = tmp_path / "answers.yaml", tmp_path / "form.json"
    first.write_text(HEAD + "answers:\n  A-PUR-01: {answer: yes, version: 1, by: hr, name: Ada, on: 2026-11-02}\n")
    second.write_text(
        json.dumps({"adm_audit_answers": 1, "answers": {"A-PUR-01": {"answer": "no", "version": 1, "by": "dpo"}}})
    )
    before = first.read_bytes()
    outcome = run(first, second)
    assert isinstance(outcome.exception, ChecklistError)
    assert outcome.exception.exit_code == 2
    (line,) = render(outcome.exception).splitlines()
    for part in ("answers.yaml:3", "yes (hr, Ada, 2026-11-02)", "form.json:1", "no (dpo)", "--take A-PUR-01="):
        assert part in line
    assert first.read_bytes() == before
    assert run(first, second, "--take", "A-PUR-01=form.json").exit_code == 0
    answer = load_answers(first, LIBRARY).answers["A-PUR-01"]
    assert (answer.answer, answer.by, answer.name, answer.on) == ("no", "dpo", "", "")


def test_a_take_must_be_needed_readable_and_known():
    one, two = said("answers: {A-PUR-01: {answer: yes, version: 1}}", "a"), said("answers: {}", "b")
    with pytest.raises(CallError) as caught:
        merged([one, two], ["A-PUR-01", "A-PUR-01=c", "A-PUR-O1=a", "A-PUR-01=b"])
    assert [problem.code for problem in caught.value.problems] == [
        "merge_take_unreadable", "merge_take_unreadable", "merge_take_unknown", "merge_take_unknown"
    ]  # fmt: skip
    assert caught.value.problems[2].nearest == "A-PUR-01"
    with pytest.raises(ChecklistError) as unneeded:
        merged([one, two], ["A-PUR-01=a"])
    assert "do not differ on A-PUR-01" in problems(unneeded)[0]
    with pytest.raises(CallError) as twice:
        merged([one, two], ["A-PUR-01=a", "A-PUR-01=a"])
    assert twice.value.problems[0].code == "merge_take_twice"


def test_answers_that_agree_in_what_both_say_are_put_together():
    one = said("answers: {A-PUR-01: {answer: yes, version: 1, evidence: [{what: x}]}}", "a")
    two = said("answers: {A-PUR-01: {answer: true, version: 1, by: hr, evidence: [{what: y}, {what: x}]}}", "b")
    assert merged([one, two]).document["answers"]["A-PUR-01"] == {
        "answer": "yes", "version": 1, "by": "hr", "evidence": [{"what": "x"}, {"what": "y"}]
    }  # fmt: skip


def test_handling_keeps_what_only_the_other_file_says():
    one = said("handling: {s/a=b: {cause: [routine], remedy: {what: x}}}", "a")
    two = said("handling: {s/a=b: {cause: [culture], justification: {aim: y}}}", "b")
    with pytest.raises(ChecklistError):
        merged([one, two])
    assert merged([one, two], ["s/a=b=b"]).document["handling"]["s/a=b"] == {
        "cause": ["culture"], "justification": {"aim": "y"}, "remedy": {"what": "x"}
    }  # fmt: skip


def test_profile_status_and_three_files():
    one = said("status: final\nprofile: {P-01: [other, amount], P-05: {people_per_year: 1}}", "a")
    two = said("status: trial\nprofile: {P-01: [amount, other], P-02: burden, P-05: {share_of_concerned: 8}}", "b")
    three = said("status: final\nprofile: {P-02: benefit}", "c")
    with pytest.raises(ChecklistError) as caught:
        merged([one, two, three])
    assert {problem.facts["id"] for problem in caught.value.problems} == {"status", "P-02"}
    assert caught.value.problems[0].facts["said"] == ("a says final", "c says final", "b says trial")
    done = merged([one, two, three], ["status=a", "P-02=c"])
    assert done.document["status"] == "final"
    assert done.document["profile"] == {
        "P-01": ["other", "amount"],
        "P-05": {"people_per_year": 1, "share_of_concerned": 8},
        "P-02": "benefit",
    }


def test_a_file_that_says_no_status_leaves_it_to_the_others(tmp_path):
    one, two = tmp_path / "a.yaml", tmp_path / "b.yaml"
    one.write_text(HEAD + "answers: {A-DAT-01: {answer: yes, version: 1}}\n")
    two.write_text(HEAD + "status: trial\n")
    assert "nothing new" in run(one, two).output
    two.write_text(HEAD + "status: final\n")
    assert run(one, two).exit_code == 0
    assert one.read_text().startswith(HEAD) and one.read_text().endswith("status: final\n")
    one.write_text(HEAD + "answers: {A-DAT-01: {answer: yes, version: 1}}\n")
    assert run(two, one).exit_code == 0
    assert load_answers(two, LIBRARY).status == "final"


def test_problems_of_all_files_come_at_once_and_nothing_is_written(tmp_path):
    one, two, half = tmp_path / "a.yaml", tmp_path / "b.json", tmp_path / "c.json"
    one.write_text(HEAD + "answers: {A-XXX-01: {answer: yes, version: 1}}\n")
    two.write_text('{"adm_audit_answers": 1, "answers": {"A-PUR-01": {"answer": "yes", "version": 7}}}')
    half.write_text('{"adm_audit_answers": 1, "answers": {"A-PUR-01": {"ans')
    outcome = run(one, two, half, tmp_path / "none.json")
    lines = render(outcome.exception).splitlines()
    for start in ("a.yaml:2", "b.json:1", "c.json:1", "none.json"):
        assert any(line.startswith(start) for line in lines), (start, lines)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "b.json", "c.json"]


def test_a_comment_inside_a_value_that_goes_is_not_lost(tmp_path):
    one, two = tmp_path / "a.yaml", tmp_path / "b.yaml"
    one.write_text(HEAD + "answers:\n  A-PUR-01: {answer: yes, version: 1,\n    note: x, # kept\n    by: hr}\n")
    two.write_text(HEAD + "answers: {A-PUR-01: {answer: no, version: 1}}\n")
    outcome = run(one, two, "--take", "A-PUR-01=2")
    assert "# kept" in render(outcome.exception)
    assert "# kept" in one.read_text()


# --- the edit of a YAML text ---

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=8).map(str.strip)
LEAF = (
    WORDS.filter(bool) | st.integers(0, 99) | st.sampled_from(["yes", "no", "null", "2026-01-01", "a: b", "# x", "-"])
)
ENTRY = st.dictionaries(st.sampled_from("abcd"), LEAF, min_size=1, max_size=4)
TREE = st.dictionaries(st.sampled_from(["profile", "answers", "handling"]), st.dictionaries(st.sampled_from("wxyz"), ENTRY, max_size=4), min_size=1)  # fmt: skip


def laid_out(tree, block: bool) -> str:
    lines = [HEAD.strip(), "# top"]
    for group, entries in tree.items():
        lines.append(f"{group}:  # {group}")
        for key, entry in entries.items():
            lines.append(f"  # before {key}")
            if block:
                lines += [
                    f"  {key}:",
                    *(f"    {name}: {json.dumps(leaf, ensure_ascii=False)} # {name}" for name, leaf in entry.items()),
                ]
            else:
                lines.append(f"  {key}: {json.dumps(entry, ensure_ascii=False)} # after {key}")
    return "\n".join(lines) + "\n# end\n"


@settings(max_examples=50, deadline=None)
@given(TREE, TREE, st.booleans())
def test_any_text_can_be_changed_to_say_more_and_keeps_its_comments(old, new, block):
    text = laid_out(old, block)
    wanted = {"adm_audit_answers": 1, **{g: {**old.get(g, {}), **new.get(g, {})} for g in {**old, **new}}}
    for group, entries in old.items():
        for key, entry in entries.items():
            if block:  # what an answer no longer says takes the comment on its own line along
                wanted[group][key] = {**entry, **wanted[group][key]}
    after = edited(text, wanted, "a.yaml")
    assert same(load_yaml(after, "a.yaml").data, wanted)
    for line in text.splitlines():
        if line.strip().startswith("#"):
            assert line in after.splitlines()
    assert edited(after, wanted, "a.yaml") == after


@pytest.mark.parametrize(
    "text",
    [
        HEAD + 'answers:\n  "A-DAT-01": {answer: yes, version: 1}  # quoted key\n',
        HEAD
        + "answers:\n    A-DAT-01:\n        answer: partly # why\n        version: 1\n        note: |\n            two\n            lines\n# end\n",
        HEAD
        + "answers:\n  A-DAT-01:\n    answer: partly\n    version: 1\n    evidence:\n    - what: a # first\n      by: hr\n    # last\n",
        HEAD + "answers: {A-DAT-01: {answer: yes, version: 1,}, }\n",
        "{adm_audit_answers: 1, answers: {A-DAT-01: {answer: yes, version: 1}}}\n",
        HEAD + "answers: {} # none\n",
        HEAD + "answers: # none\nprofile:\n# end",
        HEAD + "# nothing yet",
        "--- # start\n" + HEAD,
        HEAD
        + "handling:\n  'selection_gap/sex=F':\n    cause:\n    - routine\nanswers:\n  A-DAT-01: {answer: yes, version: 1, note: 'a#b # c'}",
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_way_to_write_the_file_can_be_added_to(tmp_path, text, line_end, mark):
    answers, more = tmp_path / "a.yaml", tmp_path / "b.json"
    before = mark + text.replace("\n", line_end)
    answers.write_bytes(before.encode())
    added = {
        "answers": {"A-DAT-02": {"answer": "no", "version": 1, "note": "x: # y\n\u2028z"}},
        "profile": {"P-02": "burden"},
        "handling": {"time_gap/a b=c: d": {"cause": ["routine"]}},
    }
    more.write_text(json.dumps({"adm_audit_answers": 1, **added}), encoding="utf-8")
    old = as_document(load_answers(answers, LIBRARY))
    assert run(answers, more).exit_code == 0
    new = as_document(load_answers(answers, LIBRARY))
    for group, entries in added.items():
        assert new[group] == old[group] | entries
    after = answers.read_bytes().decode()
    assert after.startswith(mark)
    assert ("\r\n" in after) == ("\r\n" in before)
    for part in before.split("#")[1:]:
        assert f"#{part.splitlines()[0]}" in after
    once = answers.read_bytes()
    assert run(answers, more).exit_code == 0
    assert answers.read_bytes() == once


def test_an_answer_in_lines_is_changed_line_by_line(tmp_path):
    answers, more = tmp_path / "a.yaml", tmp_path / "b.yaml"
    answers.write_text(
        HEAD + "answers:\n  A-DAT-01:\n    answer: partly # why\n    version: 1\n    note: |\n      two\n      lines\n"
        "    evidence:\n    - what: a # first\n    # last\n  # next\n  A-DAT-02: {answer: no, version: 1}\n"
    )
    more.write_text(HEAD + "answers: {A-DAT-01: {answer: yes, version: 1, by: hr, evidence: [{what: a}, {what: b}]}}\n")
    assert run(answers, more, "--take", "A-DAT-01=b.yaml").exit_code == 0
    assert answers.read_text() == (
        HEAD + "answers:\n  A-DAT-01:\n    answer: yes # why\n    version: 1\n"
        "    evidence:\n    - what: a # first\n    - {what: b}\n    by: hr\n    # last\n  # next\n"
        "  A-DAT-02: {answer: no, version: 1}\n"
    )


def test_a_folder_that_cannot_be_written_leaves_the_file(tmp_path):
    answers, more = tmp_path / "a.yaml", tmp_path / "b.yaml"
    answers.write_text(HEAD)
    more.write_text(HEAD + "answers: {A-DAT-01: {answer: yes, version: 1}}\n")
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert isinstance(run(answers, more, "-o", blocked / "x.yaml").exception, CallError)
    assert answers.read_text() == HEAD


DOCUMENT = st.fixed_dictionaries(
    {
        "answers": st.dictionaries(
            st.sampled_from(["A-PUR-01", "A-DAT-01", "S-CON-06"]),
            st.fixed_dictionaries(
                {"answer": st.sampled_from(["yes", "no"]), "version": st.just(1)},
                optional={"note": st.sampled_from(["x", "y"]), "by": st.sampled_from(["hr", "dpo"])},
            ),
        ),
        "profile": st.dictionaries(st.sampled_from(["P-02", "P-03"]), st.sampled_from(["a", "b"])),
    }
)


@settings(max_examples=50, deadline=None)
@given(st.lists(DOCUMENT, min_size=1, max_size=4))
def test_nothing_is_lost_and_the_order_of_files_does_not_matter(documents):
    files = [Said(names=(str(n),), document={"status": "trial", **item}, places={}) for n, item in enumerate(documents)]

    def outcome(order):
        try:
            return canonical(merged(order).document), set()
        except ChecklistError as error:
            return None, {problem.facts["id"] for problem in error.problems}

    document, clashes = outcome(files)
    assert outcome(files[::-1]) == (document, clashes)
    said_by = [(unit, file.value(unit)) for file in files for unit in file.units()]
    if document is not None:
        for (group, key), value in said_by:
            kept = document[group][key]
            assert value == kept or value.items() <= kept.items()
    for clash in clashes:
        values = [canonical(value) for (_, key), value in said_by if key == clash]
        assert any(one != other for one in values for other in values)
