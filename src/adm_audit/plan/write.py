"""Writes a plan as plain data or as YAML: everything that was said, also where it equals the default."""

from __future__ import annotations

from typing import Any

from adm_audit.plan.model import AuditPlan
from adm_audit.plan.quote import quote


def as_data(plan: AuditPlan) -> dict[str, Any]:
    """Return a plan as JSON can hold it: what was said, dates as text.

    >>> from adm_audit.plan.call import plan_from_keywords
    >>> plan = plan_from_keywords(decision="selected", positive=1, effect="burden", protected="sex")
    >>> as_data(plan)["protected"]
    [{'column': 'sex'}]
    """
    return plan.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)


def plan_to_yaml(plan: AuditPlan) -> str:
    """Return a plan as YAML; read again, it gives an equal plan.

    Blocks stand on one line each, lists of blocks one item a line.
    """
    data = plan.model_dump(mode="python", by_alias=True, exclude_none=True, exclude_unset=True)
    lines: list[str] = []
    for key, value in data.items():
        if isinstance(value, tuple) and value and isinstance(value[0], dict):
            lines.append(f"{key}:")
            lines.extend(f"  - {quote(item)}" for item in value)
        else:
            lines.append(f"{key}: {quote(value)}")
    return "\n".join(lines) + "\n"
