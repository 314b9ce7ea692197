"""How well all inputs together tell each group: the comparisons of a part of `proxy_strength`."""

from __future__ import annotations

from collections.abc import Iterable

from adm_audit.comparison import Head, Looked, Pooled
from adm_audit.evidence import Evidence
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Phrases
from adm_audit.result import NotLookedAt
from adm_audit.signals.families import own_level
from adm_audit.signals.sides import named_after
from adm_audit.stats.attention import Attention
from adm_audit.study import Predicted, Predictions, Study
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Undefined

PART = "all_inputs"
PHRASES = Phrases(
    more=N_("All inputs together tell {group} from everyone else: with a strength of {gap}."),
    less=N_("All inputs together tell {group} from everyone else: with a strength of {gap}."),
    equal=N_("All inputs together hardly tell {group} from everyone else: with a strength of {gap}."),
    fact=N_("All inputs together, {group} against everyone else: the strength is {gap}."),
    open=N_("How well all inputs together tell {group} from everyone else, the data cannot tell: {gap}."),
    ruled_out=N_("All inputs together hardly tell {group} from everyone else: with a strength of {gap}."),
    rate=N_("Strength of all inputs together"),
    cases=N_("People"),
)


def studies(plan: AuditPlan) -> list[Study]:
    """Return the prediction of all attributes from all inputs; as it takes seconds, only where the plan gives a level."""
    if not plan.inputs or own_level(plan, "proxy_strength", PART) is None:
        return []
    axes = [item.column for item in plan.protected] + [f"input:{one.column}" for one in plan.inputs]
    return [Study("prediction", frozenset(axes))]


def look(plan: AuditPlan, evidence: Evidence, line: str) -> Looked:
    """Say how well all inputs together tell each group; of two groups, once. line: of the plan that gives a level."""
    level, found = own_level(plan, "proxy_strength", PART), evidence.studies.get("prediction")
    if level is None:
        return Looked(parts_not_looked_at={PART: NotLookedAt(code="no_own_level", plan_line=line)})
    if not isinstance(found, Predictions):
        return Looked()
    if found.absent is not None:
        return Looked(parts_not_looked_at={PART: NotLookedAt(code=found.absent)})
    return Looked(comparisons=tuple(_pooled(one, level, found) for one in _once(found.groups)))


def _once(groups: Iterable[Predicted]) -> Iterable[Predicted]:
    """Yield every group; of two groups of an attribute only one, as each is told by not being the other."""
    by_attribute: dict[str, list[Predicted]] = {}
    for one in groups:
        by_attribute.setdefault(one.attribute, []).append(one)
    for found in by_attribute.values():
        if len(found) == 2:
            first = named_after(sorted(one.group for one in found))
            yield from (one for one in found if one.group == first)
        else:
            yield from found


def _pooled(one: Predicted, level: float, found: Predictions) -> Pooled:
    none = Undefined(because=Because("not_a_share"))
    return Pooled(
        head=Head(part=PART, about="group", group={one.attribute: one.group}),
        difference=one.strength,
        ratio=none,
        people=none,
        p=one.p,
        p_smallest=one.p,
        compared=(one.people[0], one.people[0], one.people[1], one.people[1]),
        attention=Attention(level, None),
        unit="strength",
        remarks=(Because("told_on_the_other_half", {"learned_from": found.learned_from, "judged": sum(one.people)}),),
    )
