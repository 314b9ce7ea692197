"""Makes text from outside safe to show on a terminal or in a report."""

from __future__ import annotations

import unicodedata

_LIMIT = 200


def visible(text: object, limit: int = _LIMIT) -> str:
    """Return ``text`` on one line, with control, bidirectional and zero-width characters made visible.

    >>> visible("a\\x1b[31mb"), visible("x" * 500, limit=5)
    ('a�[31mb', 'xxxxx…')
    """
    shown = "".join(
        "�" if unicodedata.category(ch) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else ch for ch in str(text)[: limit + 1]
    )
    return shown if len(shown) <= limit else shown[:limit] + "…"
