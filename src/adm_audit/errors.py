"""What can go wrong, as facts.

The tree::

    AdmAuditError            anything that we tell a user about instead of showing a traceback
    ├── CallError   (exit 2) the call is wrong: an option, a name, an output folder
    ├── PlanError   (exit 2) the plan is wrong, or does not fit the data
    ├── ChecklistError (exit 2) a checklist or a file of answers is wrong
    └── DataError   (exit 3) the data cannot be read, or nothing in them can be assessed

An error carries *all* problems that were found. A problem is a code, facts and a place;
its sentence is made at the door, in the language of the reader (`adm_audit.text.problems`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Fact = str | int | float | bool | None | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file as the user wrote it, line and column (from 1), or a key path.

    >>> str(Place("audit.yaml", 3, 7))
    'audit.yaml:3:7'
    """

    file: str | None = None
    line: int | None = None
    column: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        parts = [self.file or "", *(str(n) for n in (self.line, self.column) if n is not None)]
        return ":".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``code`` names its sentence, ``facts`` fill it, ``nearest`` is the likely fix."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    place: Place | None = None
    nearest: str | None = None


class AdmAuditError(Exception):
    """Base of all errors that are meant for the user. Holds every problem found, not only the first."""

    exit_code = 2

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(", ".join(problem.code for problem in self.problems))


class CallError(AdmAuditError):
    """The call is wrong: an unknown name, an impossible option, an output that cannot be written."""


class PlanError(AdmAuditError):
    """The plan has problems of its own, or asks for something that the data do not hold."""


class ChecklistError(AdmAuditError):
    """A checklist or a file of answers has problems."""


class DataError(AdmAuditError):
    """The data cannot be read, or nothing in them can be assessed."""

    exit_code = 3
