"""What is held about a family: to show it, and to delete it when its time is over."""

from __future__ import annotations

import datetime
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from citycompact.web.accounts.models import User
from citycompact.web.families.models import Child, Document
from citycompact.web.outbox.models import Message


def held_about(user: User) -> dict[str, Any]:
    """Everything about a person and the children they are the family of."""
    children = Child.objects.filter(guardians__user=user).prefetch_related(
        "applications__versions", "claims__documents", "guardians"
    )
    return {
        "account": {"email": user.email, "name": user.name, "phone": user.phone, "language": user.language},
        "children": [_child(child) for child in children],
        "messages": list(
            Message.objects.filter(user=user).values("created_at", "channel", "subject", "body", "state")
        ),
    }


def _child(child: Child) -> dict[str, Any]:
    return {
        "applicant_id": child.applicant_id,
        "name": str(child),
        "birth_date": child.birth_date,
        "address": child.address,
        "zone": child.zone,
        "current_school": child.current_school_id,
        "facts": child.facts,
        "claims": [
            {
                "claim": c.claim,
                "school": c.school_id,
                "state": c.state,
                "documents": [str(d.pk) for d in c.documents.all()],
            }
            for c in child.claims.all()
        ],
        "applications": [
            {
                "round": application.round_id,
                "grade": application.grade,
                "state": application.state,
                "draft": application.draft,
                "versions": [
                    {
                        "number": v.number,
                        "submitted_at": v.submitted_at,
                        "channel": v.channel,
                        "content": v.content,
                    }
                    for v in application.versions.all()
                ],
            }
            for application in child.applications.all()
        ],
    }


def delete_what_is_no_longer_needed(now: datetime.datetime | None = None) -> dict[str, int]:
    """Delete children all of whose rounds ended before the retention time, with all that belongs to them.

    The pseudonymous record of a round is kept: it names nobody, and its proof would not hold without
    it. Messages go after the same time, sign-in messages after 30 days.
    """
    now = now or timezone.now()
    limit = now - datetime.timedelta(days=settings.RETENTION_DAYS)
    with transaction.atomic():
        recent = Child.objects.filter(applications__round__closes_at__gte=limit)
        old = Child.objects.exclude(pk__in=recent).exclude(updated_at__gte=limit)
        documents = Document.objects.filter(claim__child__in=old)
        files = [document.file for document in documents]
        children = old.count()
        ids = list(old.values_list("pk", flat=True))
        old.delete()
        _forget_history(ids)
        messages = Message.objects.filter(created_at__lt=limit).delete()[0]
        messages += Message.objects.filter(
            key__startswith="now:", created_at__lt=now - datetime.timedelta(days=30)
        ).delete()[0]
        transaction.on_commit(lambda: [file.storage.delete(file.name) for file in files])
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
