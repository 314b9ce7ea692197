"""Reads good practices: what public bodies really did, each with its source."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from adm_audit.checklist.model import Practice, Source
from adm_audit.checklist.parse_shared import HEAD, check_format
from adm_audit.checklist.read import Node

_KEYS = ("id", "title", "body", "text", "know", "questions", "certainty", "sources")
_WEB = re.compile(r"https?://\S+")


def is_practices(data: object) -> bool:
    """Return whether a parsed file holds practices and not a checklist.

    >>> is_practices({"practices": []}), is_practices({"practices": [], "questions": []})
    (True, False)
    """
    return isinstance(data, dict) and "practices" in data and "questions" not in data


def read_practices(
    node: Node,
    *,
    questions: Collection[str],
    sources: Mapping[str, Source],
    marks: Collection[str],
    taken: dict[str, str],
    own: bool = False,
) -> dict[str, Practice]:
    """Return the practices of a file by id. An example without a source is a problem, with its place.

    questions, marks: the ids that may stand there. taken: ids that are used already, with their places; it grows.
    own: a file of a city, in which a source may also be told in words: ``{citation: ..., link: ...}``.
    """
    check_format(node)
    node.only(*HEAD, "practices")
    found = {}
    for item in node.items("practices"):
        item.only(*_KEYS)
        name = item.unique("id", taken)
        told, check = _sources(item, sources, own=own)
        found[name] = Practice(
            id=name,
            title=item.text("title"),
            body=item.text("body"),
            text=item.text("text"),
            know=item.text("know", required=False),
            questions=item.names("questions", "question", questions),
            sources=told,
            certainty=item.name("certainty", "certainty mark", marks, required=not own) or "",
            check_at_source=check,
            own=own,
            place=item.place(),
        )
    return found


def _sources(node: Node, known: Mapping[str, Source], *, own: bool) -> tuple[tuple[str, ...], bool]:
    if not node.data.get("sources"):
        node.report(
            "checklist_practice_without_source",
            "id",
            id=str(node.data.get("id", "")),
            title=str(node.data.get("title")),
        )
        return (), False
    told: list[str] = []
    check = False
    for item in node.items("sources"):
        if own and "code" not in item:
            item.only("citation", "link", "date")
            told.append(_in_words(item))
            continue
        item.only("code", "at")
        code = item.name("code", "source", known)
        if code:
            source = known[code]
            check = check or source.check_at_source
            parts = (source.citation, item.text("at", required=False), source.date or "")
            told.append(", ".join(part for part in parts if part))
    return tuple(told), check


def _in_words(node: Node) -> str:
    link = node.text("link", required=False)
    if link and not _WEB.fullmatch(link):
        node.wrong("link", "a web address that starts with https://", link)
    parts = (node.text("citation"), node.text("date", required=False), link)
    return ", ".join(part for part in parts if part)
