"""The list of what was sent."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_the_office_sees_that_a_message_went_out_and_not_what_it_says(signed_in, family):
    from citycompact.web.outbox.models import Message

    Message.objects.create(
        user=family, key="k:1", recipient=family.email, subject="About you", body="For the family alone"
    )
    for who in ("office", "auditor"):
        page = signed_in(who).get("/messages/").content.decode()
        assert "About you" in page
        assert "For the family alone" not in page
    assert signed_in("school").get("/messages/").status_code == 403


@pytest.mark.parametrize("page", ["2", "0", "-1", "last", "9" * 30, "‮"])
def test_an_odd_page_is_some_page(signed_in, page):
    assert signed_in("office").get("/messages/", {"page": page}).status_code == 200
