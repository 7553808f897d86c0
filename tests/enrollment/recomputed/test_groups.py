"""Who is in which kind of group: each by an example from the tables."""

import pytest

from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.recomputed.groups import Groups, members_of_applicants
from citycompact.enrollment.recomputed.people import People
from citycompact.enrollment.recomputed.programs import programs_of
from citycompact.enrollment.recomputed.rights import rights_of
from citycompact.enrollment.recomputed.wishes import wishes_of
from small_cities import city, verified

SCHOOLS = [
    {"school_id": "S", "name": "S", "operator_id": "d", "zone": "east", "latitude": 42.0, "longitude": -81.0},
    {"school_id": "T", "name": "T", "operator_id": "d", "zone": "west", "latitude": 42.1, "longitude": -81.0},
]
PROGRAMS = [{"program_id": s, "school_id": s, "grade": "K", "seats": 1} for s in "ST"]
PEOPLE = [
    {
        "applicant_id": "a",
        "family_id": "F",
        "zone": "east",
        "latitude": 42.0,
        "current_school_id": "S",
        "iep": True,
    },
    {
        "applicant_id": "b",
        "family_id": "F",
        "zone": "west",
        "latitude": 42.09,
        "current_school_id": None,
        "iep": False,
    },
    {
        "applicant_id": "c",
        "family_id": None,
        "zone": None,
        "latitude": None,
        "current_school_id": "T",
        "iep": None,
    },
]
PEOPLE = [{"grade": "K", "longitude": -81.0, "tongue": "es" if p["iep"] else "en", **p} for p in PEOPLE]
CLAIMS = [
    {"applicant_id": "c", "school_id": "S", "claim": "sibling", "verified": True},
    {"applicant_id": "a", "school_id": "T", "claim": "sibling", "verified": False},
    {"applicant_id": "b", "school_id": "T", "claim": "staff", "verified": True},
]
SCORES = [{"applicant_id": a, "program_id": "S", "score": s} for a, s in (("a", 1.0), ("b", 2.0))]
FACTS = city(
    schools=SCHOOLS,
    programs=PROGRAMS,
    applicants=PEOPLE,
    choices=[
        {"applicant_id": p["applicant_id"], "rank": n, "program_id": s}
        for p in PEOPLE
        for n, s in ((1, "S"), (2, "T"))
    ],
    claims=CLAIMS,
    scores=SCORES,
)


def members(group, facts=FACTS, others=None):
    """Pairs of the group, as "aS"."""
    content = {"groups": {"g": group, **(others or {})}}
    rules = EnrollmentRules.model_validate(content)
    people, programs = People(facts, rules, False), programs_of(facts)
    pairs = wishes_of(facts, people, programs, rights_of(facts, rules, people, programs))
    found = Groups(facts, rules, people, programs, pairs)["g"]
    return {
        f"{people.ids[child]}{programs['program_id'][program]}"
        for child, program in pairs.select("child", "program").filter(found).iter_rows()
    }


@pytest.mark.parametrize(
    ("group", "pairs"),
    [
        ({"kind": "zone"}, {"aS", "bT"}),
        ({"kind": "distance", "within_km": 2.0}, {"aS", "bT"}),
        ({"kind": "distance", "within_km": 10.5}, {"aS", "bS", "bT"}),
        ({"kind": "current_school"}, {"aS", "cT"}),
        ({"kind": "feeder", "feeders": {"T": ["S", "nowhere"], "U": ["T"]}}, {"aT"}),
        ({"kind": "claim", "claim": "staff"}, {"bT"}),
        # By a verified claim, or because another child of the family attends; nobody is their own sibling.
        ({"kind": "sibling_attending"}, {"bS", "cS"}),
        ({"kind": "sibling_attending", "claim": "brother"}, {"bS"}),
        ({"kind": "sibling_offered"}, set()),
        ({"kind": "fact", "column": "tongue", "values": ["es", "fr"]}, {"aS", "aT"}),
        ({"kind": "fact", "column": "iep", "values": ["false"]}, {"bS", "bT"}),
        # A child without a score is in no band.
        ({"kind": "score_band", "minimum": 2.0}, {"bS"}),
        ({"kind": "score_band", "below": 2.0}, {"aS"}),
    ],
)
def test_who_is_in_a_group(group, pairs):
    assert members(group, verified(FACTS)) == pairs


@pytest.mark.parametrize(
    ("group", "pairs"),
    [
        ({"kind": "zone"}, set()),
        ({"kind": "distance", "within_km": 20}, set()),
        ({"kind": "current_school"}, set()),
        ({"kind": "feeder", "feeders": {"T": ["S"]}}, set()),
        ({"kind": "claim", "claim": "staff"}, {"bT"}),
        ({"kind": "sibling_attending"}, {"cS"}),
        ({"kind": "fact", "column": "tongue", "values": ["es"]}, set()),
        ({"kind": "fact", "column": "grade", "values": ["K"]}, {f"{a}{s}" for a in "abc" for s in "ST"}),
        ({"kind": "score_band", "minimum": 2.0}, {"bS"}),
    ],
)
def test_who_is_left_where_nothing_is_verified(group, pairs):
    assert members(group) == pairs


def test_combinations_ask_all_any_and_none():
    parts = {
        "z": {"kind": "zone"},
        "h": {"kind": "current_school"},
        "i": {"kind": "fact", "column": "iep", "values": ["true"]},
    }

    def combined(**names):
        return members({"kind": "combined", **names}, verified(FACTS), parts)

    assert combined(all_of=["z", "h"]) == {"aS"}
    assert combined(any_of=["z", "h"]) == {"aS", "bT", "cT"}
    assert combined(any_of=["z", "h"], none_of=["iep"]) == {"bT", "cT"}
    assert combined(none_of=["i"]) == {"bS", "bT", "cS", "cT"}
    # What is not verified is not true, and so it bars nobody.
    assert members({"kind": "combined", "none_of": ["iep"]}) == {f"{a}{s}" for a in "abc" for s in "ST"}


def test_a_siblings_school_counts_by_the_siblings_own_verification():
    def with_rows(*who):
        rows = [{"applicant_id": a, "fact": "current_school_id", "how": "roster"} for a in who]
        tables = {name: frame.to_dicts() for name, frame in FACTS.tables.items() if frame.height}
        return city(**{**tables, "verifications": rows})

    assert "bS" in members({"kind": "sibling_attending"}, with_rows("a"))
    assert "bS" not in members({"kind": "sibling_attending"}, with_rows("b"))


def test_consent_is_taken_as_it_is_recorded():
    rules = EnrollmentRules()
    people = People(FACTS, rules, False)
    assert members_of_applicants("iep", rules, people).tolist() == [False] * 3
    assert members_of_applicants("iep", rules, people, as_recorded=True).tolist() == [True, False, False]
    assert members_of_applicants("everyone", rules, people).all()
    assert not members_of_applicants("no such column", rules, people).any()
