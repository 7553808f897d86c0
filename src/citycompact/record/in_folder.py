"""A decision in a folder: a CSV for each table of its result, and beside them everything else.

The folder holds ``values.json``, ``certificate.json`` (with examples, which may name people), ``rules.json``
(what was signed, and the signatures), ``results.txt`` (the salted leaves, where people have receipts; not
for the public) and ``record.json``.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from citycompact.doors import Certificate, Decision, Draw, Facts, Result, Room
from citycompact.facts import FactsError, Problem, json_of, text_of
from citycompact.record.agreed import Agreed
from citycompact.record.commitment import Commitment, Committed, keep
from citycompact.record.placing import finished
from citycompact.record.published_tables import csv_of, table_of_csv, write_csv_of
from citycompact.record.record import FORMAT, draw_of, read_record
from citycompact.record.written import (
    MEND,
    Written,
    belongs_to,
    nameless,
    plain_text,
    texts_beside,
    write_down,
)


def decide_into(
    folder: Path,
    room: Room,
    decision: Decision,
    facts: Facts,
    agreed: Agreed,
    draw: Draw | None = None,
    *,
    published: Commitment | None = None,
    overwrite: bool = False,
) -> tuple[Written, Certificate]:
    """Take a decision and write its folder: all of it, or nothing.

    Parameters
    ----------
    published
        The commitment that was published before the draw; the facts must still be the same.

    Raises
    ------
    FactsError
        Where facts and rules do not fit together, or differ from what was committed to, or the folder
        already holds something (:func:`citycompact.record.placing.refuse_to_replace`).
    """
    if draw is not None:
        draw = replace(draw, committed_before=published is not None)
    with finished(folder, room.name, overwrite=overwrite) as scratch:
        committed = keep(decision, facts, agreed, draw, published)
        result = decision.decide(facts, agreed.rules, draw)
        return write_folder(scratch, room, decision, facts, agreed, result, committed)


def write_folder(
    folder: Path,
    room: Room,
    decision: Decision,
    facts: Facts,
    agreed: Agreed,
    result: Result,
    committed: Committed | None = None,
) -> tuple[Written, Certificate]:
    """Check a result and write it with its record into an empty folder; see :func:`write_down`."""
    with ThreadPoolExecutor(1) as aside:
        # Large tables are written outside of Python's lock, while the check looks at them.
        tables = aside.submit(
            lambda: {name: write_csv_of(t, folder / f"{name}.csv") for name, t in result.tables.items()}
        )
        written, certificate = write_down(room, decision, facts, agreed, result, committed, tables.result)
    contents = {"values": result.values, "rules": written.agreed, "record": written.record}
    texts = {f"{name}.json": plain_text(dict(content)) for name, content in contents.items()}
    texts |= texts_beside(written.results, certificate)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return written, certificate


def read_folder(folder: Path, room: Room, decision: Decision) -> Written:
    """Read what :func:`decide_into` wrote; whether it is true is for :func:`check_written`.

    Raises
    ------
    FactsError
        Where a file is missing, or cannot be read as what such a decision has.
    """
    record = read_record(folder / "record.json")
    if record["format"] != FORMAT:
        mend = "citycompact explain and compare read it, and audit/verify.py checks it."
        raise FactsError([Problem("record.json", f"is of an earlier format, {record['format']!r}.", mend)])
    belongs_to(record, room, decision, "record.json")
    tables: dict[str, pl.DataFrame] = {}
    problems: list[Problem] = []
    present = {path.name for path in folder.iterdir()}
    for name, columns in decision.result.items():
        file = f"{name}.csv"
        try:
            if file not in present:
                raise FactsError([Problem(file, "is missing.", MEND)])
            content = (folder / file).read_bytes()
            tables[name] = table_of_csv(content, columns, file)
            if csv_of(tables[name]).encode() != content:
                # Its hash is that of the file, so there is one spelling.
                raise FactsError([Problem(file, "is not spelled as it was written.", MEND)])
        except FactsError as error:
            problems += error.problems
    contents: dict[str, Any] = {}
    for name in ("values.json", "rules.json"):
        try:
            if name not in present:
                raise FactsError([Problem(name, "is missing.", MEND)])
            contents[name] = json_of(text_of(folder / name, name), name)
            if not isinstance(contents[name], dict):
                raise FactsError([Problem(name, "is not an object.", MEND)])
        except FactsError as error:
            problems += error.problems
    if problems:
        raise FactsError(problems)
    result = Result(tables, contents["values.json"], draw_of(record))
    if problems := nameless(result, decision.who):
        raise FactsError(problems)
    return Written(result, record, contents["rules.json"])


def unread(folder: Path, decision: Decision) -> list[str]:
    """What lies in a decision's folder beside the files that :func:`read_folder` reads."""
    tables = (f"{name}.csv" for name in decision.result)
    known = {"values.json", "rules.json", "record.json", *_BESIDE, *tables}
    return sorted(path.name for path in folder.iterdir() if path.name not in known)


def read_beside(folder: Path) -> dict[str, str]:
    """Texts of the files that repeat what the record holds, by name; FactsError where one is no text."""
    return {name: text_of(folder / name, name) for name in _BESIDE if (folder / name).exists()}


def missing_beside(folder: Path, decision: Decision) -> list[str]:
    """Files that repeat what the record holds, and that whoever publishes a folder may leave out."""
    due = _BESIDE if decision.receipt_tables else _BESIDE[:1]
    return [name for name in due if not (folder / name).exists()]


_BESIDE = ("certificate.json", "results.txt")
