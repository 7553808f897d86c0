"""A page is in a language that everything can be said in, whatever the browser asks for."""

import pytest
from django.conf import settings
from django.utils import translation

from citycompact.web.site.language import page_language
from citycompact.words import LANGUAGES


@pytest.mark.parametrize(
    ("chosen", "language"),
    [("en", "en"), ("es", "es"), ("es-us", "es"), ("en-gb", "en"), ("est", "en"), ("fr", "en")],
)
def test_the_chosen_language_else_the_first(chosen, language):
    with translation.override(chosen):
        assert page_language() == language


def test_the_first_language_where_none_is_chosen():
    with translation.override(None):
        assert page_language() == LANGUAGES[0]


def test_the_site_offers_every_language_and_no_other():
    assert tuple(code for code, _ in settings.LANGUAGES) == LANGUAGES
