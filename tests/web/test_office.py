"""The office's path: freeze, commitment, seed, run, two approvals, publication; and what stops it."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.db import IntegrityError, transaction

pytestmark = pytest.mark.django_db


def run_official(signed_in, round_, seed="a public seed"):
    """Freeze, enter the seed, and do the worker's job in this process."""
    from citycompact.web.enrollment.running import run_match

    office = signed_in("office")
    office.post(f"/office/round/{round_.pk}/freeze/")
    office.post(f"/office/round/{round_.pk}/seed/", {"seed": seed, "source": "dice, on video"})
    run = round_.runs.get(official=True)
    run_match(run.pk)
    run.refresh_from_db()
    return run


def test_an_open_round_is_not_frozen_and_the_page_says_why(signed_in, round_):
    page = signed_in("office").post(f"/office/round/{round_.pk}/freeze/", follow=True).content.decode()
    assert "The round is still open for families." in page
    round_.refresh_from_db()
    assert round_.state == "open"


def test_a_rulebook_without_a_sectors_signature_blocks(signed_in, closed):
    from citycompact.web.rulebooks.models import RulebookSignature

    RulebookSignature.objects.filter(sector="charter", section="enrollment").delete()
    page = signed_in("office").post(f"/office/round/{closed.pk}/freeze/", follow=True).content.decode()
    assert "The charter sector has not signed the section [enrollment]." in page
    assert "[compact]" not in page


def test_waiting_claims_and_unapproved_seats_are_named(signed_in, closed):
    from citycompact.web.city.models import Program

    Program.objects.filter(school__operator_id="district").update(seats_approved=False)
    page = signed_in("office").get(f"/office/round/{closed.pk}/").content.decode()
    assert "Seats are not approved by: Port Ellery Public Schools." in page


def test_the_seed_cannot_come_before_the_commitment(signed_in, closed):
    office = signed_in("office")
    page = office.post(
        f"/office/round/{closed.pk}/seed/", {"seed": "x", "source": "y"}, follow=True
    ).content.decode()
    assert "The commitment has to be published before the seed is drawn." in page
    assert not closed.runs.exists()


def test_the_whole_path(signed_in, closed, family):
    from citycompact.web.enrollment.models import Outcome
    from citycompact.web.enrollment.running import tell_families
    from citycompact.web.outbox.models import Message

    run = run_official(signed_in, closed)
    assert run.state == "done", run.error
    assert run.certificate_holds
    closed.refresh_from_db()
    assert closed.state == "frozen"
    # Anybody can read the commitment; nobody can read a result that is not published.
    assert signed_in("school").get(f"/office/round/{closed.pk}/commitment.json").json() == closed.commitment
    assert closed.published_run is None
    office, district, charter = (
        signed_in(key) for key in ("office", "approver-district", "approver-charter")
    )
    assert (
        b"by a person of its own: district, charter."
        in office.post(f"/office/run/{run.pk}/publish/", follow=True).content
    )
    district.post(f"/office/run/{run.pk}/approve/")
    assert (
        b"You have approved this run already"
        in district.post(f"/office/run/{run.pk}/approve/", follow=True).content
    )
    assert (
        b"by a person of its own: charter."
        in office.post(f"/office/run/{run.pk}/publish/", follow=True).content
    )
    charter.post(f"/office/run/{run.pk}/approve/")
    office.post(f"/office/run/{run.pk}/publish/")
    closed.refresh_from_db()
    assert (closed.state, closed.published_run_id) == ("published", run.pk)
    assert Outcome.objects.filter(run=run).count() == closed.applications.filter(state="submitted").count()
    for _ in range(2):
        tell_families(closed.pk)
    mine = closed.applications.get(child__guardians__user=family).child_id
    assert Message.objects.filter(user=family, key__startswith=f"results:{closed.pk}:").count() == 1
    assert Message.objects.filter(key=f"results:{closed.pk}:{mine}:{family.pk}:email").exists()


def test_two_approvers_of_one_sector_are_not_enough(signed_in, closed):
    from citycompact.web.enrollment import round_steps
    from citycompact.web.site.models import StaffRole, User

    run = run_official(signed_in, closed)
    colleague = User.objects.create_user("colleague@demo.example")
    StaffRole.objects.create(user=colleague, role="approver", sector="district")
    round_steps.approve(run, User.objects.get(email="district@demo.example"))
    with pytest.raises(round_steps.NotNow, match="Your sector has approved"):
        round_steps.approve(run, colleague)


def test_nobody_is_made_approver_of_two_sectors():
    from citycompact.web.site.models import StaffRole, User

    both = User.objects.get(email="district@demo.example")
    with pytest.raises(IntegrityError, match="nobody_stands_for_two_sectors"), transaction.atomic():
        StaffRole.objects.create(user=both, role="approver", sector="charter")
    StaffRole.objects.create(user=both, role="auditor")


def test_an_approval_counts_for_the_record_that_it_was_given_on(signed_in, closed):
    from citycompact.web.enrollment import round_steps
    from citycompact.web.site.models import User

    run = run_official(signed_in, closed)
    for email in ("district@demo.example", "charter@demo.example"):
        given = round_steps.approve(run, User.objects.get(email=email))
        assert given.record_sha256 == run.record_sha256
    assert round_steps.missing_approvals(run) == []
    # Whoever can write to the database puts another result in the place of the one that was approved.
    run.record = {**run.record, "results_root": "0" * 64}
    run.save()
    assert round_steps.missing_approvals(run) == ["district", "charter"]
    with pytest.raises(round_steps.NotNow, match="district"):
        round_steps.publish(run)


def test_one_person_who_changes_sides_is_one_person(signed_in, closed):
    from citycompact.web.enrollment import round_steps
    from citycompact.web.site.models import StaffRole, User

    run = run_official(signed_in, closed)
    both = User.objects.get(email="district@demo.example")
    round_steps.approve(run, both)
    StaffRole.objects.filter(user=both, role="approver").update(sector="charter")
    with pytest.raises(round_steps.NotNow, match="somebody else"):
        round_steps.approve(run, both)


def test_those_sectors_that_sign_approve_and_not_any_two(signed_in, closed):
    from citycompact.web.enrollment import round_steps
    from citycompact.web.enrollment.models import Approval
    from citycompact.web.site.models import StaffRole, User

    run = run_official(signed_in, closed)
    district = User.objects.get(email="district@demo.example")
    outsider = User.objects.create_user("partnership@demo.example")
    StaffRole.objects.create(user=outsider, role="approver", sector="partnership")
    with pytest.raises(round_steps.NotNow, match="does not sign these rules"):
        round_steps.approve(run, outsider)
    round_steps.approve(run, district)
    # Even a row that came in some other way does not stand for the charter sector.
    other = {"record_sha256": run.record_sha256}
    Approval.objects.create(run=run, user=outsider, sector="partnership", **other)
    assert round_steps.missing_approvals(run) == ["charter"]
    with pytest.raises(round_steps.NotNow, match="charter"):
        round_steps.publish(run)


def test_a_commitment_of_an_earlier_version_ends_the_run_with_the_way_forward(signed_in, closed):
    from citycompact.web.enrollment.running import run_match

    office = signed_in("office")
    office.post(f"/office/round/{closed.pk}/freeze/")
    closed.refresh_from_db()
    old = {**closed.commitment, "format": "citycompact commitment 1", "rulebook_sha256": "0" * 64}
    del old["section_sha256"]
    type(closed).objects.filter(pk=closed.pk).update(commitment=old)
    office.post(f"/office/round/{closed.pk}/seed/", {"seed": "s", "source": "dice"})
    run = closed.runs.get(official=True)
    run_match(run.pk)
    run.refresh_from_db()
    assert (run.state, "published by an earlier version" in run.error) == ("failed", True)


def test_the_sites_match_and_the_command_lines_on_the_exported_package_are_byte_identical(
    signed_in, closed, tmp_path
):
    from typer.testing import CliRunner

    from citycompact.cli import app
    from citycompact.web.decisions.folders import KeptFolder
    from citycompact.web.enrollment.round_steps import result_name

    run = run_official(signed_in, closed)
    exported = signed_in("auditor").get(f"/office/round/{closed.pk}/package.zip").content
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        archive.extractall(tmp_path / "city")
    (tmp_path / "commitment.json").write_text(
        json.dumps(closed.__class__.objects.get(pk=closed.pk).commitment)
    )
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
    KeptFolder.unpack(result_name(run), tmp_path / "site")
    files = sorted(p.relative_to(tmp_path / "cli") for p in (tmp_path / "cli").rglob("*") if p.is_file())
    assert files == sorted(
        p.relative_to(tmp_path / "site") for p in (tmp_path / "site").rglob("*") if p.is_file()
    )
    for name in files:
        assert (tmp_path / "cli" / name).read_bytes() == (tmp_path / "site" / name).read_bytes(), name


def test_a_run_that_dies_leaves_nothing_and_gives_the_same_result_when_run_again(
    signed_in, closed, monkeypatch
):
    from citycompact.web.enrollment import running
    from citycompact.web.enrollment.models import Outcome

    office = signed_in("office")
    office.post(f"/office/round/{closed.pk}/freeze/")
    office.post(f"/office/round/{closed.pk}/seed/", {"seed": "s", "source": "dice"})
    run = closed.runs.get(official=True)
    keep = running.KeptFolder.keep

    def power_cut(*_):
        raise RuntimeError("power cut")

    monkeypatch.setattr(running.KeptFolder, "keep", power_cut)
    with pytest.raises(RuntimeError):
        running.run_match(run.pk)
    run.refresh_from_db()
    assert (run.state, Outcome.objects.filter(run=run).count()) == ("running", 0)
    monkeypatch.setattr(running.KeptFolder, "keep", keep)
    running.run_match(run.pk)
    run.refresh_from_db()
    first = run.record["result_sha256"]
    assert run.state == "done"
    # A job that is delivered twice changes nothing.
    running.run_match(run.pk)
    assert Outcome.objects.filter(run=run).count() > 0
    what_if = running.Run.objects.create(
        round=run.round, official=False, rulebook=run.rulebook, seed="s", seed_source="x"
    )
    running.run_match(what_if.pk)
    what_if.refresh_from_db()
    assert what_if.record["result_sha256"] == first


def test_what_changes_after_the_freeze_changes_nothing_of_the_run(signed_in, closed):
    from citycompact.web.enrollment.models import Choice
    from citycompact.web.enrollment.running import run_match

    office = signed_in("office")
    office.post(f"/office/round/{closed.pk}/freeze/")
    Choice.objects.filter(application__round=closed).delete()
    office.post(f"/office/round/{closed.pk}/seed/", {"seed": "s", "source": "dice"})
    run = closed.runs.get(official=True)
    run_match(run.pk)
    run.refresh_from_db()
    assert run.state == "done", run.error
    assert run.outcomes.exclude(program=None).exists()


def test_the_seed_is_drawn_once(signed_in, closed):
    run_official(signed_in, closed)
    page = signed_in("office").post(
        f"/office/round/{closed.pk}/seed/", {"seed": "better", "source": "x"}, follow=True
    )
    assert b"cannot be drawn again" in page.content
    assert closed.runs.filter(official=True).count() == 1


def test_a_what_if_run_is_compared_and_cannot_be_published(signed_in, closed):
    from citycompact.web.enrollment import round_steps
    from citycompact.web.enrollment.running import run_match

    official = run_official(signed_in, closed)
    signed_in("office").post(f"/office/round/{closed.pk}/what-if/", {"seed": "another"})
    other = closed.runs.get(official=False)
    run_match(other.pk)
    other.refresh_from_db()
    page = signed_in("auditor").get(f"/office/run/{official.pk}/compare/{other.pk}/").content.decode()
    assert "own lottery number changed" in page
    with pytest.raises(round_steps.NotNow):
        round_steps.publish(other)


def paper(client, **more):
    from citycompact.web.city.models import Program

    data = {
        "channel": "paper",
        "given_name": "Otto",
        "family_name": "Paper",
        "birth_date": "2021-02-03",
        "grade": "K",
        "address": "5 Unknown Way",
        "choices": "\n".join(Program.objects.filter(grade="K").values_list("pk", flat=True)[:2]),
        "why": "came by mail",
    }
    return client.post("/office/applications/enter/", {**data, **more})


def test_a_paper_application_is_entered_also_late_but_not_after_the_freeze(signed_in, closed):
    from citycompact.web.enrollment.models import Application

    office = signed_in("office")
    assert paper(office).status_code == 302
    application = Application.objects.latest("pk")
    assert (application.state, application.late, application.versions.get().channel) == (
        "submitted",
        True,
        "paper",
    )
    office.post(f"/office/round/{closed.pk}/freeze/")
    assert (
        b"No round is open" in paper(office, given_name="Later").client.get("/office/applications/").content
    )


def test_every_fault_of_a_paper_application_is_named_at_once(signed_in, round_):
    page = paper(signed_in("office"), choices="NOPE\nNADA\nNOPE", birth_date="").content.decode()
    for words in (
        "NOPE is no program in this grade.",
        "NADA is no program",
        "NOPE is listed twice.",
        "This field is required.",
    ):
        assert words in page


def test_a_duplicate_is_suggested_and_merged_only_on_a_persons_word(signed_in, application):
    from citycompact.web.enrollment.duplicates import suggestions
    from citycompact.web.enrollment.models import Child
    from citycompact.web.enrollment.rows import city_package

    child = application.child
    paper(
        signed_in("office"),
        given_name=child.given_name,
        family_name=child.family_name + "o",
        birth_date=str(child.birth_date),
    )
    again = Child.objects.get(family_name=child.family_name + "o")
    pairs = [{p.first.pk, p.second.pk} for p in suggestions()]
    assert {child.pk, again.pk} in pairs
    assert Child.objects.get(pk=again.pk).merged_into is None
    signed_in("office").post(
        "/office/applications/merge/", {"keep": child.pk, "other": again.pk, "why": "same child"}
    )
    again.refresh_from_db()
    assert again.merged_into_id == child.pk
    assert again.pk not in set(city_package(application.round).table("applicants")["applicant_id"])


def test_the_report_brings_its_own_styles_and_runs_nothing(signed_in):
    from citycompact.web.enrollment.models import Round

    run = Round.objects.get(pk="last-year").published_run
    response = signed_in("auditor").get(f"/office/run/{run.pk}/report/")
    assert "script-src" not in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert b"The certificate holds" in response.content
