"""Reads a YAML file as plain values, remembers where each one stands, and refuses what has no place here.

YAML 1.2: ``yes`` and ``NO`` stay text. The file is read as a stream of events, so that every duplicate key is
found, and neither nesting nor aliases can grow beyond what is written. Anchors, aliases, merge keys, tags and
several documents in one file are refused: nobody needs them here, and they can hide or multiply content.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from adm_audit.errors import AdmAuditError, Place, PlanError, Problem

MOST_BYTES = 5_000_000
DEEPEST = 50
MOST_PROBLEMS = 25

At = tuple[str | int, ...]
"""The path of a value: keys and positions (from 0), outermost first."""

_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_WHOLE = re.compile(r"[-+]?[0-9]{1,400}", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_CODE_LIKE = re.compile(r"[-+]?0[0-9].*|[0-9.]+[eE][0-9]+", re.ASCII)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_WORDS: dict[str, Any] = dict.fromkeys(("true", "True", "TRUE"), True)
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)
_WORDS |= dict.fromkeys(("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True, slots=True)
class Source:
    """The content of a YAML file: ``data`` as plain values, and the place of each.

    code_like: unquoted numbers that look like codes (``01``, ``1E3``): their path and text as written.
    """

    data: Any
    shown_as: str
    code_like: tuple[tuple[At, str], ...] = ()
    marks: dict[At, tuple[int, int, int, int]] = field(default_factory=dict, repr=False)

    def place(self, path: At, on: Literal["key", "value"] = "value") -> Place:
        """Return where a path stands (line and column from 1), or the nearest block around it that exists.

        >>> load_yaml("a:\\n  - x\\n", "f.yaml").place(("a", 0))
        Place(file='f.yaml', line=2, column=5, key='a[0]')
        """
        known = path
        while known not in self.marks and known:
            known = known[:-1]
        key_line, key_column, line, column = self.marks.get(known, (0, 0, 0, 0))
        if on == "key" or known != path:
            line, column = key_line, key_column
        return Place(self.shown_as, line + 1, column + 1, key_path(path))


def key_path(path: At) -> str:
    """Return a path as people write it.

    >>> key_path(("protected", 0, "column"))
    'protected[0].column'
    """
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def load_yaml(
    path_or_text: Path | str, shown_as: str | None = None, *, error: type[AdmAuditError] = PlanError
) -> Source:
    """Read a YAML file (a path) or a YAML text.

    shown_as: the name of the file in messages. error: the class of what is raised, with every problem found.

    >>> load_yaml("country: NO\\nfrom: 2026-10-01\\nshare: 0.5\\n", "f.yaml").data
    {'country': 'NO', 'from': datetime.date(2026, 10, 1), 'share': 0.5}
    """
    shown = shown_as or (str(path_or_text) if isinstance(path_or_text, Path) else "text")
    try:
        text = _read(path_or_text, shown) if isinstance(path_or_text, Path) else path_or_text
        _check_text(text, shown)
    except _Refused as refused:
        raise error(refused.problem) from None
    builder = _Builder(shown)
    builder.read(text.removeprefix("\ufeff"))
    if builder.problems:
        raise error(builder.problems)
    return Source(builder.root, shown, tuple(builder.code_like), builder.marks)


class _Refused(Exception):
    """The file cannot be read any further."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


def _read(path: Path, shown: str) -> str:
    try:
        if path.is_dir():
            raise _Refused(Problem("yaml_is_folder", {"path": shown}, Place(shown)))
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        missing = isinstance(error, FileNotFoundError)
        facts = {"path": shown, "reason": getattr(error, "strerror", None) or str(error)}
        problem = Problem("yaml_not_found" if missing else "yaml_unreadable", facts, Place(shown), _sibling(path))
        raise _Refused(problem) from error
    if len(content) > MOST_BYTES:
        raise _Refused(Problem("yaml_too_large", {"path": shown, "most": MOST_BYTES // 1_000_000}, Place(shown)))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        raise _Refused(Problem("yaml_not_utf8", {"path": shown}, Place(shown, line))) from error


def _sibling(path: Path) -> str | None:
    from difflib import get_close_matches

    try:
        names = sorted(other.name for other in path.parent.iterdir() if other.suffix in {".yaml", ".yml"})
    except (OSError, ValueError):
        return None
    near = get_close_matches(path.name, names, n=1)
    return near[0] if near and near[0] != path.name else None


def _check_text(text: str, shown: str) -> None:
    if len(text) > MOST_BYTES:
        raise _Refused(Problem("yaml_too_large", {"path": shown, "most": MOST_BYTES // 1_000_000}, Place(shown)))
    found = _CONTROL.search(text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - (text.rfind("\n", 0, found.start()) + 1) + 1
        facts = {"character": f"U+{ord(found.group()):04X}"}
        raise _Refused(Problem("yaml_control_character", facts, Place(shown, line, column)))


class _Stop(Exception):
    """Enough is known: reading on would find nothing of use."""


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read."""

    value: dict[str, Any] | list[Any]
    path: At
    key: str | None = None
    key_mark: tuple[int, int] = (0, 0)
    seen: dict[str, tuple[int, int]] = field(default_factory=dict)
    waits_for_key: bool = True


class _Builder:
    """Turns events into plain values. Nesting lives in a list of its own, never on Python's stack."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.root: Any = None
        self.marks: dict[At, tuple[int, int, int, int]] = {}
        self.code_like: list[tuple[At, str]] = []
        self.problems: list[Problem] = []
        self._open: list[_Open] = []
        self._documents = 0

    def read(self, text: str) -> None:
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        try:
            for event in _events(text):
                self._take(event)
        except _Stop:
            return
        except MarkedYAMLError as error:
            self.problems.append(_syntax(error, text, self.shown, self._bracket()))
        except YAMLError as error:
            facts = {"reason": str(error).splitlines()[0] if str(error) else ""}
            self.problems.append(Problem("yaml_syntax", facts, Place(self.shown)))

    def _take(self, event: Any) -> None:
        kind = type(event).__name__
        mark = (event.start_mark.line, event.start_mark.column) if event.start_mark else (0, 0)
        if kind == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                self._problem("yaml_several_documents", mark)
                raise _Stop
        elif kind == "AliasEvent":
            self._problem("yaml_alias", mark, name=f"*{event.anchor}")
            self._value(None, mark)
        elif kind in ("ScalarEvent", "MappingStartEvent", "SequenceStartEvent"):
            self._refuse_extras(event, mark)
            if kind == "ScalarEvent":
                self._scalar(event, mark)
            else:
                self._start({} if kind == "MappingStartEvent" else [], mark)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._open.pop()

    def _refuse_extras(self, event: Any, mark: tuple[int, int]) -> None:
        if event.anchor is not None:
            self._problem("yaml_alias", mark, name=f"&{event.anchor}")
        if event.tag is not None:
            self._problem("yaml_tag", mark, tag=str(event.tag).replace("tag:yaml.org,2002:", "!!"))

    def _start(self, value: dict[str, Any] | list[Any], mark: tuple[int, int]) -> None:
        if len(self._open) >= DEEPEST:
            self._problem("yaml_too_deep", mark, most=DEEPEST)
            raise _Stop
        if self._open and isinstance(self._open[-1].value, dict) and self._open[-1].waits_for_key:
            self._problem("yaml_key_not_text", mark)
            raise _Stop
        self._open.append(_Open(value, self._value(value, mark)))

    def _scalar(self, event: Any, mark: tuple[int, int]) -> None:
        inner = self._open[-1] if self._open else None
        plain = bool(event.implicit[0])
        if inner is not None and isinstance(inner.value, dict) and inner.waits_for_key:
            self._key(inner, event.value, mark, plain=plain)
            return
        if "\0" in event.value:
            self._problem("yaml_control_character", mark, character="U+0000")
        path = self._value(_resolve(event.value) if plain else event.value, mark)
        if plain and _CODE_LIKE.fullmatch(event.value) and _NUMBER.fullmatch(event.value):
            self.code_like.append((path, event.value))

    def _key(self, inner: _Open, name: str, mark: tuple[int, int], *, plain: bool) -> None:
        if plain and name == "<<":
            self._problem("yaml_merge", mark)
        elif name in inner.seen:
            self._problem("yaml_duplicate_key", mark, key=name, first=inner.seen[name][0] + 1)
        inner.seen.setdefault(name, mark)
        inner.key, inner.key_mark, inner.waits_for_key = name, mark, False

    def _value(self, value: Any, mark: tuple[int, int]) -> At:
        if not self._open:
            self.root = value
            self.marks[()] = (*mark, *mark)
            return ()
        inner = self._open[-1]
        if isinstance(inner.value, list):
            path = (*inner.path, len(inner.value))
            inner.value.append(value)
            self.marks[path] = (*mark, *mark)
            return path
        name = inner.key or ""
        path = (*inner.path, name)
        if name not in inner.value:
            inner.value[name] = value
            self.marks[path] = (*inner.key_mark, *mark)
        inner.waits_for_key = True
        return path

    def _bracket(self) -> tuple[int, int] | None:
        inner = self._open[-1] if self._open else None
        return self.marks[inner.path][2:] if inner is not None else None

    def _problem(self, code: str, mark: tuple[int, int], **facts: str | int) -> None:
        self.problems.append(Problem(code, facts, Place(self.shown, mark[0] + 1, mark[1] + 1)))
        if len(self.problems) >= MOST_PROBLEMS:
            raise _Stop


def _events(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    # libyaml, through ruamel's C parser; its composer is not used: it recurses, and can exhaust the C stack
    yield from YAML(typ="safe").parse(text)


def _resolve(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        number = float(text)
        return number if abs(number) != float("inf") else text
    if _DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text
    return text


_PLAIN_WORDS = (
    ("mapping values are not allowed", "yaml_colon"),
    ("unexpected ':'", "yaml_colon"),
    ("unexpected end of stream", "yaml_quote_open"),
    ("unexpected document indicator", "yaml_quote_open"),
    ("did not find expected ',' or", "yaml_bracket_open"),
    ("did not find expected node content", "yaml_bracket_open"),
    ("could not find expected ':'", "yaml_no_colon"),
    ("did not find expected key", "yaml_indent"),
    ("did not find expected '-' indicator", "yaml_indent"),
    ("tab character", "yaml_tab"),
    ("escape c", "yaml_escape"),
    ("hexdecimal", "yaml_escape"),
    ("undefined tag handle", "yaml_tag"),
    ("expected <document start>", "yaml_several_documents"),
)


def _syntax(error: Any, text: str, shown: str, bracket: tuple[int, int] | None) -> Problem:
    reason = str(error.problem or "")
    code = next((code for part, code in _PLAIN_WORDS if part in reason), "yaml_syntax")
    mark = error.problem_mark or error.context_mark
    if code in ("yaml_quote_open", "yaml_no_colon"):
        mark = error.context_mark or mark
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    if code == "yaml_bracket_open" and bracket is not None:
        line, column = bracket
    lines = text.splitlines()
    written = lines[line] if line < len(lines) else ""
    place, sign = Place(shown, line + 1, column + 1), written[column : column + 1]
    if "cannot start any token" in reason:
        in_indent = sign == "\t" or not sign
        return Problem("yaml_tab", {}, place) if in_indent else Problem("yaml_reserved_sign", {"sign": sign}, place)
    if code == "yaml_indent" and written[:column].strip():
        return Problem("yaml_after_value", {"text": written[column:].strip()}, place)
    return Problem(code, {"reason": reason, "tag": "!"}, place)
