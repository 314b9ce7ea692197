"""`adm-audit checklist summary`: counts by stage without names, to share and to compare."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adm_audit.pairing.peers import Beside, Summary


def _country(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    if not (value.isascii() and value.isalpha() and len(value) == 2):
        raise click.BadParameter(f"{value!r} is not a country code of two letters, such as BE.")
    return value.upper()


@click.command()
@click.argument("result", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the summary to this file (.json).")
@click.option("--country", callback=_country, help="Country code; also the filter for --compare.")
@click.option("--residents", type=click.IntRange(1), help="Number of residents; only its band is written.")
@click.option(
    "--foreign-born",
    type=click.FloatRange(0, 100),
    help="Residents born abroad, in per cent; only its band is written.",
)
@click.option(
    "--compare",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="A folder with summaries of other cities. Those that fit --country, --residents and --foreign-born count.",
)
def summary(result, output, country, residents, foreign_born, folder) -> int:  # type: ignore[no-untyped-def]
    """Count the answers of RESULT (a result.json) by stage, without names; compare them with other cities."""
    from adm_audit.cli.results import read_result
    from adm_audit.output import write_bytes
    from adm_audit.pairing import peers

    about = peers.About(
        country=country,
        size=None if residents is None else peers.size_band(residents),
        foreign_born=None if foreign_born is None else peers.share_band(foreign_born / 100),
    )
    own = peers.summary(read_result(result), about)
    if output is not None:
        write_bytes(output, peers.to_json(own))
        click.echo(str(output))
    rows = peers.beside(own, _others(folder, about) if folder else [])
    for line in _told(rows, compared=folder is not None):
        click.echo(line)
    return 0


def _others(folder: Path, about: object) -> list[Summary]:
    """Return the summaries of a folder that fit. Raises CallError with every file that is none, or if too few fit."""
    from adm_audit.errors import CallError, Fact, Place, Problem
    from adm_audit.pairing import peers

    read, problems = [], []
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    for path in paths:
        try:
            read.append(peers.from_json(path.read_bytes()))
        except (OSError, ValueError, RecursionError):
            problems.append(Problem("summary_not_readable", {"path": str(path)}, Place(str(path))))
    if problems:
        raise CallError(problems)
    if not isinstance(about, peers.About):
        raise TypeError(about)
    fit = peers.fitting(read, about)
    if len(fit) < peers.FEWEST:
        facts: dict[str, Fact] = {"number": len(fit), "fewest": peers.FEWEST, "read": len(read), "path": str(folder)}
        raise CallError(Problem("summary_too_few", facts, Place(str(folder))))
    click.echo(f"{len(fit)} of {len(read)} summaries fit.", err=True)
    return fit


def _told(rows: Sequence[Beside], *, compared: bool) -> list[str]:
    """Return a table: our counts, and where the other cities lie. It is a count of answers, not a grade."""
    from adm_audit.pairing.peers import applying
    from adm_audit.text.safe import visible

    if not rows:
        return ["This result holds no answers to a checklist."]
    width = max(len(row.own.title) for row in rows)
    lines = [f"{'':{width}}  yes, with evidence; stated only; of those that apply"]
    for row in rows:
        own = row.own
        line = f"{visible(own.title):{width}}  {own.shown}; {own.stated}; of {applying(own)}"
        if compared:
            line += f"   {_spread(row.shown)}"
        lines.append(line)
    if compared:
        lines += [
            "",
            "Other cities: share of yes with evidence, lowest - middle - highest. Cities differ in what they audit,",
            "and answers are their own. This is a reason to talk, not a grade.",
        ]
    return lines


def _spread(shares: Sequence[float]) -> str:
    if not shares:
        return "others: fewer than three answered"
    low, middle, high = min(shares), median(shares), max(shares)
    return f"others ({len(shares)}): {low:.0%} - {middle:.0%} - {high:.0%}"
