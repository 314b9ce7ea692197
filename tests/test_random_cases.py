"""Error rates from a random sample: by hand, from whole worlds, and by how often their intervals cover."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.stats.random_cases import Sources, drawn_from_everyone, drawn_from_not_selected
from adm_audit.values import Estimate, Interval, Number, Undefined

Route = Callable[..., dict[str, Number]]


def value(number: Number) -> float:
    assert isinstance(number, Estimate)
    return number.value


@settings(max_examples=50)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(1, 60))
def test_a_sample_of_everybody_gives_the_true_rates(tp: int, fp: int, fn: int, tn: int) -> None:
    # the "sample" holds all people, or all who were not selected: the estimates are the rates of the confusion table
    if tp + fp == 0:
        return
    total = tp + fp + fn + tn
    routes = (
        drawn_from_everyone(_sources(tp, fp, total, tp + fn, total)),
        drawn_from_not_selected(_sources(tp, fp, total, fn, fn + tn)),
    )
    for found in routes:
        assert value(found["false_positive_rate"]) == pytest.approx(fp / (fp + tn))
        assert value(found["false_omission_rate"]) == pytest.approx(fn / (fn + tn), abs=1e-12)
        if tp + fn:
            assert value(found["true_positive_rate"]) == pytest.approx(tp / (tp + fn))
            assert value(found["false_negative_rate"]) == pytest.approx(fn / (tp + fn), abs=1e-12)
        else:
            assert isinstance(found["true_positive_rate"], Undefined)


def _sources(tp: int, fp: int, total: int, random_positive: int, random_known: int) -> Sources:
    return Sources(
        positive=tp,
        known=tp + fp,
        selected=tp + fp,
        total=total,
        random_positive=random_positive,
        random_known=random_known,
    )


@pytest.mark.parametrize("everyone", [True, False])
def test_intervals_cover(everyone: bool) -> None:
    # 20,000 people, 8 % positive; the tool selects 30 % of these and 6 % of the others; 1,500 are drawn
    rng = np.random.default_rng(6)
    total, base = 20_000, 0.08
    tpr, fpr = 0.3, 0.06
    truth = {
        "true_positive_rate": tpr,
        "false_positive_rate": fpr,
        "false_omission_rate": base * 0.7 / (base * 0.7 + (1 - base) * 0.94),
    }
    route: Route = drawn_from_everyone if everyone else drawn_from_not_selected
    hits = dict.fromkeys(truth, 0)
    for _ in range(500):
        tp, fn, fp, tn = rng.multinomial(
            total, [base * tpr, base * (1 - tpr), (1 - base) * fpr, (1 - base) * (1 - fpr)]
        )
        positives, people = (tp + fn, total) if everyone else (fn, fn + tn)
        drawn = rng.hypergeometric(positives, people - positives, 1500)
        found = route(_sources(int(tp), int(fp), total, int(drawn), 1500))
        for name, rate in truth.items():
            number = found[name]
            assert isinstance(number, Estimate | Undefined) and number.interval is not None
            hits[name] += rate in number.interval
    assert min(hits.values()) / 500 > 0.92, hits


def test_sources_that_disagree_say_so() -> None:
    # .1 * .5 = 5 in 100 people were found, but the sample holds 1 in 100: a TPR of 5 does not exist
    found = drawn_from_everyone(_sources(50, 50, 1000, 1, 100))
    for name in ("true_positive_rate", "false_negative_rate", "false_omission_rate"):
        number = found[name]
        assert isinstance(number, Undefined) and number.because.code == "the_sources_disagree"
        assert number.interval is not None and 0 <= number.interval.low <= (number.interval.high or 0) <= 1
    assert isinstance(found["false_positive_rate"], Estimate)


def test_a_sample_without_positives_leaves_a_lower_limit() -> None:
    found = drawn_from_everyone(_sources(2, 50, 1000, 0, 400))["true_positive_rate"]
    assert isinstance(found, Undefined) and found.because.code == "no_positive_random_cases"
    assert found.interval is not None and 0 < found.interval.low < 1 and found.interval.high == 1.0
    only = drawn_from_everyone(_sources(50, 50, 1000, 40, 40))["false_positive_rate"]
    assert isinstance(only, Undefined) and only.because.code == "only_positive_random_cases"
    # among the not selected the same sample is an answer: nobody was missed
    other = drawn_from_not_selected(_sources(50, 50, 1000, 0, 400))
    assert value(other["true_positive_rate"]) == 1.0 and value(other["false_omission_rate"]) == 0.0
    limits = other["true_positive_rate"]
    assert isinstance(limits, Estimate) and limits.interval is not None and limits.interval.low < 1.0


def test_nothing_found_and_nothing_missed_has_no_rate() -> None:
    found = drawn_from_not_selected(_sources(0, 50, 1000, 0, 400))
    assert isinstance(found["true_positive_rate"], Undefined)
    assert found["true_positive_rate"].interval == Interval(0.0, 1.0)


@pytest.mark.parametrize(
    ("sources", "code"),
    [
        (_sources(0, 0, 1000, 3, 40), "nobody_selected"),
        (Sources(positive=0, known=0, selected=9, total=99, random_positive=1, random_known=5), "no_known_outcomes"),
        (_sources(5, 5, 1000, 0, 0), "no_random_cases"),
    ],
)
def test_missing_sources_say_which(sources: Sources, code: str) -> None:
    for route in (drawn_from_everyone, drawn_from_not_selected):
        for number in route(sources).values():
            assert isinstance(number, Undefined) and number.because.code == code


def test_everybody_selected() -> None:
    everyone = _sources(30, 70, 100, 10, 40)
    omission = drawn_from_everyone(everyone)["false_omission_rate"]
    assert isinstance(omission, Undefined) and omission.because.code == "everybody_selected"
    nobody_left = drawn_from_not_selected(everyone)["true_positive_rate"]
    assert isinstance(nobody_left, Undefined) and nobody_left.because.code == "everybody_selected"
