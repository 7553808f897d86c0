"""Who does nothing for a while is signed out, staff before families, and loses nothing of what was typed."""

from __future__ import annotations

import json

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def idle(client, minutes):
    """Nothing was done in a session for so long."""
    session = client.session
    session["seen"] -= minutes * 60
    session.save()


@pytest.mark.parametrize(("who", "page", "minutes"), [("office", "/office/", 15), ("family", "/family/", 30)])
def test_a_session_ends_by_the_servers_own_clock(signed_in, who, page, minutes):
    client = signed_in(who)
    assert client.get(page).status_code == 200
    idle(client, minutes - 1)
    assert client.get(page).status_code == 200, "what was done last starts the time anew"
    idle(client, minutes - 1)
    assert client.get(page).status_code == 200
    idle(client, minutes + 0.1)
    answer = client.get(page)
    assert answer["Location"].startswith("/account/login/?next=")
    assert "no-store" in answer["Cache-Control"]
    assert b"because nothing was done here" in client.get("/account/login/").content
    assert client.get(page).status_code == 302


def test_asking_how_long_is_left_is_nothing_done_and_staying_is(signed_in):
    client = signed_in("office")
    client.get("/office/")
    idle(client, 14)
    for _ in range(3):
        assert 50 < client.get("/account/session/").json()["seconds"] <= 60
    assert client.post("/account/session/", {"stay": "1"}).json()["seconds"] > 890
    idle(client, 14)
    assert client.get("/office/").status_code == 200
    idle(client, 16)
    assert client.get("/account/session/").json()["seconds"] == 0
    assert client.post("/account/session/", {"stay": "1"}).json()["seconds"] == 0
    assert client.get("/office/").status_code == 302
    assert Client().get("/account/session/").json() == {"seconds": 0}


def kept(client, page):
    """What a page gives back to its form."""
    text = client.get(page).content.decode()
    return json.loads(
        text.partition('id="cc-typed" type="application/json">')[2].partition("</script>")[0] or "null"
    )


def test_what_a_form_sends_after_the_end_comes_back_to_the_same_account_once(signed_in):
    page = "/family/profile/"
    client = signed_in("family")
    client.get(page)
    idle(client, 31)
    answer = client.post(
        page,
        {"name": "Typed late", "password": "no", "csrfmiddlewaretoken": "t"},
        headers={"Referer": f"http://testserver{page}"},
    )
    assert answer["Location"] == "/account/login/?next=%2Ffamily%2Fprofile%2F"
    assert kept(signed_in("office"), page) is None, "another who signs in here sees nothing of it"
    again = signed_in("family")
    assert again.get("/help/").status_code == 200
    assert kept(again, page) == {"page": page, "action": page, "said": [["name", "Typed late"]]}
    assert kept(again, page) is None
    assert kept(signed_in("family"), page) is None


def test_who_signs_out_leaves_nothing(signed_in):
    page = "/family/profile/"
    form = json.dumps([page, page, [["name", "Typed"]]])
    client = signed_in("family")
    client.post("/account/session/", {"typed": form})
    client.post("/account/logout/")
    assert kept(signed_in("family"), page) is None


@pytest.mark.parametrize(
    "odd", ["{", "null", "[1, 2]", '["/p/", "/p/", [["a"]]]', '["/p/", 3, [["a", "b"]]]', "[[],[],[]]"]
)
def test_anything_else_that_a_script_sends_is_passed_over(signed_in, odd):
    client = signed_in("family")
    assert client.post("/account/session/", {"typed": odd}).status_code == 200
    assert kept(signed_in("family"), "/p/") is None


def test_nobody_keeps_a_form_for_an_account_without_its_session(db):
    form = json.dumps(["/family/profile/", "/family/profile/", [["name", "x"]]])
    assert Client().post("/account/session/", {"typed": form}).json() == {"seconds": 0}
