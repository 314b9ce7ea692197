"""Asks the profile: twelve questions about the tool that decide which others apply."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from adm_audit.checklist.model import Library, ProfileQuestion
from adm_audit.checklist.profile import from_plan
from adm_audit.forms.terminal_talk import Later, Talk, ask, chosen, options
from adm_audit.text.safe import visible

if TYPE_CHECKING:
    from adm_audit.forms.terminal import Store

_NUMBER = re.compile(r"[0-9]{1,15}")
_WIDTH, _LONGEST = 88, 4000


def ask_profile(library: Library, store: Store, talk: Talk, plan: Mapping[str, Any], *, again: bool) -> None:
    """Ask what is open in the profile and not answered by the plan.

    ``s`` leaves the rest of the profile for another time. Raises Stop where the person stops.
    """
    done = set(from_plan(plan)) | (set() if again else set(store.said().profile))
    waiting = [item for item in library.profile.values() if item.id not in done]
    if waiting:
        talk.say("First the profile: it decides which questions apply. Enter leaves one open, s all of them.")
    for number, item in enumerate(waiting, start=1):
        talk.say("")
        lead = f"[profile, {number} of {len(waiting)}] {item.id}  "
        _wrapped(talk, lead, item.question)
        _wrapped(talk, "  For example: ", item.example)
        try:
            value = _value(item, library, talk)
        except Later:
            break
        if value:
            store.keep("profile", item.id, value)


def _wrapped(talk: Talk, first: str, text: str) -> None:
    for line in textwrap.wrap(visible(text, _LONGEST), _WIDTH, initial_indent=first, subsequent_indent="    "):
        talk.say(line)


def _value(item: ProfileQuestion, library: Library, talk: Talk) -> object:
    labels = {key: option.label for key, option in item.options.items()}
    match item.kind:
        case "one":
            options(talk, labels)
            return chosen(_line(talk, "  One number (Enter: later, s: skip the profile, q: stop)", labels), labels)
        case "several":
            options(talk, labels)
            given = _line(talk, "  Numbers, as 1, 3 (Enter: later, s: skip the profile, q: stop)", labels, several=True)
            picked = [chosen(part, labels) for part in _parts(given)]
            return [key for key in labels if key in picked]
        case "fields":
            said = {key: _line(talk, f"  {visible(field.label)} (Enter: open)", None) for key, field in item.fields.items()}  # fmt: skip
            return {key: int(text) if _NUMBER.fullmatch(text) else text for key, text in said.items() if text}
        case "per_ground":
            options(talk, labels)
            grounds = library.vocabulary.grounds
            said = {
                key: _line(talk, f"  {visible(ground.label or key)}: one number (Enter: open)", labels)
                for key, ground in grounds.items()
            }
            return {key: chosen(text, labels) for key, text in said.items() if text}


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _line(talk: Talk, prompt: str, labels: Mapping[str, str] | None, *, several: bool = False) -> str:
    """Return a line whose words are all known. Raises Later for ``s``."""

    def allowed(text: str) -> str:
        parts = _parts(text) if several else [text]
        if labels is None or text.casefold() == "s" or all(chosen(part, labels) for part in parts):
            return ""
        return f"Please type a number from 1 to {len(labels)}."

    given = ask(talk, prompt, allowed=allowed)
    if given.casefold() == "s":
        raise Later
    return given
