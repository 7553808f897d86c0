"""Equity of budgets: over all schools and by sector, before and after."""

from citycompact.funding import decide
from citycompact.funding.measures import measures, pupils_of, sector_of, weighted_pupils_of
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
    assert pupils_of(facts, rules()) == {"A": 10}
    assert weighted_pupils_of(facts, rules()) == {"A": 14}
    assert sector_of(facts)["B"] == "charter"


def test_last_year_is_divided_among_last_years_pupils(tmp_path):
    facts = city(tmp_path, "A,K,100", previous="A,1000,50")
    rows = measures(facts, rules(), decide(facts, rules())).rows()
    assert {row[:4]: row[4] for row in rows}["all", "pupil", "before", "mean"] == 20
