"""Why a trigger, a rule or a question could not be judged: one sentence for each code."""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.text.catalogue import N_

REASONS: Mapping[str, str] = {
    "alternative_not_named": N_("The finding {finding} does not say which alternative it is about."),
    "cannot_tell": N_("The data cannot tell ({finding})."),
    "cannot_tell_any": N_("No gap is shown, but for some of them the data cannot tell."),
    "cannot_tell_earlier": N_("The earlier audit could not tell ({finding})."),
    "depends_on_law": N_(
        "Whether {input} is special-category data depends on its content. Ask the data-protection officer."
    ),
    "direction_open": N_("The data cannot tell in which direction the gap goes ({finding})."),
    "does_not_apply": N_("The question does not fit this tool, as the profile describes it."),
    "handling_without_finding": N_(
        "The answers describe how {finding} is handled, but this audit has no such finding."
    ),
    "input_not_in_plan": N_("The plan does not list {input} among the inputs."),
    "input_without_kind": N_("The plan does not say what kind of input {input} is."),
    "no_answers": N_("No file of answers was given."),
    "no_attribute_for_ground": N_("No protected attribute of the plan stands for the ground {ground}."),
    "no_date_of_change": N_("It is not known when the version in use, or a change in the data, began."),
    "no_date_of_run": N_("The date of the audit is not known."),
    "no_earlier_result": N_("No earlier audit is named in the plan (earlier: ...)."),
    "no_finding_for_ground": N_("No finding is about the ground {ground}."),
    "no_input_named": N_("The finding {finding} does not name an input."),
    "no_interval": N_("There is no interval to compare ({finding})."),
    "no_record": N_(
        "To compare this answer with the data, write beside it in answers.yaml: record: {{{record}: ...}}. "
        "adm-audit checklist show says what belongs there."
    ),
    "not_in_earlier_result": N_("The earlier audit has no such comparison ({finding})."),
    "not_in_plan": N_("The plan does not name it ({key}: ...)."),
    "not_in_result": N_("This audit did not look at {signal}."),
    "not_in_this_version": N_("This version of adm-audit does not compute {signal} yet."),
    "not_looked_at": N_("This audit did not look at {signal}."),
    "not_looked_at_any": N_("This audit looked at none of these gaps."),
    "only_this_result": N_(
        "Only this one result is known. Several are needed: adm-audit portfolio reads them side by side."
    ),
    "other_phase": N_("The question belongs to another phase than the one of this tool ({phase})."),
    "profile_not_answered": N_("Profile question {question} is not answered."),
    "random_cases_not_counted": N_("It is not known how many cases were chosen at random."),
}
"""Sentences with facts in braces, as `adm_audit.pairing` gives them."""
