"""What the report claims and what it does not, and how a finding can be traced, in the page and in the terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from ruamel.yaml import YAML

import adm_audit as adm
import report_cases as cases
from adm_audit.report import summary, to_html
from adm_audit.report.anchors import of_finding
from adm_audit.report.ranking import leading
from adm_audit.result import SignalResult
from adm_audit.values import Because
from report_cases import page, words

ALL = (*cases.PLANS, "hostile", "small")


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
    [("welfare/audit", "A-DAT-04"), ("water/audit_counts", "A-PUR-01"), ("water/audit", "A-OVS-04 A-DAT-04")],
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
    assert "Date of the decision" in words(page("welfare/audit"))
    # all dates in one quarter: nothing can be followed
    frame = {"sex": ["F", "M"] * 60, "out": ["yes", "no", "no"] * 40, "day": ["2024-02-03", "2024-03-01"] * 60}
    result = adm.audit(
        frame,
        decision="out",
        positive="yes",
        effect="burden",
        protected=["sex"],
        period={"column": "day", "by": "quarter"},
        audited_on=cases.DAY,
    ).data
    missing = result.signal("drift").not_looked_at
    assert missing is not None and missing.code == "one_period"
    assert "Date of the decision" not in words(to_html(result))


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
