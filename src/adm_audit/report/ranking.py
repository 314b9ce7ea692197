"""Which findings come first, the three sentences, and how often each verdict occurs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from adm_audit.counts import high
from adm_audit.report.words import Voice, headline, is_empty, people, signal_of
from adm_audit.report.words.amounts import digits_of, far_end, more_or_less
from adm_audit.report.words.names import capital
from adm_audit.report.words.parents import inherited_from, parents_of
from adm_audit.report.words.ruled import is_ruled
from adm_audit.report.words.signals import entry_of
from adm_audit.report.words.turned import towards_worse_off
from adm_audit.report.words.verdicts import is_reassuring
from adm_audit.result import AuditResult, Finding
from adm_audit.values import Estimate

VERDICTS = ("shown", "below_attention", "cannot_tell", "ruled_out")
_FAMILIES = {"primary": 0, "others": 1, "intersections": 2, "searched": 3}
_SENTENCES = 3
FEW = 20
"""A group of fewer people can hardly show anything."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the summary, and the finding it speaks of."""

    text: str
    finding: str | None = None


def compared(result: AuditResult) -> Iterator[Finding]:
    """Yield every finding that compares two sides; where one of them holds nobody, nothing was compared."""
    for signal in result.signals:
        for finding in signal.findings:
            if not is_ruled(finding) and not is_empty(finding):
                yield finding


def empty(result: AuditResult) -> int:
    """Return how many comparisons were not made because one side holds nobody."""
    return sum(is_empty(finding) for signal in result.signals for finding in signal.findings)


def few(findings: Iterable[Finding]) -> int:
    """Return how many findings are about groups of fewer than 20 people."""
    sizes = [finding.counts for finding in findings]
    return sum(item is not None and min(high(item.total), high(item.other_total)) < FEW for item in sizes)


def is_worrying(finding: Finding) -> bool:
    """Return whether a finding is a gap that is shown, to a group's disadvantage or in an open direction."""
    entry = entry_of(signal_of(finding))
    bad = entry is None or entry.is_worrying(finding.part)
    return bad and finding.verdict == "shown" and towards_worse_off(finding).worse_off is not False


def strength(finding: Finding) -> tuple[int, int, int, float, str]:
    """Return a key that sorts the strongest worse-off findings first: verdict, family, people, then the id."""
    verdict = VERDICTS.index(finding.verdict) if finding.verdict in VERDICTS else len(VERDICTS)
    better_off = towards_worse_off(finding).worse_off is False
    return verdict, int(better_off), _FAMILIES.get(finding.family or "", 4), -size(finding), finding.id


def size(finding: Finding) -> float:
    """Return how many people a gap is about; its far end in parts of 1 where that is not known."""
    if isinstance(finding.people, Estimate):
        return abs(finding.people.value)
    return abs(far_end(finding) or 0.0)


def leading(findings: Sequence[Finding], most: int = _SENTENCES) -> list[Finding]:
    """Return the strongest shown findings to somebody's disadvantage, at most one of each signal.

    A combined group leads only where its gap goes beyond those of its parents, which stand among the findings.
    """
    parents = parents_of(findings)
    chosen: dict[str, Finding] = {}
    for finding in sorted(findings, key=strength):
        if is_worrying(finding) and not inherited_from(finding, parents):
            chosen.setdefault(signal_of(finding), finding)
    return list(chosen.values())[:most]


def sentences(result: AuditResult, voice: Voice) -> list[Sentence]:
    """Return what was found in three sentences: gaps first, then what the data cannot tell and what they rule out."""
    everything = [item for item in compared(result) if not is_reassuring(item)]
    place = {signal.name: at for at, signal in enumerate(result.signals)}
    first = sorted(leading(everything), key=lambda item: (strength(item)[:3], place[signal_of(item)]))
    found = [Sentence(headline(item, voice), item.id) for item in first]
    if not found:
        found.append(_nothing_shown(everything, voice))
    for sentence in (_open(everything, voice), _ruled_out(everything, voice)):
        if sentence is not None and len(found) < _SENTENCES:
            found.append(sentence)
    return found


def counted(findings: Sequence[Finding]) -> list[tuple[str, int]]:
    """Return how many findings carry each verdict, in their order, zeros too."""
    return [(verdict, sum(item.verdict == verdict for item in findings)) for verdict in VERDICTS]


def _nothing_shown(findings: Sequence[Finding], voice: Voice) -> Sentence:
    if not findings:
        return Sentence(voice.say("Nothing could be compared."))
    return Sentence(
        voice.say_n(
            "The only comparison shows no gap to anybody's disadvantage.",
            "None of the {number} comparisons shows a gap to anybody's disadvantage.",
            len(findings),
        )
    )


def _open(findings: Sequence[Finding], voice: Voice) -> Sentence | None:
    unsure = [item for item in findings if item.verdict == "cannot_tell"]
    if not unsure:
        return None
    # gaps in days or money are on scales of their own: only shares can be put in an order
    shares = [item for item in unsure if item.unit == "share"]
    single = [item for item in shares if item.about == "group"] or shares
    level = voice.attention.difference or 0.0
    ends = [(far_end(item), item) for item in map(towards_worse_off, single)]
    reach = [(abs(end), item) for end, item in ends if end is not None and abs(end) > level]
    counts = (
        voice.say("The data cannot tell")
        if len(findings) == 1
        else voice.say_n(
            "In 1 of {all} comparisons the data cannot tell",
            "In {number} of {all} comparisons the data cannot tell",
            len(unsure),
            all=voice.numbers.whole(len(findings)),
        )
    )
    small = few(unsure)
    if small and len(findings) > 1:
        told = voice.say_n(
            "({number} of them concerns a group of fewer than {few} people)",
            "({number} of them concern groups of fewer than {few} people)",
            small,
            few=FEW,
        )
        counts = f"{counts} {told}"
    if not reach:
        return Sentence(voice.say("{counts}.", counts=counts))
    _, widest = max(reach, key=lambda pair: (pair[0], pair[1].id))
    gap = more_or_less(far_end(widest) or 0.0, digits_of(widest, voice), voice, widest.unit)
    return Sentence(
        voice.say(
            "{counts}; for {group} a gap of as much as {gap} cannot be excluded.",
            counts=counts,
            group=people(widest.group, voice),
            gap=gap,
        ),
        widest.id,
    )


def _ruled_out(findings: Sequence[Finding], voice: Voice) -> Sentence | None:
    number = sum(item.verdict in ("ruled_out", "below_attention") for item in findings)
    if not number:
        if voice.attention.chosen:
            return None
        return Sentence(voice.say("No attention level was chosen, so nothing can be ruled out."))
    return Sentence(
        capital(
            voice.say_n(
                "in 1 of {all} comparisons a gap beyond the attention level is ruled out.",
                "in {number} of {all} comparisons a gap beyond the attention level is ruled out.",
                number,
                all=voice.numbers.whole(len(findings)),
            )
        )
    )
