"""Rows of a table: what a file adds, changes and no longer has."""

from __future__ import annotations

import datetime

import polars as pl
import pytest

from applying import says
from moved_city import Tables, load

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 28, 9, tzinfo=datetime.UTC)


def test_a_cell_that_changed_is_changed_and_unapproves_the_seats(package):
    from citycompact.web.city.models import Program

    load(package)
    Program.objects.update(seats_approved_at=NOW)
    table = Tables(package)
    first = table["programs"]["program_id"][0]
    mine = pl.col("program_id") == first
    table["programs"] = table["programs"].with_columns(
        pl.when(mine).then(pl.lit("99")).otherwise("seats").alias("seats"),
        pl.when(mine).then(pl.lit("008")).otherwise("code").alias("code"),
    )
    found = next(change for change in load(package).changes if change.name == "programs")
    assert found.changed == {first: ("seats", "code")}
    program = Program.objects.get(pk=first)
    assert (program.seats, program.seats_approved_at) == (99, None)
    assert Program.objects.filter(seats_approved_at=None).count() == 1


def test_a_gone_program_goes_unless_somebody_has_chosen_it(package):
    from citycompact.web.city.models import Program
    from citycompact.web.enrollment.models import Choice

    load(package)
    table = Tables(package)
    chosen = Choice.objects.first().program_id
    table["programs"] = table["programs"].filter(pl.col("program_id") != chosen)
    kept = table["choices"]
    table["choices"] = kept.filter(pl.col("program_id") != chosen).with_columns(
        pl.int_range(1, pl.len() + 1).over("applicant_id").cast(pl.String).alias("rank")
    )
    table["reserves"] = table["reserves"].filter(pl.col("program_id") != chosen)
    # Whoever had chosen it in the last version has not any more, so it may go ...
    assert not load(package, apply=False).refused
    # ... but not while a family's own version names it.
    from citycompact.web.enrollment.models import Application

    says(Application.objects.filter(choices__program=chosen).first())
    refused = load(package)
    assert [(p.file, chosen in p.message) for p in refused.refused] == [("programs.csv", True)]
    assert Program.objects.filter(pk=chosen).exists()


def test_a_column_that_the_file_does_not_have_says_nothing(package):
    from citycompact.web.city.models import School

    load(package)
    School.objects.update(address="1 Main Street")
    assert "address" not in Tables(package)["schools"].columns
    assert not load(package).refused
    assert set(School.objects.values_list("address", flat=True)) == {"1 Main Street"}


def test_a_number_that_no_database_keeps_is_named_with_its_cell(package):
    tables = Tables(package)
    tables["programs"] = tables["programs"].with_columns(pl.lit("99999999999").alias("seats"))
    found = load(package)
    assert {(p.file, p.column, p.value) for p in found.refused} == {("programs.csv", "seats", "99999999999")}
