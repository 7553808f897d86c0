"""Where chance decides: numbers drawn from the public seed, or recorded from a past round."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.city import CityPackage
from citycompact.enrollment.lottery import (
    Words,
    draw_numbers,
    lottery_ranks,
    number_hex,
    numbers_hex,
    weighted_ranks,
)
from citycompact.enrollment.market import Bool, Int32
from citycompact.enrollment.roster import Pairs, Roster, lookup
from citycompact.enrollment.rules import EnrollmentRules
from citycompact.facts import FactsError, Problem


@dataclass(frozen=True, eq=False)
class Chance:
    """Places in the lottery.

    Parameters
    ----------
    order
        Shape (n,): place of each applicant's own number, 0 is best.
    of_pair
        Shape (p,): place of the number that counts for each pair, 0 is best.
    weight
        Shape (n,): weight of each applicant in the lottery.
    words
        The drawn numbers of applicants; None in a replay.
    pair_applicant
        Shape (p,): the applicant of each pair.
    pair_words
        The drawn numbers of pairs, where each program has its own lottery.
    recorded, pair_recorded
        The recorded numbers of applicants and of pairs in a replay, else None.
    pair_own_row
        Shape (p,): pairs with a recorded number of their own; nobody where nothing is replayed.
    """

    order: Int32
    of_pair: Int32
    weight: NDArray[np.float64]
    pair_applicant: Int32
    words: Words | None = None
    pair_words: Words | None = None
    recorded: pl.Series | None = None
    pair_recorded: pl.Series | None = None
    pair_own_row: Bool = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def numbers(self) -> list[str]:
        """Every applicant's own number, as it is printed."""
        if self.words is not None:
            return numbers_hex(self.words)
        return [_printed(self.recorded, row) for row in range(len(self.order))]

    def number(self, applicant: int) -> str:
        """An applicant's own number, as it is printed."""
        if self.words is not None:
            return number_hex(self.words, applicant)
        return _printed(self.recorded, applicant)

    def number_of_pair(self, pair: int) -> str:
        """The number that counts for a pair, as it is printed."""
        if self.pair_words is not None:
            return number_hex(self.pair_words, pair)
        if self.pair_recorded is not None:
            return _printed(self.pair_recorded, pair)
        return self.number(int(self.pair_applicant[pair]))


def draw(
    seed: str, rules: EnrollmentRules, roster: Roster, pairs: Pairs, weight: NDArray[np.float64]
) -> Chance:
    """Draw every number from the seed by the formula of :mod:`citycompact.enrollment.lottery`."""
    ids = roster.applicants["applicant_id"].to_list()
    words = draw_numbers(seed, ids)
    weighted = bool(np.any(weight != 1.0))
    order = weighted_ranks(words, weight) if weighted else lottery_ranks(words)
    if rules.lottery.numbers == "per_applicant":
        return Chance(order, order[pairs.applicant], weight, pairs.applicant, words)
    programs = roster.programs["program_id"].to_list()
    tickets = (
        f"{ids[applicant]}|{programs[program]}"
        for applicant, program in zip(pairs.applicant.tolist(), pairs.program.tolist(), strict=True)
    )
    pair_words = draw_numbers(seed, tickets)
    of_pair = weighted_ranks(pair_words, weight[pairs.applicant]) if weighted else lottery_ranks(pair_words)
    return Chance(order, of_pair, weight, pairs.applicant, words, pair_words)


def replay(city: CityPackage, roster: Roster, pairs: Pairs) -> Chance:
    """Take the numbers of a past round from the ``lottery`` table; the lower number wins.

    A row with a program counts for that pair only; a row without one for all other programs.

    Raises
    ------
    FactsError
        Where an applicant, or one of their choices, has no number, or two who want one program have the same.
    """
    lottery = city.table("lottery")
    general = lottery.filter(pl.col("program_id").is_null())
    special = lottery.filter(pl.col("program_id").is_not_null())
    # One scale for all rows, so that whole numbers of any size keep their order.
    scale = lottery["number"].rank("dense").cast(pl.Float64).to_numpy()
    is_general = lottery["program_id"].is_null().to_numpy()
    own = lookup(
        np.arange(roster.applicants.height, dtype=np.int64),
        roster.applicant_numbers(general["applicant_id"]).astype(np.int64),
        scale[is_general],
        np.nan,
    )
    programs = roster.programs.height
    codes = roster.applicant_numbers(special["applicant_id"]).astype(np.int64) * programs
    codes += roster.program_numbers(special["program_id"])
    by_pair = lookup(pairs.codes(programs), codes, scale[~is_general], np.nan)
    own_row = ~np.isnan(by_pair)
    by_pair = np.where(own_row, by_pair, own[pairs.applicant])
    missing = np.unique(pairs.applicant[np.isnan(by_pair) & (pairs.rank > 0)])
    if len(missing):
        ids = roster.applicants["applicant_id"]
        raise FactsError(
            Problem(
                "lottery.csv",
                f"has no number for applicant {ids[number]}, so the round cannot be replayed.",
                "Add the applicant's recorded number.",
                column="applicant_id",
                value=ids[number],
            )
            for number in missing.tolist()
        )
    _refuse_ties(by_pair, pairs, roster)
    listed = general.select("applicant_id", "number")
    recorded = roster.applicants.join(listed, on="applicant_id", how="left", maintain_order="left")["number"]
    weight = np.ones(roster.applicants.height)
    distinct = lottery["number"].unique().sort()
    pair_recorded = distinct.gather(np.nan_to_num(by_pair, nan=1).astype(np.int64) - 1)
    return Chance(
        _places(own),
        _places(by_pair, pairs.applicant),
        weight,
        pairs.applicant,
        recorded=recorded,
        pair_recorded=pair_recorded,
        pair_own_row=own_row,
    )


def _refuse_ties(number: NDArray[np.float64], pairs: Pairs, roster: Roster) -> None:
    """FactsError where a recorded number does not tell two apart: then the order of a file would decide."""
    wanted = np.flatnonzero(pairs.rank > 0)
    wanted = wanted[np.lexsort((pairs.applicant[wanted], number[wanted], pairs.program[wanted]))]
    same = (pairs.program[wanted][1:] == pairs.program[wanted][:-1]) & (
        number[wanted][1:] == number[wanted][:-1]
    )
    ids, programs = roster.applicants["applicant_id"], roster.programs["program_id"]
    tied = dict[tuple[str, str], str]()
    for place in np.flatnonzero(same).tolist():
        first, second = (ids[int(pairs.applicant[pair])] for pair in wanted[place : place + 2])
        tied.setdefault((first, second), programs[int(pairs.program[wanted[place]])])
    if tied:
        raise FactsError(
            Problem(
                "lottery.csv",
                f"gives {first} and {second} the same number, and both want {program}.",
                "Write down which of them came first, as numbers that differ.",
                column="applicant_id",
                value=second,
            )
            for (first, second), program in tied.items()
        )


def _places(value: NDArray[np.float64], then: Int32 | None = None) -> Int32:
    keys = (value,) if then is None else (then, value)
    order = np.lexsort(keys)
    places = np.empty(len(order), dtype=np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return places


def _printed(numbers: pl.Series | None, row: int) -> str:
    number = None if numbers is None else numbers[row]
    return "" if number is None else f"{number:.17g}" if isinstance(number, float) else str(number)
