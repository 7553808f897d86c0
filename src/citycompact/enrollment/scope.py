"""Which programs a rule of the rulebook speaks of."""

from __future__ import annotations

import numpy as np
import polars as pl

from citycompact.enrollment.market import Bool
from citycompact.enrollment.rules import Scope


def in_scope(scope: Scope, programs: pl.DataFrame) -> Bool:
    """Shape (programs,): whether each program matches every list the scope gives."""
    inside = np.ones(programs.height, dtype=bool)
    for wanted, column in (
        (scope.sectors, "sector"),
        (scope.schools, "school_id"),
        (scope.programs, "program_id"),
        (scope.grades, "grade"),
    ):
        if wanted:
            inside &= programs[column].is_in(list(wanted)).fill_null(False).to_numpy()
    return inside
