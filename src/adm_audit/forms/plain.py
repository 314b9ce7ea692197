"""Values of answers as plain data: when two are the same, and how one is written on a line of YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from adm_audit.checklist.answers import yes_no

_PLAIN_TEXT = re.compile(r"[A-Za-z][A-Za-z0-9_./=-]*(?: [A-Za-z0-9_./=-]+)*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NOT_TEXT = {"true", "false", "null"}
_DATED = {"on", "due"}


def canonical(value: object) -> object:
    """Return a value in which the order of keys and of lists of words, and true for yes, make no difference.

    >>> canonical({"b": True, "a": ["y", "x"], "c": None}) == canonical({"a": ["x", "y"], "b": "yes"})
    True
    """
    value = yes_no(value)
    match value:
        case Mapping():
            kept = {str(key): canonical(item) for key, item in value.items()}
            return {key: kept[key] for key in sorted(kept) if kept[key] not in (None, "", [], {})}
        case list() | tuple():
            items = [canonical(item) for item in value]
            return sorted(items, key=str) if all(isinstance(item, str) for item in items) else items
        case date():
            return value.isoformat()
        case str():
            return value.replace("\r\n", "\n").strip()
        case _:
            return value


def same(one: object, other: object) -> bool:
    """Return whether two values say the same.

    >>> same("yes", True), same(1, 1.0), same("yes", "partly")
    (True, True, False)
    """
    return canonical(one) == canonical(other)


def on_one_line(value: Any, key: str = "") -> str:
    """Return a value as YAML on one line. ``key``: the key it stands under; dates need no quotes under some.

    >>> on_one_line({"answer": "yes", "on": "2026-11-02", "note": "a: b", "evidence": [{"what": "x"}]})
    '{answer: yes, on: 2026-11-02, note: "a: b", evidence: [{what: x}]}'
    """
    match yes_no(value):
        case Mapping() as inner:
            return "{" + ", ".join(f"{text(str(name))}: {on_one_line(item, str(name))}" for name, item in inner.items()) + "}"  # fmt: skip
        case list() | tuple() as items:
            return "[" + ", ".join(on_one_line(item) for item in items) + "]"
        case date() as day:
            return day.isoformat()
        case str() as words:
            return words if key in _DATED and _DAY.fullmatch(words) else text(words)
        case other:
            return json.dumps(other)


def text(words: str) -> str:
    """Return a text as YAML, in quotes where it needs them.

    >>> text("service_owner"), text("12"), text("null")
    ('service_owner', '"12"', '"null"')
    """
    if _PLAIN_TEXT.fullmatch(words) and words.lower() not in _NOT_TEXT:
        return words
    quoted = json.dumps(words, ensure_ascii=False)
    for sign in "\x85\u2028\u2029\ufeff\x7f":
        quoted = quoted.replace(sign, f"\\u{ord(sign):04x}")
    return quoted
