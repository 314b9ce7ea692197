"""What `run` and `demo` have in common: read, audit, write, say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import click

from adm_audit.result import AuditResult

Audience = Literal["team", "council", "public"]

_REASONS = {
    "shown": "a gap is shown to a group's disadvantage.",
    "unexplained": "a shown gap has neither a written justification nor a remedy with owner and date.",
    "contradicted": "the data contradict an answer.",
}


def carry_out(
    plan: Path,
    output: Path,
    *,
    audited_on: date,
    lang: str | None = None,
    wanted: tuple[str, ...] = ("html", "json"),
    fail_on: tuple[str, ...] = (),
    audience: Audience = "team",
) -> int:
    """Audit a plan and write the results; return the exit code (0, or 1 where a named condition holds)."""
    click.echo(f"Reading {plan} ...", err=True)
    from adm_audit.api import run_plan

    result = run_plan(plan, audited_on=audited_on, audience="public" if audience == "public" else "team")
    language = lang or result.data.plan.get("language", "en")
    for path in write(result.data, output, wanted, language, audience):
        click.echo(str(path))
    from adm_audit.report import summary

    click.echo(summary(result.data, language=language), err=True)
    held = [condition for condition in fail_on if holds(result.data, condition)]
    for condition in held:
        click.echo(f"--fail-on {condition}: {_REASONS[condition]} Exit code 1.", err=True)
    return 1 if held else 0


def write(
    result: AuditResult,
    output: Path,
    wanted: tuple[str, ...],
    language: str,
    audience: Audience = "team",
) -> list[Path]:
    """Write the wanted files, each whole or not at all; return their paths."""
    from adm_audit.output import write_bytes, write_text
    from adm_audit.result import to_json

    public = ".public" if audience == "public" else ""
    contents: dict[Path, bytes | str] = {}
    if "html" in wanted:
        from adm_audit.report import to_html

        name = "report.html" if audience == "team" else f"report.{audience}.html"
        edition: Literal["team", "council"] = "council" if audience == "council" else "team"
        contents[output / name] = to_html(result, language=language, edition=edition)
    if "json" in wanted:
        contents[output / f"result{public}.json"] = to_json(result)
    if "xlsx" in wanted:
        from adm_audit.export import to_xlsx

        contents[output / f"tables{public}.xlsx"] = to_xlsx(result, language=language)
    if "csv" in wanted:
        from adm_audit.export import to_csv

        folder = output / "public" if public else output
        contents |= {folder / name: text for name, text in to_csv(result, language=language).items()}
    for path, content in contents.items():
        if isinstance(content, bytes):
            write_bytes(path, content)
        else:
            write_text(path, content)
    return list(contents)


def holds(result: AuditResult, condition: str) -> bool:
    """Return whether a condition of ``--fail-on`` holds."""
    if condition == "contradicted":
        return any(
            question.agreement == "disagrees" for checklist in result.checklists for question in checklist.questions
        )
    from adm_audit.report.ranking import is_worrying

    # where "shown" is good news, as of an uplift over chance, nothing is wrong; statements compare nothing
    worrying = [
        finding
        for signal in result.signals
        for finding in signal.findings
        if finding.difference is not None and is_worrying(finding)
    ]
    if condition == "unexplained":
        return any(
            finding.id not in result.handling or result.handling[finding.id].state == "unexplained"
            for finding in worrying
        )
    return bool(worrying)
