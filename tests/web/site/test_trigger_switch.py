"""Asking whether a trigger is passed by costs no subtransaction, and says the same."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_the_databases_function_is_the_quick_one_and_still_asks():
    import pgtrigger
    from django.apps import apps
    from django.db import connection

    from citycompact.web.city.models import City
    from citycompact.web.site.trigger_switch import BODY

    with connection.cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where proname = '_pgtrigger_should_ignore'")
        assert [row[0] for row in cursor.fetchall()] == [BODY]
    events = apps.get_model("city", "CityEvent").objects
    before = events.count()
    City.objects.update(help_line="1")
    assert events.count() == before + 1
    with pgtrigger.ignore("city.City:update_update"):
        City.objects.update(help_line="2")
    assert events.count() == before + 1
    City.objects.update(help_line="3")
    assert events.count() == before + 2
