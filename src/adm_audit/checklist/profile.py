"""The profile and the plan: what the plan already says, and where the two contradict each other."""

from __future__ import annotations

from collections.abc import Mapping

from adm_audit.checklist.answers import Answers
from adm_audit.errors import Problem

_KNOWN_FOR = {
    "everyone": ("everyone",),
    "selected": ("only_selected", "after_appeal"),
    "sample": ("only_selected",),
}


def from_plan(plan: Mapping[str, object]) -> dict[str, str]:
    """Return the profile answers that a plan (as plain data) already gives.

    >>> from_plan({"decision": {"effect": "burden"}, "route": {"column": "r", "random": ["lot"]}})
    {'P-02': 'burden', 'P-12': 'yes'}
    """
    known: dict[str, str] = {}
    effect = _of(plan, "decision").get("effect")
    if effect in ("burden", "benefit"):
        known["P-02"] = str(effect)
    options = _KNOWN_FOR.get(str(_of(plan, "outcome").get("known_for")), ())
    if len(options) == 1:
        known["P-11"] = options[0]
    if _of(plan, "route").get("random"):
        known["P-12"] = "yes"
    return known


def _of(plan: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = plan.get(key)
    return value if isinstance(value, Mapping) else {}


def contradictions(answers: Answers, plan: Mapping[str, object]) -> list[Problem]:
    """Return a problem for each profile answer that the plan (as plain data) contradicts.

    P-02 against ``decision.effect`` (mixed goes with both), P-11 against ``outcome.known_for``, P-12 against
    ``route``.
    """
    problems = []

    def clash(question: str, line: str) -> None:
        said = answers.profile[question]
        facts = {"question": question, "said": str(said), "line": line}
        problems.append(Problem("profile_contradicts_plan", facts, answers.places.get(question)))

    said = answers.profile.get("P-02")
    effect = _of(plan, "decision").get("effect")
    if said in ("burden", "benefit") and effect in ("burden", "benefit") and said != effect:
        clash("P-02", f"decision.effect: {effect}")
    known_for = _of(plan, "outcome").get("known_for")
    said = answers.profile.get("P-11")
    if said is not None and known_for in _KNOWN_FOR and said not in _KNOWN_FOR[str(known_for)]:
        clash("P-11", f"outcome.known_for: {known_for}")
    said, random = answers.profile.get("P-12"), bool(_of(plan, "route").get("random"))
    if said == "yes" and not random:
        clash("P-12", "no route with random cases")
    if said == "no" and random:
        clash("P-12", "route.random")
    return problems


def filled(answers: Answers | None, plan: Mapping[str, object]) -> dict[str, object]:
    """Return the profile: what people said, and what the plan already says where they said nothing."""
    return {**from_plan(plan), **(answers.profile if answers else {})}
