"""Whether seats went in the order of the lines for them, bucket after bucket, as the reserves say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from citycompact.enrollment.recomputed.groups import Mask
from citycompact.enrollment.recomputed.outcome import Outcome
from citycompact.enrollment.recomputed.seating import seats_of_holders
from citycompact.enrollment.recomputed.violations import Violations

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Lines:
    """Who waits for which place, and who sits there.

    Where a program has hard seats that some of its right-holders may not take, these sit together by a rule
    of their own (:func:`citycompact.enrollment.recomputed.seating.seats_of_holders`): no other bucket is
    theirs to want.

    Parameters
    ----------
    priority
        Shape (p,): the priorities by which the lines are ordered.
    considered
        Shape (p,): pairs that were considered; keep-together closes others.
    by_lottery
        Whether the lottery decides who comes first, or may be passed over (stable improvement cycles).
    """

    outcome: Outcome
    priority: Whole
    considered: Mask
    by_lottery: bool = True

    @cached_property
    def waiting(self) -> Whole:
        """Numbers of the places that somebody would rather have than what they received."""
        round_ = self.outcome.round
        places = round_.places
        pair = places.pair
        wanted = self.outcome.wanted & self.considered[pair]
        if round_.special:
            owner = round_.child[pair]
            apart = np.isin(round_.program[pair], sorted(round_.special)) & round_.right[pair]
            wanted &= ~(apart & (self.outcome.pair[owner] == pair))
        return np.flatnonzero(wanted)

    @cached_property
    def line(self) -> Whole:
        """Shape (e,): place in the line for the bucket, lower is better."""
        round_ = self.outcome.round
        return (
            round_.places_in_line(self.priority) if self.by_lottery else round_.before_lottery(self.priority)
        )

    @cached_property
    def last(self) -> Whole:
        """Shape (m,): place in line of the last one who sits in each bucket, -1 for an empty one."""
        last = np.full(self.outcome.round.buckets.height, -1, dtype=np.int64)
        held = self.outcome.held
        np.maximum.at(last, self.outcome.round.places.bucket[held], self.line[held])
        return last

    def envious(self) -> Violations:
        """Places in which somebody sits who comes later in the line than one who waits for it."""
        places = self.outcome.round.places
        waiting = self.waiting
        ahead = waiting[self.line[waiting] < self.last[places.bucket[waiting]]]
        return Violations().add_each(ahead, self._say_envy)

    def unfilled(self) -> Violations:
        """Buckets that were not filled as the reserves say: one after the other, their members first."""
        round_ = self.outcome.round
        places = round_.places
        waiting = self.waiting
        free = (self.outcome.taken < places.seats)[places.bucket[waiting]]
        held = self.outcome.held
        outsiders = np.zeros(round_.buckets.height, dtype=bool)
        outsiders[places.bucket[held[places.outsider[held]]]] = True
        passed = ~places.outsider[waiting] & outsiders[places.bucket[waiting]] & ~free
        return (
            Violations()
            .add_each(waiting[free], self._say_free)
            .add_each(waiting[passed], self._say_passed_over)
        )

    def holders_out_of_place(self) -> Violations:
        """Right-holders who do not sit where the matching of all of them at their program puts them."""
        round_, outcome = self.outcome.round, self.outcome
        violations = Violations()
        if not round_.special:
            return violations
        owed = np.flatnonzero(round_.right)
        there = owed[outcome.pair[round_.child[owed]] == owed]
        seats = round_.places.seats
        for program in sorted(round_.special):
            mine = there[round_.program[there] == program]
            # All have the priority of their right, so the score and the lottery say who comes first.
            mine = mine[np.lexsort((round_.numbers.place[mine], round_.level[mine]))]
            reach = round_.places.reaches(program, mine.tolist())
            first, end = round_.places.first_bucket[program : program + 2].tolist()
            due = seats_of_holders([(pair, reach[pair]) for pair in mine.tolist()], seats[first:end].tolist())
            for pair in mine.tolist():
                sits = int(outcome.bucket[round_.child[pair]])
                if pair in due and sits != first + due[pair]:
                    violations.add([self._say_seat(pair, sits, first + due[pair])])
        return violations

    def _say_envy(self, place: int) -> str:
        round_ = self.outcome.round
        places = round_.places
        bucket = int(places.bucket[place])
        held = self.outcome.held
        there = held[places.bucket[held] == bucket]
        rival = int(there[np.argmax(self.line[there])])
        other = int(places.pair[rival])
        outsider = ", for whom it is not kept" if places.outsider[rival] else ""
        return (
            f"{self._waits(place)}: {round_.bucket_name(bucket)} has applicant {round_.who(other)} in it"
            f"{outsider} ({round_.numbers_of_pair(other, self.priority)})"
        )

    def _say_free(self, place: int) -> str:
        bucket = int(self.outcome.round.places.bucket[place])
        name = self.outcome.round.bucket_name(bucket)
        return f"{self._waits(place)}: {name} is open to them and has {self.outcome.taken[bucket]} in it"

    def _say_passed_over(self, place: int) -> str:
        name = self.outcome.round.bucket_name(int(self.outcome.round.places.bucket[place]))
        return f"{self._waits(place)}: {name} is kept for them and has others in it"

    def _say_seat(self, pair: int, sits: int, due: int) -> str:
        round_ = self.outcome.round
        sitting = round_.bucket_name(sits) if sits >= 0 else "no bucket of it"
        said = f"{round_.says(pair, self.priority)} by right: sits in {sitting}"
        return f"{said}, and should in {round_.bucket_name(due)}"

    def _waits(self, place: int) -> str:
        round_ = self.outcome.round
        pair = int(round_.places.pair[place])
        has = self.outcome.says_received(int(round_.child[pair]))
        return f"{round_.says(pair, self.priority)}, choice {round_.rank[pair]}, received {has}"
