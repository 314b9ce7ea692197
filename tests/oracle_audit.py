"""A second, plain audit of the samples with pandas, SciPy and statsmodels: nothing of ours is imported.

It knows the same rules (who is compared with whom, two families of tests, attention levels), but computes
every number with other people's code. `audit` returns all comparisons of one sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from python_calamine import CalamineWorkbook
from scipy.stats import hypergeom
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
NOT_RECORDED = None


@dataclass
class Sample:
    """One sample in the words of its plan."""

    frame: pd.DataFrame  # the attributes as text or None; decision, outcome, stratum, inputs
    attributes: dict[str, str | None]  # attribute to reference group, None: everyone else
    stratum: str
    burden: bool
    everyone: bool  # outcomes known for everyone
    inputs: list[str]  # those with missing values


@dataclass
class Found:
    """One comparison."""

    signal: str
    part: str | None
    group: dict[str, str | None]
    cases: int
    total: int
    other_cases: int
    other_total: int
    difference: float
    ratio: float
    p: float
    excludes_zero: bool
    input: str | None = None
    p_adjusted: float = field(default=1.0)
    shown: bool = field(default=False)


def load(name: str) -> Sample:
    """Read a sample with pandas or calamine."""
    return {"welfare": _welfare, "water": _water, "recruitment": _recruitment}[name]()


def _welfare() -> Sample:
    raw = pd.read_csv(
        SAMPLES / "welfare" / "decisions.csv", sep=";", decimal=",", encoding="cp1252", skiprows=1,
        dtype={"postcode": str},
    )  # fmt: skip
    frame = pd.DataFrame({"sex": raw["sex"], "origin": raw["origin"].replace("unbekannt", None)})
    frame["age"] = _bands(raw["age"], (30, 45, 60))
    frame["decision"] = raw["selected"] == "yes"
    frame["outcome"] = raw["irregularity"].map({"yes": True, "no": False})
    frame["household"] = raw["household"]
    frame["random"] = raw["route"] == "random"
    frame["income"] = raw["income"]
    attributes = dict.fromkeys(["sex", "age", "origin"])
    return Sample(_plain(frame), attributes, "household", True, False, ["income"])


def _water() -> Sample:
    raw = pd.read_parquet(SAMPLES / "water" / "alerts.parquet")
    frame = raw[["sex", "age_group", "origin", "household_size"]].copy()
    frame["decision"], frame["outcome"] = raw["inspected"], raw["fault_found"]
    frame["night_use"] = raw["night_use"]
    attributes = dict.fromkeys(["sex", "age_group", "origin"])
    return Sample(_plain(frame), attributes, "household_size", True, False, ["night_use"])


def read_recruitment() -> pd.DataFrame:
    """Read the sheet: the header stands in row 3."""
    book = CalamineWorkbook.from_path(str(SAMPLES / "recruitment" / "candidatures.xlsx"))
    rows = book.get_sheet_by_name("Candidatures").to_python(skip_empty_area=False)
    return pd.DataFrame(rows[3:], columns=rows[2]).replace("", None)


def _recruitment() -> Sample:
    raw = read_recruitment()
    frame = raw[["sexe", "handicap", "origine", "poste"]].copy()
    frame["âge"] = _bands(raw["âge"], (30, 50))
    frame["decision"], frame["outcome"] = raw["offre"] == 1, raw["qualifié"] == "oui"
    frame["diplôme"] = raw["diplôme"]
    attributes = {"sexe": "Homme", "âge": None, "handicap": "non", "origine": "Nationale"}
    return Sample(_plain(frame), attributes, "poste", False, True, ["diplôme"])


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype(object).where(frame.notna(), None)


def _bands(ages: pd.Series[Any], edges: tuple[int, ...]) -> pd.Series[Any]:
    names = [f"under {edges[0]}", *(f"{low}-{high - 1}" for low, high in pairwise(edges))]
    cut = pd.cut(ages.astype(float), [0, *edges, 200], right=False, labels=[*names, f"{edges[-1]}+"])
    return cut.astype(object)


def sides(frame: pd.DataFrame, attribute: str, reference: str | None) -> Iterator[tuple[Any, Any, Any]]:
    """Yield each group with the rows of both sides, as the plan compares them."""
    recorded = frame[frame[attribute].notna()]
    groups = sorted(recorded[attribute].unique())
    if reference is None and len(groups) == 2:
        groups = groups[:1]
    for group in groups:
        if group != reference:
            other = recorded[attribute] == reference if reference else recorded[attribute] != group
            yield group, recorded[recorded[attribute] == group], recorded[other]
    if len(recorded) < len(frame):
        yield NOT_RECORDED, frame[frame[attribute].isna()], recorded


def compare(signal: str, part: str | None, group: dict[str, str | None], counts: tuple[int, ...]) -> Found:
    """Compare two shares: SciPy's hypergeometric distribution and statsmodels' Newcombe interval."""
    cases, total, other_cases, other_total = counts
    law = hypergeom(total + other_total, cases + other_cases, total)
    half = law.pmf(cases) / 2
    p = min(1.0, 2 * min(law.cdf(cases) - half, law.sf(cases) + half))
    low, high = confint_proportions_2indep(*counts, method="newcomb", compare="diff")
    rate, other = cases / total, other_cases / other_total
    ratio = rate / other if other else np.inf
    return Found(signal, part, group, *counts, rate - other, ratio, p, low > 0 or high < 0)


def _counts(group: pd.DataFrame, other: pd.DataFrame, column: str) -> tuple[int, ...]:
    return int(group[column].sum()), len(group), int(other[column].sum()), len(other)


def measures(sample: Sample) -> Iterator[tuple[str, str | None, pd.DataFrame, str]]:
    """Yield signal, part, the rows that the rate is about, and the column that says what is counted."""
    frame = sample.frame
    known = frame[frame["outcome"].notna()].copy()
    known["wrong"] = known["outcome"] == False  # noqa: E712 - a column of objects
    known["right"] = ~known["wrong"]
    known["missed"] = ~known["decision"].astype(bool)
    yield "selection_gap", None, frame, "decision"
    for column in sample.inputs:
        yield "missing_gap", "values", frame.assign(**{column: frame[column].isna()}), column
    chosen = known[known["decision"].astype(bool)]
    yield "false_flag_gap", "among_people_flagged", chosen, "wrong"
    if sample.everyone:
        yield "false_flag_gap", "among_people_in_order", known[known["wrong"]], "decision"
        yield "missed_gap", "among_people_concerned", known[known["right"]], "missed"
        yield "missed_gap", "among_people_not_selected", known[known["missed"]], "right"
    else:
        whole = frame.copy()
        whole["wrongly"] = (frame["decision"] == True) & (frame["outcome"] == False)  # noqa: E712
        yield "false_flag_gap", "in_whole_group", whole, "wrongly"


def conditional(sample: Sample, attribute: str, group: Any, one: Any, two: Any) -> Found | None:
    """Pool over the strata: Mantel-Haenszel difference and statsmodels' test of no association."""
    tables, top, bottom = [], 0.0, 0.0
    ratio_top, ratio_bottom = 0.0, 0.0
    for level in sorted(sample.frame[sample.stratum].unique()):
        x, n, y, m = _counts(one[one[sample.stratum] == level], two[two[sample.stratum] == level], "decision")
        if n and m:
            tables.append([[x, n - x], [y, m - y]])
            top, bottom = top + (x * m - y * n) / (n + m), bottom + n * m / (n + m)
            ratio_top, ratio_bottom = ratio_top + x * m / (n + m), ratio_bottom + y * n / (n + m)
    pooled = StratifiedTable([np.array(table, dtype=float) for table in tables])
    p = float(pooled.test_null_odds(correction=False).pvalue)
    counts = _counts(one, two, "decision")
    group = {attribute: group}
    numbers = top / bottom, ratio_top / ratio_bottom, p, p < 0.05
    return Found("conditional_gap", None, group, *counts, *numbers, input=sample.stratum)


def combined(sample: Sample) -> Iterator[Found]:
    """Compare each combined group with everyone else whose values are recorded."""
    for names in combinations(sample.attributes, 2):
        recorded = sample.frame.dropna(subset=list(names))
        for values, group in recorded.groupby(list(names)):
            other = recorded.drop(group.index)
            yield compare("intersection", None, dict(zip(names, values, strict=True)), _counts(group, other, "decision"))  # fmt: skip


def audit(sample: Sample) -> list[Found]:
    """Return every comparison with its adjusted p and whether it is shown."""
    singles = [
        replace(
            compare(signal, part, {attribute: group}, _counts(one, two, column)),
            input=column if signal == "missing_gap" else None,
        )
        for signal, part, rows, column in measures(sample)
        for attribute, reference in sample.attributes.items()
        for group, one, two in sides(rows, attribute, reference)
        if len(one) and len(two)
    ]
    singles += [
        conditional(sample, attribute, *side)
        for attribute, reference in sample.attributes.items()
        for side in sides(sample.frame, attribute, reference)
    ]
    serious = "among_people_concerned" if not sample.burden else "in_whole_group"
    first = [one for one in singles if one.signal == "selection_gap" or one.part == serious]
    second = [one for one in singles if one not in first]
    crossed = list(combined(sample))
    for family, method, alpha in ((first, "holm", 0.04), (second, "holm", 0.01), (crossed, "fdr_bh", 0.05)):
        adjusted = multipletests([one.p for one in family], method=method)[1]
        for one, p in zip(family, adjusted, strict=True):
            beyond = abs(one.difference) > 0.05 or one.ratio < 0.8 or one.ratio > 1.25
            one.p_adjusted, one.shown = float(p), bool(p < alpha and one.excludes_zero and beyond)
    return [*first, *second, *crossed]
