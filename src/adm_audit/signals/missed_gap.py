"""Is a group missed more often?"""

from __future__ import annotations

from adm_audit.comparison import Looked, Signal
from adm_audit.evidence import Evidence
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Entry, Part, Worse
from adm_audit.signals import errors

ENTRY = Entry(
    name="missed_gap",
    title="Missed people",
    question="Are people who should have been selected missed equally often in each group?",
    sentence="Of 100 {of} in the group {group}, {rate} were missed; of 100 {others}, {other_rate}.",
    formula="fn/(tp+fn) among people who should have been selected (false negative rate); fn/(fn+tn) among people who "
    "were not selected (false omission rate).",
    test="Newcombe's interval (method 10) for the difference, MOVER-R for the ratio, two-sided mid-p exact test.",
    misleads="It needs outcomes for people who were not selected. Where these are known only for some of them, the "
    "rates can be far off. Being missed is a harm where selection is a benefit; for a check it is not.",
    sources=(
        "Hardt, Price and Srebro 2016, Equality of Opportunity in Supervised Learning",
        "Chouldechova 2017, Big Data 5, 153-163",
    ),
    parts=(
        Part(
            name="among_people_concerned",
            title="Among people who should have been selected",
            of="people who should have been selected",
            rate="false_negative_rate",
        ),
        Part(
            name="among_people_not_selected",
            title="Among people who were not selected",
            of="people who were not selected",
            rate="false_omission_rate",
        ),
    ),
)


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare the shares of missed people, seen from both sides."""
    worse: Worse = "higher" if plan.decision.effect == "benefit" else "open"
    return errors.look(plan, evidence, ENTRY, {"among_people_concerned": worse, "among_people_not_selected": worse})


SIGNAL = Signal(ENTRY, errors.needs, look)
