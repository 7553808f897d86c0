"""A draw as signed rules fix it: one spelling, enough results, and examples that fit."""

import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from citycompact.draws import FEWEST_RESULTS, DrawRule

AT = datetime.datetime(2027, 2, 20, 19, 30)
BALLS = {"kind": "numbers", "event": "State lottery", "at": AT, "count": 5, "highest": 69}


def rule(**given):
    return DrawRule.model_validate({**BALLS, **given})


def test_each_number_has_its_digits_and_one_space_stands_between():
    balls = rule(order="ascending")
    assert balls.fault("07 12 33 48 61") is None
    for text, said in [
        ("", "is empty"),
        ("   ", "is empty"),
        (None, "is empty"),
        ("7 12 33 48 61", "5 numbers of 2 digits"),
        ("07  12 33 48 61", "5 numbers of 2 digits"),
        (" 07 12 33 48 61", "5 numbers of 2 digits"),
        ("07 12 33 48 61 ", "5 numbers of 2 digits"),
        ("07 12 33 48 61\n", "5 numbers of 2 digits"),
        ("07,12,33,48,61", "5 numbers of 2 digits"),
        ("07 12 33 48", "5 numbers of 2 digits"),
        ("٠٧ 12 33 48 61", "5 numbers of 2 digits"),
        ("07 12 33 61 48", "ascending order"),
        ("07 12 33 48 70", "has 70, and numbers from 1 to 69"),
        ("00 12 33 48 61", "has 0, and numbers from 1 to 69"),
        ("07 12 12 48 61", "a number twice"),
    ]:
        assert said in (balls.fault(text) or ""), text


def test_dice_repeat_and_a_beacon_is_lowercase_hexadecimal_of_its_length():
    dice = DrawRule(kind="dice", event="City hall", at=AT, count=8)
    assert dice.fault("6 6 1 2 3 4 5 6") is None
    assert "from 1 to 6" in (dice.fault("7 6 1 2 3 4 5 6") or "")
    beacon = DrawRule(kind="beacon", event="NIST beacon, chain 2, pulse 1234567", at=AT)
    assert beacon.fault("0af1" * 32) is None
    for text in ("0AF1" * 32, "0af1" * 31, "0af1" * 32 + "0"):
        assert "128 lowercase hexadecimal" in (beacon.fault(text) or "")


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"count": 3, "highest": 9}, "504 equally likely results"),
        ({"count": 4, "highest": 49, "order": "ascending"}, "211,876 equally likely"),
        ({"count": None}, "does not say how many"),
        ({"highest": None}, "up to which number"),
        ({"lowest": 70}, "below the lowest"),
        ({"digits": 1}, "writes 69 with 1 digits"),
        ({"count": 70}, "more numbers than there are"),
        ({"event": "  "}, "empty event"),
        ({"at": datetime.date(2027, 2, 20)}, "day without its hour"),
        ({"kind": "dice", "repeats": False, "highest": 6, "count": 9}, "no two may show the same"),
        ({"kind": "beacon"}, "whose pulse has no count"),
    ],
)
def test_a_draw_that_is_none_is_refused_in_words(given_, said):
    with pytest.raises(ValidationError, match=said.replace("(", r"\(")):
        rule(**given_)


@given(
    st.sampled_from(["numbers", "dice"]),
    st.integers(1, 40),
    st.integers(0, 5),
    st.integers(6, 90),
    st.sampled_from(["drawn", "ascending"]),
    st.none() | st.booleans(),
    st.text(max_size=5),
)
def test_its_example_is_spelled_as_it_says_and_there_are_enough_results(
    kind, count, lowest, highest, order, repeats, word
):
    try:
        draw = DrawRule(
            kind=kind,
            event="x",
            at=AT,
            count=count,
            lowest=lowest,
            highest=highest,
            order=order,
            repeats=repeats,
        )
    except ValidationError:
        return
    example = draw.example(word)
    assert draw.fault(example) is None
    assert example == draw.example(word)
    assert draw.results >= FEWEST_RESULTS
    # Every other way to write the same numbers is refused.
    numbers = example.split(" ")
    for other in (" ".join(n.lstrip("0") or "0" for n in numbers), "  ".join(numbers), example + " "):
        assert other == example or draw.fault(other) is not None


def test_results_are_counted_as_they_are_likely():
    assert rule().results == math.perm(69, 5)
    assert rule(order="ascending").results == math.comb(69, 5)
    assert rule(repeats=True).results == 69**5
    # Of numbers that repeat and are sorted, those that are all different are the likeliest.
    assert rule(repeats=True, order="ascending").results == 69**5 // math.factorial(5)
