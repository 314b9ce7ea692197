"""Why something was not computed, and remarks: codes in, sentences out. An unknown code is said as it is."""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.report.words.voice import Voice
from adm_audit.result import NotLookedAt
from adm_audit.text.catalogue import N_
from adm_audit.text.pairing_reasons import REASONS
from adm_audit.values import Because

NOT_LOOKED_AT: Mapping[str, str] = {
    "no_outcome": N_("The plan names no outcome, so nobody can say whether a selection was right."),
    "selective_outcomes": N_(
        "Outcomes are known only for people who were selected, or for a sample. What would have turned out for the "
        "others is unknown, and no number can replace it."
    ),
    "sampled_outcomes": N_(
        "Outcomes are known for people who were selected and for people drawn at random. The rates that follow from both "
        "stand in the tables of groups, with their likely ranges; gaps between them are not tested."
    ),
    "no_strata": N_("The plan names no factor that may lawfully count, so nothing can be held constant."),
    "no_intersections": N_("The plan asks for no combined groups."),
    "no_period": N_("The plan names no column with dates, so nothing can be followed over time."),
    "one_period": N_("All dates lie in one period, so there is nothing to compare. A shorter period may help."),
    "no_baseline": N_("The plan names no decisions from before the tool, or without it."),
    "nobody_worse_off_now": N_("Nobody is worse off now, so there is no gap that could be larger than before."),
    "nobody_before": N_("No case is marked as decided before the tool."),
    "no_inputs": N_("The plan names none of the things that the tool uses."),
    "no_attention": N_("No attention level was chosen, so there is no size of gap to compare a group's size with."),
    "no_population": N_("The plan names no reference population, so nobody can say who is absent from the data."),
    "no_stages": N_("The plan names no stages."),
    "too_many_stages": N_("The plan names more stages than can be looked at together."),
    "no_manual_step": N_("The plan does not say at which steps people decide."),
    "no_own_level": N_("The plan gives no attention level for this number."),
    "search_too_small": N_("There are too few people to search in one half of them and to judge by the other."),
    "search_of_one": N_(
        "The search may combine only one characteristic, and single groups are compared anyway. Groups need at least two."
    ),
    "search_rounded": N_("The counts are rounded or withheld, and a search needs exact ones."),
    "search_stages": N_("The table counts who reached each stage, and a search needs the decision of each person."),
    "prediction_stages": N_("The table counts who reached each stage, and a prediction needs each person once."),
    "prediction_too_small": N_("There are too few people to learn from one half of them and to judge by the other."),
    "nothing_to_compare": N_("The data hold nothing that could be compared here."),
    "too_many_cells": N_("The table would have had too many cells: the columns have too many different values."),
    "not_in_public_edition": N_("It needs exact counts, which are not published. The report for the team holds it."),
    "not_in_this_version": N_("This version cannot compute it yet."),
    "no_recommendation": N_("The plan names no recommendation, so nobody can say where people depart from the tool."),
    "no_departures_to_count": N_("In no case are both the recommendation and the decision known."),
    "no_route": N_(
        "The plan names no cases drawn at random, so there is nothing to compare the tool's selections with."
    ),
    "no_random_cases": N_("The outcome of no case drawn at random is known."),
    "no_known_outcomes": N_("The outcome of no case that the tool selected is known."),
    "no_complaints_named": N_("The plan names no table of complaints."),
    "no_complaints": N_(
        "The table of complaints holds none. That can mean that nobody was wronged, or that people do not know the way or "
        "do not dare to use it."
    ),
    "no_complaint_results": N_("The plan does not say which complaints were won and which were lost."),
    "no_complaints_ended": N_("No complaint in the table was won or lost yet."),
    "no_entitled": N_(
        "The plan names no table of the people entitled, so nobody can say who does not use the service."
    ),
    "population_not_entitled": N_(
        "The plan does not say that its reference population counts the people entitled. Compared with all residents, use "
        "of the service says little."
    ),
    "no_leaving": N_("The plan does not say how to tell who left before a decision."),
    "nobody_left": N_("Nobody in the data left before a decision."),
    "no_label_sources": N_(
        "The plan names neither who recorded the outcomes, nor a second judgement, nor the results of complaints."
    ),
    "no_recorded_by": N_("The plan names no column that says who recorded the outcome."),
    "no_outcome_known": N_("No outcome is known."),
    "no_second_judgement": N_(
        "The plan names no second judgement of the same cases, so nobody can say whether two agree."
    ),
    "nobody_judged_twice": N_("In no case are both the outcome and the second judgement known."),
    "judgements_all_alike": N_(
        "Both people gave one and the same answer in all cases, so chance cannot be told from agreement."
    ),
    "counts_in_ranges": N_("The counts are rounded or withheld, and this number needs exact ones."),
    "no_corrections": N_("The plan names no complaints with their results, so nobody can say how many decisions fell."),
    "no_score": N_("The plan names no score."),
    "no_cut_off": N_(
        "The plan names no cut-off of the score, and the decisions do not follow one, so there is none to compare with."
    ),
    "sweep_needs_outcomes": N_(
        "Outcomes are known only for some people, so nobody can say what another cut-off would find or lose."
    ),
    "no_sweep_levels": N_(
        "The plan does not say how much loss of usefulness counts as little (threshold_sweep, in per cent), and from which "
        "reduction on a gap counts as clearly smaller (threshold_sweep/reduction, in points)."
    ),
    "constant_score": N_("Everybody with a known outcome has the same score, so nothing can be compared by it."),
    "no_scores_with_outcome": N_("Nobody has both a score and a known outcome."),
    "ranking_of_counts": N_("In a table of counts nobody can say who stands where in a list."),
    "no_times": N_("The plan names no waiting time."),
}

BECAUSE: Mapping[str, str] = {
    "other_cut_off": N_(
        "With the cut-off {cut_off} instead of {cut_off_now}, the gap would be smaller by {per_100_less} points (likely "
        "between {per_100_less_from} and {per_100_less_to}), and {per_100_lost} per cent of the usefulness would be lost "
        "(likely between {per_100_lost_from} and {per_100_lost_to}). Below 0, the gap would grow, or usefulness be gained."
    ),
    "score_random": N_("Only cases drawn at random are compared by score: their outcomes stand for everyone."),
    "score_not_selected": N_(
        "Only cases drawn at random are compared by score. They were drawn from people who were not selected, so they say "
        "nothing about the others."
    ),
    "score_selected": N_(
        "Outcomes are known only for people who were selected, so only they are compared by score. An even result among "
        "them proves nothing about the others."
    ),
    "scores_of_one_side": N_(
        "{people} people of this group have scores that nobody on the other side has; they tell nothing."
    ),
    "one_outcome_only": N_("All known outcomes are alike, so there is no such number."),
    "too_few_for_auc": N_("There are too few people for this number."),
    "times_open": N_("{times}: {people} cases have no end date, so they are not decided yet."),
    "times_young": N_(
        "{times}: {people} cases began less than {within} days before {newest}, the newest date in the data. Nobody knows "
        "yet whether they will be late, so they are left out."
    ),
    "times_negative": N_("{times}: in {people} cases the end comes before the beginning; they are left out."),
    "times_undated": N_("{times}: in {people} cases a date is missing or cannot be read; they are left out."),
    "top_holds_everyone": N_("The list holds only {people} people, so all of them are in the top {top}."),
    "top_shared": N_(
        "Several people share the last place of the top {top}; all of them are counted inside, {people} people together."
    ),
    "not_ranked": N_("{people} people have no place in the list ({column}); they are left out."),
    "not_a_share": N_("It is no share of people."),
    "no_ratio_of_gaps": N_("A change of a gap has no ratio."),
    "fewer_than_two_periods": N_("Fewer than two periods hold people of both sides."),
    "people_in_both": N_(
        "If the same people stand in both, before and now, the intervals are not quite right: they take them for others."
    ),
    "periods": N_("{number} periods were compared, from {first} to {last}."),
    "undated_rows": N_("Without a readable date, and left out: {people}."),
    "follow_up_differs": N_(
        "Of those selected in {period}, the outcome of {known} of 100 is known, of those in {best} that of {most} of 100: "
        "whether selections were right cannot be compared between these periods."
    ),
    "changed_since": N_("Before and after differ most from {period} on."),
    "changed_value": N_("The share is that of {value}; {values} values were compared."),
    "drift_since": N_("The first change that is shown begins with {day}."),
    "version_since": N_("The version in use at the end ({version}) decides most cases since {period}."),
    "no_spread": N_("All numbers are the same."),
    "input_is_attribute": N_("The input tells the same as {column}: who knows one knows the other."),
    "told_on_the_other_half": N_("Learned from {learned_from} people, and judged on {judged} whom it had not seen."),
    "input_is_decision": N_("The input is the decision under another name: who knows one knows the other."),
    "input_is_constant": N_("The input has the same value for everyone."),
    "strongest_value": N_(
        "The difference is that between {value} and all other values; {values} values were compared."
    ),
    "not_beside": N_(
        "Inside the levels of {other} no link is left beyond chance: the input may only repeat what {other} tells."
    ),
    "no_ratio_of_numbers": N_("A number is not above 0, so there is no such ratio."),
    "too_few_for_a_mean": N_("A mean with its interval needs at least two people."),
    "nobody_in_group": N_("There is nobody in this group."),
    "more_cases_than_people": N_("The counts are impossible: more cases than people."),
    "everybody_selected": N_("Everybody was selected."),
    "everybody_selected_among_others": N_("Everybody was selected among the others, so there is no such ratio."),
    "no_known_outcomes": N_("No outcome is known."),
    "no_random_cases": N_("No case was drawn at random."),
    "no_positive_random_cases": N_("Among the cases drawn at random, none had a positive outcome."),
    "only_positive_random_cases": N_("Among the cases drawn at random, all had a positive outcome."),
    "clusters": N_(
        "Cases that belong together ({column}) were counted together: {clusters} of them, the largest with {largest} "
        "rows; {without} rows belong to none."
    ),
    "few_clusters": N_(
        "Only {clusters} sets of cases that belong together ({column}), the largest with {largest} rows: intervals may "
        "be too narrow. {without} rows belong to none."
    ),
    "nobody_selected": N_("Nobody was selected."),
    "nobody_selected_among_others": N_("Nobody was selected among the others, so there is no ratio."),
    "size_withheld": N_("The number of people is only known as a range."),
    "fewer_than_two_groups": N_("There are fewer than two groups."),
    "rounded_counts": N_("The counts are rounded or withheld, and this number needs exact ones."),
    "no_stratum_with_both_sides": N_("No level of the factor holds people of both sides."),
    "no_stratum_with_both_decisions": N_("In no level of the factor were some people selected and others not."),
    "selective_outcomes": N_("Outcomes are known only for some people, so this rate cannot be known."),
    "the_sources_disagree": N_("The sources disagree."),
    "group_size": N_("The group has {total} people."),
    "level_as_difference": N_("The attention level is {level} points here."),
    "stratum_reason": N_("The plan gives this reason for {factor}: {reason}"),
    "people_outside_strata": N_(
        "Levels of {factor} that hold only one side tell nothing. People of this group in such levels: {people}."
    ),
    "opposite_strata": N_("In some levels of {factor} the gap goes the other way: {strata}."),
    "outcomes_known_for": N_("Outcomes are known for: {known_for}."),
    "random_cases": N_("{cases} people were drawn at random, whatever the tool said."),
    "random_not_selected": N_(
        "They were drawn only from people whom the tool did not select, so the uplift looks larger than it is."
    ),
    "searched": N_(
        "A search went through {groups} groups that nobody listed, on one half of the people ({searched}, drawn by chance). "
        "The {found} that stood out most were judged by the other half ({judged}), which the search never saw. All numbers "
        "of these groups are of that half."
    ),
    "departures": N_("People departed from the tool in {cases} of {people} cases."),
    "random_left_out": N_("{cases} cases drawn at random are left out: the tool's output did not decide them."),
    "gap_wider": N_(
        "The gap is {before} points in what the tool says and {after} points in what people decided: those who decide widened it."
    ),
    "gap_narrower": N_(
        "The gap is {before} points in what the tool says and {after} points in what people decided: those who decide narrowed it."
    ),
    "gap_turned": N_(
        "The gap is {before} points in what the tool says and {after} points in what people decided: those who decide turned it round."
    ),
    "no_missing_values": N_("Nothing is missing in: {columns}."),
    "lines_before_header": N_("The names of the columns stand in line {line}; the lines above were skipped."),
    "no_share_expected": N_("The reference population holds nobody of this group, or nobody else."),
    "nobody_in_data": N_("The data hold nobody whose group is recorded."),
    "population_without": N_("The reference population says nothing about: {columns}."),
    "population_unrecorded": N_(
        "{people} people of the reference population have no recorded value of {column}; they were left out."
    ),
    "no_share_standardised": N_(
        "In the data, there is nobody of an age and sex that the reference population holds too."
    ),
    "no_cell_in_common": N_("The data and the reference population have no age and sex in common."),
    "population_not_crossed": N_(
        "The reference population does not count {column} by age and sex, so a different age or sex of the groups could be "
        "the reason for a gap."
    ),
    "standardised": N_(
        "As if the people in the data had the age and sex of the reference population, the gap is {points_standardised} "
        "points (likely between {points_from} and {points_to}), against {points_as_is} points as it is."
    ),
    "cells_without_data": N_(
        "{people} people of the reference population are of an age and sex that nobody in the data has; they were left "
        "out of this."
    ),
    "complaints": N_("The table of complaints and appeals holds {cases}."),
    "complaints_open": N_("{cases} complaints are neither won nor lost."),
    "complaints_without": N_("The table of complaints says nothing about: {columns}."),
    "complaints_unrecorded": N_(
        "For {cases} complaints, {column} is not recorded, so they stand against no decisions."
    ),
    "complaints_are_not_people": N_("One person can complain several times."),
    "no_events": N_("There is no complaint on either side."),
    "no_events_among_others": N_("There is no complaint among the others, so there is no ratio."),
    "too_many_ways": N_("{column} has {values} different values; up to {most} are compared."),
    "judged_twice": N_("{cases} cases were judged by a second person."),
    "nobody_judged_twice": N_("No case was judged twice."),
    "judgements_all_alike": N_(
        "Both gave one and the same answer in all cases, so chance cannot be told from agreement."
    ),
    "stages_not_nested": N_("{people} people reached a stage without the one before it."),
    "steps_even_and_not": N_(
        "For {group}, the step {even} is even: any gap there is within the attention level. The step {uneven} is not."
    ),
    "some_steps_even": N_(
        "For {group}, some steps are even: any gap is within the attention level ({even}). Others are not ({uneven})."
    ),
    "no_main_step": N_(
        "Shares of the gap are only given where it is beyond chance, all steps point the same way, and the counts are "
        "known."
    ),
    "hit_rate_misleads": N_(
        "Do not judge by hit rates here. Of those selected, {group} were selected wrongly less often, which looks like "
        "better treatment; but of the whole group, more were selected wrongly: {rate} against {other_rate} of 1,000."
    ),
    "nobody_went_on": N_("On one side nobody went on at the step {step}, so there is no such number."),
    "counts_in_ranges": N_("The counts are only known as ranges."),
    "ground_declared": N_("The plan says that it states a protected ground: {ground}."),
    "ground_is_protected": N_("It is itself one of the characteristics by which people are compared here."),
    "ground_by_name": N_(
        "Its name suggests a protected ground: {ground}. A name is only a hint; say in the plan what the input holds."
    ),
    "no_ground_named": N_(
        "Neither the plan nor its name speaks of a protected ground, and its values do not look like one."
    ),
    "values_not_looked_at": N_(
        "Neither the plan nor its name speaks of a protected ground. Its values were not looked at."
    ),
    "ground_by_link": N_(
        "Its values tell {column} nearly every time. Say in the plan what the input holds, and whether it is used in its "
        "place."
    ),
    "ground_by_values_countries": N_("Its values look like countries. Say in the plan what the input holds."),
    "ground_by_values_languages": N_("Its values look like languages. Say in the plan what the input holds."),
    "ground_by_values_first_names": N_(
        "Its values look like first names, and these tell sex and origin. Say in the plan what the input holds."
    ),
    "unreadable_numbers": N_("In some rows of {column} the value is not a number; it was taken as not recorded."),
}

_GROUNDS: Mapping[str, str] = {
    "sex": N_("sex"),
    "gender_identity": N_("gender identity"),
    "ethnic_origin": N_("ethnic origin"),
    "religion_belief": N_("religion or belief"),
    "disability": N_("disability"),
    "age": N_("age"),
    "sexual_orientation": N_("sexual orientation"),
    "nationality": N_("nationality"),
    "language": N_("language"),
    "socio_economic": N_("socio-economic status"),
    "other": N_("another ground"),
}
_KNOWN_FOR: Mapping[str, str] = {
    "everyone": N_("everyone"),
    "selected": N_("only people who were selected"),
    "sample": N_("people who were selected, and people drawn at random"),
}


def reason(missing: NotLookedAt, voice: Voice) -> str:
    """Return why a signal or a part was not looked at, as a sentence."""
    message = NOT_LOOKED_AT.get(missing.code)
    if message is None:
        return _unknown(missing.code, missing.facts, voice)
    return voice.say(message)


def because(item: Because, voice: Voice) -> str:
    """Return a remark as a sentence."""
    message = BECAUSE.get(item.code) or REASONS.get(item.code)
    facts = {name: _fact(name, value, voice) for name, value in item.facts.items()}
    try:
        if message is not None:
            return voice.say(message, **facts)
        return _from_reading(item, facts, voice)
    except KeyError:
        return _unknown(item.code, item.facts, voice)


remark = because


def _from_reading(item: Because, facts: Mapping[str, str], voice: Voice) -> str:
    """Remarks of the reading rooms have their sentences with the problems."""
    from adm_audit.text.problems import messages

    message = messages()[item.code]
    return " ".join(voice.say(text, **facts) for text in (message.what, message.do) if text)


def _fact(name: str, value: object, voice: Voice) -> str:
    if (name == "level" or name.startswith("per_100_")) and isinstance(value, int | float):
        return voice.numbers.decimal(100 * value, 1)
    if (name in ("before", "after") or name.startswith("points_")) and isinstance(value, int | float):
        return voice.numbers.signed(100 * value, 1)
    if name in ("rate", "other_rate") and isinstance(value, int | float):
        return voice.numbers.decimal(1000 * value, 1)
    if name == "known_for":
        return voice.say(_KNOWN_FOR.get(str(value), "{value}"), value=voice.shown(value))
    if name == "ground" and value in _GROUNDS:
        return voice.say(_GROUNDS[str(value)])
    if name == "signal":
        from adm_audit.report.words.signals import title

        return f"“{title(str(value), voice)}”"
    if name == "finding":
        return _finding(str(value), voice)
    if isinstance(value, bool) or value is None:
        return voice.say("not known") if value is None else voice.say("yes") if value else voice.say("no")
    if isinstance(value, int | float):
        return voice.numbers.whole(value)
    if isinstance(value, list | tuple):
        return voice.listed([voice.shown(part) for part in value])
    return voice.shown(value, 300)


def _finding(name: str, voice: Voice) -> str:
    """Return the id of a finding as words: the signal's title, and the rest of the id."""
    from adm_audit.report.words.signals import title

    signal, *rest = name.split("/")
    about = ", ".join(voice.shown(part) for part in rest)
    return voice.say("{title}: {about}", title=title(signal, voice), about=about) if about else title(signal, voice)


def _unknown(code: str, facts: Mapping[str, object], voice: Voice) -> str:
    words = voice.shown(code.replace("_", " "))
    told = ", ".join(f"{voice.shown(name)}: {_fact(name, value, voice)}" for name, value in facts.items())
    return f"{words} ({told})." if told else f"{words}."
