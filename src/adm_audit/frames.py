"""Findings as pandas tables, for notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adm_audit.counts import Count, printed
from adm_audit.result import AuditResult, Finding
from adm_audit.values import Estimate, Number

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "signal", "part", "input", "group", "against", "cases", "total", "other_cases", "other_total", "rate", "other_rate",
    "difference", "difference_low", "difference_high", "ratio", "ratio_low", "ratio_high", "p", "p_adjusted", "family",
    "verdict", "detail", "worse_off", "id",
)  # fmt: skip


def findings_frame(result: AuditResult, signal: str | None = None) -> pd.DataFrame:
    """Return findings, one a row; numbers that do not exist are missing (``<NA>``), never 0.

    signal: only this one. Raises KeyError for a signal that the result does not have.
    """
    import pandas as pd

    chosen = result.signals if signal is None else (result.signal(signal),)
    rows = [_row(found.name, finding) for found in chosen for finding in found.findings]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = [name for name in COLUMNS if name.endswith(("_low", "_high", "_cases", "_total")) or name in _NUMBERS]
    return frame.astype(dict.fromkeys(numbers, "Float64"))


_NUMBERS = {"cases", "total", "rate", "other_rate", "difference", "ratio", "p", "p_adjusted"}


def _row(signal: str, finding: Finding) -> dict[str, Any]:
    counts = finding.counts
    row: dict[str, Any] = {
        "signal": signal,
        "part": finding.part,
        "input": finding.input,
        "group": " & ".join(f"{name}={value or '(not recorded)'}" for name, value in finding.group.items()),
        "against": finding.against_group or finding.against,
        "p": finding.p,
        "p_adjusted": finding.p_adjusted,
        "family": finding.family,
        "verdict": finding.verdict,
        "detail": finding.detail,
        "worse_off": finding.worse_off,
        "id": finding.id,
        "rate": value_of(finding.rate),
        "other_rate": value_of(finding.other_rate),
    }
    for name in ("cases", "total", "other_cases", "other_total"):
        row[name] = None if counts is None else _count(getattr(counts, name))
    for name in ("difference", "ratio"):
        number = getattr(finding, name)
        low, high = limits_of(number)
        row |= {name: value_of(number), f"{name}_low": low, f"{name}_high": high}
    return row


def _count(count: Count) -> float | None:
    return printed(count)


def value_of(number: Number | None) -> float | None:
    """Return the value of an estimate; None where there is none.

    >>> value_of(Estimate(value=0.5)), value_of(None)
    (0.5, None)
    """
    return number.value if isinstance(number, Estimate) else None


def limits_of(number: Number | None) -> tuple[float | None, float | None]:
    """Return the limits of a number's interval; None where there is none."""
    interval = getattr(number, "interval", None)
    return (None, None) if interval is None else (interval.low, interval.high)
