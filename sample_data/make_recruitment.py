"""The recruitment sample: who gets from an application to an offer of a post in the city."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
from files import count_table, write_csv, write_xlsx
from quota import Column, choose, mark

ROWS = 10_000
# Women apply more often where there are many applicants for few posts.
OFFERS = {
    "Secrétariat": 0.10,
    "Petite enfance": 0.14,
    "Comptabilité": 0.20,
    "Espaces verts": 0.30,
    "Voirie": 0.34,
    "Direction": 0.10,
}
WOMEN = dict(zip(OFFERS, (0.396, 0.30, 0.15, 0.08, 0.07, 0.004), strict=True))
MEN = dict(zip(OFFERS, (0.08, 0.07, 0.15, 0.394, 0.30, 0.006), strict=True))
AGE = {"0": 0.30, "1": 0.45, "2": 0.25}
ORIGIN = {"Nationale": 0.72, "UE": 0.12, "Hors UE": 0.1385, "Apatride": 0.0015, "": 0.02}
DISABILITY = {"non": 0.87, "oui": 0.10, "": 0.03}
# Women of 50 and over get half the offers. Younger women and older men get more, so that neither women inside
# a post nor people of 50 and over as a whole get fewer.
WOMEN_OLD, WOMEN_YOUNG = 0.5, 0.875 / 0.75
WITH_DISABILITY = 0.35
QUALIFIED, QUALIFIED_OFFERED = 0.40, 0.75
HEADER = (
    "numéro,date_candidature,date_décision,poste,sexe,âge,handicap,origine,diplôme,note_lettre,canal,"
    "candidature,présélection,entretien,offre,qualifié"
)


def make_recruitment(folder: Path, rng: np.random.Generator) -> None:
    """Write candidatures.xlsx, population.csv and counts.csv."""
    people = _people(rng)
    people |= _stages(people, rng)
    _write(folder, people, rng)
    _write_population(folder)
    rows = count_table(
        {
            "poste": people["post"],
            "sexe": people["sex"],
            "issue": np.where(people["offer"], "offre", "refus").astype(object),
        },
        base=5,
        below=10,
        total="Ensemble",
        totals_for=["offre", "refus"],
        withheld="s",
    )
    write_csv(
        folder / "counts.csv",
        ["poste", "sexe", "issue", "effectif"],
        rows,
        separator=";",
        encoding="utf-8-sig",
        newline="\r\n",
    )


def _people(rng: np.random.Generator) -> dict[str, Column]:
    sex = choose({"Femme": 0.5, "Homme": 0.5}, [np.zeros(ROWS)], rng, ROWS)
    post = choose([WOMEN if one == "Femme" else MEN for one in sex], [sex], rng, ROWS)
    band = choose(AGE, [sex, post], rng, ROWS).astype(int)
    disability = choose(DISABILITY, [sex, post, band], rng, ROWS)
    origin = choose(ORIGIN, [disability, sex, post, band], rng, ROWS)
    age = rng.integers(np.array([18, 30, 50])[band], np.array([30, 50, 65])[band])
    people = {"sex": sex, "post": post, "band": band, "age": age, "disability": disability, "origin": origin}
    return people


def _stages(people: dict[str, Column], rng: np.random.Generator) -> dict[str, Column]:
    women, old = people["sex"] == "Femme", people["band"] == 2
    disabled, outside = people["disability"] == "oui", people["origin"] == "Hors UE"
    women_mean = sum(WOMEN[post] * OFFERS[post] for post in OFFERS)
    men_mean = sum(MEN[post] * OFFERS[post] for post in OFFERS)
    # Men of 50 and over get as much more as women of that age get less, counted in offers.
    men_old = 1 + (1 - WOMEN_OLD) * women_mean / men_mean
    men_young = (1 - 0.25 * men_old) / 0.75
    factor = np.where(women, np.where(old, WOMEN_OLD, WOMEN_YOUNG), np.where(old, men_old, men_young)) * np.where(
        disabled, WITH_DISABILITY, np.where(people["disability"] == "", 0.928, 1.0)
    )
    chance = np.array([OFFERS[post] for post in people["post"]]) * factor
    keys = [people[name] for name in ("disability", "sex", "band", "post", "origin")]
    offer = mark(chance, keys, rng)
    # Who gets an offer was interviewed, and who was interviewed had been screened in. People of non-EU origin
    # are screened in less often and lose less later. People with a disability fall out at the interview.
    more = np.where(disabled, 0.08, np.where(outside, 0.134, 0.185))
    interview = offer | mark(more, [offer, *keys], rng, among=~offer)
    more = np.where(outside, np.where(disabled, 0.29, 0.118), np.where(disabled, 0.47, 0.297))
    screened = interview | mark(more, [interview, *keys], rng, among=~interview)
    others = (QUALIFIED - QUALIFIED_OFFERED * chance) / (1 - chance)
    qualified = mark(np.where(offer, QUALIFIED_OFFERED, others), [offer, *keys], rng)
    return {"offer": offer, "interview": interview, "screened": screened, "qualified": qualified}


def _write(folder: Path, people: dict[str, Column], rng: np.random.Generator) -> None:
    keys = [people[name] for name in ("disability", "sex", "band", "origin")]
    level = choose({"CAP": 0.35, "Bac": 0.35, "Licence": 0.2, "Master": 0.07, "": 0.03}, keys, rng, ROWS)
    channel = choose({"en ligne": 0.7, "guichet": 0.2, "agence": 0.1}, keys, rng, ROWS)
    rating = rng.integers(0, 4, (ROWS, 3)).sum(axis=1) + 1
    start = [date(2024, 1, 8) + timedelta(days=int(day)) for day in rng.integers(0, 300, ROWS)]
    slow = np.where(people["origin"] == "Hors UE", 20, 0)
    waits = 20 + rng.integers(0, 22, (ROWS, 2)).sum(axis=1) + slow
    order = sorted(range(ROWS), key=lambda row: (start[row], rng.random()))
    rows = [
        [
            number,
            start[row],
            start[row] + timedelta(days=int(waits[row])),
            people["post"][row],
            people["sex"][row],
            int(people["age"][row]),
            people["disability"][row] or None,
            people["origin"][row] or None,
            level[row] or None,
            int(rating[row]),
            channel[row],
            1,
            int(people["screened"][row]),
            int(people["interview"][row]),
            int(people["offer"][row]),
            "oui" if people["qualified"][row] else "non",
        ]
        for number, row in enumerate(order, start=1)
    ]
    title = "Ville de Modèleville, candidatures de l'année 2024 (données inventées)"
    write_xlsx(folder / "candidatures.xlsx", "Candidatures", title, HEADER.split(","), rows)


def _write_population(folder: Path) -> None:
    """Write the people of working age: 16 % have a disability, but 10 % of those who apply."""
    disability = {"non": 0.84, "oui": 0.16}
    origins = {"Nationale": 0.73, "UE": 0.12, "Hors UE": 0.1485, "Apatride": 0.0015}
    rows = [
        [sex, has, origin, round(120_000 * 0.5 * by_disability * share)]
        for sex in ("Femme", "Homme")
        for has, by_disability in disability.items()
        for origin, share in origins.items()
    ]
    write_csv(folder / "population.csv", ["sexe", "handicap", "origine", "n"], rows)
