"""Everyone and everything that takes part, numbered in the order of their ids."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.city import CityPackage
from citycompact.enrollment.market import Int32, Int64


@dataclass(frozen=True, eq=False)
class Roster:
    """Applicants, programs and schools sorted by id, so that no result hangs on the order of a file.

    Parameters
    ----------
    applicants, programs, schools
        The tables, sorted; programs carry ``school_name``, ``operator_id`` and ``sector``.
    """

    applicants: pl.DataFrame
    programs: pl.DataFrame
    schools: pl.DataFrame

    @classmethod
    def of(cls, city: CityPackage, applicants: pl.DataFrame | None = None) -> Roster:
        """Number the applicants, programs and schools of a city; the facts of ``applicants`` where given."""
        return cls(
            (city.table("applicants") if applicants is None else applicants).sort("applicant_id"),
            city.programs_with_schools().sort("program_id"),
            city.table("schools").sort("school_id"),
        )

    @cached_property
    def school_of_program(self) -> Int32:
        """Shape (programs,): number of each program's school."""
        return self.school_numbers(self.programs["school_id"])

    def applicant_numbers(self, ids: pl.Series) -> Int32:
        """Numbers of applicants by id; -1 for unknown or empty."""
        return _numbers(ids, self.applicants["applicant_id"])

    def program_numbers(self, ids: pl.Series) -> Int32:
        """Numbers of programs by id; -1 for unknown or empty."""
        return _numbers(ids, self.programs["program_id"])

    def school_numbers(self, ids: pl.Series) -> Int32:
        """Numbers of schools by id; -1 for unknown or empty."""
        return _numbers(ids, self.schools["school_id"])

    @cached_property
    def family(self) -> Int32:
        """Shape (applicants,): number of each applicant's family; alone where no family is given."""
        family = self.applicants["family_id"]
        known = family.drop_nulls().unique().sort()
        numbers = _numbers(family, known)
        alone = numbers < 0
        numbers[alone] = len(known) + np.arange(int(alone.sum()), dtype=np.int32)
        return numbers


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of applicant and program, by number, sorted by applicant and then by rank.

    Parameters
    ----------
    applicant, program
        Shape (p,).
    rank
        Shape (p,): rank in the applicant's list; one past the list's end for a guaranteed
        program that is not listed; 0 for a pair that only stands in the program's order.
    guaranteed
        Shape (p,): whether the applicant has a right to a seat there.
    """

    applicant: Int32
    program: Int32
    rank: Int32
    guaranteed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.applicant)

    def codes(self, programs: int) -> Int64:
        """Shape (p,): one integer for each pair, to look values up by."""
        return self.applicant.astype(np.int64) * programs + self.program


def contains(known_codes: Int64, codes: Int64) -> NDArray[np.bool_]:
    """Whether each code is known; fast where few are known and many are asked for."""
    if len(known_codes) == 0:
        return np.zeros(len(codes), dtype=bool)
    ordered = np.sort(known_codes)
    found: NDArray[np.bool_] = ordered[np.minimum(np.searchsorted(ordered, codes), len(ordered) - 1)] == codes
    return found


def lookup(
    codes: Int64, known_codes: Int64, values: NDArray[np.float64], default: float
) -> NDArray[np.float64]:
    """Value of each code, ``default`` where it is not known."""
    found = np.full(len(codes), default)
    if len(known_codes) == 0:
        return found
    order = np.argsort(known_codes, kind="stable")
    ordered = known_codes[order]
    place = np.minimum(np.searchsorted(ordered, codes), len(ordered) - 1)
    hit = ordered[place] == codes
    found[hit] = values[order[place[hit]]]
    return found


def _numbers(ids: pl.Series, known: pl.Series) -> Int32:
    index = pl.DataFrame({"id": known, "number": np.arange(len(known), dtype=np.int32)})
    joined = ids.alias("id").to_frame().join(index, on="id", how="left", maintain_order="left")
    numbers: Int32 = joined["number"].fill_null(-1).to_numpy().copy()
    return numbers
