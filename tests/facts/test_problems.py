"""A problem says where it is; many problems come together."""

from citycompact.facts import FactsError, Problem
from citycompact.facts.problems import with_article


def test_a_problem_names_only_the_places_it_has():
    assert str(Problem("a.csv", "is empty.", "Fill it.")) == "a.csv: is empty. Fill it."
    full = Problem("a.csv", "is odd.", "Mend it.", 7, "n", "x")
    assert str(full) == "a.csv, row 7, column n, value 'x': is odd. Mend it."


def test_all_problems_are_carried_and_twenty_are_printed():
    error = FactsError(Problem("a.csv", f"{n}.", "Mend it.") for n in range(25))
    assert len(error.problems) == 25
    assert str(error).startswith("25 problems:")
    assert str(error).endswith("... and 5 more")
    assert str(FactsError([Problem("a.csv", "is odd.", "Mend it.")])).startswith("1 problem:")


def test_names_have_the_article_of_their_sound():
    assert [with_article(name) for name in ("grade", "operator_id")] == ["a grade", "an operator id"]
