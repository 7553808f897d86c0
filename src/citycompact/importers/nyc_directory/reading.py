"""Reading the directory's file of any year: one record a school, one a program with published seats."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from citycompact.facts import FactsError, Problem
from citycompact.facts.reading import other_separator
from citycompact.importers.nyc_directory.admission_methods import as_known
from citycompact.importers.nyc_directory.columns import Columns, find_columns
from citycompact.importers.nyc_directory.year import admission_year

BOROUGHS = {"X": "Bronx", "K": "Brooklyn", "M": "Manhattan", "Q": "Queens", "R": "Staten Island"}
_PLACE = re.compile(r"\((-?\d+\.\d+), ?(-?\d+\.\d+)\)\s*$")
_CLOCK = re.compile(r"^\s*(\d{1,2})(?::(\d{2}))?\s*([ap]?)m\b", re.IGNORECASE)


@dataclass(frozen=True)
class Pool:
    """One of a program's two pools of seats, each with its own published demand.

    ``filled`` is the published flag, None where none was published.
    """

    seats: int
    applicants: int
    filled: bool | None


@dataclass(frozen=True)
class Program:
    """A ninth-grade program: general seats, and seats for students with disabilities."""

    program_id: str
    name: str
    method: str
    general: Pool
    disabilities: Pool
    priorities: tuple[str, ...]
    eligibility: str


@dataclass(frozen=True)
class School:
    """A school of the directory; ``district`` is its geographic district, 1 to 32."""

    dbn: str
    name: str
    borough: str
    district: str
    building: str
    latitude: float
    longitude: float
    address: str
    start_time: str | None
    end_time: str | None
    programs: tuple[Program, ...]


@dataclass(frozen=True)
class Directory:
    """All schools of a year's admission, and what in the file was not taken over, each as a sentence."""

    year: int
    schools: tuple[School, ...]
    left_out: tuple[str, ...]


def read_directory(file: Path, year: int | None = None) -> Directory:
    """Read the directory of any year; ``year`` where the file names none.

    Raises
    ------
    FactsError
        Where the file is not a directory or its year is not known, or a school has no place or district, or a
        seat count no number.
    """
    header, rows = _rows(file)
    problems: list[Problem] = []
    try:
        year = admission_year(file, header, rows, year)
    except FactsError as error:
        problems += error.problems
    try:
        columns = find_columns(header, file.name)
    except FactsError as error:
        raise FactsError([*error.problems, *problems]) from None
    left_out = list(columns.absent)
    schools = []
    for number, cells in enumerate(rows, start=2):
        row = _Row(cells, columns, number, file.name, problems, left_out)
        school = _school(row)
        if school is not None:
            schools.append(school)
    if problems or year is None:
        raise FactsError(problems)
    return Directory(year, tuple(schools), tuple(left_out))


@dataclass(frozen=True)
class _Row:
    """A school's row, with where its problems and what it leaves out are written down."""

    cells: dict[str, str]
    columns: Columns
    number: int
    file: str
    problems: list[Problem]
    left_out: list[str]

    def text(self, field: str) -> str:
        """A school's field, empty where the file has no column for it."""
        return self.cells[self.columns.school[field]].strip() if field in self.columns.school else ""

    def of_program(self, program: int, field: str) -> str:
        """A program's field, empty where the file has no column for it."""
        name = self.columns.programs[program].get(field)
        return self.cells[name].strip() if name else ""

    def refuse(self, message: str, mend: str, column: str, value: str) -> None:
        """Note a problem of this row."""
        self.problems.append(Problem(self.file, message, mend, self.number, column, value))

    def leave_out(self, what: str) -> None:
        """Note what of this school is not taken over."""
        self.left_out.append(f"{self.text('dbn')}: {what}")


def _school(row: _Row) -> School | None:
    dbn, place, borough, programs = row.text("dbn"), _place(row), _borough(row), tuple(_programs(row))
    if place is None:
        mend = "Write the coordinates at the end of the column location, as (latitude, longitude)."
        row.refuse("has no coordinates.", mend, "location", row.text("location")[-60:])
    if borough is None:
        column = row.columns.school.get("boro", "dbn")
        row.refuse("is not a borough.", f"Write one of {', '.join(BOROUGHS)}.", column, row.cells[column])
    if not dbn[:2].isdecimal():
        mend = "Write the school's number as the city does, its district first: 02M047."
        row.refuse("names no district.", mend, row.columns.school["dbn"], dbn)
    if place is None or borough is None or not dbn[:2].isdecimal():
        return None
    return School(
        dbn=dbn,
        name=row.text("school_name"),
        borough=borough,
        district=str(int(dbn[:2])),
        building=row.text("building_code"),
        latitude=place[0],
        longitude=place[1],
        address=row.text("address"),
        start_time=_bell(row, "start_time", afternoon=False),
        end_time=_bell(row, "end_time", afternoon=True),
        programs=programs,
    )


def _borough(row: _Row) -> str | None:
    """From the borough's letter or name, else from the school's number, whose third sign is that letter.

    Some years write names, cut to nine signs (STATEN IS), and some have no such column.
    """
    written = row.text("boro").casefold()
    if not written:
        return BOROUGHS.get(row.text("dbn")[2:3].upper())
    for letter, name in BOROUGHS.items():
        if written == letter.casefold() or (len(written) > 3 and name.casefold().startswith(written)):
            return name
    return None


def _place(row: _Row) -> tuple[float, float] | None:
    """Latitude and longitude: from their columns, else from the end of ``location``.

    In eleven rows of the directory for 2018 the two columns were cut at the wrong place.
    """
    try:
        return float(row.text("latitude")), float(row.text("longitude"))
    except ValueError:
        pass
    found = _PLACE.search(row.text("location"))
    if found is None:
        return None
    if row.text("latitude"):
        row.leave_out(
            f"latitude “{row.text('latitude')}” is no number; the place is taken from the address column"
        )
    return float(found[1]), float(found[2])


def clock(text: str, *, afternoon: bool) -> str | None:
    """A bell time as HH:MM, or None where the text gives none.

    The directory has slips such as "8:20pm" for a morning and "2:44am" for an afternoon bell; a
    first bell is always in the morning and a last bell always after noon.
    """
    found = _CLOCK.match(text.replace("\xa0", " "))
    if found is None:
        return None
    hour, minute = int(found[1]) % 12, int(found[2] or 0)
    if minute > 59 or not 1 <= int(found[1]) <= 12:
        return None
    return f"{hour + 12 if afternoon else hour:02d}:{minute:02d}"


def _rows(file: Path) -> tuple[list[str], list[dict[str, str]]]:
    try:
        content = file.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise FactsError(
            [Problem(file.name, f"cannot be read: {error.strerror}.", "Check the path.")]
        ) from None
    except UnicodeDecodeError as error:
        raise FactsError(
            [Problem(file.name, f"is not UTF-8 text at byte {error.start}.", "Save it as UTF-8.")]
        ) from None
    if problems := other_separator(content, file.name):
        raise FactsError(problems)
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    return list(reader.fieldnames or ()), list(reader)


def _bell(row: _Row, field: str, *, afternoon: bool) -> str | None:
    time = clock(row.text(field), afternoon=afternoon)
    if time is None and row.text(field):
        row.leave_out(f"{field} is not a time of day: “{row.text(field)[:60]}”")
    return time


def _programs(row: _Row) -> list[Program]:
    found = []
    for slot in row.columns.programs:
        name, code = row.of_program(slot, "program"), row.of_program(slot, "code")
        if not name and not code:
            continue
        seats = row.of_program(slot, "seats_ge")
        if not seats or seats.startswith("N/A"):
            reason = seats.removeprefix("N/A").strip(" -") or "no number of seats"
            row.leave_out(f"“{name}” publishes no seats for this round ({reason})")
            continue
        # The specialized schools' programs share the words NO CODE, so their place tells them apart.
        known = code if code and code != "NO CODE" else str(slot)
        texts = (row.cells[column].strip() for column in row.columns.priorities.get(slot, ()))
        found.append(
            Program(
                program_id=f"{row.text('dbn')}-{known}",
                name=name,
                method=as_known(row.of_program(slot, "method")),
                general=_pool(row, slot, "ge"),
                disabilities=_pool(row, slot, "swd"),
                priorities=tuple(text for text in texts if text),
                eligibility=row.of_program(slot, "eligibility"),
            )
        )
    return found


def _pool(row: _Row, slot: int, pool: str) -> Pool:
    counts = []
    for field in (f"seats_{pool}", f"applicants_{pool}"):
        text, column = row.of_program(slot, field), row.columns.programs[slot][field]
        if text.upper().startswith("N/A"):
            row.leave_out(f"{column} is “{text}”, taken as 0")
        elif not text.isdecimal():
            row.refuse("is not a whole number.", "Correct the count.", column, text)
        counts.append(int(text) if text.isdecimal() else 0)
    flag = row.of_program(slot, f"filled_{pool}").upper()
    return Pool(counts[0], counts[1], {"Y": True, "N": False}.get(flag))
