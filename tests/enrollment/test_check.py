"""The certificate must fail where it should: every kind of broken result is named."""

from dataclasses import replace

import numpy as np
import pytest

from citycompact.enrollment import EnrollmentRules, certify, decide
from citycompact.enrollment.assignment import Assignment
from small_cities import town


def spoiled(decision, edge):
    """The decision with another assignment in its place."""
    run = replace(
        decision.run, assignment=Assignment(decision.run.assignment.market, np.array(edge, dtype=np.int64))
    )
    return replace(decision, run=run)


@pytest.fixture
def decision():
    city = town({"a": ["p", "q"], "b": ["p", "q"], "c": ["q"]}, {"p": 1, "q": 1})
    return decide(city, EnrollmentRules(), "s")


def test_the_true_result_passes(decision):
    assert certify(decision).holds


def test_two_in_one_seat_are_found(decision):
    assert not certify(spoiled(decision, [0, 2, -1])).finding("feasible").holds


def test_an_empty_seat_that_someone_wants_is_found(decision):
    assert not certify(spoiled(decision, [-1, -1, -1])).finding("non_wasteful").holds


def test_justified_envy_is_found(decision):
    best = decision.run.assignment.edge
    holder = int(np.flatnonzero((best >= 0) & (decision.run.assignment.program == 0))[0])
    edge = best.copy()
    other = 1 - holder
    edge[holder], edge[other] = -1, 2 * other
    certificate = certify(spoiled(decision, edge))
    assert not certificate.finding("no_justified_envy").holds
    assert not certificate.holds


def test_a_stable_result_that_is_not_the_best_for_applicants_is_found():
    # Two stable results exist; the worse one for applicants has no envy and no waste, and yet is found.
    city = town(
        {"a": ["p", "q"], "b": ["q", "p"]},
        {"p": 1, "q": 1},
        priorities=[
            {"applicant_id": x, "program_id": s, "priority": n}
            for x, s, n in (("a", "q", 1), ("b", "q", 2), ("b", "p", 1), ("a", "p", 2))
        ],
    )
    decision = decide(city, EnrollmentRules(), "s")
    assert decision.assignments["program_id"].to_list() == ["p", "q"]
    worse = certify(spoiled(decision, [1, 3]))
    assert worse.finding("no_justified_envy").holds
    assert worse.finding("non_wasteful").holds
    assert not worse.finding("student_optimal").holds


def test_a_broken_guarantee_is_found():
    city = town(
        {"a": []}, {"p": 1}, applicants=[{"applicant_id": "a", "grade": "K", "current_school_id": "Sp"}]
    )
    decision = decide(city, EnrollmentRules.model_validate({"guarantees": [{"kind": "current_school"}]}), "s")
    assert certify(decision).holds
    assert not certify(spoiled(decision, [-1])).finding("guarantees_kept").holds


def test_a_reserved_seat_given_to_an_outsider_while_a_member_waits_is_found():
    city = town(
        {"a": ["p"], "b": ["p"]},
        {"p": 1},
        applicants=[{"applicant_id": x, "grade": "K", "low_income": x == "a"} for x in "ab"],
        reserves=[{"program_id": "p", "position": 1, "group": "low_income", "seats": 1, "hard": False}],
    )
    decision = decide(city, EnrollmentRules(), "s")
    assert decision.assignments["program_id"].to_list() == ["p", None]
    assert not certify(spoiled(decision, [-1, 1])).finding("reserves_honoured").holds


def test_a_split_family_is_found():
    people = [{"applicant_id": x, "grade": "K", "family_id": "F", "together": True} for x in "ab"]
    city = town({"a": ["p"], "b": ["p"]}, {"p": 2}, applicants=people)
    decision = decide(city, EnrollmentRules.model_validate({"siblings": {"keep_together": "together"}}), "s")
    assert certify(decision).holds
    assert not certify(spoiled(decision, [0, -1])).finding("siblings_kept").holds


def test_a_seat_nobody_asked_for_is_found(decision):
    table = decision.assignments.with_columns(program_id=np.array(["p", "q", "p"]))
    broken = replace(decision)
    broken.__dict__["assignments"] = table
    assert not certify(broken).finding("individually_rational").holds
