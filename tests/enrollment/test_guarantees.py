"""Whose right to a seat is kept, and at which program."""

import pytest

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, decide
from citycompact.enrollment.guarantees import guaranteed_programs
from citycompact.enrollment.roster import Roster
from citycompact.facts import FactsError
from small_cities import city, town, verified

SCHOOLS = [
    {"school_id": "S", "name": "S", "operator_id": "d", "zone": "north"},
    {"school_id": "T", "name": "T", "operator_id": "c", "zone": "south"},
]
OPERATORS = [{"operator_id": s[0], "name": s, "sector": s} for s in ("district", "charter")]
PROGRAMS = [
    {"program_id": p, "school_id": s, "grade": g, "seats": n}
    for p, s, g, n in (
        ("S-b", "S", "K", 5),
        ("S-a", "S", "K", 5),
        ("S-small", "S", "K", 2),
        ("S-6", "S", "6", 9),
        ("T-K", "T", "K", 4),
    )
]


def rights(guarantees, people, groups=None):
    people = [{"applicant_id": f"a{n}", **person} for n, person in enumerate(people)]
    facts = city(operators=OPERATORS, schools=SCHOOLS, programs=PROGRAMS, applicants=people)
    rules = EnrollmentRules.model_validate({"guarantees": guarantees, "groups": groups or {}})
    roster = Roster.of(facts)
    ids = roster.programs["program_id"]
    found = guaranteed_programs(facts, rules, roster).tolist()
    return [None if number < 0 else ids[number] for number in found]


@pytest.mark.parametrize(
    ("kind", "person", "program"),
    [
        # The most seats, then the lowest id.
        ("current_school", {"grade": "K", "current_school_id": "S"}, "S-a"),
        ("current_school", {"grade": "6", "current_school_id": "S"}, "S-6"),
        ("current_school", {"grade": "6", "current_school_id": "T"}, None),
        ("current_school", {"grade": "K", "current_school_id": "elsewhere"}, None),
        ("current_school", {"grade": "K", "current_school_id": None}, None),
        ("zone", {"grade": "K", "zone": "south"}, "T-K"),
        ("zone", {"grade": "K", "zone": None}, None),
        ("zone", {"grade": "9", "zone": "south"}, None),
    ],
)
def test_the_right_is_to_the_schools_largest_program_of_the_childs_grade(kind, person, program):
    assert rights([{"kind": kind}], [person]) == [program]


def test_a_guarantee_speaks_only_of_its_scope():
    person = {"grade": "K", "current_school_id": "T"}
    assert rights([{"kind": "current_school", "sectors": ["district"]}], [person]) == [None]
    assert rights([{"kind": "current_school", "sectors": ["charter"]}], [person]) == ["T-K"]
    inside = {"grade": "K", "current_school_id": "S"}
    assert rights([{"kind": "current_school", "programs": ["S-small"]}], [inside]) == ["S-small"]


def test_the_first_guarantee_that_gives_a_seat_is_the_one_that_counts():
    people = [
        {"grade": "K", "current_school_id": "S", "zone": "south"},
        {"grade": "K", "current_school_id": None, "zone": "south"},
    ]
    both = [{"kind": "current_school"}, {"kind": "zone"}]
    assert rights(both, people) == ["S-a", "T-K"]
    assert rights(both[::-1], people) == ["T-K", "T-K"]


def test_a_group_has_its_right_at_its_schools_and_where_these_are_several_at_the_lowest_id():
    groups = {"fed": {"kind": "feeder", "feeders": {"T": ["S"], "S": ["T"]}}}
    people = [
        {"grade": "K", "current_school_id": "S"},
        {"grade": "K", "current_school_id": "T"},
        {"grade": "K", "current_school_id": None},
    ]
    assert rights([{"kind": "group", "group": "fed"}], people, groups) == ["T-K", "S-a", None]
    assert rights([{"kind": "group", "group": "everyone"}], people) == ["S-a"] * 3


def attending(count, seats, *reserves, **facts):
    """As many children attend as said; each has the right to stay."""
    people = [
        {"applicant_id": f"a{n}", "grade": "K", "current_school_id": "Sp", "iep": n == 0, **facts}
        for n in range(count)
    ]
    rows = [
        {"program_id": "p", "position": n, "group": "iep", "seats": taken, "hard": hard}
        for n, (taken, hard) in enumerate(reserves, start=1)
    ]
    lists = {person["applicant_id"]: [] for person in people}
    rules = EnrollmentRules.model_validate({"guarantees": [{"kind": "current_school"}]})
    facts = verified(town(lists, {"p": seats}, applicants=people, reserves=rows))
    return decide(facts, rules, Draw("s"))


def test_a_promise_that_cannot_be_kept_is_refused_before_the_lottery():
    with pytest.raises(FactsError, match="owes 2 guaranteed seats and has 1") as caught:
        attending(2, 1)
    (problem,) = caught.value.problems
    assert (problem.file, problem.column, problem.value) == ("programs.csv", "seats", "1")
    assert "the rights of a0, a1 cannot all be kept" in str(problem)


def test_a_right_that_nobody_verified_owes_nothing():
    people = [{"applicant_id": a, "grade": "K", "current_school_id": "Sp"} for a in "ab"]
    rows = [{"applicant_id": "a", "fact": "current_school_id", "how": "roster"}]
    rules = EnrollmentRules.model_validate({"guarantees": [{"kind": "current_school"}]})
    facts = town({"a": [], "b": []}, {"p": 1}, applicants=people, verifications=rows)
    result = decide(facts, rules, Draw("s"))
    assert result.tables["assignments"]["program_id"].to_list() == ["p", None]
    assert result.tables["unverified"].rows() == [("b", "current_school_id", None, None)]


def test_seats_that_are_kept_for_others_cannot_be_owed():
    # Two of three seats stay empty rather than take an outsider, and one of the children is a member.
    assert attending(2, 3, (2, True)).tables["assignments"]["program_id"].to_list() == ["p", "p"]
    # The two who are no members have one seat between them.
    with pytest.raises(FactsError, match="owes 2 guaranteed seats and has 1 for them") as caught:
        attending(3, 3, (2, True))
    assert "the rights of a1, a2 cannot all be kept" in str(caught.value)
    assert attending(3, 3, (2, False)).tables["assignments"]["program_id"].to_list() == ["p"] * 3


def test_every_program_that_owes_too_much_is_named_at_once():
    people = [
        {"applicant_id": f"{s}{n}", "grade": "K", "current_school_id": s}
        for s in ("Sp", "Sq", "Sr")
        for n in range(2)
    ]
    facts = town(
        {person["applicant_id"]: [] for person in people}, {"p": 1, "q": 2, "r": 0}, applicants=people
    )
    with pytest.raises(FactsError) as caught:
        decide(
            verified(facts),
            EnrollmentRules.model_validate({"guarantees": [{"kind": "current_school"}]}),
            Draw("s"),
        )
    assert [str(p).split(" owes")[0].split()[-1] for p in caught.value.problems] == ["p", "r"]
