"""Who runs the schools of an export, and of which sector each of them is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from citycompact.city.tables import SECTORS
from citycompact.facts import Column, FactsError, Problem, Table, read_tables
from citycompact.importers.oneroster.reading import SECTOR

_GIVEN = Table(
    "sectors",
    (Column("operator_id", "id", True), Column("sector", "choice", True, among=SECTORS)),
    key=("operator_id",),
    required=True,
)
_ABOVE_ALL = ("state", "national")


def operators_of(
    orgs: pl.DataFrame, sectors: Path | None, notes: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Operators with their sectors, and schools with their operators.

    A school is run by the district above it, however many units lie between; without one by the highest
    unit above it, but for a state; without any by itself. A district is of the district sector; of another
    operator the export says it (as our own exports do), or the file of sectors; it is never guessed.

    Parameters
    ----------
    sectors
        CSV with operator_id and sector; a row that names no operator is noted.

    Raises
    ------
    FactsError
        Naming each operator of which nobody says the sector.
    """
    given = {} if sectors is None else _given(sectors)
    units = {row["sourcedId"]: row for row in orgs.iter_rows(named=True)}
    schools, operators = [], {}
    for school in sorted(units.values(), key=lambda unit: str(unit["sourcedId"])):
        if school["type"] != "school":
            continue
        operator = _operator(school, units)
        operators[operator["sourcedId"]] = operator
        schools.append((school["sourcedId"], school["name"], operator["sourcedId"]))
    strangers = sorted(given.keys() - operators.keys())
    if strangers:
        notes.append(f"The file of sectors names who runs no school of the export: {', '.join(strangers)}.")
    rows, problems = [], []
    for key, operator in sorted(operators.items()):
        sector = given.get(key) or _said(operator)
        if sector is None:
            mend = f"Write it into a file with operator_id,sector ({', '.join(SECTORS)}): --sectors FILE."
            message = f"says of {operator['name']} neither that it is a district nor that it is below one."
            problems.append(Problem("orgs.csv", message, mend, operator["row"], "type", key))
        rows.append((key, operator["name"], sector))
    if problems:
        raise FactsError(problems)
    text = pl.String
    return (
        pl.DataFrame(rows, schema={"operator_id": text, "name": text, "sector": text}, orient="row"),
        pl.DataFrame(schools, schema={"school_id": text, "name": text, "operator_id": text}, orient="row"),
    )


def _given(path: Path) -> dict[str, str]:
    frames, problems = read_tables({"sectors.csv": path}, (_GIVEN,))
    if frames is None or problems:
        raise FactsError([Problem(path.name, p.message, p.mend, p.row, p.column, p.value) for p in problems])
    return dict(frames["sectors"].select("operator_id", "sector").iter_rows())


def _operator(school: Mapping[str, Any], units: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The district above a school, else the highest unit but a state, else the school."""
    found, seen = dict(school), {school["sourcedId"]}
    above = units.get(school["parentSourcedId"])
    while above is not None and above["sourcedId"] not in seen and above["type"] not in _ABOVE_ALL:
        found = above
        if above["type"] == "district":
            break
        seen.add(above["sourcedId"])
        above = units.get(above["parentSourcedId"])
    return found


def _said(operator: Mapping[str, Any]) -> str | None:
    """The sector that the export itself says."""
    said = (operator.get(SECTOR) or "").lower()
    if said in SECTORS:
        return said
    return "district" if operator["type"] == "district" else None
