"""The shape of a problem's sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """``what`` is wrong and was found; ``do``: what is allowed, or what to do. Facts stand in braces."""

    what: str
    do: str = ""
