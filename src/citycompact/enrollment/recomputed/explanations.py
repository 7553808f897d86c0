"""Whether families are told the truth: each choice that was missed, why, and every number beside it."""

from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.enrollment.recomputed.cutoffs import cutoffs_of
from citycompact.enrollment.recomputed.groups import Mask
from citycompact.enrollment.recomputed.outcome import Outcome
from citycompact.enrollment.recomputed.priorities import name_of
from citycompact.enrollment.recomputed.result_tables import COLUMNS, Published
from citycompact.enrollment.recomputed.round import Round
from citycompact.enrollment.recomputed.violations import Violations
from citycompact.enrollment.recomputed.waitlists import due_positions
from citycompact.enrollment.rules import OPEN

Whole = NDArray[np.int64]

_KEY = ("applicant_id", "program_id")
_SAID = "_said"
_PLACES = ("own_place", "cutoff_place")

_TOLD_BY_CUTOFF = frozenset({"deferred_acceptance", "stable_improvement_cycles"})
"""Mechanisms after which families are told who was the last one admitted."""


def untrue(outcome: Outcome, found: Published, priority: Whole, closed: Mask) -> Violations:
    """Rows of the published explanations that are missing, too many, or say something else than what was.

    ``priority`` and ``closed``, shape (p,): the priorities of the run, and what keep-together closed.
    """
    violations = Violations().add(found.odd["explanations"])
    table = found["explanations"]
    times = table.group_by(_KEY).len().filter(pl.col("len") > 1).sort(_KEY)
    violations.add(
        f"applicant {name} at {program} is explained {count} times"
        for name, program, count in times.iter_rows()
    )
    columns = [name for name in COLUMNS["explanations"] if name not in _KEY]
    both = due_rows(outcome, priority, closed).join(
        table.unique(_KEY, keep="first", maintain_order=True).with_columns(given=pl.lit(True)),
        on=_KEY,
        how="full",
        suffix=_SAID,
        maintain_order="left_right",
    )
    if not outcome.round.numbers.places_are_whole:
        # Only their order is known: they are taken as they are said, and the sentence has to say the same.
        both = both.with_columns(
            pl.when(pl.col(name).is_not_null()).then(pl.coalesce(name + _SAID, name)).alias(name)
            for name in _PLACES
        )
    both = both.with_columns(
        pl.col("explanation").alias("explanation" + _SAID),
        sentence(outcome.round.rules.mechanism.name in _TOLD_BY_CUTOFF).alias("explanation"),
    )
    other = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name + _SAID)) for name in columns)
    wrong = both.filter(other | pl.col("given").is_null() | pl.col("pair").is_null())

    def say(row: int) -> str:
        one = wrong.row(row, named=True)
        if one["pair"] is None:
            who, where = one["applicant_id" + _SAID], one["program_id" + _SAID]
            return f"applicant {who} at {where} is explained, and is no choice that they missed"
        what = f"applicant {one['applicant_id']} at {one['program_id']}"
        if one["given"] is None:
            return f"{what}, choice {one['choice_rank']}, is not explained (should be: {one['explanation']})"
        cells = (
            f"{name} {one[name + _SAID]!r} (should be {one[name]!r})"
            for name in columns
            if one[name] != one[name + _SAID]
        )
        return f"{what}: {', '.join(cells)}"

    return violations.add_each(np.arange(wrong.height), say)


def due_rows(outcome: Outcome, priority: Whole, closed: Mask) -> pl.DataFrame:
    """The table ``explanations`` as it should be, but for its sentence.

    A row for each choice that was wanted more than the seat received. Besides, in ``pair`` its number, and in
    ``kept_for`` the group of the last bucket that was open to it: the one whose cutoff is told.
    """
    round_ = outcome.round
    missed = np.flatnonzero(round_.rank < outcome.rank[round_.child])
    program = round_.program[missed]
    # Places stand in the order of the buckets, so the last one of each pair stays.
    last = np.full(len(round_.child), -1, dtype=np.int64)
    last[round_.places.pair] = round_.places.bucket
    minimum = round_.programs["min_score"].gather(program)
    score = round_.score.gather(missed)
    by_score = pl.Series([tie.kind != "lottery" for tie in round_.ties], dtype=pl.Boolean)
    rows = pl.DataFrame(
        {
            "pair": missed,
            "program": program,
            "applicant_id": round_.people.ids.gather(round_.child[missed]),
            "choice_rank": round_.rank[missed],
            "program_id": round_.programs["program_id"].gather(program),
            "seats": round_.programs["seats"].gather(program).cast(pl.Int64),
            "own_group": _names(round_, program, priority[missed]),
            "own_place": round_.numbers.place[missed],
            "score": score,
            "scored": by_score.gather(program) | minimum.is_not_null(),
            "may": round_.may[missed],
            "below": minimum.is_not_null() & ~(score >= minimum).fill_null(False),
            "closed": closed[missed],
            "bucket": last[missed],
        }
    )
    shown = (
        cutoffs_of(outcome, priority)
        .select(
            cutoff_group="priority_group",
            cutoff_place="lottery_place",
            cutoff_score="score",
            kept_for="group",
        )
        .with_columns(bucket=pl.int_range(pl.len()))
    )
    waits = due_positions(outcome, priority).select("pair", waitlist_position=pl.col("due").cast(pl.Int64))
    reason = (
        pl.when(~pl.col("may") & pl.col("below"))
        .then(pl.lit("score_below_minimum"))
        .when(~pl.col("may"))
        .then(pl.lit("not_open_to_you"))
        .when(pl.col("bucket") < 0)
        .then(pl.lit("all_seats_reserved"))
        .when("closed")
        .then(pl.lit("siblings_together"))
        .otherwise(pl.lit("seats_filled"))
    )
    return (
        rows.with_columns(reason=reason, own_score=pl.when("scored").then("score"))
        .join(_admitted(outcome, priority), on="program", how="left", maintain_order="left")
        .join(shown, on="bucket", how="left", maintain_order="left")
        .join(waits, on="pair", how="left", maintain_order="left")
        .select("pair", "kept_for", *(name for name in COLUMNS["explanations"] if name != "explanation"))
    )


def _admitted(outcome: Outcome, priority: Whole) -> pl.DataFrame:
    """Who sits at each program, counted by priority, the first priority first: columns program, admitted."""
    round_ = outcome.round
    pair = round_.places.pair[outcome.held]
    counts = Counter(zip(round_.program[pair].tolist(), priority[pair].tolist(), strict=True))
    said: dict[int, list[str]] = {}
    for (program, at), count in sorted(counts.items()):
        said.setdefault(program, []).append(f"{count} {name_of(round_.lists[program], at)}")
    return pl.DataFrame(
        {"program": list(said), "admitted": [", ".join(parts) for parts in said.values()]},
        schema={"program": pl.Int64, "admitted": pl.String},
    )


def _names(round_: Round, program: Whole, priority: Whole) -> pl.Series:
    """What these priorities are called at these programs."""
    asked = pl.DataFrame({"program": program, "priority": priority})
    distinct = asked.unique()
    names = [name_of(round_.lists[number], at) for number, at in distinct.iter_rows()]
    known = distinct.with_columns(name=pl.Series(names, dtype=pl.String))
    return asked.join(known, on=["program", "priority"], how="left", maintain_order="left")["name"]


def sentence(by_cutoff: bool) -> pl.Expr:
    """What a family is told of a row; ``by_cutoff``: also who was the last one admitted."""

    def with_score(name: str) -> pl.Expr:
        return pl.format(", score {}", pl.col(name).round(2)).fill_null("")

    taken = pl.format("All {} seats were taken ({})", "seats", "admitted")
    own = pl.format(
        "yours is “{}”{} with lottery place {}.", "own_group", with_score("own_score"), "own_place"
    )
    to_group = pl.when(pl.col("kept_for") != OPEN).then(pl.format(" to the seats for {}", "kept_for"))
    last = pl.format(
        "the last one admitted{} had priority “{}”{} and lottery place {}",
        to_group.otherwise(pl.lit("")),
        "cutoff_group",
        with_score("cutoff_score"),
        "cutoff_place",
    )
    came_first = pl.format("All {} seats went to applicants who came first ({})", "seats", "admitted")
    filled = (
        pl.format("{}: {}; {}", came_first, last, own)
        if by_cutoff
        else pl.format("{} when it was your turn; {}", taken, own)
    )
    said = {
        "score_below_minimum": pl.format(
            "The program admits only applicants who reach its minimum score; yours is {}.",
            pl.col("own_score").round(2).cast(pl.String).fill_null("missing"),
        ),
        "not_open_to_you": pl.lit("The program is open only to a group you are not in."),
        "all_seats_reserved": pl.lit("All seats of the program are set aside for groups you are not in."),
        "siblings_together": pl.lit(
            "You asked that your children be placed at one school together, "
            "and not all of them could be here."
        ),
        "seats_filled": pl.when(pl.col("admitted").is_null())
        .then(pl.format("The program has {} seats.", "seats"))
        .when(pl.col("cutoff_group").is_null())
        .then(pl.format("{}.", taken))
        .otherwise(filled),
    }
    return pl.coalesce(pl.when(pl.col("reason") == reason).then(words) for reason, words in said.items())
