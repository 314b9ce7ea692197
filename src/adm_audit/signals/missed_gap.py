"""Is a group missed more often?"""

from __future__ import annotations

from adm_audit.comparison import Looked, Signal
from adm_audit.evidence import Evidence
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Entry, Part, Phrases, Worse
from adm_audit.signals import errors
from adm_audit.text.catalogue import N_

ENTRY = Entry(
    name="missed_gap",
    title="Missed people",
    question="Are people who should have been selected missed equally often in each group?",
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
            rate="false_negative_rate",
        ),
        Part(
            name="among_people_not_selected",
            title="Among people who were not selected",
            rate="false_omission_rate",
        ),
    ),
    phrases={
        "among_people_concerned": Phrases(
            more=N_(
                "Of those who should have been selected, {group} were missed more often than {others}: {rate} against "
                "{other_rate}, {gap}."
            ),
            less=N_(
                "Of those who should have been selected, {group} were missed less often than {others}: {rate} against "
                "{other_rate}, {gap}."
            ),
            equal=N_(
                "Of those who should have been selected, {group} were missed as often as {others}: {rate} against "
                "{other_rate}, {gap}."
            ),
            fact=N_("{rate} {group} who should have been selected were missed; among {others} it was {other_rate}."),
            open=N_(
                "Whether {group} who should have been selected are missed more or less often than {others}, the data "
                "cannot tell: {gap}."
            ),
            ruled_out=N_(
                "Of those who should have been selected, {group} were missed about as often as {others}: {rate} against "
                "{other_rate}, {gap}."
            ),
            rate=N_("Missed, of those who should have been selected"),
            cases=N_("Missed"),
            total=N_("Should have been selected"),
        ),
        "among_people_not_selected": Phrases(
            more=N_(
                "Of those not selected, {group} were more often missed than {others}: {rate} against {other_rate}, {gap}."
            ),
            less=N_(
                "Of those not selected, {group} were less often missed than {others}: {rate} against {other_rate}, {gap}."
            ),
            equal=N_(
                "Of those not selected, {group} were as often missed as {others}: {rate} against {other_rate}, {gap}."
            ),
            fact=N_("{rate} {group} who were not selected should have been; among {others} it was {other_rate}."),
            open=N_(
                "Whether {group} who were not selected are more or less often missed than {others}, the data cannot "
                "tell: {gap}."
            ),
            ruled_out=N_(
                "Of those not selected, {group} were about as often missed as {others}: {rate} against {other_rate}, {gap}."
            ),
            rate=N_("Missed, of those not selected"),
            cases=N_("Missed"),
            total=N_("Not selected"),
        ),
    },
)


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare the shares of missed people, seen from both sides."""
    worse: Worse = "higher" if plan.decision.effect == "benefit" else "open"
    return errors.look(plan, evidence, ENTRY, {"among_people_concerned": worse, "among_people_not_selected": worse})


SIGNAL = Signal(ENTRY, errors.needs, look)
