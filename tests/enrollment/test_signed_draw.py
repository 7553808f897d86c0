"""Which draw is meant, where the rules have one round, several or none."""

import pytest

from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.signed_draw import signed_draw
from citycompact.facts import FactsError
from proven_rounds import DRAW, rules

SPRING = {
    "id": "spring",
    "name": "Spring",
    "opens": "2027-01-01",
    "closes": "2027-02-01T23:59",
    "results": "2027-03-15",
}
SUMMER = {**SPRING, "id": "summer", "name": "Summer"}


def test_rules_without_rounds_have_one_whose_id_is_empty():
    assert signed_draw(rules())[0] == ""
    assert signed_draw(rules())[1].event == DRAW["event"]
    assert signed_draw(EnrollmentRules()) == ("", None)
    with pytest.raises(FactsError, match="no such round"):
        signed_draw(rules(), "spring")


def test_of_one_round_nobody_has_to_say_which():
    assert signed_draw(rules(rounds=[SPRING]))[0] == "spring"
    assert signed_draw(rules(rounds=[SPRING]), "spring")[1].event == DRAW["event"]


def test_of_several_rounds_one_has_to_be_named_and_each_has_its_own_draw():
    several = rules(rounds=[SPRING, SUMMER])
    with pytest.raises(FactsError, match="2 rounds"):
        signed_draw(several)
    with pytest.raises(FactsError, match="no such round"):
        signed_draw(several, "autumn")
    assert signed_draw(several, "spring")[1] is not None
    assert signed_draw(several, "summer") == ("summer", None)
