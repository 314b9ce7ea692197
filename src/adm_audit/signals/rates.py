"""The rates by their standard names: which counts are cases, which are the total, and when they are identified."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adm_audit.counts import Count, Counts, Range, low
from adm_audit.evidence import CASE, CASES, COUNT_FIELDS, FLAG_FIELDS, Evidence, Values, case_field, unpack
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Worse
from adm_audit.signals.sides import Clustered, Side


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate: ``cases`` of ``total``. ``selective``: it can be known where outcomes exist only for selected people."""

    name: str
    cases: Callable[[Counts], Count]
    total: Callable[[Counts], Count]
    needs_outcome: bool = True
    selective: bool = False


def _plain(name: str, cases: Callable[[Counts], Count], total: Callable[[Counts], Count], **kind: bool) -> Rate:
    return Rate(name, cases, total, **kind)


RATES: Mapping[str, Rate] = {
    rate.name: rate
    for rate in (
        _plain("selection_rate", lambda c: c.selected, lambda c: c.decided, needs_outcome=False, selective=True),
        _plain("base_rate", lambda c: c.tp + c.fn, lambda c: c.tp + c.fn + c.fp + c.tn),
        _plain("true_positive_rate", lambda c: c.tp, lambda c: c.tp + c.fn),
        _plain("false_negative_rate", lambda c: c.fn, lambda c: c.tp + c.fn),
        _plain("false_positive_rate", lambda c: c.fp, lambda c: c.fp + c.tn),
        _plain("positive_predictive_value", lambda c: c.tp, lambda c: c.tp + c.fp, selective=True),
        _plain("false_discovery_rate", lambda c: c.fp, lambda c: c.tp + c.fp, selective=True),
        _plain("false_omission_rate", lambda c: c.fn, lambda c: c.fn + c.tn),
        _plain("wrongly_selected_rate", lambda c: c.fp, lambda c: c.decided, selective=True),
    )
}


def outcomes_for_everyone(plan: AuditPlan) -> bool:
    """Return whether the plan says that outcomes are known for everyone."""
    return plan.outcome is not None and plan.outcome.known_for == "everyone"


def is_identified(rate: Rate, plan: AuditPlan) -> bool:
    """Return whether the data can give this rate at all."""
    if not rate.needs_outcome:
        return True
    if plan.outcome is None:
        return False
    return rate.selective or outcomes_for_everyone(plan)


def worse_when_selected(plan: AuditPlan) -> Worse:
    """Return which side of a selection rate is the worse one: higher for a burden, lower for a benefit."""
    return "higher" if plan.decision.effect == "burden" else "lower"


def serious_error(plan: AuditPlan) -> str | None:
    """Return the part that holds the serious error, as ``signal/part``; None where no outcome is named.

    Burden: wrong flags among people in order, or of the whole group where outcomes are selective. Benefit: missed people.
    """
    if plan.outcome is None:
        return None
    if plan.decision.effect == "burden":
        part = "among_people_in_order" if outcomes_for_everyone(plan) else "in_whole_group"
        return f"false_flag_gap/{part}"
    return "missed_gap/among_people_concerned"


def sides_of(evidence: Evidence, attributes: str | tuple[str, ...], rate: Rate) -> dict[Values, Side]:
    """Return cases, total and squared weights of a rate for each group of an attribute or a combination."""
    names = (attributes,) if isinstance(attributes, str) else attributes
    squares = evidence.squares(*names) if evidence.weighted else {}
    return {
        group: (
            rate.cases(counts),
            rate.total(counts),
            _number(rate.total(squares[group])) if squares else 0.0,
        )
        for group, counts in evidence.counts(*names).items()
    }


def clusters_of(evidence: Evidence, attributes: str | tuple[str, ...], rate: Rate) -> Clustered | None:
    """Return the clusters of an attribute or a combination for a rate; None where the plan names no cluster."""
    names = (attributes,) if isinstance(attributes, str) else attributes
    table = evidence.clusters.get(frozenset({*names, CASE}))
    if table is None:
        return None
    one_each = {
        name: Counts(**{COUNT_FIELDS[unpack(case)[:2]]: 1})
        for case in range(CASES)
        if (name := case_field(case)) is not None
    }
    return Clustered(
        table,
        names,
        cases={name: float(low(rate.cases(one))) for name, one in one_each.items()},
        total={name: float(low(rate.total(one))) for name, one in one_each.items()},
    )


def flag_clusters_of(evidence: Evidence, attribute: str, flag: str) -> Clustered | None:
    """Return the clusters of an attribute for the share of people whose flag is on; None without clusters."""
    table = evidence.clusters.get(frozenset({attribute, flag}))
    if table is None:
        return None
    return Clustered(table, (attribute,), cases={"on": 1.0}, total=dict.fromkeys(FLAG_FIELDS, 1.0))


def _number(count: Count) -> float:
    return 0.0 if isinstance(count, Range) else float(count)
