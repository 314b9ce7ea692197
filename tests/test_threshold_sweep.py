"""Other cut-offs of a score through the front door: against pandas, a mirror, and audits without any gap."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import adm_audit as adm
from adm_audit.report import to_html
from adm_audit.result import SignalResult
from adm_audit.values import Estimate

LEVELS = {"threshold_sweep": 5, "threshold_sweep/reduction": 2}
ATTENTION: dict[str, Any] = {"difference": 0.05, "chosen_on": "2026-01-01", "reason": "Set by the board"}


def signal(frame: pd.DataFrame, levels: dict[str, float] | None = None, **more: Any) -> SignalResult:
    asked: dict[str, Any] = {
        "decision": "d", "positive": 1, "effect": "burden", "protected": ["g"],
        "attention": {**ATTENTION, "levels": LEVELS if levels is None else levels},
        "outcome": {"column": "y", "positive": [1], "known_for": "everyone"}, "score": {"column": "s"},
    }  # fmt: skip
    return adm.audit(frame, **(asked | more)).data.signal("threshold_sweep")


def planted(size: int = 20_000) -> pd.DataFrame:
    """Return people of whom many of group A stand just above the cut-off of 50, hardly any of whom is positive.

    From 60 on half are positive in both groups: a cut-off of 60 loses little and shrinks the gap by 8 points.
    """
    random = np.random.default_rng(7)
    group = np.where(np.arange(size) % 2 == 0, "A", "B")
    place = random.random(size)
    score = np.where(place < np.where(group == "A", 0.1, 0.02), random.integers(50, 60, size), 0)
    score = np.where((score == 0) & (place > 0.8), random.integers(60, 80, size), score)
    score = np.where(score == 0, random.integers(10, 50, size), score)
    chance = np.select([score >= 60, score >= 50], [0.5, 0.01], 0.02)
    outcome = (random.random(size) < chance).astype(int)
    return pd.DataFrame({"g": group, "s": score, "y": outcome, "d": (score >= 50).astype(int)})


def test_a_better_cut_off_is_shown_with_its_figures() -> None:
    found = signal(planted())
    (finding,) = found.findings
    assert (finding.verdict, finding.group, finding.about) == ("shown", {"g": "A"}, "result")
    (remark,) = finding.remarks
    assert (remark.code, remark.facts["cut_off"], remark.facts["cut_off_now"]) == ("other_cut_off", "60", "50")
    frame = planted()
    gap = [frame[frame.s >= cut].groupby("g").size() / frame.groupby("g").size() for cut in (50, 60)]
    expected = (gap[0].A - gap[0].B) - abs(gap[1].A - gap[1].B)
    reduction, loss = finding.measures["gap_reduction"], finding.measures["usefulness_loss"]
    assert isinstance(reduction, Estimate) and reduction.value == pytest.approx(expected)
    hits = [frame[(frame.s >= cut) & (frame.y == 1)].shape[0] for cut in (50, 60)]
    assert isinstance(loss, Estimate) and loss.value == pytest.approx(1 - hits[1] / hits[0])
    at = {item.name: item.number for item in found.measures}
    for name, value in (
        ("sweep_hits:50", frame[frame.s >= 50].y.mean()),
        ("sweep_found:50", frame[frame.y == 1].s.ge(50).mean()),
        ("sweep_selected:50", frame.s.ge(50).mean()),
        ("sweep_gap:50", gap[0].A - gap[0].B),
    ):
        number = at[name]
        assert isinstance(number, Estimate) and number.value == pytest.approx(value)


def test_levels_decide_what_counts() -> None:
    asked = {5: 2, 0.1: 7, 6: 15}
    verdicts = {
        loss: signal(planted(), {"threshold_sweep": loss, "threshold_sweep/reduction": reduction}).findings[0].verdict
        for loss, reduction in asked.items()
    }
    assert verdicts == {5: "shown", 0.1: "ruled_out", 6: "ruled_out"}
    for levels in ({}, {"threshold_sweep": 5}, {"threshold_sweep/reduction": 2}):
        nothing = signal(planted(400), levels or {"override": 0.1}).not_looked_at
        assert nothing is not None and nothing.code == "no_sweep_levels"


def test_a_score_that_selects_from_below_is_its_mirror() -> None:
    frame = planted()
    up = signal(frame, score={"column": "s", "cut_off": 50}).findings[0]
    down = signal(
        frame.assign(s=100 - frame.s), score={"column": "s", "cut_off": 50, "higher": "not_selected"}
    ).findings[0]
    assert (up.verdict, up.measures) == (down.verdict, down.measures)
    assert down.remarks[0].facts["cut_off"] == "40"


def test_a_cut_off_inside_a_bin_parts_it() -> None:
    random = np.random.default_rng(11)
    frame = pd.DataFrame({"s": random.random(5_000), "g": random.choice(["A", "B"], 5_000)})
    frame["y"] = (random.random(5_000) < frame.s).astype(int)
    frame["d"] = (frame.s > 0.5).astype(int)
    found = signal(frame, score={"column": "s", "cut_off": 0.61803})
    number = {item.name: item.number for item in found.measures}["sweep_selected:0.61803"]
    assert isinstance(number, Estimate) and number.value == pytest.approx((frame.s >= 0.61803).mean())


def test_what_cannot_be_looked_at_says_why() -> None:
    frame = planted(2_000)
    outcome = {"column": "y", "positive": [1], "known_for": "selected"}
    reasons = {
        "sweep_needs_outcomes": signal(frame, outcome=outcome),
        "no_score": signal(frame, score=None),
        "no_cut_off": signal(frame.assign(d=np.arange(2_000) % 2)),
        "constant_score": signal(frame.assign(s=1)),
    }
    for code, found in reasons.items():
        assert found.not_looked_at is not None and found.not_looked_at.code == code
    rounded = frame.groupby(["g", "s", "y", "d"]).size().reset_index(name="n")
    rounded["n"] = (rounded.n / 10).round().astype(int) * 10
    ranged = signal(rounded, data={"count": "n", "rounded_to": 10}).not_looked_at
    assert ranged is not None and ranged.code == "counts_in_ranges"


def test_no_gap_gives_no_false_alarm() -> None:
    """Where groups do not differ no cut-off can shrink a gap; in 25 audits with 99 other cut-offs none is shown."""
    shown = 0
    for seed in range(25):
        random = np.random.default_rng(seed)
        size = 1_500
        frame = pd.DataFrame({"s": random.integers(0, 100, size), "g": random.choice(["A", "B", "C"], size)})
        frame["y"] = (random.random(size) < 0.3 + 0.4 * (frame.s > 90)).astype(int)
        frame["d"] = (frame.s >= 50).astype(int)
        found = signal(frame, {"threshold_sweep": 60, "threshold_sweep/reduction": 0.1})
        shown += any(item.verdict == "shown" for item in found.findings)
    assert shown <= 1


def test_report_tells_gap_and_loss() -> None:
    result = adm.audit(
        planted(), decision="d", positive=1, effect="burden", protected=["g"],
        attention={**ATTENTION, "levels": LEVELS},
        outcome={"column": "y", "positive": [1], "known_for": "everyone"}, score={"column": "s"},
    ).data  # fmt: skip
    page = to_html(result)
    assert "Another cut-off of the score would clearly shrink the gap" in page
    assert "With the cut-off 60 instead of 50, the gap would be smaller by" in page
