"""What a publication hands on to a correction, and to the next year."""

from decimal import Decimal

import polars as pl
import pytest

from citycompact.funding import (
    as_previous,
    as_published_before,
    decide,
    public_budgets,
    read_funding,
    write_next,
)
from small_budgets import city, rules

SMALL = "A,K,40\nA,low_income,3\nB,K,30\nB,low_income,4\nC,K,50\nC,low_income,8\nD,K,60\nD,low_income,30"


def published(facts, agreed):
    result = decide(facts, agreed)
    return result, public_budgets(facts, agreed, result)


def test_what_a_publication_hid_is_a_table_of_its_correction(tmp_path):
    facts = city(tmp_path, SMALL)
    rows = as_published_before(published(facts, rules())[1], facts)
    found = set(rows.select("what", "name", "category").rows())
    assert {("once", "", ""), ("count", "A", "low_income"), ("need", "district", "low_income")} <= found
    assert ("school_of", "A", "district") in found
    rows.write_csv(tmp_path / "published_before.csv")
    again = read_funding(tmp_path)
    assert again.tables["published_before"].height == rows.height
    # Handed on a second time, nothing is forgotten.
    assert set(as_published_before(published(again, rules())[1], again).rows()) >= set(rows.rows())


def test_the_next_year_knows_what_was_published_and_what_was_not(tmp_path):
    """Of Ash and Cedar it is only known that they have ten pupils together: their amounts are not shown."""
    facts = city(tmp_path, "A,K,3\nC,K,7\nB,K,40\nD,K,50")
    result, public = published(facts, rules())
    rows = {row["school_id"]: row for row in as_previous(facts, rules(), result, public).to_dicts()}
    assert (rows["B"]["amount"], rows["B"]["public_low"], rows["B"]["public_high"]) == (416000,) * 3
    assert rows["A"]["public_low"] == 0
    assert rows["A"]["public_high"] > 10**11
    assert (rows["A"]["amount"], rows["A"]["pupils"]) == (31200, 3)
    assert (rows["A"]["pupils_hidden"], rows["B"]["pupils_hidden"]) == (True, False)


@pytest.mark.parametrize("measured", ["total", "per_pupil"])
def test_a_second_year_at_its_floor_tells_nothing_of_the_first(tmp_path, measured):
    facts = city(tmp_path / "1", "A,K,3\nC,K,7\nB,K,40\nD,K,50")
    folder = tmp_path / "2"
    city(folder, "A,K,11\nC,K,12\nB,K,30\nD,K,40")
    write_next(folder, facts, rules(), decide(facts, rules()))
    (folder / "next" / "previous.csv").rename(folder / "previous.csv")
    agreed = rules(foundation=10, hold_harmless={"loss": Decimal("0.02"), "measured": measured})
    second = read_funding(folder)
    _, now = published(second, agreed)
    shown = {row["school_id"]: row for row in now["public_schools"].to_dicts()}
    # Ash has 98 % of what 3 pupils brought; nobody reads the 3.
    assert shown["A"]["low"] is shown["A"]["high"] is None
    assert shown["B"]["low"] is not None


def test_both_tables_are_written(tmp_path):
    facts = city(tmp_path, SMALL)
    write_next(tmp_path, facts, rules(), decide(facts, rules()))
    assert {path.name for path in (tmp_path / "next").iterdir()} == {"previous.csv", "published_before.csv"}
    assert pl.read_csv(tmp_path / "next" / "previous.csv").height == 4
