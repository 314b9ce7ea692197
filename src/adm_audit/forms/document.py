"""Answers as plain data of the same shape as `answers.yaml`, for JSON and for the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adm_audit.checklist.answers import Answer, Answers, Handled


def as_document(said: Answers | None) -> dict[str, Any]:
    """Return answers as plain data: what stands in the file, in its order, without empty fields.

    Nothing said yet is a trial without answers.

    >>> as_document(None)
    {'adm_audit_answers': 1, 'status': 'trial', 'profile': {}, 'answers': {}, 'handling': {}}
    """
    said = said or Answers()
    return {
        "adm_audit_answers": 1,
        "status": said.status,
        "profile": _plain(said.profile),
        "answers": {key: _answer(item) for key, item in said.answers.items()},
        "handling": {key: _handled(item) for key, item in said.handling.items()},
    }


def _answer(answer: Answer) -> dict[str, Any]:
    names = ("answer", "version", "by", "name", "on", "note")
    kept: dict[str, Any] = {name: value for name in names if (value := getattr(answer, name))}
    if answer.evidence:
        kept["evidence"] = [
            {name: text for name in ("what", "link", "on", "by") if (text := getattr(item, name))}
            for item in answer.evidence
        ]
    if answer.record:
        kept["record"] = _plain(answer.record)
    return kept


def _handled(handled: Handled) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "cause": list(handled.cause),
        "justification": dict(handled.justification),
        "remedy": dict(handled.remedy),
    }
    return {name: value for name, value in kept.items() if value}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
