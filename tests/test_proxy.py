"""Inputs that give a group away, and criteria without a link: whole audits of tables made for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.proportion import confint_proportions_2indep

import adm_audit as adm
from adm_audit.result import AuditResult, Finding
from adm_audit.values import Estimate, Undefined
from report_cases import DAY, page, words

LEVELS = {"proxy_strength": 0.3, "criterion_fit": 0.05}


def table(n: int = 4_000, seed: int = 1) -> pd.DataFrame:
    """Return people whose area tells their origin; work is linked with the outcome, the moon is not."""
    rng = np.random.default_rng(seed)
    origin = rng.choice(["here", "abroad"], n, p=[0.7, 0.3])
    work = rng.choice(["full", "part", "none"], n)
    outcome = rng.random(n) < np.where(work == "none", 0.35, 0.15)
    lot = rng.random(n) < 0.5
    selected = (rng.random(n) < 0.2) | lot
    return pd.DataFrame(
        {
            "origin": origin,
            "sex": rng.choice(["F", "M"], n),
            "area": np.where(rng.random(n) < 0.8, np.where(origin == "abroad", "north", "south"), "centre"),
            "work": work,
            "moon": rng.choice(["new", "full", "old"], n),
            "income": rng.normal(2000, 300, n).round(),
            "selected": selected.astype(int),
            "route": np.where(lot, "lot", "tool"),
            "found": np.where(selected, outcome.astype(int).astype(object), None),
            "truth": outcome.astype(int),
        }
    )


def audited(frame: pd.DataFrame, inputs: list[str], *, levels: Any = None, **more: Any) -> AuditResult:
    attention = {
        "difference": 0.05,
        "chosen_on": "2026-10-01",
        "reason": "A test",
        "levels": LEVELS if levels is None else levels,
    }
    options: dict[str, Any] = {
        "decision": "selected",
        "positive": 1,
        "effect": "burden",
        "protected": ["origin", "sex"],
        "outcome": {"column": "truth", "positive": [1], "known_for": "everyone"},
        "inputs": inputs,
        "attention": attention,
    }
    return adm.audit(frame, audited_on=DAY, **(options | more)).data


def named(result: AuditResult, name: str) -> Finding:
    return next(item for signal in result.signals for item in signal.findings if item.id == name)


def test_an_area_that_tells_the_origin_is_shown_and_nothing_else() -> None:
    result = audited(table(), ["area", "work", "moon", "income"])
    found = {item.id: item.verdict for item in result.signal("proxy_strength").findings}
    assert found.pop("proxy_strength/one_input/area/with=origin") == "shown"
    # what one input tells, all of them tell
    assert found.pop("proxy_strength/all_inputs/origin=abroad") == "shown"
    assert len(found) == 8 and set(found.values()) == {"ruled_out"}
    area = named(result, "proxy_strength/one_input/area/with=origin")
    assert area.unit == "strength" and area.worse_off is True and area.input == "area"


def test_without_a_level_of_its_own_nothing_is_said_but_the_strengths_are_there() -> None:
    found = audited(table(), ["area"], levels={}).signal("proxy_strength")
    assert found.not_looked_at is not None and found.not_looked_at.code == "no_own_level"
    assert [(item.name, item.by) for item in found.measures] == [
        ("strength:area", ("origin",)),
        ("strength:area", ("sex",)),
    ]
    assert all(isinstance(item.number, Estimate) for item in found.measures)


def test_all_inputs_are_judged_on_people_that_the_fit_did_not_see() -> None:
    found = named(audited(table(), ["area", "income"]), "proxy_strength/all_inputs/origin=abroad")
    assert found.unit == "strength" and found.worse_off is None
    # area tells 80 of 100 for certain, of the others nothing. Of two people of different origin one is told at least
    # with 1 - .2^2 = .96, else it is a toss: 2 (.96 + .04 / 2) - 1
    assert isinstance(found.difference, Estimate) and found.difference.interval is not None
    assert 0.96 in found.difference.interval
    assert [note.code for note in found.remarks] == ["told_on_the_other_half"]
    assert found.remarks[0].facts == {"learned_from": 2000, "judged": 2000}


def test_inputs_that_hold_nothing_raise_no_alarm_and_no_error() -> None:
    frame = table().assign(same="x", none=None, number=5.0, nan=float("nan"), own=[f"v{at}" for at in range(4_000)])
    result = audited(frame, ["same", "none", "number", "nan", "own"])
    found = [item for item in result.signal("proxy_strength").findings if item.part == "all_inputs"]
    assert [item.verdict for item in found] == ["ruled_out", "ruled_out"]


def test_an_attribute_as_the_only_input_of_its_own_is_nothing_to_compare() -> None:
    found = audited(table(), ["sex"], protected=["sex"]).signal("proxy_strength")
    assert found.not_looked_at is not None and found.not_looked_at.code == "nothing_to_compare"


def test_tables_of_counts_are_predicted_like_rows_and_rounded_ones_are_not() -> None:
    cells = table().groupby(["origin", "sex", "area", "selected"]).size().rename("n").reset_index()
    more = {"outcome": None, "count": "n"}
    found = named(audited(cells, ["area"], **more), "proxy_strength/all_inputs/origin=abroad")
    assert isinstance(found.difference, Estimate) and found.difference.value > 0.9
    rounded = audited(cells, ["area"], rounded_to=5, **more).signal("proxy_strength")
    assert rounded.parts_not_looked_at["all_inputs"].code == "counts_in_ranges"


def test_households_do_not_pass_for_a_link() -> None:
    homes = np.repeat(np.arange(100), 20)
    shown = {"with": 0, "without": 0}
    for seed in range(12):
        rng = np.random.default_rng(seed)
        # origin and area are the same for a whole home, and independent of each other
        frame = pd.DataFrame(
            {
                "origin": rng.choice(["here", "abroad"], 100)[homes],
                "sex": rng.choice(["F", "M"], 2000),
                "area": rng.choice(["north", "south", "west"], 100)[homes],
                "home": homes,
                "selected": rng.integers(0, 2, 2000),
            }
        )
        for name, more in (("with", {"cluster": "home"}), ("without", {})):
            result = audited(frame, ["area"], outcome=None, **more)
            shown[name] += named(result, "proxy_strength/one_input/area/with=origin").p < 0.05
    assert shown["without"] >= 8
    assert shown["with"] <= 4


def test_rows_in_another_order_give_the_same_halves() -> None:
    frame, key = table(), "proxy_strength/all_inputs/origin=abroad"
    shuffled = frame.sample(frac=1, random_state=3)
    assert named(audited(frame, ["area", "income"]), key) == named(audited(shuffled, ["area", "income"]), key)


def test_an_input_that_is_the_attribute_under_another_name_is_named() -> None:
    frame = table().assign(code=lambda part: part["origin"].map({"here": 1, "abroad": 2}))
    found = named(audited(frame, ["code"]), "proxy_strength/one_input/code/with=origin")
    assert [note.code for note in found.remarks] == ["input_is_attribute"]


def test_a_number_has_its_correlation_ratio_beside_it() -> None:
    frame = table().assign(rent=lambda part: np.where(part["origin"] == "abroad", 500, 900) + part["income"] % 7)
    found = named(audited(frame, ["rent"]), "proxy_strength/one_input/rent/with=origin")
    ratio = found.measures["correlation_ratio"]
    assert isinstance(ratio, Estimate) and ratio.value > 0.99


def test_rounded_counts_give_no_strength_instead_of_a_wrong_one() -> None:
    counts = table().groupby(["origin", "sex", "area", "selected"], as_index=False).size()
    counts["size"] = (counts["size"] / 10).round() * 10
    data = {"source": "frame", "count": "size", "rounded_to": 10}
    found = audited(counts, ["area"], data=data, outcome=None).signal("proxy_strength").findings
    assert {item.verdict for item in found} == {"cannot_tell"}
    assert all(isinstance(item.difference, Undefined) for item in found)


def test_a_criterion_with_a_link_is_shown_and_one_without_is_ruled_out() -> None:
    result = audited(table(20_000), ["work", "moon"])
    work, moon = named(result, "criterion_fit/work"), named(result, "criterion_fit/moon")
    assert (work.verdict, moon.verdict) == ("shown", "ruled_out")
    assert [note.facts["value"] for note in work.remarks if note.code == "strongest_value"] == ["none"]
    assert work.worse_off is None


def test_its_numbers_are_those_of_scipy_and_statsmodels() -> None:
    frame = table()
    work = named(audited(frame, ["work", "area"]), "criterion_fit/work")
    mine = frame["work"] == "none"
    k1, n1, k2, n2 = (frame["truth"][mine].sum(), mine.sum(), frame["truth"][~mine].sum(), (~mine).sum())
    assert isinstance(work.difference, Estimate) and work.difference.interval is not None
    assert work.difference.value == pytest.approx(k1 / n1 - k2 / n2)
    # three values were tried: Bonferroni for the interval and the p-value
    low, _ = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", alpha=0.05 / 3)
    assert work.difference.interval.low == pytest.approx(low)
    law = hypergeom(n1 + n2, k1 + k2, n1)
    assert work.p == pytest.approx(min(1.0, 3 * (2 * law.sf(k1) + law.pmf(k1))), rel=1e-6)
    levels = [
        [
            [((frame["truth"] == said) & side & (frame["area"] == area)).sum() for said in (1, 0)]
            for side in (mine, ~mine)
        ]
        for area in ("north", "south", "centre")
    ]
    pooled = work.measures["beside:area"]
    theirs = StratifiedTable([np.array(level, dtype=float) for level in levels])
    assert isinstance(pooled, Estimate) and pooled.interval is not None and pooled.interval.low > 0
    # the pooled difference and the pooled ratio of statsmodels point the same way and are of one size
    base = sum(level[1][0] for level in levels) / sum(sum(level[1]) for level in levels)
    assert pooled.value == pytest.approx(base * (theirs.riskratio_pooled - 1), abs=0.01)


def test_only_random_cases_speak_where_outcomes_are_known_for_a_sample() -> None:
    frame = table()
    route = {"column": "route", "random": ["lot"], "drawn_from": "everyone"}
    outcome = {"column": "found", "positive": [1], "negative": [0], "known_for": "sample"}
    work = named(audited(frame, ["work"], route=route, outcome=outcome), "criterion_fit/work")
    lot = frame[frame["route"] == "lot"]
    assert work.counts is not None
    assert work.counts.total + work.counts.other_total == len(lot)
    mine = lot["work"] == "none"
    assert (work.counts.cases, work.counts.total) == (lot["truth"][mine].sum(), mine.sum())


def test_among_selected_people_a_criterion_is_not_judged() -> None:
    outcome = {"column": "found", "positive": [1], "negative": [0], "known_for": "selected"}
    missing = audited(table(), ["work"], outcome=outcome).signal("criterion_fit").not_looked_at
    assert missing is not None and missing.code == "no_route"


def test_a_link_that_another_criterion_explains_is_said() -> None:
    frame = table().assign(shift=lambda part: np.where(part["work"] == "none", "never", "day"))
    shift = named(audited(frame, ["work", "shift"]), "criterion_fit/shift")
    assert shift.verdict == "shown"
    # whoever knows work knows shift: no level of work holds both values
    assert isinstance(shift.measures["beside:work"], Undefined)


def test_an_input_that_is_the_decision_and_one_that_never_changes() -> None:
    frame = table().assign(same="x", copy=lambda part: part["selected"])
    result = audited(frame, ["copy", "same"])
    assert "input_is_decision" in [note.code for note in named(result, "criterion_fit/copy").remarks]
    constant = named(result, "criterion_fit/same")
    assert constant.verdict == "cannot_tell" and [note.code for note in constant.remarks] == ["input_is_constant"]


def test_the_report_names_the_input_and_the_attribute() -> None:
    told = words(page("welfare/audit"))
    assert (
        "“postcode” tells something about “origin”: the strength of the link is about 0.34 (between 0.33 and 0.35)."
        in told
    )
