"""Which triggers fire, which could not be checked, and which questions they raise."""

from __future__ import annotations

from collections.abc import Sequence

from adm_audit.checklist.model import Library
from adm_audit.pairing.case import Case
from adm_audit.pairing.conditions import evaluate
from adm_audit.result import TriggerResult


def check_triggers(case: Case) -> tuple[TriggerResult, ...]:
    """Return the triggers that fire (only on true), and those that could not be checked, with the reason."""
    found = []
    for trigger in case.library.triggers.values():
        judged = evaluate(trigger.condition, case)
        if judged.value is True:
            found.append(TriggerResult(id=trigger.id, state="fired", findings=judged.findings, because=judged.because))
        elif judged.value is None:
            found.append(TriggerResult(id=trigger.id, state="unknown", because=judged.because))
    return tuple(found)


def raisers(question: str, triggers: Sequence[TriggerResult], library: Library) -> tuple[str, ...]:
    """Return the ids of the triggers that fired and raise a question."""
    return tuple(
        trigger.id
        for trigger in triggers
        if trigger.state == "fired" and question in library.triggers[trigger.id].raises
    )
