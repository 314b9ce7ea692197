"""Curves and compact tables of a score: what is drawn is what was measured, and hostile names stay text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adm_audit as adm
from adm_audit.report import to_html
from adm_audit.report.charts.plane import TALL, WIDE, Plane, dots, frame, path, reaches
from adm_audit.report.charts.reliability import Curve, reliability_chart
from adm_audit.report.charts.svg import scale
from adm_audit.report.charts.tradeoff import CutPoint, tradeoff_chart
from adm_audit.result import AuditResult

HOSTILE = "<script>alert(1)</script>"


def plane(low: float = 0.0, high: float = 1.0) -> Plane:
    across, up = scale(0.0, 1.0), scale(low, high)
    return Plane(across, up, {at: str(at) for at in across.ticks}, {at: str(at) for at in up.ticks}, "score", "share")


def people(size: int = 4_000) -> pd.DataFrame:
    """Return people whose outcome follows the score in group A, and lies 20 points higher at each score in group B."""
    random = np.random.default_rng(11)
    group = np.where(random.random(size) < 0.4, "B", "A")
    score = np.round(random.random(size), 2)
    chance = 0.1 + 0.5 * score + np.where(group == "B", 0.2, 0.0)
    outcome = (random.random(size) < chance).astype(int)
    return pd.DataFrame({"g": group, "s": score, "y": outcome, "d": (score >= 0.6).astype(int)})


def audit(frame: pd.DataFrame, group: str = "g") -> AuditResult:
    return adm.audit(
        frame, decision="d", positive=1, effect="burden", protected=[group],
        outcome={"column": "y", "positive": [1], "known_for": "everyone"},
        score={"column": "s", "range": [0, 1], "means": "probability", "cut_off": 0.6},
        attention={
            "difference": 0.05, "chosen_on": "2026-01-01", "reason": "Set by the board",
            "levels": {"threshold_sweep": 5, "threshold_sweep/reduction": 2},
        },
    ).data  # fmt: skip


@pytest.fixture(scope="module")
def planted() -> AuditResult:
    return audit(people())


def figures(html: str) -> list[str]:
    return re.findall(r'<figure class="fig fig-curves">.*?</figure>', html, re.S)


def rows_of(html: str, caption: str) -> list[list[str]]:
    """Return the cells of the table with a caption, without the small lines under them."""
    table = next(text for text in re.findall(r"<table>.*?</table>", html, re.S) if f">{caption}<" in text)
    rows = re.findall(r"<tr.*?</tr>", table, re.S)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)(?:<small>.*?)?</t[hd]>", row, re.S) for row in rows]
    return [[cell.strip() for cell in row] for row in cells]


@settings(max_examples=50, deadline=None)
@given(st.floats(-0.4, 0.9), st.floats(0.01, 1), st.floats(-1, 2))
def test_a_plane_keeps_every_point_inside_and_higher_values_higher(low: float, more: float, value: float) -> None:
    drawn = plane(low, low + more)
    assert 0 <= drawn.y(value) <= TALL and 0 <= drawn.x(value) <= WIDE
    assert drawn.y(drawn.up.low) == TALL and drawn.y(drawn.up.high) == 0
    assert drawn.y(value) >= drawn.y(value + 0.1) and drawn.x(value) <= drawn.x(value + 0.1)


@settings(max_examples=50, deadline=None)
@given(st.floats(-1, 1), st.floats(0.001, 2))
def test_a_scale_never_has_more_ticks_than_can_be_read(low: float, span: float) -> None:
    ticks = scale(low, low + span).ticks
    assert 2 <= len(ticks) <= 8
    assert ticks[0] <= low + 1e-9 and ticks[-1] >= low + span - 1e-9


def test_lines_dots_and_limits_go_through_their_points() -> None:
    # a plane from 0 to 1 both ways is 1000 wide and 190 tall, and counts from the top
    points = [(0.0, 0.0), (0.5, 1.0), (1.0, 0.2)]
    assert path(plane(), points, "c-thin") == '<path d="M0 190L500 0L1000 152" class="c-thin"/>'
    assert dots(plane(), points) == '<path d="M0 190h0M500 0h0M1000 152h0" class="c-dot"/>'
    assert reaches(plane(), [(0.5, 0.2, 0.7)]) == '<path d="M500 152V57" class="c-reach"/>'


def test_zero_is_drawn_only_where_it_lies_inside() -> None:
    assert "c-zero" in "".join(frame(plane(-0.2, 0.5)))
    assert "c-zero" not in "".join(frame(plane(0.0, 0.5)))


def test_pictures_are_well_formed_and_names_stay_text() -> None:
    curve = Curve(((0.1, 0.2), (0.6, 0.5)), ((0.1, 0.3), (0.4, 0.6)))
    points = [CutPoint(0.4, 0.1, 0.05, 0.15, HOSTILE, "now"), CutPoint(0.9, 0.02, 0.0, 0.04, HOSTILE, "better")]
    for text in (
        reliability_chart("a", (HOSTILE, HOSTILE), plane(), curve, [curve], promised=True),
        tradeoff_chart("b", (HOSTILE, HOSTILE), plane(), points),
    ):
        ElementTree.fromstring(text)  # noqa: S314 - our own text
        assert "<script" not in text
    assert text.count("#m-group") == 1 and text.count("#m-other") == 1


def test_the_report_draws_and_lists_outcomes_by_score(planted: AuditResult) -> None:
    html = to_html(planted)
    by_score, by_cut_off = figures(html)
    told = re.findall(r'<path d="([^"]*)" class="c-(dot|reach)"', by_score)
    assert [text.count("M") for text, _ in told] == [10, 10]
    assert by_cut_off.count("#m-group") == 1
    table = rows_of(html, "Positive outcomes by score, without a verdict")
    shares = {row[0]: [float(cell.rstrip("%")) for cell in row[1:]] for row in table if row and row[0] in "AB"}
    frame = people()
    for group, told in shares.items():
        mine = frame[frame.g == group]
        # bins are equally filled and never split a value: the first holds the scores up to about .1
        first = mine[mine.s <= float(table[0][1].split(" to ")[1])]
        assert told[0] == pytest.approx(100 * first.y.mean(), abs=0.06)
        assert len(told) == 10
    assert all(b > a for a, b in zip(shares["A"], shares["B"], strict=True))


def test_the_table_of_cut_offs_tells_what_pandas_tells(planted: AuditResult) -> None:
    frame, told = people(), rows_of(to_html(planted), "What each cut-off would bring, without a verdict")
    rows = [row for row in told if re.fullmatch(r"[\d.]+", row[0])]
    assert len(rows) > 10
    for cut, selected, found, hits, gap in rows:
        inside = frame.s >= float(cut)
        shares = inside.groupby(frame.g).mean()
        assert float(selected.rstrip("%")) == pytest.approx(100 * inside.mean(), abs=0.06)
        assert float(found.rstrip("%")) == pytest.approx(100 * inside[frame.y == 1].mean(), abs=0.06)
        assert float(hits.rstrip("%")) == pytest.approx(100 * frame.y[inside].mean(), abs=0.06)
        assert abs(float(gap.replace("−", "-"))) == pytest.approx(100 * abs(shares["A"] - shares["B"]), abs=0.06)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.ids += [value for name, value in attrs if name == "id" and value]


def test_hostile_groups_stay_text_and_anchors_stay_unique() -> None:
    frame = people(1_500).replace({"g": {"A": HOSTILE, "B": 'b" onload="x'}})
    plain, hostile = _Tags(), _Tags()
    plain.feed(to_html(audit(people(1_500))))
    hostile.feed(to_html(audit(frame)))
    assert hostile.scripts == plain.scripts
    assert len(hostile.ids) == len(set(hostile.ids))


@pytest.mark.parametrize("score", [{"s": [0, 1]}, {"s": [0.25, 0.5, 0.5000001]}, {"s": [-3, 1_000_000]}])
def test_scores_of_few_values_are_drawn(score: dict[str, list[float]]) -> None:
    frame = people(1_200)
    frame["s"] = np.resize(score["s"], 1_200)
    result = adm.audit(
        frame, decision="d", positive=1, effect="burden", protected=["g"], score={"column": "s"},
        outcome={"column": "y", "positive": [1], "known_for": "everyone"},
    )  # fmt: skip
    (drawn,) = figures(to_html(result.data))
    assert "nan" not in drawn and "inf" not in drawn.replace("information", "")


@pytest.mark.parametrize("data", [{"rounded_to": 10}, {"rounded_to": 10, "withheld_below": 10}])
def test_rounded_and_withheld_counts_break_no_picture(data: dict[str, int]) -> None:
    frame = people(3_000)
    frame["s"] = (frame.s * 4).round() / 4
    cells = frame.groupby(["g", "s", "y", "d"]).size().reset_index(name="n")
    cells["n"] = (cells.n / 10).round().astype(int) * 10
    result = adm.audit(
        cells, decision="d", positive=1, effect="burden", protected=["g"], score={"column": "s"},
        outcome={"column": "y", "positive": [1], "known_for": "everyone"}, data={"count": "n", **data},
    )  # fmt: skip
    html = to_html(result.data)
    assert "Positive outcomes by score, without a verdict" in html
    for drawn in figures(html):
        assert 'd="M"' not in drawn and "nan" not in drawn


def test_a_group_without_outcomes_is_left_out() -> None:
    frame = people(2_000)
    frame["g"] = np.where(np.arange(2_000) < 30, "C", frame.g)
    frame["y"] = frame.y.where(frame.g != "C")
    html = to_html(audit(frame))
    table = rows_of(html, "Positive outcomes by score, without a verdict")
    assert {row[0] for row in table if row and row[0] in "ABC"} == {"A", "B"}
    assert html.count("Groups with fewer than 20 known outcomes are left out.") == 1
