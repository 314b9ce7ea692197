"""A gap at the end taken apart: into steps that follow one another, and into profile and what is inside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log, log1p, sqrt

from adm_audit.counts import Count, Range, high, low, printed
from adm_audit.stats.boxes import corners, is_ranged
from adm_audit.stats.intervals import z_of
from adm_audit.stats.kitagawa import Factors, ratio_factors
from adm_audit.stats.stratify import Stratum
from adm_audit.values import Because, Estimate, Interval, Number, Undefined

MOST_RANGED = 60
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Step:
    """People who went on at a step and those before it, on both sides; design_effects as in `disparity.compare`."""

    cases: Count
    total: Count
    other_cases: Count
    other_total: Count
    design_effects: tuple[float, float] = (1.0, 1.0)

    @property
    def counts(self) -> tuple[Count, Count, Count, Count]:
        """The four counts in the order in which they are compared."""
        return self.cases, self.total, self.other_cases, self.other_total


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The step that carries most of a ratio. holds: whether its share is above a level; None if the data cannot tell."""

    at: int
    share: Number
    holds: bool | None


def split_gap(rates: Sequence[tuple[float, float]]) -> list[float]:
    """Return the parts of the gap between two products of rates that arise at each step; they add up to it.

    rates: of the group and of the others at each step, all above 0.
    Source: Ang 2005, Energy Policy 33, 867-871 (logarithmic mean Divisia index, additive).

    >>> [round(part, 3) for part in split_gap([(0.5, 1.0), (0.5, 0.5)])]
    [-0.25, 0.0]
    """
    mine = other = 1.0
    for rate, beside in rates:
        mine, other = mine * rate, other * beside
    mean = mine if mine == other else (mine - other) / log1p((mine - other) / other)
    return [mean * log(rate / beside) for rate, beside in rates]


def shares(rates: Sequence[tuple[float, float]]) -> list[float] | None:
    """Return the share of each step in the logarithm of the ratio at the end; None unless all steps point one way.

    >>> [round(share, 3) for share in shares([(0.5, 1.0), (0.25, 0.5)])]
    [0.5, 0.5]
    >>> shares([(0.5, 1.0), (0.5, 0.4)]) is None
    True
    """
    logs = [log(rate / beside) for rate, beside in rates]
    whole = sum(logs)
    if whole == 0 or (min(logs) < 0 < max(logs)):
        return None
    return [part / whole for part in logs]


def carried(steps: Sequence[Step], level: float, *, confidence: float = 0.95) -> Carried | None:
    """Return the step that carries most of the ratio at the end, and whether its share is above a level (0 to 1).

    Steps are independent given those who came to them, so the logarithm of each step's ratio has the variance
    (1-q)/(nq), summed over both sides. The share is above the level where (1-level) times the step's logarithm minus
    level times that of the others is: a contrast of independent terms, held against its standard error at a confidence
    corrected for the number of steps (the step was chosen for its size). Its interval is the set of levels that this
    contrast leaves open, none where it has no ends. Rounded counts: for all that they allow, without an interval.
    None: a rate is 0, a count was withheld, or the steps do not all point one way.
    Source: Fieller 1954, Journal of the Royal Statistical Society B 16, 175-185.

    >>> found = carried([Step(400, 1000, 800, 1000), Step(200, 400, 400, 800)], 0.5)
    >>> found.at, round(found.share.value, 3), found.holds
    (0, 1.0, True)
    """
    rates = printed_rates(steps)
    parts = None if rates is None else shares(rates)
    if rates is None or parts is None:
        return None
    at = max(range(len(parts)), key=lambda step: parts[step])
    sign = 1 if sum(log(rate / beside) for rate, beside in rates) > 0 else -1
    found = [_Log.of(step, sign) for step in steps]
    if None in found:
        return None
    known = [item for item in found if item is not None]
    z = z_of(1 - (1 - confidence) / len(steps))
    exact = not is_ranged(count for step in steps for count in step.counts)
    interval = _fieller(known, at, z) if exact else None
    return Carried(at=at, share=Estimate(value=parts[at], interval=interval), holds=_above(known, at, level, z))


def printed_rates(steps: Sequence[Step]) -> list[tuple[float, float]] | None:
    """Return the rates of both sides at each step as printed; None where one is 0 or a count was withheld."""
    rates: list[tuple[float, float]] = []
    for step in steps:
        plain = [printed(count) for count in step.counts]
        if any(count is None or count <= 0 for count in plain):
            return None
        cases, total, other, beside = (float(count or 0) for count in plain)
        rates.append((min(cases / total, 1.0), min(other / beside, 1.0)))
    return rates


@dataclass(frozen=True, slots=True)
class _Log:
    """The logarithm of a step's ratio, in the direction of the gap: its extremes, and the largest variance."""

    low: float
    high: float
    variance: float

    @classmethod
    def of(cls, step: Step, sign: int) -> _Log | None:
        mine, others = corners(step.cases, step.total), corners(step.other_cases, step.other_total)
        if not mine or not others or any(cases <= 0 for cases, _ in (*mine, *others)):
            return None
        one, two = step.design_effects
        logs = [sign * log(k / n * m / x) for k, n in mine for x, m in others]
        variance = max(one * (n - k) / (n * k) for k, n in mine) + max(two * (m - x) / (m * x) for x, m in others)
        return cls(min(logs), max(logs), variance)


def _above(steps: Sequence[_Log], at: int, level: float, z: float) -> bool | None:
    rest = [item for number, item in enumerate(steps) if number != at]
    least = (1 - level) * steps[at].low - level * sum(item.high for item in rest)
    most = (1 - level) * steps[at].high - level * sum(item.low for item in rest)
    error = z * sqrt((1 - level) ** 2 * steps[at].variance + level**2 * sum(item.variance for item in rest))
    if least - error > 0:
        return True
    return False if most + error < 0 else None


def _fieller(steps: Sequence[_Log], at: int, z: float) -> Interval | None:
    """Return the levels at which the contrast is within its standard error; None where they have no ends."""
    own, whole = steps[at].low, sum(item.low for item in steps)
    one, rest = steps[at].variance, sum(item.variance for number, item in enumerate(steps) if number != at)
    square = whole**2 - z * z * (one + rest)
    if square <= 0:
        return None
    middle = own * whole - z * z * one
    root = sqrt(max(middle**2 - square * (own**2 - z * z * one), 0.0))
    return Interval((middle - root) / square, (middle + root) / square)


def profile_and_inside(strata: Sequence[Stratum]) -> Factors:
    """Return the factors of a ratio (see `kitagawa.ratio_factors`), of rounded counts too.

    Rounded counts: the factors as printed, with the extremes that changing one count after the other finds.
    ``Undefined`` as there; ``counts_in_ranges`` where a count was withheld or too many were rounded.
    """
    counts = [count for item in strata for count in item.counts]
    if not is_ranged(counts):
        return ratio_factors(strata)
    plain = [printed(count) for count in counts]
    if any(count is None for count in plain) or sum(isinstance(count, Range) for count in counts) > MOST_RANGED:
        nothing = Undefined(because=Because("counts_in_ranges"))
        return Factors(crude=nothing, profile=nothing, inside=nothing)
    start = [float(count or 0) for count in plain]
    shown = _factors(start)
    return Factors(
        crude=_with_bounds(shown.crude, counts, start, lambda at: _factors(at).crude),
        profile=_with_bounds(shown.profile, counts, start, lambda at: _factors(at).profile),
        inside=_with_bounds(shown.inside, counts, start, lambda at: _factors(at).inside),
        profile_orders=shown.profile_orders,
    )


def _factors(counts: Sequence[float]) -> Factors:
    four = range(0, len(counts), 4)
    return ratio_factors([Stratum(counts[at], counts[at + 1], counts[at + 2], counts[at + 3]) for at in four])


def _with_bounds(
    shown: Number, counts: Sequence[Count], start: Sequence[float], number: Callable[[Sequence[float]], Number]
) -> Number:
    if not isinstance(shown, Estimate):
        return shown
    ends = [_extreme(counts, start, shown.value, number, sign) for sign in (-1, 1)]
    return Estimate(value=shown.value, bounds=Interval(ends[0], ends[1]))


def _extreme(
    counts: Sequence[Count],
    start: Sequence[float],
    value: float,
    number: Callable[[Sequence[float]], Number],
    sign: int,
) -> float:
    """Return the smallest (sign -1) or largest number that changing one count after the other finds."""
    now, best = list(start), value
    for _ in range(_ROUNDS):
        before = best
        for at, count in enumerate(counts):
            for end in (low(count), high(count)) if isinstance(count, Range) else ():
                tried = [*now[:at], float(end), *now[at + 1 :]]
                pair = at - at % 2
                found = number(tried) if tried[pair] <= tried[pair + 1] else None
                if isinstance(found, Estimate) and sign * found.value > sign * best:
                    now, best = tried, found.value
        if best == before:
            break
    return best
