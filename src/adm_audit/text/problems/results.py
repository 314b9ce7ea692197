"""Problems with results that are read again: exports, portfolios, comparisons."""

from adm_audit.text.catalogue import N_
from adm_audit.text.problems.message import Message

MESSAGES = {
    "result_not_readable": Message(
        N_("{path} cannot be read ({reason})."), N_("Name a result.json that adm-audit run has written.")
    ),
    "result_not_a_result": Message(
        N_("{path} is not a result of adm-audit."), N_("Name a result.json that adm-audit run has written.")
    ),
    "result_other_version": Message(
        N_("{path} has the form {found}; this version reads {known}."),
        N_("Carry out that audit again with this version, or install the version that wrote it."),
    ),
    "result_damaged": Message(
        N_("{path} looks like a result, but parts of it are missing or changed."),
        N_("Carry out that audit again. A result must not be edited by hand."),
    ),
    "portfolio_needs_two": Message(
        N_("A portfolio needs the results of at least two services; one was given."),
        N_("Name the result.json of each service, with a space between."),
    ),
    "portfolio_two_names": Message(N_('"{value}" belongs to "{first}" and to "{name}".'), N_("Name each value once.")),
    "portfolio_same_service": Message(
        N_('"{title}" is there twice: in {path} and in {first}.'),
        N_("Keep the newer result of each service. A service that is counted twice would look like two."),
    ),
    "summary_not_readable": Message(
        N_("{path} is not a summary that this version can read."),
        N_("Take it out of the folder, or write it again with adm-audit checklist summary."),
    ),
    "summary_too_few": Message(
        N_("Of {read} summaries in {path}, {number} fit; at least {fewest} are needed."),
        N_(
            "With fewer, a city could be recognised. Leave out --country, --residents or --foreign-born, or add summaries."
        ),
    ),
}
