"""Words that the report uses and a reader may ask about. One place for each explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adm_audit.text.catalogue import N_


@dataclass(frozen=True, slots=True)
class Term:
    """A word with its meaning, its formula (if it has one) and when it misleads."""

    meaning: str
    formula: str = ""
    misleads: str = ""


TERMS: Mapping[str, Term] = {
    "selection_rate": Term(
        N_("The share of a group that was selected (flagged, granted, invited ...)."),
        "(tp + fp + selected with unknown outcome) / people with a decision",
        N_("It says nothing about whether the selection was right."),
    ),
    "base_rate": Term(
        N_("The share of a group whose outcome is positive, selected or not."),
        "(tp + fn) / (tp + fn + fp + tn)",
        N_("Where outcomes are known only for selected people it cannot be known."),
    ),
    "true_positive_rate": Term(N_("Among people who should have been selected, the share that was."), "tp / (tp + fn)"),
    "false_negative_rate": Term(
        N_("Among people who should have been selected, the share that was missed."), "fn / (tp + fn)"
    ),
    "false_positive_rate": Term(
        N_("Among people with nothing wrong, the share that was selected all the same."), "fp / (fp + tn)"
    ),
    "positive_predictive_value": Term(
        N_("Among people who were selected, the share for whom it was right (the hit rate)."),
        "tp / (tp + fp)",
        N_("Equal hit rates do not clear a tool: a group can be checked far more often and still have a high one."),
    ),
    "false_discovery_rate": Term(N_("Among people who were selected, the share selected wrongly."), "fp / (tp + fp)"),
    "false_omission_rate": Term(
        N_("Among people who were not selected, the share who should have been."), "fn / (fn + tn)"
    ),
    "wrongly_selected_rate": Term(
        N_(
            "Wrong selections divided by all people of the group. It can be known even where outcomes exist only for "
            "selected people."
        ),
        "fp / people with a decision",
    ),
    "shown": Term(
        N_(
            "The difference is beyond chance, after correction for the number of comparisons, and the best estimate is "
            "beyond the attention level that was chosen beforehand."
        ),
        "",
        N_(
            "It says that there is a gap, not why, and not that it is unlawful. In small groups the estimate is often too "
            "large: read the interval."
        ),
    ),
    "below_attention": Term(
        N_("The difference is beyond chance, and its whole interval lies within the attention level.")
    ),
    "ruled_out": Term(
        N_(
            "The difference is not beyond chance, and the whole interval lies within the attention level: a gap of that "
            "size is ruled out."
        )
    ),
    "cannot_tell": Term(
        N_("The data are too few or too uncertain to say. A gap may be there or not."),
        "",
        N_("It is not a clean result. The report says how large a gap could have been missed."),
    ),
    "not_looked_at": Term(N_("Nothing was computed. The report says why, and what would make it possible.")),
    "attention_level": Term(
        N_(
            "The size of gap from which a city wants to look closer. The city chooses it before it sees results, with date "
            "and reason. No law in Europe fixes one."
        ),
        "beyond = difference > level, or ratio < level, or ratio > 1/level",
    ),
    "percentage_point": Term(
        N_("The unit of a difference between two shares: from 10 % to 15 % is 5 points (and half as much again).")
    ),
    "ratio": Term(
        N_("One rate divided by the other: 2 means twice as often."),
        "p1 / p2",
        N_(
            "Look at the opposite as well: granted to 97 against 99 in 100 is a ratio of .98, but three times as many "
            "refusals."
        ),
    ),
    "impact_ratio": Term(
        N_(
            "The smallest selection rate divided by the largest. A rule of thumb in the United States looks at values "
            "below .8; European law knows no such limit."
        ),
        "smallest rate / largest rate",
        N_("The data choose the two groups, so with many small groups it is small by chance. It gets no verdict here."),
    ),
    "confidence_interval": Term(
        N_("The range of values that fit the data. A 95 % interval misses the true value in about 5 of 100 audits."),
        "Wilson (one rate), Newcombe's method 10 (difference), MOVER-R (ratio)",
    ),
    "p_value": Term(
        N_("How often data at least as uneven as these would come up if there were no difference at all."),
        "two-sided mid-p exact test",
        N_("A large p-value does not show that there is no difference."),
    ),
    "family": Term(
        N_(
            "Comparisons that share one budget for false alarms. Every audit has two: the first holds the selection gap "
            "and the serious error, the second everything else; combined groups have their own."
        ),
        "Holm at .04 and at .01; Benjamini-Hochberg at .05 for combined groups (at 95 %)",
    ),
    "everyone_else": Term(N_("All people whose value is recorded, except the group itself.")),
    "not_recorded": Term(
        N_("People whose value is missing. They are a group of their own, compared with all recorded people.")
    ),
    "serious_error": Term(
        N_(
            "The error that hurts residents most: being flagged wrongly if selection is a burden, being missed if it is a "
            "benefit."
        )
    ),
    "selective_outcomes": Term(
        N_(
            "Outcomes that are known only for selected people. Nobody knows what would have turned out for the others, so "
            "several error rates cannot be known, only their possible range."
        )
    ),
    "stratum": Term(
        N_(
            "A level of a factor that may lawfully count, such as household size. People are compared inside each level."
        ),
        "",
        N_("The factor itself can carry discrimination; the plan must say why it may count."),
    ),
    "cluster": Term(
        N_(
            "Rows that belong together, such as members of a household or repeated decisions about one person. They say "
            "less than as many independent people, so intervals become wider (the design effect)."
        ),
        "sum over clusters of (cases - p x people) squared, divided by n p (1 - p); at least 1",
    ),
    "withheld_count": Term(
        N_("A number that a statistics office does not print because it is small. It is a range here, never zero.")
    ),
}

ALIASES: Mapping[str, str] = {
    "point": "percentage_point",
    "points": "percentage_point",
    "percentage_points": "percentage_point",
    "strata": "stratum",
    "factor": "stratum",
    "level": "attention_level",
    "attention": "attention_level",
    "holm": "family",
    "benjamini_hochberg": "family",
    "families": "family",
    "interval": "confidence_interval",
    "likely_range": "confidence_interval",
    "p": "p_value",
    "mid_p": "p_value",
    "hit_rate": "positive_predictive_value",
    "precision": "positive_predictive_value",
    "recall": "true_positive_rate",
    "sensitivity": "true_positive_rate",
    "wrong_flag": "false_positive_rate",
    "wrong_flags": "false_flag_gap",
    "difference": "percentage_point",
    "complement": "ratio",
    "ratio_of_the_complements": "ratio",
    "demographic_parity": "selection_gap",
    "disparate_impact": "impact_ratio",
    "four_fifths": "impact_ratio",
    "withheld": "withheld_count",
    "rounded": "withheld_count",
    "design_effect": "cluster",
    "household": "cluster",
}
"""Other words that people use, and what they mean here."""
