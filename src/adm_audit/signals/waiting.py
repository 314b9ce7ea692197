"""Signals that the checklists name and this version does not compute: listed, never silently left out."""

from __future__ import annotations

from collections.abc import Sequence

from adm_audit.comparison import Signal
from adm_audit.result import NotLookedAt, SignalResult

NAMES = (
    "random_sample_uplift",
    "direct_use",
    "coverage",
    "override",
    "funnel",
)


def waiting(signals: Sequence[Signal]) -> tuple[SignalResult, ...]:
    """Return one "not looked at" for each signal that has a name but no computation yet."""
    present = {signal.entry.name for signal in signals}
    return tuple(
        SignalResult(name=name, not_looked_at=NotLookedAt(code="not_in_this_version"))
        for name in NAMES
        if name not in present
    )
