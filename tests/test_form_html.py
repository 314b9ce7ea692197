"""The form as a file: one page that holds everything, escapes everything, and sends nothing."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import report_cases as cases
from adm_audit.checklist import load_checklists
from adm_audit.checklist.answers import load_answers
from adm_audit.checklist.conditions import All, AnyOf, Condition, Not, PlanTest, ProfileTest, SignalTest
from adm_audit.checklist.model import Library
from adm_audit.errors import CallError, ChecklistError
from adm_audit.forms import form_texts
from adm_audit.forms.condition_tree import tree_of
from adm_audit.forms.document import as_document
from adm_audit.forms.html_form import form_html
from adm_audit.result import to_json
from adm_audit.text.problems import messages, render

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
EVIL = f"</script></template>{cases.MARKUP}{cases.QUOTES}{cases.BIDI}{cases.HIDDEN}{cases.JINJA}<!--"


def script_data(page: str) -> dict[str, Any]:
    """Return what the page hands to its script."""
    found = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, flags=re.S)
    assert len(found) == 1
    read: dict[str, Any] = json.loads(found[0])
    return read


def hostile_library() -> Library:
    """Return the checklists with a first question whose texts try to break out of the page."""
    library = load_checklists()
    checklist = library.checklists["ai-local-services"]
    first = next(iter(checklist.questions.values()))
    bad = replace(
        first,
        id=f"A-EVIL-01{cases.QUOTES}",
        question=EVIL,
        why=EVIL,
        example=EVIL + cases.LONG,
        help=EVIL,
        evidence=EVIL,
        feedback={"no": EVIL, "partly": EVIL},
    )
    questions = {bad.id: bad, **checklist.questions}
    evil = replace(checklist, title=EVIL, about=EVIL, origin=EVIL, questions=questions)
    return replace(library, checklists={**library.checklists, evil.id: evil})


@pytest.mark.parametrize("sample", ["welfare", "water", "recruitment"])
def test_the_document_of_a_sample_is_read_again_as_the_same_answers(sample: str, tmp_path: Path) -> None:
    library = load_checklists()
    said = load_answers(SAMPLES / sample / "answers.yaml", library)
    document = script_data(form_html(library, said))["document"]
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    again = load_answers(path, library)
    assert as_document(again) == as_document(said) == document
    assert again.profile == said.profile
    assert {key: item.answer for key, item in again.answers.items()} == {
        key: item.answer for key, item in said.answers.items()
    }
    assert {key: item.state for key, item in again.handling.items()} == {
        key: item.state for key, item in said.handling.items()
    }


def test_every_question_stands_on_the_page_with_its_texts() -> None:
    library = load_checklists()
    page = form_html(library, title="Our service")
    words = unescape(re.sub(r"\s+", " ", page))
    assert page.count(' data-q="') == len(library.questions()) == 80
    assert page.count(' data-p="') == len(library.profile) == 12
    for question in library.questions().values():
        for text in (question.question, question.why, question.example, question.help, *question.feedback.values()):
            assert " ".join(text.split()) in words, (question.id, text)


def test_the_policy_lets_in_only_its_own_script_and_style() -> None:
    page = form_html(load_checklists())
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[0]
    script = re.findall(r"<script>(.*?)</script>", page, flags=re.S)
    style = re.findall(r"<style>(.*?)</style>", page, flags=re.S)
    assert len(script) == len(style) == 1

    def hashed(text: str) -> str:
        return "'sha256-" + b64encode(sha256(text.encode()).digest()).decode() + "'"

    assert policy.split("; ") == [
        "default-src 'none'",
        f"script-src {hashed(script[0])}",
        f"style-src {hashed(style[0])}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    # nothing that the policy would have to stop
    assert " style=" not in page
    assert not re.search(r"\son\w+=", re.sub(r"<script.*?</script>", "", page, flags=re.S))
    assert not re.search(r'(?:src|href)="(?!#)', page)


def test_the_script_never_turns_text_into_markup_or_code() -> None:
    folder = files("adm_audit.forms") / "templates"
    script = (folder / "form.js").read_text(encoding="utf-8") + (folder / "form_rules.js").read_text(encoding="utf-8")
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "fetch(",
                 "XMLHttpRequest", "sendBeacon", "WebSocket", "import(", "setAttribute(\"on"):  # fmt: skip
        assert word not in script, word


def test_every_sentence_of_the_script_exists_and_is_used() -> None:
    folder = files("adm_audit.forms") / "templates"
    script = (folder / "form.js").read_text(encoding="utf-8") + (folder / "form_rules.js").read_text(encoding="utf-8")
    known = set(form_texts.texts("en"))
    quoted = set(re.findall(r'"([a-z_]+)"', script)) | {"note_not_applicable", "note_dont_know"}
    assert known <= quoted
    assert set(re.findall(r'say\("([a-z_]+)"', script)) <= known


def test_the_page_says_problems_in_the_words_of_the_reader() -> None:
    told = form_texts.texts("en")
    reason = messages()["answers_reason_needed"]
    assert told["answers_reason_needed"] == f"{reason.what} {reason.do}"


def test_hostile_texts_stay_text() -> None:
    library = hostile_library()
    page = form_html(library, title=EVIL)
    body = page[page.index("<body>") :]
    without_data = re.sub(r"<script.*?</script>", "", body, flags=re.S)
    assert "<img" not in without_data
    assert "<svg" not in without_data
    assert "alert(1)</" not in without_data
    for sign in ("\u202e", "\u2066", "\u200b", "\u200d"):
        assert sign not in without_data
    assert page.count("<script") == 2
    assert page.count("</script>") == 2
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", page, flags=re.S)[0]  # the template language is not run twice
    # the id of an own question may be anything, and is handed on as it is
    assert f"A-EVIL-01{cases.QUOTES}" in script_data(page)["questions"]


def test_the_audit_says_what_it_raised_and_what_its_plan_answers() -> None:
    library = load_checklists()
    result = cases.sample("welfare/audit")
    page = form_html(library, result=result)
    read = script_data(page)
    raised = {item.id for part in result.checklists for item in part.questions if item.raised_by}
    applicable = {key for key, item in read["questions"].items() if item["raised"]}
    assert raised <= applicable
    assert read["plan"] == {"P-02": "burden", "P-11": "only_selected", "P-12": "yes"}
    # what the plan says is a fallback, and not yet an answer of people
    assert read["document"]["profile"] == {}
    assert "The audit plan answers this: A burden (check, refusal, fine)." in page
    assert 'id="only-raised"' in page
    assert 'id="only-raised"' not in form_html(library)


def test_the_key_of_the_copy_names_checklists_and_title() -> None:
    library = load_checklists()
    keys = {
        script_data(form_html(library, title="Parking"))["key"],
        script_data(form_html(library, title="Housing"))["key"],
        script_data(form_html(load_checklists(["ai-local-services"]), title="Housing"))["key"],
    }
    assert len(keys) == 3
    assert all("ai-local-services 1.0.0" in key for key in keys)


BOUGHT = ProfileTest(question="P-07", options=("bought", "shared"))
GAP = SignalTest(named=("override",), signals=("override",), verdicts=("shown",))
PLAN = PlanTest(fact="complaints", present=False)


@pytest.mark.parametrize(
    ("condition", "tree"),
    [
        (BOUGHT, ["profile", "P-07", ["bought", "shared"]]),
        (GAP, True),
        (PLAN, None),
        (Not(part=BOUGHT), ["not", ["profile", "P-07", ["bought", "shared"]]]),
        (Not(part=PLAN), None),
        (AnyOf(parts=(BOUGHT, GAP)), ["any", ["profile", "P-07", ["bought", "shared"]], True]),
        # parts that must hold for the same group are judged together, beside the profile
        (All(parts=(GAP, BOUGHT, PLAN), same="group"), ["all", None, ["profile", "P-07", ["bought", "shared"]]]),
        (All(parts=(GAP, BOUGHT, PLAN)), ["all", True, ["profile", "P-07", ["bought", "shared"]], None]),
    ],
)
def test_only_the_profile_is_open_in_a_tree(condition: Condition, tree: object) -> None:
    assert tree_of(condition, lambda part: True if part == GAP else None) == tree


def test_a_language_that_is_not_offered_is_refused() -> None:
    with pytest.raises(KeyError):
        form_html(load_checklists(), language="xx")


def run(*arguments: str) -> Any:
    from click.testing import CliRunner

    from adm_audit.cli.checklist import checklist

    return CliRunner().invoke(checklist, ["sheet", *arguments], catch_exceptions=True)


def test_the_command_writes_a_form_with_answers_and_the_audit(tmp_path: Path) -> None:
    result = tmp_path / "result.json"
    result.write_bytes(to_json(cases.sample("welfare/audit")))
    form = tmp_path / "form.html"
    done = run("-o", str(form), "--answers", str(SAMPLES / "welfare" / "answers.yaml"), "--raised", str(result))
    assert done.exit_code == 0, done.output
    read = script_data(form.read_text(encoding="utf-8"))
    assert len(read["document"]["answers"]) == 13
    assert any(item["raised"] for item in read["questions"].values())
    assert "<h1>Selection for welfare re-examination, 2024</h1>" in form.read_text(encoding="utf-8")
    # a form may hold the only copy of somebody's answers: it is not overwritten by the way
    again = run("-o", str(form))
    assert isinstance(again.exception, CallError)
    assert "may hold answers" in render(again.exception)
    assert run("-o", str(form), "--force", "--title", "Parking").exit_code == 0
    assert "<h1>Parking</h1>" in form.read_text(encoding="utf-8")


def test_the_command_refuses_what_it_cannot_read(tmp_path: Path) -> None:
    form = tmp_path / "form.html"
    nonsense = tmp_path / "answers.yaml"
    nonsense.write_text("adm_audit_answers: 1\nanswers:\n  A-PUR-01: {answer: maybe, version: 1}\n", encoding="utf-8")
    wrong = run("-o", str(form), "--answers", str(nonsense))
    assert isinstance(wrong.exception, ChecklistError)
    assert f"{nonsense}:3" in render(wrong.exception)
    broken = tmp_path / "result.json"
    broken.write_text("{}", encoding="utf-8")
    assert isinstance(run("-o", str(form), "--raised", str(broken)).exception, CallError)
    assert not form.exists()
