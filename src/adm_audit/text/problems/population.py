"""Problems of the reference population that a plan names."""

from adm_audit.text.catalogue import N_
from adm_audit.text.problems.message import Message

MESSAGES = {
    "population_without_groups": Message(
        N_("The population holds none of the protected attributes ({wanted}). Its columns are: {columns}."),
        N_("Give its columns the same names as in the data."),
    ),
    "population_counts_unreadable": Message(
        N_(
            "The column {column} of the population must hold whole numbers of people. In {rows} rows or more it does not."
        ),
        N_("Write whole numbers of at least 0, without separators, in every row."),
    ),
    "population_group_missing": Message(
        N_("The data hold {value} in {column}, but the population does not. It holds: {values}."),
        N_("Write the groups of the population as in the data, or add a row for this one."),
    ),
    "population_band_unclear": Message(
        N_("The value {value} of {column} in the population lies in no single band. The bands are: {bands}."),
        N_("Count the population in these bands, or by single years."),
    ),
    "population_many_groups": Message(
        N_("The column {column} of the population has {groups} different values. That is too many for groups."),
        N_("Count the population in the groups of the data."),
    ),
    "population_total": Message(
        N_("The value {value} of {column} in the population looks like a row of sums."),
        N_("Take the row out of the file (or, if the data are a count table too, name the value under data.totals)."),
    ),
}
