"""Numbers, counts and lists read as people write them."""

from decimal import Decimal

import pytest

from citycompact.words import plural, say_list, say_money, say_number, say_percent


def test_thousands_stand_apart():
    assert say_number(1234567, "en") == "1,234,567"
    assert say_number(Decimal("1234.5"), "es") == "1,234.5"


def test_exact_numbers_keep_every_decimal_and_never_an_exponent():
    assert say_number(0.1234567, "en") == "0.123"
    assert say_number(0.1234567, "en", exact=True) == "0.1234567"
    assert say_number(0.0000001, "en", exact=True) == "0.0000001"
    assert say_number(12345678.0, "es", exact=True) == "12,345,678"


def test_cents_stand_only_where_there_are_some():
    assert say_money(Decimal("1250"), "en") == "$1,250"
    assert say_money(Decimal("1250.5"), "en") == "$1,250.50"


def test_shares_are_percentages():
    assert say_percent(0.305, "en") == "30%"
    assert say_percent(0.305, "en", 1) == "30.5%"


def test_one_and_many():
    assert [plural(n, "school", "schools") for n in (0, 1, 2, 1000)] == [
        "0 schools",
        "1 school",
        "2 schools",
        "1,000 schools",
    ]


@pytest.mark.parametrize(
    ("items", "language", "last", "said"),
    [
        ([], "en", "and", ""),
        (["a"], "en", "and", "a"),
        (["a", "b", "c"], "en", "or", "a, b or c"),
        (["ana", "luis"], "es", "and", "ana y luis"),
        (["padres", "hijos"], "es", "and", "padres e hijos"),
        (["agua", "hielo"], "es", "and", "agua y hielo"),
        (["siete", "ocho"], "es", "or", "siete u ocho"),
    ],
)
def test_things_in_a_row(items, language, last, said):
    assert say_list(items, language, last) == said
