"""Who reached each stage, as counts: from rows with all stages of a person, or from rows that count each stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adm_audit.comparison import Head, TwoByTwo
from adm_audit.counts import Count, high, low
from adm_audit.evidence import STAGES, Evidence, Values
from adm_audit.plan.model import AuditPlan, Protected, Stages, Strata
from adm_audit.result import Measure
from adm_audit.signals.sides import Clustered, Side, add, compare
from adm_audit.signals.strata import axes_of
from adm_audit.stats.decompose import profile_and_inside
from adm_audit.stats.stratify import Stratum, mantel_haenszel
from adm_audit.values import Number

Pair = tuple[str | None, str | None]
Codes = Mapping[Values, Mapping[int, tuple[Count, float]]]


@dataclass(frozen=True, slots=True)
class StageTable:
    """Groups by stage. each: the number of stages, where codes are stages (and, above them, who went on); else 0.

    Without ``each`` a code holds all stages of a person as bits, the first in bit 0.
    """

    codes: Codes
    each: int = 0

    @classmethod
    def of(cls, plan: AuditPlan, evidence: Evidence, *attributes: str) -> StageTable:
        """Return the stages of an attribute, or of a combination."""
        apart = isinstance(plan.stages, Stages) and plan.stages.counts == "reached"
        return cls(evidence.reached(*attributes), len(plan.stage_names) if apart else 0)

    def sides(self, at: int) -> dict[Values, Side]:
        """Return, for each group, who reached a stage among those who reached the one before it."""
        if self.each:
            return {key: (_of(held, self.each + at + 1), _of(held, at), 0.0) for key, held in self.codes.items()}
        return {key: _among(held, at - 1, at) for key, held in self.codes.items()}

    def end_sides(self, at: int) -> dict[Values, Side]:
        """Return, for each group, who reached a stage among those who reached the first."""
        if self.each:
            return {key: (_of(held, at + 1), _of(held, 1), 0.0) for key, held in self.codes.items()}
        return {key: _among(held, 0, at) for key, held in self.codes.items()}

    def anybody_falls_out(self, at: int) -> bool:
        """Return whether anybody who reached the stage before a stage did not reach it, or may not have."""
        return any(high(total) > 0 and high(total) > low(cases) for cases, total, _ in self.sides(at).values())

    def skipped(self) -> Count:
        """Return how many people reached a stage without the one before it; nested stages are a run of ones."""
        total: Count = 0
        for held in self.codes.values() if not self.each else ():
            for bits, (count, _) in held.items():
                if bits & (bits + 1):
                    total = total + count
        return total

    def clusters(self, evidence: Evidence, names: tuple[str, ...], at: int) -> Clustered | None:
        """Return the clusters of an attribute for going on to a stage; None where the plan names none."""
        table = evidence.clusters.get(frozenset({*names, STAGES}))
        if table is None:
            return None
        seen = {bits for held in self.codes.values() for bits in held if _came(bits, at - 1)}
        total = {str(bits): 1.0 for bits in seen}
        return Clustered(table, names, {str(bits): 1.0 for bits in seen if _came(bits, at)}, total)


def _of(held: Mapping[int, tuple[Count, float]], code: int) -> Count:
    return held[code][0] if code in held else 0


def _among(held: Mapping[int, tuple[Count, float]], before: int, at: int) -> Side:
    cases: Count = 0
    total: Count = 0
    squares = 0.0
    for bits, (count, squared) in held.items():
        if _came(bits, before):
            total, squares = total + count, squares + squared
            cases = cases + count if _came(bits, at) else cases
    return cases, total, squares


def _came(bits: int, at: int) -> bool:
    return bits >> at & 1 == 1


def ratios_inside(plan: AuditPlan, evidence: Evidence, item: Protected, at: int) -> dict[Pair, dict[str, Number]]:
    """Return, for each comparison of an attribute, the ratio of going on to a stage inside the levels of each factor."""
    found: dict[Pair, dict[str, Number]] = {}
    for stratum, table in _inside(plan, evidence, item):
        name = f"step_ratio_inside:{' x '.join(stratum.columns)}"
        for pair, levels in _levels(item, table.sides(at)):
            ratio = mantel_haenszel(levels, confidence=plan.confidence).ratio
            found.setdefault(pair_of(item, pair), {})[name] = ratio
    return found


def inside_factors(plan: AuditPlan, evidence: Evidence, item: Protected) -> Iterator[Measure]:
    """Yield, for each factor of the plan, profile and inside: the factors of the ratio at the end.

    Profile: the two sides are spread differently over the levels. Inside: they fare differently in the same level.
    Both are about reaching the stage of the decision, else the last one.
    """
    end = len(plan.stage_names) - 1
    if plan.decision.stage in plan.stage_names:
        end = plan.stage_names.index(plan.decision.stage)
    for stratum, table in _inside(plan, evidence, item):
        for pair, levels in _levels(item, table.end_sides(end)):
            found = profile_and_inside(levels)
            facts = _facts(item, pair)
            if found.profile_orders is not None:
                facts |= dict(zip(("by_others", "by_group"), found.profile_orders, strict=True))
            for name, number in (("profile_ratio", found.profile), ("inside_ratio", found.inside)):
                yield Measure(
                    name=name, part="step_gap", by=(item.column, *stratum.columns), number=number, facts=facts
                )


def pair_of(item: Protected, pair: TwoByTwo) -> Pair:
    """Return whom a comparison is about: a group, and the other one where it is named."""
    return pair.head.group[item.column], pair.head.against_group


def _inside(plan: AuditPlan, evidence: Evidence, item: Protected) -> Iterator[tuple[Strata, StageTable]]:
    for stratum in plan.strata:
        axes = (item.column, *axes_of(stratum))
        if item.column not in stratum.columns and evidence.tally.has(*axes, STAGES):
            yield stratum, StageTable.of(plan, evidence, *axes)


def _facts(item: Protected, pair: TwoByTwo) -> dict[str, str | int | float | bool | None]:
    head = pair.head
    return {"group": head.group[item.column], "against": head.against_group or head.against}


def _levels(item: Protected, sides: Mapping[Values, Side]) -> Iterator[tuple[TwoByTwo, list[Stratum]]]:
    """Yield each comparison of an attribute with its counts in every level."""
    by_level: dict[Values, dict[Values, Side]] = {}
    whole: dict[Values, list[Side]] = {}
    for key, side in sides.items():
        by_level.setdefault(key[1:], {})[key[:1]] = side
        whole.setdefault(key[:1], []).append(side)
    for pair in compare(item, {key: add(held) for key, held in whole.items()}, Head()):
        if pair.head.against != "all_recorded":
            levels = sorted(by_level.items(), key=str)
            yield pair, [_stratum(item.column, pair, level, groups) for level, groups in levels]


def _stratum(column: str, pair: TwoByTwo, level: Values, groups: Mapping[Values, Side]) -> Stratum:
    group, against = (pair.head.group[column],), pair.head.against_group
    mine = groups.get(group, (0, 0, 0.0))
    others = [side for key, side in groups.items() if (key == (against,) if against else key not in {group, (None,)})]
    beside = add(others)
    return Stratum(mine[0], mine[1], beside[0], beside[1], name=" / ".join(value or "-" for value in level))
