"""The retention schedule: what is held about families is deleted when its time is over."""

from __future__ import annotations

import datetime

import pgtrigger
from django.conf import settings
from django.db import connection, transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from citycompact.web.families.models import Child, Document
from citycompact.web.outbox.models import Message


def delete_what_is_no_longer_needed(now: datetime.datetime | None = None) -> dict[str, int]:
    """Delete children all of whose rounds ended before the retention time, with all that belongs to them.

    The pseudonymous record of a round is kept: it names nobody, and its proof would not hold without
    it. Messages go after the same time, sign-in messages after 30 days.
    """
    now = now or timezone.now()
    files: list[FieldFile] = []

    def delete_files() -> None:
        for file in files:
            if file.name:
                file.storage.delete(file.name)

    limit = now - datetime.timedelta(days=settings.RETENTION_DAYS)
    with transaction.atomic():
        recent = Child.objects.filter(applications__round__closes_at__gte=limit)
        old = Child.objects.exclude(pk__in=recent).exclude(updated_at__gte=limit)
        documents = Document.objects.filter(claim__child__in=old)
        files += [document.file for document in documents]
        children = old.count()
        ids = list(old.values_list("pk", flat=True))
        old.delete()
        _forget_history(ids)
        messages = Message.objects.filter(created_at__lt=limit).delete()[0]
        messages += Message.objects.filter(
            key__startswith="now:", created_at__lt=now - datetime.timedelta(days=30)
        ).delete()[0]
        transaction.on_commit(delete_files)
    return {"children": children, "messages": messages, "documents": len(files)}


def _forget_history(ids: list[str]) -> None:
    """Remove the trail's own copies of what is deleted."""
    # The trail is append-only; this is its one exception, and the law's.
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("delete from families_childevent where pgh_obj_id = any(%s)", [ids])
        for table in ("guardian", "application", "claim"):
            cursor.execute(f"delete from families_{table}event where child_id = any(%s)", [ids])
        cursor.execute(
            "delete from families_versionevent where content->>'applicant_id' = any(%s)",
            [ids],
        )
