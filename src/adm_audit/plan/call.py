"""The plan of a library call: ``adm.audit(frame, decision="selected", positive="yes", ...)``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from adm_audit.errors import Place, PlanError, Problem
from adm_audit.plan.data import Data
from adm_audit.plan.model import AuditPlan
from adm_audit.plan.read import read_plan
from adm_audit.plan.wrong import keys_of, nearest_name
from adm_audit.yaml_source import At, key_path

_SHORT = {
    "positive": ("decision", "positive"),
    "negative": ("decision", "negative"),
    "order": ("decision", "order"),
    "effect": ("decision", "effect"),
    "outcome_positive": ("outcome", "positive"),
    "outcome_negative": ("outcome", "negative"),
    "known_for": ("outcome", "known_for"),
}
"""Keywords that stand for a key inside a block of the plan."""

_BLOCKS = ("decision", "outcome", "score", "recommendation", "route", "period", "model_version")


def plan_from_keywords(*, source: str = "frame", **keywords: Any) -> AuditPlan:
    """Return the plan that the keywords of a call describe.

    source: the path of a file, or ``frame``. Keywords are the keys of the plan; besides, ``decision`` and
    ``outcome`` may be a column name with ``positive``, ``negative``, ``order``, ``effect``,
    ``outcome_positive``, ``outcome_negative`` and ``known_for`` beside them; keys of ``data`` may stand
    alone (``weight="w"``); ``protected`` may be one name; ``reference`` and ``bands`` belong to the one
    protected attribute, or map columns to values; ``strata`` may map columns to reasons.

    Raises PlanError with every problem, each with its key path as place.

    >>> plan = plan_from_keywords(decision="selected", positive="yes", effect="burden", protected=["sex"])
    >>> plan.decision.positive, plan.protected[0].column
    (('yes',), 'sex')
    """
    given = {key: _plain(value) for key, value in keywords.items() if value is not None}
    data: dict[str, Any] = {"adm_audit": 1, "title": "Audit"}
    files = given.pop("data", {})
    data["data"] = {"source": source, **files} if isinstance(files, dict) else files
    inside = set(keys_of(Data)) - {"source"}
    for key in _BLOCKS:
        if key in given:
            block = given.pop(key)
            data[key] = {"column": block} if isinstance(block, str) else block
    for key in list(given):
        if key in inside:
            _set(data, ("data", key), given.pop(key))
        elif key in _SHORT:
            _set(data, _SHORT[key], given.pop(key))
    _protected(data, given)
    strata = given.get("strata")
    if isinstance(strata, Mapping) and not {"column", "columns"} & strata.keys():
        given["strata"] = [{"column": column, "reason": reason} for column, reason in strata.items()]
    data.update(given)
    unknown = [_unknown(key) for key in data if key not in keys_of(AuditPlan)]
    if unknown:
        raise PlanError([*unknown, *_others({key: data[key] for key in data if key in keys_of(AuditPlan)})])
    return read_plan(data, _place)


def _others(data: Mapping[str, Any]) -> Iterable[Problem]:
    try:
        read_plan(data, _place)
    except PlanError as error:
        return error.problems
    return ()


def _place(path: At, on: Literal["key", "value"] = "value") -> Place:  # noqa: ARG001 - a call has no lines
    return Place(key=key_path(path))


def _unknown(key: str) -> Problem:
    allowed = sorted({*keys_of(AuditPlan), *keys_of(Data), *_SHORT, "reference", "bands"} - {"source"})
    near = nearest_name(key, allowed)
    code = "plan_key_misspelt" if near else "plan_key_unknown"
    return Problem(code, {"key": key, "within": "", "allowed": tuple(allowed)}, Place(key=key), near)


def _set(data: dict[str, Any], path: tuple[str, str], value: Any) -> None:
    block = data.setdefault(path[0], {})
    if isinstance(block, dict):
        block[path[1]] = value


def _protected(data: dict[str, Any], given: dict[str, Any]) -> None:
    items = given.pop("protected", None)
    each = {key: given.pop(key) for key in ("reference", "bands") if key in given}
    if items is None:
        return
    many = items if isinstance(items, list) else [items]
    blocks = [{"column": item} if isinstance(item, str) else item for item in many]
    for key, value in each.items():
        for block in blocks:
            if not isinstance(block, dict):
                continue
            if not isinstance(value, Mapping):
                block.setdefault(key, value)
            elif block.get("column") in value:
                block.setdefault(key, value[block["column"]])
    data["protected"] = blocks


def _plain(value: Any) -> Any:
    """Return numpy scalars, arrays, indexes, sets and tuples as plain values and lists."""
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value if inner is not None]
    if isinstance(value, set | frozenset):
        return sorted((_plain(inner) for inner in value), key=str)
    convert = getattr(value, "tolist", None) or getattr(value, "item", None)
    return convert() if callable(convert) else value
