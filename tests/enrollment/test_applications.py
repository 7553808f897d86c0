"""Every committed record is canonical JSON to the byte, whatever stands in the facts."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.enrollment import EnrollmentRules, prepare
from citycompact.enrollment.applications import application_records
from citycompact.facts import FactsError, canonical_json
from citycompact.record import verify
from small_cities import cities, rules, town, verified

odd_ids = st.sampled_from(
    ['A"1', "Ñandú", "😀", "\ufb33", "back\\slash", "tab\there", "line\u2028end", "A,1", "A[{}]"]
)
odd_scores = st.one_of(
    st.sampled_from([1e-7, 87.5, 100.0, -0.0, 0.1, 1e20, 1e21, 2.0**53, 123456789012345.0, 0.00001]),
    st.floats(allow_nan=False, allow_infinity=False),
)
whole_numbers = st.one_of(
    st.integers(1, 9), st.integers(-(2**63), 2**63 - 1), st.integers(2**53 - 2, 2**53 + 2)
)


@st.composite
def odd_towns(draw, numbers=whole_numbers, replayed=True):
    """A town whose ids, scores, weights, recorded priorities and recorded numbers are hard to spell.

    All its facts are verified; only a town of a replay has recorded numbers, no two of them equal.
    """
    people = draw(st.lists(odd_ids, min_size=1, max_size=4, unique=True))
    programs = draw(st.lists(odd_ids, min_size=1, max_size=3, unique=True))
    preferences = {name: draw(st.lists(st.sampled_from(programs), unique=True)) for name in people}
    pairs = [(name, program) for name, listed in preferences.items() for program in listed]
    given_scores = [{"applicant_id": a, "program_id": p, "score": draw(odd_scores)} for a, p in pairs]
    ranked = [
        {"applicant_id": a, "program_id": p, "priority": draw(st.integers(1, 30_000))}
        for a, p in pairs
        if draw(st.booleans())
    ]
    recorded = draw(st.lists(numbers, min_size=len(people), max_size=len(people), unique=True))
    rows = [{"applicant_id": a, "number": n} for a, n in zip(people, recorded, strict=True)]
    odd = town(
        preferences,
        {program: draw(st.integers(1, 2)) for program in programs},
        applicants=[
            {
                "applicant_id": name,
                "grade": "K",
                "family_id": draw(st.sampled_from([None, 'F"ñ', "F\n"])),
                "low_income": draw(st.booleans()),
                "zone": draw(st.sampled_from([None, "Z"])),
            }
            for name in people
        ],
        scores=given_scores,
        priorities=ranked,
        lottery=rows if replayed else [],
    )
    return verified(odd)


def weighing(weight, lists=()):
    """A weight, and programs that a list of people orders."""
    return EnrollmentRules.model_validate(
        {
            "lottery": {"weights": {"low_income": weight}},
            "priorities": {"default": ["low_income"], "ordered_by_list": sorted(lists)},
        }
    )


def assert_canonical(records):
    for record in records:
        assert record.encode() == canonical_json(verify.parsed(record))


@given(st.data(), st.sampled_from([2.0, 0.1, 1e-7, 1e21]), st.booleans())
@settings(max_examples=80, deadline=None)
def test_every_record_of_an_odd_town_is_canonical(data, weight, replayed):
    city = data.draw(odd_towns(replayed=replayed))
    agreed = weighing(weight, city.table("priorities")["program_id"].unique())
    records = application_records(city, prepare(city, agreed, "s", replayed=replayed))
    assert_canonical(records)
    places = {(a, p): n for a, p, n in city.table("priorities").iter_rows()}
    for record in map(json.loads, records):
        for program, _, _, place, number in record["choices"]:
            assert place == places.get((record["applicant"], program))
            assert (number is not None) == replayed
        assert (record["number"] is not None) == replayed
    assert [json.loads(record)["applicant"] for record in records] == sorted(
        city.table("applicants")["applicant_id"]
    )


@given(odd_towns(st.floats(allow_nan=False, allow_infinity=False)))
@settings(max_examples=40, deadline=None)
def test_recorded_numbers_with_fractions_are_spelled_as_numbers(city):
    records = application_records(city, prepare(city, weighing(2.0), None, replayed=True))
    assert_canonical(records)
    recorded = dict(city.table("lottery").select("applicant_id", "number").iter_rows())
    for record in map(json.loads, records):
        for choice in record["choices"]:
            assert float(choice[4]) == recorded[record["applicant"]]
        assert float(record["number"]) == recorded[record["applicant"]]


@given(cities(), rules())
@settings(max_examples=40, deadline=None)
def test_every_record_of_a_random_city_is_canonical(city, agreed):
    try:
        preparation = prepare(city, agreed, "s")
    except FactsError:
        return
    assert_canonical(application_records(city, preparation))


def test_a_recorded_number_keeps_every_digit():
    numbers = {"a": 2**53 - 1, "b": 2**53, "c": 2**53 + 1, "d": -(2**63)}
    lottery = [{"applicant_id": name, "number": number} for name, number in numbers.items()]
    city = town({name: ["p"] for name in numbers}, {"p": 1}, lottery=lottery)
    records = application_records(city, prepare(city, EnrollmentRules(), None, replayed=True))
    found = [json.loads(record)["choices"][0][4] for record in records]
    assert found == [2**53 - 1, str(2**53), str(2**53 + 1), str(-(2**63))]


@pytest.mark.parametrize(("weight", "spelled"), [(2.0, "2"), (0.1, "0.1"), (1e-7, "1e-7")])
def test_a_weight_is_spelled_as_a_number(weight, spelled):
    city = town(
        {"a": ["p"], "b": []},
        {"p": 1},
        applicants=[
            {"applicant_id": "a", "grade": "K", "low_income": True},
            {"applicant_id": "b", "grade": "K", "low_income": False},
        ],
    )
    city = verified(city)
    assert application_records(city, prepare(city, weighing(weight), "s")) == [
        f'{{"applicant":"a","choices":[["p",["low_income"],null,null,null]],"family":null,"listed":1,'
        f'"number":null,"right":null,"together":false,"weight":{spelled}}}',
        '{"applicant":"b","choices":[],"family":null,"listed":0,"number":null,"right":null,"together":false,'
        '"weight":1}',
    ]


def test_what_nobody_verified_is_in_no_record():
    """Neither its group nor its weight: the record holds what the decision looks at."""
    people = [{"applicant_id": a, "grade": "K", "low_income": True} for a in "ab"]
    rows = [{"applicant_id": "a", "fact": "low_income", "how": "agency"}]
    city = town({"a": ["p"], "b": ["p"]}, {"p": 1}, applicants=people, verifications=rows)
    found = [json.loads(record) for record in application_records(city, prepare(city, weighing(2.0), "s"))]
    assert [(one["choices"][0][1], one["weight"]) for one in found] == [(["low_income"], 2), ([], 1)]


def test_consent_is_recorded_where_the_mechanism_asks_for_it_and_needs_no_verification():
    people = [{"applicant_id": a, "grade": "K", "iep": a == "a"} for a in "ab"]
    city = town({"a": ["p"], "b": ["p"]}, {"p": 1}, applicants=people)
    named = {"name": "efficiency_adjusted_deferred_acceptance", "consent": "iep"}
    agreed = EnrollmentRules.model_validate({"mechanism": named})
    records = application_records(city, prepare(city, agreed, "s"))
    assert_canonical(records)
    assert [json.loads(record)["consent"] for record in records] == [True, False]


def test_trading_cycles_record_what_is_known_of_programs_that_are_not_listed():
    """There their holders trade; of a program of which nothing is known nothing is said."""
    people = [{"applicant_id": a, "grade": "K", "zone": "Z" if a == "a" else None} for a in "ab"]
    schools = [{"school_id": f"S{p}", "name": p, "operator_id": "d", "zone": f"{p}"} for p in "pZ"]
    city = verified(town({"a": ["p"], "b": ["p"]}, {"p": 1, "Z": 1}, applicants=people, schools=schools))
    agreed = EnrollmentRules.model_validate(
        {
            "mechanism": {"name": "top_trading_cycles"},
            "groups": {"zone": {"kind": "zone"}},
            "priorities": {"default": ["zone"]},
        }
    )
    records = application_records(city, prepare(city, agreed, "s"))
    assert_canonical(records)
    found = [json.loads(record) for record in records]
    assert [one["others"] for one in found] == [[["Z", ["zone"], None, None, None]], []]
    assert [one["grade"] for one in found] == ["K", "K"]
