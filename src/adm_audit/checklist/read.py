"""Reads mappings from a checklist file and collects every problem with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Literal, Protocol

from adm_audit.errors import Fact, Place, Problem

Path = tuple[str | int, ...]
_SHOWN = 12
_SHORTEST = 2


class Located(Protocol):
    """A parsed YAML file that knows where everything stands."""

    @property
    def data(self) -> object:
        """The parsed values."""

    def place(self, path: Path, on: Literal["key", "value"] = "value") -> Place:
        """Return where the value at ``path`` stands, or its key."""


@dataclass(slots=True)
class Reader:
    """One file that is being read, and the problems found so far."""

    source: Located
    problems: list[Problem] = field(default_factory=list)

    def report(
        self,
        code: str,
        path: Path,
        /,
        *,
        nearest: str | None = None,
        on: Literal["key", "value"] = "value",
        **facts: Fact,
    ) -> None:
        """Note a problem at a place of the file."""
        self.problems.append(Problem(code, facts, self.source.place(path, on), nearest))

    def in_order(self) -> list[Problem]:
        """Return the problems in the order in which they stand in the file."""

        def at(problem: Problem) -> tuple[int, int]:
            return (problem.place.line or 0, problem.place.column or 0) if problem.place else (0, 0)

        return sorted(self.problems, key=at)

    def root(self) -> Node:
        """Return the whole file; a file that is not a mapping is a problem, and is read as an empty one."""
        if isinstance(self.source.data, dict):
            return Node(self.source.data, (), self)
        self.report("checklist_wrong_shape", (), key="file", expected="keys and values", found=found(self.source.data))
        return Node({}, (), self)


def nearest_name(name: str, known: Collection[str]) -> str | None:
    """Return the known name that looks most like ``name``, or None.

    >>> nearest_name("selection-gap", ["selection_gap", "drift"])
    'selection_gap'
    """
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    for candidate in known:
        if candidate.lower().replace("-", "_") == plain:
            return candidate
    close = get_close_matches(plain, list(known), n=1) or get_close_matches(name, list(known), n=1)
    longer = [candidate for candidate in known if len(plain) > _SHORTEST and candidate.startswith(plain)]
    return next(iter(close or longer), None)


def found(value: object) -> str:
    """Return in plain words what a YAML value is.

    >>> found([1]), found(None), found("x")
    ('a list', 'nothing', 'the text "x"')
    """
    match value:
        case None:
            return "nothing"
        case dict():
            return "keys and values"
        case list():
            return "a list"
        case bool():
            return "true" if value else "false"
        case str():
            return f'the text "{value}"'
        case date():
            return f"the date {value.isoformat()}"
        case _:
            return f"the number {value}"


@dataclass(slots=True)
class Node:
    """A mapping at a path of a file. Reading a key gives a usable value and notes what is wrong with it."""

    data: Mapping[str, object]
    path: Path
    reader: Reader

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def place(self, key: str | None = None) -> Place:
        """Return where the mapping, or one of its values, stands."""
        return self.reader.source.place(self.path if key is None else (*self.path, key))

    def report(
        self,
        code: str,
        at: str | None = None,
        /,
        *,
        nearest: str | None = None,
        on: Literal["key", "value"] = "value",
        **facts: Fact,
    ) -> None:
        """Note a problem at this mapping or at one of its keys."""
        path = self.path if at is None or at not in self.data else (*self.path, at)
        self.reader.report(code, path, nearest=nearest, on=on, **facts)

    def unknown_name(self, path: Path, kind: str, name: str, known: Collection[str], *, on_key: bool = False) -> None:
        """Note a name that is in no table, with the nearest one and some of those that are."""
        shown = tuple(known)[:_SHOWN]
        more = ("...",) if len(known) > _SHOWN else ()
        self.reader.report(
            "checklist_unknown_name",
            path,
            nearest=nearest_name(name, known),
            on="key" if on_key else "value",
            kind=kind,
            name=name,
            known=shown + more,
        )

    def only(self, *allowed: str) -> None:
        """Note every key that is not allowed."""
        for key in self.data:
            if key not in allowed:
                nearest = nearest_name(str(key), allowed)
                self.report("checklist_unknown_key", str(key), key=str(key), nearest=nearest, on="key")

    def raw(self, key: str, expected: str, *, required: bool) -> object:
        """Return the value as it stands; a missing one is a problem if it is required."""
        value = self.data.get(key)
        if value is None and required:
            self.report("checklist_missing_key", key, key=key, expected=expected)
        return value

    def wrong(self, key: str, expected: str, value: object) -> None:
        """Note that a value has the wrong shape."""
        self.report("checklist_wrong_shape", key, key=key, expected=expected, found=found(value))

    def text(self, key: str, *, required: bool = True, default: str = "") -> str:
        """Return a text. A date is read as its text."""
        value = self.raw(key, "a text", required=required)
        if value is None:
            return default
        if isinstance(value, date):
            return value.isoformat()
        if not isinstance(value, str) or not value.strip():
            self.wrong(key, "a text (numbers need quotes)", value)
            return default
        return value.strip()

    def integer(self, key: str, *, required: bool = True, default: int = 0) -> int:
        """Return a whole number of at least 1."""
        value = self.raw(key, "a whole number", required=required)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.wrong(key, "a whole number from 1", value)
            return default
        return value

    def flag(self, key: str) -> bool:
        """Return true or false; false where the key is missing."""
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            self.wrong(key, "true or false", value)
            return False
        return value

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """Return a list of texts; one text alone counts as a list of one."""
        value = self.raw(key, "a list", required=required)
        if value is None:
            return ()
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list):
            self.wrong(key, "a list of texts", value)
            return ()
        for number, item in enumerate(items):
            if not isinstance(item, str):
                self.reader.report(
                    "checklist_wrong_shape",
                    (*self.path, key, number),
                    key=key,
                    expected="a text (write yes, no and numbers in quotes)",
                    found=found(item),
                )
        return tuple(item for item in items if isinstance(item, str))

    def names(self, key: str, kind: str, known: Collection[str], *, required: bool = True) -> tuple[str, ...]:
        """Return a list of names that must all be known."""
        items = self.texts(key, required=required)
        for number, item in enumerate(items):
            if item not in known:
                single = isinstance(self.data.get(key), str)
                path = (*self.path, key) if single else (*self.path, key, number)
                self.unknown_name(path, kind, item, known)
        return tuple(item for item in items if item in known)

    def name(self, key: str, kind: str, known: Collection[str], *, required: bool = True) -> str | None:
        """Return one name that must be known, or None."""
        if self.data.get(key) is None and not required:
            return None
        item = self.text(key, required=required)
        if item and item not in known:
            self.unknown_name((*self.path, key), kind, item, known)
            return None
        return item or None

    def items(self, key: str, *, required: bool = True) -> Iterator[Node]:
        """Return the mappings of a list."""
        value = self.raw(key, "a list", required=required)
        if value is None:
            return
        if not isinstance(value, list):
            self.wrong(key, "a list", value)
            return
        for number, item in enumerate(value):
            path = (*self.path, key, number)
            if isinstance(item, dict):
                yield Node(item, path, self.reader)
            else:
                self.reader.report(
                    "checklist_wrong_shape", path, key=key, expected="keys and values", found=found(item)
                )

    def mapping(self, key: str, *, required: bool = True) -> Node | None:
        """Return an inner mapping, or None."""
        value = self.raw(key, "keys and values", required=required)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, "keys and values", value)
            return None
        return Node(value, (*self.path, key), self.reader)

    def unique(self, key: str, seen: dict[str, str]) -> str:
        """Return the id under ``key`` and note it if it was seen before (``seen``: id to place)."""
        value = self.text(key)
        if value in seen:
            self.report("checklist_duplicate_id", key, id=value, first=seen[value])
        elif value:
            seen[value] = str(self.place(key))
        return value
