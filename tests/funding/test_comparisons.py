"""A path between two formulas as a table, and why there is none."""

from decimal import Decimal

from citycompact.funding.comparisons import path_between
from small_budgets import city, rules


def test_the_path_begins_with_the_old_and_ends_with_the_new_formula(tmp_path):
    facts = city(tmp_path, "A,K,100\nB,1-5,100\nB,low_income,60")
    before, after = (
        rules(),
        rules(
            foundation=7900,
            weights=[
                {"category": "K", "weight": Decimal("1.25")},
                {"category": "1-5", "weight": 1},
                {"category": "low_income", "weight": Decimal("0.6"), "need": True},
            ],
        ),
    )
    path, why_not = path_between(facts, before, after)
    assert why_not == ""
    rows = {(school, year): amount for school, year, amount in path.table.iter_rows()}
    assert rows["A", 0] == 1040000
    assert rows["A", path.years] == Decimal(7900 * 125)
    assert path.years == 3
    assert 0 <= path.gap < 0.01


def test_rules_that_round_differently_have_no_path(tmp_path):
    facts = city(tmp_path, "A,K,1")
    assert path_between(facts, rules(), rules(rounding="dollar"))[1].startswith("the two rules round")


def test_too_few_years_are_said(tmp_path):
    facts = city(tmp_path, "A,K,100\nB,1-5,100")
    found, why_not = path_between(facts, rules(), rules(foundation=7000), years=2)
    assert found is None
    assert "2 years are too few" in why_not
