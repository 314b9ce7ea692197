"""Weights and clusters: design effects by hand, against statsmodels and pandas, and through a whole audit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import adm_audit as adm
from adm_audit.auditor import needed
from adm_audit.comparison import TwoByTwo
from adm_audit.plan.load import plan_from_keywords
from adm_audit.signals import signal_named
from adm_audit.stats.clusters import ClusterSums, design_effect, design_effects, kish
from adm_audit.stats.intervals import newcombe_difference, wilson
from adm_audit.tables.load import count, ready

PLAN: dict[str, Any] = {
    "title": "Clusters",
    "decision": {"column": "chosen", "positive": [1], "negative": [0], "effect": "burden"},
    "outcome": {"column": "found", "positive": [1], "negative": [0], "known_for": "everyone"},
    "protected": ["origin", {"column": "sex", "reference": "M"}],
    "inputs": [{"column": "income", "reason": "Means test"}],
    "intersections": 2,
}


def comparisons(frame: pd.DataFrame, signal: str, data: dict[str, Any], **more: Any) -> dict[str, TwoByTwo]:
    plan = plan_from_keywords(data=data, **(PLAN | more))
    _, needs = needed(plan)
    evidence, _ = count(ready(plan, frame, lambda path: None, needs), needs)
    looked = signal_named(signal).look(plan, evidence)
    return {
        "/".join(
            [*(part for part in (pair.head.part, pair.head.input) if part), *map(str, pair.head.group.values())]
        ): pair
        for pair in looked.comparisons
        if isinstance(pair, TwoByTwo)
    }


def households(rows: int = 600, seed: int = 4) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    home = rng.integers(0, rows // 3, rows)
    mood = rng.random(rows // 3)
    return pd.DataFrame(
        {
            "home": [f"home {number}" for number in home],
            "origin": np.where(rng.random(rows) < 0.05, None, np.array(["A", "B", "C"])[home % 3]),
            "sex": rng.choice(["F", "M", "X"], rows),
            "chosen": (mood[home] + rng.random(rows) < 0.8).astype(int),
            "found": (mood[home] + rng.random(rows) < 1.1).astype(int),
            "income": np.where(mood[home] + rng.random(rows) < 0.4, None, 1.0),
        }
    )


def test_two_households_by_hand() -> None:
    # households of 2 of 2 and 0 of 2: p = 1/2, residuals 1 and -1: 2 / (4 * 1/4) = 2, the size of the households
    alike = ClusterSums.of([(2, 2), (0, 2)])
    assert alike == ClusterSums(4, 4, 8)
    assert design_effect(alike, 2, 4) == 2.0
    # 1 of 2 in each: no residual at all
    even = ClusterSums.of([(1, 2), (1, 2)])
    assert design_effect(even, 2, 4) == 0.0
    # together: (2 + 0) / (1 + 1) = 1: the even side takes that of both
    assert design_effects((alike, 2, 4), (even, 2, 4)) == (2.0, 1.0)
    # a side without cases says nothing by itself, and takes that of the other: 2 / 1
    assert design_effects((ClusterSums.of([(0, 3)]), 0, 3), (alike, 2, 4)) == (2.0, 2.0)
    assert design_effects((ClusterSums.of([]), 0, 0), (ClusterSums.of([(3, 3)]), 3, 3)) == (1.0, 1.0)


def test_a_gap_is_not_mistaken_for_clusters() -> None:
    # 50 of 100 against 100 of 900, everybody a household: around the common rate .15 it would be
    # (50 * .85^2 + 50 * .15^2) / (100 * .15 * .85) = 2.9; around the own rates it is 1
    one, other = ClusterSums.of([(1, 1)] * 50 + [(0, 1)] * 50), ClusterSums.of([(1, 1)] * 100 + [(0, 1)] * 800)
    assert design_effects((one, 50, 100), (other, 100, 900)) == pytest.approx((1.0, 1.0))


def statsmodels_effect(cases: pd.Series, homes: pd.Series) -> float:
    """The cluster-robust variance of a mean (no small-sample correction), as a multiple of p(1-p)/n."""
    found = sm.OLS(cases.to_numpy(float), np.ones(len(cases))).fit(
        cov_type="cluster", cov_kwds={"groups": pd.factorize(homes)[0], "use_correction": False}
    )
    p = cases.mean()
    return float(found.cov_params()[0, 0] * len(cases) / (p * (1 - p)))


def expected_effects(frame: pd.DataFrame, case: str, mine: pd.Series, other: pd.Series) -> tuple[float, float]:
    sides = [frame[mine], frame[other]]
    own = [statsmodels_effect(side[case], side["home"]) for side in sides]
    chance = [len(side) * side[case].mean() * (1 - side[case].mean()) for side in sides]
    together = float(np.dot(own, chance) / sum(chance))
    return max(1.0, own[0], together), max(1.0, own[1], together)


def test_design_effects_agree_with_statsmodels() -> None:
    frame = households()
    recorded = frame["origin"].notna()
    found = comparisons(frame, "selection_gap", {"cluster": "home"})
    for group in ("A", "B", "C"):
        expected = expected_effects(frame, "chosen", frame["origin"] == group, recorded & (frame["origin"] != group))
        assert found[group].design_effects == pytest.approx(expected)
        assert expected[0] > 1.2
    assert found["None"].design_effects == pytest.approx(expected_effects(frame, "chosen", ~recorded, recorded))
    for group in ("F", "X"):  # against a reference: only its people stand on the other side
        expected = expected_effects(frame, "chosen", frame["sex"] == group, frame["sex"] == "M")
        assert found[group].design_effects == pytest.approx(expected)


def test_error_rates_have_design_effects_of_their_own_people() -> None:
    frame = households()
    found = comparisons(frame, "missed_gap", {"cluster": "home"})
    concerned = frame[frame["found"] == 1].assign(missed=lambda part: 1 - part["chosen"])
    expected = expected_effects(concerned, "missed", concerned["sex"] == "F", concerned["sex"] == "M")
    assert found["among_people_concerned/F"].design_effects == pytest.approx(expected)


def test_missing_values_have_design_effects_too() -> None:
    frame = households()
    frame["lost"] = frame["income"].isna().astype(int)
    found = comparisons(frame, "missing_gap", {"cluster": "home"})
    expected = expected_effects(frame, "lost", frame["sex"] == "F", frame["sex"] == "M")
    assert found["values/income/F"].design_effects == pytest.approx(expected)
    assert expected[0] > 1.1


def test_combined_groups_against_everyone_else_in_the_same_households() -> None:
    frame = households()
    known = frame["origin"].notna()
    mine = known & (frame["origin"] == "A") & (frame["sex"] == "F")
    found = comparisons(frame, "intersection", {"cluster": "home"})
    assert found["A/F"].design_effects == pytest.approx(expected_effects(frame, "chosen", mine, known & ~mine))


def test_households_of_one_change_nothing() -> None:
    frame = households().assign(home=lambda part: [f"'; -- {at}" for at in range(len(part))])
    for signal in ("selection_gap", "missed_gap", "missing_gap", "intersection"):
        one, two = comparisons(frame, signal, {"cluster": "home"}), comparisons(frame, signal, {})
        assert list(one) == list(two)
        for key, pair in one.items():
            assert pair.design_effects == pytest.approx(two[key].design_effects)


def test_rows_without_a_household_are_households_of_one() -> None:
    frame = households()
    frame.loc[::7, "home"] = None
    alone = frame.assign(home=[f"{at}" if home is None else home for at, home in enumerate(frame["home"])])
    worded = frame.assign(home=frame["home"].where(frame["home"].notna(), " unbekannt "))
    one = comparisons(frame, "selection_gap", {"cluster": "home"})
    assert one == comparisons(alone, "selection_gap", {"cluster": "home"})
    assert one == comparisons(worded, "selection_gap", {"cluster": "home", "missing": ["unbekannt"]})
    assert one != comparisons(worded, "selection_gap", {"cluster": "home"})


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(2, 9), st.randoms(use_true_random=False))
def test_names_of_households_and_the_order_of_rows_change_nothing(size: int, random: Any) -> None:
    frame = households(90)
    order = list(range(len(frame)))
    random.shuffle(order)
    names = {home: number * size + 0.0 for number, home in enumerate(frame["home"].unique())}
    other = frame.iloc[order].assign(home=lambda part: part["home"].map(names))
    one, two = (comparisons(each, "selection_gap", {"cluster": "home"}) for each in (frame, other))
    assert {key: pair.design_effects for key, pair in one.items()} == {
        key: pair.design_effects for key, pair in two.items()
    }


def test_weights_by_hand() -> None:
    # weights 1, 1, 2 | 3, 1: of F 3 of 4 are chosen, sum of squares 6, design effect 6/4; of M 3 of 4, 10/4
    frame = pd.DataFrame({"sex": list("FFFMM"), "w": [1, 1, 2, 3, 1], "chosen": [1, 0, 1, 1, 0], "found": 1})
    plan: dict[str, Any] = {"protected": ["sex"], "inputs": [], "intersections": 0}
    (pair,) = comparisons(frame, "selection_gap", {"weight": "w"}, **plan).values()
    assert (pair.cases, pair.total, pair.other_cases, pair.other_total) == (3, 4, 3, 4)
    assert pair.design_effects == (1.5, 2.5)
    assert kish(4, 6) == 1.5
    # everybody twice as heavy: the same people, so the same interval
    (double,) = comparisons(frame.assign(w=frame["w"] * 2), "selection_gap", {"weight": "w"}, **plan).values()
    assert double.design_effects == (3.0, 5.0)
    limits = [
        newcombe_difference(3 * f, 4 * f, 3 * f, 4 * f, design_effects=d) for f, d in ((1, (1.5, 2.5)), (2, (3, 5)))
    ]
    assert (limits[0].low, limits[0].high) == pytest.approx((limits[1].low, limits[1].high))


def test_weights_reach_tables_and_findings() -> None:
    frame = households().assign(w=lambda part: np.where(part["sex"] == "F", 0.25, 2.0) * (1 + part["found"]))
    result = adm.audit(
        frame, decision="chosen", positive=1, effect="burden", protected=["sex"], data={"weight": "w"},
        outcome=PLAN["outcome"],
    ).data  # fmt: skip
    table = next(table for table in result.tables if table.by == ("sex",))
    row = next(row for row in table.groups if row.group == {"sex": "F"})
    part = frame[frame["sex"] == "F"]
    total, squares = part["w"].sum(), (part["w"] ** 2).sum()
    effective = total**2 / squares
    found: Any = row.rates["selection_rate"]
    p = (part["w"] * part["chosen"]).sum() / total
    # Wilson's limits by hand, for the effective number of people
    z = 1.959963984540054
    half = z * (p * (1 - p) / effective + z * z / (4 * effective**2)) ** 0.5
    assert found.value == pytest.approx(p)
    assert found.interval.low == pytest.approx((p + z * z / (2 * effective) - half) / (1 + z * z / effective))
    finding: Any = next(s for s in result.signals if s.name == "selection_gap").findings[0]
    assert finding.rate.interval == found.interval


def test_weights_and_households_together() -> None:
    # weights 1 and 3 in one household of cases, 2 and 2 in one without: p = 1/2, residuals 2 and -2:
    # 8 / (8 * 1/4) = 4; Kish alone: (1 + 9 + 4 + 4) / 8 = 2.25
    half = pd.DataFrame({"home": [1, 1, 2, 2], "w": [1, 3, 2, 2], "chosen": [1, 1, 0, 0]})
    frame = pd.concat([half.assign(sex="F"), half.assign(sex="M", home=half["home"] + 2)]).assign(found=1)
    plan: dict[str, Any] = {"protected": ["sex"], "inputs": [], "intersections": 0}
    (pair,) = comparisons(frame, "selection_gap", {"weight": "w", "cluster": "home"}, **plan).values()
    assert pair.design_effects == pytest.approx((4.0, 4.0))
    (pair,) = comparisons(frame, "selection_gap", {"weight": "w"}, **plan).values()
    assert pair.design_effects == (2.25, 2.25)


def test_levels_of_a_factor_carry_clusters_and_weights() -> None:
    frame = households().assign(district=lambda part: part["home"].str[-1], w=2.0)
    asked: dict[str, Any] = {
        "decision": "chosen", "positive": 1, "effect": "burden", "protected": ["sex"],
        "strata": [{"column": "district", "reason": "Test"}],
    }  # fmt: skip

    def pooled(data: dict[str, Any]) -> dict[str, Any]:
        result = adm.audit(frame, data=data, **asked).data
        return {f.group["sex"]: f for s in result.signals if s.name == "conditional_gap" for f in s.findings}

    plain, clustered, weighted = pooled({}), pooled({"cluster": "home"}), pooled({"weight": "w"})
    effects = comparisons(frame, "selection_gap", {"cluster": "home"}, protected=["sex"], inputs=[], intersections=0)
    for group, finding in plain.items():
        other, same = clustered[group], weighted[group]
        assert other.difference.value == pytest.approx(finding.difference.value)
        widths = [f.difference.interval.high - f.difference.interval.low for f in (finding, other)]
        # Sato's variance is a sum over people divided by their square: a design effect D widens it by its root
        assert widths[1] == pytest.approx(widths[0] * max(effects[group].design_effects) ** 0.5)
        # two for each person, all alike, is the same as one
        assert same.difference.interval.low == pytest.approx(finding.difference.interval.low)
        assert same.p == pytest.approx(finding.p)
        parts = finding.measures
        crude = frame[frame["sex"] == group]["chosen"].mean() - frame[frame["sex"] != group]["chosen"].mean()
        assert parts["crude_difference"].value == pytest.approx(crude)
        assert sum(parts[name].value for name in ("mix", "inside", "outside")) == pytest.approx(crude, abs=1e-12)


def test_tables_widen_by_clusters_also_inside_levels() -> None:
    frame = households().assign(district=lambda part: part["home"].str[-1])
    asked: dict[str, Any] = {
        "decision": "chosen", "positive": 1, "effect": "burden", "protected": ["origin", "sex"],
        "strata": [{"column": "district", "reason": "Test"}],
    }  # fmt: skip
    plain, clustered = (adm.audit(frame, data=data, **asked).data for data in ({}, {"cluster": "home"}))
    wider = 0
    for one, two in zip(plain.tables, clustered.tables, strict=True):
        for a, b in zip(one.groups, two.groups, strict=True):
            narrow, wide = (row.rates["selection_rate"].interval for row in (a, b))  # type: ignore[union-attr]
            assert wide.low <= narrow.low + 1e-12 and narrow.high <= wide.high + 1e-12
            wider += wide.low < narrow.low - 1e-6
    assert wider > 20
    # all people: as statsmodels says, whatever is recorded about them
    (everyone,) = clustered.tables[0].groups
    limits: Any = everyone.rates["selection_rate"]
    effect = statsmodels_effect(frame["chosen"], frame["home"])
    expected = wilson(int(frame["chosen"].sum()), len(frame), design_effect=effect)
    assert (limits.interval.low, limits.interval.high) == pytest.approx((expected.low, expected.high))


def test_the_result_says_which_clusters_were_used() -> None:
    frame = households()
    frame.loc[:4, "home"] = None
    sizes = frame["home"].value_counts()
    asked: dict[str, Any] = {"decision": "chosen", "positive": 1, "effect": "burden", "protected": ["sex"]}
    found = adm.audit(frame, data={"cluster": "home"}, **asked).data
    note = next(note for note in found.remarks if note.code == "clusters")
    assert note.facts == {"column": "home", "clusters": len(sizes), "largest": int(sizes.max()), "without": 5}
    few = adm.audit(frame.assign(home=frame["sex"]), data={"cluster": "home"}, **asked).data
    assert [note.code for note in few.remarks] == ["few_clusters"]
    plain = adm.audit(frame, **asked).data
    assert not plain.remarks

    def width(result: Any) -> float:
        interval = next(s for s in result.signals if s.name == "selection_gap").findings[0].difference.interval
        return float(interval.high - interval.low)

    assert width(found) > 1.1 * width(plain)
