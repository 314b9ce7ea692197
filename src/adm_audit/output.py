"""Writing files so that nothing half-written is ever left: to a temporary name, then moved."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from adm_audit.errors import CallError, Place, Problem


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file or nothing.

    Raises CallError (``output_not_writable``) where the folder or file cannot be written.
    """
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise CallError(
            Problem("output_not_writable", {"path": str(path), "reason": error.strerror or ""}, Place(str(path)))
        ) from error


def write_text(path: Path, content: str) -> None:
    """Write a whole text file as UTF-8 with ``\\n`` line ends, or nothing."""
    write_bytes(path, content.encode("utf-8"))
