"""What is counted of a table: names by their spelling, days, and which names are names."""

from citycompact.people.people import KNOWN_FROM, People
from citycompact.people.spelling import spelled_family
from people_tables import table


def test_names_are_counted_by_their_spelling():
    people = People.of(table(("Anna", "Cruz Vega"), ("Ana", "de la Cruz"), ("Zuhur", "Ali")))
    assert people.given_counts["ana"] == 2
    assert people.family_counts[spelled_family("cruz")] == 2
    assert "zuhur" not in people.known


def test_what_several_carry_is_a_name():
    people = People.of(table(*[("Zuhur", f"Family{n}") for n in range(KNOWN_FROM)]))
    assert "zuhur" in people.known


def test_records_without_a_name_have_no_keys():
    people = People.of(table(("", "Cruz"), (None, None), ("Ana", "--"), ("Ana", "Cruz")))
    assert people.keys["n"].to_list() == [3]
