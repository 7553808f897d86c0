"""Which buckets are open to whom, and for whom they are kept."""

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.recomputed.round import round_of
from small_cities import town, verified


def places(*reserves, guarantees=()):
    people = [
        {"applicant_id": "a", "grade": "K", "iep": True, "current_school_id": None},
        {"applicant_id": "b", "grade": "K", "iep": False, "current_school_id": "Sp"},
        {"applicant_id": "c", "grade": "K", "iep": False, "current_school_id": None},
    ]
    rows = [
        {"program_id": "p", "position": n, "group": "iep", "seats": 1, "hard": hard}
        for n, hard in enumerate(reserves, start=1)
    ]
    facts = verified(town({a: ["p"] for a in "abc"}, {"p": 3}, applicants=people, reserves=rows))
    rules = EnrollmentRules.model_validate({"guarantees": list(guarantees)})
    return round_of(facts, rules, Draw("s"))


def rows(round_):
    found = round_.places
    return [
        (round_.who(pair), int(found.position[bucket]), bool(member), bool(outsider))
        for pair, bucket, member, outsider in zip(
            found.pair, found.bucket, found.member, found.outsider, strict=True
        )
    ]


def test_a_hard_bucket_is_open_to_its_group_alone():
    assert rows(places(True)) == [
        ("a", 1, True, False),
        ("a", 2, True, False),
        ("b", 2, True, False),
        ("c", 2, True, False),
    ]


def test_a_soft_bucket_is_open_to_all_and_its_group_comes_first():
    assert rows(places(False))[:4] == [
        ("a", 1, True, False),
        ("a", 2, True, False),
        ("b", 1, False, True),
        ("b", 2, True, False),
    ]


def test_a_right_counts_as_membership_in_line_and_opens_no_hard_bucket():
    right = [{"kind": "current_school"}]
    assert ("b", 1, False, False) in rows(places(False, guarantees=right))
    assert [place for place in rows(places(True, guarantees=right)) if place[0] == "b"] == [
        ("b", 2, True, False)
    ]


def test_the_reach_of_a_child_is_the_set_of_buckets_open_to_it():
    found = places(True, False)
    assert found.places.reaches(0, [0, 1]) == {0: frozenset({0, 1, 2}), 1: frozenset({1, 2})}
    assert found.places.first_bucket.tolist() == [0, 3]


def test_a_program_is_special_where_a_right_holder_may_not_take_some_seat():
    right = [{"kind": "current_school"}]
    assert places(True, guarantees=right).special == {0}
    assert places(False, guarantees=right).special == frozenset()
    assert places(True).special == frozenset()
    assert places(True).hard
    assert not places(False).hard
