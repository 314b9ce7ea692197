"""The welfare sample: who is selected for a re-examination of entitlement, with a control group by lot."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
from files import count_table, write_csv
from quota import Column, choose, mark

ROWS = 10_000
ORIGIN = {"national": 0.5796, "EU": 0.18, "non-EU": 0.21, "stateless": 0.0024, "unbekannt": 0.018, "": 0.01}
UNRECORDED = ["", "unbekannt", "stateless"]  # these few get the average of all in everything
HOUSEHOLD = {"alone": 0.42, "couple": 0.18, "couple with children": 0.22, "single parent": 0.18}
HOUSEHOLD_NON_EU = {"alone": 0.32, "couple": 0.16, "couple with children": 0.30, "single parent": 0.22}
# Chance of a flag, against people who live alone: larger households have more rules to get wrong.
BY_HOUSEHOLD = {"alone": 0.8, "couple": 0.9, "couple with children": 1.15, "single parent": 1.35}
POSTCODES = {
    "01127": "Altstadt",
    "01129": "Köhlerviertel",
    "01139": "Mühlbach",
    "01157": "Süd",
    "01159": "Grünau",
    "01169": "Höhenweg",
    "01187": "Bahnhof",
    "01189": "Nordpark",
}
WHERE = dict(zip(POSTCODES, (0.17, 0.16, 0.06, 0.05, 0.15, 0.15, 0.13, 0.13), strict=True))
WHERE_NON_EU = dict(zip(POSTCODES, (0.05, 0.05, 0.38, 0.34, 0.04, 0.04, 0.06, 0.04), strict=True))
CONTROL = 0.10
IRREGULAR = 0.12
HEADER = (
    "case_id;decided_on;sex;age;origin;household;postcode;district;income;months_on_benefit;"
    "risk_score;model_flag;selected;route;irregularity"
)


def make_welfare(folder: Path, rng: np.random.Generator) -> None:
    """Write decisions.csv, population.csv and counts.csv."""
    people = _people(rng)
    people |= _decisions(people, rng)
    _write(folder, people, rng)
    _write_population(folder)
    recorded = np.where(np.isin(people["origin"], ["", "unbekannt"]), "ohne Angabe", people["origin"])
    rows = count_table(
        {
            "Herkunft": recorded,
            "Geschlecht": people["sex"],
            "ausgewählt": np.where(people["selected"] == "yes", "ja", "nein"),
        },
        base=10,
        below=10,
        total="Insgesamt",
        totals_for=["ja", "nein"],
    )
    write_csv(
        folder / "counts.csv",
        ["Herkunft", "Geschlecht", "ausgewählt", "Anzahl"],
        rows,
        separator=";",
        encoding="cp1252",
        newline="\r\n",
        preamble=["Amt für Statistik Musterstadt: gerundet auf 10, x = weniger als 10 Fälle"],
    )


def _people(rng: np.random.Generator) -> dict[str, Column]:
    start = np.zeros(ROWS)
    origin = choose(ORIGIN, [start], rng, ROWS)
    sex = choose({"F": 0.52, "M": 0.48}, [origin], rng, ROWS)
    band = choose({"0": 0.22, "1": 0.31, "2": 0.29, "3": 0.18}, [origin, sex], rng, ROWS).astype(int)
    low, high = np.array([18, 30, 45, 60]), np.array([30, 45, 60, 68])
    age = rng.integers(low[band], high[band])
    outside = origin == "non-EU"
    household = choose([HOUSEHOLD_NON_EU if one else HOUSEHOLD for one in outside], [origin, sex, band], rng, ROWS)
    postcode = choose([WHERE_NON_EU if one else WHERE for one in outside], [origin, sex, band, household], rng, ROWS)
    quarter = choose({str(q): 0.25 for q in range(4)}, [origin, sex, band, household], rng, ROWS).astype(int)
    people = {"origin": origin, "sex": sex, "band": band, "age": age, "household": household}
    return people | {"postcode": postcode, "quarter": quarter}


def _decisions(people: dict[str, Column], rng: np.random.Generator) -> dict[str, Column]:
    origin, quarter = people["origin"], people["quarter"]
    keys = [origin, people["sex"], people["band"], people["household"], quarter]
    control = mark(np.full(ROWS, CONTROL), keys, rng)
    outside, late = origin == "non-EU", quarter >= 2
    recorded = ~np.isin(origin, UNRECORDED)
    usual = np.array([BY_HOUSEHOLD[one] for one in people["household"]])
    flag_chance = usual * np.where(outside, 0.17, np.where(recorded, 0.12, 0.131))
    flagged = mark(flag_chance, [control, *keys], rng)
    # Staff drop flags of most people, add cases by themselves, and do both less evenly for people of non-EU
    # origin, more so from July on. The few others get the average of all.
    if_flagged = np.where(outside, np.where(late, 0.97, 0.90), np.where(recorded, 0.75, 0.80))
    if_not = np.where(outside, np.where(late, 0.17, 0.055), np.where(recorded, 0.023, 0.043))
    chosen = mark(np.where(flagged, if_flagged, if_not), [*keys, flagged], rng, among=~control)
    hit = mark(np.where(outside, 0.15, np.where(recorded, 0.36, 0.28)), keys, rng, among=chosen)
    # In the control group flagged people are caught more often too, yet each origin as a whole equally often.
    if_flagged = np.where(outside, 0.15, 0.33)
    if_not = (IRREGULAR - flag_chance * if_flagged) / (1 - flag_chance)
    found = mark(np.where(flagged, if_flagged, if_not), keys, rng, among=control)
    known = np.where(hit | found, "yes", "no")
    return {
        "flagged": flagged,
        "selected": np.where(chosen, "yes", "no").astype(object),
        "route": np.where(control, "random", np.where(chosen, "risk", "none")).astype(object),
        "irregularity": np.where(control | chosen, known, "").astype(object),
    }


def _write(folder: Path, people: dict[str, Column], rng: np.random.Generator) -> None:
    keys = [people[name] for name in ("origin", "sex", "band", "household")]
    recorded = ~np.isin(people["origin"], UNRECORDED)
    no_income = mark(
        np.where(people["origin"] == "EU", 0.24, np.where(recorded, 0.05, 0.084)),
        [*keys, people["selected"]],
        rng,
    )
    no_age = mark(np.full(ROWS, 0.004), [people["selected"], no_income, *keys], rng)
    income = 160 + 300 * rng.random((ROWS, 4)).sum(axis=1)
    months = rng.integers(1, 97, ROWS)
    low, high = np.sort(rng.random((ROWS, 4)))[:, 1], rng.random((ROWS, 3)).min(axis=1)
    score = np.where(people["flagged"], 0.70 + 0.30 * high, 0.6995 * low)
    days = rng.integers(0, 91, ROWS)
    first = [date(2024, 1, 1), date(2024, 4, 1), date(2024, 7, 1), date(2024, 10, 1)]
    when = [first[q] + timedelta(days=int(d)) for q, d in zip(people["quarter"], days, strict=True)]
    order = sorted(range(ROWS), key=lambda row: (when[row], rng.random()))
    rows = [
        [
            number,
            when[row].strftime("%d.%m.%Y"),
            people["sex"][row],
            "" if no_age[row] else people["age"][row],
            people["origin"][row],
            people["household"][row],
            people["postcode"][row],
            POSTCODES[people["postcode"][row]],
            "" if no_income[row] else f"{income[row]:.2f}".replace(".", ","),
            months[row],
            f"{score[row]:.4f}".replace(".", ","),
            int(people["flagged"][row]),
            people["selected"][row],
            people["route"][row],
            people["irregularity"][row],
        ]
        for number, row in enumerate(order, start=100_001)
    ]
    write_csv(
        folder / "decisions.csv",
        HEADER.split(";"),
        rows,
        separator=";",
        encoding="cp1252",
        newline="\r\n",
        preamble=["Sozialamt Musterstadt – Auswahl zur Überprüfung 2024 (erfundene Daten)"],
    )


def _write_population(folder: Path) -> None:
    """Write the people entitled to welfare: EU citizens are 25 % of them, 18 % of those who receive it."""
    shares = {"national": 0.53, "EU": 0.25, "non-EU": 0.2175, "stateless": 0.0025}
    ages = {"18-29": 0.22, "30-44": 0.31, "45-59": 0.29, "60 and over": 0.18}
    rows = [
        [origin, sex, age, round(14_000 * share * by_sex * by_age)]
        for origin, share in shares.items()
        for sex, by_sex in (("F", 0.52), ("M", 0.48))
        for age, by_age in ages.items()
    ]
    write_csv(folder / "population.csv", ["origin", "sex", "age", "n"], rows)
