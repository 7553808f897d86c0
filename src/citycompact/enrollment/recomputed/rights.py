"""Whose right to a seat the rules keep, and at which program."""

from __future__ import annotations

import polars as pl

from citycompact.city import CityPackage
from citycompact.enrollment.recomputed.groups import Groups
from citycompact.enrollment.recomputed.people import People
from citycompact.enrollment.recomputed.programs import inside
from citycompact.enrollment.rules import EnrollmentRules, Guarantee


def rights_of(city: CityPackage, rules: EnrollmentRules, people: People, programs: pl.DataFrame) -> pl.Series:
    """Shape (n,): number of the program in which each applicant has a right to a seat, empty for none.

    The first guarantee that gives one counts. Of a school's programs in the child's grade it is the one with
    the most seats, then the lowest id; of several schools the one with the lowest id.
    """
    found = pl.repeat(None, len(people), dtype=pl.UInt32, eager=True)
    for guarantee in rules.guarantees:
        here = programs.filter(inside(guarantee)).sort(
            ["school_id", "seats", "program_id"], descending=[False, True, False]
        )
        given = _given(guarantee, here, city, rules, people, programs)
        found = pl.select(pl.coalesce(found, given)).to_series()
    return found


def _given(
    guarantee: Guarantee,
    here: pl.DataFrame,
    city: CityPackage,
    rules: EnrollmentRules,
    people: People,
    programs: pl.DataFrame,
) -> pl.Series:
    """What one guarantee gives; ``here``: the programs that it speaks of, the best of each school first."""
    if guarantee.kind == "group":
        return _by_group(guarantee.group or "", here, city, rules, people, programs)
    own, theirs = (
        ("school", people.attends) if guarantee.kind == "current_school" else ("zone", people.true("zone"))
    )
    at = people.table.select("child", "grade").with_columns(theirs.cast(here.schema[own]).alias(own))
    if guarantee.kind == "zone":
        # Several schools may share a zone: the largest program of all of them.
        here = here.sort(["seats", "program_id"], descending=[True, False])
    best = here.drop_nulls(own).unique([own, "grade"], keep="first", maintain_order=True)
    return at.join(
        best.select(own, "grade", "program"), on=[own, "grade"], how="left", maintain_order="left"
    )["program"]


def _by_group(
    group: str,
    here: pl.DataFrame,
    city: CityPackage,
    rules: EnrollmentRules,
    people: People,
    programs: pl.DataFrame,
) -> pl.Series:
    """The first program, by school, in whose group each applicant is."""
    order = here.with_row_index("order").select("order", "grade", "program")
    pairs = people.table.select("child", "grade").join(order, on="grade")
    members = Groups(city, rules, people, programs, pairs)[group]
    first = pairs.filter(pl.Series(members)).group_by("child").agg(pl.col("program").sort_by("order").first())
    return people.table.select("child").join(first, on="child", how="left", maintain_order="left")["program"]
