"""Attention levels, corrections and verdicts: every rule by hand, and exactly one verdict everywhere."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from adm_audit.counts import Range
from adm_audit.stats.attention import Attention
from adm_audit.stats.disparity import compare, divide
from adm_audit.stats.multiplicity import benjamini_hochberg, holm
from adm_audit.stats.verdicts import Verdict, verdict
from adm_audit.values import Because, Bounds, Estimate, Interval, Number, Undefined

FIVE_POINTS = Attention(difference=0.05)
BOTH = Attention(difference=0.05, ratio=0.8)


def judge(
    difference: Number, ratio: Number, p: float, attention: Attention = BOTH, smallest: float | None = None
) -> Verdict:
    return verdict(
        difference,
        ratio,
        p_adjusted=p,
        p_adjusted_smallest=p if smallest is None else smallest,
        p=p,
        alpha=0.04,
        attention=attention,
    )


def gap(value: float, low: float, high: float) -> Estimate:
    return Estimate(value=value, interval=Interval(low, high))


NO_RATIO = Undefined(because=Because("no_ratio"))


@settings(max_examples=50)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_corrections_agree_with_statsmodels(p_values: list[float]) -> None:
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1], abs=1e-12)
    assert benjamini_hochberg(p_values) == pytest.approx(multipletests(p_values, method="fdr_bh")[1], abs=1e-12)


def test_corrections_of_nothing() -> None:
    assert holm([]) == benjamini_hochberg([]) == []


def test_levels_are_exact_fractions() -> None:
    # .4 against .5 is not below .8; .15 against .1 is not beyond 5 points, though floats say .04999... and .05000...1
    assert not Attention(ratio=0.8).beyond(-0.1, divide((4, 10, 5, 10)))
    for n in range(1, 41):
        for m in (7, 20, 40, 100):
            for k in range(n + 1):
                for x in range(0, m + 1, 3):
                    d, r = Fraction(k, n) - Fraction(x, m), None if x == 0 else Fraction(k * m, n * x)
                    beyond = abs(d) > Fraction(1, 20)
                    assert FIVE_POINTS.beyond(k / n - x / m, None) == beyond, (k, n, x, m)
                    outside = k > 0 if r is None else r < Fraction(4, 5) or r > Fraction(5, 4)
                    ratio = None if x == 0 else divide((k, n, x, m))
                    assert Attention(ratio=0.8).beyond(k / n - x / m, ratio) == outside, (k, n, x, m)


def test_beyond_any_level_within_every_level() -> None:
    # DUO 2014: 3.08 points, 6.2 times: within 5 points but far beyond four fifths
    assert BOTH.beyond(0.0308, 6.2) and not FIVE_POINTS.beyond(0.0308, 6.2)
    assert FIVE_POINTS.within(Interval(0.03, 0.032), Interval(5.8, 6.7))
    assert not BOTH.within(Interval(0.03, 0.032), Interval(5.8, 6.7))
    assert not BOTH.within(Interval(0.0, 0.01), Interval(0.9, None))
    assert not Attention().within(Interval(0.0, 0.0), Interval(1.0, 1.0))
    assert Attention().beyond(0.0001, 1.0) and not Attention().beyond(0.0, 1.0)


@pytest.mark.parametrize(
    ("difference", "ratio", "p", "expected"),
    [
        (gap(0.10, 0.02, 0.18), gap(1.5, 1.1, 2.0), 0.001, Verdict("shown")),
        (gap(0.10, 0.06, 0.14), gap(1.5, 1.2, 2.0), 0.001, Verdict("shown", "surely")),
        (gap(0.03, 0.02, 0.04), gap(4.0, 2.0, 8.0), 0.001, Verdict("shown", "surely")),
        (gap(-0.10, -0.14, -0.06), gap(0.5, 0.4, 0.79), 0.001, Verdict("shown", "surely")),
        (gap(0.02, 0.01, 0.03), gap(1.1, 1.02, 1.2), 0.001, Verdict("below_attention")),
        (gap(0.04, 0.02, 0.06), gap(1.1, 1.02, 1.2), 0.001, Verdict("cannot_tell", "size_open")),
        (gap(0.04, 0.02, 0.05), gap(1.1, 1.02, 1.3), 0.001, Verdict("cannot_tell", "size_open")),
        (gap(0.01, -0.01, 0.03), gap(1.05, 0.95, 1.2), 0.4, Verdict("ruled_out")),
        (gap(0.05, -0.01, 0.11), gap(1.2, 0.95, 1.6), 0.1, Verdict("cannot_tell", "existence_open")),
        (gap(0.10, 0.01, 0.19), gap(1.5, 1.02, 2.0), 0.045, Verdict("cannot_tell", "alone")),
        # a p of exactly alpha is not below it
        (gap(0.10, 0.06, 0.14), gap(1.5, 1.2, 2.0), 0.04, Verdict("cannot_tell", "alone")),
        # p is small, but the interval holds 0: not significant
        (gap(0.10, -0.001, 0.2), gap(1.5, 0.99, 2.0), 0.03, Verdict("cannot_tell", "alone")),
        (gap(0.01, -0.001, 0.02), gap(1.05, 0.99, 1.1), 0.03, Verdict("ruled_out")),
        (Undefined(because=Because("nobody_in_group")), NO_RATIO, 1.0, Verdict("cannot_tell", "undefined")),
        (Estimate(value=0.1), NO_RATIO, 0.001, Verdict("cannot_tell", "undefined")),
    ],
)
def test_each_rule(difference: Number, ratio: Number, p: float, expected: Verdict) -> None:
    assert judge(difference, ratio, p) == expected


def test_without_a_level_every_significant_gap_is_shown_and_nothing_ruled_out() -> None:
    assert judge(gap(0.001, 0.0001, 0.002), gap(1.01, 1.001, 1.02), 0.001, Attention()) == Verdict("shown", "surely")
    assert judge(gap(0.0, -0.001, 0.001), gap(1.0, 0.99, 1.01), 1.0, Attention()) == Verdict(
        "cannot_tell", "existence_open"
    )


def test_a_ratio_without_upper_limit_is_beyond_any_level() -> None:
    found = compare(30, 1000, 0, 1000)
    assert judge(found.difference, found.ratio, 1e-9, BOTH).name == "shown"
    assert judge(found.difference, found.ratio, 1e-9, FIVE_POINTS) == Verdict("below_attention")


def test_a_measure_without_ratio_is_held_against_the_difference_only() -> None:
    assert judge(gap(0.02, 0.01, 0.03), NO_RATIO, 0.001) == Verdict("below_attention")
    assert judge(gap(0.01, -0.01, 0.03), NO_RATIO, 0.5) == Verdict("ruled_out")
    assert judge(gap(0.02, 0.01, 0.03), NO_RATIO, 0.001, Attention(ratio=0.8)) == Verdict("cannot_tell", "size_open")


def test_rounded_counts_must_hold_at_every_corner() -> None:
    def rounded(low: float, high: float, limits: Interval) -> Estimate:
        return Estimate(value=(low + high) / 2, bounds=Interval(low, high), interval=limits)

    wide, narrow = rounded(0.04, 0.08, Interval(0.01, 0.12)), rounded(0.06, 0.08, Interval(0.01, 0.12))
    ratio = rounded(1.1, 1.2, Interval(1.05, 1.24))
    assert judge(narrow, ratio, 0.001) == Verdict("shown")
    assert judge(wide, ratio, 0.001) == Verdict("cannot_tell", "counts")
    assert judge(narrow, ratio, 0.1, smallest=0.001) == Verdict("cannot_tell", "counts")
    small = rounded(0.0, 0.02, Interval(-0.02, 0.04))
    assert judge(small, ratio, 1.0, smallest=0.2) == Verdict("ruled_out")
    assert judge(small, ratio, 1.0, smallest=0.01) == Verdict("cannot_tell", "counts")
    withheld = Bounds(low=0.06, high=0.2, interval=Interval(0.01, 0.3))
    assert judge(withheld, Bounds(low=1.3, high=None), 0.001) == Verdict("shown")


@st.composite
def tables(draw: st.DrawFn) -> tuple[int | Range, int, int, int]:
    n, m = draw(st.integers(1, 3000)), draw(st.integers(1, 3000))
    k = draw(st.integers(0, n))
    blurred = Range(max(k - 2, 0), min(k + 2, n), k) if draw(st.booleans()) else k
    return blurred, n, draw(st.integers(0, m)), m


@settings(max_examples=50)
@given(
    tables(),
    st.sampled_from([None, 0.0, 0.02, 0.05, 0.2]),
    st.sampled_from([None, 0.5, 0.8, 1.0]),
    st.integers(1, 20),
)
def test_exactly_one_verdict_holds(
    table: tuple[int | Range, int, int, int], level: float | None, ratio_level: float | None, comparisons: int
) -> None:
    found = compare(*table)
    assert found.p is not None and found.p_smallest is not None
    attention = Attention(level, ratio_level)
    p, smallest = (min(1.0, value * comparisons) for value in (found.p, found.p_smallest))
    given_verdict = verdict(
        found.difference, found.ratio, p_adjusted=p, p_adjusted_smallest=smallest, p=found.p, alpha=0.04,
        attention=attention,
    )  # fmt: skip
    name = given_verdict.name
    # the table of rules, written down independently for exact counts
    if isinstance(table[0], Range):
        assert name in {"shown", "below_attention", "ruled_out", "cannot_tell"}
        return
    assert isinstance(found.difference, Estimate) and found.difference.interval is not None
    limits, ratio_limits = found.difference.interval, found.ratio.interval  # type: ignore[union-attr]
    significant = p < 0.04 and 0.0 not in limits
    estimate = found.ratio.value if isinstance(found.ratio, Estimate) else None
    beyond = attention.beyond(found.difference.value, estimate)
    inside = attention.within(limits, ratio_limits)
    rules = {
        "shown": significant and beyond,
        "below_attention": significant and inside,
        "ruled_out": not significant and inside,
    }
    assert sum(rules.values()) <= 1
    assert name == next((rule for rule, holds in rules.items() if holds), "cannot_tell")


@settings(max_examples=50)
@given(tables(), st.sampled_from([0.02, 0.05]))
def test_a_verdict_on_rounded_counts_holds_for_each_count(
    table: tuple[int | Range, int, int, int], level: float
) -> None:
    def of(cases: int | Range) -> str:
        found = compare(cases, *table[1:])
        assert found.p is not None and found.p_smallest is not None
        return verdict(
            found.difference, found.ratio, p_adjusted=found.p, p_adjusted_smallest=found.p_smallest, p=found.p,
            alpha=0.04, attention=Attention(level, 0.8),
        ).name  # fmt: skip

    whole = of(table[0])
    if isinstance(table[0], Range) and whole != "cannot_tell":
        assert {of(k) for k in range(table[0].low, table[0].high + 1)} == {whole}
