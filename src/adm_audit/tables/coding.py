"""Turns the columns that the plan names into codes: each axis a whole number, 0 for "not recorded"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf, nextafter
from typing import Any

from adm_audit.evidence import CASE, NO, STAGES, UNKNOWN, YES, case_axis
from adm_audit.plan.model import AuditPlan
from adm_audit.tables.engine import Coded
from adm_audit.tables.lists import Lists
from adm_audit.tables.ordered import add_half, add_order, add_term, add_top
from adm_audit.tables.profile import ColumnProfile, dictionary, text_expression
from adm_audit.tables.scales import (
    AMOUNT_BINS,
    DAY_BINS,
    INPUT_BINS,
    SCORE_BINS,
    Scale,
    number_scale,
    period_scale,
    text_scale,
)
from adm_audit.tables.stages import Reached, counts_reached, stages_of
from adm_audit.tables.table import Table
from adm_audit.tally import Axis


def band_labels(bands: Iterable[float]) -> tuple[str, ...]:
    """Return the labels of bands, closed on the left.

    >>> band_labels([18, 30, 45])
    ('<18', '18-29', '30-44', '45+')
    >>> band_labels([0.5, 2])
    ('<0.5', '0.5 to <2', '2+')
    """
    cuts = list(bands)
    whole = all(float(cut).is_integer() for cut in cuts)
    names = [f"{int(cut)}" if whole else f"{cut:g}" for cut in cuts]
    middle = [
        (f"{low}" if int(cuts[at + 1]) - 1 == int(cuts[at]) else f"{low}-{int(cuts[at + 1]) - 1}")
        if whole
        else f"{low} to <{names[at + 1]}"
        for at, low in enumerate(names[:-1])
    ]
    return (f"<{names[0]}", *middle, f"{names[-1]}+")


def missing_codes(plan: AuditPlan, profile: ColumnProfile) -> tuple[int, ...]:
    """Return the positions of the values that mean "not recorded" in a column."""
    return profile.find(plan.data.missing).matched


class Coder:
    """Builds the coded table: one SQL expression for each axis, over the dictionaries that the profile left.

    Every named column is joined with its dictionary, so that values of the data never enter SQL: only their codes do.
    """

    def __init__(self, table: Table, plan: AuditPlan, profiles: Mapping[str, ColumnProfile]) -> None:
        self.table, self.plan, self.profiles = table, plan, profiles
        self._connection = table.connection
        self.axes: dict[str, Axis] = {}
        self.expressions: list[str] = []
        self._joined: dict[str, str] = {}

    def category(self, axis: str, column: str) -> None:
        """Add an axis with the values of a column."""
        raw = self._code(column)
        absent = missing_codes(self.plan, self.profiles[column])
        sql = f"CASE WHEN {raw} IN ({_list(absent)}) THEN 0 ELSE {raw} END" if absent else raw
        self._add(Axis(axis, (None, *(value for value, _ in self.profiles[column].values))), sql)

    def bands(self, axis: str, column: str, bands: tuple[float, ...]) -> None:
        """Add an axis with the bands of a numeric column; null and nan are "not recorded", never the last band."""
        number = self._number(column)
        steps = " ".join(f"WHEN {number} < {cut!r} THEN {at}" for at, cut in enumerate(bands, start=1))
        sql = f"CASE WHEN {number} IS NULL THEN 0 {steps} ELSE {len(bands) + 1} END"
        self._add(Axis(axis, (None, *band_labels(bands))), sql)

    def empty(self, axis: str, column: str) -> None:
        """Add a flag: 1 where a column is empty."""
        absent = missing_codes(self.plan, self.profiles[column])
        sql = f"{self._code(column)} IN ({_list((-1, *absent))})"
        self._add(Axis(axis, (None, "1")), f"CASE WHEN {sql} THEN 1 ELSE 0 END")

    def stages(self, columns: Sequence[Reached], most: int) -> None:
        """Add the axis of stages: a number whose bits say which were reached. most: the number with all bits set."""
        terms = []
        for item in columns:
            raw = self._code(item.column)
            tests = " ".join(f"WHEN {raw} IN ({_list(at)}) THEN {bits}" for at, bits in item.bits if at)
            if tests:
                terms.append(f"CASE {tests} ELSE 0 END")
        self._add(Axis(STAGES, (None, *(str(bits) for bits in range(1, most + 1)))), " + ".join(terms) or "0")

    def numbers(self, axis: str, column: str, most: int, split: float | None = None) -> None:
        """Add an axis of numbers: the different values, or at most ``most`` equally filled bins.

        split: a number with which a bin begins.
        """
        source, name = dictionary(self.table, column), f"s{len(self.axes)}"
        absent = [position + 1 for position in missing_codes(self.plan, self.profiles[column])]
        self._scaled(column, number_scale(self._connection, axis, source, name, most=most, absent=absent, split=split))

    def texts(self, axis: str, column: str) -> None:
        """Add an axis of text with at most so many values that it can be counted."""
        source, name = dictionary(self.table, column), f"s{len(self.axes)}"
        absent = [position + 1 for position in missing_codes(self.plan, self.profiles[column])]
        self._scaled(column, text_scale(self._connection, axis, source, name, absent=absent))

    def periods(self, axis: str, column: str, by: str) -> None:
        """Add the axis of periods of a column of dates."""
        source = dictionary(self.table, column)
        self._scaled(column, period_scale(self._connection, axis, source, f"s{len(self.axes)}", by))

    def days(self, axis: str, start: str, end: str) -> None:
        """Add an axis of whole days between two columns of dates."""
        name = f"s{len(self.axes)}"
        between = f"({self._join(end)}.d - {self._join(start)}.d)"
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {name}n AS SELECT raw, CAST(raw AS DOUBLE) AS x, 1 AS code, count(*) AS n FROM "
            f"(SELECT {between} AS raw FROM {self.table.relation} AS t {self._join_of(end)} {self._join_of(start)}) "
            "GROUP BY raw"
        )
        scale = number_scale(self._connection, axis, f"{name}n", name, most=DAY_BINS)
        self._joined[name] = f"LEFT JOIN {name} ON {between} IS NOT DISTINCT FROM {name}.raw"
        self._add(scale.axis, f"{name}.bin")

    def marked(self, axis: str, column: str, names: tuple[str, str], marked: Sequence[object]) -> None:
        """Add an axis of two sides: rows whose value is marked have the second name, all other recorded ones the first."""
        profile = self.profiles[column]
        absent, found = missing_codes(self.plan, profile), profile.find(marked).matched
        code = self._code(column)
        sql = f"CASE WHEN {code} IN ({_list((-1, *absent))}) THEN 0 WHEN {code} IN ({_list(found or (-2,))}) THEN 2 ELSE 1 END"
        self._add(Axis(axis, (None, *names)), sql)

    def _scaled(self, column: str, scale: Scale) -> None:
        at = self.table.columns.index(column)
        self._joined[scale.table] = f"LEFT JOIN {scale.table} ON t.c{at} IS NOT DISTINCT FROM {scale.table}.raw"
        self._add(scale.axis, f"{scale.table}.bin")

    def case(self, parts: Mapping[str, Lists | None]) -> None:
        """Add the case axis from decision, outcome, recommendation and route (in this order)."""
        factors = (1, 3, 9, 27)
        terms = [
            f"{factor} * {self._three(lists)}"
            for factor, lists in zip(factors, parts.values(), strict=True)
            if lists is not None
        ]
        self._add(case_axis(), " + ".join(terms) or "0")

    def finish(self, totals: Iterable[str] = ()) -> Coded:
        """Make the coded table. Rows with a value in the plan's ``data.totals`` are left out."""
        data = self.plan.data
        columns = [f"CAST({sql} AS INTEGER) AS a{at}" for at, sql in enumerate(self.expressions)]
        measure = "rows"
        if data.weight is not None:
            measure = "weights"
            columns.append(f"CAST({self._number(data.weight)} AS DECIMAL(18, 6)) AS w")
        if data.count is not None:
            measure = "counts"
            columns.extend(self._count_columns(data.count))
        if data.cluster is not None:
            columns.append(f"{self._cluster(data.cluster)} AS cl")
        where = self._without_totals(totals)
        self.table.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE coded AS SELECT {', '.join(columns)} FROM {self.table.relation} AS t "
            f"{' '.join(self._joined.values())}{where}"
        )
        return Coded(self.table.connection, "coded", self.axes, measure)

    def _count_columns(self, column: str) -> list[str]:
        data, number = self.plan.data, self._number(column)
        half = (data.rounded_to or 1) // 2
        withheld = self.profiles[column].find(data.withheld_as).matched
        hidden = f"{self._code(column)} IN ({_list((-1, *withheld))})"
        if data.withheld_below is None:
            hidden = "FALSE"
        least = 1 if data.zeros_printed else 0
        most = (data.withheld_below or 1) - 1
        return [
            f"CAST(CASE WHEN {hidden} THEN {least} ELSE greatest({number} - {half}, 0) END AS BIGINT) AS lo",
            f"CAST(CASE WHEN {hidden} THEN {most} ELSE {number} + {half} END AS BIGINT) AS hi",
            f"CAST(CASE WHEN {hidden} THEN NULL ELSE {number} END AS BIGINT) AS pr",
        ]

    def _cluster(self, column: str) -> str:
        """Return SQL that names the cluster of a row as text; NULL where it is not recorded."""
        at = self.table.columns.index(column)
        text = text_expression(self.table.kinds[at], f"t.c{at}")
        # the plan's words for "not recorded" enter SQL as hexadecimal digits only
        absent = [f"decode(from_hex('{str(word).strip().encode().hex()}'))" for word in self.plan.data.missing]
        return f"CASE WHEN {text} NOT IN ({', '.join(absent)}) THEN {text} END" if absent else text

    def _without_totals(self, columns: Iterable[str]) -> str:
        tests = []
        for column in columns:
            found = self.profiles[column].find(self.plan.data.totals).matched
            if found:
                tests.append(f"{self._code(column)} NOT IN ({_list(found)})")
        return f" WHERE {' AND '.join(tests)}" if tests else ""

    def _three(self, lists: Lists) -> str:
        raw = self._code(lists.column)
        yes, no = _list(lists.yes), _list(lists.no)
        tests = []
        if lists.among is not None:
            tests.append(f"WHEN {self._three(lists.among)} <> {YES} THEN {UNKNOWN}")
        tests += [f"WHEN {raw} IN ({yes}) THEN {YES}"] if lists.yes else []
        tests += [f"WHEN {raw} IN ({no}) THEN {NO}"] if lists.no else []
        return f"(CASE {' '.join(tests)} ELSE {UNKNOWN} END)" if tests else f"{UNKNOWN}"

    def _code(self, column: str) -> str:
        return f"{self._join(column)}.code"

    def _number(self, column: str) -> str:
        return f"{self._join(column)}.x"

    def _join(self, column: str) -> str:
        name = dictionary(self.table, column)
        if name not in self._joined:
            at = self.table.columns.index(column)
            self._joined[name] = f"LEFT JOIN {name} ON t.c{at} IS NOT DISTINCT FROM {name}.raw"
        return name

    def joined(self, column: str) -> str:
        """Return the name by which the dictionary of a column is read in expressions."""
        return self._join(column)

    def code_of(self, column: str) -> str:
        """Return SQL that gives the code of a column's value in its dictionary."""
        return self._code(column)

    def add(self, axis: Axis, sql: str) -> None:
        """Add an axis whose codes an SQL expression gives."""
        self._add(axis, sql)

    def select(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT; ``{}`` in it stands for the table with the dictionaries joined so far."""
        rows = f"{self.table.relation} AS t {' '.join(self._joined.values())}"
        return self._connection.execute(statement.format(rows)).fetchall()

    def _join_of(self, column: str) -> str:
        return self._joined[self._join(column)]

    def _add(self, axis: Axis, sql: str) -> None:
        self.axes[axis.name] = axis
        self.expressions.append(sql)


def _list(positions: Iterable[int]) -> str:
    """Return the codes of positions in a profile: the first value has code 1; -1 stands for empty, code 0."""
    return ", ".join(str(position + 1) for position in positions)


def code(
    table: Table,
    plan: AuditPlan,
    profiles: Mapping[str, ColumnProfile],
    lists: Mapping[str, Lists | None],
    axes: Iterable[str],
) -> Coded:
    """Return the coded table of a plan, with the axes that the signals ask for.

    lists: the values of decision, outcome, recommendation and route. axes: names as in the needs of the signals.
    """
    coder = Coder(table, plan, profiles)
    for name in sorted(set(axes) - {CASE}):
        _axis(coder, plan, name)
    coder.case(lists)
    categories = [item.column for item in plan.protected if not item.bands]
    categories += [column for stratum in plan.strata if not stratum.bands for column in stratum.columns]
    categories += [item.column for item in lists.values() if item is not None]
    return coder.finish(dict.fromkeys(categories))


def _axis(coder: Coder, plan: AuditPlan, name: str) -> None:
    """Add one axis by its name: a protected attribute, the stages, or one of a kind of its own (see `KINDS`)."""
    kind, _, column = name.partition(":")
    if name == STAGES:
        count = len(plan.stage_names)
        coder.stages(stages_of(plan, coder.profiles), 2 * count if counts_reached(plan) else (1 << count) - 1)
        return
    for item in plan.protected:
        if item.column == name:
            _column(coder, name, name, item.bands)
            return
    if kind in KINDS:
        KINDS[kind](coder, plan, name, column)
        return
    bands = next(stratum.bands for stratum in plan.strata if column in stratum.columns)
    _column(coder, name, column, bands)


def _input(coder: Coder, plan: AuditPlan, name: str, column: str) -> None:
    profile = coder.profiles[column]
    recorded = profile.rows - profile.missing - sum(profile.values[at][1] for at in missing_codes(plan, profile))
    if recorded and profile.numbers >= recorded:
        coder.numbers(name, column, INPUT_BINS)
    else:
        coder.texts(name, column)


def _score(coder: Coder, plan: AuditPlan, name: str, _column: str) -> None:
    if plan.score is not None:
        cut = plan.score.cut_off
        if cut is not None and plan.score.higher == "not_selected":
            cut = nextafter(cut, inf)  # whoever stands at the cut-off is selected
        coder.numbers(name, plan.score.column, SCORE_BINS, cut)


def _period(coder: Coder, plan: AuditPlan, name: str, _column: str) -> None:
    if plan.period is not None:
        coder.periods(name, plan.period.column, plan.period.by)


def _before(coder: Coder, plan: AuditPlan, name: str, _column: str) -> None:
    if plan.baseline is not None and plan.baseline.column is not None:
        coder.marked(name, plan.baseline.column, ("now", "before"), plan.baseline.before)


def _version(coder: Coder, plan: AuditPlan, name: str, _column: str) -> None:
    if plan.model_version is not None:
        coder.texts(name, plan.model_version.column)


def _days(coder: Coder, plan: AuditPlan, name: str, at: str) -> None:
    time = plan.times[int(at)]
    coder.days(name, time.start, time.end)


def _left(coder: Coder, plan: AuditPlan, name: str, _column: str) -> None:
    if plan.access is not None and plan.decision.column is not None:
        coder.marked(name, plan.decision.column, ("stayed", "left"), plan.access.left)


def _second(coder: Coder, plan: AuditPlan, name: str, _column: str) -> None:
    if plan.outcome is not None and plan.outcome.second is not None:
        coder.marked(name, plan.outcome.second, ("no", "yes"), plan.outcome.positive)


def _amount(coder: Coder, plan: AuditPlan, name: str, at: str) -> None:
    coder.numbers(name, plan.amounts[int(at)].column, AMOUNT_BINS)


KINDS: Mapping[str, Callable[[Coder, AuditPlan, str, str], None]] = {
    "missing": lambda coder, _plan, name, column: coder.empty(name, column),
    "input": _input,
    "score": _score,
    "period": _period,
    "before": _before,
    "version": _version,
    "time": _days,
    "access": lambda coder, _plan, name, column: coder.texts(name, column),
    "left": _left,
    "second": _second,
    "term": add_term,
    "half": add_half,
    "amount": _amount,
    "order": add_order,
    "top": add_top,
}
"""How an axis is made, by the kind that its name begins with, such as ``input`` of ``input:income``."""


def _column(coder: Coder, name: str, column: str, bands: Sequence[float]) -> None:
    if bands:
        coder.bands(name, column, tuple(float(cut) for cut in bands))
    else:
        coder.category(name, column)
