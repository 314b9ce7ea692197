"""Problems of a plan in itself. (A plan that does not fit its data: `fit`.)"""

from adm_audit.text.catalogue import N_
from adm_audit.text.problems.message import Message

_SHAPE = {
    "plan_not_a_plan": Message(
        N_("This is not a plan: found {found}."),
        N_("A plan begins with the line: adm_audit: 1. Run adm-audit init DATA to make one."),
    ),
    "plan_version": Message(
        N_("adm_audit says the version of the plan format, and {found} is not known here."),
        N_("Write: adm_audit: 1"),
    ),
    "plan_key_missing": Message(N_("The key {key} is missing."), N_("Add it, for example: {example}")),
    "plan_key_misspelt": Message(N_("The key {key} is not known.")),
    "plan_key_elsewhere": Message(N_("The key {key} does not belong here."), N_("Its place is: {where}.")),
    "plan_key_unknown": Message(N_("The key {key} is not known here."), N_("Known are: {allowed}.")),
    "plan_key_no_value": Message(
        N_("The key {key} has no value."), N_("Give it one, for example: {example} - or take the line out.")
    ),
    "plan_fill_in": Message(
        N_("{key} is still to be filled in: only you can know it."), N_("Write, for example: {example}")
    ),
    "plan_code_like": Message(
        N_("{found} is read as the number {number}."),
        N_('If it is a code, write it in quotes: "{found}". If it is a number, write {number}.'),
    ),
    "plan_not_text": Message(N_("{key} must be a text, but it is {found}.")),
    "plan_text_needs_quotes": Message(
        N_("{key} must be a text, but {found} without quotes is not one."),
        N_('Write it in quotes: "{found}".'),
    ),
    "plan_not_whole_number": Message(N_("{key} must be a whole number, not {found}.")),
    "plan_not_number": Message(
        N_("{key} must be a number, not {found}."), N_("Use a point as the decimal sign and no quotes: 0.5")
    ),
    "plan_not_true_false": Message(N_("{key} must be true or false, not {found}.")),
    "plan_not_list": Message(N_("{key} must be a list, not {found}."), N_("Write it in square brackets: [...]")),
    "plan_not_block": Message(
        N_("{key} must be a block of keys, not {found}."), N_("Write it in curly brackets: {{key: value}}")
    ),
    "plan_not_date": Message(N_("{key} must be a date, not {found}."), N_("Write it like 2026-10-01.")),
    "plan_not_value": Message(
        N_("{key} must be a value as it stands in the column, not {found}."),
        N_("Allowed are a text, a number, true and false."),
    ),
    "plan_not_number_or_list": Message(
        N_("{key} must be a number such as 2 or a list of combinations, not {found}."),
        N_("For example: [[sex, origin]]"),
    ),
    "plan_not_stages": Message(
        N_("{key} must be a list of columns, or a block with column and order, not {found}."),
        N_("For example: stages: [applied, invited, offered]"),
    ),
    "plan_not_allowed": Message(N_("{key} cannot be {found}."), N_("Allowed are: {allowed}.")),
    "plan_empty": Message(N_("{key} is empty."), N_("Write at least one.")),
    "plan_two_numbers": Message(N_("{key} must be two numbers."), N_("For example: [0, 1]")),
    "plan_not_above": Message(N_("{key} must be above {limit}; found {found}.")),
    "plan_points_as_share": Message(
        N_("{key} is a share, not a number of points; found {found}."), N_("{found} points are written {share}.")
    ),
    "plan_not_below": Message(N_("{key} must be below {limit}; found {found}.")),
    "plan_too_small": Message(N_("{key} must be at least {limit}; found {found}.")),
    "plan_too_large": Message(N_("{key} must be at most {limit}; found {found}.")),
    "plan_twice": Message(N_("{name} stands twice in {key}."), N_("Take one out.")),
}

_DATA = {
    "plan_needs_count": Message(
        N_("{key} speaks of a table of counts, but data.count does not name the column with the counts."),
        N_("Add, for example, count: n to data. If each row is one case, take {key} out."),
    ),
    "plan_count_and": Message(
        N_("{key} cannot stand beside data.count: a row of counts is not one case."),
        N_("Take one of the two out."),
    ),
    "plan_needs_withheld_below": Message(
        N_("{key} is given, but not below which number counts were withheld."),
        N_("Add, for example, withheld_below: 10"),
    ),
    "plan_encoding": Message(
        N_("There is no character encoding {found}."),
        N_("Common ones are utf-8, cp1252 (Western) and cp1250 (Central European)."),
    ),
    "plan_separator": Message(
        N_("{found} cannot separate columns."), N_('Write one sign, such as ";" or ",", or "\\t" for a tab.')
    ),
    "plan_separator_is_decimal": Message(
        N_("{found} cannot be both the separator and the decimal sign."), N_("Correct one of the two.")
    ),
}

_RESULT = {
    "plan_no_decision_column": Message(
        N_("The decision names no column."),
        N_("Add, for example, column: selected (or stage, for tables of stages)."),
    ),
    "plan_column_and_stage": Message(
        N_("The decision names both a column and a stage."), N_("Keep the one that says who was selected.")
    ),
    "plan_no_positive": Message(
        N_("decision.positive is missing: which values mean that somebody was selected?"),
        N_('Add, for example, positive: ["yes"]'),
    ),
    "plan_stage_without_stages": Message(
        N_("decision.stage is {stage}, but stages does not say in which column stages stand."),
        N_("Add, for example, stages: {{column: step, order: [applied, selected], counts: reached}}"),
    ),
    "plan_stage_unknown": Message(N_("There is no stage {stage}."), N_("The stages are: {stages}.")),
    "plan_stage_is_first": Message(
        N_("decision.stage is {stage}, the first stage, which everybody reached: nobody would be not selected."),
        N_("Name a later one: {stages}."),
    ),
    "plan_reached_needs_count": Message(
        N_("stages.counts is reached, but the plan names no column with numbers of people."),
        N_("Add data.count, such as count: n. Where each row is one person, write counts: ended."),
    ),
    "plan_reached_needs_stage": Message(
        N_(
            "The rows count all who reached a stage, so the same person stands in several; a column cannot be the decision."
        ),
        N_("Name the stage whose people count as selected: decision: {{stage: {stage}, effect: ...}}"),
    ),
    "plan_manual_unknown": Message(
        N_("manual_stages names {stage}, which is no stage that people can be sorted out at."),
        N_("Possible: {stages}."),
    ),
    "plan_same_column": Message(
        N_("{column} is both the decision and the {key}. Compared with itself, a decision is never wrong."),
        N_("Name the column that was recorded independently, or take {key} out."),
    ),
    "plan_negative_and_order": Message(
        N_("Both negative and order say which values mean no."), N_("Keep one of the two.")
    ),
    "plan_positive_not_in_order": Message(
        N_("{value} stands under positive but not in order."),
        N_("order lists all values, from worst to best."),
    ),
    "plan_in_two_lists": Message(
        N_("{value} stands both in {key} and in {other}. (1, 1.0 and true are the same value.)"),
        N_("Keep it in one of the two."),
    ),
    "plan_sample_without_route": Message(
        N_("The outcome is said to be known for a sample, but nothing says which cases were drawn at random."),
        N_('Add, for example, route: {{column: route, random: ["random"], drawn_from: everyone}}'),
    ),
    "plan_one_stage": Message(N_("stages needs at least two stages."), N_("List them from the first to the last.")),
    "plan_range_order": Message(
        N_("score.range goes from {low} to {high}."), N_("Write the lowest possible score first: [0, 1]")
    ),
    "plan_probability_range": Message(
        N_("The score is said to be a probability, but its range is {low} to {high}."),
        N_("A probability lies between 0 and 1. If the score is not one, write means: points or means: rank."),
    ),
    "plan_cut_off": Message(
        N_("score.cut_off is {found}, outside of the range {low} to {high}."), N_("Correct one of the two.")
    ),
}

_GROUPS = {
    "plan_reference_and_compare": Message(
        N_("{column} has both a reference and compare."),
        N_("With a reference, all other groups are compared with it: take compare out."),
    ),
    "plan_bands_order": Message(
        N_("Bands must rise: {found} comes after {before}."),
        N_("Write each limit once, from small to large."),
    ),
    "plan_protected_is_result": Message(
        N_("{column} is both a protected attribute and the {key}."),
        N_("Name another column in one of the two."),
    ),
    "plan_intersections_number": Message(
        N_("intersections cannot be {found}."), N_("0 means none, 2 means all pairs, 3 means triples too.")
    ),
    "plan_intersections_too_many": Message(
        N_("intersections is {found}, but only {count} protected attributes are named."),
        N_("Name more attributes, or take intersections out."),
    ),
    "plan_intersection_of_one": Message(
        N_("A combination needs at least two attributes."), N_("Write, for example, [[sex, origin]]")
    ),
    "plan_not_protected": Message(N_("{name} is not among the protected attributes."), N_("Protected are: {allowed}.")),
    "plan_stratum_is_decision": Message(
        N_("{column} is the decision itself: inside its levels there is nothing to compare."),
        N_("Name a factor that was known before the decision."),
    ),
    "plan_column_and_columns": Message(
        N_("A stratum names both column and columns."), N_("Keep columns, and list all of them there.")
    ),
    "plan_times_same": Message(N_("A time from {column} to the same column is always zero."), N_("Name two dates.")),
    "plan_baseline_one_of": Message(
        N_("baseline needs either a source (a file) or a column (a mark in the data)."),
        N_("Give one of the two."),
    ),
    "plan_result_lists": Message(
        N_("complaints.result needs the values that mean won, and those that mean lost."),
        N_('Add, for example, won: ["upheld"] and lost: ["rejected"]'),
    ),
    "plan_result_column": Message(
        N_("complaints.won and complaints.lost need complaints.result."), N_("Name the column with the results.")
    ),
    "plan_second_is_outcome": Message(
        N_("{column} is both the outcome and the second judgement. Compared with itself, everybody agrees."),
        N_("Name the column in which a second person judged."),
    ),
    "plan_left_and_stage": Message(
        N_("Both left and decided_at say who left before a decision."), N_("Keep one of the two.")
    ),
    "plan_left_without_column": Message(
        N_("access.left names values of the decision column, but the plan names no such column."),
        N_("Name decision.column, or use access.decided_at with a stage."),
    ),
    "plan_decided_at_unknown": Message(
        N_("There is no later stage {stage}."), N_("After the first one, stages has: {stages}.")
    ),
    "plan_baseline_before": Message(
        N_("baseline.column needs the values that mean: decided without the tool."),
        N_('Add, for example, before: ["person"]'),
    ),
}

_LEVELS = {
    "plan_attention_empty": Message(
        N_("attention names no level."), N_("Add difference, ratio or levels, for example difference: 0.05")
    ),
    "plan_level_not_own": Message(
        N_("{signal} uses attention.difference and attention.ratio; it has no level of its own."),
        N_("Take it out of levels."),
    ),
    "plan_level_unknown": Message(
        N_("There is no signal {name} with a level of its own."), N_("Such signals are: {allowed}.")
    ),
    "plan_note_without_level": Message(
        N_("level_notes speaks of {signal}, but levels gives no level for it."),
        N_("Add the level, or take the note out."),
    ),
    "plan_signal_misspelt": Message(N_("There is no signal {name}.")),
    "plan_signal_unknown": Message(N_("There is no signal {name}."), N_("Signals are: {allowed}.")),
    "plan_language": Message(N_("No report can be written in {found} yet."), N_("Languages are: {allowed}.")),
}

MESSAGES = _SHAPE | _DATA | _RESULT | _GROUPS | _LEVELS
