"""Finds the finding that people mean when they record how it is handled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adm_audit.checklist.answers import Answers, Handled
from adm_audit.result import AuditResult, Finding


def also_known_as(finding: Finding) -> tuple[str, ...]:
    """Return further ids that name a finding.

    Two groups are one comparison, filed under one of them: it may be named by either group, with or without
    the other side.
    """
    if finding.against_group is None:
        return ()
    side = f"/vs={finding.against_group}"
    plain = finding.id.removesuffix(side)
    names = [plain]
    if finding.against == "other_group" and len(finding.group) == 1:
        ((column, value),) = finding.group.items()
        here = f"{column}={value}"
        if plain.endswith(here):
            mirrored = plain.removesuffix(here) + f"{column}={finding.against_group}"
            names += [mirrored, f"{mirrored}/vs={value}"]
    return tuple(names)


def resolved(answers: Answers, result: AuditResult) -> Answers:
    """Return the answers with handling under the ids of the result; what fits no finding keeps its key."""
    ids: dict[str, list[str]] = {}
    for signal in result.signals:
        for finding in signal.findings:
            for name in (finding.id, *also_known_as(finding)):
                ids.setdefault(name, []).append(finding.id)
    return replace(answers, handling=_by_id(answers.handling, ids))


def _by_id(handling: Mapping[str, Handled], ids: Mapping[str, list[str]]) -> dict[str, Handled]:
    read: dict[str, Handled] = {}
    for key, handled in handling.items():
        meant = {key} if key in ids.get(key, ()) else set(ids.get(key, ()))
        name = meant.pop() if len(meant) == 1 else key
        read[key if name in read else name] = handled
    return read
