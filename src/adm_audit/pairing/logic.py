"""Three-valued logic: true, false or unknown (None), each with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from adm_audit.values import Because

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Whether something holds.

    value: None is unknown. findings: ids of the findings that make it true. because: why it is unknown, or
    what makes it true where no finding does. read: signals that were looked into.
    """

    value: bool | None
    findings: tuple[str, ...] = ()
    because: tuple[Because, ...] = ()
    read: tuple[str, ...] = ()


TRUE = Judgement(value=True)
FALSE = Judgement(value=False)


def unknown(code: str, **facts: str | int | float | bool | tuple[str, ...] | None) -> Judgement:
    """Return "unknown" with its reason."""
    return Judgement(value=None, because=(Because(code, facts),))


def known(value: bool) -> Judgement:
    """Return a plain true or false."""
    return TRUE if value else FALSE


def every(judgements: Iterable[Judgement]) -> Judgement:
    """Return false if one is false, otherwise unknown if one is unknown, otherwise true.

    >>> every([TRUE, unknown("no_record"), FALSE]).value
    False
    """
    items = tuple(judgements)
    if any(item.value is False for item in items):
        return Judgement(value=False, read=_read(items))
    return _joined(items, None if any(item.value is None for item in items) else True)


def some(judgements: Iterable[Judgement]) -> Judgement:
    """Return true if one is true, otherwise unknown if one is unknown, otherwise false.

    >>> some([FALSE, unknown("no_record")]).value is None
    True
    """
    items = tuple(judgements)
    if any(item.value is True for item in items):
        return _joined(items, True)
    if any(item.value is None for item in items):
        return _joined(items, None)
    return Judgement(value=False, read=_read(items))


def opposite(judgement: Judgement) -> Judgement:
    """Turn true and false round; unknown stays."""
    if judgement.value is None:
        return judgement
    return Judgement(value=not judgement.value, read=judgement.read)


def _joined(items: Sequence[Judgement], value: bool | None) -> Judgement:
    same = [item for item in items if item.value is value]
    return Judgement(
        value=value,
        findings=unique(name for item in same for name in item.findings) if value else (),
        because=unique(reason for item in same for reason in item.because),
        read=_read(items),
    )


def _read(items: Sequence[Judgement]) -> tuple[str, ...]:
    return unique(name for item in items for name in item.read)


def unique(items: Iterable[T]) -> tuple[T, ...]:
    """Return the items without repeats, in their order."""
    kept: list[T] = []
    for item in items:
        if item not in kept:
            kept.append(item)
    return tuple(kept)
