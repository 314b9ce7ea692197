"""Shares of groups as if the people in the data had the age and sex of the reference population."""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.counts import Range
from adm_audit.evidence import Evidence, Values
from adm_audit.plan.model import AuditPlan
from adm_audit.plan.standard import standard_of
from adm_audit.stats.standardise import Cell, Standardised, standardised_share
from adm_audit.tally import Need
from adm_audit.values import Because, Estimate, Number

Standard = tuple[str | None, ...]


def standard_needs(plan: AuditPlan) -> list[Need]:
    """Return a table of each attribute by age and sex, where the plan names both."""
    columns = [(item.column, *standard_of(plan, item.column)) for item in plan.protected]
    return [Need.of(*names) for names in columns if len(names) > 1]


def not_crossed(plan: AuditPlan, evidence: Evidence) -> list[Because]:
    """Return a remark for each attribute whose population is known, but not by age and sex, which the plan names."""
    return [
        Because("population_not_crossed", {"column": item.column})
        for item in plan.protected
        if standard_of(plan, item.column)
        and item.column in evidence.population
        and not _recorded(evidence.population_crossed.get(item.column, {}))
    ]


def standardised(
    plan: AuditPlan, evidence: Evidence, column: str, *, design_effect: float = 1.0
) -> dict[str, Standardised]:
    """Return the standardised share of each group of an attribute; empty where that is not possible.

    It needs the plan's columns of age and sex, a population by group, age and sex, and exact counts. People without a
    recorded group, age or sex are left out on both sides.
    """
    names = (column, *standard_of(plan, column))
    outside = _recorded(evidence.population_crossed.get(column, {}))
    if len(names) == 1 or not outside or not evidence.tally.has(*names):
        return {}
    inside = _inside(evidence, names)
    if inside is None:
        return {}
    groups = dict.fromkeys(str(key[0]) for key in (*inside, *outside))
    standard = dict.fromkeys(key[1:] for key in outside)
    whole = {part: _sum(inside, part) for part in standard}
    beyond = {part: _sum(outside, part) for part in standard}
    return {
        group: standardised_share(
            [
                Cell(inside.get((group, *part), 0.0), whole[part], outside.get((group, *part), 0.0), beyond[part])
                for part in standard
            ],
            confidence=plan.confidence,
            design_effect=design_effect,
        )
        for group in groups
    }


def _recorded(people: Mapping[Values, int]) -> dict[Values, float]:
    return {key: float(number) for key, number in people.items() if None not in key}


def _inside(evidence: Evidence, names: tuple[str, ...]) -> dict[Values, float] | None:
    """Return the people in the data by group, age and sex; None where counts are only known as ranges."""
    cells = evidence.tally.margin(*names)
    values = [evidence.tally.axes[name].values for name in names]
    found: dict[Values, float] = {}
    for row, codes in enumerate(cells.codes.tolist()):
        key = tuple(names_[code] for names_, code in zip(values, codes, strict=True))
        count = cells.count(row)
        if isinstance(count, Range):
            return None
        if None not in key:
            found[key] = float(count)
    return found


def _sum(people: Mapping[Values, float], part: Standard) -> float:
    return sum(number for key, number in people.items() if key[1:] == part)


def numbers_of(found: Standardised) -> dict[str, Number]:
    """Return the numbers that stand beside a comparison."""
    return {"standardised_rate": found.share, "standardised_gap": found.difference}


def remarks_of(found: Standardised, crude: Number) -> tuple[Because, ...]:
    """Return what standardising changes, as a remark without a verdict. crude: the gap as it is."""
    gap = found.difference
    if not isinstance(gap, Estimate) or gap.interval is None or gap.interval.high is None:
        return (Because("no_share_standardised"),)
    if not isinstance(crude, Estimate):
        return ()
    facts = {
        "points_standardised": gap.value,
        "points_from": gap.interval.low,
        "points_to": gap.interval.high,
        "points_as_is": crude.value,
    }
    notes = (Because("standardised", facts),)
    return notes + ((Because("cells_without_data", {"people": int(found.left_out)}),) if found.left_out else ())
