"""The edition for the council: two pages that say nothing the whole report does not say."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from adm_audit.report import to_html
from adm_audit.report.ranking import compared, is_worrying, sentences
from adm_audit.report.words import voice_of
from adm_audit.result import Handling
from report_cases import PLANS, hostile, page, sample, small, words

GRADES = re.compile(r"\b(pass|passed|fair|compliant|biased)\b", re.I)


def council(name: str) -> str:
    return to_html(sample(name), edition="council")


@pytest.mark.parametrize("plan", PLANS)
def test_its_sentences_are_those_of_the_whole_report(plan: str) -> None:
    result = sample(plan)
    short, whole = words(council(plan)), words(page(plan))
    for sentence in sentences(result, voice_of(result)):
        assert sentence.text in short
        assert sentence.text in whole
    unseen = council(plan).split('id="unseen"')[1].split("</section>")[0]
    for _, reason in re.findall(r"<li><b>(.*?)\.</b> (.*?)</li>", unseen):
        assert words(reason).strip() in whole


@pytest.mark.parametrize("plan", PLANS)
def test_it_is_short_and_never_grades(plan: str) -> None:
    html = council(plan)
    assert len(html) < 60_000
    assert len(words(re.sub(r"<(style|svg).*?</\1>", "", html, flags=re.S)).split()) < 1_100
    assert not GRADES.search(words(html))


def test_what_people_decided_stands_in_it() -> None:
    result = sample("welfare/audit")
    first = next(item for item in compared(result) if is_worrying(item) and item.id.startswith("selection_gap"))
    assert "no explanation and no remedy are recorded" in words(to_html(result, edition="council"))
    remedy = {"what": "Draw one case in five by lot", "owner": "Service owner", "due": "2027-03-01"}
    handled = replace(result, handling={first.id: Handling(state="being_remedied", remedy=remedy)})
    told = words(to_html(handled, edition="council"))
    assert "being remedied. Draw one case in five by lot (responsible: Service owner; by 1 March 2027)" in told


def test_without_a_gap_it_says_that_there_is_nothing_to_explain() -> None:
    assert "so there is nothing to explain or to remedy" in words(to_html(small(), edition="council"))


def test_hostile_names_stay_text() -> None:
    html = to_html(hostile(), edition="council")
    assert "<script" not in html
    assert "onerror=" not in re.sub(r"&[^;]+;", "", html) or "&lt;img" in html
    assert "\u202e" not in html and "\u200b" not in html
