"""Does a score stay inside the range that the plan declares?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from adm_audit.errors import Fact, Place, Problem
from adm_audit.plan.model import AuditPlan
from adm_audit.tables.coding import missing_codes
from adm_audit.tables.profile import ColumnProfile, dictionary
from adm_audit.tables.table import Table

_SHOWN = 5


def score_problems(
    plan: AuditPlan, table: Table, profile: ColumnProfile | None, place: Callable[[tuple[str | int, ...]], Place | None]
) -> Iterator[Problem]:
    """Yield a problem where scores lie outside their declared range, with how many rows and the first values.

    profile: of the score's column, whose dictionary is in the connection; None where the plan names no score.
    """
    score = plan.score
    if score is None or score.range is None or profile is None:
        return
    least, most = sorted(score.range)
    hidden = ", ".join(str(at + 1) for at in missing_codes(plan, profile)) or "-1"
    outside = f"x IS NOT NULL AND code NOT IN ({hidden}) AND NOT (x BETWEEN {least!r} AND {most!r})"
    source = dictionary(table, score.column)
    rows, values = table.connection.execute(
        f"SELECT coalesce(sum(n), 0), count(*) FROM {source} WHERE {outside}"
    ).fetchall()[0]
    if not rows:
        return
    found = table.connection.execute(f"SELECT v FROM {source} WHERE {outside} ORDER BY x LIMIT {_SHOWN}").fetchall()
    told = tuple(str(text) for (text,) in found)
    facts: dict[str, Fact] = {
        "column": score.column,
        "rows": int(rows),
        "values": told if values <= _SHOWN else (*told, "…"),
        "least": f"{least:g}",
        "most": f"{most:g}",
    }
    yield Problem("score_outside_range", facts, place(("score", "range")))
