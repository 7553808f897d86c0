"""Schools of the newest year: their names, who runs them, where they are."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from citycompact.facts import FactsError, Problem
from citycompact.importers.baltimore.buildings import building_of
from citycompact.importers.baltimore.ledger import Ledger
from citycompact.importers.baltimore.management import TYPES, Management
from citycompact.importers.baltimore.reading import CITY, Row, Sources

_KINDS = re.compile(
    r"\b(?:elementary|middle|high|school|academy|public|charter|the|zone|ems?|e|m|h|mh|emh|sr|jr|dr)\b"
)


@dataclass(frozen=True)
class School:
    """A school with pupils in the newest year.

    ``names`` are all that any table ever gave to its number; ``nces`` is its national number.
    """

    number: str
    name: str
    management: Management
    building: str | None
    address: str | None
    zone: str | None
    nces: str | None
    names: frozenset[str]


def read_schools(sources: Sources, ledger: Ledger) -> list[School]:
    """Every school that has a row in the newest year, in the order of its number.

    Raises
    ------
    FactsError
        Naming each school of which no table says who runs it: a sector is never guessed.
    """
    every = sources.enrollment.filter(pl.col("number") != CITY)
    now = every.filter(pl.col("year") == sources.year)
    names: dict[str, str] = dict(now.select("number", "school_name").iter_rows())
    inside = _by_number(sources.buildings)
    listed = {row["number"]: row for row in sources.directory}
    described = _by_number(sources.demographics)
    zones = {zone.number: zone.zone for zone in sources.zones}
    schools, problems = [], []
    for number in sorted(names, key=int):
        management = _management(number, inside.get(number, []), described.get(number, []), ledger)
        if management is None:
            mend = "Add it to buildings_2021_22.csv or demographics_2021_22.csv, with its management type."
            message = f"{names[number]} has pupils in {sources.year}, and no table says who runs it."
            problems.append(
                Problem(
                    "enrollment_by_grade_2003_2022.csv", message, mend, column="school_number", value=number
                )
            )
            continue
        building = building_of(inside[number]) if number in inside else None
        schools.append(
            School(
                number,
                names[number],
                management,
                building,
                _address(number, building, inside.get(number, []), listed.get(number), ledger),
                zones.get(number),
                (listed[number]["nces_number"].strip() or None) if number in listed else None,
                _names(number, every, inside, listed, described),
            )
        )
    if problems:
        raise FactsError(problems)
    _renamed(schools, every, ledger)
    _in_one_table(schools, inside, listed, ledger)
    _without_pupils(names, every, described, ledger)
    _in_several_buildings(schools, inside, ledger)
    _named_zones(schools, sources, ledger)
    return schools


def same_name(one: str, other: str) -> bool:
    """Whether two names are one but for kind of school, letter case and stops.

    “D. I. Height E zone” is “D.I. Height E” and not “Dorothy I. Height Elementary”.
    """
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", " ", name.casefold())
    return "".join(_KINDS.sub(" ", plain).split())


def _by_number(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["number"], []).append(row)
    return found


def _management(number: str, inside: list[Row], described: list[Row], ledger: Ledger) -> Management | None:
    """By the table of buildings, which tells conversions apart; else by that of demographics."""
    said = {row["type"]: row for row in [*described, *inside] if row["type"]}
    types = list(dict.fromkeys(row["type"] for row in [*inside, *described] if row["type"]))
    if not types:
        return None
    if len({TYPES[kind].sector for kind in types}) > 1:
        words = " and ".join(f"“{said[kind]['management_type']}” (row {said[kind]['row']})" for kind in types)
        ledger.found(
            "Schools of two management types",
            f"school {number}: {words}; the first, of the buildings, is used",
        )
    return TYPES[types[0]]


def _address(
    number: str, building: str | None, inside: list[Row], listed: Row | None, ledger: Ledger
) -> str | None:
    """Of its building, which is the newer table; else of the directory."""
    at = next((row["address"] for row in inside if row["bldg_number"].strip() == building), "")
    old = listed["address"].strip() if listed else ""
    if at and old and _house(at) != _house(old):
        ledger.found(
            "Addresses that differ",
            f"school {number}: “{old}” in the directory, “{at}” of its building, which is used",
        )
    return at or old or None


def _house(address: str) -> tuple[str, ...]:
    """House number and the street's first long word: enough to tell one place from another."""
    words = re.sub(r"[^a-z0-9]+", " ", address.casefold()).split()
    return (words[0], next((word for word in words[1:] if len(word) > 2), "")) if words else ()


def _names(
    number: str,
    every: pl.DataFrame,
    inside: dict[str, list[Row]],
    listed: dict[str, Row],
    described: dict[str, list[Row]],
) -> frozenset[str]:
    names = set(every.filter(pl.col("number") == number)["school_name"])
    names |= {row[column] for row in inside.get(number, []) for column in ("program_name", "bldg_name")}
    names |= {row["school_name"] for row in described.get(number, [])}
    return frozenset(names | ({listed[number]["school_name"]} if number in listed else set()))


def _renamed(schools: list[School], every: pl.DataFrame, ledger: Ledger) -> None:
    for school in schools:
        history = every.filter(pl.col("number") == school.number).sort("year", "row")
        former = [name for name in history["school_name"].unique(maintain_order=True) if name != school.name]
        if former:
            said = ", ".join(f"“{name}”" for name in former)
            ledger.found(
                "Schools that changed their names", f"school {school.number}, now “{school.name}”: {said}"
            )


def _in_one_table(
    schools: list[School], inside: dict[str, list[Row]], listed: dict[str, Row], ledger: Ledger
) -> None:
    heading = "Schools in one table and not in another"
    known = {school.number for school in schools}
    rows = ledger.of("school_directory_2019.csv")
    for number, row in listed.items():
        if number in known:
            rows.used["a school's national number, and its address where no building gives one"] += 1
            continue
        rows.left_out["a school without pupils in the newest year"] += 1
        why = "in the directory of 2019, without pupils in the newest year; left out"
        ledger.found(heading, f"school {number} ({row['school_name']}): {why}")
    for number, found in inside.items():
        if number not in known:
            places = ", ".join(row["bldg_number"].strip() for row in found)
            why = f"in building {places}, without pupils in the newest year; no school of the package"
            ledger.found(heading, f"program {number} ({found[0]['program_name']}): {why}")
    for school in schools:
        name = f"school {school.number} ({school.name})"
        if school.number not in listed:
            ledger.found(heading, f"{name}: not in the directory of 2019; without a national number")
        if school.number not in inside:
            ledger.found(heading, f"{name}: in no building")


def _without_pupils(
    names: dict[str, str], every: pl.DataFrame, described: dict[str, list[Row]], ledger: Ledger
) -> None:
    """Note schools of earlier years, and those of the demographics that nobody attends."""
    former = set(every["number"]) - names.keys()
    if former:
        why = "kept in enrollment_by_grade, and no schools of the package"
        said = f"{len(former)} schools have pupils in earlier years alone: {why}"
        ledger.found("Schools in one table and not in another", said)
    for number in sorted(described.keys() - names.keys() - {CITY}, key=int):
        name = described[number][0]["school_name"]
        why = "in the demographics, without pupils in the newest year; no school of the package"
        ledger.found("Schools in one table and not in another", f"school {number} ({name}): {why}")


def _in_several_buildings(schools: list[School], inside: dict[str, list[Row]], ledger: Ledger) -> None:
    for school in schools:
        rows = inside.get(school.number, [])
        if len(rows) > 1:
            places = ", ".join(f"{row['bldg_number'].strip()} ({row['bldg_name']})" for row in rows)
            ledger.found(
                "Schools in several buildings",
                f"school {school.number} ({school.name}): {places}; building_id is {school.building}",
            )


def _named_zones(schools: list[School], sources: Sources, ledger: Ledger) -> None:
    """A zone's school is that of its number; what its name says of that is noted."""
    known = {school.number: school for school in schools}
    for zone in sources.zones:
        school = known.get(zone.number)
        if school is None:
            was = sources.enrollment.filter(pl.col("number") == zone.number).sort("year")
            last = (
                f"{was['school_name'][-1]}, last counted in {was['year'][-1]}"
                if was.height
                else "in no table of pupils"
            )
            ledger.found(
                "Zones without a school",
                f"{zone.zone}: school {zone.number} has no pupils in {sources.year} ({last})",
            )
        elif not any(same_name(zone.zone, name) for name in school.names):
            ledger.found(
                "Zones joined by number whose name is not the school's",
                f"{zone.zone}: school {zone.number}, {school.name}",
            )
        if not zone.named:
            ledger.found("Zones without a name", f"the zone of number {zone.number} is called {zone.zone}")
        for column in ("Prog_No_1", "Zone_Numbe", "Programs_t"):
            text = str(zone.properties.get(column, zone.number))
            if text.removesuffix(".0") != zone.number:
                ledger.found(
                    "Numbers of a zone that differ",
                    f"{zone.zone}: Prog_No is {zone.number}, which is used, and {column} is {text}",
                )
