"""Siblings in the same run: priority for a placed sibling, and together or not at all.

Both rules make an applicant's place depend on the outcome, so the mechanism is run again until
the outcome agrees with what it was computed from.

*Offered priority.* Round by round, the pairs "a sibling is placed at this school" are read from the
last outcome. If they repeat themselves the run is settled. Where the search runs in a circle (one
sibling pushes out the other, and the other way round in the next round), the priorities of its last
two rounds are tried together once, since siblings who both have the priority often keep each other
in. If that does not settle it, or the bound is reached, pairs are from then on only taken away, never added:
the run then settles at an outcome in which every priority that was used is backed by a sibling who really is
placed (but some who could have had the priority do not). More cannot be promised: with siblings, as with
couples, a stable outcome need not exist (Roth 1984; Correa et al. 2019 for Chile's family applications).
Strategy-proofness does not survive the rule either.

*Keep together.* A family asks for one school for all. It is tried at its common schools one after
the other, in the order its members like best in sum; a school at which not all get a seat is given
up for good, so the search ends. Guaranteed seats stay with their holders.
"""

from __future__ import annotations

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
    families
        Families that asked to be kept together, as they ended.
    """

    assignment: Assignment
    sibling_offered: Bool
    active: Bool
    rounds: int
    fixed_point: bool
    families: list[Family] = field(default_factory=list)


def run_with_siblings(
    preparation: Preparation,
    mechanism: Callable[[Market], Assignment],
    progress: Callable[[str], None] = lambda _: None,
) -> SiblingRun:
    """Run a mechanism under the sibling rules of the rulebook until it settles.

    Without sibling rules this is one run of the mechanism.
    """
    pairs = preparation.pairs
    rules = preparation.rules.siblings
    asking = _Asking(preparation)
    offered = np.zeros(len(pairs), dtype=bool)
    depends = bool(np.any(preparation.offered != NEVER))
    brood = _Brood(preparation)
    rounds, joined, bounded = 0, False, False
    tried: set[bytes] = set()
    while True:
        active = asking.active()
        assignment = mechanism(preparation.market(offered if depends else None, active))
        rounds += 1
        moved = asking.give_up(assignment)
        seen = brood.placed(assignment) if depends else offered
        fixed = bool(np.array_equal(seen, offered))
        if not moved and (fixed or (bounded and not np.any(offered & ~seen))):
            everything = np.ones(len(pairs), dtype=bool) if active is None else active
            return SiblingRun(assignment, offered, everything, rounds, fixed, asking.families)
        state = np.packbits(seen).tobytes()
        # A state that comes back would come back for ever.
        circle = not moved and state in tried
        bounded = bounded or rounds >= rules.maximum_rounds or (circle and joined)
        tried.add(state)
        offered = seen & offered if bounded else seen | offered if circle else seen
        joined = joined or circle
        progress(f"siblings: round {rounds + 1}")


class _Brood:
    """Pairs for which a sibling placed in the run would matter: looked up once, asked in every round."""

    def __init__(self, preparation: Preparation) -> None:
        roster, pairs = preparation.roster, preparation.pairs
        self._preparation = preparation
        # Only children with a brother or sister in the round can have one placed.
        together = np.bincount(roster.family, minlength=1)[roster.family] > 1
        home = roster.family.astype(np.int64) * roster.schools.height
        self._pair = np.flatnonzero((preparation.offered != NEVER) & together[pairs.applicant])
        owner = pairs.applicant[self._pair]
        self._school = roster.school_of_program[pairs.program[self._pair]]
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
        found[self._pair] = _with_sibling(
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
