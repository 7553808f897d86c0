"""Interviews: no name where anonymity is promised, no words unless released."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
PRIVATE = "For the steward alone:"


def test_where_anonymity_is_promised_no_name_is_kept(signed_in):
    from citycompact.web.compact.models import Interview

    client = signed_in("steward")
    client.post(
        "/compact/desk/interviews/",
        {"on": "2026-11-01", "sector": "charter", "anonymous": "on", "respondent": "Somebody Named"},
    )
    assert Interview.objects.order_by("-pk").first().respondent == ""


def test_only_released_words_are_public():
    assert (
        "For the first time I could tell"
        in Client().get("/compact/promise/one_application/").content.decode()
    )
    page = Client().get("/compact/promise/local_levy/").content.decode()
    assert "1 coded answer is about this promise." in page


def test_a_coded_answer_becomes_evidence_without_its_words(signed_in):
    from citycompact.web.compact.models import Evidence, Interview

    client, talk = signed_in("steward"), Interview.objects.filter(anonymous=True).first()
    path = f"/compact/desk/interviews/{talk.pk}/"
    given = {"question": "progress", "code": "setback", "quote": f"{PRIVATE} words", "as_evidence": "on"}
    assert "Say which promise" in client.post(path, given).content.decode()
    assert client.post(path, {**given, "promise": "ratings"}).status_code == 302
    evidence = Evidence.objects.get(promise="ratings", kind="interview")
    assert evidence.title == "Interview, coded as: setback"
    assert PRIVATE not in Client().get(f"/compact/evidence/{evidence.pk}/").content.decode()
