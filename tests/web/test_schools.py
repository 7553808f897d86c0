"""School staff: claims, seats, exchange with a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from web_tables import send

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
    page = signed_in("school").get("/schools/", follow=True).content.decode()
    assert "not shown" in page
    assert "A0" not in page


def test_a_school_sees_no_count_that_would_give_a_small_one_away(round_):
    from django.db.models import Count, Q

    from citycompact.web.city.models import Program
    from citycompact.web.enrollment.seats import demand

    shown = demand(round_)
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
    content = client.get(f"/tables/seats/export.{ending}").content
    program = Program.objects.filter(school=school).first()
    Program.objects.update(seats_approved=True)
    if ending == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        rows = [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
    place = rows[0].index("seats")
    for row in rows[1:]:
        row[rows[0].index("seats_approved")] = True
        if row[0] == program.pk:
            row[place] = program.seats + 5
    page = send(client, "/tables/seats/import/", ending, rows)
    assert "1 row will change" in page.content.decode()
    before = program.seats
    program.refresh_from_db()
    assert program.seats == before, "a preview changes nothing"
    client.post("/tables/seats/import/", {"confirm": page.context["token"]})
    program.refresh_from_db()
    assert (program.seats, program.seats_approved) == (before + 5, False)
    assert Program.objects.filter(seats_approved=False).count() == 1


def test_a_school_changes_only_the_seats_of_its_programs(signed_in, school):
    from citycompact.web.city.models import Program

    program = Program.objects.filter(school=school).first()
    Program.objects.update(seats_approved=True)
    client, path = signed_in("school"), f"/tables/seats/row/{program.pk}/"
    assert list(client.get(path).context["form"].fields) == ["seats"]
    client.post(path, {"seats": program.seats + 1, "grade": "12", "why": "A new room"})
    changed = Program.objects.get(pk=program.pk)
    assert (changed.seats, changed.grade, changed.seats_approved) == (program.seats + 1, program.grade, False)
    history = client.get(f"{path}history/").content.decode()
    assert "A new room" in history
    assert f"<del>{program.seats}</del>" in history
    rows = [["program_id", "grade", "seats_approved"], [program.pk, "12", "true"]]
    page = send(client, "/tables/seats/import/", "csv", rows).content.decode()
    assert "2 problems; nothing was changed" in page
    assert "This is not yours to change." in page
    assert client.get("/tables/seats/new/").status_code == 404


@pytest.mark.parametrize(
    ("earlier", "now"),
    [
        ("/schools/", "/tables/seats/"),
        ("/schools/import/seats/", "/tables/seats/import/"),
        ("/schools/export/seats.csv", "/tables/seats/export.csv"),
        ("/schools/export/seats.xlsx", "/tables/seats/export.xlsx"),
    ],
)
def test_earlier_addresses_lead_to_the_table(signed_in, earlier, now):
    answer = signed_in("school").get(earlier)
    assert (answer.status_code, answer["Location"]) == (301, now)
    assert signed_in("office").get(earlier).status_code == 403


def test_my_school_shows_the_round_and_the_claims_that_wait(signed_in, claim, round_):
    page = signed_in("school").get("/").headers["Location"]
    page = signed_in("school").get(page, follow=True).content.decode()
    assert "waits for you" in page or "wait for you" in page
    assert round_.name in page


def test_decisions_come_in_from_a_spreadsheet_and_each_family_is_told_once(signed_in, claim, family):
    from citycompact.web.outbox.models import Message

    client = signed_in("school")
    family.language = "es"
    family.save()
    letters = Message.objects.filter(key__startswith=f"claim:{claim.pk}:")
    rows = [["claim_id", "state", "reason"], [claim.pk, "approved", ""]]
    page = send(client, "/schools/import/claims/", "xlsx", rows)
    assert "1 claim will be decided" in page.content.decode()
    assert not letters.exists(), "a preview tells nobody"
    client.post("/schools/import/claims/", {"confirm": page.context["token"]})
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by.email) == ("approved", "secretary@demo.example")
    letter = letters.get(user=family)
    assert letter.subject == "Una escuela confirmó su prioridad"
    client.post("/schools/import/claims/", {"confirm": page.context["token"]})
    again = send(client, "/schools/import/claims/", "csv", rows).content.decode()
    assert "Nothing changes" in again
    assert letters.count() == 1


def test_exported_claims_that_come_back_unchanged_decide_nothing(signed_in, claim):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in("school")
    claim.state, claim.reason = "asked", "=the letter, please"
    claim.save()
    for ending in ("csv", "xlsx"):
        content = client.get(f"/schools/export/claims.{ending}").content
        file = SimpleUploadedFile(f"c.{ending}", content)
        assert "Nothing changes" in client.post("/schools/import/claims/", {"file": file}).content.decode()


def test_every_fault_of_a_file_of_claims_is_named_and_nothing_is_decided(signed_in, claim):
    from citycompact.web.enrollment.models import Claim
    from citycompact.web.outbox.models import Message

    other = Claim.objects.exclude(school=claim.school).first() or Claim.objects.create(
        child=claim.child, school=_another(claim.school), claim="sibling"
    )
    rows = [
        ["claim_id", "state", "reason"],
        [claim.pk, "rejected", ""],
        [other.pk, "approved", ""],
        [claim.pk, "approved", ""],
        ["x", "approved", ""],
    ]
    client, told = signed_in("school"), Message.objects.count()
    page = send(client, "/schools/import/claims/", "csv", rows).content.decode()
    assert "4 problems; nothing was changed" in page
    for words in ("Write the reason", "no claim at your schools", "Repeats row 2."):
        assert words in page
    faults = ([claim.pk, "maybe", ""], [claim.pk, "asked", "x" * 301], [claim.pk, "asked", "a\0b"])
    for fault, words in zip(faults, ("no decision", "Has 301 characters", "NUL"), strict=True):
        page = send(client, "/schools/import/claims/", "csv", [rows[0], fault]).content.decode()
        assert words in page
    assert client.post("/schools/import/claims/", {"confirm": ""}).status_code == 200
    claim.refresh_from_db()
    assert (claim.state, Message.objects.count()) == ("waiting", told)


def test_a_claim_that_was_decided_meanwhile_is_not_decided_again(signed_in, claim):
    from citycompact.web.outbox.models import Message

    client = signed_in("school")
    page = send(client, "/schools/import/claims/", "csv", [["claim_id", "state"], [claim.pk, "approved"]])
    claim.state, claim.reason = "rejected", "No such person works here."
    claim.save()
    answer = client.post("/schools/import/claims/", {"confirm": page.context["token"]}).content.decode()
    assert "decided on this claim meanwhile" in answer
    claim.refresh_from_db()
    assert claim.state == "rejected"
    assert not Message.objects.filter(key__startswith=f"claim:{claim.pk}:").exists()


def test_an_operator_approves_its_seats_and_only_its_own(signed_in, school):
    from citycompact.web.city.models import Program

    Program.objects.update(seats_approved=False)
    signed_in("operator").post("/tables/seats/action/approve/")
    assert set(Program.objects.filter(seats_approved=True).values_list("school__operator", flat=True)) == {
        school.operator_id
    }
    assert signed_in("school").post("/tables/seats/action/approve/").status_code == 404


def test_the_roster_shows_who_was_placed_once_results_are_published(signed_in, school):
    from citycompact.web.enrollment.models import Outcome, Round

    page = signed_in("school").get("/schools/roster/").content.decode()
    run = Round.objects.get(pk="last-year").published
    mine = Outcome.objects.filter(attempt=run, program__school=school)
    others = Outcome.objects.filter(attempt=run).exclude(program__school=school)
    for outcome in mine:
        assert outcome.child_id in page
    assert not any(f">{outcome.child_id}<" in page for outcome in others)


def _another(school):
    from citycompact.web.city.models import School

    return School.objects.exclude(operator=school.operator).first()
