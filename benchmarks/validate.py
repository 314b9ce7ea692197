"""Measures the guarantees by simulation and writes docs/validation.md.

python benchmarks/validate.py [--audits 2000] [--workers 2] [--output docs/validation.md]
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import sqrt
from pathlib import Path

import numpy as np
from cities import City, audited, drawn, plan_of, searched

from adm_audit.result import Finding
from adm_audit.signals import signal_named

LEVEL = {"difference": 0.05}
GROUP = {"origin": "2"}
CITIES = {
    "outcomes known for everyone": City(),
    "outcomes known for selected people and a random sample": City(known_for="sample"),
    "outcomes known for selected people only": City(known_for="selected"),
    "homes of three people, named as clusters": City(home=3),
    "people with survey weights": City(weighted=True),
}
SEARCHES = {
    "single people": City(search=3),
    "homes of three people, named as clusters": City(search=3, home=3),
    "people with survey weights": City(search=3, weighted=True),
}


def is_alarm(signal: str, finding: Finding) -> bool:
    """Return whether a finding says of a fair city that something is wrong."""
    worrying = signal_named(signal).entry.is_worrying(finding.part)
    return finding.verdict == "shown" and finding.family is not None and worrying


def one_fair(city: City, seed: int) -> Counter[str]:
    """Return which budgets were overdrawn in one fair audit, which signals did it, and how many comparisons there were."""
    findings = audited(plan_of(city), drawn(city, np.random.default_rng(seed)))
    alarms = {(name, f.family) for name, found in findings.items() for f in found if is_alarm(name, f)}
    told: Counter[str] = Counter(dict.fromkeys({_budget(family) for _, family in alarms}, 1))
    told.update({f"signal {name}" for name, _ in alarms})
    told["comparisons"] = sum(f.family is not None for found in findings.values() for f in found)
    return told


def _budget(family: str | None) -> str:
    return "two families" if family in ("primary", "others") else f"{family}"


def fair(audits: int, seed: int = 1, city: City | None = None, workers: int = 1) -> Counter[str]:
    """Return how many of fair audits show anything, by error budget and by signal; ``comparisons``: of all audits."""
    job = partial(one_fair, city or City())
    return sum(_each(job, [seed * 1_000_000 + at for at in range(audits)], workers), Counter())


def _each(job: Callable[[int], Counter[str]], seeds: list[int], workers: int) -> list[Counter[str]]:
    if workers == 1:
        return [job(seed) for seed in seeds]
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(job, seeds, chunksize=10))


def one_search(city: City, seed: int) -> Counter[str]:
    """Return how many groups a search of one fair city judged, and whether it showed any."""
    found = [f for f in searched(plan_of(city), drawn(city, np.random.default_rng(seed))) if f.family == "searched"]
    return Counter(judged=len(found), shown=any(f.verdict == "shown" for f in found))


def searches(audits: int, seed: int = 4, workers: int = 1) -> list[str]:
    """Return a row for each fair city that was searched."""
    rows = []
    for name, city in SEARCHES.items():
        told = sum(
            _each(partial(one_search, city), [seed * 1_000_000 + at for at in range(audits)], workers), Counter()
        )
        rows.append(f"| {name} | {told['judged'] / audits:.1f} | {told['shown']} of {audits} | {most(audits)} |")
        print(rows[-1], flush=True)
    return rows


def one_verdict(city: City, seed: int) -> Counter[str]:
    """Return the verdict on the selection gap of the group with the planted gap, in one audit."""
    found = audited(plan_of(city), drawn(city, np.random.default_rng(seed)))["selection_gap"]
    return Counter([next(f for f in found if f.group == GROUP).verdict])


def promised(seed: int = 2) -> float:
    """Return the gap that the report of a fair city says 8 of 10 audits would show, as a share."""
    plain = City(attention=LEVEL)
    first = audited(plan_of(plain), drawn(plain, np.random.default_rng(seed)), power=True)
    group = next(f for f in first["selection_gap"] if f.group == GROUP)
    if group.detectable is None or group.detectable.up is None:
        raise ValueError("no gap could be found in this city")
    return group.detectable.up


def planted(audits: int, seed: int = 2, workers: int = 1) -> tuple[float, int]:
    """Return the gap that should be found in 8 of 10 audits, and in how many it is shown."""
    gap = promised(seed)
    job = partial(one_verdict, City(attention=LEVEL, gap=gap))
    return gap, sum(_each(job, [seed * 1_000_000 + at for at in range(audits)], workers), Counter())["shown"]


def reassured(audits: int, seed: int = 3, workers: int = 1) -> int:
    """Return how often a true gap of exactly the attention level is called ruled out or below attention."""
    job = partial(one_verdict, City(people=20_000, attention=LEVEL, gap=LEVEL["difference"]))
    told = sum(_each(job, [seed * 1_000_000 + at for at in range(audits)], workers), Counter())
    return told["ruled_out"] + told["below_attention"]


def most(audits: int, share: float = 0.05) -> int:
    """Return how many of the audits may go wrong: the share, and what chance adds (one-sided 99 %)."""
    return round(audits * share + 2.3263 * sqrt(audits * share * (1 - share)))


def main() -> None:
    """Simulate, print and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--audits", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--output", type=Path, default=Path(__file__).parents[1] / "docs" / "validation.md")
    parser.add_argument("--searches", action="store_true", help="print the table of searches alone")
    options = parser.parse_args()
    if options.searches:
        searches(options.audits // 10, workers=options.workers)
        return
    count, few, workers = options.audits, options.audits // 10, options.workers
    rows, signals = [], Counter[str]()
    for at, (name, city) in enumerate(CITIES.items()):
        # the first city is the plan that the guarantee names; the others are measured with a tenth of the audits
        audits = count if at == 0 else few
        told = fair(audits, seed=10 + at, city=city, workers=workers)
        signals.update({key: told[key] for key in told if key.startswith("signal ")})
        rows.append(
            f"| {name} | {round(told['comparisons'] / audits)} | {told['two families']} of {audits} | "
            f"{told['intersections']} of {audits} | {most(audits)} |"
        )
        print(rows[-1], flush=True)
    gap, found = planted(few, workers=workers)
    page = PAGE.format(
        fair="\n".join(rows), by_signal=_by_signal(signals), few=few, gap=100 * gap, found=100 * found / few,
        searched="\n".join(searches(few, workers=workers)), calm=reassured(few, workers=workers), calm_most=most(few),
    )  # fmt: skip
    options.output.write_text(page, encoding="utf-8")
    print(page)


def _by_signal(signals: Counter[str]) -> str:
    told = [f"`{name.removeprefix('signal ')}` {number}" for name, number in sorted(signals.items())]
    return ", ".join(told) or "none"


PAGE = """# Validation

Measured by `make validate` (`benchmarks/validate.py`) with fixed seeds; the page is written by that command. Invented cities of
4,000 people with sex, age, origin (down to a group of 1 %), household as a lawful factor that moves the selection rate
from 8 to 24 %, a score, two inputs with missing values, a recommendation, three stages, dates, waiting times, decisions by
people beside those of the tool, and all pairs of attributes. Every audit is the code that audits real tables, from the
rows on.

## Fair cities

All groups are alike. No attention level was chosen, so that every gap beyond chance counts as *shown*.

| city | comparisons | anything *shown* in the two families | a combined group *shown* | may be at most |
|---|---|---|---|---|
{fair}

The limit is 5 % and what chance adds to it (one-sided 99 %). Which signals were the ones, over all cities: {by_signal}.

## Planted gaps

| what | measured | may be at most |
|---|---|---|
| a true gap of exactly the attention level called *ruled out* or *below attention* (20,000 people) | {calm} of {few} | {calm_most} |

A planted gap of the size that the report says 8 of 10 audits would show ({gap:.1f} points for a group of 17 %, level 5
points) was shown in {found:.0f} % of {few} audits.

## Searches for groups that nobody listed

Fair cities again, searched for groups of up to three traits among attributes and inputs. One half of the people shows which
groups stand out; what is *shown* rests on the other half.

| city | groups judged, on average | a searched group *shown* | may be at most |
|---|---|---|---|
{searched}

The coverage of the intervals is enumerated in `tests/test_coverage.py`, without simulation.
"""


if __name__ == "__main__":
    main()
