"""What a signal and its parts are called: from their entries, else from the checklist's card, else their names."""

from __future__ import annotations

from adm_audit.registry import Entry
from adm_audit.report.words.voice import Voice


def entry_of(name: str) -> Entry | None:
    """Return the entry of a signal, or None where this version does not compute it."""
    from adm_audit.signals import signal_named

    try:
        return signal_named(name).entry
    except KeyError:
        return None


def title(name: str, voice: Voice) -> str:
    """Return the title of a signal."""
    entry = entry_of(name)
    if entry is not None:
        return voice.text(entry.text("title", burden=voice.burden))
    return voice.shown(name.replace("_", " "))


def part_title(name: str, part: str | None, voice: Voice) -> str:
    """Return the title of a part, empty where there is none."""
    if part is None:
        return ""
    entry = entry_of(name)
    try:
        return (
            voice.text(entry.part(part).titled(burden=voice.burden)) if entry else voice.shown(part.replace("_", " "))
        )
    except KeyError:
        return voice.shown(part.replace("_", " "))
