"""A match from facts, rules and draw to its tables."""

from hypothesis import given

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.matching import match
from citycompact.facts import FactsError
from reference import textbook_deferred_acceptance
from small_cities import cities, city, rules, town, verified


@given(cities(), rules(siblings=False))
def test_the_whole_path_gives_what_the_textbook_gives(city, agreed):
    try:
        matched = match(city, agreed, Draw("s"))
    except FactsError:
        return
    market = matched.preparation.market()
    assert matched.run.assignment.edge.tolist() == textbook_deferred_acceptance(market)


def test_a_seat_by_right_that_was_not_listed_has_no_rank():
    people = [
        {"applicant_id": x, "grade": "K", "current_school_id": "Sp" if x in "ab" else None} for x in "abc"
    ]
    facts = verified(town({"a": ["q"], "b": ["q", "p"], "c": ["q"]}, {"p": 2, "q": 0}, applicants=people))
    agreed = EnrollmentRules.model_validate({"guarantees": [{"kind": "current_school"}]})
    matched = match(facts, agreed, Draw("s"))
    assert matched.assignments.rows() == [("a", "p", 1, None), ("b", "p", 1, 2), ("c", None, None, None)]
    assert matched.received.tolist() == [0, 2, -1]


def test_the_bucket_is_the_position_that_the_citys_table_gives():
    facts = town(
        {"a": ["p"]},
        {"p": 2},
        applicants=[{"applicant_id": "a", "grade": "K", "iep": True}],
        reserves=[{"program_id": "p", "position": 7, "group": "iep", "seats": 1, "hard": False}],
    )
    assert match(facts, EnrollmentRules(), Draw("s")).assignments.rows() == [("a", "p", 7, 1)]


def test_tables_stand_in_the_order_of_ids_whatever_the_order_of_the_files():
    lists = {a: ["q", "p"] for a in ("c", "a", "B", "é")}
    matched = match(town(lists, {"q": 1, "p": 1}), EnrollmentRules(), Draw("s"))
    assert matched.assignments["applicant_id"].to_list() == ["B", "a", "c", "é"]
    assert matched.cutoffs["program_id"].to_list() == ["p", "q"]
    assert matched.waitlists["program_id"].to_list() == ["p"] * 2 + ["q"] * 3


def test_a_city_without_programs_or_without_applicants_is_matched_too():
    nobody = match(city(), EnrollmentRules(), Draw("s"))
    assert nobody.assignments.height == nobody.waitlists.height == nobody.cutoffs.height == 0
    no_seats = match(city(applicants=[{"applicant_id": "a", "grade": "K"}]), EnrollmentRules(), Draw("s"))
    assert no_seats.assignments.rows() == [("a", None, None, None)]
    no_children = match(town({}, {"p": 3}), EnrollmentRules(), Draw("s"))
    assert no_children.cutoffs["filled"].to_list() == [0]


def test_the_steps_are_told_as_they_begin():
    said = []
    match(town({"a": ["p"]}, {"p": 1}), EnrollmentRules(), Draw("s"), said.append)
    assert said[:2] == ["preparing the market", "assigning seats"]
