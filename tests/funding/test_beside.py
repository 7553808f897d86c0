"""What goes beside the budgets: levies to the last cent, and money that moves with a child by the day."""

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from citycompact.funding.beside import levies_of, moved_money
from citycompact.funding.totals import totals
from small_budgets import city, rules

YEAR = {"first": datetime.date(2027, 8, 30), "last": datetime.date(2028, 6, 15)}


def test_a_levy_is_passed_on_in_proportion(tmp_path):
    facts = city(tmp_path, "A,K,10\nB,1-5,20", levies="parks,100.01")
    for by, shares in (("pupils", (3334, 6667)), ("formula", (3940, 6061))):
        agreed = rules(levies={"by": by})
        given_ = levies_of(facts, agreed, totals(facts, agreed))
        assert given_ == [("parks", "A", shares[0]), ("parks", "B", shares[1])]
    assert levies_of(facts, rules(), totals(facts, rules())) == []


def test_where_nobody_is_counted_nothing_is_passed_on(tmp_path):
    facts = city(tmp_path, "A,K,0", levies="parks,100")
    agreed = rules(levies={"by": "pupils"})
    assert levies_of(facts, agreed, totals(facts, agreed)) == []


def test_a_child_who_moves_in_october_takes_the_rest_of_the_year_along(tmp_path):
    facts = city(tmp_path, "A,K,10\nB,K,10", moves="m,K,A,B,2027-10-04\nn,low_income,,B,2028-06-15")
    agreed = rules(mid_year=YEAR)
    # 256 of 291 days of 10,400 dollars; one of 291 of 2,000.
    assert moved_money(facts, agreed, totals(facts, agreed)) == {"A": (0, 914914), "B": (914914 + 687, 0)}


@given(st.dates(YEAR["first"], YEAR["last"]), st.dates(YEAR["first"], YEAR["last"]))
def test_who_moves_earlier_takes_no_less_and_nothing_is_lost_on_the_way(tmp_path_factory, one, other):
    rows = f"m,K,A,B,{min(one, other)}\nn,K,C,D,{max(one, other)}"
    facts = city(tmp_path_factory.mktemp("c"), "A,K,10", moves=rows)
    agreed = rules(mid_year=YEAR)
    found = moved_money(facts, agreed, totals(facts, agreed))
    assert found["B"][0] == found["A"][1] >= found["D"][0] == found["C"][1] > 0
    assert found["B"][0] <= Decimal(1040000)
