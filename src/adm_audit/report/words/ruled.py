"""Findings that hold or do not hold without a test: too small, outcomes selective, group unknown, direct use."""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.report.words import names
from adm_audit.report.words.amounts import points, share
from adm_audit.report.words.reasons import because
from adm_audit.report.words.signals import entry_of, title
from adm_audit.report.words.verdicts import verdict_label
from adm_audit.report.words.voice import Voice
from adm_audit.result import Detectable, Finding
from adm_audit.text.catalogue import N_
from adm_audit.values import Estimate

_NAMES = frozenset({"small_groups", "selective_labels"})


def is_ruled(finding: Finding) -> bool:
    """Return whether a finding is a statement without a test."""
    return finding.difference is None and finding.p is None and finding.counts is None


def ruled_headline(finding: Finding, voice: Voice) -> str:
    """Return the statement as one sentence."""
    signal = finding.id.split("/", 1)[0]
    entry = entry_of(signal)
    own = _own(entry.statements if entry else {}, finding, voice)
    if own:
        return own
    if signal == "small_groups":
        return _small(finding, voice)
    if signal == "selective_labels":
        return _selective(finding, voice)
    if signal == "direct_use":
        return _direct(finding, voice)
    if finding.rate is not None and None in finding.group.values():
        return _unknown(finding, voice)
    about = names.capital(names.people(finding.group, voice))
    return voice.say(
        "{about}: {title}, {label}.", about=about, title=title(signal, voice), label=verdict_label(finding, voice)
    )


def ruled_meaning(finding: Finding, voice: Voice) -> str:
    """Return what follows from the statement; empty where the headline says it all."""
    entry = entry_of(finding.id.split("/", 1)[0])
    own = _own(entry.follows if entry else {}, finding, voice)
    if own:
        return own
    if finding.id.startswith("small_groups"):
        if finding.verdict == "shown":
            return voice.say(
                "Whatever the numbers of this group are, they prove little: ask for other evidence, such as "
                "interviews, complaints, or several years together."
            )
        return ""
    if finding.id.startswith(("direct_use", "threshold_sweep")):
        return " ".join(because(item, voice) for item in finding.remarks)
    if finding.id.startswith("selective_labels"):
        if finding.verdict == "shown":
            return voice.say("So nobody can say how many people were missed, or how often the tool would be right.")
        return " ".join(because(item, voice) for item in finding.remarks if item.code == "random_cases")
    return ""


def _own(texts: Mapping[str, Mapping[str, str]], finding: Finding, voice: Voice) -> str:
    """Return the sentence that a signal's entry has for a statement, with its places filled; empty without one."""
    by_verdict = texts.get(finding.part or "", {})
    message = by_verdict.get(finding.verdict) or by_verdict.get("*")
    if message is None:
        return ""
    group, level = names.people(finding.group, voice), voice.level_of(finding.id.split("/", 1)[0], finding.part)
    base = 100 if not isinstance(finding.rate, Estimate) or finding.rate.value >= 0.02 else 1000
    return voice.say(
        message,
        group=group,
        Group=names.capital(group),
        input=f"“{voice.shown(finding.input)}”" if finding.input else "",
        rate=share(finding.rate, None, base, voice, finding.unit),
        level="–" if level is None else voice.numbers.percent(level),
    )


def size_of(finding: Finding) -> int | float | None:
    """Return the number of people of a group, from its remark."""
    for item in finding.remarks:
        total = item.facts.get("total")
        if item.code == "group_size" and isinstance(total, int | float):
            return total
    return None


def level_of(finding: Finding) -> float | None:
    """Return the attention level as a difference of rates, from its remark."""
    for item in finding.remarks:
        level = item.facts.get("level")
        if item.code == "level_as_difference" and isinstance(level, int | float):
            return float(level)
    return None


def detectable(found: Detectable | None, voice: Voice) -> str:
    """Return the smallest gap that would be found, in points upwards and downwards, for a table."""
    if found is None:
        return ""
    sizes = _sizes(found, "open", voice)
    return voice.say(" or ").join(sizes) if sizes else voice.say("none, however large")


def would_be_found(found: Detectable | None, voice: Voice, *, worse: str = "open") -> str:
    """Return the smallest gap that would be found as a sentence; empty where it is not known.

    worse: the direction that matters; a direction in which no gap would be found is named.
    """
    if found is None:
        return ""
    sizes = _sizes(found, worse, voice)
    if not sizes and worse == "open":
        return voice.say("No gap, however large, would be found in 8 of 10 such audits.")
    if not sizes:
        return voice.say("No gap in this direction, however large, would be found in 8 of 10 such audits.")
    told = voice.say("8 of 10 such audits would show a gap of {gap}.", gap=voice.say(" or of ").join(sizes))
    if worse != "open" or len(sizes) == 2:
        return told
    other = N_("Upwards, no gap, however large, would be found.")
    if found.up is not None:
        other = N_("Downwards, no gap, however large, would be found.")
    return f"{told} {voice.say(other)}"


def _sizes(found: Detectable, worse: str, voice: Voice) -> list[str]:
    sizes = []
    if found.up is not None and worse != "lower":
        sizes.append(voice.say("{points} more", points=points(found.up, 1, voice)))
    if found.down is not None and worse != "higher":
        sizes.append(voice.say("{points} less", points=points(found.down, 1, voice)))
    return sizes


def _small(finding: Finding, voice: Voice) -> str:
    size = size_of(finding)
    group = names.people(finding.group, voice)
    if size is None:
        about = names.capital(group)
        return voice.say("{about}: how many there are is only known as a range.", about=about)
    number = voice.numbers.whole(size)
    if finding.verdict == "cannot_tell":
        return voice.say(
            "There are {number} {group}; the counts do not say whether that is enough.", number=number, group=group
        )
    smallest = finding.detectable
    up = smallest.up if smallest else None
    down = smallest.down if smallest else None
    worse = "higher" if voice.burden else "lower"
    gap = up if worse == "higher" else down
    if gap is None:
        return voice.say(
            "There are only {number} {group}: no gap, however large, would reliably have been found.",
            number=number,
            group=group,
        )
    message = (
        N_("There are only {number} {group}: a gap must be {gap} or larger to be found in 8 of 10 such audits.")
        if finding.verdict == "shown"
        else N_("There are {number} {group}: a gap of {gap} would be found in 8 of 10 such audits.")
    )
    return voice.say(message, number=number, group=group, gap=points(gap, 1, voice))


def _selective(finding: Finding, voice: Voice) -> str:
    known = next((item.facts.get("known_for") for item in finding.remarks if item.code == "outcomes_known_for"), None)
    if finding.verdict == "shown":
        return voice.say("Outcomes are known only for people who were selected.")
    if known == "everyone":
        return voice.say("Outcomes are known for everyone, selected or not.")
    return voice.say("Outcomes are known for people who were selected, and for people drawn at random.")


def _direct(finding: Finding, voice: Voice) -> str:
    message = N_("No protected ground is seen in “{input}”.")
    if finding.verdict == "shown":
        message = N_("“{input}” states a protected ground, and the tool uses it.")
        if any(item.code == "ground_by_name" for item in finding.remarks):
            message = N_("By its name, “{input}” states a protected ground, and the tool uses it.")
    return voice.say(message, input=voice.shown(finding.input or "–"))


def _unknown(finding: Finding, voice: Voice) -> str:
    attribute = voice.listed([names.attribute(column, voice) for column in finding.group])
    base = 100 if not isinstance(finding.rate, Estimate) or finding.rate.value >= 0.02 else 1000
    return voice.say(
        "For {rate} people, {attribute} is not recorded.",
        rate=share(finding.rate, None, base, voice),
        attribute=attribute,
    )
