"""What each school gets, without and within an envelope."""

from decimal import Decimal
from fractions import Fraction

from citycompact.funding.totals import totals
from small_budgets import city, rules


def test_without_an_envelope_only_floor_and_cap_are_kept(tmp_path):
    facts = city(tmp_path, "A,K,10\nB,K,10\nC,K,10", previous="A,200000,10\nB,50000,10")
    found = totals(facts, rules(hold_harmless={"loss": 0}, caps={"gain": 1}))
    assert found.amounts == dict.fromkeys("ABC", 10400000)
    assert found.totals == {"A": 20000000, "B": 10000000, "C": 10400000}
    assert (found.factor, found.total) == (1, 40400000)


def test_within_an_envelope_every_amount_has_the_same_factor(tmp_path):
    facts = city(tmp_path, "A,K,10\nB,K,30")
    found = totals(facts, rules(envelope=208000))
    assert found.factor == Fraction(1, 2)
    assert found.totals == {"A": 5200000, "B": 15600000}


def test_other_counts_may_be_tried(tmp_path):
    facts = city(tmp_path, "A,K,10")
    assert totals(facts, rules(), {"A": {"K": 2000}}).totals == {"A": 2 * 10400000}
    assert totals(facts, rules(foundation=Decimal("0"))).total == 0
