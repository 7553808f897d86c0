"""Who takes part, and which facts count: verified or not true."""

import pytest

from citycompact.city.tables import WAYS
from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.recomputed.people import People
from small_cities import town

SCHOOLS = [{"school_id": f"S{p}", "name": p, "operator_id": "d"} for p in "pq"]


def people(verifications, rules=None, replayed=False, **facts):
    rows = [{"applicant_id": "a", "grade": "K", "iep": True, "zone": "Z", "current_school_id": "Sp", **facts}]
    rows.append({**rows[0], "applicant_id": "b", "family_id": None})
    rows.append({**rows[0], "applicant_id": "c", "family_id": "F"})
    city = town(
        {"a": [], "b": [], "c": []},
        {"p": 1, "q": 1},
        schools=SCHOOLS,
        applicants=[{"family_id": "F", **row} for row in rows],
        verifications=[{"applicant_id": "a", "fact": fact, "how": how} for fact, how in verifications],
    )
    return People(city, EnrollmentRules.model_validate(rules or {}), replayed)


@pytest.mark.parametrize(
    ("fact", "column", "value"),
    [("iep", "iep", True), ("address", "zone", "Z"), ("current_school_id", "current_school_id", "Sp")],
)
def test_a_fact_is_true_where_somebody_verified_it(fact, column, value):
    assert people([(fact, "document")]).true(column).to_list() == [value, None, None]
    assert people([]).true(column).to_list() == [None] * 3
    assert people([("grade", "document")]).true(column).to_list() == [None] * 3


@pytest.mark.parametrize("how", WAYS)
def test_a_familys_own_word_counts_only_where_the_rules_say_so(how):
    usual = people([("iep", how)]).true("iep")[0]
    assert usual is (None if how == "self" else True)
    agreed = people([("iep", how)], {"verification": {"iep": ["self"]}}).true("iep")[0]
    assert agreed is (True if how == "self" else None)


def test_family_grade_and_the_wish_to_be_together_need_no_verification():
    found = people([], {"siblings": {"keep_together": "together"}}, together=True)
    assert found.true("together").to_list() == [True] * 3
    assert found.true("family_id").to_list() == ["F", None, "F"]
    assert found.true("grade").to_list() == ["K"] * 3


def test_a_replay_takes_facts_as_they_were_recorded():
    assert people([], replayed=True).true("iep").to_list() == [True] * 3


def test_who_has_a_sibling_and_where_everybody_goes_to_school():
    found = people([("current_school_id", "school")])
    assert found.has_sibling.to_list() == [True, False, True]
    assert found.family[0] == found.family[2]
    assert found.family[1] is None
    assert found.attends.to_list() == [0, None, None]


def test_a_column_that_there_is_not_is_true_of_nobody():
    assert people([]).true("nothing").to_list() == [None] * 3
