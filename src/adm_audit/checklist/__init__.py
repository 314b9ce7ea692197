"""Questions, answers and the conditions that link them with results. Importing this loads no file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adm_audit.checklist.model import Library

STANDARD = ("ai-local-services", "systemic-discrimination")
"""The ids of the checklists that come with the package."""


def load_checklists(chosen: Sequence[str] = STANDARD, folder: Path = Path()) -> Library:
    """Return a library with the chosen checklists, and the words, signals, triggers and sources they rest on.

    chosen: ids of checklists of the package, or paths of own files (relative to ``folder``), which end in
    ``.yaml`` or ``.yml``. Raises ChecklistError with every problem.

    >>> len(load_checklists().questions())
    80
    """
    from adm_audit.checklist.load import load_chosen

    return load_chosen(chosen, folder)
