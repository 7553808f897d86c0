"""A waitlist holds who wanted the program more than what they got, in its order."""

import polars as pl
from hypothesis import given, settings

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, decide
from citycompact.enrollment.matching import match
from citycompact.facts import FactsError
from small_cities import cities, rules, town


def waiting(result, program):
    return result.tables["waitlists"].filter(pl.col("program_id") == program)["applicant_id"].to_list()


@given(cities(), rules())
@settings(max_examples=60)
def test_the_right_children_wait_in_the_right_order(city, agreed):
    try:
        matched = match(city, agreed, Draw("s"))
    except FactsError:
        return
    prepared = matched.preparation
    people, programs = prepared.roster.applicants["applicant_id"], prepared.roster.programs["program_id"]
    applicant, number = prepared.pairs.applicant.tolist(), prepared.pairs.program.tolist()
    got = {row["applicant_id"]: row for row in matched.assignments.iter_rows(named=True)}
    priority = prepared.priority(matched.run.sibling_offered)
    expected = {program: [] for program in programs}
    for pair in range(len(prepared.pairs)):
        person, program = people[applicant[pair]], programs[number[pair]]
        received = got[person]
        rank = prepared.pairs.rank[pair]
        above = (
            received["program_id"] is None
            or received["choice_rank"] is None
            or rank < received["choice_rank"]
        )
        if above and program != received["program_id"] and prepared.eligible[pair]:
            expected[program].append((priority[pair], prepared.place[pair], person))
    rows = [
        (program, position, person)
        for program in programs
        for position, (_, _, person) in enumerate(sorted(expected[program]), start=1)
    ]
    assert matched.waitlists.rows() == rows


def test_waitlists_hold_those_who_wanted_the_program_more_than_what_they_got_in_its_order():
    city = town({"a": ["p", "q"], "b": ["p"], "c": ["q", "p"]}, {"p": 1, "q": 1})
    result = decide(city, EnrollmentRules(), Draw("s"))
    got = dict(result.tables["assignments"].select("applicant_id", "program_id").iter_rows())
    place = dict(zip("abc", result.tables["lottery"]["lottery_place"].to_list(), strict=True))
    expected = [x for x in "ab" if got[x] != "p"] + (["c"] if got["c"] is None else [])
    assert waiting(result, "p") == sorted(expected, key=place.__getitem__)


def test_a_reserve_decides_which_seat_one_gets_and_not_who_waits_longest():
    lists = {f"a{n}": ["p"] for n in range(4)}
    city = town(
        lists,
        {"p": 1},
        applicants=[{"applicant_id": a, "grade": "K", "iep": a in ("a2", "a3")} for a in lists],
        reserves=[{"program_id": "p", "position": 1, "group": "iep", "seats": 1, "hard": False}],
        lottery=[{"applicant_id": a, "program_id": None, "number": n} for n, a in enumerate(lists)],
    )
    result = decide(city, EnrollmentRules(), Draw(None, replayed=True))
    assert result.tables["assignments"]["program_id"].to_list() == [None, None, "p", None]
    assert waiting(result, "p") == ["a0", "a1", "a3"]


def test_priority_comes_before_the_lottery():
    lists = {f"a{n}": ["p"] for n in range(4)}
    city = town(
        lists,
        {"p": 1},
        applicants=[{"applicant_id": a, "grade": "K", "iep": a != "a0"} for a in lists],
        lottery=[{"applicant_id": a, "program_id": None, "number": n} for n, a in enumerate(lists)],
    )
    agreed = EnrollmentRules.model_validate({"priorities": {"default": ["iep"]}})
    assert waiting(decide(city, agreed, Draw(None, replayed=True)), "p") == ["a2", "a3", "a0"]


def test_a_brother_placed_in_the_same_run_counts_on_the_waitlist_too():
    lists = {"x": ["p"], "a": ["r"], "b": ["p"]}
    facts = town(
        lists,
        {"p": 0, "r": 1},
        schools=[{"school_id": "S", "name": "S", "operator_id": "d"}],
        programs=[
            {"program_id": p, "school_id": "S", "grade": "K", "seats": n} for p, n in (("p", 0), ("r", 1))
        ],
        applicants=[
            {"applicant_id": a, "grade": "K", "family_id": "F" if a in "ab" else None} for a in lists
        ],
        lottery=[{"applicant_id": a, "program_id": None, "number": n} for n, a in enumerate(lists)],
    )
    groups = {"offered": {"kind": "sibling_offered"}}
    for order, expected in ((["offered"], ["b", "x"]), ([], ["x", "b"])):
        agreed = EnrollmentRules.model_validate({"groups": groups, "priorities": {"default": order}})
        assert waiting(decide(facts, agreed, Draw(None, replayed=True)), "p") == expected


def test_where_no_waitlists_are_kept_there_are_none():
    city = town({"a": ["p"], "b": ["p"]}, {"p": 1})
    agreed = EnrollmentRules.model_validate({"waitlist": {"kept": False}})
    result = decide(city, agreed, Draw("s"))
    assert result.tables["waitlists"].rows() == []
    assert result.tables["waitlists"].columns == ["program_id", "position", "applicant_id"]
