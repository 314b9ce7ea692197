"""Is a protected ground, or a near synonym, among the inputs?"""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.comparison import Head, Looked, Ruled, Signal
from adm_audit.counts import high
from adm_audit.evidence import CASE, Evidence
from adm_audit.plan.content import ground_by_values
from adm_audit.plan.model import AuditPlan, Input
from adm_audit.plan.near import ground_by_name
from adm_audit.registry import Entry
from adm_audit.result import NotLookedAt
from adm_audit.signals.coded import people_on
from adm_audit.signals.proxy_strength import association
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Estimate

ENTRY = Entry(
    name="direct_use",
    title="Direct use of a protected ground",
    question="Does the tool use a protected ground, or something that states it, directly?",
    formula="Yes for an input for which the plan names a ground, which is itself one of the protected attributes, or "
    "whose name is that of a ground or a near synonym of one. Which of the three it is stands beside it. Cannot tell for an "
    "input whose values look like countries, languages or first names, or whose link with an attribute is stronger than 0.9 "
    "(the lower limit of Cramer's V): somebody has to say what it holds.",
    test="None: the plan is read, and values are looked at for hints.",
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
    statements={"": {"cannot_tell": N_("Whether “{input}” states a protected ground, the data cannot tell.")}},
)
_NEAR = 0.9
_HOLDS = {"ground_declared": True, "ground_is_protected": True, "ground_by_name": True, "no_ground_named": False}
"""What follows from each reason; nothing from all others."""


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return tables that an audit counts anyway, or say that the plan names no inputs.

    Hints need tables of inputs by attributes, which `proxy_strength` asks for. A public edition does not hold them.
    """
    if not plan.inputs:
        return NotLookedAt(code="no_inputs", plan_line="inputs: [{column: ..., reason: ...}]")
    return [Need.of(item.column, CASE) for item in plan.protected]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Say for each input whether it states a protected ground, and how that is known."""
    columns = {item.column: item.ground for item in plan.protected}
    return Looked(comparisons=tuple(_input(plan, evidence, item, columns) for item in plan.inputs))


def _input(plan: AuditPlan, evidence: Evidence, item: Input, protected: Mapping[str, str | None]) -> Ruled:
    named = ground_by_name(item.column)
    if item.ground is not None:
        why = Because("ground_declared", {"ground": item.ground})
    elif item.column in protected:
        why = Because("ground_is_protected", {"ground": protected[item.column] or named})
    elif named is not None:
        why = Because("ground_by_name", {"ground": named})
    else:
        why = _by_values(plan, evidence, item.column)
    holds = _HOLDS.get(why.code)
    head = Head(about="input", input=item.column, against="level", worse="higher")
    return Ruled(head=head, holds=holds, remarks=(why,))


def _by_values(plan: AuditPlan, evidence: Evidence, column: str) -> Because:
    """Return what the values of an input suggest: by how they look, or because they nearly tell an attribute."""
    axis = f"input:{column}"
    tables = [item.column for item in plan.protected if evidence.tally.has(item.column, axis)]
    if not tables:
        return Because("values_not_looked_at")
    for attribute in tables:
        link = association(evidence.tally.margin(attribute, axis), plan.confidence).strength
        if isinstance(link, Estimate) and link.interval is not None and link.interval.low > _NEAR:
            return Because("ground_by_link", {"column": attribute})
    values, people = evidence.tally.axes[axis].values, people_on(evidence, tables[0], axis)
    found = ground_by_values({str(values[code]): float(high(count)) for code, count in people.items() if code})
    return Because("no_ground_named") if found is None else Because(f"ground_by_values_{found.kind}")


SIGNAL = Signal(ENTRY, needs, look)
