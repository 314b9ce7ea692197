"""The report in a real browser: nothing leaves the page, it fits a narrow screen, it can be read and printed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import report_cases as cases
from adm_audit.report import to_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
COUNCIL = "council"
PAGES = ("welfare/audit", "recruitment/audit", "water/audit_counts", "hostile", COUNCIL)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER CHECKS: there is no Chromium on this machine"),
]

OVERFLOWING = """() => [...document.querySelectorAll('body *')]
  .filter(e => !e.closest('.scroll, pre, .hidden, .skip, svg') && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.tagName + '.' + e.className).slice(0, 5)"""

CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = color => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [.2126, .7152, .0722][at], 0);
  const behind = e => { for (; e; e = e.parentElement) {
    const found = rgb(getComputedStyle(e).backgroundColor); if (found[3] === 255) return found; } return [255, 255, 255, 255]; };
  let worst = [99, ''];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility()) continue;
    const style = getComputedStyle(e), isText = e.namespaceURI.endsWith('svg');
    const pair = [light(rgb(isText ? style.fill : style.color)), light(behind(e))].sort((a, b) => b - a);
    const ratio = (pair[0] + .05) / (pair[1] + .05);
    if (ratio < worst[0]) worst = [ratio, e.tagName + '.' + (e.className.baseVal ?? e.className) + ': ' + e.textContent.slice(0, 40)];
  }
  return worst;
}"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    found = {}
    for name in PAGES:
        shown = "recruitment/audit" if name == COUNCIL else name
        result = cases.hostile() if name == "hostile" else cases.sample(shown)
        found[name] = folder / f"{name.replace('/', '-')}.html"
        html = to_html(result, edition="council" if name == COUNCIL else "team")
        found[name].write_text(html, encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        started = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


def opened(browser: Browser, path: Path, *, width: int = 1280, **options: Any) -> tuple[Page, list[str], list[str]]:
    """Open a report; also return every request and every complaint of the browser."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **options)
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(path.as_uri())
    return page, requests, complaints


@pytest.mark.parametrize("name", PAGES)
def test_no_request_leaves_the_page(browser: Browser, files: dict[str, Path], name: str) -> None:
    page, requests, complaints = opened(browser, files[name])
    page.wait_for_load_state("networkidle")
    assert requests == [files[name].as_uri()]
    # a blocked style or script would be a complaint
    assert complaints == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, files: dict[str, Path], name: str, width: int) -> None:
    page, _, _ = opened(browser, files[name], width=width)
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OVERFLOWING) == []


def test_it_reads_the_same_without_scripts(browser: Browser, files: dict[str, Path]) -> None:
    with_scripts, _, _ = opened(browser, files["welfare/audit"])
    without, _, _ = opened(browser, files["welfare/audit"], java_script_enabled=False)
    said = without.locator("body").inner_text()
    assert "23 of 100 against 10 of 100" in said
    assert said == with_scripts.locator("body").inner_text()


def test_the_keyboard_reaches_the_report_first_and_everything_after(browser: Browser, files: dict[str, Path]) -> None:
    page, _, _ = opened(browser, files["welfare/audit"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    # from there on the focus only moves down the page, and reaches tables that scroll
    places, names = [], set()
    for _ in range(60):
        page.keyboard.press("Tab")
        places.append(page.evaluate("document.activeElement.getBoundingClientRect().top + scrollY"))
        names.add(page.evaluate("document.activeElement.className || document.activeElement.tagName"))
    assert all(after >= before - 30 for before, after in pairwise(places))
    assert {"scroll", "SUMMARY", "A"} <= names


def test_a_link_opens_what_it_points_at(browser: Browser, files: dict[str, Path]) -> None:
    page, _, _ = opened(browser, files["welfare/audit"])
    link = page.locator(".three a").first
    target = link.get_attribute("href")
    link.click()
    assert page.locator(f"[id='{str(target)[1:]}']").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_enough_contrast(browser: Browser, files: dict[str, Path], scheme: str) -> None:
    page, _, _ = opened(browser, files["welfare/audit"], color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    ratio, where = page.evaluate(CONTRAST)
    assert ratio >= 4.5, where


def test_pictures_keep_their_lines_in_forced_colours(browser: Browser, files: dict[str, Path]) -> None:
    page, _, _ = opened(browser, files["welfare/audit"], forced_colors="active")
    colour = "e => getComputedStyle(e).stroke"
    line, paper = (
        page.locator(".c-line").first.evaluate(colour),
        page.evaluate("getComputedStyle(document.body).backgroundColor"),
    )
    assert line != paper


def test_the_accessibility_tree_has_landmarks_and_named_pictures(browser: Browser, files: dict[str, Path]) -> None:
    page, _, _ = opened(browser, files["welfare/audit"])
    for role in ("banner", "main", "navigation", "contentinfo"):
        assert page.get_by_role(role).count() == 1, role  # type: ignore[arg-type]
    pictures = page.get_by_role("img")
    assert pictures.count() > 10
    for at in range(pictures.count()):
        assert pictures.nth(at).locator("title").first.text_content()
    assert page.get_by_role("img", name="23 of 100: people with origin “non-EU”").count() == 1


def test_it_prints_with_everything_open(browser: Browser, files: dict[str, Path], tmp_path: Path) -> None:
    page, _, _ = opened(browser, files["welfare/audit"])
    paper = tmp_path / "report.pdf"
    page.pdf(path=str(paper), prefer_css_page_size=True, tagged=True)
    content = paper.read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") >= 10 or content.count(b"/Type /Page") > 10
    assert b"/StructTreeRoot" in content
    # a closed part of the page is open on paper: it has a height
    page.emulate_media(media="print")
    inside = page.locator("details:not([open]) table").first
    assert inside.evaluate("e => e.getBoundingClientRect().height") > 20
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


@pytest.mark.parametrize("name", ["welfare/audit", "water/audit", "recruitment/audit"])
def test_the_edition_for_the_council_has_two_pages(browser: Browser, tmp_path: Path, name: str) -> None:
    path = tmp_path / "report.council.html"
    path.write_text(to_html(cases.sample(name), edition="council"), encoding="utf-8")
    page, _, _ = opened(browser, path)
    printed = page.pdf(format="A4", tagged=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 2
