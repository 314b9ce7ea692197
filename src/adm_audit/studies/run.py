"""Answers the studies that signals ask for, from the coded table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from adm_audit.plan.model import AuditPlan
from adm_audit.studies.people import people_of
from adm_audit.studies.prediction import predict
from adm_audit.studies.subgroups import search
from adm_audit.study import Predictions, Searched, Studied, Study, StudyName
from adm_audit.tables.load import Ready
from adm_audit.values import Because


def run_studies(plan: AuditPlan, found: Ready, studies: Iterable[Study]) -> dict[StudyName, Studied]:
    """Return the result of each study by its name."""
    return {study.name: _STUDIES[study.name](plan, found, study) for study in studies}


def _subgroups(plan: AuditPlan, found: Ready, study: Study) -> Searched:
    if plan.search is None or plan.search.depth < 2:
        return Searched(absent="search_of_one")
    if found.steps is not None:
        return Searched(absent="search_stages")
    people = people_of(found.coded, sorted(study.axes))
    if isinstance(people, Because):
        return Searched(absent="search_rounded")
    return search(
        people,
        dict(found.coded.axes),
        [item.column for item in plan.protected],
        depth=plan.search.depth,
        smallest=plan.search.smallest,
        seed=plan.seed,
        listed=study.listed,
    )


def _prediction(plan: AuditPlan, found: Ready, study: Study) -> Predictions:
    if found.steps is not None:
        return Predictions(absent="prediction_stages")
    people = people_of(found.coded, sorted(study.axes), decided=False)
    if isinstance(people, Because):
        return Predictions(absent="counts_in_ranges")
    return predict(
        people,
        found.coded.axes,
        [item.column for item in plan.protected],
        [f"input:{item.column}" for item in plan.inputs],
        confidence=plan.confidence,
        seed=plan.seed,
    )


_STUDIES: Mapping[StudyName, Callable[[AuditPlan, Ready, Study], Studied]] = {
    "subgroups": _subgroups,
    "prediction": _prediction,
}
