"""What a result says of places from lists has to be what its assignment shows."""

from dataclasses import replace

import pytest

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, check, decide
from small_cities import town

RULES = EnrollmentRules.model_validate({"priorities": {"ordered_by_list": ["p"]}})
FACTS = town(
    {"a": ["p"], "b": ["p"]}, {"p": 1}, priorities=[{"applicant_id": "a", "program_id": "p", "priority": 1}]
)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"p": 0}, "1 places at p came from a list of people; the result says 0"),
        ({}, "1 places at p came from a list of people; the result says None"),
        ({"p": True}, "the result says True"),
        ({"p": 1, "q": 3}, "0 places at q came from a list of people; the result says 3"),
    ],
)
def test_another_number_is_named(said, words):
    result = decide(FACTS, RULES, Draw("s"))
    assert check(FACTS, RULES, result).holds
    lie = replace(result, values={**result.values, "placed_by_list": said})
    found = check(FACTS, RULES, lie).finding("places_by_list_told")
    assert (found.holds, words in found.examples[0]) == (False, True), found
