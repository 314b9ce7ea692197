"""Finds the files that non-programmers edit (checklists, sample data), in a wheel and in the repository."""

from __future__ import annotations

from pathlib import Path
from typing import Literal


def data_folder(name: Literal["checklists", "sample_data"]) -> Path:
    """Return the folder of that name: inside the installed package, else at the top of the repository.

    >>> (data_folder("checklists")).is_dir()
    True
    """
    here = Path(__file__).resolve().parent
    packed = here / "_data" / name
    return packed if packed.is_dir() else here.parents[1] / name
