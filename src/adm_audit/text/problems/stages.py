"""Problems of the stages that a plan names."""

from adm_audit.text.catalogue import N_
from adm_audit.text.problems.message import Message

MESSAGES = {
    "stage_not_zero_or_one": Message(
        N_("The column {column} is a stage, so it must hold 1 (reached) or 0. It also holds ({count}): {values}."),
        N_(
            "Write 1 and 0, or name one column that says how far each case came: stages: {{column: ..., order: [...]}}."
        ),
    ),
    "stage_not_in_order": Message(
        N_("The column {column} holds values that are no stage ({count}): {values}."),
        N_("Name every stage under order, from the first to the last."),
    ),
}
