"""Results that the tests of the report share: the samples, small audits, and one made of hostile text."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import adm_audit as adm
from adm_audit.report import to_html
from adm_audit.result import AuditResult

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
PLANS = tuple(f"{name}/{plan}" for name in ("welfare", "water", "recruitment") for plan in ("audit", "audit_counts"))
DAY = date(2026, 11, 24)

MARKUP = '<script>alert(1)</script><img src=x onerror="alert(2)">'
BIDI = "pay\u202eyap\u2066"
HIDDEN = "ze\u200bro\u200d"
CONTROL = "red\x1b[31m\x07"
LONG = "a" * 10_000
JINJA = "{{ 7 * 7 }}{% raw %}"
QUOTES = "\"'><svg onload=alert(3)>"
COLUMN = '<b onclick="x">sex</b>&amp;{x}'


@cache
def sample(name: str) -> AuditResult:
    """Return the result of a sample's plan, such as ``welfare/audit``."""
    return adm.run_plan(SAMPLES / f"{name}.yaml", audited_on=DAY).data


def small(**more: Any) -> AuditResult:
    """Return a small audit: 30 of 100 women and 20 of 100 men selected."""
    frame = {
        "sex": ["F"] * 100 + ["M"] * 100,
        "selected": ["yes"] * 30 + ["no"] * 70 + ["yes"] * 20 + ["no"] * 80,
    }
    options: dict[str, Any] = {"decision": "selected", "positive": "yes", "effect": "burden", "protected": ["sex"]}
    return adm.audit(frame, audited_on=DAY, **(options | more)).data


@cache
def hostile() -> AuditResult:
    """Return an audit whose column names, values and plan texts try to break out of the page."""
    values = [MARKUP, BIDI, HIDDEN, CONTROL, LONG, JINJA, QUOTES, "plain"]
    rows = [value for value in values for _ in range(60)]
    frame = {
        COLUMN: rows,
        MARKUP: ["x", QUOTES] * (len(rows) // 2),
        "out": [("yes" if at % 60 < 10 + 4 * (at // 60) else "no") for at in range(len(rows))],
    }
    return adm.audit(
        frame,
        decision="out",
        positive="yes",
        effect="burden",
        protected=[COLUMN],
        strata=[{"column": MARKUP, "reason": f"{MARKUP} {JINJA}"}],
        inputs=[{"column": MARKUP, "reason": BIDI}],
        attention={"difference": 0.05, "chosen_on": date(2026, 10, 1), "reason": QUOTES},
        title=f"{MARKUP}{JINJA}",
        organisation=QUOTES,
        audited_on=DAY,
    ).data


@cache
def page(name: str) -> str:
    """Return the report of a sample's plan, or of ``hostile`` or ``small``."""
    return to_html(hostile() if name == "hostile" else small() if name == "small" else sample(name))


def words(html: str) -> str:
    """Return the text of a page on one line, without its style."""
    without = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", without)))
