"""Uploaded documents: what a file really is, by its content, how many a family keeps, and who opens it.

A document's file goes with its row (:class:`~citycompact.web.enrollment.models.Document`).
"""

from __future__ import annotations

import datetime
import uuid

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.http import FileResponse
from django.utils.translation import gettext as _

from citycompact.web.enrollment.models import Claim, Document
from citycompact.web.site.models import User

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


class NotAccepted(Exception):
    """A file that is not taken; the text says why."""


def kind_of(beginning: bytes) -> str | None:
    """Kind of a file by its first bytes; None for anything but PDF, PNG and JPEG."""
    return next((kind for signature, kind in _SIGNATURES if beginning.startswith(signature)), None)


def keep_document(claim: Claim, upload: UploadedFile[bytes]) -> Document:
    """Keep an uploaded file under a random name.

    Raises
    ------
    NotAccepted
        Where it is too large, neither PDF, PNG nor JPEG by its content, or more than a family keeps.
    """
    if not upload.size or upload.size > settings.MAX_DOCUMENT_BYTES:
        raise NotAccepted(_("The file is empty or larger than 8 MB. Take a smaller photo."))
    kind = kind_of(upload.read(16))
    upload.seek(0)
    if kind is None:
        raise NotAccepted(_("Only PDF, PNG and JPEG files are taken. Take a photo of the document."))
    document = Document(claim=claim, kind=kind, bytes=upload.size)
    with transaction.atomic():
        _leave_room(claim, upload.size)
        document.file.save(f"{uuid.uuid4().hex}", ContentFile(upload.read()), save=False)
        document.save()
    return document


def _leave_room(claim: Claim, size: int) -> None:
    """NotAccepted where the family of a child would keep more than the quota; uploads of its parents wait
    for each other, so that two at once count both."""
    guardians = claim.child.guardians.values("user")
    list(User.objects.filter(pk__in=guardians).order_by("pk").select_for_update())
    kept = Document.objects.filter(
        Q(claim__child__family_id=claim.child.family_id) | Q(claim__child__guardians__user__in=guardians)
    ).distinct()
    there = [taken for _pk, taken in kept.values_list("pk", "bytes")]
    if len(there) >= settings.MOST_DOCUMENTS or sum(there) + size > settings.MOST_DOCUMENT_BYTES:
        raise NotAccepted(
            _(
                "This file was not added: your family has %(count)s documents here, and at most %(most)s "
                "with %(size)s MB are kept. Everything that you sent before is there. If you need to send "
                "more, ask the enrollment office."
            )
            % {
                "count": len(there),
                "most": settings.MOST_DOCUMENTS,
                "size": settings.MOST_DOCUMENT_BYTES // 1_000_000,
            }
        )


def sweep_files(now: datetime.datetime) -> int:
    """Delete files that belong to no document, and say how many: a machine that stopped between file and row
    left them. A file of the last day may be one whose row is still to come."""
    storage = Document._meta.get_field("file").storage
    try:
        _folders, names = storage.listdir("")
    except FileNotFoundError:
        return 0
    kept = set(Document.objects.values_list("file", flat=True))
    old = [
        name
        for name in names
        if name not in kept and storage.get_modified_time(name) < now - datetime.timedelta(days=1)
    ]
    for name in old:
        storage.delete(name)
    return len(old)


def document_response(document: Document) -> FileResponse:
    """A document as a download that no browser will run or guess about."""
    endings = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=f"document.{endings[document.kind]}",
        content_type=document.kind,
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    return response
