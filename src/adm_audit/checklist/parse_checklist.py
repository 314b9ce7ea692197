"""Reads a checklist and the triggers, with every name checked."""

from __future__ import annotations

import re
from collections.abc import Mapping

from adm_audit.checklist.model import (
    Checklist,
    Question,
    Retired,
    Section,
    SignalCard,
    Source,
    Trigger,
    WorkStep,
)
from adm_audit.checklist.parse_conditions import Names, read_condition, read_rules
from adm_audit.checklist.parse_shared import HEAD, check_format, read_citations
from adm_audit.checklist.read import Node

_ID = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,39}")
_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")
QUESTION_KEYS = (
    "id", "version", "stage", "strand", "question", "example", "why", "help", "evidence", "feedback", "roles",
    "life_cycle", "short_form", "yearly", "applies_when", "signals", "also_record", "clash",
    "contradicted_when", "root", "law", "sources", "check_at_source",
)  # fmt: skip


def read_checklist(
    node: Node,
    names: Names,
    sources: Mapping[str, Source],
    retired: Mapping[str, Retired],
    seen: dict[str, str],
) -> Checklist:
    """Return a checklist. ``seen``: ids of questions that are taken, with their places; it grows."""
    check_format(node)
    node.only(*HEAD, "stages", "strands", "questions", "triggers")
    kind = "strand" if "strands" in node and "stages" not in node else "stage"
    sections: dict[str, Section] = {}
    taken: dict[str, str] = {}
    for item in node.items(f"{kind}s"):
        item.only("code", "title")
        code = item.unique("code", taken)
        sections[code] = Section(code=code, title=item.text("title"))
    questions = {}
    for item in node.items("questions"):
        question = read_question(item, kind, sections, names, sources, retired, seen)
        questions[question.id] = question
    return Checklist(
        id=_identifier(node),
        version=_version(node),
        title=node.text("title"),
        origin=node.text("origin"),
        language=node.text("language", required=False, default="en"),
        about=node.text("about", required=False),
        section_kind="strand" if kind == "strand" else "stage",
        sections=sections,
        questions=questions,
    )


def _identifier(node: Node) -> str:
    name = node.text("id")
    if name and not _ID.fullmatch(name):
        node.wrong("id", "2 to 40 letters, digits and hyphens, the first a letter", name)
    return name


def _version(node: Node) -> str:
    version = node.text("version")
    if version and not _VERSION.fullmatch(version):
        node.wrong("version", "three numbers such as 1.0.0", version)
    return version


def read_question(
    node: Node,
    kind: str,
    sections: Mapping[str, Section],
    names: Names,
    sources: Mapping[str, Source],
    retired: Mapping[str, Retired],
    seen: dict[str, str],
) -> Question:
    """Return one question."""
    node.only(*QUESTION_KEYS)
    words = names.vocabulary
    identifier = node.unique("id", seen)
    _check(node, identifier, retired)
    inner = node.mapping("applies_when") if "applies_when" in node else None
    return Question(
        id=identifier,
        version=node.integer("version"),
        section=node.name(kind, kind, sections) or "",
        question=node.text("question"),
        why=node.text("why"),
        roles=node.names("roles", "role", words.roles),
        life_cycle=node.names("life_cycle", "phase", words.life_cycle),
        example=node.text("example", required=False),
        help=node.text("help", required=False),
        evidence=node.text("evidence", required=False),
        feedback=_feedback(node),
        short_form=node.flag("short_form"),
        yearly=node.flag("yearly"),
        applies_when=read_condition(inner, names) if inner else None,
        signals=node.names("signals", "signal", names.signals, required=False),
        also_record=node.name("also_record", "record", words.records, required=False),
        clash=node.text("clash", required=False),
        rules=read_rules(node, names),
        root=node.names("root", "root", words.roots, required=False),
        law=node.names("law", "note on the law", words.law, required=False),
        sources=read_citations(node, sources),
        check_at_source=node.flag("check_at_source"),
        place=node.place("id"),
    )


def _check(node: Node, identifier: str, retired: Mapping[str, Retired]) -> None:
    if identifier and not _ID.fullmatch(identifier):
        node.wrong("id", "2 to 40 letters, digits and hyphens, the first a letter", identifier)
    if identifier in retired:
        node.report("checklist_retired_id", "id", id=identifier, because=retired[identifier].because)
    if ("clash" in node) != ("contradicted_when" in node):
        present, absent = ("clash", "contradicted_when") if "clash" in node else ("contradicted_when", "clash")
        node.report("checklist_rule_without_sentence", present, present=present, absent=absent)


def _feedback(node: Node) -> dict[str, str]:
    inner = node.mapping("feedback", required=False)
    if inner is None:
        return {}
    inner.only("partly", "no", "dont_know")
    return {key: inner.text(key) for key in ("partly", "no", "dont_know") if key in inner}


def read_signal_sets(node: Node, signals: Mapping[str, SignalCard]) -> dict[str, tuple[str, ...]]:
    """Return the named sets of signals that conditions may use."""
    inner = node.mapping("conditions")
    sets = inner.mapping("signal_sets") if inner else None
    if sets is None:
        return {}
    return {name: sets.names(name, "signal", signals) for name in sets.data}


def read_triggers(node: Node, names: Names, seen: dict[str, str]) -> dict[str, Trigger]:
    """Return the triggers of a file. Which questions they may raise is checked when all are known."""
    triggers = {}
    for item in node.items("triggers"):
        item.only("id", "when", "condition", "ask", "note", "raises")
        identifier = item.unique("id", seen)
        inner = item.mapping("condition")
        condition = read_condition(inner, names) if inner else None
        trigger_texts = {key: item.text(key, required=key != "note") for key in ("when", "ask", "note")}
        raises = item.texts("raises")
        if condition is not None and identifier:
            triggers[identifier] = Trigger(
                id=identifier, condition=condition, raises=raises, place=item.place("raises"), **trigger_texts
            )
    return triggers


def read_order_of_work(node: Node, names: Names) -> tuple[WorkStep, ...]:
    """Return the steps of the work after a clear gap."""
    seen: dict[str, str] = {}
    steps = []
    for item in node.items("order_of_work"):
        item.only("id", "step", "reads", "looks_at", "asks")
        steps.append(
            WorkStep(
                id=item.unique("id", seen),
                step=item.text("step"),
                reads=item.names("reads", "signal", names.signals, required=False),
                looks_at=item.texts("looks_at", required=False),
                asks=item.texts("asks", required=False),
            )
        )
    return tuple(steps)
