"""A round counted: the same numbers as counting by hand on the published tables."""

import polars as pl
import pytest
from hypothesis import given, settings

from citycompact.doors import Draw, Result
from citycompact.enrollment import EnrollmentRules, decide
from citycompact.enrollment.statistics import RECEIVED, applicant_outcomes, demand
from citycompact.facts import FactsError
from small_cities import cities, rules, town


def assigned(*rows):
    schema = {
        "applicant_id": pl.String,
        "program_id": pl.String,
        "bucket": pl.Int64,
        "choice_rank": pl.Int32,
    }
    nobody = pl.DataFrame(schema={"program_id": pl.String, "position": pl.Int32, "applicant_id": pl.String})
    return Result({"assignments": pl.DataFrame(rows, schema=schema, orient="row"), "waitlists": nobody})


@pytest.mark.parametrize(
    ("program", "rank", "received"),
    [
        ("p", 1, "1st choice"),
        ("p", 2, "2nd choice"),
        ("p", 3, "3rd choice"),
        ("p", 4, "4th or later"),
        ("p", 12, "4th or later"),
        ("p", None, "guaranteed seat"),
        (None, None, "no seat"),
    ],
)
def test_what_was_received_is_called_by_its_rank(program, rank, received):
    facts = town({"a": []}, {"p": 1})
    found = applicant_outcomes(facts, assigned(("a", program, program and 1, rank)))
    assert found["received"].to_list() == [received]
    assert received in RECEIVED


def test_the_sector_received_and_the_sector_wanted_are_two_things():
    operators = [{"operator_id": s, "name": s, "sector": s} for s in ("district", "charter")]
    schools = [
        {"school_id": "Sp", "name": "P", "operator_id": "district"},
        {"school_id": "Sq", "name": "Q", "operator_id": "charter"},
    ]
    facts = town({"a": ["q", "p"], "b": []}, {"p": 1, "q": 1}, operators=operators, schools=schools)
    found = applicant_outcomes(facts, assigned(("a", "p", 1, 2), ("b", None, None, None)))
    assert found.select("sector", "wanted").rows() == [("district", "charter"), (None, None)]


def test_the_distance_is_to_the_school_received_and_empty_where_something_is_unknown():
    schools = [
        {"school_id": "Sp", "name": "P", "operator_id": "d", "latitude": 42.1, "longitude": -81.0},
        {"school_id": "Sq", "name": "Q", "operator_id": "d", "latitude": None, "longitude": None},
    ]
    people = [
        {"applicant_id": "a", "grade": "K", "latitude": 42.0, "longitude": -81.0},
        {"applicant_id": "b", "grade": "K", "latitude": 42.0, "longitude": -81.0},
        {"applicant_id": "c", "grade": "K", "latitude": None, "longitude": None},
        {"applicant_id": "e", "grade": "K", "latitude": 42.0, "longitude": -81.0},
    ]
    facts = town({x: [] for x in "abce"}, {"p": 4, "q": 1}, schools=schools, applicants=people)
    rows = [("a", "p", 1, 1), ("b", "q", 1, 1), ("c", "p", 1, 1), ("e", None, None, None)]
    found = applicant_outcomes(facts, assigned(*rows))["distance_km"].to_list()
    assert found[0] == pytest.approx(11.1, abs=0.1)
    assert found[1:] == [None, None, None]


@given(cities(), rules())
@settings(max_examples=25)
def test_every_count_of_a_program_is_what_counting_by_hand_gives(city, agreed):
    try:
        result = decide(city, agreed, Draw("s"))
    except FactsError:
        return
    tables = result.tables
    choices = city.table("choices").rows(named=True)
    for row in demand(city, result).iter_rows(named=True):
        program = row["program_id"]
        assert row["applications"] == sum(c["program_id"] == program for c in choices)
        assert row["first_choices"] == sum(c["program_id"] == program and c["rank"] == 1 for c in choices)
        assert row["offers"] == (tables["assignments"]["program_id"].to_list()).count(program)
        assert row["waitlist"] == tables["waitlists"]["program_id"].to_list().count(program)
    outcomes = applicant_outcomes(city, result)
    assert outcomes.height == city.table("applicants").height
    assert (outcomes["received"] == "no seat").sum() == tables["assignments"]["program_id"].null_count()


def test_a_program_that_nobody_asks_for_is_counted_with_zeros():
    facts = town({}, {"p": 3})
    (row,) = demand(facts, decide(facts, EnrollmentRules(), Draw("s"))).to_dicts()
    assert (row["seats"], row["applications"], row["offers"], row["waitlist"]) == (3, 0, 0, 0)
    assert row["school_name"] == "School p"
