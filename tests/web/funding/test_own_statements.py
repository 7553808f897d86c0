"""The budgets of one's own schools, and nobody else's; and what a few pupils more would change."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def own_school():
    from citycompact.web.site.models import StaffRole

    return StaffRole.objects.get(role="school").school


def other_school():
    from citycompact.web.city.models import School

    mine = own_school()
    return School.objects.exclude(pk=mine.pk).exclude(operator=mine.operator).first()


def test_a_principal_reads_their_own_and_gets_it_on_paper(signed_in):
    client, school = signed_in("school"), own_school()
    assert school.name in client.get("/money/mine/").content.decode()
    page = client.get(f"/money/mine/2026-27/{school.pk}/statement/").content.decode()
    assert "In all: $" in page
    paper = client.get(f"/money/mine/2026-27/{school.pk}/statement.pdf")
    assert paper.content.startswith(b"%PDF")


def test_another_school_is_not_there_at_all(signed_in):
    client, school = signed_in("school"), other_school()
    assert school.name not in client.get("/money/mine/").content.decode()
    for end in ("statement/", "statement.pdf"):
        assert client.get(f"/money/mine/2026-27/{school.pk}/{end}").status_code == 404
        assert signed_in("family").get(f"/money/mine/2026-27/{school.pk}/{end}").status_code == 403
        assert Client().get(f"/money/mine/2026-27/{school.pk}/{end}").status_code == 302
    assert signed_in("office").get(f"/money/mine/2026-27/{school.pk}/statement/").status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"category": "english_learner", "more": "3"}, "The budget would change by"),
        ({"category": "english_learner", "more": "0"}, "<strong>$0</strong>"),
        ({"category": "english_learner", "more": "-400"}, "So many are not counted there"),
        ({"category": "english_learner", "more": "many"}, "Enter a whole number"),
        ({"category": "english_learner", "more": "9999"}, "less than or equal to 500"),
        ({"category": "gifted", "more": "3"}, "Select a valid choice"),
        ({"category": "", "more": ""}, "This field is required"),
    ],
)
def test_a_few_more_pupils_and_odd_ones(signed_in, asked, said):
    page = signed_in("school").get(f"/money/mine/2026-27/{own_school().pk}/statement/", asked)
    assert page.status_code == 200
    assert said in page.content.decode()


def test_three_more_bring_what_the_rules_say(signed_in):
    page = signed_in("school").get(
        f"/money/mine/2026-27/{own_school().pk}/statement/", {"category": "iep_2", "more": "3"}
    )
    words = page.content.decode()
    # 12,419 x 1.20, rounded; less where a floor holds the school above its formula, and never more.
    (said,) = re.findall(r"would change by <strong>\$([\d,]+)</strong>", words)
    assert 0 <= int(said.replace(",", "")) <= 44709
