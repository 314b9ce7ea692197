"""Which questions a command is about: by role, stage, short form, or what an audit raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adm_audit.checklist.model import Library
    from adm_audit.result import AuditResult


def chosen_questions(
    library: Library,
    *,
    role: str | None = None,
    stage: str | None = None,
    short: bool = False,
    raised: AuditResult | None = None,
) -> tuple[str, ...]:
    """Return the ids of the questions, in the order of the checklists.

    role: who answers or helps with them. stage: code of a stage or strand, in any case. raised: an audit; only
    what its triggers raised. Raises CallError for a role or stage that is not known.
    """
    from adm_audit.checklist.shown import known_name, sections_of

    role = known_name(role, library.vocabulary.roles, "role") if role is not None else None
    stage = known_name(stage.upper(), sections_of(library), "stage or strand") if stage is not None else None
    asked = (
        {item.id for found in raised.checklists for item in found.questions if item.raised_by}
        if raised is not None
        else None
    )
    return tuple(
        item.id
        for item in library.questions().values()
        if (role is None or role in item.roles)
        and (stage is None or item.section == stage)
        and (not short or item.short_form)
        and (asked is None or item.id in asked)
    )
