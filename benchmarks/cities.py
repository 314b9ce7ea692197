"""Invented cities for simulations: tables of people, read and counted as an audit reads and counts real ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adm_audit.comparison import Signal
from adm_audit.findings import find
from adm_audit.plan.load import plan_from_keywords
from adm_audit.plan.model import AuditPlan
from adm_audit.result import Finding
from adm_audit.signals import SIGNALS, signal_named
from adm_audit.studies.run import run_studies
from adm_audit.tables.load import count, ready
from adm_audit.tally import Need

Flags = NDArray[np.bool_]

SHARES = {
    "sex": (0.52, 0.48),
    "age": (0.22, 0.31, 0.29, 0.18),
    "origin": (0.62, 0.18, 0.17, 0.02, 0.01),
    "household": (0.4, 0.3, 0.2, 0.1),
}
ATTRIBUTES = ("sex", "age", "origin")
RATES_BY_HOUSEHOLD = np.array([0.08, 0.12, 0.16, 0.24])
MISSING = {"income": 0.06, "rent": 0.03}
RANDOM = 0.1
"""The share of cases drawn at random, where outcomes are known for a sample."""


@dataclass(frozen=True)
class City:
    """A city. gap: points added to the selection rate of one group (attribute, value), else everyone is alike.

    known_for: as in a plan. home: people who live together; they share age, origin and household, and mostly the
    decision. weighted: people carry survey weights, which say nothing about the decision. search: most columns that a
    search combines (0: none).
    """

    people: int = 4_000
    base_rate: float = 0.25
    gap: float = 0.0
    group: tuple[str, str] = ("origin", "2")
    attention: Mapping[str, Any] = field(default_factory=dict)
    known_for: Literal["everyone", "selected", "sample"] = "everyone"
    home: int = 1
    weighted: bool = False
    search: int = 0


def plan_of(city: City) -> AuditPlan:
    """Return a full plan: every signal that one table of rows allows."""
    more: dict[str, Any] = {}
    if city.attention:
        more["attention"] = {**city.attention, "chosen_on": "2026-10-01", "reason": "Simulation"}
    if city.known_for == "sample":
        more["route"] = {"column": "route", "random": ["lot"], "drawn_from": "everyone"}
    if city.search:
        more["search"] = {"depth": city.search, "smallest": 50}
    data = {"source": "frame"}
    data |= {"cluster": "home"} if city.home > 1 else {}
    data |= {"weight": "weight"} if city.weighted else {}
    return plan_from_keywords(
        title="Simulation",
        data=data,
        decision={"column": "selected", "positive": [1], "negative": [0], "effect": "burden"},
        outcome={"column": "outcome", "positive": [1], "negative": [0], "known_for": city.known_for},
        score={"column": "score", "range": [0, 1], "means": "probability"},
        recommendation={"column": "flagged", "positive": [1], "negative": [0]},
        stages=["applied", "checked", "visited"],
        period={"column": "day", "by": "quarter"},
        times=[{"from": "day", "to": "decided", "within": 30}],
        baseline={"column": "by", "before": ["person"]},
        protected=list(ATTRIBUTES),
        strata=[{"column": "household", "reason": "Simulation"}],
        inputs=[{"column": name, "reason": "Simulation"} for name in MISSING],
        intersections=2,
        **more,
    )


def drawn(city: City, rng: np.random.Generator) -> pd.DataFrame:
    """Return one draw of a city: a row for each person."""
    n = city.people
    homes = np.arange(n) // city.home
    made: dict[str, Any] = {
        name: rng.choice([f"{at}" for at in range(len(shares))], homes[-1] + 1, p=shares)[homes]
        for name, shares in SHARES.items()
    }
    made["sex"] = rng.choice(["0", "1"], n, p=SHARES["sex"])
    rates = RATES_BY_HOUSEHOLD[made["household"].astype(int)]
    name, value = city.group
    rates = np.clip(rates + np.where(made[name] == value, city.gap, 0.0), 0.0, 1.0)
    # two of three people of a home share its luck, and so its decision
    luck = np.where(rng.random(n) < (2 / 3 if city.home > 1 else 0), rng.random(homes[-1] + 1)[homes], rng.random(n))
    selected = luck < rates
    outcome = rng.random(n) < city.base_rate
    made |= {"selected": selected.astype(int), "home": homes, "weight": rng.lognormal(0, 0.5, n).round(4)}
    made |= _process(selected, outcome, rng)
    made |= _inputs(outcome, rng)
    made["outcome"] = np.where(_known(city, selected, made, rng), outcome.astype(int).astype(object), None)
    return pd.DataFrame(made)


def _known(city: City, selected: Flags, made: dict[str, Any], rng: np.random.Generator) -> Flags:
    """Return for whom the outcome is known, and mark the cases drawn at random; nobody knows what they would be."""
    lot = rng.random(len(selected)) < RANDOM
    made["route"] = np.where(lot, "lot", "tool")
    if city.known_for == "everyone":
        return np.ones(len(selected), dtype=bool)
    return selected | lot if city.known_for == "sample" else selected


def _process(selected: Flags, outcome: Flags, rng: np.random.Generator) -> dict[str, Any]:
    """Return what happened around the decision, alike for everyone: stages, dates, who decided, what was recommended."""
    n = len(selected)
    start = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 366, n), "D")
    waited = rng.gamma(4.0, 6.0, n).astype(int)
    checked = rng.random(n) < 0.6
    return {
        "day": start.strftime("%Y-%m-%d"),
        "decided": (start + pd.to_timedelta(waited, "D")).strftime("%Y-%m-%d"),
        "by": rng.choice(["tool", "person"], n, p=[0.7, 0.3]),
        "flagged": np.where(rng.random(n) < 0.1, ~selected, selected).astype(int),
        "applied": np.ones(n, dtype=int),
        "checked": checked.astype(int),
        "visited": (checked & (rng.random(n) < 0.5)).astype(int),
        "score": np.clip(np.where(outcome, 0.45, 0.3) + rng.normal(0, 0.15, n), 0, 1).round(3),
    }


def _inputs(outcome: Flags, rng: np.random.Generator) -> dict[str, Any]:
    n = len(outcome)
    income = (rng.lognormal(7.5, 0.4, n) // 50 * 50).astype(object)
    rent = rng.choice(["low", "middle", "high"], n).astype(object)
    made = {"income": income, "rent": rent}
    for name, share in MISSING.items():
        made[name] = np.where(rng.random(n) < share, None, made[name])
    return made


def audited(plan: AuditPlan, people: pd.DataFrame, *, power: bool = False) -> dict[str, tuple[Finding, ...]]:
    """Return the findings of one draw, by the code that audits real tables."""
    return _audited(plan, people, SIGNALS, power=power)


def searched(plan: AuditPlan, people: pd.DataFrame) -> tuple[Finding, ...]:
    """Return the findings on combined groups alone: listed ones, and those that a search found."""
    return _audited(plan, people, [signal_named("intersection")], power=False)["intersection"]


def _audited(
    plan: AuditPlan, people: pd.DataFrame, signals: Sequence[Signal], *, power: bool
) -> dict[str, tuple[Finding, ...]]:
    asked = {signal.entry.name: signal.needs(plan) for signal in signals}
    needs = [need for answer in asked.values() if isinstance(answer, list) for need in answer]
    studies = [study for signal in signals if signal.studies is not None for study in signal.studies(plan)]
    found = ready(plan, people, lambda _path: None, needs + [Need(study.axes) for study in studies])
    evidence, _ = count(found, needs)
    evidence.studies = run_studies(plan, found, studies)
    looked = {
        signal.entry.name: signal.look(plan, evidence)
        for signal in signals
        if isinstance(asked[signal.entry.name], list)
    }
    return find(plan, looked, power=power)
