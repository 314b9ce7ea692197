"""Differences that are no shares: days, strengths and amounts, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adm_audit.report.words import voice_of
from adm_audit.report.words.amounts import gap, share
from adm_audit.report.words.figures import in_points, statistics
from adm_audit.result import Finding, Unit
from adm_audit.values import Estimate, Interval
from report_cases import small

RESULT = small()
VOICE = voice_of(RESULT)
PLAIN = RESULT.signal("selection_gap").findings[0]


def finding(unit: Unit, value: float, low: float, high: float, rate: float = 0.0, other: float = 0.0) -> Finding:
    number = Estimate(value=value, interval=Interval(low, high))
    return replace(PLAIN, unit=unit, difference=number, rate=Estimate(value=rate), other_rate=Estimate(value=other))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (finding("share", 0.1, 0.02, 0.18, 0.3, 0.2), "about 10 points more (between 2 and 18)"),
        (finding("days", 20, 17, 23.2), "about 20 days more (between 17 and 23)"),
        (finding("days", -1.5, -3, 0.5), "about 1.5 days less (between 3.0 days less and 0.5 days more)"),
        (finding("strength", 0.339, 0.31, 0.368), "about 0.34 (between 0.31 and 0.37)"),
        (finding("amount", -1250, -2000, -500), "about 1,250 less (between 500 and 2,000)"),
    ],
)
def test_a_gap_is_told_in_its_unit(given: Finding, told: str) -> None:
    assert gap(given, VOICE) == told


def test_both_sides_are_told_in_the_same_unit() -> None:
    given = finding("days", 20, 17, 23, 61, 41)
    assert share(given.rate, None, 100, VOICE, "days") == "61 days"
    assert share(Estimate(value=1.0), None, 100, VOICE, "days") == "1.0 days"
    assert in_points(given.difference, VOICE, "days") == "+20"
    told = statistics(given, VOICE)
    assert "Difference +20 days (95% interval +17 to +23)." in told
    assert told[0].startswith("61 days (") and "against 41 days" in told[0]
