"""The city as rows and as a package, both ways: itself, its operators, schools, programs and reserves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from psycopg import sql

from citycompact.city import CityPackage
from citycompact.city.tables import TABLES
from citycompact.web.city.models import City, Operator, Program, Reserve, School, Street
from citycompact.web.rows import Rows, add, read, select
from citycompact.words import LANGUAGES

_PAST = "of a past round, to compare a simulation with"

OPERATORS = Rows(TABLES["operators"], Operator)
SCHOOLS = Rows(TABLES["schools"], School)
PROGRAMS = Rows(
    TABLES["programs"],
    Program,
    absent={"published_applicants": _PAST, "published_filled": _PAST},
    own={"seats_approved_at": "an operator's word for the office, before the freeze"},
)
RESERVES = Rows(TABLES["reserves"], Reserve)
STREETS = Rows(TABLES["streets"], Street)


def add_city(city: CityPackage, **more: Any) -> None:
    """Add a city to an empty database; ``more`` are fields of it that no package has."""
    signers = [{"sector": s.sector, "name": s.name, "public_key": s.public_key} for s in city.signers]
    City.objects.create(
        city_id=city.city_id,
        name=city.name,
        time_zone=city.time_zone,
        zones=city.zones,
        signers=signers,
        demo=city.demo,
        **more,
    )
    add(OPERATORS, city.table("operators"))
    add(SCHOOLS, city.table("schools"))
    add(PROGRAMS, city.table("programs"))
    add(RESERVES, city.table("reserves"))
    add(STREETS, city.table("streets"))


def offered(grades: sql.Composable) -> dict[str, sql.Composed]:
    """What is offered in the grades that a condition names: programs, their reserves, and all schools."""
    programs = sql.SQL("program_id in (select program_id from city_program where {})").format(grades)
    return {
        "operators": select(OPERATORS),
        "schools": select(SCHOOLS),
        "programs": select(PROGRAMS, grades),
        "reserves": select(RESERVES, programs),
    }


def package_of_rows(city: City, queries: Mapping[str, sql.Composed]) -> CityPackage:
    """A city with the tables that queries give, and the others empty."""
    tables: dict[str, pl.DataFrame] = {name: read(TABLES[name], query) for name, query in queries.items()}
    return CityPackage(
        city_id=city.city_id,
        name=city.name,
        time_zone=city.time_zone,
        languages=LANGUAGES,
        tables={name: tables.get(name, table.empty()) for name, table in TABLES.items()},
        signers=city.signers_listed,
        zones=city.zones,
        demo=city.demo,
    )
