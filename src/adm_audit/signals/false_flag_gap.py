"""Is a group flagged wrongly more often?"""

from __future__ import annotations

from adm_audit.comparison import Looked, Signal
from adm_audit.evidence import Evidence
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Entry, Part, Worse
from adm_audit.signals import errors
from adm_audit.signals.rates import outcomes_for_everyone

ENTRY = Entry(
    name="false_flag_gap",
    title="Flagged wrongly",
    question="Does each group carry the same share of wrong flags?",
    sentence="Of 100 {of} in the group {group}, {rate} were selected wrongly; of 100 {others}, {other_rate}.",
    sentences={
        "among_people_flagged": "Of 100 selected people in the group {group}, {rate} were selected wrongly; "
        "of 100 {others}, {other_rate}.",
    },
    formula="fp/(fp+tn) among people with nothing wrong (false positive rate); fp/(tp+fp) among people who were "
    "selected (false discovery rate); fp/n among all people of the group (wrong flags per group size).",
    test="Newcombe's interval (method 10) for the difference, MOVER-R for the ratio, two-sided mid-p exact test.",
    misleads="Where outcomes are known only for selected people, the false positive rate cannot be known; and equal "
    "shares of wrong flags among those selected prove nothing, because a group that is checked on thin grounds can "
    "still have a high hit rate.",
    sources=(
        "Hardt, Price and Srebro 2016, Equality of Opportunity in Supervised Learning",
        "Chouldechova 2017, Big Data 5, 153-163",
    ),
    parts=(
        Part(
            name="among_people_in_order",
            title="Among people with nothing wrong",
            of="people with nothing wrong",
            rate="false_positive_rate",
        ),
        Part(
            name="among_people_flagged",
            title="Among people who were selected",
            of="selected people",
            rate="false_discovery_rate",
        ),
        Part(
            name="in_whole_group",
            title="Among all people of the group",
            of="people",
            rate="wrongly_selected_rate",
        ),
    ),
)


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare wrong flags; per group size only where the false positive rate cannot be known (they count once)."""
    worse: Worse = "higher" if plan.decision.effect == "burden" else "open"
    parts = {"among_people_in_order": worse, "among_people_flagged": worse}
    if not outcomes_for_everyone(plan):
        parts["in_whole_group"] = worse
    return errors.look(plan, evidence, ENTRY, parts)


SIGNAL = Signal(ENTRY, errors.needs, look)
