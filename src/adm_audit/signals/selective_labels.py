"""Are outcomes known only for people who were selected?"""

from __future__ import annotations

from adm_audit.comparison import Head, Looked, Ruled, Signal
from adm_audit.counts import high
from adm_audit.evidence import CASE, Evidence, total_of
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Entry
from adm_audit.result import Measure, NotLookedAt
from adm_audit.stats.selective import manski
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because

ENTRY = Entry(
    name="selective_labels",
    title="Outcomes known only for selected people",
    question="Do we know what would have turned out for people who were not selected?",
    formula="Yes or no, from the plan and from the outcomes in the data. The possible range of each error rate follows "
    "from assuming that none, or all, of the people without an outcome had a positive one (Manski's bounds).",
    test="None: this is a statement about how the data arose.",
    misleads="A tool that is trained on such outcomes learns who was checked, not who made a mistake.",
    sources=(
        "Manski 2003, Partial Identification of Probability Distributions",
        "Lakkaraju and others 2017, The Selective Labels Problem, KDD, 275-284",
    ),
    about="result",
    labels={
        "": {
            "shown": N_("Yes: outcomes are known only for selected people"),
            "ruled_out": N_("No: outcomes are known beyond the selected people"),
            "cannot_tell": N_("The data cannot tell"),
        }
    },
)


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return one table by case, or say that no outcome is named."""
    if plan.outcome is None:
        return NotLookedAt(code="no_outcome", plan_line="outcome: {column: ..., positive: [...], known_for: everyone}")
    return [Need.of(item.column, CASE) for item in plan.protected]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Say whether outcomes are selective, and what range of error rates remains possible."""
    if plan.outcome is None:
        return Looked()
    attribute = plan.protected[0].column
    everyone = total_of(evidence.counts(attribute))
    random = total_of(evidence.counts(attribute, route="random"))
    drawn = high(random.tp + random.fp + random.fn + random.tn) if plan.route is not None else 0
    selective = plan.outcome.known_for != "everyone"
    holds = selective and not drawn
    remarks = [Because("outcomes_known_for", {"known_for": plan.outcome.known_for})]
    if plan.route is not None:
        remarks.append(Because("random_cases", {"cases": int(drawn)}))
    ruled = Ruled(head=Head(about="result", against="level", worse="higher"), holds=holds, remarks=tuple(remarks))
    measures: list[Measure] = []
    if selective:
        for name, bounds in manski(
            everyone.tp, everyone.fp, everyone.selected, everyone.decided, confidence=plan.confidence
        ).items():
            measures.append(Measure(name=name, number=bounds))
    return Looked(comparisons=(ruled,), measures=tuple(measures))


SIGNAL = Signal(ENTRY, needs, look)
