"""Does a plan make sense in itself? Looks at what no single key can know; the data are not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from adm_audit.errors import Fact
from adm_audit.plan.base import Value
from adm_audit.plan.data import Complaints, Csv, Data
from adm_audit.plan.model import (
    Attention,
    AuditPlan,
    Baseline,
    Decision,
    Outcome,
    Protected,
    Recommendation,
    Score,
    Stages,
)
from adm_audit.plan.names import FURTHER_LEVELS, OWN_LEVELS, PART_LEVELS, SIGNALS, signal_names
from adm_audit.plan.values import normalise
from adm_audit.plan.wrong import nearest_name
from adm_audit.text.catalogue import LANGUAGES
from adm_audit.yaml_source import At


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that does not fit: a code, the path it is about, facts, and the nearest fix."""

    code: str
    path: At
    facts: dict[str, Fact] = field(default_factory=dict)
    nearest: str | None = None


def issues(plan: AuditPlan) -> Iterator[Issue]:
    """Yield everything in a plan that does not fit together.

    The plan may be one that was read in part (`adm_audit.plan.partial`): then any key can be None, whatever
    its type says, and nothing is said about it. Hence the ``or ()`` here.
    """
    yield from _data(plan.data)
    yield from _decision(plan)
    yield from _lists(plan)
    yield from _score(plan.score)
    yield from _protected(plan)
    yield from _intersections(plan)
    yield from _strata_and_inputs(plan)
    yield from _baseline(plan.baseline)
    yield from _complaints(plan.complaints)
    yield from _access(plan)
    yield from _attention(plan.attention)
    yield from _names(plan)


def _data(data: Data | None) -> Iterator[Issue]:
    if data is None:
        return
    given = data.model_fields_set
    if "count" not in given:
        for key in ("rounded_to", "withheld_below", "withheld_as", "zeros_printed", "totals"):
            if key in given and getattr(data, key):
                yield Issue("plan_needs_count", ("data", key), {"key": f"data.{key}"})
    else:
        for key in ("weight", "cluster"):
            if getattr(data, key) is not None:
                yield Issue("plan_count_and", ("data", key), {"key": f"data.{key}"})
        if "withheld_below" not in given:
            for key in ("withheld_as", "zeros_printed"):
                if key in given and getattr(data, key):
                    yield Issue("plan_needs_withheld_below", ("data", key), {"key": f"data.{key}"})
    if data.csv is not None:
        yield from _csv(data.csv)


def _csv(csv: Csv) -> Iterator[Issue]:
    import codecs

    if csv.encoding is not None:
        try:
            # private, but the only way to tell utf-8 from base64; absent, an encoding counts as one of text
            known = getattr(codecs.lookup(csv.encoding), "_is_text_encoding", True)
        except (LookupError, ValueError):
            known = False
        if not known:
            near = nearest_name(csv.encoding, _ENCODINGS)
            yield Issue("plan_encoding", ("data", "csv", "encoding"), {"found": csv.encoding}, near)
    if csv.separator is not None and (csv.separator.isalnum() or csv.separator in "\"'\r\n"):
        yield Issue("plan_separator", ("data", "csv", "separator"), {"found": csv.separator})
    if csv.separator is not None and csv.separator == csv.decimal:
        yield Issue("plan_separator_is_decimal", ("data", "csv", "decimal"), {"found": csv.separator})


_WINDOWS = ("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp437", "cp850")
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", *_WINDOWS, "iso-8859-1", "iso-8859-2", "iso-8859-15")


def _decision(plan: AuditPlan) -> Iterator[Issue]:
    decision = plan.decision
    if decision is None:
        return
    if decision.column is not None and decision.stage is not None:
        yield Issue("plan_column_and_stage", ("decision", "stage"))
    elif decision.stage is not None:
        yield from _stage(decision.stage, plan.stages)
    elif decision.column is None:
        yield Issue("plan_no_decision_column", ("decision", "column"))
    elif not decision.positive and "positive" not in decision.model_fields_set:
        yield Issue("plan_no_positive", ("decision", "positive"))
    yield from _order(decision)
    if plan.outcome is not None and plan.outcome.second is not None and plan.outcome.second == plan.outcome.column:
        yield Issue("plan_second_is_outcome", ("outcome", "second"), {"column": plan.outcome.second})
    for key in ("outcome", "recommendation"):
        other: Outcome | Recommendation | None = getattr(plan, key)
        if other is not None and decision.column is not None and other.column == decision.column:
            yield Issue("plan_same_column", (key, "column"), {"column": other.column, "key": key})


def _stage(stage: str, stages: object) -> Iterator[Issue]:
    named = stages.order if isinstance(stages, Stages) else stages
    if isinstance(named, tuple):
        order = tuple(str(name) for name in named)
        if stage not in order:
            facts: dict[str, Fact] = {"stage": stage, "stages": order}
            yield Issue("plan_stage_unknown", ("decision", "stage"), facts, nearest_name(stage, order))
        elif stage == order[0] and len(order) > 1:
            yield Issue("plan_stage_is_first", ("decision", "stage"), {"stage": stage, "stages": order[1:]})
    else:
        yield Issue("plan_stage_without_stages", ("decision", "stage"), {"stage": stage})


def _order(decision: Decision) -> Iterator[Issue]:
    if not decision.order:
        return
    if decision.negative:
        yield Issue("plan_negative_and_order", ("decision", "order"))
    known = {normalise(value): str(value) for value in decision.order}
    for at, value in enumerate(decision.positive or ()):
        if normalise(value) not in known:
            near = nearest_name(str(value), known.values())
            yield Issue("plan_positive_not_in_order", ("decision", "positive", at), {"value": str(value)}, near)


def _lists(plan: AuditPlan) -> Iterator[Issue]:
    """Lists of values must not be empty where they are given, nor overlap, nor name a missing value."""
    missing = plan.data.missing if plan.data is not None else ()
    for key in ("decision", "outcome", "recommendation"):
        item: Decision | Outcome | Recommendation | None = getattr(plan, key)
        if item is None:
            continue
        if not item.positive and "positive" in item.model_fields_set:
            yield Issue("plan_empty", (key, "positive"), {"key": f"{key}.positive"})
        yield from _overlap((key, "negative"), item.negative, item.positive, f"{key}.positive")
        for name in ("positive", "negative"):
            yield from _overlap((key, name), getattr(item, name), missing, "data.missing")
    if plan.route is not None and not plan.route.random:
        yield Issue("plan_empty", ("route", "random"), {"key": "route.random"})
    if plan.outcome is not None and plan.outcome.known_for == "sample" and plan.route is None:
        yield Issue("plan_sample_without_route", ("outcome", "known_for"))
    yield from _stages(plan.stages)
    yield from _reached(plan)
    yield from _manual(plan)


def _reached(plan: AuditPlan) -> Iterator[Issue]:
    """Rows that count all who reached a stage are counts, and only a stage can say who was selected."""
    if not isinstance(plan.stages, Stages) or plan.stages.counts != "reached":
        return
    if plan.data is not None and "count" not in plan.data.model_fields_set:
        yield Issue("plan_reached_needs_count", ("stages", "counts"))
    if plan.decision is not None and plan.decision.column is not None and plan.decision.stage is None:
        last = str(plan.stages.order[-1]) if plan.stages.order else "selected"
        yield Issue("plan_reached_needs_stage", ("decision", "column"), {"stage": last})


def _manual(plan: AuditPlan) -> Iterator[Issue]:
    stages = plan.stages.order if isinstance(plan.stages, Stages) else plan.stages
    manual = plan.manual_stages or ()
    if not isinstance(stages, tuple):
        return
    names = tuple(str(name) for name in stages)
    for at, name in enumerate(manual):
        if name not in names[1:]:
            facts: dict[str, Fact] = {"stage": name, "stages": names[1:]}
            yield Issue("plan_manual_unknown", ("manual_stages", at), facts, nearest_name(name, names[1:]))
    for name in _twice(manual):
        yield Issue("plan_twice", ("manual_stages",), {"key": "manual_stages", "name": name})


def _stages(stages: object) -> Iterator[Issue]:
    named = stages.order if isinstance(stages, Stages) else stages
    if isinstance(named, tuple):
        if len(named) < 2:
            yield Issue("plan_one_stage", ("stages",))
        for name in _twice(str(value) for value in named):
            yield Issue("plan_twice", ("stages",), {"key": "stages", "name": name})


def _overlap(path: At, values: Sequence[Value], others: Sequence[Value], other: str) -> Iterator[Issue]:
    taken = {normalise(value) for value in others or ()}
    for at, value in enumerate(values or ()):
        if normalise(value) in taken:
            facts: dict[str, Fact] = {"value": str(value), "key": ".".join(map(str, path)), "other": other}
            yield Issue("plan_in_two_lists", (*path, at), facts)


def _score(score: Score | None) -> Iterator[Issue]:
    if score is None or score.range is None:
        return
    low, high = score.range
    facts: dict[str, Fact] = {"low": f"{low:g}", "high": f"{high:g}"}
    if low >= high:
        yield Issue("plan_range_order", ("score", "range"), facts)
        return
    if score.means == "probability" and not 0 <= low < high <= 1:
        yield Issue("plan_probability_range", ("score", "range"), facts)
    if score.cut_off is not None and not low <= score.cut_off <= high:
        yield Issue("plan_cut_off", ("score", "cut_off"), {**facts, "found": score.cut_off})


def _protected(plan: AuditPlan) -> Iterator[Issue]:
    items = plan.protected or ()
    for at, item in enumerate(items):
        path: At = ("protected", at)
        yield from _one_protected(item, path, plan)
        if item.column is not None and item.column in {other.column for other in items[:at]}:
            yield Issue("plan_twice", (*path, "column"), {"key": "protected", "name": item.column})


def _one_protected(item: Protected, path: At, plan: AuditPlan) -> Iterator[Issue]:
    if item.reference is not None and item.compare is not None:
        yield Issue("plan_reference_and_compare", (*path, "compare"), {"column": item.column})
    yield from _bands((*path, "bands"), item.bands)
    for key in ("decision", "outcome"):
        other: Decision | Outcome | None = getattr(plan, key)
        if other is not None and item.column is not None and other.column == item.column:
            facts: dict[str, Fact] = {"column": item.column, "key": key}
            yield Issue("plan_protected_is_result", (*path, "column"), facts)


def _bands(path: At, bands: tuple[float, ...]) -> Iterator[Issue]:
    for at in range(1, len(bands)):
        if bands[at] <= bands[at - 1]:
            yield Issue("plan_bands_order", (*path, at), {"found": f"{bands[at]:g}", "before": f"{bands[at - 1]:g}"})


def _intersections(plan: AuditPlan) -> Iterator[Issue]:
    asked = plan.intersections
    columns = tuple(item.column for item in plan.protected or ())
    if None in columns:
        columns = ()
    if isinstance(asked, int):
        if asked < 0 or asked == 1:
            yield Issue("plan_intersections_number", ("intersections",), {"found": asked})
        elif columns and asked > len(columns):
            facts: dict[str, Fact] = {"found": asked, "count": len(columns)}
            yield Issue("plan_intersections_too_many", ("intersections",), facts)
        return
    for at, names in enumerate(asked or ()):
        if len(names) < 2:
            yield Issue("plan_intersection_of_one", ("intersections", at))
        for name in _twice(names):
            yield Issue("plan_twice", ("intersections", at), {"key": "intersections", "name": name})
        for position, name in enumerate(names if columns else ()):
            if name not in columns:
                near = nearest_name(name, columns)
                facts = {"name": name, "allowed": columns}
                yield Issue("plan_not_protected", ("intersections", at, position), facts, near)


def _strata_and_inputs(plan: AuditPlan) -> Iterator[Issue]:
    for at, stratum in enumerate(plan.strata or ()):
        yield from _bands(("strata", at, "bands"), stratum.bands)
        for name in _twice(stratum.columns or ()):
            yield Issue("plan_twice", ("strata", at), {"key": "strata", "name": name})
        if plan.decision is not None and plan.decision.column in (stratum.columns or ()):
            yield Issue("plan_stratum_is_decision", ("strata", at), {"column": plan.decision.column})
        if stratum.columns and stratum.columns in [other.columns for other in plan.strata[:at]]:
            yield Issue("plan_twice", ("strata", at), {"key": "strata", "name": ", ".join(stratum.columns)})
    columns = [item.column for item in plan.inputs or ()]
    for at, name in enumerate(columns):
        if name is not None and name in columns[:at]:
            yield Issue("plan_twice", ("inputs", at), {"key": "inputs", "name": name})
    for at, times in enumerate(plan.times or ()):
        if times.start is not None and times.start == times.end:
            yield Issue("plan_times_same", ("times", at), {"column": times.start})
    yield from _amounts_and_ranking(plan)


def _amounts_and_ranking(plan: AuditPlan) -> Iterator[Issue]:
    for name in _twice(item.column for item in plan.amounts or () if item.column is not None):
        yield Issue("plan_twice", ("amounts",), {"key": "amounts", "name": name})
    for at, times in enumerate(plan.times or ()):
        if (times.start, times.end) in [(other.start, other.end) for other in plan.times[:at]]:
            yield Issue("plan_twice", ("times", at), {"key": "times", "name": f"{times.start}, {times.end}"})
    if plan.ranking is not None:
        for name in _twice(plan.ranking.top or ()):
            yield Issue("plan_twice", ("ranking", "top"), {"key": "ranking.top", "name": name})


def _baseline(baseline: Baseline | None) -> Iterator[Issue]:
    if baseline is None:
        return
    if (baseline.source is None) == (baseline.column is None):
        yield Issue("plan_baseline_one_of", ("baseline", "source"))
    elif baseline.column is not None and not baseline.before:
        yield Issue("plan_baseline_before", ("baseline", "before"))


def _complaints(complaints: Complaints | None) -> Iterator[Issue]:
    if complaints is None:
        return
    if complaints.result is not None:
        for key in ("won", "lost"):
            if not getattr(complaints, key):
                yield Issue("plan_result_lists", ("complaints", key))
        yield from _overlap(("complaints", "lost"), complaints.lost, complaints.won, "complaints.won")
    elif complaints.won or complaints.lost:
        yield Issue("plan_result_column", ("complaints", "won" if complaints.won else "lost"))


def _access(plan: AuditPlan) -> Iterator[Issue]:
    access = plan.access
    if access is None:
        return
    if access.left and access.decided_at is not None:
        yield Issue("plan_left_and_stage", ("access", "decided_at"))
    elif access.left and plan.decision is not None and plan.decision.column is None:
        yield Issue("plan_left_without_column", ("access", "left"))
    elif access.decided_at is not None:
        named = plan.stages.order if isinstance(plan.stages, Stages) else plan.stages
        stages = tuple(str(name) for name in named or ())[1:]
        if access.decided_at not in stages:
            facts: dict[str, Fact] = {"stage": access.decided_at, "stages": stages}
            near = nearest_name(access.decided_at, stages)
            yield Issue("plan_decided_at_unknown", ("access", "decided_at"), facts, near)
    if plan.decision is not None:
        yield from _overlap(("access", "left"), access.left, plan.decision.positive, "decision.positive")
    for name in _twice(access.columns or ()):
        yield Issue("plan_twice", ("access", "columns"), {"key": "access.columns", "name": name})


def _attention(attention: Attention | None) -> Iterator[Issue]:
    if attention is None:
        return
    if not {"difference", "ratio"} & attention.model_fields_set and not attention.levels:
        yield Issue("plan_attention_empty", ("attention", "difference"))
    for key in ("levels", "level_notes"):
        for name in getattr(attention, key):
            path: At = ("attention", key, name)
            signal, _, part = name.partition("/")
            if name in PART_LEVELS:
                if key == "level_notes" and name not in attention.levels:
                    yield Issue("plan_note_without_level", path, {"signal": name})
            elif signal in SIGNALS and signal not in OWN_LEVELS:
                yield Issue("plan_level_not_own", path, {"signal": name})
            elif signal not in OWN_LEVELS or (part and part not in (*SIGNALS[signal], *FURTHER_LEVELS.get(signal, ()))):
                yield Issue(
                    "plan_level_unknown",
                    path,
                    {"name": name, "allowed": OWN_LEVELS},
                    nearest_name(name, OWN_LEVELS),
                )
            elif key == "level_notes" and name not in attention.levels:
                yield Issue("plan_note_without_level", path, {"signal": name})


def _names(plan: AuditPlan) -> Iterator[Issue]:
    known = signal_names()
    for at, name in enumerate(plan.primary or ()):
        if name not in known:
            near = nearest_name(name, known)
            facts: dict[str, Fact] = {"name": name, "allowed": tuple(SIGNALS)}
            yield Issue("plan_signal_misspelt" if near else "plan_signal_unknown", ("primary", at), facts, near)
    for key in ("primary", "checklists"):
        for name in _twice(getattr(plan, key) or ()):
            yield Issue("plan_twice", (key,), {"key": key, "name": name})
    if plan.language is not None and plan.language not in LANGUAGES:
        facts = {"found": plan.language, "allowed": LANGUAGES}
        yield Issue("plan_language", ("language",), facts)


def _twice(names: object) -> list[str]:
    counts = Counter(names)  # type: ignore[call-overload]
    return [str(name) for name, count in counts.items() if count > 1]
