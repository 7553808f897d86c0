"""A decision in one file of plain data: its record, the rules it rests on, and every table of its result.

For decisions that are small enough to be read whole; a match is a folder with bundles instead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl
from pydantic import BaseModel

from citycompact.doors import Certificate, Decision, Result, Room
from citycompact.facts import FactsError, Problem, sha256_hex
from citycompact.record.record import brought_forward, record_of

FORMAT = "citycompact publication 1"


def publication(
    room: Room,
    decision: Decision,
    facts: Any,
    rules: Mapping[str, BaseModel],
    signing: Mapping[str, Mapping[str, Any]],
    result: Result,
) -> dict[str, Any]:
    """Everything that a stranger needs beside the facts to recompute a decision.

    Parameters
    ----------
    rules
        The model of each section that the decision rests on.
    signing
        See :func:`citycompact.record.record.record_of`.
    """
    agreed: Any = next(iter(rules.values())) if len(rules) == 1 else rules
    certificate: Certificate = decision.check(facts, agreed, result)
    return {
        "format": FORMAT,
        "record": record_of(
            room.name,
            decision,
            {"id": facts.city_id, "name": facts.name},
            decision.digests(facts),
            signing,
            result,
            certificate,
            table_digests(result),
        ),
        "rules": {name: section.model_dump(mode="json") for name, section in rules.items()},
        "tables": {name: _rows(table) for name, table in result.tables.items()},
    }


def publication_text(content: Mapping[str, Any]) -> str:
    """A publication as its file, the same to the byte on every machine."""
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def table_digests(result: Result) -> dict[str, str]:
    """SHA-256 of each table as CSV."""
    return {name: sha256_hex(table.write_csv().encode()) for name, table in result.tables.items()}


def read_publication(text: str, file: str, room: str) -> tuple[Result, dict[str, Any], dict[str, Any]]:
    """Read the result, the rules by section, and the record of a publication.

    Raises
    ------
    FactsError
        Where the text is no publication of a decision of the room.
    """
    mend = "Give the file that a city publishes, or that the command line wrote."
    try:
        content = json.loads(text)
        if "standing" in content:
            # How a compact was published before there was one record for all rooms.
            mend = "Write it again: citycompact compact status PACKAGE --on DAY --write FILE."
            raise FactsError([Problem(file, "is of an earlier format.", mend)])
        record = brought_forward(content["record"], file)
        if record["room"] != room:
            raise ValueError(f"it is of the room {record['room']}")
        tables = {
            name: _frame(content["tables"][name], columns) for name, columns in record["columns"].items()
        }
        rules: dict[str, Any] = content["rules"]
    except FactsError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError) as error:
        problem = Problem(file, f"is not the publication of a decision: {error}.", mend)
        raise FactsError([problem]) from None
    return Result(tables, record["values"]), rules, record


def _rows(table: pl.DataFrame) -> list[dict[str, Any]]:
    return table.with_columns(pl.col(pl.Date).cast(pl.String)).to_dicts()


def _frame(rows: list[dict[str, Any]], columns: list[list[str]]) -> pl.DataFrame:
    kinds = {name: getattr(pl, kind) for name, kind in columns}
    days = [name for name, kind in kinds.items() if kind == pl.Date]
    text = {name: pl.String if name in days else kind for name, kind in kinds.items()}
    return pl.DataFrame(rows, schema=text).with_columns(pl.col(days).str.to_date("%Y-%m-%d"))
