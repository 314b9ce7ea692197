"""Sentences about one comparison: each signal's own, from its entry; a signal without its own gets general ones."""

from __future__ import annotations

from adm_audit.registry import Phrases
from adm_audit.report.words.signals import entry_of
from adm_audit.text.catalogue import N_

GENERAL = Phrases(
    more=N_("For {group} the rate is higher than for {others}: {rate} against {other_rate}, {gap}."),
    less=N_("For {group} the rate is lower than for {others}: {rate} against {other_rate}, {gap}."),
    equal=N_("For {group} the rate is the same as for {others}: {rate} against {other_rate}, {gap}."),
    fact=N_("{rate} {group} are counted here; among {others} it is {other_rate}."),
    open=N_("How {group} fare against {others}, the data cannot tell: {gap}."),
    ruled_out=N_("For {group} the rate is about the same as for {others}: {rate} against {other_rate}, {gap}."),
    rate=N_("Rate"),
    cases=N_("Cases"),
)


def phrases_of(signal: str, part: str | None, *, burden: bool = True) -> Phrases:
    """Return the sentences for a signal's part, or the general ones. burden: being selected is one."""
    entry = entry_of(signal)
    own = entry.phrases_of(part, burden=burden) if entry else None
    return own or GENERAL
