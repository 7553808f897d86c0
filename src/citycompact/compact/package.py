"""A compact as a folder or ZIP archive of tables: read with every problem named, written always the same."""

from __future__ import annotations

import datetime
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from citycompact.compact.facts import CompactFacts
from citycompact.compact.tables import ROW_TYPES, TABLES
from citycompact.facts import (
    FIRST_DAY,
    LAST_DAY,
    FactsError,
    FileFormat,
    Problem,
    Reporter,
    canonical_json,
    check_keys,
    check_references,
    csv_text,
    file_names,
    files_of,
    frame_of,
    read_tables,
    rows_of,
    sha256_hex,
    shown_columns,
    table_digest,
    text_of,
    write_table,
)

IDENTITY = "compact.toml"
PROGRESS = "progress.json"
BESIDE_THE_FACTS = frozenset({PROGRESS, "standing.json", "rulebook.toml", "rulebook.signatures.json"})
"""What may lie beside the facts: progress, which is decided anew, by its present and its earlier name, and
the rules with their signatures."""

_KINDS: dict[str, type] = {
    "city_id": str,
    "name": str,
    "state": str,
    "signed_on": datetime.date,
    "term_until": datetime.date,
    "synthetic": bool,
    "as_of": datetime.date,
}
_OPTIONAL = frozenset({"synthetic", "as_of"})
_NOUNS = {str: "a text between quotes", datetime.date: "a day, such as 2027-03-31", bool: "true or false"}


def to_files(compact: CompactFacts) -> dict[str, str]:
    """File names to contents: ``compact.toml`` and a CSV for each table that has rows."""
    files = {IDENTITY: identity_text(compact)}
    for name, frame in frames_of(compact).items():
        if frame.height:
            files[f"{name}.csv"] = csv_text(shown_columns(frame, TABLES[name]))
    return files


def write_compact(compact: CompactFacts, folder: Path, file_format: FileFormat = "csv") -> None:
    """Write a compact into a folder, its tables as CSV or Parquet."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / IDENTITY).write_text(identity_text(compact), "utf-8")
    for name, frame in frames_of(compact).items():
        if frame.height:
            write_table(frame, TABLES[name], folder, file_format)


def read_compact(path: Path) -> CompactFacts:
    """Read a compact from a folder or a ZIP archive; FactsError with every problem."""
    return from_files(files_of(path))


def from_files(files: Mapping[str, Path | bytes | str]) -> CompactFacts:
    """Read a compact from files or their contents.

    Raises
    ------
    FactsError
        With every problem of every file; nothing is half-read.
    """
    content = {
        name: file.encode() if isinstance(file, str) else file
        for name, file in files.items()
        if name not in BESIDE_THE_FACTS
    }
    identity, problems = _identity(content)
    frames, found = read_tables(content, TABLES.values())
    problems += found
    known = {IDENTITY} | {name for table in TABLES.values() for name in file_names(table)}
    # A file that is nearly called as an absent table is named by the reader, with its mend.
    misspelled = {problem.file for problem in found} - known
    known |= misspelled
    mend = f"Remove it; tables are {', '.join(TABLES)}."
    # In a city's folder stand the tables of other rooms too.
    strange = set() if "city.toml" in content else set(content) - known
    problems += [Problem(name, "is not a table of a compact.", mend) for name in sorted(strange)]
    # While a table goes by another name, every row that refers to it would seem to refer to nothing.
    if frames is not None and not misspelled:
        report = Reporter(100)
        check_keys(frames, TABLES.values(), report)
        check_references(frames, TABLES.values(), report)
        problems += report.problems
    if problems or frames is None:
        raise FactsError(problems)
    tables: dict[str, Any] = {name: rows_of(frames[name], record) for name, record in ROW_TYPES.items()}
    return CompactFacts(**identity, **tables)


def frames_of(compact: CompactFacts) -> dict[str, pl.DataFrame]:
    """Every table of a compact as it is written: rows in the order of its key, empty texts as empty cells."""
    return {
        name: frame_of(getattr(compact, name), table).with_columns(pl.col(pl.String).replace("", None))
        for name, table in TABLES.items()
    }


def package_digests(compact: CompactFacts) -> dict[str, str]:
    """Hash of each table that has rows, and of what ``compact.toml`` says."""
    digests = {name: table_digest(frame) for name, frame in frames_of(compact).items() if frame.height}
    said = {name: getattr(compact, name) for name in _KINDS}
    return {"compact": sha256_hex(canonical_json(said)), **digests}


def identity_text(compact: CompactFacts) -> str:
    """What ``compact.toml`` says of a compact."""
    said = {name: getattr(compact, name) for name in _KINDS}
    return "".join(f"{name} = {_toml(value)}\n" for name, value in said.items() if value is not None)


def _toml(value: str | bool | datetime.date) -> str:
    if isinstance(value, str):
        # JSON escapes what TOML wants escaped, all but DEL.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value).lower() if isinstance(value, bool) else value.isoformat()


def _identity(files: Mapping[str, Path | bytes]) -> tuple[dict[str, Any], list[Problem]]:
    if IDENTITY not in files:
        wanted = ", ".join(name for name in _KINDS if name not in _OPTIONAL)
        return {}, [Problem(IDENTITY, "is missing.", f"Add it with {wanted}.")]
    try:
        found = tomllib.loads(text_of(files[IDENTITY], IDENTITY))
    except tomllib.TOMLDecodeError as error:
        return {}, [Problem(IDENTITY, f"is not TOML: {error}.", "Correct it.")]
    except FactsError as error:
        return {}, error.problems
    problems = []
    for name, kind in _KINDS.items():
        if name not in found and name not in _OPTIONAL:
            problems.append(Problem(IDENTITY, "is missing.", "Add it.", column=name))
        elif name in found and type(found[name]) is not kind:
            message = f"is not {_NOUNS[kind]}."
            problems.append(Problem(IDENTITY, message, "Correct it.", column=name, value=str(found[name])))
        elif kind is datetime.date and name in found and not FIRST_DAY <= found[name] <= LAST_DAY:
            mend = f"Write a day from {FIRST_DAY} to {LAST_DAY}."
            problems.append(Problem(IDENTITY, "is out of range.", mend, column=name, value=str(found[name])))
    return {name: found[name] for name in _KINDS if name in found}, problems
