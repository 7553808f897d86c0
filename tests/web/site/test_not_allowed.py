"""An address that takes only what a form sends, opened as a page, says so in words."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "words"), [("en", "This is not a page"), ("es", "Esto no es una página")]
)
def test_it_has_a_page_in_both_languages(signed_in, application, language, words):
    client = signed_in("family")
    client.post("/language/", {"language": language, "next": "/"})
    response = client.get(f"/family/application/{application.pk}/home/autosave/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert words in response.content.decode()
    assert 'href="/"' in response.content.decode()
