"""The results root: a salted Merkle leaf for each person's or school's result, with what it rests on.

A leaf is canonical JSON: the id of the person or school, and for each receipt table of the decision
the rows about it without that id, in their order::

    {"applicant_id": id, "assignments": [{"bucket": 1, "choice_rank": 2, "program_id": id}],
     "siblings": [{"effect": "closed", "program_id": id}, ...]}

Whoever holds the second receipt (leaf, salt and path) can prove what was published to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from citycompact.doors import Result
from citycompact.facts import canonical_json
from citycompact.facts.canonical_json import LARGEST_INTEGER
from citycompact.record.merkle import merkle_path, salted_levels, salts


@dataclass(frozen=True, eq=False)
class Results:
    """Every result of a decision as a leaf; all but the root is private."""

    who: list[str]
    leaves: list[str]
    salts: list[bytes]

    @cached_property
    def root(self) -> str:
        """Merkle root, hexadecimal."""
        return salted_levels(self.salts, self.leaves)[-1][0].hex()

    def public(self) -> dict[str, Any]:
        """What is published of them."""
        return {"format": "citycompact results 1", "results": len(self.leaves), "results_root": self.root}

    def receipts(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Everybody's id and second receipt."""
        levels = salted_levels(self.salts, self.leaves)
        for index, name in enumerate(self.who):
            yield (
                name,
                {
                    "result": self.leaves[index],
                    "result_salt": self.salts[index].hex(),
                    "result_path": [list(step) for step in merkle_path(levels, index)],
                    "results_root": self.root,
                },
            )


def salted_lines(salts: Iterable[bytes], texts: Iterable[str]) -> Iterator[str]:
    """A line for each text with its salt before it."""
    return (f"{salt.hex()} {text}\n" for salt, text in zip(salts, texts, strict=True))


def results_of(result: Result, who: str, tables: Sequence[str]) -> Results:
    """Make the leaves of a result.

    Parameters
    ----------
    who
        Column that names whom a row is about; the first table has a row for everybody.
    tables
        Receipt tables of the decision.
    """
    frame = result.tables[tables[0]].select(who).unique(maintain_order=True)
    parts = {who: pl.col(who).pipe(_quoted)}
    for name in tables:
        rows = result.tables[name]
        frame = frame.join(
            rows.select(who, _object(rows, who).alias(name))
            .group_by(who, maintain_order=True)
            .agg(pl.col(name).str.join(",")),
            on=who,
            how="left",
            maintain_order="left",
        )
        parts[name] = pl.format("[{}]", pl.col(name).fill_null(""))
    texts = [pl.concat_str(pl.lit(f'"{key}":'), parts[key]) for key in sorted(parts)]
    leaf = pl.concat_str(pl.lit("{"), pl.concat_str(texts, separator=","), pl.lit("}"))
    people, leaves = frame[who].to_list(), frame.select(leaf).to_series().to_list()
    return Results(people, leaves, salts(leaves, people))


def _object(rows: pl.DataFrame, who: str) -> pl.Expr:
    """Each row as a JSON object of its other columns."""
    columns = sorted(name for name in rows.columns if name != who)
    texts = [pl.concat_str(pl.lit(f'"{name}":'), _cell(rows[name])) for name in columns]
    return pl.concat_str(pl.lit("{"), pl.concat_str(texts, separator=","), pl.lit("}"))


def _cell(column: pl.Series) -> pl.Expr:
    """The cells of a column as canonical JSON; FactsError for one that has no such form."""
    cell, kind = pl.col(column.name), column.dtype
    if kind == pl.String:
        text = cell.pipe(_quoted)
    elif kind == pl.Boolean:
        text = cell.cast(pl.String)
    elif kind.is_integer():
        plain = cell.cast(pl.String)
        text = pl.when(cell.abs() > LARGEST_INTEGER).then(pl.format('"{}"', plain)).otherwise(plain)
    else:
        # Here and not inside the engine, which would wrap what is wrong with a cell in an error of its own.
        written = [None if value is None else canonical_json(value).decode() for value in column]
        text = pl.lit(pl.Series(written, dtype=pl.String))
    return text.fill_null("null")


def _quoted(text: pl.Expr) -> pl.Expr:
    """Texts as JSON strings."""
    return text.map_batches(_quote, return_dtype=pl.String)


def _quote(column: pl.Series) -> pl.Series:
    if not column.str.contains(r'["\\\x00-\x1f]').any():
        return pl.select(pl.format('"{}"', column)).to_series()
    return pl.Series([None if v is None else canonical_json(v).decode() for v in column], dtype=pl.String)
