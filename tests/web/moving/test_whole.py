"""A package into an empty site and out again: cell for cell, again without a change, and never past what
somebody has done since."""

from __future__ import annotations

import polars as pl
import pytest

from emptied_site import empty_the_site
from moved_city import Tables, cells, files, give, load

pytestmark = pytest.mark.django_db


def test_everything_comes_back_cell_for_cell(package, tmp_path):
    assert not load(package).refused
    given = give(tmp_path / "given")
    assert cells(given) == cells(package)
    for name in ("rulebook.toml", "zones.geojson", "rulebook.signatures.json"):
        assert (given / name).read_bytes() == (package / name).read_bytes()


def test_given_out_loaded_and_given_out_again_is_equal_to_the_byte(package, tmp_path):
    load(package)
    first = give(tmp_path / "first")
    empty_the_site()
    load(first)
    assert files(give(tmp_path / "second")) == files(first)


def test_without_apply_it_says_the_same_and_writes_nothing(package):
    from citycompact.web.city.models import City, School
    from citycompact.web.enrollment.models import Version

    said = load(package, apply=False)
    assert not City.objects.exists()
    assert not School.objects.exists()
    assert not Version.objects.exists()
    done = load(package)
    assert [(c.name, c.added, c.changed) for c in said.changes] == [
        (c.name, c.added, c.changed) for c in done.changes
    ]


def test_the_same_again_changes_nothing(package):
    from citycompact.web.enrollment.models import Version

    load(package)
    before = Version.objects.count()
    again = load(package)
    assert all(change.nothing and not change.kept for change in again.changes)
    assert Version.objects.count() == before == Version.objects.filter(channel="load").count()


def test_nothing_of_a_refused_package_is_kept(package):
    from citycompact.web.city.models import City, School

    table = Tables(package)
    table["schools"] = table["schools"].with_columns(pl.lit("x" * 300).alias("name"))
    found = load(package)
    assert {(p.file, p.column) for p in found.refused} == {("schools.csv", "name")}
    assert len(found.refused) == table["schools"].height
    assert not City.objects.exists()
    assert not School.objects.exists()
