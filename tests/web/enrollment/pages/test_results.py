"""Receipts and results, as a family reads them."""

from __future__ import annotations

import pgtrigger
import pytest

from applying import add, new_application, programs, says, send

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
    assert "03 14 15 26 35 49|" + application.child_id in page


def test_a_child_without_a_seat_is_not_told_to_register(signed_in, family, monkeypatch):
    from citycompact.web.enrollment.models import Application, Guardian, Outcome, Round
    from citycompact.web.enrollment.pages import results

    # Everybody has a seat in the small city, so one is taken away past the published root.
    monkeypatch.setattr(results, "proved", lambda outcomes, _root: outcomes)

    run = Round.objects.get(pk="last-year").published
    outcome = Outcome.objects.filter(attempt=run).exclude(child__guardians__user=family).first()
    with pgtrigger.ignore("enrollment.Outcome:kept_as_it_was_given"):
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


def test_families_have_their_receipt_from_the_freeze_on(signed_in, closed, application, tmp_path, capsys):
    """The first half leads to the published root, is read from what was frozen, and stays in the whole."""
    import json

    from citycompact.record import verify
    from citycompact.record.merkle import leaf_hash, parent
    from citycompact.web.decisions import steps
    from citycompact.web.decisions.running import run_attempt
    from citycompact.web.enrollment.models import Application, Sealed
    from web_draws import enter_the_draw

    client, office = signed_in("family"), signed_in("office")
    address = f"/family/application/{application.pk}/receipt.json"
    assert client.get(address).status_code == 404
    assert address not in client.get("/family/").content.decode()
    office.post("/decisions/match/main/freeze/")
    assert address in client.get("/family/").content.decode()
    assert address in client.get(f"/family/application/{application.pk}/receipt/").content.decode()
    # What changes after the freeze changes nothing of it.
    says(application, zone="nowhere")
    first = client.get(address).json()
    assert json.loads(first["record"])["applicant"] == application.child_id
    node = leaf_hash(bytes.fromhex(first["salt"]) + first["record"].encode())
    for side, other in first["path"]:
        node = parent(bytes.fromhex(other), node) if side == "left" else parent(node, bytes.fromhex(other))
    root = closed.decision.steps.last().commitment["applications_root"]
    assert node.hex() == first["applications_root"] == root
    (tmp_path / "receipt.json").write_text(json.dumps(first))
    (tmp_path / "commitment.json").write_text(json.dumps(closed.decision.steps.last().commitment))
    given = ["--bundle", tmp_path, "--receipt", tmp_path / "receipt.json"]
    words = [str(word) for word in (*given, "--commitment", tmp_path / "commitment.json")]
    assert verify.main(words) == 3
    assert "NOT VERIFIED" not in capsys.readouterr().out
    submitted = Application.objects.filter(round="main", state="submitted").count()
    assert Sealed.objects.filter(freeze=closed.decision.steps.last()).count() == submitted
    assert client.get(f"/family/application/{10**6}/receipt.json").status_code == 404
    enter_the_draw(office)
    run_attempt(closed.decision.attempts.get().pk)
    assert client.get(address).json() == first
    from citycompact.web.decisions.proposals import give_verdict
    from citycompact.web.site.models import User

    for email in ("district@demo.example", "charter@demo.example"):
        give_verdict(closed.decision.proposals.get(to_state="approved"), User.objects.get(email=email), True)
    steps.publish(closed.decision, None)
    whole = client.get(address).json()
    assert first.items() <= whole.items()
    assert {"result", "result_path", "results_root"} <= whole.keys()


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
    code = verify.main(["--bundle", str(tmp_path / "round" / "audit"), "--receipt", str(path)])
    said = capsys.readouterr().out
    # Nothing but the bundle itself was given, so it is consistent and not proved.
    assert code == 3, said
    outcome = Outcome.objects.get(attempt=run, child=application.child)
    assert (outcome.program_id or "no seat") in said
    assert json.loads(path.read_text())["format"] == "citycompact receipt 2"
