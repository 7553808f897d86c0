"""Why: what happened to one applicant, in the words of the letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Draw, Result
from citycompact.enrollment.decide import SIBLING_UNCOUNTED
from citycompact.enrollment.letter import Outcome, letter
from citycompact.enrollment.reasons import BY_CUTOFF
from citycompact.facts import FactsError, Problem
from citycompact.words import Language


def explain(facts: CityPackage, result: Result, who: str, language: Language) -> tuple[str, ...]:
    """The letter to one applicant, line by line.

    Raises
    ------
    FactsError
        For an applicant who took no part.
    """
    programs = facts.programs_with_schools().select("program_id", "name", "school_id", "school_name")
    return tuple(letter(outcome_of(result, programs, who, language), language).splitlines())


def outcome_of(result: Result, programs: pl.DataFrame, applicant_id: str, language: Language) -> Outcome:
    """Everything a letter says about one applicant.

    Parameters
    ----------
    programs
        ``program_id, name, school_id, school_name``, as letters print them.

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
    lottery = result.tables["lottery"]
    row = with_names(found, programs).join(lottery.filter(mine), on="applicant_id").row(0, named=True)
    missed = with_names(result.tables["explanations"].filter(mine), programs)
    siblings = result.tables.get("siblings", _NONE)
    uncounted = siblings.filter(mine, effect=SIBLING_UNCOUNTED)["program_id"]
    return outcome_from_rows(
        row,
        missed.iter_rows(named=True),
        lottery.height,
        result.draw,
        result.values,
        language,
        unverified=with_schools(result.tables.get("unverified", _NONE).filter(mine), programs),
        uncounted=uncounted,
    )


_NONE = pl.DataFrame(schema=dict.fromkeys(("applicant_id", "program_id", "school_id", "effect"), pl.String))
"""Tables that results of earlier versions do not have."""


def with_schools(rows: pl.DataFrame, programs: pl.DataFrame) -> Iterable[Mapping[str, Any]]:
    """Rows of the table ``unverified`` with the name of the school that a claim names."""
    schools = programs.select("school_id", "school_name").unique("school_id")
    return rows.join(schools, on="school_id", how="left", maintain_order="left").iter_rows(named=True)


def with_names(rows: pl.DataFrame, programs: pl.DataFrame) -> pl.DataFrame:
    """Rows about programs with the column ``program_name``: school and program, as a letter prints them."""
    names = programs.select(
        "program_id",
        program_name=pl.concat_str("school_name", pl.lit(", "), "name", ignore_nulls=True).str.strip_suffix(
            ", "
        ),
    )
    return rows.join(names, on="program_id", how="left", maintain_order="left")


def outcome_from_rows(
    row: Mapping[str, Any],
    missed: Iterable[Mapping[str, Any]],
    applicants: int,
    draw: Draw | None,
    values: Mapping[str, Any],
    language: Language,
    *,
    unverified: Iterable[Mapping[str, Any]] = (),
    uncounted: Iterable[str] = (),
) -> Outcome:
    """What a letter says, from rows as they were published and wherever they are kept.

    Parameters
    ----------
    row
        ``applicant_id, program_name`` (None for no seat), ``choice_rank, lottery_number, lottery_place``.
    missed
        Rows of ``explanations`` with ``program_name``.
    applicants
        How many took part.
    values
        Of the result; those of earlier versions do not say of what kind the lottery was.
    unverified
        Rows of ``unverified`` with ``school_name``.
    uncounted
        Programs with the effect ``sibling_uncounted`` in ``siblings``.
    """
    lottery = values.get("lottery", {})
    return Outcome(
        applicant_id=row["applicant_id"],
        program=row["program_name"],
        rank=row["choice_rank"],
        lottery_number=row["lottery_number"] or "",
        lottery_place=row["lottery_place"],
        applicants=applicants,
        seed=None if draw is None else draw.seed,
        committed_before=draw is not None and draw.committed_before,
        corrected_at="" if draw is None else draw.corrected_at,
        changed=0 if draw is None else draw.changed,
        missed=[dict(item) for item in sorted(missed, key=lambda item: item["choice_rank"])],
        labels={name: said.get(language, "") for name, said in values["labels"].items()},
        by_place=values["mechanism"] in BY_CUTOFF,
        number_per_program=lottery.get("numbers") == "per_program",
        weighted=lottery.get("weighted", False),
        by_list=values.get("placed_by_list", {}),
        unverified=[dict(item) for item in unverified],
        uncounted=frozenset(uncounted),
    )
