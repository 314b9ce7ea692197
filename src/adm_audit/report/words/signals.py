"""What a signal and its parts are called: from their entries, else from the checklist's card, else their names."""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.registry import Entry
from adm_audit.report.words.voice import Voice
from adm_audit.text.catalogue import N_

_LATER: Mapping[str, str] = {
    "calibration_gap": N_("The same score, the same meaning?"),
    "criterion_fit": N_("Criteria and their link with the outcome"),
    "proxy_strength": N_("Inputs that give a group away"),
    "direct_use": N_("Direct use of a protected ground"),
    "threshold_sweep": N_("Other cut-offs"),
    "coverage": N_("Groups missing from the data"),
    "label_quality": N_("Quality of the recorded outcomes"),
    "drift": N_("Change over time"),
    "funnel": N_("Step by step"),
    "access_gap": N_("Use of the service"),
    "time_gap": N_("Waiting times"),
    "complaints_gap": N_("Complaints and appeals"),
    "baseline": N_("Before the tool"),
}


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
    return voice.say(_LATER[name]) if name in _LATER else voice.shown(name.replace("_", " "))


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
