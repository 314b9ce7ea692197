"""Rankings: who stands among the first."""

from __future__ import annotations

from collections.abc import Iterator

from adm_audit.comparison import Head, Looked, TwoByTwo
from adm_audit.counts import Count, high, printed
from adm_audit.evidence import TOP, Evidence
from adm_audit.plan.model import AuditPlan, Ranking
from adm_audit.registry import Part, Phrases
from adm_audit.result import NotLookedAt
from adm_audit.signals.coded import Codes, clusters_of, people_on, sides_of
from adm_audit.signals.rates import worse_when_selected
from adm_audit.signals.sides import compare
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because

NAME = "top_k"
PART = Part(name=NAME, title="Among the first of a list", rate="top_rate")
PHRASES = Phrases(
    more=N_("{Group} stood in the {factor} of the list more often than {others}: {rate} against {other_rate}, {gap}."),
    less=N_("{Group} stood in the {factor} of the list less often than {others}: {rate} against {other_rate}, {gap}."),
    equal=N_("{Group} stood in the {factor} of the list as often as {others}: {rate} against {other_rate}, {gap}."),
    fact=N_("{rate} {group} stood in the {factor} of the list; among {others} it was {other_rate}."),
    open=N_(
        "Whether {group} stand in the {factor} of the list more or less often than {others}, the data cannot tell: {gap}."
    ),
    ruled_out=N_(
        "{Group} stood in the {factor} of the list about as often as {others}: {rate} against {other_rate}, {gap}."
    ),
    rate=N_("Among the first"),
    cases=N_("Among the first"),
    total=N_("In the list"),
)


def needs(plan: AuditPlan) -> list[Need]:
    """Return tables of each attribute by the tops of the ranking; none where rows count several people."""
    if plan.ranking is None or plan.data.count is not None:
        return []
    return [Need.of(item.column, TOP) for item in plan.protected]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare who stands among the first of the list, for each length of the top."""
    ranking = plan.ranking
    if ranking is None:
        return Looked()
    if plan.data.count is not None:
        return Looked(parts_not_looked_at={NAME: NotLookedAt(code="ranking_of_counts")})
    first = plan.protected[0].column
    if not evidence.tally.has(first, TOP):
        return Looked(parts_not_looked_at={NAME: NotLookedAt(code="too_many_cells")})
    people = people_on(evidence, first, TOP)
    comparisons: list[TwoByTwo] = []
    remarks: list[Because] = []
    for at, top in enumerate(sorted(ranking.top), start=1):
        inside, outside = _split(people, at)
        if high(inside) and not high(outside):
            remarks.append(Because("top_holds_everyone", {"top": top, "people": printed(inside)}))
            continue
        if high(inside) > top and not evidence.weighted:
            remarks.append(Because("top_shared", {"top": top, "people": printed(inside)}))
        comparisons.extend(_top(plan, evidence, ranking, at))
    if high(people.get(0, 0)):
        remarks.append(Because("not_ranked", {"column": ranking.column, "people": printed(people[0])}))
    return Looked(comparisons=tuple(comparisons), remarks=tuple(remarks))


def _split(people: dict[int, Count], at: int) -> tuple[Count, Count]:
    """Return how many people stand inside a top, and how many outside."""
    inside: Count = 0
    outside: Count = 0
    for code, count in people.items():
        if 1 <= code <= at:
            inside = inside + count
        elif code > at:
            outside = outside + count
    return inside, outside


def _top(plan: AuditPlan, evidence: Evidence, ranking: Ranking, at: int) -> Iterator[TwoByTwo]:
    codes = Codes(TOP, frozenset(range(1, at + 1)), frozenset(range(1, len(ranking.top) + 2)))
    head = Head(part=NAME, input=f"top {sorted(ranking.top)[at - 1]}", worse=worse_when_selected(plan))
    for item in plan.protected:
        if evidence.tally.has(item.column, TOP):
            sides, clustered = sides_of(evidence, item.column, codes), clusters_of(evidence, item.column, codes)
            yield from compare(item, sides, head, clustered)
