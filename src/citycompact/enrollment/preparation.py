"""From facts, rulebook and seed to a market: everything a mechanism needs, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from citycompact.city import CityPackage
from citycompact.enrollment.chance import Chance, draw, replay
from citycompact.enrollment.groups import Groups
from citycompact.enrollment.guarantees import guaranteed_programs, refuse_broken_promises
from citycompact.enrollment.market import Bool, Int32, Int64, Market, UInt32, compress_keys
from citycompact.enrollment.priority_order import priorities_of, priority_lists
from citycompact.enrollment.recorded import places_on_lists, recorded_name, refuse_recorded
from citycompact.enrollment.roster import Pairs, Roster
from citycompact.enrollment.rules import EnrollmentRules
from citycompact.enrollment.seat_buckets import seat_buckets
from citycompact.enrollment.tie_breaks import TieBreak, tie_breaks, tie_ranks
from citycompact.enrollment.verified import true_facts
from citycompact.facts import FactsError, Problem

UNLISTED_LIMIT = 200_000_000
"""Most pairs of applicant and program for which full orders are built (about 8 GB)."""


@dataclass(frozen=True, eq=False)
class Preparation:
    """Facts turned into numbers, ready to become a market.

    Parameters
    ----------
    seed
        The public seed; None in a replay.
    roster, buckets, pairs, groups, chance
        Who takes part; seats by bucket; who may go where; membership; the lottery.
    listed
        Shape (n,): how many choices each applicant listed.
    lists, breaks
        Shape (programs,): priority list and tie-break of each program.
    last_places
        The last place on the list of each program that a list of people orders.
    right
        Shape (n,): program owed to each applicant, -1 for none.
    consent
        Shape (n,): who consents in efficiency-adjusted deferred acceptance; that need not be verified.
    eligible
        Shape (p,): false where a minimum score, or a group the program is only open to, shuts the
        applicant out.
    base, offered
        Shape (p,): see :func:`citycompact.enrollment.priority_order.priorities_of`.
    place, level
        Shape (p,): see :func:`citycompact.enrollment.tie_breaks.tie_ranks`.
    edge_pair, edge_bucket, edge_member
        Shape (e,): pair and bucket of each edge, and whether the bucket's seats are reserved
        for the applicant.
    """

    rules: EnrollmentRules
    seed: str | None
    roster: Roster
    buckets: pl.DataFrame
    pairs: Pairs
    listed: NDArray[np.intp]
    groups: Groups
    chance: Chance
    lists: list[tuple[str, ...]]
    breaks: list[TieBreak]
    last_places: dict[str, int]
    right: Int32
    consent: Bool
    eligible: Bool
    base: Int32
    offered: Int32
    place: UInt32
    level: UInt32
    edge_pair: Int64
    edge_bucket: Int32
    edge_member: Bool
    _latest: list[tuple[tuple[bytes, bytes], Market]] = field(default_factory=list, repr=False)

    def priority(self, sibling_offered: Bool | None = None) -> Int32:
        """Shape (p,): priority of each pair, given the pairs with a sibling placed at the school."""
        if sibling_offered is None:
            return self.base
        return np.where(sibling_offered, np.minimum(self.base, self.offered), self.base).astype(np.int32)

    def market(self, sibling_offered: Bool | None = None, active: Bool | None = None) -> Market:
        """Build the market; pairs that are not active are left out of their applicants' lists.

        Shapes are (p,) for both arguments; None means no sibling placed, and all active. The last
        market is kept, since the check looks at the one that was decided.
        """
        asked = (_bits(sibling_offered), b"" if active is None else _bits(~active))
        if not self._latest or self._latest[0][0] != asked:
            self._latest[:] = [(asked, self._market(sibling_offered, active))]
        return self._latest[0][1]

    def _market(self, sibling_offered: Bool | None, active: Bool | None) -> Market:
        everyone = np.ones(len(self.pairs), dtype=bool) if active is None else active
        nobody = np.zeros(len(self.pairs), dtype=bool) if sibling_offered is None else sibling_offered

        def considered(
            keys: tuple[UInt32, UInt32], listed: bool = True
        ) -> tuple[Int64, Int32, UInt32, Int32]:
            return _considered(  # type: ignore[no-any-return]
                self.edge_pair,
                self.edge_bucket,
                *keys,
                nobody,
                everyone,
                self.pairs.rank,
                self.pairs.applicant,
                self.roster.applicants.height,
                listed,
            )

        first, bucket, key, rank = considered(self._keys)
        with_ties = self.rules.mechanism.name == "stable_improvement_cycles"
        unlisted = considered(self._keys, listed=False) if self._some_unlisted else None
        return Market(
            first=first.astype(np.int32) if first[-1] < 2**31 - 1 else first,
            bucket=bucket,
            key=key,
            capacity=self.buckets["seats"].to_numpy(),
            program=self.buckets["program"].to_numpy(),
            rank=rank,
            order=self._lottery_order,
            tie=considered(self._ties)[2] if with_ties else None,
            consent=self.consent,
            right=self.right,
            right_place=self._right_place,
            unlisted_applicant=None
            if unlisted is None
            else np.repeat(np.arange(len(unlisted[0]) - 1, dtype=np.int32), np.diff(unlisted[0])),
            unlisted_bucket=None if unlisted is None else unlisted[1],
            unlisted_key=None if unlisted is None else unlisted[2],
        )

    @cached_property
    def _right_place(self) -> Int64:
        """Shape (n,): place of each applicant at the program of their right, priorities aside."""
        place = np.zeros(self.roster.applicants.height, dtype=np.int64)
        place[self.pairs.applicant[self.pairs.guaranteed]] = self.place[self.pairs.guaranteed]
        return place

    @cached_property
    def priority_names(self) -> list[tuple[str, ...]]:
        """What each priority of each program is called, from 1 on; ``everyone`` comes after them."""
        last = self.last_places
        return [
            tuple(map(recorded_name, range(1, last[program] + 1))) if program in last else names
            for program, names in zip(self.roster.programs["program_id"], self.lists, strict=True)
        ]

    @cached_property
    def _some_unlisted(self) -> bool:
        return not self.pairs.rank.all()

    @cached_property
    def _lottery_order(self) -> Int32:
        return np.argsort(self.chance.order, kind="stable").astype(np.int32)

    @cached_property
    def _keys(self) -> tuple[UInt32, UInt32]:
        """Place of each edge in its bucket's order, see :meth:`_ordered`."""
        return self._ordered(self.place)

    @cached_property
    def _ties(self) -> tuple[UInt32, UInt32]:
        """The same before the lottery."""
        return self._ordered(self.level)

    def _ordered(self, ties: UInt32) -> tuple[UInt32, UInt32]:
        """Shape (e,): with no sibling placed, and if one of everybody were placed at every school.

        The runs mix the two. Members of the bucket's group come first (a right counts as membership), then
        priority, then tie.
        """
        pair, bucket = self.edge_pair, self.edge_bucket
        outsider = (~self.edge_member & ~self.pairs.guaranteed[pair]).astype(np.int64)
        levels, places = int(self.base.max(initial=0)) + 1, int(ties.max(initial=0)) + 1

        def keys(priority: Int32) -> Int64:
            return (outsider * levels + priority[pair]) * places + ties[pair]

        own, with_sibling = keys(self.base), keys(np.minimum(self.base, self.offered))
        if 2 * levels * places < 2**32 - 1:
            return own.astype(np.uint32), with_sibling.astype(np.uint32)
        both = compress_keys(np.concatenate([bucket, bucket]), np.concatenate([own, with_sibling]))
        return both[: len(own)], both[len(own) :]


@njit(cache=True, nogil=True)
def _considered(  # type: ignore[no-untyped-def]
    pair, bucket, own, with_sibling, offered, active, rank, applicant, applicants, listed
):
    """Edges of the active pairs that are listed (or are not) with the keys that hold now.

    Returns where each applicant's edges begin, and bucket, key and rank of each edge.
    """
    first = np.zeros(applicants + 1, np.int64)
    buckets = np.empty(len(pair), bucket.dtype)
    keys = np.empty(len(pair), own.dtype)
    ranks = np.empty(len(pair), rank.dtype)
    size = 0
    for edge in range(len(pair)):
        one = pair[edge]
        if active[one] and (rank[one] > 0) == listed:
            buckets[size] = bucket[edge]
            keys[size] = with_sibling[edge] if offered[one] else own[edge]
            ranks[size] = rank[one]
            size += 1
            first[applicant[one] + 1] += 1
    return np.cumsum(first), buckets[:size].copy(), keys[:size].copy(), ranks[:size].copy()


def _bits(mask: Bool | None) -> bytes:
    """A mask as bytes; none where nothing is marked."""
    return b"" if mask is None or not mask.any() else np.packbits(mask).tobytes()


def prepare(
    city: CityPackage, rules: EnrollmentRules, seed: str | None, replayed: bool = False
) -> Preparation:
    """Turn a validated city and its rules into numbers.

    Parameters
    ----------
    seed
        The public seed; may be None only in a replay.
    replayed
        Take lottery numbers from the ``lottery`` table instead of drawing them.

    Raises
    ------
    FactsError
        Where the facts and the rules do not fit together.
    """
    agreed = (rules, seed, replayed)
    # Decision, check and commitment of one run look at the same numbers.
    return city.latest("preparation", agreed, lambda: _prepare(city, rules, seed, replayed))


def refused(city: CityPackage, rules: EnrollmentRules) -> list[Problem]:
    """Why no match can be made of facts and rules, whatever is drawn, as for rights that cannot all be kept.

    A city with recorded numbers is held to what a replay asks.
    """
    recorded = not city.table("lottery").is_empty()
    try:
        prepare(city, rules, None if recorded else "", recorded)
    except FactsError as error:
        return error.problems
    return []


def _prepare(city: CityPackage, rules: EnrollmentRules, seed: str | None, replayed: bool) -> Preparation:
    if not replayed:
        refuse_recorded(city, rules)
    # A replay takes facts as they were recorded.
    roster = Roster.of(city, None if replayed else true_facts(city, rules))
    buckets = seat_buckets(city, rules, roster)
    right = guaranteed_programs(city, rules, roster)
    pairs, listed = _pairs(city, rules, roster, right)
    groups = Groups(city, rules, roster, pairs)
    as_stated = Groups(city, rules, Roster.of(city), pairs)
    _refuse_broken_promises(pairs, groups, right, buckets, roster)
    if replayed:
        chance = replay(city, roster, pairs)
    elif seed is None:
        raise ValueError("a seed is needed unless a past round is replayed")
    else:
        chance = draw(seed, rules, roster, pairs, _weights(rules, groups, roster))
    lists = priority_lists(roster.programs, rules)
    base, offered = priorities_of(city, rules, roster, pairs, groups, lists)
    breaks = tie_breaks(roster.programs, rules)
    minimum = roster.programs["min_score"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    looks_at_scores = any(item.kind != "lottery" for item in breaks) or not np.isnan(minimum).all()
    score = groups.score if looks_at_scores else None
    place, level = tie_ranks(pairs, breaks, score, chance.of_pair)
    eligible = np.ones(len(pairs), dtype=bool)
    if score is not None:
        needed = minimum[pairs.program]
        eligible = np.isnan(needed) | (score >= needed)
    eligible = (eligible & _let_in(pairs, roster, groups)) | pairs.guaranteed
    edge_pair, edge_bucket, edge_member = _edges(pairs, eligible, buckets, groups)
    return Preparation(
        rules,
        None if replayed else seed,
        roster,
        buckets,
        pairs,
        listed,
        groups,
        chance,
        lists,
        breaks,
        places_on_lists(city, rules),
        right,
        as_stated.of_applicants(rules.mechanism.consent),
        eligible,
        base,
        offered,
        place,
        level,
        edge_pair,
        edge_bucket,
        edge_member,
    )


def _pairs(
    city: CityPackage, rules: EnrollmentRules, roster: Roster, right: Int32
) -> tuple[Pairs, NDArray[np.intp]]:
    """Listed choices, a guaranteed program at the end, and where needed all pairs that are not listed.

    Also how many choices each applicant listed.
    """
    choices = city.table("choices")
    applicant = roster.applicant_numbers(choices["applicant_id"])
    program = roster.program_numbers(choices["program_id"])
    rank = choices["rank"].cast(pl.Int32).to_numpy()
    _refuse_long_lists(rules, roster, applicant)
    lists_own_seat = np.zeros(roster.applicants.height, dtype=bool)
    lists_own_seat[applicant[right[applicant] == program]] = True
    added = np.flatnonzero((right >= 0) & ~lists_own_seat)
    length = np.bincount(applicant, minlength=roster.applicants.height)
    applicants: list[NDArray[np.integer]] = [applicant, added]
    programs: list[NDArray[np.integer]] = [program, right[added]]
    ranks: list[NDArray[np.integer]] = [rank, length[added] + 1]
    if rules.mechanism.name == "top_trading_cycles":
        given = np.concatenate([applicant, added]).astype(np.int64) * roster.programs.height
        unlisted = _unlisted(roster, given + np.concatenate([program, right[added]]))
        applicants.append(unlisted // roster.programs.height)
        programs.append(unlisted % roster.programs.height)
        ranks.append(np.zeros(len(unlisted), dtype=np.int64))
    all_applicants = np.concatenate(applicants).astype(np.int32)
    all_programs = np.concatenate(programs).astype(np.int32)
    all_ranks = np.concatenate(ranks).astype(np.int32)
    # Files are mostly in order already, and so are the unlisted pairs;
    # a stable sort of one key keeps to that.
    last = int(all_ranks.max(initial=0)) + 1
    rank_or_last = np.where(all_ranks == 0, last, all_ranks)
    order = np.argsort(all_applicants.astype(np.int64) * (last + 1) + rank_or_last, kind="stable")
    all_applicants, all_programs, all_ranks = all_applicants[order], all_programs[order], all_ranks[order]
    pairs = Pairs(all_applicants, all_programs, all_ranks, right[all_applicants] == all_programs)
    return pairs, length


def _let_in(pairs: Pairs, roster: Roster, groups: Groups) -> Bool:
    """Shape (p,): false where the program is only open to a group the applicant is not in."""
    let_in = np.ones(len(pairs), dtype=bool)
    open_to = roster.programs["open_to"]
    for name in open_to.drop_nulls().unique().sort().to_list():
        closed = (open_to == name).fill_null(False).to_numpy()[pairs.program]
        let_in &= ~closed | groups[name]
    return let_in


def _unlisted(roster: Roster, listed: Int64) -> Int64:
    """Pairs of applicants with programs of their grade that they do not list."""
    applicant_grade = roster.applicants["grade"]
    program_grade = roster.programs["grade"]
    parts = []
    size = 0
    for grade in sorted(set(program_grade)):
        applicants = np.flatnonzero((applicant_grade == grade).to_numpy())
        programs = np.flatnonzero((program_grade == grade).to_numpy())
        size += len(applicants) * len(programs)
        if size > UNLISTED_LIMIT:
            raise FactsError(
                [
                    Problem(
                        "choices.csv",
                        f"top trading cycles needs every applicant's place at every program: more than "
                        f"{UNLISTED_LIMIT:,} pairs.",
                        "Run it grade by grade, or on a smaller city.",
                    )
                ]
            )
        parts.append((applicants[:, None] * roster.programs.height + programs[None, :]).ravel())
    pairs = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    return np.setdiff1d(pairs, listed)


def _edges(pairs: Pairs, eligible: Bool, buckets: pl.DataFrame, groups: Groups) -> tuple[Int64, Int32, Bool]:
    """Expand pairs to buckets; a hard bucket is not open to those outside its group."""
    program = buckets["program"].to_numpy()
    names = buckets["group"].to_list()
    hard = buckets["hard"].to_numpy()
    programs = int(program.max(initial=-1)) + 1
    count = np.bincount(program, minlength=programs)
    begin = np.zeros(programs + 1, dtype=np.int64)
    np.cumsum(count, out=begin[1:])
    chosen = np.flatnonzero(eligible)
    width = count[pairs.program[chosen]]
    pair = np.repeat(chosen, width)
    offset = np.arange(len(pair)) - np.repeat(np.cumsum(width) - width, width)
    bucket = (begin[pairs.program[pair]] + offset).astype(np.int32)
    kinds = {name: number for number, name in enumerate(dict.fromkeys(names))}
    kind = np.array([kinds[name] for name in names], dtype=np.int32)[bucket] if names else bucket
    member = np.ones(len(pair), dtype=bool)
    for name, number in kinds.items():
        here = np.flatnonzero(kind == number)
        member[here] = groups[name][pair[here]]
    open_to = member | ~hard[bucket] if names else member
    return pair[open_to], bucket[open_to], member[open_to]


def _weights(rules: EnrollmentRules, groups: Groups, roster: Roster) -> NDArray[np.float64]:
    weight = np.ones(roster.applicants.height)
    raised = np.zeros(roster.applicants.height, dtype=bool)
    for name, value in rules.lottery.weights.items():
        members = groups.of_applicants(name)
        weight = np.where(members & (~raised | (value > weight)), value, weight)
        raised |= members
    return weight


def _refuse_broken_promises(
    pairs: Pairs, groups: Groups, right: Int32, buckets: pl.DataFrame, roster: Roster
) -> None:
    members: dict[str, Bool] = {}
    for name in set(buckets.filter(pl.col("hard"))["group"]):
        members[name] = np.zeros(len(right), dtype=bool)
        owed = pairs.guaranteed & groups[name]
        members[name][pairs.applicant[owed]] = True
    refuse_broken_promises(right, buckets, roster, members)


def _refuse_long_lists(rules: EnrollmentRules, roster: Roster, applicant: Int32) -> None:
    maximum = rules.choices.maximum
    if maximum is None:
        return
    length = np.bincount(applicant, minlength=roster.applicants.height)
    ids = roster.applicants["applicant_id"]
    problems = [
        Problem(
            "choices.csv",
            f"applicant {ids[number]} lists {length[number]} programs; the rulebook allows {maximum}.",
            "Keep the first choices, or raise the maximum in the rulebook.",
            column="applicant_id",
            value=ids[number],
        )
        for number in np.flatnonzero(length > maximum).tolist()
    ]
    if problems:
        raise FactsError(problems)
