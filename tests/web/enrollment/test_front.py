"""What the front page says of rounds."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_round_is_on_the_front_page_once_it_was_opened_and_not_before(round_):
    from citycompact.web.enrollment.models import Round

    round_.name = "A round that everybody may read of"
    round_.save()
    assert round_.name in Client().get("/").content.decode()
    Round.objects.filter(pk=round_.pk).update(opened_at=None)
    assert round_.name not in Client().get("/").content.decode()


def test_a_round_whose_deadline_is_over_does_not_ask_to_apply(round_, closed):
    page = Client().get("/").content.decode()
    assert round_.name in page
    assert "Apply now" not in page


def test_a_round_that_is_yet_to_open_says_when(round_, monkeypatch):
    monkeypatch.setenv("CITYCOMPACT_NOW", "2026-11-15T23:59")
    page = Client().get("/").content.decode()
    assert "Applications are taken from" in page
    assert "Apply now" not in page
