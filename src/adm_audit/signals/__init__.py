"""The signals, in the order of the report. Adding one: one file, one line here."""

from __future__ import annotations

from adm_audit.comparison import Signal
from adm_audit.signals import (
    access_gap,
    baseline,
    calibration_gap,
    complaints_gap,
    conditional_gap,
    coverage,
    criterion_fit,
    direct_use,
    drift,
    false_flag_gap,
    funnel,
    intersection,
    label_quality,
    missed_gap,
    missing_gap,
    override,
    proxy_strength,
    random_sample_uplift,
    selection_gap,
    selective_labels,
    small_groups,
    threshold_sweep,
    time_gap,
)

SIGNALS: tuple[Signal, ...] = (
    selection_gap.SIGNAL,
    conditional_gap.SIGNAL,
    false_flag_gap.SIGNAL,
    missed_gap.SIGNAL,
    calibration_gap.SIGNAL,
    random_sample_uplift.SIGNAL,
    criterion_fit.SIGNAL,
    direct_use.SIGNAL,
    proxy_strength.SIGNAL,
    intersection.SIGNAL,
    coverage.SIGNAL,
    missing_gap.SIGNAL,
    small_groups.SIGNAL,
    label_quality.SIGNAL,
    selective_labels.SIGNAL,
    override.SIGNAL,
    funnel.SIGNAL,
    access_gap.SIGNAL,
    complaints_gap.SIGNAL,
    time_gap.SIGNAL,
    threshold_sweep.SIGNAL,
    drift.SIGNAL,
    baseline.SIGNAL,
)


def signal_named(name: str) -> Signal:
    """Return a signal by its name. Raises KeyError for one that this version does not have."""
    for signal in SIGNALS:
        if signal.entry.name == name:
            return signal
    raise KeyError(name)
