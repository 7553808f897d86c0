"""Frequent names are less of a surprise than rare ones; twins' names are no slip."""

from citycompact.people import alike
from citycompact.people.likeness import Likeness
from citycompact.people.people import People
from people_tables import table


def test_a_frequent_name_twice_says_less_than_a_rare_one():
    many = [("Maria", "Garcia", None)] * 3_000
    found = alike(
        table(("Maria", "Garcia"), ("Maria", "Garcia"), ("Xochitl", "Ibarra"), ("Xochitl", "Ibarra"))
    )
    assert found["likeness"].min() > 0.99
    people = People.of(table(*many, ("Xochitl", "Ibarra"), ("Xochitl", "Ibarra")))
    judge = Likeness(people, people, 0.02, itself=True)

    def same(given, family):
        return judge.of_names(((given,),) * 2, "same", ((family,),) * 2, "same", None, "day")

    assert same("maria", "garcia") < 0.01 < 0.99 < same("xochitl", "ibarra")


def test_two_names_and_slips():
    people = People.of(table(*[("Zuhur", f"Family{n}") for n in range(5)], ("Zuhor", "Ali")))
    judge = Likeness(people, people, 0.02, itself=True)
    assert judge.two_names("ada", "ana")
    assert judge.two_names("jayden", "kayden")
    assert judge.two_names("xee", "xae")
    assert judge.two_names("hodon", "rodon")
    assert not judge.two_names("mateo", "matio")
    assert not judge.two_names("leo", "loe")
    assert not judge.two_names("zuhur", "zuhor")
