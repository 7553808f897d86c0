"""Reading a city package: every file, every problem at once, nothing half-loaded."""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from citycompact.city.cells import read_cells
from citycompact.city.package import CityPackage, Signer
from citycompact.city.problems import FactsError, Problem
from citycompact.city.tables import SECTORS, TABLES, Table
from citycompact.city.validating import cross_table_problems


def read_city(folder: Path | str) -> CityPackage:
    """Read and validate a city package.

    Raises
    ------
    FactsError
        With every problem found; the package is never half-loaded.
    """
    package, problems = inspect_city(folder)
    if package is None or problems:
        raise FactsError(problems)
    return package


def inspect_city(folder: Path | str, per_check: int = 100) -> tuple[CityPackage | None, list[Problem]]:
    """Read a city package and list what is wrong with it.

    Parameters
    ----------
    folder
        The package.
    per_check
        How many rows to name for each kind of problem in each column; the rest are counted
        in one further problem, never dropped silently. 0 names all.

    Returns
    -------
    The package, or None where a file could not be read at all, and the problems.
    """
    folder = Path(folder)
    if not folder.is_dir():
        return None, [
            Problem(folder.name, "is not a folder.", "Give the folder that holds city.toml and the tables.")
        ]
    identity, problems = _read_identity(folder)
    tables: dict[str, pl.DataFrame] = {}
    readable = True
    for table in TABLES.values():
        frame, found = _read_table(folder, table, per_check)
        problems.extend(found)
        if frame is None:
            readable = False
        else:
            tables[table.name] = frame
    if not readable or identity is None:
        return None, problems
    zones_file = folder / "zones.geojson"
    package = CityPackage(
        city_id=identity["id"],
        name=identity["name"],
        time_zone=identity["time_zone"],
        languages=tuple(identity["languages"]),
        tables=tables,
        signers=tuple(Signer(**signer) for signer in identity["signers"]),
        zones=zones_file.read_text(encoding="utf-8") if zones_file.exists() else None,
    )
    problems.extend(cross_table_problems(package, per_check))
    return package, problems


def _read_identity(folder: Path) -> tuple[dict[str, Any] | None, list[Problem]]:
    path = folder / "city.toml"
    if not path.exists():
        return None, [
            Problem("city.toml", "is missing.", 'Write one with at least id = "..." and name = "...".')
        ]
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        return None, [
            Problem("city.toml", f"is not UTF-8 text (byte {error.start}).", "Save it again as UTF-8.")
        ]
    except tomllib.TOMLDecodeError as error:
        return None, [Problem("city.toml", f"is not valid TOML: {error}.", "Mend that place.")]
    problems: list[Problem] = []
    for key in ("id", "name"):
        if not isinstance(content.get(key), str) or not content[key].strip():
            problems.append(
                Problem("city.toml", f"{key} is missing.", f'Add a line {key} = "...".', column=key)
            )
    zone = content.setdefault("time_zone", "America/New_York")
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError, TypeError):
        problems.append(
            Problem(
                "city.toml",
                "is not a time zone.",
                'Use an IANA name such as "America/Chicago".',
                column="time_zone",
                value=str(zone),
            )
        )
    content.setdefault("languages", ["en"])
    content.setdefault("signers", [])
    for number, signer in enumerate(content["signers"], start=1):
        if set(signer) != {"sector", "name", "public_key"} or signer["sector"] not in SECTORS:
            problems.append(
                Problem(
                    "city.toml",
                    f"signer {number} is not complete.",
                    f"Give sector (one of {', '.join(SECTORS)}), name and public_key.",
                    column="signers",
                )
            )
    return (None if problems else content), problems


def _read_table(folder: Path, table: Table, per_check: int) -> tuple[pl.DataFrame | None, list[Problem]]:
    csv_path, parquet_path = folder / f"{table.name}.csv", folder / f"{table.name}.parquet"
    if csv_path.exists() and parquet_path.exists():
        return None, [
            Problem(
                csv_path.name,
                f"stands beside {parquet_path.name}, and only one of them can be the table.",
                "Remove one of the two.",
            )
        ]
    path = parquet_path if parquet_path.exists() else csv_path
    if not path.exists():
        if table.required:
            columns = ", ".join(table.required_columns)
            return None, [Problem(path.name, "is missing.", f"Add it with the columns {columns}.")]
        return table.empty(), []
    if path.stat().st_size == 0:
        columns = ",".join(table.required_columns)
        return None, [Problem(path.name, "is empty (0 bytes).", f"Give it at least a header row: {columns}")]
    raw, problems = _read_parquet(path) if path.suffix == ".parquet" else _read_csv(path)
    if raw is None:
        return None, problems
    missing = [name for name in table.required_columns if name not in raw.columns]
    if missing:
        return None, [
            Problem(
                path.name,
                f"has no column {name}.",
                f"Add it; the columns found are {', '.join(raw.columns)}.",
                column=name,
            )
            for name in missing
        ]
    return read_cells(raw, table, path.name, per_check)


def _read_parquet(path: Path) -> tuple[pl.DataFrame | None, list[Problem]]:
    try:
        return pl.read_parquet(path), []
    except (pl.exceptions.PolarsError, OSError) as error:
        return None, [
            Problem(path.name, f"cannot be read as Parquet: {_first_line(error)}.", "Write the file again.")
        ]


def _read_csv(path: Path) -> tuple[pl.DataFrame | None, list[Problem]]:
    try:
        return pl.read_csv(path, infer_schema=False), []
    except (pl.exceptions.PolarsError, OSError) as error:
        problems = _what_is_wrong_with_csv(path)
        if not problems:
            problems = [
                Problem(
                    path.name,
                    f"cannot be read as CSV: {_first_line(error)}.",
                    "Save it again as comma-separated UTF-8 text with one header row.",
                )
            ]
        return None, problems


def _what_is_wrong_with_csv(path: Path) -> list[Problem]:
    """Find the lines that broke the fast reader; only called once it has failed."""
    problems: list[Problem] = []
    data = path.read_bytes()
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            problems.append(
                Problem(
                    path.name,
                    f"is not UTF-8 text at byte {error.start + 1} of this line.",
                    "Save the file as UTF-8 (in Excel: CSV UTF-8).",
                    row=number,
                    value=line.decode("latin-1").strip()[:60],
                )
            )
    if problems:
        return problems
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    try:
        header = next(rows, [])
        for number, row in enumerate(rows, start=2):
            if row and len(row) != len(header):
                problems.append(
                    Problem(
                        path.name,
                        f"has {len(row)} cells where the header has {len(header)}.",
                        "Put text that contains a comma between double quotes.",
                        row=number,
                    )
                )
    except csv.Error as error:
        problems.append(Problem(path.name, f"cannot be read as CSV: {error}.", "Check its quotation marks."))
    return problems


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
