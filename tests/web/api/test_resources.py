"""The API: open facts, exports by token and scope, its description, and what it does with nonsense."""

from __future__ import annotations

import datetime
import io
import zipfile

import polars as pl
import pytest
from django.test import Client
from django.utils import timezone

pytestmark = pytest.mark.django_db


def token(*scopes, days=10):
    from citycompact.web.api.models import ApiToken

    secret = ApiToken.new_secret()
    day = timezone.localdate() + datetime.timedelta(days=days)
    ApiToken.objects.create(name="t", sha256=ApiToken.hash_of(secret), scopes=list(scopes), expires_on=day)
    return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


def test_schools_programs_and_rounds_are_open_and_name_no_child(client):
    from citycompact.web.city.models import Program, School
    from citycompact.web.enrollment.models import Child

    assert len(client.get("/api/v1/schools").json()) == School.objects.count()
    found = client.get("/api/v1/programs?grade=K").json()
    assert {p["program_id"] for p in found} == set(
        Program.objects.filter(grade="K").values_list("pk", flat=True)
    )
    rounds = client.get("/api/v1/rounds").json()
    assert {r["round_id"] for r in rounds} == {"main", "last-year"}
    text = client.get("/api/v1/rounds/last-year/commitment").content.decode()
    assert "applications_root" in text
    assert not any(name in text for name in Child.objects.values_list("pk", flat=True)[:50])


def test_an_export_needs_a_valid_token_with_its_scope(client):
    for path, scope, other in (("package", "package", "placements"), ("oneroster", "placements", "package")):
        address = f"/api/v1/rounds/last-year/{path}"
        assert client.get(address).status_code == 401
        assert client.get(address, HTTP_AUTHORIZATION="Bearer nonsense").status_code == 401
        assert client.get(address, **token(other)).status_code == 401
        assert client.get(address, **token(scope, days=-2)).status_code == 401
        assert client.get(address, **token(scope)).status_code == 200
    from citycompact.web.decisions.models import Export

    taken = set(Export.objects.values_list("file", "token", "by"))
    assert taken == {("last-year-without-homes.zip", "t", None), ("last-year-oneroster.zip", "t", None)}


def test_homes_and_families_come_with_their_own_scope_alone(client):
    address = "/api/v1/rounds/last-year/package"
    heads = {}
    for scope in ("package", "whole_package"):
        with zipfile.ZipFile(io.BytesIO(client.get(address, **token(scope)).content)) as archive:
            heads[scope] = set(pl.read_parquet(io.BytesIO(archive.read("applicants.parquet"))).columns)
    private = {"family_id", "latitude", "longitude"}
    assert heads["package"] & private == set()
    assert heads["whole_package"] - heads["package"] == private
    placements = client.get("/api/v1/rounds/last-year/oneroster", **token("placements")).content
    with zipfile.ZipFile(io.BytesIO(placements)) as archive:
        assert b"atitude" not in b"".join(archive.read(name) for name in archive.namelist())


def test_placed_students_come_as_oneroster_that_our_own_importer_reads(client, tmp_path):
    from citycompact.importers.oneroster import import_export
    from citycompact.web.enrollment.models import Outcome, Round

    content = client.get("/api/v1/rounds/last-year/oneroster", **token("placements")).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    placed = Outcome.objects.filter(
        attempt=Round.objects.get(pk="last-year").published, program__isnull=False
    )
    city = import_export(tmp_path, datetime.date(2027, 10, 1)).city
    leaving = placed.filter(program__grade="12").count()
    assert city.table("applicants").height == placed.count() - leaving
    assert set(city.table("schools")["school_id"]) == set(placed.values_list("program__school_id", flat=True))


def test_nothing_is_exported_before_it_is_published(client):
    assert client.get("/api/v1/rounds/main/oneroster", **token("placements")).status_code == 404


def test_a_token_is_shown_once_and_only_its_hash_is_kept(signed_in):
    import re

    from citycompact.web.api.models import ApiToken

    office = signed_in("office")
    day = (timezone.localdate() + datetime.timedelta(days=30)).isoformat()
    data = {"name": "charter SIS", "scopes": ["placements"], "expires_on": day}
    secret = re.search(r"cc_[\w-]{20,}", office.post("/office/tokens/", data).content.decode())[0]
    made = ApiToken.objects.get(name="charter SIS")
    assert secret not in str(made.__dict__)
    assert secret not in office.get("/office/tokens/").content.decode()
    headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    assert Client().get("/api/v1/rounds/last-year/oneroster", **headers).status_code == 200
    office.post("/office/tokens/", {"end": made.pk})
    assert Client().get("/api/v1/rounds/last-year/oneroster", **headers).status_code == 401


def test_the_description_is_openapi_3_1(client):
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert {"/api/v1/schools", "/api/v1/rounds/{round_id}/oneroster"} <= set(described["paths"])


@pytest.fixture
def one_connection(monkeypatch):
    """Keep the test's own transaction open between requests, as Django's test client does."""
    from django.db import connection

    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


def test_schemathesis_finds_nothing(client, one_connection):
    """Generated requests, also nonsense ones: every answer is one that the description promises."""
    import schemathesis
    from django.core.wsgi import get_wsgi_application
    from hypothesis import HealthCheck, given, settings

    schema = schemathesis.openapi.from_dict(client.get("/api/v1/openapi.json").json())
    schema.app = get_wsgi_application()
    headers = {"Authorization": token("package", "placements")["HTTP_AUTHORIZATION"], "Host": "localhost"}
    checked = 0
    for result in schema.get_all_operations():
        operation = result.ok()

        @given(case=operation.as_strategy())
        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        def run(case):
            response = case.call(headers=headers)
            assert response.status_code < 500, case
            case.validate_response(response)

        run()
        checked += 1
    assert checked >= 6
