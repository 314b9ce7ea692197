"""Predicts groups from all inputs together: fitted on one half of the people, judged on the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import erfc, log, sqrt
from typing import TYPE_CHECKING, Any

from adm_audit.stats.auc import auc
from adm_audit.stats.clusters import kish
from adm_audit.stats.intervals import wilson
from adm_audit.studies.people import People, halves
from adm_audit.study import Predicted, Predictions
from adm_audit.tally import Axis
from adm_audit.values import Because, Estimate, Interval, Number, Undefined

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MOST = 200_000
"""Of more people a random part is looked at: halved until at most so many are left."""
_FEWEST = 100
_ROUNDS, _LEAVES, _PACE = 30, 8, 0.2


def predict(
    people: People,
    axes: Mapping[str, Axis],
    attributes: Sequence[str],
    inputs: Sequence[str],
    *,
    confidence: float = 0.95,
    seed: int = 1,
) -> Predictions:
    """Return how well all inputs tell each group of some attributes from everyone else whose group is recorded.

    people: with the axes of the attributes and of the inputs. An input that is the attribute itself is left out.
    Numbers enter as numbers, text as categories; a value that is not recorded is a sign of its own. Gradient-boosted
    trees are fitted on a random half (whole clusters) and judged on the other half, which they never saw. The strength
    is twice the area under the curve less one, with DeLong's interval, widened for weights and clusters; below 0 it is 0.
    ``absent``: ``prediction_too_small`` where no attribute has two groups and a hundred people.
    Source: Hastie, Tibshirani and Friedman 2009, The Elements of Statistical Learning, chapter 10.
    """
    found: list[Predicted] = []
    learned_from = 0
    for attribute in attributes:
        used = [name for name in inputs if name != f"input:{attribute}"]
        groups, number = _attribute(people, axes, attribute, used, confidence, seed) if used else ([], 0)
        found, learned_from = found + groups, max(learned_from, number)
    if not found:
        return Predictions(absent="prediction_too_small")
    return Predictions(groups=tuple(found), learned_from=learned_from)


def _attribute(
    people: People, axes: Mapping[str, Axis], attribute: str, inputs: Sequence[str], confidence: float, seed: int
) -> tuple[list[Predicted], int]:
    """Return the predictions of one attribute, and how many people the fit saw; nothing where it has too few."""
    import numpy as np

    own = people.axes.index(attribute)
    known = people.with_numbers(np.where(people.codes[:, own] > 0, people.n, 0))
    step = 0
    while known.number > MOST and len(known.n) > 1:
        step += 1
        known = halves(known, seed + step)[0]
    if known.number < _FEWEST:
        return [], 0
    first, second = halves(known, seed)
    learned = np.unique(first.codes[:, own]).tolist()
    if len(learned) < 2 or len(np.unique(second.codes[:, own])) < 2:
        return [], 0
    chances = _chances(first, second, axes, own, [people.axes.index(name) for name in inputs])
    names = axes[attribute].values
    found = []
    for code in np.unique(known.codes[:, own]).tolist():
        inside = second.codes[:, own] == code
        strength: Number = Undefined(because=Because("too_few_for_auc"))
        p = None
        if code in learned and inside.any():
            strength, p = _judged(second, chances[:, learned.index(code)], inside, confidence)
        sides = (int(second.n[inside].sum()), int(second.n[~inside].sum()))
        found.append(Predicted(attribute=attribute, group=str(names[code]), strength=strength, p=p, people=sides))
    return found, first.number


def _chances(first: People, second: People, axes: Mapping[str, Axis], own: int, inputs: Sequence[int]) -> Floats:
    """Return the chance of each group for the cells of the second half, by a fit on the first."""
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    text = [axes[first.axes[at]].numbers is None for at in inputs]
    model = HistGradientBoostingClassifier(
        max_iter=_ROUNDS,
        max_leaf_nodes=_LEAVES,
        learning_rate=_PACE,
        early_stopping=False,
        categorical_features=text if any(text) else None,
        random_state=0,
    )
    # one thread: on a busy machine several wait for each other up to thirty times as long
    with threadpool_limits(limits=1):
        # a row for each person: the smallest leaf is counted in rows, whatever their weight
        rows = np.repeat(np.arange(len(first.n)), first.n)
        weights = None if first.weights is None else first.weights[rows]
        model.fit(_features(first, axes, inputs)[rows], first.codes[rows, own], sample_weight=weights)
        return np.asarray(model.predict_proba(_features(second, axes, inputs)), dtype=np.float64)


def _features(half: People, axes: Mapping[str, Axis], inputs: Sequence[int]) -> Floats:
    import numpy as np

    columns = []
    for at in inputs:
        numbers, codes = axes[half.axes[at]].numbers, half.codes[:, at]
        if numbers is None:
            columns.append(codes.astype(np.float64))
        else:
            values = np.array([np.nan if one is None else one for one in numbers], dtype=np.float64)
            columns.append(values[codes])
    return np.column_stack(columns)


def _judged(half: People, chance: Floats, inside: NDArray[np.bool_], confidence: float) -> tuple[Number, float | None]:
    """Return how strongly a chance tells the people inside a group from all others, and the p-value of no link."""
    import numpy as np

    weighed = half.weighed()
    # chances that differ by rounding alone are the same
    values, bins = np.unique(chance.round(12), return_inverse=True)
    bins = bins.reshape(-1)
    cases, others = (_sums(bins, weighed * side, len(values)) for side in (inside, ~inside))
    effect = (
        1.0 if half.weights is None else max(1.0, kish(float(weighed.sum()), float((weighed * half.weights).sum())))
    )
    if half.clusters is not None:
        effect = max(effect, _clustered(half, bins, inside, cases, others))
    found = auc(cases.tolist(), others.tolist(), confidence=confidence, design_effect=effect)
    if isinstance(found.estimate, Estimate) and found.logit_se:
        value = found.estimate.value
        return _strength(found.estimate), erfc(abs(log(value / (1 - value))) / found.logit_se / sqrt(2))
    return _few(cases, others, effect, confidence)


def _sums(bins: NDArray[Any], weights: Floats, size: int) -> Floats:
    import numpy as np

    return np.asarray(np.bincount(bins, weights=weights, minlength=size), dtype=np.float64)


def _few(cases: Floats, others: Floats, effect: float, confidence: float) -> tuple[Number, float | None]:
    """Return the same where hardly anybody is told wrongly, or few are in a group, so that DeLong's interval fails.

    An area is a mean of numbers from 0 to 1, one for each person of the smaller side. No such mean spreads more than a
    share of the same size, so Wilson's interval for that share is on the safe side.
    """
    import numpy as np

    q = others / others.sum()
    area = min(1.0, max(0.0, float(cases / cases.sum() @ (np.cumsum(q) - q / 2))))
    people = float(min(cases.sum(), others.sum())) / effect
    strength = _strength(Estimate(value=area, interval=wilson(people * area, people, confidence=confidence)))
    return strength, erfc(abs(area - 0.5) / sqrt(0.25 / people) / sqrt(2))


def _clustered(half: People, bins: NDArray[Any], inside: NDArray[np.bool_], cases: Floats, others: Floats) -> float:
    """Return by how much clusters widen the variance of an area, at least 1.

    Each person's part of the area is summed over the cluster before it is squared (Obuchowski 1997, Biometrics 53,
    567-578).
    """
    import numpy as np

    if half.clusters is None or not cases.sum() or not others.sum():
        return 1.0
    p, q = cases / cases.sum(), others / others.sum()
    below, above = np.cumsum(q) - q / 2, 1 - np.cumsum(p) + p / 2
    area = float(p @ below)
    part = np.where(inside, (below[bins] - area) / cases.sum(), (above[bins] - area) / others.sum())
    each = 1.0 if half.weights is None else half.weights
    alone = float((half.n * (part * each) ** 2).sum())
    together = np.bincount(half.clusters, weights=half.weighed() * part)[1:]
    own = float((half.n * (part * each) ** 2 * (half.clusters == 0)).sum())
    return max(1.0, (float((together**2).sum()) + own) / alone) if alone > 0 else 1.0


def _strength(area: Estimate) -> Number:
    if area.interval is None or area.interval.high is None:
        return Undefined(because=Because("too_few_for_auc"))
    low, value, high = (2 * one - 1 for one in (area.interval.low, area.value, area.interval.high))
    # a fit that does worse than chance could be turned round: its lower limit is what remains possible
    return Estimate(value=max(0.0, value), interval=Interval(max(0.0, low), max(high, -low if value < 0 else 0.0)))
