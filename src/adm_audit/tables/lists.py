"""Which values of a column mean yes, and which mean no."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lists:
    """Which values of a column mean yes and which mean no, as positions in its profile.

    among: only of those who are a yes there; of all others nothing is known.
    """

    column: str
    yes: tuple[int, ...]
    no: tuple[int, ...]
    among: Lists | None = None
