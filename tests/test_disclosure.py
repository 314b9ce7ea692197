"""The edition for the public: nothing in it depends on anything but the published counts, and it never contradicts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.auditor import audit, audit_for_public, needed
from adm_audit.cli import main
from adm_audit.counts import Range, high, low
from adm_audit.disclosure.attack import pinned
from adm_audit.disclosure.publish import SIGNALS, asked_in_public, published, published_tables
from adm_audit.disclosure.released import attack_result
from adm_audit.disclosure.system import Table
from adm_audit.errors import DataError, PlanError
from adm_audit.evidence import CASE
from adm_audit.export import to_csv
from adm_audit.plan.load import plan_from_keywords
from adm_audit.plan.model import AuditPlan
from adm_audit.report import to_html
from adm_audit.result import AuditResult, to_json
from adm_audit.tables.load import count, ready
from adm_audit.tally import Need
from adm_audit.values import Bounds, Estimate

DAY = date(2026, 11, 24)
SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
MINIMUM, BASE = 10, 5


def plan(**more: Any) -> AuditPlan:
    more.setdefault("outcome", {"column": "found", "positive": [1], "known_for": "selected"})
    return plan_from_keywords(
        title="Re-examination",
        source="frame",
        decision={"column": "selected", "positive": [1], "effect": "burden"},
        protected=["sex", "origin"],
        strata=[{"column": "office", "reason": "Offices have other cases."}],
        attention={"difference": 0.05, "chosen_on": date(2026, 1, 1), "reason": "One in twenty."},
        intersections=2,
        **more,
    )


def city(seed: int, people: int = 900) -> pd.DataFrame:
    """Return a small city with rare groups, in which one group is selected twice as often."""
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "sex": draw.choice(["F", "M"], people),
            "origin": draw.choice(["here", "near", "far"], people, p=[0.75, 0.2, 0.05]),
            "office": draw.choice(["A", "B", "C"], people, p=[0.6, 0.35, 0.05]),
        }
    )
    frame["selected"] = (draw.random(people) < np.where(frame["origin"] == "here", 0.15, 0.4)).astype(int)
    frame["found"] = np.where(frame["selected"] == 1, (draw.random(people) < 0.4).astype(float), np.nan)
    return frame


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Return every plain value in a result, with its path; ranges as they are."""
    if isinstance(value, Range) or not (is_dataclass(value) or isinstance(value, dict | tuple | list)):
        yield path, value
    elif is_dataclass(value):
        for field in fields(value):
            yield from walk(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, f"{path}.{key}")
    else:
        for at, item in enumerate(value):
            yield from walk(item, f"{path}[{at}]")


@pytest.fixture(scope="module")
def editions() -> tuple[AuditResult, AuditResult]:
    """The exact and the public edition of one small city."""
    return audit(plan(), city(1), audited_on=DAY), audit_for_public(plan(), city(1), audited_on=DAY)


def test_every_count_is_hidden_or_rounded(editions: tuple[AuditResult, AuditResult]) -> None:
    counted = [
        (path, value)
        for path, value in walk(editions[1])
        if re.search(r"\.(counts\.\w+|cases)$", path) and value is not None
    ]
    assert len(counted) > 200
    for path, value in counted:
        assert isinstance(value, Range) or value == 0, path
        assert low(value) < high(value) or value == 0, path


def test_the_tables_print_multiples_only_and_hide_small_counts(editions: tuple[AuditResult, AuditResult]) -> None:
    exact, public = editions
    hidden = 0
    rows = {(table.by, tuple(row.group.items())): row.counts for table in exact.tables for row in table.groups}
    for table in public.tables[1:]:
        for row in table.groups:
            true = rows.get((table.by, tuple(row.group.items())))
            for field in fields(row.counts):
                value = getattr(row.counts, field.name)
                count = 0 if true is None else getattr(true, field.name)
                assert low(value) <= count <= high(value)
                if isinstance(value, Range) and count < MINIMUM:
                    hidden += 1
                    assert (value.low, value.high, value.printed) == (0, MINIMUM - 1, None)
                elif isinstance(value, Range):
                    assert value.printed is None or value.printed % BASE == 0
                    assert value.high - value.low >= BASE - 1 or value.low == MINIMUM
    assert hidden >= 15


def test_no_number_that_counts_people_stands_beside_the_counts(editions: tuple[AuditResult, AuditResult]) -> None:
    exact, public = editions
    true = {
        value
        for path, value in walk(exact)
        if re.search(r"\.(counts\.\w+|cases|rows)$", path) and isinstance(value, int) and value > 0
    }
    for path, value in walk(public):
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and not path.startswith((".plan", ".checklists", ".safeguards"))
        ):
            if path.endswith((".version", ".seed", ".comparisons")):
                continue
            # numbers below the minimum also count groups and steps; those of people are looked at above
            assert value < MINIMUM or value not in true or value % BASE == 0, path
    assert public.inputs[0].rows == 0
    assert public.inputs[0].sha256 is None


RICH: dict[str, Any] = {
    "recommendation": {"column": "flag", "positive": [1]},
    "route": {"column": "route", "random": ["random"], "drawn_from": "everyone"},
    "outcome": {"column": "found", "positive": [1], "known_for": "sample"},
    "inputs": [{"column": "income", "reason": "Means test"}],
    "stages": ["flag", "selected"],
}
"""A plan whose cases have more parts, and with it a signal for each kind of table."""


def rich_city(seed: int, people: int) -> pd.DataFrame:
    """Return a city with recommendations, random cases, stages and missing values."""
    frame, draw = city(seed, people), np.random.default_rng(seed)
    chance = draw.random(people)
    frame["flag"] = np.where(chance < 0.1, 1 - frame["selected"], frame["selected"])
    frame["route"] = np.where(draw.random(people) < 0.1, "random", "tool")
    frame["income"] = np.where(draw.random(people) < 0.06, np.nan, 1000.0)
    return frame


def swapped(frame: pd.DataFrame, draw: np.random.Generator, people: int) -> pd.DataFrame:
    """Return the same city with a few people taken out or told twice."""
    rows = frame.index.to_list()
    for _ in range(people):
        at = int(draw.integers(len(rows)))
        if draw.random() < 0.5:
            rows.pop(at)
        else:
            rows.append(rows[at])
    return frame.loc[rows].reset_index(drop=True)


def tables_of(which: AuditPlan, frame: pd.DataFrame, *, hide: bool = True) -> list[Table]:
    """Return all published tables of a city."""
    asked = asked_in_public(needed(which)[0])
    needs = [need for item in asked.values() if isinstance(item, list) for need in item]
    needs += [Need.of(item.column, CASE) for item in which.protected]
    exact, _ = count(ready(which, frame, lambda _: None, needs), needs)
    return published_tables(which, exact, needs, hide=hide)


def cells_of(which: AuditPlan, frame: pd.DataFrame, *, hide: bool = True) -> list[Any]:
    """Return all published counts of a city."""
    tables = tables_of(which, frame, hide=hide)
    return [(one.axes, one.codes.tolist(), one.low.tolist(), one.high.tolist()) for one in tables]


def test_no_hidden_count_of_any_table_is_pinned() -> None:
    which, frame = plan(**RICH), rich_city(5, 2000)
    kinds = {one.axes[-1] for one in tables_of(which, frame, hide=False)}
    assert kinds == {CASE, "field", "stages:", "missing:income", "missing:office"}
    assert pinned(tables_of(which, frame, hide=False))
    assert pinned(tables_of(which, frame)) == ()


@pytest.mark.parametrize(("more", "first", "people"), [({}, city(2, 1200), 3), (RICH, rich_city(2, 3000), 1)])
def test_cities_with_the_same_published_counts_have_the_same_public_edition(
    more: dict[str, Any], first: pd.DataFrame, people: int
) -> None:
    """What a reader sees is the same, so it tells nothing of what differs: counts, rates, verdicts, sentences, charts."""
    which, draw = plan(**more), np.random.default_rng(9)
    rounded, cells = cells_of(which, first, hide=False), cells_of(which, first)
    public = audit_for_public(which, first, audited_on=DAY)
    others = (swapped(first, draw, people) for _ in range(200))
    near = (other for other in others if cells_of(which, other, hide=False) == rounded)
    alike = next(other for other in near if cells_of(which, other) == cells)
    other = audit_for_public(which, alike, audited_on=DAY)
    assert to_json(other) == to_json(public)
    assert to_html(other) == to_html(public)
    assert to_csv(other) == to_csv(public)
    assert to_json(audit(which, alike, audited_on=DAY)) != to_json(audit(which, first, audited_on=DAY))


def numbers(result: AuditResult) -> dict[tuple[str, str], Any]:
    return {
        (item.id, name): getattr(item, name)
        for signal in result.signals
        for item in signal.findings
        for name in ("difference", "ratio", "rate")
    }


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_small_cities_are_never_pinned_and_never_contradicted(seed: int) -> None:
    frame = city(seed, 300 + seed % 900)
    exact, public = audit(plan(), frame, audited_on=DAY), audit_for_public(plan(), frame, audited_on=DAY)
    found = attack_result(public)
    assert found.hidden > 0
    assert found.recognised == ()
    verdicts = {item.id: item.verdict for signal in exact.signals for item in signal.findings}
    for signal in public.signals:
        for item in signal.findings:
            if item.difference is not None and item.id in verdicts and item.verdict != "cannot_tell":
                assert item.verdict == verdicts[item.id], item.id
    true = numbers(exact)
    for key, number in numbers(public).items():
        if isinstance(number, Bounds) and isinstance(true.get(key), Estimate):
            value = true[key].value
            assert number.low is None or number.low - 1e-9 <= value, key
            assert number.high is None or value <= number.high + 1e-9, key


def test_without_protection_by_neighbours_the_attack_finds_hidden_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    from adm_audit import auditor

    monkeypatch.setattr(auditor, "published", lambda *args: published(*args, hide=False))
    found = attack_result(audit_for_public(plan(), city(1), audited_on=DAY))
    assert found.recognised
    assert not any(item.printed for item in found.recognised)
    truth = {
        (table.by, tuple(row.group.items())): row.counts
        for table in audit(plan(), city(1), audited_on=DAY).tables
        for row in table.groups
    }
    for item in found.recognised:
        counts = truth.get((tuple(item.group), tuple(item.group.items())))
        assert item.low <= (0 if counts is None else getattr(counts, item.field)) <= item.high


def test_the_exact_edition_gives_small_counts_away(editions: tuple[AuditResult, AuditResult]) -> None:
    found = attack_result(editions[0])
    assert any(item.printed and 0 < item.low < MINIMUM for item in found.recognised)


def test_signals_that_need_exact_counts_say_so(editions: tuple[AuditResult, AuditResult]) -> None:
    exact, public = editions
    for signal in public.signals:
        if signal.name in SIGNALS or exact.signal(signal.name).not_looked_at is not None:
            continue
        assert signal.not_looked_at is not None
        assert signal.not_looked_at.code == "not_in_public_edition"
        assert not signal.findings


def test_the_report_says_how_counts_were_hidden(editions: tuple[AuditResult, AuditResult]) -> None:
    exact, public = (to_html(item) for item in editions)
    assert "counts below 10 are hidden" in public
    assert "Internal: not for publication" not in public
    assert "Internal: not for publication" in exact
    assert "0 rows" not in public


@pytest.mark.parametrize(
    ("more", "columns", "code"),
    [
        ({"data": {"weight": "w"}}, {"w": 1.5}, "public_weights"),
        ({"data": {"cluster": "home"}}, {"home": "h"}, "public_clusters"),
    ],
)
def test_what_cannot_be_published_is_refused(more: dict[str, Any], columns: dict[str, Any], code: str) -> None:
    frame = city(3).assign(**columns)
    if "home" in columns:
        frame["home"] = (frame.index // 3).astype(str)
    with pytest.raises(PlanError) as raised:
        audit_for_public(plan(**more), frame, audited_on=DAY)
    assert [problem.code for problem in raised.value.problems] == [code]


def test_answers_keep_their_role_and_lose_their_name(tmp_path: Path) -> None:
    assert main_code("run", str(SAMPLES / "water/audit.yaml"), "--for", "public", "-o", str(tmp_path)) == 0
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == ["report.public.html", "result.public.json"]
    result = json.loads((tmp_path / "result.public.json").read_text(encoding="utf-8"))
    answers = [item["answer"] for one in result["checklists"] for item in one["questions"] if item["answer"]]
    assert answers
    assert all("name" not in answer for answer in answers)
    assert all("by" not in item for answer in answers for item in answer.get("evidence", []))
    assert result["for"] == "public"
    assert main_code("attack", str(tmp_path / "result.public.json")) == 0


def main_code(*arguments: str) -> int:
    """Return the exit code of a call of the command line."""
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as left:
        patch.setattr("sys.argv", ["adm-audit", *arguments])
        main()
    return int(left.value.code or 0)


def test_the_attack_on_an_internal_result_ends_with_1(
    tmp_path: Path, editions: tuple[AuditResult, AuditResult], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "result.json"
    path.write_bytes(to_json(editions[0]))
    assert main_code("attack", str(path)) == 1
    assert "Do not publish this result" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"{}", b"[1, 2", b'{"schema": "adm-audit/result/1"}'])
def test_what_is_no_result_is_said_in_words(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "result.json"
    path.write_bytes(content)
    assert main_code("attack", str(path)) == DataError.exit_code
    assert "is not a result of adm-audit" in capsys.readouterr().err
    assert main_code("attack", str(tmp_path / "none.json")) == DataError.exit_code


def test_the_library_offers_edition_and_attack() -> None:
    import adm_audit as adm

    public = adm.run_plan(SAMPLES / "water/audit.yaml", audited_on=DAY, audience="public")
    assert public.data.audience == "public"
    assert adm.attack(public).recognised == ()
    exact = adm.run_plan(SAMPLES / "water/audit.yaml", audited_on=DAY)
    assert any(item.printed for item in adm.attack(exact).recognised)
