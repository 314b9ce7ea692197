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
            "cannot_tell": N_("The values suggest a protected ground"),
        }
    },
    statements={"": {"cannot_tell": N_("“{input}” may state a protected ground: its values suggest it.")}},
)
_NEAR = 0.9


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return tables of inputs by attributes, for hints; or say that the plan names no inputs."""
    if not plan.inputs:
        return NotLookedAt(code="no_inputs", plan_line="inputs: [{column: ..., reason: ...}]")
    pairs = [(item.column, one.column) for item in plan.protected for one in plan.inputs if item.column != one.column]
    crossed = [Need.of(attribute, f"input:{column}") for attribute, column in pairs]
    return [*crossed, *(Need.of(item.column, CASE) for item in plan.protected)]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Say for each input whether it states a protected ground, and how that is known."""
    columns = {item.column: item.ground for item in plan.protected}
    return Looked(comparisons=tuple(_input(plan, evidence, item, columns) for item in plan.inputs))


def _input(plan: AuditPlan, evidence: Evidence, item: Input, protected: Mapping[str, str | None]) -> Ruled:
    named, hint = ground_by_name(item.column), None
    if item.ground is not None:
        why = Because("ground_declared", {"ground": item.ground})
    elif item.column in protected:
        why = Because("ground_is_protected", {"ground": protected[item.column] or named})
    elif named is not None:
        why = Because("ground_by_name", {"ground": named})
    else:
        hint = _hint(plan, evidence, item.column)
        why = hint or Because("no_ground_named")
    head = Head(about="input", input=item.column, against="level", worse="higher")
    return Ruled(head=head, holds=None if hint else why.code != "no_ground_named", remarks=(why,))


def _hint(plan: AuditPlan, evidence: Evidence, column: str) -> Because | None:
    """Return what the values of an input suggest: by how they look, or because they nearly tell an attribute."""
    axis = f"input:{column}"
    for item in plan.protected:
        if not evidence.tally.has(item.column, axis):
            continue
        cells = evidence.tally.margin(item.column, axis)
        link = association(cells, plan.confidence).strength
        if isinstance(link, Estimate) and link.interval is not None and link.interval.low > _NEAR:
            return Because("ground_by_link", {"column": item.column})
    values = evidence.tally.axes[axis].values if axis in evidence.tally.axes else ()
    people = (
        people_on(evidence, plan.protected[0].column, axis)
        if evidence.tally.has(plan.protected[0].column, axis)
        else {}
    )
    found = ground_by_values({str(values[code]): float(high(count)) for code, count in people.items() if code})
    return None if found is None else Because(f"ground_by_values_{found.kind}", {"ground": found.ground})


SIGNAL = Signal(ENTRY, needs, look)
