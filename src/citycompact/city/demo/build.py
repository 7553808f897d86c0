"""Putting the demo city together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import numpy as np
import polars as pl
from scipy.spatial import cKDTree

from citycompact.city.demo.families import Children, draw_children
from citycompact.city.demo.geography import Floats, Geography, coordinates, zones_geojson
from citycompact.city.demo.schools import LEVELS, Schools, draw_programs, draw_schools
from citycompact.city.demo.tastes import MEAN_CHOICES, draw_choices
from citycompact.city.grades import GRADES, grade_order
from citycompact.city.package import CityPackage
from citycompact.city.tables import TABLES
from citycompact.words import LANGUAGES


def build_demo_city(
    schools: int = 60,
    applicants: int = 12_000,
    seed: int = 2027,
    choices: float = MEAN_CHOICES,
    false_addresses: float = 0.01,
) -> CityPackage:
    """Draw a whole city: schools of three sectors, zones, families with siblings, and what they want.

    ``choices`` is how many programs a family lists on average, from 1 to 12; ``false_addresses`` the share of
    families, among those of whose address there is no more than their word, that say they live beside the
    school they want most. Deterministic in its arguments. Nobody in it exists.
    """
    rng = np.random.default_rng(seed)
    geography = Geography.draw(rng, schools)
    drawn = draw_schools(rng, geography, schools)
    children = draw_children(rng, geography, drawn, applicants)
    demand = dict(zip(GRADES, np.bincount(children.grade, minlength=len(GRADES)).tolist(), strict=True))
    programs = draw_programs(rng, drawn, demand)
    programs = _room_for_those_who_stay(programs, children)
    child, rank, program = draw_choices(rng, drawn, programs, children, choices)
    width = max(5, len(str(len(children.family))))
    ids = np.array([f"A{number:0{width}d}" for number in range(1, len(children.family) + 1)])
    program_ids = programs["program_id"]
    levels = _zone_levels(drawn)
    tables = {
        "operators": drawn.operators,
        "schools": drawn.table,
        "programs": programs.with_columns(
            drawn.table["school_id"].gather(programs["school"]).alias("school_id")
        ).drop("school", "special"),
        "reserves": _reserves(programs),
        "streets": _streets(drawn.table),
        "applicants": _applicants(ids, children, drawn, levels),
        "choices": pl.DataFrame(
            {"applicant_id": ids[child], "rank": rank, "program_id": program_ids.gather(program)}
        ).sort("applicant_id", "rank"),
        "claims": _claims(rng, ids, children, drawn),
        "scores": _scores(rng, ids, child, program, programs, children),
        # Drawn last, so that a city without them would be the same.
        "verifications": _verifications(rng, ids, children),
    }
    tables["applicants"] = _with_false_addresses(rng, tables, false_addresses)
    return CityPackage(
        city_id="port-ellery",
        name="Port Ellery (demo)",
        time_zone="America/New_York",
        languages=LANGUAGES,
        tables={name: TABLES[name].complete(frame) for name, frame in tables.items()},
        zones=zones_geojson(geography.side_km, levels),
        demo=True,
    )


def _zone_levels(schools: Schools) -> dict[str, tuple[list[str], Floats]]:
    levels = {}
    for level in ("elementary", "middle", "high"):
        here = np.flatnonzero((schools.level == level) & (schools.sector == "district"))
        names = [str(schools.table["zone"][number]) for number in here.tolist()]
        levels[level] = (names, schools.place[here])
    return levels


def _room_for_those_who_stay(programs: pl.DataFrame, children: Children) -> pl.DataFrame:
    """Raise seats where more children attend already and have the right to go on than there are seats."""
    staying = pl.DataFrame(
        {"school": children.current_school, "grade": pl.Series(list(GRADES)).gather(children.grade)}
    )
    counts = staying.filter(pl.col("school") >= 0).group_by("school", "grade").len("staying")
    owed = pl.col("staying").fill_null(0).cast(pl.Int64)
    return (
        programs.join(counts, on=["school", "grade"], how="left", maintain_order="left")
        .with_columns(
            pl.when(pl.col("special"))
            .then("seats")
            .otherwise(pl.max_horizontal("seats", owed + 1))
            .alias("seats")
        )
        .drop("staying")
    )


def _streets(schools: pl.DataFrame) -> pl.DataFrame:
    """An avenue from west to east through every neighbourhood that has a school."""
    middle = pl.col("latitude").mean().round(5), pl.col("longitude").mean().round(5)
    named = schools.group_by(street=pl.col("address").str.replace(r"^\d+ ", "")).agg(*middle).sort("street")
    return named.select(
        "street",
        first=pl.lit(1),
        last=pl.lit(999),
        first_latitude=pl.col("latitude"),
        first_longitude=(pl.col("longitude") - 0.015).round(5),
        last_latitude=pl.col("latitude"),
        last_longitude=(pl.col("longitude") + 0.015).round(5),
    )


def _reserves(programs: pl.DataFrame) -> pl.DataFrame:
    """Half of the seats of every dual-language program are for English learners."""
    special = programs.filter(pl.col("special") & (pl.col("seats") > 1))
    return special.select(
        "program_id",
        pl.lit(1, dtype=pl.Int64).alias("position"),
        pl.lit("english_learner").alias("group"),
        (pl.col("seats") // 2).alias("seats"),
        pl.lit(False).alias("hard"),
    )


def _applicants(
    ids: np.ndarray[tuple[int], np.dtype[np.str_]],
    children: Children,
    schools: Schools,
    levels: dict[str, tuple[list[str], Floats]],
) -> pl.DataFrame:
    latitude, longitude = coordinates(children.place)
    width = max(5, len(str(int(children.family.max()) + 1)))
    zone = np.empty(len(ids), dtype=object)
    for level, (names, places) in levels.items():
        low, high = (grade_order(grade) for grade in LEVELS[level])
        here = np.flatnonzero((children.grade >= low) & (children.grade <= high))
        _, nearest = cKDTree(places).query(children.place[here])
        zone[here] = np.array(names, dtype=object)[nearest]
    school_ids = schools.table["school_id"]
    current = pl.Series(children.current_school)
    return pl.DataFrame(
        {
            "applicant_id": ids,
            "grade": pl.Series(list(GRADES)).gather(children.grade),
            "family_id": [f"F{number + 1:0{width}d}" for number in children.family.tolist()],
            "current_school_id": school_ids.gather(
                pl.select(pl.when(current >= 0).then(current)).to_series()
            ),
            "latitude": latitude,
            "longitude": longitude,
            "zone": pl.Series(zone.tolist(), dtype=pl.String),
            "low_income": children.low_income,
            "english_learner": children.english_learner,
            "iep": children.iep,
            "keep_together": children.keep_together,
        }
    )


def _claims(
    rng: np.random.Generator,
    ids: np.ndarray[tuple[int], np.dtype[np.str_]],
    children: Children,
    schools: Schools,
) -> pl.DataFrame:
    """Siblings already at a school, and children of staff; a few claims were not confirmed."""
    sibling = np.flatnonzero(children.sibling_school >= 0)
    staff = np.flatnonzero(rng.random(len(ids)) < 0.012)
    school = np.concatenate(
        [children.sibling_school[sibling], rng.integers(0, schools.table.height, len(staff))]
    )
    return pl.DataFrame(
        {
            "applicant_id": ids[np.concatenate([sibling, staff])],
            "school_id": schools.table["school_id"].gather(school),
            "claim": ["sibling"] * len(sibling) + ["staff_child"] * len(staff),
            "verified": rng.random(len(school)) < 0.94,
        }
    ).sort("applicant_id", "school_id", "claim")


def _scores(
    rng: np.random.Generator,
    ids: np.ndarray[tuple[int], np.dtype[np.str_]],
    child: np.ndarray[tuple[int], np.dtype[np.int64]],
    program: np.ndarray[tuple[int], np.dtype[np.int64]],
    programs: pl.DataFrame,
    children: Children,
) -> pl.DataFrame:
    """Admission scores from 0 to 100 for those who chose a selective program;
    one in thirty did not sit it."""
    selective = (programs["tie_break"] == "score").fill_null(False).to_numpy()
    sat = np.flatnonzero(selective[program] & (rng.random(len(program)) > 0.03))
    raw = 66 + 12 * children.ability[child[sat]] + rng.normal(0, 5, len(sat))
    return pl.DataFrame(
        {
            "applicant_id": ids[child[sat]],
            "program_id": programs["program_id"].gather(program[sat]),
            "score": np.round(np.clip(raw, 0, 100), 1),
        }
    ).sort("applicant_id", "program_id")


_VERIFIED: dict[str, dict[str, float]] = {
    "address": {"self": 0.72, "document": 0.26},
    "current_school_id": {"roster": 0.96, "school": 0.02},
    "low_income": {"agency": 0.86, "document": 0.06, "self": 0.04},
    "english_learner": {"roster": 0.93, "document": 0.03},
    "iep": {"roster": 0.97},
}
"""For each fact, how it was verified and how often; of the rest nobody has verified it yet."""
_FIRST_DAY, _DAYS = datetime.date(2026, 11, 16), 88


def _verifications(
    rng: np.random.Generator, ids: np.ndarray[tuple[int], np.dtype[np.str_]], children: Children
) -> pl.DataFrame:
    """How what families state was verified while applications were open; some of it was not."""
    stated = {
        "address": np.ones(len(ids), dtype=bool),
        "current_school_id": children.current_school >= 0,
        "low_income": children.low_income,
        "english_learner": children.english_learner,
        "iep": children.iep,
    }
    parts = []
    for fact, ways in _VERIFIED.items():
        who = np.flatnonzero(stated[fact])
        way = np.searchsorted(np.cumsum(list(ways.values())), rng.random(len(who)), side="right")
        parts.append(
            pl.DataFrame(
                {
                    "applicant_id": ids[who],
                    "fact": pl.repeat(fact, len(who), dtype=pl.String, eager=True),
                    "how": pl.Series([*ways, None], dtype=pl.String).gather(way),
                    "at": (np.datetime64(_FIRST_DAY) + rng.integers(0, _DAYS, len(who))).astype(str),
                }
            )
        )
    return pl.concat(parts).drop_nulls("how").sort("applicant_id", "fact")


def _with_false_addresses(
    rng: np.random.Generator, tables: Mapping[str, pl.DataFrame], share: float
) -> pl.DataFrame:
    """The applicants, of whom some give an address in the zone of their first choice that is not theirs."""
    people = tables["applicants"].with_row_index("row")
    alone = (
        tables["verifications"]
        .filter(pl.col("fact") == "address")
        .filter(pl.len().over("applicant_id") == 1, pl.col("how") == "self")
    )
    wanted = (
        tables["choices"]
        .filter(pl.col("rank") == 1)
        .join(tables["programs"], on="program_id")
        .join(tables["schools"].drop_nulls("zone"), on="school_id")
        .select("applicant_id", "zone", "latitude", "longitude")
        .join(alone, on="applicant_id", how="semi")
        .sort("applicant_id")
    )
    false = wanted.filter(pl.Series(rng.random(wanted.height) < share, dtype=pl.Boolean))
    return people.update(false, on="applicant_id").sort("row").drop("row")
