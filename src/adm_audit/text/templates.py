"""Templates of pages: everything is escaped, a name that is not given is an error, texts come from the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adm_audit.text.catalogue import translations

if TYPE_CHECKING:
    from jinja2 import Environment


def environment(package: str, language: str) -> Environment:
    """Return the environment for the templates that lie in a package. Raises KeyError for a language not offered."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return made
