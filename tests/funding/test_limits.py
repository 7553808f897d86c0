"""Floor and cap after the year before, in total or per pupil."""

from decimal import Decimal

from citycompact.funding.formula import Formula, counts_of
from citycompact.funding.limits import Limits, limits
from small_budgets import city, rules


def found(folder, **more):
    facts = city(folder, "A,K,50\nB,K,10\nC,K,1", previous="A,1000.01,100\nB,0,10")
    agreed = rules(**more)
    return limits(facts, agreed, counts_of(facts), Formula.of(agreed))


def test_floors_are_rounded_up_and_caps_down(tmp_path):
    harm, caps = {"loss": Decimal("0.02")}, {"gain": Decimal("0.1")}
    # 98,000.98 and 110,001.1 cents.
    assert found(tmp_path / "1", hold_harmless=harm, caps=caps)["A"] == Limits(98001, 110001)
    dollars = found(tmp_path / "2", hold_harmless=harm, caps=caps, rounding="dollar")["A"]
    assert dollars == Limits(981, 1100)


def test_per_pupil_follows_the_pupils(tmp_path):
    harm = {"loss": Decimal("0.02"), "measured": "per_pupil"}
    assert found(tmp_path, hold_harmless=harm)["A"] == Limits(49001, None)


def test_who_had_nothing_has_neither(tmp_path):
    bounds = found(tmp_path, hold_harmless={"loss": 0}, caps={"gain": 0})
    assert bounds["B"] == bounds["C"] == Limits(0, None)


def test_a_cap_below_its_floor_becomes_the_floor(tmp_path):
    bounds = found(tmp_path, hold_harmless={"loss": 0}, caps={"gain": 0, "measured": "per_pupil"})
    assert bounds["A"] == Limits(100001, 100001)


def test_without_rules_there_are_none(tmp_path):
    assert found(tmp_path)["A"] == Limits(0, None)
