"""What everybody reads of a round: its times, and counts by channel, way and school, small ones hidden."""

from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def page(name="last-year", language="en"):
    client = Client()
    client.cookies["django_language"] = language
    return client.get(f"/decisions/match/{name}/").content.decode()


def tables(text):
    """Title of each table to its rows of cells."""
    found = {}
    for part in re.findall(r"<details[^>]*>\s*<summary>(.*?)</summary>(.*?)</details>", text, re.S):
        rows = re.findall(r"<tr>(.*?)</tr>", part[1], re.S)
        found[part[0].strip()] = [
            [c.strip() for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", r, re.S)] for r in rows
        ]
    return found


def test_an_open_round_shows_its_signed_times_and_no_counts(round_):
    text = page("main")
    assert "Feb. 12, 2027, 11:59 p.m." in text
    assert "Results on March 19, 2027" in text
    assert "How applications came in" not in text


@pytest.mark.parametrize(
    ("language", "intake", "facts"),
    [
        ("en", "How applications came in", "What children state and what verified it"),
        ("es", "Cómo llegaron las solicitudes", "Lo que se declara y qué lo verificó"),
    ],
)
def test_a_published_round_counts_channels_and_what_verified(language, intake, facts):
    found = tables(page(language=language))
    assert {intake, facts} <= found.keys()
    shown = dict(row for row in found[intake][1:] if len(row) == 2)
    hidden = {"en": "not shown", "es": "no se muestra"}[language]
    from citycompact.web.enrollment.models import Round

    sent = Round.objects.get(pk="last-year").applications.filter(state="submitted").count()
    assert str(sent) in {re.sub(r"[^0-9]", "", value) for value in shown.values()}
    for table in found.values():
        for row in table[1:]:
            for cell in row[1:]:
                assert not cell.isdigit() or not 0 < int(cell) < 10 or cell == hidden, row


def test_no_page_names_an_applicant():
    from citycompact.web.enrollment.models import Child

    text = page()
    assert not any(name in text for name in Child.objects.values_list("pk", flat=True))


def test_the_counts_are_computed_once(monkeypatch):
    from citycompact.web.enrollment import public_round

    first = tables(page())

    def again(_):
        raise AssertionError("they were counted a moment ago")

    monkeypatch.setattr(public_round, "counts_of", again)
    assert tables(page()) == first
