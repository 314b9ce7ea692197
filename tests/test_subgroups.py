"""The search for groups that nobody listed: against brute force with pandas, and for what it must never do."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adm_audit as adm
from adm_audit.evidence import CASE, NO, YES, case_axis
from adm_audit.result import Finding, SignalResult
from adm_audit.stats.clusters import ClusterSums
from adm_audit.stats.disparity import compare
from adm_audit.stats.multiplicity import holm
from adm_audit.studies import subgroups
from adm_audit.studies.people import People, halves, people_of
from adm_audit.studies.subgroups import search
from adm_audit.tables.engine import Coded
from adm_audit.tally import Axis


def cells(frame: pd.DataFrame, axes: list[str], *, clusters: bool = False, weights: bool = False) -> People:
    """Return people from a frame of codes, ``selected``, and perhaps ``cluster`` and ``weight``."""
    keys = [*axes, "selected", *(["weight"] if weights else []), *(["cluster"] if clusters else [])]
    table = frame.groupby(keys, sort=True).size().rename("n").reset_index()
    return People(
        tuple(axes),
        table[axes].to_numpy(dtype=np.int32),
        table["selected"].to_numpy(dtype=bool),
        table["n"].to_numpy(dtype=np.int64),
        table["weight"].to_numpy(dtype=float) if weights else None,
        table["cluster"].to_numpy(dtype=np.int64) if clusters else None,
    )


def axis(name: str, size: int) -> Axis:
    return Axis(name, (None, *(f"{name}{at}" for at in range(1, size + 1))))


def town(n: int = 6_000, seed: int = 1, *, gap: float = 0.0) -> pd.DataFrame:
    """Return codes of four columns; the gap is planted where a is 1 and b is 2."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {name: rng.integers(0, size + 1, n) for name, size in (("a", 2), ("b", 3), ("c", 4), ("d", 2))}
    )
    rate = 0.2 + gap * ((frame.a == 1) & (frame.b == 2))
    return frame.assign(selected=rng.random(n) < rate)


AXES = {name: axis(name, size) for name, size in (("a", 2), ("b", 3), ("c", 4), ("d", 2))}


def z(k: int, n: int, j: int, m: int) -> float:
    """Return the z of two shares with a common variance, as in any textbook; 0 without a variance."""
    if not n or not m:
        return 0.0
    both = (k + j) / (n + m)
    spread = both * (1 - both) * (1 / n + 1 / m)
    return 0.0 if spread <= 0 else (k / n - j / m) / spread**0.5


def by_hand(frame: pd.DataFrame, smallest: int, depth: int) -> dict[tuple[tuple[str, int], ...], float]:
    """Return by how much each group stands out, counted row by row."""
    found = {}
    for size in range(2, depth + 1):
        for names in combinations("abcd", size):
            if "a" not in names:
                continue
            rows = frame[(frame[list(names)] > 0).all(axis=1)]
            for codes in product(*(sorted(set(rows[name])) for name in names)):
                inside = (rows[list(names)] == list(codes)).all(axis=1)
                if inside.sum() < smallest or (~inside).sum() < smallest:
                    continue
                group, rest = rows[inside].selected, rows[~inside].selected
                own = z(group.sum(), len(group), rest.sum(), len(rest))
                steps = [abs(own)]
                for left_out in range(size):
                    kept = [at for at in range(size) if at != left_out]
                    parent = (rows[[names[at] for at in kept]] == [codes[at] for at in kept]).all(axis=1)
                    beside = rows[parent & ~inside].selected
                    steps.append(np.sign(own) * z(group.sum(), len(group), beside.sum(), len(beside)))
                found[tuple(zip(names, codes, strict=True))] = max(0.0, min(steps))
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_groups_stand_out_as_counted_row_by_row(seed: int) -> None:
    frame = town(1_500, seed, gap=0.3)
    people = cells(frame, list("abcd"))
    columns = [subgroups.Column(name, AXES[name].values, name == "a") for name in "abcd"]
    looked_at, pool = subgroups._candidates(people, columns, set(), depth=3, smallest=40)
    expected = by_hand(frame, 40, 3)
    assert looked_at == len(expected)
    told = {tuple(("abcd"[at], code) for at, code in zip(g.columns, g.codes, strict=True)): g.score for g in pool}
    assert told == pytest.approx({group: score for group, score in expected.items() if score >= 2})
    assert len(told) > 0


def test_a_planted_group_is_found_with_its_counts_in_the_half_that_judges() -> None:
    people = cells(town(gap=0.2), list("abcd"))
    _, second = halves(people, 7)
    found = search(people, AXES, ["a"], depth=3, smallest=100, seed=7)
    best = found.found[0]
    assert best.traits == (("a", "a1"), ("b", "b2"))
    inside = (second.codes[:, 0] == 1) & (second.codes[:, 1] == 2)
    recorded = (second.codes[:, 0] > 0) & (second.codes[:, 1] > 0)
    assert (best.group.cases, best.group.total) == (second.n[inside & second.selected].sum(), second.n[inside].sum())
    assert best.others.total == second.n[recorded & ~inside].sum()
    assert [name for name, _ in best.parents] == ["a", "b"]
    assert best.parents[0][1].total == second.n[recorded & (second.codes[:, 0] == 1)].sum()
    assert found.people == (3_000, 3_000)


def test_a_gap_of_one_trait_alone_makes_no_group() -> None:
    rng = np.random.default_rng(5)
    frame = town(8_000, 5).drop(columns="selected")
    frame["selected"] = rng.random(8_000) < np.where(frame.a == 1, 0.5, 0.2)
    found = search(cells(frame, list("abcd")), AXES, ["a"], depth=2, smallest=100, seed=1)
    scores = [
        abs(one.group.cases / one.group.total - one.parents[0][1].cases / one.parents[0][1].total)
        for one in found.found
    ]
    assert all(gap < 0.1 for gap in scores)


@given(
    st.integers(0, 2**63 - 1),
    st.lists(st.integers(0, 30), min_size=1, max_size=12),
    st.lists(st.integers(0, 4), min_size=12, max_size=12),
)
@settings(max_examples=50, deadline=None)
def test_halves_hold_everybody_once_and_clusters_whole(seed: int, sizes: list[int], clusters: list[int]) -> None:
    n = np.array(sizes, dtype=np.int64)
    # clusters number 1, 2 ... without holes; 0 stands alone
    numbers = np.unique([0, *clusters[: len(n)]], return_inverse=True)[1][1:]
    codes = np.arange(len(n), dtype=np.int32).reshape(-1, 1)
    people = People(("x",), codes, np.zeros(len(n), dtype=bool), n, None, numbers)
    first, second = halves(people, seed)
    got = np.zeros(len(n), dtype=np.int64)
    for half in (first, second):
        np.add.at(got, half.codes[:, 0], half.n)
        assert (half.n > 0).all()
    assert got.tolist() == sizes
    both = set(first.clusters.tolist()) & set(second.clusters.tolist())  # type: ignore[union-attr]
    assert both <= {0}
    alone = n[numbers == 0].sum()
    assert first.n[first.clusters == 0].sum() == alone // 2


def test_halves_are_draws_without_replacement() -> None:
    """From 30 and 10 people, half are 20; of the ten, 5 on average, with the hypergeometric variance 10/4 * 30/39."""
    people = People(("x",), np.array([[1], [2]], dtype=np.int32), np.zeros(2, dtype=bool), np.array([30, 10]))
    drawn_ = [int(halves(people, seed)[0].n[1]) for seed in range(2_000)]
    assert np.mean(drawn_) == pytest.approx(5, abs=0.12)
    assert np.var(drawn_) == pytest.approx(10 / 4 * 30 / 39, rel=0.12)


def test_people_of_more_than_a_billion_are_drawn_too(monkeypatch: pytest.MonkeyPatch) -> None:
    n = np.array([5, 9, 14, 2, 3], dtype=np.int64)
    people = People(("x",), np.arange(5, dtype=np.int32).reshape(-1, 1), np.zeros(5, dtype=bool), n)
    monkeypatch.setattr("adm_audit.studies.people._MOST_AT_ONCE", 6)
    first, second = halves(people, 3)
    assert first.number + second.number == 33
    assert abs(first.number - second.number) <= 5


def test_clusters_are_summed_with_those_who_stand_alone() -> None:
    frame = town(900, 2)
    frame["cluster"] = np.repeat(np.arange(300), 3)
    frame["weight"] = np.random.default_rng(4).choice([0.5, 1.0, 2.5], 900)
    people = cells(frame, list("abcd"), clusters=True, weights=True)
    inside = people.codes[:, 0] == 1
    side = subgroups._side(people, inside)
    rows = frame[frame.a == 1]
    summed = rows.assign(k=rows.weight * rows.selected).groupby("cluster")[["k", "weight"]].sum()
    expected = [(k, n) for cluster, (k, n) in summed.iterrows() if cluster > 0]
    expected += [(row.weight * row.selected, row.weight) for row in rows[rows.cluster == 0].itertuples()]
    whole = ClusterSums.of(expected)
    assert side.clusters is not None
    assert (side.clusters.k2, side.clusters.kn, side.clusters.n2) == pytest.approx((whole.k2, whole.kn, whole.n2))
    assert side.squares == pytest.approx((rows.weight**2).sum())
    assert side.cases == pytest.approx((rows.weight * rows.selected).sum())


def test_numbers_are_cut_into_classes_and_rare_values_are_no_groups() -> None:
    numbers = Axis("x", (None, "1 to 2", "3", "4 to 6", "7", "8 to 9"), (None, 1.5, 3.0, 5.0, 7.0, 8.5))
    codes = np.array([0, 1, 2, 3, 4, 5], dtype=np.int32)
    labels, found = subgroups._classes(numbers, codes, np.array([9, 100, 100, 100, 100, 100]), 60)
    assert labels == (None, "1 to 2", "3", "4 to 6", "7 to 9") or len(labels) == 5
    assert found[0] == 0 and sorted(set(found[1:])) == [1, 2, 3, 4]
    assert (np.diff(found[1:]) >= 0).all()
    text = Axis("y", (None, "u", "v", "w"))
    labels, found = subgroups._classes(text, codes[:4], np.array([3, 50, 2, 70]), 2)
    assert labels == (None, "u", "w", None)
    assert found.tolist() == [0, 1, 3, 2]


def test_too_few_people_are_not_searched() -> None:
    assert (
        search(cells(town(100), list("abcd")), AXES, ["a"], depth=2, smallest=60, seed=1).absent == "search_too_small"
    )


def coded(rows: list[tuple[int, int, int, str | None]], measure: str = "rows", more: str = "") -> Coded:
    """Return a coded table: axis x, case, and clusters or counts."""
    connection = duckdb.connect()
    columns = {
        "rows": "(a0 INTEGER, a1 INTEGER, k INTEGER, cl VARCHAR)",
        "counts": "(a0 INTEGER, a1 INTEGER, lo BIGINT, hi BIGINT)",
    }
    connection.execute(f"CREATE TABLE coded {columns[measure]}")
    connection.executemany("INSERT INTO coded VALUES (?, ?, ?, ?)", rows)
    return Coded(connection, "coded", {"x": axis("x", 3), CASE: case_axis()}, measure)


def test_people_are_read_in_an_order_of_their_own() -> None:
    rows: list[tuple[int, int, int, str | None]] = [
        (1, YES, 0, "b"),
        (2, NO, 0, None),
        (1, YES, 0, "a"),
        (2, 0, 0, "c"),
        (2, NO, 0, None),
    ]
    one, two = people_of(coded(rows), ["x"]), people_of(coded(rows[::-1]), ["x"])
    assert isinstance(one, People) and isinstance(two, People)
    for mine, others in (
        (one.codes, two.codes),
        (one.n, two.n),
        (one.clusters, two.clusters),
        (one.selected, two.selected),
    ):
        assert np.array_equal(mine, others)  # type: ignore[arg-type]
    assert one.number == 4
    assert sorted(zip(one.codes[:, 0].tolist(), one.clusters.tolist(), one.n.tolist(), strict=True)) == [
        (1, 1, 1),
        (1, 2, 1),
        (2, 0, 2),
    ]  # type: ignore[union-attr]


def test_counts_are_read_as_people_and_ranges_are_not() -> None:
    exact: list[Any] = [(1, YES, 40, 40), (1, NO, 60, 60), (2, NO, 5, 5)]
    found = people_of(coded(exact, "counts"), ["x"])
    assert isinstance(found, People) and found.number == 105
    assert not isinstance(people_of(coded([*exact, (3, YES, 5, 15)], "counts"), ["x"]), People)


# from a table to the result


def audit(frame: pd.DataFrame, **more: Any) -> SignalResult:
    given: dict[str, Any] = {"search": {"depth": 2, "smallest": 100}, "protected": ["sex", "origin"]} | more
    found = adm.audit(frame, decision="selected", positive=1, effect="burden", audited_on=date(2026, 1, 1), **given)
    return found.data.signal("intersection")


def city(n: int = 8_000, seed: int = 3, share: float = 0.15) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "sex": rng.choice(["F", "M"], n),
            "origin": rng.choice(["A", "B", "C"], n),
            "income": rng.lognormal(7, 0.5, n).round(),
        }
    )
    rate = 0.1 + share * ((frame.sex == "F") & (frame.origin == "B"))
    return frame.assign(selected=(rng.random(n) < rate).astype(int))


def searched(found: SignalResult) -> dict[tuple[tuple[str, str | None], ...], Finding]:
    return {tuple(sorted(item.group.items())): item for item in found.findings if item.part == "searched"}


WOMEN_OF_B = (("origin", "B"), ("sex", "F"))


def test_a_group_is_found_judged_and_said() -> None:
    found = audit(city())
    item = searched(found)[WOMEN_OF_B]
    assert (item.verdict, item.family, item.alpha, item.worse_off) == ("shown", "searched", pytest.approx(0.05), True)
    assert item.id == "intersection/searched/origin=B&sex=F"
    assert item.comparisons == len(searched(found)) <= 20
    assert {"parent:sex", "parent:origin"} <= set(item.measures)
    (remark,) = [one for one in found.remarks if one.code == "searched"]
    assert remark.facts["searched"] == remark.facts["judged"] == 4_000


def test_the_order_of_the_rows_changes_nothing() -> None:
    frame = city()
    assert audit(frame) == audit(frame.sample(frac=1, random_state=1))


def test_the_seed_draws_other_halves() -> None:
    one, two = (searched(audit(city(), seed=seed))[WOMEN_OF_B] for seed in (1, 2))
    assert one.counts != two.counts


def test_groups_that_the_plan_lists_are_not_searched_again() -> None:
    found = audit(city(), intersections=2)
    assert WOMEN_OF_B not in searched(found)
    assert any(item.part is None and item.group == dict(WOMEN_OF_B) for item in found.findings)


def test_inputs_take_part_and_every_group_names_an_attribute() -> None:
    frame = city(share=0.0)
    high = frame.income > frame.income.quantile(0.75)
    rng = np.random.default_rng(8)
    frame["selected"] = (rng.random(len(frame)) < np.where(high & (frame.sex == "F"), 0.35, 0.1)).astype(int)
    found = searched(audit(frame, inputs=[{"column": "income", "reason": "Means test"}]))
    assert all({name for name, _ in group} & {"sex", "origin"} for group in found)
    best = next(iter(found.values()))
    assert best.verdict == "shown" and set(best.group) == {"sex", "income"}


def test_why_nothing_was_searched() -> None:
    assert (
        audit(city(), search={"depth": 1, "smallest": 100}, intersections=2).parts_not_looked_at["searched"].code
        == "search_of_one"
    )
    small = audit(city(150), search={"depth": 2, "smallest": 100}, intersections=2)
    assert small.parts_not_looked_at["searched"].code == "search_too_small"


def test_without_a_search_nothing_is_searched() -> None:
    found = audit(city(), search=None, intersections=2)
    assert not searched(found) and not found.parts_not_looked_at and not found.remarks


def test_homes_stay_whole_and_widen_the_intervals() -> None:
    frame = city(3_000)
    frame = frame.loc[frame.index.repeat(3)].reset_index(drop=True)
    frame["home"] = np.arange(len(frame)) // 3
    found = searched(audit(frame, data={"cluster": "home"}))[WOMEN_OF_B]
    effect = found.measures["design_effect"]
    assert getattr(effect, "value", None) == pytest.approx(3, rel=0.05)
    assert found.counts is not None and int(found.counts.total) % 3 == 0  # type: ignore[arg-type]


def test_fair_towns_rarely_show_a_searched_group_and_would_without_the_second_half() -> None:
    """At 5 %, more than 8 of 60 would have a chance of 1 in 300."""
    shown = tempting = 0
    for seed in range(60):
        found = search(cells(town(2_000, seed), list("abcd")), AXES, ["a", "b"], depth=3, smallest=20, seed=seed)
        sides = [(one.group, one.others) for one in found.found]
        tests = [compare(mine.cases, mine.total, rest.cases, rest.total, confidence=0.95).p for mine, rest in sides]
        shown += any(p < 0.05 for p in holm([1.0 if p is None else p for p in tests]))
        tempting += bool(sides)
    assert shown <= 8
    assert tempting > 24
