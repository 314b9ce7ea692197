"""`adm-audit explain`: a signal, a rate or a term in plain words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import click

_WIDTH = 90


@click.command()
@click.argument("name", required=False)
def explain(name) -> int:  # type: ignore[no-untyped-def]
    """Explain NAME (a signal, a rate or a term): what it means, its formula, when it misleads.

    Without NAME: list everything that can be explained.
    """
    from adm_audit.explain import names, topic

    if name is None:
        for kind, listed in names().items():
            click.echo(f"{kind}: ", nl=False)
            click.echo("\n".join(textwrap.wrap(", ".join(listed), _WIDTH, subsequent_indent="  ")))
        return 0
    for line in _wrapped(topic(name)):
        click.echo(line)
    return 0


def _wrapped(found: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for heading, text in found:
        if heading:
            yield ""
            yield f"{heading}:"
        for paragraph in text.split("\n"):
            yield from textwrap.wrap(paragraph, _WIDTH, initial_indent="  ", subsequent_indent="  ") or [""]
