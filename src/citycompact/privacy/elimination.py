"""Exact elimination: what linear equations between counts say of those that nobody is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction

Row = dict[int, int | Fraction]


def determined(rows: Iterable[Mapping[int, int | Fraction]]) -> set[int]:
    """Unknowns that a system of linear equations determines: whose unit vector lies in its row space."""
    rows = list(rows)
    solved, _ = solve(rows, {cell for row in rows for cell in row})
    return {pivot for pivot, rest in solved.items() if not rest}


def able_to_rise(
    relations: Iterable[Mapping[int, int | Fraction]], asked: Collection[int] | None = None
) -> set[int]:
    """Unknowns that are positive in some solution without negative ones of equations equal to zero.

    Together they are positive in one solution, the sum of those. Found by the simplex method on the
    cone of solutions, with the pivots of Bland (1977), so that it ends: whatever makes the sum of the
    unknowns not yet found grow without end is a ray of the cone. Where only some are ``asked`` for, of the
    others it is not found out, which takes far fewer pivots.
    """
    relations = list(relations)
    wanted = {cell for row in relations for cell in row}
    asked = wanted if asked is None else wanted.intersection(asked)
    solved, _ = solve(relations, wanted)
    basis: dict[int, Row] = {
        pivot: {cell: -value for cell, value in rest.items()} for pivot, rest in solved.items()
    }
    risen: set[int] = set()
    while True:
        # A cell outside the basis against which no pivot sinks rises with all pivots that hold it.
        sinking = {cell for row in basis.values() for cell, value in row.items() if value < 0}
        rays = wanted - basis.keys() - sinking
        risen |= rays | {pivot for pivot, row in basis.items() if not rays.isdisjoint(row)}
        gain: dict[int, int | Fraction] = {}
        for cell in asked - risen:
            for other, value in basis.get(cell, {cell: 1}).items():
                gain[other] = gain.get(other, 0) + value
        entering = min((cell for cell, value in gain.items() if value > 0), default=None)
        if entering is None:
            return risen
        slope = {pivot: row[entering] for pivot, row in basis.items() if entering in row}
        leaving = min(pivot for pivot, value in slope.items() if value < 0)
        row = basis.pop(leaving)
        row[leaving] = -1
        row = {cell: -value for cell, value in _divided(row, entering).items()}
        for pivot in slope.keys() - {leaving}:
            _subtract(basis[pivot], row, -basis[pivot].pop(entering))
        basis[entering] = row


class Elimination:
    """A solved system to which unknowns are added one after the other.

    Rows as in :func:`solve`; ``solved`` and ``relations`` as it returns them.
    """

    def __init__(self, rows: Iterable[Mapping[int, int | Fraction]], unknown: Collection[int]) -> None:
        self.unknown = set(unknown)
        self.solved, self.relations = solve(rows, self.unknown)

    def add(self, cell: int) -> None:
        """Take a carried cell as one more unknown: a relation that holds it is solved for it."""
        self.unknown.add(cell)
        found = next((row for row in self.relations if cell in row), None)
        if found is None:
            return
        rest = _divided(found, cell)
        self.relations = [row for row in self.relations if row is not found]
        for other in (*self.relations, *self.solved.values()):
            if cell in other:
                _subtract(other, rest, other.pop(cell))
        self.solved[cell] = rest

    def determined(self) -> set[int]:
        """Unknowns that follow from the carried cells."""
        return {pivot for pivot, rest in self.solved.items() if self.unknown.isdisjoint(rest)}

    def out_of_reach(self, cell: int, candidates: Iterable[int]) -> Iterator[int]:
        """Carried cells of which each, as an unknown of its own, leaves a determined cell undetermined.

        The cell's value must hang on it, and no relation may give the candidate itself away.
        """
        given_away = {other for row in self.relations for other in row}
        return (one for one in candidates if one in self.solved[cell] and one not in given_away)


def solve(
    rows: Iterable[Mapping[int, int | Fraction]], unknown: Collection[int]
) -> tuple[dict[int, Row], list[Row]]:
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
    rows: Iterable[Mapping[int, int | Fraction]], unknown: Collection[int]
) -> tuple[list[Mapping[int, int | Fraction]], list[tuple[int, Mapping[int, int | Fraction]]]]:
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
    aside: list[tuple[int, Mapping[int, int | Fraction]]] = []
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


def _reduced(given: Mapping[int, int | Fraction], solved: Mapping[int, Row]) -> Row:
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
