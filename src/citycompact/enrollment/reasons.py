"""Why not: for every applicant and every choice above the one received, the reason with its numbers."""

from __future__ import annotations

import numpy as np
import polars as pl

from citycompact.enrollment.cutoffs import priority_name
from citycompact.enrollment.market import Int32
from citycompact.enrollment.matching import Matched
from citycompact.enrollment.waitlists import waitlist_positions

BY_CUTOFF = frozenset({"deferred_acceptance", "stable_improvement_cycles"})
"""Mechanisms after which the last one admitted tells why another was not."""


REASONS = (
    "seats_filled",
    "score_below_minimum",
    "siblings_together",
    "all_seats_reserved",
    "not_open_to_you",
)
"""Why a choice may not be received."""


def reasons_table(matched: Matched) -> pl.DataFrame:
    """The table ``explanations``.

    Columns: applicant_id; choice_rank and program_id of the choice not received; reason
    (``seats_filled``, ``score_below_minimum``, ``not_open_to_you``, ``siblings_together`` or
    ``all_seats_reserved``);
    seats; admitted (who came first: counts by priority group, small counts included, so the
    table is for the office); own_group, own_place and own_score (the applicant's own key);
    cutoff_group, cutoff_place and cutoff_score (the last one admitted to the bucket that was
    open to the applicant); waitlist_position; and ``explanation``, one English sentence.
    """
    preparation, run = matched.preparation, matched.run
    pairs, roster = preparation.pairs, preparation.roster
    received = run.assignment.rank
    limit = np.where(received < 0, np.iinfo(np.int32).max, received)[pairs.applicant]
    missed = np.flatnonzero((pairs.rank > 0) & (pairs.rank < limit)).astype(np.int32)
    program = pairs.program[missed]
    frame = pl.DataFrame(
        {
            "applicant_id": roster.applicants["applicant_id"].gather(pairs.applicant[missed]),
            "choice_rank": pairs.rank[missed],
            "program_id": roster.programs["program_id"].gather(program),
            "reason": _reasons(matched, missed),
            "seats": roster.programs["seats"].gather(program),
            "own_group": _groups(matched, missed),
            "own_place": preparation.chance.of_pair[missed] + 1,
            "own_score": _scores(matched, missed),
            "program": program,
            "bucket_row": _last_bucket(matched, missed),
        }
    )
    cutoffs = matched.cutoffs.with_row_index("bucket_row").select(
        pl.col("bucket_row").cast(pl.Int32),
        pl.col("priority_group").alias("cutoff_group"),
        pl.col("lottery_place").alias("cutoff_place"),
        pl.col("score").alias("cutoff_score"),
        pl.col("group").alias("bucket_group"),
    )
    positions = np.full(len(pairs), 0, dtype=np.int32)
    positions[matched.waiting] = waitlist_positions(preparation, matched.waiting)
    frame = (
        frame.with_columns(pl.Series("waitlist_position", positions[missed]))
        .join(_admitted(matched), on="program", how="left", maintain_order="left")
        .join(cutoffs, on="bucket_row", how="left", maintain_order="left")
        .with_columns(pl.when(pl.col("waitlist_position") > 0).then("waitlist_position"))
    )
    return frame.with_columns(_sentence(matched)).select(
        "applicant_id",
        "choice_rank",
        "program_id",
        "reason",
        "seats",
        "admitted",
        "own_group",
        "own_place",
        "own_score",
        "cutoff_group",
        "cutoff_place",
        "cutoff_score",
        "waitlist_position",
        "explanation",
    )


def _reasons(matched: Matched, missed: Int32) -> pl.Series:
    preparation, run = matched.preparation, matched.run
    has_edge = np.zeros(len(preparation.pairs), dtype=bool)
    has_edge[preparation.edge_pair] = True
    reason = np.full(len(missed), 0)
    reason[~run.active[missed]] = 2
    reason[~has_edge[missed]] = 3
    shut_out = ~preparation.eligible[missed]
    reason[shut_out] = 4
    minimum = preparation.roster.programs["min_score"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    needed = minimum[preparation.pairs.program[missed]]
    if not np.isnan(needed).all():
        score = preparation.groups.score[missed]
        reason[shut_out & ~np.isnan(needed) & ~(score >= needed)] = 1
    return pl.Series(REASONS, dtype=pl.String).gather(reason)


def _groups(matched: Matched, missed: Int32) -> pl.Series:
    """Name of the priority that each missed pair had."""
    preparation = matched.preparation
    priority = preparation.priority(matched.run.sibling_offered)[missed]
    return _priority_names(matched, preparation.pairs.program[missed], priority)


def _priority_names(matched: Matched, program: Int32, priority: Int32) -> pl.Series:
    width = int(priority.max(initial=0)) + 1
    codes, inverse = np.unique(program.astype(np.int64) * width + priority, return_inverse=True)
    lists = matched.preparation.priority_names
    names = [priority_name(lists[code // width], code % width) for code in codes.tolist()]
    return pl.Series(names, dtype=pl.String).gather(inverse)


def _scores(matched: Matched, missed: Int32) -> pl.Series:
    """Scores where the program looks at them; empty elsewhere."""
    preparation = matched.preparation
    minimum = preparation.roster.programs["min_score"].is_not_null().to_numpy()
    kinds = np.array([item.kind != "lottery" for item in preparation.breaks], dtype=bool)
    looks = (kinds | minimum)[preparation.pairs.program[missed]]
    if not looks.any():
        return pl.Series([None] * len(missed), dtype=pl.Float64)
    return pl.Series(np.where(looks, preparation.groups.score[missed], np.nan)).fill_nan(None)


def _last_bucket(matched: Matched, missed: Int32) -> Int32:
    """Row of the last bucket that was open to each pair: the one that was easiest to get into."""
    preparation = matched.preparation
    last = np.full(len(preparation.pairs), -1, dtype=np.int32)
    np.maximum.at(last, preparation.edge_pair, preparation.edge_bucket)
    return last[missed]


def _admitted(matched: Matched) -> pl.DataFrame:
    """Who sits at each program, by priority group in the order of priority: "12 zone, 30 everyone"."""
    preparation, assignment = matched.preparation, matched.run.assignment
    market = assignment.market
    held = assignment.edge[assignment.placed]
    kept = matched.run.active[preparation.edge_pair] & (preparation.pairs.rank[preparation.edge_pair] > 0)
    pair = preparation.edge_pair[kept][held]
    program = market.program[market.bucket[held]]
    priority = preparation.priority(matched.run.sibling_offered)[pair]
    return (
        pl.DataFrame(
            {"program": program, "priority": priority, "name": _priority_names(matched, program, priority)}
        )
        .group_by("program", "priority", "name")
        .len()
        .sort("program", "priority")
        .group_by("program", maintain_order=True)
        .agg(pl.format("{} {}", "len", "name").str.join(", ").alias("admitted"))
        .with_columns(pl.col("program").cast(pl.Int32))
    )


def _sentence(matched: Matched) -> pl.Expr:
    own = pl.format(
        "yours is “{}”{} with lottery place {}",
        "own_group",
        pl.when(pl.col("own_score").is_not_null())
        .then(pl.format(", score {}", pl.col("own_score").round(2)))
        .otherwise(pl.lit("")),
        "own_place",
    )
    last = pl.format(
        "the last one admitted{} had priority “{}”{} and lottery place {}",
        pl.when(pl.col("bucket_group") != "open")
        .then(pl.format(" to the seats for {}", "bucket_group"))
        .otherwise(pl.lit("")),
        "cutoff_group",
        pl.when(pl.col("cutoff_score").is_not_null())
        .then(pl.format(", score {}", pl.col("cutoff_score").round(2)))
        .otherwise(pl.lit("")),
        "cutoff_place",
    )
    if matched.rules.mechanism.name in BY_CUTOFF:
        filled = pl.format(
            "All {} seats went to applicants who came first ({}): {}; {}.", "seats", "admitted", last, own
        )
    else:
        filled = pl.format(
            "All {} seats were taken ({}) when it was your turn; {}.", "seats", "admitted", own
        )
    none = pl.format("The program has {} seats.", "seats")
    minimum = pl.format(
        "The program admits only applicants who reach its minimum score; yours is {}.",
        pl.col("own_score").round(2).cast(pl.String).fill_null("missing"),
    )
    together = pl.lit(
        "You asked that your children be placed at one school together, and not all of them could be here."
    )
    return (
        pl.when(pl.col("reason") == "score_below_minimum")
        .then(minimum)
        .when(pl.col("reason") == "siblings_together")
        .then(together)
        .when(pl.col("reason") == "not_open_to_you")
        .then(pl.lit("The program is open only to a group you are not in."))
        .when(pl.col("reason") == "all_seats_reserved")
        .then(pl.lit("All seats of the program are set aside for groups you are not in."))
        .when(pl.col("cutoff_group").is_null() | pl.col("admitted").is_null())
        .then(pl.coalesce(pl.format("All {} seats were taken ({}).", "seats", "admitted"), none))
        .otherwise(filled)
        .alias("explanation")
    )
