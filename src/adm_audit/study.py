"""What signals may ask of rows, and the plain numbers that come back: a study looks where counts are not enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from adm_audit.stats.clusters import ClusterSums
from adm_audit.values import Number

StudyName = Literal["subgroups", "prediction"]


@dataclass(frozen=True, slots=True)
class Study:
    """A study that a signal asks for: its name, and the axes that it reads (see `Need`).

    listed: combinations of axes that a search leaves out, as they are compared anyway.
    """

    name: StudyName
    axes: frozenset[str]
    listed: frozenset[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SideOfGroup:
    """People of one side in the half that judges: cases, total, squared weights (0 without weights), clusters if any."""

    cases: float
    total: float
    squares: float = 0.0
    clusters: ClusterSums | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgroup:
    """A group that a search found in one half, and what the other half says about it.

    traits: its columns with their values. parents: everybody who has one of the traits, by its column.
    """

    traits: tuple[tuple[str, str], ...]
    group: SideOfGroup
    others: SideOfGroup
    parents: tuple[tuple[str, SideOfGroup], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """The result of a search: groups found, how many were looked at, people in both halves; or the code of the
    reason why there was none."""

    found: tuple[Subgroup, ...] = ()
    looked_at: int = 0
    people: tuple[int, int] = (0, 0)
    absent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """How well all inputs together tell one group from everyone else, on the half that the model never saw.

    strength: twice the area under the curve less one, 0 (no better than chance) to 1. p: of no link; None where the
    strength is undefined. people: of the group and of everyone else in the half that judges.
    """

    attribute: str
    group: str
    strength: Number
    p: float | None
    people: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictions:
    """The predictions of all groups, the people that the model learned from, or the code of why there are none."""

    groups: tuple[Predicted, ...] = ()
    learned_from: int = 0
    absent: str | None = None


Studied = Searched | Predictions
