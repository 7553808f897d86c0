"""Counts are kept by the office, and a school says what is wrong with its own."""

import pytest

pytestmark = pytest.mark.django_db


def count(signed_in_school=None, **more):
    from citycompact.web.funding.models import Count
    from citycompact.web.site.models import StaffRole

    school = StaffRole.objects.get(role="school").school
    return Count.objects.filter(year="2027-28", school=school, **more).order_by("category").first()


def address(row):
    return f"/tables/counts/row/{row.pk}/"


def test_a_school_objects_and_the_office_answers_and_neither_does_the_others_part(signed_in):
    row = count()
    pupils = row.pupils
    page = signed_in("school").get(address(row)).content.decode()
    assert 'name="objection"' in page
    assert 'name="pupils"' not in page
    signed_in("school").post(address(row), {"objection": "Two too few", "pupils": "999", "seen": ""})
    row.refresh_from_db()
    assert row.pupils == pupils
    office = signed_in("office").get(address(row)).content.decode()
    assert 'name="answer"' in office
    assert 'name="objection"' not in office


def test_another_schools_counts_are_not_seen(signed_in):
    from citycompact.web.funding.models import Count

    mine = count()
    other = Count.objects.exclude(school__operator=mine.school.operator).first()
    assert signed_in("school").get(address(other)).status_code == 404
    assert other.school.name not in signed_in("school").get("/tables/counts/").content.decode()
    assert signed_in("family").get("/tables/counts/").status_code in (403, 404)


def frozen():
    from citycompact.web.funding.models import Count

    return Count.objects.filter(year="2026-27").order_by("pk").first()


def test_a_count_of_a_frozen_year_is_neither_changed_nor_taken_away(signed_in):
    from citycompact.web.funding.models import Count

    row, office = frozen(), signed_in("office")
    for sent in ({"pupils": "1", "answer": ""}, {"remove": "1"}):
        said = office.post(address(row), sent, follow=True).content.decode()
        assert "The facts of this year are frozen" in said
    row.refresh_from_db()
    assert row.pupils > 1
    new = {
        "year": "2026-27",
        "school": row.school_id,
        "category": "new",
        "pupils": "5",
        "objection": "",
        "answer": "",
    }
    assert "are frozen" in office.post("/tables/counts/new/", new).content.decode()
    assert not Count.objects.filter(category="new").exists()


def test_the_lock_is_asked_for_where_the_row_is_kept(signed_in, monkeypatch):
    """What was open when the form was read may be frozen when it is kept."""
    from citycompact.web.tables import pages

    row = count()
    monkeypatch.setattr(pages, "why_locked", lambda row: "Frozen meanwhile")
    said = signed_in("office").post(address(row), {"pupils": "77", "answer": ""}).content.decode()
    assert "Frozen meanwhile" in said
    row.refresh_from_db()
    assert row.pupils != 77


def test_an_objection_is_the_schools_and_nothing_makes_it_disappear(signed_in):
    row = count(category="english_learner")
    school, office = signed_in("school"), signed_in("office")
    school.post(address(row), {"objection": "Two are missing."})
    assert "so it stays" in office.post(address(row), {"remove": "1"}, follow=True).content.decode()
    assert (
        "Answer in a sentence" in office.post(address(row), {"pupils": "9", "answer": "."}).content.decode()
    )
    office.post(address(row), {"pupils": "9", "answer": "Both are on the list of October."})
    row.refresh_from_db()
    assert (row.pupils, row.answer) == (9, "Both are on the list of October.")
    school.post(address(row), {"objection": "A whole class is missing."})
    row.refresh_from_db()
    assert row.answer == ""
    new = {
        "year": "2027-28",
        "school": row.school_id,
        "category": "new",
        "pupils": "5",
        "objection": "I object",
        "answer": "",
    }
    assert "Only the school objects" in office.post("/tables/counts/new/", new).content.decode()


@pytest.mark.parametrize("table", ["counts", "previous", "in-kind", "levies", "moves"])
def test_the_office_takes_each_table_as_a_spreadsheet(signed_in, table):
    for ending in ("csv", "xlsx"):
        assert signed_in("office").get(f"/tables/{table}/export.{ending}").status_code == 200
    assert signed_in("auditor").get(f"/tables/{table}/").status_code == 200


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ("100", "", "Write both ends"),
        ("", "999999999", "Write both ends"),
        ("1", "2", "lies outside this range"),
        ("0", "999999999", ""),
        ("", "", ""),
    ],
)
def test_the_range_of_an_amount_has_two_ends_and_holds_it(signed_in, low, high, said):
    from citycompact.web.funding.models import PreviousAmount

    row = PreviousAmount.objects.filter(year="2027-28").order_by("pk").first()
    form = {"amount": str(row.amount), "pupils": str(row.pupils), "public_low": low, "public_high": high}
    page = signed_in("office").get(f"/tables/previous/row/{row.pk}/")
    seen = page.content.decode().partition('name="seen" value="')[2].partition('"')[0]
    answer = signed_in("office").post(f"/tables/previous/row/{row.pk}/", {**form, "seen": seen})
    row.refresh_from_db()
    if said:
        assert said in answer.content.decode()
        assert str(row.public_high or "") != high or not high
    else:
        assert answer.status_code == 302
        assert (row.public_low is None) == (low == "")


def test_the_demo_hands_on_how_amounts_were_published():
    from citycompact.web.funding.models import PreviousAmount

    rows = PreviousAmount.objects.filter(year="2027-28")
    assert rows.filter(public_low=None).count() == 0
    assert all(row.public_low <= row.amount <= row.public_high for row in rows)
    assert any(row.public_low < row.public_high for row in rows)
    first = PreviousAmount.objects.filter(year="2025-26")
    assert first.exclude(public_low=None).count() == 0
