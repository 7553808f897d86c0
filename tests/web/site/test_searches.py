"""Whom somebody searched for stands in a session, and in no address."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db
TRAIL = "/office/trail/"


def test_an_address_searched_for_in_the_trail_stands_in_no_address(signed_in):
    auditor = signed_in("auditor")
    page = auditor.post(TRAIL, {"person": " parent@demo.example ", "kind": "child"}, follow=True)
    where = page.redirect_chain[-1][0]
    assert "parent" not in where
    assert "kind=child" in where
    for text in (page.content.decode(), auditor.get(where).content.decode()):
        assert 'value="parent@demo.example"' in text


def test_pages_of_a_search_keep_it_without_saying_it(signed_in, monkeypatch):
    import html
    import re

    from citycompact.web.city.models import City
    from citycompact.web.site import trail_pages

    for name in ("Findme One", "Findme Two", "Findme Three"):
        City.objects.update(name=name)
    monkeypatch.setattr(trail_pages, "A_PAGE", 2)
    auditor = signed_in("auditor")
    page = auditor.post(TRAIL, {"q": "Findme"}, follow=True).content.decode()
    links = [html.unescape(link) for link in re.findall(r'href="\?([^"]*before=[^"]*)"', page)]
    assert links
    assert all("Findme" not in link and "s=" in link for link in links)
    following = auditor.get(f"{TRAIL}?{links[0]}").content.decode()
    assert 'value="Findme"' in following
    assert "Findme One" in following


def test_a_key_of_another_session_opens_nothing(signed_in):
    where = signed_in("auditor").post(TRAIL, {"q": "zzz-nobody"}, follow=True).redirect_chain[-1][0]
    page = signed_in("office").get(where).content.decode()
    assert "zzz-nobody" not in page


def test_no_more_is_kept_than_a_few_searches_of_some_length(signed_in):
    auditor = signed_in("auditor")
    for n in range(30):
        auditor.post(TRAIL, {"q": f"{n} " + "x" * 10_000})
    kept = auditor.session["searches"]
    assert len(kept) == 20
    assert max(len(words["q"]) for words in kept.values()) <= 200


@pytest.mark.parametrize("sent", [{}, {"q": "   "}, {"kind": "nothing"}, {"child": "C-NOBODY"}])
def test_a_search_for_nothing_keeps_nothing(signed_in, sent):
    auditor = signed_in("auditor")
    assert auditor.post(TRAIL, sent, follow=True).status_code == 200
    assert "searches" not in auditor.session
