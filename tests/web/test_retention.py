"""What the law no longer needs is deleted, with its copies in the trail;
what a round's proof needs is kept."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db


def test_children_whose_rounds_are_long_over_are_forgotten(application, family):
    from django.db import connection

    from citycompact.web.families.models import Application, Child
    from citycompact.web.families.retention import delete_what_is_no_longer_needed
    from citycompact.web.office.folders import KeptFolder

    years = timezone.now() + datetime.timedelta(days=4 * 365)
    name = application.child_id
    assert Child.objects.filter(pk=name).exists()
    found = delete_what_is_no_longer_needed(years)
    assert found["children"] > 200
    assert not Child.objects.exists()
    assert not Application.objects.exists()
    with connection.cursor() as cursor:
        for table, column in (
            ("childevent", "pgh_obj_id"),
            ("applicationevent", "child_id"),
            ("guardianevent", "child_id"),
        ):
            cursor.execute(f"select count(*) from families_{table} where {column} = %s", [name])
            assert cursor.fetchone() == (0,), table
    assert KeptFolder.objects.filter(name__startswith="result/").exists()


def test_nothing_is_deleted_before_its_time(application):
    from citycompact.web.families.retention import delete_what_is_no_longer_needed

    assert delete_what_is_no_longer_needed()["children"] == 0


def test_a_document_without_a_file_does_not_keep_the_files_of_others(
    application, django_capture_on_commit_callbacks
):
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from citycompact.web.families.models import Claim, Document
    from citycompact.web.families.retention import delete_what_is_no_longer_needed

    claim = Claim.objects.first()
    Document.objects.create(claim=claim, kind="application/pdf", bytes=0)
    kept = Document(claim=claim, kind="application/pdf", bytes=5)
    kept.file.save("proof", ContentFile(b"%PDF-"))
    assert default_storage.exists(kept.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        delete_what_is_no_longer_needed(timezone.now() + datetime.timedelta(days=4 * 365))
    assert not Document.objects.exists()
    assert not default_storage.exists(kept.file.name)
