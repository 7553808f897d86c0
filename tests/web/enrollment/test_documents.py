"""Documents of claims: by content, not by name, and not too large."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def test_a_claim_takes_documents_by_content_and_size(signed_in, application):
    from citycompact.web.city.models import School

    client = signed_in("family")
    school = School.objects.first()
    client.post(f"/family/application/{application.pk}/claims/", {"claim-staff_child": school.pk})
    claim = application.child.claims.get(claim="staff_child")
    upload = f"/family/application/{application.pk}/claims/{claim.pk}/upload/"
    client.post(upload, {"document": SimpleUploadedFile("proof.png", PNG, "image/png")})
    client.post(upload, {"document": SimpleUploadedFile("proof.png", b"<script>", "image/png")})
    client.post(upload, {"document": SimpleUploadedFile("big.pdf", b"%PDF-" + b"0" * 8_000_001)})
    document = claim.documents.get()
    response = client.get(f"/family/document/{document.pk}/")
    assert b"".join(response.streaming_content) == PNG
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
