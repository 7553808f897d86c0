"""From the district's published tables to a city package, a first rulebook, and an account of every row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from citycompact.city.package import CityPackage
from citycompact.city.tables import TABLES
from citycompact.facts import FactsError, Problem, Table
from citycompact.importers.baltimore.applicants import Drawn, draw_applicants
from citycompact.importers.baltimore.buildings import BUILDINGS, PROGRAMS_IN_BUILDINGS, read_buildings
from citycompact.importers.baltimore.enrollment import ENROLLMENT_BY_GRADE, read_enrollment
from citycompact.importers.baltimore.enrollment import FILE as ENROLLMENT_FILE
from citycompact.importers.baltimore.import_report import report_text
from citycompact.importers.baltimore.ledger import Ledger
from citycompact.importers.baltimore.policy import rulebook_text
from citycompact.importers.baltimore.programs import Program, Pupils, read_programs
from citycompact.importers.baltimore.reading import read_sources
from citycompact.importers.baltimore.schools import School, read_schools
from citycompact.importers.baltimore.zone_file import ZONE_FILE, geojson
from citycompact.importers.verifying import verified_by
from citycompact.words import LANGUAGES

OWN_TABLES = (ENROLLMENT_BY_GRADE, BUILDINGS, PROGRAMS_IN_BUILDINGS)
"""Tables that no room reads yet; they lie beside the city's for those that will."""


@dataclass(frozen=True, eq=False)
class ImportedCity:
    """A package with its rulebook (TOML), the importer's report (Markdown) and a line about each.

    ``tables`` are those to write: the city's, and :data:`OWN_TABLES`.
    """

    city: CityPackage
    rulebook: str
    report: str
    summary: tuple[str, ...]
    ledger: Ledger
    tables: tuple[Table, ...] = (*TABLES.values(), *OWN_TABLES)


def import_city(folder: Path, seed: int = 2022) -> ImportedCity:
    """Import the tables of a folder or ZIP file and draw simulated applicants; the same seed, the same bytes.

    Raises
    ------
    FactsError
        With every problem of every file.
    """
    ledger = Ledger()
    sources = read_sources(folder, ledger)
    schools = read_schools(sources, ledger)
    buildings, inside = read_buildings(sources.buildings, ledger)
    enrollment = read_enrollment(sources, ledger)
    now = enrollment.filter(pl.col("year") == sources.year)
    pupils: Pupils = {
        (number, grade): count
        for number, grade, count in now.select("school_id", "grade", "pupils").iter_rows()
    }
    programs = read_programs(schools, pupils, ledger)
    if not programs:
        mend = "Give the table with the grades of schools that children choose."
        raise FactsError([Problem(ENROLLMENT_FILE, f"counts no such grade in {sources.year}.", mend)])
    drawn = draw_applicants(seed, programs, pupils, sources.zones)
    ledger.of(ZONE_FILE).used["a zone"] += len(sources.zones)
    city_id = f"baltimore-{sources.year}"
    tables = {
        **_schools(schools),
        "programs": _programs(programs),
        "applicants": drawn.applicants,
        # As if the district's own records said all that was drawn of them.
        "verifications": verified_by(drawn.applicants, ["address", "current_school_id"], "roster"),
        "choices": drawn.choices,
        "claims": drawn.claims,
    }
    city = CityPackage(
        city_id=city_id,
        name=f"Baltimore City, {sources.year} (simulated applicants)",
        time_zone="America/New_York",
        languages=LANGUAGES,
        tables={
            **{name: TABLES[name].complete(frame) for name, frame in tables.items()},
            "enrollment_by_grade": enrollment,
            "buildings": buildings,
            "programs_in_buildings": inside,
        },
        zones=geojson(sources.zones),
    )
    return ImportedCity(
        city,
        rulebook_text(city_id, sources.year, programs),
        report_text(sources.year, schools, programs, drawn, ledger),
        _summary(schools, programs, drawn, buildings, ledger),
        ledger,
    )


def _schools(schools: list[School]) -> dict[str, pl.DataFrame]:
    operators = {school.management.operator_id: school.management for school in schools}
    return {
        "operators": pl.DataFrame(
            [(key, operators[key].name, operators[key].sector) for key in sorted(operators)],
            schema=TABLES["operators"].empty().schema,
            orient="row",
        ),
        # The tables give no coordinates of schools and no bells: they stay empty.
        "schools": pl.DataFrame(
            {
                "school_id": [school.number for school in schools],
                "name": [school.name for school in schools],
                "operator_id": [school.management.operator_id for school in schools],
                "building_id": [school.building for school in schools],
                "address": [school.address for school in schools],
                "zone": [school.zone for school in schools],
                "nces_number": [school.nces for school in schools],
            },
            schema_overrides=dict.fromkeys(("building_id", "address", "zone", "nces_number"), pl.String),
        ),
    }


def _programs(programs: list[Program]) -> pl.DataFrame:
    words = {"PK4": "Pre-kindergarten", "K": "Kindergarten"}
    return pl.DataFrame(
        [
            (
                p.program_id,
                p.school.number,
                p.grade,
                p.seats,
                words.get(p.grade, f"Grade {p.grade}"),
                p.enrolled,
            )
            for p in programs
        ],
        schema={
            "program_id": pl.String,
            "school_id": pl.String,
            "grade": pl.String,
            "seats": pl.Int64,
            "name": pl.String,
            "enrolled": pl.Int64,
        },
        orient="row",
    )


def _summary(
    schools: list[School], programs: list[Program], drawn: Drawn, buildings: pl.DataFrame, ledger: Ledger
) -> tuple[str, ...]:
    read = sum(rows.read for rows in ledger.rows.values())
    used = sum(rows.used.total() for rows in ledger.rows.values())
    left = sum(rows.left_out.total() for rows in ledger.rows.values())
    seats = sum(program.seats for program in programs)
    believed = buildings["capacity"].count()
    return (
        f"{len(schools)} schools, {len(programs)} programs with {seats:,} estimated seats, "
        f"{buildings.height} buildings ({believed} with a capacity that its row bears out).",
        f"{drawn.applicants.height:,} simulated applicants with {drawn.choices.height:,} choices: "
        "nobody of them exists.",
        f"{read:,} rows read: {used:,} used, {left:,} left out, each with its reason; "
        f"{sum(map(len, ledger.findings.values())):,} findings.",
    )
