"""What the parts of a plan are built from: frozen blocks, values, lists that may be one value."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

Value = str | int | float | bool
"""A value as a column holds it. How it is compared with data: `adm_audit.plan.values`."""

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean"]}


class Block(BaseModel):
    """A block of keys. Unknown keys are refused, nothing is converted in silence or changed later."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=False,
        protected_namespaces=(),
    )


def one_or_many(given: Any) -> Any:
    """Return a single value as a list of one; dates as text, as columns hold them."""
    many = given if isinstance(given, tuple | list) else (given,)
    return tuple(item.isoformat() if isinstance(item, dt.date) else item for item in many)


def one_value(given: Any) -> Any:
    """Return a date as text, everything else as it is."""
    return given.isoformat() if isinstance(given, dt.date) else given


def iso_day(given: Any) -> Any:
    """Return a date that is written as text (2026-10-01, in quotes or in a call) as a date."""
    if not isinstance(given, str) or not _ISO_DAY.fullmatch(given.strip()):
        return given
    try:
        return dt.date.fromisoformat(given.strip())
    except ValueError:
        return given


Day = Annotated[dt.date, BeforeValidator(iso_day)]
Values = Annotated[
    tuple[Value, ...],
    BeforeValidator(one_or_many),
    WithJsonSchema({"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR}]}),
]
OneValue = Annotated[Value, BeforeValidator(one_value), WithJsonSchema(_SCALAR)]
Column = Annotated[str, Field(min_length=1)]
Text = Annotated[str, Field(min_length=1)]
Share = Annotated[float, Field(gt=0, lt=1)]


def block_from(key: str) -> Any:
    """Return a validator that reads ``name`` as ``{key: name}``."""

    def widen(given: Any) -> Any:
        return {key: given} if isinstance(given, str) else given

    return BeforeValidator(widen)
