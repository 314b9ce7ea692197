"""How far a workbook spreads: one stray cell can make a reader set aside memory for billions of empty ones."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from adm_audit.tables.files import BROKEN_ZIP

MOST_CELLS = 50_000_000
_MOST_BYTES = 4_000_000_000
_SCANNED = 32_000_000
_DIMENSION = re.compile(rb'<dimension ref="(?:[A-Z]+\d+:)?([A-Z]+)(\d+)"')
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb'<row [^>]{0,200}?r="(\d{1,7})"')


def too_large(path: Path) -> bool:
    """Return whether a sheet of an xlsx workbook spans more than 50 million cells.

    The size that a sheet declares is believed for large sheets; small ones are looked through, so that a
    small file cannot ask for much memory. Files that are not readable ZIP archives are never too large here.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_BYTES:
                return True
            sheets = [entry for entry in archive.infolist() if entry.filename.startswith("xl/worksheets/")]
            return any(_spans_too_much(archive, entry) for entry in sheets if entry.filename.endswith(".xml"))
    except BROKEN_ZIP:
        return False


def _spans_too_much(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    with archive.open(entry) as file:
        start = file.read(4_096)
        declared = _DIMENSION.search(start)
        if declared and _column(declared[1]) * int(declared[2]) > MOST_CELLS:
            return True
        if entry.file_size > _SCANNED:
            return False
        width = height = 0
        for piece in _pieces(start, file):
            width = max([width, *(_column(name) for name in {match[1] for match in _CELL.finditer(piece)})])
            height = max([height, *(int(match[1]) for match in _ROW.finditer(piece))])
        return width * height > MOST_CELLS


def _pieces(start: bytes, file: IO[bytes]) -> Iterator[bytes]:
    """Yield pieces that overlap, so that nothing is missed where they meet."""
    piece = start
    while True:
        yield piece
        more = file.read(1 << 20)
        if not more:
            return
        piece = piece[-300:] + more


def _column(letters: bytes) -> int:
    """Return the number of a column: A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
