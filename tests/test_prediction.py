"""Groups predicted from all inputs together: planted links are found, none is invented, and clusters are allowed for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from adm_audit.studies import prediction
from adm_audit.studies.people import People
from adm_audit.studies.prediction import predict
from adm_audit.tally import Axis
from adm_audit.values import Estimate, Interval, Undefined


def people(columns: dict[str, Any], *, clusters: Any = None, weights: Any = None, n: Any = None) -> People:
    codes = np.column_stack(list(columns.values())).astype(np.int32)
    number = np.ones(len(codes), dtype=np.int64) if n is None else np.asarray(n, dtype=np.int64)
    return People(tuple(columns), codes, np.zeros(len(codes), dtype=bool), number, weights, clusters)


def texts(name: str, size: int) -> Axis:
    return Axis(name, (None, *(f"v{at}" for at in range(size))))


def strengths(made: People, axes: dict[str, Axis], **how: Any) -> dict[str, tuple[float, Interval, float | None]]:
    inputs = [name for name in axes if name.startswith("input:")]
    found = {}
    for one in predict(made, axes, ["g"], inputs, **how).groups:
        assert isinstance(one.strength, Estimate)
        assert one.strength.interval is not None
        found[one.group] = (one.strength.value, one.strength.interval, one.p)
    return found


def test_two_inputs_tell_together_what_neither_tells_alone() -> None:
    rng = np.random.default_rng(1)
    one, two = rng.integers(1, 3, 4000), rng.integers(1, 3, 4000)
    # group 2 exactly where the two differ: each input alone is independent of the group
    group = 1 + (one != two)
    axes = {"g": texts("g", 2), "input:a": texts("input:a", 2), "input:b": texts("input:b", 2)}
    found = strengths(people({"g": group, "input:a": one, "input:b": two}), axes)
    alone = strengths(people({"g": group, "input:a": one}), {"g": axes["g"], "input:a": axes["input:a"]})
    assert found["v0"][0] == found["v1"][0] == 1.0
    assert found["v0"][1].low > 0.98
    assert found["v0"][2] < 1e-100
    assert 0.0 in alone["v0"][1]


def test_a_number_tells_what_its_area_under_the_curve_says() -> None:
    rng = np.random.default_rng(2)
    group = rng.integers(1, 3, 20_000)
    x = np.clip(np.round(rng.normal(1.0 * group, 1.0, 20_000) * 4).astype(int) + 15, 1, 40)
    axes = {"g": texts("g", 2), "input:x": Axis("input:x", (None, *map(str, range(1, 41))), (None, *range(1, 41)))}
    found = strengths(people({"g": group, "input:x": x}), axes)
    # two normal distributions one standard deviation apart: AUC = Phi(1 / sqrt 2)
    expected = 2 * stats.norm.cdf(1 / np.sqrt(2)) - 1
    assert expected in found["v1"][1]
    assert found["v1"][0] == pytest.approx(expected, abs=0.02)
    assert found["v0"][0] == pytest.approx(found["v1"][0], abs=1e-9)


def test_inputs_that_tell_nothing_are_not_said_to_tell_something() -> None:
    alarms = 0
    for seed in range(30):
        rng = np.random.default_rng(100 + seed)
        columns = {
            "g": rng.integers(1, 3, 600),
            "input:a": rng.integers(1, 30, 600),
            "input:b": rng.integers(0, 5, 600),
        }
        axes = {"g": texts("g", 2), "input:a": texts("input:a", 30), "input:b": texts("input:b", 5)}
        ((_, interval, p), *_) = strengths(people(columns), axes, seed=seed).values()
        alarms += p is not None and p < 0.05 and interval.low > 0
    # one-sided in effect, so about .025 of 30; five or more have a chance below .001
    assert alarms <= stats.binom.ppf(0.999, 30, 0.025)


def test_without_clusters_in_mind_homes_would_pass_for_a_link() -> None:
    alarms = {True: 0, False: 0}
    for seed in range(30):
        rng = np.random.default_rng(seed)
        homes = np.repeat(np.arange(40), 25)
        # 40 homes of 25: group and input are the same for a whole home and independent of each other
        columns = {"g": rng.integers(1, 3, 40)[homes], "input:a": rng.integers(1, 3, 40)[homes]}
        axes = {"g": texts("g", 2), "input:a": texts("input:a", 2)}
        for known in (True, False):
            made = people(columns, clusters=homes + 1 if known else None)
            ((_, interval, p), *_) = strengths(made, axes, seed=seed).values()
            alarms[known] += p is not None and p < 0.05 and interval.low > 0
    assert alarms[True] <= stats.binom.ppf(0.999, 30, 0.05)
    assert alarms[False] >= 10


def test_the_interval_holds_the_strength_of_a_known_rule() -> None:
    held = 0
    for seed in range(30):
        rng = np.random.default_rng(500 + seed)
        group = rng.integers(1, 3, 1500)
        # an input that repeats the group in 70 of 100: shares .7 against .3, so 2 AUC - 1 = .7 - .3
        told = np.where(rng.random(1500) < 0.7, group, 3 - group)
        axes = {"g": texts("g", 2), "input:a": texts("input:a", 2)}
        held += 0.4 in strengths(people({"g": group, "input:a": told}), axes, seed=seed)["v0"][1]
    assert held >= stats.binom.ppf(0.001, 30, 0.95)


def test_cells_with_many_people_are_the_same_as_rows() -> None:
    rng = np.random.default_rng(5)
    group, told = rng.integers(1, 4, 900), rng.integers(1, 6, 900)
    axes = {"g": texts("g", 3), "input:a": texts("input:a", 5)}
    cells, n = np.unique(np.column_stack([group, told]), axis=0, return_counts=True)
    counted = people({"g": cells[:, 0], "input:a": cells[:, 1]}, n=n)
    first, again = (predict(counted, axes, ["g"], ["input:a"], seed=4) for _ in range(2))
    assert first == again
    assert first.learned_from == 450
    assert sum(first.groups[0].people) == 450


def test_people_counted_in_cells_tell_what_they_tell_one_by_one() -> None:
    axes = {"g": texts("g", 2), "input:a": texts("input:a", 2)}
    # 70 of 100 repeat their group: 2 AUC - 1 = .7 - .3
    counted = people({"g": [1, 1, 2, 2], "input:a": [1, 2, 1, 2]}, n=[7000, 3000, 3000, 7000])
    assert strengths(counted, axes)["v0"][0] == pytest.approx(0.4, abs=0.03)


def test_an_input_that_is_the_attribute_itself_is_left_out() -> None:
    rng = np.random.default_rng(6)
    group = rng.integers(1, 3, 800)
    axes = {"g": texts("g", 2), "input:g": texts("input:g", 2), "input:a": texts("input:a", 3)}
    made = people({"g": group, "input:g": group, "input:a": rng.integers(1, 4, 800)})
    assert strengths(made, axes)["v0"][0] < 0.2
    alone = predict(people({"g": group, "input:g": group}), axes, ["g"], ["input:g"])
    assert alone.absent == "prediction_too_small"


def test_few_people_or_one_group_are_not_predicted() -> None:
    axes = {"g": texts("g", 2), "input:a": texts("input:a", 2)}
    few = people({"g": np.arange(60) % 2 + 1, "input:a": np.ones(60)})
    single = people({"g": np.ones(600), "input:a": np.arange(600) % 2 + 1})
    for made in (few, single):
        found = predict(made, axes, ["g"], ["input:a"])
        assert found.groups == ()
        assert found.absent == "prediction_too_small"


def test_of_very_many_people_a_part_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prediction, "MOST", 1000)
    rng = np.random.default_rng(7)
    made = people({"g": rng.integers(0, 3, 6000), "input:a": rng.integers(1, 3, 6000)})
    axes = {"g": texts("g", 2), "input:a": texts("input:a", 2)}
    found = predict(made, axes, ["g"], ["input:a"])
    # 4,000 with a recorded group, halved twice
    assert 230 <= found.learned_from <= 270 or 460 <= found.learned_from <= 540
    assert all(sum(one.people) <= 500 for one in found.groups)


def test_weights_widen_the_interval() -> None:
    rng = np.random.default_rng(8)
    group = rng.integers(1, 3, 3000)
    told = np.where(rng.random(3000) < 0.7, group, 3 - group)
    axes = {"g": texts("g", 2), "input:a": texts("input:a", 2)}
    columns = {"g": group, "input:a": told}
    plain = strengths(people(columns), axes)["v0"][1]
    odd = strengths(people(columns, weights=rng.lognormal(0, 1.0, 3000)), axes)["v0"][1]
    assert (odd.high - odd.low) > 1.2 * (plain.high - plain.low)


def test_a_group_of_one_person_is_there_without_a_number() -> None:
    rng = np.random.default_rng(9)
    group = rng.integers(1, 3, 1000)
    group[0] = 3
    axes = {"g": texts("g", 3), "input:a": texts("input:a", 4)}
    found = predict(people({"g": group, "input:a": rng.integers(1, 5, 1000)}), axes, ["g"], ["input:a"])
    assert [one.group for one in found.groups] == ["v0", "v1", "v2"]
    assert isinstance(found.groups[2].strength, Undefined) and found.groups[2].p is None
    assert isinstance(found.groups[0].strength, Estimate)
