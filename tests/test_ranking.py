"""Who stands among the first of a list, against pandas and SciPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

import adm_audit as adm
from adm_audit.errors import AdmAuditError
from adm_audit.report.words import headline, voice_of
from adm_audit.result import AuditResult, Finding

ASKED: dict[str, Any] = {"decision": "taken", "positive": 1, "effect": "benefit", "protected": ["group"]}


def result(people: pd.DataFrame, top: list[int], **more: Any) -> AuditResult:
    ranking = {"column": "place", "top": top} | more.pop("ranking", {})
    frame = people.assign(taken=np.arange(len(people)) % 2)
    return adm.audit(frame, **{**ASKED, "ranking": ranking, **more}).data


def tops(found: AuditResult) -> list[Finding]:
    return [item for item in found.signal("selection_gap").findings if item.part == "top_k"]


def listed(groups: str) -> pd.DataFrame:
    return pd.DataFrame({"group": list(groups), "place": range(1, len(groups) + 1)})


def test_the_first_of_a_list_by_hand() -> None:
    people = listed("BBBABBABBB" + "ABABABABAA")
    one, two = tops(result(people, [10, 5]))
    assert (one.input, two.input) == ("top 5", "top 10")
    assert one.counts is not None and two.counts is not None
    assert (one.counts.cases, one.counts.total, one.counts.other_cases, one.counts.other_total) == (1, 8, 4, 12)
    assert (two.counts.cases, two.counts.total, two.counts.other_cases, two.counts.other_total) == (2, 8, 8, 12)
    law = hypergeom(20, 10, 8)
    assert two.p == pytest.approx(2 * law.cdf(1) + law.pmf(2), rel=1e-9)
    assert two.worse == "lower" and two.worse_off
    assert two.comparisons == 2 and two.family == "others"


def test_points_count_from_the_other_end() -> None:
    people = listed("AAABBBABABBB")
    points = people.assign(place=100 - people["place"])
    by_place, by_points = tops(result(people, [3])), tops(result(points, [3], ranking={"ascending": False}))
    assert by_place == by_points
    assert by_place[0].counts is not None and by_place[0].counts.cases == 3


def test_who_shares_the_last_place_is_inside_and_that_is_said() -> None:
    people = pd.DataFrame({"group": list("ABABABAB"), "place": [1, 2, 2, 2, 3, 3, None, None]})
    found = result(people, [3, 5, 40])
    (one,) = tops(found)
    assert one.input == "top 3" and one.counts is not None
    assert (one.counts.cases, one.counts.total, one.counts.other_cases, one.counts.other_total) == (2, 3, 2, 3)
    said = {(item.code, item.facts.get("top")): item.facts["people"] for item in found.signal("selection_gap").remarks}
    assert said == {
        ("top_shared", 3): 4,
        ("top_holds_everyone", 5): 6,
        ("top_holds_everyone", 40): 6,
        ("not_ranked", None): 2,
    }


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["A", "B", "C"]), st.one_of(st.none(), st.integers(1, 30))), min_size=6, max_size=60
    ),
    st.lists(st.integers(1, 50), min_size=1, max_size=4, unique=True),
    st.booleans(),
)
def test_any_list_is_read_as_pandas_ranks_it(
    rows: list[tuple[str, int | None]], top: list[int], ascending: bool
) -> None:
    rows = [*rows, ("A", 1), ("B", 2), ("C", 3)]
    people = pd.DataFrame(rows, columns=["group", "place"])
    rank = people["place"].rank(method="min", ascending=ascending)
    found = tops(result(people, top, ranking={"ascending": ascending}))
    inside = {k: rank.le(k) for k in top if rank.le(k).sum() < rank.notna().sum()}
    assert {item.input for item in found} == {f"top {k}" for k in inside}
    for item in found:
        assert item.input is not None and item.counts is not None
        first, mine = inside[int(item.input.removeprefix("top "))], people["group"].eq(str(item.group["group"]))
        assert item.counts.cases == (first & mine).sum()
        assert item.counts.total == (rank.notna() & mine).sum()
        assert item.counts.other_cases == (first & ~mine).sum()


def test_a_table_of_counts_has_no_order_of_people() -> None:
    people = listed("ABABAB").assign(n=10)
    found = result(people, [2], data={"count": "n"})
    assert not tops(found)
    assert found.signal("selection_gap").parts_not_looked_at["top_k"].code == "ranking_of_counts"


def test_a_place_in_a_list_reads_in_plain_words() -> None:
    found = result(listed("B" * 60 + "A" * 60 + "AB" * 40), [60])
    (item,) = tops(found)
    told = headline(item, voice_of(found))
    assert told.startswith(
        "People with group “A” stood in the “top 60” of the list less often than people with group “B”"
    )


@pytest.mark.parametrize(
    ("ranking", "code"),
    [
        ({"top": []}, "plan_empty"),
        ({"top": [0]}, "plan_too_small"),
        ({"top": [5, 5]}, "plan_twice"),
        ({"column": "group"}, "no_numbers"),
        ({"column": "places"}, "column_missing"),
    ],
)
def test_what_is_no_ranking_is_said(ranking: dict[str, Any], code: str) -> None:
    with pytest.raises(AdmAuditError) as error:
        result(listed("ABABABAB"), [2], ranking=ranking)
    assert code in {problem.code for problem in error.value.problems}
