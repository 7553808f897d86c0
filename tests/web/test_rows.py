"""What is added to the database comes out as it was, also what CSV and PostgreSQL spell differently."""

import datetime

import polars as pl
import pytest

from citycompact.web.city.models import Program
from citycompact.web.city.rows import OPERATORS, PROGRAMS, RESERVES, SCHOOLS
from citycompact.web.rows import add, read, select

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 28, 9, tzinfo=datetime.UTC)
ODD = ('Ñandú "Quotes", S.A.', "line\nbreak; tab\t.", "\\N", "\\.", "null", " spaces ", "’", "0012", "true")


def test_odd_texts_empty_cells_and_numbers_come_back_as_they_were():
    operators = pl.DataFrame({"operator_id": ["zz"], "name": ["Z"], "sector": ["charter"]})
    add(OPERATORS, operators)
    ids = [f"zz{n}" for n in range(len(ODD))]
    schools = SCHOOLS.table.complete(
        pl.DataFrame({"school_id": ids, "name": ODD, "operator_id": ["zz"] * len(ODD)}).with_columns(
            latitude=pl.Series([None, 1 / 3, -0.1, 1e-7, 0.0, 89.99999999999999, 5.0, 6.0, 7.0]),
            address=pl.Series([None, "", *ODD[2:]]),
        )
    )
    add(SCHOOLS, schools)
    found = read(SCHOOLS.table, select(SCHOOLS)).filter(pl.col("school_id").is_in(ids))
    assert found.equals(schools.sort("school_id"))


def test_fields_that_all_get_and_what_the_table_does_not_know():
    school = read(SCHOOLS.table, select(SCHOOLS))["school_id"][0]
    row = PROGRAMS.table.complete(
        pl.DataFrame({"program_id": ["zz-K"], "school_id": [school], "grade": ["K"], "seats": [3]})
    )
    add(PROGRAMS, row, seats_approved_at=NOW)
    made = Program.objects.get(pk="zz-K")
    assert (made.seats, made.seats_approved_at, made.name, made.min_score) == (3, NOW, None, None)
    reserves = pl.DataFrame(
        {
            "program_id": ["zz-K"] * 2,
            "position": [2, 1],
            "group": ["a", "b"],
            "seats": [1, 0],
            "hard": [True, False],
        }
    )
    add(RESERVES, reserves)
    found = read(RESERVES.table, select(RESERVES)).filter(pl.col("program_id") == "zz-K")
    assert found.equals(reserves.sort("position"))
