"""The tables of the result: every group with its counts and all rates that the data identify."""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.counts import Counts, CountsOfAll, Range
from adm_audit.evidence import CASE, Evidence, Values, total_of
from adm_audit.plan.model import AuditPlan
from adm_audit.result import GroupRow, GroupTable
from adm_audit.signals.intersection import combined
from adm_audit.signals.rates import RATES, clusters_of, is_identified, sides_of
from adm_audit.signals.sampled import sampled_rates, sampled_rates_of_all
from adm_audit.signals.sides import effect_of_all, effects_of
from adm_audit.signals.strata import axes_of
from adm_audit.stats.rates import rate as rate_number
from adm_audit.stats.selective import manski
from adm_audit.values import Because, Number, Undefined

_FROM_BOUNDS = {
    "base_rate": "base_rate",
    "true_positive_rate": "true_positive_rate",
    "false_negative_rate": "false_negative_rate",
    "false_positive_rate": "false_positive_rate",
    "false_omission_rate": "false_omission_rate",
}


def group_tables(plan: AuditPlan, evidence: Evidence) -> tuple[GroupTable, ...]:
    """Return the overall table, one for each attribute, each combination, and each attribute inside its strata."""
    first = evidence.counts(plan.protected[0].column)
    effects = _design_effects_of_all(evidence, plan.protected[0].column)
    sampled = sampled_rates_of_all(plan, evidence, plan.protected[0].column)
    tables = [GroupTable(by=(), groups=(_row(plan, {}, total_of(first), None, effects, sampled),))]
    for item in plan.protected:
        tables.append(_table(plan, evidence, (item.column,), (item.column,)))
    for names in combined(plan):
        if evidence.tally.has(*names, CASE):
            tables.append(_table(plan, evidence, names, names))
    for stratum in plan.strata:
        for item in plan.protected:
            axes = (item.column, *axes_of(stratum))
            if item.column not in stratum.columns and evidence.tally.has(*axes, CASE):
                tables.append(_table(plan, evidence, axes, (item.column, *stratum.columns), few=True))
    return tuple(tables)


def _table(
    plan: AuditPlan, evidence: Evidence, axes: tuple[str, ...], names: tuple[str, ...], *, few: bool = False
) -> GroupTable:
    counts = evidence.counts(*axes)
    whole = total_of(counts).total
    everyone = None if isinstance(whole, Range) else whole
    effects = _design_effects(plan, evidence, axes, counts)
    sampled = {} if few else sampled_rates(plan, evidence, axes)
    order = {axis: {value: at for at, value in enumerate(evidence.tally.axes[axis].values)} for axis in axes}

    def position(key: Values) -> tuple[int, ...]:
        # "not recorded" has code 0 in the tally but comes last for a reader
        return tuple(order[axis][value] or len(order[axis]) for axis, value in zip(axes, key, strict=True))

    rows = [
        _row(
            plan,
            dict(zip(names, key, strict=True)),
            counts[key],
            everyone,
            effects.get(key, {}),
            sampled.get(key, {}),
            few=few,
        )
        for key in sorted(counts, key=position)
    ]
    return GroupTable(by=names, groups=tuple(rows))


def _row(
    plan: AuditPlan,
    group: dict[str, str | None],
    counts: Counts,
    everyone: float | None,
    effects: Mapping[str, float],
    sampled: Mapping[str, Number],
    *,
    few: bool = False,
) -> GroupRow:
    names = _rate_names(plan, few=few)
    bounds = {} if few else _bounds(plan, counts, effects.get("selection_rate", 1.0)) | dict(sampled)
    rates: dict[str, Number] = {}
    for name in names:
        rate = RATES[name]
        if is_identified(rate, plan):
            rates[name] = rate_number(
                rate.cases(counts),
                rate.total(counts),
                confidence=plan.confidence,
                design_effect=effects.get(name, 1.0),
            )
        else:
            rates[name] = bounds.get(name, Undefined(because=Because("selective_outcomes")))
    total = counts.total
    share = total / everyone if everyone and not isinstance(total, Range) else None
    parts = counts.plain() if isinstance(counts, CountsOfAll) else counts
    return GroupRow(group=group, counts=parts, rates=rates, share=share)


def _rate_names(plan: AuditPlan, *, few: bool) -> list[str]:
    return ["selection_rate"] if few or plan.outcome is None else list(RATES)


def _design_effects(
    plan: AuditPlan, evidence: Evidence, axes: tuple[str, ...], counts: Mapping[Values, Counts]
) -> dict[Values, dict[str, float]]:
    """Return the design effects of weights and clusters for each group and rate; empty where there are none."""
    if not evidence.weighted and not evidence.clusters:
        return {}
    found: dict[Values, dict[str, float]] = {key: {} for key in counts}
    for name in _rate_names(plan, few=False):
        sides, clustered = sides_of(evidence, axes, RATES[name]), clusters_of(evidence, axes, RATES[name])
        for key, effect in effects_of(sides, clustered).items():
            found[key][name] = effect
    return found


def _design_effects_of_all(evidence: Evidence, attribute: str) -> dict[str, float]:
    if not evidence.weighted and not evidence.clusters:
        return {}
    return {
        name: effect_of_all(sides_of(evidence, attribute, rate), clusters_of(evidence, attribute, rate))
        for name, rate in RATES.items()
    }


def _bounds(plan: AuditPlan, counts: Counts, effect: float) -> dict[str, Number]:
    if plan.outcome is None or plan.outcome.known_for == "everyone":
        return {}
    found = manski(
        counts.tp, counts.fp, counts.selected, counts.decided, confidence=plan.confidence, design_effect=effect
    )
    return {name: found[key] for name, key in _FROM_BOUNDS.items() if key in found}
