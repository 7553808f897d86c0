"""A roster from an export: current students with names, birthdays where they are known, and schools."""

import datetime

import pytest

from citycompact.facts import FactsError
from citycompact.importers.rosters import roster_of_export
from small_exports import EXPORT, TODAY, files

BORN = (
    "sourcedId,status,dateLastModified,birthDate,sex\n"
    "u1,,,2019-05-31,\nu2,,,2013-01-02T00:00:00,\nt1,,,soon,\n"
)


def test_students_with_names_birthdays_and_schools():
    roster = roster_of_export({**files(), "demographics.csv": BORN.encode()}, TODAY)
    rows = {row["source_id"]: row for row in roster.students.iter_rows(named=True)}
    assert set(rows) == {"u1", "u2", "u3"}
    assert rows["u1"] == {
        "source_id": "u1",
        "given_name": "Ana",
        "family_name": "Lopez",
        "birth_date": datetime.date(2019, 5, 31),
        "school": "S1",
        "school_name": "North School",
        "school_identifier": None,
        "grade": "K",
    }
    assert rows["u2"]["birth_date"] == datetime.date(2013, 1, 2)
    assert (rows["u3"]["birth_date"], rows["u3"]["grade"], rows["u3"]["school"]) == (None, "12", "S2")
    assert any("1 students have no birth date" in note for note in roster.notes)


def test_without_demographics_no_birthday_is_known():
    roster = roster_of_export(files(), TODAY)
    assert roster.students["birth_date"].null_count() == roster.students.height == 3


def test_who_has_no_name_is_counted_with_the_rows():
    roster = roster_of_export(files(users=EXPORT["users"].replace(",Ana,Lopez,", ",Ana, ,")), TODAY)
    assert set(roster.students["source_id"]) == {"u2", "u3"}
    assert any("1 students have no given or no family name" in n and "rows 2)" in n for n in roster.notes)


def test_a_day_on_which_nobody_is_born_is_named_without_it():
    for day in ("31/05/2019", "2031-01-01", "1019-05-31", "Lopez"):
        with pytest.raises(FactsError) as caught:
            roster_of_export({**files(), "demographics.csv": BORN.replace("2019-05-31", day).encode()}, TODAY)
        [problem] = caught.value.problems
        assert (problem.file, problem.row, problem.column) == ("demographics.csv", 2, "birthDate")
        assert day not in str(problem)


def test_an_export_without_names_is_refused():
    users = EXPORT["users"].replace("givenName", "nickName")
    with pytest.raises(FactsError, match="has no column givenName"):
        roster_of_export(files(users=users), TODAY)
