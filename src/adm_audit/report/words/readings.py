"""The readings of a finding: a headline, a council member's, and a statistician's. One source for every number."""

from __future__ import annotations

from adm_audit.report.words import names
from adm_audit.report.words.amounts import base_of, gap, people_between, share
from adm_audit.report.words.figures import statistics
from adm_audit.report.words.phrases import phrases_of
from adm_audit.report.words.ruled import is_ruled, ruled_headline, ruled_meaning
from adm_audit.report.words.turned import towards_worse_off
from adm_audit.report.words.verdicts import BETTER, mark_of, meaning, not_excluded
from adm_audit.report.words.voice import Voice
from adm_audit.result import Finding
from adm_audit.text.catalogue import N_
from adm_audit.values import Undefined

_FEWER_PEOPLE = N_(
    "At the rate of the other side it would have been about {people} people fewer (between {low} and {high})."
)
_MORE_PEOPLE = N_(
    "At the rate of the other side it would have been about {people} people more (between {low} and {high})."
)
ILLUSTRATES = N_("This only illustrates the size of the gap; it says nothing about single people.")
"""What stands with every number of people."""


def signal_of(finding: Finding) -> str:
    """Return the name of the signal that a finding belongs to."""
    return finding.id.split("/", 1)[0]


def headline(finding: Finding, voice: Voice) -> str:
    """Return a finding as one sentence, with its interval; of two groups it names the worse-off one first."""
    if is_ruled(finding):
        return ruled_headline(finding, voice)
    finding = towards_worse_off(finding)
    if isinstance(finding.difference, Undefined) or finding.difference is None:
        places = _places(finding, voice)
        return voice.say("{Group} cannot be compared with {others}.", **places)
    words = phrases_of(signal_of(finding), finding.part, burden=voice.burden)
    if finding.verdict == "cannot_tell" and finding.detail != "size_open":
        return voice.say(words.open, **_places(finding, voice))
    if finding.verdict == "ruled_out":
        return voice.say(words.ruled_out, **_places(finding, voice))
    by_direction = {"higher": words.more, "lower": words.less}
    return voice.say(by_direction.get(finding.group_rate or "", words.equal), **_places(finding, voice))


def fact(finding: Finding, voice: Voice) -> str:
    """Return both shares side by side, as natural frequencies."""
    finding = towards_worse_off(finding)
    return names.capital(
        voice.say(phrases_of(signal_of(finding), finding.part, burden=voice.burden).fact, **_places(finding, voice))
    )


def council(finding: Finding, voice: Voice) -> str:
    """Return a finding in plain words: what was found, what it means, how many people, what stays possible."""
    if is_ruled(finding):
        return " ".join(text for text in (ruled_headline(finding, voice), ruled_meaning(finding, voice)) if text)
    turned = towards_worse_off(finding)
    undefined = isinstance(turned.difference, Undefined)
    sentences = [
        headline(finding, voice) if turned.rate is None or undefined else fact(finding, voice),
        _gap_sentence(turned, voice) if turned.rate is not None and not undefined else "",
        meaning(turned, voice),
        not_excluded(turned, voice) if turned.verdict == "cannot_tell" else "",
        *_illustrated(turned, voice),
        voice.say("This is the better-off side.") if mark_of(finding) == BETTER and turned.worse_off is False else "",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def people_sentence(finding: Finding, voice: Voice) -> str:
    """Return what a shown gap means in people; empty where that is not known. `ILLUSTRATES` belongs beside it."""
    counted = people_between(finding.people, voice)
    if counted is None or not finding.group or finding.verdict not in ("shown", "below_attention"):
        return ""
    people, low, high = counted
    message = _FEWER_PEOPLE if finding.group_rate == "higher" else _MORE_PEOPLE
    return voice.say(message, people=people, low=low, high=high)


def _illustrated(finding: Finding, voice: Voice) -> tuple[str, ...]:
    sentence = people_sentence(finding, voice)
    return (sentence, voice.say(ILLUSTRATES)) if sentence else ()


def statistician(finding: Finding, voice: Voice) -> str:
    """Return a finding with counts, interval, test, family and verdict, for a statistician."""
    return " ".join(statistics(finding, voice))


def _gap_sentence(finding: Finding, voice: Voice) -> str:
    return voice.say("That is {gap}.", gap=gap(finding, voice))


def _places(finding: Finding, voice: Voice) -> dict[str, str]:
    base = base_of(finding)
    counts, unit = finding.counts, finding.unit
    group = names.people(finding.group, voice)
    put_in = f"“{voice.shown(finding.input)}”" if finding.input else ""
    value_of = voice.say("the value of {input}", input=put_in)
    return {
        "group": group,
        "Group": names.capital(group),
        "others": names.others(finding, voice),
        "factor": put_in,
        "input": value_of,
        "Input": names.capital(value_of),
        "rate": share(finding.rate, (counts.cases, counts.total) if counts else None, base, voice, unit),
        "other_rate": share(
            finding.other_rate, (counts.other_cases, counts.other_total) if counts else None, base, voice, unit
        ),
        "gap": gap(finding, voice),
    }
