"""A reader who wants to know what is hidden: integer programming over every table that shows the same."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array


class Attacker:
    """Knows all shown counts and all sums, that people are whole, and least and greatest counts.

    ``shown``: count by cell, None where hidden; ``slack``: hidden cells that nobody protects. ``sums``:
    (total, parts), cells. ``least`` is 0 and ``most`` nothing where not given.
    """

    def __init__(self, shown, sums, least=None, most=None, whole=True, slack=()):
        self.hidden = [cell for cell, count in shown.items() if count is None]
        place = {cell: column for column, cell in enumerate(self.hidden)}
        matrix, right = lil_array((max(1, len(sums)), max(1, len(place)))), np.zeros(max(1, len(sums)))
        for number, (total, parts) in enumerate(sums):
            for cell, sign in [(total, 1), *((part, -1) for part in parts)]:
                if cell in place:
                    matrix[number, place[cell]] += sign
                else:
                    right[number] -= sign * shown[cell]
        self.sums = LinearConstraint(matrix.tocsc(), right, right)
        self.bounds = Bounds(
            [(least or {}).get(cell, 0) for cell in self.hidden],
            [(most or {}).get(cell, np.inf) for cell in self.hidden],
        )
        self.whole, self.slack = int(whole), set(slack)

    @classmethod
    def of(cls, tables, sums, shown, told=False, whole=True):
        """Who knows the tables of a publication as they are shown, and the sums that hold in them.

        ``told``: also which of the hidden counts are at least 1, but of none that can only be 0 or 1.
        """
        cells, truly, most, slack = {}, {}, {}, set()
        for table in tables:
            greatest = table.frame.with_columns(**table.most)
            for row, values in enumerate(table.frame.iter_rows(named=True)):
                for name in table.counts:
                    cell = (table.name, name, row)
                    if name in table.slack:
                        slack.add(cell)
                    cells[cell], truly[cell] = shown[table.name][name][row], values[name]
                    if name in table.most and greatest[name][row] is not None:
                        most[cell] = greatest[name][row]
        equations = []
        for item in sums:

            def keyed(column, by=item.by):
                frame = shown[column[0]]
                rows = frame.select(by).rows() if by else [()] * frame.height
                return [(key, (*column, row)) for row, key in enumerate(rows)]

            parts = [pair for column in item.parts for pair in keyed(column)]
            for key, total in keyed(item.total):
                equations.append((total, [cell for other, cell in parts if other == key]))
        assert all(truly[total] == sum(truly[p] for p in parts) for total, parts in equations)
        least = (
            {
                cell: int(count > 0 and most.get(cell) != 1)
                for cell, count in truly.items()
                if cell not in slack
            }
            if told
            else {}
        )
        return cls(cells, equations, least, most, whole, slack)

    def span(self, cell):
        """Least and greatest count that a hidden cell can have."""
        goal = np.array([float(other == cell) for other in self.hidden])
        found = []
        for sign in (1, -1):
            done = milp(
                sign * goal,
                integrality=np.full(len(goal), self.whole),
                bounds=self.bounds,
                constraints=self.sums,
            )
            # HiGHS may say "unbounded or infeasible"; what truly happened is always one of the tables.
            assert done.status in (0, 3, 4), done.message
            found.append(sign * done.fun if done.status == 0 else sign * -np.inf)
        return found[0], found[1]

    def learns(self):
        """Hidden cells whose count follows from what is shown, but for slack, which is no secret."""
        spans = {cell: self.span(cell) for cell in self.hidden if cell not in self.slack}
        return {cell: low for cell, (low, high) in spans.items() if high - low < 1e-6}


def known_alone(tables):
    """The tables if nothing were shown but known counts; what follows from these nobody can hide."""
    return {
        table.name: table.frame.with_columns(
            pl.when(table.known[name].fill_null(False)).then(pl.col(name)).alias(name)
            if name in table.known
            else pl.lit(None, pl.Int64).alias(name)
            for name in table.counts
        )
        for table in tables
    }
