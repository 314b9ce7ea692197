"""Sentences about one comparison, for each signal and part. A signal without its own gets the general ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adm_audit.text.catalogue import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Whole sentences with places.

    more, less, equal: the headline by direction. fact: both shares, side by side. open: what the data cannot tell.
    rate: what the share is called. cases, total: column headings of the counts.
    """

    more: str
    less: str
    equal: str
    fact: str
    open: str
    ruled_out: str
    rate: str
    cases: str
    total: str = N_("People")


_SELECTED = Phrases(
    more=N_("{Group} were selected more often than {others}: {rate} against {other_rate}, {gap}."),
    less=N_("{Group} were selected less often than {others}: {rate} against {other_rate}, {gap}."),
    equal=N_("{Group} were selected as often as {others}: {rate} against {other_rate}, {gap}."),
    fact=N_("{rate} {group} were selected; among {others} it was {other_rate}."),
    open=N_("Whether {group} are selected more or less often than {others}, the data cannot tell: {gap}."),
    ruled_out=N_("{Group} were selected about as often as {others}: {rate} against {other_rate}, {gap}."),
    rate=N_("Selected"),
    cases=N_("Selected"),
)

PHRASES: Mapping[str, Phrases] = {
    "selection_gap": _SELECTED,
    "intersection": _SELECTED,
    "conditional_gap": Phrases(
        more=N_("Among people alike in {factor}, {group} were selected more often than {others}: {gap}."),
        less=N_("Among people alike in {factor}, {group} were selected less often than {others}: {gap}."),
        equal=N_("Among people alike in {factor}, {group} were selected as often as {others}: {gap}."),
        fact=N_("Among people alike in {factor}, the difference between {group} and {others} is {gap}."),
        open=N_("Among people alike in {factor}, the data cannot tell how {group} fare against {others}: {gap}."),
        ruled_out=N_("Among people alike in {factor}, {group} were selected about as often as {others}: {gap}."),
        rate=N_("Selected"),
        cases=N_("Selected"),
    ),
    "false_flag_gap/among_people_in_order": Phrases(
        more=N_(
            "Of those with nothing wrong, {group} were selected more often than {others}: {rate} against "
            "{other_rate}, {gap}."
        ),
        less=N_(
            "Of those with nothing wrong, {group} were selected less often than {others}: {rate} against "
            "{other_rate}, {gap}."
        ),
        equal=N_(
            "Of those with nothing wrong, {group} were selected as often as {others}: {rate} against {other_rate}, "
            "{gap}."
        ),
        fact=N_("{rate} {group} with nothing wrong were selected all the same; among {others} it was {other_rate}."),
        open=N_(
            "Whether {group} with nothing wrong are selected more or less often than {others}, the data cannot "
            "tell: {gap}."
        ),
        ruled_out=N_(
            "Of those with nothing wrong, {group} were selected about as often as {others}: {rate} against "
            "{other_rate}, {gap}."
        ),
        rate=N_("Selected although nothing was wrong"),
        cases=N_("Selected wrongly"),
        total=N_("With nothing wrong"),
    ),
    "false_flag_gap/among_people_flagged": Phrases(
        more=N_(
            "Of those selected, {group} were more often selected wrongly than {others}: {rate} against {other_rate}, "
            "{gap}."
        ),
        less=N_(
            "Of those selected, {group} were less often selected wrongly than {others}: {rate} against {other_rate}, "
            "{gap}."
        ),
        equal=N_(
            "Of those selected, {group} were as often selected wrongly as {others}: {rate} against {other_rate}, {gap}."
        ),
        fact=N_("{rate} selected {group} were selected wrongly; among {others} it was {other_rate}."),
        open=N_(
            "Whether selected {group} are more or less often selected wrongly than {others}, the data cannot tell: "
            "{gap}."
        ),
        ruled_out=N_(
            "Of those selected, {group} were about as often selected wrongly as {others}: {rate} against "
            "{other_rate}, {gap}."
        ),
        rate=N_("Selected wrongly, of those selected"),
        cases=N_("Selected wrongly"),
        total=N_("Selected"),
    ),
    "false_flag_gap/in_whole_group": Phrases(
        more=N_("{Group} were selected wrongly more often than {others}: {rate} against {other_rate}, {gap}."),
        less=N_("{Group} were selected wrongly less often than {others}: {rate} against {other_rate}, {gap}."),
        equal=N_("{Group} were selected wrongly as often as {others}: {rate} against {other_rate}, {gap}."),
        fact=N_("{rate} {group} were selected wrongly; among {others} it was {other_rate}."),
        open=N_("Whether {group} are selected wrongly more or less often than {others}, the data cannot tell: {gap}."),
        ruled_out=N_("{Group} were selected wrongly about as often as {others}: {rate} against {other_rate}, {gap}."),
        rate=N_("Selected wrongly, of all people"),
        cases=N_("Selected wrongly"),
    ),
    "missed_gap/among_people_concerned": Phrases(
        more=N_(
            "Of those who should have been selected, {group} were missed more often than {others}: {rate} against "
            "{other_rate}, {gap}."
        ),
        less=N_(
            "Of those who should have been selected, {group} were missed less often than {others}: {rate} against "
            "{other_rate}, {gap}."
        ),
        equal=N_(
            "Of those who should have been selected, {group} were missed as often as {others}: {rate} against "
            "{other_rate}, {gap}."
        ),
        fact=N_("{rate} {group} who should have been selected were missed; among {others} it was {other_rate}."),
        open=N_(
            "Whether {group} who should have been selected are missed more or less often than {others}, the data "
            "cannot tell: {gap}."
        ),
        ruled_out=N_(
            "Of those who should have been selected, {group} were missed about as often as {others}: {rate} against "
            "{other_rate}, {gap}."
        ),
        rate=N_("Missed, of those who should have been selected"),
        cases=N_("Missed"),
        total=N_("Should have been selected"),
    ),
    "missed_gap/among_people_not_selected": Phrases(
        more=N_(
            "Of those not selected, {group} were more often missed than {others}: {rate} against {other_rate}, {gap}."
        ),
        less=N_(
            "Of those not selected, {group} were less often missed than {others}: {rate} against {other_rate}, {gap}."
        ),
        equal=N_(
            "Of those not selected, {group} were as often missed as {others}: {rate} against {other_rate}, {gap}."
        ),
        fact=N_("{rate} {group} who were not selected should have been; among {others} it was {other_rate}."),
        open=N_(
            "Whether {group} who were not selected are more or less often missed than {others}, the data cannot "
            "tell: {gap}."
        ),
        ruled_out=N_(
            "Of those not selected, {group} were about as often missed as {others}: {rate} against {other_rate}, {gap}."
        ),
        rate=N_("Missed, of those not selected"),
        cases=N_("Missed"),
        total=N_("Not selected"),
    ),
    "missing_gap/values": Phrases(
        more=N_("{Input} is missing more often for {group} than for {others}: {rate} against {other_rate}, {gap}."),
        less=N_("{Input} is missing less often for {group} than for {others}: {rate} against {other_rate}, {gap}."),
        equal=N_("{Input} is missing as often for {group} as for {others}: {rate} against {other_rate}, {gap}."),
        fact=N_("{Input} is missing for {rate} {group}; among {others} it is {other_rate}."),
        open=N_(
            "Whether {input} is missing more or less often for {group} than for {others}, the data cannot tell: {gap}."
        ),
        ruled_out=N_(
            "{Input} is missing about as often for {group} as for {others}: {rate} against {other_rate}, {gap}."
        ),
        rate=N_("Missing"),
        cases=N_("Missing"),
    ),
}

GENERAL = Phrases(
    more=N_("For {group} the rate is higher than for {others}: {rate} against {other_rate}, {gap}."),
    less=N_("For {group} the rate is lower than for {others}: {rate} against {other_rate}, {gap}."),
    equal=N_("For {group} the rate is the same as for {others}: {rate} against {other_rate}, {gap}."),
    fact=N_("{rate} {group} are counted here; among {others} it is {other_rate}."),
    open=N_("How {group} fare against {others}, the data cannot tell: {gap}."),
    ruled_out=N_("For {group} the rate is about the same as for {others}: {rate} against {other_rate}, {gap}."),
    rate=N_("Rate"),
    cases=N_("Cases"),
)


_BENEFIT: Mapping[str, Phrases] = {
    "false_flag_gap/among_people_in_order": Phrases(
        more=N_(
            "Of those who should not have been selected, {group} were selected more often than {others}: {rate} "
            "against {other_rate}, {gap}."
        ),
        less=N_(
            "Of those who should not have been selected, {group} were selected less often than {others}: {rate} "
            "against {other_rate}, {gap}."
        ),
        equal=N_(
            "Of those who should not have been selected, {group} were selected as often as {others}: {rate} against "
            "{other_rate}, {gap}."
        ),
        fact=N_(
            "{rate} {group} who should not have been selected were selected all the same; among {others} it was "
            "{other_rate}."
        ),
        open=N_(
            "Whether {group} who should not have been selected are selected more or less often than {others}, the "
            "data cannot tell: {gap}."
        ),
        ruled_out=N_(
            "Of those who should not have been selected, {group} were selected about as often as {others}: {rate} "
            "against {other_rate}, {gap}."
        ),
        rate=N_("Selected, of those who should not have been"),
        cases=N_("Selected wrongly"),
        total=N_("Should not have been selected"),
    ),
}
"""Where being selected is a benefit, nothing is "wrong" with people who are not meant."""


def phrases_of(signal: str, part: str | None, *, burden: bool = True) -> Phrases:
    """Return the sentences for a signal's part, or the general ones. burden: being selected is one."""
    name = f"{signal}/{part}"
    if not burden and name in _BENEFIT:
        return _BENEFIT[name]
    return PHRASES.get(f"{signal}/{part}" if part else signal, PHRASES.get(signal, GENERAL))
