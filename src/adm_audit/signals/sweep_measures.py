"""What every cut-off of a score would bring, without a verdict: shares selected, found and right, and the largest gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from adm_audit.comparison import TwoByTwo
from adm_audit.counts import low
from adm_audit.plan.model import AuditPlan
from adm_audit.result import Measure
from adm_audit.signals.cut_offs import Cut
from adm_audit.signals.scored import AtScore
from adm_audit.stats.disparity import compare
from adm_audit.stats.rates import rate
from adm_audit.values import Estimate

POINTS = 16
People = Mapping[str, Mapping[str | None, Mapping[int, AtScore]]]


def sweep_measures(
    plan: AuditPlan,
    pairs: Sequence[TwoByTwo],
    people: People,
    everyone: Mapping[int, AtScore],
    cuts: tuple[Cut, Sequence[Cut]],
    better: Sequence[str | None],
) -> Iterator[Measure]:
    """Yield for some cut-offs, the one in use among them: rates of all people, and the gap of one group an attribute.

    better: for each comparison, the cut-off that clearly shrinks its gap at little loss; these are among them too. The
    group is one that has such a cut-off, and of those the one with the largest gap at the cut-off in use.
    """
    now, every = cuts
    step = max(1, -(-len(every) // POINTS))
    drawn = [cut for at, cut in enumerate(every) if at % step == 0 or cut is now or cut.label in better]
    for at, cut in enumerate(drawn):
        yield from _rates(plan, everyone, cut, at, now=cut is now)
    for column in people:
        mine = [
            (label is not None, pair) for label, pair in zip(better, pairs, strict=True) if column in pair.head.group
        ]
        if mine:
            gaps = [(known, abs(_value(_gap(plan, pair, people[column], column, now)))) for known, pair in mine]
            largest = mine[gaps.index(max(gaps))][1]
            for at, cut in enumerate(drawn):
                yield _gap(plan, largest, people[column], column, cut, at=at, now=cut is now)


def _rates(plan: AuditPlan, everyone: Mapping[int, AtScore], cut: Cut, at: int, *, now: bool) -> Iterator[Measure]:
    def count(what: str, *, inside: bool) -> float:
        return sum(low(getattr(item, what)) for code, item in everyone.items() if not inside or code in cut.selected)

    shares = {
        "sweep_selected": (count("people", inside=True), count("people", inside=False)),
        "sweep_found": (count("positive", inside=True), count("positive", inside=False)),
        "sweep_hits": (count("positive", inside=True), count("judged", inside=True)),
    }
    for name, (cases, total) in shares.items():
        number = rate(cases, total, confidence=plan.confidence, none="no_known_outcomes")
        yield Measure(name=f"{name}:{cut.label}", number=number, facts={"at": at, "now": now, "cut_off": cut.at})


def _gap(
    plan: AuditPlan,
    pair: TwoByTwo,
    people: Mapping[str | None, Mapping[int, AtScore]],
    column: str,
    cut: Cut,
    *,
    at: int = 0,
    now: bool = False,
) -> Measure:
    name, against = pair.head.group[column], pair.head.against_group
    sides = [[0.0, 0.0], [0.0, 0.0]]
    for group, codes in people.items():
        mine = group == name
        if not mine and (group != against if against is not None else group is None):
            continue
        side = sides[0 if mine else 1]
        for code, item in codes.items():
            side[0] += low(item.people) if code in cut.selected else 0
            side[1] += low(item.people)
    (cases, total), (other_cases, other_total) = sides
    number = compare(
        cases,
        total,
        other_cases,
        other_total,
        confidence=plan.confidence,
        design_effects=pair.design_effects,
    ).difference
    facts: dict[str, str | int | float | bool | None] = {"group": name, "at": at, "now": now, "cut_off": cut.at}
    return Measure(name=f"sweep_gap:{cut.label}", by=(column,), number=number, facts=facts)


def _value(measure: Measure) -> float:
    return measure.number.value if isinstance(measure.number, Estimate) else 0.0
