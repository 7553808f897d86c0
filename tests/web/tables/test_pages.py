"""List, row and history as a person uses them."""

from __future__ import annotations

import datetime

import pytest

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 28, 9, tzinfo=datetime.UTC)


@pytest.fixture
def office(signed_in):
    return signed_in("office")


def typed(page, **changed):
    initial = page.context["form"].initial
    return {k: "" if v is None else v for k, v in initial.items() if v is not False} | changed


def listed(client, path):
    return [str(row.pk) for row, _cells in client.get(path).context["rows"]]


def test_words_and_choices_narrow_a_list_and_its_export(office):
    from citycompact.web.city.models import Program

    program = Program.objects.filter(grade="K").first()
    found = listed(office, f"/tables/programs/?q={program.school.name.split()[0]}&is-grade=K")
    assert program.pk in found
    assert set(Program.objects.filter(pk__in=found).values_list("grade", flat=True)) == {"K"}
    content = office.get(f"/tables/programs/export.csv?q={program.pk}&is-grade=K").content.decode()
    assert [line.split(",")[0] for line in content.splitlines()[1:]] == [program.pk]
    Program.objects.filter(pk=program.pk).update(tie_break="score")
    assert listed(office, "/tables/programs/?is-tie_break=score") == [program.pk]


@pytest.mark.parametrize(
    "query",
    [
        "is-grade=99",
        "sort=nothing",
        "sort=private",
        "page=x",
        "page=999",
        "q=" + "x" * 5000,
        "is-operator=nobody",
        "sort=-grade",
        "sort=school",
        "q=%25_%27",
    ],
)
def test_whatever_is_asked_of_a_list_it_answers(office, query):
    assert office.get(f"/tables/programs/?{query}").status_code == 200


def test_grades_are_sorted_as_children_grow(office):
    from citycompact.city import grade_order
    from citycompact.web.city.models import Program

    grades = dict(Program.objects.values_list("pk", "grade"))
    found = [grade_order(grades[pk]) for pk in listed(office, "/tables/programs/?sort=grade")]
    assert found == sorted(found)


def test_a_school_is_made_edited_told_and_removed(office):
    from citycompact.web.city.models import School

    new = {"school_id": "NEW-1", "name": "New School", "operator": "district", "start_time": "08:20"}
    assert office.post("/tables/schools/new/", new).status_code == 302
    page = office.get("/tables/schools/row/NEW-1/")
    answer = office.post("/tables/schools/row/NEW-1/", typed(page, name="Newer School", why="Its board"))
    assert answer.status_code == 302
    history = office.get("/tables/schools/row/NEW-1/history/").content.decode()
    for words in ("Amina Yusuf", "Its board", "<del>New School</del>", "<ins>Newer School</ins>", "was made"):
        assert words in history
    assert office.post("/tables/schools/row/NEW-1/", {"remove": "1"}).status_code == 302
    assert not School.objects.filter(pk="NEW-1").exists()


def test_what_others_rest_on_is_not_removed(office):
    from citycompact.web.city.models import Operator, School

    school = School.objects.filter(programs__isnull=False).first()
    for path in (f"schools/row/{school.pk}/", "operators/row/district/"):
        page = office.post(f"/tables/{path}", {"remove": "1"}, follow=True).content.decode()
        assert "Other records rest on this one" in page
    assert Operator.objects.filter(pk="district").exists()
    assert School.objects.filter(pk=school.pk).exists()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("school_id", "S001", "Another record has this already."),
        ("school_id", "a/b", "Leave out |"),
        ("school_id", "a|b", "Leave out |"),
        ("school_id", "a\u200bb", "Leave out |"),
        ("school_id", "a\u3164b", "Leave out |"),
        ("school_id", "e\u0301", "each accented letter"),
        ("school_id", "..", "Leave out |"),
        ("school_id", "x" * 65, "at most 64 characters"),
        ("name", "", "This field is required."),
        ("operator", "nobody", "Select a valid choice."),
        ("start_time", "25:00", "Is not a time of day such as 08:20. Write a time of day, such as 08:20."),
        ("latitude", "91", "Is out of range. Write a number of at least -90 and at most 90."),
        ("latitude", "nan", "Enter a number."),
        ("longitude", "1e400", "Enter a number."),
        ("longitude", "0.12345678901234567", "15 significant digits"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_with_a_link_to_it(office, field, value, says):
    from citycompact.web.city.models import School

    count = School.objects.count()
    new = {"school_id": "NEW-1", "name": "New School", "operator": "district"}
    page = office.post("/tables/schools/new/", {**new, field: value})
    assert page.status_code == 200
    assert says in page.content.decode()
    assert f'href="#id_{field}"' in page.content.decode()
    assert School.objects.count() == count


@pytest.mark.parametrize("seats", ["-1", "1e9", "9" * 400, "2147483648", "12.5", "NaN", "", "١٢x"])
def test_seats_are_a_whole_number(office, seats):
    from citycompact.web.city.models import Program

    program = Program.objects.first()
    page = office.get(f"/tables/programs/row/{program.pk}/")
    answer = office.post(f"/tables/programs/row/{program.pk}/", typed(page, seats=seats))
    assert answer.status_code == 200
    assert 'href="#id_seats"' in answer.content.decode()
    program.refresh_from_db()
    assert str(program.seats) != seats


def test_reserves_stay_within_the_seats_of_their_program(office):
    from citycompact.web.city.models import Program, Reserve

    program = Program.objects.order_by("-seats").first()
    new = {"program": program.pk, "position": "1", "group": "sibling", "seats": program.seats + 1}
    assert "seats would be reserved" in office.post("/tables/reserves/new/", new).content.decode()
    assert office.post("/tables/reserves/new/", {**new, "seats": program.seats}).status_code == 302
    again = office.post("/tables/reserves/new/", {**new, "seats": "0"}).content.decode()
    assert "This contradicts another record." in again
    assert "constraint" not in again.lower()
    page = office.get(f"/tables/programs/row/{program.pk}/")
    fewer = typed(page, seats=program.seats - 1)
    assert (
        "seats would be reserved"
        in office.post(f"/tables/programs/row/{program.pk}/", fewer).content.decode()
    )
    assert Reserve.objects.filter(program=program).count() == 1


def test_the_word_of_an_operator_ends_with_the_seats_that_it_was_for(office):
    from citycompact.web.city.models import Program

    program = Program.objects.first()
    Program.objects.update(seats_approved_at=NOW)
    path = f"/tables/programs/row/{program.pk}/"
    office.post(path, typed(office.get(path), name="Another name"))
    assert Program.objects.get(pk=program.pk).seats_approved_at, "a name is no seat"
    for change in ({"seats": program.seats + 1}, {"open_to": "low_income"}, {"min_score": "50"}):
        Program.objects.update(seats_approved_at=NOW)
        office.post(path, typed(office.get(path), **change))
        assert not Program.objects.get(pk=program.pk).seats_approved_at, change
    assert Program.objects.filter(seats_approved_at=NOW).count() == Program.objects.count() - 1


def test_the_word_of_an_operator_ends_with_seats_that_are_set_aside(office):
    from citycompact.web.city.models import Program, Reserve

    program = Program.objects.filter(seats__gt=2, reserves=None).first()
    approved = Program.objects.filter(pk=program.pk)
    approved.update(seats_approved_at=NOW)
    row = {"program": program.pk, "position": 1, "group": "low_income", "seats": 2, "hard": "on"}
    office.post("/tables/reserves/new/", row)
    reserve = Reserve.objects.get(program=program)
    assert not approved.get().seats_approved_at
    approved.update(seats_approved_at=NOW)
    path = f"/tables/reserves/row/{reserve.pk}/"
    office.post(path, typed(office.get(path)))
    assert approved.get().seats_approved_at, "nothing has changed"
    office.post(path, typed(office.get(path), seats=1))
    assert not approved.get().seats_approved_at
    approved.update(seats_approved_at=NOW)
    office.post(path, {"remove": "1"})
    assert not approved.get().seats_approved_at


@pytest.mark.parametrize("key", ["nothing", "x%00", "%2e%2e%2f", "1" * 400, "🏫"])
def test_a_row_that_is_not_there_is_not_found(office, key):
    for table in ("schools", "reserves"):
        for rest in ("", "history/"):
            assert office.get(f"/tables/{table}/row/{key}/{rest}").status_code in (404, 400)
        assert office.post(f"/tables/{table}/row/{key}/", {"remove": "1"}).status_code in (404, 400)


def test_a_history_shows_no_column_that_the_list_would_not(signed_in, office):
    from citycompact.web.city.models import Program
    from citycompact.web.site.models import StaffRole

    school = StaffRole.objects.get(user__email="secretary@demo.example").school
    program = Program.objects.filter(school=school).first()
    path = f"/tables/programs/row/{program.pk}/"
    office.post(path, typed(office.get(path), min_score="12.5"))
    office.post(path, typed(office.get(path), seats=program.seats + 3))
    seen = signed_in("school").get(f"/tables/seats/row/{program.pk}/history/").content.decode()
    assert f"<ins>{program.seats + 3}</ins>" in seen
    assert "12.5" not in seen
    assert "12.5" in office.get(f"{path}history/").content.decode()


def test_pages_come_in_spanish(office):
    office.post("/language/", {"language": "es", "next": "/"})
    for path, words in (
        ("/tables/", "Lugares reservados"),
        ("/tables/schools/", "Importar una hoja de cálculo"),
        ("/tables/schools/row/S001/history/", "Historial"),
    ):
        assert words in office.get(path).content.decode()
    page = office.post("/tables/schools/new/", {"school_id": "S001"}).content.decode()
    assert "Otro registro ya tiene esto." in page
