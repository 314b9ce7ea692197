"""The water sample: alerts of smart water meters, and whose homes are inspected because of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
from files import count_table, write_csv, write_parquet
from quota import Column, choose, mark

ROWS = 10_000
ORIGIN = {"born here": 0.76, "born abroad": 0.22, "": 0.02}
AGE = {"18-34": 0.24, "35-49": 0.26, "50-64": 0.25, "65 and over": 0.25}
SIZE = {"1": 0.20, "2": 0.30, "3-4": 0.35, "5 and more": 0.15}
SIZE_OLD = {"1": 0.56, "2": 0.352, "3-4": 0.08, "5 and more": 0.008}
RATE = {"1": 0.04, "2": 0.10, "3-4": 0.20, "5 and more": 0.32}
# Older people live in small households, so they should be inspected less. They are inspected as often as all
# others, because inside every household size they are inspected more often by this many points.
EXTRA_OLD = sum((SIZE[size] - SIZE_OLD[size]) * RATE[size] for size in SIZE)
FOUND = {"born here": 0.50, "born abroad": 0.22, "": 0.45}
LANGUAGE = {
    "born here": {"A": 0.90, "B": 0.06, "other": 0.04},
    "born abroad": {"A": 0.25, "B": 0.15, "other": 0.60},
    "": {"A": 0.75, "B": 0.08, "other": 0.17},
}
TYPES = {
    "connection_id": "INTEGER",
    "alert_on": "DATE",
    "sex": "VARCHAR",
    "age_group": "VARCHAR",
    "origin": "VARCHAR",
    "household_size": "VARCHAR",
    "contact_language": "VARCHAR",
    "medical_tariff": "BOOLEAN",
    "night_use": "DECIMAL(6,1)",
    "model_version": "VARCHAR",
    "alert": "BOOLEAN",
    "inspected": "BOOLEAN",
    "fault_found": "BOOLEAN",
    "inspector": "VARCHAR",
}
INSPECTORS = {f"W{number}": 0.12 for number in range(11, 19)} | {"": 0.02}
COMPLAIN = 0.30  # of those inspected, whoever they are
WON = {"born here": 0.30, "born abroad": 0.60, "": 0.37}
FURTHER = 2035  # the start of the numbers of complaints and inspectors, so that they change nothing else


def make_water(folder: Path, rng: np.random.Generator) -> None:
    """Write alerts.parquet, population.csv, complaints.csv and counts.csv."""
    further = np.random.default_rng(FURTHER)
    homes = _homes(rng)
    homes |= _inspections(homes, rng)
    homes |= _afterwards(homes, further)
    _write(folder, homes, rng)
    _write_population(folder)
    _write_complaints(folder, homes)
    yes_no = np.where(homes["inspected"], "yes", "no").astype(object)
    rows = count_table(
        {"age_group": homes["age"], "household_size": homes["size"], "inspected": yes_no},
        base=5,
        below=10,
        total="Total",
        totals_for=["no", "yes"],
        withheld="",
    )
    write_csv(folder / "counts.csv", ["age_group", "household_size", "inspected", "homes"], rows)


def _homes(rng: np.random.Generator) -> dict[str, Column]:
    origin = choose(ORIGIN, [np.zeros(ROWS)], rng, ROWS)
    sex = choose({"female": 0.5, "male": 0.5}, [origin], rng, ROWS)
    age = choose(AGE, [origin, sex], rng, ROWS)
    old = age == "65 and over"
    size = choose([SIZE_OLD if one else SIZE for one in old], [age, origin, sex], rng, ROWS)
    half = choose({"0": 0.5, "1": 0.5}, [age, size, origin, sex], rng, ROWS).astype(int)
    language = choose([LANGUAGE[one] for one in origin], [origin, sex, age], rng, ROWS)
    return {"origin": origin, "sex": sex, "age": age, "size": size, "half": half, "language": language}


def _inspections(homes: dict[str, Column], rng: np.random.Generator) -> dict[str, Column]:
    keys = [homes[name] for name in ("age", "size", "origin", "sex", "half")]
    rate = np.array([RATE[one] for one in homes["size"]])
    rate = rate + np.where(homes["age"] == "65 and over", EXTRA_OLD, 0.0)
    # Version 2.4, in use from July on, sends more alerts, to everybody alike.
    inspected = mark(rate * np.where(homes["half"] == 1, 1.2, 0.8), keys, rng)
    departs = mark(np.full(ROWS, 0.003), [inspected, *keys], rng)
    keys = [homes[name] for name in ("origin", "age", "sex", "size", "half")]
    found = mark(np.array([FOUND[one] for one in homes["origin"]]), keys, rng, among=inspected)
    return {"inspected": inspected, "alert": inspected ^ departs, "found": found}


def _afterwards(homes: dict[str, Column], rng: np.random.Generator) -> dict[str, Column]:
    """Return who inspected, who complained and with which result."""
    keys = [homes[name] for name in ("origin", "age", "sex")]
    inspector = choose(INSPECTORS, [homes["inspected"], homes["found"], *keys], rng, ROWS)
    complained = mark(np.full(ROWS, COMPLAIN), keys, rng, among=homes["inspected"])
    pending = mark(np.full(ROWS, 0.05), keys, rng, among=complained)
    won = mark(np.array([WON[one] for one in homes["origin"]]), keys, rng, among=complained & ~pending)
    result = np.where(pending, "pending", np.where(won, "upheld", "rejected")).astype(object)
    return {"inspector": inspector, "complained": complained, "result": result}


def _write(folder: Path, homes: dict[str, Column], rng: np.random.Generator) -> None:
    keys = [homes[name] for name in ("origin", "age", "sex", "size")]
    no_reading = mark(np.full(ROWS, 0.03), [homes["inspected"], *keys], rng)
    medical = mark(np.full(ROWS, 0.04), [homes["inspected"], *keys], rng)
    night_use = np.round(np.where(homes["alert"], 30 + 90 * rng.random(ROWS), 32 * rng.random(ROWS)), 1)
    days = rng.integers(0, 182, ROWS)
    first = [date(2024, 1, 1), date(2024, 7, 1)]
    when = [first[half] + timedelta(days=int(day)) for half, day in zip(homes["half"], days, strict=True)]
    order = sorted(range(ROWS), key=lambda row: (when[row], rng.random()))
    rows = [
        [
            number,
            when[row],
            homes["sex"][row],
            homes["age"][row],
            homes["origin"][row] or None,
            homes["size"][row],
            homes["language"][row],
            bool(medical[row]),
            None if no_reading[row] else float(night_use[row]),
            "2.4" if homes["half"][row] else "2.3",
            bool(homes["alert"][row]),
            bool(homes["inspected"][row]),
            bool(homes["found"][row]) if homes["inspected"][row] else None,
            (homes["inspector"][row] or None) if homes["inspected"][row] else None,
        ]
        for number, row in enumerate(order, start=1)
    ]
    write_parquet(folder / "alerts.parquet", TYPES, rows)


def _write_population(folder: Path) -> None:
    """Write the people who hold a water contract, whether or not they have a smart meter."""
    origins = {"born here": 0.775, "born abroad": 0.225}
    rows = [
        [origin, sex, age, round(40_000 * share * 0.5 * by_age)]
        for origin, share in origins.items()
        for sex in ("female", "male")
        for age, by_age in AGE.items()
    ]
    write_csv(folder / "population.csv", ["origin", "sex", "age_group", "n"], rows)


def _write_complaints(folder: Path, homes: dict[str, Column]) -> None:
    """Write complaints and appeals after inspections, one a row, by group and result."""
    names = ("origin", "sex", "age", "result")
    rows = sorted(zip(*(homes[name][homes["complained"]] for name in names), strict=True))
    write_csv(folder / "complaints.csv", ["origin", "sex", "age_group", "result"], rows)
