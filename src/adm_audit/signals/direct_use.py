"""Is a protected ground, or a near synonym, among the inputs?"""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.comparison import Head, Looked, Ruled, Signal
from adm_audit.evidence import CASE, Evidence
from adm_audit.plan.model import AuditPlan, Input
from adm_audit.plan.near import ground_by_name
from adm_audit.registry import Entry
from adm_audit.result import NotLookedAt
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because

ENTRY = Entry(
    name="direct_use",
    title="Direct use of a protected ground",
    question="Does the tool use a protected ground, or something that states it, directly?",
    formula="Yes for an input for which the plan names a ground, which is itself one of the protected attributes, or "
    "whose name is that of a ground or a near synonym of one. Which of the three it is stands beside it.",
    test="None: this is read from the plan. Nothing is estimated.",
    misleads="A name is a hint, not a proof: a column can be called after a ground and hold something else, or hold a "
    "ground under another name. Inputs that only go with a ground, such as a neighbourhood, are proxies and are not "
    "meant here. A law can allow a direct use.",
    sources=("Council Directive 2000/43/EC, article 2(2)(a)", "Council Directive 2000/78/EC, article 2(2)(a)"),
    about="input",
    labels={
        "": {
            "shown": N_("Yes: a protected ground is used"),
            "ruled_out": N_("No sign of a protected ground"),
            "cannot_tell": N_("The data cannot tell"),
        }
    },
)


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return tables that an audit counts anyway, as only the plan is read here; or say that it names no inputs."""
    if not plan.inputs:
        return NotLookedAt(code="no_inputs", plan_line="inputs: [{column: ..., reason: ...}]")
    return [Need.of(item.column, CASE) for item in plan.protected]


def look(plan: AuditPlan, _: Evidence) -> Looked:
    """Say for each input whether it states a protected ground, and how that is known."""
    columns = {item.column: item.ground for item in plan.protected}
    return Looked(comparisons=tuple(_input(item, columns) for item in plan.inputs))


def _input(item: Input, protected: Mapping[str, str | None]) -> Ruled:
    named = ground_by_name(item.column)
    if item.ground is not None:
        why = Because("ground_declared", {"ground": item.ground})
    elif item.column in protected:
        why = Because("ground_is_protected", {"ground": protected[item.column] or named})
    elif named is not None:
        why = Because("ground_by_name", {"ground": named})
    else:
        why = Because("no_ground_named")
    head = Head(about="input", input=item.column, against="level", worse="higher")
    return Ruled(head=head, holds=why.code != "no_ground_named", remarks=(why,))


SIGNAL = Signal(ENTRY, needs, look)
