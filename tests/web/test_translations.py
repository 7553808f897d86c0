"""Every string a person sees exists in Spanish, with the same blanks to fill."""

from __future__ import annotations

import re

import pytest

from web_strings import messages, strings


def test_no_string_lacks_its_spanish():
    known = {}
    for message in messages():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        known.update(zip(ids, texts, strict=True))
    missing = {text: places for text, places in strings().items() if not known.get(text)}
    assert missing == {}


def test_translations_fill_the_same_blanks():
    blank = re.compile(r"%\((\w+)\)s")
    for message in messages():
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            for english, spanish in zip(ids, texts, strict=True):
                assert sorted(blank.findall(english)) == sorted(blank.findall(spanish)), english


def test_nothing_is_translated_that_is_no_longer_said():
    said = set(strings())
    for message in messages():
        for text in message.id if isinstance(message.id, tuple) else (message.id,):
            assert not text or text in said, text


@pytest.mark.django_db
def test_pages_come_in_spanish_by_choice_and_stay_so(signed_in):
    client = signed_in("family")
    client.post("/language/", {"language": "es", "next": "/family/"})
    page = client.get("/family/").content.decode()
    assert '<html lang="es">' in page
    assert "Mis hijos" in page
    assert "My children" not in page
