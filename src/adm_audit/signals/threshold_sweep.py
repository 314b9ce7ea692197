"""Would another cut-off of the same score shrink a gap at little loss?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from adm_audit.comparison import Head, Looked, Ruled, Signal, TwoByTwo
from adm_audit.counts import Range, low
from adm_audit.evidence import CASE, SCORE, Evidence
from adm_audit.plan.model import AuditPlan, Protected
from adm_audit.registry import Entry
from adm_audit.result import NotLookedAt
from adm_audit.signals import scored
from adm_audit.signals.cut_offs import Cut, cut_in_use, cuts_of
from adm_audit.signals.families import OTHERS, alpha_of
from adm_audit.signals.rates import RATES, clusters_of, sides_of
from adm_audit.signals.scored import AtScore, by_score, judged
from adm_audit.signals.sides import compare
from adm_audit.signals.sweep_measures import sweep_measures
from adm_audit.stats.thresholds import Found, Selected, gap_reduction, usefulness_loss
from adm_audit.tally import Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Estimate, FactValue

ENTRY = Entry(
    name="threshold_sweep",
    title="Other cut-offs",
    question="Would another cut-off of the same score shrink a gap between groups, and how much usefulness would be lost?",
    formula="For each other cut-off c' (at most 100, equally filled) against the one in use c: reduction |G(c)| - |G(c')| "
    "of the gap G in the share selected by the score; and loss, the larger of two: the part of the positive outcomes found "
    "at c that c' no longer finds, and by which part the hit rate (positive outcomes among the selected) falls.",
    test="The same people stand under both cut-offs, and these nest, so that each change rests on the people between them: "
    "Newcombe's interval for the reduction, Wilson's and MOVER-R for the losses. Shown where for one cut-off the reduction "
    "is at least the level, and the loss at most the level, with intervals that divide an error budget of one per cent "
    "among all comparisons and cut-offs (Bonferroni). Ruled out where at every cut-off one of the two clearly fails, each "
    "with an interval of 97.5 per cent instead of 95.",
    misleads="A stricter cut-off nearly always shrinks a gap, because it selects fewer people: look at what is lost. The "
    "gap is that of the score alone, whatever people then decide. Nobody knows how people would behave under another "
    "cut-off. Leaving an input out, or another model, may do better than any cut-off: that needs the model, and is not "
    "looked at here.",
    sources=(
        "Newcombe 1998, Statistics in Medicine 17, 873-890",
        "Donner and Zou 2012, Statistical Methods in Medical Research 21, 347-359",
        "Gillis, Meursault and Ustun 2024, Operationalizing the Search for Less Discriminatory Alternatives, FAccT, 377-387",
    ),
    about="result",
    labels={
        "": {
            "shown": N_("Yes: another cut-off clearly shrinks the gap at little loss"),
            "ruled_out": N_("No: no other cut-off shrinks the gap that much at so little loss"),
            "cannot_tell": N_("The data cannot tell"),
        }
    },
    statements={
        "": {
            "shown": N_("Another cut-off of the score would clearly shrink the gap of {group} at little loss."),
            "ruled_out": N_(
                "No other cut-off of the score would shrink the gap of {group} that much at so little loss."
            ),
            "cannot_tell": N_(
                "Whether another cut-off of the score would shrink the gap of {group} at little loss, the data cannot tell."
            ),
        }
    },
)
MOST_CUTS = 100


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table of each attribute by score and case, or say what is missing in the plan."""
    asked = scored.needs(plan)
    if isinstance(asked, NotLookedAt):
        return asked
    if not judged(plan).for_all:
        return NotLookedAt(code="sweep_needs_outcomes", plan_line="outcome: {..., known_for: everyone}")
    if levels_of(plan) is None:
        line = "attention: {..., levels: {threshold_sweep: 5, threshold_sweep/reduction: 2}}"
        return NotLookedAt(code="no_sweep_levels", plan_line=line)
    return [*asked, *(Need.of(item.column, CASE) for item in plan.protected)]


def levels_of(plan: AuditPlan) -> tuple[float, float] | None:
    """Return how much loss is little and how much reduction is clear, as parts of 1; None where one is not chosen."""
    levels = {} if plan.attention is None else plan.attention.levels
    most, least = levels.get(ENTRY.name), levels.get(f"{ENTRY.name}/reduction")
    return None if most is None or least is None else (most / 100, least / 100)


@dataclass(frozen=True, slots=True)
class _Try:
    """Another cut-off for one comparison: reduction of the gap and loss of usefulness, with three kinds of intervals.

    told: as they are printed. half: at half of the error, because a cut-off can fail by either of the two. surely: at the
    error budget divided among all comparisons and cut-offs.
    """

    cut: Cut
    told: tuple[Estimate, Estimate]
    half: tuple[Estimate, Estimate]
    surely: tuple[Estimate, Estimate]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Try every other cut-off for every comparison, and say whether one shrinks the gap at little loss."""
    whom = judged(plan)
    people = {item.column: by_score(evidence, item.column, whom.share) for item in plan.protected}
    first = people[plan.protected[0].column]
    everyone = merge(list(first.values()))
    if any(isinstance(at.people, Range) for codes in first.values() for at in codes.values()):
        return _nothing(NotLookedAt(code="counts_in_ranges"))
    if len(everyone) < 2:
        return _nothing(NotLookedAt(code="constant_score" if everyone else "no_scores_with_outcome"))
    now = cut_in_use(plan, evidence, everyone)
    if now is None:
        return _nothing(NotLookedAt(code="no_cut_off", plan_line="score: {column: ..., cut_off: ...}"))
    cuts = cuts_of(plan, evidence.tally.axes[SCORE], everyone, now, most=MOST_CUTS)
    pairs = [(item, pair) for item in plan.protected for pair in _pairs(evidence, item, people[item.column])]
    ruled = _all_ruled(plan, everyone, people, (now, cuts), pairs)
    better = [next((str(note.facts["cut_off"]) for note in one.remarks), None) if one.holds else None for one in ruled]
    measures = sweep_measures(plan, [pair for _, pair in pairs], people, everyone, (now, cuts), better)
    remarks = [Because("score_random")] if whom.whom == "random" else []
    return Looked(comparisons=tuple(ruled), measures=tuple(measures), remarks=tuple(remarks))


def _all_ruled(
    plan: AuditPlan,
    everyone: Mapping[int, AtScore],
    people: Mapping[str, Mapping[str | None, Mapping[int, AtScore]]],
    tried: tuple[Cut, Sequence[Cut]],
    pairs: Sequence[tuple[Protected, TwoByTwo]],
) -> list[Ruled]:
    now, every = tried
    strict = 1 - alpha_of(plan, OTHERS) / max(len(pairs) * (len(every) - 1), 1)
    first: dict[int, int] = {}
    for at, cut in enumerate(every):
        for code in cut.selected:
            first.setdefault(code, at)
    cuts = _Cuts(every, every.index(now), first, (plan.confidence, (1 + plan.confidence) / 2, strict))
    groups: dict[str, Groups] = {
        column: {
            group: (sum(low(at.people) for at in codes.values()), cuts.selected(codes, "people"))
            for group, codes in by_group.items()
        }
        for column, by_group in people.items()
    }
    losses = {effect: _losses(cuts, everyone, effect) for effect in {max(pair.design_effects) for _, pair in pairs}}
    return [
        _ruled(
            plan,
            pair,
            now,
            list(_tries(cuts, pair, item.column, groups[item.column], losses[max(pair.design_effects)])),
        )
        for item, pair in pairs
    ]


def _nothing(why: NotLookedAt) -> Looked:
    return Looked(parts_not_looked_at={"": why})


def merge(several: Sequence[Mapping[int, AtScore]]) -> dict[int, AtScore]:
    """Return the people of several groups together, by code of the score."""
    total: dict[int, AtScore] = {}
    for codes in several:
        for code, at in codes.items():
            mine = total.get(code, AtScore())
            total[code] = AtScore(
                mine.people + at.people, mine.judged + at.judged, mine.positive + at.positive, mine.squares + at.squares
            )
    return dict(sorted(total.items()))


@dataclass(frozen=True, slots=True)
class _Cuts:
    """Cut-offs from the strictest to the widest, the place of the one in use, and the first that selects each code."""

    every: Sequence[Cut]
    now: int
    first: Mapping[int, int]
    confidences: tuple[float, float, float]

    def selected(self, codes: Mapping[int, AtScore], what: str) -> list[float]:
        """Return how many people each cut-off selects. what: people, judged or positive."""
        sums = [0.0] * len(self.every)
        for code, at in codes.items():
            place = self.first.get(code)
            if place is not None:
                sums[place] += low(getattr(at, what))
        return list(accumulate(sums))


Losses = list[list[Estimate | None]]
"""The loss of usefulness at each cut-off, at each confidence."""


def _losses(cuts: _Cuts, everyone: Mapping[int, AtScore], effect: float) -> Losses:
    known = zip(cuts.selected(everyone, "judged"), cuts.selected(everyone, "positive"), strict=True)
    found = [Found(*pair) for pair in known]
    return [
        [usefulness_loss(found[cuts.now], one, confidence=level, design_effect=effect) for level in cuts.confidences]
        for one in found
    ]


def _pairs(
    evidence: Evidence, item: Protected, people: Mapping[str | None, Mapping[int, AtScore]]
) -> Iterator[TwoByTwo]:
    """Yield the comparisons of an attribute whose both sides have scores, with the design effects of the decisions."""
    rate = RATES["selection_rate"]
    head = Head(about="result", worse="higher")
    for pair in compare(item, sides_of(evidence, item.column, rate), head, clusters_of(evidence, item.column, rate)):
        name = pair.head.group[item.column]
        if name is not None and people.get(name) and any(people[group] for group in _others(pair, item.column, people)):
            yield pair


def _others(pair: TwoByTwo, column: str, groups: Iterable[str | None]) -> list[str | None]:
    name, against = pair.head.group[column], pair.head.against_group
    return [group for group in groups if (group == against if against is not None else group not in (name, None))]


Groups = Mapping[str | None, tuple[float, list[float]]]
"""The people of each group, and how many of them each cut-off selects."""


def _tries(cuts: _Cuts, pair: TwoByTwo, column: str, groups: Groups, losses: Losses) -> Iterator[_Try | None]:
    """Yield every other cut-off; None for one at which nobody's outcome tells what would be lost."""
    total, mine = groups[pair.head.group[column]]
    others = [groups[group] for group in _others(pair, column, groups)]
    other_total = sum(size for size, _ in others)
    rest = [sum(parts) for parts in zip(*(selected for _, selected in others), strict=True)]
    for at, cut in enumerate(cuts.every):
        if at == cuts.now:
            continue
        one = Selected(total, mine[cuts.now], mine[at])
        two = Selected(other_total, rest[cuts.now], rest[at])
        found = [
            (gap_reduction(one, two, confidence=level, design_effects=pair.design_effects), loss)
            for level, loss in zip(cuts.confidences, losses[at], strict=True)
            if loss is not None
        ]
        yield _Try(cut, *found) if len(found) == len(cuts.confidences) else None


def _ruled(plan: AuditPlan, pair: TwoByTwo, now: Cut, every: Sequence[_Try | None]) -> Ruled:
    most, least = levels_of(plan) or (0.0, 0.0)
    tries = [one for one in every if one is not None]
    good = [one for one in tries if _holds(one.surely, most, least)]
    open_ = [one for one in tries if not _fails(one, most, least)]
    if good:
        best = max(good, key=lambda one: (one.told[0].value, -one.told[1].value))
    elif open_:
        best = max(open_, key=lambda one: (one.told[1].value <= most, one.told[0].value))
    else:
        return Ruled(head=pair.head, holds=False if tries and len(tries) == len(every) else None)
    less, loss = best.told
    facts: dict[str, FactValue] = {
        "cut_off": best.cut.label,
        "cut_off_now": now.label,
        "per_100_less": less.value,
        "per_100_less_from": less.interval.low if less.interval else None,
        "per_100_less_to": less.interval.high if less.interval else None,
        "per_100_lost": loss.value,
        "per_100_lost_from": loss.interval.low if loss.interval else None,
        "per_100_lost_to": loss.interval.high if loss.interval else None,
    }
    return Ruled(
        head=pair.head,
        holds=True if good else None,
        measures={"gap_reduction": less, "usefulness_loss": loss},
        remarks=(Because("other_cut_off", facts),),
    )


def _holds(surely: tuple[Estimate, Estimate], most: float, least: float) -> bool:
    less, loss = (number.interval for number in surely)
    return less is not None and loss is not None and less.low >= least and loss.high is not None and loss.high <= most


def _fails(one: _Try, most: float, least: float) -> bool:
    less, loss = (number.interval for number in one.half)
    return less is not None and loss is not None and ((less.high or 0.0) < least or loss.low > most)


SIGNAL = Signal(ENTRY, needs, look)
