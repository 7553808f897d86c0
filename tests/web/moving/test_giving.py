"""Columns as they came, and others only where something stands in them."""

from __future__ import annotations

import pytest

from moved_city import Tables, give, load

pytestmark = pytest.mark.django_db


def test_what_was_written_on_the_site_appears_and_nothing_else(package, tmp_path):
    from citycompact.web.city.models import School

    load(package)
    before = Tables(give(tmp_path / "one"))["schools"].columns
    assert "address" not in before
    first = School.objects.order_by("pk").first()
    School.objects.filter(pk=first.pk).update(address="1 Main Street")
    after = Tables(give(tmp_path / "two"))["schools"]
    assert set(after.columns) == {*before, "address"}
    assert after.drop_nulls("address")["school_id"].to_list() == [first.pk]
