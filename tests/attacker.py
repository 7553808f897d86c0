"""A reader who wants to know what is hidden: linear programming over every table that shows the same."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import lil_array


class Attacker:
    """Knows all shown counts and all sums, that no count is negative, and upper bounds.

    ``shown``: count by cell, None where hidden. ``sums``: (total, parts), cells. ``most``: upper bounds.
    """

    def __init__(self, shown, sums, most=None):
        self.hidden = [cell for cell, count in shown.items() if count is None]
        place = {cell: column for column, cell in enumerate(self.hidden)}
        rows, right = [], []
        for total, parts in sums:
            signed = [(total, 1), *((part, -1) for part in parts)]
            row = {}
            for cell, sign in signed:
                if cell in place:
                    row[place[cell]] = row.get(place[cell], 0) + sign
            rows.append(row)
            right.append(-sum(sign * shown[cell] for cell, sign in signed if cell not in place))
        matrix = lil_array((max(1, len(rows)), max(1, len(place))))
        for number, row in enumerate(rows):
            for column, value in row.items():
                matrix[number, column] = value
        self.matrix, self.right = matrix.tocsr(), right or [0]
        self.bounds = [(0, (most or {}).get(cell)) for cell in self.hidden]

    @classmethod
    def of(cls, tables, sums, shown):
        """Who knows the tables of a publication as they are shown, and the sums that hold in them."""
        frames = {table.name: shown[table.name] for table in tables}
        cells, truly = {}, {}
        for table in tables:
            for row, values in enumerate(table.frame.iter_rows(named=True)):
                for name in table.counts:
                    cells[table.name, name, row] = frames[table.name][name][row]
                    truly[table.name, name, row] = values[name]
        equations = []
        for item in sums:

            def keyed(column, by=item.by):
                rows = frames[column[0]].select(by).rows() if by else [()] * frames[column[0]].height
                return [(key, (*column, row)) for row, key in enumerate(rows)]

            parts = [pair for column in item.parts for pair in keyed(column)]
            for key, total in keyed(item.total):
                equations.append((total, [cell for other, cell in parts if other == key]))
        assert all(truly[total] == sum(truly[p] for p in parts) for total, parts in equations)
        return cls(cells, equations)

    def span(self, cell):
        """Least and greatest count that a hidden cell can have."""
        goal = np.array([float(other == cell) for other in self.hidden])
        found = []
        for sign in (1, -1):
            done = linprog(sign * goal, A_eq=self.matrix, b_eq=self.right, bounds=self.bounds, method="highs")
            assert done.status in (0, 3), done.message
            found.append(np.inf if done.status == 3 else sign * done.fun)
        return found[0], found[1]

    def learns(self):
        """Hidden cells whose count follows from what is shown."""
        spans = {cell: self.span(cell) for cell in self.hidden}
        return {cell: low for cell, (low, high) in spans.items() if high - low < 1e-6}
