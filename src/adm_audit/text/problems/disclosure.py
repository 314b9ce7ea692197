"""Problems of an edition for the public."""

from adm_audit.text.catalogue import N_
from adm_audit.text.problems.message import Message

_TEAM = N_("Write the report for the team or the council, and publish no numbers from it by hand.")

MESSAGES = {
    "public_weights": Message(
        N_("A public edition cannot be made yet where cases carry weights (data.weight): hidden counts would show."),
        _TEAM,
    ),
    "public_clusters": Message(
        N_(
            "A public edition cannot be made yet where cases belong to clusters (data.cluster): hidden counts would show."
        ),
        _TEAM,
    ),
    "public_reached": Message(
        N_("A public edition cannot be made yet from a table that counts who reached each stage."), _TEAM
    ),
    "public_ranges": Message(
        N_(
            "The counts in the data are already rounded or withheld by whoever made them, so they are hidden once already."
        ),
        N_("If that table is public, the report for the team says nothing that it does not say."),
    ),
    "attack_not_a_result": Message(
        N_("{path} is not a result of adm-audit: {found}."), N_("Give a result.json or a result.public.json.")
    ),
    "attack_contradiction": Message(
        N_("The counts in {path} contradict each other, so it was changed or comes from another program."),
        N_("Make it again with adm-audit run."),
    ),
}
