"""Keeps what is right in a plan that has errors, so that one reading can report all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from adm_audit.plan.model import one_column
from adm_audit.plan.wrong import blocks_in
from adm_audit.yaml_source import At

B = TypeVar("B", bound=BaseModel)


def frozen(value: Any) -> Any:
    """Return plain values with every list as a tuple.

    >>> frozen({"a": [1, [2]]})
    {'a': (1, (2,))}
    """
    if isinstance(value, Mapping):
        return {key: frozen(inner) for key, inner in value.items()}
    return tuple(frozen(inner) for inner in value) if isinstance(value, list | tuple) else value


def partial(block: type[B], data: Any, broken: Sequence[At]) -> B:
    """Return a block with the keys that can be read; the others have their default, or None.

    broken: paths of problems, from this block on. The result is for checks only, it was not validated as one.
    """
    given = one_column(data) if block.__name__ == "Strata" else data
    given = given if isinstance(given, Mapping) else {"column": given}
    values: dict[str, Any] = {}
    for name, field in block.model_fields.items():
        key = field.alias or name
        values[name] = None if field.is_required() else field.get_default(call_default_factory=True)
        if key in given:
            inside = [path[1:] for path in broken if path[:1] in ((key,), (_as_written(key),))]
            kept = _kept(field, given[key], inside)
            values[name] = values[name] if kept is None else kept
    present = {name for name, field in block.model_fields.items() if (field.alias or name) in given}
    return block.model_construct(_fields_set=present, **values)


def _as_written(key: str) -> str:
    return "column" if key == "columns" else key


def _kept(field: Any, value: Any, broken: Sequence[At]) -> Any:
    if not broken:
        return _read(field, value)
    inner = next(blocks_in(field.annotation), None)
    if inner is None or () in broken:
        return None
    if isinstance(value, Mapping):
        return partial(inner, value, broken)
    if isinstance(value, list | tuple):
        return tuple(
            partial(inner, item, [path[1:] for path in broken if path[0] == at]) for at, item in enumerate(value)
        )
    return None


def _read(field: Any, value: Any) -> Any:
    annotation: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    config = None if next(blocks_in(field.annotation), None) else ConfigDict(strict=True)
    try:
        return TypeAdapter(annotation, config=config).validate_python(frozen(value))
    except ValidationError:
        return None
