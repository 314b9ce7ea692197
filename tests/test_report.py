"""The report as a page: valid, safe, complete, and the same bytes every time."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from functools import cache
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from ruamel.yaml import YAML

import adm_audit as adm
import report_cases as cases
from adm_audit.report import summary, to_html
from adm_audit.report.anchors import of_finding
from adm_audit.report.charts.people import Crowd, crowd_chart
from adm_audit.report.charts.svg import scale, tag
from adm_audit.report.ranking import leading
from adm_audit.result import AuditResult, Handling, SignalResult, from_json, to_json
from adm_audit.values import Because

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


@cache
def page(name: str) -> str:
    return to_html(cases.hostile() if name == "hostile" else cases.small() if name == "small" else cases.sample(name))


def read(html: str) -> Strict:
    reader = Strict()
    reader.feed(html)
    reader.close()
    return reader


def words(html: str) -> str:
    """The text of a page on one line, without its style."""
    without = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", without)))


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
    assert "“income” is missing more often for people with origin “EU”" in said[2]


def test_nothing_is_claimed_that_numbers_cannot_say() -> None:
    for name in ALL:
        text = words(page(name))
        assert "Chance does not explain" not in text
        # a number of people stands never without what it is not
        parts = re.findall(r'<article class="reading.*?</article>', page(name), flags=re.S)
        parts += re.findall(r'<ol class="steps">(.*?)</ol>', page(name), flags=re.S)
        for part in parts:
            assert ("At the rate of the other side" in part) == ("it says nothing about single people" in part)
    assert "At the rate of the other side" in words(page("welfare/audit"))


def test_differences_as_they_stand_say_where_factors_are_looked_at() -> None:
    (told,) = re.findall(r'<p class="caveat">(.*?)</p>', page("welfare/audit"), flags=re.S)
    assert 'href="#signal-conditional-gap"' in told and "differences as they stand" in told
    (told,) = re.findall(r'<p class="caveat">(.*?)</p>', page("small"), flags=re.S)
    assert "href" not in told and "nothing was held equal" in told


def test_not_selected_is_defined_and_counted() -> None:
    # 20 of 200 cases are open, 10 have no decision; of the others 60 are selected
    frame = {"sex": ["F", "M"] * 100, "out": ["yes"] * 60 + ["no"] * 110 + ["open"] * 20 + [None] * 10}
    decision: Any = {"column": "out", "positive": ["yes"], "negative": ["no"], "undecided": ["open"]}
    result = adm.audit(frame, decision=decision, effect="burden", protected=["sex"], audited_on=cases.DAY).data
    text = words(to_html(result))
    assert "“Not selected” means: it holds “no” (110 people)." in text
    assert "For 30 people no decision is recorded, or it is still open (“open”); they are in no rate." in text
    assert "it holds any other recorded value (150 people). A decision is recorded for everybody." in words(
        page("small")
    )


def test_a_combined_group_leads_only_where_it_goes_beyond_its_parents() -> None:
    inherited = cases.sample("welfare/audit")  # planted: only origin matters
    for item in leading([one for signal in inherited.signals for one in signal.findings], 9):
        assert item.about != "combined_group"
    assert "does not clearly go beyond what the gap of a larger group lets expect (people with origin" in words(
        page("welfare/audit")
    )
    # planted here: 60 of 100 older women are selected, 10 of 100 of everyone else in each field
    rows = [(sex, age) for sex in "FM" for age in ("old", "young") for _ in range(400)]
    chosen = [at % 400 < (240 if row == ("F", "old") else 40) for at, row in enumerate(rows)]
    beyond = adm.audit(
        {"sex": [sex for sex, _ in rows], "age": [age for _, age in rows], "out": ["yes" if x else "no" for x in chosen]},
        decision="out", positive="yes", effect="burden", protected=["sex", "age"], intersections=2,
        audited_on=cases.DAY,
    ).data  # fmt: skip
    # women 35 of 100, men 10 of 100: a gap of 25 points; older women 60 of 100 against 10 of 100: 50 points
    assert "intersection/age=old&sex=F" in [item.id for item in leading(beyond.signal("intersection").findings)]
    everything = [one for signal in beyond.signals for one in signal.findings]
    assert "intersection/age=old&sex=F" in [item.id for item in leading(everything)]
    assert "This goes beyond the gap of people with sex “F” and people with age “old”." in words(to_html(beyond))


def test_what_could_not_be_looked_at_names_the_plan_line_and_the_question() -> None:
    text = words(page("welfare/audit"))
    part = text[text.index("What could not be looked at") :]
    assert "Missed people" in part and "known_for: everyone" in part and "A-OVS-04" in part
    assert "15 signals come with later versions" in part


def test_the_order_of_work_holds_no_empty_step_and_no_question_twice() -> None:
    (steps, left_out) = re.findall(
        r'<ol class="steps">(.*?)</ol>\s*<p class="soft">(.*?)</p>', page("welfare/audit"), flags=re.S
    )[0]
    for step in re.split(r"<li><h3>", steps)[1:]:
        assert "<li>" in step or "<p>" in step
    # of eight steps, three have nothing but signals that this version does not compute
    assert len(re.findall(r"<h3>", steps)) == 5
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
    assert "87 comparisons: 28 shown" in told
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
    areas = re.findall(r'width="(\d+)" height="(\d+)" fill="url\(#c-(on|off)\)"', drawn)
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


def test_every_reading_names_the_id_under_which_it_can_be_handled() -> None:
    result = cases.sample("welfare/audit")
    html = page("welfare/audit")
    cards = re.findall(r'<article class="reading.*?</article>', html, flags=re.S)
    known = {item.id for signal in result.signals for item in signal.findings}
    named = [unescape(re.findall(r"<code>(.*?)</code>", card)[0]) for card in cards]
    assert len(set(named)) == len(named) > 10 and set(named) <= known
    (listing,) = re.findall(r"<code>(handling:.*?)</code>", html, flags=re.S)
    read_again = YAML(typ="safe").load(unescape(listing))
    assert list(read_again["handling"]) == ["selection_gap/origin=non-EU"]


def test_the_example_of_handling_can_be_read_whatever_the_data_hold() -> None:
    listings = re.findall(r"<code>(handling:.*?)</code>", page("hostile"), flags=re.S)
    for listing in listings:
        assert len(YAML(typ="safe").load(unescape(listing))["handling"]) == 1


def test_handling_that_names_no_finding_is_said_first() -> None:
    lost = Because("handling_without_finding", {"finding": "selection_gap/origin=nonEU"})
    result = replace(cases.sample("welfare/audit"), remarks=(lost,))
    told = (
        "answers.yaml records handling for selection_gap/origin=nonEU, but this audit has no such finding. The nearest "
        "is selection_gap/origin=non-EU."
    )
    text = words(to_html(result))
    assert text.count(told) == 1 and text.index(told) < text.rindex("What was examined")
    assert told in " ".join(summary(result).replace("!", "").split())
    far = replace(result, remarks=(Because("handling_without_finding", {"finding": "zzz"}),))
    assert "records handling for zzz, but this audit has no such finding." in words(to_html(far))


@pytest.mark.parametrize("name", cases.PLANS)
def test_every_shown_finding_has_a_reading_or_is_named_as_standing_in_the_table(name: str) -> None:
    result = cases.sample(name)
    html = page(name)
    cards = re.findall(r'<article class="reading.*?</article>', html, flags=re.S)
    read_aloud = [unescape(re.findall(r"<code>(.*?)</code>", card)[0]) for card in cards]
    lines = " ".join(re.findall(r'<p class="unread">.*?</p>', html, flags=re.S))
    beside = [unescape(name) for name in re.findall(r"<code>(.*?)</code>", lines)]
    shown = [item.id for signal in result.signals for item in signal.findings if item.verdict == "shown"]
    assert sorted([one for one in read_aloud if one in shown] + beside) == sorted(shown)


def test_the_table_says_what_a_verdict_rests_on() -> None:
    result = cases.sample("welfare/audit")
    html = page("welfare/audit")
    row_of = dict(re.findall(r'<tr id="(f-\w+)">(.*?)</tr>', html, flags=re.S))
    details = {
        "alone": "beyond chance only on its own",
        "size_open": "beyond chance, size unclear",
        "selective": "outcomes known only for some",
        "surely": "whole range beyond the level",
    }
    seen = set()
    for signal in result.signals:
        for item in signal.findings:
            if item.detail in details and item.counts is not None:
                assert details[item.detail] in row_of[of_finding(item.id)], item.id
                seen.add(item.detail)
    assert {"surely", "alone"} <= seen


def test_small_groups_come_smallest_first_and_not_all() -> None:
    # seven groups, each called too small: 3 to 7 people, 30 women, 400 men
    names = ["F"] * 30 + [name for at, name in enumerate("ABCDE") for _ in range(7 - at)]
    frame = {"sex": names + ["M"] * 400, "out": (["yes"] * 20 + ["no"] * 10) + ["no"] * 25 + ["yes", "no"] * 200}
    level = {"difference": 0.05, "chosen_on": cases.DAY, "reason": "test"}
    result = adm.audit(
        frame, decision="out", positive="yes", effect="burden", protected=["sex"], attention=level, audited_on=cases.DAY
    ).data
    result = replace(result, signals=tuple(_all_shown(signal) for signal in result.signals))
    (steps,) = re.findall(r'<ol class="steps">(.*?)</ol>', to_html(result), flags=re.S)
    told = re.findall(r"There are only (\d+) people", words(steps))
    assert told[:3] == ["3", "4", "5"] and "Groups too small to judge: and 4 more" in words(steps)


def _all_shown(signal: SignalResult) -> SignalResult:
    if signal.name not in ("small_groups", "selection_gap"):
        return signal
    shown = tuple(replace(item, verdict="shown", worse_off=True) for item in signal.findings)
    return replace(signal, findings=shown if signal.name == "small_groups" else shown[:1])


@pytest.mark.parametrize(
    ("plan", "code"),
    [("welfare/audit", "A-OVS-04 A-DAT-04"), ("water/audit_counts", "A-PUR-01"), ("water/audit", "A-OVS-04 A-DAT-04")],
)
def test_only_questions_that_bring_what_is_missing_unlock_it(plan: str, code: str) -> None:
    (gaps,) = re.findall(r'<ul class="gaps">(.*?)</ul>', page(plan), flags=re.S)
    named = re.findall(r"Question that would unlock it:\s*(?:<a[^>]*>)?([\w-]+)", gaps)
    assert named == code.split()


@pytest.mark.parametrize("name", cases.PLANS)
def test_headlines_count_in_hundreds(name: str) -> None:
    (three,) = re.findall(r'<ol class="three">(.*?)</ol>', page(name), flags=re.S)
    assert not re.search(r"of 1,000", three)


def test_the_period_is_named_only_where_a_signal_uses_it() -> None:
    assert cases.sample("welfare/audit").plan["period"]
    assert "Date of the decision" not in words(page("welfare/audit"))


def test_a_trigger_that_is_partly_known_says_so() -> None:
    text = words(page("welfare/audit"))
    assert "“Selected more or less often”: for some groups it is shown, for some groups the data cannot tell." in text


def test_where_there_is_nobody_nothing_was_compared() -> None:
    # nobody with sex "X" has a decision
    frame = {
        "sex": ["F"] * 100 + ["M"] * 100 + ["X"] * 5,
        "out": ["yes"] * 30 + ["no"] * 70 + ["yes"] * 20 + ["no"] * 80 + [None] * 5,
    }
    result = adm.audit(
        frame, decision="out", positive="yes", effect="burden", protected=["sex"], audited_on=cases.DAY
    ).data
    (gone,) = [item for item in result.signal("selection_gap").findings if item.group == {"sex": "X"}]
    assert gone.detail == "undefined"
    html = to_html(result)
    text = words(html)
    # F and M against everyone else are compared, X is not
    assert "All 2 comparisons" in text and "2 comparisons: " in summary(result)
    assert "1 comparison was not made, because there is nobody on one side." in text
    (row,) = re.findall(rf'<tr id="{of_finding(gone.id)}">(.*?)</tr>', html, flags=re.S)
    assert "nobody to compare" in row
    for answer in re.findall(r'<p class="answer">(.*?)</p>', html, flags=re.S):
        assert "“X”" not in answer


def test_unclear_comparisons_of_very_small_groups_are_counted_apart() -> None:
    result = cases.sample("welfare/audit")
    unclear = [item for signal in result.signals for item in signal.findings if item.verdict == "cannot_tell"]
    sizes = [item.counts for item in unclear if item.counts is not None]
    small = sum(min(one.total, one.other_total) < 20 for one in sizes)  # type: ignore[type-var]
    assert small > 3
    assert f"{len(sizes)} cannot tell, {small} of them about groups of fewer than 20 people" in words(
        page("welfare/audit")
    )
