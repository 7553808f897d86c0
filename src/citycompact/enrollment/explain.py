"""Why: what happened to one applicant, in the words of the letter."""

from __future__ import annotations

from typing import Any

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Result
from citycompact.enrollment.letter import Outcome, letter
from citycompact.facts import FactsError, Problem
from citycompact.words import Language


def explain(facts: CityPackage, result: Result, who: str, language: Language) -> tuple[str, ...]:
    """The letter to one applicant, line by line.

    Raises
    ------
    FactsError
        For an applicant who took no part.
    """
    programs = facts.programs_with_schools().select("program_id", "name", "school_name")
    return tuple(letter(outcome_of(result, programs, who, language), language).splitlines())


def outcome_of(result: Result, programs: pl.DataFrame, applicant_id: str, language: Language) -> Outcome:
    """Everything a letter says about one applicant.

    Parameters
    ----------
    programs
        ``program_id, name, school_name``, as letters print them.

    Raises
    ------
    FactsError
        For an applicant who took no part.
    """
    mine = pl.col("applicant_id") == applicant_id
    found = result.tables["assignments"].filter(mine)
    if found.is_empty():
        mend = "Check the id; it is the one in applicants.csv."
        raise FactsError([Problem("assignments.csv", "has no such applicant.", mend, value=applicant_id)])
    row = found.row(0, named=True)
    lottery = result.tables["lottery"]
    drawn = lottery.row(by_predicate=mine, named=True)
    missed = result.tables["explanations"].filter(mine).sort("choice_rank")
    labels: dict[str, dict[str, Any]] = result.values["labels"]
    return Outcome(
        applicant_id=applicant_id,
        program=None if row["program_id"] is None else program_name(programs, row["program_id"]),
        rank=row["choice_rank"],
        lottery_number=drawn["lottery_number"] or "",
        lottery_place=drawn["lottery_place"],
        applicants=lottery.height,
        seed=result.draw.seed if result.draw else None,
        missed=[
            {**item, "program_name": program_name(programs, item["program_id"])}
            for item in missed.iter_rows(named=True)
        ],
        labels={name: said.get(language, "") for name, said in labels.items()},
    )


def program_name(programs: pl.DataFrame, program_id: str) -> str:
    """School and program, as a letter prints them."""
    row = programs.row(by_predicate=pl.col("program_id") == program_id, named=True)
    return f"{row['school_name']}, {row['name']}" if row["name"] else str(row["school_name"])
