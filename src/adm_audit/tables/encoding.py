"""Which characters the bytes of a text file stand for.

The ladder: byte-order mark, strict UTF-8, UTF-16 without a mark, then the code page of the language. A guess
by letter frequencies is never made: it is unreliable for single-byte code pages.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from adm_audit.errors import DataError, Place, PlanError, Problem
from adm_audit.tables.names import nearest
from adm_audit.values import Because

_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODE_PAGES = {
    "bg": "cp1251", "mk": "cp1251", "ru": "cp1251", "sr": "cp1251", "uk": "cp1251",
    "bs": "cp1250", "cs": "cp1250", "hr": "cp1250", "hu": "cp1250", "pl": "cp1250", "ro": "cp1250",
    "sk": "cp1250", "sl": "cp1250", "sq": "cp1250",
    "el": "cp1253", "tr": "cp1254", "et": "cp1257", "lt": "cp1257", "lv": "cp1257",
}  # fmt: skip
_WESTERN = frozenset(
    [
        "af",
        "br",
        "ca",
        "cy",
        "da",
        "de",
        "en",
        "es",
        "eu",
        "fi",
        "fo",
        "fr",
        "fy",
        "ga",
        "gd",
        "gl",
        "id",
        "is",
        "it",
        "lb",
        "ms",
        "nb",
        "nl",
        "nn",
        "no",
        "oc",
        "pt",
        "rm",
        "sv",
        "sw",
    ]
)
_KNOWN = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254",
          "cp1257", "cp850", "cp437", "iso-8859-1", "iso-8859-2", "iso-8859-15", "mac-roman")  # fmt: skip
_NO_ENCODINGS = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"}
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\x0c\x1a")) + b"\x7f"


@dataclass(frozen=True, slots=True)
class Encoded:
    """The encoding of a text file, the hash of its bytes, and what should be said about it."""

    encoding: str
    sha256: str
    notes: tuple[Because, ...] = ()


def code_page(language: str) -> str:
    """Return the single-byte code page that Windows programs use for a language.

    >>> code_page("de"), code_page("pl"), code_page("el-GR")
    ('cp1252', 'cp1250', 'cp1253')
    """
    return _CODE_PAGES.get(_primary(language), "cp1252")


def languages() -> tuple[str, ...]:
    """Return the languages of which the code page is known, by their two letters.

    >>> {"de", "el", "pl"} <= set(languages()), "mt" in languages()
    (True, False)
    """
    return tuple(sorted(_WESTERN | set(_CODE_PAGES)))


def is_language(language: str) -> bool:
    """Return whether the code page of a language is known; a region may follow (``de-AT``).

    >>> is_language("de-AT"), is_language("xx")
    (True, False)
    """
    return _primary(language) in languages()


def _primary(language: str) -> str:
    return language.lower().replace("_", "-").split("-")[0]


def find_encoding(path: Path, shown: str, given: str | None, language: str) -> Encoded:
    """Return the encoding of a text file; one that was given is checked to its last byte.

    Raises PlanError ``encoding_unknown``; DataError ``encoding_wrong``, ``encoding_is_utf8``, ``encoding_damaged``
    (with byte and line), ``encoding_not_found``, ``file_binary``, ``text_with_nul``.
    """
    digest, utf8, nul, ascii_only = _scan(path)
    with path.open("rb") as file:
        head = file.read(1 << 16)
    mark = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if given is not None:
        wanted = _known_encoding(given, shown)
        name = mark if mark and _family(wanted) == _family(mark) else wanted
        _must_decode(path, shown, name, "encoding_wrong")
        if utf8 and not ascii_only and not wanted.startswith("utf"):
            raise DataError(Problem("encoding_is_utf8", {"encoding": given}, Place(shown)))
        return Encoded(name, digest)
    if mark:
        _must_decode(path, shown, mark, "encoding_wrong")
        return Encoded(mark, digest)
    if nul:
        wide = _wide(head)
        if wide is None:
            raise DataError(_not_text(path, shown, head))
        _must_decode(path, shown, wide, "encoding_wrong")
        return Encoded(wide, digest)
    if _share_of_controls(head) > 0.05:
        raise DataError(Problem("file_binary", {"path": shown}, Place(shown)))
    if utf8:
        return Encoded("utf-8", digest)
    return _by_language(path, shown, language, digest)


def _by_language(path: Path, shown: str, language: str, digest: str) -> Encoded:
    if _mostly_utf8(path):
        _must_decode(path, shown, "utf-8", "encoding_damaged")
    page = code_page(language)
    if first_undecodable(path, page) is not None:
        raise DataError(Problem("encoding_not_found", {"path": shown, "tried": ("utf-8", page)}, Place(shown)))
    return Encoded(page, digest, (Because("encoding_by_language", {"encoding": page, "language": language}),))


def _scan(path: Path) -> tuple[str, bool, bool, bool]:
    """Return the hash, and whether the file is valid UTF-8, holds NUL, is pure ASCII."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    utf8, nul, ascii_only = True, False, True
    for chunk in _chunks(path):
        digest.update(chunk)
        nul = nul or b"\0" in chunk
        if chunk.isascii() and not decoder.getstate()[0]:
            continue
        ascii_only = False
        if utf8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                utf8 = False
                decoder.reset()
    return digest.hexdigest(), utf8 and not decoder.getstate()[0], nul, ascii_only


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _family(name: str) -> str:
    return name.removesuffix("-sig").removesuffix("-le").removesuffix("-be")


def _known_encoding(given: str, shown: str) -> str:
    try:
        name = codecs.lookup(given.strip()).name
        if name in _NO_ENCODINGS or not codecs.lookup(name)._is_text_encoding:
            raise LookupError(given)
    except (LookupError, ValueError) as error:
        near = nearest(given, _KNOWN)
        raise PlanError(
            Problem("encoding_unknown", {"encoding": given, "known": _KNOWN}, Place(shown), near)
        ) from error
    return name


def first_undecodable(path: Path, encoding: str) -> tuple[int, int] | None:
    """Return the first byte (from 0) that the encoding cannot hold, and its line (from 1), if any."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done, line = 0, 1
    for chunk in _chunks(path):
        waiting = len(decoder.getstate()[0])
        try:
            line += decoder.decode(chunk).count("\n")
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(encoding, errors="replace")
            return done - waiting + error.start, line + before.count("\n")
        done += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return done - len(error.object), line
    return None


def _must_decode(path: Path, shown: str, encoding: str, code: str) -> None:
    found = first_undecodable(path, encoding)
    if found is not None:
        byte, line = found
        raise DataError(Problem(code, {"path": shown, "encoding": encoding, "byte": byte}, Place(shown, line)))


def _wide(head: bytes) -> str | None:
    """Latin text in UTF-16 has NUL in every second byte: the first for big-endian, the second for little."""
    if len(head) < 4:
        return None
    even, odd = head[0::2].count(0) / len(head[0::2]), head[1::2].count(0) / len(head[1::2])
    if even > 0.4 and odd < 0.05:
        return "utf-16-be"
    return "utf-16-le" if odd > 0.4 and even < 0.05 else None


def _share_of_controls(head: bytes) -> float:
    return (len(head) - len(head.translate(None, _CONTROL))) / max(len(head), 1)


def _not_text(path: Path, shown: str, head: bytes) -> Problem:
    if _share_of_controls(head) > 0.05:
        return Problem("file_binary", {"path": shown}, Place(shown))
    line = 1
    for chunk in _chunks(path):
        at = chunk.find(b"\0")
        if at >= 0:
            return Problem("text_with_nul", {"path": shown}, Place(shown, line + chunk.count(b"\n", 0, at)))
        line += chunk.count(b"\n")
    return Problem("file_binary", {"path": shown}, Place(shown))


def _mostly_utf8(path: Path) -> bool:
    """More valid than broken sequences: damaged UTF-8. Code pages make almost no valid ones."""
    good = bad = 0
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    for at, chunk in enumerate(_chunks(path)):
        text = decoder.decode(chunk)
        broken = text.count("\ufffd")
        good += sum(not sign.isascii() for sign in text) - broken
        bad += broken
        if at == 15:
            break
    return good > bad


def transcode(path: Path, encoding: str, target: Path) -> None:
    """Write a text file again as UTF-8 without a byte-order mark, its line ends untouched."""
    with (
        path.open(encoding=encoding, newline="") as old,
        target.open("w", encoding="utf-8", newline="") as new,
    ):
        first = True
        while text := old.read(_CHUNK):
            new.write(text.removeprefix("\ufeff") if first else text)
            first = False
