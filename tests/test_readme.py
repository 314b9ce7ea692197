"""What the README says works: its Python runs, its commands exist, its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from adm_audit.cli import root

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(1)
    X = pd.DataFrame({"sex": rng.integers(0, 2, 300), "income": rng.normal(size=300)})
    y = (X["income"] > 0).astype(int)
    table = pd.DataFrame({"sex": X["sex"], "origin": rng.choice(["EU", "other"], 300), "selected": "no"})
    table.loc[::4, "selected"] = "yes"
    table.to_csv("decisions.csv", index=False)
    (code,) = blocks("python")
    exec(code, {"model": LogisticRegression().fit(X, y), "X": X, "y": y})  # noqa: S102 - the README's own code
    assert (tmp_path / "report.html").exists()


def test_commands_of_the_readme_exist() -> None:
    for name in re.findall(r"^adm-audit ([a-z]+)", README, flags=re.MULTILINE):
        assert root.get_command(None, name) is not None, name  # type: ignore[arg-type]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target
