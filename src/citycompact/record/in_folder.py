"""A decision in a folder: a CSV for each table of its result, and beside them everything else.

The folder holds ``values.json``, ``certificate.json`` (with examples, which may name people), ``rules.json``
(what was signed, and the signatures), ``results.txt`` (the salted leaves, where people have receipts; not
for the public) and ``record.json``, which has the hash of every other file in the folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from citycompact.doors import Certificate, Decision, Draw, Facts, Result, Room
from citycompact.facts import FactsError, Problem, file_sha256, json_of, text_of
from citycompact.record.agreed import Agreed
from citycompact.record.approvals import Approval, approvals_text
from citycompact.record.commitment import Commitment, Committed, keep
from citycompact.record.drawing import under
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

RECORD = "record.json"
PUBLIC = "public"
"""Folder of the tables that anybody may see, where a decision has such, with what they may of its record."""
_GIVING_AWAY = frozenset({"facts_sha256", "result_sha256", "values", "files"})
APPROVALS = "approvals.json"
"""Approvals of a correction by the sectors' keys, where they were given; on the site they are accounts' words
and stand on the public page."""


def decide_into(
    folder: Path,
    room: Room,
    decision: Decision,
    facts: Facts,
    agreed: Agreed,
    draw: Draw | None = None,
    *,
    published: Commitment | None = None,
    approvals: Sequence[Approval] = (),
    overwrite: bool = False,
    beside: Callable[[Path, Result, Certificate], None] | None = None,
) -> tuple[Written, Certificate]:
    """Take a decision and write its folder: all of it, or nothing.

    Parameters
    ----------
    published
        The commitment that was published before the draw, or of a correction after it; the facts must still
        be the same.
    approvals
        Of a correction, to be kept in the folder; whether they count is for
        :func:`citycompact.record.correction.approval_faults`.
    beside
        Writes what else belongs into the folder, such as a report, before its record is written.

    Raises
    ------
    FactsError
        Where facts and rules do not fit together, or differ from what was committed to, or the folder
        already holds something (:func:`citycompact.record.placing.refuse_to_replace`).
    """
    if draw is not None:
        draw = under(draw, published)
    with finished(folder, room.name, overwrite=overwrite) as scratch:
        committed = keep(decision, facts, agreed, draw, published)
        result = decision.decide(facts, agreed.rules, draw)
        written, certificate = write_contents(scratch, room, decision, facts, agreed, result, committed)
        write_approvals(scratch, approvals)
        if beside is not None:
            beside(scratch, written.result, certificate)
        return seal(scratch, written), certificate


def write_contents(
    folder: Path,
    room: Room,
    decision: Decision,
    facts: Facts,
    agreed: Agreed,
    result: Result,
    committed: Committed | None = None,
) -> tuple[Written, Certificate]:
    """Check a result and write it into an empty folder, but for its record, which :func:`seal` writes when
    everything else lies there; see :func:`write_down`."""
    with ThreadPoolExecutor(1) as aside:
        # Large tables are written outside of Python's lock, while the check looks at them.
        tables = aside.submit(
            lambda: {name: write_csv_of(t, folder / f"{name}.csv") for name, t in result.tables.items()}
        )
        written, certificate = write_down(room, decision, facts, agreed, result, committed, tables.result)
    texts = {
        "values.json": plain_text(dict(written.result.values)),
        "rules.json": plain_text(dict(written.agreed)),
        **texts_beside(written.results, certificate),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    if decision.public is not None:
        (folder / PUBLIC).mkdir()
        for name, table in decision.public(facts, agreed.rules, written.result).items():
            write_csv_of(table, folder / PUBLIC / f"{name}.csv")
        text = plain_text(public_record(written.record))
        (folder / PUBLIC / RECORD).write_text(text, encoding="utf-8", newline="\n")
    return written, certificate


def public_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """What anybody may read of the record of a decision with small counts in it.

    A hash of a table of which all but few cells are known gives these away: whoever tries the few values that
    they can have finds the one whose hash it is. The results root is of salted leaves, so it may stand.
    """
    return {name: value for name, value in record.items() if name not in _GIVING_AWAY}


def write_approvals(folder: Path, approvals: Sequence[Approval]) -> None:
    """Write the approvals of a correction beside its tables, where there are any."""
    if approvals:
        (folder / APPROVALS).write_text(approvals_text(approvals), encoding="utf-8", newline="\n")


def seal(folder: Path, written: Written, copies: tuple[str, ...] = ()) -> Written:
    """Write the record, with the hash of every file that lies in the folder.

    Parameters
    ----------
    copies
        Where the record is written again, for those who are given a part of the folder only.
    """
    records = (RECORD, *copies)
    files = {name: file_sha256(folder / name) for name in files_in(folder) if name not in records}
    sealed = replace(written, record={**written.record, "files": files})
    for name in records:
        (folder / name).write_text(plain_text(dict(sealed.record)), encoding="utf-8", newline="\n")
    return sealed


def files_in(folder: Path) -> list[str]:
    """Every file of a folder, by its path from there."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def read_folder(folder: Path, room: Room, decision: Decision) -> Written:
    """Read what :func:`decide_into` wrote; whether it is true is for
    :func:`citycompact.record.checked_folder.check_folder`.

    Raises
    ------
    FactsError
        Where a file is missing, or cannot be read as what such a decision has.
    """
    record = read_record(folder / "record.json")
    of_this_format(record)
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


def of_this_format(record: Mapping[str, Any]) -> None:
    """FactsError for the record of a folder that an earlier version wrote."""
    if record["format"] != FORMAT:
        mend = "citycompact explain and compare read it, and audit/verify.py checks it."
        raise FactsError([Problem(RECORD, f"is of an earlier format, {record['format']!r}.", mend)])
