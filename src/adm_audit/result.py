"""What an audit found: plain values and counts, no rows and no sentences.

`AuditResult` is the hinge: reports, exports, comparisons and notebooks read only this, in any language,
years later, without the personal data. It is written and read as ``result.json`` (schema
``adm-audit/result/1``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from adm_audit.counts import Counts, Range
from adm_audit.values import Because, Bounds, Estimate, Interval, Number, Suppressed, Undefined

SCHEMA = "adm-audit/result/1"

VerdictName = Literal["shown", "below_attention", "ruled_out", "cannot_tell", "not_looked_at"]
Unit = Literal["share", "strength", "days", "amount"]
"""What a difference is counted in: shares of people (0 to 1), the strength of a link (0 to 1), days, or money."""
AnyNumber = Annotated[Number, Field(discriminator="kind")]
AnyCount = int | float | Range
Group = dict[str, str | None]
"""Attribute to value; None means "not recorded"."""

_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False, ser_json_inf_nan="constants")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A file that was read: path as the plan wrote it, its SHA-256, its rows, and what was detected."""

    path: str
    sha256: str | None
    rows: int
    remarks: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One group of a table: its counts and the rates that these give."""

    group: Group
    counts: Counts
    rates: dict[str, AnyNumber]
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTable:
    """All groups of one attribute, or of a combination of attributes and strata."""

    by: tuple[str, ...]
    groups: tuple[GroupRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The four counts of a comparison: cases among all of the group, and among all of the other side."""

    cases: AnyCount
    total: AnyCount
    other_cases: AnyCount
    other_total: AnyCount


@dataclass(frozen=True, slots=True, kw_only=True)
class Detectable:
    """The smallest gap that 8 of 10 such audits would show, upwards and downwards (None: none could)."""

    up: float | None
    down: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One comparison and what the data say about it.

    id: from signal, part, attribute and value, never from a counter.
    about: what the finding is about; ``group`` names it.
    against: ``everyone_else``, ``all_recorded``, ``reference`` or ``level``; ``against_group`` names a reference.
    p, p_adjusted: largest values that the counts allow; None where no test is made.
    family: ``primary``, ``others``, ``intersections`` or None; ``comparisons``: tests in that family.
    unit: what rates and difference are counted in.
    measures: further numbers by name (odds ratio, homogeneity ...); remarks: coded notes with facts.
    """

    id: str
    part: str | None
    about: Literal["group", "combined_group", "input", "step", "result"]
    group: Group
    against: str
    against_group: str | None = None
    input: str | None = None
    counts: Compared | None = None
    rate: AnyNumber | None = None
    other_rate: AnyNumber | None = None
    difference: AnyNumber | None = None
    ratio: AnyNumber | None = None
    complement_ratio: AnyNumber | None = None
    people: AnyNumber | None = None
    p: float | None = None
    p_adjusted: float | None = None
    family: str | None = None
    alpha: float | None = None
    comparisons: int | None = None
    verdict: VerdictName
    detail: str | None = None
    group_rate: Literal["higher", "lower", "equal"] | None = None
    worse: Literal["higher", "lower", "open"] = "open"
    worse_off: bool | None = None
    unit: Unit = "share"
    detectable: Detectable | None = None
    measures: dict[str, AnyNumber] = field(default_factory=dict)
    remarks: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number about a whole attribute or a whole signal, printed without a verdict."""

    name: str
    part: str | None = None
    by: tuple[str, ...] = ()
    number: AnyNumber
    facts: dict[str, str | int | float | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLookedAt:
    """Why something was not computed, and the line of the plan that would make it possible."""

    code: str
    plan_line: str | None = None
    facts: dict[str, str | int | float | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalResult:
    """All findings of one signal, or the reason why there are none."""

    name: str
    not_looked_at: NotLookedAt | None = None
    parts_not_looked_at: dict[str, NotLookedAt] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    measures: tuple[Measure, ...] = ()
    remarks: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerResult:
    """A trigger that fired, or could not be checked; ``findings`` are the ids that made it fire."""

    id: str
    state: Literal["fired", "unknown"]
    findings: tuple[str, ...] = ()
    because: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResult:
    """A question of a checklist: who raised it, what was answered, whether the data agree."""

    id: str
    version: int
    text: str
    applies: bool = True
    raised_by: tuple[str, ...] = ()
    answer: dict[str, Any] | None = None
    evidence_shown: bool = False
    agreement: Literal["agrees", "disagrees", "cannot_tell", "not_linked"] | None = None
    because: tuple[Because, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistResult:
    """One checklist with the questions that were asked in this audit."""

    id: str
    version: str
    questions: tuple[QuestionResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """What people recorded about a finding."""

    state: Literal["unexplained", "justified_in_writing", "being_remedied"]
    cause: tuple[str, ...] = ()
    justification: dict[str, str] = field(default_factory=dict)
    remedy: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Safeguards:
    """How many questions of one stage or strand apply, by what was answered. Counts, never a grade.

    shown: yes with evidence. stated: yes without. open: applies, and nobody answered.
    """

    checklist: str
    section: str
    title: str
    shown: int = 0
    stated: int = 0
    partly: int = 0
    no: int = 0
    dont_know: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierRound:
    """The safeguards of the earlier audit that the plan names."""

    audited_on: str
    safeguards: tuple[Safeguards, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPractice:
    """A good practice from a file of the city; those of the package are not repeated here."""

    id: str
    title: str
    body: str
    text: str
    questions: tuple[str, ...]
    sources: tuple[str, ...]
    know: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditResult:
    """Everything that an audit found. See the fields; numbers are unrounded.

    audience: written as ``for``; ``team`` is internal.
    """

    schema: Literal["adm-audit/result/1"] = "adm-audit/result/1"
    audited_on: str
    version: str
    seed: int
    confidence: float
    audience: Annotated[Literal["council", "team", "public"], Field(alias="for")] = "team"
    plan: dict[str, Any]
    plan_sha256: str | None = None
    inputs: tuple[InputFile, ...]
    cases: AnyCount
    versions: dict[str, str] = field(default_factory=dict)
    tables: tuple[GroupTable, ...]
    signals: tuple[SignalResult, ...]
    triggers: tuple[TriggerResult, ...] = ()
    checklists: tuple[ChecklistResult, ...] = ()
    profile: dict[str, Any] = field(default_factory=dict)
    handling: dict[str, Handling] = field(default_factory=dict)
    safeguards: tuple[Safeguards, ...] = ()
    earlier: EarlierRound | None = None
    practices: tuple[OwnPractice, ...] = ()
    remarks: tuple[Because, ...] = ()

    def signal(self, name: str) -> SignalResult:
        """Return the result of one signal. Raises KeyError where the audit has none of that name."""
        for signal in self.signals:
            if signal.name == name:
                return signal
        raise KeyError(name)


_PARTS: tuple[type, ...] = (
    AuditResult, InputFile, GroupRow, GroupTable, Compared, Detectable, Finding, Measure, NotLookedAt, SignalResult,
    TriggerResult, QuestionResult, ChecklistResult, Handling, Safeguards, EarlierRound, OwnPractice, Because, Interval, Estimate, Bounds, Undefined, Suppressed,
    Counts, Range,
)  # fmt: skip


@cache
def _adapter() -> TypeAdapter[AuditResult]:
    for part in _PARTS:
        # the plain classes of the lower floors know nothing of pydantic; strictness belongs to this door
        part.__pydantic_config__ = _STRICT  # type: ignore[attr-defined]
    return TypeAdapter(AuditResult)


def to_json(result: AuditResult) -> bytes:
    """Return a result as JSON (UTF-8, two spaces, fields in their order): the same bytes for the same result."""
    return _adapter().dump_json(result, indent=2, by_alias=True) + b"\n"


def from_json(content: bytes | str) -> AuditResult:
    """Read a result again. Unknown keys and nan are refused (pydantic.ValidationError)."""
    return _adapter().validate_json(content)


def json_schema() -> Mapping[str, Any]:
    """Return the published schema of ``result.json``."""
    return {"$id": SCHEMA, **_adapter().json_schema(by_alias=True)}


def schema_text() -> str:
    """Return the published schema as text, for ``docs/result.schema.json``."""
    import json

    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
