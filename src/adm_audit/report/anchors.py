"""Ids of things in the page: from what they name, safe for any text, never from a counter."""

from __future__ import annotations

from hashlib import blake2s


def of_finding(finding: str) -> str:
    """Return the anchor of a finding.

    >>> of_finding("selection_gap/sex=F")
    'f-3e31ede7'
    """
    return _hashed("f", finding)


def of_question(question: str) -> str:
    """Return the anchor of a question."""
    return _hashed("q", question)


def of_signal(signal: str) -> str:
    """Return the anchor of a signal's section."""
    return f"signal-{signal.replace('_', '-')}" if signal.replace("_", "").isalnum() else _hashed("s", signal)


def of_part(name: str) -> str:
    """Return an anchor for any other thing of that name."""
    return _hashed("x", name)


def _hashed(kind: str, name: str) -> str:
    return f"{kind}-{blake2s(name.encode('utf-8', 'surrogatepass'), digest_size=4).hexdigest()}"
