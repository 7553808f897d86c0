"""Who is a student of which school on a day."""

from datetime import date

import pytest

from citycompact.facts import FactsError
from citycompact.importers.oneroster import current_students, read_export, school_year
from small_exports import EXPORT, HEADS, TODAY, files

MOVED = (
    f"{HEADS['enrollments']}\n"
    "e1,,,C1,S1,u1,student,false,2026-08-30,2026-10-15\n"
    "e2,,,C3,S2,u1,student,false,2026-10-16,2027-06-15\n"
    "e3,,,C1,S1,u3,student,false,2026-08-30,2027-06-15\n"
    "e4,,,C1,S1,u2,student,false,,\n"
)


def at(day: date, **changed: str) -> dict[str, str]:
    export = read_export(files(**changed), [])
    found = current_students(export, school_year(export["academicSessions"], day), day, [])
    return dict(found.select("user", "school_id").iter_rows())


def test_who_moved_is_where_the_enrollment_runs():
    assert at(TODAY, enrollments=MOVED) == {"u1": "S2", "u2": "S1", "u3": "S1"}
    assert at(date(2026, 10, 15), enrollments=MOVED)["u1"] == "S1"
    assert at(date(2026, 10, 16), enrollments=MOVED)["u1"] == "S2"


def test_after_the_last_day_those_count_who_stayed_to_the_end():
    assert at(date(2027, 7, 20), enrollments=MOVED) == {"u1": "S2", "u2": "S1", "u3": "S1"}


def test_before_the_year_begins_all_count_who_are_enrolled():
    assert set(at(date(2025, 7, 1), enrollments=MOVED)) == {"u1", "u2", "u3"}


def test_who_left_is_at_no_school():
    left = MOVED.replace("e2,,,C3,S2,u1,student,false,2026-10-16,2027-06-15\n", "")
    assert set(at(TODAY, enrollments=left)) == {"u2", "u3"}


def test_a_students_own_school_comes_before_the_number_of_classes():
    users = EXPORT["users"].replace("email,grades\n", "email,grades,primaryOrgSourcedId\n")
    users = "\n".join(
        line + (",S2" if line.startswith("u2") else "," if n else "")
        for n, line in enumerate(users.splitlines())
    )
    assert at(TODAY)["u2"] == "S1"
    assert at(TODAY, users=users)["u2"] == "S2"


def test_a_session_without_dates_is_named():
    sessions = EXPORT["academicSessions"].replace(
        "2026-08-30,2027-06-20,,2027", "08/30/2026,2027-06-20,,2027"
    )
    with pytest.raises(FactsError, match=r"academicSessions.csv, row 3, column startDate.*as 2026-08-10"):
        read_export(files(academicSessions=sessions), [])
    empty = EXPORT["academicSessions"].replace("2026-08-30,2027-06-20,,2027", ",2027-06-20,,2027")
    export = read_export(files(academicSessions=empty), [])
    with pytest.raises(FactsError, match=r"academicSessions.csv, row 3: lacks a date"):
        school_year(export["academicSessions"], TODAY)


@pytest.mark.parametrize("written", ["8/10/2026", "10.08.2026", "2026-13-01", "20260810", "2026-8-1"])
def test_a_day_in_another_form_is_refused_with_its_row_and_a_time_after_one_is_not(written):
    moved = MOVED.replace("2026-10-16", written)
    with pytest.raises(FactsError, match=r"enrollments.csv, row 3, column beginDate.*as 2026-08-10"):
        at(TODAY, enrollments=moved)
    with_time = MOVED.replace("2026-10-16", "2026-10-16T00:00:00Z")
    assert at(TODAY, enrollments=with_time)["u1"] == "S2"


def test_who_is_switched_off_is_no_student_and_is_counted():
    users = EXPORT["users"].replace("u1,active,,true", "u1,active,,FALSE")
    notes = []
    export = read_export(files(users=users), notes)
    found = current_students(export, school_year(export["academicSessions"], TODAY), TODAY, notes)
    assert "u1" not in set(found["user"])
    assert (
        "1 rows of enrollments.csv are of students who are switched off (enabledUser) and are left out."
        in notes
    )
    # u4's class is of the year before.
    assert any("1 rows of enrollments.csv are in no class of the school year 2027" in note for note in notes)


def test_a_deleted_and_an_active_record_of_one_id_are_the_active_one():
    twice = EXPORT["users"].replace("u1,active", "u1,tobedeleted,,true,ana,,Old,Name,,,x,05\nu1,active")
    assert at(TODAY, users=twice) == at(TODAY)


def test_the_grade_is_the_users_own_and_the_classs_only_where_it_is_empty():
    users = EXPORT["users"].replace("ana@example.org,KG", "ana@example.org,UG")
    export = read_export(files(users=users), [])
    found = current_students(export, school_year(export["academicSessions"], TODAY), TODAY, [])
    assert {user: (grade, said) for user, _, said, grade in found.rows()}["u1"] == (None, "UG")
