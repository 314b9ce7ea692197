"""Is a group flagged wrongly more often?"""

from __future__ import annotations

from collections.abc import Sequence

from adm_audit.comparison import Looked, Signal
from adm_audit.evidence import Evidence
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Entry, Part, Phrases, Worse
from adm_audit.result import Finding
from adm_audit.signals import errors
from adm_audit.signals.rates import outcomes_for_everyone
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Estimate, FactValue

ENTRY = Entry(
    name="false_flag_gap",
    title="Flagged wrongly",
    question="Does each group carry the same share of wrong flags?",
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
            title_benefit="Among people who should not have been selected",
            rate="false_positive_rate",
        ),
        Part(
            name="among_people_flagged",
            title="Among people who were selected",
            rate="false_discovery_rate",
        ),
        Part(
            name="in_whole_group",
            title="Among all people of the group",
            rate="wrongly_selected_rate",
        ),
    ),
    phrases={
        "among_people_in_order": Phrases(
            more=N_(
                "Of those with nothing wrong, {group} were selected more often than {others}: {rate} against "
                "{other_rate}, {gap}."
            ),
            less=N_(
                "Of those with nothing wrong, {group} were selected less often than {others}: {rate} against "
                "{other_rate}, {gap}."
            ),
            equal=N_(
                "Of those with nothing wrong, {group} were selected as often as {others}: {rate} against {other_rate}, "
                "{gap}."
            ),
            fact=N_(
                "{rate} {group} with nothing wrong were selected all the same; among {others} it was {other_rate}."
            ),
            open=N_(
                "Whether {group} with nothing wrong are selected more or less often than {others}, the data cannot "
                "tell: {gap}."
            ),
            ruled_out=N_(
                "Of those with nothing wrong, {group} were selected about as often as {others}: {rate} against "
                "{other_rate}, {gap}."
            ),
            rate=N_("Selected although nothing was wrong"),
            cases=N_("Selected wrongly"),
            total=N_("With nothing wrong"),
        ),
        "among_people_flagged": Phrases(
            more=N_(
                "Of those selected, {group} were more often selected wrongly than {others}: {rate} against {other_rate}, "
                "{gap}."
            ),
            less=N_(
                "Of those selected, {group} were less often selected wrongly than {others}: {rate} against {other_rate}, "
                "{gap}."
            ),
            equal=N_(
                "Of those selected, {group} were as often selected wrongly as {others}: {rate} against {other_rate}, {gap}."
            ),
            fact=N_("{rate} selected {group} were selected wrongly; among {others} it was {other_rate}."),
            open=N_(
                "Whether selected {group} are more or less often selected wrongly than {others}, the data cannot tell: "
                "{gap}."
            ),
            ruled_out=N_(
                "Of those selected, {group} were about as often selected wrongly as {others}: {rate} against "
                "{other_rate}, {gap}."
            ),
            rate=N_("Selected wrongly, of those selected"),
            cases=N_("Selected wrongly"),
            total=N_("Selected"),
        ),
        "in_whole_group": Phrases(
            more=N_("{Group} were selected wrongly more often than {others}: {rate} against {other_rate}, {gap}."),
            less=N_("{Group} were selected wrongly less often than {others}: {rate} against {other_rate}, {gap}."),
            equal=N_("{Group} were selected wrongly as often as {others}: {rate} against {other_rate}, {gap}."),
            fact=N_("{rate} {group} were selected wrongly; among {others} it was {other_rate}."),
            open=N_(
                "Whether {group} are selected wrongly more or less often than {others}, the data cannot tell: {gap}."
            ),
            ruled_out=N_(
                "{Group} were selected wrongly about as often as {others}: {rate} against {other_rate}, {gap}."
            ),
            rate=N_("Selected wrongly, of all people"),
            cases=N_("Selected wrongly"),
        ),
    },
    benefit={
        "title": "Selected wrongly",
        "question": "Are people selected wrongly equally often in each group?",
        "formula": "fp/(fp+tn) among people who should not have been selected (false positive rate); fp/(tp+fp) among "
        "people who were selected (false discovery rate); fp/n among all people of the group (wrong selections per "
        "group size).",
        "misleads": "Where outcomes are known only for selected people, the false positive rate cannot be known; and "
        "equal shares of wrong selections among those selected prove nothing, because a group that has to meet a "
        "stricter standard can still have the same share.",
    },
    phrases_benefit={
        "among_people_in_order": Phrases(
            more=N_(
                "Of those who should not have been selected, {group} were selected more often than {others}: {rate} "
                "against {other_rate}, {gap}."
            ),
            less=N_(
                "Of those who should not have been selected, {group} were selected less often than {others}: {rate} "
                "against {other_rate}, {gap}."
            ),
            equal=N_(
                "Of those who should not have been selected, {group} were selected as often as {others}: {rate} against "
                "{other_rate}, {gap}."
            ),
            fact=N_(
                "{rate} {group} who should not have been selected were selected all the same; among {others} it was "
                "{other_rate}."
            ),
            open=N_(
                "Whether {group} who should not have been selected are selected more or less often than {others}, the "
                "data cannot tell: {gap}."
            ),
            ruled_out=N_(
                "Of those who should not have been selected, {group} were selected about as often as {others}: {rate} "
                "against {other_rate}, {gap}."
            ),
            rate=N_("Selected, of those who should not have been"),
            cases=N_("Selected wrongly"),
            total=N_("Should not have been selected"),
        ),
    },
)


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Compare wrong flags; per group size only where the false positive rate cannot be known (they count once)."""
    worse: Worse = "higher" if plan.decision.effect == "burden" else "open"
    parts = {"among_people_in_order": worse, "among_people_flagged": worse}
    if not outcomes_for_everyone(plan):
        parts["in_whole_group"] = worse
    return errors.look(plan, evidence, ENTRY, parts)


def conclude(findings: Sequence[Finding]) -> tuple[Because, ...]:
    """Return a warning for each group whose hit rate looks like better treatment, but of which more were wrongly selected."""
    parts = {(item.part, *_about(item)): item for item in findings}
    remarks = []
    for item in findings:
        flagged = parts.get(("among_people_flagged", *_about(item)))
        if item.part != "in_whole_group" or item.verdict != "shown" or flagged is None:
            continue
        mine, other = item.rate, item.other_rate
        if not isinstance(mine, Estimate) or not isinstance(other, Estimate):
            continue
        group = next(iter(item.group.values()))
        facts: dict[str, FactValue] = {"rate": mine.value, "other_rate": other.value}
        if (item.group_rate, flagged.group_rate) == ("lower", "higher"):
            # told about the side that the wrong selections fall on
            group, facts = item.against_group, {"rate": other.value, "other_rate": mine.value}
        elif (item.group_rate, flagged.group_rate) != ("higher", "lower"):
            continue
        if group is not None:
            remarks.append(Because("hit_rate_misleads", {"group": group, **facts}))
    return tuple(remarks)


def _about(item: Finding) -> tuple[tuple[tuple[str, str | None], ...], str | None]:
    return tuple(item.group.items()), item.against_group


SIGNAL = Signal(ENTRY, errors.needs, look, conclude)
