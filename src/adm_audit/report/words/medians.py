"""Names of the medians and means that stand beside a comparison, and what they are counted in."""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.result import Unit
from adm_audit.text.catalogue import N_

NAMES: Mapping[str, str] = {
    "median_days": N_("Median"),
    "other_median_days": N_("Median, other side"),
    "median_gap_days": N_("Difference of medians, in days"),
    "mean_days": N_("Mean"),
    "other_mean_days": N_("Mean, other side"),
    "mean_gap_days": N_("Difference of means, in days"),
    "open_rate": N_("Cases without an end"),
    "other_open_rate": N_("Cases without an end, other side"),
    "median_amount": N_("Median"),
    "other_median_amount": N_("Median, other side"),
    "median_gap_amount": N_("Difference of medians"),
    "mean_amount": N_("Mean"),
    "other_mean_amount": N_("Mean, other side"),
    "mean_gap_amount": N_("Difference of means"),
}


def unit_of(name: str) -> Unit | None:
    """Return what a median or a mean is counted in; None for any other number.

    >>> unit_of("median_days"), unit_of("open_rate")
    ('days', None)
    """
    kind = name.partition(":")[0]
    if kind not in NAMES or kind.endswith("_rate"):
        return None
    return "days" if kind.endswith("_days") else "amount"


def is_gap(name: str) -> bool:
    """Return whether a number is a difference, which is written with its sign."""
    kind = name.partition(":")[0]
    return kind in NAMES and "_gap_" in kind


def about(name: str) -> tuple[str, str] | None:
    """Return the sentence of a number that names what it is about, such as one of several amounts, and that name."""
    kind, _, of = name.partition(":")
    message = _ABOUT.get(kind)
    return None if message is None or not of else (message, of)


_ABOUT: Mapping[str, str] = {
    "median_amount": N_("“{of}”, median"),
    "median_gap_amount": N_("“{of}”, difference of medians from the other side"),
    "mean_amount": N_("“{of}”, mean"),
    "mean_gap_amount": N_("“{of}”, difference of means from the other side"),
    "decision_rate": N_("Decision “{of}”"),
}
