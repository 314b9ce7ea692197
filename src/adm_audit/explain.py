"""What `explain` tells about a signal, a rate or a term, as headings and texts."""

from __future__ import annotations

from difflib import get_close_matches

from adm_audit.errors import CallError, Problem
from adm_audit.registry import Entry
from adm_audit.signals import SIGNALS
from adm_audit.text.catalogue import translations
from adm_audit.text.terms import ALIASES, TERMS

Topic = tuple[tuple[str, str], ...]


def names() -> dict[str, tuple[str, ...]]:
    """Return everything that can be explained, by kind."""
    return {
        "Signals": tuple(signal.entry.name for signal in SIGNALS),
        "Rates and terms": tuple(TERMS),
    }


def topic(name: str, language: str = "en") -> Topic:
    """Return headings and texts that explain a name; hyphens and capitals do not matter.

    Raises CallError for an unknown name, with the nearest known one.
    """
    _ = translations(language).gettext
    wanted = _plain(name)
    wanted = _aliases().get(wanted, wanted)
    for signal in SIGNALS:
        if signal.entry.name == wanted:
            return _signal(signal.entry, language)
    if wanted in TERMS:
        term = TERMS[wanted]
        rows = [
            ("", f"{wanted}: {_(term.meaning)}"),
            (_("Formula"), term.formula),
            (_("Misleads"), _(term.misleads) if term.misleads else ""),
        ]
        return tuple(row for row in rows if row[1])
    known = [listed for kind in names().values() for listed in kind]
    near = get_close_matches(wanted, [*known, *_aliases()], n=1, cutoff=0.5)
    raise CallError(
        Problem("unknown_topic", {"name": name}, nearest=_aliases().get(near[0], near[0]) if near else None)
    )


def _plain(name: str) -> str:
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _aliases() -> dict[str, str]:
    """Return other words for what can be explained: the titles in the report, and what people call things."""
    titles = {_plain(signal.entry.title): signal.entry.name for signal in SIGNALS}
    return {**titles, **ALIASES}


def _signal(entry: Entry, language: str) -> Topic:
    _ = translations(language).gettext
    parts = "\n".join(f"{part.name}: {_(part.title)}" for part in (*entry.parts, *entry.further))
    rows = [
        ("", f"{entry.name}: {_(entry.title)}. {_(entry.question)}"),
        (_("Parts"), parts),
        (_("Formula"), _(entry.formula)),
        (_("Interval and test"), _(entry.test)),
        (_("When it misleads"), _(entry.misleads)),
        (_("Sources"), "\n".join(entry.sources)),
        (_("Questions that it bears on"), ", ".join(_questions(entry.name))),
    ]
    return tuple(row for row in rows if row[1])


def _questions(signal: str) -> list[str]:
    from adm_audit.checklist import load_checklists

    return [question.id for question in load_checklists().questions().values() if signal in question.signals]
