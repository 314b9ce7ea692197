"""Problems with files and frames, and what was noticed while reading them."""

from adm_audit.text.catalogue import N_
from adm_audit.text.problems.message import Message

MESSAGES = {
    "name_with_nul": Message(N_("The name {name} holds a character that no file name can hold (NUL).")),
    "file_missing": Message(
        N_("There is no file {path}."),
        N_("Paths in a plan start at the folder of the plan. Check the name and the folder."),
    ),
    "file_is_folder": Message(
        N_("{path} is a folder, not a file."), N_("Name one file in it. These can be read: {formats}.")
    ),
    "file_not_readable": Message(
        N_("{path} cannot be read ({reason})."),
        N_("Ask for the right to read it, or copy it to another folder."),
    ),
    "no_file_fits": Message(N_("No file fits {pattern}."), N_("Check the folder and the signs * and ?.")),
    "pattern_only_parquet": Message(
        N_("{pattern} names {count} files. Several files at once are read as Parquet only."),
        N_("Name one file, or put the files together first."),
    ),
    "file_empty": Message(N_("{path} is empty."), N_("Export the data again.")),
    "file_damaged": Message(
        N_(
            "{path} starts like a file of the format {format}, but cannot be read to its end. It is damaged or cut off."
        ),
        N_("Copy or export it again."),
    ),
    "format_unknown": Message(
        N_("{path} is not a format that can be read here (found: {found})."),
        N_("These can be read: {formats}. Export the data as one of them."),
    ),
    "parts_differ": Message(
        N_(
            "The files that fit {path} cannot be read as one table: one of them is damaged or has other columns."
        ),
        N_("All of them need the same columns of the same types."),
    ),
    "no_rows": Message(
        N_("{path} has {columns} columns, but no rows."), N_("Export the data again, with rows.")
    ),
    "not_a_frame": Message(
        N_("A value of the type {type} is neither a path nor a frame."),
        N_("Hand over a path, or a frame of pandas, Polars, PyArrow or another library that narwhals knows."),
    ),
    "column_missing": Message(
        N_("There is no column {column}."), N_("These columns exist ({count}): {columns}.")
    ),
    "column_twice": Message(
        N_("The name {column} stands over several columns (positions {positions})."),
        N_("Give each of them a name of its own in the file."),
    ),
    "column_without_name": Message(
        N_("These columns have no name and were left out (positions {positions}).")
    ),
    "column_repeated": Message(
        N_("The name {column} stands over several columns (positions {positions}). They were left out.")
    ),
    "columns_differ_in_case": Message(
        N_(
            "These names differ only in capital and small letters: {columns}. They are taken as different columns."
        )
    ),
}
