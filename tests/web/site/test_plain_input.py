"""Whatever is typed into a page or sent to it is answered in words, and never by a 500."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from web_routes import ALL

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    ["/", "/help/", "/compact/?status=%00", "/compact/cities/?words=%00", "/decisions/?%00=1"],
)
def test_pages_for_everybody(path):
    answer = Client().get(path)
    assert (answer.status_code == 400) == ("%00" in path)


def test_what_somebody_typed_is_refused_in_words_and_nothing_is_changed(signed_in, family):
    name = family.name
    answer = signed_in("family").post("/family/profile/", {"name": "A\x00", "language": "en", "phone": ""})
    assert (answer.status_code, b"Go back and try again." in answer.content) == (400, True)
    family.refresh_from_db()
    assert family.name == name


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("office", "/office/applications/?s=%00"),
        ("office", "/office/trail/?q=%00"),
        ("office", "/office/trail/?before=yesterday"),
        ("office", "/office/trail/?kind=nothing&before="),
        ("school", "/schools/claims/?state=%00"),
    ],
)
def test_searches_of_the_staff_are_never_a_500(signed_in, who, path):
    assert signed_in(who).get(path).status_code in (200, 400)


def test_odd_numbers_of_rows_change_nothing(signed_in, application):
    child = application.child_id
    for data in ({"remove": "x"}, {"remove": ""}, {"remove": "-1"}, {"remove": "1 or 1=1"}):
        assert signed_in("family").post(f"/family/child/{child}/share/", data).status_code in (200, 302)
    assert signed_in("office").post("/office/tokens/", {"end": "x"}).status_code in (200, 302)


ODD = ("Rosa", "a b", "%", "'", "9" * 5000, "-1", "\u202e", "\ud800", "2026-W01", "9999-12-31T23:59:59-23:59")


def searches(page):
    """The forms of a page that ask without changing anything, as the names of their fields."""
    for form in re.findall(r'<form[^>]*method="get".*?</form>', page, re.S):
        names = re.findall(r'<(?:input|select)[^>]*\bname="([^"]+)"', form)
        if names:
            yield names


@pytest.mark.parametrize(
    "who", ["family", "school", "operator", "office", "approver-district", "steward", "auditor"]
)
def test_every_search_box_takes_every_word(signed_in, who):
    client, found = signed_in(who), 0
    client.raise_request_exception = False
    for name, pattern in ALL:
        if pattern.pattern.converters:
            continue
        try:
            path = reverse(name)
        except NoReverseMatch:
            continue
        if "logout" in path or client.get(path).status_code != 200:
            continue
        answer = client.get(path)
        page = "" if answer.streaming else answer.content.decode("utf-8", "replace")
        for names in searches(page):
            for field in names:
                found += 1
                for words in ODD:
                    answer = client.get(path, {field: words.encode("utf-8", "surrogatepass")})
                    assert answer.status_code in (200, 400, 404), (path, field, words[:20])
    assert found or who in ("family", "operator", "approver-district")


@pytest.mark.parametrize(
    "path", ["/office/trail/?before=2026-W01", "/office/trail/?before=9999-12-31T23:59:59-23:59"]
)
def test_an_odd_moment_is_none(signed_in, path):
    assert signed_in("auditor").get(path).status_code == 200


@pytest.mark.parametrize(
    "charset", ["rot13", "hex", "idna", "undefined", "unicode_escape", "utf-16", "latin-1"]
)
def test_what_is_not_sent_as_utf_8_is_refused(signed_in, family, charset):
    client = signed_in("family")
    client.raise_request_exception = False
    kind = f"text/plain; charset={charset}"
    assert Client(raise_request_exception=False).get("/", content_type=kind).status_code in (200, 400)
    form = f"application/x-www-form-urlencoded; charset={charset}"
    answer = client.generic("POST", "/family/profile/", b"name=x%5Cud800&language=en&phone=", form)
    assert answer.status_code == 400
    family.refresh_from_db()
    assert "x" not in family.name


def test_numbers_of_thousands_of_digits_are_no_numbers(signed_in, application):
    many = "9" * 5000
    child = application.child_id
    assert signed_in("family").post(f"/family/child/{child}/share/", {"remove": many}).status_code == 200
    assert signed_in("office").post("/office/tokens/", {"end": many}).status_code == 200
    number = application.round.rulebook_id
    assert signed_in("office").get(f"/office/rulebook/{number}/", {"against": many}).status_code == 200
    assert signed_in("office").post("/decisions/match/main/what-if/", {"rulebook": many}).status_code == 302
    terms = f"/compact/promise/space/terms/milestones/{many}/"
    assert signed_in("steward").get(terms).status_code == 404
