"""A compact as a folder of CSV files: reading with every problem named, writing the same to the byte."""

from __future__ import annotations

import csv
import datetime
import io
import tomllib
import types
import typing
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from citycompact.compact.facts import CompactFacts
from citycompact.compact.tables import TABLES, Table
from citycompact.facts import FactsError, Problem

IDENTITY = "compact.toml"
PROGRESS = "progress.json"
"""What a city's open data holds beside its facts; it is decided anew wherever they are read."""
MOST_BYTES = 50_000_000
_CITY = ("city_id", "name", "state", "signed_on", "term_until", "synthetic")


def to_files(compact: CompactFacts) -> dict[str, str]:
    """File names to contents: ``compact.toml`` and a CSV for each table that has rows."""
    lines = [
        f'city_id = "{_quoted(compact.city_id)}"', f'name = "{_quoted(compact.name)}"', f'state = "{_quoted(compact.state)}"',
        f"signed_on = {compact.signed_on.isoformat()}", f"term_until = {compact.term_until.isoformat()}",
        f"synthetic = {str(compact.synthetic).lower()}",
    ]  # fmt: skip
    files = {IDENTITY: "\n".join(lines) + "\n"}
    for name, table in TABLES.items():
        rows = getattr(compact, name)
        if rows:
            files[f"{name}.csv"] = _to_csv(table, rows)
    return files


def from_files(files: Mapping[str, str]) -> CompactFacts:
    """Read a compact from file contents.

    Raises
    ------
    FactsError
        With every problem of every file; nothing is half-read.
    """
    problems: list[Problem] = []
    identity = _identity(files.get(IDENTITY), problems)
    tables: dict[str, Any] = {}
    for name, table in TABLES.items():
        text = files.get(f"{name}.csv")
        tables[name] = () if text is None else tuple(read_rows(f"{name}.csv", text, table, problems))
    for file in sorted(set(files) - {IDENTITY} - {f"{name}.csv" for name in TABLES}):
        problems.append(
            Problem(file, "is not a table of a compact.", f"Remove it; tables are {', '.join(TABLES)}.")
        )
    if not problems:
        problems += reference_problems(tables)
    if problems or identity is None:
        raise FactsError(problems)
    return CompactFacts(**identity, **tables)


def read_compact(path: Path) -> CompactFacts:
    """Read a compact from a folder or a ZIP archive; FactsError with every problem."""
    if path.is_dir():
        return from_files({
            entry.name: text_of(entry.read_bytes(), entry.name)
            for entry in sorted(path.iterdir())
            if entry.is_file() and entry.name != PROGRESS
        })  # fmt: skip
    if not path.is_file():
        raise FactsError(
            [Problem(path.name, "does not exist.", "Give the folder or ZIP file of a compact package.")]
        )
    return from_files(files_of_zip(path.read_bytes()))


def files_of_zip(content: bytes) -> dict[str, str]:
    """Names and texts of a package in a ZIP archive; a progress that lies beside the facts is left out."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [
                e for e in archive.infolist() if not e.is_dir() and e.filename.rpartition("/")[2] != PROGRESS
            ]
            if sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise FactsError(
                    [Problem("package", "is larger than 50 MB.", "Send a compact package alone.")]
                )
            # Whoever zips a folder gets its name before every file.
            folders = {entry.filename.rpartition("/")[0] for entry in entries}
            skip = len(folders.pop()) + 1 if len(folders) == 1 and folders != {""} else 0
            return {e.filename[skip:]: text_of(archive.read(e), e.filename) for e in entries}
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError) as error:
        raise FactsError(
            [Problem("package", f"cannot be read as a ZIP file: {error}.", "Send it again.")]
        ) from None


def text_of(content: bytes, file: str) -> str:
    """Text of a file; FactsError where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FactsError(
            [Problem(file, f"is not UTF-8 at byte {error.start}.", "Save it as UTF-8.")]
        ) from None


def reference_problems(tables: Mapping[str, Any]) -> list[Problem]:
    """Keys that occur twice and references that lead nowhere."""
    problems = []
    known = {
        (target, column): {getattr(row, column) for row in tables[target]}
        for table in TABLES.values()
        for target, column in table.references.values()
    }
    for name, table in TABLES.items():
        seen: set[tuple[Any, ...]] = set()
        for number, row in enumerate(tables[name], start=2):
            key = tuple(getattr(row, column) for column in table.key)
            if key in seen:
                problems.append(
                    Problem(f"{name}.csv", "stands twice.", "Keep one of the rows.", number, table.key[0], str(key[0]))
                )  # fmt: skip
            seen.add(key)
            for column, target in table.references.items():
                value = getattr(row, column)
                if value not in (None, "") and value not in known[target]:
                    problems.append(
                        Problem(f"{name}.csv", f"is not in {target[0]}.csv.", f"Add it there or correct it here ({target[1]}).",
                                number, column, str(value))
                    )  # fmt: skip
    return problems


def read_rows(file: str, text: str, table: Table, problems: list[Problem]) -> Iterable[Any]:
    """Rows of one CSV; what cannot be read is added to ``problems`` and left out."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    header = reader.fieldnames or []
    required = [f.name for f in fields(table.record) if f.default is MISSING]
    missing = [name for name in required if name not in header]
    if missing:
        for name in missing:
            problems.append(Problem(file, "the column is missing.", "Add it to the header.", 1, name))
        return
    kinds = typing.get_type_hints(table.record)
    for number, raw in enumerate(reader, start=2):
        values: dict[str, Any] = {}
        before = len(problems)
        for field in fields(table.record):
            given = (raw.get(field.name) or "").strip()
            try:
                values[field.name] = _value(given, kinds[field.name], field.default)
            except ValueError as error:
                problems.append(Problem(file, str(error), "Correct it.", number, field.name, given))
        for column, among in table.among.items():
            if column in values and values[column] not in among:
                problems.append(
                    Problem(file, "is none of the values this column may have.", f"Use one of: {', '.join(among)}.",
                            number, column, str(values[column]))
                )  # fmt: skip
        if len(problems) == before:
            yield table.record(**values)


def _value(given: str, kind: Any, default: Any) -> Any:
    optional = isinstance(kind, types.UnionType)
    if optional:
        kind = next(k for k in typing.get_args(kind) if k is not type(None))
    if given == "":
        if default is not MISSING:
            return default
        if kind is str:
            return ""
        raise ValueError("is empty.")
    if kind is str:
        return given
    if kind is bool:
        if given.lower() not in ("true", "false"):
            raise ValueError("is neither true nor false.")
        return given.lower() == "true"
    if kind is datetime.date:
        try:
            return datetime.date.fromisoformat(given)
        except ValueError:
            raise ValueError("is not a date as 2027-03-31.") from None
    try:
        number = kind(given)
    except ValueError:
        raise ValueError("is not a number." if kind is float else "is not a whole number.") from None
    if kind is float and (number != number or number in (float("inf"), float("-inf"))):
        raise ValueError("is not a number.")
    return number


def _identity(text: str | None, problems: list[Problem]) -> dict[str, Any] | None:
    if text is None:
        problems.append(
            Problem(IDENTITY, "is missing.", "Add it with city_id, name, state, signed_on, term_until.")
        )
        return None
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(IDENTITY, f"is not TOML: {error}.", "Correct it."))
        return None
    kinds = typing.get_type_hints(CompactFacts)
    before = len(problems)
    for name in _CITY:
        if name not in found and name != "synthetic":
            problems.append(Problem(IDENTITY, "is missing.", "Add it.", column=name))
        elif name in found and type(found[name]) is not kinds[name]:
            problems.append(
                Problem(IDENTITY, f"is not a {kinds[name].__name__}.", "Correct it.", column=name, value=str(found[name]))
            )  # fmt: skip
    return {name: found[name] for name in _CITY if name in found} if len(problems) == before else None


def _to_csv(table: Table, rows: Iterable[Any]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [field.name for field in fields(table.record)]
    writer.writerow(names)
    for row in sorted(rows, key=lambda r: tuple(str(getattr(r, column)) for column in table.key)):
        writer.writerow([_cell(getattr(row, name)) for name in names])
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
