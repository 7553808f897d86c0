"""Receipts and results, as a family reads them."""

from __future__ import annotations

import pytest

from applying import add, new_application, programs, send

pytestmark = pytest.mark.django_db


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
