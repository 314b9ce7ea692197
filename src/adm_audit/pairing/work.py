"""The order of work after a clear gap, and the questions in the order in which they should be asked."""

from __future__ import annotations

from dataclasses import dataclass

from adm_audit.checklist.model import Library
from adm_audit.result import AuditResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: what it asks, and what this audit has for it.

    findings: findings of its signals that are shown or open. not_looked_at: its signals that are missing.
    triggers: those of the step that fired. questions: those of the step that apply.
    """

    id: str
    step: str
    findings: tuple[str, ...] = ()
    not_looked_at: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    profile: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


def order_of_work(result: AuditResult, library: Library) -> tuple[Step, ...]:
    """Return the steps of the work; none where no gap is shown."""
    gaps = library.signal_sets.get("any_gap", ())
    findings = {signal.name: signal.findings for signal in result.signals}
    if not any(
        item.verdict == "shown" and item.worse_off is not False for name in gaps for item in findings.get(name, ())
    ):
        return ()
    fired = {trigger.id for trigger in result.triggers if trigger.state == "fired"}
    asked = {item.id for checklist in result.checklists for item in checklist.questions if item.applies}
    return tuple(
        Step(
            id=step.id,
            step=step.step,
            findings=tuple(
                item.id
                for name in step.reads
                for item in findings.get(name, ())
                if item.verdict in ("shown", "cannot_tell")
            ),
            not_looked_at=tuple(name for name in step.reads if not findings.get(name)),
            triggers=tuple(name for name in step.looks_at if name in fired),
            profile=tuple(name for name in step.looks_at if name in library.profile),
            questions=tuple(name for name in step.asks if name in asked),
        )
        for step in library.order_of_work
    )


def raised_questions(result: AuditResult, library: Library) -> tuple[str, ...]:
    """Return the raised questions in the order in which they are shown: trigger by trigger, each once."""
    asked = {item.id for checklist in result.checklists for item in checklist.questions if item.raised_by}
    fired = (library.triggers[trigger.id] for trigger in result.triggers if trigger.state == "fired")
    return tuple(dict.fromkeys(name for trigger in fired for name in trigger.raises if name in asked))
