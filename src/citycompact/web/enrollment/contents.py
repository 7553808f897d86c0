"""What a package says of each applicant, as a version holds it, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from citycompact.city import TABLES, CityPackage
from citycompact.web.enrollment.answers import FURTHER

KNOWN = ("grade", "current_school_id", "latitude", "longitude", "zone")
"""Columns of applicants that stand beside the facts in a version."""
UNREAD = ("priorities", "lottery")
"""Tables of applicants that the site does not read; a version that came from a file keeps their rows."""
_READ = ("choices", "claims", "scores", "verifications")


def contents_of(city: CityPackage) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a package says of each applicant, without round."""
    applicants = city.table("applicants")
    facts = sorted(set(applicants.columns) - {*KNOWN, "applicant_id", "family_id"})
    lists = _lists(city.table("choices").sort("applicant_id", "rank"), "program_id")
    claims = city.table("claims").sort("applicant_id", "claim", "school_id")
    claimed = _lists(claims.with_columns(pl.concat_list("claim", "school_id").alias("pair")), "pair")
    further = _further(city)
    for row in applicants.iter_rows(named=True):
        name = row["applicant_id"]
        said = {
            "applicant_id": name,
            **{column: row[column] for column in KNOWN},
            "address": "",
            "choices": lists.get(name, []),
            "facts": {column: row[column] for column in facts},
            "claims": claimed.get(name, []),
        }
        if more := {table: rows[name] for table, rows in further.items() if name in rows}:
            said[FURTHER] = more
        yield name, said


def _lists(frame: pl.DataFrame, column: str) -> dict[str, list[Any]]:
    """The values of a column for each applicant, in their order."""
    return dict(frame.group_by("applicant_id", maintain_order=True).agg(column).iter_rows())


def _further(city: CityPackage) -> Mapping[str, dict[str, list[dict[str, Any]]]]:
    """Of each table what the site does not read, by applicant: whole rows, or key and unknown columns."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for name in (*_READ, *UNREAD):
        frame, key = city.table(name), TABLES[name].key
        known = {column.name for column in TABLES[name].columns}
        unknown = [column for column in frame.columns if column not in known]
        wanted = frame.columns if name in UNREAD else [*key, *unknown]
        if frame.is_empty() or not (name in UNREAD or unknown):
            continue
        rows = frame.select(wanted).sort(key)
        cells = pl.struct(pl.exclude("applicant_id")).alias("cells")
        found[name] = dict(rows.group_by("applicant_id", maintain_order=True).agg(cells).iter_rows())
    return found


def with_further(name: str, frame: pl.DataFrame, kept: Mapping[str, Mapping[str, Any]]) -> pl.DataFrame:
    """A table of applicants with the columns and rows that their versions keep besides.

    Parameters
    ----------
    kept
        Applicant to what their version has under ``further``.
    """
    rows = [{"applicant_id": who, **row} for who, said in kept.items() for row in said.get(name, ())]
    if not rows:
        return frame
    kinds = frame.schema
    more = pl.DataFrame(rows, infer_schema_length=None)
    more = more.with_columns(
        pl.col(c).cast(kinds[c]) for c in more.columns if c in kinds and name not in UNREAD
    )
    key = TABLES[name].key
    if name in UNREAD:
        return more.select(
            *[c for c in frame.columns if c in more.columns], *[c for c in more.columns if c not in kinds]
        ).sort(key)
    return frame.join(more, on=key, how="left", maintain_order="left", nulls_equal=True)
