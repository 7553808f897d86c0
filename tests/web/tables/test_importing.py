"""A spreadsheet comes in: every problem at its cell, and then all of it or nothing."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from web_tables import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(signed_in):
    return signed_in("office")


def preview(client, rows, table="schools", ending="csv"):
    return send(client, f"/tables/{table}/import/", ending, rows)


def confirm(client, page, table="schools"):
    return client.post(f"/tables/{table}/import/", {"confirm": page.context["token"], "why": "The new year"})


def places(page):
    return [(p.row, p.column, p.value) for p in page.context["problems"]]


def test_every_problem_is_named_at_its_cell_and_nothing_changes(office):
    from citycompact.web.city.models import School

    before = list(School.objects.order_by("pk").values())
    rows = [
        ["school_id", "name", "operator_id", "latitude", "start_time"],
        ["S001", "", "district", "x", "08:20"],
        ["S002", "A name", "nobody", "91", "25:00"],
        ["S001", "Twice", "district", "", ""],
        ["", "No key", "district", "", ""],
        ["S003", "x" * 201, "district", "nan", "08:20"],
        ["S004", "a\0b", "district", "0.12345678901234567", "08:20"],
    ]
    page = preview(office, rows)
    assert set(places(page)) == {
        (2, "name", ""),
        (2, "latitude", "x"),
        (3, "operator_id", "nobody"),
        (4, "school_id", "S001"),
        (5, "school_id", ""),
        (6, "name", "x" * 201),
        (6, "latitude", "nan"),
        (7, "name", "a\0b"),
    }
    assert "8 problems; nothing was changed" in page.content.decode()
    sound = [
        row if number != 2 else ["S002", "A name", "district", "91", "25:00"]
        for number, row in enumerate(rows)
    ]
    found = preview(office, [sound[0], sound[2]])
    assert set(places(found)) == {(2, "latitude", "91"), (2, "start_time", "25:00")}
    assert not page.context["token"]
    confirm(office, page)
    assert list(School.objects.order_by("pk").values()) == before


def test_problems_are_said_in_spanish(office):
    office.post("/language/", {"language": "es", "next": "/"})
    page = preview(office, [["school_id", "name", "latitude"], ["S001", "", "x"]]).content.decode()
    assert "2 problemas; no se cambió nada" in page
    assert "Está vacío. Escriba un valor." in page or "vac" in page


def test_what_is_confirmed_is_what_was_shown_with_its_reason(office):
    from citycompact.web.city.models import School
    from citycompact.web.site.trail import events

    page = preview(
        office, [["school_id", "name"], ["S001", "Renamed"], ["S002", School.objects.get(pk="S002").name]]
    )
    (change,) = page.context["changes"]
    assert (change.row, change.column, change.after) == (2, "name", "Renamed")
    assert confirm(office, page).status_code == 302
    assert School.objects.get(pk="S001").name == "Renamed"
    event = next(events(kind="school"))
    assert (event["object"], event["why"]) == ("S001", "The new year")
    again = confirm(office, page)
    assert "no longer the last one" in again.content.decode()


def test_rows_are_added_where_that_is_allowed(office):
    from citycompact.web.city.models import Program, Reserve, School

    page = preview(office, [["school_id", "name", "operator_id"], ["N-1", "New", "district"]])
    assert confirm(office, page).status_code == 302
    assert School.objects.get(pk="N-1").operator_id == "district"
    program = Program.objects.order_by("-seats").first()
    rows = [["id", "program_id", "position", "group", "seats"], ["", program.pk, 1, "sibling", 1]]
    assert confirm(office, preview(office, rows, "reserves", "xlsx"), "reserves").status_code == 302
    assert Reserve.objects.get(program=program).hard is False
    twice = preview(office, [rows[0], ["", program.pk, 2, "a", 1], ["", program.pk, 2, "b", 1]], "reserves")
    assert [row for row, _column, _value in places(twice)] == [3]
    same = preview(office, rows, "reserves")
    assert "This contradicts another record." in same.content.decode()
    assert preview(office, [["school_id", "name"], ["N-2", ""]]).context["problems"]
    assert places(preview(office, [["school_id", "name", "operator_id"], ["a/b", "A", "district"]])) == [
        (2, "school_id", "a/b")
    ]


def test_a_citys_own_file_of_rows_without_our_keys_comes_in(office):
    from citycompact.web.city.models import Program, Reserve

    first, second = Program.objects.filter(seats__gt=4, reserves=None).order_by("pk")[:2]
    Reserve.objects.create(program=first, position=1, group="sibling", seats=1)
    header = ["program_id", "position", "group", "seats", "hard"]
    rows = [header, [first.pk, 1, "sibling", 3, "true"], [second.pk, 1, "low_income", 2, ""]]
    page = preview(office, rows, "reserves")
    assert {(c.row, c.column, c.before, c.after) for c in page.context["changes"] if not c.new} == {
        (2, "seats", "1", "3"),
        (2, "hard", "false", "true"),
    }
    assert confirm(office, page, "reserves").status_code == 302
    kept = Reserve.objects.filter(program__in=(first, second))
    assert set(kept.values_list("program_id", "position", "group", "seats", "hard")) == {
        (first.pk, 1, "sibling", 3, True),
        (second.pk, 1, "low_income", 2, False),
    }
    assert not preview(office, rows, "reserves").context["changes"]
    assert places(preview(office, [*rows, rows[1]], "reserves")) == [(4, "program_id", first.pk)]


def test_what_changed_meanwhile_is_not_overwritten(office):
    from citycompact.web.city.models import School

    page = preview(office, [["school_id", "name"], ["S001", "Mine"], ["S002", "Mine too"]])
    School.objects.filter(pk="S001").update(name="Theirs")
    answer = confirm(office, page)
    assert "Somebody has changed this meanwhile" in answer.content.decode()
    assert set(School.objects.filter(pk__in=["S001", "S002"]).values_list("name", flat=True)).isdisjoint(
        {"Mine", "Mine too"}
    )


def test_who_may_no_longer_change_a_row_cannot_confirm(signed_in):
    from citycompact.web.city.models import Program
    from citycompact.web.site.models import StaffRole

    client = signed_in("school")
    role = StaffRole.objects.get(user__email="secretary@demo.example")
    program = Program.objects.filter(school=role.school).first()
    page = preview(client, [["program_id", "seats"], [program.pk, program.seats + 1]], "seats")
    role.school = type(role.school).objects.exclude(operator=role.school.operator).first()
    role.save()
    answer = client.post("/tables/seats/import/", {"confirm": page.context["token"]})
    assert "come or gone meanwhile" in answer.content.decode()
    page = preview(client, [["program_id", "seats"], [program.pk, program.seats + 1]], "seats")
    role.delete()
    assert client.post("/tables/seats/import/", {"confirm": "x"}).status_code in (403, 404)
    assert Program.objects.get(pk=program.pk).seats == program.seats


def test_numbers_and_days_of_a_workbook_mean_what_a_person_sees(signed_in, office):
    from citycompact.web.city.models import Program
    from citycompact.web.compact.models import Barrier

    program = Program.objects.first()
    same = preview(office, [["program_id", "seats"], [program.pk, float(program.seats)]], "programs", "xlsx")
    assert "Nothing changes" in same.content.decode()
    rows = [["program_id", "seats"], [program.pk, f"{program.seats + 2}.0"]]
    assert confirm(office, preview(office, rows, "programs"), "programs").status_code == 302
    assert Program.objects.get(pk=program.pk).seats == program.seats + 2
    assert places(preview(office, [rows[0], [program.pk, "2.5"]], "programs"))
    steward, barrier = signed_in("steward"), Barrier.objects.first()
    day = datetime.datetime(2030, 3, 31)
    rows = [["barrier_id", "closed_on"], [barrier.pk, day]]
    page = preview(steward, rows, "barriers", "xlsx")
    assert [change.after for change in page.context["changes"]] == ["2030-03-31"]
    for text in ("3/31/2030", "2030-02-30", "soon", "9999-12-31", "0027-03-31"):
        assert places(preview(steward, [rows[0], [barrier.pk, text]], "barriers")), text
    before = preview(steward, [rows[0], [barrier.pk, "1950-01-01"]], "barriers")
    assert "This is before the day" in before.content.decode()


def test_columns_that_are_not_of_the_table_are_named_and_left_aside(office):
    page = preview(office, [["school_id", "name", "Notes", ""], ["S001", "Renamed", "call them", ""]])
    assert page.context["found"].ignored == ["Notes"]
    assert "left aside: Notes" in page.content.decode()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["name"], ["A"]], "Has no column school_id."),
        ([["school_id", "name", "name"], ["S001", "A", "B"]], "Has two columns name."),
        ([["school_id", "name"], ["S001", "A", "B"]], "cells where the header has 2"),
        ([["school_id", "name"], ["S001"]], "cells where the header has 2"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(office, rows, says):
    assert says in preview(office, rows).content.decode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"PK no archive",
        b"\xff\xfe\x00",
        b"%PDF-1.7\n%\xe2\xe3",
        b'school_id,name\nS001,"open',
        b"school_id,name\n" + b"S001,A\n" * 20_001,
        b"school_id,name\n" + b"x" * 5_000_001,
        b"school_id,name\nS001," + b"x" * 200_000,
    ],
    ids=["empty", "lines", "zip", "utf16", "pdf", "quote", "rows", "bytes", "cell"],
)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_whatever_comes_instead_of_a_table_is_refused_in_words(office, content, ending):
    answer = office.post("/tables/schools/import/", {"file": SimpleUploadedFile(f"x.{ending}", content)})
    assert answer.status_code == 200
    assert answer.context["problems"] or "Choose a file" in answer.content.decode()
    assert not answer.context["token"]


def test_a_file_separated_as_a_spanish_excel_does_is_read(office):
    content = "school_id;name\nS001;Añadida, con coma\n".encode()
    page = office.post("/tables/schools/import/", {"file": SimpleUploadedFile("x.csv", content)})
    assert [change.after for change in page.context["changes"]] == ["Añadida, con coma"]


def test_nothing_that_is_sent_instead_of_a_confirmation_does_anything(office):
    preview(office, [["school_id", "name"], ["S001", "Renamed"]])
    for sent in ({"confirm": "1"}, {"confirm": ""}, {}):
        answer = office.post("/tables/schools/import/", sent)
        assert answer.status_code == 200
        from citycompact.web.city.models import School

        assert School.objects.get(pk="S001").name != "Renamed"


def test_many_rows_are_read_in_one_go(office, django_assert_max_num_queries):
    from citycompact.web.city.models import Program

    programs = list(Program.objects.values_list("pk", "seats"))
    rows = [["program_id", "seats"], *([pk, seats + 100] for pk, seats in programs)]
    with django_assert_max_num_queries(30 + len(programs)):
        page = preview(office, rows, "programs")
    with django_assert_max_num_queries(40 + len(programs)):
        assert confirm(office, page, "programs").status_code == 302
    assert dict(Program.objects.values_list("pk", "seats")) == {pk: seats + 100 for pk, seats in programs}
