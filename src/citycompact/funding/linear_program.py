"""A linear program in exact numbers: solved in floating point by HiGHS, and bounded without trusting it.

Huangfu and Hall 2018, "Parallelizing the dual revised simplex method", Mathematical Programming Computation
10:1. The bound is weak duality: whatever multipliers are used, no solution has a smaller value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scipy.optimize import linprog
from scipy.sparse import csr_array

Row = tuple[Mapping[int, Fraction], Fraction]
"""Coefficients by variable, and the right side."""


@dataclass(frozen=True)
class LinearProgram:
    """Minimize ``costs`` x where every row of ``most`` is at most, and of ``equal`` exactly, its right side.

    Every variable lies within its ``bounds``, both ends included.
    """

    costs: Sequence[int]
    most: Sequence[Row]
    equal: Sequence[Row]
    bounds: Sequence[tuple[int, int]]

    def solve(self) -> tuple[list[float], Fraction] | None:
        """A solution in floating point, and a bound on every solution's value; None where there is none."""
        most, equal = self._matrix(self.most), self._matrix(self.equal)
        found = linprog(
            self.costs,
            A_ub=most,
            b_ub=[float(right) for _, right in self.most] or None,
            A_eq=equal,
            b_eq=[float(right) for _, right in self.equal] or None,
            bounds=self.bounds,
            method="highs",
        )
        if found.status != 0:
            return None
        below = [min(Fraction(0), Fraction(value)) for value in found.ineqlin.marginals]
        free = [Fraction(value) for value in found.eqlin.marginals]
        return [float(value) for value in found.x], self.bound(below, free)

    def bound(self, most: Sequence[Fraction], equal: Sequence[Fraction]) -> Fraction:
        """What no solution is less than, by these multipliers; those of ``most`` may not be positive."""
        reduced = [Fraction(cost) for cost in self.costs]
        value = Fraction(0)
        for rows, multipliers in ((self.most, most), (self.equal, equal)):
            for (row, right), multiplier in zip(rows, multipliers, strict=True):
                value += multiplier * right
                for place, coefficient in row.items():
                    reduced[place] -= multiplier * coefficient
        return value + sum(
            (
                cost * (low if cost > 0 else high)
                for cost, (low, high) in zip(reduced, self.bounds, strict=True)
            ),
            Fraction(0),
        )

    def _matrix(self, rows: Sequence[Row]) -> csr_array | None:
        if not rows:
            return None
        places = [(number, place) for number, (row, _) in enumerate(rows) for place in row]
        values = [float(value) for row, _ in rows for value in row.values()]
        return csr_array((values, tuple(zip(*places, strict=True))), shape=(len(rows), len(self.costs)))
