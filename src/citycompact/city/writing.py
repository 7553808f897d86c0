"""Writing a city package as CSV or Parquet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from citycompact.city.package import CityPackage
from citycompact.city.tables import TABLES
from citycompact.facts import FileFormat, Table, write_table


def write_city(
    city: CityPackage,
    folder: Path | str,
    file_format: FileFormat = "csv",
    tables: Iterable[Table] = tuple(TABLES.values()),
) -> None:
    """Write a package; empty optional tables and all-empty optional columns are left out.

    Parameters
    ----------
    tables
        Which tables to write, as :func:`~citycompact.city.read_city` reads them.

    Raises
    ------
    FileExistsError
        Where the folder already holds a package, so that facts are never silently replaced.
    """
    folder = Path(folder)
    if (folder / "city.toml").exists():
        raise FileExistsError(f"{folder} already holds a city package; remove it or write elsewhere.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "city.toml").write_text(write_identity(city), encoding="utf-8")
    for table in tables:
        frame = city.table(table.name)
        if not frame.is_empty() or table.required:
            write_table(frame, table, folder, file_format)
    if city.zones is not None:
        (folder / "zones.geojson").write_text(city.zones, encoding="utf-8")


def write_identity(city: CityPackage) -> str:
    """What ``city.toml`` says of a city."""
    lines = [
        f"id = {_quoted(city.city_id)}",
        f"name = {_quoted(city.name)}",
        f"time_zone = {_quoted(city.time_zone)}",
        f"languages = [{', '.join(_quoted(language) for language in city.languages)}]",
    ]
    if city.demo:
        lines.append("demo = true")
    for signer in city.signers:
        lines += [
            "",
            "[[signers]]",
            f"sector = {_quoted(signer.sector)}",
            f"name = {_quoted(signer.name)}",
            f"public_key = {_quoted(signer.public_key)}",
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
