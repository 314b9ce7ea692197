"""Conditions as a small JSON tree that a page can judge: what only the audit knows is judged beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adm_audit.checklist.conditions import All, AnyOf, Condition, Not, ProfileTest, parts_of

Tree = list[Any] | bool | None
"""``["profile", question, [options]]``, ``["all", ...]``, ``["any", ...]``, ``["not", tree]``, or a known value."""

Decide = Callable[[Condition], bool | None]


def nothing_known(_condition: Condition) -> None:
    """Judge a condition without an audit: unknown."""


def tree_of(condition: Condition, decide: Decide = nothing_known) -> Tree:
    """Return a condition as a tree in which only the answers of the profile are open.

    decide: judges a part that does not read the profile (true, false, or None for unknown).

    >>> bought = ProfileTest(question="P-07", options=("bought",))
    >>> tree_of(Not(part=bought))
    ['not', ['profile', 'P-07', ['bought']]]
    """
    if not _reads_profile(condition):
        return decide(condition)
    match condition:
        case ProfileTest():
            return ["profile", condition.question, list(condition.options)]
        case All():
            return ["all", *_parts(condition, decide)]
        case AnyOf():
            return ["any", *(tree_of(part, decide) for part in condition.parts)]
        case Not():
            return ["not", tree_of(condition.part, decide)]
        case _:
            return decide(condition)


def _parts(condition: All, decide: Decide) -> list[Tree]:
    """Return the parts of "all"; those that must hold for the same group are judged together."""
    if condition.same is None:
        return [tree_of(part, decide) for part in condition.parts]
    together = tuple(part for part in condition.parts if not _reads_profile(part))
    judged = [decide(All(parts=together, same=condition.same))] if together else []
    return [*judged, *(tree_of(part, decide) for part in condition.parts if _reads_profile(part))]


def _reads_profile(condition: Condition) -> bool:
    return any(isinstance(part, ProfileTest) for part in parts_of(condition))
