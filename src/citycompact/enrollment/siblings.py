"""Siblings in the same run: priority for a placed sibling, and together or not at all.

Both rules make an applicant's place depend on the outcome, so the mechanism is run again until
the outcome agrees with what it was computed from.

*Offered priority.* Round by round, the pairs "a sibling is placed at this school" are read from the
last outcome. If they repeat themselves the run is settled. Where the search runs in a circle (one
sibling pushes out the other, and the other way round in the next round), the priorities of its last
two rounds are tried together once, since siblings who both have the priority often keep each other
in. If that does not settle it, or the bound is reached, pairs are from then on only taken away, never added: the run then settles at an outcome in which every
priority that was used is backed by a sibling who really is placed (but some who could have had the
priority do not). More cannot be promised: with siblings, as with couples, a stable outcome need not
exist (Roth 1984; Correa et al. 2019 for Chile's family applications). Strategy-proofness does not
survive the rule either.

*Keep together.* A family asks for one school for all. It is tried at its common schools one after
the other, in the order its members like best in sum; a school at which not all get a seat is given
up for good, so the search ends. Guaranteed seats stay with their holders.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from citycompact.enrollment.assignment import Assignment
from citycompact.enrollment.market import Bool, Int32, Market
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
    families = _families(preparation) if rules.keep_together else []
    offered = np.zeros(len(pairs), dtype=bool)
    depends = bool(np.any(preparation.offered != NEVER))
    brood = _Brood(preparation)
    rounds, joined, bounded = 0, False, False
    tried: set[bytes] = set()
    while True:
        active = _active(preparation, families)
        assignment = mechanism(preparation.market(offered if depends else None, active))
        rounds += 1
        moved = _give_up(preparation, families, assignment)
        seen = brood.placed(assignment) if depends else offered
        fixed = bool(np.array_equal(seen, offered))
        if not moved and (fixed or (bounded and not np.any(offered & ~seen))):
            everything = np.ones(len(pairs), dtype=bool) if active is None else active
            return SiblingRun(assignment, offered, everything, rounds, fixed, families)
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
        self._together = np.bincount(roster.family, minlength=1)[roster.family] > 1
        self._home = roster.family.astype(np.int64) * roster.schools.height
        self._pair = np.flatnonzero((preparation.offered != NEVER) & self._together[pairs.applicant])
        self._owner = pairs.applicant[self._pair]
        self._school = roster.school_of_program[pairs.program[self._pair]]
        self._wanted, self._back = np.unique(self._home[self._owner] + self._school, return_inverse=True)

    def placed(self, assignment: Assignment) -> Bool:
        """Shape (p,): pairs with another child of the family placed at the school."""
        placed = _schools(self._preparation, assignment.program)
        counts = self._together & (placed >= 0)
        codes = self._home[counts] + placed[counts]
        place = np.minimum(np.searchsorted(self._wanted, codes), max(len(self._wanted) - 1, 0))
        children = np.zeros(len(self._wanted), dtype=np.int64)
        if len(self._wanted):
            np.add.at(children, place[self._wanted[place] == codes], 1)
        found = np.zeros(len(self._preparation.pairs), dtype=bool)
        found[self._pair] = children[self._back] - (placed[self._owner] == self._school) > 0
        return found


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


def _active(preparation: Preparation, families: list[Family]) -> Bool | None:
    """Shape (p,): leave members of families only the school being tried and their guaranteed seat."""
    if not families:
        return None
    roster, pairs = preparation.roster, preparation.pairs
    target = np.full(roster.applicants.height, -2, dtype=np.int64)
    sizes = [len(family.members) for family in families]
    members = [member for family in families for member in family.members]
    target[members] = np.repeat([family.target for family in families], sizes)
    goal = target[pairs.applicant]
    school = roster.school_of_program[pairs.program]
    active: Bool = (goal == -2) | (goal == school) | pairs.guaranteed
    return active


def _give_up(preparation: Preparation, families: list[Family], assignment: Assignment) -> bool:
    """Move families that were not all placed at their school on to the next; say whether any moved."""
    moved = False
    school = _schools(preparation, assignment.program).tolist() if families else []
    for family in families:
        target = family.target
        if target >= 0 and any(school[member] != target for member in family.members):
            family.tried += 1
            moved = True
    return moved


def _schools(preparation: Preparation, program: Int32) -> Int32:
    schools: Int32 = np.where(program >= 0, preparation.roster.school_of_program[program], -1)
    return schools
