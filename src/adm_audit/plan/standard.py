"""By what a share is standardised: the age and the sex of people, where a plan says which columns hold them."""

from __future__ import annotations

from adm_audit.plan.model import AuditPlan


def age_and_sex(plan: AuditPlan) -> tuple[str, ...]:
    """Return the columns of age and sex (``ground`` under protected); empty unless the plan names one of each."""
    found = [[item.column for item in plan.protected if item.ground == ground] for ground in ("age", "sex")]
    return tuple(columns[0] for columns in found) if all(len(columns) == 1 for columns in found) else ()


def standard_of(plan: AuditPlan, column: str) -> tuple[str, ...]:
    """Return by what the shares of an attribute are standardised: nothing for age and sex themselves."""
    columns = age_and_sex(plan)
    return () if column in columns else columns
