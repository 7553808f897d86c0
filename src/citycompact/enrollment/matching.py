"""Running a match: from facts, rules and draw to the mechanism's own arrays, and these as tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Draw
from citycompact.enrollment.cutoffs import cutoff_table
from citycompact.enrollment.market import Int32
from citycompact.enrollment.mechanisms import MECHANISMS
from citycompact.enrollment.preparation import Preparation, prepare
from citycompact.enrollment.rules import EnrollmentRules
from citycompact.enrollment.siblings import SiblingRun, run_with_siblings
from citycompact.enrollment.waitlists import waiting_pairs, waitlist_table


@dataclass(frozen=True, eq=False)
class Matched:
    """A match as the decider knows it; only :mod:`citycompact.enrollment.decide` looks at it.

    Tables come out sorted by id, so equal input gives equal bytes.
    """

    city: CityPackage
    rules: EnrollmentRules
    preparation: Preparation
    run: SiblingRun

    @cached_property
    def received(self) -> Int32:
        """Shape (n,): rank of the choice received; 0 for a guaranteed seat that was not listed;
        -1 for none."""
        rank = self.run.assignment.rank
        return np.where(rank > self.preparation.listed, 0, rank).astype(np.int32)

    @cached_property
    def waiting(self) -> Int32:
        """Pairs on a waitlist, see :func:`citycompact.enrollment.waitlists.waiting_pairs`."""
        if not self.rules.waitlist.kept:
            return np.empty(0, dtype=np.int32)
        return waiting_pairs(self.preparation, self.run)

    @cached_property
    def assignments(self) -> pl.DataFrame:
        """The table ``assignments``: applicant_id, program_id, bucket, choice_rank.

        Empty program: no seat. ``bucket`` is the position among the program's buckets. Empty
        ``choice_rank`` beside a program: the guaranteed seat, which the applicant did not list.
        """
        roster, assignment = self.preparation.roster, self.run.assignment
        placed = pl.Series(assignment.placed)
        program = (
            roster.programs["program_id"].gather(np.where(assignment.placed, assignment.program, 0))
            if (roster.programs.height)
            else pl.Series([None] * roster.applicants.height, dtype=pl.String)
        )
        position = self.preparation.buckets["position"].to_numpy()
        bucket = pl.Series(
            position[assignment.bucket] if len(position) else assignment.bucket, dtype=pl.Int64
        )
        frame = pl.DataFrame(
            {
                "applicant_id": roster.applicants["applicant_id"],
                "program_id": program,
                "bucket": bucket,
                "choice_rank": self.received,
            }
        )
        return frame.with_columns(
            pl.when(placed).then("program_id").alias("program_id"),
            pl.when(placed).then("bucket").alias("bucket"),
            pl.when(pl.col("choice_rank") > 0).then("choice_rank").alias("choice_rank"),
        )

    @cached_property
    def waitlists(self) -> pl.DataFrame:
        """The table ``waitlists``: program_id, position, applicant_id."""
        return waitlist_table(self.preparation, self.waiting)

    @cached_property
    def cutoffs(self) -> pl.DataFrame:
        """The table ``cutoffs``, see :func:`citycompact.enrollment.cutoffs.cutoff_table`."""
        return cutoff_table(self.preparation, self.run)


def match(
    city: CityPackage,
    rules: EnrollmentRules,
    draw: Draw,
    progress: Callable[[str], None] = lambda _: None,
) -> Matched:
    """Assign the city's seats.

    Raises
    ------
    FactsError
        Where facts and rules do not fit together.
    """
    progress("preparing the market")
    preparation = prepare(city, rules, draw.seed, replayed=draw.replayed)
    progress("assigning seats")
    run = run_with_siblings(preparation, MECHANISMS[rules.mechanism.name], progress)
    return Matched(city, rules, preparation, run)
