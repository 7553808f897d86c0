"""The page of a letter's code."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_after_ten_wrong_codes_none_is_looked_at_for_an_hour(signed_in, application):
    from django.core.cache import cache

    from citycompact.web.enrollment.claim_codes import make_codes
    from citycompact.web.enrollment.pages.claim_code import TRIES

    cache.clear()
    client = signed_in("family")
    make_codes({application.child.family_id: "AAAA-BBBB-CCCC"}, ())
    for wrong in ("", "x" * 5000, *(f"AAAA-BBBB-{n}" for n in range(TRIES))):
        assert client.post("/family/code/", {"code": wrong}).status_code == 200
    assert "Too many wrong codes" in client.post("/family/code/", {"code": "AAAA-BBBB-CCCC"}).content.decode()
    cache.clear()
    page = client.post("/family/code/", {"code": "AAAA-BBBB-CCCC"}, follow=True).content.decode()
    assert "yours now" in page


def test_it_is_there_in_spanish(signed_in):
    client = signed_in("family")
    client.cookies["django_language"] = "es"
    assert "Tengo una carta con un código" in client.get("/family/code/").content.decode()
