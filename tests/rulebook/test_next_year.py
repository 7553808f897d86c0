"""A rulebook a year later, as a suggestion."""

from __future__ import annotations

import pytest

from citycompact.rooms import section_names
from citycompact.rulebook import parse_rulebook, text_of_next_year
from citycompact.rulebook.demo import demo_rulebook


def test_the_demos_rulebook_is_a_valid_one_a_year_later():
    text = text_of_next_year(demo_rulebook(), {"main"})
    book = parse_rulebook(text, "rulebook.toml", section_names())
    assert book.header.version == "2028-29"
    for said in (
        'id = "main-2027"',
        "opens = 2027-11-16",
        "closes = 2028-02-12T23:59:00",
        "at = 2028-03-12T10:00:00",
        "Public drawing of 12 March 2028,",
        "until = 2028-10-01",
        "maximum = 12",
        "foundation = 12419",
    ):
        assert said in text, said
    assert "2026-" not in text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("opens = 2028-02-29", "opens = 2029-02-28"),
        ("closes = 2027-02-28T23:59:00", "closes = 2028-02-28T23:59:00"),
        ('event = "Drawing of March 3, 2027"', 'event = "Drawing of March 3, 2028"'),
        ('event = "Drawing of 29 February 2028"', 'event = "Drawing of 28 February 2029"'),
        ('version = "2099-00"', 'version = "2100-01"'),
        ('id = "fall-2027"', 'id = "fall-2028"'),
        ('id = "second"', 'id = "second"'),
        ("amount = 20270", "amount = 20270"),
        ('law = "Act 2019"', 'law = "Act 2019"'),
        ("phone = '555-2027-1234'", "phone = '555-2027-1234'"),
    ],
)
def test_days_and_taken_ids_change_and_nothing_else(before, after):
    assert text_of_next_year(before, {"fall-2027"}) == after


def test_an_id_is_free_however_many_are_taken():
    text = 'opens = 2026-11-16\nid = "main"\n'
    taken = {"main"}
    for expected in ("main-2027", "main-2027-2", "main-2027-3"):
        found = text_of_next_year(text, taken)
        assert f'id = "{expected}"' in found
        taken.add(expected)
