"""Everything about a round that follows from facts, rules and draw, before anybody is placed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.city import CityPackage
from citycompact.doors import Draw
from citycompact.enrollment.recomputed.eligibility import eligible
from citycompact.enrollment.recomputed.groups import Groups, Mask, members_of_applicants
from citycompact.enrollment.recomputed.numbers import Numbers, numbers_of
from citycompact.enrollment.recomputed.people import People
from citycompact.enrollment.recomputed.places import Places, places_of
from citycompact.enrollment.recomputed.priorities import lists_of, name_of, names_of, priorities_of
from citycompact.enrollment.recomputed.programs import programs_of
from citycompact.enrollment.recomputed.rights import rights_of
from citycompact.enrollment.recomputed.seats import buckets_of
from citycompact.enrollment.recomputed.ties import Tie, levels_of, ties_of
from citycompact.enrollment.recomputed.wishes import wishes_of
from citycompact.enrollment.rules import EnrollmentRules

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Round:
    """A round as it stands before anybody is placed.

    Parameters
    ----------
    people, programs, buckets
        Who takes part, where, and the seats; numbered in the order of their ids.
    rights
        Shape (n,): program in which each applicant has a right to a seat, empty for none.
    pairs
        Who may go where (:func:`citycompact.enrollment.recomputed.wishes.wishes_of`), p of them.
    may
        Shape (p,): not shut out by a minimum score or a group.
    own, with_sibling
        Shape (p,): priorities (:func:`citycompact.enrollment.recomputed.priorities.priorities_of`).
    score, level
        Shape (p,): score, and place by it (:func:`citycompact.enrollment.recomputed.ties.levels_of`).
    lists, ties
        Of each program: its groups in the order of priority, and how ties are broken.
    """

    city: CityPackage
    rules: EnrollmentRules
    draw: Draw
    people: People
    programs: pl.DataFrame
    buckets: pl.DataFrame
    rights: pl.Series
    pairs: pl.DataFrame
    may: Mask
    own: Whole
    with_sibling: Whole
    score: pl.Series
    level: Whole
    numbers: Numbers
    places: Places
    lists: list[tuple[str, ...]]
    ties: list[Tie]

    @cached_property
    def child(self) -> Whole:
        """Shape (p,): applicant of each pair."""
        return self.pairs["child"].to_numpy().astype(np.int64)

    @cached_property
    def program(self) -> Whole:
        """Shape (p,): program of each pair."""
        return self.pairs["program"].to_numpy().astype(np.int64)

    @cached_property
    def rank(self) -> Whole:
        """Shape (p,): rank of each pair."""
        return self.pairs["rank"].to_numpy()

    @cached_property
    def right(self) -> Mask:
        """Shape (p,): whether the applicant has a right to a seat there."""
        return self.pairs["right"].to_numpy()

    @cached_property
    def listed(self) -> Mask:
        """Shape (p,): whether the family listed it."""
        return self.pairs["listed"].to_numpy()

    @cached_property
    def hard(self) -> bool:
        """Whether any seats may only be taken by members of a group."""
        return bool((self.buckets["hard"] & (self.buckets["seats"] > 0)).any())

    @cached_property
    def special(self) -> frozenset[int]:
        """Programs of which some right-holder may not sit in every bucket that has seats."""
        usable = np.bincount(
            self.places.program_of_bucket[self.places.seats > 0], minlength=self.programs.height
        )
        held = self.right[self.places.pair] & (self.places.seats[self.places.bucket] > 0)
        reach = np.bincount(self.places.pair[held], minlength=self.pairs.height)
        owed = np.flatnonzero(self.right)
        return frozenset(self.program[owed[reach[owed] < usable[self.program[owed]]]].tolist())

    @cached_property
    def consents(self) -> Mask:
        """Shape (n,): who lets a priority that cannot help them be passed over, by the facts as recorded."""
        name = self.rules.mechanism.consent
        return members_of_applicants(name, self.rules, self.people, as_recorded=True)

    def priority(self, sibling_placed: Mask) -> Whole:
        """Shape (p,): priority of each pair, given the pairs with a sibling placed at the school."""
        better = sibling_placed & (self.with_sibling > 0) & (self.with_sibling < self.own)
        return np.where(better, self.with_sibling, self.own)

    def places_in_line(self, priority: Whole) -> Whole:
        """Shape (e,): place in the bucket's line, lower is better.

        Its members come first, then all go by priority, by score where the program looks at it, by lottery.
        """
        pair = self.places.pair
        return self.before_lottery(priority) * self._steps + self.numbers.place[pair]

    def before_lottery(self, priority: Whole) -> Whole:
        """Shape (e,): the same with all alike whom only the lottery tells apart."""
        levels = int(self.level.max(initial=0)) + 1
        priorities = int(priority.max(initial=0)) + 1
        pair = self.places.pair
        return (self.places.outsider * priorities + priority[pair]) * levels + self.level[pair]

    @cached_property
    def _steps(self) -> int:
        return int(self.numbers.place.max(initial=0)) + 1

    # What violations say.

    def child_name(self, child: int) -> str:
        """Id of an applicant."""
        return str(self.people.ids[child])

    def program_name(self, program: int) -> str:
        """Id of a program."""
        return str(self.programs["program_id"][program])

    def bucket_name(self, bucket: int) -> str:
        """A bucket as people know it."""
        _, _, position, group, seats, _ = self.buckets.row(bucket)
        return f"bucket {position} ({group}, {seats} seats)"

    def who(self, pair: int) -> str:
        """Id of the applicant of a pair."""
        return self.child_name(int(self.child[pair]))

    def where(self, pair: int) -> str:
        """Id of the program of a pair."""
        return self.program_name(int(self.program[pair]))

    def numbers_of_pair(self, pair: int, priority: Whole) -> str:
        """Priority, score and lottery place of a pair."""
        program = int(self.program[pair])
        group = name_of(self.lists[program], int(priority[pair]))
        score = f", score {self.score[pair]}" if self.ties[program].kind != "lottery" else ""
        return f"priority {priority[pair]} ({group}){score}, lottery place {self.numbers.place[pair]}"

    def says(self, pair: int, priority: Whole) -> str:
        """Applicant, program and numbers of a pair."""
        return f"applicant {self.who(pair)} at {self.where(pair)} ({self.numbers_of_pair(pair, priority)})"


def round_of(city: CityPackage, rules: EnrollmentRules, draw: Draw) -> Round:
    """Recompute a round from its facts, its rules and its draw."""
    people = People(city, rules, draw.replayed)
    programs = programs_of(city)
    rights = rights_of(city, rules, people, programs)
    pairs = wishes_of(city, people, programs, rights)
    groups = Groups(city, rules, people, programs, pairs)
    score = groups.score()
    ties = ties_of(rules, programs)
    buckets = buckets_of(city, rules, programs)
    may = eligible(programs, pairs, groups, score)
    lists = lists_of(rules, programs)
    own, with_sibling = priorities_of(city, people, programs, pairs, groups, rules, lists)
    return Round(
        city=city,
        rules=rules,
        draw=draw,
        people=people,
        programs=programs,
        buckets=buckets,
        rights=rights,
        pairs=pairs,
        may=may,
        own=own,
        with_sibling=with_sibling,
        score=score,
        level=levels_of(pairs, ties, score),
        numbers=numbers_of(city, rules, draw, people, programs, pairs),
        places=places_of(buckets, pairs, may, groups),
        lists=names_of(city, rules, programs, lists),
        ties=ties,
    )
