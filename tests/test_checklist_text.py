"""The checklists on a terminal, and a sentence for each reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from click.testing import CliRunner

import adm_audit.pairing
from adm_audit.checklist import load_checklists
from adm_audit.cli.checklist import checklist
from adm_audit.errors import AdmAuditError
from adm_audit.pairing.pair import Said, case_of, with_pairing
from adm_audit.result import to_json
from adm_audit.text.pairing_reasons import REASONS
from adm_audit.text.problems import messages, render
from pairing_cases import Draft, finding, result

LIBRARY = load_checklists()


def run(*words: str) -> str:
    done = CliRunner().invoke(checklist, list(words))
    if done.exception is not None:
        raise done.exception
    return done.output


def refused(*words: str) -> str:
    done = CliRunner().invoke(checklist, list(words))
    assert isinstance(done.exception, AdmAuditError)
    return render(done.exception)


def test_the_list_has_every_question_once_and_fits_a_terminal():
    text = run("list")
    for name in LIBRARY.questions():
        assert len(re.findall(rf"\b{name}\b", text)) == 1
    assert max(map(len, text.splitlines())) <= 96


def ids(text: str) -> list[str]:
    return re.findall(r"^    ([AS]-[A-Z]{3}-\d\d)", text, flags=re.MULTILINE)


def test_the_list_can_be_cut_down():
    assert len(ids(run("list", "--short-form"))) == 15
    assert {name[2:5] for name in ids(run("list", "--stage", "dat"))} == {"DAT"}
    for name in ids(run("list", "--role", "hr")):
        assert "hr" in LIBRARY.questions()[name].roles
    assert len(ids(run("list", "--checklist", "systemic-discrimination"))) == 37
    assert all(LIBRARY.questions()[name].yearly for name in ids(run("list", "--yearly")))


def test_the_list_of_what_a_result_raised(tmp_path):
    draft = Draft()
    draft.put(finding("direct_use", None, "shown"))
    plain = result(draft.signals, draft.plan, draft.on)
    path = tmp_path / "result.json"
    path.write_bytes(to_json(with_pairing(plain, case_of(plain, Said(library=LIBRARY)))))
    raised = set(ids(run("list", "--raised-by", str(path))))
    assert set(LIBRARY.triggers["T-11"].raises) <= raised
    path.write_text("{}", encoding="utf-8")
    assert "cannot be read" in refused("list", "--raised-by", str(path))


@pytest.mark.parametrize("table", ["questions", "profile", "signals", "triggers", "law", "sources", "predicates"])
def test_everything_can_be_shown(table):
    known = {
        "questions": LIBRARY.questions(),
        "law": LIBRARY.vocabulary.law,
        "predicates": LIBRARY.vocabulary.predicates,
    }.get(table) or getattr(LIBRARY, table)
    for name in known:
        text = run("show", name)
        assert text.startswith(name)
        assert max(map(len, text.splitlines())) <= 96


def test_a_question_is_shown_with_its_rule_in_words():
    text = " ".join(run("show", "a-dat-03").split())
    assert "Answered yes, but missing values differ clearly between groups." in text
    assert 'Rule: answered "yes", and missing_gap, values, is shown.' in text
    assert "Data team (analysts, developers, contact to the statistics office)" in text


def test_unknown_names_get_the_nearest():
    assert "Did you mean GDPR?" in refused("show", "GDRP")
    assert "Did you mean A-DAT-03?" in refused("show", "A-DAT-33")
    assert "Did you mean hr?" not in refused("list", "--role", "equality")
    assert "Did you mean equality_officer?" in refused("list", "--role", "equality")


def test_a_file_is_checked(tmp_path):
    sample = Path(adm_audit.pairing.__file__).parents[3] / "sample_data" / "welfare" / "answers.yaml"
    assert "13 answers, 12 of the profile. No problem found." in run("check", str(sample))
    bad = tmp_path / "own.yaml"
    bad.write_text("format: 1\nid: own\n", encoding="utf-8")
    assert '"origin" is missing' in refused("check", str(bad))


def test_control_characters_of_an_own_checklist_do_not_reach_the_terminal(tmp_path):
    from test_checklists import OWN

    path = tmp_path / "own.yaml"
    path.write_text(OWN.replace("Is the waiting list public?", '"Is it\\e[31m public?"'), encoding="utf-8")
    assert "\x1b" not in run("list", "--checklist", str(path))
    assert "\x1b" not in run("show", "H-ONE-01", "--checklist", str(path))


def sources() -> str:
    folder = Path(adm_audit.pairing.__file__).parent
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))


def reasons_given() -> Iterator[tuple[str, set[str] | None]]:
    """Yield each code that the pairing gives as a reason, with its facts by name (None: in a variable)."""
    for path in sorted(Path(adm_audit.pairing.__file__).parent.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.args):
                continue
            code = call.args[0]
            if call.func.id not in ("unknown", "Because") or not isinstance(code, ast.Constant):
                continue
            names = {word.arg for word in call.keywords if word.arg}
            for facts in call.args[1:]:
                if not isinstance(facts, ast.Dict):
                    names = None
                    break
                names |= {key.value for key in facts.keys if isinstance(key, ast.Constant)}
            yield code.value, names


def test_each_reason_has_a_sentence_and_each_sentence_a_reason():
    assert {code for code, _ in reasons_given()} == set(REASONS)


def test_the_facts_of_a_reason_fill_its_sentence():
    for code, given in reasons_given():
        wanted = {name for _, name, _, _ in Formatter().parse(REASONS[code]) if name}
        assert given is None or wanted <= given, code


def test_each_problem_of_this_room_has_a_sentence():
    folder = Path(adm_audit.pairing.__file__).parents[1]
    rooms = ("checklist", "forms", "cli")
    text = "\n".join(p.read_text(encoding="utf-8") for room in rooms for p in sorted((folder / room).glob("*.py")))
    used = set(re.findall(r'"((?:checklist|condition|answers|profile|earlier)_[a-z_]+)"', text + sources()))
    from adm_audit.text.problems.checklist import MESSAGES

    assert set(MESSAGES) <= used
    assert set(MESSAGES) <= set(messages())


def test_signals_that_are_computed_are_the_ones_that_the_checklists_describe():
    from adm_audit.signals import SIGNALS

    for signal in SIGNALS:
        entry, card = signal.entry, LIBRARY.signals[signal.entry.name]
        assert [part.name for part in entry.parts] == list(card.parts)
        assert (entry.about, entry.shown_is) == (card.about, card.shown_is)
