"""How each program tells apart children of the same priority: by lottery, by score, or by score band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.enrollment.recomputed.programs import inside
from citycompact.enrollment.rules import EnrollmentRules, TieBreakKind


@dataclass(frozen=True)
class Tie:
    """How one program breaks ties; ``bounds`` are the lower bounds of its bands, in any order."""

    kind: TieBreakKind = "lottery"
    bounds: tuple[float, ...] = ()


def ties_of(rules: EnrollmentRules, programs: pl.DataFrame) -> list[Tie]:
    """How each program breaks ties.

    The program's own column counts, else the last rule that speaks of it, else it is the lottery. A program
    that asks for bands itself has those of the last rule that gives it some.
    """
    agreed = [Tie() for _ in range(programs.height)]
    bounds: list[tuple[float, ...]] = [() for _ in agreed]
    for rule in rules.tie_breaks:
        for program in programs.filter(inside(rule))["program"].to_list():
            agreed[program] = Tie(rule.kind, rule.bands)
            bounds[program] = rule.bands or bounds[program]
    for program, own in enumerate(programs["tie_break"].to_list()):
        if own is not None:
            agreed[program] = Tie(own, bounds[program] if own == "band" else ())
    return agreed


def levels_of(pairs: pl.DataFrame, ties: list[Tie], score: pl.Series) -> NDArray[np.int64]:
    """Shape (p,): place of each pair at its program before the lottery, 0 is best, equal where only it tells.

    Highest score first, or highest band; then whoever is below all bands; last, whoever has no score.
    """
    level = np.zeros(pairs.height, dtype=np.int64)
    looks = np.array([tie.kind != "lottery" for tie in ties], dtype=bool)
    chosen = np.flatnonzero(looks[pairs["program"].to_numpy()]) if len(ties) else np.zeros(0, dtype=np.intp)
    if not len(chosen):
        return level
    program = pairs["program"].gather(chosen)
    points = score.gather(chosen).fill_null(float("nan")).to_numpy()
    value = points.copy()
    for bounds in {tie.bounds for tie in ties if tie.kind == "band"}:
        at = [number for number, tie in enumerate(ties) if tie == Tie("band", bounds)]
        here = np.isin(program.to_numpy(), at)
        # How many bounds a score reaches: all in the highest band, none below the lowest.
        reached = np.sum([points[here] >= bound for bound in bounds], axis=0, dtype=np.float64)
        value[here] = np.where(np.isnan(points[here]), np.nan, reached)
    ranked = (
        pl.DataFrame({"program": program, "value": pl.Series(value).fill_nan(None)})
        .select(pl.col("value").rank("dense", descending=True).over("program").cast(pl.Int64))
        .to_series()
    )
    last = int(ranked.fill_null(0).to_numpy().max()) + 1
    level[chosen] = ranked.fill_null(last).to_numpy()
    return level
