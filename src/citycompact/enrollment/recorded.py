"""What was recorded of people beforehand: it decides in a replay, and else only where signed rules say so."""

from __future__ import annotations

import polars as pl

from citycompact.city import CityPackage
from citycompact.enrollment.rules import EnrollmentRules
from citycompact.facts import FactsError, Problem


def refuse_recorded(city: CityPackage, rules: EnrollmentRules) -> None:
    """Refuse recorded numbers and priorities in a match that is no replay.

    A row there is a place in line that somebody wrote down. Numbers are drawn, so none may be recorded;
    priorities may be where ``priorities.ordered_by_list`` of the signed rules names the program.

    Raises
    ------
    FactsError
        Naming each table, how many rows and which programs.
    """
    named = rules.priorities.ordered_by_list
    rows = city.table("priorities").filter(~pl.col("program_id").is_in(list(named)))
    problems = []
    if not rows.is_empty():
        programs = rows["program_id"].unique().sort().to_list()
        shown = ", ".join(programs[:5]) + (f" and {len(programs) - 5} more" if len(programs) > 5 else "")
        problems.append(
            Problem(
                "priorities.csv",
                f"gives {rows.height:,} places in line at {shown}, and no rule says that a list orders them.",
                "Take the rows out, name the programs in [enrollment.priorities] ordered_by_list and have it "
                "signed, or replay a past round.",
                column="program_id",
            )
        )
    if not (numbers := city.table("lottery")).is_empty():
        problems.append(
            Problem(
                "lottery.csv",
                f"has {numbers.height:,} recorded numbers, and this round draws its own.",
                "Take the file out, or replay a past round.",
            )
        )
    if problems:
        raise FactsError(problems)


def recorded_name(priority: int) -> str:
    """What a priority is called that no group gives."""
    return f"recorded priority {priority}"


def places_on_lists(city: CityPackage, rules: EnrollmentRules) -> dict[str, int]:
    """The last place on the list of each program that a list of people orders; 0 for an empty list."""
    last = dict(city.table("priorities").group_by("program_id").agg(pl.col("priority").max()).iter_rows())
    return {program: last.get(program, 0) for program in rules.priorities.ordered_by_list}


def placed_by_list(city: CityPackage, rules: EnrollmentRules, assignments: pl.DataFrame) -> dict[str, int]:
    """How many places came from a list of people, by program; of those programs that the rules order by one.

    ``assignments`` as :func:`citycompact.enrollment.decide` gives them.
    """
    placed = assignments.join(city.table("priorities"), on=["applicant_id", "program_id"], how="semi")
    counts = dict(placed["program_id"].value_counts().iter_rows())
    return {program: counts.get(program, 0) for program in sorted(rules.priorities.ordered_by_list)}
