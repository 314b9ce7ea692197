"""`adm-audit run --fail-on`: which findings make a pipeline stop."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from adm_audit.cli import main
from adm_audit.cli.work import holds
from adm_audit.result import AuditResult, Handling
from report_cases import sample, small

PLAN = """
adm_audit: 1
title: A test
data: {source: people.csv}
decision: {column: selected, positive: [1], effect: burden}
protected: [sex]
"""


def written(folder: Path, women: int) -> Path:
    """Write 200 people: so many of 100 women are selected, and 20 of 100 men."""
    rows = [f"F,{int(at < women)}" for at in range(100)] + [f"M,{int(at < 20)}" for at in range(100)]
    (folder / "people.csv").write_text("\n".join(["sex,selected", *rows]) + "\n", encoding="utf-8")
    (folder / "audit.yaml").write_text(PLAN, encoding="utf-8")
    return folder / "audit.yaml"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Return a function that runs a command as a pipeline would, and returns its exit code and what it said."""

    def call(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["adm-audit", *words])
        with pytest.raises(SystemExit) as stopped:
            main()
        return int(stopped.value.code or 0), capsys.readouterr().err

    return call


@pytest.mark.parametrize(("women", "code"), [(60, 1), (20, 0)])
def test_a_shown_gap_gives_exit_code_1_and_the_files_are_written(
    run: Callable[..., tuple[int, str]], tmp_path: Path, women: int, code: int
) -> None:
    found, said = run("run", str(written(tmp_path, women)), "--fail-on", "shown", "--date", "2026-11-24")
    assert found == code
    assert (tmp_path / "results" / "report.html").exists()
    assert ("Exit code 1" in said) == (code == 1)


def test_without_the_option_a_shown_gap_is_no_failure(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    assert run("run", str(written(tmp_path, 60)))[0] == 0


def test_an_unknown_condition_is_named(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    code, said = run("run", str(written(tmp_path, 60)), "--fail-on", "shwon")
    assert code == 2
    assert "shwon" in said and "unexplained" in said


def only(result: AuditResult, signal: str, part: str) -> AuditResult:
    """Return a result with only one part of one signal."""
    found = result.signal(signal)
    kept = replace(found, findings=tuple(item for item in found.findings if item.part == part))
    return replace(result, signals=(kept,))


def test_an_uplift_that_is_shown_is_good_news_and_no_failure() -> None:
    uplift = only(sample("welfare/audit"), "random_sample_uplift", "overall")
    assert [item.verdict for item in uplift.signals[0].findings] == ["shown"]
    assert not holds(uplift, "shown")
    assert holds(only(sample("welfare/audit"), "random_sample_uplift", "by_group"), "shown")


def test_an_explained_gap_is_not_unexplained() -> None:
    result = small()
    shown = replace(result.signal("selection_gap").findings[0], verdict="shown", worse_off=True)
    gap = replace(result, signals=(replace(result.signal("selection_gap"), findings=(shown,)),))
    assert holds(gap, "shown")
    assert holds(gap, "unexplained")
    for state in ("justified_in_writing", "being_remedied"):
        explained = replace(gap, handling={shown.id: Handling(state=state)})  # type: ignore[arg-type]
        assert holds(explained, "shown")
        assert not holds(explained, "unexplained")


def test_a_contradicted_answer() -> None:
    assert holds(sample("welfare/audit"), "contradicted")
    assert not holds(small(), "contradicted")
