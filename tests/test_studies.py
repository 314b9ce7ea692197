"""Searches in whole audits: weights, count tables, stages, files from before, strange names, and what the report says."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import adm_audit as adm
from adm_audit.auditor import coded_for, studies_of
from adm_audit.plan.load import plan_from_keywords
from adm_audit.result import AuditResult, SignalResult, from_json, to_json
from adm_audit.values import Estimate

SEARCH = {"depth": 2, "smallest": 100}


def audit(frame: object, **more: Any) -> AuditResult:
    given: dict[str, Any] = {
        "decision": "selected",
        "positive": 1,
        "effect": "burden",
        "protected": ["sex", "origin"],
        "search": SEARCH,
        "audited_on": date(2026, 1, 1),
    }
    return adm.audit(frame, **(given | more)).data


def city(n: int = 6_000, seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"sex": rng.choice(["F", "M"], n), "origin": rng.choice(["A", "B", "C"], n)})
    rate = 0.1 + 0.2 * ((frame.sex == "F") & (frame.origin == "B"))
    return frame.assign(selected=(rng.random(n) < rate).astype(int))


def combined(result: AuditResult) -> SignalResult:
    return result.signal("intersection")


def test_a_table_of_counts_is_searched_as_its_people_are() -> None:
    frame = city()
    counted = frame.groupby(["sex", "origin", "selected"]).size().rename("people").reset_index()
    one, two = combined(audit(frame)), combined(audit(counted, data={"count": "people"}))
    assert one.findings == two.findings
    assert one.remarks == two.remarks


def test_rounded_counts_are_not_searched() -> None:
    counted = city().groupby(["sex", "origin", "selected"]).size().rename("people").reset_index()
    counted["people"] = (counted.people / 10).round().astype(int) * 10
    found = combined(audit(counted, data={"count": "people", "rounded_to": 10}, intersections=2))
    assert found.parts_not_looked_at["searched"].code == "search_rounded"
    assert found.findings and all(item.part is None for item in found.findings)


def test_weights_enter_the_counts_and_the_design_effects() -> None:
    frame = city()
    frame["weight"] = np.random.default_rng(1).choice([0.5, 1.5], len(frame))
    found = combined(audit(frame, data={"weight": "weight"}))
    item = next(one for one in found.findings if one.group == {"origin": "B", "sex": "F"})
    effect = item.measures["design_effect"]
    # weights of .5 and 1.5, half of each: the mean square over the mean is 1.25
    assert isinstance(effect, Estimate) and effect.value == pytest.approx(1.25, rel=0.05)


def test_a_table_of_stages_is_not_searched() -> None:
    steps = {("F", "A"): (900, 90), ("F", "B"): (300, 60), ("M", "A"): (800, 60), ("M", "B"): (400, 40)}
    rows = [(*group, step, n) for group, ns in steps.items() for step, n in zip(("all", "seen"), ns, strict=True)]
    frame = pd.DataFrame(rows, columns=["sex", "origin", "step", "n"])
    found = audit(
        frame,
        decision={"stage": "seen"},
        positive=None,
        data={"count": "n"},
        stages={"column": "step", "order": ["all", "seen"], "counts": "reached"},
        intersections=2,
    )
    assert combined(found).parts_not_looked_at["searched"].code == "search_stages"


def test_a_file_from_before_the_tool_is_no_hindrance(tmp_path: Path) -> None:
    city(seed=4).to_csv(tmp_path / "before.csv", index=False)
    city().to_csv(tmp_path / "now.csv", index=False)
    found = audit(tmp_path / "now.csv", baseline={"source": str(tmp_path / "before.csv")})
    assert any(item.part == "searched" for item in combined(found).findings)


@pytest.mark.parametrize("name", ["a&b=c", "input:sex", "x'; DROP TABLE coded; --", "<b>bold</b>", "searched/1"])
def test_strange_names_are_names(name: str) -> None:
    frame = city().rename(columns={"origin": name})
    found = audit(frame, protected=["sex", name])
    item = next(one for one in combined(found).findings if one.part == "searched")
    assert item.group == {name: "B", "sex": "F"} and item.verdict == "shown"


def test_a_result_with_a_search_is_read_again() -> None:
    found = audit(city())
    assert from_json(to_json(found)) == found


def test_studies_ask_for_axes_that_are_coded_and_not_for_counts() -> None:
    plan = plan_from_keywords(
        title="Test",
        data={"source": "frame"},
        decision={"column": "selected", "positive": [1], "effect": "burden"},
        protected=["sex", "origin"],
        inputs=[{"column": "income", "reason": "Test"}, {"column": "sex", "reason": "Test"}],
        intersections=2,
        search=SEARCH,
    )
    (study,) = [one for one in studies_of(plan) if one.name == "subgroups"]
    assert study.axes == {"sex", "origin", "input:income"}
    assert study.listed == {frozenset({"sex", "origin"})}
    assert any(need.axes == study.axes for need in coded_for(plan))


def test_the_report_says_how_groups_were_found_and_draws_no_matrix_of_them() -> None:
    found = adm.audit(
        city(),
        decision="selected",
        positive=1,
        effect="burden",
        protected=["sex", "origin"],
        search=SEARCH,
        audited_on=date(2026, 1, 1),
    )
    page = re.sub(r"<(style|svg).*?</\1>", "", found.to_html(), flags=re.DOTALL)
    text = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))
    assert "Groups found by searching" in text
    assert "on one half of the people (3,000, drawn by chance)" in text
    assert "Further combined groups: found by a search" in text
    assert "Holm, groups found by searching" in text
    assert "share selected, and gap to everyone else" not in text
