"""Everything that a condition may read: results, answers, profile, handling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adm_audit.checklist.answers import Answers, Handled
from adm_audit.checklist.model import Library
from adm_audit.pairing.view import View

_NOTHING = Handled()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known when conditions are evaluated.

    others: results of other tools or services. earlier: the earlier audit of the same one. asked_on: the date
    (ISO) on which the question is asked; empty if it is not known.
    """

    library: Library
    result: View
    answers: Answers | None = None
    profile: Mapping[str, Any] = field(default_factory=dict)
    others: tuple[View, ...] = ()
    earlier: View | None = None
    asked_on: str = ""

    def record(self, name: str) -> object:
        """Return what people recorded under the id of a record, or None."""
        return self.answers.record(self.library, name) if self.answers else None

    def handled(self, finding: str) -> Handled:
        """Return how a finding is handled; nothing recorded is an empty record."""
        return self.answers.handling.get(finding, _NOTHING) if self.answers else _NOTHING
