"""Names that a plan may use: signals with their parts, and protected grounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

SIGNALS: dict[str, tuple[str, ...]] = {
    "selection_gap": (),
    "conditional_gap": (),
    "false_flag_gap": ("among_people_in_order", "among_people_flagged", "in_whole_group"),
    "missed_gap": ("among_people_concerned", "among_people_not_selected"),
    "calibration_gap": (),
    "random_sample_uplift": ("overall", "by_group"),
    "criterion_fit": (),
    "proxy_strength": ("one_input", "all_inputs"),
    "direct_use": (),
    "threshold_sweep": (),
    "coverage": (),
    "missing_gap": ("values", "group_unknown"),
    "small_groups": (),
    "intersection": (),
    "label_quality": ("source_unclear", "rater_agreement", "corrected_on_appeal"),
    "selective_labels": (),
    "drift": ("inputs", "rates", "gaps"),
    "override": ("near_zero", "by_group"),
    "funnel": ("step_gap", "main_step", "manual_step"),
    "access_gap": ("take_up", "drop_out"),
    "time_gap": (),
    "complaints_gap": ("number", "won"),
    "baseline": ("earlier_gap", "change", "larger_now"),
}
"""Every signal, with the parts that have verdicts of their own."""

OWN_LEVELS = (
    "criterion_fit",
    "funnel",
    "label_quality",
    "missing_gap",
    "override",
    "proxy_strength",
    "threshold_sweep",
    "time_gap",
)
"""Signals on a scale of their own: their attention level stands in ``attention.levels``, or one for each part."""

FURTHER_LEVELS: Mapping[str, tuple[str, ...]] = {"threshold_sweep": ("reduction",)}
"""Second levels of a signal that needs two."""

FURTHER_PARTS: Mapping[str, tuple[str, ...]] = {
    "selection_gap": ("amount", "cut", "top_k"),
    "intersection": ("searched",),
}
"""Further numbers of a signal that only some plans have. Checklists read the main one; all are tested and reported."""

PART_LEVELS = ("selection_gap/amount",)
"""Further numbers on a scale of their own."""

Ground = Literal[
    "sex",
    "gender_identity",
    "ethnic_origin",
    "religion_belief",
    "disability",
    "age",
    "sexual_orientation",
    "nationality",
    "language",
    "socio_economic",
    "other",
]


def signal_names() -> tuple[str, ...]:
    """Return every signal and every part as a plan writes it.

    >>> signal_names()[:4]
    ('selection_gap', 'conditional_gap', 'false_flag_gap', 'false_flag_gap/among_people_in_order')
    """
    names: list[str] = []
    for signal, parts in SIGNALS.items():
        names += [signal, *(f"{signal}/{part}" for part in parts)]
    return tuple(names)
