"""The form in a real browser, opened by its path: answered, kept, saved, loaded, and nothing sent."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import report_cases as cases
from adm_audit.checklist import load_checklists
from adm_audit.checklist.answers import load_answers
from adm_audit.checklist.conditions import All, AnyOf, Condition, Not, PlanTest, ProfileTest, SignalTest
from adm_audit.checklist.model import Library, Retired
from adm_audit.errors import ChecklistError
from adm_audit.forms.document import as_document
from adm_audit.forms.html_form import form_html
from adm_audit.pairing.case import Case
from adm_audit.pairing.pair import applies_now
from adm_audit.pairing.view import view
from test_browser import CHROMIUM, CONTRAST, OVERFLOWING, opened
from test_form_html import hostile_library

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER CHECKS: there is no Chromium on this machine"),
]

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
KEYS = "Object.keys(localStorage)"
ACTIVE = "document.activeElement"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        started = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("forms")


def write_forms(folder: Path) -> dict[str, Path]:
    """Write the forms that the tests open, once."""
    library = load_checklists()
    said = load_answers(SAMPLES / "welfare" / "answers.yaml", library)
    pages: dict[str, Callable[[], str]] = {
        "empty": lambda: form_html(library, title="Our service"),
        "welfare": lambda: form_html(library, said, result=cases.sample("welfare/audit")),
        "hostile": lambda: form_html(hostile_library(), title=cases.MARKUP),
    }
    found = {}
    for name, make in pages.items():
        found[name] = folder / f"{name}.html"
        if not found[name].exists():
            found[name].write_text(make(), encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def forms(folder: Path) -> dict[str, Path]:
    return write_forms(folder)


def saved(page: Page, folder: Path) -> dict[str, Any]:
    """Press "Save a file" and return what the file holds, also as adm-audit reads it."""
    with page.expect_download() as download:
        page.locator(".bar [data-act=save]").click()
    assert download.value.suggested_filename == "answers.json"
    path = folder / "answers.json"
    download.value.save_as(path)
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def load(page: Page, folder: Path, content: object, name: str = "theirs.json") -> str:
    """Load a file into the form and return what the page says to that."""
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    page.evaluate("document.getElementById('told').textContent = ''")
    page.set_input_files("#pick", path)
    wait(page, "document.getElementById('told').textContent !== ''")
    return page.locator("#told").inner_text()


def wait(page: Page, script: str) -> None:
    """Wait until something holds. The page's policy forbids the browser tool's own way of waiting."""
    for _ in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never so: {script}")


def again(page: Page) -> None:
    """Load the page anew. What it has kept goes through another process of the browser: give it a moment."""
    page.wait_for_timeout(300)
    page.reload()


def answers(**given: Any) -> dict[str, Any]:
    """Return a document with these answers; underscores stand for hyphens in their ids."""
    return {"adm_audit_answers": 1, "answers": {key.replace("_", "-"): item for key, item in given.items()}}


def tab_to(page: Page, script: str, most: int = 600) -> None:
    """Press Tab until the element that has the focus fits."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"Boolean({script})"):
            return
    raise AssertionError(f"the keyboard does not reach {script}")


def box(page: Page, question: str) -> Any:
    return page.locator(f"[data-q='{question}']")


def choose(page: Page, question: str, word: str) -> None:
    box(page, question).locator(f"input[value={word}]").check()


@pytest.mark.parametrize("name", ["empty", "welfare", "hostile"])
def test_no_request_leaves_the_page_and_nothing_is_blocked(
    browser: Browser, forms: dict[str, Path], folder: Path, name: str
) -> None:
    page, requests, complaints = opened(browser, forms[name])
    choose(page, "A-DAT-04", "partly")
    saved(page, folder)
    page.wait_for_load_state("networkidle")
    assert [url for url in requests if not url.startswith("blob:")] == [forms[name].as_uri()]
    assert complaints == []


@pytest.mark.parametrize("name", ["empty", "welfare", "hostile"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, forms: dict[str, Path], name: str, width: int) -> None:
    page, _, _ = opened(browser, forms[name], width=width)
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    first = page.locator("[data-q]").first
    first.locator("input[type=radio]").first.check()
    first.locator("[data-act=add-evidence]").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OVERFLOWING) == []
    page.locator("#clear").click()
    assert page.evaluate("document.getElementById('ask').getBoundingClientRect().right") <= width


def test_answered_by_keyboard_alone_and_kept_over_a_reload(
    browser: Browser, forms: dict[str, Path], folder: Path
) -> None:
    page, _, _ = opened(browser, forms["empty"])
    inside = f"{ACTIVE}.closest('[data-q=\"A-PUR-01\"]')"
    tab_to(page, f"{ACTIVE}.id === 'my-role'")
    page.keyboard.type("Service")
    tab_to(page, f"{inside} && {ACTIVE}.type === 'radio'")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")  # from yes to partly
    tab_to(page, f"{inside} && {ACTIVE}.dataset.field === 'note'", 3)
    page.keyboard.type("No date yet.")
    tab_to(page, f"{inside} && {ACTIVE}.dataset.act === 'add-evidence'", 3)
    page.keyboard.press("Enter")
    assert page.evaluate(f"{ACTIVE}.dataset.ev") == "what"
    page.keyboard.type("Project order")
    page.keyboard.press("Tab")
    page.keyboard.type("orders/12.pdf")
    tab_to(page, f"{ACTIVE}.dataset.act === 'save'")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    path = folder / "keyboard.json"
    download.value.save_as(path)
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    assert json.loads(path.read_text())["answers"] == {
        "A-PUR-01": {
            "answer": "partly",
            "version": 1,
            "by": "service_owner",
            "on": today,
            "note": "No date yet.",
            "evidence": [{"what": "Project order", "link": "orders/12.pdf"}],
        }
    }
    read = load_answers(path, load_checklists()).answers["A-PUR-01"]
    assert (read.answer, read.by, read.evidence[0].link) == ("partly", "service_owner", "orders/12.pdf")
    wait(page, "document.getElementById('kept-state').textContent.startsWith('Kept')")
    again(page)
    assert box(page, "A-PUR-01").locator("input[value=partly]").is_checked()
    assert box(page, "A-PUR-01").locator("[data-field=note]").input_value() == "No date yet."
    assert box(page, "A-PUR-01").locator("[data-ev=link]").input_value() == "orders/12.pdf"
    assert page.locator("#progress").inner_text() == "1 of 80 answered"
    assert "copy in this browser" in page.locator("#told").inner_text()


def test_the_focus_is_never_behind_the_bar_below(browser: Browser, forms: dict[str, Path]) -> None:
    page, _, _ = opened(browser, forms["empty"], width=320)
    hidden = []
    for _ in range(150):
        page.keyboard.press("Tab")
        hidden.append(
            page.evaluate(
                "(() => { const e = document.activeElement, bar = document.querySelector('.bar'); if (bar.contains(e) "
                "|| e === document.body) return ''; const r = e.getBoundingClientRect(); return r.top > "
                "bar.getBoundingClientRect().top - 4 || r.bottom < 0 ? e.outerHTML.slice(0, 80) : ''; })()"
            )
        )
    assert [item for item in hidden if item] == []


@pytest.mark.parametrize("sample", ["welfare", "water", "recruitment"])
def test_loaded_and_saved_again_a_sample_is_unchanged(
    browser: Browser, forms: dict[str, Path], folder: Path, sample: str
) -> None:
    library = load_checklists()
    document = as_document(load_answers(SAMPLES / sample / "answers.yaml", library))
    page, _, _ = opened(browser, forms["empty"])
    told = load(page, folder, document)
    assert f"Answers that are new here: {len(document['answers'])}." in told
    assert page.locator("#problems").is_hidden()
    assert page.locator("#conflicts").is_hidden()
    assert saved(page, folder) == document
    assert as_document(load_answers(folder / "answers.json", library)) == document
    # every answer is on the page, not only in the file
    for key, answer in document["answers"].items():
        assert page.locator(f"[data-q='{key}'] input:checked").get_attribute("value") == answer["answer"]


def test_fields_write_what_they_show(browser: Browser, forms: dict[str, Path], folder: Path) -> None:
    page, _, _ = opened(browser, forms["empty"])
    choose(page, "A-MON-01", "yes")
    box(page, "A-MON-01").locator("[data-record]").fill("12")
    choose(page, "A-DES-03", "no")
    box(page, "A-DES-03").locator("[data-record]").fill("false_flag_gap\nmissed_gap")
    choose(page, "A-PUR-04", "yes")
    box(page, "A-PUR-04").locator("[data-record]").fill('{"group": {"origin": "Roma"}, "ground": "ethnic_origin"}')
    choose(page, "A-TRA-01", "dont_know")
    box(page, "A-TRA-01").locator("[data-record]").select_option("no")
    assert box(page, "A-TRA-01").locator("[data-note]").inner_text() == "Who would know?"
    page.locator("[data-p='P-01'] input[value=priority]").check()
    page.locator("[data-p='P-01'] input[value=scarce_place]").check()
    page.locator("[data-p='P-05'] [data-key=people_per_year]").fill("1200")
    page.locator("[data-p='P-09'] [data-key=sex]").select_option("own_data")
    page.locator("[data-p='P-12'] input[value=no]").check()
    page.locator("#status").select_option("final")
    written = saved(page, folder)
    assert {key: item.get("record") for key, item in written["answers"].items()} == {
        "A-MON-01": {"audit_interval": 12},
        "A-DES-03": {"measures_named": ["false_flag_gap", "missed_gap"]},
        "A-PUR-04": {"groups_listed": [{"group": {"origin": "Roma"}, "ground": "ethnic_origin"}]},
        "A-TRA-01": {"register_group_results": "no"},
    }
    assert written["profile"] == {
        "P-01": ["scarce_place", "priority"],
        "P-05": {"people_per_year": 1200},
        "P-09": {"sex": "own_data"},
        "P-12": "no",
    }
    read = load_answers(folder / "answers.json", load_checklists())
    assert read.status == "final"
    assert read.answers["A-MON-01"].record == {"audit_interval": 12}


def test_an_answer_taken_back_leaves_nothing_and_can_be_put_back(
    browser: Browser, forms: dict[str, Path], folder: Path
) -> None:
    page, _, _ = opened(browser, forms["empty"])
    choose(page, "A-DAT-04", "yes")
    box(page, "A-DAT-04").locator("[data-field=note]").fill("A long note")
    assert "stated, not shown" in box(page, "A-DAT-04").locator("[data-hint]").inner_text()
    box(page, "A-DAT-04").locator("[data-act=clear]").click()
    assert page.evaluate(f"{ACTIVE}.dataset.act") == "undo"
    assert saved(page, folder)["answers"] == {}
    box(page, "A-DAT-04").locator("[data-act=undo]").click()
    assert saved(page, folder)["answers"]["A-DAT-04"]["note"] == "A long note"
    box(page, "A-DAT-04").locator("[data-act=add-evidence]").click()
    page.keyboard.type("Minutes")
    assert box(page, "A-DAT-04").locator("[data-hint]").is_hidden()
    box(page, "A-DAT-04").locator("[data-act=drop-evidence]").click()
    assert page.evaluate(f"{ACTIVE}.dataset.act") == "add-evidence"
    assert "evidence" not in saved(page, folder)["answers"]["A-DAT-04"]


def test_filters_by_role_stage_audit_short_form_and_open(browser: Browser, forms: dict[str, Path]) -> None:
    library = load_checklists()
    page, _, _ = opened(browser, forms["welfare"])
    shown = "[...document.querySelectorAll('[data-q]')].filter(e => e.checkVisibility()).map(e => e.dataset.q)"
    questions = library.questions()
    off = set(questions) - set(page.evaluate(shown))
    assert off == {"A-OVS-06"}
    page.locator("#role").select_option("dpo")
    assert set(page.evaluate(shown)) == {key for key, q in questions.items() if "dpo" in q.roles} - off
    page.locator("#all").click()
    page.locator("#stage").select_option(label="Data")
    assert set(page.evaluate(shown)) == {key for key, q in questions.items() if q.section == "DAT"} - off
    page.locator("#all").click()
    page.locator("#only-raised").check()
    result = cases.sample("welfare/audit")
    raised = {item.id for part in result.checklists for item in part.questions if item.raised_by}
    assert set(page.evaluate(shown)) == raised - off
    page.locator("#all").click()
    page.locator("#only-short").check()
    assert set(page.evaluate(shown)) == {key for key, q in questions.items() if q.short_form} - off
    assert len([q for q in questions.values() if q.short_form]) == 15
    page.locator("#all").click()
    page.locator("#only-open").check()
    answered = load_answers(SAMPLES / "welfare" / "answers.yaml", library).answers
    assert set(page.evaluate(shown)) == set(questions) - set(answered) - off
    # a question that is being answered stays until the choice is made anew
    choose(page, "A-DAT-01", "no")
    assert "A-DAT-01" in page.evaluate(shown)
    page.locator("#only-open").uncheck()
    page.locator("#only-open").check()
    assert "A-DAT-01" not in page.evaluate(shown)
    assert page.locator("#showing").inner_text().startswith(f"Questions on the page: {len(page.evaluate(shown))} of 80")


def test_the_profile_switches_questions_on_and_off(browser: Browser, forms: dict[str, Path], folder: Path) -> None:
    page, _, _ = opened(browser, forms["empty"])
    assert box(page, "A-PRO-01").is_visible()  # not known yet: it is asked
    choose(page, "A-PRO-01", "no")
    page.locator("[data-p='P-07'] input[value=own]").check()
    assert box(page, "A-PRO-01").is_hidden()
    assert page.locator("#progress").inner_text() == "0 of 76 answered"
    page.locator("#also-off").check()
    state = box(page, "A-PRO-01").locator(".state")
    assert state.inner_text() == (
        "Does not apply to this tool, after the answers of the profile: it is asked when P-07 is bought or shared or "
        "run_by_partner. Its answer stays in your file."
    )
    assert saved(page, folder)["answers"]["A-PRO-01"]["answer"] == "no"
    page.locator("[data-p='P-07'] input[value=bought]").check()
    assert state.is_hidden()


PLAN_FACTS = list(load_checklists().vocabulary.plan_facts)
OPTIONS = {key: list(item.options) for key, item in load_checklists().profile.items() if item.options}


def random_condition(draw: random.Random, depth: int = 0) -> Condition:
    kind = draw.choice(["profile", "profile", "plan", "signal", "all", "any", "not"] if depth < 3 else ["profile"])
    if kind in ("all", "any"):
        parts = tuple(random_condition(draw, depth + 1) for _ in range(draw.randint(1, 3)))
        return All(parts=parts) if kind == "all" else AnyOf(parts=parts)
    if kind == "not":
        return Not(part=random_condition(draw, depth + 1))
    if kind == "plan":
        return PlanTest(fact=draw.choice(PLAN_FACTS), present=draw.random() < 0.5)
    if kind == "signal":
        name = draw.choice(["selection_gap", "calibration_gap", "override", "small_groups"])
        return SignalTest(named=(name,), signals=(name,), verdicts=(draw.choice(["shown", "cannot_tell"]),))
    question = draw.choice(list(OPTIONS))
    some = draw.sample(OPTIONS[question], k=draw.randint(1, min(2, len(OPTIONS[question]))))
    return ProfileTest(question=question, options=tuple(some))


def random_profile(draw: random.Random, library: Library) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for key, item in library.profile.items():
        if draw.random() < 0.35:
            continue
        if item.kind == "one":
            word = draw.choice(list(item.options))
            said[key] = {"yes": True, "no": False}.get(word, word) if draw.random() < 0.5 else word
        elif item.kind == "several":
            said[key] = draw.sample(list(item.options), k=draw.randint(0, 2))
        elif item.kind == "per_ground":
            grounds = draw.sample(list(library.vocabulary.grounds), k=draw.randint(0, 3))
            said[key] = {ground: draw.choice(list(item.options)) for ground in grounds}
        else:
            said[key] = {next(iter(item.fields)): "12"}
    return said


def test_page_and_python_agree_on_which_questions_apply(browser: Browser, folder: Path) -> None:
    draw = random.Random(20261124)  # noqa: S311 - draws test cases
    library = load_checklists()
    lists = {}
    for name, checklist in library.checklists.items():
        changed = {
            key: replace(item, applies_when=random_condition(draw)) if draw.random() < 0.8 else item
            for key, item in checklist.questions.items()
        }
        lists[name] = replace(checklist, questions=changed)
    library = replace(library, checklists=lists)
    result = replace(cases.sample("welfare/audit"), triggers=())
    path = folder / "random.html"
    path.write_text(form_html(library, result=result), encoding="utf-8")
    page, _, _ = opened(browser, path)
    from adm_audit.checklist.profile import from_plan

    seen = set()
    for _ in range(30):
        profile = random_profile(draw, library)
        load(page, folder, {"adm_audit_answers": 1, "profile": profile})
        off = set(
            page.evaluate("[...document.querySelectorAll('.question.off')].map(e => e.dataset.q)"),
        )
        read = load_answers(folder / "theirs.json", library).profile
        case = Case(library=library, result=view(result), profile={**from_plan(result.plan), **read})
        expected = {key for key, q in library.questions().items() if not applies_now(q, case, raised=False)[0]}
        assert off == expected, profile
        seen |= expected
        page.locator("#clear").click()
        page.locator("[data-act=clear-all]").click()
    assert len(seen) > 40


def test_differences_are_shown_and_decided_by_people(browser: Browser, forms: dict[str, Path], folder: Path) -> None:
    page, _, _ = opened(browser, forms["empty"])
    choose(page, "A-PUR-01", "yes")
    choose(page, "A-PUR-02", "no")
    theirs = answers(
        A_PUR_01={"answer": "partly", "version": 1, "by": "dpo", "on": "2026-11-02"},
        A_PUR_02={"answer": "dont_know", "version": 1, "note": "Ask the archive"},
        A_PUR_03={"answer": "yes", "version": 1},
    )
    told = load(page, folder, theirs)
    assert "new here: 1." in told
    assert "differ: 2." in told
    assert page.evaluate(f"{ACTIVE}.textContent") == "Differences to decide: 2"
    lines = page.locator("#conflicts li")
    assert "answers.A-PUR-01" in lines.nth(0).inner_text()
    assert "In theirs.json: Partly · Data-protection officer · 2026-11-02" in lines.nth(0).inner_text()
    # nothing is decided by itself, and an open difference survives a reload
    assert saved(page, folder)["answers"]["A-PUR-01"]["answer"] == "yes"
    assert "still open" in page.locator("#told").inner_text()
    wait(page, "document.getElementById('kept-state').textContent.startsWith('Kept')")
    again(page)
    lines.nth(0).get_by_role("button", name="Take what the file says").click()
    lines.nth(0).get_by_role("button", name="Keep what stands here").click()
    written = saved(page, folder)["answers"]
    assert [written[f"A-PUR-0{n}"]["answer"] for n in (1, 2, 3)] == ["partly", "no", "yes"]
    assert page.locator("#conflicts").is_hidden()
    # the same file once more brings nothing new, but the kept difference is asked again
    assert "differ: 1." in load(page, folder, theirs)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.json", '{"adm_audit_answers": 1, "answers": {"A-PUR-0', "it is not a whole file of answers"),
        ("a.yaml", "adm_audit_answers: 1\n", "adm-audit checklist sheet --format html --answers a.yaml"),
        ("a.json", "[1, 2]", '"file" holds a list.'),
        ("a.json", "{}", 'The line "adm_audit_answers" is missing here.'),
        ("a.json", '{"adm_audit_answers": 7}', "The answers have format 7; this version reads format 1."),
        ("a.json", '{"adm_audit_answers": 1, "answers": []}', '"answers" holds a list.'),
        (
            "a.json",
            '{"adm_audit_answers": 1,\n "answers": {"A-PUR-01": {"answer": "yes"},\n "A-PUR-01": {"answer": "no"}}}',
            "A-PUR-01",
        ),
        ("a.json", "[" * 100_000, "it is not a whole file of answers"),
        ("a.json", "\x00\x01", "it is not a whole file of answers"),
    ],
)
def test_a_file_that_makes_no_sense_changes_nothing(
    browser: Browser, forms: dict[str, Path], folder: Path, name: str, content: str, expected: str
) -> None:
    page, _, complaints = opened(browser, forms["empty"])
    choose(page, "A-PUR-01", "yes")
    before = saved(page, folder)
    told = load(page, folder, content, name)
    assert expected in told
    assert "Nothing here was changed." in told
    assert saved(page, folder) == before
    assert complaints == []


def test_nonsense_inside_a_file_is_named_and_nothing_is_lost(
    browser: Browser, forms: dict[str, Path], folder: Path
) -> None:
    page, _, _ = opened(browser, forms["empty"])
    odd = answers(
        A_PUR_01={"answer": "maybe", "version": 1, "colour": "red"},
        A_PUR_02={"answer": "not_applicable", "version": 1},
        A_PUR_03={"answer": "yes", "version": 7, "note": "Read long ago"},
        A_PUR_04={"answer": "yes", "version": 1, "evidence": [{"link": "javascript:alert(1)"}, "paper"]},
        A_PUR_05="yes",
        A_DAT_01={"answer": "yes"},
        A_DAT_02={"version": 1, "note": "Not decided"},
        A_XYZ_99={"answer": "yes", "version": 1},
        a_pur_06={"answer": "yes", "version": 1, "on": "2026-02-31"},
        A_TST_01={"answer": "yes", "version": 1, "by": "mayor", "on": "2026-02-31", "record": {"x": 1}},
        __proto__={"answer": "yes", "version": 1},
    )
    odd["profile"] = {"P-02": "burdn", "P-77": "x", "P-07": ["bought", "lent"], "P-09": {"shoe_size": "none"}}
    odd["more"] = 1
    load(page, folder, odd)
    assert page.evaluate(f"{ACTIVE}.textContent").startswith("To be put right: ")
    told = page.locator("#problems").inner_text()
    assert saved(page, folder) == {"status": "trial", "handling": {}, **odd}
    with pytest.raises(ChecklistError) as caught:
        load_answers(folder / "answers.json", load_checklists())
    # the page names the places that adm-audit names, and no others
    places = {str(problem.place.key) for problem in caught.value.problems if problem.place}
    named = {line.inner_text() for line in page.locator("#problems strong").all()}
    assert named == places
    assert '"maybe" is not an answer. Answers are: yes, partly, no, not_applicable, dont_know.' in told
    assert 'There is no question "a-pur-06".' in told
    assert "Did you mean A-PUR-06?" in told
    assert "Write the reason in the line note." in box(page, "A-PUR-02").locator(".wrong").inner_text()
    # it can be put right here, without losing anything else
    page.get_by_role("button", name="I read it again; my answer still holds answers.A-PUR-03").click()
    assert saved(page, folder)["answers"]["A-PUR-03"] == {"answer": "yes", "version": 1, "note": "Read long ago"}
    choose(page, "A-PUR-01", "no")
    assert saved(page, folder)["answers"]["A-PUR-01"]["colour"] == "red"
    page.get_by_role("button", name="I read it again; my answer still holds answers.A-DAT-01").click()
    while page.locator("#problems [data-act=take-out]").count():
        page.locator("#problems [data-act=take-out]").first.click()
    choose(page, "A-DAT-02", "no")
    choose(page, "A-PUR-02", "yes")
    box(page, "A-PUR-04").locator("[data-ev=what]").fill("Minutes")
    assert page.locator("#problems").is_hidden()
    saved(page, folder)
    read = load_answers(folder / "answers.json", load_checklists()).answers
    assert set(read) == {"A-PUR-01", "A-PUR-02", "A-PUR-03", "A-PUR-04", "A-DAT-01", "A-DAT-02", "A-TST-01"}
    assert read["A-DAT-02"].note == "Not decided"


def test_the_copy_can_be_cleared_and_switched_off(browser: Browser, forms: dict[str, Path]) -> None:
    page, _, _ = opened(browser, forms["empty"])
    said = page.locator("#kept").inner_text()
    assert "Other pages that are opened from files of this computer can read that copy" in said
    assert page.evaluate(KEYS) == []  # looking keeps nothing
    again(page)
    assert page.evaluate(KEYS) == []
    choose(page, "A-PUR-01", "yes")
    wait(page, "localStorage.length === 1")
    assert page.evaluate(KEYS) == [
        "adm-audit form: ai-local-services 1.0.0, systemic-discrimination 1.0.0: Our service"
    ]
    page.locator("#clear").click()
    page.keyboard.press("Escape")  # not yet
    assert page.evaluate("localStorage.length") == 1
    page.locator("#clear").click()
    page.get_by_role("button", name="Clear the copy, go on working").click()
    assert page.evaluate(KEYS) == []
    assert not page.locator("#keep").is_checked()
    assert "Not kept" in page.locator("#kept-state").inner_text()
    choose(page, "A-PUR-02", "yes")
    page.wait_for_timeout(500)
    assert page.evaluate(KEYS) == []
    assert box(page, "A-PUR-01").locator("input[value=yes]").is_checked()
    page.locator("#keep").check()
    wait(page, "localStorage.length === 1")
    page.locator("#clear").click()
    page.get_by_role("button", name="Clear the copy and my answers on this page").click()
    assert page.evaluate(KEYS) == []
    assert page.locator("[data-q] input:checked").count() == 0


def test_a_copy_of_another_edition_of_the_form_is_not_lost(browser: Browser, folder: Path) -> None:
    library = load_checklists()
    path = folder / "edition.html"
    path.write_text(form_html(library, title="Twice"), encoding="utf-8")
    page, _, _ = opened(browser, path)
    choose(page, "A-PUR-01", "yes")
    wait(page, "localStorage.length === 1")
    newer = folder / "newer.json"
    newer.write_text(
        json.dumps(answers(A_PUR_01={"answer": "no", "version": 1}, A_PUR_02={"answer": "no", "version": 1}))
    )
    path.write_text(form_html(library, load_answers(newer, library), title="Twice"), encoding="utf-8")
    again(page)
    assert "earlier edition" in page.locator("#told").inner_text()
    assert box(page, "A-PUR-01").locator("input[value=yes]").is_checked()
    assert box(page, "A-PUR-02").locator("input[value=no]").is_checked()
    assert page.locator("#conflicts li").count() == 1


@pytest.mark.parametrize("content", ["{", "null", '{"doc": []}', '{"doc": {"answers": 5}}'])
def test_a_spoilt_copy_does_not_stop_the_form(browser: Browser, forms: dict[str, Path], content: str) -> None:
    page, _, complaints = opened(browser, forms["empty"])
    key = "adm-audit form: ai-local-services 1.0.0, systemic-discrimination 1.0.0: Our service"
    # written in the page that reads it: another process might not see it yet
    page.add_init_script(f"localStorage.setItem({json.dumps(key)}, {json.dumps(content)})")
    again(page)
    wait(page, "document.getElementById('told').textContent.includes('cannot be read')")
    choose(page, "A-PUR-01", "yes")
    assert page.locator("#progress").inner_text() == "1 of 80 answered"
    assert complaints == []


@pytest.mark.parametrize(
    "broken",
    [
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });",
    ],
)
def test_it_works_where_the_browser_keeps_nothing(
    browser: Browser, forms: dict[str, Path], folder: Path, broken: str
) -> None:
    page, _, complaints = opened(browser, forms["empty"])
    page.add_init_script(broken)
    again(page)
    choose(page, "A-PUR-01", "yes")
    wait(page, "document.getElementById('kept-state').textContent.includes('keeps nothing')")
    assert saved(page, folder)["answers"]["A-PUR-01"]["answer"] == "yes"
    page.locator("#clear").click()
    page.get_by_role("button", name="Clear the copy, go on working").click()
    assert complaints == []


def test_closing_with_unsaved_answers_is_asked_back_only_without_a_copy(
    browser: Browser, forms: dict[str, Path], folder: Path
) -> None:
    page = browser.new_page()  # its dialogs are answered here
    page.goto(forms["empty"].as_uri())
    page.locator("#keep").uncheck()
    choose(page, "A-PUR-01", "yes")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept())[0])
    again(page)
    assert asked == ["beforeunload"]
    choose(page, "A-PUR-01", "yes")
    again(page)
    assert asked == ["beforeunload"]  # there is a copy now


def test_hostile_texts_of_an_own_checklist_are_only_text(
    browser: Browser, forms: dict[str, Path], folder: Path
) -> None:
    page, requests, complaints = opened(browser, forms["hostile"])
    first = page.locator("[data-q]").first
    first.locator("input[value=no]").check()
    first.locator("[data-act=add-evidence]").click()
    page.keyboard.type(cases.MARKUP)
    first.locator("[data-field=note]").fill(cases.QUOTES + cases.BIDI)
    written = saved(page, folder)
    (key,) = written["answers"]
    assert key.endswith(cases.QUOTES)
    written["answers"][cases.MARKUP] = {"answer": cases.QUOTES, "version": 1}
    written["answers"][key]["answer"] = cases.MARKUP
    load(page, folder, written, "x.json")
    assert page.locator("#problems").is_visible()
    assert cases.MARKUP in page.locator("#problems").inner_text()
    assert page.locator("main img, main svg, main script").count() == 0
    assert [url for url in requests if not url.startswith("blob:")] == [forms["hostile"].as_uri()]
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_enough_contrast(browser: Browser, forms: dict[str, Path], folder: Path, scheme: str) -> None:
    page, _, _ = opened(browser, forms["welfare"], color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    load(page, folder, answers(A_DAT_03={"answer": "maybe", "version": 2}))
    ratio, where = page.evaluate(CONTRAST)
    assert ratio >= 4.5, where


def test_everything_has_a_name_for_a_screen_reader(browser: Browser, forms: dict[str, Path]) -> None:
    page, _, _ = opened(browser, forms["empty"])
    choose(page, "A-PUR-01", "yes")
    box(page, "A-PUR-01").locator("[data-act=add-evidence]").click()
    nameless = page.evaluate(
        """[...document.querySelectorAll('input, select, textarea, button, progress, fieldset, dialog')].filter(e => {
          const labelled = e.getAttribute('aria-labelledby'), legend = e.tagName === 'FIELDSET' && e.querySelector('legend');
          const text = e.getAttribute('aria-label') || (labelled && document.getElementById(labelled)?.textContent)
            || [...(e.labels ?? [])].map(l => l.textContent).join('') || legend?.textContent
            || (e.tagName === 'BUTTON' && e.textContent);
          return !text || !text.trim(); }).map(e => e.outerHTML.slice(0, 90))"""
    )
    assert nameless == []
    for role in ("banner", "main", "navigation"):
        assert page.get_by_role(role).count() == 1, role  # type: ignore[arg-type]
    group = page.get_by_role("group", name="A-PUR-01 Is there a written goal for this tool")
    assert group.count() == 1
    assert group.get_by_role("radio", name="Not applicable").count() == 1
    # levels of headings go down one by one, and no id stands twice
    levels = page.evaluate("[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map(e => Number(e.tagName[1]))")
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    assert page.locator("[role=status]").count() == 3


def test_forced_colours_show_the_choice_and_the_focus(browser: Browser, forms: dict[str, Path]) -> None:
    page, _, _ = opened(browser, forms["empty"], forced_colors="active")
    choose(page, "A-PUR-01", "yes")
    page.mouse.click(1, 1)
    label = box(page, "A-PUR-01").locator("label:has(input[value=yes])")
    assert label.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert label.evaluate("e => getComputedStyle(e).outlineColor") != paper


def test_it_prints_the_chosen_questions(browser: Browser, forms: dict[str, Path], folder: Path) -> None:
    page, _, _ = opened(browser, forms["welfare"])
    page.locator("#stage").select_option(label="Data")
    page.emulate_media(media="print")
    assert page.locator(".bar").is_hidden()
    assert page.locator("#filters").is_hidden()
    assert box(page, "A-DAT-04").is_visible()
    assert box(page, "A-MON-01").is_hidden()
    assert box(page, "A-DAT-01").locator("[data-field=note]").is_visible()  # room to write by hand
    paper = folder / "form.pdf"
    page.pdf(path=str(paper), prefer_css_page_size=True, tagged=True)
    content = paper.read_bytes()
    assert b"/StructTreeRoot" in content
    assert 2 <= content.count(b"/Type /Page\n") <= 12 or content.count(b"/Type /Page") > 2


def test_without_scripts_the_questions_can_be_read(browser: Browser, forms: dict[str, Path]) -> None:
    page, _, _ = opened(browser, forms["empty"], java_script_enabled=False)
    text = page.locator("body").inner_text()
    assert "Scripts are switched off, so nothing that you enter here is kept or saved." in text
    assert "Is there a written goal for this tool that the city can measure?" in text


def test_enter_in_a_field_sends_nothing(browser: Browser, forms: dict[str, Path]) -> None:
    page, requests, complaints = opened(browser, forms["empty"])
    page.locator("#my-name").fill("A. Person")
    page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    assert page.locator("#my-name").input_value() == "A. Person"
    assert requests == [forms["empty"].as_uri()]
    assert complaints == []


def test_another_tab_with_the_same_form_is_told(browser: Browser, forms: dict[str, Path]) -> None:
    page, _, _ = opened(browser, forms["empty"])
    other = page.context.new_page()
    other.goto(forms["empty"].as_uri())
    choose(other, "A-PUR-01", "yes")
    wait(page, "document.getElementById('told').textContent.includes('another tab')")


def test_a_profile_that_contradicts_the_plan_is_named(browser: Browser, forms: dict[str, Path]) -> None:
    page, _, _ = opened(browser, forms["welfare"])
    assert page.locator("#problems").is_hidden()
    page.locator("[data-p='P-02'] input[value=mixed]").check()
    assert page.locator("#problems").is_hidden()  # one effect of two is what the plan can say
    page.locator("[data-p='P-02'] input[value=benefit]").check()
    told = page.locator("#problems").inner_text()
    assert 'The profile answers P-02 with "benefit", but the plan says: decision.effect: burden.' in told


def test_who_answers_is_written_beside_each_answer(browser: Browser, forms: dict[str, Path], folder: Path) -> None:
    page, _, _ = opened(browser, forms["empty"])
    theirs = {"answer": "yes", "version": 1, "by": "hr", "name": "B. Other", "on": "2024-01-01", "note": "kept"}
    load(page, folder, answers(A_PUR_01=theirs, A_PUR_02=theirs))
    page.locator("#my-role").select_option("dpo")
    choose(page, "A-PUR-01", "no")
    written = saved(page, folder)["answers"]
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    # whoever changes an answer answers for it; the other stays as it was
    assert written["A-PUR-01"] == {"answer": "no", "version": 1, "by": "dpo", "on": today, "note": "kept"}
    assert written["A-PUR-02"] == theirs


def test_a_retired_question_is_named_with_the_one_that_replaces_it(browser: Browser, folder: Path) -> None:
    gone = Retired(id="A-OLD-01", because="Split in two.", replaced_by=("A-PUR-01",))
    path = folder / "retired.html"
    path.write_text(form_html(replace(load_checklists(), retired={gone.id: gone})), encoding="utf-8")
    page, _, _ = opened(browser, path)
    load(page, folder, answers(A_OLD_01={"answer": "yes", "version": 1}))
    told = page.locator("#problems").inner_text()
    assert 'The question "A-OLD-01" is no longer asked (Split in two.).' in told
    assert "Did you mean A-PUR-01?" in told
