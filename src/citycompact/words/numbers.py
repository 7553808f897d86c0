"""Numbers, counts and lists as people write them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from babel.numbers import format_currency, format_decimal, format_percent

from citycompact.words.language import LOCALES, Language

_AND: dict[Language, dict[str, str]] = {"en": {"and": "and", "or": "or"}, "es": {"and": "y", "or": "o"}}


def say_number(number: int | float | Decimal, language: Language, *, exact: bool = False) -> str:
    """A number with its thousands apart and at most three decimals: 12,345.5.

    Parameters
    ----------
    exact
        Say every decimal: two rules, or two scores, that differ must not read alike.
    """
    return str(format_decimal(number, locale=LOCALES[language], decimal_quantization=not exact))


def say_percent(share: float | Decimal, language: Language, decimals: int = 0) -> str:
    """A share of one as a percentage: 0.305 is 30.5 % with one decimal."""
    pattern = f"#,##0{'.' + '#' * decimals if decimals else ''}%"
    return str(format_percent(share, pattern, locale=LOCALES[language]))


def say_money(dollars: int | Decimal, language: Language) -> str:
    """An amount in dollars, with cents only where there are some."""
    whole = dollars == int(dollars)
    pattern = "¤#,##0" if whole else "¤#,##0.00"
    return str(format_currency(dollars, "USD", pattern, locale=LOCALES[language], currency_digits=False))


def plural(count: int, one: str, many: str) -> str:
    """A count with its noun: 1 school, 2 schools. English and Spanish part one from all other numbers."""
    return f"{count:,} {one if count == 1 else many}"


def say_list(items: Sequence[str], language: Language, last: Literal["and", "or"] = "and") -> str:
    """Several things in a row: a, b and c."""
    if len(items) < 2:
        return "".join(items)
    word = _AND[language][last]
    if language == "es":
        # Before a sound like its own, "y" becomes "e" and "o" becomes "u".
        following = items[-1].lower().lstrip("«“\"'")
        if last == "and" and following.startswith(("i", "hi")) and not following.startswith(("hie", "hia")):
            word = "e"
        if last == "or" and following.startswith(("o", "ho")):
            word = "u"
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
