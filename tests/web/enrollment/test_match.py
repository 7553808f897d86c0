"""A round of enrollment, from freeze to publication; and what stops it."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.db import IntegrityError, transaction

from web_draws import OTHER_SEED, SEED, enter_the_draw

pytestmark = pytest.mark.django_db


def run_official(signed_in, round_, seed=SEED):
    """Freeze, enter the seed, and do the worker's job in this process."""
    from citycompact.web.decisions.running import run_attempt

    office = signed_in("office")
    office.post(f"/decisions/match/{round_.pk}/freeze/")
    enter_the_draw(office, round_.pk, seed)
    run = round_.decision.attempts.get(official=True)
    run_attempt(run.pk)
    return fresh(run)


def fresh(row):
    """The row as the database has it now."""
    return type(row)._base_manager.get(pk=row.pk)


def test_an_open_round_is_not_frozen_and_the_page_says_why(signed_in, round_):
    page = signed_in("office").post(f"/decisions/match/{round_.pk}/freeze/", follow=True).content.decode()
    assert "The round is still open for families." in page
    assert fresh(round_).state == "open"


def test_a_rulebook_without_a_sectors_signature_blocks(signed_in, closed):
    from citycompact.web.rulebooks.models import RulebookSignature

    RulebookSignature.objects.filter(sector="charter", section="enrollment").delete()
    page = signed_in("office").post(f"/decisions/match/{closed.pk}/freeze/", follow=True).content.decode()
    assert "The charter sector has not signed the section [enrollment]." in page
    assert "[compact]" not in page


def test_the_button_of_the_freeze_says_that_the_commitment_is_published(signed_in, closed):
    client = signed_in("office")
    page = client.get(f"/decisions/match/{closed.pk}/work/").content.decode()
    assert "Freeze and publish the commitment" in page
    client.cookies["django_language"] = "es"
    assert (
        "Congelar y publicar el compromiso"
        in client.get(f"/decisions/match/{closed.pk}/work/").content.decode()
    )


def test_waiting_claims_and_unapproved_seats_are_named(signed_in, closed):
    from citycompact.web.city.models import Program

    Program.objects.filter(school__operator_id="district").update(seats_approved_at=None)
    page = signed_in("office").get(f"/decisions/match/{closed.pk}/work/").content.decode()
    assert "Seats are not approved by: Port Ellery Public Schools." in page


def test_the_seed_cannot_come_before_the_commitment(signed_in, closed):
    office = signed_in("office")
    page = office.post(
        f"/decisions/match/{closed.pk}/draw/", {"seed": "x", "source": "y"}, follow=True
    ).content.decode()
    assert "The commitment has to be published before the seed is drawn." in page
    assert not closed.decision.attempts.exists()


def test_the_whole_path(signed_in, closed, family):
    from citycompact.web.enrollment.match import tell_families
    from citycompact.web.enrollment.models import Outcome
    from citycompact.web.outbox.models import Message

    run = run_official(signed_in, closed)
    assert run.state == "done", run.error
    assert run.certificate_holds
    closed = fresh(closed)
    assert closed.state == "frozen"
    # Anybody can read the commitment; nobody can read a result that is not published.
    assert (
        signed_in("school").get(f"/decisions/match/{closed.pk}/commitment.json").json() == closed.commitment
    )
    assert closed.published is None
    proposal = closed.decision.proposals.get(to_state="approved")
    office, district, charter = (
        signed_in(key) for key in ("office", "approver-district", "approver-charter")
    )
    assert (
        b"by a person of its own: district, charter."
        in office.post(f"/decisions/match/{closed.pk}/publish/", follow=True).content
    )
    district.post(f"/decisions/proposal/{proposal.pk}/", {"word": "approve"})
    assert (
        b"You have approved this run already"
        in district.post(f"/decisions/proposal/{proposal.pk}/", {"word": "approve"}, follow=True).content
    )
    assert (
        b"by a person of its own: charter."
        in office.post(f"/decisions/match/{closed.pk}/publish/", follow=True).content
    )
    charter.post(f"/decisions/proposal/{proposal.pk}/", {"word": "approve"})
    office.post(f"/decisions/match/{closed.pk}/publish/")
    closed = fresh(closed)
    assert (closed.state, closed.published) == ("published", run)
    assert (
        Outcome.objects.filter(attempt=run).count() == closed.applications.filter(state="submitted").count()
    )
    for _ in range(2):
        tell_families(closed.decision)
    mine = closed.applications.get(child__guardians__user=family).child_id
    assert Message.objects.filter(user=family, key__startswith=f"results:{closed.pk}:").count() == 1
    assert Message.objects.filter(key=f"results:{closed.pk}:{mine}:{family.pk}:email").exists()


def test_nobody_is_made_approver_of_two_sectors():
    from citycompact.web.site.models import StaffRole, User

    both = User.objects.get(email="district@demo.example")
    with pytest.raises(IntegrityError, match="nobody_stands_for_two_sectors"), transaction.atomic():
        StaffRole.objects.create(user=both, role="approver", sector="charter")
    StaffRole.objects.create(user=both, role="auditor")


def test_the_sites_match_and_the_command_lines_on_the_exported_package_are_byte_identical(
    signed_in, closed, tmp_path, monkeypatch
):
    from typer.testing import CliRunner

    from citycompact.cli import app
    from citycompact.web.decisions.folders import KeptFolder

    run = run_official(signed_in, closed)
    why = {"reason": "to compute the match again"}
    exported = signed_in("auditor").post(f"/decisions/match/{closed.pk}/package.zip", why).content
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        archive.extractall(tmp_path / "city")
    (tmp_path / "commitment.json").write_text(
        json.dumps(closed.__class__.objects.get(pk=closed.pk).commitment)
    )
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-03-12T10:00")
    done = CliRunner().invoke(
        app,
        [
            "match",
            str(tmp_path / "city"),
            "--seed",
            run.seed,
            "--seed-source",
            run.seed_source,
            "--out",
            str(tmp_path / "cli"),
            "--commitment",
            str(tmp_path / "commitment.json"),
        ],
    )
    assert done.exit_code == 0, done.output
    KeptFolder.unpack(run.folder, tmp_path / "site")
    files = sorted(p.relative_to(tmp_path / "cli") for p in (tmp_path / "cli").rglob("*") if p.is_file())
    assert files == sorted(
        p.relative_to(tmp_path / "site") for p in (tmp_path / "site").rglob("*") if p.is_file()
    )
    for name in files:
        assert (tmp_path / "cli" / name).read_bytes() == (tmp_path / "site" / name).read_bytes(), name


def test_a_run_that_dies_leaves_nothing_and_gives_the_same_result_when_run_again(
    signed_in, closed, monkeypatch
):
    from citycompact.web.decisions import running
    from citycompact.web.enrollment.models import Outcome

    office = signed_in("office")
    office.post(f"/decisions/match/{closed.pk}/freeze/")
    enter_the_draw(office)
    run = closed.decision.attempts.get(official=True)
    keep = running.KeptFolder.keep

    def power_cut(*kept):
        keep(*kept)
        raise SystemExit("power cut")

    monkeypatch.setattr(running.KeptFolder, "keep", power_cut)
    with pytest.raises(SystemExit):
        running.run_attempt(run.pk)
    run = fresh(run)
    assert (run.state, Outcome.objects.filter(attempt=run).count()) == ("running", 0)
    monkeypatch.setattr(running.KeptFolder, "keep", keep)
    running.run_attempt(run.pk)
    run = fresh(run)
    first = run.record["result_sha256"]
    assert run.state == "done"
    # A job that is delivered twice changes nothing.
    running.run_attempt(run.pk)
    assert Outcome.objects.filter(attempt=run).count() > 0
    what_if = running.Attempt.objects.create(
        decision=run.decision,
        freeze=run.freeze,
        official=False,
        rulebook=run.rulebook,
        seed=SEED,
        seed_source="x",
    )
    running.run_attempt(what_if.pk)
    what_if = fresh(what_if)
    assert what_if.record["result_sha256"] == first


def test_what_changes_after_the_freeze_changes_nothing_of_the_run(signed_in, closed):
    from citycompact.web.decisions.running import run_attempt
    from citycompact.web.enrollment.models import Choice

    office = signed_in("office")
    office.post(f"/decisions/match/{closed.pk}/freeze/")
    Choice.objects.filter(application__round=closed).delete()
    enter_the_draw(office)
    run = closed.decision.attempts.get(official=True)
    run_attempt(run.pk)
    run = fresh(run)
    assert run.state == "done", run.error
    assert run.outcomes.exclude(program=None).exists()


def test_the_seed_is_drawn_once(signed_in, closed):
    run_official(signed_in, closed)
    page = signed_in("office").post(
        f"/decisions/match/{closed.pk}/draw/", {"seed": OTHER_SEED, "source": "x"}, follow=True
    )
    assert b"is never drawn twice" in page.content
    assert closed.decision.attempts.filter(official=True).count() == 1


def test_a_message_stands_with_its_job_or_not_at_all(signed_in, closed, family, monkeypatch):
    """A worker that dies between the two would leave a message that nobody ever sends."""
    from citycompact.web.enrollment.match import tell_families
    from citycompact.web.outbox import sending
    from citycompact.web.outbox.models import Message

    published = closed.__class__.objects.get(pk="last-year").decision
    Message.objects.filter(key__startswith="results:last-year:").delete()

    def power_cut(**_):
        raise SystemExit("power cut")

    queue = sending.send_message.defer
    monkeypatch.setattr(sending.send_message, "defer", power_cut)
    with pytest.raises(SystemExit):
        tell_families(published)
    assert not Message.objects.filter(key__startswith="results:last-year:").exists()
    monkeypatch.setattr(sending.send_message, "defer", queue)
    tell_families(published)
    assert Message.objects.filter(user=family, key__startswith="results:last-year:").exists()
