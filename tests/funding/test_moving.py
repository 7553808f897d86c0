"""What one pupil more, or one who moves, changes in two budgets."""

from decimal import Decimal

import pytest

from citycompact.funding.moving import average, moved, with_more
from citycompact.funding.totals import totals
from small_budgets import city, rules


def test_a_pupil_takes_the_formula_along_and_not_the_average(tmp_path):
    facts = city(tmp_path, "A,K,10\nA,low_income,5\nB,K,20")
    found = moved(facts, rules(base={"amount": 100000}), "A", "B", ["K", "low_income"])
    assert (found.left, found.joined) == (-12400, 12400)
    # 10 x 10,400 + 5 x 2,000 + 100,000, and 20 x 10,400 + 100,000.
    assert (found.average_left, found.average_joined) == (21400, 15400)


def test_within_an_envelope_others_share_in_it(tmp_path):
    facts = city(tmp_path, "A,K,10\nB,K,20\nC,K,30")
    agreed = rules(envelope=600000)
    found = moved(facts, agreed, "A", "B", ["K"])
    assert found.left == -found.joined == -10000
    more = with_more(facts, agreed, {("A", "K"): 3})
    assert more.total == 60000000
    assert more.totals["A"] - totals(facts, agreed).totals["A"] < 3 * 1000000


def test_nobody_leaves_where_nobody_is(tmp_path):
    facts = city(tmp_path, "A,K,10")
    with pytest.raises(ValueError, match="B counts nobody of K"):
        moved(facts, rules(), "B", "A", ["K"])
    with pytest.raises(ValueError, match="A is left and joined"):
        moved(facts, rules(), "A", "A", ["K"])
    with pytest.raises(ValueError, match="a need of more pupils than it has"):
        with_more(facts, rules(), {("A", "low_income"): 11})


def test_a_school_without_pupils_has_no_average(tmp_path):
    facts = city(tmp_path, "A,K,3")
    assert average(facts, rules(), totals(facts, rules()), "B") == 0
    assert average(facts, rules(envelope=100), totals(facts, rules(envelope=100)), "A") == Decimal("33.33")
