"""The report as a page: valid, safe, complete, and the same bytes every time."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from ruamel.yaml import YAML

import report_cases as cases
from adm_audit.report import summary, to_html
from adm_audit.report.charts.people import Crowd, crowd_chart
from adm_audit.report.charts.svg import scale, tag
from adm_audit.result import AuditResult, Handling, from_json, to_json
from report_cases import page, words

VOID = {"meta", "link", "br", "img", "input", "hr", "wbr", "col"}
WORDS_OF_GRADES = re.compile(r"\b(pass|passed|fair|compliant|biased)\b", re.I)


class Strict(HTMLParser):
    """Reads a page and complains about what a lenient browser would mend."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.problems: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.named_by: list[str] = []
        self.headings: list[int] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.children: dict[int, list[str]] = {}
        self.svg_names: list[tuple[dict[str, str | None], list[str]]] = []
        self.text: list[str] = []

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if len(found) != len(attributes):
            self.problems.append(f"an attribute stands twice in {name}")
        if self.svg_names and self.open and self.open[-1] == "svg":
            self.svg_names[-1][1].append(name)
        self.tags.append((name, found))
        if "id" in found:
            self.ids.append(str(found["id"]))
        if str(found.get("href", "")).startswith("#"):
            self.targets.append(str(found["href"])[1:])
        self.named_by += str(found.get("aria-labelledby") or "").split()
        if re.fullmatch(r"h[1-6]", name):
            self.headings.append(int(name[1]))
        if name == "svg":
            self.svg_names.append((found, []))
        if name not in VOID:
            self.open.append(name)

    def handle_startendtag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(name, attributes)
        if name not in VOID:
            self.open.pop()

    def handle_endtag(self, name: str) -> None:
        if not self.open or self.open[-1] != name:
            self.problems.append(f"</{name}> closes {self.open[-3:]}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(html: str) -> Strict:
    reader = Strict()
    reader.feed(html)
    reader.close()
    return reader


ALL = (*cases.PLANS, "hostile", "small")


@pytest.mark.parametrize("name", ALL)
def test_the_page_is_well_formed(name: str) -> None:
    found = read(page(name))
    assert found.problems == [] and found.open == []
    assert page(name).startswith("<!DOCTYPE html>")
    assert ("html", {"lang": "en"}) in found.tags
    assert len(found.ids) == len(set(found.ids))
    assert set(found.targets) <= set(found.ids)
    assert set(found.named_by) <= set(found.ids)


@pytest.mark.parametrize("name", ALL)
def test_headings_come_in_order(name: str) -> None:
    levels = read(page(name)).headings
    main = levels[levels.index(1) :]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(main))


@pytest.mark.parametrize("name", ALL)
def test_nothing_in_the_page_can_act_or_reach_out(name: str) -> None:
    found = read(page(name))
    names = {tag for tag, _ in found.tags}
    assert not names & {"script", "iframe", "object", "embed", "form", "link", "img", "base", "video", "audio"}
    for tag_name, attributes in found.tags:
        assert "style" not in attributes, tag_name
        assert not [key for key in attributes if key.startswith("on")], attributes
        for key in ("href", "src"):
            assert str(attributes.get(key, "#")).startswith("#")
    assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", page(name))


@pytest.mark.parametrize("name", ALL)
def test_tables_and_pictures_have_names(name: str) -> None:
    found = read(page(name))
    tables = [tag for tag, _ in found.tags if tag == "table"]
    captions = [tag for tag, _ in found.tags if tag == "caption"]
    assert len(tables) == len(captions)
    assert all(attributes.get("scope") for tag, attributes in found.tags if tag == "th")
    for attributes, children in found.svg_names:
        if attributes.get("aria-hidden") != "true":
            assert attributes["role"] == "img" and children[:2] == ["title", "desc"]
    for tag_name, attributes in found.tags:
        if attributes.get("role") == "region":
            assert attributes.get("tabindex") == "0", tag_name
            assert attributes.get("aria-labelledby") or attributes.get("aria-label")


@pytest.mark.parametrize("name", ALL)
def test_the_policy_allows_exactly_this_style(name: str) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", page(name), flags=re.S)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page(name))
    hashed = b64encode(sha256(style.encode()).digest()).decode()
    assert unescape(policy).startswith(f"default-src 'none'; style-src 'sha256-{hashed}';")


@pytest.mark.parametrize("name", cases.PLANS)
def test_reports_of_the_samples_stay_small(name: str) -> None:
    assert len(page(name).encode()) < 400_000


def test_the_same_result_gives_the_same_bytes() -> None:
    result = cases.sample("welfare/audit")
    assert to_html(result) == page("welfare/audit")
    assert to_html(from_json(to_json(result))) == page("welfare/audit")


@pytest.mark.parametrize("name", ["welfare", "water", "recruitment"])
def test_the_report_says_what_was_planted(name: str) -> None:
    truth = YAML(typ="safe").load(cases.SAMPLES / name / "truth.yaml")
    result = cases.sample(f"{name}/audit")
    text = words(page(f"{name}/audit"))
    for entry in truth["must"]:
        if "rate" not in entry or entry["signal"] == "small_groups":
            continue
        item = next(
            one
            for one in result.signal(entry["signal"]).findings
            if one.group == entry["group"] and one.part == entry.get("part") and entry.get("input") in (None, one.input)
        )
        assert item.verdict == "shown"
        percent = f"{100 * entry['rate']:.0f}"
        # the rate stands in the page, as people and as a percentage
        assert re.search(rf"\b{percent}\.\d%", text) or re.search(rf"\b{percent} of 100\b", text), entry


def test_the_parts_stand_in_their_order() -> None:
    text = page("welfare/audit")
    order = ["examined", "found", "unseen", "next", "signals", "checklist", "method"]
    places = [text.index(f'id="{name}"') for name in order]
    assert places == sorted(places)


def test_what_was_found_is_three_sentences_with_the_strongest_first() -> None:
    (three,) = re.findall(r'<ol class="three">(.*?)</ol>', page("welfare/audit"), flags=re.S)
    said = [words(item) for item in re.findall(r"<li>(.*?)</li>", three, flags=re.S)]
    assert len(said) == 3
    assert "People with origin “non-EU” were selected more often than everyone else: 23 of 100 against 10" in said[0]
    assert "selected wrongly more often" in said[1]
    assert "“EU” are a smaller part of the people in the data than of the reference population" in said[2]


def test_what_could_not_be_looked_at_names_the_plan_line_and_the_question() -> None:
    text = words(page("welfare/audit"))
    part = text[text.index("What could not be looked at") :]
    assert "Missed people" in part and "known_for: everyone" in part and "A-DAT-04" in part
    later = sum(
        item.not_looked_at is not None and item.not_looked_at.code == "not_in_this_version"
        for item in cases.sample("welfare/audit").signals
    )
    assert not later or f"{later} signal" in part


def test_the_order_of_work_holds_no_empty_step_and_no_question_twice() -> None:
    (steps, left_out) = re.findall(
        r'<ol class="steps">(.*?)</ol>\s*<p class="soft">(.*?)</p>', page("welfare/audit"), flags=re.S
    )[0]
    for step in re.split(r"<li><h3>", steps)[1:]:
        assert "<li>" in step or "<p>" in step
    # of eight steps, one has nothing but a signal that this version does not compute
    assert len(re.findall(r"<h3>", steps)) == 7
    assert "Other cut-offs" in left_out and "Other cut-offs" not in steps
    assert words(steps).index("Is the number sound?") < words(steps).index("Is it proportionate")
    asked = re.findall(r"[AS]-[A-Z]{3}-\d\d", words(steps))
    assert len(asked) == len(set(asked)) > 10
    assert "There are only 24 people with origin “stateless”" in words(steps)
    # on proportion: how many people (2,100 at 13.4 points), and what the profile says about the harm
    assert "about 281 people fewer" in words(steps) and "money and home" in words(steps)


def test_the_levels_of_a_factor_are_drawn_with_their_people() -> None:
    # counted from the table of the result: non-EU people against all others whose origin is recorded
    result = cases.sample("welfare/audit")
    table = next(item for item in result.tables if item.by == ("origin", "household"))
    mine = next(row for row in table.groups if row.group["origin"] == "non-EU" and row.group["household"])
    rest = [
        row
        for row in table.groups
        if row.group["household"] == mine.group["household"] and row.group["origin"] not in ("non-EU", None)
    ]
    share = 100 * mine.counts.selected / mine.counts.decided  # type: ignore[operator]
    selected = sum(row.counts.selected for row in rest)  # type: ignore[misc]
    decided = sum(row.counts.decided for row in rest)  # type: ignore[misc]
    told = f"{share:.1f}% of {mine.counts.decided:,} against {100 * selected / decided:.1f}% of {decided:,}"  # type: ignore[operator]
    assert told in words(page("welfare/audit"))


def test_a_contradicted_answer_stands_beside_what_the_data_say() -> None:
    html = page("welfare/audit")
    card = next(
        part
        for part in re.findall(r'<article class="asked a-disagrees".*?</article>', html, flags=re.S)
        if "A-TST-03" in part
    )
    told = words(card)
    assert "What was answered" in told and "Not applicable" in told and "No small groups in our city." in told
    assert "What the data say" in told and "only 24 people with origin “stateless”" in told
    assert "Equality, diversity or intercultural officer" in told


def test_every_raised_question_is_there_with_who_answers() -> None:
    result = cases.sample("welfare/audit")
    text = words(page("welfare/audit"))
    raised = [item for checklist in result.checklists for item in checklist.questions if item.raised_by]
    assert len(raised) > 10
    for item in raised:
        assert item.id in text and item.text in text
    assert text.count("Who answers") >= len(raised)


def test_small_groups_and_unclear_ones_are_never_left_out() -> None:
    result = cases.sample("welfare/audit")
    html = page("welfare/audit")
    rows = re.findall(r'<tr id="(f-\w+)"', html)
    findings = [item for signal in result.signals for item in signal.findings]
    assert len(rows) == len(set(rows)) == len(findings)


def test_without_a_gap_the_report_says_what_is_ruled_out_and_what_is_not() -> None:
    text = words(page("small"))
    assert "No attention level was chosen" in text
    assert "cannot be excluded" in text
    assert "The only comparison shows no gap to anybody's disadvantage." in text


def test_ruled_out_needs_an_attention_level() -> None:
    result = cases.small(attention={"difference": 0.5, "chosen_on": cases.DAY, "reason": "test"})
    assert "a gap beyond the attention level is ruled out" in words(to_html(result))
    assert "a difference of 50 points" in words(to_html(result))


def test_text_from_outside_never_becomes_markup() -> None:
    html = page("hostile")
    for part in ("<script", "<img", "<svg onload", "<b onclick", "49{", "{{ 7"):
        assert part not in html or part == "{{ 7"
    assert "{{ 7 * 7 }}" in html  # shown as it was written, not evaluated
    for sign in ("\u202e", "\u2066", "\u200b", "\u200d", "\x1b", "\x07"):
        assert sign not in html and sign not in summary(cases.hostile())
    assert "(10,000 characters)" in html
    assert "a" * 200 not in html


def test_a_lone_surrogate_does_not_stop_the_report() -> None:
    result = cases.small()
    broken = replace(result, plan=result.plan | {"title": "half \ud800 pair", "organisation": "\ud800"})
    assert "half" in to_html(broken).encode("utf-8").decode("utf-8")


@pytest.mark.parametrize("name", cases.PLANS)
def test_no_grade_is_given(name: str) -> None:
    assert not WORDS_OF_GRADES.search(words(page(name)))
    assert not WORDS_OF_GRADES.search(summary(cases.sample(name)))


def test_the_internal_edition_says_so() -> None:
    result = cases.small()
    assert "Internal: not for publication." in page("small")
    assert "not for publication" not in to_html(replace(result, audience="public"))


def test_an_unknown_checklist_keeps_the_question_that_was_asked() -> None:
    result = cases.sample("welfare/audit")
    asked = result.checklists[0].questions[0]
    own = replace(asked, id="X-<1>", text="Our own <question>?", raised_by=("X-T-1",), applies=True)
    changed = replace(result, checklists=(replace(result.checklists[0], id="own", questions=(own,)),))
    html = to_html(changed)
    assert "Our own &lt;question&gt;?" in html and "X-&lt;1&gt;" in html
    assert read(html).problems == []


def test_a_result_without_anything_can_be_shown() -> None:
    bare = AuditResult(
        audited_on="2026-11-24",
        version="0",
        seed=1,
        confidence=0.95,
        plan={},
        inputs=(),
        cases=0,
        tables=(),
        signals=(),
    )
    html = to_html(bare)
    assert read(html).problems == [] and "Nothing could be compared." in words(html)
    assert "Nothing could be compared." in summary(bare)


def test_a_language_that_is_not_offered_is_refused() -> None:
    with pytest.raises(KeyError):
        to_html(cases.small(), language="xx")


@pytest.mark.parametrize("name", [*cases.PLANS, "hostile"])
def test_the_summary_is_short(name: str) -> None:
    lines = summary(cases.hostile() if name == "hostile" else cases.sample(name)).splitlines()
    # three sentences that quote long names may take a few lines more
    assert len(lines) <= (26 if name == "hostile" else 22)
    assert all(len(line) <= 100 for line in lines[1:])


def test_the_summary_says_what_was_found() -> None:
    told = " ".join(summary(cases.sample("welfare/audit")).split())
    assert "10,000 people, compared by sex, age and origin." in told
    assert "23 of 100 against 10 of 100" in told
    assert "165 comparisons: 39 shown" in told
    assert "The data contradict the answers to A-DAT-03, A-TST-03" in told


def test_scales_end_at_round_ticks_and_hold_everything() -> None:
    # by hand: -3.1 to 17 points in steps of 5
    assert scale(-0.031, 0.17).ticks == (-0.05, 0.0, 0.05, 0.1, 0.15, 0.2)
    for low, high in ((0.0, 0.0), (-1.0, 1.0), (0.0, 1e-6), (-0.2, 0.05)):
        across = scale(low, high)
        assert across.low <= low and across.high >= high and len(across.ticks) <= 9
        assert across.margin <= across.share(low) <= across.share(high) <= 100 - across.margin


@pytest.mark.parametrize("marked", [0, 7, 10, 23, 99, 100])
def test_a_crowd_marks_as_many_as_it_says(marked: int) -> None:
    drawn = crowd_chart("c", "t", "d", Crowd("x", marked))
    areas = re.findall(r'width="(\d+)" height="(\d+)" fill="url\(#p-(on|off)\)"', drawn)
    # each figure takes 18 x 18 units
    figures = {look: sum(int(w) * int(h) for w, h, kind in areas if kind == look) / 324 for look in ("on", "off")}
    assert figures == {"on": marked, "off": 100 - marked}


def test_svg_escapes_what_it_is_given() -> None:
    assert tag("text", cases.MARKUP, x=cases.QUOTES) == (
        '<text x="&#34;&#39;&gt;&lt;svg onload=alert(3)&gt;">&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x '
        "onerror=&#34;alert(2)&#34;&gt;</text>"
    )


@pytest.mark.parametrize(
    ("state", "words_"),
    [
        ("unexplained", "No explanation and no remedy are recorded."),
        ("justified_in_writing", "A justification in four steps is recorded in writing."),
        ("being_remedied", "A remedy with an owner and a date is recorded."),
    ],
)
def test_what_people_did_about_a_gap_stands_beside_it(state: Any, words_: str) -> None:
    result = cases.sample("welfare/audit")
    handled = replace(result, handling={"selection_gap/origin=non-EU": Handling(state=state)})
    card = next(
        part
        for part in re.findall(r'<article class="reading r-shown">.*?</article>', to_html(handled), flags=re.S)
        if "23 of 100 people with origin" in part
    )
    assert words_ in card
    # it never changes what the data say
    assert "A gap is shown" in card
