"""Reading the directory's file: one record a school, one a program with published seats."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from citycompact.facts import FactsError, Problem

PROGRAMS_PER_SCHOOL = 10
PRIORITIES_PER_PROGRAM = 7
BOROUGHS = {"X": "Bronx", "K": "Brooklyn", "M": "Manhattan", "Q": "Queens", "R": "Staten Island"}
_NEEDED = (
    "dbn",
    "school_name",
    "boro",
    "building_code",
    "Latitude",
    "Longitude",
    "location",
    "start_time",
    "end_time",
    "primary_address_line_1",
    "program1",
    "code1",
    "method1",
    "seats9ge1",
    "seats9swd1",
    "grade9geapplicants1",
    "grade9swdapplicants1",
    "admissionspriority11",
    "eligibility1",
)
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
    """All schools, and what in the file was not taken over, each as a sentence."""

    schools: tuple[School, ...]
    left_out: tuple[str, ...]


def read_directory(file: Path) -> Directory:
    """Read the directory.

    Raises
    ------
    FactsError
        Where the file is not the directory, or a school has no place or district, or a seat count no number.
    """
    rows = _rows(file)
    problems: list[Problem] = []
    left_out: list[str] = []
    schools = []
    for number, row in enumerate(rows, start=2):
        place = _place(row, left_out)
        if place is None:
            mend = "Write the coordinates at the end of the column location, as (latitude, longitude)."
            problems.append(
                Problem(file.name, "has no coordinates.", mend, number, "location", row["location"][-60:])
            )
            continue
        if row["boro"].strip() not in BOROUGHS:
            mend = f"Write one of {', '.join(BOROUGHS)}."
            problems.append(Problem(file.name, "is not a borough.", mend, number, "boro", row["boro"]))
            continue
        if not row["dbn"][:2].isdecimal():
            mend = "Write the school's number as the city does, its district first: 02M047."
            problems.append(Problem(file.name, "names no district.", mend, number, "dbn", row["dbn"]))
            continue
        schools.append(
            School(
                dbn=row["dbn"].strip(),
                name=row["school_name"].strip(),
                borough=BOROUGHS[row["boro"].strip()],
                district=str(int(row["dbn"][:2])),
                building=row["building_code"].strip(),
                latitude=place[0],
                longitude=place[1],
                address=row["primary_address_line_1"].strip(),
                start_time=_bell(row, "start_time", False, left_out),
                end_time=_bell(row, "end_time", True, left_out),
                programs=tuple(_programs(row, number, file.name, problems, left_out)),
            )
        )
    if problems:
        raise FactsError(problems)
    return Directory(tuple(schools), tuple(left_out))


def _place(row: dict[str, str], left_out: list[str]) -> tuple[float, float] | None:
    """Latitude and longitude: from their columns, else from the end of ``location``.

    In eleven rows of the published file the two columns were cut at the wrong place.
    """
    try:
        return float(row["Latitude"]), float(row["Longitude"])
    except ValueError:
        pass
    found = _PLACE.search(row["location"])
    if found is None:
        return None
    left_out.append(
        f"{row['dbn']}: latitude “{row['Latitude']}” is no number; the place is taken from the address column"
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


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FactsError(
            [Problem(file.name, f"cannot be read: {error.strerror}.", "Check the path.")]
        ) from None
    except UnicodeDecodeError as error:
        raise FactsError(
            [Problem(file.name, f"is not UTF-8 text at byte {error.start}.", "Save it as UTF-8.")]
        ) from None
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        mend = "Give the directory for 2018 admission as NYC Open Data publishes it."
        raise FactsError(Problem(file.name, f"has no column {name}.", mend, column=name) for name in missing)
    return list(reader)


def _bell(row: dict[str, str], column: str, afternoon: bool, left_out: list[str]) -> str | None:
    time = clock(row[column], afternoon=afternoon)
    if time is None and row[column].strip():
        left_out.append(f"{row['dbn']}: {column} is not a time of day: “{row[column].strip()[:60]}”")
    return time


def _programs(
    row: dict[str, str], number: int, file: str, problems: list[Problem], left_out: list[str]
) -> list[Program]:
    found = []
    for slot in range(1, PROGRAMS_PER_SCHOOL + 1):
        name, code = row[f"program{slot}"].strip(), row[f"code{slot}"].strip()
        if not name and not code:
            continue
        seats = row[f"seats9ge{slot}"].strip()
        if not seats or seats.startswith("N/A"):
            reason = seats.removeprefix("N/A").strip(" -") or "no number of seats"
            left_out.append(f"{row['dbn']}: “{name}” publishes no seats for this round ({reason})")
            continue
        pools = [_pool(row, kind, slot, number, file, problems) for kind in ("ge", "swd")]
        # The specialized schools' programs share the words NO CODE, so their place tells them apart.
        known = code if code and code != "NO CODE" else str(slot)
        texts = (row[f"admissionspriority{n}{slot}"] for n in range(1, PRIORITIES_PER_PROGRAM + 1))
        found.append(
            Program(
                program_id=f"{row['dbn'].strip()}-{known}",
                name=name,
                method=row[f"method{slot}"].strip(),
                general=pools[0],
                disabilities=pools[1],
                priorities=tuple(text.strip() for text in texts if text.strip()),
                eligibility=row[f"eligibility{slot}"].strip(),
            )
        )
    return found


def _pool(row: dict[str, str], kind: str, slot: int, number: int, file: str, problems: list[Problem]) -> Pool:
    counts = []
    for column in (f"seats9{kind}{slot}", f"grade9{kind}applicants{slot}"):
        text = row[column].strip()
        if not text.isdecimal():
            problems.append(
                Problem(file, "is not a whole number.", "Correct the count.", number, column, text)
            )
        counts.append(int(text) if text.isdecimal() else 0)
    flag = row.get(f"grade9{kind}filledflag{slot}", "").strip()
    return Pool(counts[0], counts[1], {"Y": True, "N": False}.get(flag))
