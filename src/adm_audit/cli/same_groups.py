"""Reads a file that says which names in several services stand for the same people."""

from __future__ import annotations

from pathlib import Path

from adm_audit.checklist.read import Node, Reader
from adm_audit.errors import CallError
from adm_audit.yaml_source import load_yaml


def read_same_groups(path: Path) -> dict[tuple[str, str], str]:
    """Return a ground (or label) with a value, to the common name. Raises CallError with every problem.

    The file holds ``groups: [{attribute: ethnic_origin, name: foreign origin, values: [non-EU, born abroad]}]``.
    """
    reader = Reader(load_yaml(path, str(path), error=CallError))
    node = reader.root()
    node.only("groups")
    found: dict[tuple[str, str], str] = {}
    for item in node.items("groups"):
        item.only("attribute", "name", "values")
        _add(item, found)
    if reader.problems:
        raise CallError(reader.in_order())
    return found


def _add(item: Node, found: dict[tuple[str, str], str]) -> None:
    attribute, name = item.text("attribute"), item.text("name")
    for number, value in enumerate(item.texts("values")):
        if found.setdefault((attribute, value), name) != name:
            first = found[attribute, value]
            item.reader.report(
                "portfolio_two_names", (*item.path, "values", number), value=value, first=first, name=name
            )
