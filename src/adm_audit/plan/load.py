"""Reads plans: from a file, from a text, or from the keywords of a call."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from adm_audit.errors import Place
from adm_audit.plan.call import plan_from_keywords
from adm_audit.plan.model import AuditPlan
from adm_audit.plan.read import read_plan
from adm_audit.plan.write import as_data, plan_to_yaml
from adm_audit.yaml_source import At, Source, load_yaml

__all__ = ["LoadedPlan", "as_data", "load_plan", "plan_from_keywords", "plan_from_text", "plan_to_yaml"]


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """A plan with the text it came from. ``sha256``: of the file's bytes; ``path``: None for a text."""

    plan: AuditPlan
    source: Source
    sha256: str
    path: Path | None = None

    def place(self, path: At, on: Literal["key", "value"] = "value") -> Place:
        """Return where a key path of the plan stands, or the nearest block around it that exists."""
        return self.source.place(path, on)


def load_plan(path: Path | str, *, shown_as: str | None = None) -> LoadedPlan:
    """Read a plan from a file.

    shown_as: the name of the file in messages, else as given. Raises PlanError with every problem: if the
    YAML itself is broken, only what is wrong with that; else every unknown, missing, wrong or clashing key.
    """
    source = load_yaml(Path(path), shown_as or str(path))
    return LoadedPlan(_plan(source), source, sha256(Path(path).read_bytes()).hexdigest(), Path(path))


def plan_from_text(text: str, *, shown_as: str = "audit.yaml") -> LoadedPlan:
    """Read a plan from its text. Raises PlanError as `load_plan` does.

    >>> text = "{adm_audit: 1, title: T, data: {source: a.csv}, protected: [sex],"
    >>> loaded = plan_from_text(text + " decision: {column: d, positive: [yes], effect: burden}}")
    >>> loaded.plan.decision.positive, loaded.place(("protected", 0)).column
    (('yes',), 61)
    """
    source = load_yaml(text, shown_as)
    return LoadedPlan(_plan(source), source, sha256(text.encode()).hexdigest())


def _plan(source: Source) -> AuditPlan:
    return read_plan(source.data, source.place, source.code_like)
