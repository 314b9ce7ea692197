"""Rounded and withheld counts: the corners of what they allow stand for everything inside, tried out table by table."""

from __future__ import annotations

from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.counts import Count, Range, high, low
from adm_audit.stats.attention import Attention
from adm_audit.stats.disparity import compare
from adm_audit.stats.exact import mid_p
from adm_audit.stats.intervals import mover_ratio, newcombe_difference
from adm_audit.stats.verdicts import verdict
from adm_audit.values import Bounds, Estimate, Interval, Number, Undefined

Table = tuple[int, int, int, int]


@st.composite
def boxes(draw: st.DrawFn, most: int = 60, wide: int = 3) -> tuple[Count, Count, Count, Count]:
    """Four counts, of which some are known only within a few."""
    n, m = draw(st.integers(2, most)), draw(st.integers(2, most))
    exact = (draw(st.integers(0, n)), n, draw(st.integers(0, m)), m)
    widths = [draw(st.integers(0, wide)) for _ in exact]
    one, two, three, four = (
        Range(max(0, value - width), value + width, draw(st.sampled_from([value, None]))) if width else value
        for value, width in zip(exact, widths, strict=True)
    )
    return one, two, three, four


def tables_of(box: tuple[Count, Count, Count, Count]) -> list[Table]:
    spans = [range(int(low(count)), int(high(count)) + 1) for count in box]
    return [
        (k, n, x, m)
        for n in spans[1]
        for m in spans[3]
        for k in spans[0]
        for x in spans[2]
        if n > 0 and m > 0 and k <= n and x <= m
    ]


def limits_of(number: Number) -> Interval:
    assert isinstance(number, Estimate | Bounds | Undefined) and number.interval is not None
    return number.interval


def top(interval: Interval) -> float:
    return inf if interval.high is None else interval.high


@settings(max_examples=50, deadline=None)
@given(boxes())
def test_no_table_inside_is_more_extreme_than_the_corners(box: tuple[Count, Count, Count, Count]) -> None:
    found, tables = compare(*box), tables_of(box)
    p_values = [mid_p(*table) for table in tables]
    assert found.p is not None and found.p_smallest is not None
    assert max(p_values) <= found.p * (1 + 1e-9)
    assert found.p_smallest <= min(p_values) * (1 + 1e-9)
    differences, ratios = ([of(*table) for table in tables] for of in (newcombe_difference, mover_ratio))
    for number, inner in ((found.difference, differences), (found.ratio, ratios)):
        outer = limits_of(number)
        assert outer.low <= min(interval.low for interval in inner) + 1e-12
        assert max(top(interval) for interval in inner) <= top(outer) * (1 + 1e-12) + 1e-12
        assert min(abs(interval.low - outer.low) for interval in inner) < 1e-12  # nothing wider than needed
    people = limits_of(found.people)
    for (_, n, _, _), interval in zip(tables, differences, strict=True):
        assert people.low <= n * interval.low + 1e-9
        assert n * top(interval) <= top(people) + 1e-9


@settings(max_examples=50, deadline=None)
@given(
    boxes(most=900, wide=1),
    st.sampled_from([None, 0.05, 0.3, 0.7]),
    st.sampled_from([None, 0.8, 0.3]),
    st.sampled_from([0.04, 0.4]),
)
def test_a_verdict_holds_for_every_table_inside(
    box: tuple[Count, Count, Count, Count], level: float | None, ratio_level: float | None, alpha: float
) -> None:
    attention = Attention(level, ratio_level)

    def judge(counts: tuple[Count, Count, Count, Count]) -> str:
        found = compare(*counts)
        assert found.p is not None and found.p_smallest is not None
        return verdict(
            found.difference, found.ratio, p_adjusted=found.p, p_adjusted_smallest=found.p_smallest, p=found.p,
            alpha=alpha, attention=attention,
        ).name  # fmt: skip

    whole = judge(box)
    if whole != "cannot_tell":
        assert {judge(table) for table in tables_of(box)} == {whole}
