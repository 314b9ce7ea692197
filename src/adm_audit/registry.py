"""The shape of a signal's entry: declared once, used by the report, `explain`, the checklists and the docs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from adm_audit.text.catalogue import N_

Worse = Literal["higher", "lower", "open"]
ShownIs = Literal["worrying", "reassuring"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Whole sentences about one comparison, with places.

    more, less, equal: the headline by direction. fact: both shares, side by side. open: what the data cannot tell.
    rate: what the share is called. cases, total: column headings of the counts.
    Places: {group} {Group} {others} {rate} {other_rate} {gap}, and {input} {Input} {factor} where a finding has one.
    """

    more: str
    less: str
    equal: str
    fact: str
    open: str
    ruled_out: str
    rate: str
    cases: str
    total: str = N_("People")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One number of a signal that has verdicts of its own.

    name: its id. title: a few words for a heading; title_benefit: where being selected is a benefit, if that differs.
    rate: the rate it rests on, by its field name. shown_is: where it differs from the signal's.
    """

    name: str
    title: str
    rate: str
    title_benefit: str = ""
    shown_is: ShownIs | None = None

    def titled(self, *, burden: bool) -> str:
        """Return the heading. burden: being selected is one."""
        return self.title if burden or not self.title_benefit else self.title_benefit


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """All that people read about a signal. Texts are English; they are translated where they are shown.

    question: what the signal asks, as a council member would. formula, test: for a statistician.
    misleads: when it misleads. sources: literature. shown_is: whether `shown` is bad or good news.
    phrases: the sentences of each part ("": of a signal without parts).
    benefit, phrases_benefit: texts by the name of their field, and sentences, where being selected is a benefit and
    they differ.
    labels: words of its own for verdicts, by part, for statements that compare nothing. statements: the same as whole
    sentences, and follows: what a verdict asks people to do or think, by part and verdict ("*": any). Their places:
    {group} {Group} {input} {rate} {level}.
    further, further_phrases: parts that only some plans have and of which checklists do not speak, and their sentences.
    """

    name: str
    title: str
    question: str
    formula: str
    test: str
    misleads: str
    sources: tuple[str, ...]
    shown_is: ShownIs = "worrying"
    about: Literal["group", "combined_group", "input", "step", "result"] = "group"
    parts: tuple[Part, ...] = ()
    phrases: Mapping[str, Phrases] = field(default_factory=dict)
    phrases_benefit: Mapping[str, Phrases] = field(default_factory=dict)
    benefit: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    statements: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    follows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    further: tuple[Part, ...] = ()
    further_phrases: Mapping[str, Phrases] = field(default_factory=dict)

    def part(self, name: str) -> Part:
        """Return one part by its name. Raises KeyError for an unknown one."""
        for part in (*self.parts, *self.further):
            if part.name == name:
                return part
        raise KeyError(name)

    def is_worrying(self, part: str | None) -> bool:
        """Return whether `shown` is bad news for a part, or for a signal without parts."""
        own = next((item.shown_is for item in (*self.parts, *self.further) if item.name == part), None)
        return (own or self.shown_is) == "worrying"

    def phrases_of(self, part: str | None, *, burden: bool = True) -> Phrases | None:
        """Return the sentences of a part; None where the signal has none. burden: being selected is one."""
        name = part or ""
        own = None if burden else self.phrases_benefit.get(name)
        return own or self.phrases.get(name) or self.further_phrases.get(name)

    def text(self, name: str, *, burden: bool = True) -> str:
        """Return a text by the name of its field, in words that fit the effect of being selected."""
        own = None if burden else self.benefit.get(name)
        return own or str(getattr(self, name))
