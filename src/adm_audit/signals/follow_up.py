"""Whether the outcomes of the periods are known equally well: else nothing that rests on outcomes can be compared."""

from __future__ import annotations

from collections.abc import Sequence

from adm_audit.counts import Counts, Range
from adm_audit.evidence import PERIOD, Evidence, total_of
from adm_audit.plan.model import AuditPlan
from adm_audit.values import Because, FactValue

_FEWER = 0.1
"""By so much the share of known outcomes may differ between periods before it is said."""


def follow_up(plan: AuditPlan, evidence: Evidence, labels: Sequence[str]) -> tuple[Because, ...]:
    """Return a remark where outcomes of selected people are known clearly less often in one period than in another.

    labels: the periods in their order. Empty without outcomes in the plan, or where counts are ranges.
    """
    if plan.outcome is None:
        return ()
    table = evidence.counts(plan.protected[0].column, PERIOD)
    shares: dict[str, float] = {}
    for label in labels:
        share = _known(total_of({group: counts for group, counts in table.items() if group[1] == label}))
        if share is not None:
            shares[label] = share
    if len(shares) < 2:
        return ()
    # of equal ones the last, because outcomes come late
    least = min(reversed(shares), key=shares.__getitem__)
    most = max(shares, key=shares.__getitem__)
    if shares[most] - shares[least] < _FEWER:
        return ()
    facts: dict[str, FactValue] = {
        "period": least,
        "known": round(100 * shares[least]),
        "best": most,
        "most": round(100 * shares[most]),
    }
    return (Because("follow_up_differs", facts),)


def _known(counts: Counts) -> float | None:
    """Return the share of selected people whose outcome is known."""
    known, selected = counts.tp + counts.fp, counts.selected
    if isinstance(known, Range) or isinstance(selected, Range) or not selected:
        return None
    return known / selected
