"""Entry grades, and seats that are estimated from enrollment."""

from hypothesis import given
from hypothesis import strategies as st

from citycompact.importers.baltimore.ledger import Ledger
from citycompact.importers.baltimore.management import TYPES
from citycompact.importers.baltimore.programs import LEVELS, before, read_programs
from citycompact.importers.baltimore.schools import School


def _school(number, kind="traditional"):
    return School(number, f"School {number}", TYPES[kind], None, None, None, None, frozenset())


def _read(pupils, *schools):
    ledger = Ledger()
    programs = read_programs(list(schools), pupils, ledger)
    return {program.program_id: program for program in programs}, ledger


def test_a_school_has_programs_where_a_level_begins_and_in_its_lowest_grade():
    pupils = {("1", g): 20 for g in ("K", "1", "5", "6", "7")} | {("2", g): 20 for g in ("4", "5", "6")}
    assert list(_read(pupils, _school("1"), _school("2"))[0]) == ["1-K", "1-6", "2-4", "2-6"]


def test_seats_are_the_grades_pupils_and_enough_for_those_who_move_up():
    programs, _ = _read(
        {("1", "5"): 30, ("1", "6"): 25, ("2", "5"): 10, ("2", "6"): 25}, _school("1"), _school("2")
    )
    assert (programs["1-6"].seats, programs["1-6"].enrolled) == (30, 25)
    assert programs["2-6"].seats == 25


def test_a_grade_whose_count_is_withheld_has_no_program_and_is_named():
    programs, ledger = _read({("1", "K"): None, ("1", "6"): 20}, _school("1"))
    assert list(programs) == ["1-6"]
    assert "grade K: the count is withheld" in ledger.findings["Grades without a program"][0]


def test_a_school_at_which_children_are_placed_has_no_program_and_is_named():
    programs, ledger = _read({("1", "K"): 20}, _school("1", "separate public day"), _school("2"))
    assert programs == {}
    said = ledger.findings["Schools without a program"]
    assert "children are placed there and do not choose" in said[0]
    assert "no grade is counted" in said[1]


@given(
    st.dictionaries(st.sampled_from(["PK4", "K", "1", "5", "6", "8", "9"]), st.none() | st.integers(0, 90))
)
def test_no_school_has_fewer_seats_than_pupils_who_have_a_right_to_go_on(counts):
    pupils = {("1", grade): count for grade, count in counts.items()}
    programs, ledger = _read(pupils, _school("1"))
    for program in programs.values():
        lower = before(program.grade)
        assert program.seats >= (counts.get(lower) or 0)
        assert program.seats >= counts[program.grade]
    withheld = [g for g in counts if counts[g] is None and (g in LEVELS or g == min(counts, key=_order))]
    assert len(ledger.findings.get("Grades without a program", [])) == len(withheld)


def _order(grade):
    return ["PK4", "K", "1", "5", "6", "8", "9"].index(grade)
