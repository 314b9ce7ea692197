"""Problems with answers that come from a form, a sheet or another file."""

from adm_audit.text.catalogue import N_
from adm_audit.text.problems.message import Message

MESSAGES = {
    "answers_not_mapping": Message(
        N_("The file holds no answers."), N_("Its first line should be adm_audit_answers: 1.")
    ),
    "edit_loses_comments": Message(
        N_("A comment stands inside an answer that changes: {comments}"),
        N_("Nothing was changed. Move the comment to a line above the answer, and try again."),
    ),
    "edit_not_possible": Message(
        N_("The new answers cannot be written into this file without changing others."),
        N_("Nothing was changed. Write to another file with -o NEW.json, and compare."),
    ),
    "merge_conflict": Message(
        N_("{id} is answered differently: {said}."),
        N_("Nothing was written. Decide together, and say whose answer stays: --take {id}=FILE."),
    ),
    "merge_into_sheet": Message(
        N_("Answers cannot be merged into a spreadsheet."),
        N_("Name a file that ends in .yaml, .yml or .json first, and the spreadsheets after it."),
    ),
    "merge_take_unreadable": Message(
        N_('"--take {take}" does not say whose answer stays.'),
        N_("Write --take ID=FILE, where FILE is one of: {files}."),
    ),
    "merge_take_unknown": Message(
        N_('"--take {take}": {file} does not answer {id}.'), N_("Take an answer from a file that holds one.")
    ),
    "merge_take_unneeded": Message(
        N_('"--take {take}": the files do not differ on {id}.'), N_("Leave this --take out.")
    ),
    "merge_take_twice": Message(N_("Two options --take choose for {id}."), N_("Leave one of them out.")),
    "sheet_text_too_long": Message(
        N_("A text of {id} is longer than {most} signs, more than a cell can hold."),
        N_("Shorten it, or answer in the file or the HTML form."),
    ),
    "sheet_too_big": Message(
        N_("{path} is far larger than a workbook of answers."),
        N_("Was this written by adm-audit checklist sheet? Delete what was added beside the answers."),
    ),
    "sheet_unreadable": Message(
        N_("{path} cannot be read as a workbook."),
        N_("It may be damaged, have a password, or be another kind of file. Save it again as .xlsx."),
    ),
    "sheet_without_headings": Message(
        N_('The sheet "{sheet}" holds something, but no headings such as Id and Answer.'),
        N_("Put the headings back, or delete the sheet if it holds no answers."),
    ),
    "sheet_missing_column": Message(
        N_('There is no column "{name}".'), N_("Put its heading back. Columns may stand in any order.")
    ),
    "sheet_unknown_column": Message(
        N_('The column "{name}" is not known, and {entries} of its cells hold something.'),
        N_("Nothing was read. Put its old heading back, or move its texts to Note and delete the column."),
    ),
    "sheet_column_twice": Message(
        N_('The heading "{name}" stands here a second time; the first is column {first}.'),
        N_("Put both columns together, and delete one."),
    ),
    "sheet_row_without_id": Message(
        N_("This row holds an answer, but no id."),
        N_("Write the id of the question into the column Id, or delete the row."),
    ),
    "sheet_two_answers": Message(
        N_("{id} is answered a second time, and differently; the first is at {first}."),
        N_("Decide which one stays, and empty the other row."),
    ),
    "sheet_unknown_part": Message(
        N_('{id} has no part called "{part}".'), N_("The column {heading} must hold one of: {known}.")
    ),
    "sheet_not_chosen": Message(
        N_('"{word}" does not say whether this option of {id} was chosen.'), N_("Write Yes, or leave the cell empty.")
    ),
    "sheet_not_found": Message(N_("There is no file {path}."), N_("Check the name and the folder.")),
}
