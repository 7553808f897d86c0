"""Applications whose sent facts no longer fit the city: set aside, named, and mended; nothing else waits.

A program was closed, a school renamed, a grade taken out of the round: what was sent cannot be decided on
then. It is found by the very reading that the match will do, and left out of the package.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from citycompact.city import CityPackage, inspect_city, write_city
from citycompact.enrollment import refused
from citycompact.facts import Problem
from citycompact.web.enrollment.models import Round
from citycompact.web.enrollment.rows import city_package

OF_APPLICANTS = ("applicants", "choices", "claims", "scores", "verifications")
"""Tables each of whose rows is of one applicant."""


@dataclass(frozen=True)
class Fitting:
    """The facts of a round without what does not fit; what that is, by applicant; and what is wrong with the
    city itself, so that no match can be made of it."""

    package: CityPackage
    aside: Mapping[str, list[Problem]]
    problems: list[Problem]


def fitting(round_: Round, numbers: Sequence[int] | None = None) -> Fitting:
    """The facts of a round, or of some of its applications; what was sent and does not fit is set aside."""
    package, aside = city_package(round_, numbers=numbers), dict[str, list[Problem]]()
    _without_grade(package, round_, aside)
    while True:
        package = _without(package, aside)
        problems = _problems(package, round_)
        found = _by_applicant(package, problems)
        if not found:
            return Fitting(package, aside, problems)
        aside |= found


def _without_grade(package: CityPackage, round_: Round, aside: dict[str, list[Problem]]) -> None:
    """Children who apply to a grade that the round no longer has."""
    rows = package.table("applicants").with_row_index("row", offset=2)
    gone = rows.filter(~pl.col("grade").is_in(round_.grades).fill_null(False))
    mend = "Choose a grade of the round."
    for row, name, grade in gone.select("row", "applicant_id", "grade").iter_rows():
        problem = Problem("applicants.csv", "is no grade of this round.", mend, row, "grade", grade)
        aside.setdefault(name, []).append(problem)


def _problems(package: CityPackage, round_: Round) -> list[Problem]:
    """What whoever reads the package as files would find, and then what its rules do not allow."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "facts"
        write_city(package, folder, "parquet")
        problems = inspect_city(folder, per_check=0)[1]
    return problems or (refused(package, round_.rulebook.rules()) if round_.rulebook else [])


def _by_applicant(package: CityPackage, problems: list[Problem]) -> dict[str, list[Problem]]:
    """Problems of one applicant's rows; each of these takes at least one applicant away."""
    found: dict[str, list[Problem]] = {}
    known = set(package.table("applicants")["applicant_id"])
    for problem in problems:
        table, name = problem.file.partition(".")[0], problem.value
        if table in OF_APPLICANTS and problem.row is not None:
            name = package.table(table)["applicant_id"][problem.row - 2]
        elif problem.column != "applicant_id":
            continue
        if name is not None and name in known:
            found.setdefault(name, []).append(problem)
    return found


def _without(package: CityPackage, aside: Collection[str]) -> CityPackage:
    if not aside:
        return package
    stays = ~pl.col("applicant_id").is_in(list(aside))
    tables = {
        name: frame.filter(stays) if name in OF_APPLICANTS else frame
        for name, frame in package.tables.items()
    }
    return replace(package, tables=tables)
