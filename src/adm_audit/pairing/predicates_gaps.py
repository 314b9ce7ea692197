"""Named tests that compare gaps with each other, with an earlier audit or with what a supplier said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from adm_audit.pairing.case import Case
from adm_audit.pairing.logic import FALSE, Judgement, known, some, unknown
from adm_audit.pairing.view import Facet, GroupKey, View

_MEASURES = ("selection_gap", "false_flag_gap", "missed_gap")


def _looked(facets: Iterable[Facet]) -> list[Facet]:
    return [facet for facet in facets if facet.verdict != "not_looked_at"]


def _shown(facets: Iterable[Facet]) -> list[Facet]:
    return [facet for facet in facets if facet.verdict == "shown" and facet.worse_off is not False]


def _largest(facets: Iterable[Facet]) -> Facet | None:
    sized = [facet for facet in facets if facet.size is not None]
    return max(sized, key=lambda facet: facet.size or 0.0) if sized else None


def _nothing_shown(facets: list[Facet]) -> Judgement:
    """Judge "none is shown": it can only be said of gaps that were looked at and are not open."""
    if not _looked(facets):
        return unknown("not_looked_at_any")
    return unknown("cannot_tell_any") if any(facet.verdict == "cannot_tell" for facet in facets) else FALSE


def conditional_gap_differs(case: Case) -> Judgement:
    """A conditional gap is shown and, beyond chance, larger than the selection gap or on the other side."""
    conditional = case.result.of(["conditional_gap"])
    if not _looked(conditional):
        return unknown("not_looked_at", signal="conditional_gap")
    crude = {facet.group: facet for facet in case.result.of(["selection_gap"]) if facet.group}
    judged = [
        _beyond(facet, crude.get(facet.group)) for facet in conditional if facet.verdict == "shown" and facet.group
    ]
    return some(judged) if judged else _nothing_shown(list(conditional))


def _beyond(conditional: Facet, crude: Facet | None) -> Judgement:
    if crude is None or crude.span is None or conditional.span is None:
        return unknown("no_interval", finding=conditional.id)
    inner, outer = conditional.span, crude.span
    above = inner.low > 0 and outer.high is not None and inner.low > outer.high
    below = inner.high is not None and inner.high < 0 and inner.high < outer.low
    return Judgement(value=True, findings=(conditional.id,)) if above or below else FALSE


def largest_gap_in_combined_group(case: Case) -> Judgement:
    """The largest gap that is shown belongs to a combined group, and goes beyond every single one.

    A combined group inherits the gaps of its parents. Only if its whole interval lies beyond the largest single gap does
    it show something that single grounds miss.
    """
    combined = list(case.result.of(["intersection"]))
    top = _largest(_shown(combined))
    if top is None:
        return _nothing_shown(combined)
    single = _largest(_shown(case.result.of(_MEASURES)))
    if single is not None and _nearest_to_zero(top) <= (single.size or 0.0):
        return FALSE
    return Judgement(value=True, findings=(top.id,))


def _nearest_to_zero(facet: Facet) -> float:
    """Return the smallest size that a gap may have by its interval; its estimate where it has none."""
    if facet.span is None or facet.span.high is None:
        return facet.size or 0.0
    return max(facet.span.low, -facet.span.high, 0.0)


def largest_gap_on_other_measure(case: Case) -> Judgement:
    """The largest gap that is shown is on a measure that was not named beforehand."""
    named = case.record("measures_named")
    if not isinstance(named, list):
        return unknown("no_record", record="measures_named")
    facets = list(case.result.of(_MEASURES))
    top = _largest(_shown(facets))
    if top is None:
        return _nothing_shown(facets)
    return FALSE if top.signal in named else Judgement(value=True, findings=(top.id,))


def _supplier_group(entry: Mapping[str, object]) -> GroupKey:
    group = entry.get("group")
    if isinstance(group, Mapping):
        return tuple(sorted((str(name), None if value is None else str(value)) for name, value in group.items()))
    name, _, value = str(group).partition("=")
    return ((name.strip(), value.strip()),)


def supplier_gap_opposite(case: Case) -> Judgement:
    """For a group, the gap that is shown here and the one that the supplier reported go opposite ways."""
    reported = case.record("supplier_results")
    if not isinstance(reported, list) or not reported:
        return unknown("no_record", record="supplier_results")
    return some(_opposite(case.result, entry) for entry in reported if isinstance(entry, Mapping))


def _opposite(of: View, entry: Mapping[str, object]) -> Judgement:
    signal, said = str(entry.get("signal")), entry.get("direction")
    mine = [facet for facet in of.of([signal]) if facet.group == _supplier_group(entry)]
    if not _looked(mine):
        return unknown("not_looked_at", signal=signal)
    shown = [facet for facet in mine if facet.verdict == "shown"]
    if not shown:
        return _nothing_shown(mine)
    against = [facet.id for facet in shown if facet.group_rate in ("higher", "lower") and facet.group_rate != said]
    return Judgement(value=True, findings=tuple(against)) if against else FALSE


def gap_shown_again(case: Case) -> Judgement:
    """A gap shown for a group in the earlier audit is shown again and is not clearly smaller."""
    if case.earlier is None:
        return unknown("no_earlier_result")
    signals = case.library.signal_sets.get("any_gap", _MEASURES)
    before = _shown(case.earlier.of(signals))
    if not before:
        return _nothing_shown(list(case.earlier.of(signals)))
    return some(_again(old, case.result) for old in before)


def _again(old: Facet, of: View) -> Judgement:
    now = [facet for facet in of.of([old.signal]) if facet.id == old.id and facet.group == old.group]
    if not _looked(now):
        return unknown("not_looked_at", signal=old.signal)
    if now[0].verdict == "cannot_tell":
        return unknown("cannot_tell", signal=old.signal, finding=old.id)
    if now[0].verdict != "shown":
        return FALSE
    return FALSE if _clearly_smaller(now[0], old) else Judgement(value=True, findings=(old.id,))


def _clearly_smaller(now: Facet, old: Facet) -> bool:
    """Return whether the intervals of the two differences lie apart, the new one nearer to zero."""
    if now.span is None or old.span is None or now.span.high is None or old.span.high is None:
        return False
    return now.span.high < old.span.low if old.span.low > 0 else now.span.low > old.span.high


def worst_group_changed(case: Case) -> Judgement:
    """A group that had no gap in the earlier audit now has the worst result, and that gap is shown."""
    if case.earlier is None:
        return unknown("no_earlier_result")
    facets = list(case.result.of(_MEASURES))
    worst = _largest(_shown(facets))
    if worst is None:
        return _nothing_shown(facets)
    before = [f for f in case.earlier.of([worst.signal]) if f.id == worst.id and f.group == worst.group]
    if not _looked(before):
        return unknown("not_in_earlier_result", finding=worst.id)
    held = known(before[0].verdict != "shown")
    return Judgement(value=True, findings=(worst.id,)) if held.value else held
