"""Does the plan fit the data? Every value that the plan names must occur, every value that occurs must be named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from adm_audit.errors import DataError, Fact, Place, PlanError, Problem
from adm_audit.plan.model import AuditPlan
from adm_audit.plan.words import TOTALS, plain
from adm_audit.tables.coding import missing_codes
from adm_audit.tables.fit_kinds import kind_problems
from adm_audit.tables.lists import Lists
from adm_audit.tables.profile import ColumnProfile
from adm_audit.tables.stages import stage_decision, stage_problems

PlaceOf = Callable[[tuple[str | int, ...]], Place | None]
MOST_GROUPS = 1_000
_SHOWN = 8


def fit(
    plan: AuditPlan, profiles: Mapping[str, ColumnProfile], place: PlaceOf, further: Iterable[Problem] = ()
) -> dict[str, Lists | None]:
    """Return which values mean yes and no in decision, outcome, recommendation and route.

    further: problems found elsewhere, to be named with those found here.

    Raises PlanError with every problem at once; DataError where nothing in the data can be assessed.
    """
    problems: list[Problem] = list(further)
    nothing: list[Problem] = []
    lists: dict[str, Lists | None] = {}
    for role, at in (("decision", "decision"), ("outcome", "outcome"), ("recommendation", "recommendation")):
        item = getattr(plan, at)
        column = getattr(item, "column", None)
        if column is None:
            lists[role] = stage_decision(plan, profiles) if role == "decision" else None
            continue
        found, wrong = _yes_no(
            plan, profiles[column], item.positive, _negative(item), getattr(item, "undecided", ()), (at,), place
        )
        lists[role] = found
        problems.extend(wrong)
        if role == "decision":
            nothing.extend(_one_sided(profiles[column], found, wrong, place))
    lists["route"] = _route(plan, profiles, place, problems)
    problems.extend(_second(plan, profiles, place))
    problems.extend(_left(plan, profiles, place))
    problems.extend(_groups(plan, profiles, place))
    problems.extend(_numbers(plan, profiles, place))
    problems.extend(stage_problems(plan, profiles, place))
    problems.extend(kind_problems(plan, profiles, place))
    if problems:
        raise PlanError(problems + nothing)
    if nothing:
        raise DataError(nothing)
    return lists


def _negative(item: object) -> Sequence[object] | None:
    negative = getattr(item, "negative", None)
    order = getattr(item, "order", None)
    if order:
        positive = getattr(item, "positive", ()) or ()
        return [value for value in order if value not in positive]
    return negative or None


def _yes_no(
    plan: AuditPlan,
    profile: ColumnProfile,
    positive: Sequence[object],
    negative: Sequence[object] | None,
    open_: Sequence[object],
    path: tuple[str | int, ...],
    place: PlaceOf,
) -> tuple[Lists, list[Problem]]:
    values = [value for value, _ in profile.values]
    absent = {*missing_codes(plan, profile), *profile.find(open_).matched}
    yes = profile.find(positive)
    no = profile.find(negative or ())
    rest = [at for at in range(len(values)) if at not in {*yes.matched, *no.matched} | absent]
    if negative is None and len(rest) == 1 and yes.matched:
        return Lists(profile.name, tuple(yes.matched), tuple(rest)), []
    found = Lists(profile.name, tuple(yes.matched), tuple(no.matched))
    if not rest and yes.matched:
        # a value that does not occur this year does no harm while every value that occurs is named
        return found, []
    problems = [
        Problem(
            "value_not_in_column",
            {"value": str(value), "column": profile.name, "found": _some(profile)},
            place((*path, key)),
            nearest,
        )
        for key, matched in (("positive", yes), ("negative", no))
        for value, nearest in matched.unmatched
    ]
    if rest and yes.matched:
        facts: dict[str, Fact] = {
            "column": profile.name,
            "values": tuple(values[at] for at in rest[:_SHOWN]),
            "count": len(rest),
        }
        where = place((*path, "negative")) or place((*path, "positive")) or place(path)
        problems.append(Problem("value_in_no_list", facts, where))
    return found, problems


def _one_sided(profile: ColumnProfile, found: Lists, wrong: list[Problem], place: PlaceOf) -> Iterator[Problem]:
    if not profile.values:
        yield Problem("column_empty", {"column": profile.name}, place(("decision", "column")))
    elif not wrong and (not found.yes or not found.no):
        facts: dict[str, Fact] = {"column": profile.name, "value": profile.values[0][0]}
        yield Problem("decision_one_value", facts, place(("decision", "column")))


def _route(
    plan: AuditPlan, profiles: Mapping[str, ColumnProfile], place: PlaceOf, problems: list[Problem]
) -> Lists | None:
    if plan.route is None:
        return None
    profile = profiles[plan.route.column]
    values = [value for value, _ in profile.values]
    random = profile.find(plan.route.random)
    for value, nearest in random.unmatched:
        facts: dict[str, Fact] = {"value": str(value), "column": profile.name, "found": _some(profile)}
        problems.append(Problem("value_not_in_column", facts, place(("route", "random")), nearest))
    others = [at for at in range(len(values)) if at not in random.matched]
    return Lists(profile.name, tuple(random.matched), tuple(others))


def _second(plan: AuditPlan, profiles: Mapping[str, ColumnProfile], place: PlaceOf) -> list[Problem]:
    """Return what does not fit in the second judgement of the outcome, which has the values of the first."""
    outcome = plan.outcome
    if outcome is None or outcome.second is None:
        return []
    path = ("outcome", "second")
    profile, negative = profiles[outcome.second], outcome.negative or None
    return _yes_no(plan, profile, outcome.positive, negative, (), path, lambda _path: place(path))[1]


def _left(plan: AuditPlan, profiles: Mapping[str, ColumnProfile], place: PlaceOf) -> Iterator[Problem]:
    if plan.access is None or plan.decision.column is None:
        return
    profile = profiles[plan.decision.column]
    for value, nearest in profile.find(plan.access.left).unmatched:
        facts: dict[str, Fact] = {"value": str(value), "column": profile.name, "found": _some(profile)}
        yield Problem("value_not_in_column", facts, place(("access", "left")), nearest)


def _groups(plan: AuditPlan, profiles: Mapping[str, ColumnProfile], place: PlaceOf) -> Iterator[Problem]:
    facts: dict[str, Fact]
    for at, item in enumerate(plan.protected):
        profile, path = profiles[item.column], ("protected", at)
        if item.bands:
            yield from _bands(profile, place((*path, "bands")))
            continue
        values = [value for value, _ in profile.values]
        present = [value for number, value in enumerate(values) if number not in missing_codes(plan, profile)]
        if profile.distinct > MOST_GROUPS:
            facts = {"column": profile.name, "count": profile.distinct, "most": MOST_GROUPS}
            yield Problem("too_many_groups", facts, place((*path, "column")))
        elif len(present) < 2:
            facts = {"column": profile.name, "found": _some(profile)}
            yield Problem("one_group", facts, place((*path, "column")))
        elif item.reference is not None:
            for value, nearest in profile.find([item.reference]).unmatched:
                facts = {"value": str(value), "column": profile.name, "found": _some(profile)}
                yield Problem("value_not_in_column", facts, place((*path, "reference")), nearest)
        yield from _hidden_totals(plan, profile, place((*path, "column")))
    for at, stratum in enumerate(plan.strata):
        for column in stratum.columns:
            profile, where = profiles[column], place(("strata", at))
            if stratum.bands:
                yield from _bands(profile, where)
            elif profile.distinct > MOST_GROUPS:
                facts = {"column": column, "count": profile.distinct, "most": MOST_GROUPS}
                yield Problem("too_many_groups", facts, where)


def _bands(profile: ColumnProfile, where: Place | None) -> Iterator[Problem]:
    facts: dict[str, Fact]
    present = profile.rows - profile.missing
    if present and profile.dates > present / 2 and profile.dates >= profile.numbers:
        facts = {"column": profile.name, "example": profile.values[0][0]}
        yield Problem("dates_in_bands", facts, where)
    elif present and profile.numbers < present / 2:
        facts = {"column": profile.name, "found": _some(profile)}
        yield Problem("no_numbers_in_bands", facts, where)


def _hidden_totals(plan: AuditPlan, profile: ColumnProfile, where: Place | None) -> Iterator[Problem]:
    if plan.data.count is None:
        return
    named = set(profile.find(plan.data.totals).matched)
    for at, (value, _) in enumerate(profile.values):
        if at not in named and plain(value).strip(" .:") in TOTALS:
            yield Problem("unnamed_total", {"column": profile.name, "value": value}, where)


def _numbers(plan: AuditPlan, profiles: Mapping[str, ColumnProfile], place: PlaceOf) -> Iterator[Problem]:
    for role, column in (("weight", plan.data.weight), ("count", plan.data.count)):
        if column is None:
            continue
        profile, where = profiles[column], place(("data", role))
        values = [value for value, _ in profile.values]
        withheld = {*profile.find(plan.data.withheld_as).matched} if role == "count" else set()
        unreadable = profile.rows - profile.missing - profile.numbers
        hidden = sum(count for at, (_, count) in enumerate(profile.values) if at in withheld)
        if role == "weight" and (profile.missing or unreadable):
            yield Problem("weight_missing", {"column": column, "rows": profile.missing + unreadable}, where)
        if role == "count" and unreadable > hidden:
            odd = tuple(v for at, v in enumerate(values) if at not in withheld and not _readable(v))[:_SHOWN]
            found: dict[str, Fact] = {"column": column, "values": odd, "rows": unreadable}
            yield Problem("count_unreadable", found, where)
        if role == "count" and profile.missing and plan.data.withheld_below is None:
            yield Problem("count_missing", {"column": column, "rows": profile.missing}, where)
        if profile.low is not None and profile.low < 0:
            yield Problem("negative_number", {"column": column, "role": role, "value": f"{profile.low:g}"}, where)
        if role == "count" and profile.fractional:
            yield Problem("fractional_count", {"column": column, "value": profile.fractional}, where)


def _readable(value: str) -> bool:
    return any(ch.isdigit() for ch in value)


def _some(profile: ColumnProfile) -> tuple[str, ...]:
    shown = tuple(value for value, _ in profile.values[:_SHOWN])
    return (*shown, "…") if profile.distinct > _SHOWN else shown
