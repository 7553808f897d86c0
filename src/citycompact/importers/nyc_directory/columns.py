"""Columns of the directory, found by pattern: their names differ from year to year.

A name is read without case, blanks and underscores, and the words for a pool of seats in any order, so
that ``seats9ge1``, ``Seats_9_GE_1`` and ``ge_seats_9_1`` are one. How many programs a school may have is
what the file has columns for. ``admissionspriority`` is followed by the priority and then the program, glued
together (``admissionspriority210``: priority 2 of program 10) or apart (``priority2_prog10``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from citycompact.facts import FactsError, Problem

SCHOOL: Mapping[str, tuple[str, ...]] = {
    "dbn": ("dbn",),
    "school_name": ("schoolname", "name"),
    "boro": ("boro", "borocode", "borough"),
    "building_code": ("buildingcode", "buildingid", "building"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "long", "lon"),
    "location": ("location",),
    "start_time": ("starttime",),
    "end_time": ("endtime",),
    "address": ("primaryaddressline1", "primaryaddress", "address"),
}
"""What is taken of a school, and how its column may be called (the first that is there)."""

PROGRAM: Mapping[str, str] = {
    "program": r"(?:program|prog)(?:name)?",
    "code": r"(?:program|prog)?code",
    "method": r"(?:admissions?|program|prog)?method",
    "eligibility": r"(?:program|prog)?eligibility",
}
_NUMBERED = {field: re.compile(rf"{stem}(?:1_)?(\d+)") for field, stem in PROGRAM.items()}
POOLS: Mapping[str, frozenset[str]] = {
    f"{what}_{pool}": frozenset({word, pool})
    for what, word in (("seats", "seat"), ("applicants", "applicant"), ("filled", "filled"))
    for pool in ("ge", "swd")
}
_WORDS = re.compile(r"seat|applicant|grade|filled|flag|swd|ge|s(?!wd|eat)|\d+|_")
_GRADE = "9"
OPTIONAL = frozenset(
    {"boro", "building_code", "start_time", "end_time", "address", "eligibility", "filled_ge", "filled_swd"}
)
_EXAMPLE = {
    "seats_ge": "seats9ge",
    "seats_swd": "seats9swd",
    "applicants_ge": "grade9geapplicants",
    "applicants_swd": "grade9swdapplicants",
    "filled_ge": "grade9gefilledflag",
    "filled_swd": "grade9swdfilledflag",
    "address": "primary_address_line_1",
}
_PRIORITY = re.compile(
    r"(?:admissions?)?(?:priority|priorities)(?:(?P<rank>\d+)(?:_|prog(?:ram)?)(?P<of>\d+)|(?P<glued>\d+))"
    r"|(?:program|prog)(?P<of_first>\d+)(?:admissions?)?priority(?P<rank_last>\d+)"
)
_LONGEST_GLUED = 9
"""Priorities past this are read from glued names only where the tenth is there (see :func:`_glued`)."""


@dataclass(frozen=True)
class Columns:
    """Field to the name of its column: of a school; of each program, by its number; priorities in order.

    ``absent`` says what the file has no column for and can be done without, each as a sentence.
    """

    school: Mapping[str, str]
    programs: Mapping[int, Mapping[str, str]]
    priorities: Mapping[int, tuple[str, ...]]
    absent: tuple[str, ...]


def find_columns(header: Sequence[str], file: str) -> Columns:
    """Find the columns of a directory.

    Raises
    ------
    FactsError
        With every needed column that is missing, every field that two columns claim, and every priority
        that can be read two ways, all at once.
    """
    problems: list[Problem] = []
    folded = [(fold(name), name) for name in header]
    school = _school(folded, file, problems)
    programs, spelled = _programs(folded, file, problems)
    priorities, unread = _priorities(folded, spelled, file, problems)
    problems += _missing(school, programs, file)
    if problems:
        raise FactsError(problems)
    absent = [*_absent(school, programs, priorities), *(f"column {name} is of no program" for name in unread)]
    return Columns(school, programs, priorities, tuple(absent))


def fold(name: str) -> str:
    """A column's name in small letters and digits; what parts it is left only between two numbers."""
    small = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
    return re.sub(r"(?<!\d)_|_(?!\d)", "", small)


def _claim(
    found: dict[str, str], field: str, name: str, said: str, file: str, problems: list[Problem]
) -> None:
    if field in found:
        mend = f"Keep one; the other is “{name}”."
        problems.append(Problem(file, f"is the second column for {said}.", mend, column=found[field]))
    found.setdefault(field, name)


def _school(folded: Iterable[tuple[str, str]], file: str, problems: list[Problem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, spellings in SCHOOL.items():
        for spelling in spellings:
            for name in (name for key, name in folded if key == spelling):
                _claim(found, field, name, field, file, problems)
            if field in found:
                break
    return found


def _programs(
    folded: Iterable[tuple[str, str]], file: str, problems: list[Problem]
) -> tuple[dict[int, dict[str, str]], dict[str, int]]:
    """Columns by program number, and every way in which a program's number is written."""
    found: dict[int, dict[str, str]] = {}
    spelled: dict[str, int] = {}
    for key, name in folded:
        read = _numbered(key) or _of_pool(key)
        if read is None:
            continue
        field, digits = read
        spelled[digits] = int(digits)
        _claim(found.setdefault(int(digits), {}), field, name, f"{field} {int(digits)}", file, problems)
    # A school's programs are numbered as its seats are: an eligibility alone makes no program.
    kept = {
        number: fields
        for number, fields in sorted(found.items())
        if fields.keys() - {"eligibility", "method"}
    }
    return kept, {digits: number for digits, number in spelled.items() if number in kept}


def _numbered(key: str) -> tuple[str, str] | None:
    for field, pattern in _NUMBERED.items():
        if read := pattern.fullmatch(key):
            return field, read[1]
    return None


def _of_pool(key: str) -> tuple[str, str] | None:
    """Field and program of a column about one pool's ninth-grade seats; None for any other.

    The grade is the first 9 that is not the only number; the program is the last number left, after at most
    a 1 that some years put before it.
    """
    parts = _WORDS.findall(key)
    if "".join(parts) != key:
        return None
    words = frozenset(part for part in parts if part.isalpha()) - {"s", "flag", "grade"}
    numbers = [part for part in parts if part.isdigit()]
    for field, needed in POOLS.items():
        if words != needed:
            continue
        if len(numbers) > 1 and _GRADE in numbers:
            numbers.remove(_GRADE)
        elif not key[-1:].isdigit():
            return None
        if len(numbers) == 2 and numbers[0] == "1":
            del numbers[0]
        return (field, numbers[0]) if len(numbers) == 1 else None
    return None


def _priorities(
    folded: Iterable[tuple[str, str]], spelled: Mapping[str, int], file: str, problems: list[Problem]
) -> tuple[dict[int, tuple[str, ...]], list[str]]:
    """Columns of each program's priorities in order, and the columns that are of no program."""
    apart: list[tuple[int, int, str]] = []
    glued: dict[str, str] = {}
    for key, name in folded:
        if not (read := _PRIORITY.fullmatch(key)):
            continue
        if read["glued"]:
            _claim(glued, read["glued"], name, f"priority {read['glued']}", file, problems)
        else:
            apart.append((int(read["rank"] or read["rank_last"]), int(read["of"] or read["of_first"]), name))
    readings = _glued(glued, spelled)
    for digits, places in readings.items():
        if len(places) > 1:
            said = " or ".join(f"priority {rank} of program {of}" for rank, of in places)
            mend = "Write the two numbers apart, such as admissionspriority1_11."
            problems.append(Problem(file, f"can be read two ways: {said}.", mend, column=glued[digits]))
    read_glued = [(*places[0], glued[digits]) for digits, places in readings.items() if places]
    found: dict[int, dict[str, str]] = {number: {} for number in sorted(spelled.values())}
    unread = [glued[digits] for digits, places in readings.items() if not places]
    for rank, of, name in sorted(apart + read_glued):
        if of in found:
            _claim(found[of], str(rank), name, f"priority {rank} of program {of}", file, problems)
        else:
            unread.append(name)
    return {of: tuple(names.values()) for of, names in found.items() if names}, unread


def _glued(names: Iterable[str], spelled: Mapping[str, int]) -> dict[str, list[tuple[int, int]]]:
    """Every reading of glued numbers as priority and program.

    ``111`` is priority 1 of program 11, or 11 of 1. A priority past the ninth counts only where all from the
    tenth to it are there for that program: ``101`` is nothing but the tenth of program 1, for no program is
    written 01.
    """
    found: dict[str, list[tuple[int, int]]] = {digits: [] for digits in names}
    for written, program in spelled.items():
        for rank in range(1, len(found) + 1):
            digits = f"{rank}{written}"
            if digits in found:
                found[digits].append((rank, program))
            elif rank > _LONGEST_GLUED:
                break
    return found


def _missing(
    school: Mapping[str, str], programs: Mapping[int, Mapping[str, str]], file: str
) -> Iterator[Problem]:
    looked = "Looked for {}, in any case and with or without underscores. "
    mend = "Give the directory as NYC Open Data publishes it for any year from 2017 to 2021."
    placed = "location" in school or {"latitude", "longitude"} <= school.keys()
    for field, spellings in SCHOOL.items():
        place = field in ("latitude", "longitude", "location")
        if field in school or field in OPTIONAL or (place and placed):
            continue
        instead = " or location" if field in ("latitude", "longitude") else ""
        said = looked.format(" or ".join(spellings) + instead)
        if field != "location":
            yield Problem(file, f"has no column {field}.", said + mend, column=field)
    needed = [field for field in (*PROGRAM, *POOLS) if field not in OPTIONAL]
    for number, fields in (programs or {1: {}}).items():
        for field in needed:
            if field not in fields:
                name = f"{_EXAMPLE.get(field, field)}{number}"
                yield Problem(file, f"has no column {name}.", looked.format(name) + mend, column=name)


def _absent(
    school: Mapping[str, str],
    programs: Mapping[int, Mapping[str, str]],
    priorities: Mapping[int, tuple[str, ...]],
) -> Iterator[str]:
    for field in SCHOOL:
        if field in OPTIONAL and field not in school:
            instead = "; the borough is read from the school's number" if field == "boro" else ""
            yield f"the file has no column {_EXAMPLE.get(field, field)}{instead}"
    for field in ("eligibility", "filled_ge", "filled_swd"):
        without = [str(number) for number, fields in programs.items() if field not in fields]
        if without:
            yield f"the file has no column {_EXAMPLE.get(field, field)} for program {', '.join(without)}"
    without = [str(number) for number in programs if number not in priorities]
    if without:
        yield f"the file has no column of priorities for program {', '.join(without)}"
