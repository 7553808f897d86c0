"""To which programs a child may go at all: minimum scores, and programs that are open to a group alone."""

from __future__ import annotations

import polars as pl

from citycompact.enrollment.recomputed.groups import Groups, Mask


def eligible(programs: pl.DataFrame, pairs: pl.DataFrame, groups: Groups, score: pl.Series) -> Mask:
    """Shape (p,): false where the minimum score, or the group that the program is open to, shuts a child out.

    Nothing shuts out who has a right to the seat.
    """
    minimum = programs["min_score"].gather(pairs["program"])
    fits: Mask = ((score >= minimum) | minimum.is_null()).fill_null(False).to_numpy().copy()
    open_to = programs["open_to"]
    program = pairs["program"].to_numpy()
    for name in set(open_to.drop_nulls()):
        closed = (open_to == name).fill_null(False).to_numpy()[program]
        fits &= ~closed | groups[name]
    fits |= pairs["right"].to_numpy()
    return fits
