"""Seats as ordered buckets: what is reserved for whom, and what is open."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from citycompact.city import CityPackage
from citycompact.enrollment.recomputed.programs import inside
from citycompact.enrollment.rules import EVERYONE, OPEN, EnrollmentRules, ReserveRule

_Bucket = tuple[int, str, int, bool]

_KINDS = {
    "program": pl.UInt32,
    "position": pl.Int64,
    "group": pl.String,
    "seats": pl.Int64,
    "hard": pl.Boolean,
}


def buckets_of(city: CityPackage, rules: EnrollmentRules, programs: pl.DataFrame) -> pl.DataFrame:
    """Buckets of every program, in the order of programs and positions.

    Rows of the table ``reserves`` decide; at a program without rows the reserves of the rules do. What is not
    reserved is one open bucket: last where the table reserves, between ``first`` and ``last`` where rules do.

    Columns: bucket (its number here), program, position, group, seats, hard (nobody else may sit there).
    """
    of_table: dict[str, list[_Bucket]] = {}
    rows = city.table("reserves").select("program_id", "position", "group", "seats", "hard")
    for program_id, *bucket in rows.iter_rows():
        of_table.setdefault(program_id, []).append(tuple(bucket))
    scopes = [(rule, set(programs.filter(inside(rule))["program"])) for rule in rules.reserves]
    found: list[tuple[int, int, str, int, bool]] = []
    for program, program_id, seats in programs.select("program", "program_id", "seats").iter_rows():
        if program_id in of_table:
            mine = _with_the_rest(sorted(of_table[program_id]), seats)
        else:
            mine = list(_by_rules([rule for rule, scope in scopes if program in scope], seats))
        found += [(program, *bucket) for bucket in mine]
    kept = pl.DataFrame(found, schema=_KINDS, orient="row").with_columns(
        hard=pl.col("hard") & ~pl.col("group").is_in([OPEN, EVERYONE])
    )
    return kept.with_row_index("bucket")


def _with_the_rest(reserved: list[_Bucket], seats: int) -> list[_Bucket]:
    left = seats - sum(bucket[2] for bucket in reserved)
    return [*reserved, (reserved[-1][0] + 1, OPEN, left, False)] if left > 0 else reserved


def _by_rules(rules: list[ReserveRule], seats: int) -> Iterator[_Bucket]:
    left = seats
    sizes = []
    for rule in rules:
        size = min(left, share_of(rule.share, seats) if rule.seats is None else rule.seats)
        sizes.append((rule, size))
        left -= size
    ordered = [(rule.group, size, rule.hard) for rule, size in sizes if rule.position == "first" and size > 0]
    last = [(rule.group, size, rule.hard) for rule, size in sizes if rule.position == "last" and size > 0]
    if left > 0 or not (ordered or last):
        ordered.append((OPEN, left, False))
    for position, (group, size, hard) in enumerate(ordered + last, start=1):
        yield position, group, size, hard


def share_of(share: float | None, seats: int) -> int:
    """A share of a program's seats to the nearest one, half up; the share as it is written, not in binary."""
    exact = Decimal(repr(share or 0.0)) * seats
    # Beyond the ninth digit a share says nothing: a third of three written with ten digits is one.
    return int(exact.quantize(Decimal("1e-9")).quantize(Decimal(1), rounding=ROUND_HALF_UP))
