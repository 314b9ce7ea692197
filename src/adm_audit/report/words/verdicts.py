"""What the data say, in words: labels of verdicts, and what each means for one finding."""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.report.words.amounts import digits_of, far_end, more_or_less
from adm_audit.report.words.reasons import because
from adm_audit.report.words.signals import entry_of
from adm_audit.report.words.turned import towards_worse_off
from adm_audit.report.words.voice import Voice
from adm_audit.result import Finding
from adm_audit.text.catalogue import N_
from adm_audit.values import Undefined

LABELS: Mapping[str, str] = {
    "shown": N_("A gap is shown"),
    "shown_better": N_("The better-off side of a gap that is shown"),
    "below_attention": N_("A gap below the attention level"),
    "ruled_out": N_("A gap beyond the attention level is ruled out"),
    "cannot_tell": N_("The data cannot tell"),
    "not_looked_at": N_("Not looked at"),
}
SHORT: Mapping[str, str] = {
    "shown": N_("shown"),
    "below_attention": N_("below attention"),
    "ruled_out": N_("ruled out"),
    "cannot_tell": N_("cannot tell"),
    "not_looked_at": N_("not looked at"),
}
BETTER = "shown_better"
"""The mark of the better-off side of a gap that is shown."""
DETAILS: Mapping[tuple[str, str | None], str] = {
    ("shown", "surely"): N_("whole range beyond the level"),
    ("cannot_tell", "size_open"): N_("beyond chance, size unclear"),
    ("cannot_tell", "alone"): N_("beyond chance only on its own"),
    ("cannot_tell", "counts"): N_("rounded or withheld counts decide"),
    ("cannot_tell", "selective"): N_("outcomes known only for some"),
    ("ruled_out", "other_way"): N_("beyond chance, the other way"),
}
"""What a verdict rests on, in a few words for tables."""
_NOBODY = frozenset({"nobody_in_group", "nobody_among_others"})

_MEANINGS: Mapping[tuple[str, str | None], str] = {
    ("shown", "surely"): N_(
        "Chance alone is an unlikely explanation of this gap, and its whole likely range is beyond the attention level."
    ),
    ("shown", None): N_(
        "Chance alone is an unlikely explanation of this gap, and the best estimate is beyond the attention level; the "
        "true gap may be smaller or larger than it."
    ),
    ("below_attention", None): N_(
        "Chance alone is an unlikely explanation of this gap, but its whole likely range is within the attention level."
    ),
    ("ruled_out", None): N_(
        "No gap is shown, and a gap beyond the attention level is ruled out: the whole likely range is within it."
    ),
    ("cannot_tell", "size_open"): N_(
        "Chance alone is an unlikely explanation of this gap, but the data cannot tell whether it is beyond the "
        "attention level."
    ),
    ("cannot_tell", "alone"): N_(
        "Seen alone this might look like a gap. With so many comparisons, some come out like this by chance, so the "
        "data cannot tell."
    ),
    ("cannot_tell", "existence_open"): N_("The data cannot tell whether there is a gap."),
    ("cannot_tell", "counts"): N_(
        "The printed counts are rounded or withheld, and what they hide decides the answer, so the data cannot tell."
    ),
    ("cannot_tell", "selective"): N_(
        "Outcomes are known only for some people, so a small difference here proves nothing: the data cannot tell."
    ),
}
_LINKS: Mapping[str, str] = {
    "shown": N_("Chance alone is an unlikely explanation of this link, and it is stronger than the level in the plan."),
    "below_attention": N_(
        "Chance alone is an unlikely explanation of this link, but its whole likely range is within the level in the plan."
    ),
    "ruled_out": N_("A link as strong as the level in the plan is ruled out."),
    "cannot_tell": N_("The data cannot tell whether the link is as strong as the level in the plan."),
}
"""Of the strength of a link between two columns, which treats nobody in any way."""
_REASSURING: Mapping[tuple[str, str | None], str] = {
    ("shown", "surely"): N_(
        "Chance alone is an unlikely explanation, and the whole likely range is beyond the attention level. This is the "
        "good news of this number."
    ),
    ("shown", None): N_(
        "Chance alone is an unlikely explanation, and the best estimate is beyond the attention level. This is the good "
        "news of this number."
    ),
    ("below_attention", None): N_(
        "Chance alone is an unlikely explanation, but the whole likely range is within the attention level."
    ),
    ("ruled_out", None): N_("More than the attention level is ruled out."),
    ("ruled_out", "other_way"): N_("It is lower, and chance alone is an unlikely explanation of that."),
    ("cannot_tell", None): N_("The data cannot tell."),
}
"""Where "shown" is good news."""
_NO_LEVEL = N_(
    "Chance alone is an unlikely explanation of this gap. No attention level was chosen, so every such gap is shown."
)


def mark_of(finding: Finding) -> str:
    """Return the mark of a finding: its verdict, the better-off side of a gap that is shown, or nobody to compare."""
    turned = towards_worse_off(finding)
    if is_empty(finding):
        return "not_looked_at"
    better = turned.verdict == "shown" and turned.worse_off is False and turned.group_rate != "equal"
    return BETTER if better or (finding.verdict == "shown" and is_reassuring(finding)) else finding.verdict


def is_reassuring(finding: Finding) -> bool:
    """Return whether "shown" would be good news for a finding of this signal and part."""
    entry = entry_of(finding.id.split("/", 1)[0])
    return entry is not None and not entry.is_worrying(finding.part)


def is_empty(finding: Finding) -> bool:
    """Return whether one side of a comparison holds nobody, so that no comparison was made."""
    gap = finding.difference
    return isinstance(gap, Undefined) and gap.because.code in _NOBODY


def verdict_label(finding: Finding, voice: Voice) -> str:
    """Return the verdict on a finding as a few words."""
    if is_empty(finding):
        return voice.say("Nobody to compare")
    return voice.say(own_labels(finding).get(finding.verdict, LABELS[mark_of(finding)]))


def short_label(verdict: str, voice: Voice) -> str:
    """Return a verdict as one or two words, for charts and small tables."""
    return voice.say(SHORT[verdict])


def detail(finding: Finding, voice: Voice) -> str:
    """Return what the verdict on a comparison rests on, in a few words; empty where there is nothing to add."""
    message = DETAILS.get((finding.verdict, finding.detail))
    if message is None or (finding.detail == "surely" and not voice.attention.chosen):
        return ""
    return voice.say(message)


def meaning(finding: Finding, voice: Voice) -> str:
    """Return one sentence on what the verdict means for a finding that compares two sides."""
    if is_reassuring(finding) and not isinstance(finding.difference, Undefined):
        kinds = _REASSURING
        return voice.say(kinds.get((finding.verdict, finding.detail)) or kinds[(finding.verdict, None)])
    if finding.unit == "strength" and finding.detail != "undefined":
        return voice.say(_LINKS[finding.verdict])
    if finding.verdict == "shown" and not voice.attention.chosen:
        return voice.say(_NO_LEVEL)
    if isinstance(finding.difference, Undefined) or finding.detail == "undefined":
        reason = because(finding.difference.because, voice) if isinstance(finding.difference, Undefined) else ""
        return voice.say("Nothing can be compared here. {reason}", reason=reason).strip()
    found = _MEANINGS.get((finding.verdict, finding.detail)) or _MEANINGS.get((finding.verdict, None))
    return voice.say(found or LABELS[finding.verdict])


def not_excluded(finding: Finding, voice: Voice) -> str:
    """Return how large a gap the data do not exclude, in the direction that matters; empty where none is left."""
    end = far_end(finding)
    if end is None or finding.verdict not in ("cannot_tell", "shown"):
        return ""
    digits = digits_of(finding, voice)
    size = more_or_less(end, digits, voice, finding.unit)
    if finding.verdict == "shown":
        return voice.say("It may be as much as {gap}.", gap=size)
    return voice.say("As much as {gap} cannot be excluded.", gap=size)


def own_labels(finding: Finding) -> Mapping[str, str]:
    """Return the words that a statement's signal has for verdicts; empty where it has none of its own."""
    entry = entry_of(finding.id.split("/", 1)[0])
    return entry.labels.get(finding.part or "", {}) if entry else {}
