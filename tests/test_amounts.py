"""Decisions that are amounts, against NumPy, SciPy and sorted lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import adm_audit as adm
from adm_audit.errors import AdmAuditError
from adm_audit.pairing.view import view
from adm_audit.report.words import council, headline, statistician, voice_of
from adm_audit.result import AuditResult, SignalResult
from adm_audit.values import Estimate, Number, Undefined

ASKED: dict[str, Any] = {"decision": "granted", "positive": 1, "effect": "benefit", "protected": ["group"]}
LEVEL = {"difference": 0.05, "chosen_on": "2026-01-01", "reason": "Set by the board"}


def result(frame: pd.DataFrame, level: float | None = None, **more: Any) -> AuditResult:
    levels = {} if level is None else {"attention": {**LEVEL, "levels": {"selection_gap/amount": level}}}
    return adm.audit(frame, **{**ASKED, "amounts": ["euros"], **levels, **more}).data


def of_amounts(found: AuditResult) -> SignalResult:
    return found.signal("selection_gap")


def value(number: Number | None) -> float:
    assert isinstance(number, Estimate)
    return number.value


def grants(size: int = 600, less: float = 80.0, seed: int = 4) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    group = np.repeat(["F", "M"], size)
    euros = np.round(random.gamma(4, 150, 2 * size)) + 500 - np.where(group == "F", less, 0)
    granted = random.random(2 * size) < 0.7
    return pd.DataFrame({"group": group, "euros": np.where(granted, euros, np.nan), "granted": granted.astype(int)})


def test_medians_of_those_with_an_amount() -> None:
    frame = grants()
    (finding,) = [item for item in of_amounts(result(frame, 50)).findings if item.part == "amount"]
    sides = [frame[frame["group"] == name]["euros"].dropna() for name in ("F", "M")]
    assert finding.counts is not None
    assert (finding.counts.total, finding.counts.other_total) == tuple(len(side) for side in sides)
    assert value(finding.rate) == sides[0].median() and value(finding.other_rate) == sides[1].median()
    assert value(finding.difference) == pytest.approx(sides[0].median() - sides[1].median())
    mine, others = (side.to_list() for side in sides)
    welch = stats.ttest_ind(mine, others, equal_var=False).confidence_interval(0.95)
    mean = finding.measures["mean_gap_amount"]
    assert isinstance(mean, Estimate) and mean.interval is not None
    assert (mean.interval.low, mean.interval.high) == pytest.approx((welch.low, welch.high))
    assert finding.verdict == "shown" and finding.worse_off and finding.unit == "amount"
    assert finding.id == "selection_gap/amount/euros/group=F"
    middle = np.median(np.concatenate(sides))
    assert abs(finding.counts.cases - sum(side > middle for side in mine)) <= 2


def test_many_different_amounts_are_counted_in_fine_bins() -> None:
    random = np.random.default_rng(8)
    frame = pd.DataFrame({"group": ["F", "M"] * 4000, "granted": random.integers(0, 2, 8000)})
    frame["euros"] = np.exp(random.normal(6, 1, 8000))
    (finding,) = [item for item in of_amounts(result(frame, 50)).findings if item.part == "amount"]
    for number, name in ((finding.rate, "F"), (finding.other_rate, "M")):
        share_below = (frame[frame["group"] == name]["euros"] < value(number)).mean()
        assert share_below == pytest.approx(0.5, abs=0.002), "half of 1,000 bins is a two-thousandth"
        assert value(finding.measures["mean_amount" if name == "F" else "other_mean_amount"]) == pytest.approx(
            frame[frame["group"] == name]["euros"].mean(), rel=2e-3
        )


def test_without_a_level_the_numbers_stand_without_a_verdict() -> None:
    frame = grants()
    found = of_amounts(result(frame))
    assert [item.part for item in found.findings] == [None]
    assert found.parts_not_looked_at["amount"].code == "no_own_level"
    told = {(item.name, item.facts["group"]): item.number for item in found.measures if item.part == "amount"}
    assert value(told["median_amount:euros", "F"]) == frame[frame["group"] == "F"]["euros"].median()
    assert value(told["median_amount:euros", "M"]) == frame[frame["group"] == "M"]["euros"].median()
    gap = value(told["mean_gap_amount:euros", "F"])
    assert gap == pytest.approx(
        frame[frame["group"] == "F"]["euros"].mean() - frame[frame["group"] == "M"]["euros"].mean()
    )


def test_amounts_leave_the_first_family_and_the_checklists_alone() -> None:
    frame = grants()
    plain, more = adm.audit(frame, **ASKED, attention=LEVEL).data, result(frame, 50)
    main = [item for item in of_amounts(more).findings if item.part is None]
    assert main == list(of_amounts(plain).findings)
    (amount,) = [item for item in of_amounts(more).findings if item.part == "amount"]
    assert amount.family == "others" and main[0].family == "primary"
    assert view(more).of(["selection_gap"]) == view(plain).of(["selection_gap"])
    assert more.signal("small_groups") == plain.signal("small_groups")


def test_an_amount_reads_in_plain_words() -> None:
    found = result(grants(), 50, amounts=[{"column": "euros", "label": "the grant in euros"}])
    voice = voice_of(found)
    (finding,) = [item for item in of_amounts(found).findings if item.part == "amount"]
    told = headline(finding, voice)
    assert told.startswith("For people with group “F” “the grant in euros” was lower than for people with group “M”")
    assert "points" not in council(finding, voice) and "people fewer" not in council(finding, voice)
    assert "above the middle of all" in statistician(finding, voice)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["A", "B", "C", None]), st.one_of(st.none(), st.integers(-50, 50))),
        min_size=6,
        max_size=60,
    )
)
def test_medians_of_any_amounts_are_those_of_pandas(rows: list[tuple[str | None, int | None]]) -> None:
    rows = [*rows, ("A", 5), ("B", -5), ("C", 7)]
    frame = pd.DataFrame(rows, columns=["group", "euros"]).assign(granted=np.arange(len(rows)) % 2)
    for finding in of_amounts(result(frame, 5)).findings:
        if finding.part != "amount":
            continue
        name = finding.group["group"]
        mine = frame["group"].isna() if name is None else frame["group"].eq(name)
        others = frame["group"].notna() & ~mine
        for number, side in ((finding.rate, mine), (finding.other_rate, others)):
            amounts = frame[side]["euros"].dropna()
            assert isinstance(number, Undefined) if amounts.empty else value(number) == pytest.approx(amounts.median())


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"amounts": ["group"]}, "no_numbers"),
        ({"amounts": ["euro"]}, "column_missing"),
        ({"amounts": ["euros", "euros"]}, "plan_twice"),
        ({"attention": {**LEVEL, "levels": {"selection_gap": 5}}}, "plan_level_not_own"),
        ({"attention": {**LEVEL, "levels": {"selection_gap/cut": 5}}}, "plan_level_not_own"),
    ],
)
def test_what_is_no_amount_is_said(more: dict[str, Any], code: str) -> None:
    with pytest.raises(AdmAuditError) as error:
        result(grants(60), **more)
    assert code in {problem.code for problem in error.value.problems}


def test_infinity_is_no_amount() -> None:
    plain = grants(60)
    odd = pd.concat([plain, plain.head(2).assign(euros=[np.inf, -np.inf])], ignore_index=True)
    one, two = (
        [(item.counts, item.difference) for item in of_amounts(result(frame, 50)).findings if item.part == "amount"]
        for frame in (plain, odd)
    )
    assert one == two


def test_amounts_of_a_file_with_decimal_commas(tmp_path: Path) -> None:
    rows = ["group;granted;euros"]
    rows += [f"{'FM'[at % 2]};{at % 3 % 2};{at % 20},5{' €' if at == 7 else ''}" for at in range(60)]
    (tmp_path / "x.csv").write_text("\n".join([*rows, "F;1;1e400", "M;0;k.A."]) + "\n", encoding="utf-8")
    found = adm.audit(
        str(tmp_path / "x.csv"), **ASKED, amounts=["euros"], attention={**LEVEL, "levels": {"selection_gap/amount": 5}}
    ).data
    (finding,) = [item for item in of_amounts(found).findings if item.part == "amount"]
    even = [at % 20 + 0.5 for at in range(60) if at % 2 == 0]
    assert value(finding.rate) == pytest.approx(np.median(even))
    assert finding.counts is not None and finding.counts.other_total in (29, 30)
