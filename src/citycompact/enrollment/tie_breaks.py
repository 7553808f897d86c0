"""How ties within a priority are broken at each program: lottery, score, or score band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.enrollment.market import Int32, UInt32
from citycompact.enrollment.roster import Pairs
from citycompact.enrollment.rules import EnrollmentRules, TieBreakKind
from citycompact.enrollment.scope import in_scope
from citycompact.facts import FactsError, Problem


@dataclass(frozen=True)
class TieBreak:
    """How one program breaks ties; ``bands`` are lower bounds, highest first."""

    kind: TieBreakKind
    bands: tuple[float, ...] = ()


def tie_breaks(programs: pl.DataFrame, rules: EnrollmentRules) -> list[TieBreak]:
    """Tie-break of each program: its own column first, then the last rule that names it, then lottery.

    Raises
    ------
    FactsError
        Where a program asks for bands and no rule says which.
    """
    found = [TieBreak("lottery")] * programs.height
    bands: list[tuple[float, ...]] = [()] * programs.height
    for rule in rules.tie_breaks:
        for number in np.flatnonzero(in_scope(rule, programs)).tolist():
            found[number] = TieBreak(rule.kind, rule.bands)
            bands[number] = rule.bands or bands[number]
    problems = []
    for number, kind in enumerate(programs["tie_break"].to_list()):
        if kind is None:
            continue
        if kind == "band" and not bands[number]:
            program = programs["program_id"][number]
            problems.append(
                Problem(
                    "programs.csv",
                    f"program {program} breaks ties by band, but no rule gives its bands.",
                    "Add a [[enrollment.tie_breaks]] rule of kind band for it.",
                    column="tie_break",
                    value=kind,
                )
            )
        found[number] = TieBreak(kind, bands[number] if kind == "band" else ())
    if problems:
        raise FactsError(problems)
    return found


def tie_ranks(
    pairs: Pairs, breaks: list[TieBreak], score: NDArray[np.float64] | None, number_rank: Int32
) -> tuple[UInt32, UInt32]:
    """Order pairs within their program, leaving priorities aside.

    Parameters
    ----------
    pairs
        The pairs, p of them.
    breaks
        Tie-break of each program.
    score
        Shape (p,), NaN for none; None where no program looks at scores.
    number_rank
        Shape (p,): place of the pair's lottery number among all; lower is better.

    Returns
    -------
    Shape (p,) each: the place of each pair, and its place before the lottery (equal for pairs
    that only the lottery tells apart). An applicant without a score comes after all with one.
    """
    place = number_rank.astype(np.uint32)
    level = np.zeros(len(pairs), dtype=np.uint32)
    by_score = np.array([item.kind != "lottery" for item in breaks], dtype=bool)
    if score is None or not by_score.any():
        return place, level
    chosen = np.flatnonzero(by_score[pairs.program])
    program = pairs.program[chosen]
    value = score[chosen].copy()
    for number, item in enumerate(breaks):
        if item.kind == "band":
            here = program == number
            value[here] = _band(value[here], item.bands)
    value[np.isnan(value)] = -np.inf
    order = np.lexsort((number_rank[chosen], -value, program))
    new_program = np.ones(len(order), dtype=bool)
    new_program[1:] = program[order][1:] != program[order][:-1]
    new_level = new_program.copy()
    new_level[1:] |= value[order][1:] != value[order][:-1]
    starts = np.flatnonzero(new_program)
    begin = np.repeat(starts, np.diff([*starts.tolist(), len(order)]))
    levels = np.cumsum(new_level)
    place[chosen[order]] = np.arange(len(order)) - begin
    level[chosen[order]] = levels - levels[begin]
    return place, level


def _band(value: NDArray[np.float64], bands: tuple[float, ...]) -> NDArray[np.float64]:
    """Number of bounds that a score reaches, 0 below all of them; NaN for no score."""
    reached = np.searchsorted(np.array(bands[::-1]), value, side="right")
    banded: NDArray[np.float64] = np.where(np.isnan(value), np.nan, reached)
    return banded
