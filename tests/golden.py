"""Audits of public datasets through our own command line, and the values that others computed for them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the public test datasets are not on this machine")

RATES = {
    "selection_rate": "selection_rate",
    "base_rate": "base_rate",
    "tpr": "true_positive_rate",
    "fnr": "false_negative_rate",
    "fpr": "false_positive_rate",
    "ppv": "positive_predictive_value",
    "fdr": "false_discovery_rate",
    "for": "false_omission_rate",
}
COMPARED = {
    "selection_rate": ("selection_gap", None),
    "fpr": ("false_flag_gap", "among_people_in_order"),
    "fdr": ("false_flag_gap", "among_people_flagged"),
    "fnr": ("missed_gap", "among_people_concerned"),
    "for": ("missed_gap", "among_people_not_selected"),
}


def audit(plan: str, folder: Path) -> dict[str, Any]:
    """Run an audit from the command line and return its result.json."""
    path = folder / "audit.yaml"
    path.write_text(plan, encoding="utf-8")
    command = [sys.executable, "-m", "adm_audit", "run", str(path), "-o", str(folder / "out"), "--date", "2026-11-22"]
    done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads((folder / "out" / "result.json").read_text(encoding="utf-8"))
    return result


def where(path: Path, folder: Path) -> str:
    """Return a path as a plan in ``folder`` would write it."""
    return os.path.relpath(path, folder)


@dataclass(frozen=True)
class Golden:
    """One value that was computed elsewhere; ``value`` None: undefined (0/0)."""

    dataset: str
    attribute: str
    group: str
    metric: str
    value: float | None


def golden(dataset: str) -> Iterator[Golden]:
    """Yield all golden values of a dataset."""
    with (DATA / dataset / "golden.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            value = float(row["value"]) if row["value"] else None
            yield Golden(row["dataset"], row["attribute"], row["group"], row["metric"], value)


def row_of(result: dict[str, Any], attribute: str, group: str) -> dict[str, Any] | None:
    """Return the row of a group in the tables of a result; attributes and groups joined as in the golden files."""
    names = [] if attribute == "_overall" else attribute.split(" & ")
    values = [] if attribute == "_overall" else group.split(" & ")
    for table in result["tables"]:
        if table["by"] == names:
            for row in table["groups"]:
                if list(row["group"].values()) == values:
                    found: dict[str, Any] = row
                    return found
    return None


def value_of(result: dict[str, Any], item: Golden) -> float | str | None:
    """Return our value for a golden one; a kind such as "undefined"; None where our result has nothing of the sort."""
    if " vs " in item.group:
        return _compared(result, item)
    row = row_of(result, item.attribute, item.group)
    if row is None:
        return None
    counts = row["counts"]
    if item.metric in {"tp", "fp", "fn", "tn"}:
        return float(counts[item.metric])
    if item.metric == "n":
        return float(sum(counts.values()))
    if item.metric == "selected":
        return float(counts["tp"] + counts["fp"] + counts["selected_unknown"])
    if item.metric.startswith("selection_rate_wilson95"):
        return float(row["rates"]["selection_rate"]["interval"][item.metric.rsplit("_", 1)[1]])
    if item.metric in RATES and RATES[item.metric] in row["rates"]:
        return _number(row["rates"][RATES[item.metric]])
    return None


def _number(number: dict[str, Any]) -> float | str:
    return float(number["value"]) if number["kind"] == "estimate" else str(number["kind"])


def _compared(result: dict[str, Any], item: Golden) -> float | str | None:
    group, reference = item.group.split(" vs ")
    metric, _, kind = item.metric.rpartition("_")
    if item.metric.startswith("selection_ztest") or item.metric == "selection_fisher_exact_p":
        metric = "selection_rate"
    if metric not in COMPARED:
        return None
    signal, part = COMPARED[metric]
    finding = find(result, signal, part, {item.attribute: group}, reference)
    if finding is None:
        return None
    if kind in {"diff", "ratio"}:
        return _number(finding["difference" if kind == "diff" else "ratio"])
    name = {"selection_ztest_z": "score_z", "selection_ztest_p": "score_p"}.get(item.metric, "fisher_p")
    return _number(finding["measures"][name]) if name in finding["measures"] else None


def find(
    result: dict[str, Any], signal: str, part: str | None, group: dict[str, str | None], reference: str | None = None
) -> dict[str, Any] | None:
    """Return one finding of a result."""
    for entry in result["signals"]:
        if entry["name"] == signal:
            for finding in entry["findings"]:
                about = finding["part"] == part and finding["group"] == group
                if about and reference in (None, finding["against_group"]):
                    found: dict[str, Any] = finding
                    return found
    return None
