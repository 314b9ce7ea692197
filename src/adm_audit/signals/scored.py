"""People by their score: which cases tell what a score is worth, and their counts by group and score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from adm_audit.counts import Count
from adm_audit.evidence import CASE, CASES, SCORE, UNKNOWN, YES, Evidence
from adm_audit.plan.model import AuditPlan
from adm_audit.result import NotLookedAt
from adm_audit.signals.packed import Share, codes
from adm_audit.tally import Need


@dataclass(slots=True)
class AtScore:
    """The people of one group at one code of the score: all, those whose outcome is judged, and the positive ones."""

    people: Count = 0
    judged: Count = 0
    positive: Count = 0
    squares: float = 0.0


Scored = Mapping[str | None, Mapping[int, AtScore]]
"""People by group and code of the score, ascending."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The cases whose outcome tells what a score is worth. whom: everyone, random, not_selected or selected."""

    whom: str
    share: Share = field(repr=False)

    @property
    def for_all(self) -> bool:
        """Whether they stand for everyone."""
        return self.whom in ("everyone", "random")


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table of each attribute by score and case, or say what the plan does not name."""
    if plan.score is None:
        return NotLookedAt(code="no_score", plan_line="score: {column: ..., range: [0, 1], higher: selected}")
    if plan.outcome is None:
        return NotLookedAt(code="no_outcome", plan_line="outcome: {column: ..., positive: [...], known_for: everyone}")
    return [Need.of(item.column, SCORE, CASE) for item in plan.protected]


def judged(plan: AuditPlan) -> Judged:
    """Return which cases are judged: everyone, those drawn at random, or only the selected ones.

    Cases without a decision are left out, as clusters do not count them.
    """
    if plan.outcome is not None and plan.outcome.known_for == "everyone":
        return Judged("everyone", _among(_KNOWN))
    if plan.outcome is not None and plan.outcome.known_for == "sample" and plan.route is not None:
        whom = "random" if plan.route.drawn_from == "everyone" else "not_selected"
        return Judged(whom, _among(_KNOWN & codes(lambda *case: case[3] == YES)))
    return Judged("selected", _among(_KNOWN & codes(lambda *case: case[0] == YES)))


_KNOWN = codes(lambda decided, outcome, *_: UNKNOWN not in (decided, outcome))


def _among(total: frozenset[int]) -> Share:
    return Share(total & codes(lambda _, outcome, *__: outcome == YES), total)


def by_score(evidence: Evidence, attribute: str, share: Share) -> dict[str | None, dict[int, AtScore]]:
    """Return the people of each group by code of the score; without a score they are left out."""
    cells = evidence.tally.margin(attribute, SCORE, CASE)
    values = evidence.tally.axes[attribute].values
    found: dict[str | None, dict[int, AtScore]] = {}
    for row, (group, code, case) in enumerate(cells.codes.tolist()):
        if code == 0 or case >= CASES:
            continue
        at = found.setdefault(values[group], {}).setdefault(code, AtScore())
        count = cells.count(row)
        at.people = at.people + count
        if case in share.total:
            at.judged = at.judged + count
            at.squares += 0.0 if cells.squares is None else float(cells.squares[row])
        if case in share.cases:
            at.positive = at.positive + count
    return {group: dict(sorted(codes_.items())) for group, codes_ in found.items()}


def summed(scored: Scored, what: str) -> dict[int, Count]:
    """Return the people of all groups by code of the score. what: people, judged or positive."""
    total: dict[int, Count] = {}
    for at_codes in scored.values():
        for code, at in at_codes.items():
            total[code] = total.get(code, 0) + getattr(at, what)
    return total
