"""The plan format for editors (JSON schema) and for readers (a page), both made from the model."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from adm_audit.plan.examples import example
from adm_audit.plan.model import AuditPlan, Input, Protected, Strata
from adm_audit.plan.wrong import blocks_in

SCHEMA_FILE = "plan.schema.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def plan_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of a plan.

    It says of a single file what `adm_audit.plan.load` says, except for what several keys mean together.

    >>> plan_schema()["properties"]["title"]["type"]
    'string'
    """
    schema: dict[str, Any] = _without_nothing(AuditPlan.model_json_schema(by_alias=True))
    _shorten(schema["properties"], schema["$defs"])
    return {"$schema": _DIALECT, **schema, "title": "adm-audit plan"}


def _without_nothing(schema: Any) -> Any:
    """Take out null as a choice (a key without a value is a problem), and titles that only repeat the key."""
    if isinstance(schema, list):
        return [_without_nothing(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _without_nothing(value) for key, value in schema.items() if not _says_nothing(key, value)}
    choices = [choice for choice in kept.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        del kept["anyOf"]
        return choices[0] | kept
    return kept | {"anyOf": choices} if choices else kept


def _says_nothing(key: str, value: Any) -> bool:
    return (key == "default" and value is None) or (key == "title" and isinstance(value, str))


def _shorten(properties: dict[str, Any], blocks: dict[str, Any]) -> None:
    """Add the short forms that are accepted: a name for a block with one column, ``column`` in strata."""
    for key in ("protected", "inputs", "amounts"):
        properties[key]["items"] = {"anyOf": [{"type": "string"}, properties[key]["items"]]}
    strata = blocks["Strata"]
    column = {"type": "string", "minLength": 1, "description": "The column of the factor."}
    strata["properties"] = {"column": column, **strata["properties"]}
    strata["required"] = ["reason"]
    strata["oneOf"] = [{"required": ["column"]}, {"required": ["columns"]}]


def schema_text() -> str:
    """Return the schema as it stands in ``docs/plan.schema.json``."""
    return json.dumps(plan_schema(), indent=2, ensure_ascii=False) + "\n"


def plan_page() -> str:
    """Return the documentation of every key of a plan, in Markdown."""
    return "\n".join([*_INTRODUCTION, *_section(AuditPlan, ()), *_VALUES]) + "\n"


_INTRODUCTION = [
    "# The plan: `audit.yaml`",
    "",
    "Everything with a legal meaning in an audit stands in this file: who is compared with whom, what",
    "counts as selected, which level of a gap needs attention, and why. `adm-audit init DATA` writes a first",
    "draft with comments; `adm-audit check PLAN` lists every problem with its line.",
    "",
    "Needed are `adm_audit`, `title`, `data`, `decision` and `protected`. What rests on another key is not",
    "looked at without it, and the report says so. Paths are relative to the plan. Your editor can help",
    f"while you write: add `# yaml-language-server: $schema={SCHEMA_FILE}` as the first line.",
    "",
    "This page is made from the model of the plan; a test keeps it current.",
]

_VALUES = [
    "",
    "## How values are matched",
    "",
    '- `1`, `"1"`, `1.0` and `true` are one value. Text is trimmed; its case is kept: `Yes` is not `yes`.',
    "- Unquoted `yes` and `NO` are text. `true` and `false` are truth values.",
    '- A code with leading zeros needs quotes: `"01"`. Without them it would be read as the number 1, which',
    "  is reported as a problem.",
    "- One value may stand without brackets: `positive: yes`.",
    "- `positive` is enough where a column has two values. With more, name the rest under `negative`, or",
    "  list all under `order`: a value in no list is a problem, never a no.",
    "- Bands are closed on the left: `[18, 30]` means under 18, 18 to 29, and 30 and over.",
    "- `missing` lists texts that mean: not recorded. An empty cell always does.",
    "",
    "## What is refused",
    "",
    "Unknown keys, a key twice, a key without a value, anchors, aliases and tags, several documents in one",
    "file, nesting beyond 50 levels, files over 5 MB, and files that are not UTF-8. Nothing in a plan is",
    "ever carried out as code.",
]


def _section(block: type[BaseModel], path: tuple[str, ...]) -> Iterator[str]:
    later: list[tuple[type[BaseModel], tuple[str, ...]]] = []
    yield from ("", f"## {_heading(path)}", "")
    if path:
        yield from ((block.__doc__ or "").strip().splitlines()[0], "")
    yield from ("| key | value | meaning | example |", "| --- | --- | --- | --- |")
    for name, field in block.model_fields.items():
        key = field.alias or name
        written = "column, columns" if block is Strata and key == "columns" else key
        needed = "needed" if field.is_required() else _default(field)
        cells = (
            f"`{written}`",
            f"{_kind(field.annotation)}; {needed}",
            field.description or "",
            _code(example((*path, key))),
        )
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
        later += [(inner, (*path, key)) for inner in blocks_in(field.annotation)]
    for inner, where in later:
        if not (len(where) > 1 and where[-1] == "csv" and where[0] != "data"):
            yield from _section(inner, where)


def _heading(path: tuple[str, ...]) -> str:
    return "`" + ".".join(path) + "`" if path else "Keys"


def _code(text: str) -> str:
    return f"`{text}`"


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is PydanticUndefined or value in (None, (), False):
        return "optional"
    return f"else {value}"


_NAMES = {str: "text", int: "whole number", float: "number", bool: "true or false"}


def _kind(annotation: Any) -> str:
    """Return in plain words what a key holds."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " or ".join(_code(str(part)) for part in parts)
    if origin in (Union, types.UnionType):
        words = list(dict.fromkeys(_kind(part) for part in parts if part is not type(None)))
        return "value" if set(parts) >= {str, int, float, bool} else " or ".join(words)
    if origin is tuple:
        inner = [part for part in parts if part is not ...]
        return "two numbers" if inner == [float, float] else f"list of: {_kind(inner[0])}"
    if origin is dict:
        return f"block of names with: {_kind(parts[1])}"
    if hasattr(annotation, "__metadata__"):
        widened = parts[0] in (Protected, Input)
        return "column name or block" if widened else _kind(parts[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "block"
    return _NAMES.get(annotation, "date")
