"""Puts files of answers together: what is new is added, what differs is named, nothing is decided silently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adm_audit.errors import CallError, ChecklistError, Place, Problem
from adm_audit.forms.plain import canonical, same

GROUPS = ("profile", "answers", "handling")
_CLASH = object()
_TRIAL = "trial"
"""The status of a file that does not say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one file says. ``names``: how it may be called. ``document``: plain data as `as_document` gives it,
    without a status where the file says none.

    places: where each question, profile answer or finding stands, by group and id.
    """

    names: tuple[str, ...]
    document: Mapping[str, Any]
    places: Mapping[tuple[str, str], Place]

    @property
    def name(self) -> str:
        """How the file is called in messages."""
        return self.names[0]

    def units(self) -> Iterator[tuple[str, str]]:
        """Return the group and id of everything that the file says."""
        for group in GROUPS:
            for key in self.document.get(group) or {}:
                yield group, key

    def value(self, unit: tuple[str, str]) -> Any:
        """Return what the file says about a question, a profile answer or a finding; None if nothing."""
        return (self.document.get(unit[0]) or {}).get(unit[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """All files put together. ``changed``: what differs from the first file, or is new beside it."""

    document: dict[str, Any]
    changed: tuple[str, ...]


def merged(files: Sequence[Said], takes: Sequence[str] = ()) -> Merged:
    """Return the answers of all files as one document, in the order of the first file.

    takes: ``ID=FILE`` chooses whose answer to a question (profile answer, finding, or ``status``) stays where
    files differ. Two answers that agree in all that both say are put together.

    Raises ChecklistError (``merge_conflict``) with every difference nobody chose for, CallError for wrong choices.
    """
    units = list(dict.fromkeys(unit for said in files for unit in said.units()))
    chosen = _chosen(takes, files, {key for _, key in units} | {"status"})
    first = files[0]
    problems: list[Problem] = []
    changed: list[str] = []
    status = _status(files, chosen, problems)
    document: dict[str, Any] = {"adm_audit_answers": 1, "status": status}
    if status != first.document.get("status", _TRIAL):
        changed.append("status")
    document |= {group: {} for group in GROUPS}
    clashes = {"status"} if len(_statuses(files)) > 1 else set()
    for unit in units:
        saying = [said for said in files if said.value(unit) is not None]
        value = _together([said.value(unit) for said in saying], unit[0])
        if value is _CLASH:
            clashes.add(unit[1])
            take = chosen.get(unit[1])
            if take is None:
                problems.append(_conflict(unit, saying))
                continue
            value = take[1].value(unit)
            if unit[0] != "answers":
                value = _added(value, [said.value(unit) for said in saying])
        document[unit[0]][unit[1]] = value
        if not same(value, first.value(unit)):
            changed.append(unit[1])
    problems += [
        Problem("merge_take_unneeded", {"take": take, "id": key})
        for key, (take, _) in chosen.items()
        if key not in clashes
    ]
    if problems:
        raise ChecklistError(problems)
    return Merged(document=document, changed=tuple(changed))


def _differs(values: Sequence[object]) -> bool:
    return any(not same(value, values[0]) for value in values[1:])


def _statuses(files: Sequence[Said]) -> dict[str, list[str]]:
    """Return each status that is written down, with the names of the files that say so."""
    found: dict[str, list[str]] = {}
    for said in files:
        if "status" in said.document:
            found.setdefault(str(said.document["status"]), []).append(said.name)
    return found


def _status(files: Sequence[Said], chosen: Mapping[str, tuple[str, Said]], problems: list[Problem]) -> str:
    found = _statuses(files)
    if len(found) > 1 and "status" in chosen:
        return str(chosen["status"][1].document.get("status", _TRIAL))
    if len(found) > 1:
        texts = tuple(f"{name} says {word}" for word, names in found.items() for name in names)
        problems.append(Problem("merge_conflict", {"id": "status", "said": texts}))
    return next(iter(found), _TRIAL)


def _together(values: Sequence[Any], group: str) -> Any:
    value = values[0]
    for other in values[1:]:
        value = _united(value, other, group)
        if value is _CLASH:
            break
    return value


def _united(one: Any, other: Any, key: str) -> Any:
    """Return both values as one, or a clash. Items of evidence are added; every other list is one value."""
    if same(one, other):
        return one
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        both = {name: _united(one[name], other[name], name) if name in other else one[name] for name in one}
        both |= {name: value for name, value in other.items() if name not in one}
        return _CLASH if any(value is _CLASH for value in both.values()) else both
    if key == "evidence" and isinstance(one, list) and isinstance(other, list):
        known = [canonical(item) for item in one]
        return [*one, *(item for item in other if canonical(item) not in known)]
    return _CLASH


def _added(value: Any, others: Sequence[Any]) -> Any:
    """Return a value with what only others say; an answer is taken whole, so this is for its neighbours only."""
    for other in others:
        if isinstance(value, Mapping) and isinstance(other, Mapping):
            value = {key: _added(item, [other[key]]) if key in other else item for key, item in value.items()} | {
                key: item for key, item in other.items() if key not in value
            }
    return value


def _chosen(takes: Sequence[str], files: Sequence[Said], known: set[str]) -> dict[str, tuple[str, Said]]:
    problems: list[Problem] = []
    chosen: dict[str, tuple[str, Said]] = {}
    for take in takes:
        found = _parted(take, files)
        if found is None:
            names = tuple(said.name for said in files)
            problems.append(Problem("merge_take_unreadable", {"take": take, "files": names}))
            continue
        key, said = found
        facts = {"take": take, "id": key, "file": said.name}
        if key in chosen:
            problems.append(Problem("merge_take_twice", facts))
        elif key != "status" and not any(unit[1] == key for unit in said.units()):
            from adm_audit.checklist.read import nearest_name

            nearest = None if key in known else nearest_name(key, known)
            problems.append(Problem("merge_take_unknown", facts, None, nearest))
        chosen.setdefault(key, (take, said))
    if problems:
        raise CallError(problems)
    return chosen


def _parted(take: str, files: Sequence[Said]) -> tuple[str, Said] | None:
    """Return id and file of ``ID=FILE``: ids of findings hold = too, so the file is looked for at the end."""
    for said in files:
        for name in said.names:
            key = take.removesuffix(f"={name}")
            if key != take and key:
                return key, said
    return None


def _conflict(unit: tuple[str, str], saying: Sequence[Said]) -> Problem:
    values = [said.value(unit) for said in saying]
    told: list[str] = []
    seen: list[object] = []
    for said, value in zip(saying, values, strict=True):
        if canonical(value) not in seen:
            seen.append(canonical(value))
            place = said.places.get(unit)
            told.append(f"{place or said.name} says {_in_words(value, values)}")
    place = saying[-1].places.get(unit)
    return Problem("merge_conflict", {"id": unit[1], "said": tuple(told)}, place)


def _in_words(value: Any, values: Sequence[Any]) -> str:
    """Return an answer in a few words: what it is, who gave it when, and where else it differs."""
    if not isinstance(value, Mapping):
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if "answer" not in value:
        return "; ".join(f"{key}: {_in_words(item, [])}" for key, item in value.items())
    who = ", ".join(str(value[key]) for key in ("by", "name", "on") if value.get(key))
    parts = [f"{value['answer']} ({who or 'nobody named'})"]
    for key in ("note", "evidence", "record"):
        if _differs([other.get(key) for other in values]):
            parts.append(f"{key}: {_short(value.get(key))}")
    return "; ".join(parts)


def _short(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(item.get("what", item)) if isinstance(item, Mapping) else str(item) for item in value)
    return "nothing" if value is None else str(value)
