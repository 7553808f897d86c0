"""School staff: claims, seats, exchange with a spreadsheet."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(db):
    from citycompact.web.site.models import StaffRole

    return StaffRole.objects.get(user__email="secretary@demo.example").school


@pytest.fixture
def claim(school, application):
    from citycompact.web.enrollment.models import Claim

    return Claim.objects.create(child=application.child, school=school, claim="staff_child")


def test_a_claim_is_confirmed_and_the_family_told(signed_in, claim, family):
    from citycompact.web.outbox.models import Message

    signed_in("school").post(f"/schools/claims/{claim.pk}/", {"state": "approved"})
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by.email) == ("approved", "secretary@demo.example")
    assert Message.objects.filter(user=family, key__startswith=f"claim:{claim.pk}:").exists()


@pytest.mark.parametrize("state", ["rejected", "asked"])
def test_a_claim_is_not_turned_down_without_a_reason(signed_in, claim, state):
    client = signed_in("school")
    client.post(f"/schools/claims/{claim.pk}/", {"state": state})
    claim.refresh_from_db()
    assert claim.state == "waiting"
    client.post(f"/schools/claims/{claim.pk}/", {"state": state, "reason": "No such person works here."})
    claim.refresh_from_db()
    assert (claim.state, claim.reason) == (state, "No such person works here.")


def test_only_a_confirmed_claim_counts_in_the_match(claim, round_):
    from citycompact.web.enrollment.rows import city_package

    def verified():
        rows = city_package(round_).table("claims")
        return rows.filter((rows["applicant_id"] == claim.child_id) & (rows["claim"] == "staff_child"))[
            "verified"
        ].to_list()

    assert verified() == [False]
    claim.state = "approved"
    claim.save()
    assert verified() == [True]


def test_demand_is_shown_as_counts_and_small_ones_are_not(signed_in, school, round_):
    page = signed_in("school").get("/schools/").content.decode()
    assert "not shown" in page
    assert "A0" not in page


def test_a_school_sees_no_count_that_would_give_a_small_one_away(round_):
    from django.db.models import Count, Q

    from citycompact.web.city.models import Program
    from citycompact.web.enrollment.pages.schools import _demand

    shown = _demand(round_)
    sent = Q(choices__application__round=round_, choices__application__state="submitted")
    true = dict(
        Program.objects.annotate(n=Count("choices", filter=sent & Q(choices__rank=1))).values_list("pk", "n")
    )
    first = {pk: counts["first"] for pk, counts in shown.items()}
    hidden = [pk for pk, count in first.items() if count is None]
    assert all(first[pk] == true[pk] for pk in first if pk not in hidden)
    assert {pk for pk, count in true.items() if 0 < count < 10} <= set(hidden)
    assert len(hidden) != 1, "the number of applicants less what is shown would be the hidden count"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_seats_go_out_and_come_back_changed(signed_in, school, ending):
    from citycompact.web.city.models import Program

    client = signed_in("school")
    content = client.get(f"/schools/export/seats.{ending}").content
    program = Program.objects.filter(school=school).first()
    if ending == "csv":
        old, new = f",{program.seats}\r\n", f",{program.seats + 5}\r\n"
        lines = content.decode("utf-8-sig").splitlines(keepends=True)
        text = "".join(
            line.replace(old, new) if line.startswith(program.pk + ",") else line for line in lines
        )
        changed = text.encode()
    else:
        book = load_workbook(io.BytesIO(content))
        for row in book.active.iter_rows(min_row=2):
            if row[0].value == program.pk:
                row[4].value = program.seats + 5
        target = io.BytesIO()
        book.save(target)
        changed = target.getvalue()
    page = client.post(
        "/schools/import/seats/", {"file": SimpleUploadedFile(f"s.{ending}", changed)}
    ).content.decode()
    assert "1 row will change" in page
    before = program.seats
    program.refresh_from_db()
    assert program.seats == before, "a preview changes nothing"
    client.post("/schools/import/seats/", {"confirm": "1"})
    program.refresh_from_db()
    assert (program.seats, program.seats_approved) == (before + 5, False)


def test_a_bad_file_names_every_error_and_changes_nothing(signed_in, school):
    from citycompact.web.city.models import Program

    program = Program.objects.filter(school=school).first()
    text = f"program_id,seats\n{program.pk},many\nNOT-MINE,3\n{program.pk},12\n"
    client = signed_in("school")
    page = client.post(
        "/schools/import/seats/", {"file": SimpleUploadedFile("s.csv", text.encode())}
    ).content.decode()
    assert "2 problems; nothing was changed" in page
    assert "row 2" in page
    assert "row 3" in page
    client.post("/schools/import/seats/", {"confirm": "1"})
    before = program.seats
    program.refresh_from_db()
    assert program.seats == before


def test_decisions_come_in_from_a_spreadsheet(signed_in, claim):
    client = signed_in("school")
    text = f"claim_id,state,reason\n{claim.pk},approved,\n"
    client.post("/schools/import/claims/", {"file": SimpleUploadedFile("c.csv", text.encode())})
    client.post("/schools/import/claims/", {"confirm": "1"})
    claim.refresh_from_db()
    assert claim.state == "approved"


def test_text_that_a_spreadsheet_would_run_is_made_harmless(claim):
    from citycompact.web.enrollment.exchange import as_csv

    assert b"'=HYPERLINK" in as_csv([["=HYPERLINK(1)"]])


def test_an_operator_approves_its_seats_and_only_its_own(signed_in, school):
    from citycompact.web.city.models import Program

    Program.objects.update(seats_approved=False)
    signed_in("operator").post("/schools/approve-seats/")
    assert set(Program.objects.filter(seats_approved=True).values_list("school__operator", flat=True)) == {
        school.operator_id
    }
    assert signed_in("school").post("/schools/approve-seats/").status_code == 403


def test_the_roster_shows_who_was_placed_once_results_are_published(signed_in, school):
    from citycompact.web.enrollment.models import Outcome, Round

    page = signed_in("school").get("/schools/roster/").content.decode()
    run = Round.objects.get(pk="last-year").published
    mine = Outcome.objects.filter(attempt=run, program__school=school)
    others = Outcome.objects.filter(attempt=run).exclude(program__school=school)
    for outcome in mine:
        assert outcome.child_id in page
    assert not any(f">{outcome.child_id}<" in page for outcome in others)
