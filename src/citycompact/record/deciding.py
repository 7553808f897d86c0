"""Any room's decision from facts to a folder: decide, check, record, and only then show."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from citycompact.doors import Certificate, Decision, Draw, Result, Room
from citycompact.facts import FactsError, Problem, sha256_hex
from citycompact.record.publishing import put_in_place
from citycompact.record.record import read_record, record_of
from citycompact.record.results import results_of


@dataclass(frozen=True, eq=False)
class Decided:
    """A decision with its certificate, as it is written down."""

    result: Result
    certificate: Certificate
    record: dict[str, Any]


def decide_into(
    folder: Path,
    room: Room,
    decision: Decision,
    facts: Any,
    rules: Any,
    signing: Mapping[str, Mapping[str, Any]],
    draw: Draw | None = None,
) -> Decided:
    """Take a decision and write its folder: all of it, or nothing.

    The folder holds a CSV for each table of the result, ``values.json``, ``certificate.json``,
    ``results.txt`` (the salted leaves, where people have receipts; not for the public) and
    ``record.json``.

    Parameters
    ----------
    facts
        What ``decision.read`` gives; has ``city_id`` and ``name``.
    signing
        For each section that the decision rests on, its digest and who signed it.

    Raises
    ------
    FactsError
        Where facts and rules do not fit together.
    """
    result = decision.decide(facts, rules, draw)
    certificate = decision.check(facts, rules, result)
    results = None
    if decision.receipt_tables:
        results = results_of(result, decision.who, decision.receipt_tables)
    texts = {f"{name}.csv": table.write_csv() for name, table in result.tables.items()}
    digests = {name: sha256_hex(texts[f"{name}.csv"].encode()) for name in result.tables}
    record = record_of(
        room.name,
        decision,
        {"id": facts.city_id, "name": facts.name},
        decision.digests(facts),
        signing,
        result,
        certificate,
        digests,
        results,
    )
    texts["values.json"] = _json(dict(result.values))
    texts["certificate.json"] = _json([asdict(finding) for finding in certificate.findings])
    texts["record.json"] = _json(record)
    if results is not None:
        salted = zip(results.salts, results.leaves, strict=True)
        texts["results.txt"] = "".join(f"{salt.hex()} {leaf}\n" for salt, leaf in salted)
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        scratch.mkdir()
        for name, text in texts.items():
            (scratch / name).write_text(text, encoding="utf-8")
        put_in_place(scratch, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Decided(result, certificate, record)


def read_result(folder: Path) -> tuple[Result, dict[str, Any]]:
    """Read the result and the record of a decision that :func:`decide_into` wrote.

    Raises
    ------
    FactsError
        Where a file is missing, cannot be read, or is not the one that the record names.
    """
    record = read_record(folder / "record.json")
    tables: dict[str, pl.DataFrame] = {}
    problems: list[Problem] = []
    mend = "Take the folder as it was written."
    for name, columns in record.get("columns", {}).items():
        path = folder / f"{name}.csv"
        try:
            content = path.read_bytes()
            kinds = {column: getattr(pl, kind) for column, kind in columns}
            tables[name] = pl.read_csv(content, schema=kinds) if kinds else pl.DataFrame()
        except (OSError, pl.exceptions.PolarsError) as error:
            problems.append(Problem(path.name, f"cannot be read: {error}.", mend))
            continue
        if sha256_hex(content) != record["result_sha256"][name]:
            problems.append(Problem(path.name, "is not the table that record.json names.", mend))
    if problems:
        raise FactsError(problems)
    drawn = record["draw"]
    draw = None if drawn is None else Draw(drawn["seed"], drawn["source"], drawn["replayed"])
    return Result(tables, record["values"], draw), record


def _json(content: Any) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
