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


def test_readings_and_sign_ins_go_after_the_retention_time_and_the_trail_says_which(settings):
    from django.db import connection

    from citycompact.web.site.chain import link_events
    from citycompact.web.site.chain_check import check_chain
    from citycompact.web.site.models import Forgetting, Reading, SignIn
    from citycompact.web.site.retention import forget_readings

    day = datetime.timedelta(days=1)
    years = datetime.timedelta(days=settings.RETENTION_DAYS)
    now = timezone.now()
    with connection.cursor() as cursor:
        for age in (years + day, years - day):
            cursor.execute(
                "insert into site_signin (pgh_created_at, pgh_label) values (%s, 'failed')", [now - age]
            )
            cursor.execute(
                "insert into site_reading (pgh_created_at, pgh_label, address, children, file, sha256) "
                "values (%s, 'read', '{}', '[]', '', '')",
                [now - age],
            )
    link_events()
    old = [model.objects.earliest("pgh_created_at").pk for model in (Reading, SignIn)]
    kept = Reading.objects.count(), SignIn.objects.count()
    assert forget_readings(now) == {"readings": 1, "sign-ins": 1}
    assert (Reading.objects.count(), SignIn.objects.count()) == (kept[0] - 1, kept[1] - 1)
    assert [f.event_ids for f in Forgetting.objects.order_by("event_table")] == [[number] for number in old]
    link_events()
    found = check_chain()
    assert (found.faults, found.forgotten) == ([], 2)
    assert forget_readings(now) == {"readings": 0, "sign-ins": 0}
    assert Forgetting.objects.count() == 2
