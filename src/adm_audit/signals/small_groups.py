"""Which groups are too small for a gap of the attention size to be seen?"""

from __future__ import annotations

from adm_audit.comparison import Head, Looked, Ruled, Signal, TwoByTwo
from adm_audit.counts import low, printed
from adm_audit.evidence import CASE, Evidence
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Entry
from adm_audit.result import Detectable, NotLookedAt
from adm_audit.signals import families, selection_gap
from adm_audit.signals.families import attention_of
from adm_audit.stats.attention import Attention
from adm_audit.stats.intervals import mover_ratio, newcombe_difference
from adm_audit.stats.power import smallest_detectable
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Estimate

ENTRY = Entry(
    name="small_groups",
    title="Groups too small to judge",
    question="Is each group large enough for a gap of the attention size to be seen?",
    formula="A group is too small if, with no gap at all, its interval would still reach beyond the attention level: then "
    "the audit could not have ruled such a gap out. Beside it stands the smallest difference of selection rates that "
    "the test would show in 8 of 10 audits.",
    test="Newcombe's interval and MOVER-R at equal rates; power of the two-sided test at the family's level divided by the "
    "number of comparisons.",
    misleads="A group that is large enough for selection rates can be too small for error rates, which rest on fewer "
    "people. Power is computed for a planned gap, never for the observed one.",
    sources=("Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions, chapter 4",),
    labels={
        "": {
            "shown": N_("Too small to judge"),
            "ruled_out": N_("Large enough"),
            "cannot_tell": N_("The data cannot tell"),
        }
    },
)


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table of each attribute by case, or say that no attention level was chosen."""
    if plan.attention is None or (plan.attention.difference is None and plan.attention.ratio is None):
        return NotLookedAt(
            code="no_attention", plan_line='attention: {difference: 0.05, chosen_on: ..., reason: "..."}'
        )
    return [Need.of(item.column, CASE) for item in plan.protected]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Say for each group whether a gap of the attention size could have been seen."""
    pairs = [pair for pair in selection_gap.main(plan, evidence).comparisons if isinstance(pair, TwoByTwo)]
    alpha = families.primary_alpha(plan) / max(1, families.primary_size(plan, evidence))
    return Looked(comparisons=tuple(_group(plan, pair, alpha) for pair in pairs if pair.head.against != "all_recorded"))


def _group(plan: AuditPlan, pair: TwoByTwo, alpha: float) -> Ruled:
    total, other_total, other_cases = low(pair.total), low(pair.other_total), printed(pair.other_cases)
    head = Head(group=pair.head.group, against=pair.head.against, against_group=pair.head.against_group)
    size = Because("group_size", {"total": printed(pair.total), "minimum_cell": _minimum_cell(plan)})
    if other_cases is None or not total or not other_total:
        return Ruled(head=head, holds=None, remarks=(size,))
    rate = min(other_cases / other_total, 1.0)
    found = smallest_detectable(
        round(total / pair.design_effects[0]),
        round(other_total / pair.design_effects[1]),
        rate,
        alpha=alpha,
        attention=Attention(None, None),
        confidence=plan.confidence,
    )
    remarks = (size, Because("level_as_difference", {"level": _level(plan, rate, pair.head.worse)}))
    return Ruled(
        head=head,
        holds=_too_small(plan, pair, total, other_total, rate),
        rate=Estimate(value=rate),
        detectable=Detectable(up=found.up, down=found.down),
        remarks=remarks,
    )


def _too_small(plan: AuditPlan, pair: TwoByTwo, total: float, other_total: float, rate: float) -> bool:
    """Return whether a gap of the attention size could not be ruled out even if there were none at all."""
    even = (rate * total, total, rate * other_total, other_total)
    given = {"confidence": plan.confidence, "design_effects": pair.design_effects}
    difference = newcombe_difference(*even, **given)  # type: ignore[arg-type]
    return not attention_of(plan).within(difference, mover_ratio(*even, **given))  # type: ignore[arg-type]


def _minimum_cell(plan: AuditPlan) -> int:
    return plan.disclosure.minimum_cell if plan.disclosure is not None else 10


def _level(plan: AuditPlan, rate: float, worse: str) -> float | None:
    """Return the larger attention level as a difference at this rate (a ratio of .8 at 10 % is 2.5 or 2 points)."""
    if plan.attention is None:
        return None
    levels = [] if plan.attention.difference is None else [plan.attention.difference]
    if plan.attention.ratio is not None and rate > 0:
        ratio = plan.attention.ratio
        levels.append(rate * (1 / ratio - 1) if worse == "higher" else rate * (1 - ratio))
    return max(levels) if levels else None


SIGNAL = Signal(ENTRY, needs, look)
