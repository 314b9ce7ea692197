"""Reads the files that all checklists share: vocabulary, sources, signals, profile, retired ids."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from adm_audit.checklist.model import (
    About,
    Citation,
    Kind,
    LawNote,
    Option,
    Point,
    Predicate,
    ProfileQuestion,
    Record,
    Retired,
    SignalCard,
    SignalPart,
    Source,
    Term,
    Vocabulary,
)
from adm_audit.checklist.read import Node

HEAD = ("format", "id", "version", "language", "origin", "title", "about")
_ABOUT: tuple[About, ...] = ("group", "combined_group", "input", "step", "result")
_KINDS: tuple[Kind, ...] = ("one", "several", "fields", "per_ground")
_PREDICATE_ABOUT: tuple[Literal["result", "finding", "two results"], ...] = (
    "result",
    "finding",
    "two results",
)


def check_format(node: Node) -> None:
    """Note a file whose format number is missing or not the one we know."""
    if node.integer("format") not in (0, 1):
        node.report("checklist_unknown_format", "format", found=str(node.data["format"]))


def read_terms(node: Node, key: str, *more: str) -> dict[str, Term]:
    """Return a table of ids with labels, meanings and the further texts named in ``more``."""
    seen: dict[str, str] = {}
    terms = {}
    for item in node.items(key):
        item.only("id", "label", "meaning", "check_at_source", *more)
        name = item.unique("id", seen)
        terms[name] = Term(
            id=name,
            label=item.text("label", required=False),
            meaning=item.text("meaning", required=False),
            more={name: item.text(name, required=False) for name in more},
            check_at_source=item.flag("check_at_source"),
        )
    return terms


def read_vocabulary(node: Node, source_codes: Collection[str]) -> Vocabulary:
    """Return the shared words."""
    check_format(node)
    node.only(*HEAD, "answers", "agreement", "verdicts", "roles", "life_cycle", "roots", "grounds_note",
              "grounds", "plan_facts", "records", "predicates", "law_in_short")  # fmt: skip
    return Vocabulary(
        answers=read_terms(node, "answers"),
        agreement=read_terms(node, "agreement"),
        verdicts=read_terms(node, "verdicts"),
        roles=read_terms(node, "roles"),
        life_cycle=read_terms(node, "life_cycle"),
        roots=read_terms(node, "roots"),
        grounds=read_terms(node, "grounds", "eu_directives", "gdpr_special_category", "certainty"),
        grounds_note=node.text("grounds_note"),
        plan_facts=read_terms(node, "plan_facts", "field"),
        records=_records(node),
        predicates=_predicates(node),
        law=_law(node, source_codes),
    )


def _records(node: Node) -> dict[str, Record]:
    seen: dict[str, str] = {}
    records = {}
    for item in node.items("records"):
        item.only("id", "question", "shape", "type", "example")
        name = item.unique("id", seen)
        shape = item.name("shape", "shape", ("list", "date", "number", "yes_no", "text", "handling"))
        records[name] = Record(
            id=name,
            question=item.text("question"),
            shape=shape or "text",
            type=item.text("type"),
            example=item.text("example", required=False),
        )
    return records


def _predicates(node: Node) -> dict[str, Predicate]:
    seen: dict[str, str] = {}
    predicates = {}
    for item in node.items("predicates"):
        item.only("id", "about", "reads", "meaning")
        name = item.unique("id", seen)
        about = item.name("about", "word after about", _PREDICATE_ABOUT)
        predicates[name] = Predicate(
            id=name,
            about=next((word for word in _PREDICATE_ABOUT if word == about), "result"),
            meaning=item.text("meaning"),
            reads=item.texts("reads"),
        )
    return predicates


def read_citations(node: Node, source_codes: Collection[str], *, required: bool = False) -> tuple[Citation, ...]:
    """Return the sources under ``sources``, each a known code with a place."""
    citations = []
    for item in node.items("sources", required=required):
        item.only("code", "at")
        code = item.name("code", "source", source_codes)
        if code:
            citations.append(Citation(code=code, at=item.text("at", required=False)))
    return tuple(citations)


def _law(node: Node, source_codes: Collection[str]) -> dict[str, LawNote]:
    seen: dict[str, str] = {}
    notes = {}
    for item in node.items("law_in_short"):
        item.only("id", "title", "text", "sources", "certainty", "check_at_source")
        name = item.unique("id", seen)
        notes[name] = LawNote(
            id=name,
            title=item.text("title"),
            text=item.text("text"),
            certainty=item.text("certainty"),
            sources=read_citations(item, source_codes),
            check_at_source=item.flag("check_at_source"),
        )
    return notes


def read_sources(node: Node) -> tuple[dict[str, Source], dict[str, Term]]:
    """Return all sources by code, and the certainty marks."""
    check_format(node)
    node.only(*HEAD, "certainty_marks", "sources")
    marks = read_terms(node, "certainty_marks")
    seen: dict[str, str] = {}
    sources = {}
    for item in node.items("sources"):
        item.only("code", "citation", "date", "kind", "certainty", "note", "points", "check_at_source")
        code = item.unique("code", seen)
        sources[code] = Source(
            code=code,
            citation=item.text("citation"),
            kind=item.text("kind"),
            certainty=item.name("certainty", "certainty mark", marks) or "",
            date=item.text("date", required=False) or None,
            note=item.text("note", required=False),
            points=tuple(_point(point, marks) for point in item.items("points", required=False)),
            check_at_source=item.flag("check_at_source"),
        )
    return sources, marks


def _point(node: Node, marks: Collection[str]) -> Point:
    node.only("at", "says", "certainty", "applies_from", "check_at_source")
    return Point(
        at=node.text("at"),
        says=node.text("says"),
        certainty=node.name("certainty", "certainty mark", marks) or "",
        applies_from=node.text("applies_from", required=False) or None,
        check_at_source=node.flag("check_at_source"),
    )


def read_signals(node: Node) -> dict[str, SignalCard]:
    """Return what each signal tells and means."""
    check_format(node)
    node.only(*HEAD, "signals")
    seen: dict[str, str] = {}
    signals = {}
    for item in node.items("signals"):
        item.only("id", "tells", "needs", "term", "about", "counts_only", "own_level", "yes_no", "shown_is",
                  "shown_means", "parts")  # fmt: skip
        name = item.unique("id", seen)
        about = item.name("about", "word after about", _ABOUT)
        shown_is = _shown_is(item, "worrying")
        signals[name] = SignalCard(
            id=name,
            tells=item.text("tells"),
            needs=item.text("needs"),
            term=item.text("term"),
            about=next((word for word in _ABOUT if word == about), "result"),
            shown_is=shown_is,
            shown_means=item.text("shown_means"),
            parts=_parts(item, shown_is),
            own_level=item.text("own_level", required=False) or None,
            yes_no=item.flag("yes_no"),
            counts_only=item.flag("counts_only"),
        )
    return signals


def _shown_is(node: Node, default: Literal["worrying", "reassuring"]) -> Literal["worrying", "reassuring"]:
    word = node.name("shown_is", "word after shown_is", ("worrying", "reassuring"), required=False)
    if word is None:
        return default
    return "reassuring" if word == "reassuring" else "worrying"


def _parts(node: Node, shown_is: Literal["worrying", "reassuring"]) -> dict[str, SignalPart]:
    seen: dict[str, str] = {}
    parts = {}
    for item in node.items("parts", required=False):
        item.only("id", "shown_means", "shown_is")
        name = item.unique("id", seen)
        parts[name] = SignalPart(id=name, shown_means=item.text("shown_means"), shown_is=_shown_is(item, shown_is))
    return parts


def read_profile(node: Node) -> dict[str, ProfileQuestion]:
    """Return the profile questions."""
    check_format(node)
    node.only(*HEAD, "questions")
    seen: dict[str, str] = {}
    questions = {}
    for item in node.items("questions"):
        item.only("id", "version", "question", "example", "kind", "options", "fields", "use", "check_at_source")
        name = item.unique("id", seen)
        kind = item.name("kind", "kind of profile question", _KINDS)
        questions[name] = ProfileQuestion(
            id=name,
            version=item.integer("version"),
            question=item.text("question"),
            kind=next((word for word in _KINDS if word == kind), "one"),
            options=_options(item, "options", required=kind not in ("fields", None)),
            fields=_options(item, "fields", required=kind == "fields"),
            example=item.text("example", required=False),
            use=item.text("use", required=False),
            check_at_source=item.flag("check_at_source"),
        )
    return questions


def _options(node: Node, key: str, *, required: bool) -> dict[str, Option]:
    seen: dict[str, str] = {}
    options = {}
    for item in node.items(key, required=required):
        item.only("id", "label")
        name = item.unique("id", seen)
        options[name] = Option(id=name, label=item.text("label"))
    return options


def read_retired(node: Node) -> dict[str, Retired]:
    """Return the ids that must never be used again."""
    check_format(node)
    node.only(*HEAD, "retired")
    seen: dict[str, str] = {}
    retired = {}
    for item in node.items("retired"):
        item.only("id", "because", "last_version", "retired_in", "replaced_by")
        name = item.unique("id", seen)
        retired[name] = Retired(
            id=name,
            because=item.text("because"),
            last_version=item.integer("last_version", required=False) or None,
            retired_in=item.text("retired_in", required=False),
            replaced_by=item.texts("replaced_by", required=False),
        )
    return retired
