"""Problems of a plan that does not fit its data."""

from adm_audit.text.catalogue import N_
from adm_audit.text.problems.message import Message

MESSAGES = {
    "value_not_in_column": Message(
        N_("The value {value} does not occur in the column {column}."), N_("Found there: {found}.")
    ),
    "value_in_no_list": Message(
        N_("The column {column} has {count} values that the plan does not name: {values}."),
        N_(
            "A value in no list is not taken for a no. List each of them under positive or negative, under undecided if "
            "the case is still open, or under data.missing if nothing was recorded."
        ),
    ),
    "column_empty": Message(
        N_("The column {column} is empty: no decision is recorded."), N_("Choose the column that holds the decision.")
    ),
    "decision_one_value": Message(
        N_("The decision column {column} holds only the value {value}: everybody got the same decision."),
        N_("Nothing can be compared. Add the people who got the other decision, or choose another column."),
    ),
    "too_many_groups": Message(
        N_("The column {column} has {count} different values. At most {most} groups can be compared."),
        N_("Name bands for numbers (bands: [18, 30, 45, 65]), or a column with fewer, larger groups."),
    ),
    "one_group": Message(
        N_("The column {column} has fewer than two groups (found: {found})."),
        N_("A group needs another one to be compared with. Take the column out, or add the other people."),
    ),
    "dates_in_bands": Message(
        N_("The column {column} holds dates (for example {example}), but bands need numbers."),
        N_("Give a column with the age in years, or take the bands away."),
    ),
    "score_outside_range": Message(
        N_("In {rows} rows the score ({column}) lies outside its range of {least} to {most}: {values}."),
        N_("Correct score.range, or name values that mean that there is no score under data.missing."),
    ),
    "no_numbers_in_bands": Message(
        N_("Most values of the column {column} cannot be read as numbers (found: {found}), but bands need numbers."),
        N_("Check the decimal sign in data.csv.decimal, or take the bands away."),
    ),
    "unnamed_total": Message(
        N_("The value {value} in the column {column} looks like a row of sums; it would count people twice."),
        N_("Add it to data.totals. If it is a group, rename it."),
    ),
    "weight_missing": Message(
        N_("The weight column {column} has {rows} rows without a readable number."),
        N_("Every row needs a weight of 0 or more. Fill these in, or take the rows out."),
    ),
    "count_missing": Message(
        N_("The count column {column} has {rows} empty cells."),
        N_("If they were withheld because they are small, say below which number: data.withheld_below: 10."),
    ),
    "count_unreadable": Message(
        N_("The count column {column} has {rows} cells that are not numbers: {values}."),
        N_("If they mean withheld, list them in data.withheld_as and give data.withheld_below."),
    ),
    "negative_number": Message(
        N_("The {role} column {column} holds {value}."), N_("People are counted from 0 upwards. Correct the table.")
    ),
    "fractional_count": Message(
        N_("The count column {column} holds {value}, which is not a whole number of people."),
        N_("If these are weights or shares, name the column in data.weight, not in data.count."),
    ),
}
MESSAGES |= {
    "no_rows": Message(N_("{source} has a header but no rows."), N_("Nothing can be assessed.")),
    "nothing_assessed": Message(
        N_("Nothing in {source} could be compared."), N_("Look at the groups and the decision column of the plan.")
    ),
}
MESSAGES |= {
    "unreadable_numbers": Message(
        N_("{rows} values of the column {column} cannot be read as numbers."), N_("They count as not recorded.")
    ),
}
MESSAGES |= {
    "no_dates": Message(
        N_(
            "Most values of the column {column} cannot be read as dates (found: {found}), but a waiting time needs dates."
        ),
        N_("Choose another column, or say how dates are written: data.csv.dates: day-first, month-first or iso."),
    ),
    "no_numbers": Message(
        N_("Most values of the column {column} cannot be read as numbers (found: {found})."),
        N_(
            "An amount, a score or a place in a list is a number. Check the decimal sign in data.csv.decimal, or choose another."
        ),
    ),
}
