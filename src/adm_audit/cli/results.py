"""Reads results that earlier runs wrote, and says plainly what is wrong with one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from adm_audit.errors import CallError, Place, Problem

if TYPE_CHECKING:
    from adm_audit.result import AuditResult


def read_results(paths: Sequence[Path]) -> list[AuditResult]:
    """Return the results of these files. Raises CallError with the problem of every file that is none."""
    results: list[AuditResult] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            results.append(read_result(path))
        except CallError as error:
            problems += error.problems
    if problems:
        raise CallError(problems)
    return results


def read_result(path: Path) -> AuditResult:
    """Return the result of one file. Raises CallError: cannot be read, is no result, is of another version."""
    from adm_audit.result import SCHEMA, from_json

    shown = str(path)
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused("result_not_readable", shown, reason=reason) from None
    try:
        return from_json(content)
    except ValueError:
        found = _schema(content)
    if found is None:
        raise _refused("result_not_a_result", shown)
    if found != SCHEMA:
        raise _refused("result_other_version", shown, found=found, known=SCHEMA)
    raise _refused("result_damaged", shown)


def _schema(content: bytes) -> str | None:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return None
    name = data.get("schema") if isinstance(data, dict) else None
    return name if isinstance(name, str) and name.startswith("adm-audit/result/") else None


def _refused(code: str, shown: str, **facts: str) -> CallError:
    return CallError(Problem(code, {"path": shown, **facts}, Place(shown)))
