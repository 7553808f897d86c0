"""From child to dollar, line by line: the amounts that a law prints, and what steps and base add."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.funding import SECTION, FundingRules
from citycompact.funding.formula import Formula, adjusted, counts_of
from citycompact.rulebook import read_rulebook
from small_budgets import city, rules

DISTRICT_OF_COLUMBIA = {
    2015: (9492, {"1.34": 12719, "1.30": 12340, "1": 9492, "1.08": 10251, "1.22": 11580, "0.219": 2079}),
    2023: (
        12419,
        {
            "0.97": 12046,
            "1.20": 14903,
            "1.97": 24465,
            "3.49": 43342,
            "0.099": 1229,
            "0.089": 1105,
            "0.50": 6210,
            "0.75": 9314,
            "0.24": 2981,
            "0.06": 745,
        },
    ),
    2025: (14668, {"0.97": 14228, "1.20": 17602, "1.97": 28896, "3.49": 51191, "0.099": 1452}),
}
"""Year to foundation and, by weight, the dollars of a pupil that the law prints (D.C. Code 38-2903 to 5)."""

BOSTON = {"1.8": (80, 580100), "1.6": (19, 122465), "1.4": (17, 95878), "1.3": (24, 125688)} | {
    "4.3": (44, 762187),
    "3.5": (32, 451189),
    "3": (12, 145025),
    "2.5": (40, 402847),
}
"""Weight to pupils and dollars of a school as Boston printed its budget of 2016, of a base of 4,028.47."""


def of(foundation, rounding, *weights):
    found = [{"category": weight, "weight": Decimal(weight)} for weight in weights]
    return Formula.of(rules(foundation=foundation, rounding=rounding, weights=found))


@pytest.mark.parametrize("year", DISTRICT_OF_COLUMBIA)
def test_the_amounts_that_a_law_prints(year):
    foundation, printed = DISTRICT_OF_COLUMBIA[year]
    assert of(foundation, "dollar", *printed).per_pupil == printed


def test_recomputing_shows_two_digits_that_the_law_has_swapped():
    # D.C. Code 38-2905 prints 20,470 dollars in 2023 for the weight 1.67 of residential schools.
    assert of(12419, "dollar", "1.67").per_pupil["1.67"] == 20740


def test_a_school_as_its_city_printed_it():
    formula = of(Decimal("4028.47"), "cent", *BOSTON)
    lines = formula.lines({weight: pupils * 100 for weight, (pupils, _) in BOSTON.items()})
    # What it prints as the base is rounded to the cent itself, which is felt at the highest weights.
    differing = {
        line.line: (line.amount + 50) // 100 - BOSTON[line.line][1]
        for line in lines
        if (line.amount + 50) // 100 != BOSTON[line.line][1]
    }
    assert differing == {"4.3": -1}


STEPS = [
    {"category": "low_income", "share": Decimal("0.4"), "weight": Decimal("0.1")},
    {"category": "low_income", "share": Decimal("0.6"), "weight": Decimal("0.2")},
]


@pytest.mark.parametrize(("needy", "each"), [(3999, None), (4000, 80000), (5999, 80000), (6000, 160000)])
def test_only_the_highest_step_that_is_reached_counts_and_for_all(needy, each):
    formula = Formula.of(rules(concentration=STEPS))
    lines = {line.line: line for line in formula.lines({"K": 10000, "low_income": needy})}
    step = lines.get("concentration:low_income")
    assert (step and (step.pupils, step.per_pupil)) == (each and (needy, each))


def test_a_base_is_for_small_schools_where_the_rules_say_so():
    formula = Formula.of(rules(base={"amount": 5, "below": 100}))
    assert [line.line for line in formula.lines({"K": 9999})] == ["K", "base"]
    assert [line.line for line in formula.lines({"K": 10000})] == ["K"]
    # A need is no pupil.
    assert [line.line for line in formula.lines({"K": 9999, "low_income": 5000})][-1] == "base"


def test_lines_come_in_the_order_of_the_rules_and_the_adjustment_last():
    formula = Formula.of(rules(concentration=STEPS, base={"amount": 5}))
    lines = formula.lines({"low_income": 10000, "1-5": 100, "K": 9900})
    assert [line.line for line in adjusted(lines, 0)] == [
        "K",
        "1-5",
        "low_income",
        "concentration:low_income",
        "base",
        "adjustment",
    ]
    assert adjusted(lines, sum(line.amount for line in lines)) == lines


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["K", "1-5"]))
def test_a_pupil_more_never_brings_less_without_steps_and_small_school_base(kindergarten, rest, category):
    formula = Formula.of(rules(base={"amount": 7}))
    counts = {"K": kindergarten, "1-5": rest}
    assert formula.amount(counts) <= formula.amount({**counts, category: counts[category] + 100})


@given(
    st.dictionaries(st.sampled_from(["K", "1-5", "low_income"]), st.integers(0, 10**5)),
    st.booleans(),
)
def test_an_amount_is_the_sum_of_its_lines(counts, small_only):
    base = {"amount": 7, "below": 30} if small_only else {"amount": 7}
    formula = Formula.of(rules(concentration=STEPS, base=base))
    assert formula.amount(counts) == sum(line.amount for line in formula.lines(counts))


def test_counts_are_hundredths_by_school(tmp_path):
    assert counts_of(city(tmp_path, "B,K,1.25\nA,K,2")) == {"A": {"K": 200}, "B": {"K": 125}}


EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "funding"
PRINTED = {
    "one-foundation": {"special_education_1": 12046, "elementary_english_learner": 6210, "at_risk": 2981},
    "by-intensity": {"elementary": 7495, "high_school": 7870, "special_education_1": 1499},
    "student-based": {"K0-K1": 725125, "K2": 644555, "9-12": 523701},
}


@pytest.mark.parametrize("example", PRINTED)
def test_the_examples_give_what_their_cities_printed(example):
    book = read_rulebook(EXAMPLES / f"{example}.toml", frozenset({SECTION}))
    per_pupil = Formula.of(book.section(SECTION, FundingRules)).per_pupil
    assert {name: per_pupil[name] for name in PRINTED[example]} == PRINTED[example]


def test_every_example_is_tried():
    assert {path.stem for path in EXAMPLES.glob("*.toml")} == set(PRINTED)
