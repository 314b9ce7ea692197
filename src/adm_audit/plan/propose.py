"""Writes the first draft of a plan: guesses to check, and lines that only a person can fill in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from adm_audit.plan.guess import (
    ColumnProfile,
    Guesses,
    age_bands,
    guess,
    known_values,
    positive_values,
    random_values,
    totals,
    unknown_values,
    withheld,
)
from adm_audit.plan.quote import comment, quote, quoted
from adm_audit.plan.read import FILL_IN
from adm_audit.plan.values import normalise

__all__ = ["ColumnProfile", "propose"]

_CHECK = "   # a guess: check"
_SHOWN = 40


class Written(Protocol):
    """How a text file is written: what `adm_audit.tables` detects."""

    @property
    def encoding(self) -> str: ...
    @property
    def separator(self) -> str: ...
    @property
    def decimal(self) -> str: ...
    @property
    def dates(self) -> str | None: ...
    @property
    def skip(self) -> int: ...


def propose(
    columns: Iterable[ColumnProfile], source: str, dialect: Written | None = None, *, sheet: str | None = None
) -> str:
    """Return a commented plan for a file.

    columns: what is known of each column. source: the file as the plan is to name it. dialect: how a text
    file is written. sheet: of a spreadsheet. Guesses are marked as such; what nobody can guess says FILL IN,
    and `adm_audit.plan.load` then names the line.

    >>> selected = ColumnProfile("selected", "text", 2, 0, [("no", 80), ("yes", 20)])
    >>> print(propose([selected], "decisions.csv").split("decision:")[1].split("# What turned")[0].strip())
    column: selected   # a guess: check
      positive: ["yes"]   # a guess: check; the other value: "no"
      effect: FILL IN   # burden (a check, a refusal, a fine) or benefit (a grant, a place, a post)
    """
    usable = _usable(list(columns))
    found = guess(usable)
    lines = [
        *_head(source),
        *_data(found, source, dialect, sheet),
        *_decision(found, usable),
        *_outcome(found),
    ]
    lines += [
        *_others(found),
        *_stages(found),
        *_protected(found, usable),
        *_strata(found),
        *_inputs(found),
        *_tail(found),
    ]
    return "\n".join(lines) + "\n"


def _usable(columns: Sequence[ColumnProfile]) -> list[ColumnProfile]:
    """Leave out columns that a plan cannot name: no name, named twice, or signs that YAML cannot hold."""
    times = Counter(column.name for column in columns)

    def nameable(name: str) -> bool:
        odd = "\0" in name or any("\ud800" <= sign <= "\udfff" for sign in name)
        return bool(name) and times[name] == 1 and not odd and name.strip() != FILL_IN

    return [column for column in columns if nameable(column.name)]


def _head(source: str) -> Iterator[str]:
    yield f"# A plan for an audit of {comment(source)}, proposed by adm-audit init. Edit it freely."
    yield "#"
    yield '# "a guess" = read from names and values only: check it.'
    yield f"# {FILL_IN} = nobody can read it from a file: write it yourself."
    yield "# Then run: adm-audit check"
    yield ""
    yield "adm_audit: 1"
    yield f"title: {quote('Audit of ' + source)}   # better: what is decided, for whom, when"
    yield "# organisation: City of Sampletown"
    yield "language: en"


def _data(found: Guesses, source: str, dialect: Written | None, sheet: str | None) -> Iterator[str]:
    yield ""
    yield "data:"
    yield f"  source: {quote(source)}"
    if dialect is not None:
        csv: dict[str, Any] = {"encoding": dialect.encoding, "separator": dialect.separator}
        csv |= {"decimal": dialect.decimal, "dates": dialect.dates, "skip": dialect.skip or None}
        written = {key: value for key, value in csv.items() if value is not None}
        yield f"  csv: {quote(written)}   # as detected"
    if sheet is not None:
        yield f"  sheet: {quote(sheet)}"
    groups = [column for column, _ in found.protected]
    unknown = unknown_values([*groups, *(found.roles[role] for role in ("outcome",) if role in found.roles)])
    if unknown:
        yield f"  missing: {_texts(unknown)}{_CHECK}; texts that mean: not recorded"
    else:
        yield '  # missing: ["unknown"]   # texts that mean: not recorded'
    if "weight" in found.roles and "count" not in found.roles:
        yield f"  weight: {quote(found.roles['weight'].name)}{_CHECK}; survey weights"
    if "count" in found.roles:
        yield from _counts(found, groups)


def _counts(found: Guesses, groups: Sequence[ColumnProfile]) -> Iterator[str]:
    column = found.roles["count"]
    yield f"  count: {quote(column.name)}{_CHECK}; each row is then a cell of a count table"
    sums = totals([*groups, *found.strata, *found.rest, *_of(found, "decision", "outcome")])
    if sums:
        yield f"  totals: {_texts(sums)}{_CHECK}; rows with these values are sums"
    hidden = withheld(column)
    if hidden:
        yield f"  withheld_as: {_texts(hidden)}{_CHECK}; stands for a count that was not printed"
        yield f"  withheld_below: {FILL_IN}   # counts below this number were not printed, such as 10"
    yield "  # rounded_to: 10   # if the printed counts were rounded"


def _decision(found: Guesses, columns: Sequence[ColumnProfile]) -> Iterator[str]:
    yield ""
    yield "# What the system did. Selected: flagged, checked or refused; or granted or offered something."
    yield "decision:"
    column = found.roles.get("decision")
    if column is None:
        yield f"  column: {FILL_IN}   # one of: {_names(columns)}"
        yield f"  positive: [{FILL_IN}]   # the values that mean selected"
    else:
        yield f"  column: {quote(column.name)}{_CHECK}"
        yield from _positive(column, "selected")
    yield f"  effect: {FILL_IN}   # burden (a check, a refusal, a fine) or benefit (a grant, a place, a post)"


def _positive(column: ColumnProfile, meaning: str) -> Iterator[str]:
    values, yes = known_values(column), positive_values(column)
    others = [value for value in values if value not in yes]
    if yes:
        yield f"  positive: {_texts(yes)}{_CHECK}; the other value: {quoted(others[0])}"
    else:
        yield f"  positive: [{FILL_IN}]   # the values that mean {meaning}; found: {_found(values)}"
        if len(values) > 2:
            yield f"  negative: [{FILL_IN}]   # the values that mean not {meaning}"
            if meaning == "selected":
                yield "  # undecided: []   # values of cases that are still open: counted, not compared"


def _outcome(found: Guesses) -> Iterator[str]:
    yield ""
    yield "# What turned out. Without it nothing is said about wrong flags or missed people."
    column = found.roles.get("outcome")
    if column is None:
        yield '# outcome: {column: irregularity, positive: ["yes"], known_for: selected}'
        return
    yield "outcome:"
    yield f"  column: {quote(column.name)}{_CHECK}"
    yield from _positive(column, "that the selection was right")
    yield f"  known_for: {FILL_IN}   # everyone, selected (only they), or sample (also random cases)"


def _others(found: Guesses) -> Iterator[str]:
    roles = found.roles
    if "score" in roles:
        low, high = roles["score"].minimum, roles["score"].maximum
        unit = low is not None and high is not None and low >= 0 and high <= 1
        means = "range: [0, 1], " if unit else ""
        yield ""
        yield f"score: {{column: {quote(roles['score'].name)}, {means}higher: selected}}{_CHECK}"
        yield "# also: means: probability (or rank, points), cut_off: 0.7"
    if "recommendation" in roles:
        yield ""
        yield "# What the tool said before a person decided."
        yield "recommendation:"
        yield f"  column: {quote(roles['recommendation'].name)}{_CHECK}"
        yield from _positive(roles["recommendation"], "recommended")
    if "route" in roles:
        yield ""
        yield "# How a case came to be selected. Random cases tell what everybody looks like."
        yield "route:"
        yield f"  column: {quote(roles['route'].name)}{_CHECK}"
        yield f"  random: {_texts(random_values(roles['route']))}{_CHECK}"
        yield f"  drawn_from: {FILL_IN}   # everyone, or not_selected (only those not selected otherwise)"


def _stages(found: Guesses) -> Iterator[str]:
    steps = [column.name for column in found.rest if {*map(normalise, column.texts)} == {"0", "1"}]
    if len(steps) > 1:
        yield ""
        yield "# If these are the stages before the decision, put them in order:"
        yield f"# stages: {quote(steps[:_SHOWN])}"


def _protected(found: Guesses, columns: Sequence[ColumnProfile]) -> Iterator[str]:
    yield ""
    yield "# The characteristics by which people must not be treated worse."
    yield "# Each group is compared with everyone else, or with a group that you name: reference: M"
    yield "protected:"
    for column, ground in found.protected:
        item: dict[str, Any] = {"column": column.name}
        bands = age_bands(column) if ground == "age" else ()
        yield f"  - {quote(item | ({'bands': bands} if bands else {}) | {'ground': ground})}{_CHECK}"
    if not found.protected:
        yield f"  - column: {FILL_IN}   # such as sex, age, origin; one of: {_names(columns)}"
    if len(found.protected) > 1:
        yield "intersections: 2   # compare all pairs of groups too"


def _strata(found: Guesses) -> Iterator[str]:
    yield ""
    yield "# Factors that may rightly explain a gap. Each needs a written reason, which the report prints."
    yield "# A court asks for these first. For numbers, add bands: [12, 24, 60]."
    yield "# strata:"
    names = [column.name for column in (*found.strata, *found.rest)]
    for name in names[:_SHOWN] or ["household"]:
        yield f'#   - {{column: {quote(name)}, reason: "..."}}'


def _inputs(found: Guesses) -> Iterator[str]:
    yield ""
    yield "# What the tool uses, each with the reason why. These columns have no role yet:"
    yield "# inputs:"
    names = [column.name for column in found.rest]
    for name in names[:_SHOWN] or ["income"]:
        yield f'#   - {{column: {quote(name)}, reason: "..."}}'
    if len(names) > _SHOWN:
        yield f"#   and {len(names) - _SHOWN} more"


def _tail(found: Guesses) -> Iterator[str]:
    yield ""
    if "period" in found.roles:
        yield f"period: {{column: {quote(found.roles['period'].name)}, by: quarter}}{_CHECK}"
    else:
        yield "# period: {column: decided_on, by: quarter}"
    dates = [column.name for column in found.dates]
    if len(dates) > 1:
        yield f"# times: [{{from: {quote(dates[0])}, to: {quote(dates[1])}}}]   # a waiting time to compare"
    yield ""
    yield "# From which size on a gap needs attention. Choose it before you see a result, and say why."
    yield "# Without this block every gap beyond chance is shown, and nothing can be ruled out."
    yield "attention:"
    yield f"  difference: {FILL_IN}   # such as 0.05: five people in a hundred"
    yield "  # ratio: 0.8   # a fifth fewer, or a quarter more"
    yield f"  chosen_on: {FILL_IN}   # such as 2026-10-01"
    yield f"  reason: {FILL_IN}   # who chose it, and why"
    yield ""
    yield "disclosure: {minimum_cell: 10, round_to: 5}   # for the public edition"
    yield "checklists: [ai-local-services, systemic-discrimination]"
    yield "# answers: answers.yaml"
    yield "seed: 1"


def _of(found: Guesses, *roles: str) -> list[ColumnProfile]:
    return [found.roles[role] for role in roles if role in found.roles]


def _texts(values: Iterable[str]) -> str:
    return "[" + ", ".join(quoted(value) for value in values) + "]"


def _found(values: Sequence[str]) -> str:
    listed = ", ".join(quoted(value) for value in values[:8])
    return listed + (" ..." if len(values) > 8 else "")


def _names(columns: Sequence[ColumnProfile]) -> str:
    names = [quote(column.name) for column in columns[:_SHOWN]]
    return ", ".join(names) + (" ..." if len(columns) > _SHOWN else "")
