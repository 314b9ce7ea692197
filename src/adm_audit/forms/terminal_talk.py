"""Talking with a person on a terminal: one line out, one line in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

from adm_audit.text.safe import visible

_NEVER = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028\u2029]")


class Stop(Exception):
    """The person stops here and may go on another time."""


class Later(Exception):
    """The person leaves this question open."""


class Talk(Protocol):
    """Prints lines and reads them."""

    def say(self, text: str) -> None:
        """Print a line."""

    def ask(self, prompt: str) -> str:
        """Print a prompt and return the line that was typed."""


def clean(text: str) -> str:
    """Return what was typed without signs that no file of answers may hold.

    >>> clean("  a\\x1b[31m b ")
    'a[31m b'
    """
    return _NEVER.sub("", text).strip()


def ask(talk: Talk, prompt: str, *, again: bool = False, allowed: Callable[[str], str] | None = None) -> str:
    """Return what was typed; empty for Enter. Raises Stop for ``q``.

    again: ask until something is typed. allowed: says what is wrong with a text; empty where nothing is.
    """
    while True:
        given = clean(talk.ask(prompt))
        if given.casefold() == "q":
            raise Stop
        if given and allowed and (wrong := allowed(given)):
            talk.say(f"  {wrong}")
        elif given or not again:
            return given


def options(talk: Talk, labels: Mapping[str, str]) -> None:
    """Print what can be chosen, numbered."""
    for number, label in enumerate(labels.values(), start=1):
        talk.say(f"    {number}  {visible(label)}")


def chosen(text: str, labels: Mapping[str, str]) -> str | None:
    """Return the option that a number or a word names, or None.

    >>> chosen("2", {"own": "Built", "bought": "Bought"}), chosen("own", {"own": "Built"}), chosen("9", {})
    ('bought', 'own', None)
    """
    keys = list(labels)
    if text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= len(keys):
        return keys[int(text[:6]) - 1]
    plain = text.strip().casefold()
    return next((key for key, label in labels.items() if plain in (key.casefold(), label.casefold())), None)
