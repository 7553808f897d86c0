"""Numbers of a rulebook are the same number on every machine, or refused with their line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.facts import FactsError
from citycompact.rulebook import parse_rulebook

HEAD = '[rulebook]\nname = "R"\nversion = "1"\n[enrollment]\n'


def read(number):
    return parse_rulebook(f"{HEAD}x = {number}\n", "r.toml", frozenset({"enrollment"}))


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(-250, 250))
def test_fifteen_digits_stay_what_was_written(digits, exponent):
    found = read(f"{digits}e{exponent}").content["enrollment"]["x"]
    assert found == Decimal(digits).scaleb(exponent)
    assert Decimal(repr(float(found))) == found


def test_the_same_number_written_in_two_ways_is_the_same_rule():
    assert read("0.30").section_digest("enrollment") == read("3e-1").section_digest("enrollment")
    assert read("0.30").section_digest("enrollment") != read("0.31").section_digest("enrollment")


@pytest.mark.parametrize(
    "number",
    [
        "0.1234567890123456",
        "1234567890123456",
        "-9.87654321098765432",
        "inf",
        "-inf",
        "nan",
        "1e400",
        "1e-400",
        "1.23456789012345e-310",
        "1e99999999999999999999",
        "100000000000000000000",
        "-9007199254740992000",
        "[1.0, {y = 0.1234567890123456}]",
    ],
)
def test_what_a_double_cannot_hold_is_refused_with_its_line(number):
    with pytest.raises(FactsError) as caught:
        read(number)
    (problem,) = caught.value.problems
    assert (problem.row, "15 significant digits" in problem.mend) == (5, True)
    assert problem.column.startswith("enrollment.x")


@pytest.mark.parametrize("number", ["0.1000000000000000000", "1_000.5", "1000000000000000", "0", "-0.0"])
def test_zeros_and_underscores_are_no_digits(number):
    read(number)


@pytest.mark.parametrize("text", ["x = " + "9" * 5000, "x = " + "[" * 3000])
def test_what_cannot_be_read_at_all_is_a_problem_too(text):
    with pytest.raises(FactsError, match="not valid TOML"):
        parse_rulebook(HEAD + text, "r.toml", frozenset({"enrollment"}))
