"""Families that ask to be placed at one school or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import polars as pl

from citycompact.enrollment.recomputed.groups import Mask
from citycompact.enrollment.recomputed.outcome import Outcome
from citycompact.enrollment.recomputed.round import Round


class Asking:
    """The families of a round of whom two or more children ask to be kept together."""

    def __init__(self, round_: Round) -> None:
        self._round = round_

    @cached_property
    def member(self) -> Mask:
        """Shape (n,): children who ask, together with another of their family."""
        people, column = self._round.people, self._round.rules.siblings.keep_together
        if not column or column not in people.table.columns:
            return np.zeros(len(people), dtype=bool)
        asks = people.table.select("family_id", asks=pl.col(column).cast(pl.Boolean).fill_null(False))
        several = pl.col("asks").sum().over("family_id") > 1
        together = asks.select(pl.col("asks") & several & pl.col("family_id").is_not_null()).to_series()
        return together.to_numpy()

    @cached_property
    def families(self) -> int:
        """How many families ask."""
        return self._round.people.family.filter(pl.Series(self.member)).n_unique()

    @cached_property
    def closable(self) -> Mask:
        """Shape (p,): pairs that keep-together can close: theirs, but for seats by right."""
        return self.member[self._round.child] & ~self._round.right

    def split(self, outcome: Outcome, closed: Mask) -> Iterator[str]:
        """Families that are neither all at the one school left to them, nor without any seat but by right.

        ``closed``, shape (p,): pairs that were closed, which leaves a family the programs of one school or
        none.
        """
        round_ = self._round
        school_of = round_.programs["school_id"].to_list()
        pairs = np.flatnonzero(self.closable)
        family = round_.people.family.to_numpy(writable=True)
        open_: dict[float, set[str]] = {}
        shut: dict[float, set[str]] = {}
        for pair in pairs.tolist():
            side = shut if closed[pair] else open_
            side.setdefault(family[round_.child[pair]], set()).add(school_of[round_.program[pair]])
        members: dict[float, list[int]] = {}
        for child in np.flatnonzero(self.member).tolist():
            members.setdefault(family[child], []).append(child)
        for home, children in members.items():
            left_open = open_.get(home, set())
            at = [school_of[outcome.program[c]] if outcome.program[c] >= 0 else None for c in children]
            by_right = [outcome.pair[c] >= 0 and bool(round_.right[outcome.pair[c]]) for c in children]
            at_will = [
                school for school, owed in zip(at, by_right, strict=True) if school is not None and not owed
            ]
            if len(left_open) > 1 or left_open & shut.get(home, set()):
                left = ", ".join(sorted(left_open))
                yield f"{self._say(children, at)}: open to them were {left}, not all of one school or nothing"
            elif at_will if not left_open else set(at) != left_open:
                yield f"{self._say(children, at)}: not all at one school, nor without any seat but by right"

    def _say(self, children: list[int], at: list[str | None]) -> str:
        names = [
            f"{self._round.child_name(child)} ({school or 'no seat'})"
            for child, school in zip(children, at, strict=True)
        ]
        return f"applicants {', '.join(names)} of one family"
