"""A roster from a spreadsheet of one school or district: CSV or Excel, columns in English or Spanish."""

from __future__ import annotations

import datetime

import polars as pl

from citycompact.facts import FactsError, Problem
from citycompact.facts.sheets import Bounds, OversizedSheetError, UnreadableSheetError, sheet_rows
from citycompact.importers.rosters.headings import fields_of
from citycompact.importers.rosters.roster import COLUMNS, Roster
from citycompact.importers.rosters.written_days import read_days
from citycompact.importers.written_grades import read_grade

MOST_ROWS = 200_000
_BOUNDS = Bounds(rows=MOST_ROWS + 1, columns=200, cells=2_000_000, unpacked=150_000_000)
_START = "Name the columns: Given name, Family name, Birth date, School, Grade, Student id."


def roster_of_sheet(name: str, content: bytes, today: datetime.date, school: str | None = None) -> Roster:
    """Read a sheet with a row for each student.

    Needed are given and family name (in one column as ``Lopez, Ana``, or with two surnames in two
    columns), birth date, and school, unless the sheet is of one school. Grade and student id may be
    missing; a student without an id has the row's number for one.

    Parameters
    ----------
    school
        Whose sheet it is, for rows that name no school.

    Raises
    ------
    FactsError
        With every problem of every row; none says a name or a birthday.
    """
    header, rows = _read(name, content)
    columns = fields_of(header)
    problems = _of_header(name, header, columns, school)
    if problems:
        raise FactsError(problems)
    at = {field: places[0] for field, places in columns.items()}
    heading = {field: header[place] for field, place in at.items()}
    wide = max(at.values()) + 1
    problems = [
        Problem(name, f"has {len(row)} cells where the header has {len(header)}.", "Mend the row.", number)
        for number, row in rows
        if len(row) < wide or any(cell.strip() for cell in row[len(header) :])
    ]
    rows = [(number, row) for number, row in rows if len(row) >= wide]

    def cells(field: str) -> list[str]:
        return [" ".join(row[at[field]].split()) if field in at else "" for _, row in rows]

    def refuse(field: str, number: int, message: str, mend: str) -> None:
        problems.append(Problem(name, message, mend, number, heading.get(field, field)))

    numbers = [number for number, _ in rows]
    given, family, name_field = _names(at, cells)
    born, grades, schools = read_days(cells("birth_date"), today), cells("grade"), cells("school")
    for number, first, last in zip(numbers, given, family, strict=True):
        if not first or not last:
            mend = "Write Lopez, Ana." if name_field == "whole_name" else "Give the student both names."
            refuse(name_field, number, "lacks the given or the family name.", mend)
    for n in born.unread:
        mend = "Write the day of birth as 2019-05-31."
        refuse("birth_date", numbers[n], "is no day on which a student can be born.", mend)
    for n, text in enumerate(cells("birth_date")):
        if not text:
            refuse("birth_date", numbers[n], "is empty.", "Give the student's day of birth.")
    for number, text in zip(numbers, grades, strict=True):
        if text and read_grade(text) is None:
            refuse(
                "grade", number, "is no grade from PK3 to 12.", "Write PK3, PK4, K, or a number from 1 to 12."
            )
    if school is None:
        for number, text in zip(numbers, schools, strict=True):
            if not text:
                refuse("school", number, "is empty.", "Name the student's school.")
    problems += _same_ids(name, heading.get("source_id", ""), numbers, cells("source_id"))
    if problems:
        raise FactsError(sorted(problems, key=lambda problem: (problem.row or 0, problem.column or "")))
    notes = []
    if born.order and not born.told:
        notes.append(f"Birth dates are read as {born.order}: 03/12/2019 could be either.")
    students = {
        "source_id": [own or f"row {n}" for own, n in zip(cells("source_id"), numbers, strict=True)],
        "given_name": given,
        "family_name": family,
        "birth_date": born.days,
        "school": [text or school for text in schools],
        "school_name": [text or school for text in schools],
        "school_identifier": [None] * len(rows),
        "grade": [read_grade(text) for text in grades],
    }
    return Roster(pl.DataFrame(students, schema=COLUMNS), tuple(notes))


def _read(name: str, content: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        rows = sheet_rows(content, _BOUNDS)
    except OversizedSheetError:
        what = f"is larger than {_BOUNDS.unpacked // 1_000_000} MB or {_BOUNDS.cells:,} cells, once unpacked."
        raise FactsError([Problem(name, what, "Save its first sheet as CSV UTF-8.")]) from None
    except UnreadableSheetError:
        mend = "Save it as .xlsx or as CSV UTF-8."
        raise FactsError([Problem(name, "is neither CSV (UTF-8) nor Excel.", mend)]) from None
    if len(rows) > MOST_ROWS + 1:
        raise FactsError([Problem(name, f"has more than {MOST_ROWS:,} rows.", "Split it.")])
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise FactsError([Problem(name, "has no header row.", _START, 1)])
    header = [cell.strip() for cell in rows[0]]
    while not header[-1]:
        header.pop()
    filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(c.strip() for c in row)]
    if not filled:
        raise FactsError([Problem(name, "holds no student.", "Add a row for each student.")])
    return header, filled


def _of_header(
    name: str, header: list[str], columns: dict[str, list[int]], school: str | None
) -> list[Problem]:
    problems = [
        Problem(
            name, f"means the same as {header[places[0]]}.", "Remove one of the two columns.", 1, header[at]
        )
        for places in columns.values()
        for at in places[1:]
    ]
    whole, family = "whole_name" in columns, {"family_name", "first_surname"} & columns.keys()
    lacking = []
    if not whole and "given_name" not in columns:
        lacking.append("Given name")
    if not whole and not family:
        lacking.append("Family name")
    if "birth_date" not in columns:
        lacking.append("Birth date")
    if "school" not in columns and school is None:
        lacking.append("School")
    return problems + [Problem(name, f"has no column {field}.", _START, 1, field) for field in lacking]


def _names(at: dict[str, int], cells: object) -> tuple[list[str], list[str], str]:
    assert callable(cells)
    if "given_name" in at and {"family_name", "first_surname"} & at.keys():
        surnames = ("family_name",) if "family_name" in at else ("first_surname", "second_surname")
        parts = zip(*(cells(field) for field in surnames), strict=True)
        return cells("given_name"), [" ".join(filter(None, row)) for row in parts], surnames[0]
    split = [text.partition(",") for text in cells("whole_name")]
    return [after.strip() for _, _, after in split], [before.strip() for before, _, _ in split], "whole_name"


def _same_ids(name: str, heading: str, numbers: list[int], ids: list[str]) -> list[Problem]:
    seen: dict[str, int] = {}
    problems = []
    for number, own in zip(numbers, ids, strict=True):
        if own and own in seen:
            message = f"repeats row {seen[own]}."
            problems.append(Problem(name, message, "Keep one of them.", number, heading, own))
        seen.setdefault(own, number)
    return problems
