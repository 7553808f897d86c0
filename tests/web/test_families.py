"""The family's path, page by page, without a browser."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def new_application(client, **more):
    """Add a child and return its application."""
    from citycompact.web.enrollment.models import Application

    data = {"given_name": "Nina", "family_name": "Delgado", "birth_date": "2021-05-01", "grade": "K", **more}
    response = client.post("/family/add/", data)
    assert response.status_code == 302, response.content.decode()[-2000:]
    return Application.objects.latest("pk")


def programs(grade="K"):
    from citycompact.web.city.models import Program

    return list(Program.objects.filter(grade=grade).values_list("pk", flat=True))


def add(client, application, *ids):
    for name in ids:
        client.post(f"/family/application/{application.pk}/choices/add/", {"program": name})
    application.refresh_from_db()


def send(client, application, once=None):
    return client.post(f"/family/application/{application.pk}/send/", {"once": str(once or uuid.uuid4())})


def test_a_child_of_the_family_is_known_as_a_sibling(signed_in, application):
    client = signed_in("family")
    new = new_application(client)
    assert new.child.family_id == application.child.family_id
    assert new.child.applicant_id != application.child_id
    page = client.get(f"/family/application/{new.pk}/claims/").content.decode()
    assert str(application.child) in page


def test_only_what_the_rulebook_needs_is_asked(signed_in, application):
    from citycompact.enrollment import EnrollmentRules
    from citycompact.web.enrollment.rows import asked

    names = [
        step.name
        for step in __import__("citycompact.web.enrollment.drafts", fromlist=["steps"]).steps(
            asked(application.round)
        )
    ]
    assert names == ["child", "home", "school", "claims", "facts", "choices", "review"]
    from citycompact.enrollment.questions import questions

    plain = questions(EnrollmentRules())
    assert (plain.address, plain.current_school, plain.facts, plain.claims, plain.siblings) == (
        False,
        False,
        (),
        {},
        False,
    )


def test_an_address_becomes_a_place_and_a_zone(signed_in, application):
    from citycompact.web.city.models import City

    client = signed_in("family")
    street = City.objects.get().streets[0][0]
    client.post(f"/family/application/{application.pk}/home/", {"address": f"500 {street}"})
    application.child.refresh_from_db()
    assert application.child.latitude is not None
    page = client.get(f"/family/application/{application.pk}/home/").content.decode()
    assert (application.child.zone or "Found on the map") in page or application.child.zone is None
    client.post(f"/family/application/{application.pk}/home/", {"address": "1 Nowhere Road"})
    application.child.refresh_from_db()
    assert application.child.zone is None
    assert (
        "We could not find this address yet"
        in client.get(f"/family/application/{application.pk}/home/").content.decode()
    )


def test_a_draft_saves_itself_as_it_is_typed(signed_in, application):
    client = signed_in("family")
    response = client.post(
        f"/family/application/{application.pk}/home/autosave/", {"address": "77 Half typed"}
    )
    assert "Saved at" in response.content.decode()
    application.child.refresh_from_db()
    assert application.child.address == "77 Half typed"


def test_choices_are_added_moved_removed_and_dragged(signed_in):
    client = signed_in("family")
    application = new_application(client)
    a, b, c = programs()[:3]
    add(client, application, a, b, c, a)
    assert application.draft_choices == [a, b, c]
    move = f"/family/application/{application.pk}/choices/move/"
    client.post(move, {"program": c, "move": "up"})
    client.post(move, {"program": a, "move": "up"})
    application.refresh_from_db()
    assert application.draft_choices == [a, c, b]
    client.post(f"/family/application/{application.pk}/choices/order/", {"order": [b, a, c]})
    application.refresh_from_db()
    assert application.draft_choices == [b, a, c]
    # An order that loses or invents a program is not taken.
    client.post(f"/family/application/{application.pk}/choices/order/", {"order": [b, a]})
    client.post(move, {"program": a, "move": "remove"})
    application.refresh_from_db()
    assert application.draft_choices == [b, c]


def test_a_program_of_another_grade_and_one_too_many_are_not_added(signed_in):
    client = signed_in("family")
    application = new_application(client)
    add(client, application, programs("9")[0])
    assert application.draft_choices == []
    add(client, application, *programs()[:14])
    assert len(application.draft_choices) == min(12, len(programs()))


def test_sending_gives_a_receipt_by_page_mail_and_pdf(signed_in, family):
    from citycompact.web.outbox.models import Message

    client = signed_in("family")
    application = new_application(client)
    add(client, application, *programs()[:2])
    assert send(client, application).status_code == 302
    page = client.get(f"/family/application/{application.pk}/receipt/").content.decode()
    version = application.versions.get()
    assert version.sha256 in page
    assert application.child_id in page
    assert client.get(f"/family/application/{application.pk}/receipt.pdf").content.startswith(b"%PDF-")
    message = Message.objects.get(key=f"receipt:{version.pk}:{family.pk}:email")
    assert version.sha256 in message.body
    assert message.pdf_name == "receipt.pdf"


def test_the_same_form_sent_twice_is_one_version(signed_in):
    client = signed_in("family")
    application = new_application(client)
    add(client, application, *programs()[:2])
    once = uuid.uuid4()
    send(client, application, once)
    send(client, application, once)
    assert application.versions.count() == 1


def test_every_submitted_version_is_kept_and_the_last_one_counts(signed_in):
    client = signed_in("family")
    application = new_application(client)
    a, b = programs()[:2]
    add(client, application, a)
    send(client, application)
    add(client, application, b)
    send(client, application)
    assert [v.content["choices"] for v in application.versions.all()] == [[a], [a, b]]
    assert list(application.choices.values_list("program_id", flat=True)) == [a, b]


def test_an_empty_list_is_not_sent_and_warnings_hold_nothing_up(signed_in):
    client = signed_in("family")
    application = new_application(client)
    send(client, application)
    assert application.versions.count() == 0
    assert (
        b"Choose at least one school." in client.get(f"/family/application/{application.pk}/review/").content
    )
    add(client, application, programs()[0])
    assert (
        b"More choices never lower the chance"
        in client.get(f"/family/application/{application.pk}/choices/").content
    )
    send(client, application)
    assert application.versions.count() == 1


def test_withdrawing_and_sending_again_keeps_the_number(signed_in):
    client = signed_in("family")
    application = new_application(client)
    add(client, application, programs()[0])
    send(client, application)
    name = application.child_id
    client.post(f"/family/application/{application.pk}/withdraw/")
    application.refresh_from_db()
    assert (application.state, application.choices.count()) == ("withdrawn", 0)
    send(client, application)
    application.refresh_from_db()
    # The lottery number is SHA-256 of the seed and this id, which nothing changes.
    assert (application.state, application.child_id, application.versions.count()) == ("submitted", name, 2)


def test_after_the_deadline_nothing_changes(signed_in, application, closed):
    client = signed_in("family")
    before = application.versions.count()
    send(client, application)
    assert application.versions.count() == before
    number = application.pk
    for path in (
        f"/family/application/{number}/choices/add/",
        f"/family/application/{number}/home/autosave/",
        f"/family/application/{number}/home/",
    ):
        assert client.post(path, {"program": "x", "address": "y"}).status_code == 403
    assert b"The round is closed" in client.get(f"/family/application/{number}/choices/").content


def test_the_deadline_is_the_citys_own_clock(signed_in, round_):
    from zoneinfo import ZoneInfo

    round_.closes_at = datetime.datetime(2027, 2, 12, 23, 59, tzinfo=ZoneInfo("America/New_York"))
    round_.save()
    assert b"Feb. 12, 2027, 11:59 p.m." in signed_in("family").get("/family/").content
    just_before = datetime.datetime(2027, 2, 13, 4, 58, 59, tzinfo=datetime.UTC)
    assert round_.takes_applications(just_before)
    assert not round_.takes_applications(just_before + datetime.timedelta(seconds=1))


def test_a_new_grade_clears_the_choices(signed_in):
    client = signed_in("family")
    application = new_application(client)
    add(client, application, programs()[0])
    child = application.child
    data = {"given_name": child.given_name, "family_name": "D", "birth_date": "2016-05-01", "grade": "6"}
    client.post(f"/family/application/{application.pk}/child/", data)
    application.refresh_from_db()
    assert (application.grade, application.draft_choices) == ("6", [])


def test_facts_are_asked_with_the_reason_and_kept(signed_in, application):
    client = signed_in("family")
    page = client.get(f"/family/application/{application.pk}/facts/").content.decode()
    assert "Some seats are set aside for families with less" in page
    client.post(f"/family/application/{application.pk}/facts/", {"low_income": "on"})
    application.child.refresh_from_db()
    assert application.child.facts["low_income"] is True
    assert application.child.facts["english_learner"] is False


def test_a_claim_takes_documents_by_content_and_size(signed_in, application):
    from citycompact.web.city.models import School

    client = signed_in("family")
    school = School.objects.first()
    client.post(f"/family/application/{application.pk}/claims/", {"claim-staff_child": school.pk})
    claim = application.child.claims.get(claim="staff_child")
    upload = f"/family/application/{application.pk}/claims/{claim.pk}/upload/"
    client.post(upload, {"document": SimpleUploadedFile("proof.png", PNG, "image/png")})
    client.post(upload, {"document": SimpleUploadedFile("proof.png", b"<script>", "image/png")})
    client.post(upload, {"document": SimpleUploadedFile("big.pdf", b"%PDF-" + b"0" * 8_000_001)})
    document = claim.documents.get()
    response = client.get(f"/family/document/{document.pk}/")
    assert b"".join(response.streaming_content) == PNG
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]


def test_results_say_what_happened_and_why(signed_in, family):
    from citycompact.web.enrollment.models import Application, Outcome

    application = Application.objects.get(child__guardians__user=family, round="last-year")
    outcome = Outcome.objects.get(child=application.child)
    page = signed_in("family").get(f"/family/application/{application.pk}/results/").content.decode()
    assert outcome.lottery_number in page
    for row in outcome.missed:
        assert row["program_name"].split(",")[0].replace("'", "&#x27;") in page
    assert "3 14 15 92 65 35|" + application.child_id in page


def test_a_child_without_a_seat_is_not_told_to_register(signed_in, family):
    from citycompact.web.enrollment.models import Application, Guardian, Outcome, Round

    run = Round.objects.get(pk="last-year").published
    outcome = Outcome.objects.filter(attempt=run).exclude(child__guardians__user=family).first()
    Outcome.objects.filter(pk=outcome.pk).update(program=None, program_name=None, choice_rank=None)
    Guardian.objects.create(child=outcome.child, user=family, kind=Guardian.Kind.OWNER)
    application = Application.objects.get(child=outcome.child, round="last-year")
    page = signed_in("family").get(f"/family/application/{application.pk}/results/").content.decode()
    assert "You do not have a seat from this round." in page
    assert "Register at the school" not in page
    assert "write to you about registration" not in page


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_result_says_what_was_published_and_what_the_letter_says(signed_in, family, tmp_path, language):
    """Programs are renamed and rules get other labels later;
    what a family was told stays what it was told."""
    import html

    from citycompact.enrollment import say_lottery, say_reasons, say_seat
    from citycompact.record.match.finished_folder import FinishedFolder
    from citycompact.web.city.models import Program, School
    from citycompact.web.decisions.folders import KeptFolder
    from citycompact.web.enrollment.models import Application, Guardian, Outcome, Round
    from citycompact.web.rulebooks.models import RulebookVersion

    run = Round.objects.get(pk="last-year").published
    outcome = Outcome.objects.filter(attempt=run, program__isnull=False).exclude(missed=[]).first()
    Guardian.objects.create(child=outcome.child, user=family, kind=Guardian.Kind.OWNER)
    application = Application.objects.get(child=outcome.child, round="last-year")
    KeptFolder.unpack(run.folder, tmp_path / "round")
    told = FinishedFolder(tmp_path / "round").outcome(application.child_id, language)
    School.objects.update(name="Renamed School")
    Program.objects.update(name="Renamed program")
    RulebookVersion.objects.filter(pk=run.rulebook_id).update(
        text=run.rulebook.text.replace("labels", "labels_gone")
    )
    client = signed_in("family")
    client.post("/language/", {"language": language, "next": "/family/"})
    page = html.unescape(client.get(f"/family/application/{application.pk}/results/").content.decode())
    assert "Renamed" not in page
    why = [reason for row in told.missed for reason in say_reasons(row, told, language)]
    assert why
    for reason in why:
        assert reason in page
    assert say_seat(told, language) in page
    assert all(line in page for line in say_lottery(told, language))
    assert all(row["program_name"] in page for row in told.missed)


def test_the_receipt_of_a_published_round_is_checked_by_the_verifier(signed_in, family, tmp_path, capsys):
    import json

    from citycompact.record import verify
    from citycompact.web.decisions.folders import KeptFolder
    from citycompact.web.enrollment.models import Application, Outcome

    application = Application.objects.get(child__guardians__user=family, round="last-year")
    run = application.round.published
    KeptFolder.unpack(run.folder, tmp_path / "round")
    path = tmp_path / "receipt.json"
    path.write_bytes(signed_in("family").get(f"/family/application/{application.pk}/receipt.json").content)
    report = verify.Report()
    said = verify.check_receipt(path, verify.Bundle(tmp_path / "round" / "audit"), report)
    assert report.differences == []
    outcome = Outcome.objects.get(attempt=run, child=application.child)
    assert (f"program {outcome.program_id}." if outcome.program_id else "no seat") in said
    assert json.loads(path.read_text())["format"] == "citycompact receipt 2"


def test_a_helper_sees_the_application_until_the_access_is_taken_back(signed_in, application):
    from django.test import Client

    from citycompact.web.enrollment.models import Guardian
    from citycompact.web.site.models import User

    client = signed_in("family")
    helper = User.objects.create_user("counselor@demo.example")
    client.post(f"/family/child/{application.child_id}/share/", {"email": "Counselor@demo.example"})
    guardian = Guardian.objects.get(invited_email="counselor@demo.example")
    other = Client()
    other.force_login(User.objects.create_user("somebody@demo.example"))
    assert other.post(f"/family/accept/{guardian.token}/").status_code == 404
    theirs = Client()
    theirs.force_login(helper)
    assert theirs.get(f"/family/application/{application.pk}/child/").status_code == 404
    theirs.post(f"/family/accept/{guardian.token}/")
    assert theirs.get(f"/family/application/{application.pk}/child/").status_code == 200
    assert theirs.get(f"/family/child/{application.child_id}/share/").status_code == 403
    client.post(f"/family/child/{application.child_id}/share/", {"remove": guardian.pk})
    assert theirs.get(f"/family/application/{application.pk}/child/").status_code == 404


def test_signing_in_by_code_goes_through_the_outbox(client):
    from citycompact.web.outbox.models import Message

    client.post("/account/login/code/", {"email": "parent@demo.example"})
    message = Message.objects.get(key__startswith="now:", recipient="parent@demo.example")
    assert message.state == "sent"
    assert len(mail.outbox) == 1
    assert timezone.now() - message.sent_at < datetime.timedelta(minutes=1)


def test_a_code_for_an_unknown_address_tells_nobody_whether_it_is_known(client):
    known = client.post("/account/login/code/", {"email": "parent@demo.example"})
    unknown = client.post("/account/login/code/", {"email": "nobody@demo.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_the_guaranteed_seat_a_family_sees_is_the_one_the_match_knows(round_):
    from citycompact.enrollment.guarantees import guaranteed_programs
    from citycompact.enrollment.roster import Roster
    from citycompact.web.enrollment.drafts import guaranteed_program
    from citycompact.web.enrollment.models import Application
    from citycompact.web.enrollment.rows import city_package

    rules = round_.rulebook.rules()
    package = city_package(round_, rules)
    roster = Roster.of(package)
    rights = guaranteed_programs(package, rules, roster)
    sure = {
        a: roster.programs["program_id"][int(p)] if p >= 0 else None
        for a, p in zip(roster.applicants["applicant_id"], rights, strict=True)
    }
    shown = {}
    for application in Application.objects.filter(round=round_, child__in=list(sure)[:40]):
        program = guaranteed_program(application, rules)
        shown[application.child_id] = program.pk if program else None
    assert shown == {child: sure[child] for child in shown}
    assert any(shown.values())
    assert not all(shown.values())
