"""Languages: English stands where it is used; other languages come from gettext catalogues.

A language that is not complete is not offered.
"""

from __future__ import annotations

from gettext import NullTranslations

LANGUAGES: tuple[str, ...] = ("en",)
"""Languages that are complete today."""


def N_(message: str) -> str:
    """Mark a whole sentence for translation where it is written; it is translated where it is shown."""
    return message


def translations(language: str) -> NullTranslations:
    """Return the catalogue of a language, for ``gettext`` and ``ngettext`` calls and for templates.

    Raises KeyError for a language that is not offered.

    >>> translations("en").gettext("No difference is a claim too.")
    'No difference is a claim too.'
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    return NullTranslations()
