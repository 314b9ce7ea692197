"""What the values of a column look like: names of countries, languages, or first names. A hint, never a proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from adm_audit.plan.words import plain

Kind = Literal["countries", "languages", "first_names"]
LANGUAGES = ("en", "de", "fr", "nl", "es", "it", "pl")
_SHARE, _DIFFERENT = 0.8, 3
_NAMES_SHARE, _NAMES_DIFFERENT = 0.3, 8
_CODE = 2

FIRST_NAMES = (
    "james john robert michael david william mary patricia jennifer linda elizabeth susan jessica sarah emily olivia "
    "thomas peter andreas stefan wolfgang klaus jurgen michaela sabine petra monika ursula claudia birgit heike "
    "pierre jacques nicolas philippe laurent marie nathalie isabelle sylvie catherine valerie sophie camille lea "
    "jan johannes hendrik willem daan sem emma anna maria cornelia johanna sanne lotte fleur "
    "jose antonio manuel francisco juan carmen josefa dolores pilar lucia sofia paula "
    "giuseppe giovanni luigi mario marco luca giulia francesca chiara rosa angela "
    "piotr krzysztof andrzej tomasz pawel agnieszka katarzyna malgorzata ewa joanna zofia "
    "mohamed mohammed muhammad mehmet mustafa ahmed ahmet ali hassan hussein ibrahim omar youssef yusuf fatima aisha "
    "khadija mariam zeynep ayse elif emine amina leila svetlana olga natalia elena ivan dmitri sergei vladimir "
    "nguyen minh wei li priya raj anita deepak ion andrei mihai ioana"
)
"""Frequent first names in seven languages and of large groups of immigrants, without accents."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What the values look like, and the ground that they would state."""

    kind: Kind
    ground: str


def ground_by_values(people: Mapping[str, float]) -> Hint | None:
    """Return what the values of a column look like, or None. people: how many have each value, without missing ones.

    Countries and languages: at least three different values and four fifths of the people, by name in seven languages,
    or as codes of countries in capital letters. First names: at least eight different ones and three tenths of the
    people.

    >>> ground_by_values({"Polen": 20, "Syrien": 10, "Türkei": 30, "sonst": 5})
    Hint(kind='countries', ground='nationality')
    >>> ground_by_values({"owner": 20, "tenant": 10, "other": 3}) is None
    True
    """
    whole = sum(people.values())
    if whole <= 0:
        return None
    countries, languages = _known()
    names = frozenset(FIRST_NAMES.split())
    by_name = {text: plain(text) for text in people}
    checks: tuple[tuple[Kind, str, list[str], float, int], ...] = (
        ("countries", "nationality", [v for v in people if by_name[v] in countries], _SHARE, _DIFFERENT),
        ("countries", "nationality", [v for v in people if v in _codes()], _SHARE, _DIFFERENT),
        ("languages", "language", [v for v in people if by_name[v] in languages], _SHARE, _DIFFERENT),
        ("first_names", "ethnic_origin", [v for v in people if by_name[v] in names], _NAMES_SHARE, _NAMES_DIFFERENT),
    )  # fmt: skip
    for kind, ground, found, share, different in checks:
        if len(found) >= different and sum(people[value] for value in found) >= share * whole:
            return Hint(kind, ground)
    return None


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of countries and of languages, as in Unicode's CLDR."""
    from babel import Locale

    countries, languages = set(), set()
    for name in LANGUAGES:
        locale = Locale(name)
        countries |= {plain(text) for code, text in locale.territories.items() if str(code) in _codes()}
        languages |= {plain(text) for code, text in locale.languages.items() if len(str(code)) <= _CODE}
    return frozenset(countries), frozenset(languages)


@cache
def _codes() -> frozenset[str]:
    """Return the codes of countries in two capital letters."""
    from babel import Locale

    other = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}
    return (
        frozenset(str(code) for code in Locale("en").territories if len(str(code)) == _CODE and str(code).isalpha())
        - other
    )
