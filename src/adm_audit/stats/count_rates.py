"""Events per person, side by side: one person can have several, so that a rate is a count over a count."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import sqrt

from adm_audit.counts import Count, high, low, printed
from adm_audit.stats.boxes import covering, is_ranged, over
from adm_audit.stats.intervals import Side, join_difference, wilson, z_of
from adm_audit.stats.one_share import binomial_mid_p
from adm_audit.values import Because, Interval, Number, Undefined

Table = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRates:
    """Two rates of events and how they differ.

    people: the difference times the people of the group: events too many or too few.
    p, p_smallest: mid-p, the largest and smallest that the counts allow; None where there is nothing to test.
    """

    rates: tuple[Number, Number]
    difference: Number
    ratio: Number
    people: Number
    p: float | None
    p_smallest: float | None


def score_limits(events: float, people: float, *, confidence: float = 0.95) -> Interval:
    """Return the score interval of ``events / people``; the number of events is Poisson.

    events: at least 0; people: above 0. Source: Barker 2002, The American Statistician 56, 85-89 (score):
    (x + z^2/2 +- z sqrt(x + z^2/4)) / n.

    >>> limits = score_limits(10, 1000)
    >>> round(limits.low, 5), round(limits.high, 5)
    (0.00543, 0.01841)
    """
    z = z_of(confidence)
    middle, half = events + z * z / 2, z * sqrt(events + z * z / 4)
    return Interval(max(0.0, (middle - half) / people) if events else 0.0, (middle + half) / people)


def conditional_mid_p(events: int, people: float, other_events: int, other_people: float) -> float:
    """Return the two-sided mid-p of equal rates of events, given how many there are on both sides.

    Given the total, the events of the first side are binomial with the share of its people. 1 where there are none.
    Source: Przyborowski and Wilenski 1940, Biometrika 31, 313-323; mid-p as in `binomial_mid_p`.

    >>> round(conditional_mid_p(60, 514.775, 30, 543.087), 5)
    0.00062
    """
    return binomial_mid_p(events, events + other_events, people / (people + other_people))


def compare_events(
    events: int, people: Count, other_events: int, other_people: Count, *, confidence: float = 0.95
) -> EventRates:
    """Compare two rates of events.

    events: at least 0, exact. people: of both sides; rounded or withheld numbers give bounds. Nobody on a side gives
    ``Undefined`` (``nobody_in_group``, ``nobody_among_others``), no event at all ``no_events``.
    Intervals: of a rate `score_limits`; of the difference MOVER from both (Newcombe 1998, as for shares); of the ratio
    Wilson's interval of the group's share of all events, turned into odds and divided by the odds of people.
    """
    if high(people) <= 0 or high(other_people) <= 0 or events + other_events == 0:
        return _nothing(high(people), high(other_people))
    ranged = is_ranged((people, other_people))
    ends = [_ends(side) for side in (people, other_people)]
    tables: list[Table] = [(events, n, other_events, m) for n, m in product(*ends)]
    n0, m0 = printed(people), printed(other_people)
    shown = (events, n0, other_events, m0) if n0 and m0 else None
    limits = covering(join_difference(_side(k, n, confidence), _side(x, m, confidence)) for k, n, x, m in tables)
    top = limits.high if limits.high is not None else 0.0
    spans = [n * end for _, n, _, _ in tables for end in (limits.low, top)]
    gaps = [_gap(table) for table in tables]
    p_values = [conditional_mid_p(int(k), n, int(x), m) for k, n, x, m in tables]
    return EventRates(
        rates=(_rate(events, people, ends[0], confidence), _rate(other_events, other_people, ends[1], confidence)),
        difference=over(gaps, None if shown is None else _gap(shown), limits, ranged=ranged),
        ratio=_ratio(tables, shown, confidence, ranged=ranged),
        people=over(
            [table[1] * gap for table, gap in zip(tables, gaps, strict=True)],
            None if shown is None else shown[1] * _gap(shown),
            Interval(min(spans), max(spans)),
            ranged=ranged,
        ),
        p=1.0 if ranged and min(gaps) <= 0 <= max(gaps) else max(p_values),
        p_smallest=min(p_values),
    )


def _nothing(people: float, other_people: float) -> EventRates:
    code = "no_events"
    if people <= 0 or other_people <= 0:
        code = "nobody_in_group" if people <= 0 else "nobody_among_others"
    nothing = Undefined(because=Because(code))
    return EventRates(
        rates=(nothing, nothing), difference=nothing, ratio=nothing, people=nothing, p=None, p_smallest=None
    )


def _ends(people: Count) -> list[float]:
    """Return the fewest and the most people that a count allows, at least one."""
    fewest = low(people) if isinstance(people, float) else max(low(people), 1)
    return list(dict.fromkeys((fewest, high(people))))


def _gap(table: Table) -> float:
    k, n, x, m = table
    return k / n - x / m


def _side(events: float, people: float, confidence: float) -> Side:
    limits = score_limits(events, people, confidence=confidence)
    return events / people, limits.low, limits.high or 0.0


def _rate(events: int, people: Count, ends: list[float], confidence: float) -> Number:
    at = printed(people)
    interval = covering(score_limits(events, n, confidence=confidence) for n in ends)
    ranged = is_ranged((people,))
    return over([events / n for n in ends], None if not at else events / at, interval, ranged=ranged)


def _ratio(tables: list[Table], shown: Table | None, confidence: float, *, ranged: bool) -> Number:
    spans = []
    for k, n, x, m in tables:
        share = wilson(k, k + x, confidence=confidence)
        top = None if x == 0 or share.high is None or share.high >= 1 else share.high / (1 - share.high) * m / n
        spans.append(Interval(share.low / (1 - share.low) * m / n, top))
    interval = covering(spans)
    if tables[0][2] == 0:
        return Undefined(because=Because("no_events_among_others"), interval=interval)
    values = [(k * m) / (n * x) for k, n, x, m in tables]
    value = None if shown is None else (shown[0] * shown[3]) / (shown[1] * shown[2])
    return over(values, value, interval, ranged=ranged)
