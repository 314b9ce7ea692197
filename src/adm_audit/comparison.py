"""What a signal hands on: comparisons as counts, before any correction, verdict or sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from adm_audit.counts import Count
from adm_audit.registry import Entry, Worse
from adm_audit.result import Detectable, Finding, Group, Measure, NotLookedAt, Unit
from adm_audit.stats.attention import Attention
from adm_audit.study import Study
from adm_audit.tally import Need
from adm_audit.values import Because, Number

if TYPE_CHECKING:
    from adm_audit.evidence import Evidence
    from adm_audit.plan.model import AuditPlan

About = Literal["group", "combined_group", "input", "step", "result"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a comparison is about. ``against``: everyone_else, all_recorded, other_group (of
    two), pair (every pair), reference, level, random_cases, attribute (a column that something hangs together with), or
    other_values (of an input), or earlier_periods."""

    part: str | None = None
    about: About = "group"
    group: Group = field(default_factory=dict)
    against: str = "everyone_else"
    against_group: str | None = None
    input: str | None = None
    worse: Worse = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoByTwo:
    """A group against another side, as four counts. Tests, intervals and the verdict follow from them.

    design_effects: variance inflation of each side (weights, clusters), at least 1.
    never_ruled_out: a gap near zero proves nothing here (hit rates under selective outcomes).
    one_sided: only a higher rate is what the comparison asks for (an uplift); a lower one is as good as none. With
    ``only`` "lower" it is the other way round.
    same_as: signal and part that compare the same counts, or their complements (hit rate and share of wrong flags):
    where they do, the two are one test and count once.
    """

    head: Head
    cases: Count
    total: Count
    other_cases: Count
    other_total: Count
    design_effects: tuple[float, float] = (1.0, 1.0)
    never_ruled_out: bool = False
    one_sided: bool = False
    only: Literal["higher", "lower"] = "higher"
    same_as: tuple[str, str] | None = None
    measures: Mapping[str, Number] = field(default_factory=dict)
    remarks: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """A comparison whose numbers are ready (pooled over strata, or against a fixed share).

    Only correction and verdict are missing. rates: of the group and of the other side, where there are such.
    attention: a level of its own, in place of the plan's. unit: what the difference is counted in.
    never_ruled_out: as in `TwoByTwo`.
    """

    head: Head
    difference: Number
    ratio: Number
    people: Number
    p: float | None
    p_smallest: float | None
    compared: tuple[Count, Count, Count, Count]
    rates: tuple[Number, Number] | None = None
    attention: Attention | None = None
    unit: Unit = "share"
    never_ruled_out: bool = False
    measures: Mapping[str, Number] = field(default_factory=dict)
    remarks: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A statement that holds or not, without a test. ``holds`` None: the data cannot tell. unit: of the rate."""

    head: Head
    holds: bool | None
    rate: Number | None = None
    unit: Unit = "share"
    detectable: Detectable | None = None
    measures: Mapping[str, Number] = field(default_factory=dict)
    remarks: tuple[Because, ...] = ()


Comparison = TwoByTwo | Pooled | Ruled


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Everything that one signal saw."""

    comparisons: tuple[Comparison, ...] = ()
    measures: tuple[Measure, ...] = ()
    parts_not_looked_at: Mapping[str, NotLookedAt] = field(default_factory=dict)
    remarks: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal: its entry, the counts it needs (or why it cannot look), and what it sees in them.

    conclude: what its findings say together, as remarks, once they have their verdicts.
    studies: what it asks for where counts are not enough.
    """

    entry: Entry
    needs: Callable[[AuditPlan], list[Need] | NotLookedAt]
    look: Callable[[AuditPlan, Evidence], Looked]
    conclude: Callable[[Sequence[Finding]], tuple[Because, ...]] | None = None
    studies: Callable[[AuditPlan], list[Study]] | None = None
