"""Which counts of people stay hidden in public, so that none of them can be computed from the rest.

Counts from 1 to 9 are hidden. As tables have sums, more has to be hidden beside them (complementary
suppression: Fellegi 1972; Cox 1980), by a rule that leaves no choice, since ``record/verify.py``
repeats it:

1. While a *sum is tight*, take the first tight one and hide one more of its counts: one that touches
   the fewest sums in which nothing is hidden yet; of these the smallest; of these the first. A sum is
   tight where one hidden cell stands in it, or where its total is shown and its hidden parts, each at
   least 1, leave none of them room to be 10.
2. If no sum is, but several together give a hidden cell away, take the first such cell. Go through the
   sums tied to it by hidden cells: those that hold it before the others, then those with fewer hidden
   cells, then in their order. Each that still shows something names one count in the same way; hide the
   first one named that takes the cell out of reach, or if none does the first one named, and go to 1.

Zeros are shown and hide nothing. *Known* counts (a full bucket holds as many as it has seats) are
shown, whatever their size, and hide nothing either; so does what follows from known counts alone.

Why nothing hidden can be computed from what is shown, not even knowing that no count is negative:
Let A be the sums, written on the hidden cells. Cell c is determined if and only if its unit vector
e_c lies in the row space of A (several sums *together* give it away). If it does not, some v has
A v = 0 and v_c != 0. All hidden counts x are positive, so x + t v and x - t v are, for a small t > 0,
two more tables with everything that is shown, without a negative count, and different in c; the same
holds for any upper bound that x does not reach, such as the seats of a bucket that is not full.

Why the rule ends, and with nothing given away: each step hides one more cell. Let c be a hidden cell
given away by sums in which nothing is left to hide. Then c is given away even with all that is not
known hidden, so it follows from known counts alone, and is known. (Without known counts there is no
such cell: A x = 0 with everything hidden, so no row is e_c, since x_c > 0.)
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

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

    Raises
    ------
    ValueError
        Where a sum does not add up: then nothing could be said about what follows from it.
    """
    wrong = [e for e in equations if counts[e.total] != sum(counts[part] for part in e.parts)]
    if wrong:
        said = "; ".join(f"cell {e.total} is not the sum of {e.parts}" for e in wrong[:5])
        raise ValueError(f"{len(wrong)} sums do not add up: {said}")
    found = _Suppression(counts, equations, known, withheld)
    found.mend(range(len(equations)))
    while pinned := determined(found.rows(found.hidden)) & found.hidden:
        found.hide(found.beside(min(pinned)))
    return found.hidden


def determined(rows: Iterable[Mapping[int, int]]) -> set[int]:
    """Unknowns that a system of linear equations determines: whose unit vector lies in its row space.

    Exact: Gauss and Jordan's elimination with fractions. An unknown is determined if and only if its
    row of the reduced echelon form holds nothing else.
    """
    rows = sorted(rows, key=len)
    occurs = Counter(cell for row in rows for cell in row)
    solved: dict[int, dict[int, Fraction]] = {}
    for given in rows:
        row = {cell: Fraction(value) for cell, value in given.items()}
        for cell in [cell for cell in row if cell in solved]:
            _subtract(row, solved[cell], row.pop(cell))
        if not row:
            continue
        # The rarest unknown as pivot keeps rows short; which one is taken changes nothing.
        pivot = min(row, key=lambda cell: (occurs[cell], cell))
        scale = row.pop(pivot)
        rest = {cell: value / scale for cell, value in row.items()}
        if occurs[pivot] > 1:
            for other in solved.values():
                if pivot in other:
                    _subtract(other, rest, other.pop(pivot))
        solved[pivot] = rest
    return {pivot for pivot, rest in solved.items() if not rest}


def _subtract(row: dict[int, Fraction], other: Mapping[int, Fraction], factor: Fraction) -> None:
    for cell, value in other.items():
        left = row.get(cell, Fraction(0)) - factor * value
        if left:
            row[cell] = left
        else:
            del row[cell]


class _Suppression:
    """What is hidden so far, and the two steps that hide more."""

    def __init__(
        self,
        counts: Sequence[int],
        equations: Sequence[Equation],
        known: Collection[int],
        withheld: Collection[int],
    ) -> None:
        self.counts, self.equations = counts, equations
        self.cells = [
            {cell for cell in (e.total, *e.parts) if counts[cell]} for e in equations
        ]  # zeros cannot move
        self.sums_of: dict[int, list[int]] = {}
        for number, cells in enumerate(self.cells):
            for cell in cells:
                self.sums_of.setdefault(cell, []).append(number)
        positive = {cell for cell, count in enumerate(counts) if count}
        self.known = positive & set(known)
        if self.known:
            self.known |= determined(self.rows(positive - self.known))
        small = {cell for cell in positive if counts[cell] < SMALLEST_SHOWN}
        self.hidden = (small | (positive & set(withheld))) - self.known

    def rows(self, unknown: set[int]) -> list[dict[int, int]]:
        """The sums, written on the unknown cells."""
        found = []
        for equation, cells in zip(self.equations, self.cells, strict=True):
            row = dict.fromkeys(cells & unknown, 0)
            for cell, sign in ((equation.total, 1), *((part, -1) for part in equation.parts)):
                if cell in row:
                    row[cell] += sign
            found.append({cell: value for cell, value in row.items() if value})
        return found

    def cheapest_shown(self, number: int) -> int | None:
        """The cell of a sum to hide next: it touches fewest sums in which nothing is hidden yet."""

        def cost(cell: int) -> tuple[int, int, int]:
            untouched = sum(self.cells[other].isdisjoint(self.hidden) for other in self.sums_of[cell])
            return untouched, self.counts[cell], cell

        return min(self.cells[number] - self.hidden - self.known, key=cost, default=None)

    def is_tight(self, number: int) -> bool:
        """Whether one sum alone says too much about what is hidden in it."""
        hidden = self.cells[number] & self.hidden
        if len(hidden) == 1:
            return True
        if not hidden or self.equations[number].total in hidden:
            return False
        room = sum(self.counts[cell] for cell in hidden) - (len(hidden) - 1)
        return room < SMALLEST_SHOWN

    def mend(self, numbers: Iterable[int]) -> None:
        """Hide more until none of these sums is tight, nor any that is touched on the way."""
        waiting = sorted(numbers)
        while waiting:
            number = heapq.heappop(waiting)
            cell = self.cheapest_shown(number) if self.is_tight(number) else None
            if cell is not None:
                self.hidden.add(cell)
                for touched in {number, *self.sums_of[cell]}:
                    heapq.heappush(waiting, touched)

    def hide(self, cell: int) -> None:
        """Hide one cell, and what then has to be."""
        self.hidden.add(cell)
        self.mend(self.sums_of[cell])

    def beside(self, cell: int) -> int:
        """The cell to hide next where several sums together give this one away."""
        tied, waiting = set(self.sums_of[cell]), list(self.sums_of[cell])
        while waiting:
            for other in self.cells[waiting.pop()] & self.hidden:
                new = set(self.sums_of[other]) - tied
                tied |= new
                waiting += new
        own = set(self.sums_of[cell])
        order = sorted(tied, key=lambda n: (n not in own, len(self.cells[n] & self.hidden), n))
        left = [found for n in order if (found := self.cheapest_shown(n)) is not None]
        for found in left:
            if cell not in determined(self.rows(self.hidden | {found})):
                return found
        return left[0]
