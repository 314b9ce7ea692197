"""Student grants in the Netherlands: home visits by origin, from counts that were rounded to 10, by the command line.

Counts: Statistics Netherlands / Algorithm Audit (EUPL-1.2).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from adm_audit.api import load_result
from adm_audit.cli import main
from adm_audit.counts import Range
from adm_audit.result import AuditResult, Finding

# 2014, risk classes 1 (highest) to 6: people with a grant, and people visited at home
PEOPLE = {
    "Dutch": (8670, 16610, 15110, 54130, 67300, 16380),
    "European": (790, 1330, 1150, 3190, 4530, 4630),
    "non-European": (7280, 8120, 4680, 8580, 13130, 13040),
}
VISITED = {
    "Dutch": (390, 140, 70, 220, 180, 50),
    "European": (70, 20, 10, 10, 10, 10),
    "non-European": (1460, 320, 50, 60, 30, 80),
}
PLAN = """adm_audit: 1
title: Home visits
data: {source: counts.csv, count: n, rounded_to: 10}
decision: {stage: visited, effect: burden}
stages: {column: step, order: [grant, flagged, visited], counts: reached}
manual_stages: [visited]
protected: [{column: origin, reference: Dutch}]
attention: {difference: 0.05, ratio: 0.8, chosen_on: 2026-10-01, reason: Test, levels: {funnel: 0.5}}
"""
STRATA = 'strata: [{column: class, reason: "Risk class of the profile"}]\n'


def command(name: str, folder: Path) -> object:
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as caught:
        patch.setattr("sys.argv", ["adm-audit", name, str(folder / "audit.yaml")])
        main()
    return caught.value.code


def run(folder: Path, lines: list[str], plan: str) -> tuple[AuditResult, str]:
    (folder / "counts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "audit.yaml").write_text(plan, encoding="utf-8")
    assert command("run", folder) == 0
    report = (folder / "results" / "report.html").read_text(encoding="utf-8")
    return load_result(folder / "results" / "result.json").data, report


def ratio(finding: Finding) -> float:
    return finding.ratio.value  # type: ignore[union-attr]


def step(result: AuditResult, name: str, part: str = "step_gap") -> Finding:
    origin = {"origin": "non-European"}
    (found,) = [
        item for item in result.signal("funnel").findings if (item.part, item.input, item.group) == (part, name, origin)
    ]
    return found


def classes() -> list[str]:
    """2014: a row for each step. The two highest classes are those that the profile flagged."""
    lines = ["origin,class,step,n"]
    for origin, people in PEOPLE.items():
        for at, (number, visited) in enumerate(zip(people, VISITED[origin], strict=True), start=1):
            lines.append(f"{origin},{at},grant,{number}")
            lines += [f"{origin},{at},flagged,{number}"] if at <= 2 else []
            lines.append(f"{origin},{at},visited,{visited}")
    return lines


def test_2014_the_profile_and_the_people_who_decide(tmp_path: Path) -> None:
    result, report = run(tmp_path, classes(), PLAN + STRATA)
    profile = step(result, "flagged")
    assert profile.verdict == "shown" and round(ratio(profile), 2) == 1.98
    assert profile.counts is not None and profile.counts.cases == Range(15_390, 15_410, 15_400)
    (crude,) = [item for item in result.signal("selection_gap").findings if item.group == {"origin": "non-European"}]
    assert crude.verdict == "shown" and round(ratio(crude), 2) == 6.19  # 2,000 of 54,830 as the classes add up
    (inside,) = [item for item in result.signal("conditional_gap").findings if item.group == {"origin": "non-European"}]
    odds = inside.measures["odds_ratio"]
    assert round(odds.value, 2) == 3.98  # type: ignore[union-attr]
    assert (round(odds.bounds.low, 2), round(odds.bounds.high, 2)) == (3.78, 4.18)  # type: ignore[union-attr]
    factors = {
        item.name: item for item in result.signal("funnel").measures if item.facts.get("group") == "non-European"
    }
    assert round(factors["profile_ratio"].number.value, 2) == 1.82  # type: ignore[union-attr]
    assert round(factors["inside_ratio"].number.value, 2) == 3.39  # type: ignore[union-attr]
    orders = [factors["profile_ratio"].facts[name] for name in ("by_others", "by_group")]
    assert [round(float(order), 2) for order in orders if order is not None] == [1.63, 2.04]
    assert step(result, "visited", "manual_step").verdict == "shown"
    # people outside both high classes were visited too, so that the ratio at the end is no product of the steps
    skipped = sum(sum(visited[2:]) for visited in VISITED.values())
    assert ("stages_not_nested", skipped) in [(note.code, note.facts["people"]) for note in result.remarks]
    assert f"{skipped} people reached a stage without the one before it." in report
    # inside the two high classes, of those flagged: 1,460 of 7,280 and 320 of 8,120 against 390 of 8,670 and 140 of 16,610
    pooled = step(result, "visited").measures["step_ratio_inside:class"]
    above = 1460 * 8670 / (7280 + 8670) + 320 * 16_610 / (8120 + 16_610)
    below = 390 * 7280 / (7280 + 8670) + 140 * 8120 / (8120 + 16_610)
    assert pooled.value == pytest.approx(above / below)  # type: ignore[union-attr]
    assert "inside the levels of “class” (Mantel-Haenszel): 4.50" in report


def test_the_check_says_how_many_skipped_a_stage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path, classes(), PLAN + STRATA)
    capsys.readouterr()
    assert command("check", tmp_path) == 0
    assert "780 people reached a stage without the one before it." in capsys.readouterr().out


def test_2019_the_profile_is_even_and_the_selection_is_not(tmp_path: Path) -> None:
    """Published shares: flagged 28.6 % against 30.3 %, .943 times; visited 3.269 % against .932 %, 3.51 times."""
    steps = {"Dutch": (27_890, 8460, 260), "non-European": (19_580, 5600, 640)}
    lines = ["origin,step,n"]
    lines += [
        f"{origin},{name},{n}"
        for origin, numbers in steps.items()
        for name, n in zip(("grant", "flagged", "visited"), numbers, strict=True)
    ]
    result, report = run(tmp_path, lines, PLAN)
    assert step(result, "flagged").verdict == "below_attention" and round(ratio(step(result, "flagged")), 3) == 0.943
    assert step(result, "visited").verdict == "shown"
    (whole,) = result.signal("selection_gap").findings
    assert ratio(whole) == pytest.approx(3.51, abs=6e-3) and whole.rate.value == pytest.approx(0.03269, abs=5e-6)  # type: ignore[union-attr]
    (note,) = [note for note in result.signal("funnel").remarks if note.code == "steps_even_and_not"]
    assert note.facts == {"group": "non-European", "even": ("flagged",), "uneven": ("visited",)}
    assert "the step flagged is even: any gap there is within the attention level. The step visited is not." in report
    # the profile works against the gap at the end, so no step has a share of it
    (main_step,) = [item for item in result.signal("funnel").findings if item.part == "main_step"]
    assert main_step.verdict == "cannot_tell"


# 2014: visited and found in order ("duly"), visited and not in order, visit could not take place
OUTCOMES = {"Dutch": (860, 130, 50), "European": (70, 50, 10), "non-European": (630, 1060, 310)}
TOTALS = {"Dutch": 178_200, "European": 15_630, "non-European": 54_820}


def test_the_hit_rate_acquits_while_more_are_visited_without_cause(tmp_path: Path) -> None:
    """Hit rates 13.1 % against 62.7 %; visited without cause 4.8 against 11.5 of 1,000: 2.38 times."""
    lines = ["origin,step,found,n"]
    for origin, (duly, unduly, none) in OUTCOMES.items():
        lines.append(f"{origin},grant,,{TOTALS[origin]}")
        lines += [f"{origin},visited,{name},{n}" for name, n in (("duly", duly), ("unduly", unduly), ("", none))]
    plan = PLAN.replace("grant, flagged, visited", "grant, visited").replace(
        "manual_stages",
        "outcome: {column: found, positive: [unduly], negative: [duly], known_for: selected}\nmanual_stages",
    )
    result, report = run(tmp_path, lines, plan)
    rows = {row.group["origin"]: row for table in result.tables if table.by == ("origin",) for row in table.groups}
    rates = {name: row.rates["positive_predictive_value"].value for name, row in rows.items()}  # type: ignore[union-attr]
    assert {name: round(rate, 3) for name, rate in rates.items()} == {
        "Dutch": 0.131,
        "European": 0.417,
        "non-European": 0.627,
    }
    found = {
        item.part: item for item in result.signal("false_flag_gap").findings if item.group == {"origin": "non-European"}
    }
    assert found["among_people_flagged"].group_rate == "lower"  # the naive reading: they are flagged wrongly less often
    assert found["in_whole_group"].verdict == "shown" and round(ratio(found["in_whole_group"]), 2) == 2.38
    (note,) = [
        note
        for note in result.signal("false_flag_gap").remarks
        if note.code == "hit_rate_misleads" and note.facts["group"] == "non-European"
    ]
    told = {name: 1000 * float(note.facts[name] or 0) for name in ("rate", "other_rate")}  # type: ignore[arg-type]
    assert {name: round(value, 1) for name, value in told.items()} == {"rate": 11.5, "other_rate": 4.8}
    assert "Do not judge by hit rates here." in report and "11.5 against 4.8 of 1,000" in report


def test_no_warning_where_hit_rates_and_wrong_flags_agree(tmp_path: Path) -> None:
    lines = ["origin,step,found,n"]
    for origin, wrong in (("Dutch", 100), ("non-European", 400)):
        lines.append(f"{origin},grant,,10000")
        lines += [f"{origin},visited,duly,{wrong}", f"{origin},visited,unduly,200"]
    plan = PLAN.replace("grant, flagged, visited", "grant, visited").replace(
        "manual_stages",
        "outcome: {column: found, positive: [unduly], negative: [duly], known_for: selected}\nmanual_stages",
    )
    result, _ = run(tmp_path, lines, plan)
    assert [note.code for note in result.signal("false_flag_gap").remarks] == []
