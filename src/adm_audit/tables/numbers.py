"""SQL that reads text as numbers and dates. What cannot be read becomes NULL, never a guess."""

from __future__ import annotations

from adm_audit.tables.table import DateOrder

_SPACES = " \t\r\n\u00a0\u202f\u2009"
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)?"
_ISO = r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME
_COMPACT = r"(\d{4})(\d{2})(\d{2})"
_WRITTEN = r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _TIME


def number_expression(sql: str, decimal: str) -> str:
    """Return SQL that reads a text as DOUBLE.

    sql: an expression of type VARCHAR, made by us. decimal: the decimal sign, ``.`` or ``,``. Thousands may
    be grouped by the other sign, by a space or by an apostrophe, in full groups of three. Percent signs,
    currency signs, nan and inf are not numbers: NULL.

    Raises ValueError for another decimal sign.

    >>> import duckdb
    >>> said = "$$1.234,5$$", "$$1'234,5$$", "$$-7$$", "$$12 %$$", "$$1.23$$", "$$nan$$"
    >>> [duckdb.sql(f"SELECT {number_expression(text, ',')}").fetchall()[0][0] for text in said]
    [1234.5, 1234.5, -7.0, None, None, None]
    """
    if decimal not in {".", ","}:
        raise ValueError(f"a decimal sign is . or ,: {decimal!r}")
    other, point = (",", r"\.") if decimal == "." else (r"\.", ",")
    groups = "|".join(rf"\d{{1,3}}(?:{sign}\d{{3}})+" for sign in (other, "[ \u00a0\u202f\u2009]", "[''’]"))
    pattern = rf"[+-]?(?:(?:{groups}|\d+)(?:{point}\d+)?|{point}\d+)(?:[eE][+-]?\d{{1,3}})?"
    text = f"replace(trim({sql}, '{_SPACES}'), '−', '-')"
    signs = "[ \u00a0\u202f\u2009''’" + (",]" if decimal == "." else ".]")
    bare = f"regexp_replace({text}, '{signs}', '', 'g')"
    if decimal == ",":
        bare = f"replace({bare}, ',', '.')"
    number = f"TRY_CAST({bare} AS DOUBLE)"
    return f"CASE WHEN regexp_full_match({text}, '{pattern}') AND isfinite({number}) THEN {number} END"


def date_expression(sql: str, dates: DateOrder | None) -> str:
    """Return SQL that reads a text as DATE.

    sql: an expression of type VARCHAR, made by us. dates: the order of day and month; None: year first only.
    Year first (``2024-03-01``, also ``20240301`` and with a time of day) is read in every order. Days that
    do not exist and years of two digits (which century?) give NULL.

    >>> import duckdb
    >>> duckdb.sql(f"SELECT {date_expression(repr('01.03.2024'), 'day-first')}").fetchall()
    [(datetime.date(2024, 3, 1),)]
    """
    text = f"trim({sql}, '{_SPACES}')"
    branches = [(_ISO, r"\1-\2-\3"), (_COMPACT, r"\1-\2-\3")]
    if dates == "day-first":
        branches.append((_WRITTEN, r"\3-\2-\1"))
    if dates == "month-first":
        branches.append((_WRITTEN, r"\3-\1-\2"))
    cases = " ".join(
        f"WHEN regexp_full_match({text}, '{pattern}') "
        f"THEN TRY_CAST(regexp_replace({text}, '^{pattern}$', '{order}') AS DATE)"
        for pattern, order in branches
    )
    return f"CASE {cases} END"
