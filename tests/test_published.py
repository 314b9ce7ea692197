"""Small published numbers, from count tables through our own command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from golden import audit, find, row_of

HEAD = "adm_audit: 1\ntitle: Published numbers\n"


def _counts(folder: Path, header: str, rows: list[tuple[object, ...]], plan: str) -> dict[str, Any]:
    lines = [header, *(",".join(str(cell) for cell in row) for row in rows)]
    (folder / "counts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return audit(HEAD + "data: {source: counts.csv, count: n}\n" + plan, folder)


def _measure(result: dict[str, Any], name: str) -> float:
    signal = next(s for s in result["signals"] if s["name"] == "selection_gap")
    return float(next(m for m in signal["measures"] if m["name"] == name)["number"]["value"])


SELECTION = "decision: {column: chosen, positive: [1], effect: benefit}\nprotected: [group]\n"


def _selection(folder: Path, groups: dict[str, tuple[int, int]]) -> dict[str, Any]:
    rows = [(name, chosen, n) for name, (k, total) in groups.items() for chosen, n in ((1, k), (0, total - k))]
    return _counts(folder, "group,chosen,n", rows, SELECTION)


def test_four_fifths_example(tmp_path: Path) -> None:
    """250, 270, 240 and 260 of 1,000 each: smallest impact ratio .889."""
    result = _selection(tmp_path, {"a": (250, 1000), "b": (270, 1000), "c": (240, 1000), "d": (260, 1000)})
    assert _measure(result, "impact_ratio") == pytest.approx(0.889, abs=5e-4)


def test_employment_audit_of_2024(tmp_path: Path) -> None:
    """Women 1,424 of 2,828, men 1,306 of 2,632: .504 and .496, ratio .985 (the published audit prints .99)."""
    result = _selection(tmp_path, {"women": (1424, 2828), "men": (1306, 2632)})
    rates = [row_of(result, "group", name)["rates"]["selection_rate"]["value"] for name in ("women", "men")]  # type: ignore[index]
    assert rates == pytest.approx([0.504, 0.496], abs=5e-4)
    assert _measure(result, "impact_ratio") == pytest.approx(0.985, abs=5e-4)


def test_eleven_of_eleven(tmp_path: Path) -> None:
    """No interval from 1 to 1: Clopper-Pearson begins at .7151, Wilson at .7412."""
    result = _selection(tmp_path, {"a": (11, 11), "b": (15, 148)})
    rate = row_of(result, "group", "a")["rates"]["selection_rate"]  # type: ignore[index]
    assert rate["exact"]["low"] == pytest.approx(0.7151, abs=5e-5)
    assert rate["interval"]["low"] == pytest.approx(0.7412, abs=5e-5)
    other = row_of(result, "group", "b")["rates"]["selection_rate"]["interval"]  # type: ignore[index]
    assert (other["low"], other["high"]) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_fairlearn_documentation_example(tmp_path: Path) -> None:
    """18 rows; the counts follow from the printed rates and group sizes (a 4, b 6, c 8)."""
    cells = {"a": (1, 2, 1, 0), "b": (3, 0, 2, 1), "c": (2, 2, 3, 1)}
    kinds = ((1, 1), (1, 0), (0, 1), (0, 0))  # decision, outcome: tp, fp, fn, tn
    rows = [(g, d, o, n) for g, counts in cells.items() for (d, o), n in zip(kinds, counts, strict=True)]
    plan = (
        "decision: {column: y_pred, positive: [1], effect: burden}\n"
        "outcome: {column: y_true, positive: [1], known_for: everyone}\nprotected: [group]\n"
    )
    result = _counts(tmp_path, "group,y_pred,y_true,n", rows, plan)
    expected = {"a": (0.5, 1.0, 0.75), "b": (0.6, 0.0, 0.5), "c": (0.4, 0.667, 0.5)}
    for group, values in expected.items():
        rates = row_of(result, "group", group)["rates"]  # type: ignore[index]
        names = ("true_positive_rate", "false_positive_rate", "selection_rate")
        assert [rates[name]["value"] for name in names] == pytest.approx(list(values), abs=5e-4)
    overall = row_of(result, "_overall", "")["rates"]  # type: ignore[index]
    assert overall["false_positive_rate"]["value"] == pytest.approx(0.667, abs=5e-4)
    assert overall["selection_rate"]["value"] == pytest.approx(0.556, abs=5e-4)


# Student grants in the Netherlands, 2014: counts of the statistics office, rounded to 10 (CBS / Algorithm Audit,
# EUPL-1.2). Non-European against Dutch origin, by risk class.
DUO = {
    "Dutch": ((390, 8670), (140, 16610), (70, 15110), (220, 54130), (180, 67300), (50, 16380)),
    "non-European": ((1460, 7280), (320, 8120), (50, 4680), (60, 8580), (30, 13130), (80, 13040)),
}


def test_student_grants_inside_the_risk_class(tmp_path: Path) -> None:
    """Odds ratio inside the risk class 3.98, with rounding possible from 3.78 to 4.18; risk ratio 3.63."""
    rows = [
        (origin, at, chosen, n)
        for origin, classes in DUO.items()
        for at, (selected, people) in enumerate(classes, start=1)
        for chosen, n in ((1, selected), (0, people - selected))
    ]
    lines = ["origin,class,chosen,n", *(",".join(map(str, row)) for row in rows)]
    (tmp_path / "counts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    plan = (
        "data: {source: counts.csv, count: n, rounded_to: 10}\n"
        "decision: {column: chosen, positive: [1], effect: burden}\n"
        "protected: [{column: origin, reference: Dutch}]\n"
        'strata: [{column: class, reason: "Risk class of the profile"}]\n'
        "attention: {difference: 0.05, ratio: 0.8, chosen_on: 2026-10-01, reason: Test}\n"
    )
    result = audit(HEAD + plan, tmp_path)
    crude = find(result, "selection_gap", None, {"origin": "non-European"})
    assert crude is not None and crude["verdict"] == "shown"
    inside = find(result, "conditional_gap", None, {"origin": "non-European"})
    assert inside is not None
    assert inside["measures"]["odds_ratio"]["value"] == pytest.approx(3.98, abs=5e-3)
    bounds = inside["measures"]["odds_ratio"]["bounds"]
    assert bounds["low"] < 3.80 and bounds["high"] > 4.16
    assert inside["ratio"]["value"] == pytest.approx(3.63, abs=5e-3)


def test_difference_level_alone_would_have_missed_it(tmp_path: Path) -> None:
    """3.08 points but 6.2 times: beyond the ratio level, not beyond 5 points."""
    groups = {"Dutch": (1050, 178_200), "non-European": (2010, 54_820)}
    rows = [(name, chosen, n) for name, (k, total) in groups.items() for chosen, n in ((1, k), (0, total - k))]
    verdicts = []
    for level in ("difference: 0.05", "difference: 0.05, ratio: 0.8"):
        plan = (
            "decision: {column: chosen, positive: [1], effect: burden}\n"
            "protected: [{column: group, reference: Dutch}]\n"
            f"attention: {{{level}, chosen_on: 2026-10-01, reason: Test}}\n"
        )
        finding = find(
            _counts(tmp_path, "group,chosen,n", rows, plan), "selection_gap", None, {"group": "non-European"}
        )
        assert finding is not None
        assert finding["ratio"]["value"] == pytest.approx(6.22, abs=5e-3)
        verdicts.append(finding["verdict"])
    assert verdicts == ["below_attention", "shown"]
