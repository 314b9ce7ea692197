"""A small version of the simulated guarantees (`make validate` runs the large one)."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

from cities import City, audited, drawn, plan_of
from validate import CITIES, fair, most, planted

AUDITS = 60


def test_fair_cities_rarely_show_anything() -> None:
    measured = fair(AUDITS, seed=11)
    assert measured["comparisons"] > 100 * AUDITS
    assert measured["two families"] <= most(AUDITS)
    assert measured["intersections"] <= most(AUDITS)


@pytest.mark.parametrize("name", [name for name in CITIES if CITIES[name] != City()])
def test_other_fair_cities_rarely_show_anything(name: str) -> None:
    """With clusters taken for single people, more than one audit in five would show something."""
    measured = fair(20, seed=13, city=CITIES[name])
    assert measured["two families"] <= most(20)
    assert measured["intersections"] <= most(20)


def test_a_planted_gap_is_found_about_as_often_as_promised() -> None:
    """The report says 8 of 10; fewer than 10 of 24 would have a chance below one in 100,000."""
    assert planted(24, seed=12)[1] >= 10


def test_a_large_gap_is_found_and_nothing_else() -> None:
    city = City(people=6_000, gap=0.25)
    findings = audited(plan_of(city), drawn(city, np.random.default_rng(5)))
    shown = [f.group for f in findings["selection_gap"] if f.verdict == "shown" and f.worse_off]
    assert shown == [{"origin": "2"}]


@pytest.mark.parametrize(("audits", "limit"), [(2000, 123), (1, 2)])
def test_what_may_go_wrong_grows_with_chance(audits: int, limit: int) -> None:
    assert most(audits) <= limit
