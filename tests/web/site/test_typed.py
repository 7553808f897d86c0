"""What was typed is kept for its account alone, unreadable in the database, and given back once."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection

from citycompact.web.site import typed

pytestmark = pytest.mark.django_db


def kept_rows():
    with connection.cursor() as cursor:
        cursor.execute("select cache_key, value from cache where cache_key like '%%typed:%%'")
        return str(cursor.fetchall())


def test_it_is_kept_in_no_words_that_a_copy_of_the_database_shows():
    import base64

    typed.keep("a", "/page/", "/page/", [("address", "34 Secret Street")])
    rows = kept_rows()
    assert "typed:a" in rows
    assert "Secret" not in rows
    assert "Secret" not in str(base64.b64decode(rows.split("'")[3]))
    assert typed.page_for("a") == "/page/"
    assert typed.page_for("b") == ""


def test_anothers_place_opens_nothing():
    typed.keep("a", "/page/", "/page/", [("address", "x")])
    cache.set("typed:b", cache.get("typed:a"))
    assert typed.page_for("b") == ""


def test_no_password_no_code_and_nothing_huge():
    typed.keep("a", "/p/", "/p/", [("password1", "x"), ("code", "1"), ("csrfmiddlewaretoken", "t")])
    assert typed.page_for("a") == ""
    typed.keep("a", "/p/", "/p/", [("why", "x" * typed.MOST)])
    assert typed.page_for("a") == ""
