"""Changes single values of a YAML file and leaves every other byte, and every comment, as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adm_audit.errors import ChecklistError, Place, Problem
from adm_audit.forms.plain import on_one_line, same
from adm_audit.forms.plain import text as as_text
from adm_audit.yaml_source import load_yaml

_SECTION = 1


def edited(text: str, wanted: Mapping[str, Any], shown_as: str) -> str:
    """Return a YAML text (one mapping) that holds the wanted values, changed only where it said something else.

    Raises ChecklistError: what `load_yaml` refuses, and ``edit_loses_comments`` where a comment stands inside a
    value that has to go.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix(mark)
    data = load_yaml(body, shown_as, error=ChecklistError).data
    root = _composed(body)
    if not isinstance(data, dict) or root is None:
        raise ChecklistError(Problem("answers_not_mapping", {}, Place(shown_as)))
    edit = _Edit(body, "\r\n" if "\r\n" in body else "\n")
    edit.change(root, data, wanted, 0)
    after = edit.applied()
    lost = _comments(body) - _comments(after)
    if lost:
        raise ChecklistError(Problem("edit_loses_comments", {"comments": tuple(lost)}, Place(shown_as)))
    if not same(load_yaml(after, shown_as, error=ChecklistError).data, wanted):
        raise ChecklistError(Problem("edit_not_possible", {}, Place(shown_as)))
    return mark + after


def _composed(text: str) -> Any:
    from ruamel.yaml import YAML

    # nesting was bounded when the text was read; the pure scanner counts characters, as Python does
    return YAML(typ="safe", pure=True).compose(text)


def _is(node: Any, kind: str) -> bool:
    return str(node.id) == kind


def _end(node: Any, text: str) -> int:
    """Return where the last sign of a node stands, plus one: not counting blank lines and comments below it."""
    while not _is(node, "scalar") and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    return start + len(text[start:end].rstrip())


def _comments(text: str) -> Counter[str]:
    """Count the comments of a text: whatever follows a # outside of all values."""
    signs = list(text)
    for node in _scalars(_composed(text)):
        for at in range(node.start_mark.index, node.end_mark.index):
            signs[at] = signs[at] if signs[at] == "\n" else " "
    found: Counter[str] = Counter()
    for blanked, line in zip("".join(signs).split("\n"), text.split("\n"), strict=True):
        if "#" in blanked:
            found[line[blanked.index("#") :].strip()] += 1
    return found


def _scalars(node: Any) -> Iterator[Any]:
    waiting = [node] if node is not None else []
    while waiting:
        inner = waiting.pop()
        if _is(inner, "scalar"):
            yield inner
            continue
        waiting += [part for item in inner.value for part in (item if isinstance(item, tuple) else (item,))]


@dataclass(slots=True)
class _Edit:
    """The changes to one text: from, to, and what stands there afterwards."""

    text: str
    line_end: str
    changes: list[tuple[int, int, str]] = field(default_factory=list)

    def applied(self) -> str:
        """Return the text with all changes."""
        parts, at = [], 0
        for start, end, new in sorted(self.changes, key=lambda change: change[:2]):
            parts += [self.text[at:start], new]
            at = end
        return "".join([*parts, self.text[at:]])

    def change(self, node: Any, old: Any, new: Any, depth: int, key: Any = None) -> None:
        """Make a node say the new value. ``key``: the node of the key it stands under."""
        if same(old, new):
            return
        if isinstance(old, dict) and isinstance(new, Mapping) and old:
            self._mapping(node, old, new, depth)
        elif isinstance(old, list) and isinstance(new, list) and old and old == new[: len(old)]:
            self._append(node, new[len(old) :])
        else:
            self._replace(node, new, depth, key)

    def _mapping(self, node: Any, old: Mapping[str, Any], new: Mapping[str, Any], depth: int) -> None:
        gone = [key for key in old if key not in new]
        if gone and node.flow_style:
            self._replace(node, new, depth)
            return
        added = [(key, value) for key, value in new.items() if key not in old]
        kept = [pair for pair in node.value if pair[0].value not in gone]
        for key, value in node.value:
            if key.value in gone:
                self._delete(key, value)
            else:
                self.change(value, old[key.value], new[key.value], depth + 1, key)
        if added and node.flow_style:
            self._into_flow(_end(kept[-1][1], self.text), [f"{as_text(k)}: {on_one_line(v, k)}" for k, v in added])
        elif added:
            indent = " " * node.start_mark.column
            lines = [f"{indent}{as_text(k)}:{self._value(v, k, depth + 1)}" for k, v in added]
            self._below(_end((kept or node.value)[-1][1], self.text), lines)

    def _value(self, value: Any, key: str, depth: int) -> str:
        """Return a value as it follows its key: each entry of a section on a line of its own."""
        if depth == _SECTION and isinstance(value, Mapping) and value:
            return "".join(f"{self.line_end}  {as_text(k)}: {on_one_line(v, k)}" for k, v in value.items())
        return f" {on_one_line(value, key)}"

    def _replace(self, node: Any, new: Any, depth: int, key: Any = None) -> None:
        start, end = int(node.start_mark.index), _end(node, self.text)
        if key is not None and not self.text[start:end].strip():  # nothing was written
            start = end = self.text.index(":", key.end_mark.index) + 1
        if depth == _SECTION and isinstance(new, Mapping) and new and self._starts_line(start):
            start = len(self.text[:start].rstrip(" "))
            self.changes.append((start, end, ""))
            self._below(end, [f"  {as_text(name)}: {on_one_line(item, name)}" for name, item in new.items()])
            return
        before = " " if start and self.text[start - 1] == ":" else ""
        self.changes.append((start, end, before + on_one_line(new, key.value if key is not None else "")))

    def _starts_line(self, at: int) -> bool:
        """Return whether a section's key begins its line, so that its entries may stand on lines below."""
        line = self.text[self.text.rfind("\n", 0, at) + 1 : at]
        return bool(line) and not line[0].isspace() and line[0] not in "{["

    def _append(self, node: Any, items: Sequence[Any]) -> None:
        end = _end(node.value[-1], self.text)
        if node.flow_style:
            self._into_flow(end, [on_one_line(item) for item in items])
        else:
            indent = " " * node.start_mark.column
            self._below(end, [f"{indent}- {on_one_line(item)}" for item in items])

    def _into_flow(self, end: int, parts: Sequence[str]) -> None:
        rest = self.text[end:]
        comma = len(rest) - len(rest.lstrip()) if rest.lstrip().startswith(",") else None
        if comma is None:
            self.changes.append((end, end, "".join(f", {part}" for part in parts)))
        else:
            self.changes.append((end + comma + 1, end + comma + 1, " " + ", ".join(parts)))

    def _below(self, end: int, lines: Sequence[str]) -> None:
        at = self.text.find("\n", end)
        if at < 0:
            self.changes.append((len(self.text), len(self.text), "".join(self.line_end + line for line in lines)))
        else:
            self.changes.append((at + 1, at + 1, "".join(line + self.line_end for line in lines)))

    def _delete(self, key: Any, value: Any) -> None:
        start = self.text.rfind("\n", 0, key.start_mark.index) + 1
        end = self.text.find("\n", _end(value, self.text))
        self.changes.append((start, len(self.text) if end < 0 else end + 1, ""))
