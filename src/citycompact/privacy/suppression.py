"""Which counts of people stay hidden in public, so that none of them can be computed from the rest.

Counts from 1 to 9 are hidden, and 0 too where a count can only be 0 or 1 (two seats, not all taken). As
tables have sums, more has to be hidden beside them (complementary suppression: Fellegi 1972; Cox 1980),
by a rule that leaves no choice, since ``record/verify.py`` repeats it:

1. While a *sum is tight*, take the first tight one and hide one more of its counts: one that touches
   the fewest sums in which nothing is hidden yet; of these the smallest; of these the first. A sum is
   tight where one hidden cell stands in it, or none of its hidden cells can move within its bounds (below)
   against the others, or where its total is shown and its hidden parts, each at least 1, leave none of
   them room to be 10. A zero is hidden only where no other count is left: for cells that cannot move one
   against which they can, and else for a cell that stands alone.
2. If no sum is, but several together give a hidden cell away, take the first such cell. Go through the
   sums tied to it by hidden cells: those that hold it before the others, then those with fewer hidden
   cells, then in their order. Each that still shows something names one count in the same way, and
   after all these each that has only zeros left names one (where no count but zeros is known, only if
   nothing else was named). Hide the first one named that takes the cell out of reach, or if none does the
   first one named, and go to 1.
3. If none do, but a hidden cell cannot move within the bounds that a reader knows, do with the first such
   cell as in 2; first for a reader who is told which hidden counts are at least 1, then for one who is not.

*Slack* is what a sum has beyond its other parts (applications that became neither an offer nor a place on
the waitlist). Nobody prints it and it is no secret; it stands among the hidden cells, so that a reader who
knows that it is not negative learns nothing of the others. A sum with slack of its own that is above zero
says nothing: it is left out, one after the other.

*Known* counts (a full bucket holds as many as it has seats) are shown, whatever their size, and hide
nothing; so does what follows from known counts alone, by linear equations in which every other count,
zeros too, is unknown. Other zeros are shown until one is needed.

The *bounds* of a hidden count are what is publicly the greatest (one less than its seats, for a bucket
that is not full) and 0; for the reader who is told, 1 where it is neither 0 nor can only be 0 or 1. (Of
the other hidden counts he is told nothing.) Nobody is told; but where no zero is hidden, the rule says so.

Why nothing hidden can be computed from what is shown, not even within all these bounds: let A be the
sums, written on the hidden cells; x the hidden counts; P all x' within the bounds with A x' = A x, the
tables that show the same. An *edge* cell stands at one of its bounds; any other moves a little both
ways. Eliminating all others leaves relations R between edge cells; edge cells can move off their bounds
in just the ways in which R v = 0 with no v pointing outwards. The sum of all such v moves all edge cells
off their bounds that can be moved at all, so some x' in P has every cell strictly within its bounds but
those edge cells that no table in P moves. Write A' for A without these. If the unit vector e_c does not
lie in the row space of A', some v has A' v = 0 and v_c != 0, and x' + t v is in P for small t of either
sign: c is not determined, its interval has more than one point. If it does lie there, c is determined.
So step 3 finds exactly the cells with an interval of one point, and when the rule has ended there are,
for either reader, none but those *beyond help*: he would determine them even if nothing were shown but
known counts. (Known total 2, parts 1 and 1: the reader who is told that neither is 0 knows both. To the
other each is 0, 1 or 2. Known total 2, known part 2: that two more parts are 0 nobody can hide.)

Why the rule ends: each step hides one more cell. Where no sum tied to a cell has anything left to hide, all
that is shown in these sums is known, so what gives the cell away are known counts alone: it is known itself
(step 2) or beyond help (step 3). Without known counts other than zeros, withheld zeros and greatest counts
no zero is hidden and no cell beyond help: with every count but zeros hidden, x + t x shows the same for each
t > 0, and no count has to stay.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import chain

from citycompact.privacy.elimination import Elimination, Row, able_to_rise, determined, solve

SMALLEST_SHOWN = 10
"""Counts from 1 to 9 are not shown in public, as guidance on FERPA for school data recommends."""


@dataclass(frozen=True)
class Equation:
    """The cell ``total`` is the sum of the cells ``parts``; cells are places in a list of counts."""

    total: int
    parts: tuple[int, ...]


def hidden_cells(
    counts: Sequence[int],
    equations: Sequence[Equation],
    known: Collection[int] = (),
    withheld: Collection[int] = (),
    most: Mapping[int, int] | None = None,
    slack: Collection[int] = (),
) -> set[int]:
    """Cells that are not shown.

    Parameters
    ----------
    counts
        All counts of one publication, 0 or more, in the order that decides between equals.
    equations
        The sums that hold between them, in the order in which they are mended.
    known
        Cells whose count is public by definition.
    withheld
        Cells that are not published at all, whatever their count, but stand in a sum.
    most
        For a cell the greatest count that it could publicly have.
    slack
        Cells that nobody prints and that need no protection: what a sum has beyond its other parts, so
        that all it says is that these are not more than their total.

    Raises
    ------
    ValueError
        Where a sum does not add up, or a count is above its greatest: then nothing could be said about
        what follows from it. Where slack is said to be known.
    """
    if not set(known).isdisjoint(slack):
        raise ValueError("slack is what nobody prints, so it cannot be known")
    wrong = [e for e in equations if counts[e.total] != sum(counts[part] for part in e.parts)]
    if wrong:
        said = "; ".join(f"cell {e.total} is not the sum of {e.parts}" for e in wrong[:5])
        raise ValueError(f"{len(wrong)} sums do not add up: {said}")
    most = most or {}
    above = [cell for cell, greatest in most.items() if counts[cell] > greatest]
    if above:
        raise ValueError(f"Cells {above[:5]} count more than the greatest that was given for them.")
    told = set(known)
    closed = [e for e in equations if e.total not in told or not told.issuperset(e.parts)]
    closed = _closed(counts, closed, set(slack))
    found = _Suppression(counts, closed, known, withheld, most, slack)
    found.mend(range(len(closed)))
    while found.hide_one_given_away():
        pass
    return found.hidden


def _closed(counts: Sequence[int], equations: Sequence[Equation], slack: set[int]) -> list[Equation]:
    """The sums without those that say nothing: which have slack of their own, above zero,
    one after the other."""
    loose = {cell for cell in slack if counts[cell]}
    said_nothing: set[int] = set()
    touched = {
        number: _signed(e).keys() & loose
        for number, e in enumerate(equations)
        if not loose.isdisjoint((e.total, *e.parts))
    }
    while True:
        occurs = Counter(cell for cells in touched.values() for cell in cells)
        open_ = {number for number, cells in touched.items() if any(occurs[cell] == 1 for cell in cells)}
        if not open_:
            return [e for number, e in enumerate(equations) if number not in said_nothing]
        said_nothing |= open_
        touched = {number: cells for number, cells in touched.items() if number not in open_}


def _signed(equation: Equation) -> dict[int, int]:
    """A sum as total minus parts."""
    row = {equation.total: 1}
    for part in equation.parts:
        row[part] = row.get(part, 0) - 1
    return {cell: value for cell, value in row.items() if value}


def _on(rows: Iterable[Mapping[int, int | Fraction]], cells: Collection[int]) -> list[Row]:
    """Rows written on these cells alone."""
    return [{cell: value for cell, value in row.items() if cell in cells} for row in rows]


class _Suppression:
    """What is hidden so far, and the steps that hide more."""

    def __init__(
        self,
        counts: Sequence[int],
        equations: Sequence[Equation],
        known: Collection[int],
        withheld: Collection[int],
        most: Mapping[int, int],
        slack: Collection[int],
    ) -> None:
        self.counts, self.equations, self.most, self.slack = counts, equations, most, set(slack)
        self.signed = [_signed(e) for e in equations]
        self.cells = [set(row) for row in self.signed]
        self.sums_of: dict[int, list[int]] = {}
        for number, cells in enumerate(self.cells):
            for cell in cells:
                self.sums_of.setdefault(cell, []).append(number)
        self.known = {*known, *(cell for cell, greatest in most.items() if not greatest)}
        self.known |= determined(self.rows(self.unknown))
        small = {cell for cell, count in enumerate(counts) if 0 < count < SMALLEST_SHOWN}
        either = {cell for cell, greatest in most.items() if greatest == 1}
        # Of each sum, what it hides and what it shows and could hide;
        # and the sums that hidden cells tie to it.
        self.hides: list[set[int]] = [set() for _ in self.cells]
        self.left = [cells - self.known for cells in self.cells]
        self.tied = [{number} for number in range(len(self.cells))]
        self.hidden: set[int] = set()
        for cell in (small | either | self.slack | set(withheld)) - self.known:
            self.hide(cell)
        self.edges = {told: self._edges(told) for told in (True, False)}
        self._sums: Elimination | None = None
        self._beyond_help: dict[bool, set[int]] = {}

    def hide(self, cell: int) -> None:
        """Hide one more cell; the sums that hold it are from now on tied to each other."""
        self.hidden.add(cell)
        numbers = self.sums_of.get(cell, [])
        for number in numbers:
            self.hides[number].add(cell)
            self.left[number].discard(cell)
            one, other = sorted((self.tied[numbers[0]], self.tied[number]), key=len)
            if one is not other:
                other |= one
                for member in one:
                    self.tied[member] = other

    @property
    def unknown(self) -> set[int]:
        """Everything but known counts."""
        return self.sums_of.keys() - self.known

    def rows(self, unknown: set[int]) -> list[Row]:
        """The sums, written on the unknown cells."""
        written = zip(self.signed, self.cells, strict=True)
        return [{cell: row[cell] for cell in found} for row, cells in written if (found := cells & unknown)]

    def _least(self, cell: int) -> int:
        """What a hidden count is at least, for a reader who is told where that is 1."""
        return int(self.counts[cell] > 0 and self.most.get(cell) != 1 and cell not in self.slack)

    def _edges(self, told: bool) -> dict[int, int]:
        """Cells at one of their bounds, with the way that is left: 1 up, -1 down."""
        least = {
            cell: 1 for cell, count in enumerate(self.counts) if count == (self._least(cell) if told else 0)
        }
        return least | {cell: -1 for cell, greatest in self.most.items() if self.counts[cell] == greatest}

    def next_of(self, number: int) -> int | None:
        """The count of a sum to hide next: it touches fewest sums in which nothing is hidden yet."""
        return self._cheapest(cell for cell in self.left[number] if self.counts[cell])

    def zero_of(self, number: int, way: int = 0) -> int | None:
        """The zero of a sum to hide next, if no count is left to hide.

        ``way`` is 1 for the total alone, which can only raise total minus parts, and -1 for parts alone.
        """
        left = self.left[number]
        if any(self.counts[cell] for cell in left):
            return None
        return self._cheapest(cell for cell in left if self.signed[number][cell] * way >= 0)

    def _cheapest(self, cells: Iterable[int]) -> int | None:
        def cost(cell: int) -> tuple[int, int, int]:
            untouched = sum(not self.hides[other] for other in self.sums_of[cell])
            return untouched, self.counts[cell], cell

        return min(cells, key=cost, default=None)

    def mend(self, numbers: Iterable[int]) -> None:
        """Hide more until none of these sums is tight, nor any that is touched on the way."""
        waiting = sorted(numbers)
        while waiting:
            number = heapq.heappop(waiting)
            if self.hides[number] <= self.slack:
                continue
            cell = self.next_of(number) if self.is_tight(number) else None
            if cell is None and (way := self.stuck(number)):
                cell = self.zero_of(number, -way)
            if cell is None and len(self.hides[number]) == 1:
                cell = self.zero_of(number)
            if cell is not None:
                self.hide(cell)
                for touched in {number, *self.sums_of[cell]}:
                    heapq.heappush(waiting, touched)

    def is_tight(self, number: int) -> bool:
        """Whether one sum alone says too much about what is hidden in it."""
        hidden = self.hides[number]
        if len(hidden) == 1 or self.stuck(number):
            return True
        if self.equations[number].total in hidden:
            return False
        room = 1
        for cell in hidden:
            room += self.counts[cell] - self._least(cell)
            if room >= SMALLEST_SHOWN:
                return False
        return True

    def stuck(self, number: int) -> int:
        """1 or -1 where all that is hidden in a sum only raises or only lowers total minus parts, else 0."""
        row, edge, found = self.signed[number], self.edges[True], 0
        for cell in self.hides[number]:
            way = row[cell] * edge.get(cell, 0)
            if not way or way * found < 0:
                return 0
            found = 1 if way > 0 else -1
        return found

    def hide_one_given_away(self) -> bool:
        """Hide one more count for a hidden cell that all sums together give away, and what then has to be."""
        if linear := self.determined() - self.slack:
            assert self._sums is not None
            return self._hide_for(min(linear), self._sums.out_of_reach)
        for told in (True, False):
            still = self.still(self.hidden, told) - self.slack
            if still and (helped := still - self.beyond_help(told)):
                return self._hide_for(min(helped), partial(self._within_bounds, told))
        return False

    def _hide_for(self, given_away: int, out_of_reach: Callable[[int, Iterable[int]], Iterator[int]]) -> bool:
        named = self.named(given_away)
        first = next(named)
        cell = next(out_of_reach(given_away, chain([first], named)), first)
        self.hide(cell)
        self.mend(self.sums_of[cell])
        return True

    def determined(self) -> set[int]:
        """Hidden cells that the sums give away; eliminated once, and from then on kept up to date."""
        if self._sums is None:
            if not determined(self.rows(self.hidden)):
                return set()
            self._sums = Elimination(self.rows(self.unknown), self.hidden)
        for cell in self.hidden - self._sums.unknown:
            self._sums.add(cell)
        return self._sums.determined()

    def still(self, hidden: set[int], told: bool) -> set[int]:
        """Cells that cannot move within their bounds if these are hidden."""
        return self._still_in(self.rows(hidden), hidden, told)

    def _still_in(self, rows: list[Row], hidden: set[int], told: bool) -> set[int]:
        solved, inwards = self._inwards(rows, hidden, told)
        if not inwards:
            return {pivot for pivot, rest in solved.items() if not rest}
        still = {cell for row in inwards for cell in row} - able_to_rise(inwards)
        return still | determined(_on(rows, hidden - still))

    def _is_still(self, cell: int, rows: list[Row], hidden: set[int], told: bool) -> bool:
        """Whether one cell cannot move within its bounds: at a bound much sooner known than of all cells."""
        if cell not in self.edges[told]:
            return cell in self._still_in(rows, hidden, told)
        _, inwards = self._inwards(rows, hidden, told)
        return any(cell in row for row in inwards) and cell not in able_to_rise(inwards, {cell})

    def _inwards(self, rows: list[Row], hidden: set[int], told: bool) -> tuple[dict[int, Row], list[Row]]:
        """The sums solved for what is at no bound, and what they say of the rest, counted from its bound."""
        edge = self.edges[told]
        solved, relations = solve(rows, hidden - edge.keys())
        return solved, [{cell: edge[cell] * value for cell, value in row.items()} for row in relations]

    def beyond_help(self, told: bool) -> set[int]:
        """Cells that cannot move even if nothing is shown but known counts."""
        if told not in self._beyond_help:
            self._beyond_help[told] = self.still(self.unknown, told)
        return self._beyond_help[told]

    def named(self, cell: int) -> Iterator[int]:
        """The cells that the sums tied to this one would hide for it, in the order in which they count.

        Found one by one: mostly the first of them serves, and sums without number may be tied to a cell.
        """
        counts = 0
        for number in self._tied_sums(cell):
            if (found := self.next_of(number)) is not None:
                counts += 1
                yield found
        if counts and not any(self.counts[known] for known in self.known):
            return
        for number in self._tied_sums(cell):
            if (found := self.zero_of(number)) is not None:
                yield found

    def _tied_sums(self, cell: int) -> Iterator[int]:
        """Sums that hold a cell, then those tied to them; of each the ones first that hide least."""
        own = set(self.sums_of[cell])
        for numbers in (own, self.tied[self.sums_of[cell][0]] - own):
            open_ = [number for number in numbers if self.left[number]]
            yield from sorted(open_, key=lambda number: (len(self.hides[number]), number))

    def _within_bounds(self, told: bool, cell: int, named: Iterable[int]) -> Iterator[int]:
        """Those of the named whose hiding lets the cell move.

        Only what stands in a relation between edge cells, or in the cell's own row, can: from the others
        neither hangs, whether they are known or not. So they need not be tried.
        """
        solved, relations = solve(self.rows(self.unknown), self.hidden - self.edges[told].keys())
        rows = [*relations, *([{cell: 1, **solved[cell]}] if cell in solved else [])]
        near = set().union(*rows)
        for one in named:
            hidden = self.hidden | {one}
            if one in near and not self._is_still(cell, _on(rows, hidden), hidden, told):
                yield one
