"""Which file is meant, and what it is. Decided by its content; the ending of its name is only a hint."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Literal

from adm_audit.errors import DataError, Place, Problem
from adm_audit.tables.names import nearest

Format = Literal["text", "parquet", "excel"]
_BLANK = b" \t\r\n\xef\xbb\xbf"
BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    OSError, EOFError, ValueError, KeyError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What the zipfile module raises for archives that are damaged, encrypted or of an unknown kind."""
FORMATS = ("csv", "tsv", "parquet", "xlsx", "xls", "ods")

_OTHER = (
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstandard"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"SQLite format 3", "SQLite"),
    (b"$FL", "SPSS"),
    (b"<stata_dta>", "Stata"),
    (b"ARROW1", "Arrow/Feather"),
    (b"FEA1", "Feather"),
    (b"RDX", "R"),
    (b"\x80\x04\x95", "pickle"),
    (b"\x89PNG", "PNG"),
    (b"\x93NUMPY", "NumPy"),
    (b"\x89HDF", "HDF5"),
)
_ENDINGS = {
    ".json": "JSON", ".jsonl": "JSON", ".ndjson": "JSON", ".html": "HTML", ".htm": "HTML", ".xml": "XML",
    ".sav": "SPSS", ".dta": "Stata", ".sas7bdat": "SAS", ".rds": "R", ".rdata": "R", ".pkl": "pickle",
    ".pickle": "pickle", ".docx": "Word", ".pdf": "PDF", ".yaml": "YAML", ".yml": "YAML",
}  # fmt: skip


def sources(path: Path, shown: str | None = None) -> tuple[Path, ...]:
    """Return the file that a path names, or all files that fit a pattern with ``* ? [``, sorted by name.

    Raises DataError: ``file_missing`` (with the nearest name in that folder), ``file_is_folder``,
    ``file_not_readable``, ``no_file_fits``, ``name_with_nul``.
    """
    shown = shown or str(path)
    if "\0" in str(path):
        raise DataError(Problem("name_with_nul", {"name": str(path).replace("\0", "�")}))
    try:
        if path.is_dir():
            raise DataError(Problem("file_is_folder", {"path": shown, "formats": FORMATS}, Place(shown)))
        if path.is_file():
            return (path,)
        if any(sign in str(path) for sign in "*?["):
            return _fitting(path, shown)
        near = _near(path)
    except OSError as error:
        facts = {"path": shown, "reason": error.strerror or ""}
        raise DataError(Problem("file_not_readable", facts, Place(shown))) from error
    raise DataError(Problem("file_missing", {"path": shown}, Place(shown), near))


def _fitting(pattern: Path, shown: str) -> tuple[Path, ...]:
    try:
        root = Path(pattern.anchor) if pattern.is_absolute() else Path()
        found = root.glob(str(pattern.relative_to(root)))
        files = tuple(sorted(path for path in found if path.is_file()))
    except (ValueError, NotImplementedError):
        files = ()
    if not files:
        raise DataError(Problem("no_file_fits", {"pattern": shown}, Place(shown)))
    return files


def _near(path: Path) -> str | None:
    if not path.parent.is_dir():
        return None
    names = sorted(entry.name for entry in path.parent.iterdir() if entry.is_file())
    return nearest(path.name, names)


def file_format(path: Path, shown: str) -> Format:
    """Return what a file is by its first bytes; anything that is not known as something else counts as text.

    Raises DataError: ``file_empty``, ``file_not_readable``, ``file_damaged``, ``format_unknown``.
    """
    try:
        with path.open("rb") as file:
            start = file.read(1024)
            while start and not start.strip(_BLANK):
                start = file.read(1024)
    except OSError as error:
        facts = {"path": shown, "reason": error.strerror or ""}
        raise DataError(Problem("file_not_readable", facts, Place(shown))) from error
    if not start:
        raise DataError(Problem("file_empty", {"path": shown}, Place(shown)))
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "excel"
    if start.startswith(b"PK\x03\x04"):
        return _zip_format(path, shown)
    found = next((name for magic, name in _OTHER if start.startswith(magic)), None) or _text_of_others(path, start)
    if found:
        raise DataError(_unknown(shown, found))
    return "text"


def _text_of_others(path: Path, start: bytes) -> str | None:
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table")):
        return "HTML"
    if head.startswith(b"<?xml"):
        return "XML"
    return _ENDINGS.get(path.suffix.lower())


def _zip_format(path: Path, shown: str) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except BROKEN_ZIP as error:
        raise DataError(Problem("file_damaged", {"path": shown, "format": "Excel/ODS"}, Place(shown))) from error
    if names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        return "excel"
    raise DataError(_unknown(shown, "Word" if "word/document.xml" in names else "ZIP"))


def _unknown(shown: str, found: str) -> Problem:
    return Problem("format_unknown", {"path": shown, "found": found, "formats": FORMATS}, Place(shown))
