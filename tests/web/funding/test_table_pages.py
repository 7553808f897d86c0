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


def test_a_count_of_a_frozen_year_is_not_changed():
    from citycompact.web.funding.models import Count
    from citycompact.web.funding.table_pages import only_while_open

    assert only_while_open(Count.objects.filter(year="2026-27").first())
    assert not only_while_open(count())


@pytest.mark.parametrize("table", ["counts", "previous", "in-kind", "levies", "moves"])
def test_the_office_takes_each_table_as_a_spreadsheet(signed_in, table):
    for ending in ("csv", "xlsx"):
        assert signed_in("office").get(f"/tables/{table}/export.{ending}").status_code == 200
    assert signed_in("auditor").get(f"/tables/{table}/").status_code == 200
