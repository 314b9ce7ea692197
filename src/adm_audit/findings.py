"""From comparisons to findings: correction for many comparisons, verdicts, smallest detectable gaps.

The same for all signals. A family shares one error budget: Holm in the two families of an audit,
Benjamini-Hochberg among intersections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from adm_audit.comparison import Head, Looked, Pooled, Ruled, TwoByTwo
from adm_audit.counts import Count, high, low, printed
from adm_audit.plan.model import AuditPlan
from adm_audit.result import Compared, Detectable, Finding, VerdictName
from adm_audit.signals.families import INTERSECTIONS, PRIMARY, alpha_of, attention_of, family_of
from adm_audit.stats.attention import Attention, limits
from adm_audit.stats.disparity import compare
from adm_audit.stats.multiplicity import benjamini_hochberg, holm
from adm_audit.stats.power import smallest_detectable
from adm_audit.stats.rates import rate as rate_number
from adm_audit.stats.verdicts import verdict
from adm_audit.values import Bounds, Estimate, Interval, Number

_CRUMBS = 1e-6


@dataclass(slots=True)
class _Draft:
    """A comparison with its numbers, before correction."""

    signal: str
    comparison: TwoByTwo | Pooled
    difference: Number
    ratio: Number
    complement_ratio: Number | None
    people: Number
    p: float | None
    p_smallest: float | None
    measures: dict[str, Number]


def find(plan: AuditPlan, looked: Mapping[str, Looked], *, power: bool = True) -> dict[str, tuple[Finding, ...]]:
    """Return the findings of every signal, in the order of its comparisons.

    looked: what each signal saw, by its name. power: also say how small a gap could have been found.
    """
    drafts: dict[tuple[str, int], _Draft] = {}
    for name, seen in looked.items():
        for at, comparison in enumerate(seen.comparisons):
            if isinstance(comparison, Ruled):
                continue
            drafts[(name, at)] = _draft(plan, name, comparison)
    twins = _twins(plan, drafts)
    families: dict[str, list[tuple[str, int]]] = {}
    for key, draft in drafts.items():
        if draft.p is not None and key not in twins:
            families.setdefault(family_of(plan, draft.signal, draft.comparison.head.part), []).append(key)
    adjusted = {family: _adjust(family, [drafts[key] for key in keys]) for family, keys in families.items()}
    corrected = {
        key: (family, len(keys), *adjusted[family][at])
        for family, keys in families.items()
        for at, key in enumerate(keys)
    }
    for key, other in twins.items():
        corrected[key] = corrected[other]
        drafts[key].p, drafts[key].p_smallest = drafts[other].p, drafts[other].p_smallest
    return {
        name: tuple(
            _ruled(name, comparison)
            if isinstance(comparison, Ruled)
            else _finding(plan, drafts[(name, at)], corrected.get((name, at)), power=power)
            for at, comparison in enumerate(seen.comparisons)
        )
        for name, seen in looked.items()
    }


def _twins(plan: AuditPlan, drafts: Mapping[tuple[str, int], _Draft]) -> dict[tuple[str, int], tuple[str, int]]:
    """Return, for each comparison that repeats another with complemented counts, the one that stands for both.

    The one in the first family stands for both, else the one that was named.
    """
    by_id = {finding_id(draft.signal, draft.comparison.head): key for key, draft in drafts.items()}
    twins: dict[tuple[str, int], tuple[str, int]] = {}
    for key, draft in drafts.items():
        comparison = draft.comparison
        if isinstance(comparison, Pooled) or comparison.same_as is None or draft.p is None:
            continue
        signal, part = comparison.same_as
        other = by_id.get(finding_id(signal, replace(comparison.head, part=part)))
        if other is None or not _one_test(comparison, drafts[other].comparison):
            continue
        first = family_of(plan, signal, part) != PRIMARY == family_of(plan, draft.signal, comparison.head.part)
        twins |= {other: key} if first else {key: other}
    return twins


def _one_test(one: TwoByTwo, two: TwoByTwo | Pooled) -> bool:
    """Return whether two comparisons hold the same counts, or complements of each other."""
    if isinstance(two, Pooled):
        return False
    same = (one.cases, one.total, one.other_cases, one.other_total)
    return same == (two.cases, two.total, two.other_cases, two.other_total) or _complements(one, two)


def _complements(one: TwoByTwo, two: TwoByTwo | Pooled) -> bool:
    """Return whether two comparisons hold the same people, the cases of one being all others of the other."""
    if isinstance(two, Pooled) or (one.total, one.other_total) != (two.total, two.other_total):
        return False
    pairs = ((one.cases, two.cases, one.total), (one.other_cases, two.other_cases, one.other_total))
    # weights are sums of decimals: their crumbs are no difference
    return all(
        abs(end(mine) + end(others) - end(total)) < _CRUMBS for mine, others, total in pairs for end in (low, high)
    )


def _draft(plan: AuditPlan, signal: str, comparison: TwoByTwo | Pooled) -> _Draft:
    if isinstance(comparison, Pooled):
        return _Draft(
            signal, comparison, comparison.difference, comparison.ratio, None, comparison.people,
            comparison.p, comparison.p_smallest, dict(comparison.measures),
        )  # fmt: skip
    found = compare(
        comparison.cases,
        comparison.total,
        comparison.other_cases,
        comparison.other_total,
        confidence=plan.confidence,
        design_effects=comparison.design_effects,
    )
    measures = dict(comparison.measures)
    for name, effect in zip(("design_effect", "other_design_effect"), comparison.design_effects, strict=True):
        if comparison.design_effects != (1.0, 1.0):
            measures[name] = Estimate(value=effect)
    for name in ("score_z", "score_p", "fisher_p"):
        value = getattr(found, name)
        if value is not None:
            measures[name] = Estimate(value=value)
    return _Draft(
        signal, comparison, found.difference, found.ratio, found.complement_ratio, found.people,
        found.p, found.p_smallest, measures,
    )  # fmt: skip


def _adjust(family: str, drafts: Sequence[_Draft]) -> list[tuple[float, float]]:
    correct = benjamini_hochberg if family == INTERSECTIONS else holm
    largest = correct([draft.p if draft.p is not None else 1.0 for draft in drafts])
    smallest = correct([draft.p_smallest if draft.p_smallest is not None else 1.0 for draft in drafts])
    return list(zip(largest, smallest, strict=True))


def _finding(
    plan: AuditPlan, draft: _Draft, corrected: tuple[str, int, float, float] | None, *, power: bool
) -> Finding:
    comparison, head = draft.comparison, draft.comparison.head
    counts = _compared(comparison)
    direction = _direction(draft.difference)
    common = {
        "id": finding_id(draft.signal, head),
        "part": head.part,
        "about": head.about,
        "group": head.group,
        "against": head.against,
        "against_group": head.against_group,
        "input": head.input,
        "counts": counts,
        "difference": draft.difference,
        "ratio": draft.ratio,
        "complement_ratio": draft.complement_ratio,
        "people": draft.people,
        "p": draft.p,
        "group_rate": direction,
        "worse": head.worse,
        "worse_off": _worse_off(direction, head.worse),
        "unit": comparison.unit if isinstance(comparison, Pooled) else "share",
        "measures": draft.measures,
        "remarks": comparison.remarks,
    } | _rates(comparison, plan.confidence)
    if corrected is None:
        return Finding(verdict="cannot_tell", detail="undefined", **common)  # type: ignore[arg-type]
    family, comparisons, p_adjusted, p_smallest = corrected
    alpha = alpha_of(plan, family)
    attention = _attention(plan, comparison)
    found = verdict(
        draft.difference,
        draft.ratio,
        p_adjusted=p_adjusted,
        p_adjusted_smallest=p_smallest,
        p=draft.p if draft.p is not None else 1.0,
        alpha=alpha,
        attention=attention,
    )
    name: VerdictName = found.name
    detail: str | None = found.detail
    if name in {"ruled_out", "below_attention"} and comparison.never_ruled_out:
        name, detail = "cannot_tell", "selective"
    if isinstance(comparison, TwoByTwo) and comparison.one_sided:
        name, detail = _one_sided(name, detail, draft, attention, lower=comparison.only == "lower")
    return Finding(
        verdict=name,
        detail=detail,
        p_adjusted=p_adjusted,
        family=family,
        alpha=alpha,
        comparisons=comparisons,
        detectable=_detectable(comparison, alpha / comparisons, attention, plan.confidence) if power else None,
        **common,  # type: ignore[arg-type]
    )


def _attention(plan: AuditPlan, comparison: TwoByTwo | Pooled) -> Attention:
    own = comparison.attention if isinstance(comparison, Pooled) else None
    return attention_of(plan) if own is None else own


def _one_sided(
    name: VerdictName, detail: str | None, draft: _Draft, attention: Attention, *, lower: bool
) -> tuple[VerdictName, str | None]:
    """Return the verdict where only a higher (or lower) rate counts: ``ruled_out`` once none beyond the level is left.

    ``other_way``: the whole interval says that the rate differs the other way.
    """
    gap, ratio = limits(draft.difference), limits(draft.ratio)
    if gap is None or gap.high is None:
        return name, detail
    least, most = (-gap.high, -gap.low) if lower else (gap.low, gap.high)
    if most <= 0:
        return "ruled_out", "other_way" if most < 0 else None
    if name == "cannot_tell" and least <= 0 and attention.within(Interval(0.0, most), _part(ratio, lower=lower)):
        return "ruled_out", None
    return name, detail


def _part(ratio: Interval | None, *, lower: bool) -> Interval | None:
    """Return the part of a ratio's interval that lies above 1, or below it."""
    if ratio is None:
        return None
    if lower:
        return Interval(min(1.0, ratio.low), 1.0)
    return Interval(1.0, None if ratio.high is None else max(1.0, ratio.high))


def _rates(comparison: TwoByTwo | Pooled, confidence: float) -> dict[str, Number]:
    if isinstance(comparison, Pooled):
        return dict(zip(("rate", "other_rate"), comparison.rates or (), strict=False))
    mine, other = comparison.design_effects
    return {
        "rate": rate_number(comparison.cases, comparison.total, confidence=confidence, design_effect=mine),
        "other_rate": rate_number(
            comparison.other_cases, comparison.other_total, confidence=confidence, design_effect=other
        ),
    }


def _compared(comparison: TwoByTwo | Pooled) -> Compared:
    if isinstance(comparison, Pooled):
        cases, total, other_cases, other_total = comparison.compared
    else:
        cases, total = comparison.cases, comparison.total
        other_cases, other_total = comparison.other_cases, comparison.other_total
    return Compared(cases=cases, total=total, other_cases=other_cases, other_total=other_total)


def _detectable(
    comparison: TwoByTwo | Pooled, alpha: float, attention: Attention, confidence: float
) -> Detectable | None:
    if isinstance(comparison, Pooled):
        return None
    total, other_total = low(comparison.total), low(comparison.other_total)
    cases: Count | None = printed(comparison.other_cases)
    if cases is None or not total or not other_total:
        return None
    found = smallest_detectable(
        max(1, round(total / comparison.design_effects[0])),
        max(1, round(other_total / comparison.design_effects[1])),
        min(float(low(cases)) / other_total, 1.0),
        alpha=alpha,
        attention=attention,
        confidence=confidence,
    )
    return Detectable(up=found.up, down=found.down)


def _direction(difference: Number) -> str | None:
    if isinstance(difference, Estimate):
        return "higher" if difference.value > 0 else "lower" if difference.value < 0 else "equal"
    if isinstance(difference, Bounds):
        if difference.low > 0:
            return "higher"
        if difference.high is not None and difference.high < 0:
            return "lower"
    return None


def _worse_off(direction: str | None, worse: str) -> bool | None:
    if direction is None or worse == "open":
        return None
    return direction == worse


def _ruled(signal: str, comparison: Ruled) -> Finding:
    head = comparison.head
    name = "cannot_tell" if comparison.holds is None else "shown" if comparison.holds else "ruled_out"
    return Finding(
        id=finding_id(signal, head),
        part=head.part,
        about=head.about,
        group=head.group,
        against=head.against,
        against_group=head.against_group,
        input=head.input,
        rate=comparison.rate,
        unit=comparison.unit,
        verdict=name,  # type: ignore[arg-type]
        worse=head.worse,
        detectable=comparison.detectable,
        measures=dict(comparison.measures),
        remarks=comparison.remarks,
    )


def finding_id(signal: str, head: Head) -> str:
    """Return the id of a finding: from signal, part, input, attribute and value, never from a counter.

    >>> finding_id("selection_gap", Head(group={"origin": "non-EU"}))
    'selection_gap/origin=non-EU'
    >>> finding_id("missing_gap", Head(part="values", input="income", group={"sex": None}))
    'missing_gap/values/income/sex'
    """
    parts = [signal, *(part for part in (head.part, head.input) if part is not None)]
    if head.group:
        parts.append("&".join(_named(name, value) for name, value in sorted(head.group.items())))
    if head.against == "pair":
        parts.append(f"vs={head.against_group}")
    if head.against == "attribute":
        parts.append(f"with={head.against_group}")
    return "/".join(parts)


def _named(name: str, value: str | None) -> str:
    return name if value is None else f"{name}={value}"
