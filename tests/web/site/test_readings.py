"""Who read what of children, and who took which file, stands in the trail; what was searched for does not."""

from __future__ import annotations

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from citycompact.web.declarations import about_children, for_staff, reading_children
from citycompact.web.site.models import Reading
from citycompact.web.site.trail import events

pytestmark = pytest.mark.django_db


def readings():
    return list(events(kind="reading", limit=50))


def test_a_clerk_who_looks_children_up_is_in_the_trail_with_whom_he_was_shown(signed_in, application):
    child = application.child
    signed_in("office").post("/office/applications/", {"q": child.family_name}, follow=True)
    (event,) = readings()
    assert (event["email"], event["route"], event["label"]) == (
        "office@demo.example",
        "enrollment:applications",
        "read",
    )
    assert child.pk in event["content"]["children"]
    assert child.family_name not in str(event), "what was searched for is somebody's name"
    assert [e["event_id"] for e in events(kind="reading", child=child.pk)] == [event["event_id"]]
    assert not list(events(kind="reading", child="C-NOBODY"))


def test_a_claim_names_its_child_and_a_claim_of_others_names_none(signed_in):
    from citycompact.web.enrollment.models import Claim
    from citycompact.web.site.models import StaffRole

    mine = StaffRole.objects.get(user__email="secretary@demo.example").school
    claim = Claim.objects.filter(school=mine).first()
    client = signed_in("school")
    assert client.get("/schools/claims/99999999/").status_code == 404
    assert not readings()
    client.get(f"/schools/claims/{claim.pk}/")
    (event,) = readings()
    assert (event["object"], event["content"]["address"]) == (claim.child_id, {"number": str(claim.pk)})


def test_a_file_that_is_taken_stands_there_with_its_hash(signed_in):
    answer = signed_in("school").get("/schools/export/claims.csv")
    (event,) = readings()
    assert (event["label"], event["content"]["file"]) == ("export", "claims.csv")
    assert event["content"]["sha256"] == hashlib.sha256(answer.content).hexdigest()
    signed_in("office").get("/tables/schools/export.xlsx")
    assert readings()[0]["content"]["file"] == "schools.xlsx"
    b"".join(signed_in("auditor").get("/office/trail.csv").streaming_content)
    assert [e["content"]["file"] for e in readings()] == ["trail.csv", "schools.xlsx", "claims.csv"]


def test_what_another_system_takes_stands_there_with_its_token(client, signed_in, round_):
    from citycompact.web.api.models import ApiToken

    secret = ApiToken.new_secret()
    ApiToken.objects.create(
        name="district SIS", sha256=ApiToken.hash_of(secret), scopes=["package"], expires_on="2099-01-01"
    )
    path = f"/api/v1/rounds/{round_.pk}/package"
    assert client.get(path).status_code == 401
    assert not readings()
    answer = client.get(path, headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    (event,) = readings()
    assert "district SIS" in event["token"]
    assert event["content"]["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert secret not in str(event)
    assert "district SIS" in signed_in("auditor").get("/office/trail/?kind=reading").content.decode()


def test_a_family_that_reads_of_its_own_children_is_not_written_down(signed_in, application):
    client = signed_in("family")
    for path in ("/family/", f"/family/application/{application.pk}/child/", "/family/my-data/"):
        assert client.get(path).status_code == 200
    assert not readings()


def test_pages_about_nobody_and_pages_refused_are_not_readings(signed_in):
    for who, path in (
        ("office", "/office/"),
        ("office", "/tables/schools/"),
        ("family", "/office/applications/"),
        ("steward", "/compact/"),
    ):
        signed_in(who).get(path)
    assert not readings()


def test_noting_a_reading_is_one_statement(signed_in):
    client = signed_in("office")
    client.get("/office/applications/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/office/applications/")
    writing = [q["sql"] for q in queries if Reading._meta.db_table in q["sql"]]
    assert len(writing) == 1


@pytest.mark.parametrize("statement", ["delete from site_reading", "update site_reading set children = '[]'"])
def test_a_reading_cannot_be_taken_back(signed_in, statement):
    from django.db import Error, transaction

    signed_in("office").get("/office/applications/")
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_no_page_of_staff_loads_a_child_unless_its_route_says_so(signed_in, round_):
    """Every page of staff that opens without more is opened by each role, and its queries looked through."""
    from django.urls import NoReverseMatch, reverse

    from citycompact.web.enrollment.duplicates import suggestions

    tables = {model._meta.db_table for model in about_children()}
    named = {f'"{t}"."{c}"' for t in tables for c in ("given_name", "family_name", "address", "birth_date")}
    arguments = (
        {},
        {"kind": "match", "name": round_.pk},
        {"table": "seats"},
        {"table": "schools"},
        {"table": "seats", "ending": "csv"},
    )
    # How many pairs are alike the first page says; names are compared once for each state of them.
    suggestions()
    opened = set()
    for who in ("school", "operator", "office", "approver-district", "steward", "auditor"):
        client = signed_in(who)
        for route in sorted(for_staff() - reading_children()):
            for given in arguments:
                try:
                    path = reverse(route, kwargs=given)
                except NoReverseMatch:
                    continue
                with CaptureQueriesContext(connection) as queries:
                    if client.get(path).status_code == 200:
                        opened.add(route)
                read = [q["sql"] for q in queries if any(name in q["sql"] for name in named)]
                assert not read, f"{route} reads of children: say so in its Route"
    with CaptureQueriesContext(connection) as queries:
        signed_in("office").get("/office/applications/")
    assert any(name in q["sql"] for q in queries for name in named), "of a page of children it is seen"
    assert opened >= {"enrollment:rounds", "tables:table", "tables:export", "compact:desk", "metrics"}
