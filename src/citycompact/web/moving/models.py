"""What a package says beyond the site's own columns, so that it is given back as it came."""

from __future__ import annotations

import pghistory
from django.db import models


@pghistory.track()
class LoadedTable(models.Model):
    """The columns that a table's file had when it was loaded last, in its order."""

    name = models.CharField(max_length=64, primary_key=True)
    columns = models.JSONField()

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class FurtherCells(models.Model):
    """Cells of a row in columns that the site keeps for nobody but whoever takes the package out again.

    ``key`` is the row's key as a JSON list. Rows of children are not here: what a package says of a child
    stands in its version.
    """

    table = models.CharField(max_length=64)
    key = models.CharField(max_length=400)
    cells = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint("table", "key", name="further_cells_once"),)

    def __str__(self) -> str:
        return f"{self.table} {self.key}"
