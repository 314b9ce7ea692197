"""The report: one HTML file, and a summary for the terminal. It reads an `AuditResult` and nothing else."""

from __future__ import annotations

from adm_audit.report.page import to_html
from adm_audit.report.terminal import summary

__all__ = ["summary", "to_html"]
