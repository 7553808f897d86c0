"""Who was placed where, as the table ``assignments`` says, found again among the pairs and their places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.enrollment.recomputed.groups import Mask
from citycompact.enrollment.recomputed.round import Round

Whole = NDArray[np.int64]

NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Outcome:
    """What everybody received.

    Parameters
    ----------
    given
        The rows of known applicants who were placed at a known program, each applicant's first, with the
        columns child, program, position, choice_rank.
    program, position
        Shape (n,): program of each applicant, and the bucket's position; -1 for none and for unknown ones.
    """

    round: Round
    given: pl.DataFrame
    program: Whole
    position: Whole

    @cached_property
    def bucket(self) -> Whole:
        """Shape (n,): bucket of each applicant, -1 for none or one that the program does not have."""
        known = self.round.buckets.select(pl.col("program").cast(pl.Int64), "position", "bucket")
        seats = pl.DataFrame({"program": self.program, "position": self.position})
        found = seats.join(known, on=["program", "position"], how="left", maintain_order="left")["bucket"]
        return found.cast(pl.Int64).fill_null(-1).to_numpy()

    @cached_property
    def pair(self) -> Whole:
        """Shape (n,): the pair that was granted, -1 where nothing was, or nothing asked for."""
        pair = np.full(len(self.program), -1, dtype=np.int64)
        granted = np.flatnonzero(self.round.program == self.program[self.round.child])
        pair[self.round.child[granted]] = granted
        return pair

    @cached_property
    def rank(self) -> Whole:
        """Shape (n,): rank of what was received; beyond all for nothing, and for what nobody asked for."""
        return (
            np.where(self.pair >= 0, self.round.rank[self.pair], NEVER)
            if len(self.round.rank)
            else self._none
        )

    @cached_property
    def _none(self) -> Whole:
        return np.full(len(self.program), NEVER, dtype=np.int64)

    @cached_property
    def taken(self) -> Whole:
        """Shape (m,): how many sit in each bucket."""
        return np.bincount(self.bucket[self.bucket >= 0], minlength=self.round.buckets.height)

    @cached_property
    def held(self) -> Whole:
        """Numbers of the places that are taken."""
        places = self.round.places
        owner = self.round.child[places.pair]
        return np.flatnonzero((self.pair[owner] == places.pair) & (self.bucket[owner] == places.bucket))

    @cached_property
    def wanted(self) -> Mask:
        """Shape (e,): places above the one received: of a higher choice, or an earlier bucket of the same."""
        places = self.round.places
        owner = self.round.child[places.pair]
        rank, got = self.round.rank[places.pair], self.rank[owner]
        mine = self.bucket[owner]
        earlier = (rank == got) & ((places.bucket < mine) | (mine < 0))
        above: Mask = (rank < got) | earlier
        return above

    def says_received(self, child: int) -> str:
        """What an applicant received, in words."""
        program = int(self.program[child])
        return self.round.program_name(program) if program >= 0 else "no seat"


def outcome_of(round_: Round, assignments: pl.DataFrame) -> Outcome:
    """Find the rows of a published table ``assignments`` in a round; what is unknown counts as no seat."""
    known = (
        assignments.join(round_.people.table.select("applicant_id", "child"), on="applicant_id")
        .unique("child", keep="first", maintain_order=True)
        .join(round_.programs.select("program_id", "program"), on="program_id")
        .select(
            pl.col("child").cast(pl.Int64),
            pl.col("program").cast(pl.Int64),
            position=pl.col("bucket").fill_null(-1),
            choice_rank="choice_rank",
        )
    )
    program = np.full(len(round_.people), -1, dtype=np.int64)
    position = np.full(len(round_.people), -1, dtype=np.int64)
    child = known["child"].to_numpy()
    program[child] = known["program"].to_numpy()
    position[child] = known["position"].to_numpy()
    return Outcome(round_, known, program, position)
