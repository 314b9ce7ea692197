"""Asks the questions one at a time: what is said is kept after each answer, and a person may stop anywhere."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from adm_audit.checklist.answers import Answers, read_answers
from adm_audit.checklist.conditions import in_words
from adm_audit.checklist.model import Library, Question
from adm_audit.checklist.profile import filled
from adm_audit.errors import ChecklistError
from adm_audit.forms.document import as_document
from adm_audit.forms.sheet_layout import plain_word, short_label
from adm_audit.forms.terminal_profile import ask_profile
from adm_audit.forms.terminal_talk import Later, Stop, Talk, ask
from adm_audit.pairing.case import Case
from adm_audit.pairing.pair import applies_now
from adm_audit.pairing.view import View
from adm_audit.text.problems import sentence
from adm_audit.text.safe import visible
from adm_audit.yaml_source import load_yaml

_KEYS = {"y": "yes", "p": "partly", "n": "no", "x": "not_applicable", "d": "dont_know"}
_HELP = "y yes, p partly, n no, x not applicable, d don't know; Enter later, ? more, q stop"
_WIDTH, _LONGEST = 88, 4000


class Store(Protocol):
    """Where answers are kept."""

    def said(self) -> Answers:
        """Return what is said so far."""

    def keep(self, group: str, key: str, value: object) -> None:
        """Keep one answer, at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who answers, as it is written beside each answer. ``on``: the date, as an ISO text."""

    by: str = ""
    name: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked. ids: the chosen questions. raised: those that an audit raised. plan: as plain data."""

    library: Library
    ids: Sequence[str]
    raised: frozenset[str] = frozenset()
    plan: Mapping[str, Any] = field(default_factory=dict)
    again: bool = False
    with_profile: bool = True


def interview(asked: Asked, store: Store, talk: Talk, person: Person) -> tuple[int, int]:
    """Ask the profile, then the questions that apply. Return how many were answered now, and how many are open.

    Stops where the person says so. What was answered is kept by then, also of a question whose answer was given.
    """
    counting = _Counting(store)
    try:
        if asked.with_profile:
            ask_profile(asked.library, counting, talk, asked.plan, again=asked.again)
        for number, key in enumerate(asked.ids, start=1):
            _one(asked, counting, talk, person, asked.library.questions()[key], number)
    except Stop:
        talk.say("")
    said = store.said()
    return counting.kept, sum(key not in said.answers and _applies(asked, said, key) for key in asked.ids)


@dataclass(slots=True)
class _Counting:
    """A store that counts what was kept."""

    store: Store
    kept: int = 0

    def said(self) -> Answers:
        """Return what is said so far."""
        return self.store.said()

    def keep(self, group: str, key: str, value: object) -> None:
        """Keep one answer, and count it."""
        self.store.keep(group, key, value)
        self.kept += 1


def _applies(asked: Asked, said: Answers, key: str) -> bool:
    case = Case(
        library=asked.library,
        result=View(plan=asked.plan, facets={}),
        answers=said,
        profile=filled(said, asked.plan),
    )
    return applies_now(asked.library.questions()[key], case, raised=key in asked.raised)[0]


def _one(asked: Asked, store: Store, talk: Talk, person: Person, question: Question, number: int) -> None:
    """Ask one question, if it is open and applies, and keep what was said."""
    said = store.said()
    before = said.answers.get(question.id)
    if not _applies(asked, said, question.id) or (before is not None and not asked.again):
        return
    _introduce(asked, talk, question, f"[{number} of {len(asked.ids)}]")
    if before is not None:
        label = asked.library.vocabulary.answers[before.answer].label
        talk.say(f"  Answered so far: {label} ({before.on or 'no date'})")
    entry: dict[str, Any] = {}
    stopped = None
    try:
        _fill(entry, asked.library, talk, person, question)
    except Later:
        return
    except Stop as stop:
        stopped = stop
    if before is not None and entry:
        entry = _carried(as_document(said)["answers"][question.id], entry)
    problems = _wrong(entry, question.id, asked.library) if entry else []
    if entry and not problems:
        store.keep("answers", question.id, entry)
    for line in problems if stopped is None else ():
        talk.say(f"  {line}")
    if stopped is not None:
        raise stopped


def _carried(before: Mapping[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    """Return a new answer with what stands behind the one before: evidence, a record; the note of the same answer."""
    kept = ("evidence", "record", *(("note",) if before["answer"] == entry["answer"] else ()))
    both = {key: before[key] for key in kept if key in before} | entry
    if "evidence" in before and "evidence" in entry:
        both["evidence"] = [
            *before["evidence"],
            *(item for item in entry["evidence"] if item not in before["evidence"]),
        ]
    return both


def _introduce(asked: Asked, talk: Talk, question: Question, progress: str) -> None:
    talk.say("")
    for first, text in [
        (f"{progress} {question.id}  ", question.question),
        ("  For example: ", question.example),
        ("  Why: ", question.why),
        ("  Who answers: ", ", ".join(short_label(role, asked.library) for role in question.roles)),
    ]:
        _wrapped(talk, first, text)


def _wrapped(talk: Talk, first: str, text: str) -> None:
    for line in textwrap.wrap(visible(text, _LONGEST), _WIDTH, initial_indent=first, subsequent_indent="    "):
        talk.say(line)


def _fill(entry: dict[str, Any], library: Library, talk: Talk, person: Person, question: Question) -> None:
    """Ask everything about one question. Raises Later where nothing was said, Stop where the person stops."""
    word = _word(library, talk, question)
    entry |= {"answer": word, "version": question.version}
    entry |= {key: text for key in ("by", "name", "on") if (text := getattr(person, key))}
    if word == "not_applicable":
        entry["note"] = ask(talk, "  Reason (needed)", again=True)
        return
    note = ask(talk, "  Who would know? A role or a name" if word == "dont_know" else "  Note (Enter: none)")
    if note:
        entry["note"] = note
    if word in ("yes", "partly"):
        for item in _evidence(talk):
            entry.setdefault("evidence", []).append(item)
        recorded = _recorded(library, talk, question)
        if recorded is not None:
            entry["record"] = {question.also_record: recorded}


def _word(library: Library, talk: Talk, question: Question) -> str:
    labels = {plain_word(term.label): key for key, term in library.vocabulary.answers.items()}
    known = {**_KEYS, **labels, **{key: key for key in library.vocabulary.answers}}
    while True:
        given = plain_word(ask(talk, f"  Answer ({_HELP})"))
        if not given:
            raise Later
        if given in known:
            return known[given]
        if given == "?":
            _more(library, talk, question)
        else:
            talk.say(f"  Please type one of these: {_HELP}.")


def _more(library: Library, talk: Talk, question: Question) -> None:
    _wrapped(talk, "    ", question.help)
    _wrapped(talk, "    What should lie behind the answer: ", question.evidence)
    for key, text in question.feedback.items():
        _wrapped(talk, f"    After {library.vocabulary.answers[key].label.lower()}: ", text)
    if question.applies_when:
        _wrapped(talk, "    It applies when ", in_words(question.applies_when))


def _evidence(talk: Talk) -> Iterator[dict[str, str]]:
    prompt = "  What shows it? A document, a table, a decision (Enter: nothing)"
    while what := ask(talk, prompt):
        item = {
            "what": what,
            "link": ask(talk, "    Link or file (Enter: none)"),
            "on": ask(talk, "    Its date, as 2026-11-02 (Enter: none)", allowed=_is_day),
            "by": ask(talk, "    Who made it (Enter: nobody named)"),
        }
        yield {key: text for key, text in item.items() if text}
        prompt = "  Anything else that shows it? (Enter: no)"


def _is_day(text: str) -> str:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return "That is not a date such as 2026-11-02."
    return "" if text.count("-") == len("--") else "That is not a date such as 2026-11-02."


def _recorded(library: Library, talk: Talk, question: Question) -> object:
    record = library.vocabulary.records.get(question.also_record or "")
    if record is None:
        return None

    def parsed(text: str) -> object:
        if record.shape in ("text", "date"):
            return text
        try:
            return load_yaml(text, "answer", error=ChecklistError).data
        except ChecklistError:
            return text

    def wrong(text: str) -> str:
        entry = {"answer": "yes", "version": question.version, "record": {record.id: parsed(text)}}
        return " ".join(_wrong(entry, question.id, library))

    _wrapped(talk, "  Please add: ", f"{record.type}; for example {record.example}")
    given = ask(talk, f"  {visible(record.id)} (Enter: not now)", allowed=wrong)
    return parsed(given) if given else None


class _Plain:
    """An answer that stands in no file."""

    def __init__(self, data: object) -> None:
        self.data = data

    def place(self, *_: object, **__: object) -> Any:
        """Return no place."""
        return None


def _wrong(entry: Mapping[str, Any], key: str, library: Library) -> list[str]:
    """Return what the reader of a file would say about an answer."""
    try:
        read_answers(_Plain({"adm_audit_answers": 1, "answers": {key: dict(entry)}}), library)
    except ChecklistError as error:
        return [sentence(problem) for problem in error.problems]
    return []
