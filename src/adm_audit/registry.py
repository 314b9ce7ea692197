"""The shape of a signal's entry: declared once, used by the report, `explain`, the checklists and the docs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Worse = Literal["higher", "lower", "open"]
ShownIs = Literal["worrying", "reassuring"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One number of a signal that has verdicts of its own.

    name: its id. title: a few words for a heading. of: who is counted, for a sentence such as
    "of 100 people with nothing wrong". rate: the rate it rests on, by its field name.
    """

    name: str
    title: str
    of: str
    rate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """All that people read about a signal. Texts are English; they are translated where they are shown.

    question: what the signal asks, as a council member would. sentence: one finding in plain words, with
    the places {group}, {rate}, {others}, {other_rate}, {points}. formula, test: for a statistician.
    misleads: when it misleads. sources: literature. shown_is: whether `shown` is bad or good news.
    """

    name: str
    title: str
    question: str
    sentence: str
    formula: str
    test: str
    misleads: str
    sources: tuple[str, ...]
    shown_is: ShownIs = "worrying"
    about: Literal["group", "combined_group", "input", "step", "result"] = "group"
    parts: tuple[Part, ...] = ()
    sentences: Mapping[str, str] = field(default_factory=dict)

    def part(self, name: str) -> Part:
        """Return one part by its name. Raises KeyError for an unknown one."""
        for part in self.parts:
            if part.name == name:
                return part
        raise KeyError(name)
