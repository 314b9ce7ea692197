"""Problems with what we write."""

from adm_audit.text.catalogue import N_
from adm_audit.text.problems.message import Message

MESSAGES = {
    "output_not_writable": Message(
        N_("{path} cannot be written ({reason})."),
        N_("Choose another folder with -o, or ask for the right to write there. Nothing was changed."),
    ),
}
