"""Named tests that read the plan, the profile and what people recorded beside their answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from adm_audit.pairing.case import Case
from adm_audit.pairing.logic import FALSE, TRUE, Judgement, known, some, unknown
from adm_audit.pairing.view import Facet, View, blocks

_SUBJECTIVE = ("free_text", "staff_rating", "subjective")


def _no_record(name: str) -> Judgement:
    return unknown("no_record", record=name)


def _no_plan(key: str) -> Judgement:
    return unknown("not_in_plan", key=key)


def _entries(value: object) -> list[Mapping[str, Any]]:
    """Return the entries of a recorded list as mappings; a plain text stands for the first field."""
    items = value if isinstance(value, list) else []
    return [item if isinstance(item, Mapping) else {"": item} for item in items]


def alternative_not_recorded(case: Case, facet: Facet) -> Judgement:
    """The better alternative that the audit found is not among those that were considered."""
    seen = case.record("alternatives_seen")
    if seen is None:
        return _no_record("alternatives_seen")
    alternative = {str(value) for _, value in facet.group} | ({facet.input} if facet.input else set())
    if not alternative:
        return unknown("alternative_not_named", finding=facet.id)
    considered = {str(value) for entry in _entries(seen) for value in entry.values()}
    return known(not alternative & considered)


def article_9_ground_missing(case: Case) -> Judgement:
    """An input is special-category data and no Art. 9 ground is recorded for it."""
    inputs = blocks(case.result.plan, "inputs")
    if not inputs:
        return _no_plan("inputs")
    listed = {str(entry.get("input")) for entry in _entries(case.record("article_9_ground")) if entry.get("ground")}
    grounds = case.library.vocabulary.grounds
    judged = []
    for item in inputs:
        term = grounds.get(str(item.get("ground")))
        special = term.more.get("gdpr_special_category") if term else "no"
        if str(item.get("column")) in listed or special not in ("yes", "depends"):
            judged.append(FALSE)
        elif special == "yes":
            judged.append(TRUE)
        else:
            judged.append(unknown("depends_on_law", input=str(item.get("column"))))
    return some(judged)


def assessment_out_of_date(case: Case) -> Judgement:
    """The newest impact assessment is older than the version in use, or than the first drift."""
    assessed = case.record("assessment_date")
    if assessed is None:
        return _no_record("assessment_date")
    since = [case.result.facts.get(name) for name in ("version_since", "drift_since")]
    return some(unknown("no_date_of_change") if day is None else known(str(assessed) < str(day)) for day in since)


def audit_is_final(case: Case) -> Judgement:
    """The audit is marked as final."""
    return unknown("no_answers") if case.answers is None else known(case.answers.status == "final")


def departures_not_logged(case: Case) -> Judgement:
    """Reasons for departures are missing, or not one departure appears in the whole period."""
    if not case.result.plan.get("recommendation"):
        return _no_plan("recommendation")
    where, departures = case.record("departure_reasons"), case.result.facts.get("departures")
    return some(
        [
            _no_record("departure_reasons") if where is None else known(str(where).strip().lower() == "none"),
            unknown("not_looked_at", signal="override") if departures is None else known(departures == 0),
        ]
    )


def ground_without_source(case: Case) -> Judgement:
    """A ground cannot be looked at and no data source is planned for it."""
    ways = case.profile.get("P-09")
    if not isinstance(ways, Mapping):
        return unknown("profile_not_answered", question="P-09")
    planned = {str(entry.get("ground")) for entry in _entries(case.record("planned_sources")) if entry.get("source")}
    return known(any(way == "none" and ground not in planned for ground, way in ways.items()))


def latest_run_overdue(case: Case) -> Judgement:
    """The newest audit run is older than the interval that the city stated."""
    months = case.record("audit_interval")
    if not isinstance(months, int | float):
        return _no_record("audit_interval")
    if not case.asked_on or not case.result.audited_on:
        return unknown("no_date_of_run")
    return known(case.asked_on > _months_later(date.fromisoformat(case.result.audited_on), int(months)))


def _months_later(day: date, months: int) -> str:
    year, month = divmod(day.month - 1 + months, 12)
    if day.year + year > date.max.year:
        return date.max.isoformat()
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last).isoformat()
        except ValueError:
            continue
    raise ValueError(day)


def listed_group_missing(case: Case) -> Judgement:
    """A group that people listed is not in the data and no reason is given."""
    listed = case.record("groups_listed")
    if not isinstance(listed, list):
        return _no_record("groups_listed")
    return known(any(not entry.get("reason") and not _in_data(entry, case.result) for entry in _entries(listed)))


def _in_data(entry: Mapping[str, Any], of: View) -> bool:
    group = entry.get("group", entry.get(""))
    if isinstance(group, Mapping):
        wanted = {(str(name), str(value)) for name, value in group.items()}
        return any(wanted <= {(name, str(value)) for name, value in key} for key in of.groups())
    if group is None:
        return str(entry.get("ground")) in of.own_grounds.values()
    text = str(group).strip().casefold()
    return any(str(value).casefold() == text for key in of.groups() for _, value in key)


def no_complaints_received(case: Case) -> Judgement:
    """A table of complaints was supplied and it counts none in the period."""
    if not case.result.plan.get("complaints"):
        return _no_plan("complaints")
    number = case.result.facts.get("complaints")
    return unknown("not_looked_at", signal="complaints_gap") if number is None else known(number == 0)


def no_ground_available(case: Case) -> Judgement:
    """No ground can be looked at, and the plan names no protected attribute."""
    if case.result.plan.get("protected"):
        return FALSE
    ways = case.profile.get("P-09")
    if not isinstance(ways, Mapping) or not ways:
        return unknown("profile_not_answered", question="P-09")
    return known(all(way == "none" for way in ways.values()))


def no_random_cases(case: Case) -> Judgement:
    """The plan names no random route, or no case was chosen at random."""
    route = case.result.plan.get("route")
    if not isinstance(route, Mapping) or not route.get("random"):
        return TRUE
    number = case.result.facts.get("random_cases")
    return unknown("random_cases_not_counted") if number is None else known(number == 0)


def no_run_before_first_use(case: Case) -> Judgement:
    """No audit run is dated before the first use with real cases."""
    first = case.record("first_use_date")
    if first is None:
        return _no_record("first_use_date")
    earlier = [*case.result.facts.get("runs", ()), *([case.earlier.audited_on] if case.earlier else [])]
    if any(str(day) < str(first) for day in (*earlier, case.result.audited_on) if day):
        return FALSE
    return TRUE if earlier else unknown("no_earlier_result")


def no_staff_reports(case: Case) -> Judgement:
    """Staff made no report in the last twelve months."""
    number = case.record("staff_reports")
    return known(number == 0) if isinstance(number, int | float) else _no_record("staff_reports")


def register_silent_on_groups(case: Case) -> Judgement:
    """The register entry has no results by group although this audit has some."""
    said = case.record("register_group_results")
    if said is None:
        return _no_record("register_group_results")
    return known(said == "no" and bool(case.result.groups()))


def subjective_input(case: Case) -> Judgement:
    """An input is free text, a rating by staff, or marked as subjective."""
    inputs = blocks(case.result.plan, "inputs")
    if not inputs:
        return _no_plan("inputs")
    return some(
        unknown("input_without_kind", input=str(item.get("column")))
        if item.get("kind") is None
        else known(item["kind"] in _SUBJECTIVE)
        for item in inputs
    )
