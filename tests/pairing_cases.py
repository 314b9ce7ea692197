"""Builds small results and answers that make a condition true, or false. Used by the tests of conditions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from adm_audit.checklist.answers import Answer, Answers, Handled
from adm_audit.checklist.conditions import (
    All,
    AnyOf,
    Condition,
    Not,
    PlanTest,
    PredicateTest,
    ProfileTest,
    SignalTest,
)
from adm_audit.checklist.load import standard_library
from adm_audit.pairing.case import Case
from adm_audit.pairing.view import view
from adm_audit.result import AuditResult, Finding, InputFile, NotLookedAt, SignalResult
from adm_audit.values import Estimate, Interval

GROUP = {"origin": "B"}


def finding(signal: str, part: str | None = None, verdict: str = "ruled_out", **more: Any) -> Finding:
    """Return a finding; ``size`` is the difference, with an interval of one point to each side."""
    size = more.pop("size", None)
    difference = None
    if size is not None:
        difference = Estimate(value=size, interval=Interval(size - 0.01, size + 0.01))
    group = more.pop("group", GROUP)
    about = more.pop("about", "group")
    key = "/".join([signal, *([part] if part else []), *(f"{a}={b}" for a, b in group.items())])
    return Finding(
        id=key, part=part, about=about, group=group, against="everyone_else", verdict=verdict,
        difference=difference, **more,
    )  # fmt: skip


def result(signals: dict[str, list[Finding] | NotLookedAt], plan: dict[str, Any], on: str) -> AuditResult:
    """Return a result with these findings."""
    return AuditResult(
        audited_on=on, version="0", seed=1, confidence=0.95, plan=plan, cases=0, tables=(),
        inputs=(InputFile(path="x.csv", sha256=None, rows=0),),
        signals=tuple(
            SignalResult(name=name, not_looked_at=found)
            if isinstance(found, NotLookedAt)
            else SignalResult(name=name, findings=tuple(found))
            for name, found in signals.items()
        ),
    )  # fmt: skip


@dataclass
class Draft:
    """A case that is being built. It starts quiet: everything was looked at and every gap is ruled out."""

    signals: dict[str, list[Finding] | NotLookedAt] = field(default_factory=dict)
    plan: dict[str, Any] = field(default_factory=lambda: {"protected": [{"column": "origin"}]})
    profile: dict[str, Any] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)
    handling: dict[str, Handled] = field(default_factory=dict)
    earlier: dict[str, list[Finding] | NotLookedAt] | None = None
    others: int = 0
    status: str = "trial"
    facts: dict[str, Any] = field(default_factory=dict)
    on: str = "2026-06-01"
    asked_on: str = "2026-06-01"

    def __post_init__(self) -> None:
        self.signals = quiet()

    def put(self, item: Finding) -> None:
        """Replace the findings of this signal and part."""
        name = item.id.split("/")[0]
        kept = self.signals.get(name)
        others = [f for f in kept if f.part != item.part] if isinstance(kept, list) else []
        self.signals[name] = [*others, item]

    def case(self) -> Case:
        """Return the finished case."""
        library = standard_library()
        answers: dict[str, Answer] = {}
        for name, value in self.records.items():
            question = library.vocabulary.records[name].question
            answers[question] = Answer(question=question, answer="yes", version=1, record={name: value})
        now = view(result(self.signals, self.plan, self.on), self.facts)
        before = None
        if self.earlier is not None:
            before = view(result({**quiet(), **self.earlier}, self.plan, "2025-06-01"))
        return Case(
            library=library,
            result=now,
            answers=Answers(status=self.status, answers=answers, handling=self.handling),  # type: ignore[arg-type]
            profile=self.profile,
            others=(now,) * self.others,
            earlier=before,
            asked_on=self.asked_on,
        )


def quiet() -> dict[str, list[Finding] | NotLookedAt]:
    """Return one finding for each signal and part, all of them ruled out."""
    return {
        name: [finding(name, part, about=card.about, input="postcode") for part in (card.parts or (None,))]
        for name, card in standard_library().signals.items()
    }


def make(condition: Condition, draft: Draft, *, holds: bool) -> None:
    """Change a draft so that the condition holds, or does not."""
    match condition:
        case SignalTest():
            _signal(condition, draft, holds)
        case PlanTest():
            _plan(condition, draft, holds is condition.present)
        case ProfileTest():
            _profile(condition, draft, holds)
        case PredicateTest():
            PREDICATES[condition.predicate](draft, holds)
        case All(parts=parts):
            for part in parts[1:]:
                make(part, draft, holds=True)
            make(parts[0], draft, holds=holds)
        case AnyOf(parts=parts):
            for part in parts[1:] if holds else parts:
                make(part, draft, holds=False)
            if holds:
                make(parts[0], draft, holds=True)
        case Not(part=part):
            make(part, draft, holds=not holds)


def _signal(test: SignalTest, draft: Draft, holds: bool) -> None:
    name = test.signals[0]
    if test.ground:
        draft.plan["protected"] = [{"column": "origin", "ground": test.ground}]
    if test.results == "at_least_two":
        draft.others = 1
    if not holds:
        for other in test.signals:
            parts = draft.case().library.signals[other].parts or (None,)
            wanted = "ruled_out" if "ruled_out" not in test.verdicts else "shown"
            for part in parts:
                draft.put(finding(other, part, wanted, input="postcode", worse_off=True, group_rate="higher"))
        return
    if test.verdicts == ("not_looked_at",):
        draft.signals[name] = NotLookedAt(code="no_column")
        return
    part = test.part or next(iter(draft.case().library.signals[name].parts), None)
    item = finding(
        name, part, test.verdicts[0], input="postcode", size=0.2,
        group_rate=test.group_rate or "higher", worse_off=True if test.worse_off is None else test.worse_off,
    )  # fmt: skip
    draft.put(item)
    if test.where:
        FINDING_PREDICATES[test.where](draft, item)
    if test.earlier:
        draft.earlier = {name: [replace(item, verdict=test.earlier[0])]}


def _plan(test: PlanTest, draft: Draft, present: bool) -> None:
    blocks: dict[str, tuple[str, Any]] = {
        "outcome": ("outcome", {"column": "found", "known_for": "everyone"}),
        "protected": ("protected", [{"column": "origin"}]),
        "earlier_stage": ("stages", ["applied", "granted"]),
        "complaints": ("complaints", {"source": "complaints.csv"}),
        "model_version": ("model_version", {"column": "version"}),
        "not_received": ("not_received", ["scores"]),
        "partner_data": ("partner_data", {"source": "partner.csv"}),
        "input_from_other_body": ("inputs", [{"column": "mark", "from": "tax office"}]),
    }
    key, value = blocks[test.fact]
    draft.plan.pop(key, None)
    if present:
        draft.plan[key] = value


def _profile(test: ProfileTest, draft: Draft, holds: bool) -> None:
    question = draft.case().library.profile[test.question]
    wanted = test.options[0] if holds else next(name for name in question.options if name not in test.options)
    draft.profile[test.question] = wanted if question.kind == "one" else [wanted]


def _handled(**kept: Any) -> Any:
    def prepare(draft: Draft, item: Finding) -> None:
        draft.handling[item.id] = Handled(**kept)

    return prepare


def _reason_missing(draft: Draft, item: Finding) -> None:
    draft.plan["inputs"] = [{"column": item.input}]


def _alternative(draft: Draft, item: Finding) -> None:
    draft.records["alternatives_seen"] = [{"cut_off": 0.9}]


FINDING_PREDICATES = {
    "action_missing": _handled(cause=("routine",)),
    "cause_missing": _handled(remedy={"owner": "hr", "due": "2027-01-01"}),
    "justification_missing": _handled(justification={"aim": "x"}),
    "input_reason_missing": _reason_missing,
    "alternative_not_recorded": _alternative,
}


def _record(name: str, true: Any, false: Any, **plan: Any) -> Any:
    def prepare(draft: Draft, holds: bool) -> None:
        draft.plan.update(plan)
        draft.records[name] = true if holds else false

    return prepare


def _special_input(draft: Draft, holds: bool) -> None:
    draft.plan["inputs"] = [{"column": "illness", "ground": "disability"}, {"column": "income"}]
    draft.records["article_9_ground"] = [] if holds else [{"input": "illness", "ground": "Art. 9(2)(b)"}]


def _assessment(draft: Draft, holds: bool) -> None:
    draft.records["assessment_date"] = "2024-01-01" if holds else "2026-01-01"
    draft.facts.update(version_since="2025-01-01", drift_since="2025-06-01")


def _final(draft: Draft, holds: bool) -> None:
    draft.status = "final" if holds else "trial"


def _conditional(draft: Draft, holds: bool) -> None:
    draft.put(finding("selection_gap", None, "shown", size=0.10))
    draft.put(finding("conditional_gap", None, "shown", size=0.20 if holds else 0.105))


def _again(draft: Draft, holds: bool) -> None:
    draft.earlier = {"selection_gap": [finding("selection_gap", None, "shown", size=0.20, worse_off=True)]}
    draft.put(finding("selection_gap", None, "shown", size=0.19 if holds else 0.10, worse_off=True))


def _grounds(draft: Draft, holds: bool) -> None:
    draft.profile["P-09"] = {"sex": "own_data", "disability": "none"}
    draft.records["planned_sources"] = [] if holds else [{"ground": "disability", "source": "survey"}]


def _combined(draft: Draft, holds: bool) -> None:
    both = {"origin": "B", "sex": "F"}
    draft.put(finding("intersection", None, "shown", size=0.3, group=both, about="combined_group"))
    draft.put(finding("selection_gap", None, "shown", size=0.2 if holds else 0.4))


def _measures(draft: Draft, holds: bool) -> None:
    draft.records["measures_named"] = ["missed_gap" if holds else "selection_gap"]
    draft.put(finding("selection_gap", None, "shown", size=0.2))


def _overdue(draft: Draft, holds: bool) -> None:
    draft.records["audit_interval"] = 12
    draft.asked_on = "2027-06-02" if holds else "2027-06-01"


def _listed(draft: Draft, holds: bool) -> None:
    draft.records["groups_listed"] = [
        {"group": {"origin": "B"}},
        {"group": {"origin": "C" if holds else "B"}},
    ]


def _complaints(draft: Draft, holds: bool) -> None:
    draft.plan["complaints"] = {"source": "complaints.csv"}
    draft.facts["complaints"] = 0 if holds else 3


def _no_ground(draft: Draft, holds: bool) -> None:
    draft.plan.pop("protected")
    draft.profile["P-09"] = {"sex": "none", "age": "none" if holds else "survey"}


def _random(draft: Draft, holds: bool) -> None:
    draft.plan["route"] = {"column": "route", "random": ["lot"]}
    draft.facts["random_cases"] = 0 if holds else 40


def _first_use(draft: Draft, holds: bool) -> None:
    draft.records["first_use_date"] = "2024-01-01"
    draft.facts["runs"] = ("2024-02-01" if holds else "2023-12-01",)


def _departures(draft: Draft, holds: bool) -> None:
    draft.plan["recommendation"] = {"column": "flag"}
    draft.records["departure_reasons"] = "reason_code"
    draft.facts["departures"] = 0 if holds else 12


def _subjective(draft: Draft, holds: bool) -> None:
    draft.plan["inputs"] = [{"column": "looks", "kind": "staff_rating" if holds else "measured"}]


def _worst(draft: Draft, holds: bool) -> None:
    draft.earlier = {"selection_gap": [finding("selection_gap", None, "ruled_out" if holds else "shown", size=0.0)]}
    draft.put(finding("selection_gap", None, "shown", size=0.2))


def _supplier(draft: Draft, holds: bool) -> None:
    draft.records["supplier_results"] = [
        {"signal": "selection_gap", "group": GROUP, "direction": "lower" if holds else "higher"}
    ]
    draft.put(finding("selection_gap", None, "shown", size=0.2, group_rate="higher"))


PREDICATES = {
    "article_9_ground_missing": _special_input,
    "assessment_out_of_date": _assessment,
    "audit_is_final": _final,
    "conditional_gap_differs": _conditional,
    "departures_not_logged": _departures,
    "gap_shown_again": _again,
    "ground_without_source": _grounds,
    "largest_gap_in_combined_group": _combined,
    "largest_gap_on_other_measure": _measures,
    "latest_run_overdue": _overdue,
    "listed_group_missing": _listed,
    "no_complaints_received": _complaints,
    "no_ground_available": _no_ground,
    "no_random_cases": _random,
    "no_run_before_first_use": _first_use,
    "no_staff_reports": _record("staff_reports", 0, 4),
    "register_silent_on_groups": _record("register_group_results", "no", "yes"),
    "subjective_input": _subjective,
    "supplier_gap_opposite": _supplier,
    "worst_group_changed": _worst,
}
