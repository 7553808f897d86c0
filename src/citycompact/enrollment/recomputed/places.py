"""The places that children could have: which buckets are open to whom, and for whom they are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.enrollment.recomputed.groups import Groups, Mask
from citycompact.enrollment.recomputed.seating import Reach
from citycompact.enrollment.rules import EVERYONE, OPEN

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Places:
    """The places that children could have: one for each eligible pair and each bucket that is open to it.

    Parameters
    ----------
    pair, bucket
        Shape (e,): numbers of the pair and of the bucket.
    member, outsider
        Shape (e,): whether the child is in the bucket's group, and whether others come first there: those of
        the group, and right-holders.
    program_of_bucket, seats, position
        Shape (m,): of each bucket.
    """

    pair: Whole
    bucket: Whole
    member: Mask
    outsider: Mask
    program_of_bucket: Whole
    seats: Whole
    position: Whole

    @cached_property
    def first_bucket(self) -> Whole:
        """Shape (programs + 1,): number of the first bucket of each program; they follow each other."""
        programs = int(self.program_of_bucket.max(initial=-1)) + 1
        return np.searchsorted(self.program_of_bucket, np.arange(programs + 1))

    def reaches(self, program: int, pairs: Iterable[int]) -> dict[int, Reach]:
        """For pairs of one program the buckets open to each, numbered from the program's first."""
        wanted = np.array(sorted(pairs), dtype=np.int64)
        first = int(self.first_bucket[program])
        begin, end = np.searchsorted(self.pair, wanted), np.searchsorted(self.pair, wanted, side="right")
        return {
            int(pair): frozenset((self.bucket[low:high] - first).tolist())
            for pair, low, high in zip(wanted, begin, end, strict=True)
        }


def places_of(buckets: pl.DataFrame, pairs: pl.DataFrame, may: Mask, groups: Groups) -> Places:
    """Every place that an eligible pair could have, sorted by pair and bucket."""
    program_of_bucket = buckets["program"].cast(pl.Int64).to_numpy()
    programs = int(program_of_bucket.max(initial=-1)) + 1
    first = np.searchsorted(program_of_bucket, np.arange(programs + 1))
    chosen = np.flatnonzero(may)
    program = pairs["program"].to_numpy()[chosen].astype(np.int64)
    width = (first[1:] - first[:-1])[program] if programs else np.zeros(0, dtype=np.int64)
    pair = np.repeat(chosen, width)
    step = np.arange(len(pair)) - np.repeat(np.cumsum(width) - width, width)
    bucket = np.repeat(first[program], width) + step if programs else pair
    member = np.ones(len(pair), dtype=bool)
    group_of = buckets["group"].to_numpy()
    for name in set(buckets["group"]) - {OPEN, EVERYONE}:
        reserved = (group_of == name)[bucket]
        member[reserved] = groups[name][pair[reserved]]
    is_open = member | ~buckets["hard"].to_numpy()[bucket] if programs else member
    right = pairs["right"].to_numpy()[pair]
    return Places(
        pair[is_open],
        bucket[is_open],
        member[is_open],
        ~(member | right)[is_open],
        program_of_bucket,
        buckets["seats"].to_numpy(),
        buckets["position"].to_numpy(),
    )
