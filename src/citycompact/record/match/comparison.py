"""Comparing two rounds: who moves, why, by sector and by group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from citycompact.enrollment import SECTION
from citycompact.record.match.finished_folder import FinishedFolder
from citycompact.record.record import draw_of

MOVES = ("gained a seat", "better choice", "other program", "worse choice", "lost the seat")
CAUSES = (
    "own application changed",
    "own lottery number changed",
    "own priority changed",
    f"the rules changed: {SECTION}",
    "seats changed",
    "others moved",
)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Who moves between two rounds.

    Parameters
    ----------
    movers
        One row for each applicant who moves: applicant_id, before, after (programs), move, cause.
    same, only_before, only_after
        How many applicants stay, and how many are in one of the rounds alone.
    by_cause, by_sector, by_group
        Counts: moves by cause; seats by sector before and after; movers by group.
    """

    movers: pl.DataFrame
    same: int
    only_before: int
    only_after: int
    by_cause: pl.DataFrame
    by_sector: pl.DataFrame
    by_group: pl.DataFrame


def compare(before: FinishedFolder, after: FinishedFolder) -> Comparison:
    """Compare two finished rounds.

    A mover's cause is the first that is true of: their own choices changed; their own lottery number
    changed; their own priorities changed; the rules of enrollment changed (no other section moves
    anybody); the seats of a program they listed changed; otherwise they move because others moved.
    What cannot be the cause is not blamed: facts where both rounds have the same ones, and the lottery
    where both have the same seed and other rules.
    """
    first, second = before.table("assignments"), after.table("assignments")
    joined = first.join(second, on="applicant_id", how="inner", suffix="_after", maintain_order="left")
    moved = joined.filter(~pl.col("program_id").eq_missing(pl.col("program_id_after")))
    causes = _Causes(before, after)
    movers = moved.select(
        "applicant_id",
        pl.col("program_id").alias("before"),
        pl.col("program_id_after").alias("after"),
        _move().alias("move"),
    ).with_columns(
        pl.Series("cause", [causes.of(name) for name in moved["applicant_id"].to_list()], dtype=pl.String)
    )
    return Comparison(
        movers=movers,
        same=joined.height - movers.height,
        only_before=first.height - joined.height,
        only_after=second.height - joined.height,
        by_cause=movers.group_by("cause", "move").len("applicants").sort("cause", "move"),
        by_sector=_by_sector(before, after),
        by_group=_by_group(before, movers),
    )


def _move() -> pl.Expr:
    # A guaranteed seat that was not listed comes after every listed choice.
    rank, later = pl.col("choice_rank").fill_null(10_000), pl.col("choice_rank_after").fill_null(10_000)
    return (
        pl.when(pl.col("program_id").is_null())
        .then(pl.lit(MOVES[0]))
        .when(pl.col("program_id_after").is_null())
        .then(pl.lit(MOVES[4]))
        .when(later < rank)
        .then(pl.lit(MOVES[1]))
        .when(later > rank)
        .then(pl.lit(MOVES[3]))
        .otherwise(pl.lit(MOVES[2]))
    )


class _Causes:
    """Looks up, for one applicant at a time, what changed between the rounds."""

    def __init__(self, before: FinishedFolder, after: FinishedFolder) -> None:
        self._before, self._after = before.applications, after.applications
        self._numbers = [
            dict(zip(folder.applicants["applicant_id"], folder.applicants["lottery_number"], strict=True))
            for folder in (before, after)
        ]
        # Contents, and not their hashes: rounds of earlier versions hashed the whole rulebook.
        self._same_rules = before.rules == after.rules
        self._same_facts = before.record["facts_sha256"] == after.record["facts_sha256"]
        first, second = draw_of(before.record), draw_of(after.record)
        self._same_draw = first is not None and second is not None and first.seed == second.seed
        seats = [
            dict(folder.programs.select("program_id", "seats").iter_rows()) for folder in (before, after)
        ]
        self._seats_changed = {
            p for p in seats[0].keys() | seats[1].keys() if seats[0].get(p) != seats[1].get(p)
        }

    def of(self, applicant: str) -> str:
        mine, later = self._before[applicant], self._after[applicant]
        if [choice[0] for choice in mine["choices"]] != [choice[0] for choice in later["choices"]]:
            return self._of_the_facts(CAUSES[0])
        if self._numbers[0].get(applicant) != self._numbers[1].get(applicant):
            return CAUSES[3] if self._same_draw and not self._same_rules else CAUSES[1]
        if mine != later:
            return self._of_the_facts(CAUSES[2])
        if not self._same_rules:
            return CAUSES[3]
        if any(choice[0] in self._seats_changed for choice in mine["choices"]):
            return CAUSES[4]
        return CAUSES[5]

    def _of_the_facts(self, cause: str) -> str:
        """What of an application changed with the rules alone, these are to blame for."""
        return CAUSES[3] if self._same_facts and not self._same_rules else cause


def _by_sector(before: FinishedFolder, after: FinishedFolder) -> pl.DataFrame:
    def placed(folder: FinishedFolder, name: str) -> pl.DataFrame:
        return (
            folder.table("assignments")
            .drop_nulls("program_id")
            .join(folder.programs.select("program_id", "sector"), on="program_id")
            .group_by("sector")
            .len(name)
        )

    return (
        placed(before, "before")
        .join(placed(after, "after"), on="sector", how="full", coalesce=True)
        .with_columns(pl.col("before", "after").fill_null(0).cast(pl.Int64))
        .with_columns((pl.col("after") - pl.col("before")).alias("change"))
        .sort("sector")
    )


def _by_group(before: FinishedFolder, movers: pl.DataFrame) -> pl.DataFrame:
    people = before.applicants
    flags = [name for name, kind in people.schema.items() if kind == pl.Boolean]
    rows: list[dict[str, Any]] = []
    marked = movers.join(people, on="applicant_id", how="left")
    gains = pl.col("move").is_in(list(MOVES[:2]))
    losses = pl.col("move").is_in(list(MOVES[3:]))
    for name in ["everyone", *flags]:
        group = people if name == "everyone" else people.filter(pl.col(name))
        moving = marked if name == "everyone" else marked.filter(pl.col(name))
        rows.append(
            {
                "group": name,
                "applicants": group.height,
                "gain": moving.filter(gains).height,
                "lose": moving.filter(losses).height,
            }
        )
    return pl.DataFrame(rows)
