"""Whose right is kept, and where."""

import pytest

from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.recomputed.people import People
from citycompact.enrollment.recomputed.programs import programs_of
from citycompact.enrollment.recomputed.rights import rights_of
from small_cities import city, verified

SCHOOLS = [
    {"school_id": "S", "name": "S", "operator_id": "d", "zone": "north"},
    {"school_id": "T", "name": "T", "operator_id": "c", "zone": "south"},
    {"school_id": "U", "name": "U", "operator_id": "d", "zone": "south"},
]
OPERATORS = [{"operator_id": s[0], "name": s, "sector": s} for s in ("district", "charter")]
PROGRAMS = [
    {"program_id": p, "school_id": p[0], "grade": g, "seats": n}
    for p, g, n in (
        ("S-b", "K", 5),
        ("S-a", "K", 5),
        ("S-small", "K", 2),
        ("S-6", "6", 9),
        ("T-K", "K", 4),
        ("U-K", "K", 7),
    )
]


def right(guarantees, person, groups=None, checked=verified):
    people = [{"applicant_id": "a", "grade": "K", **person}]
    facts = checked(city(operators=OPERATORS, schools=SCHOOLS, programs=PROGRAMS, applicants=people))
    rules = EnrollmentRules.model_validate({"guarantees": guarantees, "groups": groups or {}})
    programs = programs_of(facts)
    (found,) = rights_of(facts, rules, People(facts, rules, False), programs).to_list()
    return None if found is None else programs["program_id"][found]


@pytest.mark.parametrize(
    ("guarantee", "person", "program"),
    [
        # The most seats, then the lowest id.
        ({"kind": "current_school"}, {"current_school_id": "S"}, "S-a"),
        ({"kind": "current_school"}, {"grade": "6", "current_school_id": "S"}, "S-6"),
        ({"kind": "current_school"}, {"grade": "6", "current_school_id": "T"}, None),
        ({"kind": "current_school"}, {"current_school_id": "elsewhere"}, None),
        ({"kind": "current_school", "sectors": ["charter"]}, {"current_school_id": "S"}, None),
        ({"kind": "current_school", "programs": ["S-small"]}, {"current_school_id": "S"}, "S-small"),
        # Two schools share the zone: the larger program.
        ({"kind": "zone"}, {"zone": "south"}, "U-K"),
        ({"kind": "zone", "sectors": ["charter"]}, {"zone": "south"}, "T-K"),
        ({"kind": "zone"}, {"zone": None}, None),
        # Of several schools the one with the lowest id.
        ({"kind": "group", "group": "everyone"}, {}, "S-a"),
        ({"kind": "group", "group": "fed"}, {"current_school_id": "S"}, "T-K"),
        ({"kind": "group", "group": "fed"}, {"current_school_id": "T"}, None),
    ],
)
def test_the_right_is_to_the_schools_largest_program_of_the_childs_grade(guarantee, person, program):
    groups = {"fed": {"kind": "feeder", "feeders": {"U": ["S"], "T": ["S"]}}}
    assert right([guarantee], person, groups) == program


@pytest.mark.parametrize(
    ("guarantee", "person"),
    [
        ({"kind": "current_school"}, {"current_school_id": "S"}),
        ({"kind": "zone"}, {"zone": "south"}),
        ({"kind": "group", "group": "iep"}, {"iep": True}),
    ],
)
def test_a_right_rests_on_verified_facts(guarantee, person):
    assert right([guarantee], person) is not None
    assert right([guarantee], person, checked=lambda facts: facts) is None


def test_the_first_guarantee_that_gives_a_seat_is_the_one_that_counts():
    both = [{"kind": "current_school"}, {"kind": "zone"}]
    assert right(both, {"current_school_id": "T", "zone": "north"}) == "T-K"
    assert right(both[::-1], {"current_school_id": "T", "zone": "north"}) == "S-a"
    assert right(both, {"current_school_id": None, "zone": "north"}) == "S-a"
