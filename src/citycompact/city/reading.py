"""Reading a city package: every file, every problem at once, nothing half-loaded."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from citycompact.city.package import CityPackage, Signer, is_public_key
from citycompact.city.tables import SECTORS, TABLES
from citycompact.city.validating import cross_table_problems
from citycompact.city.zones import ZONES, zones_problems
from citycompact.facts import FactsError, Files, Problem, Table, files_of, read_tables, text_of
from citycompact.words import LANGUAGES

CITY_TABLES = tuple(TABLES.values())
_KEYS = frozenset({"id", "name", "time_zone", "languages", "signers", "demo"})


def read_city(path: Path | str, tables: tuple[Table, ...] = CITY_TABLES) -> CityPackage:
    """Read and validate a city package.

    Parameters
    ----------
    path
        A folder, or a ZIP archive of one.
    tables
        Which tables to read; a room names its own beside those of the city that it needs.

    Raises
    ------
    FactsError
        With every problem found; the package is never half-loaded.
    """
    package, problems = inspect_city(path, tables=tables)
    if package is None or problems:
        raise FactsError(problems)
    return package


def inspect_city(
    path: Path | str, per_check: int = 100, tables: tuple[Table, ...] = CITY_TABLES
) -> tuple[CityPackage | None, list[Problem]]:
    """Read a city package and list what is wrong with it.

    Parameters
    ----------
    path, tables
        See :func:`read_city`.
    per_check
        How many rows to name for each kind of problem in each column; the rest are counted
        in one further problem, never dropped silently. 0 names all.

    Returns
    -------
    The package, or None where a file could not be read at all, and the problems.
    """
    try:
        files = files_of(Path(path))
    except FactsError as error:
        return None, error.problems
    identity, problems = _read_identity(files)
    frames, found = read_tables(files, tables, per_check)
    problems.extend(found)
    zones = None
    if ZONES in files:
        try:
            zones = text_of(files[ZONES], ZONES)
            problems.extend(zones_problems(zones, per_check))
        except FactsError as error:
            problems.extend(error.problems)
    if frames is None or identity is None:
        return None, problems
    package = CityPackage(
        city_id=identity["id"],
        name=identity["name"],
        time_zone=identity["time_zone"],
        languages=tuple(identity["languages"]),
        tables=frames,
        signers=tuple(Signer(**signer) for signer in identity["signers"]),
        zones=zones,
        demo=identity["demo"],
    )
    problems.extend(cross_table_problems(package, tables, per_check))
    return package, problems


def _read_identity(files: Files) -> tuple[dict[str, Any] | None, list[Problem]]:
    if "city.toml" not in files:
        return None, [
            Problem("city.toml", "is missing.", 'Write one with at least id = "..." and name = "...".')
        ]
    try:
        content = tomllib.loads(text_of(files["city.toml"], "city.toml"))
    except FactsError as error:
        return None, error.problems
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
    if not isinstance(content.setdefault("demo", False), bool):
        mend = "Write true for a city in which nobody exists, or take the line out."
        problems.append(
            Problem("city.toml", "is neither true nor false.", mend, None, "demo", str(content["demo"]))
        )
    content.setdefault("languages", ["en"])
    languages = content["languages"]
    if isinstance(languages, str):
        mend = f'Write it in brackets: languages = ["{languages}"].'
        problems.append(Problem("city.toml", "is one text, and no list.", mend, None, "languages", languages))
    elif not isinstance(languages, list) or not languages or not set(map(str, languages)) <= set(LANGUAGES):
        mend = f"Write a list of {', '.join(LANGUAGES)}; others need a translation first."
        problems.append(
            Problem(
                "city.toml", "are not languages there are words for.", mend, None, "languages", str(languages)
            )
        )
    for key in sorted(set(content) - _KEYS):
        close = difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.75)
        if close:
            # Left unread, what was meant would be taken for absent: signers, for one.
            mend = f"Call it {close[0]}, or take it out."
            problems.append(Problem("city.toml", "is no key that is read.", mend, None, key))
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
    if not problems:
        problems += _key_problems(content["signers"])
    return (None if problems else content), problems


def _key_problems(signers: list[dict[str, str]]) -> list[Problem]:
    """Keys that are none, that anybody could sign with, or that stand for more than one sector."""
    problems = []
    seen: dict[str, str] = {}
    for number, signer in enumerate(signers, start=1):
        key, sector = signer["public_key"], signer["sector"]
        if not is_public_key(key):
            message, mend = "has no Ed25519 public key.", "Write the key that rulebook keygen printed."
        elif seen.setdefault(key, sector) != sector:
            message = (
                f"has the key of a signer for {seen[key]}, so that one person could sign for two sectors."
            )
            mend = "Give each sector a key of its own: citycompact rulebook keygen."
        else:
            continue
        problems.append(
            Problem("city.toml", f"signer {number} {message}", mend, column="public_key", value=key)
        )
    return problems
