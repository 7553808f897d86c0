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


@pytest.fixture
def claim(application):
    from citycompact.web.city.models import School
    from citycompact.web.enrollment.models import Claim

    return Claim.objects.create(
        child=application.child, round_id="main", school=School.objects.first(), claim="staff_child"
    )


def send(client, claim, application, content=PNG, language="en"):
    """Upload a document; what the page says then."""
    answer = client.post(
        f"/family/application/{application.pk}/claims/{claim.pk}/upload/",
        {"document": SimpleUploadedFile("proof.png", content, "image/png")},
        follow=True,
        headers={"Accept-Language": language},
    )
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "This file was not added: your family has 2 documents"), ("es", "Este archivo no se agregó")],
)
def test_a_family_keeps_so_many_documents_and_loses_none(
    signed_in, family, claim, application, settings, language, words
):
    settings.MOST_DOCUMENTS = 2
    client = signed_in("family")
    client.post("/language/", {"language": language, "next": "/"})
    pages = [send(client, claim, application, PNG + b"%d" % number, language) for number in range(3)]
    assert [words in page for page in pages] == [False, False, True]
    kept = claim.documents.all()
    assert sorted(document.file.read()[-1:] for document in kept) == [b"0", b"1"]
    assert len(files_there()) == 2


def test_a_family_keeps_so_many_bytes_over_all_its_children(signed_in, family, claim, application, settings):
    from citycompact.web.enrollment.models import Child, Claim, Document, Guardian

    settings.MOST_DOCUMENT_BYTES = 1_000
    other = Child.objects.create(family_id="F-other", given_name="B", family_name="D")
    Guardian.objects.create(child=other, user=family)
    theirs = Claim.objects.create(child=other, round_id="main", school=claim.school, claim="sibling")
    Document.objects.create(claim=theirs, file="x", kind="image/png", bytes=950)
    assert "was not added" in send(signed_in("family"), claim, application)
    Document.objects.filter(claim=theirs).update(bytes=900)
    assert "The document was added" in send(signed_in("family"), claim, application)


def files_there():
    """Files among the site's documents."""
    from citycompact.web.enrollment.models import Document

    return Document._meta.get_field("file").storage.listdir("")[1]


@pytest.mark.parametrize("gone", ["document", "claim", "child"])
def test_a_file_goes_with_its_row_whatever_took_that_away(
    signed_in, claim, application, django_capture_on_commit_callbacks, gone
):
    send(signed_in("family"), claim, application)
    assert len(files_there()) == 1
    row = {"document": claim.documents.get(), "claim": claim, "child": claim.child}[gone]
    with django_capture_on_commit_callbacks(execute=True):
        row.delete()
        assert len(files_there()) == 1, "a removal that is undone loses nothing"
    assert files_there() == []


def test_files_without_a_row_are_swept_away_after_a_day(signed_in, claim, application):
    import datetime

    from django.core.files.base import ContentFile
    from django.utils import timezone

    from citycompact.web.enrollment.documents import sweep_files
    from citycompact.web.enrollment.models import Document

    assert sweep_files(timezone.now()) == 0
    send(signed_in("family"), claim, application)
    storage = Document._meta.get_field("file").storage
    storage.save("of-nobody", ContentFile(PNG))
    assert sweep_files(timezone.now()) == 0, "its row may still come"
    assert sweep_files(timezone.now() + datetime.timedelta(days=2)) == 1
    assert files_there() == [claim.documents.get().file.name]
