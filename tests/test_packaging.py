"""The package as people install it: data files in the wheel, a quick start, imports only where used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | environment
    )


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet", "-w", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_wheel_holds_checklists_samples_and_templates(unpacked: Path) -> None:
    packed = unpacked / "adm_audit" / "_data"
    for name in ("checklists", "sample_data"):
        ours = {path.relative_to(ROOT / name).as_posix() for path in (ROOT / name).rglob("*.yaml")}
        theirs = {path.relative_to(packed / name).as_posix() for path in (packed / name).rglob("*.yaml")}
        assert ours <= theirs


def test_demo_runs_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "adm_audit", "demo", "-o", str(tmp_path / "out"), "--date", "2026-11-22"],
        capture_output=True, text=True, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(unpacked)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))["audited_on"] == "2026-11-22"
    assert (tmp_path / "out" / "report.html").exists()


def test_data_are_found_in_the_wheel_and_in_the_repository(unpacked: Path) -> None:
    code = "from adm_audit.package_data import data_folder; print(data_folder('checklists'))"
    assert Path(python(code).stdout.strip()) == ROOT / "checklists"
    packed = python(code, PYTHONPATH=str(unpacked)).stdout.strip()
    assert Path(packed) == unpacked / "adm_audit" / "_data" / "checklists"


HEAVY = {"pandas", "numpy", "scipy", "sklearn", "fairlearn", "duckdb", "pydantic", "jinja2", "babel", "ruamel"}


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import adm_audit", set()),
        ("import adm_audit.cli", set()),
        ("from adm_audit.cli import root; root.main(['--help'], standalone_mode=False)", set()),
        ("import adm_audit.findings, adm_audit.signals", {"pydantic"}),
    ],
)
def test_heavy_libraries_are_imported_only_when_used(code: str, allowed: set[str]) -> None:
    listed = python(f"{code}\nimport sys, json; print('\\n' + json.dumps(sorted(sys.modules)))").stdout.splitlines()[-1]
    loaded = {name.split(".")[0] for name in json.loads(listed)} & HEAVY
    assert loaded <= allowed


def test_an_audit_without_a_study_imports_no_heavy_library(tmp_path: Path) -> None:
    """Only the prediction of groups from all inputs together needs scikit-learn, which brings scipy.stats and pandas."""
    (tmp_path / "people.csv").write_text("sex,out\n" + "F,1\nM,0\nF,0\nM,1\n" * 30, encoding="utf-8")
    plan = (
        "adm_audit: 1\ntitle: A test\ndata: {source: people.csv}\nprotected: [sex]\ninputs: [sex]\n"
        "decision: {column: out, positive: [1], effect: burden}\n"
    )
    (tmp_path / "audit.yaml").write_text(plan, encoding="utf-8")
    code = (
        "import sys, datetime, adm_audit as adm\n"
        f"adm.run_plan({str(tmp_path / 'audit.yaml')!r}, audited_on=datetime.date(2026, 1, 1)).to_html()\n"
        "print([name for name in ('scipy.stats', 'pandas', 'sklearn', 'fairlearn') if name in sys.modules])"
    )
    assert python(code).stdout.strip() == "[]"
