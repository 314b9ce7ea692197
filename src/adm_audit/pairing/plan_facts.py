"""Facts that conditions read from the audit plan, given as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from adm_audit.pairing.view import blocks


def plan_has(fact: str, plan: Mapping[str, Any]) -> bool:
    """Return whether a fact (table ``plan_facts`` of the vocabulary) stands in a plan.

    Raises KeyError for a fact that the vocabulary does not have.

    >>> plan_has("outcome", {"outcome": {"column": "irregularity"}})
    True
    """
    return _FACTS[fact](plan)


def _block_with(key: str, entry: str) -> Callable[[Mapping[str, Any]], bool]:
    def test(plan: Mapping[str, Any]) -> bool:
        value = plan.get(key)
        return bool(value.get(entry)) if isinstance(value, Mapping) else bool(value)

    return test


def _earlier_stage(plan: Mapping[str, Any]) -> bool:
    stages = plan.get("stages") or ()
    names = list(stages.get("order", ())) if isinstance(stages, Mapping) else list(stages)
    decision = plan.get("decision") or {}
    last = decision.get("stage") or decision.get("column")
    if last in names:
        return names.index(last) > 0
    return bool(names)


def _from_other_body(plan: Mapping[str, Any]) -> bool:
    bodies = [item.get("from", item.get("from_body")) for item in blocks(plan, "inputs")]
    return any(body is not None and body != "own" for body in bodies)


_FACTS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "outcome": _block_with("outcome", "column"),
    "protected": lambda plan: bool(plan.get("protected")),
    "earlier_stage": _earlier_stage,
    "complaints": _block_with("complaints", "source"),
    "model_version": _block_with("model_version", "column"),
    "not_received": lambda plan: bool(plan.get("not_received")),
    "partner_data": _block_with("partner_data", "source"),
    "input_from_other_body": _from_other_body,
}
