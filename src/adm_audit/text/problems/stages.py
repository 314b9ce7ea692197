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
    "stage_nobody_reached": Message(
        N_("Nobody reached the stage {stage}, which counts as selected. The column {column} holds: {found}."),
        N_("Name a stage under decision.stage that somebody reached."),
    ),
    "stage_grows": Message(
        N_(
            "Where {column} is {group}, {people} people are counted at the stage {stage}, but only {people_before} at the "
            "stage before it, {before}."
        ),
        N_("Each stage must count everybody who reached it. Check the order of the stages, and the numbers."),
    ),
    "stage_more_than_first": Message(
        N_(
            "{people} people are counted at the stage {stage} who are not counted at the first stage, {first}, in the same "
            "rows of the other columns."
        ),
        N_("The first stage must count everybody. Put the stage that all people reach first, or add the missing rows."),
    ),
    "stages_not_nested": Message(
        N_("{people} people reached a stage without the one before it."),
        N_("Their steps are compared all the same, but the gap at the end cannot be taken apart."),
    ),
}
