"""Children are forgotten in time, with all that belongs to them."""

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
    claim = Claim.objects.create(
        child=application.child, round_id="main", school=program.school, claim="sibling"
    )
    Document.objects.create(claim=claim, file="x", kind="image/png", bytes=1, id=PROOF)
    # Of a row that was deleted long before, the trail's copies go too.
    claim.delete()
    _looked_at(application, family)
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


def _looked_at(application, by):
    """Everything that people have said of a child: told apart, put together, looked at, not our pupil."""
    from citycompact.web.city.models import School
    from citycompact.web.enrollment.duplicates import tell_apart
    from citycompact.web.enrollment.merging import merge
    from citycompact.web.enrollment.models import Child, NotOurPupil, Review

    child = application.child
    other, twice = (
        Child.objects.create(family_id="F", given_name="A", family_name="B", birth_date=child.birth_date)
        for _ in range(2)
    )
    tell_apart(child, other, by, f"not {child.pk}")
    tell_apart(other, Child.objects.exclude(pk__in=[other.pk, child.pk]).first(), by, f"as {child.pk}")
    NotOurPupil.objects.create(child=child, school=School.objects.first(), by=by, why=f"{child.pk} left")
    Review.objects.create(
        version=application.last_version, reasons=["late"], by=by, why=f"{child.pk} is well"
    )
    merge(child, twice, by)


def test_who_was_put_together_is_forgotten_only_with_the_row_that_stays(application, family):
    from citycompact.web.enrollment.merging import merge
    from citycompact.web.enrollment.models import Application, Child
    from citycompact.web.site.personal_data import delete_what_is_no_longer_needed

    keep = application.child
    late = timezone.now() + datetime.timedelta(days=4 * 365)
    other = Child.objects.create(family_id="F", given_name="A", family_name="B")
    merge(keep, other, family)
    Application.objects.filter(child=keep).delete()
    Child.objects.filter(pk=other.pk).update(updated_at=late)
    delete_what_is_no_longer_needed(late)
    assert set(Child.objects.values_list("pk", flat=True)) == {keep.pk, other.pk}


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
