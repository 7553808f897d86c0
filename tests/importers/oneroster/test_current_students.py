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
    export = read_export(files(academicSessions=sessions), [])
    with pytest.raises(FactsError, match=r"academicSessions.csv, row 3: lacks a date"):
        school_year(export["academicSessions"], TODAY)
