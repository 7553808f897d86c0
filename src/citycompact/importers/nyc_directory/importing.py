"""From the directory to a city package, its rulebook, and a report of what was read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from citycompact.city.package import CityPackage
from citycompact.city.tables import TABLES
from citycompact.importers.nyc_directory.admission_methods import ED_OPT, band_seats, tie_break
from citycompact.importers.nyc_directory.applicants import PoolOfApplicants, Seat, draw_pool
from citycompact.importers.nyc_directory.households import LIST_LENGTH
from citycompact.importers.nyc_directory.import_report import report_text
from citycompact.importers.nyc_directory.policy import Policy, city_id, read_policy, rulebook_text
from citycompact.importers.nyc_directory.reading import Directory, Pool, Program, School, read_directory
from citycompact.importers.verifying import verified_by
from citycompact.words import LANGUAGES

POOLS = (("general", "", "G", False), ("disabilities", "-SWD", "D", True))
"""Field of a program, ending of its program id, first letter of applicant ids, has an IEP."""
OPEN_TO = {False: "general_education", True: "iep"}


@dataclass(frozen=True, eq=False)
class Imported:
    """A package with its rulebook (TOML), the importer's report (Markdown) and one line about both.

    ``expected`` maps each program to its expected number of applications.
    """

    city: CityPackage
    rulebook: str
    report: str
    summary: str
    expected: dict[str, float]


def import_directory(file: Path, seed: int = 1, year: int | None = None) -> Imported:
    """Import the directory of any year; ``year`` where the file does not name it (see :mod:`.year`).

    Raises
    ------
    FactsError
        Where the file is not the directory, names no year or holds values that cannot be used.
    """
    return city_of(read_directory(file, year), seed)


def city_of(directory: Directory, seed: int) -> Imported:
    """Draw a directory's synthetic applicants; the same seed gives the same bytes.

    Every program becomes two: its general seats, and (with ``-SWD``) those for students with
    disabilities, since the directory publishes seats, demand and the filled flag for each alone.
    """
    policy = read_policy(directory)
    rng = np.random.default_rng(seed)
    drawn: list[tuple[list[str], PoolOfApplicants]] = []
    for pool, ending, prefix, iep in POOLS:
        seats = _seats(directory, policy, pool, ending)
        drawn.append(
            (
                [seat.program_id for seat in seats],
                draw_pool(
                    rng, directory.schools, seats, prefix=prefix, iep=iep, list_length=LIST_LENGTH[pool]
                ),
            )
        )
    applicants = pl.concat([pool.applicants for _, pool in drawn])
    choices = pl.concat([_named_choices(ids, pool) for ids, pool in drawn])
    programs = _programs(directory)
    current = _continuing(rng, directory, choices)
    applicants_now = applicants.join(current, on="applicant_id", how="left").drop("reading")
    city = CityPackage(
        city_id=city_id(directory.year),
        name=f"New York City high schools, {directory.year} admission (synthetic applicants)",
        time_zone="America/New_York",
        languages=LANGUAGES,
        tables={
            name: TABLES[name].complete(frame)
            for name, frame in {
                "operators": pl.DataFrame(
                    {
                        "operator_id": ["nyc-doe"],
                        "name": ["New York City Department of Education"],
                        "sector": ["district"],
                    }
                ),
                "schools": _schools(directory),
                "programs": programs,
                "reserves": _reserves(directory),
                "applicants": applicants_now,
                # As if the department's own records said all that was drawn of them.
                "verifications": verified_by(applicants_now, _facts_of(applicants_now), "roster"),
                "choices": choices,
                "claims": _claims(rng, policy, choices),
                "scores": _scores(rng, directory, applicants, choices),
            }.items()
        },
    )
    expected = {
        program: float(count)
        for ids, pool in drawn
        for program, count in zip(ids, pool.expected.tolist(), strict=True)
    }
    summary = (
        f"{directory.year} admission: {len(directory.schools)} schools, "
        f"{programs.height // 2} programs in two pools of seats, "
        f"{applicants.height:,} synthetic applicants, {choices.height:,} choices."
    )
    return Imported(
        city,
        rulebook_text(policy, directory.year),
        report_text(directory, policy, programs, expected, choices),
        summary,
        expected,
    )


def _facts_of(applicants: pl.DataFrame) -> list[str]:
    keys = {"applicant_id", "grade", "family_id", "latitude", "longitude", "zone"}
    return ["address", *(name for name in applicants.columns if name not in keys)]


def _each(directory: Directory) -> list[tuple[int, School, Program]]:
    return [(n, school, program) for n, school in enumerate(directory.schools) for program in school.programs]


def _seats(directory: Directory, policy: Policy, pool: str, ending: str) -> list[Seat]:
    found = []
    for number, _, program in _each(directory):
        counts: Pool = getattr(program, pool)
        requires = policy.requires.get(program.program_id, ())
        program_id = program.program_id + ending
        found.append(Seat(program_id, number, counts.seats, counts.applicants, requires, counts.filled))
    return found


def _schools(directory: Directory) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "school_id": [school.dbn for school in directory.schools],
            "name": [school.name for school in directory.schools],
            "operator_id": "nyc-doe",
            "building_id": [school.building or None for school in directory.schools],
            "latitude": [school.latitude for school in directory.schools],
            "longitude": [school.longitude for school in directory.schools],
            "address": [school.address for school in directory.schools],
            "start_time": [school.start_time for school in directory.schools],
            "end_time": [school.end_time for school in directory.schools],
            "zone": [f"zone-{school.dbn}" for school in directory.schools],
            "borough": [school.borough for school in directory.schools],
            "district": [school.district for school in directory.schools],
        }
    )


def _programs(directory: Directory) -> pl.DataFrame:
    rows = []
    for _, school, program in _each(directory):
        for pool, ending, _, iep in POOLS:
            counts: Pool = getattr(program, pool)
            rows.append(
                {
                    "program_id": program.program_id + ending,
                    "school_id": school.dbn,
                    "grade": "9",
                    "seats": counts.seats,
                    "name": program.name + (" (students with disabilities)" if iep else ""),
                    "tie_break": tie_break(program.method) or "lottery",
                    "open_to": OPEN_TO[iep],
                    "published_applicants": counts.applicants,
                    "published_filled": counts.filled,
                    "method": program.method,
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None)


def _reserves(directory: Directory) -> pl.DataFrame:
    rows = []
    for _, _, program in _each(directory):
        if program.method != ED_OPT:
            continue
        for pool, ending, _, _ in POOLS:
            counts: Pool = getattr(program, pool)
            filled = [(band, seats) for band, seats in band_seats(counts.seats) if seats > 0]
            for position, (band, seats) in enumerate(filled, start=1):
                rows.append((program.program_id + ending, position, band.group, seats, False))
    schema = TABLES["reserves"].empty().schema
    return pl.DataFrame(rows, schema=schema, orient="row")


def _named_choices(ids: list[str], pool: PoolOfApplicants) -> pl.DataFrame:
    return pool.choices.select(
        pool.applicants["applicant_id"].gather(pool.choices["applicant"]).alias("applicant_id"),
        pl.col("rank").cast(pl.Int64),
        pl.Series("program_id", ids).gather(pool.choices["program"]).alias("program_id"),
    )


def _continuing(rng: np.random.Generator, directory: Directory, choices: pl.DataFrame) -> pl.DataFrame:
    """Children who are in the eighth grade of a school that they rank first and that continues its own."""
    keeps = [
        program.program_id + ending
        for _, _, program in _each(directory)
        for _, ending, _, _ in POOLS
        if any("continuing" in text.lower() for text in program.priorities)
    ]
    first = choices.filter((pl.col("rank") == 1) & pl.col("program_id").is_in(keeps)).sort("applicant_id")
    staying = first.filter(pl.Series(rng.random(first.height) < 0.4))
    return staying.select("applicant_id", pl.col("program_id").str.slice(0, 6).alias("current_school_id"))


def _claims(rng: np.random.Generator, policy: Policy, choices: pl.DataFrame) -> pl.DataFrame:
    """Who signed in at a fair, or attended a named school: drawn for those who list a program that asks."""
    asks = pl.DataFrame(
        [
            (program + ending, claim)
            for program, claims in policy.claims.items()
            for claim in claims
            for _, ending, _, _ in POOLS
        ],
        schema={"program_id": pl.String, "claim": pl.String},
        orient="row",
    )
    asked = (
        choices.join(asks, on="program_id")
        .select("applicant_id", pl.col("program_id").str.slice(0, 6).alias("school_id"), "claim")
        .unique()
        .sort("applicant_id", "school_id", "claim")
    )
    likely = np.where(asked["claim"].to_numpy() == "signed_in", 0.45, 0.06)
    made = asked.filter(pl.Series(rng.random(asked.height) < likely))
    return made.with_columns(verified=pl.lit(True))


def _scores(
    rng: np.random.Generator, directory: Directory, applicants: pl.DataFrame, choices: pl.DataFrame
) -> pl.DataFrame:
    """Admission scores, and for Ed. Opt. programs the reading percentile that its bands look at."""
    kinds = pl.DataFrame(
        [
            (program.program_id + ending, program.method == ED_OPT)
            for _, _, program in _each(directory)
            for _, ending, _, _ in POOLS
            if program.method == ED_OPT or tie_break(program.method) == "score"
        ],
        schema={"program_id": pl.String, "reads": pl.Boolean},
        orient="row",
    )
    scored = (
        choices.join(kinds, on="program_id")
        .join(applicants.select("applicant_id", "reading"), on="applicant_id")
        .sort("applicant_id", "program_id")
    )
    noise = rng.normal(0, 12, scored.height)
    screened = np.round(np.clip(scored["reading"].to_numpy() + noise, 0, 100), 1)
    return scored.select(
        "applicant_id",
        "program_id",
        pl.when("reads").then("reading").otherwise(pl.Series(screened)).alias("score"),
    )
