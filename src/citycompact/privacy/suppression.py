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
    """Unknowns that a system of linear equations determines: whose unit vector lies in its row space."""
    rows = list(rows)
    solved, _ = solve(rows, {cell for row in rows for cell in row})
    return {pivot for pivot, rest in solved.items() if not rest}


Row = dict[int, int | Fraction]


def solve(rows: Iterable[Mapping[int, int]], unknown: Collection[int]) -> tuple[dict[int, Row], list[Row]]:
    """Solve a system of linear equations exactly for its unknowns.

    Parameters
    ----------
    rows
        Cell to coefficient; cells that are not unknown are carried along on the other side.

    Returns
    -------
    solved
        Pivot to the rest of its row in the reduced echelon form (Gauss and Jordan). An unknown is
        determined if and only if it is a pivot whose rest holds no unknown.
    vanished
        What is left of rows in which all unknowns cancel: relations between the carried cells.
    """
    core, private = _peeled(rows, unknown)
    occurs = Counter(cell for row in core for cell in row if cell in unknown)
    solved: dict[int, Row] = {}
    vanished: list[Row] = []
    for given in sorted(core, key=len):
        row = _reduced(given, solved)
        # The rarest unknown as pivot keeps rows short; which one is taken changes nothing.
        pivot = min((cell for cell in row if cell in unknown), key=lambda c: (occurs[c], c), default=None)
        if pivot is None:
            if row:
                vanished.append(row)
            continue
        rest = _divided(row, pivot)
        if occurs[pivot] > 1:
            for other in solved.values():
                if pivot in other:
                    _subtract(other, rest, other.pop(pivot))
        solved[pivot] = rest
    for pivot, given in private:
        # Nothing that is solved holds this pivot, so nothing is to be put in elsewhere.
        solved[pivot] = _divided(_reduced(given, solved), pivot)
    return solved, vanished


def _peeled(
    rows: Iterable[Mapping[int, int]], unknown: Collection[int]
) -> tuple[list[Mapping[int, int]], list[tuple[int, Mapping[int, int]]]]:
    """Set rows aside that have an unknown to themselves, one after the other, as far as that goes.

    Such a row says nothing of other unknowns: whoever uses it brings in the one it has to itself. In
    sums of people nearly all rows are of this kind, and elimination is only needed for what is left.

    Returns
    -------
    The rows left, and the others with their own unknown, in an order in which each may be solved.
    """
    left = {number: row for number, row in enumerate(rows) if row}
    rows_of_cell: dict[int, set[int]] = {}
    for number, row in left.items():
        for cell in row:
            if cell in unknown:
                rows_of_cell.setdefault(cell, set()).add(number)
    alone = sorted(cell for cell, numbers in rows_of_cell.items() if len(numbers) == 1)
    aside: list[tuple[int, Mapping[int, int]]] = []
    while alone:
        pivot = alone.pop()
        if len(rows_of_cell[pivot]) != 1:
            continue
        number = next(iter(rows_of_cell[pivot]))
        row = left.pop(number)
        aside.append((pivot, row))
        for cell in row:
            if cell in rows_of_cell:
                rows_of_cell[cell].discard(number)
                if len(rows_of_cell[cell]) == 1:
                    alone.append(cell)
    return list(left.values()), aside[::-1]


def _reduced(given: Mapping[int, int], solved: Mapping[int, Row]) -> Row:
    row: Row = dict(given)
    for cell in [cell for cell in row if cell in solved]:
        _subtract(row, solved[cell], row.pop(cell))
    return row


def _divided(row: Row, pivot: int) -> Row:
    """The row without its pivot, over the pivot's coefficient."""
    scale = row.pop(pivot)
    if scale == 1:
        return row
    if scale == -1:
        return {cell: -value for cell, value in row.items()}
    return {cell: Fraction(value) / scale for cell, value in row.items()}


def _subtract(row: Row, other: Mapping[int, int | Fraction], factor: int | Fraction) -> None:
    for cell, value in other.items():
        left = row.get(cell, 0) - factor * value
        if left:
            row[cell] = left
        else:
            del row[cell]


def _signed(equation: Equation, counts: Sequence[int]) -> dict[int, int]:
    """A sum as total minus parts; zeros are left out, since they cannot move."""
    row = {equation.total: 1}
    for part in equation.parts:
        row[part] = row.get(part, 0) - 1
    return {cell: value for cell, value in row.items() if value and counts[cell]}


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
        self.signed = [_signed(e, counts) for e in equations]
        self.cells = [set(row) for row in self.signed]
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
        return [{cell: row[cell] for cell in row.keys() & unknown} for row in self.signed]

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
        # As an unknown of its own, a count takes the cell out of reach where the cell's value hangs on
        # it and no relation among the sums gives the count itself away.
        solved, vanished = solve(self.rows(self.hidden | set(left)), self.hidden)
        given_away = {other for row in vanished for other in row}
        return next((one for one in left if one in solved[cell] and one not in given_away), left[0])
