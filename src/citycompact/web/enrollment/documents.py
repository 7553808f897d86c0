"""Uploaded documents: what a file really is, by its content, and who may open it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.translation import gettext as _

from citycompact.web.enrollment.models import Claim, Document

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
        Where it is too large, or neither PDF, PNG nor JPEG by its content.
    """
    if not upload.size or upload.size > settings.MAX_DOCUMENT_BYTES:
        raise NotAccepted(_("The file is empty or larger than 8 MB. Take a smaller photo."))
    kind = kind_of(upload.read(16))
    upload.seek(0)
    if kind is None:
        raise NotAccepted(_("Only PDF, PNG and JPEG files are taken. Take a photo of the document."))
    document = Document(claim=claim, kind=kind, bytes=upload.size)
    document.file.save(f"{uuid.uuid4().hex}", ContentFile(upload.read()), save=False)
    document.save()
    return document


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
