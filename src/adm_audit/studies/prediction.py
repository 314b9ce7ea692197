"""Predicts groups from all inputs together: fitted on one half of the people, judged on the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import erfc, sqrt
from typing import TYPE_CHECKING, Any

from adm_audit.stats.auc import AucNumbers, auc
from adm_audit.stats.clusters import kish
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
_ROUNDS = 60
_LEAVES = 15


def predict(
    people: People, axes: Mapping[str, Axis], attribute: str, *, confidence: float = 0.95, seed: int = 1
) -> Predictions:
    """Return how well all axes but the attribute tell each group of it from everyone else whose group is recorded.

    people: with the axis of the attribute and those of the inputs. Numbers enter as numbers, text as categories; a
    value that is not recorded is a sign of its own. Gradient-boosted trees are fitted on a random half (whole clusters),
    and judged on the other half, which they never saw. The strength is twice the area under the curve less one, with
    DeLong's interval, widened for weights and clusters; below 0 it is 0.
    ``absent``: ``prediction_too_small`` with fewer than a hundred people, ``fewer_than_two_groups``.
    Source: Hastie, Tibshirani and Friedman 2009, The Elements of Statistical Learning, chapter 10.
    """
    import numpy as np

    own = people.axes.index(attribute)
    known = people.with_numbers(np.where(people.codes[:, own] > 0, people.n, 0))
    for step in range(64):
        if known.number <= MOST:
            break
        known, smaller = halves(known, seed + step + 1)
        if smaller.number == 0:
            break
    if known.number < _FEWEST:
        return Predictions(absent=Because("prediction_too_small", {"people": known.number}))
    first, second = halves(known, seed)
    groups = np.unique(first.codes[:, own]).tolist()
    if len(groups) < 2 or len(np.unique(second.codes[:, own])) < 2:
        return Predictions(absent=Because("fewer_than_two_groups"))
    chances = _chances(first, second, axes, own)
    names = axes[attribute].values
    found = []
    for at, code in enumerate(groups):
        inside = second.codes[:, own] == code
        area = _area(second, chances[:, at], inside, confidence)
        sides = (int(second.n[inside].sum()), int(second.n[~inside].sum()))
        strength, p = _strength(area), _p(area)
        found.append(Predicted(attribute=attribute, group=str(names[code]), strength=strength, p=p, people=sides))
    return Predictions(groups=tuple(found), learned_from=first.number)


def _chances(first: People, second: People, axes: Mapping[str, Axis], own: int) -> Floats:
    """Return the chance of each group for the cells of the second half, by a fit on the first."""
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier

    inputs = [at for at in range(len(first.axes)) if at != own]
    numeric = [axes[first.axes[at]].numbers is not None for at in inputs]
    model = HistGradientBoostingClassifier(
        max_iter=_ROUNDS,
        max_leaf_nodes=_LEAVES,
        early_stopping=False,
        categorical_features=[not one for one in numeric] if not all(numeric) else None,
        random_state=0,
    )
    model.fit(_features(first, axes, inputs), first.codes[:, own], sample_weight=first.weighed())
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


def _area(half: People, chance: Floats, inside: NDArray[np.bool_], confidence: float) -> AucNumbers:
    """Return the area under the curve of a chance, for people inside a group against all others."""
    import numpy as np

    weighed = half.weighed()
    # chances that differ by rounding alone are the same
    values, bins = np.unique(chance.round(12), return_inverse=True)
    bins = bins.reshape(-1)
    cases, others = (np.bincount(bins, weights=weighed * side, minlength=len(values)) for side in (inside, ~inside))
    effect = (
        1.0 if half.weights is None else max(1.0, kish(float(weighed.sum()), float((weighed * half.weights).sum())))
    )
    if half.clusters is not None:
        effect = max(effect, _clustered(half, bins, inside, cases, others))
    return auc(cases.tolist(), others.tolist(), confidence=confidence, design_effect=effect)


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


def _strength(area: AucNumbers) -> Number:
    found = area.estimate
    if not isinstance(found, Estimate) or found.interval is None or found.interval.high is None:
        return found if isinstance(found, Undefined) else Undefined(because=Because("too_few_for_auc"))
    low, value, high = (max(0.0, 2 * one - 1) for one in (found.interval.low, found.value, found.interval.high))
    return Estimate(value=value, interval=Interval(low, high))


def _p(area: AucNumbers) -> float | None:
    """Return the p-value of an area of one half, on the logit; None where the area has no interval."""
    from math import log

    if not isinstance(area.estimate, Estimate) or not area.logit_se:
        return None
    value = area.estimate.value
    return erfc(abs(log(value / (1 - value))) / area.logit_se / sqrt(2))
