"""Problems with the way a YAML file is written (plans, checklists, answers)."""

from adm_audit.text.catalogue import N_
from adm_audit.text.problems.message import Message

MESSAGES = {
    "yaml_not_found": Message(
        N_("There is no file {path}."),
        N_("Check the name and the folder. Run adm-audit init DATA to make a plan."),
    ),
    "yaml_is_folder": Message(N_("{path} is a folder."), N_("Name a YAML file in it.")),
    "yaml_unreadable": Message(N_("The file {path} cannot be read ({reason})."), N_("Check your rights to read it.")),
    "yaml_too_large": Message(
        N_("The file {path} is larger than {most} MB."),
        N_("Is it the right file? Plans are a few kilobytes long."),
    ),
    "yaml_not_utf8": Message(
        N_("The file {path} is not written as UTF-8."),
        N_("Open it in an editor and save it with the encoding UTF-8."),
    ),
    "yaml_control_character": Message(
        N_("There is a sign here that no text has ({character})."), N_("Delete it. Is this a text file?")
    ),
    "yaml_several_documents": Message(
        N_("A second document begins here (---)."),
        N_("Keep one document in one file: take this line and the rest out."),
    ),
    "yaml_alias": Message(
        N_("{name} is a YAML anchor or alias, which is not allowed here."),
        N_("Write the content out. If it is meant as text, put it in quotes."),
    ),
    "yaml_tag": Message(
        N_("{tag} is a YAML tag, which is not allowed here."),
        N_("Take it out. If it is meant as text, put it in quotes."),
    ),
    "yaml_merge": Message(N_("<< merges another block, which is not allowed here."), N_("Write the keys out.")),
    "yaml_too_deep": Message(
        N_("Blocks or lists stand inside each other more than {most} deep."),
        N_("Is a bracket missing above?"),
    ),
    "yaml_key_not_text": Message(
        N_("A key must be a single word or text, not a list or a block."), N_("Did a value lose its quotes?")
    ),
    "yaml_duplicate_key": Message(
        N_("The key {key} stands here a second time; the first is in line {first}."),
        N_("Keep one of the two, or rename one."),
    ),
    "yaml_tab": Message(N_("There is a tab in the indent."), N_("Use spaces.")),
    "yaml_reserved_sign": Message(
        N_("A value cannot begin with {sign} unless it stands in quotes."),
        N_("Put the whole value in quotes."),
    ),
    "yaml_colon": Message(
        N_("A colon stands where none can."),
        N_("Put text that holds a colon in quotes, and check that the line is indented like its neighbours."),
    ),
    "yaml_quote_open": Message(N_("A quote is opened here and never closed."), N_("Add the closing quote.")),
    "yaml_bracket_open": Message(
        N_("A list or block in brackets is not complete."), N_("Check its commas and the closing bracket.")
    ),
    "yaml_no_colon": Message(
        N_("A key has no colon after it."), N_('Write "key: value", with a space after the colon.')
    ),
    "yaml_indent": Message(
        N_("This line does not fit the block around it."), N_("Indent it like its neighbours, with spaces.")
    ),
    "yaml_after_value": Message(
        N_("After a complete value, the line goes on with {text}."),
        N_("Put the whole value in quotes, or start a new line."),
    ),
    "yaml_escape": Message(
        N_("A backslash in double quotes begins a special sign, and this one is unknown."),
        N_("Write two backslashes, or use single quotes."),
    ),
    "yaml_syntax": Message(N_("The file is not valid YAML here ({reason})."), N_("Compare with the lines around it.")),
}
