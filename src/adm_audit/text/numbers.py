"""Numbers, percents and dates as people write them, by Babel. Rounding happens here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

_LOCALES = {"en": "en_GB"}
_MINUS = "−"
_SMALLEST_P = 0.0001


@dataclass(frozen=True, slots=True)
class Numbers:
    """Writes numbers in one language. Build it with `numbers`."""

    locale: Locale

    def whole(self, value: float) -> str:
        """Return a count: whole people, or one decimal where cases carry weights.

        >>> numbers("en").whole(10000), numbers("en").whole(12.25)
        ('10,000', '12.2')
        """
        return self.decimal(value, 0 if float(value).is_integer() else 1)

    def decimal(self, value: float, digits: int) -> str:
        """Return a number with so many digits after the decimal sign; never a negative zero.

        >>> numbers("en").decimal(-0.04, 1), numbers("en").decimal(-1.26, 1)
        ('0.0', '−1.3')
        """
        from babel.numbers import format_decimal

        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        rounded = round(value, digits) or 0.0
        return _minus(format_decimal(rounded, format=pattern, locale=self.locale))

    def significant(self, value: float, digits: int = 3) -> str:
        """Return a number with so many significant digits, trailing zeros left out.

        >>> numbers("en").significant(0.04321, 2), numbers("en").significant(1)
        ('0.043', '1')
        """
        from babel.numbers import format_decimal

        pattern = "@" + "#" * (digits - 1) if abs(value) < 10**digits else "#,##0"
        return _minus(format_decimal(value, format=pattern, locale=self.locale))

    def ratio(self, value: float) -> str:
        """Return a ratio: two decimals, one from 10 on, three significant digits below 0.1.

        >>> [numbers("en").ratio(value) for value in (2.3551, 1, 12.34, 0.0123)]
        ['2.36', '1.00', '12.3', '0.0123']
        """
        if 0 < abs(value) < 0.1:
            return self.significant(value)
        return self.decimal(value, 1 if abs(value) >= 10 else 2)

    def percent(self, value: float, digits: int = 1) -> str:
        """Return a share as a percentage, with the sign and space of the language.

        >>> numbers("en").percent(0.2333)
        '23.3%'
        """
        from babel.numbers import format_percent

        own = self.locale.percent_formats[None].pattern
        pattern = own.replace("#,##0", "#,##0" + ("." + "0" * digits if digits else ""))
        return _minus(format_percent(round(value, digits + 2) or 0.0, format=pattern, locale=self.locale))

    def signed(self, value: float, digits: int) -> str:
        """Return a number with its sign, also a plus.

        >>> numbers("en").signed(13.41, 1), numbers("en").signed(-2, 0)
        ('+13.4', '−2')
        """
        text = self.decimal(value, digits)
        return text if round(value, digits) <= 0 else f"+{text}"

    def p_value(self, value: float) -> str:
        """Return a p-value: two significant digits, and a bound instead of a tiny number.

        >>> numbers("en").p_value(1e-9), numbers("en").p_value(0.04321), numbers("en").p_value(1)
        ('< 0.0001', '0.043', '1')
        """
        if value < _SMALLEST_P:
            return f"< {self.decimal(_SMALLEST_P, 4)}"
        return self.significant(min(value, 1.0), 2)

    def date(self, iso: str) -> str:
        """Return a date in words; a text that is no date comes back as it is.

        >>> numbers("en").date("2024-11-18"), numbers("en").date("soon")
        ('18 November 2024', 'soon')
        """
        from babel.dates import format_date

        try:
            return str(format_date(date.fromisoformat(iso), format="long", locale=self.locale))
        except ValueError:
            return iso

    def listed(self, words: Sequence[str]) -> str:
        """Return words joined as in a sentence.

        >>> numbers("en").listed(["sex", "age", "origin"])
        'sex, age and origin'
        """
        from babel.lists import format_list

        return str(format_list(list(words), locale=self.locale)) if words else ""


def numbers(language: str) -> Numbers:
    """Return the numbers of a language (a code such as ``en``). Raises KeyError where it is not offered."""
    from babel import Locale

    return Numbers(Locale.parse(_LOCALES[language]))


def _minus(text: str) -> str:
    return text.replace("-", _MINUS)
