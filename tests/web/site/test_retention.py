"""Accounts that nobody uses are forgotten in time."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db


def test_an_account_that_nobody_uses_is_forgotten_unless_it_ever_held_a_role(django_user_model):
    from django.db import connection

    from citycompact.web.enrollment.models import Guardian
    from citycompact.web.site.models import StaffRole
    from citycompact.web.site.personal_data import delete_what_is_no_longer_needed

    def made(name, **more):
        user = django_user_model.objects.create_user(f"{name}@demo.example", **more)
        django_user_model.objects.filter(pk=user.pk).update(date_joined=long_ago)
        return user

    now = timezone.now()
    long_ago = now - datetime.timedelta(days=4 * 365)
    unused, seen, staff, parent = (made(name) for name in ("unused", "seen", "staff", "parent2"))
    django_user_model.objects.filter(pk=seen.pk).update(last_login=now)
    StaffRole.objects.create(user=staff, role="auditor").delete()
    Guardian.objects.create(child=Guardian.objects.first().child, user=parent)
    assert delete_what_is_no_longer_needed()["accounts"] == 1
    left = set(django_user_model.objects.values_list("pk", flat=True))
    assert unused.pk not in left
    assert {seen.pk, staff.pk, parent.pk} <= left
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from site_userevent where email = 'unused@demo.example'")
        assert cursor.fetchone() == (0,)
