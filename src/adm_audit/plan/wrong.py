"""Says in our own words what pydantic found wrong with a plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, Literal, get_args

from pydantic import BaseModel

from adm_audit.errors import Fact, Place, Problem
from adm_audit.plan.examples import example
from adm_audit.plan.model import AuditPlan
from adm_audit.yaml_source import At, key_path

PlaceOf = Callable[[At, Literal["key", "value"]], Place]

_TYPES = {
    "string_type": "plan_not_text",
    "int_type": "plan_not_whole_number",
    "int_from_float": "plan_not_whole_number",
    "float_type": "plan_not_number",
    "finite_number": "plan_not_number",
    "bool_type": "plan_not_true_false",
    "tuple_type": "plan_not_list",
    "model_type": "plan_not_block",
    "dict_type": "plan_not_block",
    "date_type": "plan_not_date",
    "union_tag_not_found": "plan_not_number_or_list",
    "union_tag_invalid": "plan_not_number_or_list",
}
_LIMITS = {
    "greater_than": ("plan_not_above", "gt"),
    "greater_than_equal": ("plan_too_small", "ge"),
    "less_than": ("plan_not_below", "lt"),
    "less_than_equal": ("plan_too_large", "le"),
}
_SCALARS = {"str", "int", "float", "bool"}


def problems_of(errors: Iterable[Mapping[str, Any]], data: Any, place: PlaceOf) -> Iterator[tuple[At, Problem]]:
    """Yield each distinct problem with the path it is about.

    errors: what ``ValidationError.errors()`` gives. data: the plan as it was read.
    """
    told = (_problem(error, data, place) for error in errors if not _no_item_left(error))
    found = {(path, problem.code): problem for path, problem in told}
    misspelt = {(path[:-1], problem.nearest) for (path, code), problem in found.items() if code == "plan_key_misspelt"}
    for (path, code), problem in found.items():
        # a key under a wrong name is not missing as well
        if not (code == "plan_key_missing" and (path[:-1], path[-1]) in misspelt):
            yield path, problem


def _no_item_left(error: Mapping[str, Any]) -> bool:
    """Return whether a list is only called empty because each of its items has a problem of its own."""
    return error["type"] == "too_short" and bool(error.get("input"))


def _problem(error: Mapping[str, Any], data: Any, place: PlaceOf) -> tuple[At, Problem]:
    kind, loc = str(error["type"]), error["loc"]
    path, scalar = _path(loc[:-1] if kind == "missing" else loc, data)
    if kind == "missing":
        return _missing(loc[-1], path, place)
    found, key, context = error.get("input"), key_path(path), error.get("ctx", {})
    facts: dict[str, Fact] = {"key": key, "found": shown(found)}
    if kind == "extra_forbidden":
        return path, _unknown_key(path, place)
    if kind == "literal_error":
        return path, _not_allowed(path, found, place)
    if path == ("attention", "difference") and isinstance(found, int | float) and 1 <= found <= 100:
        facts |= {"share": f"{found / 100:g}"}
        return path, Problem("plan_points_as_share", facts, place(path, "value"))
    if kind in _LIMITS:
        code, name = _LIMITS[kind]
        return path, Problem(code, {**facts, "limit": f"{context[name]:g}"}, place(path, "value"))
    if kind in ("too_short", "string_too_short"):
        return path, Problem("plan_empty", {"key": key}, place(path, "value"))
    if kind in ("too_long", "string_too_long"):
        code = "plan_separator" if path[-1] == "separator" else "plan_two_numbers"
        return path, Problem(code, facts, place(path, "value"))
    code = "plan_not_value" if scalar else _TYPES.get(kind, "plan_not_value")
    if code == "plan_not_number_or_list" and path == ("stages",):
        code = "plan_not_stages"
    if code == "plan_not_text" and isinstance(found, bool | int | float):
        code = "plan_text_needs_quotes"
    return path, Problem(code, facts, place(path, "value"))


def _path(loc: tuple[str | int, ...], data: Any) -> tuple[At, bool]:
    """Return the part of a location that stands in the file, and whether any plain value would do there."""
    path: list[str | int] = []
    node = data
    for step in loc:
        if isinstance(node, Mapping):
            name = "column" if step == "columns" and step not in node else step
            if name in node:
                path.append(name)
                node = node[name]
        elif isinstance(node, list | tuple) and isinstance(step, int) and step < len(node):
            path.append(step)
            node = node[step]
    return tuple(path), bool(loc) and loc[-1] in _SCALARS


def _missing(name: str | int, path: At, place: PlaceOf) -> tuple[At, Problem]:
    if isinstance(name, int):
        return path, Problem("plan_two_numbers", {"key": key_path(path), "found": ""}, place(path, "value"))
    name = "column" if name == "columns" else name
    whole = (*path, name)
    facts = {"key": key_path(whole), "example": example(whole)}
    return whole, Problem("plan_key_missing", facts, place(path, "key"))


def _unknown_key(path: At, place: PlaceOf) -> Problem:
    name = str(path[-1])
    block = block_at(path[:-1])
    allowed = keys_of(block) if block is not None else ()
    facts: dict[str, Fact] = {"key": name, "within": key_path(path[:-1])}
    where = place(path, "key")
    near = nearest_name(name, allowed)
    if name in allowed:
        return Problem("plan_column_and_columns", facts, where)
    if near is not None:
        return Problem("plan_key_misspelt", facts, where, near)
    elsewhere = _all_keys().get(_plain(name), ())
    if elsewhere:
        return Problem("plan_key_elsewhere", facts | {"where": elsewhere[:4]}, where)
    return Problem("plan_key_unknown", facts | {"allowed": allowed}, where)


def _not_allowed(path: At, found: Any, place: PlaceOf) -> Problem:
    if path == ("adm_audit",):
        return Problem("plan_version", {"found": shown(found)}, place(path, "value"))
    allowed = _choices(path)
    facts: dict[str, Fact] = {"key": key_path(path), "found": shown(found), "allowed": allowed}
    return Problem("plan_not_allowed", facts, place(path, "value"), nearest_name(str(found), allowed))


def shown(value: Any) -> str:
    """Return a value as it would be written in YAML, short enough for a message.

    >>> shown(True), shown(["a", 1]), shown("x")
    ('true', 'a list', 'x')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, Mapping):
        return "a block of keys"
    if value is None:
        return "nothing"
    plain = isinstance(value, str | int | float | dt.date)
    return str(value)[:200] if plain else f"an object of type {type(value).__name__}"


def nearest_name(name: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed name that was probably meant: other case, hyphens, or a slip of the pen.

    >>> nearest_name("Known-For", ["known_for", "column"]), nearest_name("zzz", ["known_for"])
    ('known_for', None)
    """
    plain = {_plain(other): other for other in allowed}
    wanted = _plain(name)
    near = [wanted] if wanted in plain else get_close_matches(wanted, plain, n=1, cutoff=0.7)
    return plain[near[0]] if near else None


def _plain(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")


def keys_of(block: type[BaseModel]) -> tuple[str, ...]:
    """Return the keys of a block as they are written in a plan."""
    names = [field.alias or name for name, field in block.model_fields.items()]
    return ("column", *names) if block.__name__ == "Strata" else tuple(names)


def block_at(path: At) -> type[BaseModel] | None:
    """Return the block that stands at a path of a plan (positions are ignored); None where there is none."""
    block: type[BaseModel] = AuditPlan
    for step in path:
        if isinstance(step, int):
            continue
        found = next((f for n, f in block.model_fields.items() if (f.alias or n) == step), None)
        inner = next(iter(blocks_in(found.annotation)), None) if found is not None else None
        if inner is None:
            # names of signals are keys of their own: attention.level_notes.time_gap
            continue
        block = inner
    return block


def blocks_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the blocks that a field's type mentions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from blocks_in(part)


def _choices(path: At) -> tuple[str, ...]:
    block = block_at(path[:-1])
    fields = block.model_fields if block is not None else {}
    field = next((f for n, f in fields.items() if (f.alias or n) == path[-1]), None)
    return tuple(str(choice) for choice in _literals(field.annotation)) if field is not None else ()


def _literals(annotation: Any) -> Iterator[Any]:
    for part in get_args(annotation):
        if isinstance(part, str | int) and not isinstance(part, bool):
            yield part
        else:
            yield from _literals(part)


@cache
def _all_keys() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}

    def walk(block: type[BaseModel], before: str) -> None:
        for name, field in block.model_fields.items():
            key = field.alias or name
            found.setdefault(_plain(key), []).append(f"{before}{key}")
            for inner in blocks_in(field.annotation):
                walk(inner, f"{before}{key}.")

    walk(AuditPlan, "")
    return {name: tuple(paths) for name, paths in found.items()}
