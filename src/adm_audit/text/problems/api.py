"""Problems with calls of the library and the command line."""

from adm_audit.text.catalogue import N_
from adm_audit.text.problems.message import Message

MESSAGES = {
    "no_such_attribute": Message(
        N_("The audit did not look at the attribute {attribute}."), N_("It looked at: {found}.")
    ),
    "metric_frame_needs_exact_counts": Message(
        N_("The counts for {attribute} were rounded or withheld, so a MetricFrame cannot be made."),
        N_("Use result.findings: it keeps the possible range of every number."),
    ),
    "no_predictions": Message(
        N_("{estimator} has no predict method, or is not fitted ({reason})."),
        N_("Give a fitted scikit-learn estimator or pipeline."),
    ),
    "lengths_differ": Message(
        N_("{name} has {found} rows, but X has {expected}."), N_("Give one value for each row of X.")
    ),
    "column_exists": Message(
        N_("X already has a column named {column}, which the audit needs for itself."), N_("Rename it in X.")
    ),
    "unknown_topic": Message(
        N_("There is nothing to explain under the name {name}."),
        N_("adm-audit explain, without a name, lists everything."),
    ),
}
MESSAGES |= {
    "plan_exists": Message(
        N_("{path} is already there; nothing was written."), N_("Give another name with -o, or add --force.")
    ),
}
