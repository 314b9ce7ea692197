"""What the checklist files hold, as plain frozen values. Every text is as it stands in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from adm_audit.checklist.conditions import Condition, Rule
from adm_audit.errors import Place

About = Literal["group", "combined_group", "input", "step", "result"]
Kind = Literal["one", "several", "fields", "per_ground"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An id with its label or meaning. ``more`` holds the further texts that its table gives."""

    id: str
    label: str = ""
    meaning: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    check_at_source: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A source by its code, and the place in it."""

    code: str
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """An article or a part of a source, what it says, and how certain we are of it."""

    at: str
    says: str
    certainty: str
    applies_from: str | None = None
    check_at_source: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A law, case, tool or study, and how certain we are of it."""

    code: str
    citation: str
    kind: str
    certainty: str
    date: str | None = None
    note: str = ""
    points: tuple[Point, ...] = ()
    check_at_source: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LawNote:
    """A note on the law in plain words."""

    id: str
    title: str
    text: str
    certainty: str
    sources: tuple[Citation, ...] = ()
    check_at_source: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A field that is collected beside an answer. ``shape``: list, date, number, yes_no, text or handling."""

    id: str
    question: str
    shape: str
    type: str
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """A named test. ``about``: what it looks at - a result, one finding or two results."""

    id: str
    about: Literal["result", "finding", "two results"]
    meaning: str
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words that all checklists share, each table by id."""

    answers: Mapping[str, Term]
    agreement: Mapping[str, Term]
    verdicts: Mapping[str, Term]
    roles: Mapping[str, Term]
    life_cycle: Mapping[str, Term]
    roots: Mapping[str, Term]
    grounds: Mapping[str, Term]
    grounds_note: str
    plan_facts: Mapping[str, Term]
    records: Mapping[str, Record]
    predicates: Mapping[str, Predicate]
    law: Mapping[str, LawNote]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalPart:
    """One number of a signal that has verdicts of its own."""

    id: str
    shown_means: str
    shown_is: Literal["worrying", "reassuring"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalCard:
    """What a signal tells, needs and means when it is shown."""

    id: str
    tells: str
    needs: str
    term: str
    about: About
    shown_is: Literal["worrying", "reassuring"]
    shown_means: str
    parts: Mapping[str, SignalPart] = field(default_factory=dict)
    own_level: str | None = None
    yes_no: bool = False
    counts_only: bool = False

    def is_worrying(self, part: str | None = None) -> bool:
        """Return whether the verdict ``shown`` is bad news, for the signal or for one of its parts."""
        of_part = self.parts.get(part) if part is not None else None
        return (of_part.shown_is if of_part else self.shown_is) == "worrying"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One possible answer to a profile question."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileQuestion:
    """A question about the tool that is not scored and decides what applies."""

    id: str
    version: int
    question: str
    kind: Kind
    options: Mapping[str, Option] = field(default_factory=dict)
    fields: Mapping[str, Option] = field(default_factory=dict)
    example: str = ""
    use: str = ""
    check_at_source: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a checklist. Texts are empty where the file gives none.

    section: code of its stage or strand. rules: when the data contradict an answer.
    """

    id: str
    version: int
    section: str
    question: str
    why: str
    roles: tuple[str, ...]
    life_cycle: tuple[str, ...]
    example: str = ""
    help: str = ""
    evidence: str = ""
    feedback: Mapping[str, str] = field(default_factory=dict)
    short_form: bool = False
    yearly: bool = False
    applies_when: Condition | None = None
    signals: tuple[str, ...] = ()
    also_record: str | None = None
    clash: str = ""
    rules: tuple[Rule, ...] = ()
    root: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    sources: tuple[Citation, ...] = ()
    check_at_source: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stage or a strand."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """A list of questions with an origin that is said openly."""

    id: str
    version: str
    title: str
    origin: str
    language: str
    about: str
    section_kind: Literal["stage", "strand"]
    sections: Mapping[str, Section]
    questions: Mapping[str, Question]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """When a condition on results holds, these questions are raised, in this order."""

    id: str
    when: str
    condition: Condition
    ask: str
    raises: tuple[str, ...]
    note: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkStep:
    """One step of the work after a clear gap."""

    id: str
    step: str
    reads: tuple[str, ...] = ()
    looks_at: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """An id that old answers may still carry and that is never used again."""

    id: str
    because: str
    last_version: int | None = None
    retired_in: str = ""
    replaced_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """What a public body really did, with the questions it bears on.

    know: what the example does not show. sources: as sentences. own: from a file of the city, not of the package.
    """

    id: str
    title: str
    body: str
    text: str
    questions: tuple[str, ...]
    sources: tuple[str, ...]
    know: str = ""
    certainty: str = ""
    check_at_source: bool = False
    own: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything that the checklist files hold, checked against each other."""

    vocabulary: Vocabulary
    signals: Mapping[str, SignalCard]
    signal_sets: Mapping[str, tuple[str, ...]]
    profile: Mapping[str, ProfileQuestion]
    sources: Mapping[str, Source]
    certainty: Mapping[str, Term]
    checklists: Mapping[str, Checklist]
    triggers: Mapping[str, Trigger]
    order_of_work: tuple[WorkStep, ...]
    retired: Mapping[str, Retired]
    practices: Mapping[str, Practice] = field(default_factory=dict)

    def practices_for(self, question: str) -> tuple[Practice, ...]:
        """Return the examples for a question: those of the city first, then the order of the file."""
        found = [item for item in self.practices.values() if question in item.questions]
        return tuple(sorted(found, key=lambda item: not item.own))

    def questions(self) -> dict[str, Question]:
        """Return all questions of all checklists by id, in the order of the files."""
        return {key: item for checklist in self.checklists.values() for key, item in checklist.questions.items()}

    def raised_by(self, question: str) -> tuple[str, ...]:
        """Return the ids of the triggers that can raise a question."""
        return tuple(trigger.id for trigger in self.triggers.values() if question in trigger.raises)

    def uncertain_sources(self, question: Question) -> tuple[Citation, ...]:
        """Return the sources of a question where something must still be checked at the source itself."""
        return tuple(
            citation
            for citation in question.sources
            if (source := self.sources.get(citation.code)) is not None
            and (source.check_at_source or any(p.check_at_source and p.at in citation.at for p in source.points))
        )
