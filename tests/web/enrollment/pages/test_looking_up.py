"""The page of lists and records, in both languages, and without a round."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_it_says_what_to_do_in_both_languages(signed_in):
    office = signed_in("office")
    assert "bring it back" in office.get("/office/records/").content.decode()
    office.cookies["django_language"] = "es"
    assert "tráigalo de vuelta" in office.get("/office/records/").content.decode()


def test_without_a_round_there_is_a_sentence(signed_in, round_):
    type(round_).objects.filter(pk=round_.pk).update(opened_at=None)
    office = signed_in("office")
    assert "No round is open" in office.get("/office/records/").content.decode()
    assert office.get("/office/records.csv").status_code == 404


def test_an_old_preview_is_not_confirmed(signed_in):
    page = signed_in("office").post("/office/records/", {"confirm": "guessed", "why": "x"})
    assert "this preview is no longer the last one" in page.content.decode()
