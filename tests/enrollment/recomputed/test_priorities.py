"""The first group of the list decides, a right comes before all, a list of people where it counts."""

import pytest

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.recomputed.priorities import name_of
from citycompact.enrollment.recomputed.round import round_of
from hand_made import RECORDED, numbered
from small_cities import town, verified

PEOPLE = [
    {"applicant_id": "a", "grade": "K", "iep": True, "low_income": True, "current_school_id": None},
    {"applicant_id": "b", "grade": "K", "iep": False, "low_income": True, "current_school_id": None},
    {"applicant_id": "c", "grade": "K", "iep": False, "low_income": False, "current_school_id": "Sp"},
]


def priorities(lists, draw=Draw("s"), rows=(), **content):
    wanted = {a["applicant_id"]: ["p"] for a in PEOPLE}
    facts = verified(
        town(
            wanted,
            {"p": 1},
            applicants=PEOPLE,
            priorities=[{"applicant_id": a, "program_id": "p", "priority": n} for a, n in rows],
            lottery=numbered(*wanted),
        )
    )
    round_ = round_of(facts, EnrollmentRules.model_validate({"priorities": lists, **content}), draw)
    return round_.own.tolist(), round_.with_sibling.tolist()


@pytest.mark.parametrize(
    ("lists", "own"),
    [
        ({}, [1, 1, 1]),
        ({"default": ["iep", "low_income"]}, [1, 2, 3]),
        ({"default": ["low_income", "everyone"]}, [1, 1, 2]),
        ({"default": ["iep"], "sectors": {"district": ["low_income"]}}, [1, 1, 2]),
        ({"sectors": {"district": ["low_income"]}, "schools": {"Sp": ["iep"]}}, [1, 2, 2]),
        ({"schools": {"Sp": ["iep"]}, "programs": {"p": []}}, [1, 1, 1]),
        ({"default": ["iep"], "sectors": {"charter": ["low_income"]}}, [1, 2, 2]),
    ],
)
def test_the_most_specific_list_and_in_it_the_first_group_count(lists, own):
    assert priorities(lists) == (own, [0, 0, 0])


def test_a_right_comes_before_all_groups():
    own, _ = priorities({"default": ["iep"]}, guarantees=[{"kind": "current_school"}])
    assert own == [1, 2, 0]


def test_a_list_of_people_counts_in_a_replay_and_where_the_rules_say_so():
    rows = [("a", 7), ("c", 2)]
    assert priorities({"default": ["iep"]}, rows=rows)[0] == [1, 2, 2]
    # Whoever does not stand on it comes after all who do, whatever their groups.
    assert priorities({"default": ["iep"], "ordered_by_list": ["p"]}, rows=rows)[0] == [7, 8, 2]
    assert priorities({"default": ["iep"]}, RECORDED, rows)[0] == [7, 2, 2]


def test_a_placed_sibling_gives_its_place_in_the_list_unless_something_else_fixes_it():
    groups = {"placed": {"kind": "sibling_offered"}}
    lists = {"default": ["iep", "placed", "low_income"]}
    right = [{"kind": "current_school"}]
    found = priorities(lists, RECORDED, rows=[("b", 5)], groups=groups, guarantees=right)
    assert found == ([1, 5, 0], [2, 0, 0])
    by_list = priorities(
        {**lists, "ordered_by_list": ["p"]}, rows=[("b", 5)], groups=groups, guarantees=right
    )
    assert by_list == ([6, 5, 0], [0, 0, 0])


@pytest.mark.parametrize(
    ("priority", "name"), [(0, "guaranteed"), (1, "x"), (2, "y"), (3, "everyone"), (4, "recorded priority 4")]
)
def test_priorities_are_named_as_they_are_published(priority, name):
    assert name_of(("x", "y"), priority) == name
