"""Problems of the table of complaints that a plan names."""

from adm_audit.text.catalogue import N_
from adm_audit.text.problems.message import Message

MESSAGES = {
    "complaints_without_groups": Message(
        N_("The table of complaints holds none of the protected attributes ({wanted}). Its columns are: {columns}."),
        N_("Give its columns the same names as in the data."),
    ),
    "complaints_counts_unreadable": Message(
        N_(
            "The column {column} of the complaints must hold whole numbers of complaints. In {rows} rows or more it does "
            "not."
        ),
        N_("Write whole numbers of at least 0, without separators, in every row."),
    ),
    "complaints_group_unknown": Message(
        N_("The complaints hold {value} in {column}, but the data do not. They hold: {values}."),
        N_("Write the groups of the complaints as in the data, or name the value under data.missing."),
    ),
    "complaints_band_unclear": Message(
        N_("The value {value} of {column} in the complaints lies in no single band. The bands are: {bands}."),
        N_("Count the complaints in these bands, or by single years."),
    ),
    "complaints_many_groups": Message(
        N_("The column {column} of the complaints has {groups} different values. That is too many for groups."),
        N_("Count the complaints in the groups of the data."),
    ),
    "complaints_total": Message(
        N_("The value {value} of {column} in the complaints looks like a row of sums."),
        N_("Take the row out of the file (or, if the data are a count table too, name the value under data.totals)."),
    ),
}
