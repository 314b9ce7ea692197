"""What the numbers without a sentence of their own are called: those beside a comparison, and those without a verdict."""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.report.words import medians
from adm_audit.report.words.voice import Voice
from adm_audit.text.catalogue import N_

MEASURES: Mapping[str, str] = {
    "gap_reduction": N_("By how much the gap would shrink, in points"),
    "usefulness_loss": N_("Usefulness that would be lost"),
    "auc": N_("How well the score tells people apart (AUC; 0.5: not at all, 1: fully)"),
    "other_auc": N_("How well the score tells people apart (AUC), other side"),
    "auc_gap": N_("Difference of the two AUC, in points"),
    "calibration_error": N_("Outcomes against the score, mean distance (expected calibration error)"),
    "score_lower_quarter": N_("A quarter have at most this score"),
    "score_median": N_("Half have at most this score"),
    "score_upper_quarter": N_("Three quarters have at most this score"),
    "max_minus_min": N_("Largest minus smallest rate"),
    "impact_ratio": N_("Smallest divided by largest rate (impact ratio)"),
    "chi_square_p": N_("Chi-square test over all groups, p"),
    "conditional_demographic_disparity": N_("Conditional demographic disparity"),
    "unknown_rate": N_("Share of people whose group is not recorded"),
    "odds_ratio": N_("Odds ratio (Mantel-Haenszel)"),
    "homogeneity_p": N_("Breslow-Day-Tarone test of equal odds ratios, p"),
    "crude_difference": N_("Difference without levels"),
    "mix": N_("Part of it: who is in which level"),
    "inside": N_("Part of it: inside the levels"),
    "outside": N_("Part of it: levels that hold only one side"),
    "design_effect": N_("Design effect of weights and clusters, group"),
    "other_design_effect": N_("Design effect of weights and clusters, others"),
    "score_z": N_("Score test, z"),
    "score_p": N_("Score test, p"),
    **medians.NAMES,
    "fisher_p": N_("Fisher's exact test, p"),
    "correlation_ratio": N_("Correlation ratio, from 0 to 1"),
    "base_rate": N_("People with a positive outcome"),
    "true_positive_rate": N_("Selected, of those who should have been"),
    "false_negative_rate": N_("Missed, of those who should have been selected"),
    "false_positive_rate": N_("Selected, of those who should not have been"),
    "false_omission_rate": N_("Missed, of those not selected"),
    "positive_predictive_value": N_("Selected rightly, of those selected (hit rate)"),
    "false_discovery_rate": N_("Selected wrongly, of those selected"),
    "wrongly_selected_rate": N_("Selected wrongly, of all people"),
    "selection_rate": N_("Selected, of those with a decision"),
    "departure_rate": N_("Decided otherwise than recommended"),
    "added_rate": N_("Selected, of those not recommended"),
    "other_added_rate": N_("Selected, of those not recommended, other side"),
    "dropped_rate": N_("Not selected, of those recommended"),
    "other_dropped_rate": N_("Not selected, of those recommended, other side"),
    "gap_before": N_("Gap in what the tool says, in points"),
    "gap_after": N_("Gap in what people decided, in points"),
    "random_rate": N_("Right to select, of people drawn at random"),
    "other_random_rate": N_("Right to select, of people drawn at random, other side"),
    "uplift": N_("Hit rate minus that of people drawn at random, in points"),
    "other_uplift": N_("Hit rate minus that of people drawn at random, other side, in points"),
    "equal_burden": N_("Share of all selected minus share of all found at random, in points"),
    "profile_ratio": N_("Times as likely to be selected by the profile: who is in which level"),
    "inside_ratio": N_("Times as likely to be selected inside the levels"),
    "share_found": N_("Share of all found by the tool minus share of all found at random, in points"),
    "complaint_rate": N_("Complaints per decision"),
    "per_1000": N_("Complaints per 1,000 decisions"),
    "other_per_1000": N_("Complaints per 1,000 decisions, other side"),
    "won_rate": N_("Complaints won, of those won or lost"),
    "take_up_rate": N_("In the data, of those entitled"),
    "drop_out_rate": N_("Left before a decision"),
    "unclear_rate": N_("Known outcomes without a source"),
    "kappa": N_("Agreement of two people (Cohen's kappa)"),
    "judged_alike_rate": N_("Judged alike, of the cases judged twice"),
    "corrected_rate": N_("Decisions corrected after a complaint"),
    "standardised_rate": N_("Share in the data, standardised by age and sex"),
    "standardised_gap": N_("Difference to the reference population, standardised by age and sex, in points"),
}
OF_ONE: Mapping[str, str] = {
    "parent": N_("Rate by {of} alone"),
    "strength": N_("Strength of the link with “{of}”"),
    "outcome_gap": N_("Difference in outcomes between the values of “{of}”, in points"),
    "beside": N_("The difference beside “{of}”, in points"),
    "outcome_at": N_("Should have been selected, at score {of}"),
    "step_points": N_("Part of the gap at the last stage that arises at “{of}”, in points"),
    "step_share": N_("Share of the gap at the last stage that arises at “{of}”"),
    "step_ratio_inside": N_("Ratio inside the levels of “{of}” (Mantel-Haenszel)"),
    "sweep_selected": N_("Selected with the cut-off {of}"),
    "sweep_found": N_("Found with the cut-off {of}, of all who should be selected"),
    "sweep_hits": N_("Selected rightly with the cut-off {of}, of those selected"),
    "sweep_gap": N_("Gap in points with the cut-off {of}"),
}
"""Of numbers whose name says what they are about after a colon, by what stands before it."""


def measure_name(name: str, voice: Voice) -> str:
    """Return what a number of a signal is called."""
    about = medians.about(name)
    if about is not None:
        return voice.say(about[0], of=voice.shown(about[1]))
    kind, _, of = name.partition(":")
    if kind in OF_ONE:
        return voice.say(OF_ONE[kind], of=voice.shown(of))
    return voice.say(MEASURES[name]) if name in MEASURES else voice.shown(name.replace("_", " "))
