"""Design effects of weights keep the test at its level."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.stats.clusters import kish
from adm_audit.stats.disparity import compare


def test_weights_keep_false_alarms_near_five_in_a_hundred() -> None:
    # people drawn with weights of 1 to 9 that have nothing to do with the outcome; no gap
    rng = np.random.default_rng(4)
    alarms = naive = 0
    for _ in range(800):
        counts: list[float] = []
        effects = []
        for people in (150, 400):
            weights, cases = rng.choice([1.0, 9.0], people), rng.random(people) < 0.3
            counts += [float(weights[cases].sum()), float(weights.sum())]
            effects.append(kish(float(weights.sum()), float((weights**2).sum())))
        weighted, plain = compare(*counts, design_effects=(effects[0], effects[1])), compare(*counts)
        assert weighted.p is not None and plain.p is not None
        alarms += weighted.p < 0.05
        naive += plain.p < 0.05
    assert alarms / 800 < 0.075
    assert naive / 800 > 0.2


@settings(max_examples=40)
@given(st.lists(st.floats(0.01, 50.0), min_size=1, max_size=40), st.floats(0.01, 100.0))
def test_kish_gives_the_effective_number_of_people_on_any_scale(weights: list[float], scale: float) -> None:
    w = np.array(weights) * scale
    effect = kish(float(w.sum()), float((w**2).sum()))
    assert w.sum() / effect == pytest.approx(w.sum() ** 2 / (w**2).sum())
    assert w.sum() / effect <= len(w) * (1 + 1e-9)
    assert kish(0.0, 0.0) == 1.0
