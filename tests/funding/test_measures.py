"""Equity of budgets: over all schools and by sector, before and after."""

from citycompact.funding import decide
from citycompact.funding.measures import (
    measures,
    public_dollars_by_need,
    public_measures,
    pupils_by_school,
    sector_of,
    weighted_pupils_of,
)
from citycompact.funding.public_budgets import public_budgets
from small_budgets import city, rules


def test_the_hand_made_example_before_and_after(tmp_path):
    facts = city(tmp_path, "A,K,100\nB,K,200\nC,K,100", previous="A,800000,100\nB,2000000,200\nC,1400000,100")
    agreed = rules()
    rows = measures(facts, agreed, decide(facts, agreed)).rows()
    found = {row[:4]: row[4] for row in rows}
    assert round(found["all", "pupil", "before", "variation"], 6) == 0.207567
    assert found["all", "pupil", "after", "variation"] == 0
    assert found["district", "pupil", "before", "mean"] == 11000
    # By need every pupil of K counts 1.3, so what is even stays so.
    assert found["all", "weighted_pupil", "after", "mean"] == 8000
    assert {row[0] for row in rows} == {"all", "district", "charter"}


def test_pupils_and_weighted_pupils(tmp_path):
    facts = city(tmp_path, "A,K,10\nA,low_income,4")
    assert pupils_by_school(facts, rules()) == {"A": 10}
    assert weighted_pupils_of(facts, rules()) == {"A": 14}
    assert sector_of(facts)["B"] == "charter"


def test_last_year_is_divided_among_last_years_pupils(tmp_path):
    facts = city(tmp_path, "A,K,100", previous="A,1000,50")
    rows = measures(facts, rules(), decide(facts, rules())).rows()
    assert {row[:4]: row[4] for row in rows}["all", "pupil", "before", "mean"] == 20


def test_public_measures_are_of_what_is_shown(tmp_path):
    facts = city(tmp_path, "A,K,40\nA,low_income,20\nB,K,30\nB,low_income,12\nC,K,20\nC,low_income,11")
    result = decide(facts, rules())
    public = public_budgets(facts, rules(), result)
    exact = {row[0:1] + row[3:4]: row[4] for row in measures(facts, rules(), result).rows() if "after" in row}
    found = {(scope, name): value for scope, name, value in public_measures(public).rows()}
    assert found["all", "gini"] > 0
    assert {"all", "district", "charter"} == {scope for scope, _ in found}
    assert ("all", "mean") in exact


def test_dollars_by_need_are_the_foundation_where_there_is_no_envelope(tmp_path):
    counts = (
        "A,K,40\nA,low_income,3\nC,K,50\nC,low_income,8\nB,K,30\nB,low_income,14\nD,K,30\nD,low_income,12"
    )
    facts = city(tmp_path, counts)
    public = public_budgets(facts, rules(), decide(facts, rules()))
    assert public_dollars_by_need(public) == {"all": 8000, "charter": 8000, "district": 8000}
    # The district's counts of low income are hidden, and so is their sum: nothing is said of it.
    few = city(tmp_path / "2", "A,K,40\nA,low_income,3\nB,K,30\nB,low_income,14\nD,K,30\nD,low_income,12")
    public = public_budgets(few, rules(), decide(few, rules()))
    assert "district" not in public_dollars_by_need(public)
