"""The package of a decision: who takes it, and what the trail says of it."""

from __future__ import annotations

import io
import zipfile

import pytest
from carrying import carry

pytestmark = pytest.mark.django_db

WORK = "/decisions/match/main/work/"


def said(response) -> str:
    """What a page says, followed to where it leads."""
    return response.content.decode()


def post(client, path, data=None):
    return said(client.post(f"/decisions/match/main/{path}/", data or {}, follow=True))


def test_every_export_of_a_package_stands_in_the_trail(signed_in, decision):
    from citycompact.facts import sha256_hex

    for _ in range(2):
        content = signed_in("auditor").get("/decisions/match/main/package.zip").content
    signed_in("school").get("/decisions/match/main/package.zip")
    taken = decision.exports.all()
    assert [(item.by.email, item.file) for item in taken] == [
        ("auditor@demo.example", "main-without-homes.zip")
    ] * 2
    assert taken[0].sha256 == sha256_hex(content)
    from citycompact.web.site.trail import events

    shown = list(events(kind="export of a package", limit=5))
    assert [event["name_now"] for event in shown] == ["Henrik Olsen"] * 2
    assert shown[0]["content"]["sha256"] == sha256_hex(content)
    assert sha256_hex(content) in said(signed_in("office").get("/office/trail/"))


def test_the_package_is_for_office_and_auditor(signed_in, decision):
    for who, status in (("office", 200), ("auditor", 200), ("approver-district", 403), ("steward", 403)):
        assert signed_in(who).get("/decisions/match/main/package.zip").status_code == status, who


def test_the_package_is_the_frozen_one_after_the_freeze(signed_in, decision):
    from citycompact.web.enrollment.models import Application

    carry(decision, "frozen")
    Application.objects.filter(round="main").update(state="withdrawn")
    content = signed_in("office").get("/decisions/match/main/package.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {"city.toml", "applicants.parquet", "rulebook.toml"} <= set(archive.namelist())
        import polars as pl

        assert pl.read_parquet(archive.read("applicants.parquet")).height > 100
