"""Buildings, what they were built for, and which programs share them.

In the published table the three figures of a building (state-rated capacity, pupils, utilization) were now
and then carried down from the row above: every building that the district does not own has those of its
neighbour in the list. A capacity is therefore taken over only where the row bears it out.
"""

from __future__ import annotations

import polars as pl

from citycompact.facts import Column, Table
from citycompact.importers.baltimore.ledger import Ledger
from citycompact.importers.baltimore.reading import Row

FILE = "buildings_2021_22.csv"
BUILDINGS = Table(
    "buildings",
    (
        Column("building_id", "id", True),
        Column("name", "text", True),
        Column("address", "text"),
        # State-rated capacity in pupils, where the published figures bear each other out.
        Column("capacity", "integer", minimum=0),
        Column("published_capacity", "integer", minimum=0),
        Column("published_pupils", "integer", minimum=0),
        Column("published_utilization", "number"),
        Column("square_feet", "integer"),
        Column("acres", "number"),
        Column("condition", "text"),
        Column("year_built", "integer"),
        Column("district_owned", "boolean"),
        Column("notes", "text"),
    ),
    key=("building_id",),
)
PROGRAMS_IN_BUILDINGS = Table(
    "programs_in_buildings",
    (
        Column("building_id", "id", True),
        # As the table of buildings numbers and names it; a school of the city where it has pupils of its own.
        Column("school_id", "id", True),
        Column("name", "text", True),
        # Of the whole program, in all of its buildings.
        Column("pupils", "integer", minimum=0),
    ),
    key=("building_id", "school_id"),
)
_ROUNDED = 0.0101
"""How far a published utilization, which has two decimals, may be from pupils / capacity."""
_OWNED = {"true": True, "false": False}


def read_buildings(rows: list[Row], ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tables ``buildings`` and ``programs_in_buildings``; what is odd is noted.

    A building's own figures are those of its first row.
    """
    found: dict[str, dict[str, object]] = {}
    first: dict[str, Row] = {}
    above: Row | None = None
    for row in rows:
        building = row["bldg_number"].strip()
        if building not in first:
            first[building] = row
            found[building] = _building(building, row, above, ledger)
        else:
            _same_building(row, first[building], ledger)
        above = row
    _sums(rows, first, ledger)
    _owners(rows, ledger)
    inside = [
        {
            "building_id": row["bldg_number"].strip(),
            "school_id": row["number"],
            "name": row["program_name"],
            "pupils": row["program_enrollment"],
        }
        for row in rows
    ]
    ledger.of(FILE).used["a program in a building"] += len(rows)
    schema = {"building_id": pl.String, "school_id": pl.String, "name": pl.String, "pupils": pl.Int64}
    return (
        BUILDINGS.complete(pl.DataFrame(list(found.values()), schema=BUILDINGS.empty().schema)),
        pl.DataFrame(inside, schema=schema),
    )


def building_of(rows: list[Row]) -> str:
    """Where a school mainly is, of the rows of its program.

    The building of its own number; else the first that is not named a place to move to for a time (SWING).
    """
    own = [row for row in rows if row["bldg_number"].strip() == row["number"]]
    staying = [row for row in rows if "(SWING)" not in row["bldg_name"].upper()]
    return str((own or staying or rows)[0]["bldg_number"].strip())


def _building(building: str, row: Row, above: Row | None, ledger: Ledger) -> dict[str, object]:
    doubt = _doubt(row, above)
    if doubt:
        where = f"{FILE}, row {row['row']}, building {building} ({row['bldg_name']})"
        ledger.found("Capacities that are not taken over", f"{where}: {doubt}")
    return {
        "building_id": building,
        "name": row["bldg_name"],
        "address": row["address"] or None,
        "capacity": None if doubt else row["src"],
        "published_capacity": row["src"],
        "published_pupils": row["bldg_enrollment"],
        "published_utilization": row["utilization_pct"],
        "square_feet": row["bldg_sqft"],
        "acres": row["acres"],
        "condition": row["fci_score"],
        "year_built": row["year_built"],
        "district_owned": _OWNED.get(row["bcpss_owned"].strip().lower()),
        "notes": row["notes"],
    }


def _doubt(row: Row, above: Row | None) -> str | None:
    """Why a capacity is not to be believed; None where it is."""
    capacity, pupils, used = row["src"], row["bldg_enrollment"], row["utilization_pct"]
    if not capacity or pupils is None or used is None:
        return "capacity, pupils or utilization is missing, so that none bears out the others"
    before = f"the row above ({above['bldg_name']})" if above else ""
    if above and all(row[name] == above[name] for name in ("src", "bldg_enrollment", "utilization_pct")):
        return f"capacity {capacity:,}, {pupils:,} pupils and utilization {used:g} are those of {before}"
    if abs(pupils / capacity - used) <= _ROUNDED:
        return None
    carried = f"; {capacity:,} is the capacity of {before}" if above and capacity == above["src"] else ""
    return (
        f"capacity {capacity:,} with {pupils:,} pupils would be a utilization of {pupils / capacity:.2f}, "
        f"and {used:g} is published{carried}"
    )


def _same_building(row: Row, first: Row, ledger: Ledger) -> None:
    for column in ("bldg_name", "address", "src", "bldg_enrollment", "utilization_pct"):
        if row[column] != first[column]:
            ledger.found(
                "Rows of one building that differ",
                f"{FILE}, row {row['row']}: {column} is “{row[column]}”, and “{first[column]}” in row "
                f"{first['row']}, which is used",
            )


def _sums(rows: list[Row], first: dict[str, Row], ledger: Ledger) -> None:
    """Note buildings whose pupils are not those of their programs."""
    for building, head in first.items():
        pupils = [row["program_enrollment"] for row in rows if row["bldg_number"].strip() == building]
        said = head["bldg_enrollment"]
        if None not in pupils and said is not None and sum(pupils) != said:
            ledger.found(
                "Buildings whose pupils are not the sum of their programs'",
                f"{FILE}, row {head['row']}, building {building} ({head['bldg_name']}): {said:,} pupils, "
                f"programs together {sum(pupils):,}",
            )


def _owners(rows: list[Row], ledger: Ledger) -> None:
    """Note who owns a building, where the table does not say it in a way that is known."""
    for row in rows:
        if row["bcpss_owned"].strip().lower() not in _OWNED:
            ledger.found(
                "Cells that are not taken over",
                f"{FILE}, row {row['row']}: bcpss_owned is “{row['bcpss_owned']}”",
            )
