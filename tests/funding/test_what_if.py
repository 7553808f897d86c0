"""Two rules on one year's counts: who gains, who loses."""

import pytest

from citycompact.facts import FactsError
from citycompact.funding.formula import counts_of
from citycompact.funding.what_if import compare, largest_need, thirds
from small_budgets import city, rules


def test_winners_and_losers_by_sector_poverty_and_size(tmp_path):
    facts = city(tmp_path, "A,K,30\nB,K,20\nB,low_income,20\nC,1-5,10")
    found = compare(facts, rules(), rules(foundation=7000, base={"amount": 15000}))
    assert dict(found.schools.select("school_id", "change").iter_rows()) == {
        "A": -24000,
        "B": -16000,
        "C": 5000,
    }
    groups = {(row["by"], row["group"]): row for row in found.groups.to_dicts()}
    assert (groups["all", "all"]["gain"], groups["all", "all"]["lose"]) == (1, 2)
    assert groups["sector", "charter"]["change"] == -16000
    assert groups["poverty", "high"]["schools"] == 1
    assert groups["poverty", "high"]["a"] == 248000
    assert groups["size", "low"]["change"] == 5000
    assert found.poverty == "low_income"
    for by in ("sector", "poverty", "size"):
        parts = [row["change"] for (way, _), row in groups.items() if way == by]
        assert sum(parts) == groups["all", "all"]["change"]


def test_without_needs_nobody_is_told_apart_by_them(tmp_path):
    facts = city(tmp_path, "A,K,30")
    found = compare(facts, rules(), rules())
    assert found.poverty is None
    assert set(found.groups["by"]) == {"all", "sector", "size"}
    assert largest_need(counts_of(facts), rules()) is None


def test_facts_that_fit_only_one_of_them_are_refused(tmp_path):
    facts = city(tmp_path, "A,K,30\nA,low_income,5")
    with pytest.raises(FactsError, match="low_income"):
        compare(facts, rules(), rules(weights=[{"category": "K", "weight": 1}]))


def test_a_need_that_there_is_not_is_named(tmp_path):
    with pytest.raises(FactsError, match="there are low_income"):
        compare(city(tmp_path, "A,K,30"), rules(), rules(), poverty="K")


def test_thirds_are_as_equal_as_can_be():
    found = thirds("abcdefg", lambda school: ord(school))
    assert [list(found.values()).count(part) for part in ("low", "middle", "high")] == [3, 2, 2]
    assert found["a"] == "low"
