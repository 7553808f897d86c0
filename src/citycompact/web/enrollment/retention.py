"""How long what is held about children is kept."""

from __future__ import annotations

import datetime

from django.conf import settings

from citycompact.web.enrollment.models import Child, ClaimCode, Document
from citycompact.web.site.personal_data import forget_history


def forget_children(now: datetime.datetime) -> dict[str, int]:
    """Delete children all of whose rounds ended before the retention time, with all that belongs to them."""
    limit = now - datetime.timedelta(days=settings.RETENTION_DAYS)
    recent = Child.objects.filter(applications__round__closes_at__gte=limit)
    old = Child.objects.exclude(pk__in=recent).exclude(updated_at__gte=limit)
    ids = _with_all_put_together(set(old.values_list("pk", flat=True)))
    old = Child.objects.filter(pk__in=ids)
    documents = Document.objects.filter(claim__child__in=old).count()
    old.exclude(merged_into=None).update(merged_into=None)
    old.delete()
    forget_history(Child, ids)
    ClaimCode.objects.exclude(family_id__in=Child.objects.values("family_id")).delete()
    return {"children": len(ids), "documents": documents}


def _with_all_put_together(ids: set[str]) -> list[str]:
    """Those of some children into whom nobody was merged who is still needed."""
    while True:
        needed = Child.objects.filter(merged_into__in=ids).exclude(pk__in=ids)
        kept = {str(name) for name in needed.values_list("merged_into", flat=True)}
        if not kept:
            return sorted(ids)
        ids = ids - kept
