"""Cells that nobody reads go with their rows."""

from __future__ import annotations

import polars as pl
import pytest

from moved_city import Tables, load

pytestmark = pytest.mark.django_db


def test_what_is_kept_beside_a_row_goes_with_it(package):
    from citycompact.web.moving.models import FurtherCells

    tables = Tables(package)
    schools = tables["schools"]
    extra = schools.head(1).with_columns(
        pl.lit("S999").alias("school_id"), pl.lit("Nobody").alias("principal")
    )
    tables["schools"] = pl.concat([schools, extra])
    load(package)
    mine = FurtherCells.objects.filter(table="schools", key__contains="S999")
    assert mine.get().cells["principal"] == "Nobody"
    tables["schools"] = schools
    assert not load(package).refused
    assert not mine.exists()
    assert FurtherCells.objects.filter(table="schools").exists()
