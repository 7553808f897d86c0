"""Minimum scores, programs open to a group, and rights that open every door."""

import pytest

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.recomputed.round import round_of
from small_cities import town, verified


def admitted(score=None, guarantees=(), **program):
    people = [
        {"applicant_id": "a", "grade": "K", "iep": False, "low_income": True, "current_school_id": "Sp"}
    ]
    facts = town(
        {"a": ["p"]},
        {"p": 1},
        programs=[{"program_id": "p", "school_id": "Sp", "grade": "K", "seats": 1, **program}],
        applicants=people,
        scores=[] if score is None else [{"applicant_id": "a", "program_id": "p", "score": score}],
    )
    rules = EnrollmentRules.model_validate({"guarantees": list(guarantees)})
    return round_of(verified(facts), rules, Draw("s")).may.tolist() == [True]


@pytest.mark.parametrize(("score", "there"), [(None, False), (6.9, False), (7.0, True), (8.0, True)])
def test_a_minimum_score_shuts_out_who_does_not_reach_it_or_has_none(score, there):
    assert admitted(score, min_score=7.0) is there
    assert admitted(score)


@pytest.mark.parametrize(("group", "there"), [("iep", False), ("low_income", True), ("open", True)])
def test_a_program_may_be_open_to_a_group_alone(group, there):
    assert admitted(open_to=group) is there


def test_a_right_opens_every_door():
    right = [{"kind": "current_school"}]
    assert admitted(None, right, min_score=7.0, open_to="iep")
    assert not admitted(None, (), min_score=7.0, open_to="iep")
