"""Choices, and seats by right that were not listed."""

import polars as pl

from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.recomputed.people import People
from citycompact.enrollment.recomputed.programs import programs_of
from citycompact.enrollment.recomputed.wishes import too_long, wishes_of
from small_cities import town


def wishes(lists, rights):
    facts = town(lists, {"p": 1, "q": 1})
    people, programs = People(facts, EnrollmentRules(), False), programs_of(facts)
    owed = pl.Series([{"p": 0, "q": 1}.get(rights.get(name)) for name in people.ids], dtype=pl.UInt32)
    pairs = wishes_of(facts, people, programs, owed)
    return [
        (people.ids[child], programs["program_id"][program], rank, listed, right)
        for child, program, rank, listed, right in pairs.select(
            "child", "program", "rank", "listed", "right"
        ).rows()
    ]


def test_a_right_that_is_not_listed_comes_after_the_list():
    assert wishes({"a": ["q"], "b": [], "c": ["q", "p"]}, {"a": "p", "b": "q", "c": "p"}) == [
        ("a", "q", 1, True, False),
        ("a", "p", 2, False, True),
        ("b", "q", 1, False, True),
        ("c", "q", 1, True, False),
        ("c", "p", 2, True, True),
    ]


def test_lists_that_are_too_long_are_named():
    facts = town({"a": ["p", "q"], "b": ["p"]}, {"p": 1, "q": 1})
    assert too_long(facts, 1) == [("a", 2)]
    assert too_long(facts, 2) == too_long(facts, None) == []
