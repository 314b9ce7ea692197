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
}
