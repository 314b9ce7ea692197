"""From a plan to counts: open, profile, fit, code, fetch. The last place that sees rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from adm_audit.errors import AdmAuditError, DataError, Place, PlanError, Problem
from adm_audit.evidence import STAGES, Complaints, Evidence
from adm_audit.plan.model import AuditPlan
from adm_audit.result import InputFile
from adm_audit.tables.clusters import fetch_clusters
from adm_audit.tables.coding import code
from adm_audit.tables.complaints import read_complaints
from adm_audit.tables.engine import Coded, fetch
from adm_audit.tables.fit import PlaceOf, fit
from adm_audit.tables.lists import Lists
from adm_audit.tables.named import absent_columns, columns_of
from adm_audit.tables.population import Population, read_population
from adm_audit.tables.profile import ColumnProfile, profile
from adm_audit.tables.reached import Steps, fetch_steps, with_steps
from adm_audit.tables.read import open_table
from adm_audit.tables.scores import score_problems
from adm_audit.tables.stages import counts_reached, skipped
from adm_audit.tables.table import Given, Table, reading
from adm_audit.tally import REFUSE_BEYOND, Need, cells
from adm_audit.values import Because


@dataclass(frozen=True, slots=True)
class Ready:
    """A table that fits its plan, coded and ready to be counted."""

    table: Table
    profiles: dict[str, ColumnProfile]
    lists: dict[str, Lists | None]
    coded: Coded
    input: InputFile
    remarks: tuple[Because, ...]
    cluster: str | None = None
    population: Population = field(default_factory=Population)
    complaints: Complaints | None = None
    before: Ready | None = None
    steps: Steps | None = None


def open_source(plan: AuditPlan, source: object, place: PlaceOf, columns: Mapping[str, tuple[str | int, ...]]) -> Table:
    """Open the table of a plan, reading only the named columns.

    columns: each with its place in the plan, where an unknown one is shown.
    """
    csv = plan.data.csv
    given: Given = {}
    if csv is not None:
        given = {
            "encoding": csv.encoding,
            "separator": csv.separator,
            "decimal": csv.decimal,
            "dates": csv.dates,
            "skip": csv.skip,
        }
    shown = plan.data.source if isinstance(plan.data.source, str) else None
    try:
        return open_table(
            source,
            shown_as=shown,
            columns=list(columns),
            sheet=plan.data.sheet,
            language=plan.language,
            **given,
        )
    except AdmAuditError as error:
        if not any(problem.code == "column_missing" for problem in error.problems):
            raise
        raise PlanError(_placed(problem, columns, place) for problem in error.problems) from error


def _placed(problem: Problem, places: Mapping[str, tuple[str | int, ...]], place: PlaceOf) -> Problem:
    name = problem.facts.get("column")
    path = places.get(name) if isinstance(name, str) else None
    if path is None:
        return problem
    return Problem(problem.code, problem.facts, place(path) or problem.place, problem.nearest)


def ready(plan: AuditPlan, source: object, place: PlaceOf, needs: Iterable[Need], folder: Path | None = None) -> Ready:
    """Open, profile, fit and code the data of a plan.

    needs: the tables of counts that will be asked for. folder: where further tables of the plan lie.

    Raises PlanError or DataError with every problem at once.
    """
    columns = columns_of(plan)
    table = open_source(plan, source, place, columns)
    absent = absent_columns(plan, table.names or table.columns, place, table.source)
    if absent:
        raise PlanError(absent)
    if table.rows == 0:
        raise DataError(Problem("no_rows", {"source": table.source}))
    with reading(table):
        # a cluster can be anything; what it holds is never listed
        profiles = profile(table, [column for column, path in columns.items() if path != ("data", "cluster")])
        score = None if plan.score is None else profiles[plan.score.column]
        lists = fit(plan, profiles, place, score_problems(plan, table, score, place))
        coded = code(table, plan, profiles, lists, _axes(plan, needs))
        steps, notes = _steps(plan, coded, place)
    people = read_population(plan, profiles, folder, place)
    complaints = read_complaints(plan, profiles, folder, place)
    remarks = (*_unreadable(plan, profiles), *notes)
    file = InputFile(path=table.source, sha256=table.sha256, rows=table.rows, remarks=table.notes)
    before = _before(plan, needs, folder)
    return Ready(table, profiles, lists, coded, file, remarks, plan.data.cluster, people, complaints, before, steps)


def _axes(plan: AuditPlan, needs: Iterable[Need]) -> set[str]:
    return {axis for need in needs for axis in need.axes} | ({STAGES} if counts_reached(plan) else set())


def _steps(plan: AuditPlan, coded: Coded, place: PlaceOf) -> tuple[Steps | None, list[Because]]:
    """Return the steps of a table that counts who reached each stage, and who reached one without the one before it."""
    if not counts_reached(plan):
        people = skipped(coded)
        return None, [Because("stages_not_nested", {"people": people})] if people else []
    steps, problems, notes = with_steps(coded, plan, place)
    if problems:
        raise PlanError(problems)
    return steps, notes


def _before(plan: AuditPlan, needs: Iterable[Need], folder: Path | None) -> Ready | None:
    """Return the table with decisions before the tool, read by the same plan; None where the plan names no file."""
    baseline = plan.baseline
    if baseline is None or baseline.source is None:
        return None
    data = plan.data.model_copy(update={"source": baseline.source, "csv": baseline.csv, "sheet": baseline.sheet})
    earlier = plan.model_copy(update={"data": data, "baseline": None, "population": None, "complaints": None})
    source = baseline.source if folder is None else folder / baseline.source
    return ready(earlier, source, lambda _path: Place(str(baseline.source)), needs, folder)


def count(found: Ready, needs: Iterable[Need]) -> tuple[Evidence, list[Need]]:
    """Return the evidence for all needs, and those needs that span too many cells."""
    wanted = list(needs)
    before = None if found.before is None else count(found.before, wanted)[0]
    sizes = {name: len(axis) for name, axis in found.coded.axes.items()}
    always = frozenset() if found.steps is None else frozenset({STAGES})
    too_wide = [need for need in wanted if cells(need.axes | always, sizes) > REFUSE_BEYOND]
    narrow = [need for need in wanted if need not in too_wide]
    evidence = Evidence(
        fetch(found.coded, narrow) if found.steps is None else fetch_steps(found.steps, narrow),
        weighted=found.coded.measure == "weights",
        population=found.population.groups,
        population_crossed=found.population.crossed,
        complaints=found.complaints,
        before=before,
        skipped=0 if found.steps is None else found.steps.skipped,
    )
    if found.cluster is not None:
        evidence.clusters, remark = fetch_clusters(found.coded, narrow, found.cluster)
        evidence.remarks = (remark,)
    return evidence, too_wide


def _unreadable(plan: AuditPlan, profiles: dict[str, ColumnProfile]) -> Iterable[Because]:
    for item in plan.protected:
        found = profiles[item.column]
        odd = found.rows - found.missing - found.numbers
        if item.bands and odd:
            yield Because("unreadable_numbers", {"column": item.column, "rows": odd})


def data_path(plan: AuditPlan, folder: Path) -> Path:
    """Return where the data of a plan lie: paths in a plan are relative to the plan."""
    return folder / plan.data.source if isinstance(plan.data.source, str) else folder
