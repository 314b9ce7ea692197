"""Reads conditions and checks every name in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from adm_audit.checklist.conditions import (
    All,
    AnyOf,
    Condition,
    Not,
    PlanTest,
    PredicateTest,
    ProfileTest,
    Results,
    Rule,
    Same,
    SignalTest,
)
from adm_audit.checklist.model import ProfileQuestion, SignalCard, Vocabulary
from adm_audit.checklist.read import Node

_SIGNAL_KEYS = ("verdict", "part", "group_rate", "worse_off", "ground", "where", "earlier")
_KEYS = (
    "answer",
    "signal",
    *_SIGNAL_KEYS,
    "results",
    "plan",
    "is",
    "profile",
    "predicate",
    "all",
    "any",
    "not",
    "same",
)
_RESULTS: tuple[Results, ...] = ("this", "any", "every", "at_least_two")
_SAME: tuple[Same, ...] = ("group", "input")
_DEEPEST = 12

T = TypeVar("T", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """All names that a condition may use."""

    vocabulary: Vocabulary
    signals: Mapping[str, SignalCard]
    sets: Mapping[str, tuple[str, ...]]
    profile: Mapping[str, ProfileQuestion]


def read_rules(node: Node, names: Names) -> tuple[Rule, ...]:
    """Return the rules under ``contradicted_when``: one mapping or a list of them."""
    if "contradicted_when" not in node:
        return ()
    if isinstance(node.data["contradicted_when"], list):
        entries = list(node.items("contradicted_when"))
    else:
        entry = node.mapping("contradicted_when")
        entries = [entry] if entry else []
    rules = []
    for entry in entries:
        answer = entry.name("answer", "answer", names.vocabulary.answers)
        condition = read_condition(entry, names, rule=True)
        if answer and condition:
            rules.append(Rule(answer=answer, condition=condition))
    return tuple(rules)


def read_condition(node: Node, names: Names, *, rule: bool = False, depth: int = 0) -> Condition | None:
    """Return a condition, or None where it cannot be read. Everything inside one mapping must hold."""
    if depth > _DEEPEST:
        node.report("condition_too_deep")
        return None
    node.only(*(_KEYS if rule else _KEYS[1:]))
    parts: list[Condition | None] = []
    if "signal" in node:
        parts.append(_signal(node, names))
    else:
        for key in _SIGNAL_KEYS:
            if key in node:
                node.report("condition_needs", key, key=key, other="signal")
    if "plan" in node:
        parts.append(_plan(node, names))
    if "profile" in node:
        parts.append(_profile(node, names))
    if "is" in node and "plan" not in node and "profile" not in node:
        node.report("condition_needs", "is", key="is", other="plan or profile")
    if "predicate" in node:
        name = node.name("predicate", "named test", names.vocabulary.predicates)
        parts.append(PredicateTest(predicate=name) if name else None)
    parts.extend(_combined(node, names, depth))
    if not parts:
        node.report("condition_empty")
        return None
    whole = [part for part in parts if part is not None]
    if len(whole) < len(parts):
        return None
    return whole[0] if len(whole) == 1 else All(parts=tuple(whole))


def _combined(node: Node, names: Names, depth: int) -> list[Condition | None]:
    parts: list[Condition | None] = []
    for key in ("all", "any"):
        if key in node:
            read = [read_condition(item, names, depth=depth + 1) for item in node.items(key)]
            inner = tuple(part for part in read if part is not None)
            if not inner:
                node.report("condition_empty", key)
            if not inner or len(inner) < len(read):
                parts.append(None)
            elif key == "all":
                parts.append(All(parts=inner, same=_same(node)))
            else:
                parts.append(AnyOf(parts=inner))
    if "not" in node:
        entry = node.mapping("not")
        part = read_condition(entry, names, depth=depth + 1) if entry else None
        parts.append(Not(part=part) if part else None)
    if "same" in node and "all" not in node and node.data.get("results") in (None, "this"):
        node.report("condition_needs", "same", key="same", other="all, or results: at_least_two")
    return parts


def _same(node: Node) -> Same | None:
    return _one_of(node, "same", _SAME)


def _signal(node: Node, names: Names) -> SignalTest | None:
    known = (*names.signals, *names.sets, "any")
    named = node.names("signal", "signal", known)
    verdicts = node.names("verdict", "verdict", names.vocabulary.verdicts)
    signals = _expand(named, names)
    part = _part(node, signals, names)
    about = {item.id for item in names.vocabulary.predicates.values() if item.about == "finding"}
    worse_off = node.data.get("worse_off")
    if worse_off is not None and not isinstance(worse_off, bool):
        node.wrong("worse_off", "true or false", worse_off)
        worse_off = None
    test = SignalTest(
        named=named,
        signals=signals,
        verdicts=verdicts,
        part=part,
        group_rate=_one_of(node, "group_rate", ("higher", "lower")),
        worse_off=worse_off,
        ground=node.name("ground", "ground", names.vocabulary.grounds, required=False),
        where=node.name("where", "named test about one finding", about, required=False),
        earlier=node.names("earlier", "verdict", names.vocabulary.verdicts, required=False),
        results=_one_of(node, "results", _RESULTS) or "this",
        same=None if "all" in node else _same(node),
    )
    return test if named and verdicts else None


def _one_of(node: Node, key: str, allowed: tuple[T, ...]) -> T | None:
    name = node.name(key, f"word after {key}", allowed, required=False)
    return next((item for item in allowed if item == name), None)


def _expand(named: tuple[str, ...], names: Names) -> tuple[str, ...]:
    found: list[str] = []
    for name in named:
        members = tuple(names.signals) if name == "any" else names.sets.get(name, (name,))
        found.extend(item for item in members if item not in found)
    return tuple(found)


def _part(node: Node, signals: tuple[str, ...], names: Names) -> str | None:
    parts = [part for name in signals if name in names.signals for part in names.signals[name].parts]
    return node.name("part", f"part of {', '.join(signals)}", parts, required=False)


def _plan(node: Node, names: Names) -> PlanTest | None:
    fact = node.name("plan", "plan fact", names.vocabulary.plan_facts)
    state = node.name("is", "word after is", ("missing", "present"))
    if fact is None or state is None:
        return None
    results = _one_of(node, "results", _RESULTS) or "this"
    return PlanTest(fact=fact, present=state == "present", results=results)


def _profile(node: Node, names: Names) -> ProfileTest | None:
    question = node.name("profile", "profile question", names.profile)
    if question is None:
        return None
    options = node.names("is", f"option of {question}", names.profile[question].options)
    return ProfileTest(question=question, options=options) if options else None
