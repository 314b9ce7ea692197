"""The sentences of all problems, by code. Each room has its own file; this one joins and renders them."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from adm_audit.errors import AdmAuditError, Problem
from adm_audit.text.catalogue import translations
from adm_audit.text.problems.message import Message
from adm_audit.text.safe import visible

__all__ = ["Message", "messages", "render", "sentence"]


@cache
def messages() -> dict[str, Message]:
    """Return every message by code. Each module of this folder declares its own in ``MESSAGES``."""
    found: dict[str, Message] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        module = import_module(f"{__name__}.{info.name}")
        found.update(getattr(module, "MESSAGES", {}))
    return found


def sentence(problem: Problem, language: str = "en") -> str:
    """Return a problem as text: place, what is wrong, what is allowed or what to do, nearest fix."""
    _ = translations(language).gettext
    message = messages()[problem.code]
    facts = {
        name: ", ".join(visible(part) for part in value) if isinstance(value, tuple) else visible(value)
        for name, value in problem.facts.items()
    }
    parts = [_(message.what).format_map(facts)]
    if message.do:
        parts.append(_(message.do).format_map(facts))
    if problem.nearest is not None:
        parts.append(_("Did you mean {nearest}?").format(nearest=visible(problem.nearest)))
    place = visible(problem.place) if problem.place else ""
    return f"{place}: {' '.join(parts)}" if place else " ".join(parts)


def render(error: AdmAuditError, language: str = "en") -> str:
    """Return all problems of an error, one a line."""
    return "\n".join(sentence(problem, language) for problem in error.problems)
