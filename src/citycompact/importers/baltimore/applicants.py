"""Simulated applicants: as many as the grades have pupils, each with a home in a zone. Nobody in it exists.

Into kindergarten, 6 and 9 apply the pupils of the grade before, each of them at the school where the table
counts one; into kindergarten also as many from no school as it has pupils more; into pre-kindergarten as many
as it has pupils. A school that begins in another grade draws as many as it has there, from all the city's
schools. What nobody publishes is assumed, and stands here as numbers with names.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from citycompact.city.distance import great_circle_km
from citycompact.city.grades import grade_order
from citycompact.city.tables import TABLES
from citycompact.importers.baltimore.programs import LEVELS, Program, Pupils, before
from citycompact.importers.baltimore.schools import School
from citycompact.importers.baltimore.zone_file import Zone

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LIST_LENGTHS = ((1, 0.25), (3, 0.40), (5, 0.35))
"""How many programs a family lists (the rules allow 5), and how often."""
MAXIMUM_CHOICES = 5
LIVES_IN_ITS_ZONE = 0.6
"""Share of a zoned school's pupils who live in its zone."""
HAS_SIBLING = 0.2
"""Share of families whose first choice a brother or sister attends, below grade 6."""
_DISTANCE_DECAY = 0.22
"""Share by which a school's draw falls with each kilometre (as exp(-x))."""
_OWN_ZONE, _OWN_SCHOOL = 2.0, 4.0
"""What the zone's school, and going on at one's own, add to the logarithm of a school's draw."""
_TRIES = 200
"""Draws of a point before a zone is taken to have no room for one, and its middle is used."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """Tables ``applicants``, ``choices`` and ``claims`` of the simulated children."""

    applicants: pl.DataFrame
    choices: pl.DataFrame
    claims: pl.DataFrame


@dataclass(frozen=True, eq=False)
class _Cohort:
    """Children of one grade: the present school of each, as a row of schools (-1: none)."""

    grade: str
    current: Integers


def draw_applicants(seed: int, programs: list[Program], pupils: Pupils, zones: list[Zone]) -> Drawn:
    """Draw the children, their homes and their ranked lists; the same seed gives the same bytes.

    Parameters
    ----------
    programs
        Those that children choose from; schools without one send nobody.
    pupils
        Of every grade of every school in the newest year.
    """
    rng = np.random.default_rng(seed)
    schools = list({program.school.number: program.school for program in programs}.values())
    shapes = [shapely.from_geojson(json.dumps(zone.geometry)) for zone in zones]
    middle = np.array([shapely.point_on_surface(shape).coords[0] for shape in shapes])
    share = _shares(zones, pupils)
    at = {zone.zone: number for number, zone in enumerate(zones)}
    columns = ("applicant_id", "grade", "current_school_id", "latitude", "longitude", "zone")
    applicants = [TABLES["applicants"].empty().select(columns)]
    choices, claims = [TABLES["choices"].empty()], [TABLES["claims"].empty()]
    for cohort in _cohorts(rng, programs, schools, pupils):
        home = _home_zones(rng, cohort.current, schools, at, share)
        places = _places(rng, shapes, middle, home)
        ids = [f"S{cohort.grade}-{number:05d}" for number in range(1, len(home) + 1)]
        applicants.append(
            pl.DataFrame(
                {
                    "applicant_id": ids,
                    "grade": [cohort.grade] * len(ids),
                    "current_school_id": [
                        schools[n].number if n >= 0 else None for n in cohort.current.tolist()
                    ],
                    "latitude": places[:, 1],
                    "longitude": places[:, 0],
                    "zone": [zones[n].zone for n in home.tolist()],
                },
                schema_overrides={"current_school_id": pl.String},
            )
        )
        offered = [program for program in programs if program.grade == cohort.grade]
        ranked = _lists(rng, cohort, offered, schools, home, places, middle, at)
        named = ranked.with_columns(applicant_id=pl.Series(ids).gather(ranked["applicant"]))
        choices.append(named.select("applicant_id", "rank", "program_id"))
        claims.append(_siblings(rng, choices[-1], cohort.grade))
    return Drawn(pl.concat(applicants), pl.concat(choices), pl.concat(claims))


def _cohorts(
    rng: np.random.Generator, programs: list[Program], schools: list[School], pupils: Pupils
) -> list[_Cohort]:
    grades = sorted({program.grade for program in programs}, key=grade_order)
    cohorts = []
    for grade in grades:
        seats = sum(program.enrolled for program in programs if program.grade == grade)
        lower = before(grade)
        there = np.array([(pupils.get((school.number, lower)) or 0) if lower else 0 for school in schools])
        if grade in LEVELS:
            new = max(0, seats - int(there.sum())) if grade in ("PK4", "K") else 0
            current = np.concatenate([np.repeat(np.arange(len(schools)), there), np.full(new, -1)])
        else:
            taken = rng.multivariate_hypergeometric(there, min(seats, int(there.sum())))
            current = np.repeat(np.arange(len(schools)), taken)
        if len(current):
            cohorts.append(_Cohort(grade, current.astype(np.int64)))
    return cohorts


def _shares(zones: list[Zone], pupils: Pupils) -> Floats:
    """Shape (z,): share of the city's children in each zone, as its school has pupils below grade 6.

    A zone without a school, or whose school counts none, has as many as the mean zone.
    """
    lower = ("K", "1", "2", "3", "4", "5")
    counts = np.array(
        [sum(pupils.get((zone.number, grade)) or 0 for grade in lower) for zone in zones], dtype=float
    )
    counts[counts == 0] = counts[counts > 0].mean() if counts.any() else 1.0
    share: Floats = counts / counts.sum()
    return share


def _home_zones(
    rng: np.random.Generator, current: Integers, schools: list[School], at: dict[str, int], share: Floats
) -> Integers:
    home = rng.choice(len(share), size=len(current), p=share)
    own = np.array([at[school.zone] if school.zone is not None else -1 for school in schools] + [-1])[current]
    stays = (own >= 0) & (rng.random(len(current)) < LIVES_IN_ITS_ZONE)
    return np.where(stays, own, home).astype(np.int64)


def _places(
    rng: np.random.Generator, shapes: list[shapely.Geometry], middle: Floats, home: Integers
) -> Floats:
    """Shape (n, 2): longitude and latitude of each home, to about a metre, inside its zone."""
    places = middle[home]
    for zone in np.unique(home).tolist():
        west, south, east, north = shapes[zone].bounds
        waiting = np.flatnonzero(home == zone)
        for _ in range(_TRIES):
            if not len(waiting):
                break
            points = np.round(rng.uniform((west, south), (east, north), (len(waiting), 2)), 5)
            inside = shapely.contains_xy(shapes[zone], points)
            places[waiting[inside]] = points[inside]
            waiting = waiting[~inside]
    return places


def _lists(
    rng: np.random.Generator,
    cohort: _Cohort,
    offered: list[Program],
    schools: list[School],
    home: Integers,
    places: Floats,
    middle: Floats,
    at: dict[str, int],
) -> pl.DataFrame:
    """Columns applicant (row), rank, program_id: large, near and own schools first, with taste on top."""
    zone = np.array([at[p.school.zone] if p.school.zone is not None else -1 for p in offered])
    number = {school.number: row for row, school in enumerate(schools)}
    school = np.array([number[p.school.number] for p in offered])
    away = great_circle_km(
        places[:, 1, None], places[:, 0, None], middle[None, zone, 1], middle[None, zone, 0]
    )
    # Nothing tells where a school without a zone is: it is as far from everybody as the mean school with one.
    away = np.where(zone >= 0, away, away[:, zone >= 0].mean() if (zone >= 0).any() else 0.0)
    utility = (
        np.log1p([p.seats for p in offered])
        - _DISTANCE_DECAY * away
        + _OWN_ZONE * ((zone == home[:, None]) & (zone >= 0))
        + _OWN_SCHOOL * (school == cohort.current[:, None])
        + rng.gumbel(0, 1, (len(home), len(offered)))
    )
    lengths, shares = zip(*LIST_LENGTHS, strict=True)
    length = np.minimum(rng.choice(lengths, size=len(home), p=shares), len(offered))
    order = np.argsort(-utility, axis=1, kind="stable")[:, :MAXIMUM_CHOICES]
    _keep_own_school(order, length, school == cohort.current[:, None])
    row, rank = np.nonzero(np.arange(order.shape[1]) < length[:, None])
    ids = pl.Series([p.program_id for p in offered], dtype=pl.String)
    return pl.DataFrame({"applicant": row, "rank": rank + 1, "program_id": ids.gather(order[row, rank])})


def _keep_own_school(order: Integers, length: Integers, own: NDArray[np.bool_]) -> None:
    """Put the program of the child's own school last on a list without it: nobody gives up a right."""
    listed = np.arange(order.shape[1]) < length[:, None]
    on_it = (np.take_along_axis(own, order, axis=1) & listed).any(axis=1)
    row = np.flatnonzero(own.any(axis=1) & ~on_it)
    order[row, length[row] - 1] = own[row].argmax(axis=1)


def _siblings(rng: np.random.Generator, choices: pl.DataFrame, grade: str) -> pl.DataFrame:
    first = choices.filter(pl.col("rank") == 1)
    drawn = rng.random(first.height) < HAS_SIBLING
    below_six = grade in ("PK4", "K", "1", "2", "3", "4", "5")
    return first.filter(pl.Series(drawn & below_six)).select(
        "applicant_id",
        pl.col("program_id").str.replace(r"-[^-]*$", "").alias("school_id"),
        claim=pl.lit("sibling"),
        verified=pl.lit(True),
    )
