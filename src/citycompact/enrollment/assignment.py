"""What a mechanism decides: at most one wish of every applicant is granted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from citycompact.enrollment.market import Int32, Int64, Market


@dataclass(frozen=True, eq=False)
class Assignment:
    """The result of any mechanism on a market.

    Parameters
    ----------
    market
        The market that was decided.
    edge
        Shape (n,): the edge granted to each applicant, -1 for none.
    proposals
        How many proposals (or pointings) the mechanism made; the unit of its running time.
    """

    market: Market
    edge: Int64
    proposals: int = 0

    @cached_property
    def placed(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Shape (n,): who has a seat."""
        return self.edge >= 0

    @cached_property
    def bucket(self) -> Int32:
        """Shape (n,): bucket of each applicant, -1 for none."""
        return self._of_edge(self.market.bucket)

    @cached_property
    def program(self) -> Int32:
        """Shape (n,): program of each applicant, -1 for none."""
        found: Int32 = np.where(self.placed, self.market.program[self.bucket], -1).astype(np.int32)
        return found

    @cached_property
    def rank(self) -> Int32:
        """Shape (n,): rank of the choice received, -1 for none."""
        return self._of_edge(self.market.rank)

    @cached_property
    def filled(self) -> Int64:
        """Shape (m,): seats taken in each bucket."""
        return np.bincount(self.bucket[self.placed], minlength=self.market.buckets)

    def named(self, applicants: list[str], programs: list[str]) -> dict[str, str | None]:
        """Return applicant to program by name, as papers print an outcome."""
        return {
            name: programs[program] if program >= 0 else None
            for name, program in zip(applicants, self.program.tolist(), strict=True)
        }

    def _of_edge(self, values: Int32) -> Int32:
        if len(values) == 0:
            return np.full(len(self.edge), -1, dtype=np.int32)
        found: Int32 = np.where(self.placed, values[self.edge], -1).astype(np.int32)
        return found
