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
        N_("{path} starts like a {format} file, but cannot be read to its end. It is damaged or cut off."),
        N_("Copy or export it again."),
    ),
    "format_unknown": Message(
        N_("{path} is not a format that can be read here (found: {found})."),
        N_("These can be read: {formats}. Export the data as one of them."),
    ),
    "parts_differ": Message(
        N_("{file} does not have the same columns as {first}."),
        N_("All files that fit {path} are read as one table: they need the same columns."),
    ),
    "rows_unreadable": Message(
        N_("The rows of {path} cannot be read to their end. It is damaged, or its parts do not fit."),
        N_("Copy or export it again."),
    ),
    "no_rows": Message(N_("{path} has {columns} columns, but no rows."), N_("Export the data again, with rows.")),
    "not_a_frame": Message(
        N_("A value of the type {type} is neither a path nor a frame."),
        N_("Hand over a path, or a frame of pandas, Polars, PyArrow or another library that narwhals knows."),
    ),
    "column_missing": Message(N_("There is no column {column}."), N_("These columns exist ({count}): {columns}.")),
    "column_twice": Message(
        N_("The name {column} stands over several columns (positions {positions})."),
        N_("Give each of them a name of its own in the file."),
    ),
    "column_without_name": Message(N_("These columns have no name and were left out (positions {positions}).")),
    "column_repeated": Message(
        N_("The name {column} stands over several columns (positions {positions}). They were left out.")
    ),
    "columns_differ_in_case": Message(
        N_("These names differ only in capital letters: {columns}. They are taken as different columns.")
    ),
    "no_named_columns": Message(
        N_("None of the {count} columns has a name of its own."),
        N_("Give each column a name in the first line."),
    ),
    "encoding_unknown": Message(N_("The encoding {encoding} does not exist."), N_("These are common: {known}.")),
    "encoding_wrong": Message(
        N_("This is not text in {encoding}: byte {byte} does not fit."),
        N_("Give another encoding, or leave it out of the plan so that it is found."),
    ),
    "encoding_damaged": Message(
        N_("Most of this file is UTF-8, but byte {byte} is not. It was damaged, or made from two files."),
        N_("Correct that line, or export the file again."),
    ),
    "encoding_not_found": Message(
        N_("{path} is text in an unknown encoding (tried: {tried})."),
        N_("Give the encoding in the plan, or save the file as UTF-8."),
    ),
    "file_binary": Message(
        N_("{path} is not a text file, although its name or its beginning suggests it."),
        N_("Export the data as CSV, Parquet or Excel."),
    ),
    "text_with_nul": Message(N_("This line holds a character that no text has (NUL)."), N_("Export the data again.")),
    "text_unreadable": Message(
        N_("{path} cannot be read as a table."),
        N_("Export it again, as CSV in UTF-8 with every value in quotation marks."),
    ),
    "separator_impossible": Message(
        N_("{separator} cannot separate columns."),
        N_("A separator is one sign: a comma, a semicolon, | or tab."),
    ),
    "decimal_impossible": Message(N_("{decimal} is not a decimal sign."), N_("Allowed are . and ,")),
    "dates_impossible": Message(
        N_("{dates} is not an order of day and month."), N_("Allowed are iso, day-first and month-first.")
    ),
    "skip_impossible": Message(
        N_("{skip} is not a number of lines to skip."), N_("It is a whole number from 0 to 10000.")
    ),
    "skip_too_long": Message(
        N_("Nothing is left after {skip} lines are skipped."),
        N_("Say how many lines stand before the line of names."),
    ),
    "one_column": Message(
        N_("Only one column was found. No separator fits (tried: {tried})."),
        N_("The first line needs the names of the columns, and every row as many values as there are names."),
    ),
    "one_column_given": Message(
        N_("With the separator {separator} there is only one column."),
        N_("Leave the separator out so that it is found."),
    ),
    "header_is_title": Message(
        N_("{blank} of {count} columns have no name: the line taken for the header is probably a title."),
        N_("Say in data.csv.skip how many lines stand above the header (init: --skip N)."),
    ),
    "header_from_line": Message(
        N_("The header was taken from line {line}."),
        N_("If it stands elsewhere, say in data.csv.skip how many lines stand above it."),
    ),
    "header_too_short": Message(
        N_("The line of names has {names} names, but the rows have {fields} values."),
        N_("Give every column a name, also a column of row numbers."),
    ),
    "line_fields": Message(
        N_("Values in this line: {found}. Columns: {expected}."),
        N_("Often a value holds the separator or a line break and is not in quotation marks."),
    ),
    "line_quote_open": Message(
        N_("A quotation mark opens here and never closes, or the file was cut off."),
        N_("Close it, or export again."),
    ),
    "line_quote_inside": Message(
        N_("A quotation mark stands inside a quoted value, or a quoted value does not end."),
        N_("Inside quotation marks, write two of them for one."),
    ),
    "line_too_long": Message(
        N_("This line is longer than a megabyte. A single value cannot be meant to be so long."),
        N_("Remove the value, or the column, and export again."),
    ),
    "line_characters": Message(N_("This line holds bytes that are no text."), N_("Export the data again.")),
    "more_lines": Message(N_("{count} more lines are wrong as well.")),
    "more_lines_at_least": Message(N_("At least {count} more lines are wrong as well.")),
    "file_cut_off": Message(
        N_("The file stops in the middle of a row: its last line has {found} of {expected} values."),
        N_("Export or copy it again. If the row does not matter, delete it."),
    ),
    "footer_left_out": Message(
        N_("Line {line} at the end has {found} of {expected} values. It was taken as a remark and left out.")
    ),
    "empty_rows_left_out": Message(N_("{count} rows without any value were left out.")),
    "lines_before_header": Message(
        N_("The names of the columns stand in line {line}. The lines before it were skipped.")
    ),
    "header_looks_like_data": Message(
        N_("Line {line} was taken for the names of the columns, but it holds a number."),
        N_("Check that the file has a line of names."),
    ),
    "encoding_by_language": Message(
        N_("The file is not UTF-8. It was read as {encoding}, which is usual for the language {language}.")
    ),
    "encoding_is_utf8": Message(
        N_("The file is UTF-8, but the plan says {encoding}."), N_("Delete data.csv.encoding or write utf-8.")
    ),
    "decimal_unclear": Message(
        N_("Numbers like 1.234 and 1,234 can be read in two ways. Taken as the decimal sign: {decimal}."),
        N_("Say in the plan which it is."),
    ),
    "dates_by_language": Message(
        N_("Dates like 03/04/2024 were read with the day first, which is usual for the language {language}."),
        N_("Say in the plan if it is month-first."),
    ),
    "dates_unclear": Message(
        N_("Dates like 03/04/2024 may begin with the day or the month. They were not read."),
        N_("Say in the plan which it is: day-first or month-first."),
    ),
    "frame_unreadable": Message(
        N_("The frame {name} holds values that cannot be read."),
        N_("Turn its columns into text, numbers or dates first."),
    ),
    "file_password": Message(
        N_("{path} is protected by a password."),
        N_("Save it without a password, in a folder that only you can read."),
    ),
    "sheet_missing": Message(N_("There is no sheet {sheet}."), N_("These sheets exist: {sheets}.")),
    "sheet_too_large": Message(
        N_("A sheet of {path} spans more than 50 million cells. Often one stray cell stands far outside."),
        N_("Delete the empty rows and columns, or export the sheet as CSV."),
    ),
    "sheet_without_table": Message(
        N_("The sheet {sheet} holds no table."),
        N_("A table needs two columns, and a row with their names above the values."),
    ),
    "no_sheet_with_table": Message(
        N_("None of the sheets holds a table ({sheets})."),
        N_("A table needs two columns, and a row with their names above the values."),
    ),
    "sheet_chosen": Message(
        N_("The sheet {sheet} was read. There are others: {others}."),
        N_("Name the one that is meant in the plan."),
    ),
    "remark_below_left_out": Message(
        N_("Row {line} below the table holds a single cell. It was taken as a remark and left out.")
    ),
}
