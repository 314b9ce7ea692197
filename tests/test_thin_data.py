"""Data that hold too little: a level with one person, a group without any outcome, nobody selected in a group."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import adm_audit as adm
from adm_audit.report import to_html
from adm_audit.result import AuditResult, Finding
from adm_audit.values import Estimate, Undefined
from report_cases import DAY, words


def people(group: str, number: int, selected: int, outcome: str | None, level: str = "usual") -> list[dict[str, Any]]:
    return [
        {
            "group": group,
            "level": level,
            "selected": int(at < selected),
            "outcome": outcome and ("yes" if at % 2 else "no"),
        }
        for at in range(number)
    ]


def audited(rows: list[dict[str, Any]], **more: Any) -> AuditResult:
    options: dict[str, Any] = {
        "decision": "selected",
        "positive": 1,
        "effect": "burden",
        "protected": ["group"],
        "attention": {"difference": 0.05, "chosen_on": "2026-10-01", "reason": "A test"},
    }
    return adm.audit(pd.DataFrame(rows), audited_on=DAY, **(options | more)).data


def about(result: AuditResult, signal: str, group: str, part: str | None = None) -> Finding:
    found = result.signal(signal).findings
    return next(item for item in found if item.group == {"group": group} and item.part == part)


STRATA = [{"column": "level", "reason": "A test"}]
OUTCOME = {"column": "outcome", "positive": ["yes"], "negative": ["no"], "known_for": "everyone"}


def test_a_level_with_one_person_changes_nothing_but_is_said() -> None:
    usual = people("a", 200, 60, "yes") + people("b", 300, 40, "yes") + people("c", 300, 40, "yes")
    alone = people("a", 1, 1, "yes", level="rare")
    without, with_one = audited(usual, strata=STRATA), audited(usual + alone, strata=STRATA)
    one, other = (about(result, "conditional_gap", "a") for result in (without, with_one))
    assert isinstance(one.difference, Estimate) and isinstance(other.difference, Estimate)
    # a level that holds only one side tells nothing
    assert other.difference == one.difference and other.p == one.p
    assert ("people_outside_strata", 1) in [(note.code, note.facts.get("people")) for note in other.remarks]
    assert "People of this group in such levels: 1." in words(to_html(with_one))


def test_a_factor_whose_levels_never_hold_both_sides_has_no_number() -> None:
    rows = people("a", 50, 20, "yes", level="x") + people("b", 50, 10, "yes", level="y")
    (found,) = audited(rows, strata=STRATA).signal("conditional_gap").findings
    assert isinstance(found.difference, Undefined)
    assert found.difference.because.code == "no_stratum_with_both_sides"
    assert (found.verdict, found.detail) == ("cannot_tell", "undefined")


def test_a_group_without_any_outcome_has_no_error_rate_and_the_others_keep_theirs() -> None:
    rows = people("a", 200, 60, None) + people("b", 300, 40, "yes") + people("c", 300, 60, "yes")
    result = audited(rows, outcome=OUTCOME)
    gone = about(result, "false_flag_gap", "a", "among_people_in_order")
    assert isinstance(gone.rate, Undefined) and isinstance(gone.difference, Undefined)
    assert gone.verdict == "cannot_tell"
    kept = about(result, "false_flag_gap", "b", "among_people_in_order")
    assert kept.counts is not None and kept.counts.total + kept.counts.other_total == 300  # half of b and c
    assert isinstance(kept.difference, Estimate)
    assert isinstance(about(result, "selection_gap", "a").difference, Estimate)
    table = next(item for item in result.tables if item.by == ("group",))
    row = next(item for item in table.groups if item.group == {"group": "a"})
    assert (row.counts.selected_unknown, row.counts.unselected_unknown) == (60, 140)
    assert "Traceback" not in words(to_html(result))


@pytest.mark.parametrize("selected", [0, 80])
def test_a_group_of_which_nobody_or_everybody_is_selected(selected: int) -> None:
    rows = people("a", 80, selected, "yes") + people("b", 300, 40, "yes") + people("c", 300, 60, "yes")
    found = about(audited(rows, outcome=OUTCOME), "selection_gap", "a")
    assert isinstance(found.rate, Estimate) and found.rate.value == selected / 80
    assert found.rate.exact is not None
    assert found.verdict == "shown" and found.group_rate == ("higher" if selected else "lower")
