"""What the law no longer needs is deleted, with its copies in the trail;
what a round's proof needs is kept."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db
PROOF = uuid.UUID(int=7)


def test_children_whose_rounds_are_long_over_are_forgotten(application, family):
    from django.db import connection

    from citycompact.web.city.models import Program
    from citycompact.web.decisions.folders import KeptFolder
    from citycompact.web.declarations import trail_tables
    from citycompact.web.enrollment.models import Application, Child, Claim, Document, Score
    from citycompact.web.site.personal_data import delete_what_is_no_longer_needed

    years = timezone.now() + datetime.timedelta(days=4 * 365)
    name = application.child_id
    program = Program.objects.first()
    Score.objects.create(child=application.child, program=program, score=1)
    claim = Claim.objects.create(child=application.child, school=program.school, claim="sibling")
    Document.objects.create(claim=claim, file="x", kind="image/png", bytes=1, id=PROOF)
    # Of a row that was deleted long before, the trail's copies go too.
    claim.delete()
    assert Child.objects.filter(pk=name).exists()
    found = delete_what_is_no_longer_needed(years)
    assert found["children"] > 200
    assert not Child.objects.exists()
    assert not Application.objects.exists()
    tables = [model._meta.db_table for model in trail_tables().values()]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"select count(*) from {table} e where to_jsonb(e)::text like %s", [f"%{name}%"])
            assert cursor.fetchone() == (0,), table
        cursor.execute("select count(*) from enrollment_documentevent where id = %s", [PROOF])
        assert cursor.fetchone() == (0,)
    assert KeptFolder.objects.filter(name__startswith="result/").exists()


def test_nothing_is_deleted_before_its_time(application):
    from citycompact.web.site.personal_data import delete_what_is_no_longer_needed

    assert delete_what_is_no_longer_needed()["children"] == 0


def test_a_document_without_a_file_does_not_keep_the_files_of_others(
    application, django_capture_on_commit_callbacks
):
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from citycompact.web.enrollment.models import Claim, Document
    from citycompact.web.site.personal_data import delete_what_is_no_longer_needed

    claim = Claim.objects.first()
    Document.objects.create(claim=claim, kind="application/pdf", bytes=0)
    kept = Document(claim=claim, kind="application/pdf", bytes=5)
    kept.file.save("proof", ContentFile(b"%PDF-"))
    assert default_storage.exists(kept.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        delete_what_is_no_longer_needed(timezone.now() + datetime.timedelta(days=4 * 365))
    assert not Document.objects.exists()
    assert not default_storage.exists(kept.file.name)


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
