"""Reads `answers.yaml`: what people said, what they show for it, and how findings are handled."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from adm_audit.checklist.model import Library, ProfileQuestion, Question, Record
from adm_audit.checklist.read import Located, Node, Reader, found, nearest_name
from adm_audit.errors import ChecklistError, Place
from adm_audit.yaml_source import load_yaml

State = Literal["unexplained", "justified_in_writing", "being_remedied"]
STEPS = ("aim", "suitable", "necessary", "proportionate")
"""The four steps of a written justification."""
_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]+):")
"""The scheme of an address; one letter is the drive of a path."""
_CAUSES = {"procedure": "procedure", "procedures": "procedure", "routine": "routine", "routines": "routine",
           "culture": "culture"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What lies behind an answer."""

    what: str
    link: str = ""
    on: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to one version of a question. Dates are ISO texts; empty where nothing was said."""

    question: str
    answer: str
    version: int
    by: str = ""
    name: str = ""
    on: str = ""
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    record: Mapping[str, object] = field(default_factory=dict)
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What people recorded about a finding. It never changes a verdict."""

    cause: tuple[str, ...] = ()
    justification: Mapping[str, str] = field(default_factory=dict)
    remedy: Mapping[str, str] = field(default_factory=dict)
    place: Place | None = None

    @property
    def has_justification(self) -> bool:
        """Whether all four steps are written down."""
        return all(self.justification.get(step) for step in STEPS)

    @property
    def has_remedy(self) -> bool:
        """Whether there is a remedy with an owner and a date."""
        return bool(self.remedy.get("owner") and self.remedy.get("due"))

    @property
    def state(self) -> State:
        """Return the state: a remedy with owner and date first, else all four steps, else unexplained.

        >>> Handled(remedy={"owner": "hr", "due": "2026-06-30"}).state
        'being_remedied'
        >>> Handled(justification={"aim": "Find errors"}).state
        'unexplained'
        """
        if self.has_remedy:
            return "being_remedied"
        return "justified_in_writing" if self.has_justification else "unexplained"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A file of answers. ``status``: trial or final. ``profile``: option ids, lists of them, or entries."""

    status: Literal["trial", "final"] = "trial"
    profile: Mapping[str, object] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    handling: Mapping[str, Handled] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)

    def record(self, library: Library, name: str) -> object:
        """Return what was recorded under the id of a record, or None."""
        answer = self.answers.get(library.vocabulary.records[name].question)
        return answer.record.get(name) if answer else None


def is_answers(path: Path) -> bool:
    """Return whether a file holds answers and not a checklist. Raises ChecklistError if it cannot be read."""
    data = load_yaml(path, str(path), error=ChecklistError).data
    return isinstance(data, dict) and "adm_audit_answers" in data


def load_answers(path: Path, library: Library, *, shown_as: str | None = None) -> Answers:
    """Return the answers of a file.

    Raises ChecklistError with every problem: unknown or retired ids, unknown words, reasons that are missing,
    answers to another version of a question.
    """
    return read_answers(load_yaml(path, shown_as or str(path), error=ChecklistError), library)


def read_answers(source: Located, library: Library) -> Answers:
    """Return the answers of a parsed file. Raises ChecklistError with every problem."""
    reader = Reader(source)
    node = reader.root()
    node.only("adm_audit_answers", "status", "profile", "answers", "handling")
    if node.integer("adm_audit_answers") not in (0, 1):
        node.report("answers_unknown_format", "adm_audit_answers", found=str(node.data["adm_audit_answers"]))
    status = node.name("status", "status", ("trial", "final"), required=False)
    profile = node.mapping("profile", required=False)
    handling = node.mapping("handling", required=False)
    answers = Answers(
        status="final" if status == "final" else "trial",
        profile=_profile(profile, library) if profile else {},
        answers=_answers(node, library),
        handling=_handling(handling) if handling else {},
        places={key: profile.place(key) for key in profile.data} if profile else {},
    )
    if reader.problems:
        raise ChecklistError(reader.in_order())
    return answers


def _answers(node: Node, library: Library) -> dict[str, Answer]:
    table = node.mapping("answers", required=False)
    if table is None:
        return {}
    questions = library.questions()
    read = {}
    for key in table.data:
        if key not in questions:
            _no_such_question(table, str(key), questions, library)
            continue
        item = table.mapping(key)
        if item is not None:
            read[key] = _answer(item, questions[key], library)
    return read


def _no_such_question(table: Node, key: str, questions: Collection[str], library: Library) -> None:
    retired = library.retired.get(key)
    if retired is not None:
        nearest = retired.replaced_by[0] if retired.replaced_by else None
        table.report("answers_retired_id", key, nearest=nearest, on="key", id=key, because=retired.because)
    else:
        table.report("answers_unknown_id", key, nearest=nearest_name(key, questions), on="key", id=key)


def _answer(node: Node, question: Question, library: Library) -> Answer:
    node.only("answer", "version", "by", "name", "on", "note", "evidence", "record")
    word = yes_no(node.data.get("answer"))
    if isinstance(word, str):
        known = library.vocabulary.answers
        if word not in known:
            node.report(
                "answers_unknown_word",
                "answer",
                nearest=nearest_name(word, known),
                word=word,
                known=tuple(known),
            )
    else:
        node.text("answer")
    version = node.integer("version")
    if version and version != question.version:
        node.report("answers_other_version", "version", id=question.id, found=version, now=question.version)
    note = node.text("note", required=False)
    if word == "not_applicable" and not note:
        node.report("answers_reason_needed", "answer", id=question.id)
    return Answer(
        question=question.id,
        answer=word if isinstance(word, str) else "",
        version=version,
        by=node.name("by", "role", library.vocabulary.roles, required=False) or "",
        name=node.text("name", required=False),
        on=_date(node, "on"),
        note=note,
        evidence=tuple(_evidence(item) for item in node.items("evidence", required=False)),
        record=_record(node, question, library),
        place=node.place(),
    )


def yes_no(value: object) -> object:
    """Return ``yes`` for true and ``no`` for false: other programs save the words so.

    >>> yes_no(True), yes_no("partly")
    ('yes', 'partly')
    """
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _date(node: Node, key: str) -> str:
    text = node.text(key, required=False)
    if text:
        try:
            date.fromisoformat(text)
        except ValueError:
            node.wrong(key, "a date such as 2026-11-02", text)
    return text


def _evidence(node: Node) -> Evidence:
    node.only("what", "link", "on", "by")
    link = node.text("link", required=False)
    scheme = _SCHEME.match(link)
    if scheme and scheme[1].lower() not in ("http", "https", "file", "mailto"):
        node.wrong("link", "a web address, or the path of a file", link)
    return Evidence(
        what=node.text("what"),
        link=link,
        on=_date(node, "on"),
        by=node.text("by", required=False),
    )


def _record(node: Node, question: Question, library: Library) -> dict[str, object]:
    inner = node.mapping("record", required=False)
    if inner is None:
        return {}
    allowed = [name for name, record in library.vocabulary.records.items() if record.question == question.id]
    read: dict[str, object] = {}
    for key in inner.data:
        if key not in allowed:
            inner.unknown_name((*inner.path, key), f"record of {question.id}", str(key), allowed, on_key=True)
            continue
        value = _shaped(inner, key, library.vocabulary.records[key])
        if value is not None:
            read[key] = value
    return read


def _shaped(node: Node, key: str, record: Record) -> object:
    value = node.data[key]
    match record.shape:
        case "list":
            ok = isinstance(value, list)
        case "date":
            return _date(node, key) or None
        case "number":
            ok = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
        case "yes_no":
            value = yes_no(value)
            ok = value in ("yes", "no")
        case _:
            ok = isinstance(value, str)
    if not ok:
        node.wrong(key, f"{record.type}; for example {record.example}", value)
        return None
    return value


def _profile(node: Node, library: Library) -> dict[str, object]:
    read: dict[str, object] = {}
    for key in node.data:
        if key not in library.profile:
            nearest = nearest_name(key, library.profile)
            node.report("answers_unknown_id", key, nearest=nearest, on="key", id=str(key))
            continue
        value = _chosen(node, library.profile[key], library)
        if value is not None:
            read[key] = value
    return read


def _chosen(node: Node, question: ProfileQuestion, library: Library) -> object:
    key, value = question.id, yes_no(node.data[question.id])
    match question.kind:
        case "one":
            if not isinstance(value, str):
                node.wrong(key, f"one of {', '.join(question.options)}", value)
                return None
            return _option(node, key, value, question.options)
        case "several":
            return node.names(key, f"option of {key}", question.options)
        case "fields":
            inner = node.mapping(key)
            if inner is None:
                return None
            inner.only(*question.fields)
            return {name: yes_no(entry) for name, entry in inner.data.items()}
        case "per_ground":
            inner = node.mapping(key)
            if inner is None:
                return None
            for name in inner.data:
                if name not in library.vocabulary.grounds:
                    inner.unknown_name(
                        (*inner.path, name), "ground", str(name), library.vocabulary.grounds, on_key=True
                    )
            return {
                name: inner.name(name, f"option of {key}", question.options)
                for name in inner.data
                if name in library.vocabulary.grounds
            }


def _option(node: Node, key: str, value: str, options: Collection[str]) -> str | None:
    if value in options:
        return value
    node.unknown_name((*node.path, key), f"option of {key}", value, options)
    return None


def _handling(node: Node) -> dict[str, Handled]:
    read = {}
    for key in node.data:
        item = node.mapping(key)
        if item is None:
            continue
        item.only("cause", "remedy", "justification")
        read[str(key)] = Handled(
            cause=tuple(_CAUSES[word] for word in item.names("cause", "cause", _CAUSES, required=False)),
            justification=_texts(item, "justification", STEPS),
            remedy=_remedy(item),
            place=item.place(),
        )
    return read


def _remedy(node: Node) -> dict[str, str]:
    texts = _texts(node, "remedy", ("what", "owner", "due"))
    if texts.get("due"):
        try:
            date.fromisoformat(texts["due"])
        except ValueError:
            node.report(
                "checklist_wrong_shape",
                "remedy",
                key="due",
                expected="a date such as 2027-03-01",
                found=found(texts["due"]),
            )
    return texts


def _texts(node: Node, key: str, allowed: tuple[str, ...]) -> dict[str, str]:
    inner = node.mapping(key, required=False)
    if inner is None:
        return {}
    inner.only(*allowed)
    return {name: inner.text(name) for name in allowed if name in inner}
