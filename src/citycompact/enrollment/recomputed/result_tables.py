"""The tables of a result, as somebody published them: nothing is believed, and nothing ends the check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from citycompact.doors import Result

COLUMNS: dict[str, dict[str, type[pl.DataType]]] = {
    "assignments": {
        "applicant_id": pl.String,
        "program_id": pl.String,
        "bucket": pl.Int64,
        "choice_rank": pl.Int64,
    },
    "waitlists": {"program_id": pl.String, "position": pl.Int64, "applicant_id": pl.String},
    "cutoffs": {
        "program_id": pl.String,
        "bucket": pl.Int64,
        "group": pl.String,
        "seats": pl.Int64,
        "filled": pl.Int64,
        "full": pl.Boolean,
        "member": pl.Boolean,
        "priority": pl.Int64,
        "priority_group": pl.String,
        "score": pl.Float64,
        "lottery_place": pl.Int64,
        "lottery_number": pl.String,
        "lottery_weight": pl.Float64,
    },
    "explanations": {
        "applicant_id": pl.String,
        "choice_rank": pl.Int64,
        "program_id": pl.String,
        "reason": pl.String,
        "seats": pl.Int64,
        "admitted": pl.String,
        "own_group": pl.String,
        "own_place": pl.Int64,
        "own_score": pl.Float64,
        "cutoff_group": pl.String,
        "cutoff_place": pl.Int64,
        "cutoff_score": pl.Float64,
        "waitlist_position": pl.Int64,
        "explanation": pl.String,
    },
    "lottery": {"applicant_id": pl.String, "lottery_number": pl.String, "lottery_place": pl.Int64},
    "siblings": {"applicant_id": pl.String, "program_id": pl.String, "effect": pl.String},
    "unverified": {
        "applicant_id": pl.String,
        "fact": pl.String,
        "school_id": pl.String,
        "how": pl.String,
    },
}
"""The tables that are held against the facts, and the kinds of their columns."""


@dataclass(frozen=True, eq=False)
class Published:
    """The tables of a result in the kinds that they should have.

    Parameters
    ----------
    tables
        Every table of :data:`COLUMNS`; what is missing is empty.
    odd
        Of each table, what is wrong with its form.
    given
        Names of the tables that the result has.
    """

    tables: Mapping[str, pl.DataFrame]
    odd: Mapping[str, list[str]] = field(default_factory=dict)
    given: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.tables[name]


def published(result: Result) -> Published:
    """Read the tables of a result; cells that are of no such kind are empty, and said to be odd."""
    tables, odd = {}, {}
    for name, kinds in COLUMNS.items():
        found = result.tables.get(name)
        tables[name], odd[name] = (
            (pl.DataFrame(schema=kinds), [f"the result has no table {name}"])
            if found is None
            else _read(found, kinds)
        )
    return Published(tables, odd, frozenset(result.tables))


def _read(table: pl.DataFrame, kinds: Mapping[str, type[pl.DataType]]) -> tuple[pl.DataFrame, list[str]]:
    columns, odd = [], []
    for name, kind in kinds.items():
        if name not in table.columns:
            odd.append(f"the table has no column {name}")
            columns.append(pl.repeat(None, table.height, dtype=kind, eager=True).alias(name))
            continue
        given = table[name]
        try:
            read = given.cast(kind, strict=False)
        except pl.exceptions.PolarsError:
            read = pl.repeat(None, table.height, dtype=kind, eager=True).alias(name)
        lost = (given.is_not_null() & read.is_null()).arg_true()
        odd += [f"row {row + 1}: {name} is {given[row]!r}, which it cannot be" for row in lost.to_list()]
        columns.append(read)
    return pl.DataFrame(columns), odd
