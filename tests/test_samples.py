"""The samples hold what truth.yaml says, and nothing else; checked without any code of ours."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

import oracle_audit as oracle

SAMPLES = oracle.SAMPLES
NAMES = ("welfare", "water", "recruitment")
SIGNALS = ("selection_gap", "conditional_gap", "false_flag_gap", "missed_gap", "intersection", "missing_gap")


def read(name: str, file: str = "truth") -> Any:
    return YAML(typ="safe").load(SAMPLES / name / f"{file}.yaml")


@cache
def found(name: str) -> list[oracle.Found]:
    return oracle.audit(oracle.load(name))


def fits(entry: dict[str, Any], one: oracle.Found) -> bool:
    """Does an entry of must or may speak of this comparison?"""
    named = all(key in one.group and value in ("*", one.group[key]) for key, value in entry.get("group", {}).items())
    direction = entry.get("group_rate") in (None, "higher" if one.difference > 0 else "lower")
    part = entry.get("part") in (None, one.part)
    factor = entry.get("input") in (None, one.input)
    return entry["signal"] == one.signal and named and direction and part and factor


@pytest.mark.parametrize("name", NAMES)
def test_every_planted_gap_is_shown_at_its_size(name: str) -> None:
    for entry in read(name)["must"]:
        if entry["signal"] not in SIGNALS:
            continue
        (one,) = [one for one in found(name) if fits(entry, one) and len(one.group) == len(entry["group"])]
        assert one.shown, entry
        assert one.p_adjusted < 1e-4, entry
        if "rate" in entry:
            assert one.cases / one.total == pytest.approx(entry["rate"], abs=5.1e-4), entry
            assert one.other_cases / one.other_total == pytest.approx(entry["other_rate"], abs=5.1e-4), entry
        if "difference" in entry:
            assert one.difference == pytest.approx(entry["difference"], abs=5.1e-4), entry


@pytest.mark.parametrize("name", NAMES)
def test_nothing_else_is_shown_nor_close_to_it(name: str) -> None:
    truth = read(name)
    listed = [*truth["must"], *truth["may"]]
    unplanned = [one for one in found(name) if not any(fits(entry, one) for entry in listed)]
    assert len(unplanned) > 20
    for one in unplanned:
        assert not one.shown, one
        assert one.p_adjusted > 0.4, one
        assert one.p > 0.02, one


@pytest.mark.parametrize("name", NAMES)
def test_may_holds_only_gaps_that_are_there(name: str) -> None:
    """An allowance that nothing uses would hide a false alarm later."""
    for entry in read(name)["may"]:
        if entry["signal"] not in SIGNALS or entry.get("part") == "among_people_in_order":
            continue
        assert any(fits(entry, one) and one.p < 0.05 for one in found(name)), entry


def test_ruled_and_left_out_signals_follow_from_whose_outcome_is_known() -> None:
    welfare, water, recruitment = (oracle.load(name).frame for name in NAMES)
    random = welfare["random"].astype(bool)
    assert welfare[random]["outcome"].notna().all()
    assert not welfare[random]["decision"].any()
    assert set(welfare[welfare["outcome"].notna() & ~random]["decision"]) == {True}
    assert (water["outcome"].notna() == water["decision"].astype(bool)).all()
    assert recruitment["outcome"].notna().all()


def test_control_group_is_a_small_copy_of_everyone() -> None:
    frame = oracle.load("welfare").frame
    drawn = frame[frame["random"].astype(bool)]
    assert len(drawn) == 1000
    for column in ("sex", "origin", "age", "household"):
        share = drawn[column].value_counts(dropna=False) / frame[column].value_counts(dropna=False)
        big = frame[column].value_counts(dropna=False) > 1000
        assert share[big].between(0.095, 0.105).all(), column
    by_origin = drawn.assign(wrong=drawn["outcome"].astype(bool)).groupby("origin")["wrong"].mean()
    assert by_origin[["national", "EU", "non-EU"]].to_numpy() == pytest.approx(0.12, abs=0.005)


@pytest.mark.parametrize(
    ("name", "columns", "base", "dialect"),
    [
        ("welfare", ["origin", "sex", "decision"], 10, {"sep": ";", "encoding": "cp1252", "skiprows": 1}),
        ("water", ["age_group", "household_size", "decision"], 5, {}),
        ("recruitment", ["poste", "sexe", "decision"], 5, {"sep": ";", "encoding": "utf-8-sig"}),
    ],
)
def test_count_tables_are_the_rows_rounded(name: str, columns: list[str], base: int, dialect: dict[str, Any]) -> None:
    frame = oracle.load(name).frame
    exact = frame.fillna({"origin": "ohne Angabe"}).groupby(columns).size()
    table = pd.read_csv(SAMPLES / name / "counts.csv", dtype=str, keep_default_na=False, **dialect)
    yes = {"ja", "yes", "offre"}
    withheld = 0
    for *values, decision, printed in table.to_numpy().tolist():
        if values[0] in ("Insgesamt", "Total", "Ensemble"):
            count = int((frame["decision"].astype(bool) == (decision in yes)).sum())
        else:
            count = int(exact.get((*values, decision in yes), 0))
        if 0 < count < 10:
            assert printed in ("x", "", "s")
            withheld += 1
        else:
            assert abs(int(printed) - count) <= base / 2
            assert int(printed) % base == 0
    assert withheld >= 1
    assert len(table) == 2 + np.prod([len(set(table.iloc[:-2, at])) for at in range(3)])


def test_later_signals_of_welfare_were_planted() -> None:
    truth = read("welfare")
    later, numbers = truth["later"], truth["numbers"]
    frame = oracle.load("welfare").frame
    raw = pd.read_csv(SAMPLES / "welfare" / "decisions.csv", sep=";", decimal=",", encoding="cp1252", skiprows=1)
    outside, chosen = frame["origin"] == "non-EU", raw["selected"] == "yes"
    judged = raw["route"] != "random"
    for side, rows in (("non_EU", outside & judged), ("others", ~outside & judged)):
        added = chosen[rows & (raw["model_flag"] == 0)].mean()
        dropped = 1 - chosen[rows & (raw["model_flag"] == 1)].mean()
        assert (added, dropped) == pytest.approx(tuple(numbers["override"][side].values()), abs=5.1e-4)
    quarter = (raw["decided_on"].str[3:5].astype(int) - 1) // 3
    rates = chosen.groupby([outside, quarter]).mean()
    assert rates[True].to_list() == pytest.approx(numbers["drift"]["non_EU_by_quarter"], abs=5.1e-4)
    assert rates[False].to_list() == pytest.approx(numbers["drift"]["others_by_quarter"], abs=5.1e-4)
    assert (raw["model_flag"] == (raw["risk_score"] >= 0.7)).all()
    irregular = raw["irregularity"] == "yes"
    uplift = numbers["random_sample_uplift"]["overall"]
    assert irregular[chosen].mean() == pytest.approx(uplift["selected"], abs=5.1e-4)
    assert irregular[~judged].mean() == pytest.approx(uplift["random"], abs=5.1e-4)
    assert frame["origin"].isna().mean() == pytest.approx(later["group_unknown"]["origin"], abs=5.1e-4)
    assert _cramers_v(raw["postcode"], frame["origin"]) == pytest.approx(0.339, abs=5.1e-4)
    for column in ("household", "months_on_benefit"):
        assert _cramers_v(raw[column], frame["origin"]) < 0.15


def test_later_signals_of_water_were_planted() -> None:
    numbers = read("water")["numbers"]
    raw = pd.read_parquet(SAMPLES / "water" / "alerts.parquet")
    departs = raw["alert"] != raw["inspected"]
    assert departs.mean() == pytest.approx(numbers["override"]["near_zero"]["departures"], abs=1e-9)
    rates = raw.groupby("model_version")["inspected"].mean()
    planted = numbers["drift"]
    assert (rates["2.3"], rates["2.4"]) == pytest.approx((planted["version_2_3"], planted["version_2_4"]), abs=5.1e-4)
    assert _cramers_v(raw["contact_language"], raw["origin"]) == pytest.approx(0.667, abs=5.1e-4)
    for column in ("medical_tariff", "household_size"):
        assert _cramers_v(raw[column], raw["origin"]) < 0.02


def test_later_signals_of_recruitment_were_planted() -> None:
    truth = read("recruitment")
    raw = oracle.read_recruitment()
    stages = ["candidature", "présélection", "entretien", "offre"]
    assert (raw[stages].astype(int).diff(axis=1).iloc[:, 1:] <= 0).all(axis=None)  # nested
    for attribute in ("handicap", "origine"):
        for group, shares in truth["numbers"]["funnel"][attribute].items():
            reached = raw[raw[attribute] == group][stages].astype(float).mean()
            assert reached.to_list() == pytest.approx(shares, abs=5.1e-4), group
    days = (pd.to_datetime(raw["date_décision"]) - pd.to_datetime(raw["date_candidature"])).dt.days
    times = truth["numbers"]["time_gap"]
    for group, median in times["median_days"].items():
        assert days[raw["origine"] == group].median() == median
    for group, share in times["within_50_days"].items():
        assert (days[raw["origine"] == group] <= 50).mean() == pytest.approx(share, abs=5.1e-4)


@pytest.mark.parametrize(
    ("name", "column", "short", "others"),
    [
        ("welfare", "origin", {"EU"}, {"national", "non-EU"}),
        ("water", "origin", set(), {"born here", "born abroad"}),
        ("recruitment", "handicap", {"oui"}, {"non"}),
    ],
)
def test_population_tables_hold_the_planted_shortfall(
    name: str, column: str, short: set[str], others: set[str]
) -> None:
    population = pd.read_csv(SAMPLES / name / "population.csv").groupby(column)["n"].sum()
    people = oracle.load(name).frame[column].value_counts()
    ratio = (people / people.sum()) / (population / population.sum())
    assert all(ratio[group] < 0.78 for group in short)
    assert all(0.95 < ratio[group] < 1.15 for group in others)


@pytest.mark.parametrize("name", NAMES)
def test_each_answer_has_its_truth(name: str) -> None:
    answers, truth = read(name, "answers"), read(name)["answers"]
    assert set(answers["answers"]) == set(truth)
    allowed = {"agrees", "disagrees", "cannot_tell", "not_linked"}
    assert all(set(word if isinstance(word, list) else [word]) <= allowed for word in truth.values())
    assert {"agrees", "disagrees"} <= {word for word in truth.values() if isinstance(word, str)}
    assert set(answers.get("handling", {})) == set(read(name).get("handling", {}))


def test_making_them_again_gives_the_same_bytes(tmp_path: Path) -> None:
    command = [sys.executable, str(SAMPLES / "make_samples.py"), "--to", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert len(made) == 10
    for path in sorted(made):
        assert _content(tmp_path / path) == _content(SAMPLES / path), path


def _content(path: Path) -> bytes | dict[str, bytes]:
    """The bytes of a file; of a workbook those of its parts, as another zlib packs them differently."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return {part.filename: book.read(part) for part in book.infolist()}


def test_files_are_small_and_as_messy_as_promised() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 3_000_000
    raw = (SAMPLES / "welfare" / "decisions.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    first, header, line = raw.decode("cp1252").split("\r\n")[:3]
    assert ";" not in first
    assert len(header.split(";")) == len(line.split(";")) == 15
    with zipfile.ZipFile(SAMPLES / "recruitment" / "candidatures.xlsx") as book:
        assert b"2025-01-15T00:00:00Z" in book.read("docProps/core.xml")


def _cramers_v(one: pd.Series[Any], two: pd.Series[Any]) -> float:
    """Cramér's V, not corrected for bias: sqrt(chi² / (n · (min(rows, columns) - 1)))."""
    table = pd.crosstab(one, two).to_numpy(dtype=float)
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / table.sum()
    return float(np.sqrt(((table - expected) ** 2 / expected).sum() / table.sum() / (min(table.shape) - 1)))
