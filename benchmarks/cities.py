"""Invented cities for simulations: people with attributes, decisions and outcomes, counted as an audit counts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from adm_audit.auditor import needed
from adm_audit.evidence import CASE, NO, YES, Evidence, case_axis, pack
from adm_audit.findings import find
from adm_audit.plan.load import plan_from_keywords
from adm_audit.plan.model import AuditPlan
from adm_audit.result import Finding
from adm_audit.signals import SIGNALS
from adm_audit.tally import Axis, Cells, Tally

Codes = NDArray[np.int64]

SHARES = {
    "sex": (0.52, 0.48),
    "age": (0.22, 0.31, 0.29, 0.18),
    "origin": (0.62, 0.18, 0.17, 0.02, 0.01),
    "household": (0.4, 0.3, 0.2, 0.1),
}
ATTRIBUTES = ("sex", "age", "origin")
RATES_BY_HOUSEHOLD = np.array([0.08, 0.12, 0.16, 0.24])
MISSING = {"income": 0.06, "rent": 0.03}


@dataclass(frozen=True)
class City:
    """A city. gap: points added to the selection rate of one group (attribute, code from 0), else everyone is alike."""

    people: int = 4_000
    base_rate: float = 0.25
    gap: float = 0.0
    group: tuple[str, int] = ("origin", 2)
    attention: Mapping[str, float] = field(default_factory=dict)


def plan_of(city: City) -> AuditPlan:
    """Return a full plan: every signal of this version that rows without dates allow."""
    more = {}
    if city.attention:
        more["attention"] = {**city.attention, "chosen_on": "2026-10-01", "reason": "Simulation"}
    return plan_from_keywords(
        title="Simulation",
        decision={"column": "selected", "positive": [1], "effect": "burden"},
        outcome={"column": "outcome", "positive": [1], "known_for": "everyone"},
        protected=list(ATTRIBUTES),
        strata=[{"column": "household", "reason": "Simulation"}],
        inputs=[{"column": name, "reason": "Simulation"} for name in MISSING],
        intersections=2,
        **more,
    )


def drawn(city: City, rng: np.random.Generator) -> dict[str, Codes]:
    """Return one draw of a city: codes of each axis (0 would be "not recorded"), and the case of each person."""
    codes = {name: rng.choice(len(shares), city.people, p=shares) + 1 for name, shares in SHARES.items()}
    rates = RATES_BY_HOUSEHOLD[codes["household"] - 1]
    name, code = city.group
    rates = np.clip(rates + np.where(codes[name] == code + 1, city.gap, 0.0), 0.0, 1.0)
    decision = np.where(rng.random(city.people) < rates, YES, NO)
    outcome = np.where(rng.random(city.people) < city.base_rate, YES, NO)
    made = {name: codes[name] for name in ATTRIBUTES} | {"stratum:household": codes["household"]}
    for column, share in MISSING.items():
        made[f"missing:{column}"] = (rng.random(city.people) < share).astype(np.int64)
    made["missing:household"] = np.zeros(city.people, dtype=np.int64)
    return made | {CASE: pack(decision, outcome)}  # type: ignore[arg-type]


def audited(plan: AuditPlan, codes: Mapping[str, Codes], *, power: bool = False) -> dict[str, tuple[Finding, ...]]:
    """Return the findings of one draw, by the code that audits real tables; only the reading of rows is left out."""
    asked, needs = needed(plan)
    axes = {name: _axis(name) for name in codes}
    tally = Tally(axes, [_cells(tuple(sorted(need.axes)), codes) for need in set(needs)])
    evidence = Evidence(tally)
    looked = {
        signal.entry.name: signal.look(plan, evidence)
        for signal in SIGNALS
        if isinstance(asked[signal.entry.name], list)
    }
    return find(plan, looked, power=power)


def _axis(name: str) -> Axis:
    if name == CASE:
        return case_axis()
    if name.startswith("missing:"):
        return Axis(name, (None, "1"))
    size = len(SHARES[name.removeprefix("stratum:")])
    return Axis(name, (None, *(f"{at}" for at in range(size))))


def _cells(names: tuple[str, ...], codes: Mapping[str, Codes]) -> Cells:
    rows, counts = np.unique(np.column_stack([codes[name] for name in names]), axis=0, return_counts=True)
    return Cells(names, rows, counts, counts, counts)
