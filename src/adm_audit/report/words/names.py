"""Names of groups, attributes and comparison sides, as they stand in sentences and in tables."""

from __future__ import annotations

import re
from collections.abc import Mapping

from adm_audit.report.words.voice import Voice
from adm_audit.result import Finding

_BELOW = re.compile(r"<(-?\d[\d.]*)")
_FROM = re.compile(r"(-?\d[\d.]*)\+")
_TO = re.compile(r"(-?\d[\d.]*)-(-?\d[\d.]*)")
_TO_BELOW = re.compile(r"(-?\d[\d.]*) to <(-?\d[\d.]*)")


def attribute(column: str, voice: Voice) -> str:
    """Return the name of an attribute: the label that the plan gives, else the name of its column."""
    return voice.shown(voice.labels.get(column, column))


def value(column: str, text: str | None, voice: Voice) -> str:
    """Return a value as it stands in a table: "not recorded", "under 18", "65 and over", or the value itself."""
    if text is None:
        return voice.say("not recorded")
    return _band(text, voice) if column in voice.banded else voice.shown(text)


def short(group: Mapping[str, str | None], voice: Voice) -> str:
    """Return the values of a group for a table or a chart."""
    return " · ".join(value(column, text, voice) for column, text in group.items())


def people(group: Mapping[str, str | None], voice: Voice) -> str:
    """Return a group as it stands in a sentence: people with sex "F" and age under 30."""
    if not group:
        return voice.say("all people")
    return voice.say("people with {traits}", traits=voice.listed([_trait(*item, voice) for item in group.items()]))


def others(finding: Finding, voice: Voice, *, group: Mapping[str, str | None] | None = None) -> str:
    """Return the other side of a comparison, as after "than": everyone else, or people of a named group."""
    if finding.against == "all_recorded":
        names = voice.listed([attribute(column, voice) for column in finding.group])
        return voice.say("people whose {attribute} is recorded", attribute=names)
    if finding.against == "random_cases":
        return voice.say("people drawn at random")
    if finding.against == "population":
        return voice.say("the reference population")
    if finding.against == "attribute":
        return f"“{attribute(str(finding.against_group), voice)}”"
    if finding.against == "other_values":
        return voice.say("all other values")
    if finding.against == "earlier_periods":
        return voice.say("the periods before")
    if finding.against_group is not None:
        column = next(iter(group or finding.group))
        return people({column: finding.against_group}, voice)
    return voice.say("everyone else")


def versus(finding: Finding, voice: Voice) -> str:
    """Return the other side of a comparison for a table."""
    if finding.against == "all_recorded":
        return voice.say("all recorded")
    if finding.against == "population":
        return voice.say("reference population")
    if finding.against == "random_cases":
        return voice.say("people drawn at random")
    if finding.against == "attribute":
        return attribute(str(finding.against_group), voice)
    if finding.against == "other_values":
        return voice.say("all other values")
    if finding.against == "earlier_periods":
        return voice.say("the periods before")
    if finding.against_group is not None:
        return value(next(iter(finding.group)), finding.against_group, voice)
    return voice.say("everyone else")


def capital(text: str) -> str:
    """Return a text that begins a sentence; a name such as age_group is left as it is.

    >>> capital("people with sex “F”"), capital("age_group")
    ('People with sex “F”', 'age_group')
    """
    return text if "_" in text.split(" ", 1)[0] else text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """Return a text that does not begin a sentence.

    >>> lower("By sex")
    'by sex'
    """
    return text[:1].lower() + text[1:]


def _trait(column: str, text: str | None, voice: Voice) -> str:
    name = attribute(column, voice)
    if text is None:
        return voice.say("no recorded {attribute}", attribute=name)
    shown = value(column, text, voice)
    if column in voice.banded and shown != text:
        return voice.say("{attribute} {band}", attribute=name, band=shown)
    return voice.say("{attribute} “{value}”", attribute=name, value=shown)


def _band(text: str, voice: Voice) -> str:
    if found := _BELOW.fullmatch(text):
        return voice.say("under {limit}", limit=found[1])
    if found := _FROM.fullmatch(text):
        return voice.say("{limit} and over", limit=found[1])
    if found := _TO.fullmatch(text):
        return voice.say("{low} to {high}", low=found[1], high=found[2])
    if found := _TO_BELOW.fullmatch(text):
        return voice.say("{low} to under {high}", low=found[1], high=found[2])
    return voice.shown(text)
