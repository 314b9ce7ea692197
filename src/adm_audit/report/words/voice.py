"""Who speaks: a language, its numbers, and what the plan says about names and attention levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Any

from adm_audit.result import AuditResult
from adm_audit.stats.attention import Attention
from adm_audit.text.catalogue import translations
from adm_audit.text.numbers import Numbers, numbers
from adm_audit.text.safe import visible

LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Everything that a sentence needs besides its finding. Build it with `voice_of`."""

    language: str
    catalogue: NullTranslations
    numbers: Numbers
    confidence: float
    burden: bool
    attention: Attention
    labels: Mapping[str, str]
    banded: frozenset[str]
    levels: Mapping[str, float]
    order: Mapping[str, Mapping[str | None, int]]

    def say(self, message: str, **places: object) -> str:
        """Return a whole sentence of the catalogue with its places filled."""
        return self.catalogue.gettext(message).format(**places)

    def text(self, message: str) -> str:
        """Return a text of the catalogue as it stands, for texts of checklists and signals (braces mean nothing)."""
        return self.catalogue.gettext(message) if message else ""

    def level_of(self, signal: str, part: str | None = None) -> float | None:
        """Return the level that the plan gives a signal on a scale of its own: of the part, else of the whole signal."""
        return self.levels.get(f"{signal}/{part}", self.levels.get(signal))

    def say_n(self, one: str, many: str, number: float, **places: object) -> str:
        """Return a sentence in the form that goes with a number, which stands at {number}."""
        form = self.catalogue.ngettext(one, many, round(number))
        return form.format(number=self.numbers.whole(number), **places)

    def shown(self, text: object, limit: int = LONGEST) -> str:
        """Return text from outside made safe to read; a long one is cut, and its length is said."""
        whole = str(text)
        if len(whole) <= limit:
            return visible(whole, limit)
        cut = visible(whole[:limit], limit)
        return self.say("{start}… ({length} characters)", start=cut, length=self.numbers.whole(len(whole)))

    def rank(self, group: Mapping[str, str | None]) -> tuple[int, ...]:
        """Return a key that sorts groups in the order of the tables: bands by size, "not recorded" last."""
        return tuple(self.order.get(column, {}).get(value, len(self.order)) for column, value in group.items())

    def listed(self, words: list[str] | tuple[str, ...]) -> str:
        """Return words joined as in a sentence."""
        return self.numbers.listed(words)


def voice_of(result: AuditResult, language: str = "en") -> Voice:
    """Return the voice for a result. Raises KeyError for a language that is not offered."""
    plan = result.plan
    protected = blocks(plan, "protected")
    attention = block(plan, "attention")
    return Voice(
        language=language,
        catalogue=translations(language),
        numbers=numbers(language),
        confidence=result.confidence,
        burden=block(plan, "decision").get("effect") != "benefit",
        attention=Attention(attention.get("difference"), attention.get("ratio")),
        labels={str(item["column"]): str(item["label"]) for item in protected if item.get("label")},
        banded=frozenset(
            str(column)
            for item in (*protected, *blocks(plan, "strata"))
            if item.get("bands")
            for column in (item.get("columns") or [item.get("column")])
        ),
        levels=dict(attention.get("levels") or {}),
        order={
            table.by[0]: {row.group[table.by[0]]: at for at, row in enumerate(table.groups)}
            for table in result.tables
            if len(table.by) == 1
        },
    )


def block(plan: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return a block of the plan, empty where the plan has none."""
    found = plan.get(key)
    return found if isinstance(found, Mapping) else {}


def blocks(plan: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Return a list of blocks of the plan; a bare name counts as its column."""
    found = plan.get(key) or ()
    return [item if isinstance(item, Mapping) else {"column": item} for item in found]
