"""Who a name in the rulebook means: each kind of group, on a town small enough to tell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.enrollment import EnrollmentRules, prepare
from small_cities import city, town

PEOPLE = [
    {
        "applicant_id": "a",
        "grade": "K",
        "family_id": "F",
        "zone": "north",
        "latitude": 42.0,
        "longitude": -81.0,
        "current_school_id": "S1",
        "iep": True,
        "home_language": "Spanish",
    },
    {
        "applicant_id": "b",
        "grade": "K",
        "family_id": "F",
        "zone": "south",
        "latitude": 42.1,
        "longitude": -81.0,
        "current_school_id": None,
        "iep": False,
        "home_language": "English",
    },
    {"applicant_id": "c", "grade": "K", "family_id": None, "zone": None, "iep": None, "home_language": None},
]
SCHOOLS = [
    {
        "school_id": "S1",
        "name": "One",
        "operator_id": "d",
        "zone": "north",
        "latitude": 42.0,
        "longitude": -81.0,
    },
    {"school_id": "S2", "name": "Two", "operator_id": "d"},
]
CLAIMS = [
    {"applicant_id": "a", "school_id": "S2", "claim": "sibling", "verified": True},
    {"applicant_id": "b", "school_id": "S2", "claim": "sibling", "verified": False},
    {"applicant_id": "c", "school_id": "S2", "claim": "staff_child", "verified": True},
]
SCORES = [
    {"applicant_id": a, "program_id": p, "score": s} for a, p, s in (("a", "P1", 10.0), ("b", "P1", 20.0))
]


def groups(definitions):
    """Memberships of everyone at both schools."""
    facts = city(
        schools=SCHOOLS,
        programs=[{"program_id": f"P{n}", "school_id": f"S{n}", "grade": "K", "seats": 3} for n in (1, 2)],
        applicants=PEOPLE,
        choices=[
            {"applicant_id": person, "rank": n, "program_id": f"P{n}"} for person in "abc" for n in (1, 2)
        ],
        claims=CLAIMS,
        scores=SCORES,
    )
    return prepare(facts, EnrollmentRules.model_validate({"groups": definitions}), "s").groups


def members(definition, name="g"):
    """Pairs that belong, such as a1: applicant a at school S1."""
    given = groups({name: definition} if definition else {})[name]
    return {pair for pair, inside in zip(("a1", "a2", "b1", "b2", "c1", "c2"), given, strict=True) if inside}


@pytest.mark.parametrize(
    ("definition", "inside"),
    [
        ({"kind": "fact", "column": "home_language", "values": ["Spanish", "Haitian Creole"]}, {"a1", "a2"}),
        ({"kind": "fact", "column": "iep", "values": ["false"]}, {"b1", "b2"}),
        ({"kind": "claim", "claim": "staff_child"}, {"c2"}),
        ({"kind": "claim", "claim": "sibling"}, {"a2"}),
        # b's brother a attends S1; a's own attendance makes a nobody's sibling.
        ({"kind": "sibling_attending"}, {"a2", "b1"}),
        ({"kind": "sibling_offered"}, set()),
        ({"kind": "zone"}, {"a1"}),
        ({"kind": "distance", "within_km": 5.0}, {"a1"}),
        ({"kind": "distance", "within_km": 12.0}, {"a1", "b1"}),
        ({"kind": "current_school"}, {"a1"}),
        ({"kind": "feeder", "feeders": {"S2": ["S1"]}}, {"a2"}),
        ({"kind": "feeder", "feeders": {"S2": []}}, set()),
        ({"kind": "score_band", "minimum": 10.0}, {"a1", "b1"}),
        ({"kind": "score_band", "below": 20.0}, {"a1"}),
        ({"kind": "score_band", "minimum": 10.0, "below": 20.0}, {"a1"}),
        ({"kind": "combined", "all_of": ["iep"], "none_of": ["english_learner"]}, None),
        ({"kind": "combined", "none_of": ["iep"]}, {"b1", "b2", "c1", "c2"}),
        ({"kind": "combined", "any_of": ["iep", "open"]}, {"a1", "a2", "b1", "b2", "c1", "c2"}),
        ({"kind": "combined", "all_of": ["iep", "everyone"]}, {"a1", "a2"}),
    ],
)
def test_each_kind_of_group_holds_the_right_children_at_the_right_schools(definition, inside):
    if inside is None:
        # A column that the city does not have is caught before, by rulebook_problems.
        with pytest.raises(Exception, match="english_learner"):
            members(definition)
    else:
        assert members(definition) == inside


def test_a_true_false_column_is_a_group_and_an_empty_cell_is_no_member():
    assert members(None, "iep") == {"a1", "a2"}


def test_a_combination_of_groups_that_depend_on_the_school_is_taken_school_by_school():
    found = groups(
        {
            "zone": {"kind": "zone"},
            "claimed": {"kind": "claim", "claim": "sibling"},
            "either": {"kind": "combined", "any_of": ["zone", "claimed"]},
            "both": {"kind": "combined", "all_of": ["zone", "claimed"]},
        }
    )
    assert np.array_equal(found["either"], found["zone"] | found["claimed"])
    assert not found["both"].any()


def test_a_group_of_applicants_is_the_same_everywhere_and_one_of_schools_is_refused_as_such():
    found = groups(
        {
            "spanish": {"kind": "fact", "column": "home_language", "values": ["Spanish"]},
            "other": {"kind": "combined", "none_of": ["spanish", "iep"]},
            "zone": {"kind": "zone"},
        }
    )
    assert found.of_applicants("other").tolist() == [False, True, True]
    assert found.of_applicants("open").tolist() == [True] * 3
    with pytest.raises(ValueError, match="'zone' depends on the school"):
        found.of_applicants("zone")


@given(st.lists(st.tuples(st.sampled_from("FGH"), st.sampled_from([None, "Sp", "Sq"])), max_size=6))
def test_a_sibling_attends_where_another_child_of_the_family_goes(children):
    people = [
        {"applicant_id": f"a{n}", "grade": "K", "family_id": family, "current_school_id": school}
        for n, (family, school) in enumerate(children)
    ]
    lists = {person["applicant_id"]: ["p", "q"] for person in people}
    rules = EnrollmentRules.model_validate({"groups": {"g": {"kind": "sibling_attending"}}})
    found = prepare(town(lists, {"p": 1, "q": 1}, applicants=people), rules, "s").groups["g"]
    expected = [
        any(m != n and (family, school) == other for m, other in enumerate(children))
        for n, (family, _) in enumerate(children)
        for school in ("Sp", "Sq")
    ]
    assert found.tolist() == expected
