"""Writes single values as YAML, so that reading them again gives the same value, whatever they contain."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

_PLAIN = re.compile(r"[^\W\d_][\w./() -]*(?<! )")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"}


def quote(value: Any) -> str:
    """Return a value as YAML on one line. Text is quoted unless it is a plain word.

    NUL and lone surrogates cannot stand in YAML: they become U+FFFD.

    >>> quote("risk score"), quote("a: b"), quote("01"), quote(True), quote("NO")
    ('risk score', '"a: b"', '"01"', 'true', '"NO"')
    >>> quote({"column": "x", "bands": [1, 2.5]})
    '{column: x, bands: [1, 2.5]}'
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{quote(str(key))}: {quote(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(quote(inner) for inner in value) + "]"
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.isprintable() and text.casefold() not in _WORDS
    return text if plain and len(text) <= 100 else quoted(text)


def quoted(text: str) -> str:
    r"""Return a text in double quotes, with every sign escaped that cannot be seen.

    >>> print(quoted('say "no"\u2028\x07'))
    "say \"no\"\u2028\u0007"
    """
    return '"' + "".join(_sign(sign) for sign in text) + '"'


def _sign(sign: str) -> str:
    if sign == "\0" or "\ud800" <= sign <= "\udfff":
        return "�"
    if sign in '"\\':
        return "\\" + sign
    if sign.isprintable() and sign != "\ufeff":
        return sign
    code = ord(sign)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def comment(text: str) -> str:
    """Return a text that can stand in a YAML comment: on one line, nothing invisible.

    >>> comment("a\\nb")
    'a\ufffdb'
    """
    return "".join(sign if sign.isprintable() else "�" for sign in text)
