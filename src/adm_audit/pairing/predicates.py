"""The named tests of the vocabulary: one small function each.

A fact or record that is missing makes a test unknown, unless being missing is what the test asks for.
"""

from __future__ import annotations

from collections.abc import Callable

from adm_audit.pairing import predicates_gaps as gaps
from adm_audit.pairing import predicates_records as records
from adm_audit.pairing.case import Case
from adm_audit.pairing.logic import Judgement, known, unknown
from adm_audit.pairing.view import Facet, blocks


def about_result(name: str, case: Case) -> Judgement:
    """Return whether a test about one or two results holds. Raises KeyError for an unknown name."""
    return RESULT_TESTS[name](case)


def about_finding(name: str, case: Case, facet: Facet) -> Judgement:
    """Return whether a test about one finding holds. Raises KeyError for an unknown name."""
    return FINDING_TESTS[name](case, facet)


def action_missing(case: Case, facet: Facet) -> Judgement:
    """No remedy with an owner and a date is recorded for the finding."""
    return known(not case.handled(facet.id).has_remedy)


def cause_missing(case: Case, facet: Facet) -> Judgement:
    """No cause is recorded for the finding."""
    return known(not case.handled(facet.id).cause)


def justification_missing(case: Case, facet: Facet) -> Judgement:
    """Not all four steps of a justification are recorded for the finding."""
    return known(not case.handled(facet.id).has_justification)


def input_reason_missing(case: Case, facet: Facet) -> Judgement:
    """The input that the finding is about is in use, and the plan gives no reason for it."""
    if facet.input is None:
        return unknown("no_input_named", finding=facet.id)
    for item in blocks(case.result.plan, "inputs"):
        if item.get("column") == facet.input:
            return known(not item.get("reason"))
    return unknown("input_not_in_plan", input=facet.input)


FINDING_TESTS: dict[str, Callable[[Case, Facet], Judgement]] = {
    "action_missing": action_missing,
    "alternative_not_recorded": records.alternative_not_recorded,
    "cause_missing": cause_missing,
    "input_reason_missing": input_reason_missing,
    "justification_missing": justification_missing,
}

RESULT_TESTS: dict[str, Callable[[Case], Judgement]] = {
    "article_9_ground_missing": records.article_9_ground_missing,
    "assessment_out_of_date": records.assessment_out_of_date,
    "audit_is_final": records.audit_is_final,
    "conditional_gap_differs": gaps.conditional_gap_differs,
    "departures_not_logged": records.departures_not_logged,
    "gap_shown_again": gaps.gap_shown_again,
    "ground_without_source": records.ground_without_source,
    "largest_gap_in_combined_group": gaps.largest_gap_in_combined_group,
    "largest_gap_on_other_measure": gaps.largest_gap_on_other_measure,
    "latest_run_overdue": records.latest_run_overdue,
    "listed_group_missing": records.listed_group_missing,
    "no_complaints_received": records.no_complaints_received,
    "no_ground_available": records.no_ground_available,
    "no_random_cases": records.no_random_cases,
    "no_run_before_first_use": records.no_run_before_first_use,
    "no_staff_reports": records.no_staff_reports,
    "register_silent_on_groups": records.register_silent_on_groups,
    "subjective_input": records.subjective_input,
    "supplier_gap_opposite": gaps.supplier_gap_opposite,
    "worst_group_changed": gaps.worst_group_changed,
}
