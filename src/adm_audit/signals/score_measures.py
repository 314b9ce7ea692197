"""Numbers about a score that are printed without a verdict: AUC, outcomes by score, quartiles, calibration error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from adm_audit.comparison import TwoByTwo
from adm_audit.counts import Count, Range, high, low
from adm_audit.evidence import SCORE, Evidence
from adm_audit.plan.model import AuditPlan
from adm_audit.result import Measure
from adm_audit.signals.packed import Share, clusters_of
from adm_audit.signals.scored import AtScore, summed
from adm_audit.signals.sides import Side, effects_of
from adm_audit.stats.auc import AucNumbers, auc, auc_difference
from adm_audit.stats.calibration import calibration_error, merged
from adm_audit.stats.rates import rate as rate_number
from adm_audit.tally import Axis
from adm_audit.values import Because, Estimate, Number, Undefined

POINTS = 10
_FEWEST = 20
_QUARTERS = {"score_lower_quarter": 0.25, "score_median": 0.5, "score_upper_quarter": 0.75}
Codes = Mapping[int, AtScore]


def bin_label(axis: Axis, bins: Mapping[int, int], wanted: int) -> str:
    """Return the label of a bin: the scores from its first code to its last."""
    labels = [axis.values[code] or "" for code in sorted(bins) if bins[code] == wanted]
    first, last = labels[0].split(" to ")[0], labels[-1].split(" to ")[-1]
    return first if first == last else f"{first} to {last}"


def pair_measures(plan: AuditPlan, pair: TwoByTwo, mine: Sequence[Codes], others: Sequence[Codes]) -> dict[str, Number]:
    """Return the AUC of both sides of a comparison, and their difference."""
    turned = plan.score is not None and plan.score.higher == "not_selected"
    one, two = (
        area(side, turned=turned, confidence=plan.confidence, design_effect=effect).estimate
        for side, effect in zip((mine, others), pair.design_effects, strict=True)
    )
    return {"auc": one, "other_auc": two, "auc_gap": auc_difference(one, two)}


def area(several: Sequence[Codes], *, turned: bool, confidence: float, design_effect: float = 1.0) -> AucNumbers:
    """Return the AUC of people with a known outcome. turned: a lower score means a positive outcome."""
    positive: dict[int, Count] = {}
    negative: dict[int, Count] = {}
    for codes in several:
        for code, at in codes.items():
            positive[code] = positive.get(code, 0) + at.positive
            negative[code] = negative.get(code, 0) + _rest(at)
    order = sorted(positive, reverse=turned)
    return auc(
        [positive[code] for code in order],
        [negative[code] for code in order],
        confidence=confidence,
        design_effect=design_effect,
    )


def _rest(at: AtScore) -> Count:
    if isinstance(at.judged, Range) or isinstance(at.positive, Range):
        return Range(int(max(low(at.judged) - high(at.positive), 0)), int(high(at.judged)), None)
    # the difference of two sums of weights leaves crumbs where nobody is
    return max(at.judged - at.positive, 0)


def score_measures(
    plan: AuditPlan, evidence: Evidence, attribute: str, share: Share, scored: Mapping[str | None, Codes]
) -> Iterator[Measure]:
    """Yield, for each group: AUC, quartiles of the score, calibration error, and outcomes at ten places of the score."""
    axis, score = evidence.tally.axes[SCORE], plan.score
    bins = merged(summed(scored, "judged"), POINTS)
    sides: dict[tuple[str | None, ...], Side] = {
        (group,): _side(codes) for group, codes in scored.items() if group is not None
    }
    effects = effects_of(sides, clusters_of(evidence, attribute, share))
    for (group,) in sides:
        codes, effect = scored[group], effects[(group,)]
        turned = score is not None and score.higher == "not_selected"
        numbers: dict[str, Number] = {
            "auc": area([codes], turned=turned, confidence=plan.confidence, design_effect=effect).estimate
        }
        numbers |= {name: _quantile(codes, axis, part) for name, part in _QUARTERS.items()}
        if score is not None and score.means == "probability":
            numbers["calibration_error"] = calibration_error(_by_bin(codes, axis, bins))
        for name, number in numbers.items():
            yield Measure(name=name, by=(attribute,), number=number, facts={"group": group})
        if low(sides[(group,)][1]) >= _FEWEST:
            yield from _reliability(plan, axis, attribute, group, codes, bins, effect)


def _side(codes: Codes) -> Side:
    side: Side = (0, 0, 0.0)
    for at in codes.values():
        side = (side[0] + at.positive, side[1] + at.judged, side[2] + at.squares)
    return side


def _reliability(
    plan: AuditPlan, axis: Axis, attribute: str, group: str | None, codes: Codes, bins: Mapping[int, int], effect: float
) -> Iterator[Measure]:
    for at in range(max(bins.values()) + 1):
        members = {code: item for code, item in codes.items() if bins.get(code) == at}
        positive, people, _ = _side(members)
        if high(people) <= 0:
            continue
        yield Measure(
            name=f"outcome_at:{bin_label(axis, bins, at)}",
            by=(attribute,),
            number=rate_number(positive, people, confidence=plan.confidence, design_effect=effect),
            facts={"group": group, "score": _mean(members, axis), "bin": at},
        )


def _by_bin(codes: Codes, axis: Axis, bins: Mapping[int, int]) -> list[tuple[Count, Count, float]]:
    found = []
    for at in sorted(set(bins.values())):
        members = {code: item for code, item in codes.items() if bins.get(code) == at}
        positive, people, _ = _side(members)
        found.append((positive, people, _mean(members, axis)))
    return found


def _mean(members: Codes, axis: Axis) -> float:
    """Return the mean score of the people with a known outcome; of rounded counts, of the middles of their ranges."""
    numbers = axis.numbers or ()
    weights = {code: (low(at.judged) + high(at.judged)) / 2 for code, at in members.items()}
    total = sum(weights.values())
    return sum((numbers[code] or 0.0) * weight for code, weight in weights.items()) / total if total else 0.0


def _quantile(codes: Codes, axis: Axis, part: float) -> Number:
    if any(isinstance(at.people, Range) for at in codes.values()):
        return Undefined(because=Because("rounded_counts"))
    numbers, total, before = axis.numbers or (), sum(low(at.people) for at in codes.values()), 0.0
    for code in sorted(codes):
        before += low(codes[code].people)
        number = numbers[code]
        if number is not None and total and before >= part * total:
            return Estimate(value=number)
    return Undefined(because=Because("nobody_in_group"))
