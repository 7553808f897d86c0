"""Seats of a school: demand in counts, a spreadsheet out and in, the word of the operator."""

from __future__ import annotations

import csv
import datetime
import io
import re

import pytest
from openpyxl import load_workbook

from web_tables import send

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 28, 9, tzinfo=datetime.UTC)


def test_demand_is_shown_as_counts_and_small_ones_are_not(signed_in, school, round_):
    page = signed_in("school").get("/schools/", follow=True).content.decode()
    assert "not shown" in page
    assert not re.search(r"A\d{6}", page), "no applicant is named"


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
    Program.objects.update(seats_approved_at=NOW)
    if ending == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        rows = [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
    place = rows[0].index("seats")
    for row in rows[1:]:
        if row[0] == program.pk:
            row[place] = program.seats + 5
    page = send(client, "/tables/seats/import/", ending, rows)
    assert "1 row will change" in page.content.decode()
    before = program.seats
    program.refresh_from_db()
    assert program.seats == before, "a preview changes nothing"
    client.post("/tables/seats/import/", {"confirm": page.context["token"]})
    program.refresh_from_db()
    assert (program.seats, program.seats_approved_at) == (before + 5, None)
    assert Program.objects.filter(seats_approved_at=None).count() == 1


def test_a_school_changes_only_the_seats_of_its_programs(signed_in, school):
    from citycompact.web.city.models import Program

    program = Program.objects.filter(school=school).first()
    Program.objects.update(seats_approved_at=NOW)
    client, path = signed_in("school"), f"/tables/seats/row/{program.pk}/"
    assert list(client.get(path).context["form"].fields) == ["seats"]
    client.post(path, {"seats": program.seats + 1, "grade": "12", "why": "A new room"})
    changed = Program.objects.get(pk=program.pk)
    assert (changed.seats, changed.grade, changed.seats_approved_at) == (
        program.seats + 1,
        program.grade,
        None,
    )
    history = client.get(f"{path}history/").content.decode()
    assert "A new room" in history
    assert f"<del>{program.seats}</del>" in history
    rows = [["program_id", "grade", "name"], [program.pk, "12", "x"]]
    page = send(client, "/tables/seats/import/", "csv", rows).content.decode()
    assert "2 problems; nothing was changed" in page
    assert "This is not yours to change." in page
    assert client.get("/tables/seats/new/").status_code == 404


def approve(client, shown=None):
    """Press the button on the page, or on one that was opened earlier."""
    path = "/tables/seats/action/approve/"
    return client.post(path, {"shown": shown if shown is not None else digest(client)}, follow=True)


def digest(client):
    return re.search(r'name="shown" value="(.*?)"', client.get("/tables/seats/").content.decode())[1]


def test_an_operator_approves_its_seats_and_only_its_own(signed_in, school):
    from citycompact.web.city.models import Program

    Program.objects.update(seats_approved_at=None)
    approve(signed_in("operator"))
    assert set(
        Program.objects.exclude(seats_approved_at=None).values_list("school__operator", flat=True)
    ) == {school.operator_id}
    assert signed_in("school").post("/tables/seats/action/approve/").status_code == 404


def test_an_operator_approves_what_it_has_seen_and_nothing_else(signed_in, school):
    from citycompact.web.city.models import Program

    mine = Program.objects.filter(school__operator=school.operator)
    Program.objects.update(seats_approved_at=None)
    operator = signed_in("operator")
    shown = digest(operator)
    program = mine.first()
    program.seats += 7
    program.save()
    for old in (shown, "", "x" * 64):
        assert "Something has changed since you looked." in approve(operator, old).content.decode()
    assert not mine.exclude(seats_approved_at=None).exists()
    approve(operator)
    assert not mine.filter(seats_approved_at=None).exists()
