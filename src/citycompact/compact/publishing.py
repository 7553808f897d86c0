"""Progress as it is published: tables, rules, hashes and certificate in one file of plain data."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from citycompact.compact.check import check
from citycompact.compact.facts import CompactFacts
from citycompact.compact.package import package_digests
from citycompact.compact.progress import RESULT_TABLES
from citycompact.compact.rules import ProgressRules
from citycompact.doors import Result
from citycompact.facts import FactsError, Problem, canonical_json, sha256_hex

FORMAT = "citycompact progress 2"


def publication(facts: CompactFacts, rules: ProgressRules, result: Result) -> dict[str, Any]:
    """Everything that a stranger needs beside the facts to recompute progress, as plain data."""
    return {
        "format": FORMAT,
        "progress": _plain(result),
        "sha256": result_sha256(result),
        "rules": rules.model_dump(mode="json"),
        "facts_sha256": package_digests(facts),
        "certificate": check(facts, rules, result).plain(),
    }


def publication_text(facts: CompactFacts, rules: ProgressRules, result: Result) -> str:
    """The same as ``progress.json``, the same to the byte on every machine."""
    content = publication(facts, rules, result)
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def result_sha256(result: Result) -> str:
    """Hash of the decision."""
    return sha256_hex(canonical_json(_plain(result)))


def read_publication(text: str) -> tuple[Result, ProgressRules]:
    """Read progress and its rules as they were published.

    Raises
    ------
    FactsError
        Where the text is no publication of progress, or one of an earlier format.
    """
    mend = "Give the progress.json that a city publishes or `compact status --write` makes."
    try:
        content = json.loads(text)
        if "standing" in content:
            mend = "Write it again: citycompact compact status PACKAGE --on DAY --write progress.json."
            raise FactsError([Problem("progress.json", "is of an earlier format.", mend)])
        said = content["progress"]
        tables = {name: _frame(name, said[name]) for name in RESULT_TABLES}
        rules = ProgressRules.model_validate(content["rules"])
        values = {"as_of": str(said["as_of"]), "city_id": str(said["city_id"])}
    except (ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError) as error:
        raise FactsError([Problem("progress.json", f"is not progress: {error}.", mend)]) from None
    return Result(tables, values), rules


def _plain(result: Result) -> dict[str, Any]:
    days = pl.col(pl.Date).cast(pl.String)
    rows = {name: frame.with_columns(days).to_dicts() for name, frame in result.tables.items()}
    return {**result.values, **rows}


def _frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = RESULT_TABLES[name].empty().schema
    days = [column for column, kind in schema.items() if kind == pl.Date]
    text = {column: pl.String() if column in days else kind for column, kind in schema.items()}
    return pl.DataFrame(rows, schema=text).with_columns(pl.col(days).str.to_date("%Y-%m-%d"))
