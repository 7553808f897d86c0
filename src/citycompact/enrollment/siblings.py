"""Siblings in the same run: priority for a placed sibling, and together or not at all.

Both rules make an applicant's place depend on the outcome, so the mechanism is run again until
the outcome agrees with what it was computed from.

*Offered priority.* Round by round, the pairs "a sibling is placed at this school" are read from the
last outcome. If they repeat themselves the run is settled. Where the search runs in a circle (one
sibling pushes out the other, and the other way round in the next round), the priorities of its last
two rounds are tried together once, since siblings who both have the priority often keep each other
in. If that does not settle it, or the bound is reached, the search begins again from other priorities, as
often as the rules allow (restart k: those pairs of which SHA-256 of ``D|applicant|program`` has its first bit
set, with D that of ``seed|restart|k``); the first outcome that agrees with its priorities counts. If none is
found, it goes on where the first search ended, and pairs are from then on only taken away, never added:
the run then settles at an outcome in which every priority that was used is backed by a sibling who really is
placed (but some who could have had the priority do not). More cannot be promised: with siblings, as with
couples, a stable outcome need not exist (Roth 1984; Correa et al. 2019 for Chile's family applications).
Strategy-proofness does not survive the rule either.

*Keep together.* A family asks for one school for all. It is tried at its common schools one after
the other, in the order its members like best in sum; a school at which not all get a seat is given
up for good, so the search ends. Guaranteed seats stay with their holders.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numba import njit

from citycompact.enrollment.assignment import Assignment
from citycompact.enrollment.market import Bool, Int32, Int64, Market
from citycompact.enrollment.preparation import Preparation
from citycompact.enrollment.priority_order import NEVER
from citycompact.facts import FactsError, Problem


@dataclass
class Family:
    """A family that asks to be kept together.

    ``members`` are applicants; ``schools`` are those all members list, most wanted first;
    ``tried`` counts the schools that were given up.
    """

    members: list[int]
    schools: list[int]
    tried: int = 0

    @property
    def target(self) -> int:
        """School that is being tried, -1 when none is left."""
        return self.schools[self.tried] if self.tried < len(self.schools) else -1


@dataclass(frozen=True, eq=False)
class SiblingRun:
    """A settled run.

    Parameters
    ----------
    assignment
        The outcome.
    sibling_offered
        Shape (p,): pairs that had the priority of a placed sibling.
    active
        Shape (p,): pairs that were considered; the others were closed by keep-together.
    rounds
        How many times the mechanism ran.
    fixed_point
        Whether the outcome also gives the priority to everyone who should have it.
    restart
        The restart that found it; None for the first search, and where none did.
    uncounted
        Shape (p,): who by the outcome should have had the priority, and did not.
    families
        Families that asked to be kept together, as they ended.
    """

    assignment: Assignment
    sibling_offered: Bool
    active: Bool
    uncounted: Bool
    rounds: int
    fixed_point: bool
    restart: int | None = None
    families: list[Family] = field(default_factory=list)


def run_with_siblings(
    preparation: Preparation,
    mechanism: Callable[[Market], Assignment],
    progress: Callable[[str], None] = lambda _: None,
) -> SiblingRun:
    """Run a mechanism under the sibling rules of the rulebook until it settles.

    Without sibling rules this is one run of the mechanism.
    """
    search = _Search(preparation, mechanism, progress)
    nobody = np.zeros(len(preparation.pairs), dtype=bool)
    if (found := search.fixed_point(nobody)) is not None:
        return found
    first = search.where_it_ended()
    for restart in range(1, preparation.rules.siblings.restarts + 1):
        if (found := search.fixed_point(search.start_of(restart), restart)) is not None:
            return found
    return search.taken_away(*first)


class _Search:
    """The search for an outcome that agrees with the sibling priorities it was computed from."""

    def __init__(
        self,
        preparation: Preparation,
        mechanism: Callable[[Market], Assignment],
        progress: Callable[[str], None],
    ) -> None:
        self._preparation, self._mechanism, self._progress = preparation, mechanism, progress
        self._depends = bool(np.any(preparation.offered != NEVER))
        self._brood = _Brood(preparation)
        self._asking = _Asking(preparation)
        self._rounds = 0
        self._ended: Bool | None = None

    def fixed_point(self, start: Bool, restart: int | None = None) -> SiblingRun | None:
        """One search from a set of priorities; None where it is given up."""
        maximum = self._preparation.rules.siblings.maximum_rounds
        self._asking.begin_anew()
        offered, tried, joined = start, set[bytes](), False
        for _ in range(maximum):
            run, moved, seen = self._round(offered, restart)
            if not moved and run.fixed_point:
                return run
            state = np.packbits(seen).tobytes()
            # A state that comes back would come back for ever.
            circle = not moved and state in tried
            self._ended = seen & offered
            if circle and joined:
                break
            tried.add(state)
            offered = seen | offered if circle else seen
            joined = joined or circle
        return None

    def where_it_ended(self) -> tuple[Bool, list[int]]:
        """The priorities that the search which was given up last would go on with, and what families gave
        up."""
        assert self._ended is not None
        return self._ended, [family.tried for family in self._asking.families]

    def taken_away(self, offered: Bool, tried: list[int]) -> SiblingRun:
        """Priorities only taken away from here on, until each that is left is backed by a placed sibling."""
        for family, number in zip(self._asking.families, tried, strict=True):
            family.tried = number
        while True:
            run, moved, seen = self._round(offered, None)
            if not moved and not np.any(offered & ~seen):
                return run
            offered = seen & offered

    def start_of(self, restart: int) -> Bool:
        """Shape (p,): the priorities with which a restart begins: by a hash, about half of all there could
        be."""
        preparation = self._preparation
        drawn = hashlib.sha256(f"{preparation.seed or ''}|restart|{restart}".encode()).hexdigest()
        applicants = preparation.roster.applicants["applicant_id"]
        programs = preparation.roster.programs["program_id"]
        found = np.zeros(len(preparation.pairs), dtype=bool)
        for pair in self._brood.pairs.tolist():
            names = (
                applicants[int(preparation.pairs.applicant[pair])],
                programs[int(preparation.pairs.program[pair])],
            )
            digest = hashlib.sha256("|".join((drawn, *names)).encode()).digest()
            found[pair] = digest[0] >= 128
        return found

    def _round(self, offered: Bool, restart: int | None) -> tuple[SiblingRun, bool, Bool]:
        """Run the mechanism once; also whether a family moved on, and the priorities that the outcome
        gives."""
        if self._rounds:
            self._progress(f"siblings: round {self._rounds + 1}")
        active = self._asking.active()
        market = self._preparation.market(offered if self._depends else None, active)
        assignment = self._mechanism(market)
        self._rounds += 1
        moved = self._asking.give_up(assignment)
        seen = self._brood.placed(assignment) if self._depends else offered
        fixed = bool(np.array_equal(seen, offered))
        everything = np.ones(len(self._preparation.pairs), dtype=bool) if active is None else active
        uncounted, families = seen & ~offered, self._asking.families
        run = SiblingRun(assignment, offered, everything, uncounted, self._rounds, fixed, restart, families)
        return run, moved, seen


class _Brood:
    """Pairs for which a sibling placed in the run would matter: looked up once, asked in every round."""

    def __init__(self, preparation: Preparation) -> None:
        roster, pairs = preparation.roster, preparation.pairs
        self._preparation = preparation
        # Only children with a brother or sister in the round can have one placed.
        together = np.bincount(roster.family, minlength=1)[roster.family] > 1
        home = roster.family.astype(np.int64) * roster.schools.height
        self.pairs = np.flatnonzero((preparation.offered != NEVER) & together[pairs.applicant])
        owner = pairs.applicant[self.pairs]
        self._school = roster.school_of_program[pairs.program[self.pairs]]
        # A spot is a school that matters to a family; those of one family follow each other.
        spots, self._spot = np.unique(home[owner] + self._school, return_inverse=True)
        self._school_of_spot = (spots % max(roster.schools.height, 1)).astype(np.int32)
        self._child = np.flatnonzero(together)
        self._begin = np.searchsorted(spots, home[self._child])
        self._end = np.searchsorted(spots, home[self._child] + roster.schools.height)
        self._owner = np.searchsorted(self._child, owner)

    def placed(self, assignment: Assignment) -> Bool:
        """Shape (p,): pairs with another child of the family placed at the school."""
        found = np.zeros(len(self._preparation.pairs), dtype=bool)
        found[self.pairs] = _with_sibling(
            _schools(self._preparation, assignment, self._child),
            self._begin,
            self._end,
            self._school_of_spot,
            self._spot,
            self._owner,
            self._school,
        )
        return found


@njit(cache=True, nogil=True)
def _with_sibling(placed, begin, end, school_of_spot, spot, owner, school):  # type: ignore[no-untyped-def]
    """Whether another child is placed at each pair's spot;
    children are numbered among those with siblings."""
    children = np.zeros(len(school_of_spot), np.int64)
    for child in range(len(placed)):
        at = begin[child] + np.searchsorted(school_of_spot[begin[child] : end[child]], placed[child])
        if at < end[child] and school_of_spot[at] == placed[child]:
            children[at] += 1
    found = np.empty(len(spot), np.bool_)
    for pair in range(len(spot)):
        found[pair] = children[spot[pair]] > (placed[owner[pair]] == school[pair])
    return found


class _Asking:
    """Families that ask to be kept together and the pairs that it may close:
    looked up once, asked in every round."""

    def __init__(self, preparation: Preparation) -> None:
        roster, pairs = preparation.roster, preparation.pairs
        self._preparation = preparation
        self.families = _families(preparation) if preparation.rules.siblings.keep_together else []
        sizes = [len(family.members) for family in self.families]
        self._family = np.repeat(np.arange(len(sizes)), sizes)
        self._member = np.array([m for family in self.families for m in family.members], dtype=np.int64)
        family = np.full(roster.applicants.height, -1)
        family[self._member] = self._family
        self._pair = np.flatnonzero((family[pairs.applicant] >= 0) & ~pairs.guaranteed)
        self._family_of_pair = family[pairs.applicant[self._pair]]
        self._school = roster.school_of_program[pairs.program[self._pair]]

    def begin_anew(self) -> None:
        """Let every family begin with the school that it wants most."""
        for family in self.families:
            family.tried = 0

    def active(self) -> Bool | None:
        """Shape (p,): leave members only the school being tried and their guaranteed seat."""
        if not self.families:
            return None
        active = np.ones(len(self._preparation.pairs), dtype=bool)
        active[self._pair] = self._targets()[self._family_of_pair] == self._school
        return active

    def give_up(self, assignment: Assignment) -> bool:
        """Move families that were not all placed at their school on to the next; say whether any moved."""
        targets = self._targets()
        elsewhere = _schools(self._preparation, assignment, self._member) != targets[self._family]
        moving = np.unique(self._family[elsewhere & (targets[self._family] >= 0)]).tolist()
        for number in moving:
            self.families[number].tried += 1
        return bool(moving)

    def _targets(self) -> Int64:
        return np.array([family.target for family in self.families], dtype=np.int64)


def _families(preparation: Preparation) -> list[Family]:
    """Families with two or more applicants who ask to be kept together, in the order of their ids."""
    roster, pairs = preparation.roster, preparation.pairs
    column = preparation.rules.siblings.keep_together
    if column not in roster.applicants.columns:
        raise FactsError(
            [
                Problem(
                    "applicants.csv",
                    f"has no column {column}, by which siblings ask to be kept together.",
                    "Add it with true or false, or remove keep_together from the rulebook.",
                    column=column,
                )
            ]
        )
    asking = np.flatnonzero(roster.applicants[column].fill_null(False).to_numpy())
    by_family: dict[int, list[int]] = {}
    for applicant in asking.tolist():
        by_family.setdefault(int(roster.family[applicant]), []).append(applicant)
    begin = np.searchsorted(pairs.applicant, np.arange(roster.applicants.height + 1))
    school_of_pair = roster.school_of_program[pairs.program]
    families = []
    for members in by_family.values():
        if len(members) < 2:
            continue
        wishes = []
        for applicant in members:
            wish: dict[int, int] = {}
            for pair in range(begin[applicant], begin[applicant + 1]):
                if pairs.rank[pair] > 0 and preparation.eligible[pair]:
                    wish.setdefault(int(school_of_pair[pair]), int(pairs.rank[pair]))
            wishes.append(wish)
        common = set.intersection(*(set(wish) for wish in wishes))
        ordered = sorted(common, key=lambda school: (sum(wish[school] for wish in wishes), school))
        families.append(Family(members, ordered))
    return families


def _schools(preparation: Preparation, assignment: Assignment, applicants: Int64) -> Int32:
    """School at which each of these applicants is placed, -1 for none."""
    market, edge = assignment.market, assignment.edge[applicants]
    placed = edge >= 0
    schools = np.full(len(edge), -1, dtype=np.int32)
    schools[placed] = preparation.roster.school_of_program[market.program[market.bucket[edge[placed]]]]
    return schools
