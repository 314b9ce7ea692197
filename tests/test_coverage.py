"""How often the intervals cover the truth: every table weighed by its chance, nothing simulated."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from adm_audit.stats.intervals import mover_ratio, newcombe_difference, wilson

Floats = NDArray[np.float64]
RATES = (0.005, 0.05, 0.1, 0.3, 0.5, 0.8, 0.99)
SIZES = ((10, 10), (10, 60), (30, 100), (60, 15), (120, 120))


def chances(total: int, rate: float) -> Floats:
    return np.asarray(stats.binom(total, rate).pmf(np.arange(total + 1)), dtype=float)


@pytest.fixture(scope="module")
def coverage() -> dict[str, list[tuple[float, float]]]:
    """For the difference and the ratio: the smallest of the four expected counts, and the coverage."""
    found: dict[str, list[tuple[float, float]]] = {"difference": [], "ratio": []}
    for n, m in SIZES:
        pairs = [(k, x) for k in range(n + 1) for x in range(m + 1)]
        limits = {
            "difference": [newcombe_difference(k, n, x, m) for k, x in pairs],
            "ratio": [mover_ratio(k, n, x, m) for k, x in pairs],
        }
        for name, intervals in limits.items():
            low = np.array([interval.low for interval in intervals]).reshape(n + 1, m + 1)
            high = np.array([np.inf if i.high is None else i.high for i in intervals]).reshape(n + 1, m + 1)
            for p1 in RATES:
                for p2 in RATES:
                    truth = p1 - p2 if name == "difference" else p1 / p2
                    inside = (low <= truth + 1e-12) & (truth - 1e-12 <= high)
                    weights = np.outer(chances(n, p1), chances(m, p2))
                    expected = min(n * p1, n * (1 - p1), m * p2, m * (1 - p2))
                    found[name].append((expected, float(weights[inside].sum())))
    return found


@pytest.mark.parametrize("name", ["difference", "ratio"])
def test_95_in_100_intervals_cover_the_truth(name: str, coverage: dict[str, list[tuple[float, float]]]) -> None:
    cover = np.array(coverage[name])
    assert 0.945 <= cover[:, 1].mean() <= 0.965
    assert cover[:, 1].min() >= 0.85
    assert cover[cover[:, 0] >= 1, 1].min() >= 0.915
    assert cover[cover[:, 0] >= 10, 1].min() >= 0.93


def test_rates_are_covered() -> None:
    found = []
    for total in (10, 50, 300):
        limits = [wilson(k, total) for k in range(total + 1)]
        for rate in RATES:
            inside = np.array([rate in limit for limit in limits])
            found.append((min(total * rate, total * (1 - rate)), float(chances(total, rate)[inside].sum())))
    cover = np.array(found)
    assert 0.945 <= cover[:, 1].mean() <= 0.975
    assert cover[cover[:, 0] >= 5, 1].min() >= 0.93
