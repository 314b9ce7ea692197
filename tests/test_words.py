"""Sentences from findings: the right numbers, in words, in every case, and the same in both readings."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from statsmodels.stats.proportion import confint_proportions_2indep

import report_cases as cases
from adm_audit.report.words import council, headline, people, reason, statistician, verdict_label, voice_of
from adm_audit.report.words.names import value
from adm_audit.report.words.phrases import GENERAL, phrases_of
from adm_audit.report.words.reasons import BECAUSE, NOT_LOOKED_AT
from adm_audit.report.words.ruled import would_be_found
from adm_audit.report.words.signals import part_title, title
from adm_audit.report.words.turned import inverted, negated, towards_worse_off, turned
from adm_audit.report.words.verdicts import LABELS
from adm_audit.result import Compared, Detectable, Finding, NotLookedAt
from adm_audit.signals import SIGNALS
from adm_audit.stats.disparity import compare
from adm_audit.stats.rates import rate
from adm_audit.text.numbers import numbers
from adm_audit.text.pairing_reasons import REASONS
from adm_audit.values import Because, Bounds, Estimate, Interval, Undefined

SOURCE = Path(__file__).resolve().parents[1] / "src" / "adm_audit"
VOICE = voice_of(cases.sample("welfare/audit"))
BANNED = re.compile(r"\b(pass|passed|passes|fair|unfair|compliant|compliance|biased|positives?|negatives?)\b", re.I)


def finding(cases_: int, total: int, other_cases: int, other_total: int, **more: object) -> Finding:
    """A finding of the selection gap on origin, with the numbers that the statistics rooms give."""
    found = compare(cases_, total, other_cases, other_total, confidence=0.95)
    gap = found.difference
    direction = None
    if isinstance(gap, Estimate):
        direction = "higher" if gap.value > 0 else "lower" if gap.value < 0 else "equal"
    fields: dict[str, object] = {
        "id": "selection_gap/origin=x",
        "part": None,
        "about": "group",
        "group": {"origin": "x"},
        "against": "everyone_else",
        "counts": Compared(cases=cases_, total=total, other_cases=other_cases, other_total=other_total),
        "rate": rate(cases_, total, confidence=0.95),
        "other_rate": rate(other_cases, other_total, confidence=0.95),
        "difference": gap,
        "ratio": found.ratio,
        "people": found.people,
        "p": found.p,
        "p_adjusted": found.p,
        "family": "primary",
        "alpha": 0.04,
        "comparisons": 3,
        "verdict": "shown",
        "group_rate": direction,
        "worse": "higher",
        "worse_off": None if direction is None else direction == "higher",
        "detectable": Detectable(up=0.04, down=None),
    }
    return Finding(**(fields | more))  # type: ignore[arg-type]


def test_the_headline_says_what_was_planted_in_the_sample() -> None:
    # truth.yaml: 23.3 % of the non-EU people are selected, 9.9 % of all others.
    truth = YAML(typ="safe").load(cases.SAMPLES / "welfare" / "truth.yaml")["must"][0]
    assert (truth["rate"], truth["other_rate"]) == (0.233, 0.099)
    result = cases.sample("welfare/audit")
    item = next(one for one in result.signal("selection_gap").findings if one.group == {"origin": "non-EU"})
    assert item.counts is not None
    # Newcombe's method 10 by statsmodels: 11.5 to 15.4 points.
    low, high = confint_proportions_2indep(489, 2100, 753, 7619, method="newcomb", compare="diff")
    assert (round(100 * low), round(100 * high)) == (12, 15)
    assert headline(item, VOICE) == (
        "People with origin “non-EU” were selected more often than everyone else: 23 of 100 against 10 of 100, about "
        "13 points more (between 12 and 15)."
    )
    assert "between 12 and 15" in council(item, VOICE)
    assert "+11.5 to +15.4" in statistician(item, VOICE)
    # 2,100 people at 13.4 points more: 281 of them.
    assert "about 281 people fewer" in council(item, VOICE)


def test_two_groups_name_the_worse_off_one_first() -> None:
    result = cases.small()
    (item,) = result.signal("selection_gap").findings
    assert item.group == {"sex": "F"} and item.worse_off
    assert headline(item, voice_of(result)).startswith("Whether people with sex “F” are selected")
    # The same people, but selection is a benefit: now the men are worse off, and the sentence is about them.
    result = cases.small(effect="benefit", attention={"difference": 0.01, "chosen_on": cases.DAY, "reason": "test"})
    (item,) = result.signal("selection_gap").findings
    assert item.group == {"sex": "F"} and item.worse_off is False
    shown = replace(item, verdict="shown", detail=None)
    # Newcombe's method 10 by statsmodels: -21.6 to 2.0 points.
    low, high = confint_proportions_2indep(20, 100, 30, 100, method="newcomb", compare="diff")
    assert (round(100 * low), round(100 * high)) == (-22, 2)
    assert headline(shown, voice_of(result)) == (
        "People with sex “M” were selected less often than people with sex “F”: 20 of 100 against 30 of 100, about 10 "
        "points less (between 22 points less and 2 points more)."
    )


def test_groups_in_words() -> None:
    assert people({"sex": "F"}, VOICE) == "people with sex “F”"
    assert people({"age": "<30"}, VOICE) == "people with age under 30"
    assert people({"sex": "F", "age": "60+"}, VOICE) == "people with sex “F” and age 60 and over"
    assert people({"origin": None}, VOICE) == "people with no recorded origin"
    assert value("age", "30-44", VOICE) == "30 to 44"
    # origin has no bands: a value that looks like one is left alone.
    assert value("origin", "60+", VOICE) == "60+"
    assert value("origin", None, VOICE) == "not recorded"


def test_a_long_value_is_cut_and_says_how_long_it_is() -> None:
    told = value("origin", "a" * 10_000, VOICE)
    assert told.endswith("… (10,000 characters)") and len(told) < 100


@pytest.mark.parametrize("hidden", [cases.BIDI, cases.HIDDEN, cases.CONTROL])
def test_invisible_characters_become_visible(hidden: str) -> None:
    assert "\N{REPLACEMENT CHARACTER}" in people({"origin": hidden}, VOICE)


def test_small_groups_are_counted_not_blown_up() -> None:
    told = headline(finding(5, 24, 100, 1000), VOICE)
    assert "5 of 24 against 10 of 100" in told


def test_rare_cases_are_told_per_thousand() -> None:
    # DUO 2014: 2,010 of 54,820 against 1,050 of 178,200 - "4 of 100 against 1 of 100" would be a ratio of 4, not 6.
    assert "37 of 1,000 against 6 of 1,000" in headline(finding(2010, 54820, 1050, 178200), VOICE)


@pytest.mark.parametrize(
    ("up", "down", "worse", "told"),
    [
        (0.04, 0.03, "open", "8 of 10 such audits would show a gap of 4.0 points more or of 3.0 points less."),
        (0.04, 0.03, "lower", "8 of 10 such audits would show a gap of 3.0 points less."),
        (
            0.04,
            None,
            "open",
            "8 of 10 such audits would show a gap of 4.0 points more. Downwards, no gap, however large, would be found.",
        ),
        (0.04, None, "lower", "No gap in this direction, however large, would be found in 8 of 10 such audits."),
        (None, None, "open", "No gap, however large, would be found in 8 of 10 such audits."),
    ],
)
def test_the_smallest_gap_that_would_be_found(up: float | None, down: float | None, worse: str, told: str) -> None:
    assert would_be_found(Detectable(up=up, down=down), VOICE, worse=worse) == told


def test_whole_points_that_would_contradict_the_shares_get_a_decimal() -> None:
    # 19.6 and 6.4 %: "20 of 100 against 6 of 100" beside "13 points" would not add up
    assert "20 of 100 against 6 of 100, about 13.2 points more" in headline(finding(196, 1000, 640, 10_000), VOICE)


def test_a_gap_near_the_attention_level_keeps_its_decimals() -> None:
    # 15.3 against 10.0 %: "5 points" beyond an attention level of 5 points would look like a contradiction.
    assert "about 5.3 points more" in headline(finding(1530, 10000, 1000, 10000), VOICE)


@settings(max_examples=50, deadline=None)
@given(
    total=st.integers(1, 3000),
    other=st.integers(1, 3000),
    share=st.floats(0, 1),
    other_share=st.floats(0, 1),
    verdict=st.sampled_from(["shown", "below_attention", "ruled_out", "cannot_tell"]),
    detail=st.sampled_from([None, "surely", "size_open", "existence_open", "alone", "counts", "selective"]),
)
def test_every_reading_is_complete_and_the_two_agree(
    total: int, other: int, share: float, other_share: float, verdict: str, detail: str | None
) -> None:
    item = finding(round(share * total), total, round(other_share * other), other, verdict=verdict, detail=detail)
    told, figures = council(item, VOICE), statistician(item, VOICE)
    for text in (told, figures, headline(item, VOICE), verdict_label(item, VOICE)):
        assert text and not re.search(r"[{}]|\bNone\b|\bnan\b|\binf\b", text), text
        assert not BANNED.search(text), text
        assert "  " not in text
    assert isinstance(item.rate, Estimate) and isinstance(item.difference, Estimate)
    # Natural frequencies and percentages are the same rate.
    cases_, base = (int(part.replace(",", "")) for part in re.findall(r"([\d,]+) of ([\d,]+)", told)[0])
    percent = float(re.findall(r"([\d.]+)%", figures)[0])
    assert abs(100 * cases_ / base - percent) <= 0.5 + 0.05 + 1e-9
    # The estimate of a shown gap never stands without its interval.
    if verdict == "shown":
        assert "(between" in headline(item, VOICE)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 500), st.integers(1, 500), st.integers(0, 500), st.integers(0, 500))
def test_turning_a_comparison_twice_changes_nothing(n: int, m: int, k: int, j: int) -> None:
    item = finding(min(k, n), n, min(j, m), m, against="other_group", against_group="y")
    back = turned(turned(item))
    assert (back.group, back.against_group, back.counts) == (item.group, "y", item.counts)
    assert isinstance(item.difference, Estimate) and isinstance(back.difference, Estimate)
    assert back.difference.value == pytest.approx(item.difference.value)
    # and the turned numbers are those that the other order of the groups gives
    other = finding(min(j, m), m, min(k, n), n)
    there = turned(item)
    assert isinstance(there.difference, Estimate) and isinstance(other.difference, Estimate)
    assert there.difference.value == pytest.approx(other.difference.value)
    assert there.difference.interval is not None and other.difference.interval is not None
    assert there.difference.interval.low == pytest.approx(other.difference.interval.low)
    assert isinstance(there.people, Estimate) and isinstance(other.people, Estimate)
    assert there.people.value == pytest.approx(other.people.value)
    if isinstance(item.ratio, Estimate) and isinstance(other.ratio, Estimate):
        assert isinstance(there.ratio, Estimate)
        assert there.ratio.value == pytest.approx(other.ratio.value)


def test_only_two_named_groups_are_turned() -> None:
    item = finding(10, 100, 30, 100)
    assert item.worse_off is False and towards_worse_off(item) is item


def test_numbers_that_do_not_exist_turn_into_such_numbers() -> None:
    gone = Undefined(because=Because("nobody_in_group"))
    assert negated(gone) == gone and inverted(gone) == gone
    assert negated(Bounds(low=0.25, high=0.5)) == Bounds(low=-0.5, high=-0.25)
    assert inverted(Bounds(low=0.5, high=None)) == Bounds(low=0.0, high=2.0)
    assert isinstance(inverted(Estimate(value=0.0, interval=Interval(0.0, 0.5))), Undefined)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (Undefined(because=Because("nobody_in_group")), "cannot be compared"),
        (Bounds(low=0.02, high=0.04), "between 2 and 4 points more"),
    ],
)
def test_numbers_that_do_not_exist_have_words(number: Undefined | Bounds, words: str) -> None:
    item = finding(1, 10, 1, 10, rate=number, other_rate=number, difference=number, people=None)
    assert words in headline(item, VOICE) + council(item, VOICE)
    assert statistician(item, VOICE)


def test_every_reason_in_the_source_has_a_sentence() -> None:
    codes = {
        code for path in SOURCE.rglob("*.py") for code in re.findall(r'NotLookedAt\(\s*code="(\w+)"', path.read_text())
    }
    assert codes and codes <= set(NOT_LOOKED_AT)


def test_every_remark_in_the_source_has_a_sentence() -> None:
    from adm_audit.text.problems import messages

    codes = {
        code
        for path in SOURCE.rglob("*.py")
        for code in re.findall(r'(?:Because|unknown)\(\s*"(\w+)"', path.read_text())
    }
    assert len(codes) > 20
    assert codes <= set(BECAUSE) | set(REASONS) | set(messages())


def test_an_unknown_code_is_said_as_it_is() -> None:
    assert reason(NotLookedAt(code="moon_phase", facts={"day": 3}), VOICE) == "moon phase (day: 3)."


def test_every_signal_has_sentences_of_its_own() -> None:
    ruled = {
        ("override", "near_zero"),
        ("small_groups", None),
        ("selective_labels", None),
        ("threshold_sweep", None),
        ("missing_gap", "group_unknown"),
        ("direct_use", None),
        ("funnel", "main_step"),
        ("funnel", "manual_step"),
        ("label_quality", "source_unclear"),
        ("label_quality", "rater_agreement"),
    }
    for signal in SIGNALS:
        parts = [part.name for part in signal.entry.parts] or [None]
        for part in parts:
            if (signal.entry.name, part) not in ruled:
                assert phrases_of(signal.entry.name, part) is not GENERAL, (signal.entry.name, part)


def test_a_benefit_does_not_speak_of_people_with_nothing_wrong() -> None:
    result = cases.sample("recruitment/audit")
    voice = voice_of(result)
    assert not voice.burden
    told = [
        text
        for item in result.signal("false_flag_gap").findings
        for text in (headline(item, voice), council(item, voice), part_title("false_flag_gap", item.part, voice))
    ]
    assert told and not any("nothing wrong" in text.lower() or "flag" in text.lower() for text in told)
    assert title("false_flag_gap", voice) == "Selected wrongly" and title("false_flag_gap", VOICE) == "Flagged wrongly"


def test_every_part_with_sentences_is_a_part_of_its_signal() -> None:
    for signal in SIGNALS:
        known = {part.name for part in signal.entry.parts} or {""}
        for by_part in (signal.entry.phrases, signal.entry.phrases_benefit, signal.entry.labels):
            assert set(by_part) <= known, signal.entry.name
        assert set(signal.entry.benefit) <= {"title", "question", "formula", "misleads", "test"}


def test_every_finding_of_the_samples_can_be_read() -> None:
    for plan in cases.PLANS:
        result = cases.sample(plan)
        voice = voice_of(result)
        for signal in result.signals:
            for item in signal.findings:
                for text in (headline(item, voice), council(item, voice), statistician(item, voice)):
                    assert text and not re.search(r"[{}]|\bNone\b|\bnan\b", text), text
                    assert not BANNED.search(text), text


def test_verdicts_have_labels_that_never_grade() -> None:
    assert set(LABELS) >= {"shown", "below_attention", "ruled_out", "cannot_tell", "not_looked_at"}
    assert not any(BANNED.search(label) for label in LABELS.values())


def test_a_percent_sign_stands_as_the_language_wants_it() -> None:
    assert numbers("en").percent(0.5, 0) == "50%"
    with pytest.raises(KeyError):
        numbers("xx")
